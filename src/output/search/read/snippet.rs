//! The piece of a text that holds most of what was asked for, with marks.

use std::ops::Range;

use super::{
    super::fold::plain,
    rank::slots_of,
    reading::{Reading, What},
};

/// A piece of a text; `marks` are byte ranges of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    pub text: String,
    pub marks: Vec<Range<usize>>,
}

/// Characters of a piece, as UTF-16 units: the browser counts so.
const WINDOW: usize = 80;

pub fn cut(text: &str, reading: &Reading) -> Snippet {
    let units: Vec<u16> = text.encode_utf16().collect();
    let weights = weights(text, reading);
    let (mut start, mut end) = (0, units.len());
    if end > WINDOW {
        let mut sums = vec![0usize];
        for weight in &weights {
            sums.push(sums[sums.len() - 1] + weight);
        }
        let mut most = None;
        for at in 0..weights.len() {
            if at > 0 && !(weights[at] > 0 && weights[at - 1] == 0) {
                continue;
            }
            let from = at.saturating_sub(12).min(units.len() - WINDOW);
            let sum = sums[from + WINDOW] - sums[from];
            if most.is_none_or(|most| sum > most) {
                most = Some(sum);
                start = from;
            }
        }
        end = start + WINDOW;
        let low = |at: usize| units.get(at).is_some_and(|unit| (0xDC00..0xE000).contains(unit));
        start -= usize::from(low(start));
        end += usize::from(low(end));
    }
    let mut out = Snippet::default();
    if start > 0 {
        out.text.push('…');
    }
    let mut at = start;
    while at < end {
        let marked = weights[at] > 0;
        let to = (at..end).find(|to| (weights[*to] > 0) != marked).unwrap_or(end);
        let from = out.text.len();
        out.text.push_str(&String::from_utf16_lossy(&units[at..to]));
        if marked {
            out.marks.push(from..out.text.len());
        }
        at = to;
    }
    if end < units.len() {
        out.text.push('…');
    }
    out
}

/// For each unit how long the marked run is that it stands in, at most 8.
fn weights(text: &str, reading: &Reading) -> Vec<usize> {
    let folded: Vec<u16> = text.chars().map(plain).collect::<String>().encode_utf16().collect();
    let mut weights = vec![0; folded.len()];
    let mut mark = |term: &str| {
        let term: Vec<u16> = term.encode_utf16().collect();
        let mut any = false;
        for at in 0..(folded.len() + 1).saturating_sub(term.len()) {
            if folded[at..].starts_with(&term) {
                weights[at..at + term.len()].fill(1);
                any = true;
            }
        }
        any
    };
    let slots = slots_of(reading);
    let mut any = false;
    for slot in &slots {
        any |= mark(&slot.what.text());
    }
    // A guess shares only characters with what it found.
    if !any {
        for slot in &slots {
            if let What::Pair(pair) = &slot.what {
                for c in pair.chars() {
                    mark(&c.to_string());
                }
            }
        }
    }
    let mut at = 0;
    while at < weights.len() {
        let end = (at..weights.len()).find(|end| weights[*end] == 0).unwrap_or(weights.len());
        weights[at..end].fill((end - at).min(8));
        at = end + 1;
    }
    weights
}
