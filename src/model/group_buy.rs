//! A group buy (拼团): what a group earns, how likely it fills, and the smallest size that pays.

use super::{
    chance::Binomial,
    economy::{Case, Spread, Value},
    goods::{Goods, GoodsTerms},
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
pub struct GroupBuy {
    pub span: Span,
    pub mode: Option<Spanned<GroupMode>>,
    pub goods: Goods,
    /// People in a group, the leader among them.
    pub size: Option<Spanned<u32>>,
    pub ladder: Vec<Spanned<Step>>,
    pub price: Option<Spanned<Fen>>,
    pub solo_price: Option<Spanned<Fen>>,
    pub ref_price: RefPrice,
    pub leader_perk: Option<Spanned<Perk>>,
    pub perk_cost: Option<Spanned<Fen>>,
    pub limit_hours: Option<Spanned<u32>>,
    /// Whether groups are filled with invented buyers; always wrong, and said so by a check.
    pub auto_fill: Option<Spanned<bool>>,
    pub per_user: Option<Spanned<u32>>,
    pub per_order: Option<Spanned<u32>>,
    pub stock: Option<Spanned<u32>>,
    pub refund_hours: Option<Spanned<u32>>,
    /// People whom one leader reaches, and the chance that one of them joins.
    pub invites: Option<Spanned<u32>>,
    pub join_prob: Option<Spanned<Ppm>>,
    /// Groups that are opened.
    pub groups: Option<Spanned<Spread>>,
    pub new_share: Option<Spanned<Ppm>>,
    /// Who gets the goods in a lottery group; the others are refunded.
    pub winners: Option<Spanned<u32>>,
    pub consolation_cost: Option<Spanned<Fen>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupMode {
    Standard,
    /// Only new people may join a leader.
    OldBringsNew,
    /// The price falls as the group grows.
    Ladder,
    /// All pay, some get the goods, the others their money back.
    LotteryGroup,
}

impl GroupMode {
    pub const CHOICES: &[(&'static [&'static str], GroupMode)] = &[
        (&["standard", "普通团"], GroupMode::Standard),
        (&["old_brings_new", "老带新"], GroupMode::OldBringsNew),
        (&["ladder", "阶梯团"], GroupMode::Ladder),
        (&["lottery_group", "抽奖团"], GroupMode::LotteryGroup),
    ];

    pub fn label(self) -> Words {
        match self {
            GroupMode::Standard => words!("普通团", "standard"),
            GroupMode::OldBringsNew => words!("老带新", "old brings new"),
            GroupMode::Ladder => words!("阶梯团", "ladder"),
            GroupMode::LotteryGroup => words!("抽奖团", "lottery group"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Perk {
    None,
    Free,
    Amount,
    Gift,
    Points,
}

impl Perk {
    pub const CHOICES: &[(&'static [&'static str], Perk)] = &[
        (&["none", "无"], Perk::None),
        (&["free", "团长免单"], Perk::Free),
        (&["amount", "立减"], Perk::Amount),
        (&["gift", "赠品"], Perk::Gift),
        (&["points", "积分"], Perk::Points),
    ];

    pub fn label(self) -> Words {
        match self {
            Perk::None => words!("无", "none"),
            Perk::Free => words!("团长免单", "free for the leader"),
            Perk::Amount => words!("团长立减", "money off for the leader"),
            Perk::Gift => words!("团长赠品", "a gift for the leader"),
            Perk::Points => words!("团长积分", "points for the leader"),
        }
    }
}

/// A step of a ladder: so many people, this price for all of them.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub size: Option<Spanned<u32>>,
    pub price: Option<Spanned<Fen>>,
}

impl GroupBuy {
    fn is(&self, mode: GroupMode) -> bool {
        self.mode.is_some_and(|m| m.value == mode)
    }

    /// The steps with both numbers; one step for a group that has no ladder.
    pub fn steps(&self) -> Vec<(u32, Fen)> {
        if self.is(GroupMode::Ladder) {
            return self.ladder.iter().filter_map(|s| Some((s.value.size?.value, s.value.price?.value))).collect();
        }
        self.size.zip(self.price).map(|(size, price)| (size.value, price.value)).into_iter().collect()
    }

    pub(super) fn sums(&self, ledger: &mut Ledger) {
        let fixed = ledger.fixed();
        let goods = self.goods.terms(ledger);
        let Some(group) = self.group(ledger, &goods) else {
            ledger.note(words!("缺少成团人数和价格，算不出每团", "without size and price a group cannot be computed"));
            return;
        };
        let opened = ledger.spread("groups", words!("开团数", "groups opened"), self.groups);
        let full = self.completion(ledger, &group.size);
        let label = words!("预期成团数", "groups that fill");
        let filled = ledger.line("filled", label, Case::Expected, Value::Count, &(&opened * &full));
        let profit = if self.is(GroupMode::Ladder) {
            self.ladder_profit(ledger, &goods, &opened, &fixed)
        } else {
            let label = words!("预期净毛利", "expected profit");
            let term = &filled * &group.margin - &fixed;
            ledger.line("profit", label, Case::Expected, Value::Money, &term)
        };
        let _ = profit;
        self.refunds(ledger, &group, &opened);
        let per_order = ledger.count_or("per_order", words!("每单件数", "pieces an order"), self.per_order, 1);
        let pieces = match &group.winners {
            Some(winners) => winners.clone(),
            None => group.size.clone(),
        };
        let label = words!("所需库存", "stock needed");
        let needed = &opened * &pieces * &per_order;
        let needed = ledger.line("stock_needed", label, Case::Worst, Value::Count, &needed);
        self.last_opening(ledger);
        let label = words!("每团让利", "given away a group");
        let given = ledger.line("given", label, Case::Neutral, Value::Money, &group.given);
        let most = match self.stock {
            Some(_) => {
                let stock = ledger.count("stock", words!("库存", "stock"), self.stock);
                let label = words!("最多成团数", "groups at most");
                let most = opened.min(&(&stock / (&pieces * &per_order)).floor());
                ledger.line("most_groups", label, Case::Worst, Value::Count, &most)
            }
            None => opened.clone(),
        };
        let _ = needed;
        let people = &filled * &group.size;
        let label = words!("预期参团人数", "people in full groups");
        let people = ledger.line("people", label, Case::Expected, Value::Count, &people);
        let new = self.new_people(ledger, &filled, &group.size);
        ledger.totals(&(&most * &given + &fixed), &(&filled * &given + &fixed), Some(&people), new.as_ref());
    }

    /// Margin of an order and of a full group, at the size and price that decide.
    fn group(&self, ledger: &mut Ledger, goods: &GoodsTerms) -> Option<Group> {
        let (size, price) = if self.is(GroupMode::Ladder) {
            self.ladder_steps(ledger, goods)?
        } else {
            let size = ledger.count("size", words!("成团人数", "group size"), Some(self.size?));
            (size, ledger.money("price", words!("拼团价", "group price"), Some(self.price?)))
        };
        let margin = goods.margin(&price);
        let m = ledger.line("margin", words!("每单毛利", "margin an order"), Case::Neutral, Value::Money, &margin);
        let perk = self.perk(ledger, goods, &price);
        let winners = self.is(GroupMode::LotteryGroup).then(|| {
            let winners = ledger.count_or("winners", words!("中签人数", "winners in a group"), self.winners, 1);
            let cost =
                ledger.money_or_none("consolation_cost", words!("未中补偿", "consolation"), self.consolation_cost);
            (winners, cost)
        });
        let total = match &winners {
            Some((winners, cost)) => winners * &m - (&size - winners) * cost - &perk,
            None => &size * &m - &perk,
        };
        let label = words!("每团毛利", "margin a group");
        let margin = ledger.line("group_margin", label, Case::Neutral, Value::Money, &total);
        if winners.is_none() {
            self.smallest(ledger, &m, &perk);
        }
        // What is given away: the difference to selling alone, the leader's perk, consolations.
        let discount = self.solo_price.map(|_| {
            let solo = ledger.money("solo_price", words!("单独购买价", "price alone"), self.solo_price);
            let label = words!("单独购买毛利", "margin alone");
            let solo = ledger.line("solo_margin", label, Case::Neutral, Value::Money, &goods.margin(&solo));
            solo - &m
        });
        let buyers = winners.as_ref().map_or(&size, |(winners, _)| winners);
        let mut given = match discount {
            Some(discount) => buyers * discount + &perk,
            None => {
                ledger.note(words!(
                    "没有写单独购买价，让利只算团长优惠和补偿",
                    "without a price alone only perks and consolations count as given away"
                ));
                perk.clone()
            }
        };
        if let Some((winners, cost)) = &winners {
            given = given + (&size - winners) * cost;
        }
        Some(Group { size, price, margin, given, winners: winners.map(|(winners, _)| winners) })
    }

    /// All steps of a ladder with their margins; the last one, where the price is lowest, decides.
    fn ladder_steps(&self, ledger: &mut Ledger, goods: &GoodsTerms) -> Option<(Term, Term)> {
        let mut last = None;
        for (index, step) in self.ladder.iter().enumerate() {
            let number = index + 1;
            let label = words!("第{number}档人数", "size of step {number}");
            let size = ledger.count(format!("ladder.{number}.size"), label, step.value.size);
            let label = words!("第{number}档价格", "price of step {number}");
            let price = ledger.money(format!("ladder.{number}.price"), label, step.value.price);
            let label = words!("第{number}档每单毛利", "margin of step {number}");
            ledger.line(format!("margin.{number}"), label, Case::Neutral, Value::Money, &goods.margin(&price));
            last = Some((size, price));
        }
        last
    }

    fn perk(&self, ledger: &mut Ledger, goods: &GoodsTerms, price: &Term) -> Term {
        let label = words!("团长优惠成本", "cost of the leader's perk");
        match self.leader_perk.map(|p| p.value) {
            Some(Perk::Free) => ledger.line("perk", label, Case::Neutral, Value::Money, &goods.net(price)),
            Some(Perk::Amount | Perk::Gift | Perk::Points) => ledger.money("perk_cost", label, self.perk_cost),
            Some(Perk::None) | None => Term::number(0),
        }
    }

    /// The smallest size whose group does not lose money.
    fn smallest(&self, ledger: &mut Ledger, m: &Term, perk: &Term) {
        let smallest = match (&m.value, &perk.value) {
            (Some(m), Some(perk)) if *m > Exact::zero() => {
                perk.over(m).map_or(Value::None, |size| Value::Count(size.ceil().max(Exact::int(2))))
            }
            _ => Value::None,
        };
        let label = words!("保本最小团", "smallest size that pays");
        let how = words!(
            "团长优惠成本 ÷ 每单毛利，进到整数，至少 2 人；每单毛利不为正时没有",
            "cost of the perk ÷ margin an order, rounded up, at least 2; none when an order earns nothing"
        );
        ledger.figure("smallest", label, Case::Neutral, smallest, how);
    }

    /// People who join one leader, as a distribution.
    fn joiners(&self, ledger: &Ledger) -> Option<Binomial> {
        let invites = sum::to_count(&ledger.term("invites").value?)?;
        Some(Binomial::new(invites, &ledger.term("join_prob").value?))
    }

    /// Chance that a group fills: P(Bin(invites, p) ≥ size − 1). A ladder is full at its first step.
    fn completion(&self, ledger: &mut Ledger, size: &Term) -> Term {
        let invites = ledger.count("invites", words!("每团可邀请人数", "people a leader reaches"), self.invites);
        let chance = ledger.rate("join_prob", words!("参团概率", "chance to join"), self.join_prob);
        let size = if self.is(GroupMode::Ladder) { ledger.term("ladder.1.size") } else { size.clone() };
        let label = words!("团长还需拉来", "people a leader needs");
        let needed = &size - Term::number(1);
        let needed = ledger.line("needed", label, Case::Neutral, Value::Count, &needed);
        ledger.at_least("completion", words!("成团率", "chance that a group fills"), &needed, &invites, &chance)
    }

    /// Over all sizes that a ladder group may reach, each at the price of its step.
    fn ladder_profit(&self, ledger: &mut Ledger, goods: &GoodsTerms, opened: &Term, fixed: &Term) -> Term {
        let steps: Option<Vec<(u32, Exact)>> = (1..=self.ladder.len())
            .map(|number| {
                let size = sum::to_count(&ledger.term(&format!("ladder.{number}.size")).value?)?;
                Some((size, ledger.term(&format!("margin.{number}")).value?))
            })
            .collect();
        let free = self.leader_perk.is_some_and(|p| p.value == Perk::Free);
        let perk =
            if free { Some(Exact::zero()) } else { Some(ledger.term("perk_cost").value.unwrap_or_else(Exact::zero)) };
        let unit = goods.unit.value.clone();
        let mean = (|| {
            let (steps, perk, unit) = (steps?, perk?, unit?);
            let top = steps.last()?.0;
            let joiners = self.joiners(ledger)?;
            Some(joiners.mean(|k| {
                let people = (k + 1).min(top);
                let Some((_, m)) = steps.iter().rev().find(|(size, _)| people >= *size) else { return Exact::zero() };
                let paying = if free { people - 1 } else { people };
                let free_goods = if free { unit.clone() } else { Exact::zero() };
                Exact::int(i64::from(paying)) * m.clone() - perk.clone() - free_goods
            }))
        })();
        let label = words!("每个开团的预期毛利", "expected margin of an opened group");
        let how = words!(
            "按每种人数的概率，取该档价格的每团毛利，求均值",
            "mean over the sizes that a group may reach, each at the price of its step"
        );
        let mean = ledger.figure("mean_margin", label, Case::Expected, mean.map_or(Value::None, Value::Money), how);
        let label = words!("预期净毛利", "expected profit");
        ledger.line("profit", label, Case::Expected, Value::Money, &(opened * mean - fixed))
    }

    /// People who paid into groups that did not fill, and their money.
    fn refunds(&self, ledger: &mut Ledger, group: &Group, opened: &Term) {
        let size = if self.is(GroupMode::Ladder) { ledger.term("ladder.1.size") } else { group.size.clone() };
        let needed = size.value.as_ref().and_then(sum::to_count);
        let waiting = match (self.joiners(ledger), needed) {
            (Some(joiners), Some(size)) => {
                Value::Count(joiners.mean(|k| if k + 1 < size { Exact::int(i64::from(k) + 1) } else { Exact::zero() }))
            }
            _ => Value::None,
        };
        let label = words!("每个开团的待退款人数", "people to refund, an opened group");
        let how = words!(
            "没成团时的人数（含团长）乘以概率，求和",
            "people in a group that does not fill, the leader among them, by their chances"
        );
        let waiting = ledger.figure("waiting", label, Case::Expected, waiting, how);
        let label = words!("预期退款笔数", "refunds expected");
        let count = ledger.line("refunds", label, Case::Expected, Value::Count, &(opened * &waiting));
        let label = words!("预期退款金额", "money to refund");
        ledger.line("refund_sum", label, Case::Expected, Value::Money, &(count * &group.price));
    }

    /// A group opened later than this could not run its full time.
    fn last_opening(&self, ledger: &mut Ledger) {
        let (Some(hours), Some(end)) = (self.limit_hours, ledger.head.end) else { return };
        let at = end.value.checked_sub(jiff::Span::new().hours(i64::from(hours.value)));
        let label = words!("最晚安全开团时间", "last safe opening");
        let how = words!("结束时间 − 拼团时限", "end − time limit of a group");
        ledger.figure("last_opening", label, Case::Neutral, at.map_or(Value::None, Value::At), how);
    }

    fn new_people(&self, ledger: &mut Ledger, filled: &Term, size: &Term) -> Option<Term> {
        let joining = if self.is(GroupMode::OldBringsNew) { size - Term::number(1) } else { size.clone() };
        match (self.new_share, self.is(GroupMode::OldBringsNew)) {
            (Some(_), _) => {
                let share = ledger.rate("new_share", words!("新人占比", "share of new"), self.new_share);
                Some(filled * joining * share)
            }
            (None, true) => Some(filled * joining),
            (None, false) => None,
        }
    }

    /// What a full group of `size` earns; for checks that try other sizes.
    pub fn margin_of(&self, pay_fee: Ppm, size: u32) -> Option<Fen> {
        let (_, price) = *self.steps().last()?;
        let net = sum::yuan(price) * (Exact::one() - sum::rate(pay_fee));
        let unit = sum::yuan(self.goods.cost?.value)
            + sum::yuan(self.goods.ship.map_or(Fen::ZERO, |s| s.value))
            + sum::yuan(self.goods.pack.map_or(Fen::ZERO, |s| s.value));
        let perk = match self.leader_perk.map(|p| p.value) {
            Some(Perk::Free) => net.clone(),
            Some(Perk::Amount | Perk::Gift | Perk::Points) => sum::yuan(self.perk_cost?.value),
            Some(Perk::None) | None => Exact::zero(),
        };
        Some(sum::to_fen(&(Exact::int(i64::from(size)) * (net - unit) - perk)))
    }
}

/// A full group.
struct Group {
    size: Term,
    price: Term,
    margin: Term,
    given: Term,
    winners: Option<Term>,
}
