//! Odds and stocks of a lottery that cannot be, or that would not hold to the end.

use super::{Plan, largest, smallest};
use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
        money::{Fen, Ppm},
    },
    model::{
        chance::Binomial,
        economy::show_rate,
        lottery::{DrawMode, Lottery, Prize, PrizeKind},
        sum,
    },
    words,
};

pub const ODDS: Page = Page { code: Code("LOT-010"), text: include_str!("LOT-010.md") };
pub const STOCK_OUT: Page = Page { code: Code("LOT-011"), text: include_str!("LOT-011.md") };

/// Printed odds must hold to the end with at least this chance.
const MAY_RUN_OUT: Ppm = Ppm(50_000);

pub fn check(lottery: &Lottery, plan: &Plan<'_>, diags: &mut Diags) {
    if lottery.prizes.is_empty() {
        diags.push(
            Diag::error(ODDS.code, lottery.span, words!("抽奖没有奖项", "a lottery without prizes"))
                .help(words!("加上 [[lottery.prizes]]", "add [[lottery.prizes]]")),
        );
        return;
    }
    quantities(lottery, plan, diags);
    stock(lottery, diags);
    if lottery.draw_mode.is_some_and(|mode| mode.value == DrawMode::Instant) {
        weights(lottery, diags);
        runs_out(lottery, plan, diags);
    }
    full_house(lottery, diags);
    dates(lottery, plan, diags);
}

pub fn lacks_quantity(lottery: &Lottery) -> bool {
    lottery.prizes.iter().any(|prize| prize.value.qty.is_none())
}

/// What a prize is called in messages: its rank, else its name.
fn called(prize: &Prize) -> &str {
    if prize.rank.value.is_empty() { &prize.name.value } else { &prize.rank.value }
}

fn piece(prize: &Prize) -> Option<Fen> {
    Some(prize.unit_cost?.value + prize.ship.map_or(Fen::ZERO, |ship| ship.value))
}

fn quantities(lottery: &Lottery, plan: &Plan<'_>, diags: &mut Diags) {
    for (index, prize) in lottery.prizes.iter().enumerate() {
        let rank = called(&prize.value);
        match prize.value.qty {
            Some(qty) if qty.value == 0 => diags.push(
                Diag::error(ODDS.code, qty.span, words!("“{rank}”的数量是 0", "there are 0 pieces of “{rank}”"))
                    .help(words!("至少写 1，或删掉这个奖项", "write at least 1, or remove this prize")),
            ),
            Some(_) => {}
            None => {
                let affordable = affordable(lottery, plan, index).map(|(left, most)| {
                    words!(
                        "其他奖项和固定费用之外，预算还剩 {left} 元，最多 qty = {most}",
                        "besides the other costs the budget leaves {left} yuan: at most qty = {most}"
                    )
                });
                let add = affordable.is_none().then(|| words!("加上 qty = …", "add qty = …"));
                diags.push(
                    Diag::error(
                        // With odds the law is content, and only the sum is open.
                        if prize.value.chance.is_some() { super::UNKNOWN_COST.code } else { Code("LOT-002") },
                        prize.value.rank.span,
                        words!(
                            "“{rank}”没有写数量：算不出最坏要花多少，也不能公示",
                            "“{rank}” has no quantity: its cost is unknown, and it must not be published like this"
                        ),
                    )
                    .help(affordable)
                    .help(add),
                );
            }
        }
    }
}

/// What the budget leaves for this prize, and how many pieces that buys.
fn affordable(lottery: &Lottery, plan: &Plan<'_>, index: usize) -> Option<(Fen, i64)> {
    let groups = match lottery.draw_mode?.value {
        DrawMode::Group => i64::from(lottery.groups.map_or(1, |g| g.value)),
        _ => 1,
    };
    let fixed: Fen = plan.head.fixed_costs.iter().map(|cost| cost.amount.value).sum();
    let others: Option<Fen> = lottery
        .prizes
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != index)
        .map(|(_, prize)| Some(piece(&prize.value)?.times(i64::from(prize.value.qty?.value) * groups)))
        .sum();
    let left = plan.head.budget?.value - fixed - others?;
    let each = piece(&lottery.prizes[index].value)?.times(groups);
    (each > Fen::ZERO && left >= each).then(|| (left, left.0 / each.0))
}

