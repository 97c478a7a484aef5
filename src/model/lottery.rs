//! A lottery (抽奖): its prizes and odds, what it costs at worst and likely, and how soon a prize runs out.

use super::{
    economy::{Case, Spread, Value},
    engines,
    ledger::Ledger,
    sum::Term,
};
use crate::{
    base::{
        date::{Date, DateTime},
        lang::Words,
        money::{Fen, Ppm},
        span::{Span, Spanned},
    },
    words,
};

/// Fields that could not be read or were not given are `None`; what could not be read was reported.
#[derive(Clone, Debug)]
pub struct Lottery {
    pub span: Span,
    pub draw_mode: Option<Spanned<DrawMode>>,
    pub entry: Vec<Spanned<Entry>>,
    pub prizes: Vec<Spanned<Prize>>,
    /// The chance to win nothing, in an instant draw.
    pub miss: Option<Spanned<Ppm>>,
    pub participants: Option<Spanned<Spread>>,
    pub draws_per_user: Option<Spanned<u32>>,
    /// So many people open the draw, when the mode is `full`.
    pub full_at: Option<Spanned<u32>>,
    /// Community groups that draw each for itself, when the mode is `group`.
    pub groups: Option<Spanned<u32>>,
    /// The share of participants that are new.
    pub new_share: Option<Spanned<Ppm>>,
    /// The share of those that really join.
    pub join_rate: Option<Spanned<Ppm>>,
    /// Physical prizes on hand.
    pub stock: Option<Spanned<u32>>,
    pub coupon_redeem: Option<Spanned<Ppm>>,
    pub coupon_margin: Option<Spanned<Fen>>,
    pub draw_at: Option<Spanned<DateTime>>,
    pub draw_method: String,
    /// Where the winners are published.
    pub result_place: String,
    pub entropy: Option<Entropy>,
    pub commit: Option<Commit>,
    pub exclude_staff: Option<Spanned<bool>>,
    pub forfeit: String,
    pub alternates: Option<Spanned<u32>>,
    pub winner_notice_at: Option<Spanned<DateTime>>,
    pub archive_until: Option<Spanned<Date>>,
    pub engine: Option<Spanned<Engine>>,
    /// What the weights add up to in the engine's own settings.
    pub weights_total: Option<Spanned<u32>>,
}

/// Which program draws; real ones differ from any plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Draws as the plan says.
    Own,
    Crmeb,
}

impl Engine {
    pub const CHOICES: &[(&'static [&'static str], Engine)] =
        &[(&["own", "自有"], Engine::Own), (&["crmeb", "CRMEB"], Engine::Crmeb)];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawMode {
    /// Everyone learns at once.
    Instant,
    /// All are drawn at one time.
    Scheduled,
    /// Drawn when so many have joined.
    Full,
    /// Every community group draws for itself.
    Group,
}

impl DrawMode {
    pub const CHOICES: &[(&'static [&'static str], DrawMode)] = &[
        (&["instant", "即抽即中"], DrawMode::Instant),
        (&["scheduled", "定时开奖"], DrawMode::Scheduled),
        (&["full", "人满开奖"], DrawMode::Full),
        (&["group", "分群开奖"], DrawMode::Group),
    ];

    pub fn label(self) -> Words {
        match self {
            DrawMode::Instant => words!("即抽即中", "instant win"),
            DrawMode::Scheduled => words!("定时开奖", "drawn at a set time"),
            DrawMode::Full => words!("人满开奖", "drawn when full"),
            DrawMode::Group => words!("分群开奖", "drawn in each group"),
        }
    }
}

/// How one gets a ticket.
#[derive(Clone, Debug)]
pub struct Entry {
    pub cond: Option<Spanned<Condition>>,
    /// In points.
    pub cost: Option<Spanned<u32>>,
    pub per_user: Option<Spanned<u32>>,
    pub per_day: Option<Spanned<u32>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    Free,
    Points,
    Order,
    Invite,
    CheckIn,
    /// Unlawful, and said so by a check.
    Review,
}

