//! A floor that cannot be reached, a stock that is too small, and what real engines make of the plan.

use super::Plan;
use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
        exact::Exact,
        money::Fen,
        span::Spanned,
    },
    model::{
        bargain::{Bargain, Engine, Success},
        cuts::Impossible,
        sum,
    },
    words,
};

pub const FLOOR: Page = Page { code: Code("BAR-003"), text: include_str!("BAR-003.md") };
pub const STOCK: Page = Page { code: Code("BAR-004"), text: include_str!("BAR-004.md") };
pub const TIME: Page = Page { code: Code("BAR-006"), text: include_str!("BAR-006.md") };
pub const ENGINE: Page = Page { code: Code("BAR-005"), text: include_str!("BAR-005.md") };

pub fn check(bargain: &Bargain, plan: &Plan<'_>, diags: &mut Diags) {
    floor(bargain, diags);
    stock(bargain, diags);
    time(bargain, diags);
    outlives(bargain, plan, diags);
    match bargain.engine {
        Some(engine) if engine.value == Engine::Crmeb => crmeb(bargain, engine, diags),
        Some(engine) if engine.value == Engine::Yudao => yudao(bargain, engine, diags),
        _ => {}
    }
}

fn floor(bargain: &Bargain, diags: &mut Diags) {
    let (Some(first), Some(floor)) = (bargain.first, bargain.floor) else { return };
    if floor.value >= first.value {
        let most = first.value - Fen(1);
        diags.push(
            Diag::error(FLOOR.code, floor.span, words!("底价不低于起始价", "the floor is not below the first price"))
                .label(first.span, words!("起始价", "the first price"))
                .help(words!("底价最高 {most} 元", "write at most {most}")),
        );
        return;
    }
    let Some(rules) = bargain.rules() else { return };
    let helpers_span = bargain.helpers.map_or(bargain.span, |helpers| helpers.span);
    let (total, helpers) = (rules.total, rules.helpers);
    match rules.possible() {
        Ok(()) => {}
        Err(Impossible::NoHelpers) => diags.push(
            Diag::error(FLOOR.code, helpers_span, words!("助力人数是 0", "there are no helpers"))
                .help(words!("至少 1 人", "write at least 1")),
        ),
        Err(Impossible::MinTooLarge(most)) => {
            let all = rules.min.times(i64::from(helpers));
            let fewer = if rules.min > Fen::ZERO { total.0 / rules.min.0 } else { 0 };
            let span = bargain.min_cut.map_or(helpers_span, |min| min.span);
            // A way down of fewer fen than helpers leaves no smallest cut at all.
            let smaller = (most > Fen::ZERO)
                .then(|| words!("最小一刀最多 {most} 元", "the smallest cut may be at most {most} yuan"));
            diags.push(
                Diag::error(
                    FLOOR.code,
                    span,
                    words!(
                        "{helpers} 人每人至少砍掉的加起来是 {all} 元，总共只有 {total} 元可砍",
                        "{helpers} helpers cut at least {all} yuan, there are only {total} to cut"
                    ),
                )
                .help(smaller)
                .help(words!("或助力人数最多 {fewer} 人", "or at most {fewer} helpers")),
            );
        }
        // Where a count of helpers ends it, the floor is no promise.
        Err(Impossible::MaxTooSmall(_)) if bargain.success.is_some_and(|s| s.value == Success::Helpers) => {}
        Err(Impossible::MaxTooSmall(least)) => {
            let max = rules.max.unwrap_or(Fen(1));
            let all = max.times(i64::from(helpers));
            let end = first.value - all;
            let more = (total.0 + max.0.max(1) - 1) / max.0.max(1);
            let span = bargain.max_cut.map_or(helpers_span, |max| max.span);
            diags.push(
                Diag::error(
                    FLOOR.code,
                    span,
                    words!(
                        "{helpers} 人最多砍掉 {all} 元，只能到 {end} 元，到不了底价",
                        "{helpers} helpers cut at most {all} yuan, down to {end}: the floor is never reached"
                    ),
                )
                .help(words!("最大一刀至少 {least} 元", "the largest cut must be at least {least} yuan"))
                .help(words!("或助力人数至少 {more} 人", "or at least {more} helpers")),
            );
        }
    }
}

fn stock(bargain: &Bargain, diags: &mut Diags) {
    let (Some(stock), Some(starters), Some(chance)) = (bargain.stock, bargain.starters, bargain.success_prob) else {
        return;
    };
    let likely = Exact::int(i64::from(starters.value.mid)) * sum::rate(chance.value);
    let likely = likely.ceil().to_i64().unwrap_or(i64::MAX);
    let have = i64::from(stock.value);
    if likely > have {
        diags.push(
            Diag::warning(
                STOCK.code,
                stock.span,
                words!(
                    "预期砍成 {likely} 单，库存只有 {have} 件：有人砍成了却买不到",
                    "{likely} bargains are expected to succeed, there are {have} pieces"
                ),
            )
            .help(words!(
                "备到 {likely} 件，或写明先到先得并显示余量",
                "stock {likely}, or say “while stock lasts” and show what is left"
            )),
        );
    }
}

/// What was begun on the last day is still open when the campaign is over.
fn outlives(bargain: &Bargain, plan: &Plan<'_>, diags: &mut Diags) {
    let (Some(hours), Some(start), Some(end)) = (bargain.valid_hours, plan.head.start, plan.head.end) else { return };
    let (limit, length) = (i64::from(hours.value), end.value.duration_since(start.value).as_hours());
    if length > 0 && limit > length {
        diags.push(
            Diag::error(
                TIME.code,
                hours.span,
                words!(
                    "砍价时限 {limit} 小时，活动一共只有 {length} 小时",
                    "a bargain may take {limit} hours, the whole campaign lasts {length}"
                ),
            )
            .help(words!("最多 {length} 小时", "write at most {length}")),
        );
    }
}

