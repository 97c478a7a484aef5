//! How KPIs went in each team: computed once for all pages from what teams filled in, drawn where it is asked for.
//!
//! Figures of teams are the team's own: they are printed for the internal audience alone.

use super::{
    Printer,
    chart::{self, Bar, Trend},
    views::LinkView,
};
use crate::model::{
    Book, Record,
    chapter::Audience,
    figures::{Calculation, Course, last_day},
    goal::{self, Goal, Standing},
    kpi::Kpi,
    table::Id,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// Periods that a drawing shows.
const PERIODS: usize = 8;
/// Teams that are drawn one by one; more are compared in one drawing.
const DRAWN: usize = 6;
/// Teams in a comparison; the table below has all.
const COMPARED: usize = 30;

/// The courses of every KPI, by team.
#[derive(Debug, Default)]
pub struct Courses {
    by_kpi: BTreeMap<Id<Kpi>, Vec<Course>>,
}

impl Courses {
    pub fn new(book: &Book, audience: Audience) -> Courses {
        let mut courses = Courses::default();
        if audience == Audience::Internal && !book.figures.is_empty() {
            let calculation = Calculation::new(&book.kpis);
            for course in book.figures.iter().flat_map(|figures| calculation.last(figures, PERIODS)) {
                courses.by_kpi.entry(course.kpi).or_default().push(course);
            }
        }
        courses
    }
}

/// What a KPI's page shows of its teams.
#[derive(Debug, Serialize)]
pub struct TrendView {
    /// A drawing with its table for each team, when there are few.
    pub teams: Vec<DrawnView>,
    /// All teams in one drawing, off target first; empty for a single team.
    pub compared: String,
    /// All teams as rows, when there are more than are drawn.
    pub rows: Vec<RowView>,
}

#[derive(Debug, Serialize)]
pub struct DrawnView {
    pub team: String,
    pub drawing: String,
    pub table: String,
    /// The same in a sentence.
    pub words: String,
}

#[derive(Debug, Serialize)]
pub struct RowView {
    pub link: Option<LinkView>,
    pub team: String,
    pub period: String,
    pub value: String,
    pub goal: String,
    /// `good`, `near`, `bad` or nothing.
    pub state: &'static str,
    pub state_word: String,
    /// The last day of the period, when it is one of the calendar: the reader's clock says how old it is.
    pub filled: String,
    /// How what guards it stands in the same team.
    pub guard: Option<GuardView>,
}

#[derive(Debug, Serialize)]
pub struct GuardView {
    pub link: LinkView,
    pub value: String,
    pub state: &'static str,
}

/// `None` when no team has a figure for it.
pub fn of_kpi(printer: &Printer<'_>, id: Id<Kpi>) -> Option<TrendView> {
    let courses = printer.courses.by_kpi.get(&id)?;
    let head = &printer.press.book.kpis[id].head;
    let (goal, decimals, lang) =
        (Goal::of(head), goal::decimals(head.unit, head.formula.as_ref()?), printer.press.lang);
    let name = printer.name(Record::Kpi(id)).to_string();
    let draw = |(index, course): (usize, &Course)| {
        let (anchor, title) = (format!("trend-{}", index + 1), format!("{name} · {}", course.team));
        let (id, title) = (anchor.as_str(), title.as_str());
        let trend = Trend {
            id,
            title,
            unit: head.unit,
            decimals,
            goal: &goal,
            own: course.own_band(),
            points: &course.points,
            lang,
        };
        DrawnView {
            team: course.team.clone(),
            drawing: chart::svg(&trend),
            table: chart::table(&trend),
            words: chart::describe(&trend),
        }
    };
    let few = courses.len() <= DRAWN;
    let mut sorted: Vec<&Course> = courses.iter().collect();
    sorted.sort_by_key(|course| {
        let standing = course.latest().and_then(|(_, value)| goal.standing(value));
        (std::cmp::Reverse(standing), course.team.as_str())
    });
    let bar =
        |course: &&Course| Bar { name: course.team.clone(), value: course.latest().map(|(_, value)| value.clone()) };
    let compared = if courses.len() < 2 {
        String::new()
    } else {
        let list: Vec<Bar> = sorted.iter().take(COMPARED).map(bar).collect();
        chart::bars("trend-all", &name, &list, head.unit, decimals, &goal, lang)
    };
    Some(TrendView {
        teams: if few { courses.iter().enumerate().map(draw).collect() } else { Vec::new() },
        compared,
        rows: if few {
            Vec::new()
        } else {
            sorted.iter().filter_map(|course| row(printer, "", id, course, false)).collect()
        },
    })
}

/// What is off target today, worst first, by stage; for the list of KPIs.
pub fn off_target(printer: &Printer<'_>, root: &str) -> Vec<StageView> {
    let book = printer.press.book;
    let mut stages: Vec<StageView> = Vec::new();
    for (id, courses) in &printer.courses.by_kpi {
        let goal = Goal::of(&book.kpis[*id].head);
        let off = |course: &&Course| {
            course
                .latest()
                .and_then(|(_, value)| goal.standing(value))
                .is_some_and(|standing| standing == Standing::Bad)
        };
        let rows: Vec<&Course> = courses.iter().filter(off).collect();
        if rows.is_empty() {
            continue;
        }
        let head = &book.kpis[*id].head;
        let stage = head.stages.first().map_or(String::new(), |stage| super::kpi::stage(printer, &stage.value));
        let place = match stages.iter().position(|s| s.name == stage) {
            Some(place) => place,
            None => {
                stages.push(StageView { name: stage, rows: Vec::new() });
                stages.len() - 1
            }
        };
        stages[place].rows.extend(rows.into_iter().filter_map(|course| row(printer, root, *id, course, true)));
    }
    stages
}

/// The same of these KPIs alone, as one list.
pub fn off_target_of(printer: &Printer<'_>, root: &str, kpis: &[Id<Kpi>]) -> Vec<RowView> {
    let mut rows = Vec::new();
    for id in kpis {
        let goal = Goal::of(&printer.press.book.kpis[*id].head);
        for course in printer.courses.by_kpi.get(id).into_iter().flatten() {
            let standing = course.latest().and_then(|(_, value)| goal.standing(value));
            if standing == Some(Standing::Bad) {
                rows.extend(row(printer, root, *id, course, true));
            }
        }
    }
    rows
}

/// Whether a team has a figure for it.
pub fn is_filled(printer: &Printer<'_>, id: Id<Kpi>) -> bool {
    printer.courses.by_kpi.contains_key(&id)
}

/// All teams in one drawing; `None` for fewer than two.
pub fn compared(printer: &Printer<'_>, id: Id<Kpi>) -> Option<String> {
    let courses = printer.courses.by_kpi.get(&id).filter(|courses| courses.len() > 1)?;
    let head = &printer.press.book.kpis[id].head;
    let decimals = goal::decimals(head.unit, head.formula.as_ref()?);
    let value = |course: &Course| course.latest().map(|(_, value)| value.clone());
    let list: Vec<Bar> =
        courses.iter().take(COMPARED).map(|course| Bar { name: course.team.clone(), value: value(course) }).collect();
    let (anchor, name) = (format!("teams-{}", head.slug), printer.name(Record::Kpi(id)));
    Some(chart::bars(&anchor, name, &list, head.unit, decimals, &Goal::of(head), printer.press.lang))
}

fn guard(printer: &Printer<'_>, root: &str, id: Id<Kpi>, team: &str) -> Option<GuardView> {
    let guard = printer.press.book.kpis[id].guard?;
    let head = &printer.press.book.kpis[guard].head;
    let link = printer.link(root, Record::Kpi(guard))?;
    let course = printer.courses.by_kpi.get(&guard).and_then(|courses| courses.iter().find(|c| c.team == team));
    let value = course.and_then(Course::latest).map(|(_, value)| value);
    let decimals = head.formula.as_ref().map_or(0, |formula| goal::decimals(head.unit, formula));
    Some(GuardView {
        link,
        value: goal::show(head.unit, value, decimals),
        state: value.and_then(|value| Goal::of(head).standing(value)).map_or("", Standing::key),
    })
}

#[derive(Debug, Serialize)]
pub struct StageView {
    pub name: String,
    pub rows: Vec<RowView>,
}

fn row(printer: &Printer<'_>, root: &str, id: Id<Kpi>, course: &Course, linked: bool) -> Option<RowView> {
    let head = &printer.press.book.kpis[id].head;
    let (goal, decimals) = (Goal::of(head), goal::decimals(head.unit, head.formula.as_ref()?));
    let (period, value) = course.latest()?;
    let standing = goal.standing(value);
    Some(RowView {
        link: if linked { printer.link(root, Record::Kpi(id)) } else { None },
        team: course.team.clone(),
        period: period.to_string(),
        value: goal::show(head.unit, Some(value), decimals),
        goal: goal.show(head.unit, decimals),
        state: standing.map_or("", Standing::key),
        state_word: standing.map_or_else(String::new, |s| s.label().get(printer.press.lang).to_string()),
        filled: last_day(period).map_or_else(String::new, |day| day.to_string()),
        guard: if linked { guard(printer, root, id, &course.team) } else { None },
    })
}
