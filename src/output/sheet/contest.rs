//! 评比: the scoreboard of a contest: a row for each group with its figures, KPIs, points, total and rank, all live; behind it
//! 意见登记, where what members said is passed on.

use super::{
    Input, Line, Worksheet, decimals, entry,
    look::{self, Look, at},
};
use crate::base::exact::Exact;
use crate::model::{
    formula::{Cell, Formula, NO_VALUE, System},
    kpi::Unit,
};
use rust_xlsxwriter::{Color, DataValidation, Formula as CellFormula, Workbook, XlsxError};

#[derive(Clone, Debug)]
pub struct Contest {
    /// Empty names are to be filled in.
    pub groups: Vec<String>,
    pub inputs: Vec<Input>,
    /// By group, then by input.
    pub values: Vec<Vec<Option<Exact>>>,
    /// KPIs, then points; the last is the total.
    pub lines: Vec<Line>,
}

const FIRST_ROW: u32 = 5;
const GROUP: u16 = 1;
const FIRST_COLUMN: u16 = 2;
/// Rows of the page on which is written down what members said.
const SAID: u32 = 24;

pub fn write(book: &mut Workbook, look: &Look, sheet: &Worksheet, form: &Contest) -> Result<(), XlsxError> {
    let formulas: Vec<(Vec<&str>, &Formula)> =
        form.lines.iter().map(|l| (l.names.iter().map(String::as_str).collect(), &l.formula)).collect();
    let place = |name: &str| form.inputs.iter().position(|input| input.names.iter().any(|n| n == name));
    let system = System::new(&formulas, &|name| place(name).is_some());
    let values: Vec<Vec<Option<Exact>>> =
        form.values.iter().map(|row| system.eval(&|name| row.get(place(name)?).cloned().flatten())).collect();
    let lines = FIRST_COLUMN + form.inputs.len() as u16;
    let (end, last) =
        (lines + form.lines.len().saturating_sub(1) as u16, FIRST_ROW + form.groups.len().saturating_sub(1) as u32);
    let tab = book.add_worksheet().set_name(look.say("评比", "Scoreboard"))?;
    look::page(tab, look, &sheet.title, &sheet.version, true)?;
    tab.set_tab_color(Color::RGB(look::TYPED_LINE));
    tab.set_column_width(0, 7)?.set_column_width(GROUP, 18)?;
    for column in FIRST_COLUMN..=end {
        tab.set_column_width(column, if column < lines { 9.5 } else { 10.5 })?;
    }
    tab.set_row_height(0, 30)?;
    look::text(tab, 0, 0, &sheet.title, &look.title())?;
    look::text(tab, 1, 0, &format!("{}　{}", sheet.subject, sheet.version), &look.hint())?;
    let hint = look.say(
        "一行一个群，只填黄色格；得分、总分、名次自动算。缺一个数就没有总分，也不排名。同分同名次。",
        "A row for each group; fill in the yellow cells only. Points, total and rank follow. With a figure missing there is no total and no rank; equal totals share a rank.",
    );
    look::text(tab, 2, 0, hint, &look.hint())?;
    tab.set_row_height(3, 20)?;
    for column in FIRST_COLUMN..=end {
        look::text(tab, 3, column, "", &look.section())?;
    }
    look::text(tab, 3, FIRST_COLUMN, look.say("要填的数", "Figures"), &look.section())?;
    look::text(tab, 3, lines, look.say("指标与得分", "KPIs and points"), &look.section())?;
    tab.set_row_height(4, 44)?;
    look::text(tab, 4, 0, look.say("名次", "Rank"), &look.head())?;
    look::text(tab, 4, GROUP, look.say("群", "Group"), &look.head_left())?;
    for (index, input) in form.inputs.iter().enumerate() {
        let head = if input.unit.is_empty() {
            input.name().to_string()
        } else {
            format!("{}\n（{}）", input.name(), input.unit)
        };
        look::text(tab, 4, FIRST_COLUMN + index as u16, &head, &look.head())?;
    }
    for (index, line) in form.lines.iter().enumerate() {
        look::text(tab, 4, lines + index as u16, line.name(), &look.head())?;
    }
    for (group, name) in form.groups.iter().enumerate() {
        let row = FIRST_ROW + group as u32;
        tab.set_row_height(row, 24)?;
        let format = if name.is_empty() { look.typed_text() } else { look.name() };
        look::text(tab, row, GROUP, name, &format)?;
        for (index, input) in form.inputs.iter().enumerate() {
            let value = form.values.get(group).and_then(|row| row.get(index)).and_then(Option::as_ref);
            look::figure(tab, row, FIRST_COLUMN + index as u16, value, &look.typed(entry::number_of(&input.unit)))?;
        }
        for (index, line) in form.lines.iter().enumerate() {
            let cell = |name: &str| match (system.find(name), place(name)) {
                (Some(other), _) => Cell { at: at(row, lines + other as u16), typed: false },
                (None, Some(input)) => Cell { at: at(row, FIRST_COLUMN + input as u16), typed: true },
                (None, None) => Cell { at: "NA()".to_string(), typed: false },
            };
            let text = if system.is_sound(index) { line.formula.to_excel(&cell) } else { None };
            let text = text.unwrap_or_else(|| format!("=\"{NO_VALUE}\""));
            let number =
                look::number(line.unit, decimals(line.unit, &line.formula).max(u32::from(line.unit == Unit::Points)));
            let format =
                if lines + index as u16 == end { look.computed_strong(&number) } else { look.computed(&number) };
            look::formula(tab, (row, lines + index as u16), &text, values[group][index].as_ref(), &format)?;
        }
        let (own, all) = (at(row, end), format!("{}:{}", fixed(FIRST_ROW, end), fixed(last, end)));
        let rank = format!("=IF(ISNUMBER({own}),RANK({own},{all}),\"{NO_VALUE}\")");
        let totals = values.iter().filter_map(|row| row.last().and_then(Option::as_ref));
        let ours = values[group].last().and_then(Option::as_ref);
        let result = ours.map_or_else(
            || NO_VALUE.to_string(),
            |ours| (1 + totals.filter(|other| *other > ours).count()).to_string(),
        );
        tab.write_formula_with_format(row, 0, CellFormula::new(rank).set_result(result), &look.center().set_bold())?;
    }
    for (index, input) in form.inputs.iter().enumerate() {
        let column = FIRST_COLUMN + index as u16;
        tab.add_data_validation(
            FIRST_ROW,
            column,
            last,
            column,
            &entry::validation_of(&input.unit, look, input.name())?,
        )?;
    }
    let mut row = last + 2;
    for line in form.lines.iter().skip(form.lines.len().saturating_sub(form.lines.len().div_ceil(2))) {
        look::text(tab, row, 0, &format!("{}：{}", line.name(), line.meaning), &look.hint())?;
        row += 1;
    }
    look::sign(
        tab,
        look,
        row + 1,
        &[look.say("取数人", "Figures by"), look.say("批准", "Approved by"), look.say("公布日期", "Published")],
    )?;
    tab.set_freeze_panes(FIRST_ROW, FIRST_COLUMN)?;
    tab.set_print_area(0, 0, row + 1, end)?.set_repeat_rows(3, 4)?.set_repeat_columns(0, 1)?;
    said(book, look, sheet)
}

