//! Waivers: a rule that is set aside for a line says until when and why, and ends.

use crate::{
    base::{
        code::{Code, Page},
        date::Date,
        diag::{Diag, Diags},
    },
    model::{Book, waiver::Waiver},
    words,
};

pub const PAGE: Page = Page { code: Code("WVR-001"), text: include_str!("WVR-001.md") };

/// Keeps what no waiver covers, and tells of waivers that are no longer or never were good.
pub fn apply(found: Diags, book: &Book, today: Date, diags: &mut Diags) {
    for waiver in &book.waivers {
        if let Some(diag) = wrong(waiver, today) {
            diags.push(diag);
        }
    }
    let good: Vec<&Waiver> = book.waivers.iter().filter(|waiver| wrong(waiver, today).is_none()).collect();
    diags.extend(found.into_iter().filter(|diag| !good.iter().any(|waiver| covers(waiver, diag))));
}

fn covers(waiver: &Waiver, diag: &Diag) -> bool {
    diag.code.id() == waiver.code.value
        && diag.span.is_some_and(|span| {
            span.file == waiver.covers.file && span.start >= waiver.covers.start && span.start < waiver.covers.end
        })
}

fn wrong(waiver: &Waiver, today: Date) -> Option<Diag> {
    let code = &waiver.code.value;
    let Some(until) = waiver.until else {
        return Some(
            Diag::error(PAGE.code, waiver.span, words!("允许 {code} 到哪天？没有写", "until when is {code} allowed?"))
                .help(words!("写成：允许 {code} 到 2027-03-01：理由", "write: allow {code} until 2027-03-01: reason")),
        );
    };
    if waiver.reason.is_empty() {
        return Some(
            Diag::error(PAGE.code, waiver.span, words!("允许 {code} 没有写理由", "no reason is given to allow {code}"))
                .help(words!("在日期后面写冒号和理由", "write a colon and the reason behind the date")),
        );
    }
    (until < today).then(|| {
        Diag::error(
            PAGE.code,
            waiver.span,
            words!("对 {code} 的允许到 {until} 已经过期", "the leave for {code} ended on {until}"),
        )
        .help(words!("改掉违规的写法，或重新评估后改日期", "mend the wording, or judge anew and change the date"))
    })
}
