//! Rewards of a referral that cost more than they bring, that nobody reaches, or that run out.

use super::Plan;
use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
        money::Fen,
    },
    model::referral::Referral,
    words,
};

pub const TOO_DEAR: Page = Page { code: Code("TSK-001"), text: include_str!("TSK-001.md") };
pub const UNREACHABLE: Page = Page { code: Code("TSK-002"), text: include_str!("TSK-002.md") };
pub const STOCK: Page = Page { code: Code("TSK-003"), text: include_str!("TSK-003.md") };

pub fn check(referral: &Referral, plan: &Plan<'_>, diags: &mut Diags) {
    if referral.tiers.is_empty() {
        diags.push(
            Diag::error(UNREACHABLE.code, referral.span, words!("任务没有奖励", "a referral without rewards"))
                .help(words!("加上 [[referral.tiers]]", "add [[referral.tiers]]")),
        );
    }
    for pair in referral.tiers.windows(2) {
        if let (Some(before), Some(need)) = (pair[0].value.need, pair[1].value.need)
            && need.value <= before.value
        {
            let (now, least) = (need.value, before.value + 1);
            diags.push(
                Diag::error(
                    UNREACHABLE.code,
                    need.span,
                    words!("{now} 人不比上一档多", "{now} people are not more than the tier before"),
                )
                .label(before.span, words!("上一档", "the tier before"))
                .help(words!("至少 {least} 人", "write at least {least}")),
            );
        }
    }
    for (index, tier) in referral.tiers.iter().enumerate() {
        let (number, tier) = (index + 1, &tier.value);
        let name = &tier.name.value;
        let Some(need) = tier.need else { continue };
        if need.value == 0 {
            diags.push(
                Diag::error(
                    UNREACHABLE.code,
                    need.span,
                    words!("“{name}”不用邀请人就能拿", "“{name}” needs nobody invited"),
                )
                .help(words!("至少 1 人", "write at least 1")),
            );
            continue;
        }
        if let Some(invites) = referral.invites.filter(|invites| need.value > invites.value) {
            let (wanted, most) = (need.value, invites.value);
            diags.push(
                Diag::error(
                    UNREACHABLE.code,
                    need.span,
                    words!(
                        "“{name}”要 {wanted} 人，每人只触达 {most} 人",
                        "“{name}” needs {wanted} people, a starter reaches {most}"
                    ),
                )
                .label(invites.span, words!("人均可邀请", "people reached"))
                .help(words!("最多 {most} 人", "write at most {most}")),
            );
        }
        if let (Some(cost), Some(value)) = (tier.reward_cost, plan.head.value_per_new) {
            let each = cost.value + tier.ship.map_or(Fen::ZERO, |ship| ship.value);
            let worth = value.value.times(i64::from(need.value));
            if each > worth {
                let people = need.value;
                let least = if value.value.0 > 0 { (each.0 + value.value.0 - 1) / value.value.0 } else { 0 };
                let more = (least > 0).then(|| {
                    words!(
                        "至少要 {least} 人，或奖励最多 {worth} 元",
                        "ask for {least} people, or spend at most {worth}"
                    )
                });
                diags.push(
                    Diag::warning(
                        TOO_DEAR.code,
                        cost.span,
                        words!(
                            "“{name}”花 {each} 元，{people} 个新增只值 {worth} 元",
                            "“{name}” costs {each} yuan, {people} new members are worth {worth}"
                        ),
                    )
                    .help(more),
                );
            }
        }
        stock(referral, plan, number, diags);
    }
}

fn stock(referral: &Referral, plan: &Plan<'_>, number: usize, diags: &mut Diags) {
    let tier = &referral.tiers[number - 1];
    let name = &tier.value.name.value;
    let Some(stock) = tier.value.stock else {
        diags.push(
            Diag::warning(
                STOCK.code,
                tier.span,
                words!(
                    "“{name}”没有写数量：最坏每个发起人都要发",
                    "“{name}” has no quantity: at worst every starter gets one"
                ),
            )
            .help(words!("加上 stock = …，并写明先到先得", "add stock = …, and say “while stock lasts”")),
        );
        return;
    };
    let starters = referral.participants.map(|guess| i64::from(guess.value.mid));
    let reach = plan.number(&format!("reach.{number}"));
    let likely = starters.zip(reach).map(|(n, p)| crate::base::exact::Exact::int(n) * p);
    let Some(likely) = likely.and_then(|likely| likely.ceil().to_i64()) else { return };
    let have = i64::from(stock.value);
    if likely > have {
        diags.push(
            Diag::warning(
                STOCK.code,
                stock.span,
                words!(
                    "预期 {likely} 人达成“{name}”，只有 {have} 份",
                    "{likely} starters are expected to reach “{name}”, there are {have}"
                ),
            )
            .help(words!(
                "备到 {likely} 份，或写明先到先得并显示余量",
                "stock {likely}, or say “while stock lasts” and show what is left"
            )),
        );
    }
}
