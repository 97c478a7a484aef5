//! A plan's workbook: the agreement, figures with points and total, its rubrics; for a contest the scoreboard.

use super::{
    Columns, Form, Input, Line, Worksheet,
    agreement::{Agreement, Clause},
    contest::Contest,
    kpis, rubric,
};
use crate::{
    base::{lang::Lang, money::Ppm},
    model::{
        Book,
        figures::Figures,
        formula::{Expr, Formula, Kind},
        goal,
        kpi::{self, Direction, Kpi, Unit},
        plan::{Measure, Plan, PlanKind, Scale, Weight, total},
        rubric::Rubric,
        table::Id,
    },
    words,
};

/// Columns to fill in.
const PERIODS: usize = 8;
/// Groups that a contest has room for when nobody knows them yet.
const GROUPS: usize = 12;
/// Empty rows behind the teams that are known.
const MORE: usize = 4;

/// The workbook of one plan.
pub fn workbook(book: &Book, id: Id<Plan>) -> Vec<u8> {
    super::workbook(&worksheet(book, id))
}

/// What it holds.
pub fn worksheet(book: &Book, id: Id<Plan>) -> Worksheet {
    let plan = &book.plans[id];
    let (head, lang) = (&plan.head, book.site.lang);
    let title = &head.title.value;
    let wanted: Vec<Id<Kpi>> = plan.weights.iter().filter_map(|weight| kpi_of(weight.measure)).collect();
    // A scoreboard has no room for what guards: who is scored by it has it among the measures.
    let mut list = kpi::with_used(&book.kpis, &wanted, &|_| true);
    if head.kind == PlanKind::Contest {
        list.retain(|id| wanted.contains(id) || !is_guard(book, &wanted, *id));
    }
    let mut sheet = Worksheet {
        lang,
        title: title.clone(),
        subject: head.stage.as_ref().map_or_else(|| title.clone(), |stage| stage.value.clone()),
        version: format!("v{}", book.site.version),
        link: link(book, "plans", &head.slug),
        created: jiff::civil::date(2020, 1, 1),
        periods: periods(&head.period, lang),
        columns: Columns::Periods,
        inputs: kpis::inputs(book, &list),
        lines: kpis::lines(book, &list),
        economics: None,
        forms: vec![Form::Agreement(agreement(book, plan))],
    };
    let (more, lines) = points(book, plan, &sheet.inputs);
    if head.kind == PlanKind::Contest {
        let (inputs, lines_of_kpis) = (std::mem::take(&mut sheet.inputs), std::mem::take(&mut sheet.lines));
        let inputs: Vec<Input> = inputs.into_iter().chain(more).collect();
        let (groups, values) = groups(book, &inputs);
        sheet.periods = Vec::new();
        let lines = lines_of_kpis.into_iter().chain(lines).collect();
        sheet.forms.insert(0, Form::Contest(Contest { groups, inputs, values, lines }));
    } else {
        sheet.inputs.extend(more);
        sheet.lines.extend(lines);
    }
    let rubrics = plan.weights.iter().filter_map(|weight| match weight.measure {
        Measure::Rubric(id) => Some(Form::Rubric(rubric::of(book, id))),
        Measure::Kpi(_) => None,
    });
    sheet.forms.extend(rubrics);
    sheet
}

/// The workbook of a rubric alone.
pub fn of_rubric(book: &Book, id: Id<Rubric>) -> Vec<u8> {
    let head = &book.rubrics[id].head;
    super::workbook(&Worksheet {
        lang: book.site.lang,
        title: head.name.value.clone(),
        subject: head.summary.clone(),
        version: format!("v{}", book.site.version),
        link: link(book, "rubrics", &head.slug),
        created: jiff::civil::date(2020, 1, 1),
        periods: Vec::new(),
        columns: Columns::Periods,
        inputs: Vec::new(),
        lines: Vec::new(),
        economics: None,
        forms: vec![Form::Rubric(rubric::of(book, id))],
    })
}

fn link(book: &Book, folder: &str, slug: &str) -> Option<String> {
    let base = &book.site.base_url.value;
    (!base.is_empty()).then(|| format!("{base}/{folder}/{slug}/index.html"))
}

/// Whether it is among them only because it guards one of them.
fn is_guard(book: &Book, wanted: &[Id<Kpi>], id: Id<Kpi>) -> bool {
    let name = &book.kpis[id].head.name.value;
    let mut used =
        wanted.iter().filter_map(|id| book.kpis[*id].head.formula.as_ref()).flat_map(|formula| formula.names());
    !used.any(|(used, _)| used == name)
}

fn kpi_of(measure: Measure) -> Option<Id<Kpi>> {
    match measure {
        Measure::Kpi(id) => Some(id),
        Measure::Rubric(_) => None,
    }
}

fn periods(period: &str, lang: Lang) -> Vec<String> {
    let name = |n: usize| {
        let words = match period {
            "每月" | "month" => words!("第{n}月", "month {n}"),
            "每阶段" | "每场活动" | "phase" | "campaign" => words!("第{n}次", "round {n}"),
            "每季度" | "quarter" => words!("第{n}季", "quarter {n}"),
            _ => words!("第{n}周", "week {n}"),
        };
        words.get(lang).to_string()
    };
    (1..=PERIODS).map(name).collect()
}

