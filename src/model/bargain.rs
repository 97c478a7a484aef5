//! A bargain (砍价): whether the floor can be reached, what a success costs, and what real engines make of the plan.

use super::{
    cuts::{self, Impossible, Rules},
    economy::{Case, Spread, Value},
    engines::{self, CrmebBargains},
    goods::Goods,
    ledger::Ledger,
    ref_price::RefPrice,
    sum::{self, Exact, Term},
};
use crate::{
    base::{
        lang::Words,
        money::{Fen, Ppm},
        span::{Span, Spanned},
    },
    words,
};

/// Fields that could not be read or were not given are `None`; what could not be read was reported.
#[derive(Clone, Debug)]
pub struct Bargain {
    pub span: Span,
    pub goods: Goods,
    pub first: Option<Spanned<Fen>>,
    pub floor: Option<Spanned<Fen>>,
    pub ref_price: RefPrice,
    pub helpers: Option<Spanned<u32>>,
    pub min_cut: Option<Spanned<Fen>>,
    pub max_cut: Option<Spanned<Fen>>,
    pub front_k: Option<Spanned<u32>>,
    pub front_share: Option<Spanned<Ppm>>,
    pub new_user_bonus: Option<Spanned<Fen>>,
    /// How many friends' bargains one person may help in.
    pub help_limit: Option<Spanned<u32>>,
    pub self_cut: Option<Spanned<bool>>,
    pub valid_hours: Option<Spanned<u32>>,
    pub buy_anytime: Option<Spanned<bool>>,
    pub success: Option<Spanned<Success>>,
    pub order_deadline_h: Option<Spanned<u32>>,
    pub stock: Option<Spanned<u32>>,
    pub starters: Option<Spanned<Spread>>,
    pub success_prob: Option<Spanned<Ppm>>,
    pub avg_helpers_failed: Option<Spanned<u32>>,
    /// Helps that one bargain gets in a day.
    pub helps_per_day: Option<Spanned<u32>>,
    pub new_share: Option<Spanned<Ppm>>,
    pub engine: Option<Spanned<Engine>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Success {
    /// When the floor is reached.
    Floor,
    /// When so many have helped, whatever the price is then.
    Helpers,
}

impl Success {
    pub const CHOICES: &[(&'static [&'static str], Success)] =
        &[(&["floor", "到底价"], Success::Floor), (&["helpers", "满人数"], Success::Helpers)];
}

/// Which program runs it; real ones differ from any plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Follows the plan's own schedule.
    Own,
    Crmeb,
    Yudao,
}

impl Engine {
    pub const CHOICES: &[(&'static [&'static str], Engine)] =
        &[(&["own", "自有"], Engine::Own), (&["crmeb", "CRMEB"], Engine::Crmeb), (&["yudao", "芋道"], Engine::Yudao)];

    pub fn label(self) -> Words {
        match self {
            Engine::Own => words!("按本方案逐刀执行", "follows the plan's schedule"),
            Engine::Crmeb => words!("CRMEB", "CRMEB"),
            Engine::Yudao => words!("芋道 yudao", "yudao"),
        }
    }
}

impl Bargain {
    /// `None` when a price or the number of helpers is missing.
    pub fn rules(&self) -> Option<Rules> {
        Some(Rules {
            total: self.first?.value - self.floor?.value,
            helpers: self.helpers?.value,
            min: self.min_cut.map_or(Fen(1), |m| m.value),
            max: self.max_cut.map(|m| m.value),
            front: self.front_k.map_or(0, |k| k.value),
            front_share: self.front_share.map_or(Ppm(0), |s| s.value),
        })
    }

    /// The plan's own cuts, one for each helper, the same for the same name (a campaign's address); empty when the floor
    /// cannot be reached.
    pub fn cuts(&self, name: &str) -> Vec<Fen> {
        let hash = super::draw::sha256(name);
        let seed = u64::from_str_radix(&hash[..16], 16).expect("a hash is hexadecimal");
        self.rules().and_then(|rules| cuts::schedule(&rules, seed).ok()).unwrap_or_default()
    }

