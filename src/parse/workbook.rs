//! Reads a table of data from the first sheet of an XLSX workbook: the heading row, then a row each.

use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
        exact::Exact,
        lang::Words,
        span::{FileId, Span, Spanned},
    },
    model::{
        data::{DataRow, DataTable},
        rows,
    },
    words,
};
use calamine::{DataRef, Reader, Xlsx};
use std::{collections::BTreeMap, io::Cursor};

/// Cells of one table: a hundred thousand rows of fifty columns.
const MOST_CELLS: usize = 5_000_000;
/// What a workbook may unpack to.
const MOST_BYTES: u64 = 512 << 20;

/// `path` is below `content/`.
pub fn table(bytes: &[u8], file: FileId, path: &str) -> (DataTable, Diags) {
    let mut diags = Diags::new();
    let span = Span::file(file);
    let mut table = DataTable { file, path: path.to_string(), columns: Vec::new(), rows: rows::Rows::default() };
    let rows = match read(bytes) {
        Ok(rows) => rows,
        Err(why) => {
            let message = Words::new(
                format!("这个工作簿读不出来（{}）", why.zh),
                format!("this workbook cannot be read ({})", why.en),
            );
            diags.push(Diag::error(Code::UNREADABLE_FILE, span, message).help(words!(
                "用 Excel 或 WPS 打开，另存为 .xlsx（不加密码）；或另存为 CSV",
                "open it and save it as .xlsx without a password, or as CSV"
            )));
            return (table, diags);
        }
    };
    let cell = |text: &str| Spanned::new(text.trim().to_string(), span);
    for (number, cells) in rows {
        let width = cells.last_key_value().map_or(0, |(column, _)| *column as usize + 1);
        let at = |column: usize| cells.get(&(column as u32)).map_or("", String::as_str);
        if table.columns.is_empty() {
            table.columns = (0..width).map(|column| cell(at(column))).collect();
            continue;
        }
        let line = number as usize + 1;
        if width > table.columns.len() {
            let (found, wanted) = (width, table.columns.len());
            diags.push(
                Diag::error(
                    Code::WRONG_VALUE,
                    span,
                    words!(
                        "第 {line} 行有 {found} 格，表头有 {wanted} 格",
                        "row {line} has {found} cells, the heading has {wanted}"
                    ),
                )
                .help(words!("给多出来的列写上表头，或删掉它们", "give the other columns a heading, or remove them"))
                .row(format!("{path}:{line}")),
            );
        }
        let cells = (0..table.columns.len()).map(|column| cell(at(column))).collect();
        table.rows.push(&DataRow { span, line, cells });
    }
    (table, diags)
}

type Rows = BTreeMap<u32, BTreeMap<u32, String>>;

/// The cells of the first sheet that has any, by row and column.
fn read(bytes: &[u8]) -> Result<Rows, Words> {
    let other = |error: String| words!("{error}", "{error}");
    if unpacked(bytes).is_none_or(|size| size > MOST_BYTES) {
        return Err(words!("不是工作簿，或大得不像", "no workbook, or too large to be one"));
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| other(error.to_string()))?;
    for name in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&name).map_err(|error| other(error.to_string()))?;
        let (mut rows, mut count) = (Rows::new(), 0);
        while let Some(cell) = cells.next_cell().map_err(|error| other(error.to_string()))? {
            let (row, column) = cell.get_position();
            let text = words_of(cell.get_value());
            if text.trim().is_empty() {
                continue;
            }
            count += 1;
            if count > MOST_CELLS {
                return Err(words!("超过 {MOST_CELLS} 格", "more than {MOST_CELLS} cells"));
            }
            rows.entry(row).or_default().insert(column, text);
        }
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Ok(Rows::new())
}

fn words_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        // A number as one types it: 2600 and not 2600.0.
        DataRef::Float(number) => Exact::from_f64(*number).map_or_else(|| number.to_string(), |exact| exact.short(10)),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_string(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.split('T').next().unwrap_or(text).to_string(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// Whether it is a zip, and what its members say they unpack to.
pub(super) fn unpacked(bytes: &[u8]) -> Option<u64> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut size = 0_u64;
    for i in 0..zip.len() {
        size = size.checked_add(zip.by_index_raw(i).ok()?.size())?;
    }
    Some(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_a_table_with_numbers_as_they_are_typed() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (column, text) in ["id", "name", "户数"].iter().enumerate() {
            sheet.write(0, column as u16, *text).expect("written");
        }
        sheet
            .write(2, 0, "a1")
            .expect("written")
            .write(2, 1, "锦绣店")
            .expect("written")
            .write(2, 2, 2600)
            .expect("written");
        let bytes = book.save_to_buffer().expect("saved");
        let (table, diags) = table(&bytes, FileId(0), "data/stores.xlsx");
        assert!(diags.is_empty());
        let row = table.rows.get(0).expect("a row");
        assert_eq!((row.line, table.cell(&row, "户数").map(|cell| cell.value.as_str())), (3, Some("2600")));
    }

    #[test]
    fn what_is_no_workbook_is_said_and_gives_an_empty_table() {
        let (table, diags) = table(b"PK nothing", FileId(0), "data/x.xlsx");
        assert!(diags.has_errors() && table.rows.is_empty());
    }
}
