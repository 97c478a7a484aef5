//! What a campaign published at its start holds: a later change has a logged reason, and is good for those who take part.

use crate::{
    base::{
        code::{Code, Page},
        date::{Date, show},
        diag::{Diag, Diags},
        lang::Words,
    },
    model::{
        Book,
        campaign::{Campaign, RuleChange},
        published::{self, Fact, Hold},
        rollout,
        rule_lock::RuleLock,
    },
    words,
};

pub const PAGE: Page = Page { code: Code("LOT-004"), text: include_str!("LOT-004.md") };

pub fn check(book: &Book, today: Date, diags: &mut Diags) {
    for campaign in book.campaigns.values() {
        match book.rule_locks.iter().find(|lock| lock.campaign.value == campaign.head.slug) {
            Some(lock) => held(campaign, lock, &published::facts(campaign, &book.site), today, diags),
            None => unlocked(campaign, today, diags),
        }
    }
    for lock in &book.rule_locks {
        let slug = &lock.campaign.value;
        if !slug.is_empty() && book.campaigns.values().all(|campaign| campaign.head.slug != *slug) {
            diags.push(
                Diag::error(
                    PAGE.code,
                    lock.campaign.span,
                    words!("锁定的活动“{slug}”不见了", "the locked campaign “{slug}” is gone"),
                )
                .help(words!(
                    "找回那个活动，或恢复它的 slug；公布过的规则要留着",
                    "bring the campaign or its slug back: what was published is kept"
                )),
            );
        }
        forged(lock, diags);
    }
}

/// From the day after the start; on the day itself it is being done.
fn unlocked(campaign: &Campaign, today: Date, diags: &mut Diags) {
    let Some((start, end)) = rollout::span_of(campaign) else { return };
    if today <= start.date() || today > end.date() {
        return;
    }
    let (at, title) = (show(start), &campaign.head.title.value);
    let span = campaign.head.start.map_or(campaign.head.span, |at| at.span);
    diags.push(
        Diag::warning(
            PAGE.code,
            span,
            words!("活动 {at} 已经开始，公布的规则还没有锁定", "it started at {at}, and its rules are not locked"),
        )
        .help(words!("运行 sopress lock \"{title}\"", "run sopress lock \"{title}\"")),
    );
}

fn held(campaign: &Campaign, lock: &RuleLock, now: &[Fact], today: Date, diags: &mut Diags) {
    let head = &campaign.head;
    let started = rollout::span_of(campaign).is_none_or(|(start, _)| today >= start.date());
    let mut used = vec![false; head.rule_changes.len()];
    for old in &lock.facts {
        let fact = now.iter().find(|fact| fact.key == old.what);
        let judged = Judged {
            campaign,
            what: &old.what,
            label: fact.map_or_else(
                || {
                    let label = &old.label;
                    words!("{label}", "{label}")
                },
                Fact::whole_label,
            ),
            locked: &old.value,
            fact,
            started,
        };
        judged.judge(today, &mut used, diags);
    }
    for fact in now.iter().filter(|fact| fact.hold == Hold::Locked && lock.facts.iter().all(|old| old.what != fact.key))
    {
        Judged { campaign, what: &fact.key, label: fact.whole_label(), locked: "", fact: Some(fact), started }
            .judge(today, &mut used, diags);
    }
    for (change, used) in head.rule_changes.iter().zip(used) {
        let what = &change.what.value;
        if !used && !what.is_empty() {
            diags.push(
                Diag::error(
                    PAGE.code,
                    change.what.span,
                    words!("公布的规则里没有“{what}”这一项", "nothing called “{what}” was published"),
                )
                .help(crate::base::diag::nearest(what, now.iter().map(|fact| fact.key.as_str())))
                .help(words!("what 照抄报错里给出的那一项", "write what as it stands in the message")),
            );
        }
        before_the_lock(change, lock, diags);
    }
}

/// A fact that was published, and what has become of it.
struct Judged<'a> {
    campaign: &'a Campaign,
    what: &'a str,
    label: Words,
    locked: &'a str,
    fact: Option<&'a Fact>,
    started: bool,
}