    /// The same cuts, each with the price after it.
    pub fn steps(&self, name: &str) -> Vec<(Fen, Fen)> {
        let mut price = self.first.map_or(Fen::ZERO, |first| first.value);
        let after = |cut: Fen| {
            price = price - cut;
            (cut, price)
        };
        self.cuts(name).into_iter().map(after).collect()
    }

    pub(super) fn sums(&self, ledger: &mut Ledger) {
        let fixed = ledger.fixed();
        let goods = self.goods.terms(ledger);
        let first = ledger.money("first", words!("起始价", "first price"), self.first);
        let floor = ledger.money("floor", words!("底价", "floor price"), self.floor);
        let helpers = ledger.count("helpers", words!("助力人数", "helpers"), self.helpers);
        let label = words!("总砍幅", "way down");
        let total = ledger.line("total_cut", label, Case::Neutral, Value::Money, &(&first - &floor));
        let label = words!("平均每刀", "mean cut");
        let mean = ledger.line("mean_cut", label, Case::Neutral, Value::Money, &(&total / &helpers));
        let share =
            self.new_share.map(|_| ledger.rate("new_share", words!("新人占比", "share of new"), self.new_share));
        let needed = self.needed(ledger, &total, &mean, share.as_ref()).unwrap_or_else(|| helpers.clone());
        self.rooms(ledger, &total, &helpers);
        self.feasible(ledger);
        self.engine_lines(ledger);
        if self.helps_per_day.is_some() {
            let daily = ledger.count("helps_per_day", words!("每天助力人数", "helps a day"), self.helps_per_day);
            let label = words!("砍成所需时间", "time to succeed");
            let hours = &helpers / daily * Term::number(24);
            ledger.line("time", label, Case::Expected, Value::Hours, &hours);
        }
        let lowest = self.lowest(ledger, &first, &floor, &helpers);
        let label = words!("每个成功单最多亏", "net cost of a success at worst");
        let loss = ledger.line("loss", label, Case::Worst, Value::Money, &(&goods.unit - goods.net(&lowest)));
        let likely_loss = match self.mean_end(ledger, &first, &floor, &helpers) {
            Some(end) => {
                let label = words!("每个成功单平均亏", "net cost of a success as expected");
                ledger.line("mean_loss", label, Case::Expected, Value::Money, &(&goods.unit - goods.net(&end)))
            }
            None => loss.clone(),
        };
        let starters = ledger.spread("starters", words!("发起人数", "starters"), self.starters);
        let chance = ledger.rate("success_prob", words!("砍成概率", "chance of success"), self.success_prob);
        let likely = &starters * &chance;
        let (most, likely) = match self.stock {
            Some(_) => {
                let stock = ledger.count("stock", words!("库存", "stock"), self.stock);
                let likely = stock.min(&likely);
                (stock, likely)
            }
            None => {
                ledger.note(words!(
                    "没有写库存，最坏情况按全部发起人都砍成计算",
                    "without a stock the worst case is that every starter succeeds"
                ));
                (starters.clone(), likely)
            }
        };
        let label = words!("预期成功单数", "successes expected");
        let wins = ledger.line("successes", label, Case::Expected, Value::Count, &likely);
        let label = words!("预期助力人次", "helpers reached");
        let failed = ledger.count_or(
            "avg_helpers_failed",
            words!("未成功单平均助力人数", "helpers of a failed bargain"),
            self.avg_helpers_failed,
            0,
        );
        let reached = &wins * &needed + (&starters - &wins) * &failed;
        let reached = ledger.line("reached", label, Case::Expected, Value::Count, &reached);
        let new = share.map(|share| &reached * share);
        let worst = &most * loss.max(&Term::number(0)) + &fixed;
        ledger.totals(&worst, &(&wins * &likely_loss + &fixed), Some(&starters), new.as_ref());
        if self.help_limit.is_some_and(|limit| limit.value > 1) {
            ledger.note(words!(
                "一人可帮多个好友，预期助力人次不等于人数",
                "one person may help several friends, so helpers reached are not all different people"
            ));
        }
    }

