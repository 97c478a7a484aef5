//! Script libraries: the index with its matrix of what is covered, and a page for each library.

use super::{
    Printer,
    card::{self, ScriptView},
    frame::Head,
    places::PageId,
    prose::Prose,
    views::{ChipView, LinkView, MarkView, StampView},
};
use crate::{
    base::diag::Diag,
    model::{
        Record,
        script::{Library, Tier},
        table::Id,
    },
};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Serialize)]
struct LibraryView {
    title: String,
    summary: String,
    category: String,
    stamp: StampView,
    roles: Vec<ChipView>,
    tags: Vec<LinkView>,
    intro: String,
    /// Printed cards.
    cards: Vec<String>,
}

pub fn page(printer: &Printer<'_>, root: &str, id: Id<Library>) -> Result<Vec<u8>, Diag> {
    let book = printer.press.book;
    let library = &book.libraries[id];
    let head = &library.head;
    let intro = Prose { printer, root, steps: &[], top: 2, terms: true, prefix: "intro-" }.all(&library.intro)?;
    let scripts: Result<Vec<ScriptView>, Diag> =
        library.scripts.iter().map(|script| card::script(printer, root, *script, true)).collect();
    let scripts = scripts?;
    let cards: Result<Vec<String>, Diag> =
        scripts.iter().map(|view| printer.press.theme.print("parts/script.html", printer.press.lang, view)).collect();
    let toc = scripts.iter().map(|s| MarkView { level: 2, anchor: s.anchor.clone(), text: s.name.clone() }).collect();
    let view = LibraryView {
        title: head.title.value.clone(),
        summary: head.summary.clone(),
        category: head.category.value.clone(),
        stamp: printer.stamp(head.status.value, None),
        roles: printer.chips(root, &library.roles),
        tags: super::chapter::tags(printer, root, Record::Library(id), &head.tags),
        intro: intro.html,
        cards: cards?,
    };
    let page = PageId::Library(id);
    let version = head.version.as_ref().map_or_else(String::new, |v| format!("v{}", v.value));
    let head = Head {
        title: head.title.value.clone(),
        about: head.summary.clone(),
        kind: "library",
        crumbs: vec![
            printer.crumb(root, PageId::Home, printer.word("nav.home")),
            printer.crumb(root, PageId::Scripts, printer.word("nav.scripts")),
        ],
        side: siblings(printer, root, id),
        side_title: printer.word("nav.scripts").to_string(),
        toc,
        extra: Vec::new(),
        slug_line: version,
    };
    printer.print(page, root, "library.html", &head, view)
}

fn siblings(printer: &Printer<'_>, root: &str, id: Id<Library>) -> Vec<LinkView> {
    let all = printer.press.book.libraries.iter().map(|(other, _)| other).take(60);
    all.filter_map(|other| {
        let mut link = printer.link(root, Record::Library(other))?;
        link.note.clear();
        link.here = other == id;
        Some(link)
    })
    .collect()
}

#[derive(Debug, Serialize)]
struct IndexView {
    total: usize,
    variants: usize,
    /// Rows of the matrix: a category; columns: tiers; cells: how many wordings, and the situations.
    matrix: Vec<RowView>,
    gaps: usize,
    groups: Vec<GroupView>,
}

#[derive(Debug, Serialize)]
struct RowView {
    category: String,
    href: String,
    normal: usize,
    vip: usize,
    all: usize,
    situations: String,
    normal_gap: bool,
    vip_gap: bool,
}

#[derive(Debug, Serialize)]
struct GroupView {
    library: LinkView,
    category: String,
    scripts: Vec<EntryView>,
}

/// A script in the index: enough to find it and to see what it begins with.
#[derive(Debug, Serialize)]
struct EntryView {
    href: String,
    name: String,
    keywords: String,
    shortcut: String,
    begin: String,
    key: String,
}

pub fn index(printer: &Printer<'_>, root: &str) -> Result<Vec<u8>, Diag> {
    let book = printer.press.book;
    let visible = || book.libraries.iter().filter(|(id, _)| printer.places.shows(book, Record::Library(*id)));
    let mut rows: BTreeMap<usize, RowView> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    let mut groups = Vec::new();
    let (mut total, mut variants) = (0, 0);
    for (id, library) in visible() {
        let category = library.head.category.value.as_str();
        let at = order.iter().position(|c| *c == category).unwrap_or_else(|| {
            order.push(category);
            order.len() - 1
        });
        let Some(link) = printer.link(root, Record::Library(id)) else { continue };
        let row = rows.entry(at).or_insert_with(|| RowView {
            category: category.to_string(),
            href: link.href.clone(),
            normal: 0,
            vip: 0,
            all: 0,
            situations: String::new(),
            normal_gap: false,
            vip_gap: false,
        });
        let mut entries = Vec::new();
        for script_id in &library.scripts {
            let script = &book.scripts[*script_id];
            total += 1;
            for variant in &script.variants {
                variants += 1;
                match variant.tier {
                    Tier::All => row.all += 1,
                    Tier::Normal => row.normal += 1,
                    Tier::Vip => row.vip += 1,
                }
                if !variant.when.is_empty() && !row.situations.split('、').any(|s| s == variant.when) {
                    if !row.situations.is_empty() {
                        row.situations.push('、');
                    }
                    row.situations.push_str(&variant.when);
                }
            }
            let begin = script.variants.first().map_or_else(String::new, |v| v.message.plain());
            entries.push(EntryView {
                href: printer.href(root, Record::Script(*script_id), None).unwrap_or_default(),
                name: script.head.name.value.clone(),
                keywords: script.head.keywords.join("、"),
                shortcut: script.head.shortcut.clone().unwrap_or_default(),
                begin: begin.chars().take(46).map(|c| if c == '\n' { ' ' } else { c }).collect(),
                key: script.head.anchor.clone(),
            });
        }
        groups.push(GroupView { library: link, category: category.to_string(), scripts: entries });
    }
    let mut matrix: Vec<RowView> = rows.into_values().collect();
    for row in &mut matrix {
        row.normal_gap = row.normal + row.all == 0;
        row.vip_gap = row.vip + row.all == 0;
    }
    let gaps = matrix.iter().map(|row| usize::from(row.normal_gap) + usize::from(row.vip_gap)).sum();
    let toc = groups
        .iter()
        .enumerate()
        .map(|(at, g)| MarkView { level: 2, anchor: format!("library-{}", at + 1), text: g.library.text.clone() })
        .collect();
    let head = Head {
        title: printer.word("nav.scripts").to_string(),
        about: printer.word("scripts.about").to_string(),
        kind: "scripts",
        crumbs: vec![printer.crumb(root, PageId::Home, printer.word("nav.home"))],
        toc,
        ..Head::default()
    };
    printer.print(PageId::Scripts, root, "scripts.html", &head, IndexView { total, variants, matrix, gaps, groups })
}
