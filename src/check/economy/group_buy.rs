//! Groups that lose money, never fill, or outlive their campaign; ladders that do not fall.

use super::{Plan, largest, smallest};
use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
        exact::Exact,
        lang::Words,
        money::{Fen, Ppm},
    },
    model::{
        chance::Binomial,
        group_buy::{GroupBuy, GroupMode, Perk},
        sum,
    },
    words,
};

pub const AUTO_FILL: Page = Page { code: Code("GRP-001"), text: include_str!("GRP-001.md") };
pub const REFUND: Page = Page { code: Code("GRP-002"), text: include_str!("GRP-002.md") };
pub const LOSS: Page = Page { code: Code("GRP-003"), text: include_str!("GRP-003.md") };
pub const LADDER: Page = Page { code: Code("GRP-004"), text: include_str!("GRP-004.md") };
pub const STOCK: Page = Page { code: Code("GRP-005"), text: include_str!("GRP-005.md") };
pub const LIMIT: Page = Page { code: Code("GRP-006"), text: include_str!("GRP-006.md") };
pub const RARELY_FULL: Page = Page { code: Code("GRP-007"), text: include_str!("GRP-007.md") };

/// A group that fills more rarely than this disappoints more people than it pleases.
const TOO_RARE: Ppm = Ppm(200_000);

/// Hours, as most shops give a group.
const USUAL_LIMIT: i64 = 24;

pub fn check(group_buy: &GroupBuy, plan: &Plan<'_>, diags: &mut Diags) {
    invented_buyers(group_buy, diags);
    refund(group_buy, diags);
    if group_buy.mode.is_some_and(|mode| mode.value == GroupMode::Ladder) {
        ladder(group_buy, plan, diags);
    } else {
        loss(group_buy, plan, diags);
    }
    stock(group_buy, plan, diags);
    limit(group_buy, plan, diags);
    rarely_full(group_buy, plan, diags);
}

fn invented_buyers(group_buy: &GroupBuy, diags: &mut Diags) {
    if let Some(fill) = group_buy.auto_fill.filter(|fill| fill.value) {
        diags.push(
            Diag::error(
                AUTO_FILL.code,
                fill.span,
                words!("模拟成团是虚构交易", "filling groups with invented buyers is invented trade"),
            )
            .help(words!(
                "写 auto_fill = false；人数不够就退款，或降低成团人数",
                "write auto_fill = false; refund groups that do not fill, or make them smaller"
            )),
        );
    }
}

fn refund(group_buy: &GroupBuy, diags: &mut Diags) {
    if group_buy.refund_hours.is_none() {
        diags.push(
            Diag::error(
                REFUND.code,
                group_buy.span,
                words!("没有写未成团多久退款", "nothing says when a group that does not fill is refunded"),
            )
            .help(words!("加上 refund_hours = 24", "add refund_hours = 24")),
        );
    }
}

/// The lowest price at which an order earns nothing and loses nothing.
fn price_for(group_buy: &GroupBuy, fee: Ppm) -> Option<Fen> {
    let goods = &group_buy.goods;
    let unit = goods.cost?.value
        + goods.ship.map_or(Fen::ZERO, |ship| ship.value)
        + goods.pack.map_or(Fen::ZERO, |pack| pack.value);
    let price = sum::yuan(unit).over(&(Exact::one() - sum::rate(fee)))? * Exact::int(100);
    price.ceil().to_i64().map(Fen)
}

