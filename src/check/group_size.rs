//! Groups are opened at the size that the team has set, with the next one ready.

use super::limit;
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
    },
    model::{Book, code::DestinationKind},
    words,
};

/// The rule about wording has the page.
const CODE: Code = Code("WX-009");

pub fn check(book: &Book, diags: &mut Diags) {
    let Some(most) = limit(book, "group_open_new") else { return };
    for code in book.codes.values() {
        for (number, destination) in code.destinations.iter().enumerate() {
            if destination.kind.value != DestinationKind::Group {
                continue;
            }
            if let Some(capacity) = destination.capacity.filter(|capacity| *capacity > most) {
                diags.push(
                    Diag::warning(
                        CODE,
                        destination.span,
                        words!(
                            "这个群收到 {capacity} 人，开新群的人数是 {most}",
                            "this group takes {capacity} people; a new one is opened at {most}"
                        ),
                    )
                    .help(words!("把 capacity 改成 {most} 以内", "set capacity to {most} at most")),
                );
            }
            let full = destination.capacity.zip(destination.filled).is_some_and(|(most, filled)| filled >= most);
            if full && number + 1 == code.destinations.len() {
                diags.push(
                    Diag::warning(
                        CODE,
                        destination.span,
                        words!("这个群满了，后面没有新群", "this group is full and there is no next one"),
                    )
                    .help(words!(
                        "在 codes.csv 给同一个 id 加一行新群",
                        "add a row with the next group and the same id"
                    )),
                );
            }
        }
    }
}
