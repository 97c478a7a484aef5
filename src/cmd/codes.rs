//! `sopress codes`: the live codes as a list, what is wrong with them, and their pictures.

use super::{Opened, Terminal, UNABLE, WRONG, open, say, tell, threads};
use crate::{
    base::{
        code::Code,
        date::Date,
        diag::{Diag, Severity},
        han,
        lang::{Lang, Words},
        span::{FileId, Span},
        system::why,
    },
    build::compile::Compiled,
    cli::{Codes, CodesWhat, Common},
    model::{
        code::{DestinationKind, LiveCode},
        text::RecordKind,
    },
    output::{html, print::picture},
    report::{self, Format},
    words,
};
use serde::Serialize;
use std::{
    collections::BTreeSet,
    fs, io,
    io::{Cursor, Write},
    path::Path,
};

/// Dots of an exported picture: a hand's breadth at 300 dpi.
const SIDE: usize = 1000;

pub fn run(common: &Common, options: &Codes, terminal: &Terminal) -> u8 {
    threads(None);
    let today = terminal.today(options.today);
    let Opened { root, compiled, lang } = match open(common, terminal, today) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let rows: Vec<Row> = compiled.book.codes.values().map(|code| row(&compiled, code, today)).collect();
    match options.what {
        CodesWhat::List => {
            say(&if options.json { json(&rows) } else { table(&rows, lang) });
            0
        }
        CodesWhat::Check => check(common, options, &compiled, &rows, terminal, lang),
        CodesWhat::Export => {
            let out = options.out.clone().unwrap_or_else(|| root.join("exports/codes"));
            match export(&rows, &out) {
                Ok(()) => {
                    let (count, out) = (rows.len(), out.display());
                    if options.json {
                        say(&json(&rows));
                    }
                    if !common.quiet {
                        tell(
                            words!(
                                "{count} 个活码：{out}（codes.csv 清单，codes.zip 每个码的 PNG 和 SVG）\n",
                                "{count} codes: {out} (codes.csv is the list, codes.zip has a PNG and SVG of each)\n"
                            )
                            .get(lang),
                        );
                    }
                    0
                }
                Err(error) => {
                    let (out, (zh, en)) = (out.display(), why(&error));
                    tell(words!("错误：{out} 写不了：{zh}\n", "error: {out} cannot be written: {en}\n").get(lang));
                    UNABLE
                }
            }
        }
    }
}

/// One code, as it stands on a day.
#[derive(Debug, Serialize)]
struct Row {
    id: String,
    title: String,
    /// What the printed code holds, for ever.
    address: String,
    state: &'static str,
    /// Where it leads today.
    leads: Option<String>,
    kind: Option<&'static str>,
    /// What the page says to customers there, where the table says it.
    caption: Option<String>,
    /// What the team noted about it.
    note: Option<String>,
    /// The last day on which it leads anywhere.
    until: Option<String>,
    destinations: usize,
    /// Prints that carry it, and how many pieces of them.
    prints: Vec<String>,
    pieces: usize,
    #[serde(skip)]
    words: Words,
}

fn row(compiled: &Compiled, code: &LiveCode, today: Date) -> Row {
    let book = &compiled.book;
    let leads = code.leads(today);
    let until = code.last_day();
    let (state, words) = match (leads, until) {
        (Some(_), Some(end)) if (end - today).get_days() <= 7 => ("soon", words!("快到期", "ends soon")),
        (Some(_), _) => ("open", words!("可用", "works")),
        (None, Some(end)) if end < today => ("expired", words!("已过期", "expired")),
        (None, _) if code.destinations.iter().any(|destination| destination.is_full()) => {
            ("full", words!("已满", "full"))
        }
        (None, _) => ("closed", words!("未开放", "not open")),
    };
    let mut prints = Vec::new();
    let mut pieces = 0;
    for print in book.prints.values() {
        let own =
            |piece: &&crate::model::print::Piece| piece.code.is_some_and(|id| book.codes[id].id.value == code.id.value);
        let count = print.pieces.iter().filter(own).count();
        if count > 0 {
            prints.push(print.head.title.value.clone());
            pieces += count;
        }
    }
    let noted = leads.or(code.destinations.first());
    Row {
        id: code.id.value.clone(),
        title: code.title.clone(),
        address: format!("{}/q/{}/", book.site.base_url.value, code.id.value),
        state,
        leads: leads.map(|destination| destination.target.value.clone()),
        kind: leads.map(|destination| kind(destination.kind.value)),
        caption: leads.and_then(|destination| destination.caption.as_ref()).map(|caption| caption.value.clone()),
        note: noted.map(|destination| destination.note.clone()).filter(|note| !note.is_empty()),
        until: until.map(|day| day.to_string()),
        destinations: code.destinations.len(),
        prints,
        pieces,
        words,
    }
}

fn kind(kind: DestinationKind) -> &'static str {
    match kind {
        DestinationKind::Group => "group",
        DestinationKind::Contact => "contact",
        DestinationKind::MiniProgram => "mini_program",
        DestinationKind::Url => "url",
    }
}

fn json(rows: &[Row]) -> String {
    let mut text = serde_json::to_string_pretty(rows).expect("texts and numbers always make JSON");
    text.push('\n');
    text
}

