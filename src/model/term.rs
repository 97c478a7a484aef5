//! A word of the trade and what it means here.

use crate::base::span::{Span, Spanned};

/// A term refers to nothing, so the draft is the record.
#[derive(Clone, Debug)]
pub struct Term {
    pub span: Span,
    pub name: Spanned<String>,
    pub en: String,
    /// Other words for the same; they also find it in the search.
    pub aliases: Vec<Spanned<String>>,
    pub meaning: String,
    pub slug: String,
}
