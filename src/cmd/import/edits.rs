//! Changes of a text by places, made all at once.

use std::ops::Range;

#[derive(Debug, Default)]
pub struct Edits {
    list: Vec<(Range<usize>, String)>,
}

impl Edits {
    pub fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.list.push((range, text.into()));
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Of changes that overlap the first one is made. What is outside of the text or cuts a character is not.
    pub fn apply(mut self, text: &str) -> String {
        self.list.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for (range, new) in self.list {
            let Some(between) = text.get(at..range.start).filter(|_| text.get(range.clone()).is_some()) else {
                continue;
            };
            out.push_str(between);
            out.push_str(&new);
            at = range.end;
        }
        out.push_str(text.get(at..).unwrap_or(""));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_made_in_the_order_of_places_and_overlaps_once() {
        let mut edits = Edits::default();
        edits.replace(4..5, "");
        edits.replace(0..1, "[");
        edits.replace(0..3, "x");
        edits.replace(9..10, "y");
        assert_eq!(edits.apply("abcdef"), "[bcdf");
    }
}
