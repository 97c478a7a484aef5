//! Messages that WeCom would cut or refuse, by the limits of the book.

use super::limit;
use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
    },
    model::{
        Book,
        code::DestinationKind,
        script::{Channel, Message, Part},
        text::{Kind, Tag},
    },
    words,
};

pub const PAGE: Page = Page { code: Code("WX-008"), text: include_str!("WX-008.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    titles(book, diags);
    rooms(book, diags);
    for library in book.libraries.values() {
        let on = |channel| library.head.channels.iter().any(|c| c.value == channel);
        let chars = limit(book, "private_text_max").filter(|_| on(Channel::Dm) || on(Channel::Group));
        // The greeting is one text that the group sends by itself.
        let greets = on(Channel::Group) && library.head.category.value.contains("欢迎");
        let bytes = limit(book, "group_welcome_bytes").filter(|_| greets);
        let attached = limit(book, "attachments_max").filter(|_| on(Channel::Dm) || on(Channel::Group));
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
            let pictures = variant.written.pieces.iter();
            let count = pictures.filter(|piece| matches!(piece.kind, Kind::Open(Tag::Image { .. }))).count();
            if let Some(most) = attached.filter(|most| count > *most as usize) {
                diags.push(
                    Diag::error(
                        PAGE.code,
                        variant.span,
                        words!(
                            "这条消息有 {count} 张图片，企业微信一次最多带 {most} 个附件",
                            "{count} pictures; WeCom takes {most} attachments with a message"
                        ),
                    )
                    .help(words!("留下 {most} 张，或分成两条", "keep {most}, or send two messages")),
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

/// A campaign's page and its rules are sent as a card, whose title is the campaign's.
fn titles(book: &Book, diags: &mut Diags) {
    let Some(most) = limit(book, "link_title_bytes") else { return };
    for campaign in book.campaigns.values() {
        let title = &campaign.head.title;
        let size = title.value.len();
        if size <= most as usize {
            continue;
        }
        let letters = most / 3;
        diags.push(
            Diag::error(
                PAGE.code,
                title.span,
                words!(
                    "活动名有 {size} 字节，发成链接卡片时标题最多 {most} 字节",
                    "a name of {size} bytes; the title of a link card takes {most}"
                ),
            )
            .help(words!("缩短到 {letters} 个汉字以内", "at most {letters} Chinese characters")),
        );
    }
}

/// A group that has its own code is called as the code is.
fn rooms(book: &Book, diags: &mut Diags) {
    let Some(most) = limit(book, "room_name_max") else { return };
    for code in book.codes.values() {
        for destination in code.destinations.iter().filter(|to| to.kind.value == DestinationKind::Group) {
            let Some(name) = &destination.title else { continue };
            let letters = name.value.chars().count();
            if letters <= most as usize {
                continue;
            }
            let over = letters - most as usize;
            diags.push(
                Diag::error(
                    PAGE.code,
                    name.span,
                    words!(
                        "群名有 {letters} 字，企业微信最多 {most} 字",
                        "a group name of {letters} characters; WeCom takes {most}"
                    ),
                )
                .help(words!("减去 {over} 字", "take {over} out")),
            );
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
