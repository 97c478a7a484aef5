//! Reads a bargain's table.

use super::{fields::Fields, goods, ref_price};
use crate::model::bargain::{Bargain, Engine, Success};

pub fn read(fields: &mut Fields<'_>) -> Bargain {
    Bargain {
        span: fields.span(),
        goods: goods::read(fields),
        first: fields.need().money("first"),
        floor: fields.need().money("floor"),
        ref_price: ref_price::read(fields),
        helpers: fields.need().count("helpers"),
        min_cut: fields.money("min_cut"),
        max_cut: fields.money("max_cut"),
        front_k: fields.count("front_k"),
        front_share: fields.share("front_share"),
        new_user_bonus: fields.money("new_user_bonus"),
        help_limit: fields.count("help_limit"),
        self_cut: fields.bool("self_cut"),
        valid_hours: fields.count("valid_hours"),
        buy_anytime: fields.bool("buy_anytime"),
        success: fields.choice("success", Success::CHOICES),
        order_deadline_h: fields.count("order_deadline_h"),
        stock: fields.count("stock"),
        starters: fields.spread("starters"),
        success_prob: fields.share("success_prob"),
        avg_helpers_failed: fields.count("avg_helpers_failed"),
        helps_per_day: fields.count("helps_per_day"),
        new_share: fields.share("new_share"),
        engine: fields.choice("engine", Engine::CHOICES),
    }
}
