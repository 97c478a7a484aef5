//! Reads a table of data, every cell with its place.

use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
        span::{FileId, Span, Spanned},
    },
    model::{
        data::{DataRow, DataTable},
        rows::Rows,
    },
    words,
};

mod sound;

/// A table of a writer's own, with what cannot have been meant: slips of spreadsheets, columns and rows that collide.
pub fn data(text: &str, file: FileId, path: &str) -> (DataTable, Diags) {
    let (table, mut diags) = table(text, file, path);
    sound::check(&table, &mut diags);
    (table, diags)
}

/// `path` is below `content/`.
pub fn table(text: &str, file: FileId, path: &str) -> (DataTable, Diags) {
    let mut diags = Diags::new();
    let mut columns: Vec<Spanned<String>> = Vec::new();
    let mut rows = Rows::default();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    loop {
        let (start, line) = (reader.position().byte() as usize, reader.position().line() as usize);
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                diags.push(
                    Diag::error(
                        Code::SYNTAX,
                        Span::new(file, start, start),
                        words!("表格这一行读不懂（{error}）", "this row cannot be read ({error})"),
                    )
                    .help(words!("检查这一行的引号是否成对", "check that the quotes of this row are in pairs")),
                );
                break;
            }
        }
        let end = reader.position().byte() as usize;
        let raw = text.get(start..end).unwrap_or("");
        // Blank lines before a record belong to its raw text.
        let lead = raw.len() - raw.trim_start_matches(['\r', '\n']).len();
        let line = line + raw[..lead].matches('\n').count();
        let places = cell_places(&raw[lead..]);
        let cells: Vec<Spanned<String>> = record
            .iter()
            .enumerate()
            .map(|(index, cell)| {
                let (from, to) = places.get(index).copied().unwrap_or((0, 0));
                Spanned::new(cell.trim().to_string(), Span::new(file, start + lead + from, start + lead + to))
            })
            .collect();
        let span = Span::new(file, start + lead, start + raw.trim_end().len().max(lead));
        if columns.is_empty() {
            columns = cells;
            continue;
        }
        if cells.iter().all(|cell| cell.value.is_empty()) {
            continue;
        }
        if raw.matches('"').count() % 2 == 1 {
            let from = start + lead + raw[lead..].find('"').unwrap_or(0);
            diags.push(
                Diag::error(
                    Code::SYNTAX,
                    Span::new(file, from, from + 1),
                    words!(
                        "英文双引号没有成对，后面几行被读成了一格",
                        "a double quote has no partner, and lines below were read into one cell"
                    ),
                )
                .help(words!(
                    "在这一格的末尾补上 \"；格子里本来就有双引号的，写成两个 \"\"",
                    "put \" at the end of this cell; write two \"\" for one within a cell"
                )),
            );
        } else if cells.len() != columns.len() {
            let (found, wanted) = (cells.len(), columns.len());
            diags.push(
                Diag::error(
                    Code::WRONG_VALUE,
                    span,
                    words!(
                        "这一行有 {found} 格，表头有 {wanted} 格",
                        "this row has {found} cells, the heading has {wanted}"
                    ),
                )
                .help(words!(
                    "补上或删掉逗号；内容里有逗号时，整格放进英文双引号",
                    "add or remove a comma; put a cell that holds a comma in double quotes"
                )),
            );
        }
        let mut cells = cells;
        cells.resize(columns.len(), Spanned::new(String::new(), span));
        rows.push(&DataRow { span, line, cells });
    }
    (DataTable { file, path: path.to_string(), columns, rows }, diags)
}

/// The byte ranges of a record's cells, quotes included.
fn cell_places(record: &str) -> Vec<(usize, usize)> {
    let record = record.trim_end_matches(['\r', '\n']);
    let mut places = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    for (at, byte) in record.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                places.push((start, at));
                start = at + 1;
            }
            _ => {}
        }
    }
    places.push((start, record.len()));
    places
}
