//! Reads what a campaign published at its start: `content/locks/<campaign>.toml`.

use super::{Source as File, fields::Fields, record};
use crate::{
    base::{diag::Diags, span::Spanned},
    model::rule_lock::{LockedFact, RuleLock},
    words,
};

pub fn rule_lock(source: &File<'_>) -> (RuleLock, Diags) {
    record::toml(source, words!("规则锁", "a lock of rules"), |fields| read(fields, source))
}

/// The keys of a lock; the program writes it, people only read it.
fn read(fields: &mut Fields<'_>, source: &File<'_>) -> RuleLock {
    let facts = |f: &mut Fields<'_>| LockedFact {
        span: f.span(),
        what: f.need_text("what").value,
        label: f.text("label").map_or_else(String::new, |label| label.value),
        // May be empty: a text that was blank when it was locked.
        value: f.need().text("value").unwrap_or_else(|| Spanned::new(String::new(), f.span())).value,
        sha256: f.need_text("sha256").value,
    };
    RuleLock {
        file: source.file,
        campaign: fields.need_text("campaign"),
        locked_on: fields.need().date("locked_on"),
        sha256: fields.need_text("sha256"),
        facts: fields
            .tables("fact", words!("公布的一项", "a published fact"), facts)
            .into_iter()
            .map(|f| f.value)
            .collect(),
    }
}
