//! A crossed-out price that nobody paid, or that nothing vouches for.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
    },
    model::ref_price::RefPrice,
    words,
};

pub const REFERENCE: Page = Page { code: Code("PRC-001"), text: include_str!("PRC-001.md") };

pub fn check(reference: &RefPrice, diags: &mut Diags) {
    let Some(shown) = reference.price else { return };
    if reference.basis.trim().is_empty() {
        diags.push(
            Diag::error(REFERENCE.code, shown.span, words!("划线价没有写依据", "the crossed-out price has no basis"))
                .help(words!(
                    "加上 ref_basis，写明这个价格的来源和日期，或去掉 ref_price",
                    "add ref_basis with the source and date of this price, or remove ref_price"
                )),
        );
    }
    if let Some(lowest) = reference.lowest_7d.filter(|lowest| shown.value > lowest.value) {
        let (now, most) = (shown.value, lowest.value);
        diags.push(
            Diag::error(
                REFERENCE.code,
                shown.span,
                words!(
                    "划线价 {now} 元高于前七日最低成交价 {most} 元",
                    "the crossed-out {now} is above {most}, the lowest price of the seven days before"
                ),
            )
            .label(lowest.span, words!("前七日最低成交价", "the lowest price of seven days"))
            .help(words!("最高写 {most} 元", "write at most {most}")),
        );
    }
}
