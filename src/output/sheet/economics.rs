//! 活动测算: what a campaign costs and earns in each case, live: a changed assumption changes every result.

use super::{
    Worksheet, annex, chances,
    look::{self, Look, at},
};
use crate::base::exact::Exact;
use crate::model::{
    formula::{Cell, Formula, NO_VALUE, System},
    goal,
    kpi::Unit,
    live::Chance,
};
use rust_xlsxwriter::{Color, ConditionalFormatFormula, DataValidation, DataValidationRule, Workbook, XlsxError};

/// The sums of one campaign.
#[derive(Clone, Debug)]
pub struct Economics {
    /// The columns: `最坏`, `预期`, `最好`.
    pub cases: Vec<String>,
    pub factors: Vec<Factor>,
    pub outcomes: Vec<Outcome>,
    /// Sentences below the table, such as what a number does not say.
    pub notes: Vec<String>,
    pub strongest: Option<Strongest>,
    /// The cuts of a bargain, in yuan.
    pub cuts: Vec<Exact>,
}

/// The inputs that move a result most, each a tenth lower and higher.
#[derive(Clone, Debug)]
pub struct Strongest {
    pub result: String,
    pub unit: Unit,
    pub rows: Vec<StrongRow>,
}

#[derive(Clone, Debug)]
pub struct StrongRow {
    pub name: String,
    pub unit: Unit,
    pub decimals: u32,
    pub inputs: [Option<Exact>; 2],
    pub results: [Option<Exact>; 2],
}

/// An assumption: given, and meant to be played with.
#[derive(Clone, Debug)]
pub struct Factor {
    /// All names under which a formula may mention it; the first is shown.
    pub names: Vec<String>,
    pub unit: Unit,
    pub decimals: u32,
    /// One for each case; a time is in days, as spreadsheets count it.
    pub values: Vec<Option<Exact>>,
    pub is_time: bool,
    pub note: String,
}

/// A result.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// All names under which a formula may mention it; the first is shown.
    pub names: Vec<String>,
    pub calc: Calc,
    pub unit: Unit,
    pub decimals: u32,
    pub note: String,
    pub is_time: bool,
    /// Printed strong: what a manager looks at first.
    pub strong: bool,
}

#[derive(Clone, Debug)]
pub enum Calc {
    /// A heading between results.
    Section,
    Formula(Formula),
    /// No value above `MOST_TRIES` tries.
    Chance(Chance),
    /// Computed by us and not by the sheet: one value for each case, which stays when an assumption changes.
    Given(Vec<Option<Exact>>),
}

const FIRST_COLUMN: u16 = 2;
const FIRST_ROW: u32 = 5;

