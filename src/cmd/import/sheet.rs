//! A table of scripts, as chat tools export and import them, as libraries: one for each category and group.

use super::{
    docx::{at_line_start, escaped},
    notes::{Notes, Why},
};
use crate::source::decode;
use calamine::{Data, Reader};
use std::{
    collections::{BTreeSet, HashMap},
    io::Cursor,
};

/// A library as it is written.
#[derive(Debug)]
pub struct Library {
    pub title: String,
    pub text: String,
    pub scripts: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Column {
    Code,
    Text,
    Title,
    Category,
    Group,
    Path,
    Keywords,
    Tags,
    Tier,
    When,
    Asks,
}

/// Headers that are in use, without `*`, what stands in brackets, and blanks.
const HEADERS: &[(&str, Column)] = &[
    ("快捷短语编码", Column::Code),
    ("快捷编码", Column::Code),
    ("编码", Column::Code),
    ("shortcut", Column::Code),
    ("内容", Column::Text),
    ("文本内容", Column::Text),
    ("话术", Column::Text),
    ("话术内容", Column::Text),
    ("回复", Column::Text),
    ("回复内容", Column::Text),
    ("replies", Column::Text),
    ("message", Column::Text),
    ("content", Column::Text),
    ("标题", Column::Title),
    ("短标题", Column::Title),
    ("文本标题", Column::Title),
    ("话术标题", Column::Title),
    ("title", Column::Title),
    ("intent", Column::Title),
    ("分类", Column::Category),
    ("一级分类", Column::Category),
    ("话术分类", Column::Category),
    ("category", Column::Category),
    ("cate", Column::Category),
    ("快捷短语分组", Column::Group),
    ("分组", Column::Group),
    ("二级分类", Column::Group),
    ("group", Column::Group),
    ("分组路径", Column::Path),
    ("关键词", Column::Keywords),
    ("keywords", Column::Keywords),
    ("标签", Column::Tags),
    ("tags", Column::Tags),
    ("对象", Column::Tier),
    ("tier", Column::Tier),
    ("情况", Column::When),
    ("场景", Column::When),
    ("when", Column::When),
    ("顾客说", Column::Asks),
    ("客户说", Column::Asks),
    ("问题", Column::Asks),
];

/// `None` when it is no table of scripts. `stem` names what has neither category nor group.
pub fn read(
    bytes: Vec<u8>,
    path: &str,
    stem: &str,
    names: &mut BTreeSet<String>,
    notes: &mut Notes,
) -> Option<Vec<Library>> {
    let sheets =
        if path.to_ascii_lowercase().ends_with(".csv") { vec![csv(bytes, path, notes)] } else { workbook(bytes)? };
    let mut libraries = Vec::new();
    let mut any = false;
    for rows in sheets {
        let Some((header, columns)) = rows.iter().take(5).enumerate().find_map(|(at, row)| Some((at, columns(row)?)))
        else {
            continue;
        };
        any = true;
        for (at, cell) in rows[header].iter().enumerate() {
            if !cell.trim().is_empty() && !columns.values().any(|column| *column == at) {
                // All its cells, so that nothing is left out without its words.
                let cells = rows[header..].iter().filter_map(|row| row.get(at)).map(|cell| cell.trim());
                let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
                notes.push(Why::Key, path, header + 1, cells.join("\n"));
            }
        }
        collect(&rows, header, &columns, path, stem, names, &mut libraries, notes);
    }
    any.then(|| libraries.into_iter().map(Draft::written).collect())
}

fn csv(bytes: Vec<u8>, path: &str, notes: &mut Notes) -> Vec<Vec<String>> {
    let (text, problems) = decode::decode(bytes, true);
    if !problems.is_empty() {
        notes.push(Why::Encoding, path, 0, "");
    }
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().flatten().map(|record| record.iter().map(str::to_string).collect()).collect()
}

fn workbook(bytes: Vec<u8>) -> Option<Vec<Vec<Vec<String>>>> {
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).ok()?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let cell = |cell: &Data| match cell {
            Data::Empty | Data::Error(_) => String::new(),
            other => other.to_string(),
        };
        sheets.push(range.rows().map(|row| row.iter().map(cell).collect()).collect());
    }
    Some(sheets)
}

