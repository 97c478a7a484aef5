//! Workbooks of KPIs alone: those of a stage to be filled in, and a team's own with all that it filled in so far.

use super::{Columns, Input, Line, Worksheet};
use crate::{
    model::{
        Book,
        figures::Figures,
        goal::Goal,
        kpi::{self, Kpi, KpiHead},
        table::Id,
    },
    words,
};
use std::ops::Range;

/// Columns of a sheet that nobody has filled in yet.
const WEEKS: usize = 8;
/// Empty columns behind what a team filled in.
const AHEAD: usize = 4;

/// The stages that KPIs name, each once, in the order of the KPIs.
pub fn stages(book: &Book) -> Vec<&str> {
    let mut list: Vec<&str> = Vec::new();
    for stage in book.kpis.values().flat_map(|kpi| &kpi.head.stages) {
        if !list.contains(&stage.value.as_str()) {
            list.push(&stage.value);
        }
    }
    list
}

/// A workbook for the KPIs of a stage.
pub fn stage(book: &Book, stage: &str) -> Vec<u8> {
    super::workbook(&stage_sheet(book, stage))
}

pub fn stage_sheet(book: &Book, stage: &str) -> Worksheet {
    let here = |(_, kpi): &(Id<Kpi>, &Kpi)| kpi.head.stages.iter().any(|s| s.value == stage);
    let wanted: Vec<Id<Kpi>> = book.kpis.iter().filter(here).map(|(id, _)| id).collect();
    let lang = book.site.lang;
    let title = words!("{stage}阶段 · 指标表", "{stage} · KPIs").get(lang).to_string();
    let week = |n: usize| words!("第{n}周", "week {n}").get(lang).to_string();
    sheet(book, title, stage.to_string(), (1..=WEEKS).map(week).collect(), &wanted)
}

/// A workbook with everything that a team filled in, and room for more. It can be filled in further and put back.
pub fn team(book: &Book, figures: &Figures) -> Vec<u8> {
    let mut sheet = team_sheet(book, figures, 0..figures.periods.len());
    sheet.periods.extend(std::iter::repeat_n(String::new(), AHEAD));
    super::workbook(&sheet)
}

/// What a team filled in, in these of its periods.
pub fn team_sheet(book: &Book, figures: &Figures, periods: Range<usize>) -> Worksheet {
    // What its formula asks for was filled in at least once; another KPI in it is none of the figures.
    let known = |head: &KpiHead| {
        let names = head.formula.iter().flat_map(|formula| formula.names());
        names
            .filter(|(name, _)| head.inputs.iter().any(|input| input.name.value == *name))
            .all(|(name, _)| figures.inputs.iter().any(|i| i == name))
    };
    let wanted: Vec<Id<Kpi>> = book.kpis.iter().filter(|(_, kpi)| known(&kpi.head)).map(|(id, _)| id).collect();
    let team = &figures.team;
    let title = words!("{team} · 指标表", "{team} · KPIs").get(book.site.lang).to_string();
    let mut sheet = sheet(book, title, team.clone(), figures.periods[periods.clone()].to_vec(), &wanted);
    for input in &mut sheet.inputs {
        if let Some(row) = figures.inputs.iter().position(|name| name == input.name()) {
            input.values = periods.clone().map(|period| figures.value(row, period).cloned()).collect();
        }
    }
    sheet
}

/// One period of all teams, a column for each: to compare, not to fill in.
pub fn teams_sheet(book: &Book, period: &str) -> Worksheet {
    let there: Vec<(&Figures, usize)> = book
        .figures
        .iter()
        .filter_map(|figures| Some((figures, figures.periods.iter().position(|known| known == period)?)))
        .collect();
    let known = |id: &Id<Kpi>| {
        let inputs = &book.kpis[*id].head.inputs;
        there.iter().any(|(figures, _)| inputs.iter().any(|input| figures.inputs.contains(&input.name.value)))
    };
    let wanted: Vec<Id<Kpi>> = book.kpis.iter().map(|(id, _)| id).filter(known).collect();
    let title = words!("{period} · 各团队", "{period} · all teams").get(book.site.lang).to_string();
    let teams = there.iter().map(|(figures, _)| figures.team.clone()).collect();
    let mut sheet = sheet(book, title, period.to_string(), teams, &wanted);
    sheet.columns = Columns::Teams;
    for input in &mut sheet.inputs {
        let value = |(figures, period): &(&Figures, usize)| {
            let row = figures.inputs.iter().position(|name| name == input.name())?;
            figures.value(row, *period).cloned()
        };
        input.values = there.iter().map(value).collect();
    }
    sheet
}

fn sheet(book: &Book, title: String, subject: String, periods: Vec<String>, wanted: &[Id<Kpi>]) -> Worksheet {
    let list = kpi::with_used(&book.kpis, wanted, &|_| true);
    Worksheet {
        lang: book.site.lang,
        title,
        subject,
        version: format!("v{}", book.site.version),
        link: (!book.site.base_url.value.is_empty()).then(|| format!("{}/kpis/index.html", book.site.base_url.value)),
        // No day belongs to it, and the clock's would make every build different.
        created: jiff::civil::date(2020, 1, 1),
        periods,
        columns: Columns::Periods,
        inputs: inputs(book, &list),
        lines: lines(book, &list),
        economics: None,
        forms: Vec::new(),
    }
}

/// Every figure that these KPIs are computed from, each once.
pub fn inputs(book: &Book, kpis: &[Id<Kpi>]) -> Vec<Input> {
    let mut list: Vec<Input> = Vec::new();
    for id in kpis {
        for input in &book.kpis[*id].head.inputs {
            if list.iter().any(|known| known.name() == input.name.value) {
                continue;
            }
            let from = if input.wecom.is_empty() {
                input.from.clone()
            } else {
                let (from, field) = (&input.from, &input.wecom);
                words!("{from}（企业微信字段 {field}）", "{from} (WeCom field {field})").get(book.site.lang).to_string()
            };
            list.push(Input {
                names: vec![input.name.value.clone()],
                unit: input.unit.clone(),
                from,
                values: Vec::new(),
            });
        }
    }
    list
}

/// These KPIs; a guard that is not among them is not named.
pub fn lines(book: &Book, list: &[Id<Kpi>]) -> Vec<Line> {
    let mut lines: Vec<Line> = list.iter().map(|id| line(book, *id)).collect();
    for (line, id) in lines.iter_mut().zip(list) {
        if book.kpis[*id].guard.is_some_and(|guard| !list.contains(&guard)) {
            line.guard = None;
        }
    }
    lines
}

/// A KPI whose formula was read.
fn line(book: &Book, id: Id<Kpi>) -> Line {
    let kpi = &book.kpis[id];
    let head = &kpi.head;
    let (goal, band) = (Goal::of(head), head.band.as_ref());
    Line {
        names: vec![head.name.value.clone()],
        en: head.en.clone(),
        formula: head.formula.clone().expect("only KPIs whose formula was read are listed"),
        unit: head.unit,
        direction: head.direction,
        period: head.period.clone(),
        target: goal.low.clone().or_else(|| goal.high.clone()),
        low: goal.low,
        high: goal.high,
        band: band.map(|b| format!("{}–{}（{}）", show(&b.low), show(&b.high), b.source)).unwrap_or_default(),
        meaning: kpi.body.plain().lines().next().unwrap_or("").to_string(),
        misuse: head.misuse.clone(),
        guard: kpi.guard.map(|guard| book.kpis[guard].head.name.value.clone()),
    }
}

fn show(bound: &Option<String>) -> &str {
    bound.as_deref().unwrap_or("")
}
