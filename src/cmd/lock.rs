//! `sopress lock CAMPAIGN`: writes down what a campaign publishes, so that a later change can be named and must be explained.

use super::{Opened, Terminal, WRONG, named, open, say, tell, threads};
use crate::{
    base::{
        date::Date,
        diag::Severity,
        lang::{Lang, Words},
        system::why,
    },
    build::compile::Compiled,
    cli::Common,
    model::{
        campaign::Campaign,
        published, rollout,
        rule_lock::{self, RuleLock},
    },
    report, words,
};
use std::{fs, io, path::Path};

pub fn run(common: &Common, campaign: &str, today: Option<Date>, terminal: &Terminal) -> u8 {
    threads(None);
    let today = terminal.today(today);
    let Opened { root, compiled, lang } = match open(common, terminal, today) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let Some(found) = named(&compiled.book, campaign, lang) else { return WRONG };
    let old = compiled.book.rule_locks.iter().find(|lock| lock.campaign.value == found.head.slug);
    if let Some(old) = old.filter(|_| has_started(found, today)) {
        return stands(&compiled, found, old, lang);
    }
    // What is wrong must not be made fast. What an earlier lock says of changes is what is being renewed.
    let errors: Vec<_> = compiled
        .diags
        .clone()
        .sorted()
        .into_iter()
        .filter(|diag| diag.severity == Severity::Error && diag.code.id() != "LOT-004")
        .filter(|diag| diag.span.is_some_and(|span| span.file == found.head.file))
        .collect();
    if !errors.is_empty() {
        tell(&report::print(&errors, &compiled.sources, terminal.style(common, lang)));
        return wrong(&words!("活动有错误，没有锁定", "the campaign has mistakes and was not locked"), lang);
    }
    let facts = published::facts(found, &compiled.book.site);
    let title = &found.head.title.value;
    let (text, sha256) = rule_lock::write(&found.head.slug, title, today, &facts);
    let name = format!("content/locks/{}.toml", found.head.slug);
    if let Err(error) = write(&root.join(&name), &text) {
        let (zh, en) = why(&error);
        return wrong(&words!("{name} 写不了：{zh}", "{name} cannot be written: {en}"), lang);
    }
    if !common.quiet {
        let count = facts.len();
        say(words!(
            "锁定了“{title}”公布的 {count} 项：{name}\n指纹（SHA-256）：{sha256}\n以后要变更，写进活动的 [[rule_changes]]；规则页会公布变更和原因。\n",
            "locked {count} published facts of “{title}”: {name}\nSHA-256: {sha256}\nlog later changes in [[rule_changes]]; the rules page publishes them with their reasons.\n"
        )
        .get(lang));
    }
    0
}

fn has_started(campaign: &Campaign, today: Date) -> bool {
    rollout::span_of(campaign).is_some_and(|(start, _)| today >= start.date())
}

/// A lock of a campaign that runs is never made anew: that would be the silent change that it is against.
fn stands(compiled: &Compiled, campaign: &Campaign, old: &RuleLock, lang: Lang) -> u8 {
    let title = &campaign.head.title.value;
    let on = old.locked_on.map_or_else(String::new, |date| date.value.to_string());
    let changed = compiled.diags.iter().any(|diag| {
        diag.code.id() == "LOT-004"
            && diag.severity == Severity::Error
            && diag.span.is_some_and(|span| span.file == campaign.head.file || span.file == old.file)
    });
    if !changed {
        say(words!(
            "“{title}”已在 {on} 锁定，公布的规则没有变\n",
            "“{title}” was locked on {on}, and what was published still holds\n"
        )
        .get(lang));
        return 0;
    }
    wrong(
        &words!(
            "“{title}”已经开始，{on} 锁定的规则不能重新锁定\n  变更写进活动的 [[rule_changes]]；sopress check 给出要写的内容",
            "“{title}” has started; what was locked on {on} cannot be locked anew\n  log the change in [[rule_changes]]; sopress check says what to write"
        ),
        lang,
    )
}

/// Beside the old one, then in its place, so that a stop in between leaves a whole file.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let new = path.with_extension("toml~");
    fs::write(&new, text)?;
    fs::rename(&new, path)
}

fn wrong(words: &Words, lang: Lang) -> u8 {
    let text = words.get(lang);
    tell(crate::words!("错误：{text}\n", "error: {text}\n").get(lang));
    WRONG
}
