//! A campaign sends nobody more mass messages a day than they can get.

use super::limit;
use crate::{
    base::{
        code::Code,
        date::Date,
        diag::{Diag, Diags},
    },
    model::{Book, script::Channel},
    words,
};
use std::collections::BTreeMap;

/// The rule about wording has the page.
const CODE: Code = Code("WX-006");

pub fn check(book: &Book, diags: &mut Diags) {
    let Some(most) = limit(book, "mass_per_day") else { return };
    for campaign in book.campaigns.values() {
        let mut by_day: BTreeMap<Date, u32> = BTreeMap::new();
        for task in &campaign.timeline {
            let (Some(at), Some(script)) = (task.at, task.script) else { continue };
            let channels = &book.libraries[book.scripts[script].library].head.channels;
            // What may go to a group as well is not necessarily sent to each customer.
            if channels.is_empty() || channels.iter().any(|channel| channel.value != Channel::Dm) {
                continue;
            }
            let sent = by_day.entry(at.date()).or_default();
            *sent += 1;
            if *sent != most.saturating_add(1) {
                continue;
            }
            let day = at.date();
            diags.push(
                Diag::error(
                    CODE,
                    task.head.when.map_or(task.head.span, |when| when.span),
                    words!(
                        "{day} 这一天给客户群发超过 {most} 条",
                        "more than {most} mass messages to customers on {day}"
                    ),
                )
                .help(words!("合成一条，或移到另一天", "make them one, or move this one to another day")),
            );
        }
    }
}
