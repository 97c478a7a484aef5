//! A crossed-out price that was raised shortly before the campaign, by the dates that the campaign gives.

use super::limit;
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
    },
    model::{Book, campaign::Mechanic},
    words,
};

/// Its page stands with the wording that it is about, too.
const CODE: Code = Code("PRC-002");

pub fn check(book: &Book, diags: &mut Diags) {
    let Some(window) = limit(book, "price_window_days") else { return };
    for campaign in book.campaigns.values() {
        let Some(reference) = campaign.mechanic.as_ref().and_then(Mechanic::ref_price) else { continue };
        let (Some(raised), Some(start)) = (reference.raised_on, campaign.head.start) else { continue };
        let (day, days) = (raised.value, (start.value.date() - raised.value).get_days());
        if days > i32::try_from(window).unwrap_or(i32::MAX) || !reference.raised_why.trim().is_empty() {
            continue;
        }
        let message = if days >= 0 {
            words!(
                "划线价在 {day} 刚涨过，离活动开始只有 {days} 天，没有写原因",
                "the crossed-out price was raised on {day}, only {days} days before the start, for no reason given"
            )
        } else {
            words!(
                "划线价在活动开始以后（{day}）才涨，没有写原因",
                "the crossed-out price was raised on {day}, after the start, for no reason given"
            )
        };
        diags.push(Diag::error(CODE, raised.span, message).help(words!(
            "把划线价改回涨价以前的价格；有正当理由的写 ref_raised_why，并留存单据",
            "go back to the price before; where there is a good reason write ref_raised_why and keep the papers"
        )));
    }
}
