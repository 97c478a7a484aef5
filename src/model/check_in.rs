//! A check-in (签到): what a perfect user collects, what is owed at most, and what is likely redeemed.

use super::{
    economy::{Case, Spread, Value},
    ledger::Ledger,
    sum::{self, Exact, Term},
};
use crate::{
    base::{
        date::{Date, DateTime, Weekday},
        lang::Words,
        money::{Fen, Ppm},
        span::{Span, Spanned},
    },
    words,
};

/// Fields that could not be read or were not given are `None`; what could not be read was reported.
#[derive(Clone, Debug)]
pub struct CheckIn {
    pub span: Span,
    pub cycle: Option<Spanned<Cycle>>,
    /// Until when a day counts, as the writer put it.
    pub cutoff: String,
    /// Points of an ordinary day.
    pub base: Option<Spanned<u32>>,
    pub ladder: Vec<Spanned<Tier>>,
    /// For so many days in all, in a row or not.
    pub cumulative: Vec<Spanned<Cumulative>>,
    pub makeup: Option<Spanned<MakeUp>>,
    /// What paying members' points are multiplied by, and how many of the users they are.
    pub multiplier: Option<Spanned<Ppm>>,
    pub member_share: Option<Spanned<Ppm>>,
    pub points_per_yuan: Option<Spanned<u32>>,
    pub point_value: Option<Spanned<Fen>>,
    pub expiry: String,
    pub redeem_rate: Option<Spanned<Ppm>>,
    pub users: Option<Spanned<Spread>>,
    /// Chance that somebody who came today comes tomorrow.
    pub daily_return: Option<Spanned<Ppm>>,
    pub mall: String,
}

/// When a streak begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cycle {
    Never,
    /// On Monday.
    Week,
    /// On the first of a month.
    Month,
    Days(u32),
}

impl Cycle {
    /// The longest streak that every cycle allows.
    pub fn sure_days(self) -> Option<u32> {
        match self {
            Cycle::Never => None,
            Cycle::Week => Some(7),
            Cycle::Month => Some(28),
            Cycle::Days(days) => Some(days),
        }
    }

    pub fn label(self) -> Words {
        match self {
            Cycle::Never => words!("不重置", "never begins anew"),
            Cycle::Week => words!("每周一重置", "begins anew on Mondays"),
            Cycle::Month => words!("每月 1 日重置", "begins anew on the 1st"),
            Cycle::Days(days) => words!("每 {days} 天一轮", "begins anew every {days} days"),
        }
    }
}

/// A reward for a streak of `day` days.
#[derive(Clone, Debug)]
pub struct Tier {
    pub day: Option<Spanned<u32>>,
    pub points: Option<Spanned<u32>>,
    pub coupon: String,
    pub coupon_cost: Option<Spanned<Fen>>,
    pub mode: Option<Spanned<TierMode>>,
}

/// Whether a tier's points come on top of the day's or instead of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierMode {
    Add,
    Replace,
}

impl TierMode {
    pub const CHOICES: &[(&'static [&'static str], TierMode)] =
        &[(&["add", "叠加"], TierMode::Add), (&["replace", "替换"], TierMode::Replace)];
}

#[derive(Clone, Copy, Debug)]
pub struct Cumulative {
    pub days: Option<Spanned<u32>>,
    pub points: Option<Spanned<u32>>,
}

/// Making up for a missed day.
#[derive(Clone, Copy, Debug)]
pub struct MakeUp {
    pub allowed: Option<Spanned<bool>>,
    /// In points, a day.
    pub cost: Option<Spanned<u32>>,
    pub max: Option<Spanned<u32>>,
}

impl CheckIn {
    /// What somebody gets on the day on which his streak is `day` days long.
    pub fn points_on(&self, day: u32) -> i64 {
        let base = i64::from(self.base.map_or(0, |b| b.value));
        self.ladder.iter().filter(|tier| tier.value.day.is_some_and(|d| d.value == day)).fold(base, |sum, tier| {
            let points = i64::from(tier.value.points.map_or(0, |p| p.value));
            match tier.value.mode.map(|m| m.value) {
                Some(TierMode::Replace) => points,
                _ => sum + points,
            }
        })
    }