pub fn write(book: &mut Workbook, look: &Look, sheet: &Worksheet, economics: &Economics) -> Result<(), XlsxError> {
    let table = Table::new(economics);
    let note = FIRST_COLUMN + economics.cases.len() as u16;
    let tab = book.add_worksheet().set_name(look.tab_economics())?;
    look::page(tab, look, &sheet.title, &sheet.version, false)?;
    tab.set_tab_color(Color::RGB(0xC0562B));
    tab.set_column_width(0, 26)?.set_column_width(1, 7)?.set_column_width(note, 44)?;
    for column in FIRST_COLUMN..note {
        tab.set_column_width(column, if economics.factors.iter().any(|factor| factor.is_time) { 18 } else { 13 })?;
    }
    tab.set_row_height(0, 30)?;
    look::text(tab, 0, 0, &format!("{} · {}", sheet.title, look.tab_economics()), &look.title())?;
    look::text(tab, 1, 0, &format!("{}　{}", sheet.subject, sheet.version), &look.hint())?;
    let hint = look.say(
        "黄色格是假设，可以改；下面的结果随之重算。红字是亏损。",
        "Yellow cells are assumptions; change them and the results follow. Red is a loss.",
    );
    look::text(tab, 2, 0, hint, &look.hint())?;
    tab.set_row_height(4, 24)?;
    look::text(tab, 4, 0, look.say("假设", "Assumption"), &look.head_left())?;
    look::text(tab, 4, 1, look.say("单位", "Unit"), &look.head())?;
    for (i, case) in economics.cases.iter().enumerate() {
        look::text(tab, 4, FIRST_COLUMN + i as u16, case, &look.head())?;
    }
    look::text(tab, 4, note, look.say("说明", "Note"), &look.head_left())?;
    let most = 1e12;
    for (i, factor) in economics.factors.iter().enumerate() {
        let row = FIRST_ROW + i as u32;
        tab.set_row_height(row, height(&factor.note))?;
        look::text(tab, row, 0, first(&factor.names), &look.name())?;
        look::text(tab, row, 1, unit(factor.is_time, factor.unit, look), &look.center())?;
        for case in 0..economics.cases.len() {
            let format = look.typed(&number(factor.is_time, factor.unit, factor.decimals));
            look::figure(
                tab,
                row,
                FIRST_COLUMN + case as u16,
                factor.values.get(case).and_then(Option::as_ref),
                &format,
            )?;
        }
        look::text(tab, row, note, &factor.note, &look.small())?;
        let rule = DataValidation::new().allow_decimal_number(DataValidationRule::Between(-most, most));
        let rule = rule.set_error_title(look.say("填错了", "Not a number"))?;
        let rule = rule.set_error_message(
            look.say("这里只能填数字；百分数写成 35%。", "Only a number can stand here; write 35% for a percentage."),
        )?;
        tab.add_data_validation(row, FIRST_COLUMN, row, note.saturating_sub(1).max(FIRST_COLUMN), &rule)?;
    }
    let head = table.first_outcome - 1;
    tab.set_row_height(head, 24)?;
    for column in 0..=note {
        look::text(tab, head, column, "", &look.head())?;
    }
    look::text(tab, head, 0, look.say("结果", "Result"), &look.head_left())?;
    for (index, outcome) in economics.outcomes.iter().enumerate() {
        let row = table.first_outcome + index as u32;
        if matches!(outcome.calc, Calc::Section) {
            tab.set_row_height(row, 22)?;
            for column in 0..=note {
                look::text(tab, row, column, "", &look.section())?;
            }
            look::text(tab, row, 0, first(&outcome.names), &look.section().set_indent(1))?;
            continue;
        }
        tab.set_row_height(row, height(&outcome.note))?;
        look::text(tab, row, 0, first(&outcome.names), &look.name())?;
        look::text(tab, row, 1, unit(outcome.is_time, outcome.unit, look), &look.center())?;
        let number = number(outcome.is_time, outcome.unit, outcome.decimals);
        let format = if outcome.strong { look.computed_strong(&number) } else { look.computed(&number) };
        for case in 0..economics.cases.len() {
            let column = FIRST_COLUMN + case as u16;
            let value = table.values[case][index].as_ref();
            if matches!(outcome.calc, Calc::Given(_)) && value.is_some() {
                look::figure(tab, row, column, value, &format)?;
                continue;
            }
            look::formula(tab, (row, column), &table.excel(economics, index, column), value, &format)?;
        }
        look::text(tab, row, note, &outcome.note, &look.small())?;
    }
    let last = table.first_outcome + economics.outcomes.len().saturating_sub(1) as u32;
    let corner = at(table.first_outcome, FIRST_COLUMN);
    let loss = format!("=AND(ISNUMBER({corner}),ROUND({corner},6)<0)");
    let loss = ConditionalFormatFormula::new().set_rule(loss.as_str()).set_format(look.bad());
    tab.add_conditional_format(
        table.first_outcome,
        FIRST_COLUMN,
        last,
        note.saturating_sub(1).max(FIRST_COLUMN),
        &loss,
    )?;
    let mut row = last + 2;
    for line in &economics.notes {
        look::text(tab, row, 0, line, &look.hint())?;
        row += 1;
    }
    row = annex::write(tab, look, economics, &table, row)?;
    tab.set_freeze_panes(FIRST_ROW, 1)?;
    tab.set_print_area(0, 0, row.max(last), note)?;
    Ok(())
}

fn number(is_time: bool, unit: Unit, decimals: u32) -> String {
    if is_time { "yyyy-mm-dd hh:mm".to_string() } else { look::number(unit, decimals) }
}

fn unit(is_time: bool, unit: Unit, look: &Look) -> &'static str {
    if is_time { "" } else { goal::unit(unit, look.lang) }
}

fn first(names: &[String]) -> &str {
    names.first().map_or("", String::as_str)
}

fn height(note: &str) -> u32 {
    22.max(15 * (note.chars().count() as u32).div_ceil(24))
}

/// Rows, meanings of names, and the value of each outcome in each case.
pub(super) struct Table {
    first_outcome: u32,
    /// By case, then by outcome.
    values: Vec<Vec<Option<Exact>>>,
    rows: std::collections::HashMap<String, (u32, bool)>,
    sound: Vec<bool>,
}

