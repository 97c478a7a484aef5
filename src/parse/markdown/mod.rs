//! Markdown to pieces with exact places: CommonMark and its usual additions, and what Chinese writers and this workspace need on top.
//!
//! pulldown-cmark reads blocks, links and code from a masked copy (`mask`); emphasis, `[[…]]`, `{{ … }}`, bare
//! addresses, containers and the braces of headings are read here. Nothing recurses over a writer's nesting.

mod address;
mod anchors;
mod attrs;
mod container;
mod emphasis;
mod inline;
mod mask;
mod message;
mod mirror;
#[cfg(test)]
mod properties;
mod report;
mod scan;
mod sink;
mod slips;
#[cfg(test)]
mod tests;
mod walk;
mod wiki;

use crate::{
    base::{
        diag::Diags,
        span::{FileId, Span},
    },
    model::text::{Text, Written},
};
use std::ops::Range;

pub use message::message;

/// What becomes of a line break within a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Breaks {
    /// As pages are set: gone between Han characters, else a soft break.
    #[default]
    Flow,
    /// As messages are sent: a hard break.
    Kept,
}

/// Reads the text of a file that begins at byte `from`.
pub fn text(source: &str, from: usize, file: FileId, diags: &mut Diags) -> Text<Written> {
    part(source, from..source.len(), file, Breaks::Flow, diags)
}

/// Reads a part of a file. Anchors are unique within the part.
pub fn part(source: &str, part: Range<usize>, file: FileId, breaks: Breaks, diags: &mut Diags) -> Text<Written> {
    walk::walk(Page { body: &source[part.clone()], base: part.start, file }, breaks, diags)
}

/// What the writer typed at a place.
pub fn source_of(source: &str, span: Span) -> &str {
    source.get(span.start as usize..span.end as usize).unwrap_or("")
}

/// A text to read: offsets within it are counted from `base` in its file.
#[derive(Clone, Copy)]
struct Page<'a> {
    body: &'a str,
    base: usize,
    file: FileId,
}

impl Page<'_> {
    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.file, self.base + range.start, self.base + range.end)
    }
}