    /// How many help until the floor, when newcomers cut more: what they take is not left for later helpers, so the cost of a
    /// success stays as it is and fewer people are reached. `None` where it changes nothing.
    fn needed(&self, ledger: &mut Ledger, total: &Term, mean: &Term, share: Option<&Term>) -> Option<Term> {
        self.new_user_bonus?;
        if self.by_count() {
            return None;
        }
        let Some(share) = share else {
            ledger.note(words!(
                "没有写新人占比，新用户多砍的部分没有算进助力人数",
                "without the share of new members their larger cuts are not in the number of helpers"
            ));
            return None;
        };
        let label = words!("新用户每刀多砍", "more from a new member");
        let bonus = ledger.money("new_user_bonus", label, self.new_user_bonus);
        let label = words!("砍成平均需要的助力人数", "helpers that a success takes");
        let needed = total / (mean + share * bonus);
        Some(ledger.line("needed", label, Case::Expected, Value::Count, &needed))
    }

    /// How far the smallest and the largest cuts are from what cannot be; below 0 the floor is not reached.
    fn rooms(&self, ledger: &mut Ledger, total: &Term, helpers: &Term) {
        if self.min_cut.is_some() {
            let min = ledger.money("min_cut", words!("最小一刀", "smallest cut"), self.min_cut);
            let label = words!("都砍最小一刀后还剩", "left when all cut the least");
            ledger.line("room_min", label, Case::Neutral, Value::Money, &(total - helpers * &min));
        }
        if self.max_cut.is_some() {
            let max = ledger.money("max_cut", words!("最大一刀", "largest cut"), self.max_cut);
            let label = words!("都砍最大一刀多出", "to spare when all cut the most");
            ledger.line("room_max", label, Case::Neutral, Value::Money, &(helpers * &max - total));
        }
    }

    fn by_count(&self) -> bool {
        self.success.is_some_and(|success| success.value == Success::Helpers)
    }

    /// The lowest price at which it can be bought: where a count of helpers ends it, largest cuts may not reach the floor.
    fn lowest(&self, ledger: &mut Ledger, first: &Term, floor: &Term, helpers: &Term) -> Term {
        if !self.by_count() || self.max_cut.is_none() {
            return floor.clone();
        }
        let max = ledger.term("max_cut");
        let label = words!("最低成交价", "lowest price");
        ledger.line("lowest", label, Case::Worst, Value::Money, &(first - helpers * max).max(floor))
    }

    /// The mean price when a count of helpers ends it and cuts vary; the plan's own schedule ends at the floor.
    fn mean_end(&self, ledger: &mut Ledger, first: &Term, floor: &Term, helpers: &Term) -> Option<Term> {
        self.max_cut.filter(|_| self.by_count())?;
        let least = match self.min_cut {
            Some(_) => ledger.term("min_cut"),
            None => Term::number(0),
        };
        let mean = (least + ledger.term("max_cut")) / Term::number(2);
        let label = words!("平均成交价", "mean price");
        Some(ledger.line("end", label, Case::Expected, Value::Money, &(first - helpers * mean).max(floor)))
    }

    fn feasible(&self, ledger: &mut Ledger) {
        let possible = self.rules().map(|rules| rules.possible());
        let value = possible.map_or(Value::None, |p| Value::Yes(p.is_ok()));
        let how = match possible {
            Some(Err(Impossible::MinTooLarge(fen))) => words!(
                "助力人数 × 最小一刀 超过总砍幅；最小一刀最多 {fen} 元",
                "helpers × smallest cut is more than the way down; the smallest cut may be at most {fen} yuan"
            ),
            Some(Err(Impossible::MaxTooSmall(fen))) => words!(
                "助力人数 × 最大一刀 到不了底价；最大一刀至少 {fen} 元",
                "helpers × largest cut does not reach the floor; the largest cut must be at least {fen} yuan"
            ),
            Some(Err(Impossible::NoHelpers)) => words!("助力人数是 0", "there are no helpers"),
            _ => words!(
                "助力人数 × 最小一刀 ≤ 总砍幅 ≤ 助力人数 × 最大一刀",
                "helpers × smallest cut ≤ way down ≤ helpers × largest cut"
            ),
        };
        ledger.figure("feasible", words!("砍得到底价", "the floor can be reached"), Case::Neutral, value, how);
    }

