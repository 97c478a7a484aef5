//! 指标: each KPI with its target, the latest value, a traffic light in words and colour, and its course; below it the
//! KPI that guards it.

use super::{
    Line, Plan, Worksheet, decimals, entry, find_input,
    look::{self, Look, at},
};
use crate::base::exact::Exact;
use crate::model::{
    formula::{Cell, NO_VALUE, Op},
    goal::{self, Goal, NEAR_PERCENT, Standing},
};
use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DataValidation, DataValidationRule, Formula, Sparkline, SparklineType, Workbook,
    Worksheet as Tab, XlsxError,
};

pub const FIRST_ROW: u32 = 5;
pub const FIRST_COLUMN: u16 = 7;
const LOW: u16 = 2;
const HIGH: u16 = 3;
const LATEST: u16 = 4;
const STATE: u16 = 5;
const COURSE: u16 = 6;

/// The limits of a KPI as cells for the charts.
pub fn low(plan: &Plan, line: usize) -> (u32, u16) {
    (plan.rows[line], LOW)
}

pub fn high(plan: &Plan, line: usize) -> (u32, u16) {
    (plan.rows[line], HIGH)
}

pub fn write(book: &mut Workbook, look: &Look, sheet: &Worksheet, plan: &Plan) -> Result<(), XlsxError> {
    let last_column = FIRST_COLUMN + sheet.periods.len().saturating_sub(1) as u16;
    let last_row = plan.guards.last().copied().flatten().map_or(plan.rows[plan.rows.len() - 1], |(row, _)| row);
    let name = look.tab_figures();
    let tab = book.add_worksheet().set_name(name)?;
    look::page(tab, look, &sheet.title, &sheet.version, true)?;
    tab.set_tab_color(Color::RGB(look::BRAND));
    for (column, width) in [(0, 24.0), (1, 6.0), (LOW, 9.0), (HIGH, 9.0), (LATEST, 10.0), (STATE, 9.0), (COURSE, 16.0)]
    {
        tab.set_column_width(column, width)?;
    }
    for column in FIRST_COLUMN..=last_column {
        tab.set_column_width(column, 10)?;
    }
    tab.set_row_height(0, 30)?;
    look::text(tab, 0, 0, &sheet.title, &look.title())?;
    look::text(tab, 1, 0, &format!("{}　{}", sheet.subject, sheet.version), &look.hint())?;
    let hint = look.say(
        "数字由“填写”页算出。绿＝达标，黄＝差一成以内，红＝未达标。目标可以改（黄色格）。斜体行是护栏：主指标变好而护栏变差，就要查原因。",
        "Computed from “Input”. Green: on target; yellow: within a tenth of it; red: off target. Targets (yellow) may be changed. Rows in italics guard the KPI above: when it improves and its guard gets worse, find out why.",
    );
    look::text(tab, 2, 0, hint, &look.hint())?;
    tab.set_row_height(4, 24)?;
    let heads = [
        look.say("指标", "KPI"),
        look.say("单位", "Unit"),
        look.say("目标 ≥", "Goal ≥"),
        look.say("目标 ≤", "Goal ≤"),
        look.say("最近一期", "Latest"),
        look.say("状态", "State"),
        look.say("走势", "Course"),
    ];
    for (column, head) in heads.into_iter().enumerate() {
        look::text(tab, 4, column as u16, head, &if column == 0 { look.head_left() } else { look.head() })?;
    }
    for i in 0..sheet.periods.len() {
        entry::head(tab, look, sheet, i, (4, FIRST_COLUMN + i as u16))?;
    }
    for index in 0..sheet.lines.len() {
        line(tab, look, sheet, plan, index)?;
        if let Some((row, guard)) = plan.guards[index] {
            guard_line(tab, look, sheet, plan, row, guard)?;
        }
    }
    traffic_light(tab, look, last_row, LATEST, LATEST)?;
    traffic_light(tab, look, last_row, FIRST_COLUMN, last_column)?;
    state_light(tab, look, last_row)?;
    tab.set_freeze_panes(FIRST_ROW, 1)?;
    tab.set_print_area(0, 0, last_row, last_column)?.set_repeat_rows(4, 4)?.set_repeat_columns(0, 0)?;
    Ok(())
}

