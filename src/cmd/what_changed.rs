//! `sopress what-changed`: every record that is not what it was at a release, with the words of its changelog.

use super::{Opened, Terminal, UNABLE, WRONG, open, say, tell, threads};
use crate::{
    base::{diag::Diags, lang::Lang, span::Span},
    build::{
        compile::Compiled,
        published::{self, Change, Ledger, Release, What},
    },
    cli::Common,
    model::chapter,
    report, words,
};
use serde::Serialize;
use std::collections::HashMap;

pub fn run(common: &Common, wanted: Option<&str>, json: bool, terminal: &Terminal) -> u8 {
    threads(None);
    let Opened { compiled, lang, .. } = match open(common, terminal, terminal.today(None)) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let mut faults = Diags::new();
    let ledger = published::read(&compiled.sources, &mut faults).unwrap_or_default();
    if faults.has_errors() {
        tell(&report::print(&faults.sorted(), &compiled.sources, terminal.style(common, lang)));
        return WRONG;
    }
    let Some((number, release)) = published::since(&ledger, wanted) else { return unknown(&ledger, wanted, lang) };
    let present = published::present(&compiled.book, &compiled.sources);
    let changes = published::changes(&ledger, number, &present);
    let rows = rows(&changes, release, &compiled, lang);
    if json {
        let version = &compiled.book.site.version;
        let report = serde_json::json!({
            "since": { "version": release.version, "date": release.date.map(|date| date.to_string()) },
            "version": version,
            "changes": rows,
        });
        say(&format!("{}\n", serde_json::to_string_pretty(&report).expect("texts always make JSON")));
    } else {
        say(&text(&rows, release, lang));
    }
    0
}

#[derive(Serialize)]
struct Row {
    change: &'static str,
    kind: &'static str,
    #[serde(skip)]
    label: String,
    title: String,
    address: String,
    /// The record's own versions; for a limit its values.
    #[serde(skip_serializing_if = "String::is_empty")]
    from: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    to: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    changelog: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    version: String,
    date: Option<String>,
    what: String,
    why: String,
}

fn rows(changes: &[Change<'_>], release: &Release, compiled: &Compiled, lang: Lang) -> Vec<Row> {
    let chapters: HashMap<Span, &chapter::Chapter> =
        compiled.book.chapters.values().map(|chapter| (chapter.document.title.span, chapter)).collect();
    changes
        .iter()
        .map(|change| {
            let chapter = change.now.and_then(|now| chapters.get(&now.span));
            let changelog = chapter.into_iter().flat_map(|chapter| &chapter.document.changelog).map(|c| &c.value);
            let place = change.now.map(|now| compiled.sources.place(now.span));
            let (from, to) = match change.kind {
                // A number says more than any version.
                published::Kind::Limit => {
                    (change.before.and_then(|s| s.mark.clone()), change.now.map(|now| now.mark.clone()))
                }
                _ => (change.before.map(|s| s.version.clone()), change.now.map(|now| now.version.clone())),
            };
            Row {
                change: match change.what {
                    What::Added => "added",
                    What::Changed => "changed",
                    What::Removed => "removed",
                },
                kind: change.kind.id(),
                label: change.kind.label().get(lang).to_string(),
                title: change.title.to_string(),
                address: change.address.to_string(),
                from: from.unwrap_or_default(),
                to: to.unwrap_or_default(),
                file: place.map(|place| place.path.to_string()),
                line: place.map(|place| place.line),
                changelog: published::news(change, release, changelog)
                    .into_iter()
                    .map(|entry| Entry {
                        version: entry.version.clone(),
                        date: entry.date.map(|date| date.to_string()),
                        what: entry.what.clone(),
                        why: entry.why.clone(),
                    })
                    .collect(),
            }
        })
        .collect()
}

fn text(rows: &[Row], release: &Release, lang: Lang) -> String {
    let version = &release.version;
    let date = match (release.date, lang) {
        (Some(date), Lang::Zh) => format!("（{date}）"),
        (Some(date), Lang::En) => format!(" ({date})"),
        (None, Lang::Zh) => " ".to_string(),
        (None, Lang::En) => String::new(),
    };
    if rows.is_empty() {
        return words!("和 {version}{date}一样\n", "the same as {version}{date}\n").get(lang).to_string();
    }
    let count = rows.len();
    let mut out =
        words!("自 {version}{date}以来 {count} 处\n", "{count} since {version}{date}\n").get(lang).to_string();
    for row in rows {
        let mark = match (row.change, lang) {
            ("added", Lang::Zh) => "新",
            ("removed", Lang::Zh) => "去",
            (_, Lang::Zh) => "改",
            ("added", Lang::En) => "new ",
            ("removed", Lang::En) => "gone",
            (_, Lang::En) => "mod ",
        };
        let versions = match (row.from.is_empty(), row.to.is_empty()) {
            (false, false) if row.from != row.to => format!("  {} → {}", row.from, row.to),
            (false, false) if row.change == "changed" => {
                let version = &row.to;
                words!("  {version}（版本没有升）", "  {version} (version not raised)").get(lang).to_string()
            }
            (_, false) => format!("  {}", row.to),
            _ => String::new(),
        };
        let place = match (&row.file, row.line) {
            (Some(file), Some(line)) => format!("{file}:{line}"),
            _ => row.address.clone(),
        };
        out.push_str(&format!("{mark} {} {}{versions}  {place}\n", row.label, row.title));
        for Entry { date, what, why, .. } in &row.changelog {
            let date = date.as_ref().map(|date| format!("{date} ")).unwrap_or_default();
            let why = match (why.is_empty(), lang) {
                (true, _) => String::new(),
                (false, Lang::Zh) => format!("（{why}）"),
                (false, Lang::En) => format!(" ({why})"),
            };
            out.push_str(&format!("     {date}{what}{why}\n"));
        }
    }
    out
}

fn unknown(ledger: &Ledger, wanted: Option<&str>, lang: Lang) -> u8 {
    let (Some(wanted), false) = (wanted, ledger.releases.is_empty()) else {
        tell(
            words!(
                "错误：还没有记过任何一版\n  运行 sopress release 记下现在的样子，以后就能比较\n",
                "error: no release was noted yet\n  run sopress release to note what is there, and compare with it later\n"
            )
            .get(lang),
        );
        return UNABLE;
    };
    let all: Vec<&str> = ledger.releases.iter().map(|release| release.version.as_str()).collect();
    let all = all.join("、");
    tell(
        words!(
            "错误：没有 {wanted} 这一版\n  有：{all}\n",
            "error: there is no release {wanted}\n  there are: {all}\n"
        )
        .get(lang),
    );
    UNABLE
}
