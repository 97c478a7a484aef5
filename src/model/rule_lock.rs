//! What a campaign published at its start, fact by fact, so that a later change can be named.

use super::{
    draw::sha256,
    published::{Fact, Hold},
};
use crate::base::{
    date::Date,
    span::{FileId, Span, Spanned},
};
use std::fmt::Write;

/// `content/locks/<campaign>.toml`, written by `sopress lock`.
#[derive(Clone, Debug)]
pub struct RuleLock {
    pub file: FileId,
    /// The address (slug) of the campaign.
    pub campaign: Spanned<String>,
    pub locked_on: Option<Spanned<Date>>,
    pub sha256: Spanned<String>,
    pub facts: Vec<LockedFact>,
}

#[derive(Clone, Debug)]
pub struct LockedFact {
    pub span: Span,
    /// The fact by its key: `lottery.prizes.2.qty`.
    pub what: String,
    pub label: String,
    pub value: String,
    pub sha256: String,
}

impl RuleLock {
    /// The fingerprint that its facts have, whatever it says.
    pub fn true_sha256(&self) -> String {
        whole(self.facts.iter().map(|fact| fact_sha256(&fact.what, &fact.value)))
    }

    /// The facts that were edited by hand: their values no longer have their hashes.
    pub fn forged(&self) -> impl Iterator<Item = &LockedFact> {
        self.facts.iter().filter(|fact| fact_sha256(&fact.what, &fact.value) != fact.sha256)
    }
}

pub fn fact_sha256(what: &str, value: &str) -> String {
    sha256(&format!("{what}\n{value}"))
}

fn whole(hashes: impl Iterator<Item = String>) -> String {
    let mut all = String::new();
    for hash in hashes {
        all.push_str(&hash);
        all.push('\n');
    }
    sha256(&all)
}

/// The text of the file, and the fingerprint in it.
pub fn write(slug: &str, title: &str, on: Date, facts: &[Fact]) -> (String, String) {
    let facts: Vec<&Fact> = facts.iter().filter(|fact| fact.hold != Hold::Derived).collect();
    let sha256 = whole(facts.iter().map(|fact| fact_sha256(&fact.key, &fact.raw)));
    let quoted = |text: &str| toml::Value::String(text.to_string()).to_string();
    let mut text = format!(
        "# 活动“{title}”公布的规则。由 sopress lock 写成；改动这里会对不上指纹。\n# 规则要变更，写进活动的 [[rule_changes]]，不要改这个文件。\n\ncampaign = {}\nlocked_on = {on}\nsha256 = \"{sha256}\"\n",
        quoted(slug)
    );
    for fact in facts {
        let hash = fact_sha256(&fact.key, &fact.raw);
        let (what, label, value) = (quoted(&fact.key), quoted(&fact.label.zh), quoted(&fact.raw));
        write!(text, "\n[[fact]]\nwhat = {what}\nlabel = {label}\nvalue = {value}\nsha256 = \"{hash}\"\n")
            .expect("a text takes everything");
    }
    (text, sha256)
}
