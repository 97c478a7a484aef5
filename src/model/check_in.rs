//! A check-in (签到): what a perfect user collects, what is owed at most, and what is likely redeemed.

use super::{
    chance::{Binomial, chain},
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

    fn coupons_on(&self, day: u32) -> Exact {
        let tiers = self.ladder.iter().filter(|tier| tier.value.day.is_some_and(|d| d.value == day));
        sum::yuan(tiers.filter_map(|tier| tier.value.coupon_cost).map(|cost| cost.value).sum())
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
        let days: u32 = cycles.iter().sum();
        let label = words!("签到天数", "days");
        let how = words!("活动起止之间的天数", "days between start and end");
        ledger.figure("days", label, Case::Neutral, Value::Count(Exact::int(i64::from(days))), how);
        let perfect = self.perfect(&cycles);
        let label = words!("全勤积分", "points of a perfect user");
        let how = words!("每天的基础分加阶梯奖励，逐日相加", "base and tier points of every day added up");
        let perfect = ledger.figure("perfect", label, Case::Worst, Value::Points(perfect), how);
        let label = words!("积分负债上限", "points owed at most");
        let owed = &users * &perfect * &most;
        let owed = ledger.line("liability", label, Case::Worst, Value::Points, &owed);
        let label = words!("积分负债上限折合", "the same in money");
        let owed = ledger.line("liability_money", label, Case::Worst, Value::Money, &(&owed * &value));
        let rate = back.value.clone();
        let expected = rate.as_ref().map(|r| self.expected(&cycles, days, r));
        let label = words!("人均预期积分", "points of a user as expected");
        let how = words!(
            "Σ 次日回来率^(第几天 − 1) × 当天积分，每个周期重新开始",
            "Σ daily return^(day − 1) × points of the day, anew in every cycle"
        );
        let each = ledger.figure("each", label, Case::Expected, expected.map_or(Value::None, Value::Points), how);
        let redeem = ledger.rate_or_all("redeem_rate", words!("积分兑换率", "redeem rate"), self.redeem_rate);
        let label = words!("预期发放积分", "points issued as expected");
        let mean = Term::number(1) + &members * (&most - Term::number(1));
        let issued = ledger.line("issued", label, Case::Expected, Value::Points, &(&users * &each * mean));
        let label = words!("预期未兑换积分", "points outstanding");
        let open = &issued * (Term::number(1) - &redeem);
        ledger.line("outstanding", label, Case::Expected, Value::Points, &open);
        let (worst_coupons, coupons) = self.coupons(ledger, &cycles, rate.as_ref());
        let worst = &owed + &users * worst_coupons + &fixed;
        let expected = &issued * &value * &redeem + &users * coupons + &fixed;
        ledger.totals(&worst, &expected, Some(&users), None);
        let active = rate.as_ref().map(|r| {
            cycles.iter().fold(Exact::zero(), |sum, days| sum + chain(r, &vec![Exact::one(); *days as usize]))
        });
        let label = words!("人均签到天数", "check-ins of a user");
        let how = words!("Σ 次日回来率^(第几天 − 1)", "Σ daily return^(day − 1)");
        let active = ledger.figure("active", label, Case::Expected, active.map_or(Value::None, Value::Count), how);
        let label = words!("每次签到成本", "cost of a check-in");
        let term = ledger.term("expected") / (&users * active);
        ledger.line("per_active", label, Case::Expected, Value::Money, &term);
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

    fn perfect(&self, cycles: &[u32]) -> Exact {
        let streaks: i64 = cycles.iter().flat_map(|days| 1..=*days).map(|day| self.points_on(day)).sum();
        let days: u32 = cycles.iter().sum();
        let more: i64 = self.cumulative_tiers().filter(|(needed, _)| *needed <= days).map(|(_, points)| points).sum();
        Exact::int(streaks + more)
    }

    fn expected(&self, cycles: &[u32], days: u32, r: &Exact) -> Exact {
        let streaks = cycles.iter().fold(Exact::zero(), |sum, days| {
            let points: Vec<Exact> = (1..=*days).map(|day| Exact::int(self.points_on(day))).collect();
            sum + chain(r, &points)
        });
        self.cumulative_tiers()
            .fold(streaks, |sum, (needed, points)| sum + Binomial::new(days, r).at_least(needed) * Exact::int(points))
    }

    fn cumulative_tiers(&self) -> impl Iterator<Item = (u32, i64)> {
        self.cumulative.iter().filter_map(|c| Some((c.value.days?.value, i64::from(c.value.points?.value))))
    }

    /// What coupons of tiers cost for one user, at worst and as expected.
    fn coupons(&self, ledger: &mut Ledger, cycles: &[u32], r: Option<&Exact>) -> (Term, Term) {
        if self.ladder.iter().all(|tier| tier.value.coupon_cost.is_none()) {
            return (Term::number(0), Term::number(0));
        }
        let worth: Vec<Vec<Exact>> =
            cycles.iter().map(|days| (1..=*days).map(|day| self.coupons_on(day)).collect()).collect();
        let worst: Exact = worth.iter().flatten().cloned().sum();
        let label = words!("人均券成本上限", "coupons of a user at most");
        let how = words!("各档券成本相加", "coupon costs of all tiers added up");
        let worst = ledger.figure("coupons_worst", label, Case::Worst, Value::Money(worst), how);
        let likely = r.map(|r| worth.iter().fold(Exact::zero(), |sum, days| sum + chain(r, days)));
        let label = words!("人均券预期成本", "coupons of a user as expected");
        let how = words!("各档券成本 × 走到那一天的概率", "coupon costs × the chance to reach their day");
        let value = likely.map_or(Value::None, Value::Money);
        (worst, ledger.figure("coupons", label, Case::Expected, value, how))
    }
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