/// Figures that rubrics give, and a line of points for each measure with the total below.
fn points(book: &Book, plan: &Plan, asked: &[Input]) -> (Vec<Input>, Vec<Line>) {
    let lang = book.site.lang;
    let (mut inputs, mut lines): (Vec<Input>, Vec<Line>) = (Vec::new(), Vec::new());
    let mut parts: Vec<(String, Ppm)> = Vec::new();
    for weight in &plan.weights {
        let (measured, why) = (figure(book, weight.measure), weight.head.why.clone());
        // A KPI may ask for the same mean: then it is typed once.
        if matches!(weight.measure, Measure::Rubric(_)) && !asked.iter().any(|input| input.name() == measured) {
            inputs.push(Input {
                names: vec![measured.clone()],
                unit: goal::unit(Unit::Points, lang).to_string(),
                from: words!("评分表的平均分", "the mean of the scoring sheet").get(lang).to_string(),
                values: Vec::new(),
            });
        }
        let name = words!("得分·{measured}", "points · {measured}").get(lang).to_string();
        let share = weight.share;
        let meaning = words!("0–100 分，占 {share}。{why}", "0–100 points, {share} of the total. {why}");
        lines.push(line(name.clone(), weight.scale.points(&measured), meaning.get(lang).to_string()));
        parts.push((name, share));
    }
    if let Some(sum) = total(parts.iter().map(|(name, share)| (name.as_str(), *share))) {
        // To two decimals, so that two groups of one score share their rank.
        let root = Expr { span: sum.root.span, kind: Kind::Round(Box::new(sum.root), 2) };
        let meaning =
            words!("各项得分按占比相加；缺一项就没有总分", "points by their shares; no total while one is missing");
        lines.push(line(
            words!("总分", "total").get(lang).to_string(),
            Formula { root },
            meaning.get(lang).to_string(),
        ));
    }
    (inputs, lines)
}

/// The name under which formulas find it.
fn figure(book: &Book, measure: Measure) -> String {
    match measure {
        Measure::Kpi(id) => book.kpis[id].head.name.value.clone(),
        Measure::Rubric(id) => book.rubrics[id].head.figure().to_string(),
    }
}

fn measured(book: &Book, measure: Measure) -> String {
    match measure {
        Measure::Kpi(id) => book.kpis[id].head.name.value.clone(),
        Measure::Rubric(id) => book.rubrics[id].head.name.value.clone(),
    }
}

fn line(name: String, formula: Formula, meaning: String) -> Line {
    Line {
        names: vec![name],
        en: String::new(),
        formula,
        unit: Unit::Points,
        direction: Direction::Up,
        period: String::new(),
        target: None,
        low: None,
        high: None,
        band: String::new(),
        meaning,
        misuse: String::new(),
        guard: None,
    }
}

fn agreement(book: &Book, plan: &Plan) -> Agreement {
    let role =
        |id: Option<Id<crate::model::role::Role>>| id.map_or_else(String::new, |id| book.roles[id].name.value.clone());
    Agreement {
        owner: role(plan.owner),
        approver: role(plan.approver),
        clauses: plan.weights.iter().map(|weight| clause(book, weight)).collect(),
        nodes: plan.head.nodes.clone(),
        gates: plan.head.gates.clone(),
        not_yet: plan.head.not_yet.clone(),
    }
}

fn clause(book: &Book, weight: &Weight) -> Clause {
    let (unit, decimals, formula, guard) = match weight.measure {
        Measure::Kpi(id) => {
            let head = &book.kpis[id].head;
            let decimals = head.formula.as_ref().map_or(0, |formula| goal::decimals(head.unit, formula));
            let guard = book.kpis[id].guard.map(|guard| book.kpis[guard].head.name.value.clone());
            (head.unit, decimals, head.formula_text.value.clone(), guard.unwrap_or_default())
        }
        Measure::Rubric(id) => (Unit::Points, 1, book.rubrics[id].head.summary.clone(), String::new()),
    };
    let show = |value| goal::show(unit, Some(value), decimals);
    let (zero, full) = match &weight.scale {
        Scale::Line { zero, full } => (show(zero), show(full)),
        Scale::Within { low, high } => (String::new(), format!("{}–{}", show(low), show(high))),
    };
    Clause {
        name: measured(book, weight.measure),
        formula,
        unit,
        decimals,
        share: weight.share,
        zero,
        full,
        guard,
        why: weight.head.why.clone(),
    }
}

/// The teams with figures, and the latest of each figure that they filled in; without any, room for some.
fn groups(book: &Book, inputs: &[Input]) -> (Vec<String>, Vec<Vec<Option<crate::base::exact::Exact>>>) {
    if book.figures.is_empty() {
        return (vec![String::new(); GROUPS], vec![vec![None; inputs.len()]; GROUPS]);
    }
    let latest = |figures: &Figures, input: &Input| {
        let row = figures.inputs.iter().position(|name| name == input.name())?;
        // One period for all figures: of different ones no rate could be made.
        figures.value(row, figures.periods.len().checked_sub(1)?).cloned()
    };
    let mut names: Vec<String> = book.figures.iter().map(|figures| figures.team.clone()).collect();
    let mut values: Vec<Vec<Option<crate::base::exact::Exact>>> =
        book.figures.iter().map(|figures| inputs.iter().map(|input| latest(figures, input)).collect()).collect();
    names.extend(vec![String::new(); MORE]);
    values.extend(vec![vec![None; inputs.len()]; MORE]);
    (names, values)
}
