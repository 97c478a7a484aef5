//! The rows of a print: which, in what order, how many of each, with which words.

use super::{Names, PrintDraft};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, nearest},
        lang::listed,
        slug::{Unique, slug},
        span::Spanned,
    },
    model::{
        code::LiveCode,
        data::{DataRow, DataTable},
        filter::{self, Filter},
        print::Piece,
        table::Id,
    },
    words,
};
use regex::{Regex, RegexBuilder};
use std::cmp::Ordering;

/// No order has more of one row; a phone number in the wrong column has.
const MOST_COPIES: u32 = 100_000;

/// The one piece of a print without rows.
pub fn alone(names: &Names, draft: &PrintDraft, diags: &mut Diags) -> Piece {
    let code = draft.code.as_ref().and_then(|pattern| names.code(pattern, diags));
    let copies = draft.copies.as_ref().map_or(1, |copies| {
        copies.value.trim().parse().ok().filter(|count| (1..=MOST_COPIES).contains(count)).unwrap_or_else(|| {
            diags.push(no_count(copies));
            1
        })
    });
    Piece { slug: draft.head.slug.clone(), row: None, code, copies, before: 0, version: None, wrong: false }
}

/// Keys that only mean something with rows.
pub fn refuse(draft: &PrintDraft, diags: &mut Diags) {
    refuse_columns(draft, diags);
    let lone = draft.only.iter().map(|text| ("where", text.span));
    let lone = lone.chain(draft.sort.first().map(|text| ("sort", text.span)));
    let lone = lone.chain(draft.columns.first().map(|(name, _)| ("columns", name.span)));
    for (key, span) in lone.chain(draft.versions.first().map(|version| ("version", version.when.span))) {
        diags.push(
            Diag::error(
                Code::MISSING_KEY,
                span,
                words!("“{key}”要和 rows 一起用，这里没有 rows", "“{key}” goes with rows, and there are none"),
            )
            .help(words!("加上 rows = \"data/表.csv\"，或删掉它", "add rows = \"data/table.csv\" or remove it")),
        );
    }
}

/// A column is named, but there is no table to take it from.
fn refuse_columns(draft: &PrintDraft, diags: &mut Diags) {
    let own = |name: &str| name == "copy" || (name == "serial" && draft.serial.is_some());
    let patterns = draft.code.iter().chain(&draft.name).chain(&draft.channel);
    let patterns = patterns.chain(draft.head.fields.iter().map(|(_, value)| value));
    for pattern in patterns.filter(|pattern| !pattern.value.contains("{{")) {
        for name in columns_of(&pattern.value).filter(|name| !own(name)) {
            diags.push(
                Diag::error(
                    Code::MISSING_KEY,
                    pattern.span,
                    words!(
                        "{{{name}}} 要从表格的一列取值，这里没有 rows",
                        "{{{name}}} takes a column of a table, and there are no rows"
                    ),
                )
                .help(words!(
                    "加上 rows = \"data/表.csv\"，或直接写出内容",
                    "add rows = \"data/table.csv\", or write the words themselves"
                )),
            );
        }
    }
}

pub fn pieces(
    names: &Names,
    draft: &PrintDraft,
    id: Id<DataTable>,
    table: &DataTable,
    diags: &mut Diags,
) -> Vec<Piece> {
    let versions = draft.versions.iter().flat_map(|version| &version.fields);
    let fields = draft.head.fields.iter().chain(versions).map(|(_, value)| value);
    for pattern in draft.code.iter().chain(&draft.name).chain(&draft.channel).chain(fields) {
        check_columns(pattern, draft, table, diags);
    }
    let only = draft.only.as_ref().and_then(|text| condition(text, table, diags));
    let versions: Vec<Option<Filter>> =
        draft.versions.iter().map(|version| condition(&version.when, table, diags)).collect();
    let mut rows: Vec<usize> = (0..table.rows.len())
        .filter(|&number| {
            let holds = |only: &Filter| table.rows.get(number).is_some_and(|row| only.holds(table, &row));
            only.as_ref().is_none_or(holds)
        })
        .collect();
    if rows.is_empty() {
        diags.push(no_rows(draft, table));
    }
    sort(&mut rows, draft, table, diags);
    let shapes = shapes(draft, table, diags);
    let copies = Copies::new(draft, table, diags);
    let mut taken = Unique::default();
    let mut before = 0;
    rows.into_iter()
        .filter_map(|number| {
            let row = &table.rows.get(number)?;
            let name = match &draft.name {
                Some(pattern) => slug(&table.fill(&pattern.value, row)),
                None => slug(row.cells.first().map(|cell| cell.value.as_str()).unwrap_or("")),
            };
            let name = if name.is_empty() { format!("row-{}", number + 1) } else { name };
            let version = versions.iter().position(|when| when.as_ref().is_some_and(|when| when.holds(table, row)));
            let mut found = Diags::new();
            let code = code(names, draft, table, row, &mut found);
            let copies = copies.of(table, row, &mut found);
            found.extend(shapes.iter().filter_map(|shape| shape.wrong(table, row)));
            let wrong = found.has_errors();
            diags.extend(found);
            let (slug, row) = (taken.take(name), Some((id, number)));
            let piece = Piece { slug, row, code, copies, before, version, wrong };
            before += u64::from(copies);
            (copies > 0).then_some(piece)
        })
        .collect()
}

