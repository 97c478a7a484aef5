//! A KPI: its meaning, its formula as a fraction, where its inputs are read, how it is misused and what guards it.

use super::{
    Printer, escape,
    frame::Head,
    places::PageId,
    prose::Prose,
    trend::{self, StageView, TrendView},
    views::{CellView, FileView, LinkView, MarkView},
};
use crate::output::Shelf;
use crate::{
    base::diag::Diag,
    model::{
        Record,
        kpi::{Class, Direction, Kpi, Unit},
        limit::Sureness,
        table::Id,
    },
};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct KpiView {
    number: String,
    title: String,
    other_name: String,
    formula: String,
    target: String,
    unit: String,
    facts: Vec<CellView>,
    inputs: Vec<InputView>,
    band: Option<BandView>,
    misuse: String,
    guard: Option<LinkView>,
    body: String,
    used_by: Vec<LinkView>,
    files: Vec<FileView>,
    /// Data of the worksheet; empty when there is none.
    worksheet: String,
    /// For the keys under which a device keeps what was typed.
    slug: String,
    trend: Option<TrendView>,
}

#[derive(Debug, Serialize)]
struct InputView {
    name: String,
    from: String,
    unit: String,
    wecom: String,
}

#[derive(Debug, Serialize)]
struct BandView {
    low: String,
    high: String,
    source: String,
    grade: String,
    checked_on: String,
}

/// A KPI inside another page.
#[derive(Debug, Serialize)]
pub struct KpiCardView {
    link: LinkView,
    formula: String,
    target: String,
    period: String,
}

pub fn card(printer: &Printer<'_>, root: &str, id: Id<Kpi>) -> KpiCardView {
    let kpi = &printer.press.book.kpis[id];
    KpiCardView {
        link: printer.link(root, Record::Kpi(id)).unwrap_or_default(),
        formula: formula(printer, root, kpi),
        target: kpi.head.target.as_ref().map_or_else(String::new, |t| t.value.clone()),
        period: kpi.head.period.clone(),
    }
}

/// The formula with names that lead to other KPIs.
pub fn formula(printer: &Printer<'_>, root: &str, kpi: &Kpi) -> String {
    let book = printer.press.book;
    let name = |name: &str| {
        let other = book.kpis.iter().find(|(_, other)| other.head.name.value == name).map(|(id, _)| id);
        match other.and_then(|id| printer.href(root, Record::Kpi(id), None)) {
            Some(href) => {
                let mut out = String::from("<a");
                escape::attribute("href", &href, &mut out);
                out.push('>');
                escape::push(name, &mut out);
                out.push_str("</a>");
                out
            }
            None => escape::escaped(name),
        }
    };
    match &kpi.head.formula {
        Some(formula) => formula.to_html(printer.press.lang, &name),
        None => escape::escaped(&kpi.head.formula_text.value),
    }
}

pub fn page(printer: &Printer<'_>, root: &str, id: Id<Kpi>) -> Result<Vec<u8>, Diag> {
    let kpi = &printer.press.book.kpis[id];
    let head = &kpi.head;
    let body = Prose { printer, root, steps: &[], top: 2, terms: true, prefix: "" }.all(&kpi.body)?;
    let mut facts = Vec::new();
    let mut fact = |key: &'static str, value: String| {
        if !value.is_empty() {
            facts.push(CellView { label: printer.word(key).to_string(), value, ..CellView::default() });
        }
    };
    fact("kpi.class", printer.word(if head.class == Class::Result { "kpi.result" } else { "kpi.process" }).to_string());
    fact("kpi.direction", printer.word(direction(head.direction)).to_string());
    fact("kpi.period", period(printer, &head.period));
    let stages: Vec<String> = head.stages.iter().map(|s| stage(printer, &s.value)).collect();
    fact("kpi.stages", stages.join("、"));
    fact("kpi.unit", printer.word(unit(head.unit)).to_string());
    let name = printer.name(Record::Kpi(id)).to_string();
    let view = KpiView {
        number: head.number.as_ref().map_or_else(String::new, |n| n.value.clone()),
        other_name: if name == head.name.value { head.en.clone() } else { head.name.value.clone() },
        title: name,
        formula: formula(printer, root, kpi),
        target: head.target.as_ref().map_or_else(String::new, |t| t.value.clone()),
        unit: printer.word(unit(head.unit)).to_string(),
        facts,
        inputs: head
            .inputs
            .iter()
            .map(|i| InputView {
                name: i.name.value.clone(),
                from: i.from.clone(),
                unit: i.unit.clone(),
                wecom: i.wecom.clone(),
            })
            .collect(),
        band: head.band.as_ref().map(|band| BandView {
            low: band.low.clone().unwrap_or_default(),
            high: band.high.clone().unwrap_or_default(),
            source: band.source.clone(),
            grade: printer.word(sureness(band.grade)).to_string(),
            checked_on: band.checked_on.map_or_else(String::new, |d| d.to_string()),
        }),
        misuse: head.misuse.clone(),
        guard: kpi.guard.and_then(|id| printer.link(root, Record::Kpi(id))),
        body: body.html,
        used_by: printer.links(root, printer.uses.of(Record::Kpi(id)).iter().copied().take(16)),
        files: printer.downloads(root, Record::Kpi(id), None),
        worksheet: super::worksheet::data(printer, root, printer.name(Record::Kpi(id)), &[id]),
        slug: head.slug.clone(),
        trend: trend::of_kpi(printer, id),
    };
    let mut toc = super::chapter::toc(&body.marks);
    let parts = [
        ("inputs", "kpi.inputs", !view.inputs.is_empty()),
        ("trend", "kpi.trend", view.trend.is_some()),
        ("worksheet", "kpi.worksheet", !view.worksheet.is_empty()),
        ("band", "kpi.band", view.band.is_some()),
        ("misuse", "kpi.misuse", !view.misuse.is_empty()),
    ];
    toc.extend(parts.into_iter().filter(|(_, _, is_there)| *is_there).map(|(anchor, word, _)| MarkView {
        level: 2,
        anchor: anchor.to_string(),
        text: printer.word(word).to_string(),
    }));
    let page_head = Head {
        title: view.title.clone(),
        about: head.formula_text.value.clone(),
        kind: "kpi",
        crumbs: vec![
            printer.crumb(root, PageId::Home, printer.word("nav.home")),
            printer.crumb(root, PageId::Kpis, printer.word("nav.kpis")),
        ],
        side: siblings(printer, root, id),
        side_title: printer.word("nav.kpis").to_string(),
        toc,
        slug_line: view.number.clone(),
        extra: if view.worksheet.is_empty() { Vec::new() } else { vec!["worksheet"] },
    };
    printer.print(PageId::Kpi(id), root, "kpi.html", &page_head, view)
}