impl Condition {
    pub const CHOICES: &[(&'static [&'static str], Condition)] = &[
        (&["free", "免费"], Condition::Free),
        (&["points", "积分"], Condition::Points),
        (&["order", "下单"], Condition::Order),
        (&["invite", "邀请"], Condition::Invite),
        (&["checkin", "签到"], Condition::CheckIn),
        (&["review", "评价"], Condition::Review),
    ];

    pub fn label(self) -> Words {
        match self {
            Condition::Free => words!("免费", "free"),
            Condition::Points => words!("积分", "points"),
            Condition::Order => words!("下单", "an order"),
            Condition::Invite => words!("邀请", "an invitation"),
            Condition::CheckIn => words!("签到", "a check-in"),
            Condition::Review => words!("评价", "a review"),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Prize {
    pub rank: Spanned<String>,
    pub name: Spanned<String>,
    pub kind: Option<Spanned<PrizeKind>>,
    pub qty: Option<Spanned<u32>>,
    pub unit_cost: Option<Spanned<Fen>>,
    pub market_value: Option<Spanned<Fen>>,
    pub ship: Option<Spanned<Fen>>,
    /// The chance of one instant draw.
    pub chance: Option<Spanned<Ppm>>,
    pub valid_until: Option<Spanned<Date>>,
    pub scope: String,
    pub delivery: String,
    pub claim_deadline: Option<Spanned<DateTime>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrizeKind {
    Product,
    Coupon,
    Points,
    Balance,
    RedPacket,
    Virtual,
    Service,
}

impl PrizeKind {
    pub const CHOICES: &[(&'static [&'static str], PrizeKind)] = &[
        (&["product", "实物"], PrizeKind::Product),
        (&["coupon", "优惠券"], PrizeKind::Coupon),
        (&["points", "积分"], PrizeKind::Points),
        (&["balance", "余额"], PrizeKind::Balance),
        (&["red_packet", "红包"], PrizeKind::RedPacket),
        (&["virtual", "虚拟"], PrizeKind::Virtual),
        (&["service", "服务"], PrizeKind::Service),
    ];

    pub fn label(self) -> Words {
        match self {
            PrizeKind::Product => words!("实物", "goods"),
            PrizeKind::Coupon => words!("优惠券", "coupon"),
            PrizeKind::Points => words!("积分", "points"),
            PrizeKind::Balance => words!("余额", "balance"),
            PrizeKind::RedPacket => words!("红包", "red packet"),
            PrizeKind::Virtual => words!("虚拟", "virtual"),
            PrizeKind::Service => words!("服务", "service"),
        }
    }
}

/// A public number that nobody knows before entries close.
#[derive(Clone, Debug)]
pub struct Entropy {
    pub source: String,
    pub at: Option<Spanned<DateTime>>,
    pub fallback: String,
}

/// What was published before the draw, as hexadecimal SHA-256.
#[derive(Clone, Debug)]
pub struct Commit {
    pub list_sha256: Option<Spanned<String>>,
    pub secret_sha256: Option<Spanned<String>>,
}

impl Lottery {
    /// The weights of an instant draw in ppm, the blank last; it is what the prizes leave when it was not said.
    pub fn weights(&self) -> Option<(Vec<Ppm>, Ppm)> {
        let prizes: Option<Vec<Ppm>> = self.prizes.iter().map(|p| p.value.chance.map(|c| c.value)).collect();
        let prizes = prizes?;
        let sum: i64 = prizes.iter().map(|p| p.0).sum();
        let miss = self.miss.map_or(Ppm((Ppm::ONE.0 - sum).max(0)), |m| m.value);
        Some((prizes, miss))
    }

    /// What the weights add up to in CRMEB; `None` when another program draws.
    pub fn crmeb_weights(&self) -> Option<u32> {
        self.engine.filter(|engine| engine.value == Engine::Crmeb)?;
        let usual = || self.weights().map(|(prizes, miss)| engines::usual_weights(&[&prizes[..], &[miss]].concat()));
        self.weights_total.map(|total| total.value).or_else(usual)
    }

    pub(super) fn sums(&self, ledger: &mut Ledger) {
        let fixed = ledger.fixed();
        let people = ledger.spread("participants", words!("参与人数", "participants"), self.participants);
        let mode = self.draw_mode.map(|m| m.value);
        let groups = (mode == Some(DrawMode::Group))
            .then(|| ledger.count_or("groups", words!("社群数", "groups"), self.groups, 1));
        let pool = self.pool(ledger, mode, &people, groups.as_ref());
        let mut all = Vec::new();
        for (index, prize) in self.prizes.iter().enumerate() {
            all.push(PrizeTerms::new(index, &prize.value, ledger, groups.as_ref()));
        }
        self.gap(ledger, &pool);
        let worst = Term::total(all.iter().map(|p| &p.qty * &p.cost));
        let worst =
            ledger.line("worst_prizes", words!("奖品最坏成本", "prizes at worst"), Case::Worst, Value::Money, &worst);
        let mut expected = Vec::new();
        for (index, prize) in all.iter().enumerate() {
            let won = match mode {
                Some(DrawMode::Instant) => self.instant(index, prize, ledger, &pool),
                _ => self.drawn(index, prize, ledger, mode, &pool, &people),
            };
            expected.push(won * &prize.cost);
        }
        let expected = ledger.line(
            "expected_prizes",
            words!("奖品预期成本", "prizes as expected"),
            Case::Expected,
            Value::Money,
            &Term::total(expected),
        );
        self.come_back(ledger, &people, &all);
        let new = self.new_share.map(|_| {
            let share = ledger.rate("new_share", words!("新人占比", "share of new"), self.new_share);
            let join = ledger.rate_or_all("join_rate", words!("入群率", "join rate"), self.join_rate);
            &people * &share * &join
        });
        ledger.totals(&(worst + &fixed), &(expected + &fixed), Some(&people), new.as_ref());
        self.break_even(ledger);
    }

    /// Those among whom a prize is drawn (or the number of draws, in an instant lottery).
    fn pool(&self, ledger: &mut Ledger, mode: Option<DrawMode>, people: &Term, groups: Option<&Term>) -> Term {
        match mode {
            Some(DrawMode::Instant) => {
                let each = ledger.count_or(
                    "draws_per_user",
                    words!("每人抽奖次数", "draws per person"),
                    self.draws_per_user,
                    1,
                );
                let label = words!("抽奖总次数", "draws");
                ledger.line("draws", label, Case::Expected, Value::Count, &(people * &each))
            }
            Some(DrawMode::Full) => {
                ledger.count("full_at", words!("开奖人数", "people to open the draw"), self.full_at)
            }
            Some(DrawMode::Group) => {
                let one = Term::number(1);
                let groups = groups.unwrap_or(&one);
                let label = words!("每群参与人数", "participants per group");
                ledger.line("per_group", label, Case::Expected, Value::Count, &(people / groups))
            }
            Some(DrawMode::Scheduled) | None => people.clone(),
        }
    }

    /// Draws that CRMEB loses.
    fn gap(&self, ledger: &mut Ledger, draws: &Term) {
        let Some(total) = self.crmeb_weights() else { return };
        let label = words!("CRMEB权重合计", "weights in CRMEB");
        let total = ledger.count_or("weights_total", label, self.weights_total, total);
        let label = words!("CRMEB什么都对不上的概率", "chance that CRMEB meets nothing");
        let one = Term::number(1);
        let gap = ledger.line("engine_gap", label, Case::Expected, Value::Rate, &(&one / (&total + &one)));
        let label = words!("CRMEB漏掉的抽奖次数", "draws that CRMEB loses");
        ledger.line("engine_lost", label, Case::Expected, Value::Count, &(draws * gap));
    }

    /// A prize of an instant lottery: how many are won, and how likely it is used up before the end.
    fn instant(&self, index: usize, prize: &PrizeTerms, ledger: &mut Ledger, draws: &Term) -> Term {
        let number = index + 1;
        let rank = &prize.rank;
        let chance = self.prizes[index].value.chance;
        let hit = ledger.rate(format!("prizes.{number}.chance"), words!("{rank}中奖率", "chance of {rank}"), chance);
        let label = words!("{rank}标示概率", "printed odds of {rank}");
        ledger.line(format!("odds.{number}"), label, Case::Neutral, Value::Odds, &hit);
        let label = words!("{rank}预期中出", "{rank} won as expected");
        let won = ledger.capped(format!("won.{number}"), label, &prize.qty, draws, &hit);
        let label = words!("{rank}提前抽完概率", "chance that {rank} runs out");
        ledger.at_least(format!("stock_out.{number}"), label, &prize.qty, draws, &hit);
        let label = words!("{rank}大约抽完于第几次", "draw at which {rank} runs out");
        ledger.line(format!("lasts.{number}"), label, Case::Expected, Value::Count, &(&prize.qty / &hit));
        let label = words!("{rank}实际概率", "true chance of {rank}");
        let real = &won / draws;
        ledger.line(format!("real.{number}"), label, Case::Expected, Value::Rate, &real);
        won
    }

    /// A prize that is drawn at one time: its odds and how many are given out.
    fn drawn(
        &self,
        index: usize,
        prize: &PrizeTerms,
        ledger: &mut Ledger,
        mode: Option<DrawMode>,
        pool: &Term,
        people: &Term,
    ) -> Term {
        let number = index + 1;
        let rank = &prize.rank;
        let label = words!("{rank}标示概率", "printed odds of {rank}");
        let odds = &prize.each / pool;
        ledger.line(format!("odds.{number}"), label, Case::Neutral, Value::Odds, &odds);
        let label = words!("{rank}预期发出", "{rank} given out");
        // A draw that waits for a full house and does not get it gives nothing.
        if mode == Some(DrawMode::Full) {
            let won = prize.qty.min(pool).when(people, pool);
            return ledger.line(format!("won.{number}"), label, Case::Expected, Value::Count, &won);
        }
        let won = prize.qty.min(people);
        ledger.line(format!("won.{number}"), label, Case::Expected, Value::Count, &won)
    }

    /// What the coupons of those who won nothing bring back on the day of the draw.
    fn come_back(&self, ledger: &mut Ledger, people: &Term, prizes: &[PrizeTerms]) {
        if self.coupon_redeem.is_none() || self.coupon_margin.is_none() {
            return;
        }
        let redeem = ledger.rate("coupon_redeem", words!("安慰券核销率", "coupon redemption"), self.coupon_redeem);
        let margin =
            ledger.money("coupon_margin", words!("用券单毛利", "margin of a coupon order"), self.coupon_margin);
        let winners = Term::total(prizes.iter().map(|p| p.qty.clone()));
        let label = words!("开奖日回流毛利", "come-back margin on draw day");
        let term = (people - winners) * &redeem * &margin;
        ledger.line("come_back", label, Case::Expected, Value::Money, &term);
    }

    /// How many must take part before the new members among them pay for the whole.
    fn break_even(&self, ledger: &mut Ledger) {
        let (Some(share), Some(value)) = (self.new_share, ledger.head.value_per_new) else { return };
        if share.value.0 == 0 || value.value.0 == 0 {
            return;
        }
        let label = words!("保本参与人数", "participants to break even");
        let worth = ledger.term("new_share") * ledger.term("join_rate") * ledger.term("value_per_new");
        let term = (ledger.term("expected") / worth).ceil();
        ledger.line("break_even_participants", label, Case::Expected, Value::Count, &term);
    }
}

/// The numbers of one prize as terms.
struct PrizeTerms {
    rank: String,
    /// All pieces of it.
    qty: Term,
    /// Pieces in one draw: the same, but for a lottery that draws in each group.
    each: Term,
    /// Cost with shipping, a piece.
    cost: Term,
}

impl PrizeTerms {
    fn new(index: usize, prize: &Prize, ledger: &mut Ledger, groups: Option<&Term>) -> PrizeTerms {
        let number = index + 1;
        let rank = if prize.rank.value.is_empty() { format!("奖项{number}") } else { prize.rank.value.clone() };
        let each = ledger.count(format!("prizes.{number}.qty"), words!("{rank}数量", "{rank} pieces"), prize.qty);
        let cost = ledger.money(
            format!("prizes.{number}.unit_cost"),
            words!("{rank}单件成本", "{rank} unit cost"),
            prize.unit_cost,
        );
        let ship = prize.ship.map(|_| {
            ledger.money(format!("prizes.{number}.ship"), words!("{rank}运费", "{rank} shipping"), prize.ship)
        });
        let cost = match &ship {
            Some(ship) => &cost + ship,
            None => cost,
        };
        let qty = match groups {
            Some(groups) => &each * groups,
            None => each.clone(),
        };
        PrizeTerms { rank, qty, each, cost }
    }
}
