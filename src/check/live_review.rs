//! What is said in a live room was read by somebody before.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
    },
    model::{Book, chapter::Status, script::Channel},
    words,
};

pub const PAGE: Page = Page { code: Code("LIV-001"), text: include_str!("LIV-001.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    for library in book.libraries.values() {
        let live = library.head.channels.iter().find(|channel| channel.value == Channel::Live);
        let (Some(live), false) = (live, library.head.status.value == Status::Effective) else { continue };
        diags.push(
            Diag::warning(
                PAGE.code,
                live.span,
                words!("直播话术还没有审核生效", "scripts for a live room that nobody has approved"),
            )
            .help(words!(
                "审核价格和宣称后把 status 改为 effective",
                "have prices and claims read, then set status to effective"
            )),
        );
    }
}
