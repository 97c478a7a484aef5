//! A role of the team: who does what, with one colour everywhere.

use super::site::Rgb;
use crate::base::span::{Span, Spanned};

/// A role refers to nothing, so the draft is the record.
#[derive(Clone, Debug)]
pub struct Role {
    pub span: Span,
    pub name: Spanned<String>,
    pub en: String,
    /// ASCII, for paths and classes.
    pub slug: String,
    pub aliases: Vec<Spanned<String>>,
    /// The same on step cards, timelines, calendars, flow lanes and paper.
    pub color: Rgb,
    /// One sentence: what this role answers for.
    pub duty: String,
    /// What it does in a day, a line each.
    pub daily: Vec<String>,
    /// The team it belongs to.
    pub team: String,
}