/// Columns that line up in a terminal, where a Chinese character is two wide.
fn table(rows: &[Row], lang: Lang) -> String {
    if rows.is_empty() {
        return words!(
            "没有活码：写在 content/data/codes.csv 里\n",
            "no live codes: they stand in content/data/codes.csv\n"
        )
        .get(lang)
        .to_string();
    }
    let head = words!("编号|名称|状态|到期|今天的去处|物料|备注", "id|title|state|ends|leads to|prints|note");
    let mut lines: Vec<Vec<String>> = vec![head.get(lang).split('|').map(str::to_string).collect()];
    lines.extend(rows.iter().map(|row| {
        vec![
            row.id.clone(),
            row.title.clone(),
            row.words.get(lang).to_string(),
            row.until.clone().unwrap_or_else(|| "—".to_string()),
            row.leads.clone().unwrap_or_else(|| "—".to_string()),
            if row.prints.is_empty() {
                "—".to_string()
            } else {
                format!("{} ×{}", row.prints.join("、"), row.pieces)
            },
            row.note.clone().unwrap_or_else(|| "—".to_string()),
        ]
    }));
    let wide = |text: &str| -> usize { text.chars().map(|c| if han::is_wide(c) { 2 } else { 1 }).sum() };
    let columns = lines[0].len();
    let widths: Vec<usize> =
        (0..columns).map(|column| lines.iter().map(|line| wide(&line[column])).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for line in &lines {
        let mut text = String::new();
        for (column, cell) in line.iter().enumerate() {
            text.push_str(cell);
            text.push_str(&" ".repeat(widths[column] - wide(cell) + 2));
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
    out
}

/// What the rules say about codes, and how many there are.
fn check(common: &Common, options: &Codes, compiled: &Compiled, rows: &[Row], terminal: &Terminal, lang: Lang) -> u8 {
    let shown: BTreeSet<FileId> =
        html::code_pictures(&compiled.book).into_iter().map(|(id, _)| compiled.book.assets[id].file).collect();
    // A print or a store that names a code which is not there.
    let of_codes = format!("的{}", RecordKind::Code.zh());
    let about = |diag: &&Diag| {
        let id = diag.code.id();
        id.starts_with("CDE-")
            || ["WX-007", Code::GONE_CODE.id()].contains(&id)
            || diag.code == Code::UNKNOWN_NAME && diag.message.zh.ends_with(&of_codes)
            || diag.span.is_some_and(|span| {
                let path = compiled.sources.path(span.file);
                path.ends_with("data/codes.csv") || shown.contains(&span.file) || leads_on(compiled, span)
            })
    };
    let list: Vec<Diag> = compiled.diags.clone().sorted().iter().filter(about).cloned().collect();
    let gone = list.iter().filter(|diag| diag.code == Code::GONE_CODE).count();
    let mut style = terminal.style(common, lang);
    if options.json {
        style.format = Format::Json;
    }
    say(&report::print(&list, &compiled.sources, style));
    if style.format == Format::Full && !common.quiet {
        let count = |state: &str| rows.iter().filter(|row| row.state == state).count();
        let (all, open, soon) = (rows.len(), count("open"), count("soon"));
        let dead = all - open - soon;
        tell(
            words!(
                "{all} 个活码：{open} 个可用，{soon} 个快到期，{dead} 个今天没有去处",
                "{all} codes: {open} work, {soon} end soon, {dead} lead nowhere today"
            )
            .get(lang),
        );
        if gone > 0 {
            tell(words!("；印出去的另有 {gone} 个不见了", "; {gone} more that were printed are gone").get(lang));
        }
        tell("\n");
    }
    if list.iter().any(|diag| diag.severity == Severity::Error) { WRONG } else { 0 }
}

/// Whether it is about a line of `[redirects]` that leads a printed code on.
fn leads_on(compiled: &Compiled, span: Span) -> bool {
    let of_code = |address: &str| address.trim_start_matches('/').starts_with("q/");
    compiled.book.site.redirects.iter().any(|(from, to)| (from.span == span || to.span == span) && of_code(&from.value))
}

fn export(rows: &[Row], out: &Path) -> io::Result<()> {
    fs::create_dir_all(out)?;
    let mut table =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    let plain = |cell: &str| if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.to_string() };
    table.write_record(["id", "title", "short", "address", "state", "until", "leads", "prints", "pieces"])?;
    for row in rows {
        table.write_record([
            &row.id,
            &plain(&row.title),
            &row.id.to_uppercase(),
            &row.address,
            row.state,
            row.until.as_deref().unwrap_or(""),
            &plain(row.leads.as_deref().unwrap_or("")),
            &plain(&row.prints.join("、")),
            &row.pieces.to_string(),
        ])?;
    }
    let list = table.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    for row in rows {
        let pictures = picture::png(&row.address, SIDE).zip(picture::svg(&row.address));
        let Some((png, svg)) = pictures else { return Err(io::Error::other(row.address.clone())) };
        for (ending, bytes) in [("png", png), ("svg", svg.into_bytes())] {
            zip.start_file(format!("{}.{ending}", row.id), stored).map_err(io::Error::other)?;
            zip.write_all(&bytes)?;
        }
    }
    let zip = zip.finish().map_err(io::Error::other)?.into_inner();
    whole(&out.join("codes.csv"), &list)?;
    whole(&out.join("codes.zip"), &zip)
}

/// Replaced in one step, so that nobody reads half a list.
fn whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let staging = path.with_extension("part");
    fs::write(&staging, bytes)?;
    fs::rename(&staging, path)
}
