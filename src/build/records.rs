//! The pages of an audience for `records.json` and `llms.txt`: their words as the search has them, so that nothing else can get out.

use crate::{
    model::{Book, Record, chapter::Audience},
    output::{
        html::{self, PageId, Places},
        record::{Page, Section},
    },
};

pub fn pages(book: &Book, audience: Audience) -> Vec<Page> {
    let places = Places::new(book, audience);
    let page = |page: PageId| {
        let path = places.path(page)?;
        let text = html::search_text(book, audience, page)?;
        let (record, summary) = record(book, page);
        let sections = text.sections.into_iter();
        Some(Page {
            record,
            kind: text.kind,
            title: text.title,
            path: path.as_str().trim_end_matches("index.html").to_string(),
            summary,
            aliases: text.aliases,
            roles: text.roles,
            sections: sections.map(|s| Section { anchor: s.anchor, heading: s.heading, text: s.text }).collect(),
        })
    };
    places.pages(book).into_iter().filter_map(page).collect()
}

/// What a page is about, and its one sentence.
fn record(book: &Book, page: PageId) -> (Option<Record>, String) {
    match page {
        PageId::Chapter(id) => (Some(Record::Chapter(id)), book.chapters[id].document.summary.clone()),
        PageId::Library(id) => (Some(Record::Library(id)), book.libraries[id].head.summary.clone()),
        PageId::Campaign(id) => (Some(Record::Campaign(id)), book.campaigns[id].head.summary.clone()),
        PageId::Kpi(id) => (Some(Record::Kpi(id)), book.kpis[id].head.formula_text.value.clone()),
        PageId::Print(id) => (Some(Record::Print(id)), book.prints[id].head.about.clone()),
        PageId::Role(id) => (Some(Record::Role(id)), book.roles[id].duty.clone()),
        _ => (None, String::new()),
    }
}
