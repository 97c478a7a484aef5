//! The rows of a table in as little room as their texts take: a hundred thousand rows are some megabytes, and a row is
//! made when it is looked at.

use super::data::DataRow;
use crate::base::span::{FileId, Span, Spanned};

/// Rows of one file, packed one after the other. Lengths and places are written seven bits a byte, the highest bit saying
/// that more follow.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    file: Option<FileId>,
    bytes: Vec<u8>,
    starts: Vec<usize>,
}

impl Rows {
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// All rows of a table are of one file.
    pub fn push(&mut self, row: &DataRow) {
        self.file.get_or_insert(row.span.file);
        self.starts.push(self.bytes.len());
        self.number(row.line);
        self.number(row.span.start as usize);
        self.number((row.span.end - row.span.start) as usize);
        self.number(row.cells.len());
        for cell in &row.cells {
            self.number(cell.value.len());
            self.number(cell.span.start.wrapping_sub(row.span.start) as usize);
            self.number((cell.span.end - cell.span.start) as usize);
            self.bytes.extend_from_slice(cell.value.as_bytes());
        }
    }

    pub fn get(&self, number: usize) -> Option<DataRow> {
        let mut rest = &self.bytes[*self.starts.get(number)?..];
        let file = self.file?;
        let line = take(&mut rest);
        let (start, length) = (take(&mut rest), take(&mut rest));
        let count = take(&mut rest);
        let mut cells = Vec::with_capacity(count);
        for _ in 0..count {
            let (bytes, after, wide) = (take(&mut rest), take(&mut rest), take(&mut rest));
            let (value, others) = rest.split_at(bytes);
            rest = others;
            let from = (start as u32).wrapping_add(after as u32) as usize;
            let value = std::str::from_utf8(value).expect("packed from a text").to_string();
            cells.push(Spanned::new(value, Span::new(file, from, from + wide)));
        }
        Some(DataRow { span: Span::new(file, start, start + length), line, cells })
    }

    pub fn iter(&self) -> impl Iterator<Item = DataRow> {
        (0..self.len()).filter_map(|number| self.get(number))
    }

    fn number(&mut self, mut number: usize) {
        while number > 0x7f {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}

impl FromIterator<DataRow> for Rows {
    fn from_iter<I: IntoIterator<Item = DataRow>>(rows: I) -> Rows {
        let mut packed = Rows::default();
        rows.into_iter().for_each(|row| packed.push(&row));
        packed
    }
}

fn take(rest: &mut &[u8]) -> usize {
    let (mut number, mut shift) = (0, 0);
    loop {
        let (byte, others) = rest.split_first().expect("packed whole");
        *rest = others;
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return number;
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_comes_out_as_it_went_in() {
        let span = |start, end| Span::new(FileId(7), start, end);
        let cell = |text: &str, start, end| Spanned::new(text.to_string(), span(start, end));
        let rows = [
            DataRow { span: span(3, 300), line: 2, cells: vec![cell("滨江店", 3, 12), cell("", 13, 13)] },
            DataRow { span: span(70_000, 70_000), line: 40_000, cells: vec![cell(&"长".repeat(9000), 0, 0)] },
            DataRow { span: span(90_000, 90_001), line: 40_001, cells: Vec::new() },
        ];
        let packed: Rows = rows.clone().into_iter().collect();
        assert_eq!(packed.iter().collect::<Vec<_>>(), rows);
        assert_eq!(packed.get(3), None);
    }
}