fn time(bargain: &Bargain, diags: &mut Diags) {
    let (Some(hours), Some(daily), Some(helpers)) = (bargain.valid_hours, bargain.helps_per_day, bargain.helpers)
    else {
        return;
    };
    let (limit, daily, people) = (u64::from(hours.value), u64::from(daily.value), u64::from(helpers.value));
    if daily == 0 || people * 24 <= limit * daily {
        return;
    }
    let (needed, most) = ((people * 24).div_ceil(daily), limit * daily / 24);
    let fewer = (most > 0).then(|| words!("或助力人数最多 {most} 人", "or ask for at most {most} helpers"));
    diags.push(
        Diag::warning(
            TIME.code,
            hours.span,
            words!(
                "每天 {daily} 人助力，{people} 人要 {needed} 小时，时限只有 {limit} 小时",
                "with {daily} helps a day {people} helpers take {needed} hours, the limit is {limit}"
            ),
        )
        .help(words!("时限至少 {needed} 小时", "allow at least {needed} hours"))
        .help(fewer),
    );
}

fn crmeb(bargain: &Bargain, engine: Spanned<Engine>, diags: &mut Diags) {
    let (Some(rules), Some(played)) = (bargain.rules(), bargain.crmeb()) else { return };
    let (third, half) = ((rules.helpers / 3).max(1), (rules.helpers / 2).max(1));
    let percent = |first| played.share_of(first).map_or_else(String::new, |share| percent(&share, 1));
    let (front, middle) = (percent(third), percent(half));
    let late = played.last(4).map_or_else(String::new, |yuan| yuan.fixed(2));
    let pennies = played.pennies().map_or_else(String::new, |count| count.short(1));
    let minimum = bargain.min_cut.map(|min| {
        let min = min.value;
        words!(
            "CRMEB 没有最小一刀，min_cut {min} 元不会生效",
            "CRMEB knows no smallest cut: min_cut {min} has no effect"
        )
    });
    diags.push(
        Diag::warning(
            ENGINE.code,
            engine.span,
            words!(
                "CRMEB 每刀砍余额的 20%–50%：前 {third} 人平均就砍掉 {front}，前 {half} 人 {middle}；最后四人平均每刀 {late} 元，平均有 {pennies} 刀只砍 1 分钱",
                "CRMEB cuts 20–50 % of the rest each time: the first {third} helpers take {front}, the first {half} {middle}; the last four take {late} yuan each, and {pennies} cuts are of a single fen"
            ),
        )
        .help(minimum)
        .help(words!(
            "在规则和话术里说明越往后越少，或减少助力人数",
            "say in the rules that cuts get smaller, or ask for fewer helpers"
        )),
    );
}

fn percent(share: &Exact, digits: u32) -> String {
    format!("{}%", (share * &Exact::int(100)).short(digits))
}

fn yudao(bargain: &Bargain, engine: Spanned<Engine>, diags: &mut Diags) {
    let (Some(first), Some(floor), Some(rules)) = (bargain.first, bargain.floor, bargain.rules()) else { return };
    let Some(max) = bargain.max_cut else {
        diags.push(
            Diag::error(ENGINE.code, engine.span, words!("芋道要写最大一刀", "yudao needs a largest cut"))
                .help(words!("加上 max_cut", "add max_cut")),
        );
        return;
    };
    if floor.value > max.value {
        let (floor_yuan, max_yuan) = (floor.value, max.value);
        diags.push(
            Diag::error(
                ENGINE.code,
                floor.span,
                words!(
                    "芋道把底价当成随机下限：底价 {floor_yuan} 元大于最大一刀 {max_yuan} 元，一助力就出错",
                    "yudao takes the floor for the lower bound: a floor of {floor_yuan} above the largest cut {max_yuan} fails at once"
                ),
            )
            .help(words!(
                "先修复引擎的代码，或底价最高 {max_yuan} 元",
                "mend the engine first, or write a floor of at most {max_yuan}"
            )),
        );
        return;
    }
    let Some(end) = bargain.yudao_end(bargain.min_cut.map(|min| min.value)).filter(|end| *end > floor.value) else {
        return;
    };
    // Mean cut × helpers must be the whole way: smallest + largest cut ≥ 2 × way ÷ helpers.
    let helpers = i64::from(rules.helpers.max(1));
    let both = Fen((rules.total.0 * 2 + helpers - 1) / helpers);
    let (floor_yuan, first_yuan, people) = (floor.value, first.value, rules.helpers);
    let defect = bargain.yudao_end(Some(floor.value));
    let defect = defect.map(|price| {
        words!("按它代码里的缺陷，平均停在 {price} 元", "with the defect in its code it stops at {price} on average")
    });
    diags.push(
        Diag::warning(
            ENGINE.code,
            engine.span,
            words!(
                "芋道满 {people} 人就算成功：从 {first_yuan} 元平均只砍到 {end} 元，不是底价 {floor_yuan} 元",
                "yudao ends at {people} helpers: from {first_yuan} it comes to {end} on average, not to the floor of {floor_yuan}"
            ),
        )
        .help(words!(
            "最小一刀加最大一刀至少 {both} 元才到得了底价",
            "smallest and largest cut together must be at least {both} yuan to reach the floor"
        ))
        .help(defect),
    );
}
