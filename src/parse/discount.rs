//! Reads a limited discount's table.

use super::{chapter::plain_text, fields::Fields, goods};
use crate::model::discount::Discount;

pub fn read(fields: &mut Fields<'_>) -> Discount {
    Discount {
        span: fields.span(),
        goods: goods::read(fields),
        price: fields.need().money("price"),
        normal_price: fields.money("normal_price"),
        ref_price: fields.money("ref_price"),
        ref_basis: plain_text(fields.text("ref_basis")),
        ref_raised_on: fields.date("ref_raised_on"),
        ref_raised_why: plain_text(fields.text("ref_raised_why")),
        lowest_7d: fields.money("lowest_7d"),
        stock: fields.count("stock"),
        per_user: fields.count("per_user"),
        per_order: fields.count("per_order"),
        expected_sales: fields.spread("expected_sales"),
        normal_sales: fields.spread("normal_sales"),
    }
}