fn loss(group_buy: &GroupBuy, plan: &Plan<'_>, diags: &mut Diags) {
    let (Some(size), Some(margin)) = (group_buy.size, plan.value("group_margin").fen()) else { return };
    let people = size.value;
    if people < 2 {
        diags.push(
            Diag::error(LADDER.code, size.span, words!("{people} 个人不成团", "{people} is no group"))
                .help(words!("至少 2 人", "write at least 2")),
        );
        return;
    }
    if margin >= Fen::ZERO {
        return;
    }
    let lottery = group_buy.mode.is_some_and(|mode| mode.value == GroupMode::LotteryGroup);
    let lost = -margin;
    let free = group_buy.leader_perk.filter(|perk| perk.value == Perk::Free);
    let span = match (free, group_buy.perk_cost) {
        (Some(perk), _) => perk.span,
        (None, Some(cost)) => cost.span,
        (None, None) => group_buy.price.map_or(size.span, |price| price.span),
    };
    let message = words!("{people} 人团每团亏 {lost} 元", "a group of {people} loses {lost} yuan");
    let mut diag = if lottery {
        // A lottery group is advertising: the loss may be meant.
        Diag::warning(LOSS.code, span, message)
    } else {
        Diag::error(LOSS.code, span, message)
    };
    if !lottery {
        diag = diag.help(what_pays(group_buy, plan));
        if free.is_some() && size.span != span {
            diag = diag.label(size.span, words!("成团人数", "the group size"));
        }
    }
    diags.push(diag);
}

/// The smallest size that pays; a lower perk or a higher price where no size does.
fn what_pays(group_buy: &GroupBuy, plan: &Plan<'_>) -> Option<Words> {
    let fee = plan.head.pay_fee;
    if let Some(size) = smallest(2, 10_000, |n| group_buy.margin_of(fee, n).is_some_and(|m| m >= Fen::ZERO)) {
        let margin = group_buy.margin_of(fee, size)?;
        return Some(words!(
            "成团人数至少 {size} 人，每团赚 {margin} 元",
            "groups of at least {size} pay: {margin} yuan a group"
        ));
    }
    let price = price_for(group_buy, fee)?;
    Some(words!("每单就在亏：拼团价至少 {price} 元", "every order loses: the price must be at least {price}"))
}

fn ladder(group_buy: &GroupBuy, plan: &Plan<'_>, diags: &mut Diags) {
    if group_buy.ladder.len() < 2 {
        diags.push(
            Diag::error(LADDER.code, group_buy.span, words!("阶梯团至少要两档", "a ladder has at least two steps"))
                .help(words!("再加一段 [[group_buy.ladder]]", "add another [[group_buy.ladder]]")),
        );
    }
    for (index, pair) in group_buy.ladder.windows(2).enumerate() {
        let (below, step, number) = (pair[0].value, pair[1].value, index + 2);
        if let (Some(before), Some(size)) = (below.size, step.size)
            && size.value <= before.value
        {
            let (now, least) = (size.value, before.value + 1);
            diags.push(
                Diag::error(
                    LADDER.code,
                    size.span,
                    words!(
                        "第 {number} 档 {now} 人，不比上一档多",
                        "step {number} has {now} people, not more than the one before"
                    ),
                )
                .label(before.span, words!("上一档", "the step before"))
                .help(words!("至少 {least} 人", "write at least {least}")),
            );
        }
        if let (Some(before), Some(price)) = (below.price, step.price)
            && price.value >= before.value
        {
            let (now, most) = (price.value, before.value - Fen(1));
            diags.push(
                Diag::error(
                    LADDER.code,
                    price.span,
                    words!(
                        "第 {number} 档 {now} 元，不比上一档便宜",
                        "step {number} costs {now} yuan, not less than the one before"
                    ),
                )
                .label(before.span, words!("上一档", "the step before"))
                .help(words!("最高 {most} 元", "write at most {most}")),
            );
        }
    }
    for (index, step) in group_buy.ladder.iter().enumerate() {
        let number = index + 1;
        let key = format!("margin.{number}");
        let (Some(price), Some(margin)) = (step.value.price, plan.value(&key).fen()) else { continue };
        if margin < Fen::ZERO {
            let lost = -margin;
            let help = price_for(group_buy, plan.head.pay_fee)
                .map(|price| words!("至少 {price} 元才不亏", "at least {price} yuan do not lose"));
            diags.push(
                Diag::error(
                    LOSS.code,
                    price.span,
                    words!("第 {number} 档每单亏 {lost} 元", "an order of step {number} loses {lost} yuan"),
                )
                .help(help),
            );
        }
    }
}

