//! Translations that fell behind their original.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
    },
    model::{Book, translation::order},
    words,
};
use std::cmp::Ordering;

pub const PAGE: Page = Page { code: Code("TRN-001"), text: include_str!("TRN-001.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    for translation in book.translations.values() {
        let original = &book.chapters[translation.of].document;
        let Some(version) = &original.version else { continue };
        let now = &version.value;
        let Some(translates) = &translation.translates else {
            let message =
                words!("没有写翻译的是原文的哪个版本", "which version of the original this translates is not written");
            let help = words!("加上 translates = \"{now}\"", "add translates = \"{now}\"");
            diags.push(Diag::warning(PAGE.code, translation.chapter.document.span, message).help(help));
            continue;
        };
        let then = &translates.value;
        let (message, help) = match order(then, now) {
            Ordering::Equal => continue,
            Ordering::Less => (
                words!(
                    "翻译过时了：原文已是 {now}，翻译的是 {then}",
                    "the translation is out of date: the original is {now}, this translates {then}"
                ),
                words!(
                    "对照原文的修订记录改好译文，再写 translates = \"{now}\"",
                    "follow the original's changes, then write translates = \"{now}\""
                ),
            ),
            Ordering::Greater => (
                words!(
                    "原文还没有 {then} 这个版本，现在是 {now}",
                    "the original has no version {then} yet; it is {now}"
                ),
                words!("写成 translates = \"{now}\"", "write translates = \"{now}\""),
            ),
        };
        diags.push(
            Diag::warning(PAGE.code, translates.span, message)
                .label(version.span, words!("原文的版本在这里", "the original's version stands here"))
                .help(help),
        );
    }
}
