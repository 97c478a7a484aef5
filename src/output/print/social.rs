//! The picture beside a link to the book, in chats and on social sites: one for a book.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::task::{Finish, Limits, Task};
use crate::{base::date::Date, model::Book};

const KIT: &str = "/kits/social/social.typ";

/// Pixels; what the sites that show it ask for.
pub const SIZE: (u32, u32) = (1200, 630);

/// The kit's page has a point for each pixel.
const DPI: u32 = 72;

pub fn task(book: &Book, today: Date) -> Task {
    Task {
        main: KIT.to_string(),
        sides: Some(1),
        today: (today.year(), today.month(), today.day()),
        records: vec![data(book)],
        skip: BTreeSet::new(),
        rules: None,
        finish: Finish::Png { dpi: DPI, first: true },
        title: book.site.title.clone(),
        author: book.site.brand.name.clone(),
        lang: book.site.lang.tag().to_string(),
        dated: false,
        intent: None,
        inks: Vec::new(),
        limits: Limits::PAGE,
    }
}

fn data(book: &Book) -> Value {
    let site = &book.site;
    let name = if site.brand.name.is_empty() { &site.title } else { &site.brand.name };
    let mut brand = super::handbook::brand(book);
    brand["name"] = json!(name);
    let version = [site.brand.slogan.as_str(), site.version.as_str()];
    let version: Vec<&str> = version.into_iter().filter(|part| !part.is_empty()).collect();
    let colors: Vec<String> = book.roles.values().take(12).map(|role| role.color.to_string()).collect();
    json!({
        "fields": {},
        "brand": brand,
        "document": { "title": site.title, "about": site.about, "version": version.join(" · ") },
        "colors": colors,
    })
}
