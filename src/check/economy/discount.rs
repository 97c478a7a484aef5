//! A discount that is none, loses on every piece, or cannot be earned back.

use super::Plan;
use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
        exact::Exact,
        money::Fen,
    },
    model::{discount::Discount, sum},
    words,
};

pub const PRICE: Page = Page { code: Code("DIS-001"), text: include_str!("DIS-001.md") };
pub const SALES: Page = Page { code: Code("DIS-002"), text: include_str!("DIS-002.md") };

pub fn check(discount: &Discount, plan: &Plan<'_>, diags: &mut Diags) {
    price(discount, plan, diags);
    sales(discount, plan, diags);
}

fn price(discount: &Discount, plan: &Plan<'_>, diags: &mut Diags) {
    let Some(price) = discount.price else { return };
    if let Some(normal) = discount.normal_price.filter(|normal| price.value >= normal.value) {
        let most = normal.value - Fen(1);
        diags.push(
            Diag::error(PRICE.code, price.span, words!("活动价不低于平时价", "the price is not below the usual one"))
                .label(normal.span, words!("平时价", "the usual price"))
                .help(words!("最高 {most} 元", "write at most {most}")),
        );
    }
    let Some(margin) = plan.value("margin").fen().filter(|margin| *margin < Fen::ZERO) else { return };
    let lost = -margin;
    let least = plan
        .number("unit_cost")
        .and_then(|unit| unit.over(&(Exact::one() - sum::rate(plan.head.pay_fee))))
        .and_then(|least| (least * Exact::int(100)).ceil().to_i64())
        .map(Fen);
    let help = least.map(|least| words!("至少 {least} 元才不亏", "at least {least} yuan do not lose"));
    diags.push(
        Diag::warning(PRICE.code, price.span, words!("每卖一件亏 {lost} 元", "every piece loses {lost} yuan"))
            .help(help),
    );
}

fn sales(discount: &Discount, plan: &Plan<'_>, diags: &mut Diags) {
    let Some(needed) = plan.number("needed_sales").and_then(|needed| needed.to_i64()) else { return };
    if needed <= 0 {
        return;
    }
    if let Some(stock) = discount.stock.filter(|stock| needed > i64::from(stock.value)) {
        let have = stock.value;
        diags.push(
            Diag::warning(
                SALES.code,
                stock.span,
                words!(
                    "要卖 {needed} 件才和平时赚得一样多，库存只有 {have} 件",
                    "{needed} pieces must be sold to earn as much as usual, there are {have}"
                ),
            )
            .help(words!("备到 {needed} 件，或少降一点", "stock {needed}, or lower the price less")),
        );
    }
}
