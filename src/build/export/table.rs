//! Lists for spreadsheets, and where something stands in the files of a parcel in as few words as can be.

use crate::{base::lang::Lang, words};
use std::io;

/// What is counted within a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Sheet,
    Page,
    /// Nothing: the file is one picture.
    File,
}

/// `a.pdf 第 1–3、7 张`: the file's name once, when it has one, then its sheets or pages.
pub fn places(list: &[(String, usize)], unit: Unit, lang: Lang) -> String {
    let (between, next_file) = match lang {
        Lang::Zh => ("、", "；"),
        Lang::En => (", ", "; "),
    };
    let files = list.chunk_by(|a, b| a.0 == b.0).map(|own| {
        let runs: Vec<String> = own
            .chunk_by(|a, b| a.1 + 1 == b.1)
            .map(|run| match run {
                [.., last] if run.len() > 1 => format!("{}–{}", run[0].1, last.1),
                _ => run[0].1.to_string(),
            })
            .collect();
        let (file, numbers, many) = (&own[0].0, runs.join(between), own.len() > 1);
        let said = match unit {
            Unit::File => return file.clone(),
            Unit::Sheet if many => words!("第 {numbers} 张", "sheets {numbers}"),
            Unit::Sheet => words!("第 {numbers} 张", "sheet {numbers}"),
            Unit::Page if many => words!("第 {numbers} 页", "pages {numbers}"),
            Unit::Page => words!("第 {numbers} 页", "page {numbers}"),
        };
        format!("{file} {}", said.get(lang)).trim_start().to_string()
    });
    files.collect::<Vec<_>>().join(next_file)
}

/// A CSV as spreadsheets open it: UTF-8 with its mark, lines ending as they like, nothing that starts a formula.
pub struct Table(csv::Writer<Vec<u8>>);

impl Table {
    pub fn new(head: &[&str]) -> csv::Result<Table> {
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record(head)?;
        Ok(Table(writer))
    }

    pub fn row(&mut self, cells: &[String]) -> csv::Result<()> {
        self.0.write_record(cells.iter().map(|cell| match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            true => format!("'{cell}"),
            false => cell.clone(),
        }))
    }

    pub fn finish(self) -> csv::Result<Vec<u8>> {
        self.0.into_inner().map_err(|error| csv::Error::from(io::Error::other(error.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::{Lang, Unit, places};

    #[test]
    fn places_name_a_file_once_and_join_pages_in_a_row() {
        let at = |file: &str, page| (file.to_string(), page);
        let list = [at("a.pdf", 1), at("a.pdf", 2), at("a.pdf", 3), at("a.pdf", 7), at("b.pdf", 1)];
        assert_eq!(places(&list, Unit::Sheet, Lang::Zh), "a.pdf 第 1–3、7 张；b.pdf 第 1 张");
        assert_eq!(places(&list, Unit::Page, Lang::En), "a.pdf pages 1–3, 7; b.pdf page 1");
        assert_eq!(places(&[at("a.png", 1), at("b.png", 1)], Unit::File, Lang::Zh), "a.png；b.png");
        assert_eq!(places(&[at("", 3)], Unit::Sheet, Lang::Zh), "第 3 张");
    }
}
