//! Reads a group buy's table.

use super::{fields::Fields, goods, ref_price};
use crate::{
    model::group_buy::{GroupBuy, GroupMode, Perk, Step},
    words,
};

pub fn read(fields: &mut Fields<'_>) -> GroupBuy {
    let mode = fields.need().choice("mode", GroupMode::CHOICES);
    let ladder = mode.is_some_and(|mode| mode.value == GroupMode::Ladder);
    let goods = goods::read(fields);
    // A ladder says sizes and prices in its steps.
    let size = fields.need_if(!ladder).count("size");
    let price = fields.need_if(!ladder).money("price");
    GroupBuy {
        span: fields.span(),
        mode,
        goods,
        size,
        price,
        ladder: fields.tables("ladder", words!("阶梯的一档", "a step of the ladder"), |f| Step {
            size: f.need().count("size"),
            price: f.need().money("price"),
        }),
        solo_price: fields.money("solo_price"),
        ref_price: ref_price::read(fields),
        leader_perk: fields.choice("leader_perk", Perk::CHOICES),
        perk_cost: fields.money("perk_cost"),
        limit_hours: fields.count("limit_hours"),
        auto_fill: fields.bool("auto_fill"),
        per_user: fields.count("per_user"),
        per_order: fields.count("per_order"),
        stock: fields.count("stock"),
        refund_hours: fields.count("refund_hours"),
        invites: fields.count("invites"),
        join_prob: fields.share("join_prob"),
        groups: fields.spread("groups"),
        new_share: fields.share("new_share"),
        winners: fields.count("winners"),
        consolation_cost: fields.money("consolation_cost"),
    }
}
