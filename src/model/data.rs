//! A table of data, such as the stores of a poster: headings and rows as texts, each with its place.

use super::rows::Rows;
use crate::base::span::{FileId, Span, Spanned};

#[derive(Clone, Debug)]
pub struct DataTable {
    pub file: FileId,
    /// Below `content/`, such as `data/stores.csv`.
    pub path: String,
    pub columns: Vec<Spanned<String>>,
    pub rows: Rows,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataRow {
    pub span: Span,
    /// As the writer counts them: the heading is line 1.
    pub line: usize,
    /// One for each column.
    pub cells: Vec<Spanned<String>>,
}

impl DataTable {
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.value == name)
    }

    /// The cell of a row under a heading.
    pub fn cell<'a>(&'a self, row: &'a DataRow, name: &str) -> Option<&'a Spanned<String>> {
        row.cells.get(self.column(name)?)
    }

    /// A pattern with the row's values in place of its `{columns}`; an unknown column stays as it is.
    pub fn fill(&self, pattern: &str, row: &DataRow) -> String {
        let mut out = String::new();
        let mut rest = pattern;
        while let Some(open) = rest.find('{') {
            let Some(close) = rest[open..].find('}').map(|i| open + i) else { break };
            out.push_str(&rest[..open]);
            match self.cell(row, rest[open + 1..close].trim()) {
                Some(cell) => out.push_str(&cell.value),
                None => out.push_str(&rest[open..=close]),
            }
            rest = &rest[close + 1..];
        }
        out.push_str(rest);
        out
    }
}
