//! A coupon (优惠券): what it costs when all are used, and what is left of the cheapest basket that may use it.

use super::{
    economy::{Case, Level, Value},
    ledger::Ledger,
    ref_price::RefPrice,
    sum::Term,
};
use crate::{
    base::{
        date::Date,
        lang::Words,
        money::{Fen, Ppm},
        span::{Span, Spanned},
    },
    words,
};

/// Fields that could not be read or were not given are `None`; what could not be read was reported.
#[derive(Clone, Debug)]
pub struct Coupon {
    pub span: Span,
    pub kind: Option<Spanned<CouponKind>>,
    /// From which basket on it may be used.
    pub threshold: Option<Spanned<Fen>>,
    pub amount: Option<Spanned<Fen>>,
    /// How much is taken off, and at most.
    pub percent: Option<Spanned<Ppm>>,
    pub cap: Option<Spanned<Fen>>,
    pub total: Option<Spanned<u32>>,
    pub per_user: Option<Spanned<u32>>,
    pub scope: String,
    pub valid_from: Option<Spanned<Date>>,
    pub valid_until: Option<Spanned<Date>>,
    pub valid_days: Option<Spanned<u32>>,
    pub stackable: Option<Spanned<bool>>,
    /// Titles of the coupon campaigns with which it may be used together.
    pub stacks_with: Vec<Spanned<String>>,
    pub claim_rate: Option<Spanned<Ppm>>,
    pub redeem_rate: Option<Spanned<Ppm>>,
    /// What a customer usually buys for, and what is earned on it before the coupon.
    pub basket: Option<Spanned<Fen>>,
    pub margin_rate: Option<Spanned<Ppm>>,
    pub new_share: Option<Spanned<Ppm>>,
    pub ref_price: RefPrice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CouponKind {
    /// So much off from a threshold on.
    Reduce,
    /// A share off.
    Percent,
    /// So much off, whatever is bought.
    Free,
}

impl CouponKind {
    pub const CHOICES: &[(&'static [&'static str], CouponKind)] = &[
        (&["reduce", "满减"], CouponKind::Reduce),
        (&["percent", "折扣"], CouponKind::Percent),
        (&["free", "无门槛"], CouponKind::Free),
    ];

    pub fn label(self) -> Words {
        match self {
            CouponKind::Reduce => words!("满减券", "money off from a threshold"),
            CouponKind::Percent => words!("折扣券", "a share off"),
            CouponKind::Free => words!("无门槛券", "money off"),
        }
    }
}

impl Coupon {
    /// What it takes off a basket; `None` when that is not known.
    pub fn off(&self, basket: Fen) -> Option<Fen> {
        match self.kind?.value {
            CouponKind::Reduce | CouponKind::Free => Some(self.amount?.value),
            CouponKind::Percent => {
                let off = basket.share(self.percent?.value);
                Some(self.cap.map_or(off, |cap| off.min(cap.value)))
            }
        }
    }

    /// The cheapest basket that may use it; a coupon without a threshold may be used up to its own amount.
    pub fn cheapest_basket(&self) -> Option<Fen> {
        match (self.threshold, self.kind?.value) {
            (Some(threshold), _) => Some(threshold.value),
            (None, CouponKind::Free | CouponKind::Reduce) => self.amount.map(|a| a.value),
            (None, CouponKind::Percent) => Some(Fen::ZERO),
        }
    }

    pub(super) fn sums(&self, ledger: &mut Ledger) {
        let fixed = ledger.fixed();
        let total = ledger.count("total", words!("发券量", "coupons"), self.total);
        let basket = ledger.money("basket", words!("常见客单价", "usual basket"), self.basket);
        let percent = self.kind.is_some_and(|k| k.value == CouponKind::Percent);
        let (most, usual) = if percent {
            let share = ledger.rate("percent", words!("减免比例", "share off"), self.percent);
            let usual = &basket * &share;
            match self.cap {
                Some(_) => {
                    let cap = ledger.money("cap", words!("最高减", "at most"), self.cap);
                    (cap.clone(), usual.min(&cap))
                }
                None => {
                    ledger.note(words!(
                        "没有写最高减多少，最坏情况没有上限",
                        "without a cap there is no limit to the worst case"
                    ));
                    (Term::named(words!("最高减", "at most"), None, "—".to_string()), usual)
                }
            }
        } else {
            let amount = ledger.money("amount", words!("面额", "amount"), self.amount);
            (amount.clone(), amount)
        };
        let label = words!("每张预期优惠", "taken off as expected");
        let usual = ledger.line("off", label, Case::Expected, Value::Money, &usual);
        if let Some(threshold) = self.threshold.filter(|t| t.value > Fen::ZERO) {
            let threshold = ledger.money("threshold", words!("使用门槛", "threshold"), Some(threshold));
            let off = match (percent, self.cap) {
                (false, _) => most.clone(),
                (true, None) => &threshold * ledger.term("percent"),
                (true, Some(_)) => (&threshold * ledger.term("percent")).min(&most),
            };
            let label = words!("门槛处优惠", "taken off at the threshold");
            let off = ledger.line("off_at_threshold", label, Case::Neutral, Value::Money, &off);
            let label = words!("门槛处实际折扣", "share off at the threshold");
            ledger.line("effective", label, Case::Neutral, Value::Rate, &(&off / &threshold));
            self.cheapest(ledger, &threshold, &off);
        } else if !percent {
            // Without a threshold the cheapest basket is one that the coupon pays for.
            self.cheapest(ledger, &most, &most);
        } else if self.margin_rate.is_some() {
            ledger.rate("margin_rate", words!("毛利率", "margin rate"), self.margin_rate);
        }
        let claim = ledger.rate_or_all("claim_rate", words!("领取率", "claimed"), self.claim_rate);
        // Of a coupon the guess is how many are used: half as many, as planned, half more.
        let guess = self.redeem_rate.map(|rate| {
            rate.map(|rate| match ledger.level {
                Level::Low => Ppm(rate.0 / 2),
                Level::Mid => rate,
                Level::High => Ppm((rate.0 + rate.0 / 2).min(Ppm::ONE.0)),
            })
        });
        let redeem = ledger.rate_or_all("redeem_rate", words!("核销率", "redeemed"), guess);
        let label = words!("预期核销张数", "coupons used");
        let used = ledger.line("used", label, Case::Expected, Value::Count, &(&total * &claim * &redeem));
        if self.margin_rate.is_some() && self.basket.is_some() {
            let label = words!("核销订单毛利", "profit of orders with it");
            let each = &basket * ledger.term("margin_rate") - &usual;
            ledger.line("profit", label, Case::Expected, Value::Money, &(&used * each - &fixed));
        }
        let new = self.new_share.map(|_| {
            let share = ledger.rate("new_share", words!("新人占比", "share of new"), self.new_share);
            &used * share
        });
        ledger.totals(&(&total * &most + &fixed), &(&used * &usual + &fixed), Some(&used), new.as_ref());
    }

    /// What the cheapest basket that may use it still earns.
    fn cheapest(&self, ledger: &mut Ledger, basket: &Term, off: &Term) {
        if self.margin_rate.is_none() {
            return;
        }
        let rate = ledger.rate("margin_rate", words!("毛利率", "margin rate"), self.margin_rate);
        let label = words!("最低门槛单毛利", "margin of the cheapest basket");
        ledger.line("cheapest", label, Case::Worst, Value::Money, &(basket * rate - off));
    }
}
