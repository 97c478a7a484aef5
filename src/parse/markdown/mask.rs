//! A copy of a text, byte for byte as long, in which all that we read ourselves is hidden from the Markdown parser.
//!
//! Offsets in the copy are offsets in the source, so every place stays exact and whatever turns out to be code, or a
//! link's address, is simply read from the source again.

use std::ops::Range;

/// Stands for a `*` or `_` that may be emphasis and for a `<` that opens neither an address nor a comment: the source
/// tells which. The one byte besides letters and digits that means nothing to the parser, not even in an address.
pub const SIGN: u8 = 0x7F;
/// Stands for the bytes of a heading's `{…}`.
pub const BRACES: u8 = 0x01;
/// Stands for the `|` within `[[…|…]]`, which would end the cell of a table.
pub const PIPE: u8 = 0x02;
/// Stands for the backslash before it.
const BACKSLASH: u8 = 0x03;

pub struct Masked {
    pub text: String,
    /// The `{…}` at the end of headings, in order.
    pub braces: Vec<Range<usize>>,
    /// The lines that the parser sees as a rule across the page, in order.
    pub lines: Vec<Line>,
    /// Where the content of each line that is not blank begins and ends.
    contents: Vec<(u32, u32)>,
}

impl Masked {
    /// A place without the blank end that the parser counts to a block. Looked up and not walked: a thousand open lists
    /// may end behind a thousand blank lines.
    pub fn trimmed(&self, range: &Range<usize>) -> Range<usize> {
        let lines = self.contents.partition_point(|&(start, _)| (start as usize) < range.end);
        let end = self.contents[..lines].last().map_or(range.start, |&(_, end)| end as usize);
        range.start..range.end.min(end).max(range.start)
    }
}

pub struct Line {
    /// From the first colon or `!` to the last character.
    pub range: Range<usize>,
    pub kind: LineKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// `:::name 标题` or `:::`.
    Container,
    /// `![[…]]`.
    Embed,
}

pub fn mask(body: &str) -> Masked {
    let source = body.as_bytes();
    let mut out = source.to_vec();
    for byte in &mut out {
        // Nothing that a writer typed may pass for one of our marks.
        if matches!(*byte, SIGN | BRACES..=BACKSLASH) {
            *byte = 0x1F;
        }
    }
    let mut masker = Masker {
        body,
        source,
        out,
        last_comment_end: body.rfind("-->").unwrap_or(0),
        braces: Vec::new(),
        lines: Vec::new(),
        contents: Vec::new(),
    };
    let mut start = 0;
    while start < source.len() {
        let end = find(source, start, source.len(), b'\n').unwrap_or(source.len());
        masker.line(start, end);
        start = end + 1;
    }
    // Only whole characters were replaced by as many ASCII bytes, so it is UTF-8 still.
    let text = String::from_utf8(masker.out).expect("masked by whole characters");
    Masked { text, braces: masker.braces, lines: masker.lines, contents: masker.contents }
}

struct Masker<'a> {
    body: &'a str,
    source: &'a [u8],
    out: Vec<u8>,
    /// A comment that opens behind it is never closed.
    last_comment_end: usize,
    braces: Vec<Range<usize>>,
    lines: Vec<Line>,
    contents: Vec<(u32, u32)>,
}

