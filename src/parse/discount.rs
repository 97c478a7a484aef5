//! Reads a limited discount's table.

use super::{fields::Fields, goods, ref_price};
use crate::model::discount::Discount;

pub fn read(fields: &mut Fields<'_>) -> Discount {
    Discount {
        span: fields.span(),
        goods: goods::read(fields),
        price: fields.need().money("price"),
        normal_price: fields.money("normal_price"),
        ref_price: ref_price::read(fields),
        stock: fields.count("stock"),
        per_user: fields.count("per_user"),
        per_order: fields.count("per_order"),
        expected_sales: fields.spread("expected_sales"),
        normal_sales: fields.spread("normal_sales"),
    }
}