impl Table {
    fn new(economics: &Economics) -> Table {
        let first_outcome = FIRST_ROW + economics.factors.len() as u32 + 2;
        let mut rows = std::collections::HashMap::new();
        for (i, factor) in economics.factors.iter().enumerate() {
            for name in &factor.names {
                rows.entry(name.clone()).or_insert((FIRST_ROW + i as u32, true));
            }
        }
        for (i, outcome) in economics.outcomes.iter().enumerate() {
            for name in &outcome.names {
                rows.entry(name.clone()).or_insert((first_outcome + i as u32, false));
            }
        }
        let factor = |name: &str, case: usize| -> Option<Exact> {
            economics.factors.iter().find(|f| f.names.iter().any(|n| n == name))?.values.get(case)?.clone()
        };
        let mut places = Vec::new();
        let mut formulas: Vec<(Vec<&str>, &Formula)> = Vec::new();
        for (i, outcome) in economics.outcomes.iter().enumerate() {
            if let Calc::Formula(formula) = &outcome.calc {
                places.push(i);
                formulas.push((outcome.names.iter().map(String::as_str).collect(), formula));
            }
        }
        let is_factor = |name: &str| economics.factors.iter().any(|f| f.names.iter().any(|n| n == name));
        let system = System::new(&formulas, &is_factor);
        let mut sound = vec![true; economics.outcomes.len()];
        for (k, place) in places.iter().enumerate() {
            sound[*place] = system.is_sound(k);
        }
        let chances: Vec<(usize, &Outcome)> =
            economics.outcomes.iter().enumerate().filter(|(_, o)| matches!(o.calc, Calc::Chance(_))).collect();
        let values = (0..economics.cases.len())
            .map(|case| {
                let mut all: Vec<Option<Exact>> = vec![None; economics.outcomes.len()];
                // A chance may need a result and a result a chance: one more round for each chance settles all.
                for _ in 0..=chances.len() {
                    let chance = |name: &str| chances.iter().find(|(_, o)| o.names.iter().any(|n| n == name));
                    let known = |name: &str| match chance(name) {
                        Some((index, _)) if !is_factor(name) => all[*index].clone(),
                        _ => factor(name, case).or_else(|| given(economics, name, case)),
                    };
                    let results = system.eval(&known);
                    let figure = |name: &str| match system.find(name) {
                        Some(k) => results[k].clone(),
                        None => known(name),
                    };
                    let found: Vec<(usize, Option<Exact>)> = chances
                        .iter()
                        .filter_map(|(index, outcome)| match &outcome.calc {
                            Calc::Chance(chance) => Some((*index, chance.value(&figure))),
                            _ => None,
                        })
                        .collect();
                    for (place, value) in places.iter().copied().zip(results).chain(found) {
                        all[place] = value;
                    }
                    for (place, outcome) in economics.outcomes.iter().enumerate() {
                        if let Calc::Given(values) = &outcome.calc {
                            all[place] = values.get(case).cloned().flatten();
                        }
                    }
                }
                all
            })
            .collect();
        Table { first_outcome, values, rows, sound }
    }

    /// Where the figure of a name stands in the case that is expected.
    pub fn place(&self, name: &str, cases: usize) -> Option<String> {
        self.rows.get(name).map(|(row, _)| at(*row, FIRST_COLUMN + cases as u16 / 2))
    }

    fn excel(&self, economics: &Economics, index: usize, column: u16) -> String {
        let cell = |name: &str| match self.rows.get(name) {
            Some((row, typed)) => Cell { at: at(*row, column), typed: *typed },
            None => Cell { at: "NA()".to_string(), typed: false },
        };
        let nothing = format!("=\"{NO_VALUE}\"");
        match &economics.outcomes[index].calc {
            Calc::Section | Calc::Given(_) => nothing,
            Calc::Formula(formula) if self.sound[index] => formula.to_excel(&cell).unwrap_or(nothing),
            Calc::Formula(_) => nothing,
            Calc::Chance(chance) => chances::excel(chance, &|name| cell(name).at),
        }
    }
}

fn given(economics: &Economics, name: &str, case: usize) -> Option<Exact> {
    economics.outcomes.iter().find_map(|outcome| match &outcome.calc {
        Calc::Given(values) if outcome.names.iter().any(|n| n == name) => values.get(case).cloned().flatten(),
        _ => None,
    })
}
