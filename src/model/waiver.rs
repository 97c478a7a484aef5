//! A writer's word that a rule is broken here on purpose: which rule, until when, and why.

use crate::base::{
    date::Date,
    span::{Span, Spanned},
};

/// `<!-- 允许 ADV-001 到 2027-03-01：理由 -->` in a text, `# 允许 …` in a header or a TOML file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    pub span: Span,
    pub code: Spanned<String>,
    /// The last day on which it holds; `None` when it was not said or could not be read.
    pub until: Option<Date>,
    pub reason: String,
    /// Its own line and the next one with anything on it.
    pub covers: Span,
}
