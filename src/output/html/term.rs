//! The glossary: every term with its meaning, and the limits that the team works by.

use super::{Printer, frame::Head, places::PageId};
use crate::{base::diag::Diag, model::Record};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct TermsView {
    terms: Vec<TermView>,
    limits: Vec<LimitView>,
}

#[derive(Debug, Serialize)]
struct TermView {
    anchor: String,
    name: String,
    other_name: String,
    aliases: String,
    meaning: String,
}

#[derive(Debug, Serialize)]
struct LimitView {
    name: String,
    value: u32,
    unit: String,
    source: String,
    checked_on: String,
    sure: String,
    note: String,
}

pub fn page(printer: &Printer<'_>, root: &str) -> Result<Vec<u8>, Diag> {
    let book = printer.press.book;
    let terms = book.terms.iter().map(|(id, term)| {
        let name = printer.name(Record::Term(id));
        TermView {
            anchor: term.slug.clone(),
            other_name: if name == term.name.value { term.en.clone() } else { term.name.value.clone() },
            name: name.to_string(),
            aliases: term.aliases.iter().map(|a| a.value.as_str()).collect::<Vec<_>>().join("、"),
            meaning: term.meaning.clone(),
        }
    });
    let limits = book.limits.values().map(|limit| LimitView {
        name: limit.name.clone(),
        value: limit.value.value,
        unit: limit.unit.clone(),
        source: limit.source.clone(),
        checked_on: limit.checked_on.map_or_else(String::new, |d| d.to_string()),
        sure: printer.word(super::kpi::sureness(limit.sure)).to_string(),
        note: limit.note.clone(),
    });
    let head = Head {
        title: printer.word("nav.terms").to_string(),
        about: printer.word("terms.about").to_string(),
        kind: "terms",
        crumbs: vec![printer.crumb(root, PageId::Home, printer.word("nav.home"))],
        ..Head::default()
    };
    let view = TermsView { terms: terms.collect(), limits: limits.collect() };
    printer.print(PageId::Terms, root, "terms.html", &head, view)
}