fn line(tab: &mut Tab, look: &Look, sheet: &Worksheet, plan: &Plan, index: usize) -> Result<(), XlsxError> {
    let (line, row) = (&sheet.lines[index], plan.rows[index]);
    let number = look::number(line.unit, decimals(line.unit, &line.formula));
    tab.set_row_height(row, 26)?;
    look::text(tab, row, 0, line.name(), &look.name())?;
    look::text(tab, row, 1, goal::unit(line.unit, look.lang), &look.center())?;
    let typed = look.typed(&number);
    let goal = line.goal();
    look::figure(tab, row, LOW, goal.low.as_ref(), &typed)?;
    look::figure(tab, row, HIGH, goal.high.as_ref(), &typed)?;
    let most = 1e12;
    let rule = DataValidation::new().allow_decimal_number(DataValidationRule::Between(-most, most));
    let message = look.say("填数字；没有目标就留空。", "a number; leave empty when there is no goal.");
    tab.add_data_validation(
        row,
        LOW,
        row,
        HIGH,
        &rule.set_error_title(look.say("填错了", "Not a number"))?.set_error_message(message)?,
    )?;
    for period in 0..sheet.periods.len() {
        let column = FIRST_COLUMN + period as u16;
        let cell = |name: &str| match (plan.meaning.get(name), find_input(sheet, name)) {
            (Some(other), _) => Cell { at: at(plan.rows[*other], column), typed: false },
            (None, Some(input)) => Cell { at: entry::cell(look, input, period), typed: true },
            // A name that nobody knows was reported; here it is a figure that is never there.
            (None, None) => Cell { at: "NA()".to_string(), typed: false },
        };
        let text = if plan.sound[index] { line.formula.to_excel(&cell) } else { None };
        let text = text.unwrap_or_else(|| format!("=\"{NO_VALUE}\""));
        look::formula(tab, (row, column), &text, plan.values[index][period].as_ref(), &look.computed(&number))?;
    }
    latest(tab, sheet, row, &plan.values[index], &look.computed_strong(&number))?;
    state(tab, look, row, &plan.values[index], &goal)?;
    course(tab, look, sheet, row, line)
}

/// The guard's row repeats its own row, so that the two stand under one another.
fn guard_line(
    tab: &mut Tab,
    look: &Look,
    sheet: &Worksheet,
    plan: &Plan,
    row: u32,
    guard: usize,
) -> Result<(), XlsxError> {
    let line = &sheet.lines[guard];
    let number = look::number(line.unit, decimals(line.unit, &line.formula));
    tab.set_row_height(row, 22)?;
    look::text(tab, row, 0, &format!("{}{}", look.say("↳ 护栏 ", "↳ guard "), line.name()), &look.guard())?;
    look::text(tab, row, 1, goal::unit(line.unit, look.lang), &look.center())?;
    let goal = line.goal();
    for (column, limit) in [(LOW, goal.low.as_ref()), (HIGH, goal.high.as_ref())] {
        let own = at(plan.rows[guard], column);
        let format = look.computed_guard(&number);
        look::formula(tab, (row, column), &format!("=IF(ISNUMBER({own}),{own},\"{NO_VALUE}\")"), limit, &format)?;
    }
    for period in 0..sheet.periods.len() {
        let column = FIRST_COLUMN + period as u16;
        let own = at(plan.rows[guard], column);
        let value = plan.values[guard][period].as_ref();
        look::formula(tab, (row, column), &format!("={own}"), value, &look.computed_guard(&number))?;
    }
    latest(tab, sheet, row, &plan.values[guard], &look.computed_guard(&number))?;
    state(tab, look, row, &plan.values[guard], &goal)?;
    course(tab, look, sheet, row, line)
}

fn latest(
    tab: &mut Tab,
    sheet: &Worksheet,
    row: u32,
    values: &[Option<Exact>],
    format: &rust_xlsxwriter::Format,
) -> Result<(), XlsxError> {
    let last = FIRST_COLUMN + sheet.periods.len().saturating_sub(1) as u16;
    let range = format!("{}:{}", at(row, FIRST_COLUMN), at(row, last));
    let text = format!("=IFERROR(LOOKUP(9.9E+307,{range}),\"{NO_VALUE}\")");
    look::formula(tab, (row, LATEST), &text, values.iter().flatten().last(), format)
}