impl Judged<'_> {
    fn judge(&self, today: Date, used: &mut [bool], diags: &mut Diags) {
        let now = self.fact.map_or("", |fact| fact.raw.as_str());
        let span = self.fact.map_or(self.campaign.head.span, |fact| fact.span);
        let mut known = self.locked;
        let mut logged: Vec<(usize, &RuleChange)> = self
            .campaign
            .head
            .rule_changes
            .iter()
            .enumerate()
            .filter(|(_, change)| change.what.value == self.what)
            .collect();
        logged.sort_by_key(|(_, change)| change.date.map(|date| date.value));
        for (index, change) in logged {
            used[index] = true;
            if change.from.value.trim() != known.trim() {
                self.broken_chain(change, known, diags);
            }
            if let Some(fact) = self.fact.filter(|fact| fact.is_worse(&change.from.value, &change.to.value)) {
                worse(fact, change, diags);
            }
            known = &change.to.value;
        }
        if known.trim() == now.trim() {
            return;
        }
        let (label_zh, label_en) = (&self.label.zh, &self.label.en);
        let (was, is) = (shown(known), shown(now));
        let (was_zh, was_en, is_zh, is_en) = (&was.zh, &was.en, &is.zh, &is.en);
        let mut diag = Diag::error(
            PAGE.code,
            span,
            words!(
                "“{label_zh}”公布的是{was_zh}，现在是{is_zh}",
                "“{label_en}” was published as {was_en} and is now {is_en}"
            ),
        );
        let quote = |text: &str| toml::Value::String(text.to_string()).to_string();
        let (what, from, to) = (quote(self.what), quote(known), quote(now));
        diag = diag.help(words!("改回公布的值", "change it back to what was published")).help(words!(
            "有正当理由、对参与者更有利的变更，写进活动的页头：\n[[rule_changes]]\ndate = {today}\nwhat = {what}\nfrom = {from}\nto = {to}\nwhy = \"原因\"",
            "a change with a good reason, better for those who take part, is logged in the header:\n[[rule_changes]]\ndate = {today}\nwhat = {what}\nfrom = {from}\nto = {to}\nwhy = \"the reason\""
        ));
        if !self.started {
            let title = &self.campaign.head.title.value;
            diag = diag.help(words!(
                "活动还没有开始：也可以重新锁定，sopress lock \"{title}\"",
                "it has not started yet: it may be locked anew, sopress lock \"{title}\""
            ));
        }
        diags.push(diag);
    }

    fn broken_chain(&self, change: &RuleChange, known: &str, diags: &mut Diags) {
        let (was, wrote) = (shown(known), shown(&change.from.value));
        let (was_zh, was_en, wrote_zh, wrote_en) = (&was.zh, &was.en, &wrote.zh, &wrote.en);
        diags.push(
            Diag::error(
                PAGE.code,
                change.from.span,
                words!(
                    "记录说原来是{wrote_zh}，公布的是{was_zh}",
                    "the log says that it was {wrote_en}; published was {was_en}"
                ),
            )
            .help(words!("from 写公布过的值", "write what was published as from")),
        );
    }
}

fn worse(fact: &Fact, change: &RuleChange, diags: &mut Diags) {
    let (zh, en) = (&fact.label.zh, &fact.label.en);
    let (from, to) = (&change.from.value, &change.to.value);
    diags.push(
        Diag::warning(
            PAGE.code,
            change.what.span,
            words!(
                "“{zh}”从“{from}”变成“{to}”，对参与者不利",
                "“{en}” goes from “{from}” to “{to}”, which is worse for those who take part"
            ),
        )
        .help(words!(
            "没有不可抗力就改回来；有，在 why 里写清楚，并给已经参加的人补偿",
            "change it back unless there was no choice; then say so in why, and make it up to those who took part"
        )),
    );
}

fn before_the_lock(change: &RuleChange, lock: &RuleLock, diags: &mut Diags) {
    let (Some(date), Some(locked)) = (change.date, lock.locked_on) else { return };
    if date.value < locked.value {
        let locked = locked.value;
        diags.push(
            Diag::error(
                PAGE.code,
                date.span,
                words!("变更的日期早于锁定的日期 {locked}", "the change is dated before the lock of {locked}"),
            )
            .help(words!("写变更真正公布的那天", "write the day on which the change was published")),
        );
    }
}

fn forged(lock: &RuleLock, diags: &mut Diags) {
    let mut found = false;
    for fact in lock.forged() {
        found = true;
        let label = &fact.label;
        diags.push(
            Diag::error(
                PAGE.code,
                fact.span,
                words!("锁里的“{label}”被改过，对不上它的指纹", "“{label}” in the lock was edited: its hash differs"),
            )
            .help(words!(
                "恢复这个文件；变更写进活动的 [[rule_changes]]",
                "restore this file; log changes in [[rule_changes]]"
            )),
        );
    }
    if !found && lock.true_sha256() != lock.sha256.value {
        diags.push(
            Diag::error(
                PAGE.code,
                lock.sha256.span,
                words!(
                    "锁的总指纹对不上：有项目被加进去或拿掉了",
                    "the lock's hash differs: facts were added or taken away"
                ),
            )
            .help(words!("恢复这个文件", "restore this file")),
        );
    }
}

fn shown(value: &str) -> Words {
    match value.trim() {
        "" => words!("没有写", "nothing"),
        value => words!("“{value}”", "“{value}”"),
    }
}