fn fixed(row: u32, column: u16) -> String {
    let cell = at(row, column);
    let split = cell.find(|c: char| c.is_ascii_digit()).unwrap_or(cell.len());
    format!("${}${}", &cell[..split], &cell[split..])
}

/// What members said goes to whoever can do something about it, and an answer comes back.
fn said(book: &mut Workbook, look: &Look, sheet: &Worksheet) -> Result<(), XlsxError> {
    let tab = book.add_worksheet().set_name(look.say("意见登记", "Said by members"))?;
    look::page(tab, look, &sheet.title, &sheet.version, true)?;
    tab.set_tab_color(Color::RGB(look::LINE));
    let heads = [
        (look.say("日期", "Date"), 11.0),
        (look.say("群", "Group"), 14.0),
        (look.say("称呼（不写电话）", "Called (no phone)"), 14.0),
        (look.say("原话", "In their words"), 40.0),
        (look.say("类别", "Kind"), 9.0),
        (look.say("转给谁", "Passed to"), 13.0),
        (look.say("几号前回", "Answer by"), 11.0),
        (look.say("办得怎样", "What was done"), 32.0),
        (look.say("群里回了", "Answered"), 10.0),
    ];
    tab.set_row_height(0, 30)?;
    look::text(tab, 0, 0, look.say("意见登记", "What members said"), &look.title())?;
    let hint = look.say(
        "当周转出去，两周内在群里回一句办得怎么样。办不到也回。",
        "Passed on within the week; within two weeks the group hears what came of it, also when nothing could be done.",
    );
    look::text(tab, 1, 0, hint, &look.hint())?;
    tab.set_row_height(3, 24)?;
    for (column, (head, width)) in heads.into_iter().enumerate() {
        tab.set_column_width(column as u16, width)?;
        look::text(tab, 3, column as u16, head, &look.head())?;
    }
    for row in 4..4 + SAID {
        tab.set_row_height(row, 26)?;
        for column in 0..heads.len() as u16 {
            let format = if [0, 6].contains(&column) { look.typed("yyyy-mm-dd") } else { look.typed_text() };
            look::text(tab, row, column, "", &format)?;
        }
    }
    let list = |words: &[&'static str]| -> Result<DataValidation, XlsxError> {
        DataValidation::new()
            .allow_list_strings(words)?
            .set_error_title(look.say("请从列表里选", "Choose from the list"))
    };
    let kinds = [
        look.say("建议", "idea"),
        look.say("牢骚", "complaint"),
        look.say("表扬", "praise"),
        look.say("提问", "question"),
    ];
    tab.add_data_validation(4, 4, 3 + SAID, 4, &list(&kinds)?)?;
    tab.add_data_validation(4, 8, 3 + SAID, 8, &list(&[look.say("回了", "yes"), look.say("还没", "not yet")])?)?;
    tab.set_freeze_panes(4, 0)?;
    tab.set_print_area(0, 0, 3 + SAID, heads.len() as u16 - 1)?.set_repeat_rows(3, 3)?;
    Ok(())
}
