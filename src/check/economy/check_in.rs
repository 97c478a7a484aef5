//! Tiers that nobody reaches, make-ups that pay for themselves, points without an end.

use super::Plan;
use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
    },
    model::check_in::{CheckIn, TierMode},
    words,
};

pub const EXPIRY: Page = Page { code: Code("CHK-001"), text: include_str!("CHK-001.md") };
pub const UNREACHABLE: Page = Page { code: Code("CHK-002"), text: include_str!("CHK-002.md") };
pub const ARBITRAGE: Page = Page { code: Code("CHK-003"), text: include_str!("CHK-003.md") };
pub const LADDER: Page = Page { code: Code("CHK-004"), text: include_str!("CHK-004.md") };

pub fn check(check_in: &CheckIn, plan: &Plan<'_>, diags: &mut Diags) {
    rules(check_in, diags);
    unreachable(check_in, plan, diags);
    arbitrage(check_in, diags);
    ladder(check_in, diags);
}

/// What somebody who holds points must be able to read.
fn rules(check_in: &CheckIn, diags: &mut Diags) {
    let gaps = [
        (
            &check_in.expiry,
            words!("什么时候到期（欠下的积分没有期限）", "when they expire (what is owed has no end)"),
            "expiry",
        ),
        (&check_in.mall, words!("在哪里换、怎么换", "where and how they are redeemed"), "mall"),
    ];
    let gaps: Vec<_> = gaps.into_iter().filter(|(text, ..)| text.trim().is_empty()).collect();
    if gaps.is_empty() {
        return;
    }
    let zh = gaps.iter().map(|(_, what, _)| what.zh.as_str()).collect::<Vec<_>>().join("、");
    let en = gaps.iter().map(|(_, what, _)| what.en.as_str()).collect::<Vec<_>>().join(", ");
    let keys = gaps.iter().map(|(.., key)| format!("{key} = \"…\"")).collect::<Vec<_>>().join("、");
    diags.push(
        Diag::warning(EXPIRY.code, check_in.span, words!("没有写积分{zh}", "nothing says {en} for points"))
            .help(words!("加上 {keys}", "add {keys}")),
    );
}

fn unreachable(check_in: &CheckIn, plan: &Plan<'_>, diags: &mut Diags) {
    let Some(cycle) = check_in.cycle else { return };
    let cycles = check_in.cycles(plan.head.start.map(|s| s.value), plan.head.end.map(|e| e.value));
    let longest = cycles.iter().copied().max().unwrap_or(0);
    let dated = plan.head.start.is_some() && plan.head.end.is_some();
    for tier in &check_in.ladder {
        let Some(day) = tier.value.day else { continue };
        let wanted = day.value;
        if wanted == 0 {
            diags.push(
                Diag::error(UNREACHABLE.code, day.span, words!("没有第 0 天", "there is no day 0"))
                    .help(words!("从第 1 天起", "count from day 1")),
            );
            continue;
        }
        let label = cycle.value.label();
        let (message, most) = match cycle.value.sure_days() {
            Some(sure) if wanted > sure => (
                crate::base::lang::Words::new(
                    format!("签到{}，连签 {wanted} 天的奖励不是每一轮都拿得到", label.zh),
                    format!("the check-in {}: a streak of {wanted} days is not possible every time", label.en),
                ),
                sure,
            ),
            _ if dated && wanted > longest => (
                words!(
                    "活动里最长的一轮只有 {longest} 天，拿不到连签 {wanted} 天的奖励",
                    "the longest cycle of the campaign has {longest} days: nobody reaches {wanted}"
                ),
                longest,
            ),
            _ => continue,
        };
        diags.push(
            Diag::error(UNREACHABLE.code, day.span, message)
                .label(cycle.span, words!("周期", "the cycle"))
                .help(words!("最多写第 {most} 天", "write at most day {most}")),
        );
    }
    let days: u32 = cycles.iter().sum();
    for tier in check_in.cumulative.iter().filter(|_| dated) {
        if let Some(needed) = tier.value.days.filter(|needed| needed.value > days) {
            let wanted = needed.value;
            diags.push(
                Diag::error(
                    UNREACHABLE.code,
                    needed.span,
                    words!(
                        "活动一共 {days} 天，累计不到 {wanted} 天",
                        "the campaign has {days} days: nobody comes on {wanted} of them"
                    ),
                )
                .help(words!("最多写 {days} 天", "write at most {days}")),
            );
        }
    }
}

