//! Folding of characters: what the index and a query make equal before they compare. `search.js` folds the same way.

use std::sync::LazyLock;

/// What a character is to the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Han,
    /// Letters and digits of all other writings.
    Word,
    Gap,
}

/// The ranges are written out, since old browsers lack `\p{…}`; `search.js` holds the same ones.
pub fn class(c: char) -> Class {
    match c as u32 {
        0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => Class::Han,
        0x30..=0x39 | 0x41..=0x5A | 0x61..=0x7A => Class::Word,
        0xD7 | 0xF7 => Class::Gap,
        0xC0..=0x1FFF | 0x3041..=0x30FF | 0xAC00..=0xD7A3 => Class::Word,
        _ => Class::Gap,
    }
}

/// Full-width forms become ASCII, capitals small; always one character for one.
pub fn plain(c: char) -> char {
    let c = match c as u32 {
        0x3000 => ' ',
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).expect("ASCII"),
        _ => c,
    };
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut small = c.to_lowercase();
    match (small.next(), small.next()) {
        // One UTF-16 unit stays one unit, so that places in the folded text are places in the text.
        (Some(one), None) if one.len_utf16() == c.len_utf16() => one,
        _ => c,
    }
}

/// `plain`, and traditional characters become simplified: what the index holds.
pub fn indexed(c: char) -> char {
    match FOLDED.get(c as usize) {
        Some(&folded) => folded,
        None => plain(c),
    }
}

/// Traditional and simplified, for the query that found nothing; the second half only guesses (著 may stay 著).
pub fn traditional() -> impl Iterator<Item = (char, char)> {
    SURE.chars().zip(SURE.chars().skip(1)).step_by(2).chain(GUESS.chars().zip(GUESS.chars().skip(1)).step_by(2))
}

/// Order by UTF-16 units, which is how browsers compare strings.
pub fn utf16_rank(c: char) -> u32 {
    match c as u32 {
        code @ 0..=0xDFFF => code,
        code @ 0xE000..=0xFFFF => code + 0x11_0000,
        code => code,
    }
}

const TABLES: &str = include_str!("data/traditional.txt");

static SURE: LazyLock<&str> = LazyLock::new(|| TABLES.lines().next().unwrap_or_default());
static GUESS: LazyLock<&str> = LazyLock::new(|| TABLES.lines().nth(1).unwrap_or_default());

/// The whole basic plane, so that folding a character is one look-up.
static FOLDED: LazyLock<Box<[char]>> = LazyLock::new(|| {
    let mut table: Box<[char]> = (0..0x10000).map(|code| char::from_u32(code).map_or('\u{FFFD}', plain)).collect();
    for (from, to) in SURE.chars().zip(SURE.chars().skip(1)).step_by(2) {
        table[from as usize] = to;
    }
    table
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_makes_width_case_and_script_equal() {
        let folded: String = "ＡＢＣ　Vue３ 動態規劃 後臺 著名 ÉÜ İ".chars().map(indexed).collect();
        assert_eq!(folded, "abc vue3 动态规划 后台 著名 éü İ");
    }

    #[test]
    fn no_everyday_simplified_character_is_replaced() {
        for c in "只干后里面台系斗谷范姜余制松向郁云志舍叶于征万与丑了准几升卷发叹团复".chars()
        {
            assert_eq!(indexed(c), c);
        }
    }

    #[test]
    fn utf16_order_puts_rare_characters_before_compatibility_ones() {
        let mut chars = ['\u{F900}', '\u{20000}', '归', 'a'];
        chars.sort_by_key(|c| utf16_rank(*c));
        assert_eq!(chars, ['a', '归', '\u{20000}', '\u{F900}']);
    }
}
