//! A printed code must lead somewhere for as long as the print hangs.

use super::limit;
use crate::{
    base::{
        code::{Code, Page},
        date::Date,
        diag::{Diag, Diags},
    },
    model::{
        Book,
        code::{DestinationKind, LiveCode},
    },
    words,
};
use std::collections::HashSet;

pub const PAGE: Page = Page { code: Code("WX-007"), text: include_str!("WX-007.md") };

pub fn check(book: &Book, today: Date, diags: &mut Diags) {
    for code in book.codes.values() {
        for destination in &code.destinations {
            if destination.kind.value == DestinationKind::Group && destination.expires.is_none() {
                diags.push(
                    Diag::error(
                        PAGE.code,
                        destination.span,
                        words!(
                            "群二维码没有写到期日，它 7 天后就失效",
                            "a group code without its last day dies after 7 days"
                        ),
                    )
                    .help(words!("在 expires 一列写上最后有效的日期", "write the last day in the column expires")),
                );
            }
        }
        lives_too_long(book, code, today, diags);
        let Some(end) = code.last_day() else { continue };
        if end < today {
            let id = &code.id.value;
            diags.push(
                Diag::error(
                    PAGE.code,
                    code.span,
                    words!("活码 {id} 的去处在 {end} 全部过期了", "all destinations of the code {id} ended on {end}"),
                )
                .help(words!(
                    "在 codes.csv 给 {id} 加一行新的去处",
                    "add a row for {id} with a new destination to codes.csv"
                )),
            );
        }
    }
    for print in book.prints.values() {
        let Some(until) = &print.head.shown_until else { continue };
        let mut told = HashSet::new();
        for piece in &print.pieces {
            let Some(id) = piece.code.filter(|id| told.insert(*id)) else { continue };
            let code = &book.codes[id];
            let Some(end) = ends_before(code, until.value) else { continue };
            let (name, day) = (&code.id.value, until.value);
            let row = piece.row.and_then(|(table, row)| {
                let table = &book.data[table];
                Some(format!("{}:{}", table.path, table.rows.get(row)?.line))
            });
            diags.push(Diag {
                row,
                ..Diag::error(
                    PAGE.code,
                    until.span,
                    words!(
                        "物料要用到 {day}，活码 {name} 在 {end} 就过期",
                        "the print is shown until {day}, its code {name} ends on {end}"
                    ),
                )
                .label(code.span, words!("这个活码", "this code"))
                .help(words!(
                    "给 {name} 加一个更晚到期的去处，最好是不会过期的联系人",
                    "give {name} a destination that lasts longer, best a contact that stays"
                ))
            });
        }
    }
}

/// A group code that is meant to work for longer, or for more people, than WeChat's do.
fn lives_too_long(book: &Book, code: &LiveCode, today: Date, diags: &mut Diags) {
    for to in code.destinations.iter().filter(|to| to.kind.value == DestinationKind::Group) {
        let from = to.opens.map_or(today, |opens| opens.date().max(today));
        let last = limit(book, "group_qr_days")
            .and_then(|days| from.checked_add(jiff::Span::new().days(i64::from(days))).ok());
        if let (Some(expires), Some(last)) = (&to.expires, last)
            && expires.value > last
        {
            let day = expires.value;
            diags.push(
                Diag::error(
                    PAGE.code,
                    expires.span,
                    words!(
                        "群二维码写着用到 {day}，从 {from} 起最多用到 {last}",
                        "the group code is to work until {day}; from {from} on it works until {last} at most"
                    ),
                )
                .help(words!(
                    "写 {last}，到期前换一张新的；长期用的改成不会过期的联系人（contact）",
                    "write {last} and put in a new one before; for longer use a contact that stays"
                )),
            );
        }
        if let (Some(room), Some(most)) = (to.capacity, limit(book, "group_qr_scan_max"))
            && room > most
        {
            diags.push(
                Diag::error(
                    PAGE.code,
                    to.span,
                    words!(
                        "群二维码写着能进 {room} 人，满 {most} 人就不能再扫码进",
                        "the group code is to take {room} people; above {most} nobody joins by scanning"
                    ),
                )
                .help(words!(
                    "capacity 最多 {most}，后面再接一个群，或用企业微信的入群方式（contact）",
                    "write at most {most} and another group behind it, or use a join way of WeCom (contact)"
                )),
            );
        }
    }
}

/// The day on which the last of a code's destinations ends, when it is before that day.
pub fn ends_before(code: &LiveCode, until: Date) -> Option<Date> {
    code.last_day().filter(|end| *end < until)
}