/// A print of nothing is a condition that says something else than was meant, or a list that somebody emptied.
fn no_rows(draft: &PrintDraft, table: &DataTable) -> Diag {
    let (title, path, count) = (&draft.head.title.value, &table.path, table.rows.len());
    let at = draft.only.as_ref().or(draft.rows.as_ref()).map_or(draft.head.title.span, |text| text.span);
    let why = match &draft.only {
        Some(_) if count > 0 => {
            words!("{path} 有 {count} 行，没有一行符合 where", "{path} has {count} rows, and where holds for none")
        }
        _ => words!("{path} 里没有行", "{path} has no rows"),
    };
    Diag::warning(Code::NOTHING_TO_PRINT, at, words!("物料“{title}”一份也不印", "the print “{title}” prints nothing"))
        .help(why)
}

/// A condition of the print, read and with its columns known.
fn condition(text: &Spanned<String>, table: &DataTable, diags: &mut Diags) -> Option<Filter> {
    match Filter::parse(&text.value) {
        Ok(filter) => {
            let mut known = true;
            for column in filter.columns() {
                if table.column(column).is_none() {
                    diags.push(no_column(column, text, table));
                    known = false;
                }
            }
            known.then_some(filter)
        }
        Err(wrong) => {
            // The place within the quotes, when nothing in them is escaped.
            let inside = (text.span.end - text.span.start) as usize == text.value.len() + 2;
            let span = if inside { text.span.part(wrong.place.start + 1, wrong.place.end + 1) } else { text.span };
            diags.push(Diag::error(Code::WRONG_VALUE, span, wrong.message).help(words!(
                "例如 area == \"锦绣片区\" and households >= 2000",
                "for example area == \"North\" and households >= 2000"
            )));
            None
        }
    }
}

fn sort(rows: &mut [usize], draft: &PrintDraft, table: &DataTable, diags: &mut Diags) {
    let mut keys: Vec<(usize, bool)> = Vec::new();
    for key in &draft.sort {
        let (name, down) = match key.value.strip_prefix('-') {
            Some(name) => (name, true),
            None => (key.value.as_str(), false),
        };
        match table.column(name.trim()) {
            Some(column) => keys.push((column, down)),
            None => diags.push(no_column(name.trim(), key, table)),
        }
    }
    if keys.is_empty() {
        return;
    }
    // Of each row only what it is sorted by.
    let cells: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| {
            keys.iter()
                .map(|(column, _)| row.cells.get(*column).map_or_else(String::new, |c| c.value.clone()))
                .collect()
        })
        .collect();
    // Stable: what is equal stays as in the table.
    rows.sort_by(|&a, &b| {
        keys.iter().enumerate().fold(Ordering::Equal, |order, (number, &(_, down))| {
            order.then_with(|| {
                let order = filter::compare(&cells[a][number], &cells[b][number]);
                if down { order.reverse() } else { order }
            })
        })
    });
}

/// What the cells of a column look like.
struct Shape<'a> {
    column: &'a str,
    shown: &'a str,
    whole: Regex,
}

/// `[columns]`, as far as it can be read.
fn shapes<'a>(draft: &'a PrintDraft, table: &DataTable, diags: &mut Diags) -> Vec<Shape<'a>> {
    let mut shapes = Vec::new();
    for (column, pattern) in &draft.columns {
        if table.column(&column.value).is_none() {
            diags.push(no_column(&column.value, column, table));
        }
        // The cell as a whole, and nothing that grows without bound.
        match RegexBuilder::new(&format!("^(?:{})$", pattern.value)).size_limit(1 << 20).build() {
            Ok(whole) => shapes.push(Shape { column: &column.value, shown: &pattern.value, whole }),
            Err(_) => {
                let p = &pattern.value;
                diags.push(
                    Diag::error(
                        Code::WRONG_VALUE,
                        pattern.span,
                        words!("“{p}”不是能用的正则表达式", "“{p}” is no regular expression that can be used"),
                    )
                    .help(words!(
                        "例如 S[0-9]{{3}} 是 S 和三个数字，[0-9]+ 是一个或几个数字",
                        "for example S[0-9]{{3}} is S and three digits, [0-9]+ is some digits"
                    )),
                );
            }
        }
    }
    shapes
}

