//! Cuts a text into terms: overlapping pairs of Han characters, and words of letters and digits with their parts.

use super::fold::{Class, class, indexed, plain};

/// One term as it stands in the text, folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    One(char),
    Pair(char, char),
    /// Two characters of a title or heading with one between them: finds 红烧肉 for 红绕肉, 麻婆豆腐 for 麻婆腐.
    Skip(char, char),
    Word(&'a str),
}

/// A run longer than this is a key or a hash; its head is enough to find it.
const LONGEST_WORD: usize = 40;

/// Keeps its buffers from one text to the next.
#[derive(Default)]
pub struct Cutter {
    raw: Vec<char>,
    word: String,
}

impl Cutter {
    /// Calls `each` with every term. Single characters are terms in titles and headings, and where they stand alone.
    pub fn cut(&mut self, text: &str, head: bool, mut each: impl FnMut(Token<'_>)) {
        let (mut last, mut second): (Option<char>, Option<char>) = (None, None);
        let mut alone = false;
        for c in text.chars() {
            let folded = indexed(c);
            match class(folded) {
                Class::Han => {
                    self.flush(&mut each);
                    if let Some(before) = last {
                        each(Token::Pair(before, folded));
                    }
                    if head {
                        each(Token::One(folded));
                        if let Some(first) = second {
                            each(Token::Skip(first, folded));
                        }
                    }
                    alone = last.is_none();
                    second = last;
                    last = Some(folded);
                }
                other => {
                    second = None;
                    if let (Some(one), true, false) = (last.take(), alone, head) {
                        each(Token::One(one));
                    }
                    if other == Class::Word {
                        self.raw.push(c);
                    } else {
                        self.flush(&mut each);
                    }
                }
            }
        }
        if let (Some(one), true, false) = (last, alone, head) {
            each(Token::One(one));
        }
        self.flush(&mut each);
    }

    /// Ends a word: the whole, and its parts when it has some (`useRouter`, `vue3`).
    fn flush(&mut self, each: &mut impl FnMut(Token<'_>)) {
        if self.raw.is_empty() {
            return;
        }
        self.raw.truncate(LONGEST_WORD);
        self.word.clear();
        self.word.extend(self.raw.iter().map(|c| plain(*c)));
        each(Token::Word(&self.word));
        let mut start = 0;
        let mut bytes = 0;
        let mut from = 0;
        for at in 1..=self.raw.len() {
            bytes += plain(self.raw[at - 1]).len_utf8();
            if at < self.raw.len() && !is_seam(&self.raw, at) {
                continue;
            }
            let part = &self.word[from..bytes];
            let whole = start == 0 && at == self.raw.len();
            // A single letter of a longer word says nothing; a number does (`vue3`).
            if !whole && (at - start > 1 || part.as_bytes()[0].is_ascii_digit()) {
                each(Token::Word(part));
            }
            (start, from) = (at, bytes);
        }
        self.raw.clear();
    }
}

/// Whether a new part begins at `at`: `use|Router`, `HTML|Parser`, `vue|3`.
fn is_seam(raw: &[char], at: usize) -> bool {
    let digit = |c: char| plain(c).is_ascii_digit();
    let (before, here) = (raw[at - 1], raw[at]);
    digit(before) != digit(here)
        || !before.is_uppercase() && here.is_uppercase()
        || before.is_uppercase() && here.is_uppercase() && raw.get(at + 1).is_some_and(|c| c.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, head: bool) -> Vec<String> {
        let mut out = Vec::new();
        Cutter::default().cut(text, head, |token| {
            out.push(match token {
                Token::One(a) => a.to_string(),
                Token::Pair(a, b) => format!("{a}{b}"),
                Token::Skip(a, b) => format!("{a}…{b}"),
                Token::Word(word) => word.to_string(),
            });
        });
        out
    }

    #[test]
    fn han_runs_become_overlapping_pairs() {
        assert_eq!(cut("红燒肉，好吃", false), ["红烧", "烧肉", "好吃"]);
    }

    #[test]
    fn single_characters_and_skips_are_terms_in_headings() {
        assert_eq!(cut("拼团价", true), ["拼", "拼团", "团", "团价", "价", "拼…价"]);
        assert_eq!(cut("A 宏 b", false), ["a", "宏", "b"]);
    }

    #[test]
    fn words_are_cut_at_case_and_digits() {
        assert_eq!(
            cut("useRouter HTMLParser vue3 e2e", false),
            ["userouter", "use", "router", "htmlparser", "html", "parser", "vue3", "vue", "3", "e2e", "2"]
        );
    }
}
