//! A plan (方案): which KPIs and rubrics count in a stage or a contest, what each weighs, and who agrees to it.
//!
//! Points go from 0 to 100 along a straight line between the value that earns none and the value that earns all; a
//! figure that is missing leaves its points, and with them the total, without a value.

use super::{
    chapter::Audience,
    formula::{Compare, Expr, Formula, Kind, Op, Test},
    kpi::Kpi,
    role::Role,
    rubric::Rubric,
    table::Id,
    text::{Link, Text, Written},
};
use crate::base::{
    exact::Exact,
    money::Ppm,
    span::{FileId, Span, Spanned},
};

#[derive(Clone, Debug)]
pub struct PlanDraft {
    pub head: PlanHead,
    pub owner: Option<Spanned<String>>,
    pub approver: Option<Spanned<String>>,
    pub weights: Vec<WeightDraft>,
    pub body: Text<Written>,
}

#[derive(Clone, Debug)]
pub struct Plan {
    pub head: PlanHead,
    /// Whoever drafts it.
    pub owner: Option<Id<Role>>,
    /// Whoever approves it and looks at it at the nodes.
    pub approver: Option<Id<Role>>,
    /// Only those whose KPI or rubric is known and whose scale could be read; the others were reported.
    pub weights: Vec<Weight>,
    /// The share of every entry as written; `None` when one could not be read.
    pub shares: Option<Vec<Spanned<Ppm>>>,
    pub body: Text<Link>,
}

/// What both forms of a plan say alike.
#[derive(Clone, Debug)]
pub struct PlanHead {
    pub file: FileId,
    pub span: Span,
    pub title: Spanned<String>,
    pub slug: String,
    /// The number in front of the file's name: plans stand in the order of work.
    pub order: String,
    pub summary: String,
    pub kind: PlanKind,
    pub stage: Option<Spanned<String>>,
    /// How often the figures are taken.
    pub period: String,
    /// What must be so before the next stage begins.
    pub gates: Vec<String>,
    /// When the approver looks at it.
    pub nodes: Vec<String>,
    /// What is deliberately not counted yet.
    pub not_yet: Vec<String>,
    pub source: String,
    pub aliases: Vec<Spanned<String>>,
    pub audience: Audience,
    /// The place of each name, for those who complain.
    pub owner_at: Option<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanKind {
    /// One team over time.
    Stage,
    /// Groups against each other.
    Contest,
}

impl PlanKind {
    pub const CHOICES: &[(&'static [&'static str], PlanKind)] =
        &[(&["stage", "阶段"], PlanKind::Stage), (&["contest", "评比"], PlanKind::Contest)];
}

#[derive(Clone, Debug)]
pub struct WeightDraft {
    pub head: WeightHead,
    pub kpi: Option<Spanned<String>>,
    pub rubric: Option<Spanned<String>>,
}

#[derive(Clone, Debug)]
pub struct WeightHead {
    pub span: Span,
    pub weight: Option<Spanned<Ppm>>,
    /// As written: the value that earns nothing, and the value that earns all.
    pub zero: Option<Spanned<String>>,
    pub full: Option<Spanned<String>>,
    pub why: String,
}

/// One thing that counts.
#[derive(Clone, Debug)]
pub struct Weight {
    pub head: WeightHead,
    pub measure: Measure,
    pub scale: Scale,
    pub share: Ppm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Kpi(Id<Kpi>),
    Rubric(Id<Rubric>),
}

/// How a value becomes points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scale {
    Line {
        zero: Exact,
        full: Exact,
    },
    /// All inside, none outside.
    Within {
        low: Exact,
        high: Exact,
    },
}

/// Points that a measure can earn.
const ALL: i64 = 100;

