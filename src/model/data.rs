//! A table of data, such as the stores of a poster: headings and rows as texts, each with its place.

use crate::base::span::{FileId, Span, Spanned};

#[derive(Clone, Debug)]
pub struct DataTable {
    pub file: FileId,
    /// Below `content/`, such as `data/stores.csv`.
    pub path: String,
    pub columns: Vec<Spanned<String>>,
    pub rows: Vec<DataRow>,
}

#[derive(Clone, Debug)]
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
}
