//! What a fuzzer does with any bytes: reads them as each kind of source, and holds the reader to what it promises.

use sopress::{
    base::{
        date::parse_date,
        diag::{Diag, Diags},
        exact::Exact,
        lang::Lang,
        span::{FileId, Span},
    },
    check, cmd,
    model::{Book, formula},
    parse::{self, csv, front, markdown},
    report::{self, Format, Style},
    resolve,
    source::{SourceFile, Sources},
};

pub type Target = fn(&[u8]);

/// Every target by its name.
pub const ALL: &[(&str, Target)] = &[
    ("front", front),
    ("markdown", markdown),
    ("formula", formula),
    ("csv", csv),
    ("kit", kit),
    ("kpi", kpi),
    ("campaign", campaign),
    ("wording", wording),
    ("request", request),
];

const SITE: (&str, &str) = ("sopress.toml", "title = \"手册\"\n");
const KPI: &str = "+++\nname = \"成团率\"\nformula = \"成团数 ÷ 开团数\"\nunit = \"%\"\n\
[[inputs]]\nname = \"成团数\"\nunit = \"个\"\nfrom = \"后台\"\n[[inputs]]\nname = \"开团数\"\nunit = \"个\"\nfrom = \"后台\"\n+++\n\n怎么读。\n";

/// The header of a page and what follows it.
pub fn front(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        let mut diags = Diags::new();
        let front = front::split(text, FileId(0), &mut diags);
        assert!(text.is_char_boundary(front.body), "the text begins within a character");
        hold(text, &diags);
    }
    workspace("content/handbook/a.md", data);
}

/// The text of a page, and the same as messages.
pub fn markdown(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for breaks in [markdown::Breaks::Flow, markdown::Breaks::Kept] {
        let mut diags = Diags::new();
        markdown::part(text, 0..text.len(), FileId(0), breaks, &mut diags);
        hold(text, &diags);
    }
    workspace("content/handbook/a.md", format!("+++\ntitle = \"页\"\n+++\n{text}").as_bytes());
}

/// A formula: what can be read can be printed in both languages, as a spreadsheet's, and read again.
pub fn formula(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut diags = Diags::new();
    let read = formula::parse(text, Span::new(FileId(0), 0, text.len()), &mut diags);
    hold(text, &diags);
    let Some(formula) = read else {
        assert!(diags.has_errors(), "a formula that cannot be read is told");
        return;
    };
    let cell = |_: &str| formula::Cell { at: "A1".to_string(), typed: false };
    assert!(formula.to_excel(&cell).is_some(), "what is read fits in a cell");
    let value = formula.eval(&|name| Some(Exact::int(name.len() as i64 % 7)));
    for lang in [Lang::Zh, Lang::En] {
        let plain = formula.to_plain(lang);
        let again = formula::parse(&plain, Span::new(FileId(0), 0, plain.len()), &mut Diags::new());
        // What is printed may be longer than what was typed, and too long.
        if let Some(again) = again {
            let same = again.eval(&|name| Some(Exact::int(name.len() as i64 % 7)));
            assert_eq!(value, same, "{text} is not {plain}");
        }
    }
}

/// A table of a writer's own.
pub fn csv(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        let (table, diags) = csv::data(text, FileId(0), "data/a.csv");
        hold(text, &diags);
        for cell in table.columns.iter().cloned().chain(table.rows.iter().flat_map(|row| row.cells)) {
            inside(text, cell.span);
        }
    }
    workspace("content/data/a.csv", data);
}

/// The header of a print template.
pub fn kit(data: &[u8]) {
    workspace("kits/a/kit.toml", data);
}

/// Figures that a team fills in: a workbook when it looks like one, else a table.
pub fn kpi(data: &[u8]) {
    let ending = if data.starts_with(b"PK") { "xlsx" } else { "csv" };
    workspace(&format!("content/data/kpi/店/a.{ending}"), data);
}

/// A campaign with its sums and all that is checked about it.
pub fn campaign(data: &[u8]) {
    checked("content/campaigns/a.md", data);
}

/// Messages, which the rules about wording read.
pub fn wording(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let head = "+++\ntitle = \"话术\"\ncategory = \"欢迎\"\nchannels = [\"group\", \"sms\", \"moments\"]\n+++\n\n## 一条 {#a}\n\n";
    checked("content/scripts/a.md", format!("{head}{text}").as_bytes());
}

/// A request to the preview: whatever is sent, only what can be an output is looked up.
pub fn request(data: &[u8]) {
    let mut sent = data.to_vec();
    if !data.starts_with(b"GET ") && !data.starts_with(b"HEAD ") {
        sent = [b"GET ", data, b" HTTP/1.1\r\nHost: localhost:8017\r\n\r\n"].concat();
    }
    if let Some(path) = cmd::asked(&sent) {
        assert!(path.is_ascii() && !path.starts_with('/') && !path.contains(['\\', ':', '%', '\0']), "{path}");
        assert!(path.split('/').all(|part| !part.is_empty() && !part.starts_with('.')), "{path}");
    }
}

/// One file in a small workspace, as far as it is understood, and told in every way. What is checked takes no part: it
/// takes many times as long as the rest.
fn workspace(path: &str, bytes: &[u8]) {
    compiled(path, bytes, |_, _| {});
}

/// The same, with all that is checked.
fn checked(path: &str, bytes: &[u8]) {
    let today = parse_date("2026-05-01").expect("a day");
    compiled(path, bytes, |book, diags| check::check(book, today, diags));
}

fn compiled(path: &str, bytes: &[u8], then: impl FnOnce(&Book, &mut Diags)) {
    let sources = Sources::from_texts([SITE, ("content/kpis/k.md", KPI)]).with(path, bytes.to_vec());
    let mut diags = Diags::new();
    diags.extend(sources.files().iter().flat_map(SourceFile::problems));
    let manuscript = parse::parse(&sources, &mut diags);
    let book = resolve::resolve(manuscript, &|file| sources.path(file).to_string(), &mut diags);
    then(&book, &mut diags);
    let diags: Vec<Diag> = diags.sorted();
    for (format, lang) in [(Format::Full, Lang::Zh), (Format::Full, Lang::En), (Format::Json, Lang::En)] {
        report::print(&diags, &sources, Style { format, lang, color: false, width: 100 });
    }
}

/// Whatever is told has its place in the text.
fn hold(text: &str, diags: &Diags) {
    for diag in diags.iter() {
        diag.span.into_iter().chain(diag.labels.iter().map(|(span, _)| *span)).for_each(|span| inside(text, span));
    }
}

fn inside(text: &str, span: Span) {
    let (start, end) = (span.start as usize, span.end as usize);
    assert!(text.get(start..end).is_some(), "{start}..{end} is no part of the text");
}
