//! Live codes that need somebody soon: about to end, full, or given to two things.

use crate::{
    base::{
        code::{Code, Page},
        date::Date,
        diag::{Diag, Diags},
    },
    model::{Book, code::LiveCode},
    words,
};

pub const SOON: Page = Page { code: Code("CDE-001"), text: include_str!("CDE-001.md") };
pub const REUSED: Page = Page { code: Code("CDE-002"), text: include_str!("CDE-002.md") };
pub const FULL: Page = Page { code: Code("CDE-003"), text: include_str!("CDE-003.md") };

/// A week is what it takes to make a new group and to write it down.
const SOON_DAYS: i32 = 7;

pub fn check(book: &Book, today: Date, diags: &mut Diags) {
    for code in book.codes.values() {
        soon(code, today, diags);
        full(code, today, diags);
        reused(code, diags);
    }
}

fn soon(code: &LiveCode, today: Date, diags: &mut Diags) {
    let Some(end) = code.last_day().filter(|end| *end >= today) else { return };
    let left = (end - today).get_days();
    if left > SOON_DAYS {
        return;
    }
    let id = &code.id.value;
    let place = code.destinations.iter().filter_map(|d| d.expires.as_ref()).find(|last| last.value == end);
    diags.push(
        Diag::warning(
            SOON.code,
            place.map_or(code.span, |last| last.span),
            words!(
                "活码 {id} 还有 {left} 天到期（{end}），之后没有去处",
                "the code {id} ends in {left} days ({end}) and leads nowhere then"
            ),
        )
        .help(words!(
            "在 codes.csv 给 {id} 再加一行更晚到期的去处",
            "add a row for {id} with a later end to codes.csv"
        )),
    );
}

fn full(code: &LiveCode, today: Date, diags: &mut Diags) {
    let open: Vec<_> = code
        .destinations
        .iter()
        .filter(|d| {
            d.expires.as_ref().is_none_or(|last| last.value >= today) && d.opens.is_none_or(|o| o.date() <= today)
        })
        .collect();
    if open.is_empty() || open.iter().any(|destination| !destination.is_full()) {
        return;
    }
    let id = &code.id.value;
    diags.push(
        Diag::warning(
            FULL.code,
            open[0].span,
            words!(
                "活码 {id} 的群都满了，扫码的人只看到电话",
                "all groups of the code {id} are full; who scans it sees a phone number"
            ),
        )
        .help(words!(
            "建一个新群，在 codes.csv 给 {id} 加一行",
            "make a new group and add a row for {id} to codes.csv"
        )),
    );
}

fn reused(code: &LiveCode, diags: &mut Diags) {
    for destination in &code.destinations {
        let Some(title) = destination.title.as_ref().filter(|title| title.value != code.title) else { continue };
        let (id, now, first) = (&code.id.value, &title.value, &code.title);
        diags.push(
            Diag::warning(
                REUSED.code,
                title.span,
                words!(
                    "活码 {id} 前面叫“{first}”，这里叫“{now}”：一个编号给了两件事",
                    "the code {id} is “{first}” above and “{now}” here: one id for two things"
                ),
            )
            .label(code.id.span, words!("第一次在这里", "first here"))
            .help(words!(
                "印出去的码不能改派：给新的用途一个新编号；同一用途就写同一个名称",
                "what is printed cannot be given away: use a new id, or the same title for the same thing"
            )),
        );
    }
}