fn stock(lottery: &Lottery, diags: &mut Diags) {
    let Some(stock) = lottery.stock else { return };
    let groups = match lottery.draw_mode.map(|mode| mode.value) {
        Some(DrawMode::Group) => u64::from(lottery.groups.map_or(1, |g| g.value)),
        _ => 1,
    };
    let physical = lottery.prizes.iter().filter(|p| p.value.kind.is_none_or(|k| k.value == PrizeKind::Product));
    let needed: u64 = physical.filter_map(|p| p.value.qty).map(|qty| u64::from(qty.value) * groups).sum();
    let have = u64::from(stock.value);
    if needed > have {
        diags.push(
            Diag::error(
                ODDS.code,
                stock.span,
                words!(
                    "实物奖品要 {needed} 件，库存只有 {have} 件",
                    "the prizes need {needed} pieces, there are {have}"
                ),
            )
            .help(words!(
                "备到 {needed} 件，或把奖品减到 {have} 件",
                "stock {needed} pieces, or cut the prizes to {have}"
            )),
        );
    }
}

fn weights(lottery: &Lottery, diags: &mut Diags) {
    for prize in &lottery.prizes {
        let rank = called(&prize.value);
        let Some(chance) = prize.value.chance else {
            diags.push(
                Diag::error(
                    ODDS.code,
                    prize.span,
                    words!("即抽即中要有中奖率，“{rank}”没有", "an instant draw needs a chance, “{rank}” has none"),
                )
                .help(words!("加上 chance = \"1%\"", "add chance = \"1%\"")),
            );
            return;
        };
        if chance.value.0 == 0 {
            diags.push(
                Diag::error(ODDS.code, chance.span, words!("“{rank}”永远抽不中", "“{rank}” can never be won"))
                    .help(words!("写大于 0 的中奖率，或删掉这个奖项", "write a chance above 0, or remove this prize")),
            );
        }
    }
    let sum = Ppm(lottery.prizes.iter().filter_map(|p| p.value.chance).map(|c| c.value.0).sum());
    let miss = lottery.miss.map_or(Ppm(0), |miss| miss.value);
    let all = Ppm(sum.0 + miss.0);
    if all == Ppm::ONE {
        return;
    }
    let span = lottery.miss.map_or(lottery.span, |miss| miss.span);
    let (message, help) = if sum > Ppm::ONE {
        let over = Ppm(sum.0 - Ppm::ONE.0);
        (
            words!("中奖率加起来是 {sum}，超过 100%", "the chances add up to {sum}, more than 100%"),
            words!("一共要减掉 {over}", "take off {over} in all"),
        )
    } else {
        let right = Ppm(Ppm::ONE.0 - sum.0);
        let message = match lottery.miss {
            Some(_) => words!(
                "中奖率 {sum} 加上不中奖 {miss} 是 {all}，不是 100%",
                "the chances {sum} and the blank {miss} add up to {all}, not 100%"
            ),
            None => words!(
                "中奖率加起来是 {sum}，剩下的没有写明是不中奖",
                "the chances add up to {sum}, and nothing says that the rest is a blank"
            ),
        };
        (message, words!("写 miss_chance = \"{right}\"", "write miss_chance = \"{right}\""))
    };
    diags.push(Diag::error(ODDS.code, span, message).help(help));
}

