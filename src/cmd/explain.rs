//! `sopress explain CODE`: the page of a code, in the reader's language.

use super::{UNABLE, say, tell};
use crate::{
    base::{
        code::{self, Page},
        diag::nearest,
        lang::Lang,
    },
    check, words,
};

/// The pages of all codes.
pub fn pages() -> impl Iterator<Item = &'static Page> + Clone {
    code::PAGES.iter().chain(check::pages())
}

pub fn run(code: &str, lang: Lang) -> u8 {
    let wanted = code.trim().to_uppercase();
    if let Some(page) = pages().find(|page| page.code.id() == wanted) {
        say(&format!("{}\n", page.text(lang)));
        return 0;
    }
    tell(words!("错误：没有编号“{code}”\n", "error: there is no code “{code}”\n").get(lang));
    if let Some(hint) = nearest(&wanted, pages().map(|page| page.code.id())) {
        tell(&format!("  {}\n", hint.get(lang)));
    }
    let all: Vec<&str> = pages().map(|page| page.code.id()).collect();
    let all = all.join(" ");
    tell(words!("  全部编号：{all}\n", "  all codes: {all}\n").get(lang));
    UNABLE
}
