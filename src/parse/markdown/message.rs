//! A part of a text as a chat message: plain words, line breaks as written.

use super::Breaks;
use crate::{
    base::{diag::Diags, span::Span},
    model::text::{self, Written},
};

/// The message that stands at a place: blocks parted by a blank line, no markers, list items as `1. …` and `- …`,
/// links as text and address. `{{ … }}` stays as written.
pub fn message(source: &str, span: Span) -> String {
    // What is wrong with it was told when the file was read.
    let range = span.start as usize..span.end as usize;
    let text = super::part(source, range, span.file, Breaks::Kept, &mut Diags::new());
    text::message(&text.pieces, |link| match link {
        Written::Address(address) => Some(address.clone()),
        Written::Name { .. } => None,
    })
}
