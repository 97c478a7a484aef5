//! A group buy (拼团): what a group earns, how likely it fills, and the smallest size that pays.

use super::{
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
        let filling = self.completion(ledger, &group.size);
        let label = words!("预期成团数", "groups that fill");
        let filled = ledger.line("filled", label, Case::Expected, Value::Count, &(&opened * &filling.full));
        if self.is(GroupMode::Ladder) {
            self.ladder_profit(ledger, &goods, &filling, &opened, &fixed);
        } else {
            let label = words!("预期净毛利", "expected profit");
            let term = &filled * &group.margin - &fixed;
            ledger.line("profit", label, Case::Expected, Value::Money, &term);
        }
        self.refunds(ledger, &group, &filling.waiting, &opened);
        let per_order = ledger.count_or("per_order", words!("每单件数", "pieces an order"), self.per_order, 1);
        let pieces = match &group.winners {
            Some(winners) => winners.clone(),
            None => group.size.clone(),
        };
        let label = words!("所需库存", "stock needed");
        ledger.line("stock_needed", label, Case::Worst, Value::Count, &(&opened * &pieces * &per_order));
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
        match &winners {
            Some((winners, consolation)) => self.largest(ledger, &m, &perk, winners, consolation),
            None => self.smallest(ledger, &m, &perk),
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
        let (sized, m) = ((perk / m).ceil().max(&Term::number(2)).expression, &m.expression);
        // Dividing by nothing is how the language says that there is none.
        let expression = format!("if({m} > 0, {sized}, {m} / ({m} - {m}))");
        ledger.told("smallest", label, Case::Neutral, smallest, how, expression);
    }

    /// The largest lottery group that does not lose money: each further one who wins nothing costs his consolation.
    fn largest(&self, ledger: &mut Ledger, m: &Term, perk: &Term, winners: &Term, consolation: &Term) {
        let label = words!("保本最大团", "largest size that pays");
        let most = (winners + (winners * m - perk) / consolation).floor().max(&Term::number(0));
        ledger.line("largest", label, Case::Neutral, Value::Count, &most);
        if consolation.value.as_ref().is_some_and(Exact::is_zero) {
            ledger.note(words!(
                "没有未中补偿时，每团毛利和人数无关，保本最大团没有上限",
                "without a consolation the margin of a group does not hang on its size, which has no limit then"
            ));
        }
    }

    /// Chance that a group fills: P(Bin(invites, p) ≥ size − 1). A ladder is full at its first step.
    fn completion(&self, ledger: &mut Ledger, size: &Term) -> Filling {
        let invites = ledger.count("invites", words!("每团可邀请人数", "people a leader reaches"), self.invites);
        let chance = ledger.rate("join_prob", words!("参团概率", "chance to join"), self.join_prob);
        let size = if self.is(GroupMode::Ladder) { ledger.term("ladder.1.size") } else { size.clone() };
        let label = words!("团长还需拉来", "people a leader needs");
        let needed = &size - Term::number(1);
        let needed = ledger.line("needed", label, Case::Neutral, Value::Count, &needed);
        let full =
            ledger.at_least("completion", words!("成团率", "chance that a group fills"), &needed, &invites, &chance);
        let label = words!("每团拉来的人", "people who join a leader");
        let joined = ledger.capped("joined", label, &needed, &invites, &chance);
        let label = words!("每个开团的待退款人数", "people to refund, an opened group");
        // Those who came (and the leader) where the group did not fill: E(1 + X, X < needed).
        let waiting = &joined - &needed * &full + (Term::number(1) - &full);
        let waiting = ledger.line("waiting", label, Case::Expected, Value::Count, &waiting);
        Filling { full, waiting, invites, chance }
    }

    /// Over all sizes that a ladder group may reach, each at the price of its step: the people at each step, by the means
    /// of those who join up to it.
    fn ladder_profit(
        &self,
        ledger: &mut Ledger,
        goods: &GoodsTerms,
        filling: &Filling,
        opened: &Term,
        fixed: &Term,
    ) -> Term {
        // What a group has below a step, and how likely it reaches it.
        let mut steps = vec![(ledger.term("waiting"), filling.full.clone())];
        let mut top = ledger.term("joined");
        for number in 2..=self.ladder.len() {
            let needed = ledger.term(&format!("ladder.{number}.size")) - Term::number(1);
            let label = words!("到第{number}档还需拉来", "people needed for step {number}");
            let needed = ledger.line(format!("needed.{number}"), label, Case::Neutral, Value::Count, &needed);
            let label = words!("第{number}档达成率", "chance of step {number}");
            let reached = ledger.at_least(format!("reach.{number}"), label, &needed, &filling.invites, &filling.chance);
            let label = words!("到第{number}档为止拉来的人", "people who join up to step {number}");
            top = ledger.capped(format!("joined.{number}"), label, &needed, &filling.invites, &filling.chance);
            let below = &top - &needed * &reached + (Term::number(1) - &reached);
            let label = words!("没到第{number}档的团的人数", "people in groups below step {number}");
            let below = ledger.line(format!("below.{number}"), label, Case::Expected, Value::Count, &below);
            steps.push((below, reached));
        }
        let free = self.leader_perk.is_some_and(|p| p.value == Perk::Free);
        let one = Term::number(1);
        let mut parts = Vec::new();
        for (index, (below, reached)) in steps.iter().enumerate() {
            let number = index + 1;
            let (next, further) = match steps.get(number) {
                Some((next, further)) => (next.clone(), Some(further)),
                None => (&top + &one, None),
            };
            let label = words!("按第{number}档成交的人数", "people who pay the price of step {number}");
            let mut paying = next - below;
            if free {
                paying = match further {
                    Some(further) => paying - (reached - further),
                    None => paying - reached,
                };
            }
            let paying = ledger.line(format!("paying.{number}"), label, Case::Expected, Value::Count, &paying);
            parts.push(paying * ledger.term(&format!("margin.{number}")));
        }
        let perk = match self.leader_perk.map(|p| p.value) {
            Some(Perk::Free) => goods.unit.clone(),
            Some(Perk::Amount | Perk::Gift | Perk::Points) => ledger.term("perk_cost"),
            Some(Perk::None) | None => Term::number(0),
        };
        let mean = Term::total(parts) - &filling.full * perk;
        let label = words!("每个开团的预期毛利", "expected margin of an opened group");
        let mean = ledger.line("mean_margin", label, Case::Expected, Value::Money, &mean);
        let label = words!("预期净毛利", "expected profit");
        ledger.line("profit", label, Case::Expected, Value::Money, &(opened * mean - fixed))
    }

    /// People who paid into groups that did not fill, and their money.
    fn refunds(&self, ledger: &mut Ledger, group: &Group, waiting: &Term, opened: &Term) {
        let label = words!("预期退款笔数", "refunds expected");
        let count = ledger.line("refunds", label, Case::Expected, Value::Count, &(opened * waiting));
        let label = words!("预期退款金额", "money to refund");
        ledger.line("refund_sum", label, Case::Expected, Value::Money, &(count * &group.price));
    }

    /// A group opened later than this could not run its full time.
    fn last_opening(&self, ledger: &mut Ledger) {
        let (Some(hours), Some(end)) = (self.limit_hours, ledger.head.end) else { return };
        let limit = ledger.count("limit_hours", words!("拼团时限小时", "time limit of a group in hours"), Some(hours));
        let closing = ledger.input("end", words!("结束时间", "end"), Value::At(end.value));
        let at = end.value.checked_sub(jiff::Span::new().hours(i64::from(hours.value)));
        let label = words!("最晚安全开团时间", "last safe opening");
        let how = words!("结束时间 − 拼团时限", "end − time limit of a group");
        // Worksheets count time in days.
        let expression = (closing - limit / Term::number(24)).expression;
        ledger.told("last_opening", label, Case::Neutral, at.map_or(Value::None, Value::At), how, expression);
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

/// How a group fills.
struct Filling {
    /// The chance that it does.
    full: Term,
    /// People in it, the leader among them, when it does not.
    waiting: Term,
    invites: Term,
    chance: Term,
}

/// A full group.
struct Group {
    size: Term,
    price: Term,
    margin: Term,
    given: Term,
    winners: Option<Term>,
}
