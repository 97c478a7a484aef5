//! Tags: all of them, and what bears each.

use super::{Printer, frame::Head, places::PageId, views::LinkView};
use crate::base::diag::Diag;
use serde::Serialize;

#[derive(Debug, Serialize)]
struct TagView {
    name: String,
    records: Vec<LinkView>,
}

#[derive(Debug, Serialize)]
struct IndexView {
    tags: Vec<LinkView>,
}

pub fn page(printer: &Printer<'_>, root: &str, index: u32) -> Result<Vec<u8>, Diag> {
    let tag = &printer.places.tags[index as usize];
    let head = Head {
        title: tag.name.clone(),
        kind: "tag",
        crumbs: vec![
            printer.crumb(root, PageId::Home, printer.word("nav.home")),
            printer.crumb(root, PageId::Tags, printer.word("nav.tags")),
        ],
        ..Head::default()
    };
    let view = TagView { name: tag.name.clone(), records: printer.links(root, tag.records.iter().copied()) };
    printer.print(PageId::Tag(index), root, "tag.html", &head, view)
}

pub fn index(printer: &Printer<'_>, root: &str) -> Result<Vec<u8>, Diag> {
    let tags = printer.places.tags.iter().enumerate().map(|(at, tag)| LinkView {
        href: printer.page_href(root, PageId::Tag(at as u32)),
        text: tag.name.clone(),
        note: tag.records.len().to_string(),
        ..LinkView::default()
    });
    let head = Head {
        title: printer.word("nav.tags").to_string(),
        kind: "tags",
        crumbs: vec![printer.crumb(root, PageId::Home, printer.word("nav.home"))],
        ..Head::default()
    };
    printer.print(PageId::Tags, root, "tags.html", &head, IndexView { tags: tags.collect() })
}