/// Where the number stands to its limits, as a condition of the spreadsheet; `slack` is the tenth that is still near.
fn within(value: &str, row: u32, slack: bool) -> String {
    let (low, high) = (format!("${}", at(row, LOW)), format!("${}", at(row, HIGH)));
    let (below, above) = if slack {
        let tenth = |limit: &str| format!("ABS({limit})*{NEAR_PERCENT}%");
        (format!("{value}-({low}-{})", tenth(&low)), format!("{value}-({high}+{})", tenth(&high)))
    } else {
        (format!("{value}-{low}"), format!("{value}-{high}"))
    };
    format!("IF(ISNUMBER({low}),ROUND({below},6)>=0,TRUE),IF(ISNUMBER({high}),ROUND({above},6)<=0,TRUE)")
}

fn state(tab: &mut Tab, look: &Look, row: u32, values: &[Option<Exact>], goal: &Goal) -> Result<(), XlsxError> {
    let words = States::new(look);
    let latest = at(row, LATEST);
    let (low_cell, high_cell) = (at(row, LOW), at(row, HIGH));
    let text = format!(
        "=IF(NOT(ISNUMBER({latest})),\"{NO_VALUE}\",IF(COUNT({low_cell},{high_cell})=0,\"{}\",IF(AND({}),\"{}\",IF(AND({}),\"{}\",\"{}\"))))",
        words.none,
        within(&latest, row, false),
        words.good,
        within(&latest, row, true),
        words.near,
        words.bad,
    );
    let result = match values.iter().flatten().last() {
        None => NO_VALUE,
        Some(value) => match goal.standing(value) {
            None => words.none,
            Some(Standing::Good) => words.good,
            Some(Standing::Near) => words.near,
            Some(Standing::Bad) => words.bad,
        },
    };
    tab.write_formula_with_format(row, STATE, Formula::new(text).set_result(result), &look.center())?;
    Ok(())
}

struct States {
    good: &'static str,
    near: &'static str,
    bad: &'static str,
    none: &'static str,
}

impl States {
    fn new(look: &Look) -> States {
        States {
            good: look.say("达标", "on target"),
            near: look.say("接近", "near"),
            bad: look.say("未达标", "off target"),
            none: look.say("未设目标", "no goal"),
        }
    }
}

fn traffic_light(tab: &mut Tab, look: &Look, last_row: u32, first: u16, last: u16) -> Result<(), XlsxError> {
    let value = at(FIRST_ROW, first);
    let (low, high) = (format!("${}", at(FIRST_ROW, LOW)), format!("${}", at(FIRST_ROW, HIGH)));
    let known = format!("ISNUMBER({value}),COUNT({low},{high})>0");
    let rules = [
        (format!("=AND({known},{})", within(&value, FIRST_ROW, false)), look.good()),
        (format!("=AND({known},{})", within(&value, FIRST_ROW, true)), look.near()),
        (format!("=AND({known})"), look.bad()),
    ];
    for (rule, format) in rules {
        let rule = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(format).set_stop_if_true(true);
        tab.add_conditional_format(FIRST_ROW, first, last_row, last, &rule)?;
    }
    Ok(())
}

fn state_light(tab: &mut Tab, look: &Look, last_row: u32) -> Result<(), XlsxError> {
    let (words, value) = (States::new(look), at(FIRST_ROW, STATE));
    for (word, format) in [(words.good, look.good()), (words.near, look.near()), (words.bad, look.bad())] {
        let rule = format!("={value}=\"{word}\"");
        let rule = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(format);
        tab.add_conditional_format(FIRST_ROW, STATE, last_row, STATE, &rule)?;
    }
    Ok(())
}

/// Columns, not a line: a period without a value is then a gap and not a fall to zero.
fn course(tab: &mut Tab, look: &Look, sheet: &Worksheet, row: u32, kpi: &Line) -> Result<(), XlsxError> {
    let last = FIRST_COLUMN + sheet.periods.len().saturating_sub(1) as u16;
    let mut line = Sparkline::new()
        .set_range((look.tab_figures(), row, FIRST_COLUMN, row, last))
        .set_type(SparklineType::Column)
        .set_sparkline_color(Color::RGB(0x8FB8BE))
        .show_last_point(true)
        .set_last_point_color(Color::RGB(look::BRAND))
        .show_negative_points(true);
    if !kpi.formula.uses(Op::Sub) {
        // Columns that begin at the smallest value would make every small change look like a fall.
        line = line.set_custom_min(0);
    }
    tab.write_blank(row, COURSE, &look.center())?;
    tab.add_sparkline(row, COURSE, &line)?;
    Ok(())
}
