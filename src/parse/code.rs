//! Reads the live codes from their table: rows with one id are the destinations of one code, in order.

use crate::{
    base::{
        code::Code,
        date,
        diag::{Diag, Diags, near, nearest},
        span::{Span, Spanned},
    },
    model::{
        code::{Destination, DestinationKind, LiveCode},
        data::{DataRow, DataTable},
    },
    words,
};
use std::collections::HashMap;

const COLUMNS: [&str; 13] = [
    "id", "title", "caption", "kind", "target", "expires", "opens", "capacity", "filled", "note", "groups", "state",
    "remark",
];

/// The codes of `data/codes.csv`.
pub fn codes(table: &DataTable, diags: &mut Diags) -> Vec<LiveCode> {
    if table.columns.is_empty() {
        // That it is empty was told.
        return Vec::new();
    }
    let mut meant = Vec::new();
    for column in table.columns.iter().filter(|c| !COLUMNS.contains(&c.value.as_str())) {
        let name = &column.value;
        meant.extend(near(name, COLUMNS).map(|near| near.name));
        diags.push(
            Diag::error(
                Code::UNKNOWN_KEY,
                column.span,
                words!("活码表没有“{name}”这一列", "the table of codes has no column “{name}”"),
            )
            .help(nearest(name, COLUMNS))
            .help(words!(
                "可用的列：id、title、caption（给顾客看的一句话）、kind、target、expires、opens、capacity、filled、note、groups、state、remark",
                "known columns: id, title, caption (for customers), kind, target, expires, opens, capacity, filled, note, groups, state, remark"
            )),
        );
    }
    let heading = table.columns.first().map_or(Span::file(table.file), |c| c.span);
    for needed in ["id", "kind", "target"] {
        if table.column(needed).is_none() && !meant.contains(&needed) {
            diags.push(
                Diag::error(
                    Code::MISSING_KEY,
                    heading,
                    words!("活码表缺少“{needed}”这一列", "the table of codes lacks the column “{needed}”"),
                )
                .help(words!("在表头加上 {needed}", "add {needed} to the heading")),
            );
        }
    }
    let mut codes: Vec<LiveCode> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for row in table.rows.iter() {
        let reader = Row { table, row: &row };
        let Some(id) = reader.cell("id") else { continue };
        if id.value.is_empty() || !id.value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            diags.push(
                Diag::error(
                    Code::WRONG_VALUE,
                    id.span,
                    words!(
                        "活码编号只能用小写字母、数字和短横线",
                        "a code's id is made of lower-case letters, digits and hyphens"
                    ),
                )
                .help(words!("例如 store-001", "for example store-001")),
            );
            continue;
        }
        // A code whose row is wrong stays in the book, so that prints that name it are not reported as well.
        let destination = reader.destination(diags);
        match known.get(&id.value) {
            Some(&number) => codes[number].destinations.extend(destination),
            None => {
                known.insert(id.value.clone(), codes.len());
                codes.push(LiveCode {
                    span: row.span,
                    id: id.clone(),
                    title: reader.text("title"),
                    destinations: destination.into_iter().collect(),
                })
            }
        }
    }
    codes
}

struct Row<'a> {
    table: &'a DataTable,
    row: &'a DataRow,
}

impl Row<'_> {
    fn cell(&self, column: &str) -> Option<&Spanned<String>> {
        self.table.cell(self.row, column)
    }

    /// A cell that is not empty, with its place.
    fn said(&self, column: &str) -> Option<Spanned<String>> {
        self.cell(column).filter(|cell| !cell.value.is_empty()).cloned()
    }

    fn text(&self, column: &str) -> String {
        self.cell(column).map(|c| c.value.clone()).unwrap_or_default()
    }

    /// A cell read as something; an empty cell is nothing, a wrong one is reported.
    fn read<T>(
        &self,
        column: &str,
        example: &str,
        read: impl Fn(&str) -> Option<T>,
        diags: &mut Diags,
    ) -> Option<Spanned<T>> {
        let cell = self.cell(column).filter(|c| !c.value.is_empty())?;
        match read(&cell.value) {
            Some(value) => Some(Spanned::new(value, cell.span)),
            None => {
                let text = &cell.value;
                diags.push(
                    Diag::error(
                        Code::WRONG_VALUE,
                        cell.span,
                        words!("“{column}”这一格读不懂：{text}", "the cell “{column}” cannot be read: {text}"),
                    )
                    .help(words!("例如 {example}", "for example {example}")),
                );
                None
            }
        }
    }

    fn destination(&self, diags: &mut Diags) -> Option<Destination> {
        let kind = self.cell("kind")?;
        let Some((_, found)) = DestinationKind::CHOICES.iter().find(|(names, _)| names.contains(&kind.value.as_str()))
        else {
            let name = &kind.value;
            diags.push(
                Diag::error(
                    Code::UNKNOWN_CHOICE,
                    kind.span,
                    words!("没有“{name}”这种去处", "there is no destination of kind “{name}”"),
                )
                .help(nearest(name, DestinationKind::CHOICES.iter().flat_map(|(names, _)| names.iter().copied())))
                .help(words!(
                    "可以写：group（群） | contact（个人） | mini_program（小程序） | url（网址）",
                    "it can be: group | contact | mini_program | url"
                )),
            );
            return None;
        };
        let target = self.cell("target")?.clone();
        if target.value.is_empty() {
            diags.push(
                Diag::error(Code::MISSING_KEY, target.span, words!("这个活码没有去处", "this code leads nowhere"))
                    .help(words!("写上网址，或 content/ 下面的图片", "write an address, or a picture below content/")),
            );
            return None;
        }
        Some(Destination {
            span: self.row.span,
            title: self.said("title"),
            kind: Spanned::new(*found, kind.span),
            target,
            expires: self.read("expires", "2026-12-31", date::parse_date, diags).or_else(|| {
                // What cannot be read was told; that it is missing is not told as well.
                let written = self.cell("expires").filter(|cell| !cell.value.is_empty())?;
                Some(Spanned::new(date::parse_date("2999-12-31")?, written.span))
            }),
            opens: self.read("opens", "2026-12-01 10:00", date::parse_date_time, diags).map(|s| s.value),
            capacity: self.read("capacity", "200", |t| t.parse().ok(), diags).map(|s| s.value),
            filled: self.read("filled", "120", |t| t.parse().ok(), diags).map(|s| s.value),
            caption: self.said("caption"),
            note: self.text("note"),
            groups: self.read("groups", "5", |t| t.parse().ok(), diags),
            state: self.said("state"),
            remark: self.said("remark"),
        })
    }
}
