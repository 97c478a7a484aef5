//! Mechanics that live on being passed on are not let through by WeChat as outside links.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
    },
    model::{Book, campaign::Mechanic, lottery::Condition},
    words,
};

pub const PAGE: Page = Page { code: Code("WX-001"), text: include_str!("WX-001.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    for campaign in book.campaigns.values() {
        let (Some(mechanic), Some(carrier)) = (&campaign.mechanic, &campaign.head.carrier) else { continue };
        let invites = |cond: Condition| matches!(cond, Condition::Invite);
        let (spreads, only_outside) = match mechanic {
            Mechanic::Bargain(_) | Mechanic::Referral(_) => (true, false),
            Mechanic::Lottery(lottery) => {
                (lottery.entry.iter().any(|entry| entry.value.cond.is_some_and(|cond| invites(cond.value))), false)
            }
            Mechanic::CheckIn(_) => (true, true),
            Mechanic::GroupBuy(_) | Mechanic::Discount(_) | Mechanic::Coupon(_) => (false, false),
        };
        let kind = mechanic.kind().label();
        let (zh, en) = (&kind.zh, &kind.en);
        let diag = match carrier.value.as_str() {
            "h5" if spreads => Diag::error(
                PAGE.code,
                carrier.span,
                words!(
                    "{zh}做成 H5 外链，属于微信外链诱导分享",
                    "a {en} as an outside link is bought sharing in WeChat"
                ),
            ),
            "mini_program" if spreads && !only_outside => Diag::warning(
                PAGE.code,
                carrier.span,
                words!(
                    "{zh}靠分享传播，小程序也可能被限制",
                    "a {en} lives on sharing; mini programs may be limited too"
                ),
            ),
            _ => continue,
        };
        diags.push(diag.help(words!(
            "放在小程序或店铺后台里做，不发外部链接，不分享也能参加；确认过的写一条“允许”",
            "run it inside a mini program or the shop, let people take part without sharing; allow it in a comment once judged"
        )));
    }
}
