//! A chapter: its document card, steps as cards, the flow of its steps, and what belongs to it.

use super::{
    Printer, flow,
    frame::Head,
    places::PageId,
    prose::{Mark, Prose},
    views::{CellView, ChangeView, ChipView, FileView, LinkView, MarkView, StampView},
};
use crate::{
    base::{diag::Diag, lang::Lang},
    model::{
        Record,
        chapter::{Chapter, Document, Form, Step},
        role::Role,
        table::Id,
        translation::Translation,
    },
};
use serde::Serialize;

/// So many siblings stand beside a page; of more only the nearest, so that a page does not grow with the book.
const SIBLINGS: usize = 24;

#[derive(Debug, Serialize)]
pub struct ChapterView {
    /// Of a translation: the version that it follows, when the original has moved on.
    pub behind: String,
    /// The chapter that it translates.
    pub original: Option<LinkView>,
    pub number: String,
    pub title: String,
    pub summary: String,
    pub stamp: StampView,
    pub cells: Vec<CellView>,
    pub roles: Vec<ChipView>,
    pub tags: Vec<LinkView>,
    pub source: String,
    pub flow: Option<String>,
    /// Boxes to tick in the steps; 0 offers no run.
    pub ticks: usize,
    /// What a run's ticks are kept under: a new version begins anew.
    pub run_key: String,
    pub body: String,
    pub children: Vec<LinkView>,
    pub kpis: Vec<LinkView>,
    pub used_by: Vec<LinkView>,
    pub changes: Vec<ChangeView>,
    pub files: Vec<FileView>,
    pub before: Option<LinkView>,
    pub after: Option<LinkView>,
}

pub fn page(printer: &Printer<'_>, root: &str, id: Id<Chapter>) -> Result<Vec<u8>, Diag> {
    print(printer, root, PageId::Chapter(id), id, &printer.press.book.chapters[id])
}

/// The chapter in another language: in the place of its original, with the interface of that language.
pub fn translated(printer: &Printer<'_>, root: &str, id: Id<Translation>) -> Result<Vec<u8>, Diag> {
    let translation = &printer.press.book.translations[id];
    let page = PageId::Translation(id);
    print(&printer.in_language(translation.lang), root, page, translation.of, &translation.chapter)
}

fn print(printer: &Printer<'_>, root: &str, page: PageId, id: Id<Chapter>, chapter: &Chapter) -> Result<Vec<u8>, Diag> {
    let (mut view, marks) = view(printer, root, id, chapter)?;
    if let PageId::Translation(translation) = page {
        let book = printer.press.book;
        let original = &book.chapters[id];
        if let Some(version) = book.translations[translation].is_behind(original) {
            view.behind = printer.word_with("chapter.behind", version);
            view.original = Some(printer.crumb(root, PageId::Chapter(id), &original.document.title.value));
        }
    }
    let tree = &printer.places.tree;
    let mut crumbs = vec![
        printer.crumb(root, PageId::Home, printer.word("nav.home")),
        printer.crumb(root, PageId::Contents, printer.word("nav.handbook")),
    ];
    crumbs.extend(
        tree.above(id)
            .into_iter()
            .filter_map(|above| printer.link(root, Record::Chapter(above)))
            .map(|link| LinkView { note: String::new(), number: String::new(), ..link }),
    );
    let (side_title, side) = side(printer, root, id);
    let document = &chapter.document;
    let head = Head {
        title: view.title.clone(),
        about: document.summary.clone(),
        kind: "chapter",
        crumbs,
        side,
        side_title,
        toc: toc(&marks),
        extra: Vec::new(),
        slug_line: slug_line(document),
    };
    printer.print(page, root, "chapter.html", &head, view)
}