    /// The lengths of the cycles that the campaign runs through; one cycle when its dates are not known.
    pub fn cycles(&self, start: Option<DateTime>, end: Option<DateTime>) -> Vec<u32> {
        let cycle = self.cycle.map_or(Cycle::Never, |c| c.value);
        let Some(days) = start.zip(end).and_then(|(start, end)| days_of(start, end)) else {
            return vec![cycle.sure_days().unwrap_or(30)];
        };
        let mut cycles = Vec::new();
        let mut length = 0;
        for (index, day) in days.iter().enumerate() {
            let anew = match cycle {
                Cycle::Never => false,
                Cycle::Week => day.weekday() == Weekday::Monday,
                Cycle::Month => day.day() == 1,
                Cycle::Days(days) => (index as u32).is_multiple_of(days.max(1)),
            };
            if anew && length > 0 {
                cycles.push(length);
                length = 0;
            }
            length += 1;
        }
        cycles.push(length);
        cycles
    }

    pub(super) fn sums(&self, ledger: &mut Ledger) {
        let fixed = ledger.fixed();
        let head = ledger.head;
        let cycles = self.cycles(head.start.map(|s| s.value), head.end.map(|e| e.value));
        if head.start.is_none() || head.end.is_none() {
            ledger.note(words!("没有起止时间，按一个周期计算", "without dates one cycle is counted"));
        }
        let users = ledger.spread("users", words!("参与人数", "users"), self.users);
        let value = self.point_value(ledger);
        let back = ledger.rate("daily_return", words!("次日回来率", "daily return"), self.daily_return);
        let most = ledger.rate_or_all("multiplier", words!("会员倍数", "member multiplier"), self.multiplier);
        let members = match self.multiplier {
            Some(_) => ledger.rate_or_all("member_share", words!("会员占比", "share of members"), self.member_share),
            None => Term::number(0),
        };
        let base = ledger.points("base", words!("每天积分", "points a day"), self.base);
        let days: u32 = cycles.iter().sum();
        let label = words!("签到天数", "days");
        let how = words!("活动起止之间的天数", "days between start and end");
        let days = ledger.figure("days", label, Case::Neutral, Value::Count(Exact::int(i64::from(days))), how);
        let tiers = self.tiers(ledger, &cycles, &base);
        let more = self.cumulative_tiers(ledger);
        let streaks = Term::total(tiers.iter().map(|tier| &tier.times * &tier.gain));
        let lasting = Term::total(more.iter().map(|tier| tier.points.when(&days, &tier.days)));
        let label = words!("全勤积分", "points of a perfect user");
        let perfect = &base * &days + streaks + lasting;
        let perfect = ledger.line("perfect", label, Case::Worst, Value::Points, &perfect);
        let label = words!("积分负债上限", "points owed at most");
        let owed = &users * &perfect * &most;
        let owed = ledger.line("liability", label, Case::Worst, Value::Points, &owed);
        let label = words!("积分负债上限折合", "the same in money");
        let owed = ledger.line("liability_money", label, Case::Worst, Value::Money, &(&owed * &value));
        let active = ledger.days("active", words!("人均签到天数", "check-ins of a user"), &back, grouped(&cycles));
        let mut each = &base * &active;
        let mut coupons = (Vec::new(), Vec::new());
        for (index, tier) in tiers.iter().enumerate() {
            let number = index + 1;
            let label = words!("连签走到第{number}档的概率", "chance to reach tier {number}");
            let reach = ledger.reach(format!("reach.{number}"), label, &back, &tier.day);
            let likely = &tier.times * reach;
            each = each + &likely * &tier.gain;
            if let Some(cost) = &tier.coupon {
                coupons.0.push(&tier.times * cost);
                coupons.1.push(likely * cost);
            }
        }
        for (index, tier) in more.iter().enumerate() {
            let number = index + 1;
            let label = words!("累计到第{number}档的概率", "chance of cumulative tier {number}");
            let chance = ledger.at_least(format!("lasts.{number}"), label, &tier.days, &days, &back);
            each = each + chance * &tier.points;
        }
        let label = words!("人均预期积分", "points of a user as expected");
        let each = ledger.line("each", label, Case::Expected, Value::Points, &each);
        if !ledger.is_nudged() {
            self.by_return(ledger);
        }
        let redeem = ledger.rate_or_all("redeem_rate", words!("积分兑换率", "redeem rate"), self.redeem_rate);
        let label = words!("预期发放积分", "points issued as expected");
        let mean = Term::number(1) + &members * (&most - Term::number(1));
        let issued = ledger.line("issued", label, Case::Expected, Value::Points, &(&users * &each * mean));
        let label = words!("预期未兑换积分", "points outstanding");
        let open = &issued * (Term::number(1) - &redeem);
        ledger.line("outstanding", label, Case::Expected, Value::Points, &open);
        let (worst_coupons, coupons) = self.coupons(ledger, coupons);
        let worst = &owed + &users * worst_coupons + &fixed;
        let expected = &issued * &value * &redeem + &users * coupons + &fixed;
        ledger.totals(&worst, &expected, Some(&users), None);
        let label = words!("每次签到成本", "cost of a check-in");
        let term = ledger.term("expected") / (&users * active);
        ledger.line("per_active", label, Case::Expected, Value::Money, &term);
        self.made_up(ledger, &base);
    }

