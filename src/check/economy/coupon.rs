//! Coupons that eat the margin of a basket, alone or together with another, or that nobody can read.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags, nearest},
        money::{Fen, Ppm, div_round},
    },
    model::{
        campaign::CampaignHead,
        coupon::{Coupon, CouponKind},
    },
    words,
};

pub const CHEAPEST: Page = Page { code: Code("CPN-001"), text: include_str!("CPN-001.md") };
pub const STACKING: Page = Page { code: Code("CPN-002"), text: include_str!("CPN-002.md") };
pub const NO_CAP: Page = Page { code: Code("CPN-003"), text: include_str!("CPN-003.md") };
pub const RULES: Page = Page { code: Code("CPN-004"), text: include_str!("CPN-004.md") };

pub fn check(coupon: &Coupon, diags: &mut Diags) {
    cheapest(coupon, diags);
    no_cap(coupon, diags);
    rules(coupon, diags);
}

/// The smallest basket whose margin carries this reduction; `None` without a margin.
fn carries(off: Fen, margin: Ppm) -> Option<Fen> {
    (margin.0 > 0).then(|| {
        let yuan = div_round(i128::from(off.0) * 1_000_000 + i128::from(margin.0) / 2, i128::from(margin.0));
        let least = Fen(i64::try_from(yuan).unwrap_or(i64::MAX));
        if least.share(margin) < off { least + Fen(1) } else { least }
    })
}

fn cheapest(coupon: &Coupon, diags: &mut Diags) {
    let (Some(margin), Some(basket)) = (coupon.margin_rate, coupon.cheapest_basket()) else { return };
    let Some(off) = coupon.off(basket) else { return };
    let earned = basket.share(margin.value);
    if off <= earned {
        return;
    }
    let lost = off - earned;
    let span = coupon.threshold.or(coupon.amount).map_or(coupon.span, |place| place.span);
    let raise = carries(off, margin.value).filter(|_| coupon.kind.is_some_and(|k| k.value != CouponKind::Percent));
    let raise = raise.map(|least| words!("门槛至少 {least} 元", "a threshold of at least {least} yuan"));
    let lower = coupon.threshold.map(|_| words!("或最多减 {earned} 元", "or take off at most {earned} yuan"));
    let message = words!(
        "买 {basket} 元减 {off} 元，毛利只有 {earned} 元：每单亏 {lost} 元",
        "{off} off a basket of {basket} that earns {earned}: every order loses {lost} yuan"
    );
    // Money off without a threshold is a gift and may be meant as one.
    let diag = if coupon.threshold.is_some() {
        Diag::error(CHEAPEST.code, span, message)
    } else {
        Diag::warning(CHEAPEST.code, span, message)
    };
    diags.push(diag.help(raise).help(lower));
}

fn no_cap(coupon: &Coupon, diags: &mut Diags) {
    let Some(kind) = coupon.kind.filter(|kind| kind.value == CouponKind::Percent) else { return };
    if coupon.cap.is_some() {
        return;
    }
    let help = match coupon.basket.zip(coupon.margin_rate) {
        Some((basket, margin)) => {
            let most = basket.value.share(margin.value);
            words!(
                "按常见客单的毛利，cap 最多 \"{most}\"",
                "by the margin of the usual basket, write a cap of at most \"{most}\""
            )
        }
        None => words!("加上 cap = \"…\"", "add cap = \"…\""),
    };
    diags.push(
        Diag::error(
            NO_CAP.code,
            kind.span,
            words!(
                "折扣券没有写最多减多少，最坏要花多少没有上限",
                "a share off without a cap: there is no limit to its cost"
            ),
        )
        .help(help),
    );
}

fn rules(coupon: &Coupon, diags: &mut Diags) {
    let mut told = |message, help| diags.push(Diag::warning(RULES.code, coupon.span, message).help(Some(help)));
    if coupon.valid_until.is_none() && coupon.valid_days.is_none() {
        told(
            words!("没有写券的有效期", "nothing says how long the coupon is valid"),
            words!("加上 valid_until 或 valid_days", "add valid_until or valid_days"),
        );
    }
    if coupon.scope.trim().is_empty() {
        told(
            words!("没有写券能用在哪里", "nothing says what the coupon may be used for"),
            words!("加上 scope = \"全场，特价商品除外\"", "add scope = \"…\""),
        );
    }
}

/// Two coupons that may be used together, on the cheapest basket that allows both.
pub fn stacking(coupons: &[(&CampaignHead, &Coupon)], diags: &mut Diags) {
    for (index, (head, coupon)) in coupons.iter().enumerate() {
        for name in &coupon.stacks_with {
            let Some(other) = coupons.iter().position(|(other, _)| other.title.value == name.value) else {
                let wrong = &name.value;
                diags.push(
                    Diag::error(
                        Code::UNKNOWN_NAME,
                        name.span,
                        words!("没有名为“{wrong}”的优惠券活动", "no coupon campaign is named “{wrong}”"),
                    )
                    .help(nearest(wrong, coupons.iter().map(|(head, _)| head.title.value.as_str()))),
                );
                continue;
            };
            // A pair that names each other is told once.
            let mutual = coupons[other].1.stacks_with.iter().any(|n| n.value == head.title.value);
            if other == index || (mutual && other < index) {
                continue;
            }
            let (other_head, other) = coupons[other];
            let (Some(margin), Some(a), Some(b)) =
                (coupon.margin_rate.or(other.margin_rate), coupon.cheapest_basket(), other.cheapest_basket())
            else {
                continue;
            };
            let basket = a.max(b);
            let (Some(off), Some(more)) = (coupon.off(basket), other.off(basket)) else { continue };
            let (both, earned) = (off + more, basket.share(margin.value));
            if both <= earned {
                continue;
            }
            let lost = both - earned;
            let least = carries(both, margin.value);
            let help = least.map(|least| {
                words!(
                    "一起用的门槛至少 {least} 元，或不许叠加",
                    "ask for at least {least} yuan when both are used, or forbid it"
                )
            });
            diags.push(
                Diag::error(
                    STACKING.code,
                    name.span,
                    words!(
                        "和“{}”一起用：买 {basket} 元共减 {both} 元，毛利 {earned} 元，每单亏 {lost} 元",
                        "together with “{}”: {both} off {basket}, which earns {earned}: every order loses {lost} yuan",
                        other_head.title.value
                    ),
                )
                .help(help),
            );
        }
    }
}