/// Also printed by the contents page for the handbook's own page.
pub fn view(
    printer: &Printer<'_>,
    root: &str,
    id: Id<Chapter>,
    chapter: &Chapter,
) -> Result<(ChapterView, Vec<Mark>), Diag> {
    let document = &chapter.document;
    let prose = Prose { printer, root, steps: &chapter.steps, top: 2, terms: true, prefix: "" };
    let printed = prose.all(&chapter.body)?;
    let tree = &printer.places.tree;
    let (before, after) = tree.around(id);
    let link = |id: Option<Id<Chapter>>| id.and_then(|id| printer.link(root, Record::Chapter(id)));
    let used_by = printer.uses.of(Record::Chapter(id)).iter().copied().take(12);
    let version = document.version.as_ref().map_or("", |v| v.value.as_str());
    let mut changes: Vec<_> = document.changelog.iter().map(|change| &change.value).collect();
    // Newest first, however they are written; without a date last.
    changes.sort_by_key(|change| std::cmp::Reverse(change.date));
    let view = ChapterView {
        behind: String::new(),
        original: None,
        number: tree.number(id).to_string(),
        title: document.title.value.clone(),
        summary: document.summary.clone(),
        stamp: printer.stamp(document.status.value, document.effective_from.as_ref().map(|d| d.value)),
        cells: cells(printer, document),
        roles: printer.chips(root, &roles_of(chapter)),
        tags: tags(printer, root, Record::Chapter(id), &document.tags),
        source: document.source.as_ref().map_or_else(String::new, |s| {
            if s.reliability.is_empty() { s.from.clone() } else { format!("{}（{}）", s.from, s.reliability) }
        }),
        flow: flow::chart(printer, &chapter.steps),
        ticks: chapter.steps.iter().map(|s| s.place.checklist.len()).sum(),
        run_key: format!("{}@{version}", document.slug),
        body: printed.html,
        children: printer.links(root, tree.children(id).iter().map(|id| Record::Chapter(*id))),
        kpis: printer.links(root, chapter.kpis.iter().map(|id| Record::Kpi(*id))),
        used_by: printer.links(root, used_by),
        changes: changes.iter().map(|change| super::changes::view(change, None)).collect(),
        files: printer.downloads(root, Record::Chapter(id), None),
        before: link(before),
        after: link(after),
    };
    Ok((view, printed.marks))
}

/// The roles that a chapter names, and those of its steps.
pub fn roles_of(chapter: &Chapter) -> Vec<Id<Role>> {
    let mut roles = Vec::new();
    for role in chapter.roles.iter().copied().chain(chapter.steps.iter().filter_map(|s| s.role)) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    roles
}

pub fn toc(marks: &[Mark]) -> Vec<MarkView> {
    marks
        .iter()
        .filter(|m| m.level <= 3)
        .map(|m| MarkView { level: m.level, anchor: m.anchor.clone(), text: m.text.clone() })
        .collect()
}

pub fn tags(
    printer: &Printer<'_>,
    root: &str,
    record: Record,
    names: &[crate::base::span::Spanned<String>],
) -> Vec<LinkView> {
    let _ = record;
    let find = |name: &str| printer.places.tags.binary_search_by(|tag| tag.name.as_str().cmp(name)).ok();
    names
        .iter()
        .filter_map(|name| {
            let index = find(&name.value)?;
            Some(LinkView {
                href: printer.page_href(root, PageId::Tag(index as u32)),
                text: name.value.clone(),
                ..LinkView::default()
            })
        })
        .collect()
}

pub fn slug_line(document: &Document) -> String {
    let code = document.code.as_ref().map(|c| c.value.clone());
    let version = document.version.as_ref().map(|v| format!("v{}", v.value));
    [code, version].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The cells of a document card; what the writer left open is left out.
fn cells(printer: &Printer<'_>, document: &Document) -> Vec<CellView> {
    let mut cells = Vec::new();
    let mut cell = |key: &'static str, value: Option<String>, mood: &'static str| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            cells.push(CellView { label: printer.word(key).to_string(), value, mood, ..CellView::default() });
        }
    };
    cell("doc.code", document.code.as_ref().map(|v| v.value.clone()), "");
    cell("doc.version", document.version.as_ref().map(|v| v.value.clone()), "");
    // Documents are owned by roles, mostly; a role has a name in each language.
    let roles = &printer.press.book.roles;
    let who = |name: &str| match roles.iter().find(|(_, role)| role.name.value == name) {
        Some((id, _)) => printer.name(Record::Role(id)).to_string(),
        None => name.to_string(),
    };
    cell("doc.owner", document.owner.as_ref().map(|v| who(&v.value)), "");
    cell("doc.approver", document.approver.as_ref().map(|v| who(&v.value)), "");
    cell("doc.effective", document.effective_from.as_ref().map(|v| v.value.to_string()), "");
    let late = document.review_by.as_ref().is_some_and(|date| date.value < printer.press.today);
    cell("doc.review", document.review_by.as_ref().map(|v| v.value.to_string()), if late { "late" } else { "" });
    let whole = document.sla.map(|sla| within(printer, sla.value));
    cell("doc.sla", whole.map(|sla| format!("{} {}", sla.value, sla.unit.trim())), "");
    for Form { form, place, keep } in document.records.iter().map(|record| &record.value) {
        let parts = [Some(form.as_str()), Some(place.as_str()), keep.as_ref().map(|keep| keep.value.as_str())];
        let parts: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        cell("doc.record", Some(parts.join(" · ")), "");
    }
    cells
}