fn runs_out(lottery: &Lottery, plan: &Plan<'_>, diags: &mut Diags) {
    let Some(draws) = plan.number("draws").as_ref().and_then(sum::to_count) else { return };
    let limit = sum::rate(MAY_RUN_OUT);
    for (index, prize) in lottery.prizes.iter().enumerate() {
        let (Some(qty), Some(chance)) = (prize.value.qty, prize.value.chance) else { continue };
        let key = format!("stock_out.{}", index + 1);
        let Some(out) = plan.number(&key).filter(|out| *out > limit) else { continue };
        if qty.value == 0 || chance.value.0 == 0 {
            continue;
        }
        let holds = |p: Ppm, qty: u32| Binomial::new(draws, &sum::rate(p)).at_least(qty) <= limit;
        let pieces = smallest(qty.value, draws.saturating_add(1), |n| holds(chance.value, n));
        let lower = largest(1, u32::try_from(chance.value.0).unwrap_or(1), |ppm| holds(Ppm(i64::from(ppm)), qty.value));
        let rank = called(&prize.value);
        let (out, printed) = (show_rate(&out), chance.value);
        let real = plan.number(&format!("real.{}", index + 1)).map_or_else(String::new, |real| show_rate(&real));
        let pieces = pieces.filter(|n| *n <= draws).map(|n| {
            words!("数量加到 {n} 件，才有 95% 的把握发到最后", "with {n} pieces they last to the end 19 times of 20")
        });
        let lower = lower
            .map(|ppm| Ppm(i64::from(ppm)))
            .map(|ppm| words!("或把中奖率降到 {ppm}", "or lower the chance to {ppm}"));
        diags.push(
            Diag::warning(
                STOCK_OUT.code,
                chance.span,
                words!(
                    "“{rank}”有 {out} 的可能提前抽完：标示 {printed}，实际约 {real}",
                    "“{rank}” runs out early with a chance of {out}: {printed} is printed, about {real} is true"
                ),
            )
            .help(pieces)
            .help(lower),
        );
    }
}

fn full_house(lottery: &Lottery, diags: &mut Diags) {
    if lottery.draw_mode.is_none_or(|mode| mode.value != DrawMode::Full) {
        return;
    }
    let Some(full) = lottery.full_at else {
        let span = lottery.draw_mode.map_or(lottery.span, |mode| mode.span);
        diags.push(
            Diag::error(ODDS.code, span, words!("人满开奖没有写多少人", "a draw when full does not say how many"))
                .help(words!("加上 full_at = 500", "add full_at = 500")),
        );
        return;
    };
    let Some(guess) = lottery.participants else { return };
    let (needed, mid, high) = (full.value, guess.value.mid, guess.value.high);
    if needed > high {
        diags.push(
            Diag::error(
                ODDS.code,
                full.span,
                words!(
                    "要满 {needed} 人才开奖，最多估计 {high} 人：开不了奖",
                    "it draws at {needed} people, {high} are the most that may come: it never draws"
                ),
            )
            .help(words!("不超过预期人数 {mid}", "write no more than the expected {mid}")),
        );
    } else if needed > mid {
        diags.push(
            Diag::warning(
                ODDS.code,
                full.span,
                words!(
                    "要满 {needed} 人才开奖，预期只有 {mid} 人",
                    "it draws at {needed} people, only {mid} are expected"
                ),
            )
            .help(words!(
                "不超过 {mid}，并写明开不了奖时怎么办",
                "write no more than {mid}, and say what happens when it does not fill"
            )),
        );
    }
}

fn dates(lottery: &Lottery, plan: &Plan<'_>, diags: &mut Diags) {
    let Some(draw) = lottery.draw_at else { return };
    let early = |diags: &mut Diags, span, message, help| {
        diags.push(Diag::error(Code::OUT_OF_RANGE, span, message).help(help));
    };
    if let Some(start) = plan.head.start.filter(|start| draw.value <= start.value) {
        let at = crate::base::date::show(start.value);
        early(
            diags,
            draw.span,
            words!("开奖早于活动开始", "the draw is before the start"),
            words!("写 {at} 之后的时间", "write a time after {at}"),
        );
    }
    for prize in &lottery.prizes {
        if let Some(deadline) = prize.value.claim_deadline.filter(|deadline| deadline.value <= draw.value) {
            let at = crate::base::date::show(draw.value);
            early(
                diags,
                deadline.span,
                words!("领奖截止早于开奖", "the claim ends before the draw"),
                words!("写 {at} 之后的时间", "write a time after {at}"),
            );
        }
    }
}
