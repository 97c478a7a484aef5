//! `sopress report ack FILE`: who has read which chapter in which version, and who has not.

use super::{Opened, Terminal, UNABLE, WRONG, open, say, tell, threads};
use crate::{
    base::{
        code::Code,
        date::{self, Date},
        diag::{Diag, Diags, Severity, nearest},
        lang::{Lang, Words},
        span::{FileId, Span, Spanned},
        system::why,
    },
    build::compile::Compiled,
    cli::{Ack, Common},
    model::{
        Book,
        chapter::{Chapter, Status},
        data::{DataRow, DataTable},
    },
    parse::csv,
    report,
    source::{Sources, decode},
    words,
};
use serde::Serialize;
use std::{cmp::Ordering, collections::BTreeMap, fs, path::Path};

/// The headings of a list of acknowledgements, with those that forms and spreadsheets give them.
const COLUMNS: [(&str, &[&str]); 5] = [
    ("name", &["name", "姓名", "名字", "人员"]),
    ("role", &["role", "岗位", "职位"]),
    ("chapter", &["chapter", "章节", "文件", "编号", "code"]),
    ("version", &["version", "版本", "版本号"]),
    ("date", &["date", "日期", "时间", "确认时间", "提交时间"]),
];

pub fn run(common: &Common, options: &Ack, terminal: &Terminal) -> u8 {
    threads(None);
    let today = terminal.today(options.today);
    let Opened { compiled, lang, .. } = match open(common, terminal, today) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let mut wrong = false;
    let mut people: BTreeMap<String, Person> = BTreeMap::new();
    for (path, is_ack) in options.people.iter().map(|path| (path, false)).chain([(&options.file, true)]) {
        let (sources, table, mut diags) = match read(path, lang) {
            Ok(read) => read,
            Err(exit) => return exit,
        };
        let reader = Reader::new(&table, if is_ack { &["name", "chapter", "version"] } else { &["name"] }, &mut diags);
        for row in table.rows.iter() {
            reader.row(&row, is_ack, &compiled.book, today, &mut people, &mut diags);
        }
        let list = diags.sorted();
        wrong |= list.iter().any(|diag| diag.severity == Severity::Error);
        tell(&report::print(&list, &sources, terminal.style(common, lang)));
    }
    let chapters = match wanted(&compiled, options.chapter.as_deref(), lang) {
        Ok(chapters) => chapters,
        Err(exit) => return exit,
    };
    let rows = rows(&chapters, &people, &compiled.book);
    if let Some(out) = &options.out
        && let Err(error) = fs::write(out, table(&rows, lang))
    {
        let (out, (zh, en)) = (out.display(), why(&error));
        tell(words!("错误：写不了 {out}：{zh}\n", "error: cannot write {out}: {en}\n").get(lang));
        return UNABLE;
    }
    if options.json {
        say(&format!("{}\n", serde_json::to_string_pretty(&rows).expect("texts always make JSON")));
    } else {
        say(&text(&rows, lang));
    }
    if wrong { WRONG } else { 0 }
}

/// Somebody, with the newest acknowledgement of each chapter, by the chapter's place in the book.
#[derive(Default)]
struct Person {
    role: String,
    read: BTreeMap<usize, (String, Option<Date>)>,
}

fn read(path: &Path, lang: Lang) -> Result<(Sources, DataTable, Diags), u8> {
    let shown = path.display().to_string();
    let bytes = fs::read(path).map_err(|error| {
        let (zh, en) = why(&error);
        tell(words!("错误：读不了 {shown}：{zh}\n", "error: cannot read {shown}: {en}\n").get(lang));
        UNABLE
    })?;
    // Spreadsheets on Chinese desks save GB18030.
    let (text, _) = decode::decode(bytes, true);
    let sources = Sources::from_texts([(shown.as_str(), text.as_str())]);
    let file = sources.files().first().map_or(FileId(0), |file| file.id);
    let (table, diags) = csv::table(&text, file, &shown);
    Ok((sources, table, diags))
}

struct Reader<'a> {
    table: &'a DataTable,
    /// Where each column of `COLUMNS` stands.
    at: BTreeMap<&'static str, usize>,
}

