//! The papers of advertisements are kept for years after the last of them was shown.

use super::limit;
use crate::{
    base::{
        code::{Code, Page},
        date::Date,
        diag::{Diag, Diags},
    },
    model::Book,
    words,
};

pub const PAGE: Page = Page { code: Code("ADV-019"), text: include_str!("ADV-019.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    let Some(years) = limit(book, "ad_archive_years") else { return };
    for (id, campaign) in book.campaigns.iter() {
        let Some(kept) = campaign.head.ad_archive_until else { continue };
        let Some(end) = campaign.head.end else { continue };
        let prints = book.prints.values().filter(|print| print.campaign == Some(id));
        // A poster that hangs on is still an advertisement.
        let last = prints.filter_map(|print| print.head.shown_until).map(|until| until.value).max();
        let shown = last.map_or(end.value.date(), |last| last.max(end.value.date()));
        let Some(needed) = later(shown, years).filter(|needed| kept.value < *needed) else { continue };
        diags.push(
            Diag::warning(
                PAGE.code,
                kept.span,
                words!(
                    "广告最后一天是 {shown}，档案保存不足 {years} 年",
                    "the last day of its advertisements is {shown}; their papers are kept for less than {years} years"
                ),
            )
            .help(words!("写 ad_archive_until = {needed} 或更晚", "write ad_archive_until = {needed} or later")),
        );
    }
}

/// The same day so many years later; the 29th of February becomes the 28th.
fn later(date: Date, years: u32) -> Option<Date> {
    date.checked_add(jiff::Span::new().try_years(i64::from(years)).ok()?).ok()
}
