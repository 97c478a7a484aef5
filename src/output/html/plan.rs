//! A plan (方案): what counts and how much, from which value to which, why, and who agrees to it.

use super::{
    Printer,
    frame::Head,
    kpi,
    places::PageId,
    prose::Prose,
    views::{CellView, ChipView, FileView, LinkView},
};
use crate::{
    base::diag::Diag,
    model::{
        Record, goal,
        kpi::{Kpi, Unit},
        plan::{Measure, Plan, PlanKind, Scale, Weight, total},
        table::Id,
    },
};
use serde::Serialize;
use serde_json::{Value, json};

#[derive(Debug, Serialize)]
struct PlanView {
    title: String,
    summary: String,
    contest: bool,
    facts: Vec<CellView>,
    owner: Option<ChipView>,
    approver: Option<ChipView>,
    weights: Vec<WeightView>,
    nodes: Vec<String>,
    gates: Vec<String>,
    not_yet: Vec<String>,
    source: String,
    body: String,
    files: Vec<FileView>,
    /// Data of the worksheet; empty when there is none.
    worksheet: String,
    slug: String,
    used_by: Vec<LinkView>,
}

#[derive(Debug, Serialize)]
struct WeightView {
    link: LinkView,
    share: String,
    zero: String,
    full: String,
    why: String,
    guard: Option<LinkView>,
}

pub fn page(printer: &Printer<'_>, root: &str, id: Id<Plan>) -> Result<Vec<u8>, Diag> {
    let book = printer.press.book;
    let plan = &book.plans[id];
    let head = &plan.head;
    let body = Prose { printer, root, steps: &[], top: 2, terms: true, prefix: "" }.all(&plan.body)?;
    let mut facts = Vec::new();
    let mut fact = |key: &'static str, value: String, href: String| {
        if !value.is_empty() {
            facts.push(CellView { label: printer.word(key).to_string(), value, href, ..CellView::default() });
        }
    };
    if let Some(stage) = &head.stage {
        fact("kpi.stages", kpi::stage(printer, &stage.value), stage_href(printer, root, &stage.value));
    }
    fact("kpi.period", head.period.clone(), String::new());
    let view = PlanView {
        title: head.title.value.clone(),
        summary: head.summary.clone(),
        contest: head.kind == PlanKind::Contest,
        facts,
        owner: plan.owner.map(|role| printer.chip(root, role)),
        approver: plan.approver.map(|role| printer.chip(root, role)),
        weights: plan.weights.iter().filter_map(|weight| weight_view(printer, root, weight)).collect(),
        nodes: head.nodes.clone(),
        gates: head.gates.clone(),
        not_yet: head.not_yet.clone(),
        source: head.source.clone(),
        body: body.html,
        files: printer.downloads(root, Record::Plan(id), None),
        worksheet: worksheet(printer, root, plan),
        slug: format!("plan-{}", head.slug),
        used_by: printer.links(root, printer.uses.of(Record::Plan(id)).iter().copied().take(16)),
    };
    let page_head = Head {
        title: view.title.clone(),
        about: head.summary.clone(),
        kind: "plan",
        crumbs: vec![
            printer.crumb(root, PageId::Home, printer.word("nav.home")),
            printer.crumb(root, PageId::Kpis, printer.word("nav.kpis")),
        ],
        side: siblings(printer, root, Record::Plan(id)),
        side_title: printer.word("plan.all").to_string(),
        toc: super::chapter::toc(&body.marks),
        extra: if view.worksheet.is_empty() { Vec::new() } else { vec!["worksheet"] },
        ..Head::default()
    };
    printer.print(PageId::Plan(id), root, "plan.html", &page_head, view)
}

/// Plans and rubrics that this audience sees.
pub fn siblings(printer: &Printer<'_>, root: &str, here: Record) -> Vec<LinkView> {
    let book = printer.press.book;
    let plans = book.plans.iter().map(|(id, _)| Record::Plan(id));
    let rubrics = book.rubrics.iter().map(|(id, _)| Record::Rubric(id));
    plans
        .chain(rubrics)
        .filter_map(|record| {
            let mut link = printer.link(root, record)?;
            link.note.clear();
            link.here = record == here;
            Some(link)
        })
        .collect()
}