/// A row is a header when it has a column of texts and one more that is known.
fn columns(row: &[String]) -> Option<HashMap<Column, usize>> {
    let mut found = HashMap::new();
    let mut short = None;
    for (at, cell) in row.iter().enumerate() {
        let bare = cell.split(['(', '（']).next().unwrap_or("");
        let bare: String = bare.chars().filter(|c| !c.is_whitespace() && *c != '*').collect();
        if bare == "快捷短语" {
            short = Some(at);
        } else if let Some((_, column)) = HEADERS.iter().find(|(name, _)| bare.eq_ignore_ascii_case(name)) {
            found.entry(*column).or_insert(at);
        }
    }
    // A shop's tool calls the message so; beside a column of messages it is a message's name.
    if let Some(at) = short {
        let column = if found.contains_key(&Column::Text) { Column::Title } else { Column::Text };
        found.entry(column).or_insert(at);
    }
    (found.contains_key(&Column::Text) && found.len() > 1).then_some(found)
}

#[derive(Default)]
struct Draft {
    title: String,
    category: String,
    tags: BTreeSet<String>,
    scripts: Vec<Script>,
}

struct Script {
    name: String,
    code: String,
    keywords: String,
    asks: String,
    /// Tier, situation, message.
    variants: Vec<(String, String, String)>,
}

#[expect(clippy::too_many_arguments, reason = "one place calls it")]
fn collect(
    rows: &[Vec<String>],
    header: usize,
    columns: &HashMap<Column, usize>,
    path: &str,
    stem: &str,
    names: &mut BTreeSet<String>,
    libraries: &mut Vec<Draft>,
    notes: &mut Notes,
) {
    let bot = columns.contains_key(&Column::Keywords) && rows[header].iter().any(|cell| cell.trim() == "replies");
    for (line, row) in rows.iter().enumerate().skip(header + 1) {
        let of = |column| columns.get(&column).and_then(|at| row.get(*at)).map_or("", |cell| cell.trim());
        let text = of(Column::Text);
        if text.is_empty() {
            if row.iter().any(|cell| !cell.trim().is_empty()) {
                notes.push(Why::NotTaken, path, line + 1, row.join(" | "));
            }
            continue;
        }
        let (mut category, mut group) = (of(Column::Category), of(Column::Group));
        if let Some((first, rest)) = of(Column::Path).split_once('/').or_else(|| group.split_once('/')) {
            (category, group) = (if category.is_empty() { first } else { category }, rest);
        }
        let title = [group, category, stem].into_iter().find(|name| !name.is_empty()).unwrap_or(stem);
        let category = [category, group, stem].into_iter().find(|name| !name.is_empty()).unwrap_or(stem);
        let at = libraries.iter().position(|library| library.title == title && library.category == category);
        let at = at.unwrap_or_else(|| {
            libraries.push(Draft { title: title.to_string(), category: category.to_string(), ..Draft::default() });
            libraries.len() - 1
        });
        let library = &mut libraries[at];
        library
            .tags
            .extend(of(Column::Tags).split([',', '，', '、']).map(|t| t.trim().to_string()).filter(|t| !t.is_empty()));
        let (tier, when) = (of(Column::Tier).to_string(), of(Column::When).to_string());
        let given = super::header::one_line(of(Column::Title));
        let texts: Vec<&str> =
            if bot { text.split('|').map(str::trim).filter(|t| !t.is_empty()).collect() } else { vec![text] };
        // Rows of one title are wordings of one script, when something tells them apart.
        let told = !tier.is_empty() || !when.is_empty();
        let name = if given.is_empty() { head_of(text) } else { given.clone() };
        let wordings = texts.into_iter().map(|text| (tier.clone(), when.clone(), text.to_string()));
        match library.scripts.last_mut() {
            Some(last) if told && !given.is_empty() && last.name == name => last.variants.extend(wordings),
            _ => {
                let mut free = name.clone();
                let mut number = 2;
                while !names.insert(free.clone()) {
                    free = format!("{name} {number}");
                    number += 1;
                }
                if free != name {
                    notes.push(Why::Renamed, path, line + 1, format!("{name} → {free}"));
                }
                library.scripts.push(Script {
                    name: free,
                    code: of(Column::Code).split_whitespace().collect(),
                    keywords: of(Column::Keywords)
                        .split([',', '，', '、', '|'])
                        .map(str::trim)
                        .collect::<Vec<_>>()
                        .join(","),
                    asks: super::header::one_line(of(Column::Asks)),
                    variants: wordings.collect(),
                });
            }
        }
    }
}

