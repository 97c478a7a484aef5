//! The rules of a campaign for those who take part, made from its data, so that they cannot say something else.

use super::{
    Printer, campaign,
    frame::Head,
    places::PageId,
    views::{CellView, FileView},
};
use crate::{
    base::diag::Diag,
    model::{
        Record,
        campaign::Campaign,
        published::{self, Fact},
        table::Id,
    },
    output::{DownloadKind, Shelf},
};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct RulesView {
    title: String,
    summary: String,
    mechanic: String,
    when: Option<campaign::WhenView>,
    parts: Vec<PartView>,
    changes: Vec<ChangeView>,
    /// Since when it holds, and the fingerprint of what was published then.
    locked_on: String,
    sha256: String,
    files: Vec<FileView>,
}

#[derive(Debug, Serialize)]
struct PartView {
    anchor: &'static str,
    label: String,
    items: Vec<ItemView>,
}

/// A prize, a tier, a store; or the part's own facts, without a name.
#[derive(Debug, Serialize)]
struct ItemView {
    name: String,
    facts: Vec<CellView>,
}

#[derive(Debug, Serialize)]
struct ChangeView {
    date: String,
    label: String,
    from: String,
    to: String,
    why: String,
}

pub fn page(printer: &Printer<'_>, root: &str, id: Id<Campaign>) -> Result<Vec<u8>, Diag> {
    let book = printer.press.book;
    let campaign = &book.campaigns[id];
    let head = &campaign.head;
    let facts = published::facts(campaign, &book.site);
    let lock = book.rule_locks.iter().find(|lock| lock.campaign.value == head.slug);
    let view = RulesView {
        title: head.title.value.clone(),
        summary: head.summary.clone(),
        mechanic: campaign::mechanic_word(printer, campaign).to_string(),
        when: campaign::when(campaign),
        changes: changes(printer, campaign, &facts),
        parts: parts(printer, &facts),
        locked_on: lock.and_then(|lock| lock.locked_on).map_or_else(String::new, |date| date.value.to_string()),
        sha256: lock.map_or_else(String::new, |lock| lock.sha256.value.clone()),
        files: printer.files_on(root, Shelf::Rules(id), None),
    };
    let title = format!("{} · {}", head.title.value, printer.word("rules.title"));
    let page_head = Head {
        title,
        about: head.summary.clone(),
        kind: "rules",
        crumbs: vec![
            printer.crumb(root, PageId::Home, printer.word("nav.home")),
            printer.crumb(root, PageId::Campaigns, printer.word("nav.campaigns")),
            printer.crumb(root, PageId::Campaign(id), printer.name(Record::Campaign(id))),
        ],
        ..Head::default()
    };
    printer.print(PageId::Rules(id), root, "rules.html", &page_head, view)
}

fn parts(printer: &Printer<'_>, facts: &[Fact]) -> Vec<PartView> {
    let lang = printer.press.lang;
    let cell = |fact: &&Fact| CellView {
        label: fact.label.get(lang).to_string(),
        value: fact.value.get(lang).to_string(),
        ..CellView::default()
    };
    let groups = published::groups(facts).into_iter().map(|group| PartView {
        anchor: group.part.anchor(),
        label: group.part.label().get(lang).to_string(),
        items: group
            .items
            .into_iter()
            .map(|item| ItemView { name: item.name.to_string(), facts: item.facts.iter().map(cell).collect() })
            .collect(),
    });
    groups.collect()
}

/// The latest first.
fn changes(printer: &Printer<'_>, campaign: &Campaign, facts: &[Fact]) -> Vec<ChangeView> {
    let lang = printer.press.lang;
    let mut list: Vec<_> = campaign
        .head
        .rule_changes
        .iter()
        .map(|change| {
            let fact = facts.iter().find(|fact| fact.key == change.what.value);
            let label = fact.map_or_else(|| change.what.value.clone(), |fact| fact.whole_label().get(lang).to_string());
            ChangeView {
                date: change.date.map_or_else(String::new, |date| date.value.to_string()),
                label,
                from: change.from.value.clone(),
                to: change.to.value.clone(),
                why: change.why.clone(),
            }
        })
        .collect();
    list.sort_by(|a, b| b.date.cmp(&a.date));
    list
}

/// Whether a reader of this build may see the rules though not the campaign: then the list of campaigns leads to them.
pub fn only(printer: &Printer<'_>, id: Id<Campaign>) -> bool {
    printer.places.path(PageId::Campaign(id)).is_none() && printer.places.path(PageId::Rules(id)).is_some()
}

/// The printable form of the rules, offered on the campaign's page, too.
pub fn document(printer: &Printer<'_>, root: &str, id: Id<Campaign>) -> Option<FileView> {
    let found =
        printer.press.downloads.iter().find(|d| d.shelf == Shelf::Rules(id) && d.kind == DownloadKind::Document)?;
    Some(printer.file(root, found))
}