impl<'a> Reader<'a> {
    fn new(table: &'a DataTable, needed: &[&str], diags: &mut Diags) -> Reader<'a> {
        let find = |names: &[&str]| table.columns.iter().position(|c| names.contains(&c.value.to_lowercase().as_str()));
        let at: BTreeMap<&str, usize> = COLUMNS.iter().filter_map(|(key, names)| Some((*key, find(names)?))).collect();
        let heading = table.columns.first().map_or(Span::file(table.file), |column| column.span);
        for (key, names) in COLUMNS.iter().filter(|(key, _)| needed.contains(key) && !at.contains_key(key)) {
            let (zh, en) = (names[1], *key);
            diags.push(
                Diag::error(
                    Code::MISSING_KEY,
                    heading,
                    words!("表里没有“{zh}”这一列", "the table has no column “{en}”"),
                )
                .help(words!("在表头加上 {zh}（或 {en}）", "add {en} to the heading")),
            );
        }
        Reader { table, at }
    }

    fn cell<'r>(&self, row: &'r DataRow, key: &str) -> Option<&'r Spanned<String>> {
        row.cells.get(*self.at.get(key)?).filter(|cell| !cell.value.is_empty())
    }

    fn row(
        &self,
        row: &DataRow,
        is_ack: bool,
        book: &Book,
        today: Date,
        people: &mut BTreeMap<String, Person>,
        diags: &mut Diags,
    ) {
        let table = &self.table.path;
        let line = row.line;
        let shown = format!("{table}:{line}");
        let Some(name) = self.cell(row, "name") else {
            if self.at.contains_key("name") {
                diags.push(
                    Diag::error(Code::MISSING_KEY, row.span, words!("这一行没有姓名", "this row has no name"))
                        .row(shown),
                );
            }
            return;
        };
        let person = people.entry(name.value.clone()).or_default();
        if let Some(role) = self.cell(row, "role") {
            person.role.clone_from(&role.value);
        }
        if !is_ack {
            return;
        }
        let Some(chapter) = self.cell(row, "chapter") else {
            if self.at.contains_key("chapter") {
                diags.push(
                    Diag::error(Code::MISSING_KEY, row.span, words!("这一行没有章节", "this row has no chapter"))
                        .row(shown),
                );
            }
            return;
        };
        let Some((number, record)) = find(book, &chapter.value) else {
            let wrong = &chapter.value;
            let documents = || book.chapters.values().map(|c| &c.document);
            let titles = documents().map(|d| d.title.value.as_str());
            let titles = titles.chain(documents().filter_map(|d| d.code.as_ref()).map(|code| code.value.as_str()));
            let hint = nearest(wrong, titles);
            let form =
                hint.is_none().then(|| words!("写章节的标题或编号", "write the title or the number of a chapter"));
            diags.push(
                Diag::error(
                    Code::UNKNOWN_NAME,
                    chapter.span,
                    words!("没有“{wrong}”这一章", "there is no chapter “{wrong}”"),
                )
                .help(hint)
                .help(form)
                .row(shown),
            );
            return;
        };
        let Some(version) = self.cell(row, "version") else {
            if self.at.contains_key("version") {
                diags.push(
                    Diag::error(Code::MISSING_KEY, row.span, words!("这一行没有版本", "this row has no version"))
                        .row(shown),
                );
            }
            return;
        };
        let current = record.document.version.as_ref().map_or("", |v| v.value.as_str());
        let read = version.value.trim_start_matches(['v', 'V']).to_string();
        if compare(&read, current) == Ordering::Greater {
            diags.push(
                Diag::error(
                    Code::WRONG_VALUE,
                    version.span,
                    words!(
                        "版本 {read} 比现行的 {current} 还新",
                        "version {read} is newer than the {current} in force"
                    ),
                )
                .help(words!("核对这一行，或先更新手册", "look at the row again, or update the handbook first"))
                .row(shown.clone()),
            );
            return;
        }
        let day = self.cell(row, "date").and_then(|cell| {
            let day = date::parse_date_time(&cell.value).map(|at| at.date());
            let wrong = match day {
                None => Some(words!("日期读不懂", "this date cannot be read")),
                Some(day) if day > today => Some(words!("日期在今天之后", "this date is after today")),
                Some(_) => None,
            };
            if let Some(message) = wrong {
                diags.push(
                    Diag::warning(Code::WRONG_VALUE, cell.span, message)
                        .help(words!("写成 2026-12-01", "write 2026-12-01"))
                        .row(shown.clone()),
                );
            }
            day
        });
        let known = person.read.get(&number);
        let newer = known.is_none_or(|(old, _)| compare(&read, old) != Ordering::Less);
        if newer {
            person.read.insert(number, (read, day));
        }
    }
}

/// A chapter by its title, number, address or another name.
fn find<'a>(book: &'a Book, name: &str) -> Option<(usize, &'a Chapter)> {
    let wanted = name.trim().to_lowercase();
    book.chapters.values().enumerate().find(|(_, chapter)| {
        let document = &chapter.document;
        let names = document.code.iter().chain(&document.aliases).map(|n| n.value.as_str());
        names.chain([document.title.value.as_str(), document.slug.as_str()]).any(|n| n.to_lowercase() == wanted)
    })
}

/// By their numbers: 1.10 is newer than 1.9.
fn compare(a: &str, b: &str) -> Ordering {
    let parts = |text: &str| -> Vec<u64> {
        text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
    };
    let (mut a, mut b) = (parts(a), parts(b));
    let length = a.len().max(b.len());
    a.resize(length, 0);
    b.resize(length, 0);
    a.cmp(&b)
}

