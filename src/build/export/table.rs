//! Lists for spreadsheets, and where something stands in the files of a parcel in as few words as can be.

use crate::base::lang::Lang;
use std::io;

/// `a.pdf 1–3、7`: the file's name once, then pages or sheets in a row.
pub fn places(list: &[(String, usize)], lang: Lang) -> String {
    let (between, next_file) = match lang {
        Lang::Zh => ("、", "；"),
        Lang::En => (", ", "; "),
    };
    let mut out = String::new();
    let mut at = 0;
    let mut last = "";
    while at < list.len() {
        let (file, from) = &list[at];
        let mut end = at;
        while list.get(end + 1).is_some_and(|(next, page)| next == file && *page == list[end].1 + 1) {
            end += 1;
        }
        if file != last {
            out.push_str(if out.is_empty() { "" } else { next_file });
            out.push_str(file);
            out.push(' ');
        } else {
            out.push_str(between);
        }
        out.push_str(&from.to_string());
        if end > at {
            out.push_str(&format!("–{}", list[end].1));
        }
        last = file;
        at = end + 1;
    }
    out
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
    use super::{Lang, places};

    #[test]
    fn places_name_a_file_once_and_join_pages_in_a_row() {
        let at = |file: &str, page| (file.to_string(), page);
        assert_eq!(
            places(&[at("a.pdf", 1), at("a.pdf", 2), at("a.pdf", 3), at("a.pdf", 7), at("b.pdf", 1)], Lang::Zh),
            "a.pdf 1–3、7；b.pdf 1"
        );
    }
}
