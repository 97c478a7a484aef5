//! The anchor of each heading: what the writer gave, else made of its words; each once in a text.

use super::report::Report;
use crate::{
    base::{
        code::Code,
        diag::Diag,
        slug::{self, Unique},
        span::Span,
    },
    model::text::{Kind, Tag, Text, Written},
    words,
};
use std::collections::HashMap;

/// A heading by its index in the pieces, with the anchor that stands in its braces.
pub struct Heading {
    pub piece: usize,
    pub given: Option<(String, Span)>,
}

pub fn name(text: &mut Text<Written>, headings: &[Heading], report: &mut Report) {
    let mut unique = Unique::default();
    let mut first = HashMap::new();
    // What a writer gave comes before what we make, wherever it stands.
    for heading in headings {
        let Some((id, span)) = &heading.given else { continue };
        if !first.contains_key(id.as_str()) && unique.reserve(id) {
            first.insert(id.as_str(), *span);
            set(text, heading.piece, id.clone());
            continue;
        }
        let again = unique.take(id.clone());
        report.push(Code::DUPLICATE_NAME, || {
            let message = words!("锚点“{id}”在本文件里重复了", "the anchor “{id}” occurs twice in this file");
            let mut diag = Diag::error(Code::DUPLICATE_NAME, *span, message);
            if let Some(first) = first.get(id.as_str()) {
                diag = diag.label(*first, words!("第一次写在这里", "first written here"));
            }
            diag.help(words!("换一个名字，例如“{again}”", "give it another name, such as “{again}”"))
        });
        set(text, heading.piece, again);
    }
    for heading in headings.iter().filter(|heading| heading.given.is_none()) {
        let anchor = unique.take(slug::slug(&text.plain_at(heading.piece)));
        set(text, heading.piece, anchor);
    }
}

fn set(text: &mut Text<Written>, piece: usize, anchor: String) {
    if let Kind::Open(Tag::Heading(heading)) = &mut text.pieces[piece].kind {
        heading.anchor = anchor;
    }
}
