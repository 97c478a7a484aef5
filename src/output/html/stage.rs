//! A stage (阶段): which KPIs count in it, what is off target with its guard beside it, teams compared, plans and sheets.

use super::{
    Printer,
    frame::Head,
    kpi,
    places::PageId,
    trend::{self, RowView},
    views::{FileView, LinkView},
};
use crate::{
    base::diag::Diag,
    model::{
        Record,
        kpi::{Class, Kpi},
        table::Id,
    },
    output::Shelf,
};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct StageView {
    title: String,
    plans: Vec<LinkView>,
    off_target: Vec<RowView>,
    /// Whether anybody filled anything in: then nothing off target is good news.
    filled: bool,
    groups: Vec<GroupView>,
    compared: Vec<ComparedView>,
    files: Vec<FileView>,
}

#[derive(Debug, Serialize)]
struct GroupView {
    title: String,
    rows: Vec<KpiRowView>,
}

/// A KPI and what guards it.
#[derive(Debug, Serialize)]
struct KpiRowView {
    link: LinkView,
    formula: String,
    target: String,
    guard: Option<LinkView>,
}

#[derive(Debug, Serialize)]
struct ComparedView {
    link: LinkView,
    drawing: String,
}

pub fn page(printer: &Printer<'_>, root: &str, index: u32) -> Result<Vec<u8>, Diag> {
    let book = printer.press.book;
    let name = printer.places.stages[index as usize].name.as_str();
    let here: Vec<Id<Kpi>> = book
        .kpis
        .iter()
        .filter(|(id, kpi)| {
            kpi.head.stages.iter().any(|stage| stage.value == name) && printer.places.shows(book, Record::Kpi(*id))
        })
        .map(|(id, _)| id)
        .collect();
    let group = |class: Class, word: &'static str| GroupView {
        title: printer.word(word).to_string(),
        rows: here
            .iter()
            .filter(|id| book.kpis[**id].head.class == class)
            .filter_map(|id| row(printer, root, *id))
            .collect(),
    };
    let groups = [group(Class::Result, "kpi.result"), group(Class::Process, "kpi.process")];
    let plans = book.plans.iter().filter(|(_, plan)| plan.head.stage.as_ref().is_some_and(|stage| stage.value == name));
    let compared = here.iter().filter_map(|id| {
        Some(ComparedView { link: printer.link(root, Record::Kpi(*id))?, drawing: trend::compared(printer, *id)? })
    });
    let view = StageView {
        title: kpi::stage(printer, name),
        plans: printer.links(root, plans.map(|(id, _)| Record::Plan(id))),
        off_target: trend::off_target_of(printer, root, &here),
        filled: here.iter().any(|id| trend::is_filled(printer, *id)),
        groups: groups.into_iter().filter(|group| !group.rows.is_empty()).collect(),
        compared: compared.collect(),
        files: printer.files_on(root, Shelf::Stage(printer.places.stages[index as usize].number), None),
    };
    let head = Head {
        title: format!("{} · {}", view.title, printer.word("nav.kpis")),
        about: printer.word("stage_page.about").to_string(),
        kind: "stage",
        crumbs: vec![
            printer.crumb(root, PageId::Home, printer.word("nav.home")),
            printer.crumb(root, PageId::Kpis, printer.word("nav.kpis")),
        ],
        side: links(printer, root, Some(index)),
        side_title: printer.word("stage_page.all").to_string(),
        ..Head::default()
    };
    printer.print(PageId::Stage(index), root, "stage.html", &head, view)
}

fn row(printer: &Printer<'_>, root: &str, id: Id<Kpi>) -> Option<KpiRowView> {
    let kpi = &printer.press.book.kpis[id];
    Some(KpiRowView {
        link: printer.link(root, Record::Kpi(id))?,
        formula: kpi::formula(printer, root, kpi),
        target: kpi.head.target.as_ref().map_or_else(String::new, |target| target.value.clone()),
        guard: kpi.guard.and_then(|guard| printer.link(root, Record::Kpi(guard))),
    })
}

/// The pages of all stages.
pub fn links(printer: &Printer<'_>, root: &str, here: Option<u32>) -> Vec<LinkView> {
    let list = printer.places.stages.iter().enumerate();
    list.map(|(index, stage)| LinkView {
        href: printer.page_href(root, PageId::Stage(index as u32)),
        text: kpi::stage(printer, &stage.name),
        here: here == Some(index as u32),
        ..LinkView::default()
    })
    .collect()
}
