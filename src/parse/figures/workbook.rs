//! The cells of an XLSX file, read one by one: a cell at the far end of a sheet must not make a table of all before it.

use super::{Cell, Grid, at, no_heading, take, team};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
        lang::Words,
        span::{FileId, Span},
    },
    model::figures::{FiguresDraft, Place},
    parse::workbook::unpacked,
    words,
};
use calamine::{DataRef, Reader, Xlsx};
use std::io::Cursor;

/// Cells of one workbook; a year of days with a hundred figures has 37 000.
const MOST_CELLS: usize = 500_000;
/// What a workbook may unpack to; figures for a year are below one megabyte.
const MOST_BYTES: u64 = 128 << 20;
/// Tabs of our own workbooks that are typed in; when one is there, the others are ours too and hold results.
const ENTRY_TABS: [&str; 2] = ["填写", "Input"];

/// `path` is below `content/data/kpi/`.
pub fn workbook(bytes: &[u8], file: FileId, path: &str) -> (FiguresDraft, Diags) {
    let mut diags = Diags::new();
    let mut draft = FiguresDraft { file, team: team(path), sheets: Vec::new(), heads: Vec::new(), entries: Vec::new() };
    let span = Span::file(file);
    let unreadable = |why: Words| {
        let (zh, en) = (why.zh, why.en);
        let message = Words::new(format!("这个工作簿读不出来（{zh}）"), format!("this workbook cannot be read ({en})"));
        let help = words!(
            "用 Excel 或 WPS 打开，另存为 .xlsx（不加密码）再放回来",
            "open it, save it as .xlsx without a password, and put it back"
        );
        Diag::error(Code::UNREADABLE_FILE, span, message).help(help)
    };
    if unpacked(bytes).is_none_or(|size| size > MOST_BYTES) {
        diags.push(unreadable(words!("不是工作簿，或大得不像", "no workbook, or too large to be one")));
        return (draft, diags);
    }
    let mut book: Xlsx<_> = match Xlsx::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(error) => {
            diags.push(unreadable(words!("文件坏了，或有密码", "{error}")));
            return (draft, diags);
        }
    };
    let sheets = book.sheet_names();
    draft.sheets.clone_from(&sheets);
    let own = sheets.iter().any(|name| ENTRY_TABS.contains(&name.as_str()));
    let mut headed = false;
    for (number, name) in sheets.iter().enumerate() {
        if own && !ENTRY_TABS.contains(&name.as_str()) {
            continue;
        }
        match grid(&mut book, name, number as u16, span) {
            Ok(grid) => headed |= take(&grid, &mut draft, &mut diags),
            Err(why) => diags.push(at(
                unreadable(words!("{why}", "{why}")),
                Place { span, cell: Some((number as u16, 0, 0)) },
                &sheets,
            )),
        }
    }
    if !headed && !diags.has_errors() {
        no_heading(file, &mut diags);
    }
    (draft, diags)
}

fn grid(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, sheet: u16, span: Span) -> Result<Grid, String> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|error| error.to_string())?;
    let (mut grid, mut count) = (Grid::default(), 0);
    while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
        let (row, column) = cell.get_position();
        let value = match cell.get_value() {
            DataRef::Int(number) => Cell::Number(*number as f64),
            DataRef::Float(number) => Cell::Number(*number),
            DataRef::String(text) => Cell::Text(text.clone()),
            DataRef::SharedString(text) => Cell::Text((*text).to_string()),
            DataRef::Bool(flag) => Cell::Text(flag.to_string()),
            DataRef::DateTime(at) if at.is_duration() => Cell::Number(at.as_f64() * 24.0 * 60.0),
            DataRef::DateTime(at) => {
                let (year, month, day, ..) = at.to_ymd_hms_milli();
                Cell::Date(format!("{year}-{month:02}-{day:02}"))
            }
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                Cell::Date(text.split('T').next().unwrap_or(text).to_string())
            }
            DataRef::Error(error) => Cell::Error(error.to_string()),
            DataRef::Empty => continue,
        };
        if matches!(&value, Cell::Text(text) if text.trim().is_empty()) {
            continue;
        }
        count += 1;
        if count > MOST_CELLS {
            return Err(words!("超过 {MOST_CELLS} 格", "more than {MOST_CELLS} cells").zh);
        }
        let Ok(column) = u16::try_from(column) else { continue };
        grid.rows.entry(row).or_default().insert(column, (value, Place { span, cell: Some((sheet, row, column)) }));
    }
    Ok(grid)
}
