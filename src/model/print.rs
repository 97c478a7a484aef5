//! A print (物料): a kit with its fields filled, once or once for each row of a table.

use super::{campaign::Campaign, chapter::Audience, code::LiveCode, data::DataTable, kit::Kit, table::Id};
use crate::base::span::{FileId, Span, Spanned};

/// `content/prints/<name>.toml` as written.
#[derive(Clone, Debug)]
pub struct PrintDraft {
    pub head: PrintHead,
    pub kit: Spanned<String>,
    pub campaign: Option<Spanned<String>>,
    pub rows: Option<Spanned<String>>,
    /// A live code's id; `{column}` takes a value of the row.
    pub code: Option<Spanned<String>>,
    /// The file's name for each row, in the same way.
    pub name: Option<Spanned<String>>,
}

#[derive(Clone, Debug)]
pub struct Print {
    pub head: PrintHead,
    /// `None` when its kit was not found; it was reported, and nothing is printed.
    pub kit: Option<Id<Kit>>,
    pub campaign: Option<Id<Campaign>>,
    /// As written, for the gallery.
    pub code_pattern: Option<String>,
    /// One for each row of its table, or one alone.
    pub pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
pub struct PrintHead {
    pub file: FileId,
    pub span: Span,
    pub title: Spanned<String>,
    pub slug: String,
    pub about: String,
    pub layout: Option<Spanned<String>>,
    pub audience: Audience,
    /// Values for the kit's fields; `{column}` takes a value of the row.
    pub fields: Vec<(Spanned<String>, Spanned<String>)>,
    /// Until when it hangs; live codes must outlast it.
    pub shown_until: Option<Spanned<crate::base::date::Date>>,
}

/// One copy to be printed.
#[derive(Clone, Debug)]
pub struct Piece {
    /// ASCII, unique in the print: the file's name.
    pub slug: String,
    pub row: Option<(Id<DataTable>, usize)>,
    pub code: Option<Id<LiveCode>>,
}
