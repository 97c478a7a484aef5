//! The rules of a campaign for those who take part, made from its data, so that they cannot say something else.

use super::{Printer, campaign, frame::Head, places::PageId, views::CellView};
use crate::{
    base::diag::Diag,
    model::{Record, campaign::Campaign, table::Id},
};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct RulesView {
    title: String,
    summary: String,
    mechanic: String,
    when: Option<campaign::WhenView>,
    rules: Vec<CellView>,
    organiser: Vec<CellView>,
    campaign: String,
    approved: String,
}

pub fn page(printer: &Printer<'_>, root: &str, id: Id<Campaign>) -> Result<Vec<u8>, Diag> {
    let campaign = &printer.press.book.campaigns[id];
    let head = &campaign.head;
    let brand = &printer.press.book.site.brand;
    let mut rules = Vec::new();
    let mut rule = |key: &'static str, value: String| {
        if !value.is_empty() {
            rules.push(CellView { label: printer.word(key).to_string(), value, ..CellView::default() });
        }
    };
    if let (Some(start), Some(end)) = (&head.start, &head.end) {
        let (start, end) = (crate::base::date::show(start.value), crate::base::date::show(end.value));
        rule("rules.time", format!("{start} — {end}"));
    }
    rule("rules.who", head.who.clone());
    rule("rules.new_user", head.new_user.clone());
    rule("rules.stores", head.stores.iter().map(|s| s.value.as_str()).collect::<Vec<_>>().join("、"));
    rule("rules.dispute", head.dispute.clone());
    let keep = head.keep_days.as_ref().map(|days| printer.word_with("rules.keep", days.value));
    rule(
        "rules.personal_data",
        [Some(head.personal_data.clone()).filter(|t| !t.is_empty()), keep]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
    );
    let mut organiser = Vec::new();
    for (key, value) in [
        ("rules.org", &brand.org),
        ("rules.phone", &brand.phone),
        ("rules.hours", &brand.hours),
        ("rules.contact", &head.contact),
    ] {
        if !value.is_empty() {
            organiser.push(CellView {
                label: printer.word(key).to_string(),
                value: value.clone(),
                ..CellView::default()
            });
        }
    }
    let view = RulesView {
        title: head.title.value.clone(),
        summary: head.summary.clone(),
        mechanic: campaign::mechanic_word(printer, campaign).to_string(),
        when: campaign::when(campaign),
        rules,
        organiser,
        campaign: printer.page_href(root, PageId::Campaign(id)),
        approved: head.approved_on.as_ref().map_or_else(String::new, |d| d.value.to_string()),
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
