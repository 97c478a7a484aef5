//! Reads figures back: a worksheet of ours, a table with periods as rows or as columns, or an export of WeCom statistics.

mod workbook;

use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
        exact::{DECIMALS, Exact},
        lang::Words,
        span::{FileId, Span},
    },
    model::{
        data::DataTable,
        figures::{Entry, FiguresDraft, PeriodKey, Place},
    },
    words,
};
use std::collections::{BTreeMap, HashMap};

pub use workbook::workbook;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
    /// A date as a spreadsheet keeps it, already written out.
    Date(String),
    /// `#DIV/0!` and its like.
    Error(String),
}

/// A sheet or a CSV file, row by row.
#[derive(Debug, Default)]
pub struct Grid {
    pub rows: BTreeMap<u32, BTreeMap<u16, (Cell, Place)>>,
}

/// First headings of tables whose rows are periods, and of those whose columns are.
const PERIOD_HEADS: &[&str] =
    &["周期", "日期", "时间", "统计日期", "统计时间", "月份", "周", "period", "date", "week", "month"];
const FIGURE_HEADS: &[&str] = &["项目", "指标", "数据", "figure", "input", "name"];
/// Columns of a worksheet that hold no period.
const ASIDE_HEADS: &[&str] = &["单位", "从哪里抄", "说明", "备注", "unit", "read it from", "note"];
/// A heading stands near the top.
const HEAD_ROWS: usize = 20;

/// `path` is below `content/data/kpi/`; its first folder, else the file's name, is the team.
pub fn team(path: &str) -> String {
    match path.split_once('/') {
        Some((folder, _)) => folder.to_string(),
        None => path.rsplit_once('.').map_or(path, |(name, _)| name).to_string(),
    }
}

/// A CSV file that was read as a table.
pub fn table(table: &DataTable, path: &str) -> (FiguresDraft, Diags) {
    let mut grid = Grid::default();
    let mut put = |row: u32, cells: &[crate::base::span::Spanned<String>]| {
        let cells = cells.iter().enumerate().filter(|(_, cell)| !cell.value.is_empty());
        let cells =
            cells.map(|(i, cell)| (i as u16, (Cell::Text(cell.value.clone()), Place { span: cell.span, cell: None })));
        grid.rows.insert(row, cells.collect());
    };
    put(0, &table.columns);
    for (i, row) in table.rows.iter().enumerate() {
        put(i as u32 + 1, &row.cells);
    }
    let mut diags = Diags::new();
    let mut draft =
        FiguresDraft { file: table.file, team: team(path), sheets: Vec::new(), heads: Vec::new(), entries: Vec::new() };
    if !take(&grid, &mut draft, &mut diags) {
        no_heading(table.file, &mut diags);
    }
    (draft, diags)
}

fn no_heading(file: FileId, diags: &mut Diags) {
    let message = words!(
        "没有找到表头，不知道哪一格是哪一期的数",
        "no heading was found that says which cell is for which period"
    );
    let help = words!(
        "第一格写“周期”（每行一期）或“项目”（每列一期），或用 sopress 生成的表来填",
        "begin with “period” (a row for each) or “figure” (a column for each), or fill in a worksheet made by sopress"
    );
    diags.push(Diag::error(Code::WRONG_VALUE, Span::file(file), message).help(help));
}

/// Takes every figure of a grid; false when it has no heading.
fn take(grid: &Grid, draft: &mut FiguresDraft, diags: &mut Diags) -> bool {
    let sheets = draft.sheets.as_slice();
    let text = |cell: &Cell| match cell {
        Cell::Text(text) | Cell::Date(text) => text.trim().to_string(),
        Cell::Number(number) => Exact::from_f64(*number).map_or(String::new(), |n| n.short(DECIMALS)),
        Cell::Error(_) => String::new(),
    };
    let is = |cell: &Cell, heads: &[&str]| heads.contains(&text(cell).to_lowercase().as_str());
    let found = grid.rows.iter().take(HEAD_ROWS).find_map(|(at, row)| {
        let (column, (cell, _)) = row.first_key_value()?;
        // One filled cell is a title, not a heading.
        let down = is(cell, PERIOD_HEADS);
        (row.len() > 1 && (down || is(cell, FIGURE_HEADS))).then_some((*at, *column, down))
    });
    let Some((head_row, first, down)) = found else { return false };
    let mut seen: HashMap<String, Place> = HashMap::new();
    let mut columns: Vec<(u16, String)> = Vec::new();
    for (column, (cell, place)) in grid.rows[&head_row].iter().filter(|(column, _)| **column > first) {
        let name = text(cell);
        if name.is_empty() || is(cell, ASIDE_HEADS) {
            continue;
        }
        let key = if down { name.to_lowercase() } else { PeriodKey::read(&name).1 };
        match seen.get(&key) {
            Some(earlier) if down => twice(
                words!("这一列写了两次：{name}", "this column is written twice: {name}"),
                *place,
                *earlier,
                sheets,
                diags,
            ),
            Some(earlier) => twice(
                words!("这一期写了两次：{name}", "this period is written twice: {name}"),
                *place,
                *earlier,
                sheets,
                diags,
            ),
            None => {
                seen.insert(key, *place);
                if down {
                    draft.heads.push((name.clone(), *place));
                }
                columns.push((*column, name));
            }
        }
    }
    headless(grid, head_row, first, sheets, diags);
    let mut seen: HashMap<String, Place> = HashMap::new();
    for (_, row) in grid.rows.range(head_row + 1..) {
        let Some((head, place)) = row.get(&first) else {
            orphan(row, &columns, sheets, diags);
            continue;
        };
        let name = text(head);
        let key = if down { PeriodKey::read(&name).1 } else { name.to_lowercase() };
        if let Some(earlier) = seen.get(&key) {
            let message = if down {
                words!("这一期写了两次：{name}", "this period is written twice: {name}")
            } else {
                words!("这一行写了两次：{name}", "this row is written twice: {name}")
            };
            twice(message, *place, *earlier, sheets, diags);
            continue;
        }
        seen.insert(key, *place);
        if !down {
            draft.heads.push((name.clone(), *place));
        }
        for (column, head) in &columns {
            let Some((cell, place)) = row.get(column) else { continue };
            let Some(value) = figure(cell, *place, sheets, diags) else { continue };
            let (figure, period) = if down { (head, &name) } else { (&name, head) };
            draft.entries.push(Entry { name: figure.clone(), period: period.clone(), value, place: *place });
        }
    }
    true
}

