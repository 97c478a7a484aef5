//! Reads the crossed-out price of an offer.

use super::{chapter::plain_text, fields::Fields};
use crate::model::ref_price::RefPrice;

pub fn read(fields: &mut Fields<'_>) -> RefPrice {
    RefPrice {
        price: fields.money("ref_price"),
        basis: plain_text(fields.text("ref_basis")),
        raised_on: fields.date("ref_raised_on"),
        raised_why: plain_text(fields.text("ref_raised_why")),
        lowest_7d: fields.money("lowest_7d"),
    }
}
