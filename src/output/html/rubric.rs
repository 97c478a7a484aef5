//! A rubric (量表): its dimensions and what each score looks like.

use super::{
    Printer,
    frame::Head,
    places::PageId,
    plan,
    prose::Prose,
    views::{FileView, LinkView},
};
use crate::{
    base::{diag::Diag, lang::Lang},
    model::{Record, rubric::Rubric, table::Id},
};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct RubricView {
    title: String,
    other_name: String,
    summary: String,
    scale: String,
    /// The scores of the columns, when all dimensions describe the same ones.
    heads: Vec<String>,
    rows: Vec<DimensionView>,
    source: String,
    body: String,
    files: Vec<FileView>,
    used_by: Vec<LinkView>,
}

#[derive(Debug, Serialize)]
struct DimensionView {
    name: String,
    en: String,
    share: String,
    ask: String,
    /// Score and what it looks like.
    levels: Vec<(u32, String)>,
}

pub fn page(printer: &Printer<'_>, root: &str, id: Id<Rubric>) -> Result<Vec<u8>, Diag> {
    let rubric = &printer.press.book.rubrics[id];
    let head = &rubric.head;
    let body = Prose { printer, root, steps: &[], top: 2, terms: true, prefix: "" }.all(&rubric.body)?;
    let name = printer.name(Record::Rubric(id)).to_string();
    let rows: Vec<DimensionView> = head
        .dimensions
        .iter()
        .zip(head.shares())
        .map(|(dimension, share)| DimensionView {
            name: if printer.press.lang == Lang::En && !dimension.en.is_empty() {
                dimension.en.clone()
            } else {
                dimension.name.value.clone()
            },
            en: if printer.press.lang == Lang::Zh { dimension.en.clone() } else { String::new() },
            share: if head.dimensions.iter().all(|d| d.weight.is_some()) { share.to_string() } else { String::new() },
            ask: dimension.ask.clone(),
            levels: head
                .scores(dimension.levels.len())
                .into_iter()
                .zip(dimension.levels.iter().map(|level| level.value.clone()))
                .collect(),
        })
        .collect();
    let scores = |row: &DimensionView| row.levels.iter().map(|(score, _)| *score).collect::<Vec<_>>();
    let alike =
        rows.first().map(scores).filter(|first| rows.iter().all(|row| scores(row) == *first)).unwrap_or_default();
    let (low, high) = (head.low, head.high);
    let view = RubricView {
        other_name: if name == head.name.value { head.en.clone() } else { head.name.value.clone() },
        title: name,
        summary: head.summary.clone(),
        scale: format!("{low}–{high}"),
        heads: alike.into_iter().map(|score| printer.word_with("rubric.score", score)).collect(),
        rows,
        source: head.source.clone(),
        body: body.html,
        files: printer.downloads(root, Record::Rubric(id), None),
        used_by: printer.links(root, printer.uses.of(Record::Rubric(id)).iter().copied().take(16)),
    };
    let page_head = Head {
        title: view.title.clone(),
        about: head.summary.clone(),
        kind: "rubric",
        crumbs: vec![
            printer.crumb(root, PageId::Home, printer.word("nav.home")),
            printer.crumb(root, PageId::Kpis, printer.word("nav.kpis")),
        ],
        side: plan::siblings(printer, root, Record::Rubric(id)),
        side_title: printer.word("plan.all").to_string(),
        toc: super::chapter::toc(&body.marks),
        ..Head::default()
    };
    printer.print(PageId::Rubric(id), root, "rubric.html", &page_head, view)
}
