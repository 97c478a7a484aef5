//! A kit (模板): how one kind of print looks on paper, and which fields a print must give.

use crate::base::span::{FileId, Span, Spanned};

/// `kits/<name>/kit.toml`. A kit refers to nothing, so the draft is the record.
#[derive(Clone, Debug)]
pub struct Kit {
    pub file: FileId,
    pub span: Span,
    /// The folder's name.
    pub name: String,
    pub title: String,
    pub title_en: String,
    /// The Typst file inside the folder.
    pub main: Spanned<String>,
    pub width_mm: u32,
    pub height_mm: u32,
    pub bleed_mm: u32,
    /// Pages for each row.
    pub sides: u32,
    /// From how far the code is to be read.
    pub distance_mm: u32,
    pub layouts: Vec<(String, String)>,
    pub fields: Vec<KitField>,
}

#[derive(Clone, Debug)]
pub struct KitField {
    pub name: String,
    pub label: String,
    pub label_en: String,
    pub help: String,
    pub kind: FieldKind,
    pub needed: bool,
    /// In characters.
    pub max: Option<u32>,
    pub default: String,
    pub choices: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines; each is an entry of a list.
    Lines,
    Money,
    Date,
    Image,
    Color,
    Choice,
}
