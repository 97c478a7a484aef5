//! A bargain tells everything that decides whether it can be won.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
    },
    model::{Book, campaign::Mechanic},
    words,
};

pub const BARGAIN: Page = Page { code: Code("BAR-001"), text: include_str!("BAR-001.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    for campaign in book.campaigns.values() {
        let Some(Mechanic::Bargain(bargain)) = &campaign.mechanic else { continue };
        let told = [
            (bargain.helpers.is_some(), "助力人数（helpers）", "helpers"),
            (bargain.valid_hours.is_some(), "有效时间（valid_hours）", "valid_hours"),
            (bargain.stock.is_some(), "库存（stock）", "stock"),
            (bargain.order_deadline_h.is_some(), "下单时限（order_deadline_h）", "order_deadline_h"),
            (bargain.min_cut.is_some(), "每刀规则（min_cut）", "min_cut"),
            (bargain.success.is_some(), "怎样算成功（success）", "success"),
        ];
        let gaps: Vec<_> = told.iter().filter(|(given, _, _)| !given).collect();
        if gaps.is_empty() {
            continue;
        }
        let zh = gaps.iter().map(|(_, zh, _)| *zh).collect::<Vec<_>>().join("、");
        let en = gaps.iter().map(|(_, _, en)| *en).collect::<Vec<_>>().join(", ");
        diags.push(
            Diag::error(
                BARGAIN.code,
                bargain.span,
                words!("砍价规则不透明，缺少：{zh}", "the bargain does not say: {en}"),
            )
            .help(words!("写全，活动规则页会一起印出来", "write them; the rules page prints them all")),
        );
    }
}
