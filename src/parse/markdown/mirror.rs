//! The way back from the masked copy to what the writer typed.

use super::mask::SIGN;
use pulldown_cmark::{CowStr, LinkType};
use std::ops::Range;

pub struct Mirror<'a> {
    pub body: &'a str,
    pub masked: &'a str,
}

impl Mirror<'_> {
    /// Where a text of the parser's stands in the source, when it is a slice of it.
    pub fn slice(&self, text: &str) -> Option<Range<usize>> {
        let start = (text.as_ptr() as usize).checked_sub(self.masked.as_ptr() as usize)?;
        (!text.is_empty() && start + text.len() <= self.masked.len()).then_some(start..start + text.len())
    }

    /// A text of the parser's, made of what stands at `range`, without our marks.
    pub fn restore(&self, text: &CowStr, range: &Range<usize>) -> String {
        self.restore_before(text, range.clone()).0
    }

    /// The same for a text that ends `range` as far as our marks go; gives also where the first of its marks stands.
    fn restore_before(&self, text: &CowStr, range: Range<usize>) -> (String, usize) {
        if let Some(slice) = self.slice(text) {
            let start = slice.start;
            return (self.body[slice].to_string(), start);
        }
        if !text.contains(SIGN as char) {
            return (text.to_string(), range.end);
        }
        // What was unescaped is no slice, but its marks stand in the same order. The address of a reference stands
        // elsewhere; in an address it is nearly always the low line.
        let masked = self.masked.as_bytes();
        let mut at = range.end;
        let mut out: Vec<char> = text.chars().collect();
        for c in out.iter_mut().rev().filter(|c| **c == SIGN as char) {
            let found = masked[range.start..at].iter().rposition(|&b| b == SIGN);
            at = found.map_or(range.start, |found| range.start + found);
            *c = found.map_or('_', |_| self.body.as_bytes()[at] as char);
        }
        (out.into_iter().collect(), at)
    }

    /// The address and title of a link or picture.
    pub fn target(&self, to: &CowStr, title: &CowStr, kind: LinkType, range: &Range<usize>) -> (String, String) {
        if kind != LinkType::Inline {
            return (self.restore(to, &(0..0)), self.restore(title, &(0..0)));
        }
        let (title, end) = self.restore_before(title, range.clone());
        let end = if range.contains(&end) { end } else { range.end };
        (self.restore(to, &(range.start..end)), title)
    }
}