fn arbitrage(check_in: &CheckIn, diags: &mut Diags) {
    let Some(makeup) = check_in.makeup.filter(|makeup| makeup.value.allowed.is_none_or(|a| a.value)) else { return };
    let span = makeup.value.cost.map_or(makeup.span, |cost| cost.span);
    let cost = i64::from(makeup.value.cost.map_or(0, |cost| cost.value));
    let base = check_in.points_on(0);
    if cost < base {
        diags.push(
            Diag::error(
                ARBITRAGE.code,
                span,
                words!(
                    "补签一次花 {cost} 分，却补回 {base} 分：补得越多赚得越多",
                    "making up a day costs {cost} points and gives {base}: the more, the better"
                ),
            )
            .help(words!("至少 {base} 分", "write at least {base}")),
        );
        return;
    }
    let tiers = check_in.ladder.iter().filter_map(|tier| Some((tier.value.day?.value, tier.span)));
    let best =
        tiers.map(|(day, span)| (check_in.points_on(day), day, span)).max_by_key(|(points, day, _)| (*points, *day));
    if let Some((points, day, tier)) = best.filter(|(points, _, _)| cost < *points) {
        diags.push(
            Diag::warning(
                ARBITRAGE.code,
                span,
                words!(
                    "补签一次花 {cost} 分，就能拿到第 {day} 天的 {points} 分",
                    "one made-up day for {cost} points opens {points} points of day {day}"
                ),
            )
            .label(tier, words!("这一档", "this tier"))
            .help(words!(
                "补签写 {points} 分以上，或规定补签的天数不计入连签",
                "ask {points} points or more, or say that made-up days do not count for streaks"
            )),
        );
    }
}

fn ladder(check_in: &CheckIn, diags: &mut Diags) {
    let base = check_in.base.map_or(0, |base| base.value);
    for pair in check_in.ladder.windows(2) {
        let (below, tier) = (&pair[0].value, &pair[1].value);
        if let (Some(before), Some(day)) = (below.day, tier.day)
            && day.value <= before.value
        {
            let least = before.value + 1;
            let now = day.value;
            diags.push(
                Diag::error(
                    LADDER.code,
                    day.span,
                    words!("第 {now} 天没有排在上一档之后", "day {now} does not come after the tier before"),
                )
                .label(before.span, words!("上一档", "the tier before"))
                .help(words!("从第 {least} 天起", "write day {least} or later")),
            );
        }
        if let (Some(before), Some(points)) = (below.points, tier.points)
            && points.value < before.value
        {
            let (now, least) = (points.value, before.value);
            diags.push(
                Diag::warning(
                    LADDER.code,
                    points.span,
                    words!("坚持更久反而只有 {now} 分", "a longer streak gives only {now} points"),
                )
                .label(before.span, words!("上一档", "the tier before"))
                .help(words!("至少 {least} 分", "write at least {least}")),
            );
        }
    }
    for tier in &check_in.ladder {
        let replaces = tier.value.mode.is_some_and(|mode| mode.value == TierMode::Replace);
        if let Some(points) = tier.value.points.filter(|points| replaces && points.value <= base) {
            let now = points.value;
            diags.push(
                Diag::warning(
                    LADDER.code,
                    points.span,
                    words!(
                        "这一天的 {now} 分替换掉平时的 {base} 分，没有多给",
                        "these {now} points replace the usual {base}: nothing is added"
                    ),
                )
                .help(words!(
                    "写 mode = \"add\"，或写多于 {base} 分",
                    "write mode = \"add\", or more than {base} points"
                )),
            );
        }
    }
}