fn siblings(printer: &Printer<'_>, root: &str, id: Id<Kpi>) -> Vec<LinkView> {
    let all = printer.press.book.kpis.iter().map(|(other, _)| other).take(80);
    all.filter_map(|other| {
        let mut link = printer.link(root, Record::Kpi(other))?;
        link.note.clear();
        link.here = other == id;
        Some(link)
    })
    .collect()
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "kpi.up",
        Direction::Down => "kpi.down",
        Direction::Range => "kpi.range",
    }
}

pub fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "unit.percent",
        Unit::Yuan => "unit.yuan",
        Unit::Count => "unit.count",
        Unit::Minutes => "unit.minutes",
        Unit::Points => "unit.points",
        Unit::Times => "unit.times",
    }
}

pub fn sureness(sure: Sureness) -> &'static str {
    match sure {
        Sureness::High => "sure.high",
        Sureness::Medium => "sure.medium",
        Sureness::Low => "sure.low",
    }
}

/// A word of the theme for a key that writers give, or the key itself.
fn known(printer: &Printer<'_>, group: &str, key: &str) -> String {
    let full = format!("{group}.{key}");
    let word = printer.press.theme.words(printer.press.lang).get(&full).to_string();
    if word == full { key.to_string() } else { word }
}

fn period(printer: &Printer<'_>, key: &str) -> String {
    known(printer, "period", key)
}

pub fn stage(printer: &Printer<'_>, key: &str) -> String {
    known(printer, "stage", key)
}

#[derive(Debug, Serialize)]
struct IndexView {
    off_target: Vec<StageView>,
    stages: Vec<LinkView>,
    plans: Vec<LinkView>,
    groups: Vec<GroupView>,
    /// Worksheets by stage and team.
    files: Vec<FileView>,
}

#[derive(Debug, Serialize)]
struct GroupView {
    title: String,
    note: String,
    /// Printed cards.
    cards: Vec<String>,
}

pub fn index(printer: &Printer<'_>, root: &str) -> Result<Vec<u8>, Diag> {
    let book = printer.press.book;
    let group = |class: Class, title: &'static str, note: &'static str| -> Result<GroupView, Diag> {
        let kpis = book
            .kpis
            .iter()
            .filter(|(id, kpi)| kpi.head.class == class && printer.places.shows(book, Record::Kpi(*id)));
        let print = |(id, _): (Id<Kpi>, &Kpi)| {
            printer.press.theme.print("parts/kpi-card.html", printer.press.lang, &card(printer, root, id))
        };
        let cards: Result<Vec<String>, Diag> = kpis.map(print).collect();
        Ok(GroupView { title: printer.word(title).to_string(), note: printer.word(note).to_string(), cards: cards? })
    };
    let groups = vec![
        group(Class::Result, "kpi.result", "kpi.result_note")?,
        group(Class::Process, "kpi.process", "kpi.process_note")?,
    ];
    let head = Head {
        title: printer.word("nav.kpis").to_string(),
        about: printer.word("kpis.about").to_string(),
        kind: "kpis",
        crumbs: vec![printer.crumb(root, PageId::Home, printer.word("nav.home"))],
        ..Head::default()
    };
    let view = IndexView {
        off_target: trend::off_target(printer, root),
        stages: super::stage::links(printer, root, None),
        plans: printer.links(
            root,
            book.plans
                .iter()
                .map(|(id, _)| Record::Plan(id))
                .chain(book.rubrics.iter().map(|(id, _)| Record::Rubric(id))),
        ),
        files: printer.files_on(root, Shelf::Kpis, None),
        groups: groups.into_iter().filter(|g| !g.cards.is_empty()).collect(),
    };
    printer.print(PageId::Kpis, root, "kpis.html", &head, view)
}