/// What a script without a title is called: its first words.
fn head_of(text: &str) -> String {
    let first =
        text.split(['\n', '，', '。', '！', '？', '!', '?', ',', '~']).map(str::trim).find(|part| !part.is_empty());
    let bare: String = first.unwrap_or(text).chars().filter(|c| !"{}[]#|".contains(*c)).take(14).collect();
    if bare.is_empty() { "话术".to_string() } else { bare }
}

impl Draft {
    fn written(self) -> Library {
        let quote = |text: &str| toml::Value::String(super::header::one_line(text)).to_string();
        let mut out = format!("+++\ntitle = {}\ncategory = {}\n", quote(&self.title), quote(&self.category));
        if !self.tags.is_empty() {
            let tags: Vec<String> = self.tags.iter().map(|tag| quote(tag)).collect();
            out.push_str(&format!("tags = [{}]\n", tags.join(", ")));
        }
        out.push_str("+++\n");
        for script in &self.scripts {
            let mut attrs = Vec::new();
            let value = |text: &str| match text.contains(char::is_whitespace) {
                true => format!("\"{}\"", text.replace('"', "'")),
                false => text.replace(['{', '}', '"'], ""),
            };
            if !script.keywords.is_empty() {
                attrs.push(format!("keywords={}", value(&script.keywords)));
            }
            if !script.code.is_empty() {
                attrs.push(format!("shortcut={}", value(&script.code)));
            }
            let attrs = if attrs.is_empty() { String::new() } else { format!(" {{{}}}", attrs.join(" ")) };
            out.push_str(&format!("\n## {}{attrs}\n", escaped(&script.name).replace(['{', '}'], "")));
            if !script.asks.is_empty() {
                out.push_str(&format!("\n> {}\n", escaped(&script.asks)));
            }
            let several = script.variants.len() > 1;
            for (at, (tier, when, text)) in script.variants.iter().enumerate() {
                if several || !tier.is_empty() || !when.is_empty() {
                    out.push_str(&wording(at, tier, when));
                }
                out.push_str(&format!("\n{}\n", message(text)));
            }
        }
        Library { title: self.title, text: out, scripts: self.scripts.len() }
    }
}

fn wording(at: usize, tier: &str, when: &str) -> String {
    let key = match tier.to_ascii_lowercase().as_str() {
        "vip" => "vip",
        "普通" | "normal" => "normal",
        _ => "",
    };
    let mut attrs = Vec::new();
    if !key.is_empty() {
        attrs.push(format!("tier={key}"));
    }
    if !when.is_empty() {
        let bare: String = when.chars().filter(|c| !c.is_whitespace() && !"{}\"".contains(*c)).collect();
        attrs.push(format!("when={bare}"));
    }
    let name = [tier, when].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("·");
    let name = if name.is_empty() { format!("说法 {}", at + 1) } else { escaped(&name) };
    let attrs = if attrs.is_empty() { String::new() } else { format!(" {{{}}}", attrs.join(" ")) };
    format!("\n### {name}{attrs}\n")
}

/// The message as its source: blanks of other programs become ours, and every line stays the line that it was.
fn message(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace("%NICKNAME%", "{昵称}");
    let mut out = String::new();
    for (at, part) in text.split('#').enumerate() {
        // `#客户昵称#`, but not a lonely `#`.
        let is_blank = at % 2 == 1 && text.split('#').nth(at + 1).is_some();
        let short = (1..=8).contains(&part.chars().count()) && !part.contains(char::is_whitespace);
        match (is_blank && short, at) {
            (true, _) => out.push_str(&format!("{{{part}}}")),
            (false, 0) => out.push_str(part),
            (false, _) if at % 2 == 0 && out.ends_with('}') => out.push_str(part),
            (false, _) => {
                out.push('#');
                out.push_str(part);
            }
        }
    }
    let lines: Vec<String> = out.lines().map(|line| at_line_start(&escaped(line.trim()))).collect();
    lines.join("\n").trim().to_string()
}
