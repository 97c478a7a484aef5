//! Reads a referral's table.

use super::fields::Fields;
use crate::{
    model::referral::{ClaimWay, Referral, RewardTier},
    words,
};

pub fn read(fields: &mut Fields<'_>) -> Referral {
    Referral {
        span: fields.span(),
        participants: fields.need().spread("participants"),
        invites: fields.need().count("invites"),
        invite_conv: fields.need().share("invite_conv"),
        keep_rate: fields.share("keep_rate"),
        welcome_cost: fields.money("welcome_cost"),
        deduct_unfollow: fields.bool("deduct_unfollow"),
        claim: fields.choice("claim", ClaimWay::CHOICES),
        tiers: fields.tables("tiers", words!("任务的一档", "a tier"), |f| RewardTier {
            need: f.need().count("need"),
            name: f.need_text("name"),
            reward_cost: f.need().money("reward_cost"),
            ship: f.money("ship"),
            stock: f.count("stock"),
        }),
    }
}
