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
    /// Those that work on the day of the build first, so that the page is right without a script.
    destinations: Vec<DestinationView>,
    /// Whether there are more than the one of that day.
    others: bool,
    /// Nothing works on that day.
    none: bool,
    as_of: String,
    org: String,
    phone: String,
    /// `tel:` and the number, when the phone can be dialled.
    dial: String,
    call: String,
    hours: String,
}

#[derive(Debug, Serialize)]
struct DestinationView {
    /// The place in the table, by which the page's script chooses.
    order: usize,
    /// What to do, in words for customers.
    what: String,
    href: String,
    /// The address with `{c}` in it, where the reader's script puts the channel that was scanned.
    pattern: String,
    picture: Option<super::views::PictureView>,
    /// First and last day, both empty when open: the page's script compares them with the reader's day.
    opens: String,
    expires: String,
    /// Why it is not the one of the build's day, in words: its dates, or that it is full.
    why_not: String,
    full: bool,
    /// Whether it leads anywhere later, for readers without a script.
    later: bool,
    /// The first that holds on the day of the build.
    first: bool,
}

/// Pictures that codes lead to, and which code shows each.
pub fn pictures(book: &Book) -> Vec<(Id<Asset>, Id<LiveCode>)> {
    let mut found = Vec::new();
    for (code_id, code) in book.codes.iter() {
        for destination in &code.destinations {
            if let Some(id) = destination.picture(&book.assets) {
                found.push((id, code_id));
            }
        }
    }
    found
}

pub fn page(printer: &Printer<'_>, root: &str, id: Id<LiveCode>) -> Result<Vec<u8>, Diag> {
    let book = printer.press.book;
    let code = &book.codes[id];
    let today = printer.press.today;
    let first = code.destinations.iter().position(|destination| destination.holds(today));
    let mut order: Vec<usize> = (0..code.destinations.len()).collect();
    let ended = |d: &Destination| d.is_full() || d.expires.as_ref().is_some_and(|last| last.value < today);
    order.sort_by_key(|at| (!code.destinations[*at].holds(today), ended(&code.destinations[*at]), *at));
    let destinations = order.into_iter().map(|at| {
        let d = &code.destinations[at];
        destination(printer, root, d, at, first == Some(at), ended(d))
    });
    let destinations: Vec<DestinationView> = destinations.collect();
    let brand = &book.site.brand;
    let what = |view: &DestinationView| view.what.clone();
    let title = destinations.first().map_or_else(|| code.id.value.to_uppercase(), what);
    let view = CodeView {
        id: code.id.value.to_uppercase(),
        others: destinations.iter().any(|destination| !destination.first),
        destinations,
        none: first.is_none(),
        as_of: today.to_string(),
        org: brand.org.clone(),
        phone: brand.phone.clone(),
        dial: dial(&brand.phone),
        call: printer.word_with("code.call", &brand.phone),
        hours: brand.hours.clone(),
    };
    // What the site says about itself is for the team.
    let head = Head { about: title.clone(), title, kind: "code", extra: vec!["code"], ..Head::default() };
    printer.print(PageId::Code(id), root, "code.html", &head, view)
}

fn destination(
    printer: &Printer<'_>,
    root: &str,
    d: &Destination,
    order: usize,
    first: bool,
    ended: bool,
) -> DestinationView {
    let site = &printer.press.book.site;
    let brand = if site.brand.name.is_empty() { &site.title } else { &site.brand.name };
    let key = match d.kind.value {
        DestinationKind::Group => "code.group",
        DestinationKind::Contact => "code.contact",
        DestinationKind::MiniProgram => "code.mini_program",
        DestinationKind::Url => "code.url",
    };
    let what = d.caption.as_ref().map_or_else(|| printer.word_with(key, brand), |caption| caption.value.clone());
    let asset = d.picture(&printer.press.book.assets);
    let expires = d.expires.as_ref().map_or_else(String::new, |last| last.value.to_string());
    let opens = d.opens.map_or_else(String::new, super::campaign::iso);
    let why_not = if d.is_full() {
        printer.word("code.full").to_string()
    } else if ended {
        printer.word_with("code.ended", &expires)
    } else if d.opens.is_some_and(|opens| opens.date() > printer.press.today) {
        printer.word_with("code.opens", opens.replace('T', " "))
    } else {
        String::new()
    };
    DestinationView {
        order,
        // Without a script nobody knows the channel.
        href: if asset.is_some() { String::new() } else { address(&d.target.value.replace("{c}", "")) },
        pattern: if d.target.value.contains("{c}") { pattern(&d.target.value) } else { String::new() },
        picture: asset.map(|id| {
            let (width, height) = printer.media[id.index()].size.unwrap_or((240, 240));
            let src = format!("{root}{}", printer.asset_path(id));
            super::views::PictureView { src, alt: what.clone(), width, height }
        }),
        what,
        opens,
        expires,
        why_not,
        full: d.is_full(),
        later: !ended,
        first,
    }
}

/// The address that dials a number as people write it, with its extension after a pause; empty when it is none.
pub(super) fn dial(phone: &str) -> String {
    let mut address = String::new();
    let mut written = phone.trim().chars().peekable();
    while let Some(c) = written.next() {
        match c {
            '0'..='9' => address.push(c),
            '+' if address.is_empty() => address.push(c),
            ' ' | '-' | '－' | '–' | '—' | '(' | ')' | '（' | '）' | '.' | '·' => {}
            '转' | ',' if address.len() > 2 && !address.contains(',') => {
                if written.clone().any(|c| c.is_ascii_digit()) {
                    address.push(',');
                }
            }
            // A second number, or words behind the first.
            _ => break,
        }
    }
    let number = address.trim_end_matches(',');
    if number.len() < 3 { String::new() } else { format!("tel:{number}") }
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
