//! A plan's KPIs and rubrics, and the scales on which their values become points.

use super::{Desk, link::Home};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
        exact::Exact,
        money::Ppm,
        span::Spanned,
    },
    model::{
        goal,
        kpi::{Direction, KpiDraft, KpiHead, Unit},
        plan::{Measure, Plan, PlanDraft, Scale, Weight, WeightDraft},
        rubric::{RubricDraft, RubricHead},
    },
    words,
};

/// What plans need to know of the records that they name, before those are resolved themselves.
pub struct Heads {
    pub kpis: Vec<KpiHead>,
    pub rubrics: Vec<RubricHead>,
}

impl Heads {
    pub fn new(kpis: &[KpiDraft], rubrics: &[RubricDraft]) -> Heads {
        Heads {
            kpis: kpis.iter().map(|kpi| kpi.head.clone()).collect(),
            rubrics: rubrics.iter().map(|rubric| rubric.head.clone()).collect(),
        }
    }
}

pub fn plan(desk: &Desk<'_>, heads: &Heads, draft: PlanDraft, diags: &mut Diags) -> Plan {
    let path = (desk.path_of)(draft.head.file);
    let home = Home { file: draft.head.file, path: &path };
    let names = desk.linker.names;
    let shares = draft.weights.iter().map(|entry| entry.head.weight).collect();
    let mut weights: Vec<Weight> = Vec::new();
    for entry in draft.weights {
        let name = entry.kpi.as_ref().or(entry.rubric.as_ref()).cloned();
        let Some(weight) = weight(desk, heads, entry, diags) else { continue };
        if let Some(first) = weights.iter().find(|known| known.measure == weight.measure) {
            let name = name.unwrap_or_else(|| Spanned::new(String::new(), weight.head.span));
            let n = &name.value;
            diags.push(
                Diag::error(Code::DUPLICATE_NAME, name.span, words!("“{n}”写了两次", "“{n}” is written twice"))
                    .label(first.head.span, words!("先写在这里", "written here first"))
                    .help(words!("把两项的占比合成一项", "make one entry of the two")),
            );
            continue;
        }
        weights.push(weight);
    }
    Plan {
        owner: draft.owner.as_ref().and_then(|name| names.role(name, diags)),
        approver: draft.approver.as_ref().and_then(|name| names.role(name, diags)),
        weights,
        shares,
        body: desk.linker.text(draft.body, &home, diags),
        head: draft.head,
    }
}

fn weight(desk: &Desk<'_>, heads: &Heads, entry: WeightDraft, diags: &mut Diags) -> Option<Weight> {
    let names = desk.linker.names;
    let share = entry.head.weight.as_ref().map_or(Ppm(0), |weight| weight.value);
    let (measure, scale) = match (&entry.kpi, &entry.rubric) {
        (Some(name), None) => {
            let id = names.kpi(name, diags)?;
            (Measure::Kpi(id), of_kpi(&heads.kpis[id.index()], &entry, diags))
        }
        (None, Some(name)) => {
            let id = names.rubric(name, diags)?;
            (Measure::Rubric(id), of_rubric(&heads.rubrics[id.index()], &entry, diags))
        }
        _ => return None, // was reported where it was read
    };
    Some(Weight { measure, scale: scale?, share, head: entry.head })
}

/// A rubric's own ends, unless the plan asks for others.
fn of_rubric(head: &RubricHead, entry: &WeightDraft, diags: &mut Diags) -> Option<Scale> {
    let read = |text: &Option<Spanned<String>>, own: u32, diags: &mut Diags| match text {
        Some(text) => number(text, Unit::Points, diags),
        None => Some(Exact::int(i64::from(own))),
    };
    let (zero, full) = (read(&entry.head.zero, head.low, diags), read(&entry.head.full, head.high, diags));
    line(entry, zero?, full?, Direction::Up, &head.name.value, diags)
}

fn of_kpi(head: &KpiHead, entry: &WeightDraft, diags: &mut Diags) -> Option<Scale> {
    let (at, name) = (entry.head.span, &head.name.value);
    if head.direction == Direction::Range {
        let ends = entry.head.full.as_ref().or(head.target.as_ref());
        let goal = ends.map(|text| goal::Goal::between(&text.value, head.unit)).unwrap_or_default();
        if let (Some(low), Some(high)) = (goal.low, goal.high)
            && low <= high
        {
            return Some(Scale::Within { low, high });
        }
        let at = entry.head.full.as_ref().map_or(at, |full| full.span);
        let message = words!(
            "“{name}”在一个区间里才算好，这里没有写区间",
            "“{name}” is good within a band, and none is given here"
        );
        let help = words!(
            "写 full = \"低–高\"，例如 full = \"20%–40%\"",
            "write full = \"low–high\", for example full = \"20%–40%\""
        );
        diags.push(Diag::error(Code::WRONG_VALUE, at, message).help(help));
        return None;
    }
    let full = entry.head.full.as_ref().or(head.target.as_ref());
    let (Some(zero), Some(full)) = (&entry.head.zero, full) else {
        let missing = if entry.head.zero.is_none() { "zero" } else { "full" };
        let message =
            words!("“{name}”没有写“{missing}”，算不出得分", "“{name}” lacks “{missing}”, so no points can be computed");
        let help = words!(
            "zero 是得 0 分的数，full 是得满分的数（不写就用指标的目标）",
            "zero is the value that earns nothing, full the one that earns all (default: the KPI's target)"
        );
        diags.push(Diag::error(Code::MISSING_KEY, at, message).help(help));
        return None;
    };
    let (zero, full) = (number(zero, head.unit, diags), number(full, head.unit, diags));
    line(entry, zero?, full?, head.direction, name, diags)
}

fn number(text: &Spanned<String>, unit: Unit, diags: &mut Diags) -> Option<Exact> {
    let value = goal::read(&text.value, unit);
    if value.is_none() {
        let shown = &text.value;
        let message = words!("“{shown}”不是一个数", "“{shown}” is no number");
        let help = words!("写成 \"80%\"、\"5\" 或 \"1280.50\"", "write \"80%\", \"5\" or \"1280.50\"");
        diags.push(Diag::error(Code::WRONG_VALUE, text.span, message).help(help));
    }
    value
}

/// The better end must be the one that the KPI itself calls better.
fn line(
    entry: &WeightDraft,
    zero: Exact,
    full: Exact,
    direction: Direction,
    name: &str,
    diags: &mut Diags,
) -> Option<Scale> {
    let rises = direction != Direction::Down;
    if zero != full && (zero < full) == rises {
        return Some(Scale::Line { zero, full });
    }
    let at = entry.head.zero.as_ref().or(entry.head.full.as_ref()).map_or(entry.head.span, |text| text.span);
    let message = if zero == full {
        words!("“{name}”的零分和满分是同一个数", "nothing and all of “{name}” are one value")
    } else if rises {
        words!("“{name}”越高越好，零分的数却更大", "“{name}” is better when higher, yet nothing stands above all")
    } else {
        words!("“{name}”越低越好，零分的数却更小", "“{name}” is better when lower, yet nothing stands below all")
    };
    diags.push(
        Diag::error(Code::OUT_OF_RANGE, at, message)
            .help(words!("把 zero 和 full 对调，或改其中一个", "swap zero and full, or change one of them")),
    );
    None
}
