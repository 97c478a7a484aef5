//! The page of search results, and the page for an address that leads nowhere; both are filled by the search script.

use super::{
    Printer,
    frame::Head,
    places::PageId,
    views::{ChipView, LinkView},
};
use crate::base::diag::Diag;
use serde::Serialize;

#[derive(Debug, Serialize)]
struct SearchView {
    /// Of the page for lost addresses: the script that finds the site's root.
    finds_root: String,
    kinds: Vec<&'static str>,
    roles: Vec<ChipView>,
    parts: Vec<LinkView>,
}

fn view(printer: &Printer<'_>, root: &str) -> SearchView {
    let roles: Vec<_> = printer.press.book.roles.iter().map(|(id, _)| id).collect();
    let page = |(target, key): &(PageId, &'static str)| LinkView {
        href: printer.page_href(root, *target),
        text: printer.word(key).to_string(),
        ..LinkView::default()
    };
    SearchView {
        finds_root: String::new(),
        kinds: vec!["chapter", "script", "campaign", "kpi", "print", "role", "term"],
        roles: printer.chips(root, &roles),
        parts: printer.common.tabs.iter().chain(&printer.common.more).map(page).collect(),
    }
}

pub fn page(printer: &Printer<'_>, root: &str) -> Result<Vec<u8>, Diag> {
    let head = Head {
        title: printer.word("nav.search").to_string(),
        kind: "search",
        crumbs: vec![printer.crumb(root, PageId::Home, printer.word("nav.home"))],
        ..Head::default()
    };
    printer.print(PageId::Search, root, "search.html", &head, view(printer, root))
}

pub fn not_found(printer: &Printer<'_>, root: &str) -> Result<Vec<u8>, Diag> {
    let head = Head { title: printer.word("missing.title").to_string(), kind: "missing", ..Head::default() };
    let mut view = view(printer, root);
    view.finds_root = printer.files.extra_text("lost").to_string();
    printer.print(PageId::NotFound, root, "404.html", &head, view)
}
