//! Rows as the file that a target takes: CSV, or a workbook of texts.

use super::target::Target;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// With a byte order mark, for spreadsheets take a file without one for GBK.
    #[default]
    Utf8,
    Gbk,
}

/// The file, and the characters that its encoding does not have (they became `?`).
pub fn write(target: &Target, rows: &[Vec<String>], encoding: Encoding) -> (Vec<u8>, Vec<char>) {
    if target.file.ends_with(".xlsx") {
        return (workbook(target, rows).expect("a workbook in memory, within its limits"), Vec::new());
    }
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let header: Vec<&str> = target.columns.iter().map(|column| column.header.as_str()).collect();
    csv.write_record(&header).expect("memory");
    for row in rows {
        csv.write_record(row).expect("memory");
    }
    let text = String::from_utf8(csv.into_inner().expect("memory")).expect("made of texts");
    match encoding {
        Encoding::Utf8 => (format!("\u{feff}{text}").into_bytes(), Vec::new()),
        Encoding::Gbk => gbk(&text),
    }
}

fn gbk(text: &str) -> (Vec<u8>, Vec<char>) {
    let mut bytes = Vec::with_capacity(text.len());
    let mut strange = Vec::new();
    for c in text.chars() {
        let mut buffer = [0; 4];
        let (one, _, failed) = encoding_rs::GBK.encode(c.encode_utf8(&mut buffer));
        if failed {
            bytes.push(b'?');
            if !strange.contains(&c) {
                strange.push(c);
            }
        } else {
            bytes.extend_from_slice(&one);
        }
    }
    (bytes, strange)
}

fn workbook(target: &Target, rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The clock has no say in a file.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let wrap = Format::new().set_text_wrap();
    let bold = Format::new().set_bold().set_text_wrap();
    let text = Format::new().set_text_wrap().set_num_format("@");
    let sheet = book.add_worksheet();
    let columns = target.columns.len() as u16;
    let mut line = 0;
    if let Some(note) = &target.note {
        if columns > 1 {
            sheet.merge_range(0, 0, 0, columns - 1, note, &wrap)?;
        } else {
            sheet.write_string_with_format(0, 0, note, &wrap)?;
        }
        sheet.set_row_height(0, 60)?;
        line = 1;
    }
    for (at, column) in (0..).zip(&target.columns) {
        sheet.write_string_with_format(line, at, &column.header, &bold)?;
        sheet.set_column_width(at, if column.holds == super::Holds::Text { 60 } else { 18 })?;
    }
    for (row, cells) in (line + 1..).zip(rows) {
        for (at, cell) in (0..).zip(cells) {
            sheet.write_string_with_format(row, at, cell, &text)?;
        }
    }
    book.save_to_buffer()
}
