//! A number that somebody else or the team set: how large a group, how many adds a day. Dated, sourced, overridable.

use crate::base::{
    date::Date,
    span::{Span, Spanned},
};

/// A limit refers to nothing, so the draft is the record.
#[derive(Clone, Debug)]
pub struct Limit {
    pub span: Span,
    /// ASCII, as in `{{ limit.group_size }}`.
    pub id: Spanned<String>,
    pub name: String,
    pub value: Spanned<u32>,
    pub unit: String,
    pub source: String,
    /// When somebody last looked.
    pub checked_on: Option<Date>,
    pub sure: Sureness,
    pub note: String,
}

/// How sure we are of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sureness {
    High,
    Medium,
    Low,
}

impl Sureness {
    /// The spellings in sources, and the choice they mean.
    pub const CHOICES: &[(&'static [&'static str], Sureness)] = &[
        (&["H", "high", "高"], Sureness::High),
        (&["M", "medium", "中"], Sureness::Medium),
        (&["L", "low", "低"], Sureness::Low),
    ];
}
