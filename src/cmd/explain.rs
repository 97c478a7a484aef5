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
    let ids = || pages().map(|page| page.code.id());
    let hint = meant(&wanted).and_then(|meant| ids().find(|id| *id == meant));
    let hint = hint.map(|id| words!("是不是想写“{id}”？", "did you mean “{id}”?")).or_else(|| nearest(&wanted, ids()));
    if let Some(hint) = hint {
        tell(&format!("  {}\n", hint.get(lang)));
    }
    // Those of its family are enough, when there is one; 150 nobody reads.
    let family: String = wanted.chars().take_while(char::is_ascii_alphabetic).collect();
    let same: Vec<&str> = ids().filter(|id| id.split('-').next() == Some(family.as_str())).collect();
    let mut families: Vec<&str> = ids().filter_map(|id| id.split('-').next()).collect();
    families.sort_unstable();
    families.dedup();
    let (same, families) = (same.join(" "), families.join(" "));
    tell(
        match same.is_empty() {
            false => words!("  这一类有：{same}\n", "  of this kind there are: {same}\n"),
            true => words!(
                "  编号由一类和三位数字组成，例如 REF-001；有这些类：{families}\n",
                "  a code is a kind and three digits, such as REF-001; the kinds are: {families}\n"
            ),
        }
        .get(lang),
    );
    UNABLE
}

/// `SYN-001` of `SYN1` or `SYN001`.
fn meant(written: &str) -> Option<String> {
    let letters: String = written.chars().take_while(char::is_ascii_alphabetic).collect();
    let number: u32 = written[letters.len()..].trim_start_matches(['-', '_', ' ']).parse().ok()?;
    (!letters.is_empty()).then(|| format!("{letters}-{number:03}"))
}