    /// What the named engine does with these numbers.
    fn engine_lines(&self, ledger: &mut Ledger) {
        match self.engine.map(|e| e.value) {
            // They feed no total, so that a nudged input need not play them through again.
            Some(Engine::Crmeb) if !ledger.is_nudged() => self.crmeb_lines(ledger),
            Some(Engine::Yudao) => {
                let how = words!(
                    "起始价 − 助力人数 ×（最小一刀 + 最大一刀）÷ 2，不低于底价",
                    "first price − helpers × (smallest + largest cut) ÷ 2, not below the floor"
                );
                let label = words!("满人数时平均价", "mean price when all have helped");
                let end = self.yudao_end(self.min_cut.map(|m| m.value));
                ledger.figure("yudao_end", label, Case::Neutral, end.map_or(Value::None, money), how);
                let how = words!(
                    "芋道代码把底价当成随机下限：起始价 − 助力人数 ×（底价 + 最大一刀）÷ 2",
                    "yudao's code takes the floor price as the lower bound: first price − helpers × (floor + largest cut) ÷ 2"
                );
                let label = words!("按其代码缺陷的平均价", "mean price with its defect");
                let end = self.yudao_end(self.floor.map(|f| f.value));
                ledger.figure("yudao_defect", label, Case::Neutral, end.map_or(Value::None, money), how);
            }
            Some(Engine::Own | Engine::Crmeb) | None => {}
        }
    }

    fn crmeb_lines(&self, ledger: &mut Ledger) {
        let played = self.crmeb();
        let rate = |share: Option<Exact>| share.map_or(Value::None, Value::Rate);
        let third = self.helpers.map_or(0, |helpers| (helpers.value / 3).max(1));
        let half = self.helpers.map_or(0, |helpers| (helpers.value / 2).max(1));
        let runs = engines::RUNS;
        let how = words!(
            "CRMEB 每刀砍掉可砍余额的 20%–50%（新用户 50%），给后面每人留 0.01 元，最后一人砍完；按这个规则模拟 {runs} 次取平均",
            "CRMEB takes 20–50 % of what may be cut (50 % for somebody new), keeps 0.01 for each helper to come, and the last one takes the rest; the mean of {runs} bargains played by this rule"
        );
        let figures = [
            (
                "crmeb_front",
                words!("前{third}刀一共砍掉", "cut by the first {third}"),
                rate(played.as_ref().and_then(|p| p.share_of(third))),
            ),
            (
                "crmeb_half",
                words!("前{half}刀一共砍掉", "cut by the first {half}"),
                rate(played.as_ref().and_then(|p| p.share_of(half))),
            ),
            (
                "crmeb_last",
                words!("最后4刀平均每刀", "mean of the last 4 cuts"),
                played.as_ref().and_then(|p| p.last(4)).map_or(Value::None, Value::Money),
            ),
            (
                "crmeb_pennies",
                words!("只砍1分钱的刀数", "cuts of a single fen"),
                played.as_ref().and_then(CrmebBargains::pennies).map_or(Value::None, Value::Count),
            ),
        ];
        for (key, label, value) in figures {
            ledger.figure(key, label, Case::Neutral, value, how.clone());
        }
    }

    /// This bargain as CRMEB would run it.
    pub fn crmeb(&self) -> Option<CrmebBargains> {
        let rules = self.rules()?;
        CrmebBargains::play(rules.total, rules.helpers, self.new_share.map_or(Ppm(0), |s| s.value), engines::RUNS)
    }

    /// Where yudao ends on average with cuts between `low` and the largest; `None` when it cannot draw at all.
    pub fn yudao_end(&self, low: Option<Fen>) -> Option<Fen> {
        let (low, high) = (low?, self.max_cut?.value);
        if low > high {
            return None;
        }
        let helpers = i64::from(self.helpers?.value);
        let down = (low + high).times(helpers).0 / 2;
        Some(Fen((self.first?.value.0 - down).max(self.floor?.value.0)))
    }
}

fn money(fen: Fen) -> Value {
    Value::Money(sum::yuan(fen))
}
