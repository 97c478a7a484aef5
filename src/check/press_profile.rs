//! The ICC profile that press PDFs carry must be there, and be one of a printing machine.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
    },
    model::Book,
    words,
};

pub const PAGE: Page = Page { code: Code("PRT-013"), text: include_str!("PRT-013.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    let Some(profile) = book.site.press.as_ref().and_then(|press| press.profile.as_ref()) else { return };
    let path = profile.value.trim_start_matches('/');
    let help = words!(
        "向印刷厂要输出用的 CMYK 配置文件，放进 kits/，例如 kits/profiles/JapanColor2001Coated.icc",
        "ask the print shop for its CMYK output profile and put it into kits/, such as kits/profiles/JapanColor2001Coated.icc"
    );
    let message = match book.kit_files.iter().find(|file| file.path == path) {
        None => words!("没有“{path}”这个文件", "there is no file “{path}”"),
        Some(file) if !is_press_profile(&file.bytes) => {
            words!("“{path}”不是印刷用的 CMYK 配置文件", "“{path}” is no CMYK profile of a printing machine")
        }
        Some(_) => return,
    };
    diags.push(Diag::error(PAGE.code, profile.span, message).help(help));
}

/// What the header of an ICC profile says: its mark, its class, its colours.
fn is_press_profile(bytes: &[u8]) -> bool {
    bytes.len() > 128 && bytes[36..40] == *b"acsp" && bytes[12..16] == *b"prtr" && bytes[16..20] == *b"CMYK"
}
