//! What changed since a release, record by record.

use super::{Kind, Ledger, Present, Published, Release, State};
use crate::model::chapter;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Added,
    Changed,
    Removed,
}

/// One record that is not what it was.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    pub what: What,
    pub kind: Kind,
    pub title: &'a str,
    pub address: &'a str,
    /// As it was at that release, and as it is.
    pub before: Option<&'a State>,
    pub now: Option<&'a Present>,
}

/// The release that is meant: by its version or its day, the newest when none is said.
pub fn since<'a>(ledger: &'a Ledger, wanted: Option<&str>) -> Option<(usize, &'a Release)> {
    let fits = |release: &Release| match wanted {
        None => true,
        Some(wanted) => release.version == wanted || release.date.is_some_and(|date| date.to_string() == wanted),
    };
    ledger.releases.iter().enumerate().rev().find(|(_, release)| fits(release))
}

/// How many records are for more people than they ever were.
pub fn widened(ledger: &Ledger, present: &[Present]) -> usize {
    let now: BTreeMap<(Kind, &str), &Present> =
        present.iter().map(|now| ((now.kind, now.address.as_str()), now)).collect();
    let other = |published: &&Published| {
        let now = now.get(&(published.kind, published.address.as_str()));
        now.is_some_and(|now| now.audience < published.audience)
    };
    ledger.published.iter().filter(other).count()
}

/// Every difference between the book and the release of that number, in the order of kinds and addresses.
pub fn changes<'a>(ledger: &'a Ledger, number: usize, present: &'a [Present]) -> Vec<Change<'a>> {
    let mut list = Vec::new();
    let mut new: BTreeMap<(Kind, &str), &Present> =
        present.iter().map(|now| ((now.kind, now.address.as_str()), now)).collect();
    for published in &ledger.published {
        let before = at(ledger, &published.history, number).filter(|state| state.mark.is_some());
        let now = new.remove(&(published.kind, published.address.as_str()));
        let what = match (before, now) {
            (None, Some(_)) => What::Added,
            (Some(_), None) => What::Removed,
            (Some(before), Some(now)) if before.mark.as_deref() != Some(now.mark.as_str()) => What::Changed,
            // The content stands, its version was raised: a review, or a change elsewhere in the file.
            (Some(before), Some(now)) if before.version != now.version => What::Changed,
            _ => continue,
        };
        let title = now.map_or(published.title.as_str(), |now| now.title.as_str());
        list.push(Change { what, kind: published.kind, title, address: &published.address, before, now });
    }
    list.extend(new.into_values().map(|now| Change {
        what: What::Added,
        kind: now.kind,
        title: &now.title,
        address: &now.address,
        before: None,
        now: Some(now),
    }));
    list.sort_by(|a, b| (a.kind, a.address).cmp(&(b.kind, b.address)));
    list
}

/// The state at a release: the last one that was noted until then.
fn at<'a>(ledger: &Ledger, history: &'a [State], number: usize) -> Option<&'a State> {
    let order = |version: &str| ledger.releases.iter().position(|release| release.version == version);
    history.iter().rev().find(|state| order(&state.release).is_some_and(|at| at <= number))
}

/// The entries of a changelog that a change brought: those that name none of the versions that were known.
pub fn news<'a>(
    change: &Change<'_>,
    release: &Release,
    changelog: impl Iterator<Item = &'a chapter::Change>,
) -> Vec<&'a chapter::Change> {
    let old = change.before.map_or("", |state| state.version.as_str());
    changelog
        .filter(|entry| entry.version != old)
        .filter(|entry| match (entry.date, release.date) {
            (Some(entry), Some(release)) => entry >= release,
            _ => true,
        })
        .collect()
}
