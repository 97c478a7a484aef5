//! A campaign that learns who people are says what for, and for how long.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
        span::Span,
    },
    model::{
        Book,
        campaign::{Campaign, Mechanic},
    },
    words,
};

pub const NOTICE: Page = Page { code: Code("PII-002"), text: include_str!("PII-002.md") };
pub const KEPT: Page = Page { code: Code("PII-006"), text: include_str!("PII-006.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    for campaign in book.campaigns.values() {
        let Some(place) = collects(campaign) else { continue };
        let head = &campaign.head;
        if head.personal_data.is_empty() {
            diags.push(
                Diag::error(
                    NOTICE.code,
                    place,
                    words!("要收个人信息，却没有告知", "personal data is collected without a notice"),
                )
                .help(words!(
                    "加上 personal_data：谁收、收什么、用来做什么、怎么查看更正删除",
                    "add personal_data: who collects what, what for, and how to see, correct and delete it"
                )),
            );
            continue;
        }
        let text = &head.personal_data;
        let span = head.texts.iter().find(|(key, _)| key == "personal_data").map_or(head.span, |(_, text)| text.span);
        if !["用来", "用于", "用作", "用途", "为了", "以便", "used ", "purpose", "in order to"]
            .iter()
            .any(|word| text.contains(word))
        {
            diags.push(
                Diag::error(NOTICE.code, span, words!("没有写收来做什么用", "it is not said what the data is for"))
                    .help(words!("写成“收手机号，用来联系中奖人”", "write what each item is used for")),
            );
        }
        let says_end =
            ["天", "月", "年", "结束后删除", "用完", "day", "month", "year"].iter().any(|word| text.contains(word));
        if head.keep_days.is_none() && !says_end {
            diags.push(
                Diag::warning(
                    KEPT.code,
                    span,
                    words!("没有写个人信息保存到什么时候", "it is not said how long the data is kept"),
                )
                .help(words!("加上 keep_days = 30（活动结束后的天数）", "add keep_days = 30 (days after the end)")),
            );
        }
    }
}

/// Where it shows that people become known: winners are reached, starters and helpers are told apart.
fn collects(campaign: &Campaign) -> Option<Span> {
    Some(match campaign.mechanic.as_ref()? {
        Mechanic::Lottery(m) => m.span,
        Mechanic::GroupBuy(m) => m.span,
        Mechanic::Bargain(m) => m.span,
        Mechanic::CheckIn(m) => m.span,
        Mechanic::Referral(m) => m.span,
        Mechanic::Discount(_) | Mechanic::Coupon(_) => return None,
    })
}