fn stock(group_buy: &GroupBuy, plan: &Plan<'_>, diags: &mut Diags) {
    let (Some(stock), Some(needed)) = (group_buy.stock, plan.number("stock_needed")) else { return };
    let (Some(needed), Some(opened)) = (sum::to_count(&needed), group_buy.groups) else { return };
    let have = stock.value;
    if needed <= have {
        return;
    }
    let groups = plan.number("most_groups").as_ref().and_then(sum::to_count).unwrap_or(0);
    let opened = opened.value.mid;
    let message = words!(
        "{opened} 个团全成要 {needed} 件，库存 {have} 件只够 {groups} 个团",
        "{opened} groups need {needed} pieces, a stock of {have} is enough for {groups}"
    );
    let diag = if groups == 0 {
        Diag::error(STOCK.code, stock.span, message)
    } else {
        Diag::warning(STOCK.code, stock.span, message)
    };
    diags.push(diag.help(words!(
        "备到 {needed} 件，或写明开团数以 {groups} 个为限",
        "stock {needed} pieces, or say that no more than {groups} groups may open"
    )));
}

/// No group may be open when the campaign is over; how long one may take has no default, so nobody knows what is not written.
fn limit(group_buy: &GroupBuy, plan: &Plan<'_>, diags: &mut Diags) {
    let (Some(start), Some(end)) = (plan.head.start, plan.head.end) else { return };
    let length = end.value.duration_since(start.value).as_hours();
    let Some(hours) = group_buy.limit_hours else {
        let usual = length.clamp(1, USUAL_LIMIT);
        let message = words!(
            "没有写开团后多久要成团：活动结束时还没满的团怎么算，谁也不知道",
            "nothing says how long a group may take to fill, nor what becomes of those still open at the end"
        );
        let help = words!(
            "加上 limit_hours = {usual}；最晚开团时间会自动算出来",
            "add limit_hours = {usual}; until when groups may be opened follows from it"
        );
        diags.push(Diag::warning(LIMIT.code, group_buy.span, message).help(help));
        return;
    };
    let limit = i64::from(hours.value);
    if length > 0 && limit > length {
        diags.push(
            Diag::error(
                LIMIT.code,
                hours.span,
                words!(
                    "拼团时限 {limit} 小时，活动一共只有 {length} 小时",
                    "a group may take {limit} hours, the whole campaign lasts {length}"
                ),
            )
            .help(words!("最多 {length} 小时", "write at most {length}")),
        );
    }
}

fn rarely_full(group_buy: &GroupBuy, plan: &Plan<'_>, diags: &mut Diags) {
    let (Some(invites), Some(chance)) = (group_buy.invites, group_buy.join_prob) else { return };
    let rare = sum::rate(TOO_RARE);
    let Some(full) = plan.number("completion").filter(|full| *full < rare) else { return };
    let size = match group_buy.mode.map(|mode| mode.value) {
        Some(GroupMode::Ladder) => group_buy.ladder.first().and_then(|step| step.value.size),
        _ => group_buy.size,
    };
    let Some(size) = size.filter(|size| size.value >= 2) else { return };
    let people = size.value;
    let joiners = Binomial::new(invites.value, &sum::rate(chance.value));
    let smaller = largest(2, people, |n| joiners.at_least(n - 1) >= rare)
        .filter(|n| *n < people)
        .map(|n| words!("降到 {n} 人团", "make it a group of {n}"));
    let p = sum::rate(chance.value);
    let wider = smallest(invites.value, 1000, |n| Binomial::new(n, &p).at_least(people - 1) >= rare)
        .map(|n| words!("或让每个团长能触达 {n} 人", "or let every leader reach {n} people"));
    let share = format!("{}%", (full * Exact::int(100)).short(1));
    diags.push(
        Diag::warning(
            RARELY_FULL.code,
            size.span,
            words!("{people} 人团只有 {share} 能成", "only {share} of the groups of {people} fill"),
        )
        .help(smaller)
        .help(wider),
    );
}
