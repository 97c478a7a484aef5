//! What changed: the change notes of all chapters, newest first.

use super::{Printer, frame::Head, places::PageId, views::ChangeView};
use crate::{
    base::{date::Date, diag::Diag},
    model::{
        Record,
        chapter::{Change, Chapter},
        table::Id,
    },
};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct ChangesView {
    days: Vec<DayView>,
}

#[derive(Debug, Serialize)]
struct DayView {
    date: String,
    changes: Vec<ChangeView>,
}

/// Dated change notes of visible chapters, newest first; of one day in the order of the book.
pub fn latest<'a>(printer: &Printer<'a>) -> Vec<(Date, Id<Chapter>, &'a Change)> {
    let book = printer.press.book;
    let mut list = Vec::new();
    for (id, chapter) in book.chapters.iter().filter(|(id, _)| printer.places.shows(book, Record::Chapter(*id))) {
        list.extend(chapter.document.changelog.iter().filter_map(|c| Some((c.value.date?, id, &c.value))));
    }
    list.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    list
}

pub fn view(change: &Change, page: Option<super::views::LinkView>) -> ChangeView {
    ChangeView {
        date: change.date.map_or_else(String::new, |d| d.to_string()),
        version: change.version.clone(),
        what: change.what.clone(),
        why: change.why.clone(),
        page,
    }
}

pub fn page(printer: &Printer<'_>, root: &str) -> Result<Vec<u8>, Diag> {
    let mut days: Vec<DayView> = Vec::new();
    for (date, id, change) in latest(printer).into_iter().take(300) {
        let date = date.to_string();
        if days.last().is_none_or(|day| day.date != date) {
            days.push(DayView { date, changes: Vec::new() });
        }
        let day = days.last_mut().expect("just pushed");
        day.changes.push(view(change, printer.link(root, Record::Chapter(id))));
    }
    let head = Head {
        title: printer.word("nav.changes").to_string(),
        kind: "changes",
        crumbs: vec![printer.crumb(root, PageId::Home, printer.word("nav.home"))],
        ..Head::default()
    };
    printer.print(PageId::Changes, root, "changes.html", &head, ChangesView { days })
}
