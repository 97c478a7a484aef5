//! Timelines against each other and against the calendar: two campaigns in one group on one day, a step before the
//! approval, a print that comes too late, selling every day of a week.

use super::limit;
use crate::{
    base::{
        code::{Code, Page},
        date::{Date, show},
        diag::{Diag, Diags},
        span::Span,
    },
    model::{
        Book,
        campaign::{Campaign, Task},
        kit::KitOutput,
        rollout::{self, Run},
        script::{Channel, Script},
        table::Id,
    },
    words,
};
use std::collections::{BTreeMap, BTreeSet};

pub const SAME_DAY: Page = Page { code: Code("TML-001"), text: include_str!("timeline/TML-001.md") };
pub const BEFORE_APPROVAL: Page = Page { code: Code("TML-002"), text: include_str!("timeline/TML-002.md") };
pub const TOO_LATE: Page = Page { code: Code("TML-003"), text: include_str!("timeline/TML-003.md") };
pub const EVERY_DAY: Page = Page { code: Code("TML-004"), text: include_str!("timeline/TML-004.md") };

pub fn check(book: &Book, today: Date, diags: &mut Diags) {
    for campaign in book.campaigns.values() {
        before_approval(book, campaign, today, diags);
        too_late(book, campaign, diags);
    }
    let posts = posts(book);
    same_day(book, &posts, diags);
    every_day(book, &posts, diags);
}

/// A message of a campaign that sells, on a day, in the groups of some stores.
struct Post<'a> {
    day: Date,
    campaign: usize,
    /// Empty: everywhere.
    run: Run<'a>,
    span: Span,
}

fn posts(book: &Book) -> Vec<Post<'_>> {
    let mut posts = Vec::new();
    for (number, campaign) in book.campaigns.values().enumerate() {
        for run in rollout::runs(campaign) {
            for task in campaign.timeline.iter().filter(|task| task.script.is_some_and(|id| sells(book, campaign, id)))
            {
                let Some(at) = run.at(task) else { continue };
                posts.push(Post { day: at.date(), campaign: number, run: run.clone(), span: place(task) });
            }
        }
    }
    posts.sort_by_key(|post| (post.day, post.campaign, post.span));
    posts
}

/// Messages to a group that announce or push; answers, results and refunds are owed to people and are none.
fn sells(book: &Book, campaign: &Campaign, script: Id<Script>) -> bool {
    let channels = &book.libraries[book.scripts[script].library].head.channels;
    let in_groups = channels.is_empty() || channels.iter().any(|channel| channel.value == Channel::Group);
    let mut slots = campaign.scripts.iter().filter(|(_, id)| *id == script).map(|(slot, _)| slot.as_str()).peekable();
    let pushes = ["preview", "launch", "progress", "last_call", "sold_out"];
    // Without a slot nobody knows better than that it is sent for the campaign.
    in_groups && (slots.peek().is_none() || slots.any(|slot| pushes.contains(&slot)))
}

fn place(task: &Task) -> Span {
    task.head.when.map_or(task.head.span, |when| when.span)
}