impl Masker<'_> {
    fn line(&mut self, start: usize, end: usize) {
        let mut end = end;
        while end > start && matches!(self.source[end - 1], b' ' | b'\t' | b'\r') {
            end -= 1;
        }
        let blank = self.source[start..end].iter().take_while(|b| b.is_ascii_whitespace()).count();
        if start + blank == end {
            return;
        }
        self.contents.push(((start + blank) as u32, end as u32));
        let content = start + prefix(&self.source[start..end]);
        if content == end {
            return;
        }
        let line = &self.source[content..end];
        if line.starts_with(b":::") {
            self.hide_line(content..end, LineKind::Container);
            return;
        }
        if is_embed(line) {
            self.hide_line(content..end, LineKind::Embed);
            return;
        }
        if is_rule(line) {
            return;
        }
        if line.last() == Some(&b'}')
            && (is_heading(line) || self.underlined(end))
            && let Some(open) = super::attrs::find(&self.body[content..end])
        {
            self.out[content + open..end].fill(BRACES);
            self.braces.push(content + open..end);
            end = content + open;
        }
        self.inline(content, end);
    }

    /// A rule of low lines stands wherever a line of its own may stand, and interrupts a paragraph.
    fn hide_line(&mut self, range: Range<usize>, kind: LineKind) {
        self.out[range.clone()].fill(b'_');
        self.lines.push(Line { range, kind });
    }

    /// Whether the next line makes a heading of this one.
    fn underlined(&self, end: usize) -> bool {
        let Some(newline) = find(self.source, end, self.source.len(), b'\n') else { return false };
        let next = &self.source[newline + 1..];
        let next = &next[..next.iter().position(|&b| b == b'\n').unwrap_or(next.len())];
        let next = next.trim_ascii();
        matches!(next.first(), Some(b'=' | b'-')) && next.iter().all(|&b| b == next[0])
    }

    fn inline(&mut self, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            match self.source[at] {
                b'\\' => at += 1 + usize::from(self.source.get(at + 1).is_some_and(u8::is_ascii_punctuation)),
                byte @ (b'*' | b'_') => {
                    let len = self.source[at..end].iter().take_while(|&&b| b == byte).count();
                    let before = at.checked_sub(1).map(|i| self.source[i]);
                    let after = self.source.get(at + len);
                    let within_word = byte == b'_'
                        && before.is_some_and(|b| b.is_ascii_alphanumeric())
                        && after.is_some_and(|b| b.is_ascii_alphanumeric());
                    if !within_word {
                        self.out[at..at + len].fill(SIGN);
                    }
                    at += len;
                }
                b'<' => at = self.angle(at, end),
                b'[' if self.source[at..end].starts_with(b"[[") => {
                    self.pipes(at + 2, end);
                    at += 2;
                }
                _ => at += 1,
            }
        }
    }

    /// Leaves `<https://…>`, `](<…>)` and comments to the parser; any other `<` is text for it. Returns where to go on.
    fn angle(&mut self, at: usize, end: usize) -> usize {
        let rest = &self.source[at + 1..end];
        let before = self.source[..at].trim_ascii_end();
        if before.ends_with(b"](") || before.ends_with(b"]:") {
            return at + 1;
        }
        if rest.starts_with(b"!--") && at < self.last_comment_end {
            return at + 4;
        }
        let inner = rest.iter().position(|&b| matches!(b, b'>' | b'<' | b' ' | b'\t')).unwrap_or(rest.len());
        if rest.get(inner) == Some(&b'>') && is_address(&rest[..inner]) {
            return at + inner + 2;
        }
        self.out[at] = SIGN;
        at + 1
    }

    /// Hides the `|` of `[[…|…]]`. A further `[[` ends the search, so each byte is looked at once.
    fn pipes(&mut self, start: usize, end: usize) {
        let rest = &self.source[start..end];
        let Some(stop) = rest.windows(2).position(|pair| pair == b"]]" || pair == b"[[") else { return };
        if rest[stop] == b'[' {
            return;
        }
        for at in start..start + stop {
            if self.source[at] == b'|' {
                self.out[at] = PIPE;
                if self.source[at - 1] == b'\\' {
                    self.out[at - 1] = BACKSLASH;
                }
            }
        }
    }
}

/// The length of what stands before a line's content: spaces, quote marks, bullets, numbers, `[^1]:`.
fn prefix(line: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let rest = &line[at..];
        let space_after = |n: usize| rest.get(n).is_none_or(|b| matches!(b, b' ' | b'\t'));
        match rest.first() {
            Some(b' ' | b'\t' | b'>') => at += 1,
            Some(b'-' | b'+' | b'*' | b':') if space_after(1) => at += 1,
            Some(b'0'..=b'9') => {
                let digits = rest.iter().take(10).take_while(|b| b.is_ascii_digit()).count();
                if !matches!(rest.get(digits), Some(b'.' | b')')) || !space_after(digits + 1) {
                    return at;
                }
                at += digits + 1;
            }
            Some(b'[') if rest.get(1) == Some(&b'^') => {
                let label = rest.iter().position(|&b| b == b']').unwrap_or(rest.len());
                if rest.get(label + 1) != Some(&b':') {
                    return at;
                }
                at += label + 2;
            }
            _ => return at,
        }
    }
}

/// `***` or `_ _ _`: not emphasis.
fn is_rule(line: &[u8]) -> bool {
    let first = line[0];
    matches!(first, b'*' | b'_') && line.iter().all(|&b| b == first || b == b' ' || b == b'\t')
}

fn is_heading(line: &[u8]) -> bool {
    let hashes = line.iter().take_while(|&&b| b == b'#').count();
    (1..=6).contains(&hashes) && matches!(line.get(hashes), Some(b' ' | b'\t'))
}

/// `![[…]]` and nothing else.
fn is_embed(line: &[u8]) -> bool {
    line.len() > 5
        && line.starts_with(b"![[")
        && line.ends_with(b"]]")
        && !line[3..line.len() - 2].windows(2).any(|pair| pair == b"]]" || pair == b"[[")
}

/// `https://…`, `mailto:…` or a mail address, as it may stand between `<` and `>`.
fn is_address(inner: &[u8]) -> bool {
    if !inner.first().is_some_and(u8::is_ascii_alphanumeric) {
        return false;
    }
    match inner.iter().position(|&b| matches!(b, b':' | b'@')) {
        Some(at) if inner[at] == b':' => {
            (2..=32).contains(&at)
                && inner[0].is_ascii_alphabetic()
                && inner[..at].iter().all(|b| b.is_ascii_alphanumeric() || b"+.-".contains(b))
        }
        Some(_) => inner.iter().all(u8::is_ascii_graphic),
        None => false,
    }
}

fn find(source: &[u8], from: usize, to: usize, byte: u8) -> Option<usize> {
    source[from..to].iter().position(|&b| b == byte).map(|at| from + at)
}