impl Shape<'_> {
    fn wrong(&self, table: &DataTable, row: &DataRow) -> Option<Diag> {
        let cell = table.cell(row, self.column).filter(|cell| !self.whole.is_match(&cell.value))?;
        let (value, column, shown) = (&cell.value, self.column, self.shown);
        let message = match value.is_empty() {
            true => words!("这一行的“{column}”是空的", "“{column}” is empty in this row"),
            false => words!("“{value}”不是“{column}”该有的样子", "“{value}” is not what “{column}” looks like"),
        };
        let diag = Diag::error(Code::WRONG_VALUE, cell.span, message);
        let help = words!(
            "物料的 [columns] 里写的是 {column} = \"{shown}\"",
            "[columns] of the print says {column} = \"{shown}\""
        );
        Some(diag.help(help).row(format!("{}:{}", table.path, row.line)))
    }
}

/// Where the number of copies comes from.
enum Copies<'a> {
    Fixed(u32),
    Column(&'a str),
}

impl<'a> Copies<'a> {
    fn new(draft: &'a PrintDraft, table: &DataTable, diags: &mut Diags) -> Copies<'a> {
        let Some(copies) = &draft.copies else { return Copies::Fixed(1) };
        let name = copies.value.trim().trim_start_matches('{').trim_end_matches('}').trim();
        match name.parse::<u32>() {
            Ok(count) if count <= MOST_COPIES => Copies::Fixed(count),
            Ok(_) => {
                diags.push(no_count(copies));
                Copies::Fixed(1)
            }
            Err(_) if table.column(name).is_some() => Copies::Column(name),
            Err(_) => {
                diags.push(no_column(name, copies, table));
                Copies::Fixed(1)
            }
        }
    }

    fn of(&self, table: &DataTable, row: &DataRow, diags: &mut Diags) -> u32 {
        match self {
            Copies::Fixed(count) => *count,
            Copies::Column(name) => {
                let Some(cell) = table.cell(row, name) else { return 1 };
                match cell.value.parse() {
                    Ok(count) if count <= MOST_COPIES => count,
                    // An empty cell, too, is a mistake: a store that is to get nothing has a 0.
                    _ => {
                        diags.push(no_count(cell).row(format!("{}:{}", table.path, row.line)));
                        1
                    }
                }
            }
        }
    }
}

fn no_count(text: &Spanned<String>) -> Diag {
    let value = &text.value;
    let message = match value.is_empty() {
        true => words!("份数是空的", "the number of copies is empty"),
        false => words!("“{value}”不是份数", "“{value}” is no number of copies"),
    };
    Diag::error(Code::WRONG_VALUE, text.span, message)
        .help(words!("写一个整数，最多 {MOST_COPIES}；0 表示不印", "a whole number up to {MOST_COPIES}; 0 prints none"))
}

fn code(
    names: &Names,
    draft: &PrintDraft,
    table: &DataTable,
    row: &DataRow,
    diags: &mut Diags,
) -> Option<Id<LiveCode>> {
    let pattern = draft.code.as_ref()?;
    // The place of a wrong id is the cell that holds it, when the pattern is one column.
    let column = pattern.value.strip_prefix('{').and_then(|p| p.strip_suffix('}'));
    let cell = column.and_then(|name| table.cell(row, name));
    let span = cell.map_or(row.span, |cell| cell.span);
    let mut found = Diags::new();
    let code = names.code(&Spanned::new(table.fill(&pattern.value, row), span), &mut found);
    // An id that the writer gave for all rows is wrong once, not once a row.
    let own = pattern.value.contains('{');
    diags.extend(found.into_iter().map(|diag| match own {
        true => diag.row(format!("{}:{}", table.path, row.line)),
        false => Diag { span: Some(pattern.span), ..diag },
    }));
    code
}

/// Every `{column}` of a pattern must be a heading of the table.
fn check_columns(pattern: &Spanned<String>, draft: &PrintDraft, table: &DataTable, diags: &mut Diags) {
    for name in columns_of(&pattern.value) {
        let own = name == "copy" || (name == "serial" && draft.serial.is_some());
        if !own && table.column(name).is_none() {
            diags.push(no_column(name, pattern, table));
        }
    }
}

fn no_column(name: &str, at: &Spanned<String>, table: &DataTable) -> Diag {
    let path = &table.path;
    let (zh, en) = listed(table.columns.iter().map(|column| column.value.as_str()));
    Diag::error(Code::UNKNOWN_NAME, at.span, words!("{path} 没有“{name}”这一列", "{path} has no column “{name}”"))
        .help(nearest(name, table.columns.iter().map(|column| column.value.as_str())))
        .help(words!("已有的列：{zh}", "there are: {en}"))
}

/// The names in braces of a pattern.
pub(super) fn columns_of(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name.trim()))
}
