//! Nobody of the house wins.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
    },
    model::{Book, campaign::Mechanic},
    words,
};

pub const PAGE: Page = Page { code: Code("LOT-005"), text: include_str!("LOT-005.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    for campaign in book.campaigns.values() {
        let Some(Mechanic::Lottery(lottery)) = &campaign.mechanic else { continue };
        let diag = match lottery.exclude_staff {
            Some(exclude) if exclude.value => continue,
            Some(exclude) => {
                Diag::error(PAGE.code, exclude.span, words!("内部人员可以中奖", "people of the house can win"))
            }
            None => Diag::warning(
                PAGE.code,
                lottery.span,
                words!("没有写排除内部人员", "it is not said that people of the house are left out"),
            ),
        };
        diags.push(diag.help(words!(
            "写 exclude_staff = true，抽之前从名单里去掉员工和家属",
            "write exclude_staff = true and take staff off the list before the draw"
        )));
    }
}