/// A column without a heading that holds figures; the first is told, for a forgotten heading is often a whole block.
fn headless(grid: &Grid, head_row: u32, first: u16, sheets: &[String], diags: &mut Diags) {
    let heads = &grid.rows[&head_row];
    let lost = grid.rows.range(head_row + 1..).filter(|(_, row)| row.contains_key(&first)).find_map(|(_, row)| {
        row.iter().find(|(column, (cell, _))| {
            **column > first && !heads.contains_key(column) && matches!(cell, Cell::Number(_))
        })
    });
    if let Some((_, (_, place))) = lost {
        let message = words!("这一列有数，却没有写是哪一期或什么数", "this column has figures and no heading");
        let help = words!("在表头写上它的名字，或删掉这一列", "give it a heading, or delete the column");
        diags.push(at(Diag::error(Code::WRONG_VALUE, place.span, message).help(help), *place, sheets));
    }
}

/// A row without a name that holds figures: nobody could say what they are.
fn orphan(row: &BTreeMap<u16, (Cell, Place)>, columns: &[(u16, String)], sheets: &[String], diags: &mut Diags) {
    let lost = row.iter().find(|(column, (cell, _))| {
        columns.iter().any(|(c, _)| c == *column)
            && match cell {
                Cell::Number(_) => true,
                Cell::Text(text) => Exact::parse(text).is_some(),
                _ => false,
            }
    });
    if let Some((_, (_, place))) = lost {
        let message = words!("这一行有数，却没有写是什么", "this row has figures and no name");
        let help = words!(
            "在第一格写上名字或周期，或删掉这一行",
            "write the name or period into its first cell, or delete the row"
        );
        diags.push(at(Diag::error(Code::WRONG_VALUE, place.span, message).help(help), *place, sheets));
    }
}

fn twice(message: Words, place: Place, earlier: Place, sheets: &[String], diags: &mut Diags) {
    let mut diag = Diag::error(Code::DUPLICATE_NAME, place.span, message);
    if earlier.cell.is_none() {
        diag = diag.label(earlier.span, words!("先写在这里", "written here first"));
    }
    let help = words!("删掉一个，或把两期的数合在一起", "delete one, or put the figures of both together");
    diags.push(at(diag.help(help), place, sheets));
}

/// `None` for a cell without a figure. What is neither is reported with its cell.
fn figure(cell: &Cell, place: Place, sheets: &[String], diags: &mut Diags) -> Option<Exact> {
    let (shown, message) = match cell {
        Cell::Number(number) => match Exact::from_f64(*number) {
            Some(number) if number.abs() <= Exact::int(1_000_000_000_000_000) => {
                return Some(number.rounded(DECIMALS as i32));
            }
            _ => (
                number.to_string(),
                words!("这个数太大，不可能是填写的数", "this number is too large to have been typed"),
            ),
        },
        Cell::Text(text) => {
            let text = text.trim();
            if text.is_empty() || matches!(text, "—" | "-" | "–" | "－" | "/" | "无" | "n/a" | "N/A") {
                return None;
            }
            if let Some(value) = Exact::parse(text).or_else(|| minutes(text)) {
                return Some(value);
            }
            (text.to_string(), words!("这里应是数字", "a number belongs here"))
        }
        Cell::Date(text) => (text.clone(), words!("这里应是数字，却是日期", "a number belongs here, not a date")),
        Cell::Error(text) => (text.clone(), words!("这一格是错误值", "this cell holds an error")),
    };
    let shown: String = shown.chars().take(40).collect();
    let message = Words::new(format!("{}：{shown}", message.zh), format!("{}: {shown}", message.en));
    let help = words!(
        "填 128、35% 或 1280.50；没有数就留空（最多 {DECIMALS} 位小数）",
        "write 128, 35% or 1280.50; leave it empty when there is no figure (at most {DECIMALS} decimals)"
    );
    diags.push(at(Diag::error(Code::WRONG_VALUE, place.span, message).help(help), place, sheets));
    None
}

/// `3分12秒`, as WeCom writes an average reply time; in minutes.
fn minutes(text: &str) -> Option<Exact> {
    let plain =
        text.replace("小时", "h").replace("分钟", "m").replace(['分'], "m").replace("秒钟", "s").replace('秒', "s");
    let (mut seconds, mut number, mut units) = (0_i64, String::new(), 0);
    for c in plain.chars().filter(|c| !c.is_whitespace()) {
        let factor = match c {
            '0'..='9' => {
                number.push(c);
                continue;
            }
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(number.parse::<i64>().ok()?.checked_mul(factor)?)?;
        number.clear();
        units += 1;
    }
    if units == 0 || !number.is_empty() { None } else { Exact::ratio(seconds, 60) }
}

/// Says which cell of which sheet; a CSV cell shows itself.
fn at(diag: Diag, place: Place, sheets: &[String]) -> Diag {
    match place.cell_name(sheets) {
        Some(cell) => diag.row(cell),
        None => diag,
    }
}
