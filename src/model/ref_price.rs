//! The crossed-out price (划线价) that an offer is compared with, where it comes from, and when it was raised last.

use super::campaign::Mechanic;
use crate::base::{date::Date, money::Fen, span::Spanned};

/// The same fields in every mechanic that names a price.
#[derive(Clone, Debug)]
pub struct RefPrice {
    pub price: Option<Spanned<Fen>>,
    pub basis: String,
    /// The day on which it was raised last, and why.
    pub raised_on: Option<Spanned<Date>>,
    pub raised_why: String,
    /// The lowest price at which it was sold in the seven days before.
    pub lowest_7d: Option<Spanned<Fen>>,
}

impl Mechanic {
    /// `None` for what has no price of its own.
    pub fn ref_price(&self) -> Option<&RefPrice> {
        match self {
            Mechanic::GroupBuy(m) => Some(&m.ref_price),
            Mechanic::Bargain(m) => Some(&m.ref_price),
            Mechanic::Discount(m) => Some(&m.ref_price),
            Mechanic::Coupon(m) => Some(&m.ref_price),
            Mechanic::Lottery(_) | Mechanic::CheckIn(_) | Mechanic::Referral(_) => None,
        }
    }
}
