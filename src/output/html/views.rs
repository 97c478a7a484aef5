//! Small views that several templates share. Only views are serialised, and a template only prints them.

use serde::Serialize;

/// A link with what stands beside it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LinkView {
    pub href: String,
    pub text: String,
    /// A second, quieter line.
    pub note: String,
    /// `2.3` before a chapter.
    pub number: String,
    pub here: bool,
    /// Slugs of roles, parted by spaces: lists follow the reader's role by them.
    pub roles: String,
    /// The kind of record in words, where kinds are mixed.
    pub kind: String,
}

/// A role as a coloured name.
#[derive(Clone, Debug, Serialize)]
pub struct ChipView {
    pub slug: String,
    pub name: String,
    pub href: String,
}

/// A document's status.
#[derive(Clone, Debug, Serialize)]
pub struct StampView {
    pub key: &'static str,
    pub text: String,
    /// The line below: since when.
    pub note: String,
}

/// One cell of a document card or a row of facts: a label, a value, and a small unit or note.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CellView {
    pub label: String,
    pub value: String,
    pub unit: String,
    pub note: String,
    pub href: String,
    /// `late`, `good`, `bad` or nothing.
    pub mood: &'static str,
    /// For a value that the reader's clock completes: an ISO date.
    pub date: String,
}

/// A file to download.
#[derive(Clone, Debug, Serialize)]
pub struct FileView {
    pub href: String,
    pub text: String,
    pub note: String,
    pub kind: &'static str,
}

/// A picture with its size.
#[derive(Clone, Debug, Serialize)]
pub struct PictureView {
    pub src: String,
    pub alt: String,
    pub width: u32,
    pub height: u32,
}

/// One entry of a page's own contents.
#[derive(Clone, Debug, Serialize)]
pub struct MarkView {
    pub level: u8,
    pub anchor: String,
    pub text: String,
}

/// One line of a list of changes.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    pub date: String,
    pub version: String,
    pub what: String,
    pub why: String,
    pub page: Option<LinkView>,
}