/// The page's own branch: its siblings, and its children below it.
fn side(printer: &Printer<'_>, root: &str, id: Id<Chapter>) -> (String, Vec<LinkView>) {
    let tree = &printer.places.tree;
    let title = tree.parent(id).map_or_else(
        || printer.word("nav.handbook").to_string(),
        |parent| printer.name(Record::Chapter(parent)).to_string(),
    );
    let siblings = tree.siblings(id);
    let place = siblings.iter().position(|s| *s == id).unwrap_or(0);
    let from = place.saturating_sub(SIBLINGS / 2).min(siblings.len().saturating_sub(SIBLINGS));
    let mut list = Vec::new();
    for sibling in siblings.iter().skip(from).take(SIBLINGS) {
        let Some(mut link) = printer.link(root, Record::Chapter(*sibling)) else { continue };
        link.note.clear();
        link.here = *sibling == id;
        list.push(link);
        if *sibling == id {
            for child in tree.children(id).iter().take(SIBLINGS) {
                if let Some(mut link) = printer.link(root, Record::Chapter(*child)) {
                    link.note.clear();
                    link.kind = "child".to_string();
                    list.push(link);
                }
            }
        }
    }
    (title, list)
}

#[derive(Debug, Serialize)]
struct StepView<'a> {
    anchor: &'a str,
    number: usize,
    title: &'a str,
    decision: bool,
    role: Option<ChipView>,
    sla: Option<CellView>,
    script: Option<LinkView>,
    next: Vec<NextView<'a>>,
    ticks: usize,
    body: &'a str,
}

#[derive(Debug, Serialize)]
struct NextView<'a> {
    condition: &'a str,
    number: usize,
    text: &'a str,
    anchor: &'a str,
}

/// One step around its body.
pub fn step_card(printer: &Printer<'_>, root: &str, steps: &[Step], index: usize, body: &str) -> Result<String, Diag> {
    let step = &steps[index];
    let place = &step.place;
    let end = printer.word("step.end");
    let next = step.next.iter().map(|branch| match steps.get(branch.to) {
        Some(to) => NextView {
            condition: &branch.condition,
            number: branch.to + 1,
            text: &to.place.title,
            anchor: &to.place.anchor,
        },
        None => NextView { condition: &branch.condition, number: 0, text: end, anchor: "" },
    });
    let view = StepView {
        anchor: &place.anchor,
        number: index + 1,
        title: &place.title,
        decision: place.decision,
        role: step.role.map(|id| printer.chip(root, id)),
        sla: place.sla.map(|minutes| within(printer, minutes)),
        script: step.script.and_then(|id| printer.link(root, Record::Script(id))),
        next: next.collect(),
        ticks: place.checklist.len(),
        body,
    };
    printer.press.theme.print("parts/step.html", printer.press.lang, &view)
}

/// A time limit as a number and its unit.
fn within(printer: &Printer<'_>, minutes: u32) -> CellView {
    let (value, key) = match minutes {
        m if m % 1440 == 0 => (m / 1440, "time.days"),
        m if m % 60 == 0 => (m / 60, "time.hours"),
        m => (m, "time.minutes"),
    };
    let unit = printer.word(key).to_string();
    let apart = |word: String| if printer.press.lang == Lang::En { format!(" {word}") } else { word };
    let label = apart(printer.word("step.within").to_string());
    CellView { value: value.to_string(), unit: apart(unit), label, ..CellView::default() }
}