fn stage_href(printer: &Printer<'_>, root: &str, name: &str) -> String {
    let place = printer.places.stages.iter().position(|stage| stage.name == name);
    place.map_or_else(String::new, |index| printer.page_href(root, PageId::Stage(index as u32)))
}

fn record(measure: Measure) -> Record {
    match measure {
        Measure::Kpi(id) => Record::Kpi(id),
        Measure::Rubric(id) => Record::Rubric(id),
    }
}

/// `None` for what this audience does not see.
fn weight_view(printer: &Printer<'_>, root: &str, weight: &Weight) -> Option<WeightView> {
    let (unit, decimals) = shown_as(printer, weight.measure);
    let show = |value| goal::show(unit, Some(value), decimals);
    let (zero, full) = match &weight.scale {
        Scale::Line { zero, full } => (show(zero), show(full)),
        Scale::Within { low, high } => (String::new(), format!("{}–{}", show(low), show(high))),
    };
    let guard = match weight.measure {
        Measure::Kpi(id) => printer.press.book.kpis[id].guard,
        Measure::Rubric(_) => None,
    };
    Some(WeightView {
        link: printer.link(root, record(weight.measure))?,
        share: weight.share.to_string(),
        zero,
        full,
        why: weight.head.why.clone(),
        guard: guard.and_then(|guard| printer.link(root, Record::Kpi(guard))),
    })
}

fn shown_as(printer: &Printer<'_>, measure: Measure) -> (Unit, u32) {
    match measure {
        Measure::Kpi(id) => {
            let head = &printer.press.book.kpis[id].head;
            (head.unit, head.formula.as_ref().map_or(0, |formula| goal::decimals(head.unit, formula)))
        }
        Measure::Rubric(_) => (Unit::Points, 1),
    }
}

/// Figures to type, KPIs, points and the total. Nothing for a plan that this audience does not see whole.
fn worksheet(printer: &Printer<'_>, root: &str, plan: &Plan) -> String {
    let book = printer.press.book;
    let whole = plan.weights.iter().all(|weight| printer.places.shows(book, record(weight.measure)));
    if !whole || plan.weights.is_empty() {
        return String::new();
    }
    let kpis: Vec<Id<Kpi>> = plan
        .weights
        .iter()
        .filter_map(|weight| match weight.measure {
            Measure::Kpi(id) => Some(id),
            Measure::Rubric(_) => None,
        })
        .collect();
    let listed =
        crate::model::kpi::with_used(&book.kpis, &kpis, &|kpi| kpi.head.audience.open_to(printer.press.audience));
    let figures = listed.iter().flat_map(|id| &book.kpis[*id].head.inputs);
    let asked: Vec<&str> = figures.map(|input| input.name.value.as_str()).collect();
    let mut inputs: Vec<Value> = Vec::new();
    let mut lines: Vec<Value> = Vec::new();
    let mut parts = Vec::new();
    for weight in &plan.weights {
        let measured = match weight.measure {
            Measure::Kpi(id) => book.kpis[id].head.name.value.clone(),
            // A KPI may ask for the same mean: then it is typed once.
            Measure::Rubric(id) => {
                let figure = book.rubrics[id].head.figure().to_string();
                if !asked.contains(&figure.as_str()) {
                    let (unit, from) = (printer.word("unit.points"), printer.word("plan.by_rubric"));
                    inputs.push(json!({ "names": [figure], "unit": unit, "from": from }));
                }
                figure
            }
        };
        let name = printer.word_with("plan.points_of", &measured);
        lines.push(line(&name, printer.word("unit.points"), &weight.scale.points(&measured)));
        parts.push((name, weight.share));
    }
    if let Some(sum) = total(parts.iter().map(|(name, share)| (name.as_str(), *share))) {
        lines.push(line(printer.word("plan.total"), printer.word("unit.points"), &sum));
    }
    super::worksheet::data_with(printer, root, &plan.head.title.value, &kpis, inputs, lines)
}

fn line(name: &str, unit: &str, formula: &crate::model::formula::Formula) -> Value {
    json!({
        "names": [name], "unit": unit, "percent": false, "decimals": 1, "formula": formula.to_json(),
        "low": Value::Null, "high": Value::Null, "link": Value::Null,
    })
}
