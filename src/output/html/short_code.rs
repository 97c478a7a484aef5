//! Where a short code is typed by whoever cannot scan: the page at `q/`, and the host's rule for codes in capital letters.

use super::{Places, Printer, code, frame::Head, places::PageId, redirect, site_files};
use crate::{base::diag::Diag, model::Book};
use serde::Serialize;
use std::fmt::Write;

/// More codes than these are not listed: the page then goes where it is told without knowing whether anything is there.
const MOST: usize = 3000;

#[derive(Debug, Serialize)]
struct ShortCodeView {
    /// Every code, with spaces between; empty when there are too many.
    ids: String,
    /// `{n}` stands for what was typed.
    unknown: String,
    org: String,
    phone: String,
    dial: String,
    call: String,
    hours: String,
}

pub fn page(printer: &Printer<'_>, root: &str) -> Result<Vec<u8>, Diag> {
    let brand = &printer.press.book.site.brand;
    let view = ShortCodeView {
        ids: ids(printer.press.book, printer.places).join(" "),
        unknown: printer.word("code.unknown").to_string(),
        org: brand.org.clone(),
        phone: brand.phone.clone(),
        dial: code::dial(&brand.phone),
        call: printer.word_with("code.call", &brand.phone),
        hours: brand.hours.clone(),
    };
    let title = printer.word("code.type").to_string();
    let head = Head { about: title.clone(), title, kind: "code", extra: vec!["short"], ..Head::default() };
    printer.print(PageId::ShortCode, root, "short-code.html", &head, view)
}

/// Every code that has a page, and those that left one behind which leads on.
fn ids(book: &Book, places: &Places) -> Vec<String> {
    let mut ids: Vec<String> = book.codes.values().map(|code| code.id.value.clone()).collect();
    ids.extend(redirect::courses(book, places).into_iter().filter_map(|course| {
        let redirect::Course::Leads { from, .. } = course else { return None };
        let id = from.as_str().strip_prefix("q/")?.strip_suffix("/index.html")?;
        let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        plain.then(|| id.to_string())
    }));
    if ids.len() > MOST { Vec::new() } else { ids }
}

/// For nginx, which cannot make letters small: each code by name, and any other goes to the page where codes are typed.
pub fn nginx(printer: &Printer<'_>) -> String {
    let book = printer.press.book;
    if book.codes.values().next().is_none() {
        return String::new();
    }
    let root = site_files::published_root(book);
    // A dot is the one letter in the path of an address that means something else in a pattern.
    let pattern = root.replace('.', "\\.");
    let mut out = format!(
        "# Codes are printed in capital letters; their pages stand below small ones.\nlocation ~ \"^{pattern}q/[^/]*[A-Z]\" {{\n"
    );
    for id in ids(book, printer.places) {
        let _ = writeln!(out, "    rewrite \"(?i)^{pattern}q/{id}/?$\" {root}q/{id}/ permanent;");
    }
    let _ = writeln!(out, "    rewrite \"^{pattern}q/([^/]+)/?$\" {root}q/#$1 redirect;\n}}");
    out
}
