//! A KPI (指标): its meaning, its formula over named inputs, its target and band, how it is misused and what guards it.

use super::{
    chapter::Audience,
    formula::Formula,
    limit::Sureness,
    table::{Id, Table},
    text::{Link, Text, Written},
};
use crate::{
    base::{
        date::DateTime,
        lang::Lang,
        span::{FileId, Span, Spanned},
    },
    words,
};

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

/// More columns than a person fills in; a longer campaign is followed week by week.
const MOST_DAYS: i32 = 31;
/// Columns where nothing is known of the dates.
const WEEKS: usize = 8;

/// The columns of a campaign's worksheet: its days, or its weeks.
pub fn periods(start: Option<DateTime>, end: Option<DateTime>, lang: Lang) -> Vec<String> {
    let week = |n: usize| words!("第{n}周", "week {n}").get(lang).to_string();
    let (Some(start), Some(end)) = (start, end) else { return (1..=WEEKS).map(week).collect() };
    let days = (end.date() - start.date()).get_days() + 1;
    if days > MOST_DAYS {
        return (1..=(days as usize).div_ceil(7)).map(week).collect();
    }
    let mut list = Vec::new();
    let mut day = start.date();
    for _ in 0..days.max(1) {
        let (m, d) = (day.month(), day.day());
        list.push(words!("{m}月{d}日", "{m}/{d}").get(lang).to_string());
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    list
}

/// Those of these KPIs that `open` lets through, those that guard them, and those that their formulas use, each once. One
/// that uses what is not let through is left out: nobody could compute it.
pub fn with_used(kpis: &Table<Kpi>, wanted: &[Id<Kpi>], open: &dyn Fn(&Kpi) -> bool) -> Vec<Id<Kpi>> {
    let used = |id: Id<Kpi>| {
        let head = &kpis[id].head;
        let names = head.formula.iter().flat_map(|formula| formula.names());
        let others = names.filter(|(name, _)| !head.inputs.iter().any(|input| input.name.value == *name));
        others
            .filter_map(|(name, _)| kpis.iter().find(|(_, kpi)| kpi.head.name.value == name).map(|(id, _)| id))
            .collect::<Vec<_>>()
    };
    let mut list: Vec<Id<Kpi>> = Vec::new();
    let guards = wanted.iter().filter(|id| open(&kpis[**id])).filter_map(|id| kpis[*id].guard);
    let mut next: Vec<Id<Kpi>> = wanted.iter().copied().chain(guards).collect();
    next.reverse();
    while let Some(id) = next.pop() {
        if !list.contains(&id) && kpis[id].head.formula.is_some() && open(&kpis[id]) {
            list.push(id);
            next.extend(used(id));
        }
    }
    // Leaving one out may leave out those that use it.
    loop {
        let whole: Vec<Id<Kpi>> =
            list.iter().copied().filter(|id| used(*id).iter().all(|other| list.contains(other))).collect();
        if whole.len() == list.len() {
            return list;
        }
        list = whole;
    }
}
