//! Reads a coupon's table.

use super::{chapter::plain_text, fields::Fields, ref_price};
use crate::model::coupon::{Coupon, CouponKind};

pub fn read(fields: &mut Fields<'_>) -> Coupon {
    let kind = fields.need().choice("kind", CouponKind::CHOICES);
    let percent = kind.is_some_and(|kind| kind.value == CouponKind::Percent);
    let amount = fields.need_if(!percent).money("amount");
    Coupon {
        span: fields.span(),
        kind,
        amount,
        percent: fields.need_if(percent).share("percent"),
        cap: fields.money("cap"),
        threshold: fields.money("threshold"),
        total: fields.need().count("total"),
        per_user: fields.count("per_user"),
        scope: plain_text(fields.text("scope")),
        valid_from: fields.date("valid_from"),
        valid_until: fields.date("valid_until"),
        valid_days: fields.count("valid_days"),
        stackable: fields.bool("stackable"),
        stacks_with: fields.texts("stacks_with"),
        claim_rate: fields.share("claim_rate"),
        redeem_rate: fields.share("redeem_rate"),
        basket: fields.money("basket"),
        margin_rate: fields.share("margin_rate"),
        new_share: fields.share("new_share"),
        ref_price: ref_price::read(fields),
    }
}
