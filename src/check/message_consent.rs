//! Text messages and calls that sell: somebody agreed to them, and they come at a decent hour.

use super::{
    limit,
    wording::{message::SELLS, messages},
};
use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
    },
    model::{
        Book,
        script::{Channel, Library},
        text::{Link, Text},
    },
    words,
};
use regex::Regex;

pub const PAGE: Page = Page { code: Code("MSG-001"), text: include_str!("MSG-001.md") };
pub const HOURS: Page = Page { code: Code("MSG-003"), text: include_str!("MSG-003.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    let sells = Regex::new(SELLS).expect("our own pattern");
    for library in book.libraries.values() {
        let on = |channel| library.head.channels.iter().find(move |c| c.value == channel);
        let Some(channel) = on(Channel::Sms).or(on(Channel::Phone)) else { continue };
        let texts = library.scripts.iter().flat_map(|id| messages(library, &book.scripts[*id]));
        if texts.into_iter().any(|text| sells.is_match(&text.text)) && !names_consent(book, library) {
            diags.push(
                Diag::error(
                    PAGE.code,
                    channel.span,
                    words!(
                        "没有写依据什么发营销短信、打营销电话",
                        "nothing says who agreed to these messages or calls"
                    ),
                )
                .help(words!(
                    "在开头写明只联系同意过的顾客，同意记在哪里",
                    "say that only people who agreed are contacted, and where that is noted"
                )),
            );
        }
    }
    hours(book, diags);
}

fn names_consent(book: &Book, library: &Library) -> bool {
    let says = |text: &str| ["同意", "授权", "订阅", "退订"].iter().any(|word| text.contains(word));
    let plain = |text: &Text<Link>| says(&text.plain());
    says(&library.head.summary)
        || plain(&library.intro)
        || library.scripts.iter().any(|id| {
            let script = &book.scripts[*id];
            plain(&script.notes) || script.variants.iter().any(|variant| says(&variant.message.plain()))
        })
}

/// Steps that send a text message outside of the hours in which providers do.
fn hours(book: &Book, diags: &mut Diags) {
    let (Some(from), Some(to)) = (limit(book, "sms_from_hour"), limit(book, "sms_to_hour")) else { return };
    for task in book.campaigns.values().flat_map(|campaign| &campaign.timeline) {
        let (Some(at), Some(script)) = (task.at, task.script) else { continue };
        let channels = &book.libraries[book.scripts[script].library].head.channels;
        // A script that may be sent otherwise is not necessarily a text message.
        if channels.is_empty() || channels.iter().any(|channel| channel.value != Channel::Sms) {
            continue;
        }
        let minute = i32::from(at.hour()) * 60 + i32::from(at.minute());
        if (i64::from(from) * 60..=i64::from(to) * 60).contains(&i64::from(minute)) {
            continue;
        }
        let span = task.head.when.map_or(task.head.span, |when| when.span);
        let time = format!("{:02}:{:02}", at.hour(), at.minute());
        diags.push(
            Diag::error(
                HOURS.code,
                span,
                words!(
                    "营销短信排在 {time}，只能在 {from} 点到 {to} 点发",
                    "a message at {time}; they are sent from {from}:00 to {to}:00"
                ),
            )
            .help(words!("改到 {from}:00 到 {to}:00 之间", "move it between {from}:00 and {to}:00")),
        );
    }
}
