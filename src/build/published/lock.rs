//! `sopress.lock`: one paragraph for every address, readable, in a fixed order, so that two branches merge line by line.

use super::{FILE, Kind, Ledger};
use crate::{
    base::{
        date::Date,
        diag::Diags,
        span::{FileId, Span},
    },
    model::chapter::Audience,
    parse::{data, fields::Fields},
    source::Sources,
    words,
};
use std::{cell::RefCell, fmt::Write};

/// One act of publishing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The workspace's version at that time.
    pub version: String,
    pub date: Option<Date>,
}

/// One address and what stood there from release to release.
#[derive(Clone, Debug)]
pub struct Published {
    /// Its place in the file; none for what is new.
    pub span: Option<Span>,
    pub kind: Kind,
    pub title: String,
    /// `handbook/ru-qun/`, `handbook/ru-qun/#accept`, `q/store-001/`, `limit.group_size`.
    pub address: String,
    /// The widest audience for which it ever was published.
    pub audience: Audience,
    /// Oldest first; an entry for each release that changed it.
    pub history: Vec<State>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    pub release: String,
    /// The record's own version; empty when it has none.
    pub version: String,
    /// What its content is known by; `None` when it was gone.
    pub mark: Option<String>,
}

impl Published {
    pub fn last(&self) -> Option<&State> {
        self.history.last()
    }
}

/// Between the parts of a line of history.
const GAP: &str = " · ";

/// `None` where nothing was published yet.
pub fn read(sources: &Sources, diags: &mut Diags) -> Option<Ledger> {
    let file = sources.find(FILE)?;
    Some(ledger(file.text(), file.id, diags))
}

fn ledger(text: &str, file: FileId, diags: &mut Diags) -> Ledger {
    let entries = data::toml(text, file, 0, diags);
    let cell = RefCell::new(std::mem::take(diags));
    let fields = Fields::new(words!("发布记录", "the lock"), Span::file(file), entries, &cell);
    let read = fields.read(header);
    *diags = cell.into_inner();
    read
}

fn header(fields: &mut Fields<'_>) -> Ledger {
    let releases = fields
        .tables("release", words!("一次发布", "a release"), |f| Release {
            version: f.need_text("version").value,
            date: f.date("date").map(|date| date.value),
        })
        .into_iter()
        .map(|release| release.value)
        .collect();
    let published = fields
        .tables("record", words!("一条记录", "a record"), |f| {
            let kind = f.need().choice("kind", Kind::CHOICES)?.value;
            let title = f.need_text("title").value;
            let address = f.need_text("address").value;
            let audience = f.choice("audience", Audience::CHOICES).map(|a| a.value).unwrap_or_default();
            let history = f.texts("history").into_iter().map(|line| state(&line.value)).collect();
            Some(Published { span: Some(f.span()), kind, title, address, audience, history })
        })
        .into_iter()
        .filter_map(|record| record.value)
        .collect();
    Ledger { releases, published }
}

fn state(line: &str) -> State {
    let mut parts = line.split(GAP).map(str::trim);
    let mut next = || parts.next().filter(|part| *part != "-").unwrap_or_default().to_string();
    let (release, version, mark) = (next(), next(), next());
    State { release, version, mark: Some(mark).filter(|mark| !mark.is_empty()) }
}

pub fn write(ledger: &Ledger) -> String {
    let mut text = String::from(
        "# 发布过的网址和每份内容的指纹，由 sopress release 写成。和内容一起保存，不要手改；合并时两边都留下即可。\n",
    );
    for Release { version, date } in &ledger.releases {
        let _ = write!(text, "\n[[release]]\nversion = {}\n", quoted(version));
        if let Some(date) = date {
            let _ = writeln!(text, "date = {date}");
        }
    }
    for Published { kind, title, address, audience, history, .. } in &ledger.published {
        let _ = write!(
            text,
            "\n[[record]]\nkind = \"{}\"\ntitle = {}\naddress = {}\n",
            kind.id(),
            quoted(title),
            quoted(address)
        );
        match audience {
            Audience::Internal => {}
            Audience::Store => text.push_str("audience = \"store\"\n"),
            Audience::Public => text.push_str("audience = \"public\"\n"),
        }
        text.push_str("history = [\n");
        for State { release, version, mark } in history {
            let or_dash = |text: &str| if text.is_empty() { "-".to_string() } else { text.to_string() };
            let mark = mark.as_deref().unwrap_or_default();
            let line = format!("{}{GAP}{}{GAP}{}", or_dash(release), or_dash(version), or_dash(mark));
            let _ = writeln!(text, "  {},", quoted(&line));
        }
        text.push_str("]\n");
    }
    text
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.replace(['\n', '\r'], " ")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let ledger = Ledger {
            releases: vec![Release { version: "1.0.0".into(), date: crate::base::date::parse_date("2026-11-22") }],
            published: vec![Published {
                span: None,
                kind: Kind::Step,
                title: "他说“好”\\ \"x\"".into(),
                address: "handbook/a/#b".into(),
                audience: Audience::Store,
                history: vec![
                    State { release: "1.0.0".into(), version: String::new(), mark: Some("12ab".into()) },
                    State { release: "1.1.0".into(), version: String::new(), mark: None },
                ],
            }],
        };
        let mut diags = Diags::new();
        let again = super::ledger(&write(&ledger), FileId(0), &mut diags);
        assert!(diags.is_empty(), "{diags:?}");
        assert_eq!(again.releases, ledger.releases);
        assert_eq!(again.published[0].title, ledger.published[0].title);
        assert_eq!(again.published[0].audience, Audience::Store);
        assert_eq!(again.published[0].history, ledger.published[0].history);
        assert_eq!(write(&again), write(&ledger));
    }
}
