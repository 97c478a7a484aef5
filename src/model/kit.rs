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
    pub about: String,
    pub about_en: String,
    /// The Typst file inside the folder.
    pub main: Spanned<String>,
    pub output: KitOutput,
    pub paper: Paper,
    pub layouts: Vec<Layout>,
    pub fields: Vec<KitField>,
}

/// What a kit is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KitOutput {
    /// Paper, in inks.
    Print,
    /// A picture for chats and Moments, in screen colours.
    Image,
    /// Sheets for the office printer.
    Document,
}

impl KitOutput {
    pub const CHOICES: &[(&'static [&'static str], KitOutput)] =
        &[(&["print"], KitOutput::Print), (&["image"], KitOutput::Image), (&["document"], KitOutput::Document)];
}

/// Trim size and what lies around it, in tenths of a millimetre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    pub width: u32,
    pub height: u32,
    pub bleed: u32,
    /// Nothing to be read stands nearer to the trim than this.
    pub safe: u32,
    /// Pages for each row; 0 means as many as it takes.
    pub sides: u32,
    /// Of the picture that an image kit makes.
    pub dpi: u32,
}

#[derive(Clone, Debug)]
pub struct Layout {
    pub id: String,
    pub name: String,
    pub name_en: String,
}

#[derive(Clone, Debug)]
pub struct KitField {
    pub key: String,
    pub kind: FieldKind,
    pub label: String,
    pub label_en: String,
    pub help: String,
    pub needed: bool,
    /// In characters.
    pub max: Option<u32>,
    pub max_lines: Option<u32>,
    pub default: String,
    pub default_en: String,
    pub choices: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    Long,
    Money,
    Date,
    /// A picture in the workspace.
    Image,
    Color,
    Choice,
}

impl FieldKind {
    pub const CHOICES: &[(&'static [&'static str], FieldKind)] = &[
        (&["text"], FieldKind::Text),
        (&["long"], FieldKind::Long),
        (&["money"], FieldKind::Money),
        (&["date"], FieldKind::Date),
        (&["image"], FieldKind::Image),
        (&["color"], FieldKind::Color),
        (&["choice"], FieldKind::Choice),
    ];
}