    /// The tiers of the ladder, with how often a perfect user gets each and what it adds to the points of that day.
    fn tiers(&self, ledger: &mut Ledger, cycles: &[u32], base: &Term) -> Vec<TierTerms> {
        let mut all = Vec::new();
        for (index, tier) in self.ladder.iter().enumerate() {
            let (number, tier) = (index + 1, &tier.value);
            let Some(day) = tier.day else { continue };
            let times = cycles.iter().filter(|days| **days >= day.value && day.value > 0).count();
            let label = words!("第{number}档天数", "day of tier {number}");
            let day = ledger.count(format!("ladder.{number}.day"), label, tier.day);
            let label = words!("第{number}档拿得到几次", "times that tier {number} comes");
            let how = words!("够长的周期个数", "cycles that are long enough");
            let value = Value::Count(Exact::int(times as i64));
            let times = ledger.figure(format!("times.{number}"), label, Case::Neutral, value, how);
            let gain = match tier.points {
                Some(_) => {
                    let label = words!("第{number}档积分", "points of tier {number}");
                    let points = ledger.points(format!("ladder.{number}.points"), label, tier.points);
                    match tier.mode.map(|mode| mode.value) {
                        Some(TierMode::Replace) => points - base,
                        _ => points,
                    }
                }
                None => Term::number(0),
            };
            let coupon = tier.coupon_cost.map(|_| {
                let label = words!("第{number}档券成本", "coupon of tier {number}");
                ledger.money(format!("ladder.{number}.coupon_cost"), label, tier.coupon_cost)
            });
            all.push(TierTerms { day, times, gain, coupon });
        }
        all
    }

    fn cumulative_tiers(&self, ledger: &mut Ledger) -> Vec<CumulativeTerms> {
        let mut all = Vec::new();
        for (index, tier) in self.cumulative.iter().enumerate() {
            let number = index + 1;
            let label = words!("累计第{number}档天数", "days of cumulative tier {number}");
            let days = ledger.count(format!("cumulative.{number}.days"), label, tier.value.days);
            let label = words!("累计第{number}档积分", "points of cumulative tier {number}");
            let points = ledger.points(format!("cumulative.{number}.points"), label, tier.value.points);
            all.push(CumulativeTerms { days, points });
        }
        all
    }

