//! A KPI (指标): its meaning, its formula over named inputs, its target and band, how it is misused and what guards it.

use super::{
    chapter::Audience,
    formula::Formula,
    limit::Sureness,
    table::Id,
    text::{Link, Text, Written},
};
use crate::base::span::{FileId, Span, Spanned};

#[derive(Clone, Debug)]
pub struct KpiDraft {
    pub head: KpiHead,
    pub guard: Option<Spanned<String>>,
    pub body: Text<Written>,
}

#[derive(Clone, Debug)]
pub struct Kpi {
    pub head: KpiHead,
    /// The KPI that shows when this one is bought dearly.
    pub guard: Option<Id<Kpi>>,
    pub body: Text<Link>,
}

/// What both forms of a KPI say alike.
#[derive(Clone, Debug)]
pub struct KpiHead {
    pub file: FileId,
    pub span: Span,
    pub name: Spanned<String>,
    pub en: String,
    pub slug: String,
    /// `K33`.
    pub number: Option<Spanned<String>>,
    /// `None` when it could not be read; it was reported.
    pub formula: Option<Formula>,
    /// As written, for showing.
    pub formula_text: Spanned<String>,
    pub inputs: Vec<KpiInput>,
    pub unit: Unit,
    pub direction: Direction,
    pub class: Class,
    /// acquire, activate, convert, retain …; several are possible.
    pub stages: Vec<Spanned<String>>,
    pub period: String,
    pub target: Option<Spanned<String>>,
    pub band: Option<Band>,
    pub misuse: String,
    pub aliases: Vec<Spanned<String>>,
    pub audience: Audience,
}

/// A number that somebody reads somewhere and types in.
#[derive(Clone, Debug)]
pub struct KpiInput {
    pub name: Spanned<String>,
    /// Where it is read.
    pub from: String,
    pub unit: String,
    /// The field of the WeCom statistics that holds it.
    pub wecom: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Percent,
    Yuan,
    Count,
    Minutes,
    Points,
    /// A ratio such as K or ROI.
    Times,
}

impl Unit {
    pub const CHOICES: &[(&'static [&'static str], Unit)] = &[
        (&["%", "percent"], Unit::Percent),
        (&["yuan", "元"], Unit::Yuan),
        (&["n", "个", "人", "次"], Unit::Count),
        (&["min", "分钟"], Unit::Minutes),
        (&["points", "分", "积分"], Unit::Points),
        (&["x", "倍"], Unit::Times),
    ];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
    /// Good inside its band.
    Range,
}

impl Direction {
    pub const CHOICES: &[(&'static [&'static str], Direction)] = &[
        (&["up", "越高越好"], Direction::Up),
        (&["down", "越低越好"], Direction::Down),
        (&["range", "区间"], Direction::Range),
    ];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Result,
    Process,
}

impl Class {
    pub const CHOICES: &[(&'static [&'static str], Class)] =
        &[(&["result", "结果"], Class::Result), (&["process", "过程"], Class::Process)];
}

/// Published figures for orientation, never without their source.
#[derive(Clone, Debug)]
pub struct Band {
    pub low: Option<String>,
    pub high: Option<String>,
    pub source: String,
    pub grade: Sureness,
    pub checked_on: Option<crate::base::date::Date>,
}
