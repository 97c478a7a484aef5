//! A print says the same prices and dates as its campaign.

use crate::{
    base::{
        code::{Code, Page},
        date::Date,
        diag::{Diag, Diags},
        money::Fen,
        span::Spanned,
    },
    model::{
        Book,
        campaign::{Campaign, Mechanic},
    },
    words,
};
use regex::Regex;

pub const PRICE: Page = Page { code: Code("PRC-004"), text: include_str!("PRC-004.md") };
pub const DATES: Page = Page { code: Code("PRC-005"), text: include_str!("PRC-005.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    let price = Regex::new(
        "(?:拼团价|团购价|活动价|到手价|秒杀价|限时价|折扣价|特价|底价|仅需|只要|只需)[:： ]*[¥￥]?[ ]*([0-9]+(?:[.][0-9]{1,2})?)[ ]*元?",
    )
    .expect("our own pattern");
    let day = Regex::new("([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?[日号]").expect("our own pattern");
    for print in book.prints.values() {
        let Some(campaign) = print.campaign.map(|id| &book.campaigns[id]) else { continue };
        for (key, value) in &print.head.fields {
            prices(campaign, value, &price, diags);
            if key.value == "dates" {
                dates(campaign, value, &day, diags);
            }
        }
    }
}

/// The price at which the campaign sells.
fn sells_at(campaign: &Campaign) -> Option<Spanned<Fen>> {
    match campaign.mechanic.as_ref()? {
        Mechanic::GroupBuy(group_buy) => {
            let steps = group_buy.ladder.iter().filter_map(|step| step.value.price);
            steps.chain(group_buy.price).min_by_key(|price| price.value)
        }
        Mechanic::Discount(discount) => discount.price,
        Mechanic::Bargain(bargain) => bargain.floor,
        _ => None,
    }
}

fn prices(campaign: &Campaign, value: &Spanned<String>, price: &Regex, diags: &mut Diags) {
    let Some(real) = sells_at(campaign) else { return };
    for found in price.captures_iter(&value.value) {
        let Some(shown) = Fen::parse(&found[1]).filter(|shown| *shown < real.value) else { continue };
        let real_value = real.value;
        diags.push(
            Diag::error(
                PRICE.code,
                value.span,
                words!(
                    "物料上的价 {shown} 元低于活动的价 {real_value} 元",
                    "the print says {shown} yuan, the campaign {real_value}"
                ),
            )
            .label(real.span, words!("活动的价", "the campaign's price"))
            .help(words!("物料写 {real_value} 元，或改活动", "print {real_value} yuan, or change the campaign")),
        );
    }
}

fn dates(campaign: &Campaign, value: &Spanned<String>, day: &Regex, diags: &mut Diags) {
    let (Some(start), Some(end)) = (campaign.head.start, campaign.head.end) else { return };
    let shown: Vec<(i8, i8)> =
        day.captures_iter(&value.value).filter_map(|d| Some((d[1].parse().ok()?, d[2].parse().ok()?))).collect();
    let (Some(first), Some(last)) = (shown.first(), shown.last()) else { return };
    let same = |date: Date, shown: &(i8, i8)| (date.month(), date.day()) == *shown;
    let (from, to) = (start.value.date(), end.value.date());
    // One date alone is the end: “1 月 17 日前”.
    if (shown.len() == 1 || same(from, first)) && same(to, last) {
        return;
    }
    diags.push(
        Diag::error(
            DATES.code,
            value.span,
            words!(
                "物料上的日期和活动不一致：活动是 {from} 到 {to}",
                "the print's dates are not the campaign's, {from} to {to}"
            ),
        )
        .label(start.span, words!("活动开始", "the campaign's start"))
        .label(end.span, words!("活动结束", "the campaign's end"))
        .help(words!("按活动的起止时间改", "take the campaign's dates")),
    );
}
