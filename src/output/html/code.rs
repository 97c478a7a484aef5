//! The page behind a printed code: today's destination by the reader's clock, and a kind word when there is none.

use super::{Printer, escape, frame::Head, places::PageId};
use crate::{
    base::diag::Diag,
    model::{
        Book,
        asset::Asset,
        code::{Destination, DestinationKind, LiveCode},
        table::Id,
    },
};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct CodeView {
    id: String,
    title: String,
    destinations: Vec<DestinationView>,
    /// The day for which the page is right without a script.
    as_of: String,
    org: String,
    phone: String,
    hours: String,
}

#[derive(Debug, Serialize)]
struct DestinationView {
    kind: &'static str,
    kind_word: String,
    href: String,
    /// The address with `{c}` in it, where the reader's script puts the channel that was scanned.
    pattern: String,
    picture: Option<super::views::PictureView>,
    /// First and last day, both empty when open: the page's script compares them with the reader's day.
    opens: String,
    expires: String,
    /// The last day in words, when there is one.
    until: String,
    note: String,
    full: bool,
    /// Shown when no script runs: the first that holds on the day of the build.
    first: bool,
}

/// Pictures that codes lead to, and which code shows each.
pub fn pictures(book: &Book) -> Vec<(Id<Asset>, Id<LiveCode>)> {
    let mut found = Vec::new();
    for (code_id, code) in book.codes.iter() {
        for destination in &code.destinations {
            if let Some(id) = picture(book, destination) {
                found.push((id, code_id));
            }
        }
    }
    found
}

fn picture(book: &Book, destination: &Destination) -> Option<Id<Asset>> {
    let target = destination.target.value.trim();
    if target.contains("://") {
        return None;
    }
    let path = format!("content/{}", target.trim_start_matches("content/"));
    book.assets.iter().find(|(_, asset)| asset.path == path).map(|(id, _)| id)
}

pub fn page(printer: &Printer<'_>, root: &str, id: Id<LiveCode>) -> Result<Vec<u8>, Diag> {
    let book = printer.press.book;
    let code = &book.codes[id];
    let today = printer.press.today;
    let first = code.destinations.iter().position(|destination| destination.holds(today));
    let destinations = code.destinations.iter().enumerate().map(|(at, d)| {
        let (kind, key) = match d.kind.value {
            DestinationKind::Group => ("group", "code.group"),
            DestinationKind::Contact => ("contact", "code.contact"),
            DestinationKind::MiniProgram => ("mini-program", "code.mini_program"),
            DestinationKind::Url => ("url", "code.url"),
        };
        let asset = picture(book, d);
        DestinationView {
            kind,
            kind_word: printer.word(key).to_string(),
            // Without a script nobody knows the channel.
            href: if asset.is_some() { String::new() } else { address(&d.target.value.replace("{c}", "")) },
            pattern: if d.target.value.contains("{c}") { pattern(&d.target.value) } else { String::new() },
            picture: asset.map(|id| {
                let (width, height) = printer.media[id.index()].size.unwrap_or((240, 240));
                super::views::PictureView {
                    src: format!("{root}{}", printer.asset_path(id)),
                    alt: code.title.clone(),
                    width,
                    height,
                }
            }),
            opens: d.opens.map_or_else(String::new, super::campaign::iso),
            expires: d.expires.as_ref().map_or_else(String::new, |e| e.value.to_string()),
            until: d.expires.as_ref().map_or_else(String::new, |e| e.value.to_string()),
            note: d.note.clone(),
            full: d.is_full(),
            first: first == Some(at),
        }
    });
    let brand = &book.site.brand;
    let title = if code.title.is_empty() { code.id.value.clone() } else { code.title.clone() };
    let view = CodeView {
        id: code.id.value.clone(),
        title: title.clone(),
        destinations: destinations.collect(),
        as_of: today.to_string(),
        org: brand.org.clone(),
        phone: brand.phone.clone(),
        hours: brand.hours.clone(),
    };
    let head = Head { title, kind: "code", extra: vec!["code"], ..Head::default() };
    printer.print(PageId::Code(id), root, "code.html", &head, view)
}

fn address(target: &str) -> String {
    escape::safe_address(target).unwrap_or_default()
}

/// The channel's place is kept through the check of the rest.
fn pattern(target: &str) -> String {
    match escape::safe_address(&target.replace("{c}", "sopress-channel")) {
        Some(address) => address.replace("sopress-channel", "{c}"),
        None => String::new(),
    }
}
