//! The book for other tools: `records.json` with every record, and `llms.txt`, a list of pages that a language model can read.
//!
//! Both hold what the pages of this audience say, and nothing else. Fields of `records.json`: `format` (1), `title`, `about`, `version`,
//! `audience`, `records`; of each record `kind`, `title`, `path` (below the site), `aliases`, `roles`, `fields` (typed facts, by kind) and
//! `sections` (`anchor`, `heading`, `text`). `fields` of a chapter: `code`, `version`, `status`, `effective_from`, `review_by`; of a
//! campaign: `mechanic`, `start`, `end`; of a KPI: `number`, `formula`, `unit`, `direction`. An empty value is left out.

use crate::{
    base::lang::Lang,
    model::{Book, Record, chapter::Audience, kpi, text::RecordKind},
};
use serde_json::{Map, Value, json};

/// A page of the site as its readers see it.
#[derive(Clone, Debug)]
pub struct Page {
    pub record: Option<Record>,
    pub kind: RecordKind,
    pub title: String,
    /// Below the site, with a slash at its end.
    pub path: String,
    pub summary: String,
    pub aliases: Vec<String>,
    pub roles: Vec<String>,
    pub sections: Vec<Section>,
}

#[derive(Clone, Debug, Default)]
pub struct Section {
    pub anchor: String,
    pub heading: String,
    pub text: String,
}

/// The same bytes for the same book; keys in the order of the alphabet.
pub fn json(book: &Book, audience: Audience, pages: &[Page]) -> String {
    let records: Vec<Value> = pages.iter().map(|page| record(book, page)).collect();
    let site = &book.site;
    let mut all = lean(&[("title", &site.title), ("about", &site.about), ("version", &site.version)]);
    let named = Audience::CHOICES.iter().find(|(_, one)| *one == audience).map_or("", |(names, _)| names[0]);
    all.insert("audience".to_string(), json!(named));
    all.insert("format".to_string(), json!(1));
    all.insert("records".to_string(), Value::Array(records));
    let mut out = serde_json::to_string_pretty(&all).expect("plain data");
    out.push('\n');
    out
}

fn record(book: &Book, page: &Page) -> Value {
    let mut out =
        lean(&[("kind", page.kind.en()), ("title", &page.title), ("path", &page.path), ("summary", &page.summary)]);
    for (key, list) in [("aliases", &page.aliases), ("roles", &page.roles)] {
        let list: Vec<&String> = list.iter().filter(|text| !text.is_empty()).collect();
        if !list.is_empty() {
            out.insert(key.to_string(), json!(list));
        }
    }
    let fields = page.record.map(|record| fields(book, record)).unwrap_or_default();
    if !fields.is_empty() {
        out.insert("fields".to_string(), Value::Object(fields));
    }
    let sections = page.sections.iter().map(|section| {
        lean(&[("anchor", &section.anchor), ("heading", &section.heading), ("text", section.text.trim())])
    });
    let sections: Vec<Map<String, Value>> = sections.filter(|section| !section.is_empty()).collect();
    if !sections.is_empty() {
        out.insert("sections".to_string(), json!(sections));
    }
    Value::Object(out)
}

/// Only facts of the record itself: what it refers to may be for a narrower audience.
fn fields(book: &Book, record: Record) -> Map<String, Value> {
    let text = |value: Option<String>| value.unwrap_or_default();
    match record {
        Record::Chapter(id) => {
            let document = &book.chapters[id].document;
            lean(&[
                ("code", &text(document.code.as_ref().map(|c| c.value.clone()))),
                ("version", &text(document.version.as_ref().map(|v| v.value.clone()))),
                ("status", document.status.value.key()),
                ("effective_from", &text(document.effective_from.as_ref().map(|d| d.value.to_string()))),
                ("review_by", &text(document.review_by.as_ref().map(|d| d.value.to_string()))),
            ])
        }
        Record::Library(id) => {
            let head = &book.libraries[id].head;
            lean(&[("category", &head.category.value), ("status", head.status.value.key())])
        }
        Record::Campaign(id) => {
            let campaign = &book.campaigns[id];
            lean(&[
                ("mechanic", campaign.mechanic.as_ref().map_or("", |m| m.kind().name())),
                ("start", &text(campaign.head.start.as_ref().map(|d| d.value.to_string()))),
                ("end", &text(campaign.head.end.as_ref().map(|d| d.value.to_string()))),
            ])
        }
        Record::Kpi(id) => {
            let head = &book.kpis[id].head;
            let direction = kpi::Direction::CHOICES.iter().find(|(_, one)| *one == head.direction);
            lean(&[
                ("number", &text(head.number.as_ref().map(|n| n.value.clone()))),
                ("formula", &head.formula_text.value),
                (
                    "unit",
                    kpi::Unit::CHOICES.iter().find(|(_, unit)| *unit == head.unit).map_or("", |(names, _)| names[0]),
                ),
                ("direction", direction.map_or("", |(names, _)| names[0])),
            ])
        }
        _ => Map::new(),
    }
}

/// Without what is empty.
fn lean(pairs: &[(&str, &str)]) -> Map<String, Value> {
    pairs.iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (key.to_string(), json!(value))).collect()
}

/// The pages by kind, each with its address and one sentence, in the form of llmstxt.org.
pub fn llms(book: &Book, pages: &[Page]) -> String {
    let site = &book.site;
    let base = site.base_url.value.trim_end_matches('/');
    let mut out = format!("# {}\n", one_line(&site.title));
    if !site.about.is_empty() {
        out.push_str(&format!("\n> {}\n", one_line(&site.about)));
    }
    let more = match site.lang {
        Lang::Zh => "下面列出每一页；records.json 是同样内容的结构化版本。",
        Lang::En => "Every page is listed below; records.json holds the same as data.",
    };
    out.push_str(&format!("\n{more}\n"));
    let mut kinds: Vec<RecordKind> = Vec::new();
    for page in pages {
        if !kinds.contains(&page.kind) {
            kinds.push(page.kind);
        }
    }
    for kind in kinds {
        let name = if site.lang == Lang::Zh { kind.zh() } else { kind.en() };
        out.push_str(&format!("\n## {name}\n\n"));
        for page in pages.iter().filter(|page| page.kind == kind) {
            let title = one_line(&page.title).replace(['[', ']'], " ");
            let address = if base.is_empty() { page.path.clone() } else { format!("{base}/{}", page.path) };
            let address = if address.is_empty() { "./".to_string() } else { address };
            out.push_str(&format!("- [{title}]({address})"));
            let summary = one_line(&page.summary);
            out.push_str(&if summary.is_empty() { "\n".to_string() } else { format!(": {summary}\n") });
        }
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