/// The chapters that are asked for: one, or all that are in force and have a version.
fn wanted<'a>(compiled: &'a Compiled, name: Option<&str>, lang: Lang) -> Result<Vec<(usize, &'a Chapter)>, u8> {
    let book = &compiled.book;
    let Some(name) = name else {
        let in_force = |chapter: &Chapter| {
            chapter.document.status.value == Status::Effective && chapter.document.version.is_some()
        };
        return Ok(book.chapters.values().enumerate().filter(|(_, chapter)| in_force(chapter)).collect());
    };
    match find(book, name) {
        Some(found) => Ok(vec![found]),
        None => {
            tell(words!("错误：没有“{name}”这一章\n", "error: there is no chapter “{name}”\n").get(lang));
            let titles = book.chapters.values().map(|c| c.document.title.value.as_str());
            if let Some(hint) = nearest(name, titles) {
                tell(&format!("  {}\n", hint.get(lang)));
            }
            Err(UNABLE)
        }
    }
}

#[derive(Serialize)]
struct Row {
    chapter: String,
    code: String,
    version: String,
    read: usize,
    older: Vec<Reading>,
    missing: Vec<Reading>,
}

#[derive(Serialize)]
struct Reading {
    name: String,
    role: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
}

fn rows(chapters: &[(usize, &Chapter)], people: &BTreeMap<String, Person>, book: &Book) -> Vec<Row> {
    chapters
        .iter()
        .map(|(number, chapter)| {
            let document = &chapter.document;
            let version = document.version.as_ref().map_or("", |v| v.value.as_str());
            let mut row = Row {
                chapter: document.title.value.clone(),
                code: document.code.as_ref().map(|code| code.value.clone()).unwrap_or_default(),
                version: version.to_string(),
                read: 0,
                older: Vec::new(),
                missing: Vec::new(),
            };
            for (name, person) in people {
                let reading = |version: &str, date: Option<Date>| Reading {
                    name: name.clone(),
                    role: person.role.clone(),
                    version: version.to_string(),
                    date: date.map(|date| date.to_string()),
                };
                match person.read.get(number) {
                    Some((read, _)) if compare(read, version) == Ordering::Equal => row.read += 1,
                    Some((read, date)) => row.older.push(reading(read, *date)),
                    // Whoever's role has nothing to do with the chapter need not read it.
                    None if concerns(chapter, &person.role, book) => row.missing.push(reading("", None)),
                    None => {}
                }
            }
            row
        })
        .collect()
}

fn concerns(chapter: &Chapter, role: &str, book: &Book) -> bool {
    chapter.roles.is_empty()
        || role.is_empty()
        || chapter.roles.iter().any(|id| {
            let known = &book.roles[*id];
            known.name.value == role || known.aliases.iter().any(|alias| alias.value == role)
        })
}

fn text(rows: &[Row], lang: Lang) -> String {
    let mut out = String::new();
    for Row { chapter, code, version, read, older, missing } in rows {
        let code = if code.is_empty() { String::new() } else { format!(" {code}") };
        let (old, none) = (older.len(), missing.len());
        out.push_str(
            words!(
                "{chapter}{code} {version}：已读 {read}，旧版 {old}，没读 {none}\n",
                "{chapter}{code} {version}: {read} read it, {old} an older version, {none} not\n"
            )
            .get(lang),
        );
        for Reading { name, role, version, date } in older {
            let (role, date) =
                (in_brackets(role, lang), date.as_ref().map(|date| format!(" {date}")).unwrap_or_default());
            out.push_str(
                words!("  旧版  {name}{role}  {version}{date}\n", "  older  {name}{role}  {version}{date}\n").get(lang),
            );
        }
        for Reading { name, role, .. } in missing {
            let role = in_brackets(role, lang);
            out.push_str(words!("  没读  {name}{role}\n", "  not    {name}{role}\n").get(lang));
        }
    }
    if rows.is_empty() {
        out.push_str(
            words!(
                "没有要确认的章节：生效并写了 version 的才算\n",
                "no chapter asks for it: those in force with a version do\n"
            )
            .get(lang),
        );
    }
    out
}

fn in_brackets(role: &str, lang: Lang) -> String {
    match (role.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!("（{role}）"),
        (false, Lang::En) => format!(" ({role})"),
    }
}

/// As a table for spreadsheets: with a byte order mark, and no cell that a spreadsheet would take for a formula.
fn table(rows: &[Row], lang: Lang) -> Vec<u8> {
    let mut out = String::from("\u{feff}");
    let mut line = |cells: [&str; 8]| {
        let cells: Vec<String> = cells.iter().map(|cell| safe(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    };
    let headings: [Words; 8] = [
        words!("章节", "chapter"),
        words!("编号", "code"),
        words!("现行版本", "version"),
        words!("姓名", "name"),
        words!("岗位", "role"),
        words!("情况", "state"),
        words!("读过的版本", "read"),
        words!("日期", "date"),
    ];
    line(headings.each_ref().map(|words| words.get(lang)));
    let states = (words!("旧版", "older"), words!("没读", "not read"));
    for row in rows {
        let all = row.older.iter().map(|r| (r, &states.0)).chain(row.missing.iter().map(|r| (r, &states.1)));
        for (reading, state) in all {
            let date = reading.date.as_deref().unwrap_or_default();
            line([
                &row.chapter,
                &row.code,
                &row.version,
                &reading.name,
                &reading.role,
                state.get(lang),
                &reading.version,
                date,
            ]);
        }
    }
    out.into_bytes()
}

fn safe(cell: &str) -> String {
    let cell = match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell.to_string(),
    };
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}
