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
        text::{Kind, Tag, Written},
    },
    words,
};

pub const PAGE: Page = Page { code: Code("WX-008"), text: include_str!("WX-008.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    titles(book, diags);
    ways(book, diags);
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
            let count = variant.written.pieces.iter().filter(|piece| is_attachment(&piece.kind)).count();
            if let Some(most) = attached.filter(|most| count > *most as usize) {
                diags.push(
                    Diag::error(
                        PAGE.code,
                        variant.span,
                        words!(
                            "这条消息带 {count} 个附件（图片、文件、物料、链接卡片），企业微信一次最多 {most} 个",
                            "{count} attachments (pictures, files, prints, cards); WeCom takes {most} with a message"
                        ),
                    )
                    .help(words!("留下 {most} 个，或分成两条", "keep {most}, or send two messages")),
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

/// What WeCom sends beside the text of a message: pictures, files of the workspace, and records as cards. An address on the
/// web stays in the text.
fn is_attachment(kind: &Kind<Written>) -> bool {
    match kind {
        Kind::Open(Tag::Image { .. }) | Kind::Embed(_) => true,
        Kind::Open(Tag::Link { to: Written::Name { .. }, .. }) => true,
        Kind::Open(Tag::Link { to: Written::Address(address), .. }) => {
            !address.contains(':') && !address.starts_with('#')
        }
        _ => false,
    }
}

/// The names that WeCom's back office takes: of a group that has its own code, of a contact way, of its channel; and how
/// many groups one join way may have.
fn ways(book: &Book, diags: &mut Diags) {
    let rooms = limit(book, "room_name_max");
    let remarks = limit(book, "remark_max");
    let groups = limit(book, "groups_per_join_way");
    for to in book.codes.values().flat_map(|code| &code.destinations) {
        let is_group = to.kind.value == DestinationKind::Group;
        // A group that has its own code is called as the code is.
        let named = [
            (to.title.as_ref().filter(|_| is_group), rooms, words!("群名", "a group name")),
            (to.state.as_ref(), remarks, words!("渠道参数 state", "the parameter state")),
            (to.remark.as_ref(), remarks, words!("备注", "a remark")),
        ];
        for (name, most, what) in named {
            let (Some(name), Some(most)) = (name, most) else { continue };
            let letters = name.value.chars().count();
            if letters <= most as usize {
                continue;
            }
            let (over, zh, en) = (letters - most as usize, &what.zh, &what.en);
            diags.push(
                Diag::error(
                    PAGE.code,
                    name.span,
                    words!(
                        "{zh}有 {letters} 字，企业微信最多 {most} 字",
                        "{en} of {letters} characters; WeCom takes {most}"
                    ),
                )
                .help(words!("减去 {over} 字", "take {over} out")),
            );
        }
        let (Some(count), Some(most)) = (to.groups, groups) else { continue };
        if count.value > most {
            let (now, more) = (count.value, count.value.div_ceil(most.max(1)));
            diags.push(
                Diag::error(
                    PAGE.code,
                    count.span,
                    words!(
                        "一个入群方式挂了 {now} 个群，企业微信最多 {most} 个",
                        "{now} groups behind one join way; WeCom takes {most}"
                    ),
                )
                .help(words!(
                    "分成 {more} 个入群方式，在表里各写一行，同一编号按次序接上",
                    "make {more} join ways, a row each: rows with one id follow each other"
                )),
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
