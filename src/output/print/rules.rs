//! The rules of campaigns as documents to hang up, hand out or file; they say what the rules page says.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    PdfKind,
    task::{Finish, Limits, Task},
};
use crate::{
    base::{date::Date, lang::Lang},
    model::{
        Book,
        campaign::Campaign,
        published::{self, Fact},
    },
    words,
};

const KIT: &str = "/kits/rules/rules.typ";

/// One file of as many pages as it takes.
pub fn task(book: &Book, campaign: &Campaign, today: Date) -> Task {
    Task {
        main: KIT.to_string(),
        sides: None,
        today: (today.year(), today.month(), today.day()),
        records: vec![data(book, campaign, today)],
        skip: BTreeSet::new(),
        rules: None,
        finish: Finish::Pdfs(PdfKind::Document),
        title: format!("{} · {}", campaign.head.title.value, words!("活动规则", "Rules").get(book.site.lang)),
        author: book.site.brand.name.clone(),
        lang: book.site.lang.tag().to_string(),
        dated: true,
        intent: None,
        inks: Vec::new(),
        limits: Limits::PAGE,
    }
}

/// What the kit prints.
pub fn data(book: &Book, campaign: &Campaign, today: Date) -> Value {
    let (head, lang) = (&campaign.head, book.site.lang);
    let facts = published::facts(campaign, &book.site);
    let lock = book.rule_locks.iter().find(|lock| lock.campaign.value == head.slug);
    let mechanic =
        campaign.mechanic.as_ref().map_or_else(String::new, |mechanic| mechanic.kind().label().get(lang).to_string());
    json!({
        "lang": lang.tag(),
        "fields": {},
        "brand": super::handbook::brand(book),
        "document": {
            "title": head.title.value, "summary": head.summary, "mechanic": mechanic, "date": today.to_string(),
            "locked_on": lock.and_then(|lock| lock.locked_on).map_or_else(String::new, |date| date.value.to_string()),
            "sha256": lock.map_or("", |lock| lock.sha256.value.as_str()),
        },
        "changes": changes(campaign, &facts, lang),
        "parts": parts(&facts, lang),
    })
}

fn parts(facts: &[Fact], lang: Lang) -> Vec<Value> {
    let line = |fact: &&Fact| json!([fact.label.get(lang), fact.value.get(lang)]);
    let item = |item: &published::Item<'_>| json!({ "name": item.name, "facts": item.facts.iter().map(line).collect::<Vec<_>>() });
    published::groups(facts)
        .iter()
        .map(|group| json!({ "label": group.part.label().get(lang), "items": group.items.iter().map(item).collect::<Vec<_>>() }))
        .collect()
}

/// The latest first.
fn changes(campaign: &Campaign, facts: &[Fact], lang: Lang) -> Vec<Value> {
    let mut changes: Vec<_> = campaign.head.rule_changes.iter().collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.date.map(|date| date.value)));
    let view = |change: &crate::model::campaign::RuleChange| {
        let fact = facts.iter().find(|fact| fact.key == change.what.value);
        json!({
            "date": change.date.map_or_else(String::new, |date| date.value.to_string()),
            "label": fact.map_or_else(|| change.what.value.clone(), |fact| fact.whole_label().get(lang).to_string()),
            "from": change.from.value, "to": change.to.value, "why": change.why,
        })
    };
    changes.into_iter().map(view).collect()
}
