//! Which runs of `*`, `_` and `~~` belong together: CommonMark's rules, and beside Chinese what the writer means.

use super::Page;
use crate::base::han;
use std::ops::Range;

/// Some `*`, `_` or `~` in a row, and what became of them.
#[derive(Debug)]
pub struct Run {
    pub byte: u8,
    pub range: Range<usize>,
    pub can_open: bool,
    pub can_close: bool,
    /// Nothing of its line stands before it, after it.
    line_start: bool,
    line_end: bool,
    /// How many characters from the left closed something, and from the right opened something.
    closed: usize,
    opened: usize,
    /// The emphasis that ends here, in order: its size (1 or 2) and place.
    pub closes: Vec<(usize, Range<usize>)>,
    /// The emphasis that begins here, the outermost last.
    pub opens: Vec<(usize, Range<usize>)>,
}

impl Run {
    pub fn new(page: &Page, byte: u8, range: Range<usize>, line_start: bool, line_end: bool) -> Run {
        let before = if line_start { None } else { page.body[..range.start].chars().next_back() };
        let after = if line_end { None } else { page.body[range.end..].chars().next() };
        let (can_open, can_close) = flanks(page.body, byte, &range, before.unwrap_or('\n'), after.unwrap_or('\n'));
        Run {
            byte,
            range,
            can_open,
            can_close,
            line_start,
            line_end,
            closed: 0,
            opened: 0,
            closes: Vec::new(),
            opens: Vec::new(),
        }
    }

    fn len(&self) -> usize {
        self.range.len()
    }

    fn left(&self) -> usize {
        self.len() - self.closed - self.opened
    }

    /// What prints as it stands.
    pub fn literal(&self) -> Range<usize> {
        self.range.start + self.closed..self.range.end - self.opened
    }
}

fn flanks(body: &str, byte: u8, range: &Range<usize>, before: char, after: char) -> (bool, bool) {
    let (space_before, space_after) = (before.is_whitespace(), after.is_whitespace());
    if space_before && space_after {
        return (false, false);
    }
    let (mark_before, mark_after) = (han::is_punctuation(before), han::is_punctuation(after));
    let left = !space_after && (!mark_after || space_before || mark_before);
    let right = !space_before && (!mark_before || space_after || mark_after);
    if byte == b'_' {
        return (left && (!right || mark_before), right && (!left || mark_after));
    }
    // `138****5678` and `1**2`: digits that are hidden, or a power.
    if range.len() > 2 && before.is_ascii_digit() && after.is_ascii_digit() {
        return (false, false);
    }
    let chinese = |c: char, other: char, beyond: Option<char>| {
        han::is_wide(c) || han::is_shared_punctuation(c) && (han::is_wide(other) || beyond.is_some_and(han::is_wide))
    };
    let beyond_before = body[..range.start].chars().rev().nth(1);
    let beyond_after = body[range.end..].chars().nth(1);
    if !chinese(before, after, beyond_before) && !chinese(after, before, beyond_after) {
        return (left, right);
    }
    // Chinese has no spaces between words, so a run beside it can open and close, whatever mark stands on its other
    // side; only what belongs to one side by its nature decides.
    let (opens, closes) = (!space_after, !space_before);
    match (opens && closes, han::is_opening(before), han::is_closing(after)) {
        (true, true, false) => (true, false),
        (true, false, true) => (false, true),
        _ => (opens, closes),
    }
}

/// Pairs runs as they come; `enter` and `leave` stand around a link, out of which emphasis does not reach.
#[derive(Default)]
pub struct Pairing {
    /// Runs that may open, by index, ascending.
    openers: Vec<usize>,
    /// For each sort of closer: no run below this index opens for it.
    bottoms: [usize; 13],
    scopes: Vec<(usize, [usize; 13])>,
}

impl Pairing {
    pub fn enter(&mut self, next_run: usize) {
        self.scopes.push((self.openers.len(), self.bottoms));
        self.bottoms = [next_run; 13];
    }

    pub fn leave(&mut self) {
        if let Some((openers, bottoms)) = self.scopes.pop() {
            self.openers.truncate(openers);
            self.bottoms = bottoms;
        }
    }

    /// Takes the run at `index`, the newest of `runs`.
    pub fn take(&mut self, runs: &mut [Run], index: usize) {
        let sort = sort(&runs[index]);
        while runs[index].can_close && runs[index].left() > 0 {
            let found = self
                .openers
                .iter()
                .enumerate()
                .rev()
                .take_while(|(_, opener)| **opener >= self.bottoms[sort])
                .find(|(_, opener)| pairs(&runs[**opener], &runs[index]))
                .map(|(at, opener)| (at, *opener));
            let Some((at, opener)) = found else {
                self.bottoms[sort] = index;
                break;
            };
            self.openers.truncate(at + 1);
            join(runs, opener, index);
            if runs[opener].left() == 0 {
                self.openers.pop();
            }
        }
        if runs[index].can_open && runs[index].left() > 0 {
            self.openers.push(index);
        }
    }
}

fn sort(run: &Run) -> usize {
    let thirds = run.len() % 3 + if run.can_open { 3 } else { 0 };
    match run.byte {
        b'*' => thirds,
        b'_' => 6 + thirds,
        _ => 12,
    }
}

fn pairs(opener: &Run, closer: &Run) -> bool {
    if opener.byte != closer.byte {
        return false;
    }
    let both = opener.can_close || closer.can_open;
    // CommonMark's rule of three, which keeps `*a**b*` one emphasis.
    let thirds = |length: usize| length.is_multiple_of(3);
    let mixed = thirds(opener.len() + closer.len()) && !(thirds(opener.len()) && thirds(closer.len()));
    opener.byte == b'~' || !(both && mixed)
}

fn join(runs: &mut [Run], opener: usize, closer: usize) {
    let size = if runs[opener].left() >= 2 && runs[closer].left() >= 2 { 2 } else { 1 };
    runs[opener].opened += size;
    runs[closer].closed += size;
    let start = runs[opener].range.end - runs[opener].opened;
    let end = runs[closer].range.start + runs[closer].closed;
    runs[opener].opens.push((size, start..end));
    runs[closer].closes.push((size, start..end));
}

/// Whether two runs of `**` that CommonMark leaves as they stand are clearly a Chinese writer's pair: `** 重点 **`.
pub fn clearly_meant(page: &Page, opener: &Run, closer: &Run) -> bool {
    let untouched = |run: &Run| run.byte == b'*' && run.len() == 2 && run.left() == 2;
    if !untouched(opener) || !untouched(closer) {
        return false;
    }
    let inner = page.body[opener.range.end..closer.range.start].trim();
    // `张**，李**` hides names.
    if inner.starts_with(han::is_closing) || inner.ends_with(han::is_opening) {
        return false;
    }
    let on_line = |c: &char| *c != ' ' && *c != '\t';
    let before = page.body[..opener.range.start].chars().rev().find(on_line);
    let after = page.body[closer.range.end..].chars().find(on_line);
    let edge = |c: char| matches!(c, '\n' | '\r' | '|') || han::is_wide(c) || han::is_shared_punctuation(c);
    (opener.line_start || before.is_none_or(edge))
        && (closer.line_end || after.is_none_or(|c| edge(c) || han::is_closing(c)))
        && (inner.chars().any(han::is_wide) || before.is_some_and(han::is_wide))
}

pub fn join_meant(runs: &mut [Run], opener: usize, closer: usize) {
    join(runs, opener, closer);
}
