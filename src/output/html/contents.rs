//! The whole tree of chapters, on this page alone.

use super::{
    Printer, chapter,
    frame::Head,
    places::PageId,
    views::{ChipView, FileView, LinkView, StampView},
};
use crate::{
    base::diag::Diag,
    model::{
        Record,
        chapter::{Chapter, Status},
        table::Id,
    },
    output::Shelf,
};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct ContentsView {
    title: String,
    preface: String,
    parts: Vec<PartView>,
    /// The reader's role leads here.
    roles: Vec<ChipView>,
    files: Vec<FileView>,
    appendix: Option<LinkView>,
}

#[derive(Debug, Serialize)]
struct PartView {
    row: RowView,
    rows: Vec<RowView>,
}

/// One chapter; its depth below the part gives the indent.
#[derive(Debug, Serialize)]
struct RowView {
    number: String,
    href: String,
    text: String,
    note: String,
    roles: String,
    chips: Vec<ChipView>,
    depth: usize,
    steps: usize,
    /// Only when it is not in force: what is normal is not said.
    stamp: Option<StampView>,
}

pub fn page(printer: &Printer<'_>, root: &str) -> Result<Vec<u8>, Diag> {
    let tree = &printer.places.tree;
    let mut parts: Vec<PartView> = Vec::new();
    // In reading order a part comes before what it holds.
    for id in tree.order() {
        let depth = tree.number(*id).matches('.').count();
        let row = row(printer, root, *id, depth);
        match parts.last_mut().filter(|_| depth > 0) {
            Some(part) => part.rows.push(row),
            None => parts.push(PartView { row, rows: Vec::new() }),
        }
    }
    let preface = match printer.places.preface {
        Some(id) => chapter::view(printer, root, id, &printer.press.book.chapters[id])?.0.body,
        None => String::new(),
    };
    let title = printer.places.preface.map_or(printer.word("nav.handbook"), |id| printer.name(Record::Chapter(id)));
    let head = Head {
        title: title.to_string(),
        kind: "contents",
        crumbs: vec![printer.crumb(root, PageId::Home, printer.word("nav.home"))],
        ..Head::default()
    };
    let roles: Vec<_> = printer.press.book.roles.iter().map(|(id, _)| id).collect();
    let files = printer.files_on(root, Shelf::Contents, None);
    let view = ContentsView {
        title: title.to_string(),
        preface,
        parts,
        roles: printer.chips(root, &roles),
        files,
        appendix: printer.appendix_link(root),
    };
    printer.print(PageId::Contents, root, "contents.html", &head, view)
}

fn row(printer: &Printer<'_>, root: &str, id: Id<Chapter>, depth: usize) -> RowView {
    let chapter = &printer.press.book.chapters[id];
    let roles = chapter::roles_of(chapter);
    let status = chapter.document.status.value;
    RowView {
        number: printer.places.tree.number(id).to_string(),
        href: printer.page_href(root, PageId::Chapter(id)),
        text: chapter.document.title.value.clone(),
        note: chapter.document.summary.clone(),
        roles: printer.role_slugs(&roles),
        chips: printer.chips(root, &roles),
        depth,
        steps: chapter.steps.len(),
        stamp: (status != Status::Effective).then(|| printer.stamp(status, None)),
    }
}
