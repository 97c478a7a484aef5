//! A chapter in another language. It stands beside its original, `01-join.en.md` beside `01-join.md`, and is no chapter of its
//! own: lists, checks of documents and prints see the original alone.

use super::{
    chapter::{Chapter, ChapterDraft},
    table::Id,
};
use crate::base::{lang::Lang, span::Spanned};
use std::cmp::Ordering;

#[derive(Clone, Debug)]
pub struct TranslationDraft {
    pub lang: Lang,
    /// The version of the original that was translated.
    pub translates: Option<Spanned<String>>,
    /// It names a circle of readers of its own.
    pub has_audience: bool,
    /// Its place in the book is the original's.
    pub chapter: ChapterDraft,
}

#[derive(Clone, Debug)]
pub struct Translation {
    pub of: Id<Chapter>,
    pub lang: Lang,
    pub translates: Option<Spanned<String>>,
    /// The text is the translation's; of the document, what it left open is the original's.
    pub chapter: Chapter,
}

impl Translation {
    /// The version that it translates, when the original has moved on.
    pub fn is_behind(&self, original: &Chapter) -> Option<&str> {
        let then = self.translates.as_ref()?.value.as_str();
        let now = original.document.version.as_ref()?.value.as_str();
        (order(then, now) == Ordering::Less).then_some(then)
    }
}

/// Versions by their numbers: 1.10 comes after 1.9. What is no number is compared as text.
pub fn order(a: &str, b: &str) -> Ordering {
    let parts = |version: &str| -> Vec<(u64, String)> {
        let bare = version.trim().trim_start_matches(['v', 'V']);
        bare.split('.').map(|part| (part.parse().unwrap_or(0), part.trim_start_matches('0').to_string())).collect()
    };
    let (mut a, mut b) = (parts(a), parts(b));
    let longer = a.len().max(b.len());
    a.resize(longer, (0, String::new()));
    b.resize(longer, (0, String::new()));
    a.cmp(&b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert_eq!(order("1.9", "1.10"), Ordering::Less);
        assert_eq!(order("1.0", "1.0.0"), Ordering::Equal);
        assert_eq!(order("v2", "1.9.9"), Ordering::Greater);
    }
}
