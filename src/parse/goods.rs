//! Reads what a piece costs to sell.

use super::fields::Fields;
use crate::model::goods::Goods;

pub fn read(fields: &mut Fields<'_>) -> Goods {
    Goods {
        product: fields.need_text("product"),
        cost: fields.money("cost"),
        ship: fields.money("ship"),
        pack: fields.money("pack"),
    }
}
