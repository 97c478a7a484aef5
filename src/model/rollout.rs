//! Roll-out: one recipe at many stores or warehouses, each with dates of its own.

use super::campaign::{Campaign, CampaignHead, Task};
use crate::base::{
    date::DateTime,
    money::Fen,
    slug::{Unique, slug},
    span::{Span, Spanned},
};

/// `[[rollout]]` as written: stores that run the campaign at their own time. What is not said is as in the campaign.
#[derive(Clone, Debug)]
pub struct Rollout {
    pub span: Span,
    pub stores: Vec<Spanned<String>>,
    pub start: Option<Spanned<DateTime>>,
    pub end: Option<Spanned<DateTime>>,
    /// Its part of the campaign's budget.
    pub budget: Option<Spanned<Fen>>,
    pub note: String,
}

/// The campaign as it happens at one store, or at all those that share its own dates.
#[derive(Clone, Debug)]
pub struct Run<'a> {
    /// Empty when the campaign names no store at all: it happens everywhere.
    pub stores: Vec<&'a str>,
    pub start: DateTime,
    pub end: DateTime,
    pub budget: Option<Fen>,
    pub note: &'a str,
    /// Where its dates stand.
    pub span: Span,
    /// Names its calendar; empty for the campaign's own dates.
    pub slug: String,
}

impl Run<'_> {
    /// When a step of the timeline is due here.
    pub fn at(&self, task: &Task) -> Option<DateTime> {
        task.head.when.and_then(|moment| moment.value.at(Some(self.start), Some(self.end)))
    }

    /// The stores at which both happen; `None` when they share none.
    pub fn shared(&self, other: &Run<'_>) -> Option<Vec<String>> {
        let own = |stores: &[&str]| stores.iter().map(ToString::to_string).collect::<Vec<_>>();
        match (self.stores.is_empty(), other.stores.is_empty()) {
            (true, _) => Some(own(&other.stores)),
            (_, true) => Some(own(&self.stores)),
            _ => {
                let both: Vec<&str> =
                    self.stores.iter().filter(|store| other.stores.contains(store)).copied().collect();
                (!both.is_empty()).then(|| own(&both))
            }
        }
    }
}

/// The campaign's own dates first, for the stores that have none of theirs; then each store of the roll-out.
pub fn runs(campaign: &Campaign) -> Vec<Run<'_>> {
    let head = &campaign.head;
    let (Some(start), Some(end)) = (head.start, head.end) else { return Vec::new() };
    let mut runs = Vec::new();
    let rest = rest(head);
    if head.rollout.is_empty() || !rest.is_empty() {
        runs.push(Run {
            stores: rest,
            start: start.value,
            end: end.value,
            budget: head.budget.map(|budget| budget.value),
            note: "",
            span: start.span,
            slug: String::new(),
        });
    }
    let mut taken = Unique::default();
    for rollout in &head.rollout {
        for store in &rollout.stores {
            runs.push(Run {
                stores: vec![&store.value],
                start: rollout.start.unwrap_or(start).value,
                end: rollout.end.unwrap_or(end).value,
                budget: rollout.budget.map(|budget| budget.value),
                note: &rollout.note,
                span: rollout.span,
                slug: taken.take(slug(&store.value)),
            });
        }
    }
    runs
}

/// A step of the timeline at one store, or at all that share its date.
#[derive(Debug)]
pub struct Due<'a> {
    pub at: DateTime,
    pub task: &'a Task,
    /// Where, when stores have dates of their own; else empty.
    pub stores: Vec<&'a str>,
}

/// Every step that has a date, at every run, in the order of time; steps that fall together are one.
pub fn due(campaign: &Campaign) -> Vec<Due<'_>> {
    let rolled = !campaign.head.rollout.is_empty();
    let mut list: Vec<(DateTime, usize, Due<'_>)> = Vec::new();
    for run in runs(campaign) {
        for (number, task) in campaign.timeline.iter().enumerate() {
            let Some(at) = run.at(task) else { continue };
            let stores = if rolled { run.stores.clone() } else { Vec::new() };
            match list.iter_mut().find(|(when, index, _)| *when == at && *index == number) {
                Some((_, _, due)) => due.stores.extend(stores),
                None => list.push((at, number, Due { at, task, stores })),
            }
        }
    }
    list.sort_by_key(|(at, number, _)| (*at, *number));
    list.into_iter().map(|(_, _, due)| due).collect()
}

/// Stores that the roll-out does not name.
fn rest(head: &CampaignHead) -> Vec<&str> {
    let rolled = |store: &str| head.rollout.iter().any(|r| r.stores.iter().any(|s| s.value == store));
    head.stores.iter().map(|store| store.value.as_str()).filter(|store| !rolled(store)).collect()
}

/// From the first start to the last end of all runs.
pub fn span_of(campaign: &Campaign) -> Option<(DateTime, DateTime)> {
    let runs = runs(campaign);
    let start = runs.iter().map(|run| run.start).min()?;
    let end = runs.iter().map(|run| run.end).max()?;
    Some((start, end))
}