impl Scale {
    /// The points of the figure or KPI of that name, by the one rule of formulas: on the page, in cells, in the browser.
    pub fn points(&self, name: &str) -> Formula {
        let value = || node(Kind::Name(name.to_string()));
        let (all, none) = (|| number(&Exact::int(ALL)), || number(&Exact::zero()));
        let root = match self {
            Scale::Line { zero, full } => {
                let rises = zero < full;
                let (good, bad) = if rises {
                    (Compare::GreaterEqual, Compare::LessEqual)
                } else {
                    (Compare::LessEqual, Compare::GreaterEqual)
                };
                let (from, to) = if rises { (value(), number(zero)) } else { (number(zero), value()) };
                let span = if rises { full - zero } else { zero - full };
                let share = node(Kind::Op(
                    Op::Div,
                    Box::new(node(Kind::Op(Op::Sub, Box::new(from), Box::new(to)))),
                    Box::new(number(&span)),
                ));
                let line = node(Kind::Op(Op::Mul, Box::new(share), Box::new(all())));
                choose(value(), good, number(full), all(), choose(value(), bad, number(zero), none(), line))
            }
            Scale::Within { low, high } => {
                let inside = choose(value(), Compare::LessEqual, number(high), all(), none());
                choose(value(), Compare::GreaterEqual, number(low), inside, none())
            }
        };
        Formula { root }
    }
}

/// The total of points by their names and shares.
pub fn total<'a>(parts: impl Iterator<Item = (&'a str, Ppm)>) -> Option<Formula> {
    let weighed = parts.map(|(name, share)| {
        let share = node(Kind::Number { value: exact(share), percent: true });
        node(Kind::Op(Op::Mul, Box::new(node(Kind::Name(name.to_string()))), Box::new(share)))
    });
    let root = weighed.reduce(|sum, part| node(Kind::Op(Op::Add, Box::new(sum), Box::new(part))))?;
    Some(Formula { root })
}

/// A share as a number.
pub fn exact(share: Ppm) -> Exact {
    Exact::ratio(share.0, 1_000_000).unwrap_or_else(Exact::zero)
}

fn number(value: &Exact) -> Expr {
    node(Kind::Number { value: value.clone(), percent: false })
}

fn choose(left: Expr, compare: Compare, right: Expr, yes: Expr, no: Expr) -> Expr {
    node(Kind::If(Box::new(Test { compare, left, right }), Box::new(yes), Box::new(no)))
}

/// These formulas were never written, so nothing in them can be pointed at.
fn node(kind: Kind) -> Expr {
    Expr { kind, span: Span::file(FileId(u32::MAX)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn e(text: &str) -> Exact {
        Exact::parse(text).expect("a number")
    }

    #[test]
    fn points_run_from_none_to_all_in_either_direction_and_are_missing_with_their_figure() {
        let points =
            |scale: &Scale, value: &str| scale.points("x").eval(&|_| Exact::parse(value)).map(|points| points.short(2));
        let up = Scale::Line { zero: e("60%"), full: e("90%") };
        assert_eq!(
            ["50%", "60%", "75%", "90%", "99%"].map(|v| points(&up, v).expect("a number")),
            ["0", "0", "50", "100", "100"]
        );
        let down = Scale::Line { zero: e("10"), full: e("5") };
        assert_eq!(["12", "8", "5", "1"].map(|v| points(&down, v).expect("a number")), ["0", "40", "100", "100"]);
        let within = Scale::Within { low: e("2"), high: e("4") };
        assert_eq!(["1", "2", "4", "5"].map(|v| points(&within, v).expect("a number")), ["0", "100", "100", "0"]);
        assert_eq!(points(&up, ""), None);
    }

    #[test]
    fn a_total_is_missing_when_a_part_is() {
        let total = total([("a", Ppm(300_000)), ("b", Ppm(700_000))].into_iter()).expect("two parts");
        assert_eq!(total.eval(&|name| Some(if name == "a" { e("100") } else { e("50") })), Some(e("65")));
        assert_eq!(total.eval(&|name| (name == "a").then(|| e("100"))), None);
    }
}
