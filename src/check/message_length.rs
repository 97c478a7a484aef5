//! Messages that WeCom would cut or refuse, by the limits of the book.

use super::limit;
use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
    },
    model::{
        Book,
        script::{Channel, Message, Part},
    },
    words,
};

pub const PAGE: Page = Page { code: Code("WX-008"), text: include_str!("WX-008.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    for library in book.libraries.values() {
        let on = |channel| library.head.channels.iter().any(|c| c.value == channel);
        let chars = limit(book, "private_text_max").filter(|_| on(Channel::Dm) || on(Channel::Group));
        // The greeting is one text that the group sends by itself.
        let greets = on(Channel::Group) && library.head.category.value.contains("欢迎");
        let bytes = limit(book, "group_welcome_bytes").filter(|_| greets);
        for variant in library.scripts.iter().flat_map(|id| &book.scripts[*id].variants) {
            let text = longest(&variant.message);
            let (letters, size) = (text.chars().count(), text.len());
            if let Some(most) = chars.filter(|most| letters > *most as usize) {
                let over = letters - most as usize;
                diags.push(
                    Diag::error(
                        PAGE.code,
                        variant.span,
                        words!(
                            "这条消息有 {letters} 字，企业微信最多 {most} 字",
                            "{letters} characters; WeCom takes {most}"
                        ),
                    )
                    .help(words!("减去 {over} 字，或分成两条", "take {over} out, or send two")),
                );
            }
            if let Some(most) = bytes.filter(|most| size > *most as usize) {
                let over = size - most as usize;
                diags.push(
                    Diag::error(
                        PAGE.code,
                        variant.span,
                        words!(
                            "入群欢迎语有 {size} 字节，企业微信最多 {most} 字节",
                            "a greeting of {size} bytes; WeCom takes {most}"
                        ),
                    )
                    .help(words!(
                        "减去 {over} 字节，一个汉字占三个字节",
                        "take {over} bytes out; a Chinese character has three"
                    )),
                );
            }
        }
    }
}

/// The message with each slot as it stands; what is filled in is rarely longer than its name in braces.
fn longest(message: &Message) -> String {
    let mut text = String::new();
    for part in &message.parts {
        match part {
            Part::Text(part) => text.push_str(part),
            Part::Slot(name, _) => text.push_str(name),
        }
    }
    text
}
