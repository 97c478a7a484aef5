//! The brand's colour as it is must be readable on a light page; where it is not, pages use a darker shade and the owner is told.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
    },
    model::{Book, site::Rgb},
    words,
};

pub const PAGE: Page = Page { code: Code("BRD-001"), text: include_str!("BRD-001.md") };

/// WCAG 2.2, success criterion 1.4.3 (level AA): text and its ground.
const CLEAR: f64 = 4.5;

pub fn check(book: &Book, diags: &mut Diags) {
    let primary = &book.site.brand.primary;
    let contrast = primary.value.contrast(Rgb(255, 255, 255));
    if contrast >= CLEAR {
        return;
    }
    let (color, ratio) = (primary.value, format!("{contrast:.1}"));
    diags.push(
        Diag::warning(
            PAGE.code,
            primary.span,
            words!(
                "品牌色 {color} 在白底上对比度只有 {ratio}:1，文字会看不清",
                "the brand colour {color} has a contrast of {ratio}:1 on white; text in it is hard to read"
            ),
        )
        .help(words!(
            "页面上的文字会自动用深一些的同色；想完全一致，请选对比度到 4.5:1 的颜色",
            "pages use a darker shade for text; choose a colour of 4.5:1 to have it as it is"
        )),
    );
}