fn same_day(book: &Book, posts: &[Post<'_>], diags: &mut Diags) {
    /// Two campaigns that meet: where first, on which days, in which stores.
    struct Clash<'a, 'b> {
        first: &'b Post<'a>,
        other: &'b Post<'a>,
        days: BTreeSet<Date>,
        stores: BTreeSet<String>,
    }
    let mut clashes: BTreeMap<(usize, usize), Clash<'_, '_>> = BTreeMap::new();
    for day in posts.chunk_by(|a, b| a.day == b.day) {
        for (index, post) in day.iter().enumerate() {
            for other in day[index + 1..].iter().filter(|other| other.campaign != post.campaign) {
                let Some(stores) = post.run.shared(&other.run) else { continue };
                let clash = clashes.entry((post.campaign, other.campaign)).or_insert_with(|| Clash {
                    first: post,
                    other,
                    days: BTreeSet::new(),
                    stores: BTreeSet::new(),
                });
                clash.days.insert(post.day);
                clash.stores.extend(stores);
            }
        }
    }
    let titles: Vec<&str> = book.campaigns.values().map(|campaign| campaign.head.title.value.as_str()).collect();
    for ((one, two), clash) in clashes {
        let (one, two) = (titles[one], titles[two]);
        let days = joined(clash.days.iter().map(ToString::to_string), 3);
        let stores = joined(clash.stores.iter().cloned(), 4);
        let (zh, en) = match stores.is_empty() {
            true => ("同一批群".to_string(), "the same groups".to_string()),
            false => (format!("{stores}的群"), format!("the groups of {stores}")),
        };
        diags.push(
            Diag::warning(
                SAME_DAY.code,
                clash.other.span,
                words!(
                    "“{one}”和“{two}”在同一天（{days}）都要发到{zh}",
                    "“{one}” and “{two}” both go to {en} on the same day ({days})"
                ),
            )
            .label(clash.first.span, words!("另一个活动的这一步", "the step of the other campaign"))
            .help(words!(
                "错开一天，或用 [[rollout]] 给其中几家店另排日期",
                "move one by a day, or give some stores dates of their own with [[rollout]]"
            )),
        );
    }
}

/// The first few, and how many there are.
fn joined(all: impl Iterator<Item = String>, most: usize) -> String {
    let all: Vec<String> = all.collect();
    let mut text = all.iter().take(most).cloned().collect::<Vec<_>>().join("、");
    if all.len() > most {
        text.push_str(&format!("…（{}）", all.len()));
    }
    text
}

fn before_approval(book: &Book, campaign: &Campaign, today: Date, diags: &mut Diags) {
    let head = &campaign.head;
    for task in campaign.timeline.iter().filter(|task| task.script.is_some()) {
        let Some((at, run)) =
            rollout::runs(campaign).into_iter().filter_map(|run| Some((run.at(task)?, run))).min_by_key(|(at, _)| *at)
        else {
            continue;
        };
        let script = task.script.map_or("", |id| book.scripts[id].head.name.value.as_str());
        let when = show(at);
        match head.approved_on {
            Some(approved) if at.date() < approved.value => {
                let day = approved.value;
                diags.push(
                    Diag::error(
                        BEFORE_APPROVAL.code,
                        place(task),
                        words!(
                            "{when} 就要发“{script}”，活动 {day} 才批准",
                            "“{script}” goes out at {when}, before the campaign is approved on {day}"
                        ),
                    )
                    .label(approved.span, words!("批准的日期", "the approval"))
                    .help(earliest(task, approved.value, run)),
                );
            }
            None if head.approver.is_some() && at.date() <= today && today <= run.end.date() => {
                diags.push(
                    Diag::warning(
                        BEFORE_APPROVAL.code,
                        place(task),
                        words!(
                            "{when} 已经要发“{script}”，活动还没有批准",
                            "“{script}” goes out at {when}, and the campaign is not approved"
                        ),
                    )
                    .help(words!(
                        "批准后写 approved_on = 日期；没有批准就把日期往后排",
                        "write approved_on = date once it is approved, or move the campaign"
                    )),
                );
                return;
            }
            _ => {}
        }
    }
}

/// The step on the day of the approval, as it is written.
fn earliest(task: &Task, approved: Date, run: Run<'_>) -> Option<crate::base::lang::Words> {
    let moment = task.head.when?.value;
    let anchor = if moment.from_end { run.end } else { run.start };
    let days = anchor.date().until(approved).ok()?.get_days();
    let name = if moment.from_end { "end" } else { "T" };
    let time = moment.time.map_or_else(String::new, |time| format!(" {:02}:{:02}", time.hour(), time.minute()));
    let day = match days {
        0 => name.to_string(),
        ..0 => format!("{name}{days}d"),
        _ => format!("{name}+{days}d"),
    };
    Some(words!("最早写成 {day}{time}，或提前批准", "at the earliest {day}{time}, or approve it sooner"))
}

/// A paper that the timeline first speaks of when a print shop can no longer deliver it for the start.
fn too_late(book: &Book, campaign: &Campaign, diags: &mut Diags) {
    let Some(lead) = limit(book, "print_lead_days") else { return };
    let Some(start) = rollout::runs(campaign).into_iter().min_by_key(|run| run.start) else { return };
    let opens = start.start.date();
    let Ok(last) = opens.checked_sub(jiff::Span::new().days(i64::from(lead))) else { return };
    for id in &campaign.materials {
        let print = &book.prints[*id];
        if !print.kit.is_some_and(|kit| book.kits[kit].output == KitOutput::Print) {
            continue;
        }
        let speaking = campaign.timeline.iter().filter(|task| task.material == Some(*id));
        let Some((at, task)) = speaking.filter_map(|task| Some((start.at(task)?, task))).min_by_key(|(at, _)| *at)
        else {
            continue;
        };
        if at.date() <= last {
            continue;
        }
        let (title, when) = (&print.head.title.value, show(at));
        diags.push(
            Diag::warning(
                TOO_LATE.code,
                place(task),
                words!(
                    "“{title}”到 {when} 才定，印刷要 {lead} 天，赶不上 {opens} 开始",
                    "“{title}” is settled at {when}; printing takes {lead} days and misses the start on {opens}"
                ),
            )
            .help(words!(
                "最晚 {last} 定稿送印（T-{lead}d）；只在屏幕上用的换成图片模板",
                "send it to print by {last} (T-{lead}d); for screens use a kit of pictures"
            )),
        );
    }
}

/// More days of selling in a week than the team has agreed on, store by store.
fn every_day(book: &Book, posts: &[Post<'_>], diags: &mut Diags) {
    let Some(most) = limit(book, "commercial_days_week") else { return };
    let mut stores: BTreeSet<&str> = posts.iter().flat_map(|post| post.run.stores.iter().copied()).collect();
    if stores.is_empty() {
        stores.insert("");
    }
    let mut weeks: BTreeMap<Date, BTreeMap<&str, BTreeMap<Date, &Post<'_>>>> = BTreeMap::new();
    for post in posts {
        let from_monday = i64::from(post.day.weekday().to_monday_zero_offset());
        let Ok(monday) = post.day.checked_sub(jiff::Span::new().days(from_monday)) else { continue };
        let here: Vec<&str> =
            if post.run.stores.is_empty() { stores.iter().copied().collect() } else { post.run.stores.clone() };
        for store in here {
            weeks.entry(monday).or_default().entry(store).or_default().entry(post.day).or_insert(post);
        }
    }
    for (monday, stores) in weeks {
        let over: Vec<(&str, &BTreeMap<Date, &Post<'_>>)> = stores
            .iter()
            .filter(|(_, days)| u32::try_from(days.len()).is_ok_and(|days| days > most))
            .map(|(store, days)| (*store, days))
            .collect();
        let Some((_, days)) = over.iter().max_by_key(|(_, days)| days.len()) else { continue };
        let Some(post) = days.values().nth(most as usize) else { continue };
        let count = days.len();
        let names = joined(over.iter().map(|(store, _)| (*store).to_string()).filter(|store| !store.is_empty()), 4);
        let (zh, en) = match names.is_empty() {
            true => ("群里".to_string(), "the groups".to_string()),
            false => (format!("{names}的群里"), format!("the groups of {names}")),
        };
        diags.push(
            Diag::warning(
                EVERY_DAY.code,
                post.span,
                words!(
                    "{monday} 这一周，{zh}有 {count} 天发活动，约定最多 {most} 天",
                    "in the week of {monday} {en} are sold to on {count} days; {most} are agreed on"
                ),
            )
            .help(words!(
                "把两次合成一次，或挪到下一周；约定写在上限表 commercial_days_week",
                "make two posts one, or move one to the next week; the limit is commercial_days_week"
            )),
        );
    }
}
