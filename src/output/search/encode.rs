//! The notation of the shards: numbers as letters, term lists as lines, scripts that say `__sx("key", value)`.
//!
//! A term shard is a string of lines, each ended by a space. A line of Han characters is `归:<data>并<data>纳<data>`: the
//! places of 归 alone, then of the pairs that it begins. Any other line is one letter for how many characters it shares with
//! the line before, the rest of the term, `:`, data. Nothing in it needs escaping.

use super::{
    collect::{Name, Place},
    fold::{Class, class},
};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// One letter for a number below 64.
pub fn letter(n: u32) -> char {
    ALPHABET[n.min(63) as usize] as char
}

/// Five bits a letter, the low ones first; 32 says that more follow.
pub fn number(mut n: u32, out: &mut String) {
    loop {
        let (low, rest) = (n & 31, n >> 5);
        out.push(letter(if rest > 0 { low | 32 } else { low }));
        if rest == 0 {
            return;
        }
        n = rest;
    }
}

/// For each page the step from the page before, then for each of its units the number and four bits of impact; 16 says that
/// another unit of the page follows. A list that was cut begins with `.` and the true number of pages.
pub fn places(pages: u32, list: &[Place], out: &mut String) {
    let listed = 1 + list.windows(2).filter(|w| w[0].page() != w[1].page()).count() as u32;
    if listed != pages {
        out.push('.');
        number(pages, out);
    }
    let mut before = 0;
    for (at, place) in list.iter().enumerate() {
        if at == 0 || list[at - 1].page() != place.page() {
            number(place.page() - before, out);
            before = place.page();
        }
        number(place.unit(), out);
        let more = list.get(at + 1).is_some_and(|next| next.page() == place.page());
        out.push(letter(u32::from(place.impact.min(15)) | if more { 16 } else { 0 }));
    }
}

/// Cuts sorted terms into shards of about `target` bytes.
pub struct Lines {
    target: usize,
    pub shards: Vec<String>,
    /// For each shard the shortest text that is above all before it and not above its first term.
    pub firsts: Vec<String>,
    open: Option<char>,
    last: String,
}

impl Lines {
    pub fn new(target: usize) -> Lines {
        Lines { target, shards: Vec::new(), firsts: Vec::new(), open: None, last: String::new() }
    }

    pub fn push(&mut self, name: &Name, data: &str) {
        match name {
            Name::Word(word) => self.push_word(word, data),
            Name::One(a) => self.push_han(*a, None, data),
            Name::Pair(a, b) => self.push_han(*a, Some(*b), data),
        }
    }

    pub fn push_word(&mut self, word: &str, data: &str) {
        self.close();
        self.room(word);
        let fresh = self.shards.last().is_none_or(|s| s.is_empty());
        let same = if fresh { 0 } else { common(&self.last, word).min(63) };
        let rest = word.char_indices().nth(same).map_or("", |(at, _)| &word[at..]);
        let shard = self.shards.last_mut().expect("room made one");
        shard.push(letter(same as u32));
        shard.push_str(rest);
        shard.push(':');
        shard.push_str(data);
        shard.push(' ');
        word.clone_into(&mut self.last);
    }

    fn push_han(&mut self, a: char, b: Option<char>, data: &str) {
        debug_assert_eq!(class(a), Class::Han);
        let term: String = [a].into_iter().chain(b).collect();
        if self.full() {
            self.close();
        }
        self.room(&term);
        if self.open != Some(a) {
            self.close();
            let shard = self.shards.last_mut().expect("room made one");
            shard.push(a);
            shard.push(':');
            self.open = Some(a);
        }
        let shard = self.shards.last_mut().expect("room made one");
        shard.extend(b);
        shard.push_str(data);
        self.last = term;
    }

    pub fn finish(mut self) -> (Vec<String>, Vec<String>) {
        self.close();
        (self.shards, self.firsts)
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.shards.last_mut().expect("a line is open in it").push(' ');
        }
    }

    fn full(&self) -> bool {
        self.shards.last().is_none_or(|s| s.len() >= self.target)
    }

    fn room(&mut self, term: &str) {
        if !self.full() {
            return;
        }
        let first = if self.shards.is_empty() {
            String::new()
        } else {
            term.chars().take(common(&self.last, term) + 1).collect()
        };
        self.firsts.push(first);
        self.shards.push(String::new());
    }
}

fn common(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count()
}

/// A text as a JavaScript string. White space becomes one space; `<` cannot end a script element, and no line separator ends a string.
pub fn quote(text: &str, out: &mut String) {
    out.push('"');
    let mut gap = false;
    for c in text.trim().chars() {
        if c.is_whitespace() || c.is_control() {
            if !gap {
                out.push(' ');
            }
            gap = true;
            continue;
        }
        gap = false;
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '<' => out.push_str("\\u003c"),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A shard as a script, its value in parts.
pub fn script(key: &str, value: &[&str]) -> Vec<u8> {
    ["__sx(\"", key, "\","].iter().chain(value).chain(&[")\n"]).copied().collect::<Vec<_>>().concat().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_letters_of_five_bits() {
        let encode = |n| {
            let mut out = String::new();
            number(n, &mut out);
            out
        };
        assert_eq!([encode(0), encode(31), encode(32), encode(1000)], ["A", "f", "gB", "of"]);
    }

    #[test]
    fn lines_share_heads_and_shards_begin_at_shortest_separators() {
        let mut lines = Lines::new(8);
        lines.push_word("!gbpx", "x");
        lines.push_word("!gbs", "y");
        lines.push(&Name::One('归'), "a");
        lines.push(&Name::Pair('归', '并'), "b");
        lines.push(&Name::Pair('归', '纳'), "c");
        let (shards, firsts) = lines.finish();
        assert_eq!(shards, ["A!gbpx:x ", "A!gbs:y ", "归:a并b ", "归:c "].map(|s| s.replace("归:c", "归:纳c")));
        assert_eq!(firsts, ["", "!gbs", "归", "归纳"]);
    }

    #[test]
    fn no_text_can_end_its_string_or_its_script() {
        let mut out = String::new();
        quote(" a\"b\\</script>\u{2028}\n c\u{0}", &mut out);
        assert_eq!(out, r#""a\"b\\\u003c/script> c ""#);
    }
}