    /// What a user is likely to collect at other daily returns than the one that was guessed: the same sums once more.
    fn by_return(&self, ledger: &mut Ledger) {
        for percent in [98, 95, 90, 80] {
            let label = words!("回来率{percent}时人均积分", "points of a user at a return of {percent} %");
            let how = words!(
                "每个周期 Σ 回来率的（第几天 − 1）次方 × 当天积分，加上累计奖励",
                "Σ return to the power of day − 1 × points of the day, in every cycle, and cumulative tiers"
            );
            let rate = sum::ratio(percent, 100);
            let daily_return = Some(Spanned::new(Ppm(percent * 10_000), self.span));
            let other = CheckIn { daily_return, ..self.clone() };
            let mut aside = Ledger::new(ledger.head, ledger.level, Some(("daily_return", &rate)));
            other.sums(&mut aside);
            let each = aside.term("each").value.map_or(Value::None, Value::Points);
            ledger.figure(format!("each_at.{percent}"), label, Case::Expected, each, how);
        }
    }

    /// What one made-up day gives at most, after its cost; above 0 it pays to make up.
    fn made_up(&self, ledger: &mut Ledger, base: &Term) {
        let Some(makeup) = self.makeup.filter(|makeup| makeup.value.allowed.is_none_or(|allowed| allowed.value)) else {
            return;
        };
        let cost = makeup.value.cost.unwrap_or(Spanned::new(0, makeup.span));
        let cost = ledger.points("makeup.cost", words!("补签一天的积分", "points for a made-up day"), Some(cost));
        let days = self.ladder.iter().filter_map(|tier| Some(tier.value.day?.value));
        let best = days.map(|day| self.points_on(day)).max().unwrap_or_else(|| self.points_on(0));
        let label = words!("补签一天最多能拿", "the most that a made-up day gives");
        let how = words!(
            "积分最多的那一档当天的积分；没有阶梯时是每天的积分",
            "points on the day of the best tier; without tiers those of any day"
        );
        let value = Value::Points(Exact::int(best));
        let best = ledger.figure("makeup_best", label, Case::Worst, value, how).max(base);
        let label = words!("补签一天最多净赚", "gained by a made-up day at most");
        ledger.line("makeup_gain", label, Case::Worst, Value::Points, &(best - cost));
    }

    fn point_value(&self, ledger: &mut Ledger) -> Term {
        let label = words!("每分价值", "value of a point");
        match self.points_per_yuan {
            Some(points) if points.value > 0 => {
                let per = ledger.count("points_per_yuan", words!("多少积分抵1元", "points for 1 yuan"), Some(points));
                Term::number(1) / per
            }
            _ => ledger.money("point_value", label, self.point_value),
        }
    }

    /// What coupons of tiers cost for one user, at worst and as expected.
    fn coupons(&self, ledger: &mut Ledger, (worst, likely): (Vec<Term>, Vec<Term>)) -> (Term, Term) {
        let (worst, likely) = (Term::total(worst), Term::total(likely));
        if self.ladder.iter().all(|tier| tier.value.coupon_cost.is_none()) {
            return (worst, likely);
        }
        let label = words!("人均券成本上限", "coupons of a user at most");
        let worst = ledger.line("coupons_worst", label, Case::Worst, Value::Money, &worst);
        let label = words!("人均券预期成本", "coupons of a user as expected");
        (worst, ledger.line("coupons", label, Case::Expected, Value::Money, &likely))
    }
}

/// One tier of the ladder.
struct TierTerms {
    day: Term,
    /// How many cycles are long enough for it.
    times: Term,
    /// What it adds to an ordinary day.
    gain: Term,
    coupon: Option<Term>,
}

struct CumulativeTerms {
    days: Term,
    points: Term,
}

/// How many cycles there are of each length, the longest first.
fn grouped(cycles: &[u32]) -> Vec<(u32, u32)> {
    let mut lengths = std::collections::BTreeMap::new();
    for days in cycles {
        *lengths.entry(*days).or_insert(0) += 1;
    }
    lengths.into_iter().rev().collect()
}

/// Every day of a campaign, at most ten years; an end at midnight does not begin another day.
fn days_of(start: DateTime, end: DateTime) -> Option<Vec<Date>> {
    let last = if end.time() == crate::base::date::Time::midnight() && end > start {
        end.date().yesterday().ok()?
    } else {
        end.date()
    };
    let days: Vec<Date> =
        start.date().series(jiff::Span::new().days(1)).take(3660).take_while(|d| *d <= last).collect();
    (!days.is_empty()).then_some(days)
}
