//! From the parser's texts to atoms: runs of `*`, `[[…]]`, `{{ … }}`, bare addresses and HTML are found in them.

use super::{
    Page, address,
    emphasis::{Pairing, Run},
    mask::{PIPE, SIGN},
    report::Report,
    wiki,
};
use crate::{
    base::{code::Code, diag::Diag},
    model::text::{Kind, RecordKind, Tag, Written},
    words,
};
use std::ops::Range;

/// What the parser gave of one paragraph, heading or cell.
pub enum Token {
    /// Text as it stands in the source, with our marks in the masked copy.
    Words(Range<usize>),
    /// A decoded entity and other things that are no slice of the source; also code, breaks, boxes.
    Piece(Kind<Written>, Range<usize>),
    Open(Tag<Written>, Range<usize>),
    Close(Range<usize>),
}

impl Token {
    pub fn range(&self) -> &Range<usize> {
        match self {
            Token::Words(range) | Token::Piece(_, range) | Token::Open(_, range) | Token::Close(range) => range,
        }
    }
}

pub enum Atom {
    Words(Range<usize>),
    Piece(Kind<Written>, Range<usize>),
    Open(Tag<Written>, Range<usize>),
    Close(Range<usize>),
    /// An index of `runs`.
    Run(usize),
}

pub struct Scan<'a, 'd, 'r> {
    page: Page<'a>,
    masked: &'a [u8],
    report: &'r mut Report<'d>,
    pairing: Pairing,
    /// How many links are open.
    links: usize,
    pub atoms: Vec<Atom>,
    pub runs: Vec<Run>,
}

/// The bytes at which a text may be more than a text.
const SIGNS: [bool; 256] = {
    let mut signs = [false; 256];
    let list = [SIGN, b'~', b'{', b'[', b'!', b'h', b'H', b'w', b'W'];
    let mut i = 0;
    while i < list.len() {
        signs[list[i] as usize] = true;
        i += 1;
    }
    signs
};

impl<'a, 'd, 'r> Scan<'a, 'd, 'r> {
    pub fn new(page: Page<'a>, masked: &'a [u8], report: &'r mut Report<'d>) -> Self {
        Scan { page, masked, report, pairing: Pairing::default(), links: 0, atoms: Vec::new(), runs: Vec::new() }
    }

    /// `end`: where a heading's braces begin, behind which nothing is text.
    pub fn run(&mut self, tokens: Vec<Token>, end: Option<usize>) {
        let mut line_start = true;
        let mut tokens = tokens.into_iter().peekable();
        let is_break = |kind: &Kind<Written>| matches!(kind, Kind::SoftBreak | Kind::HardBreak | Kind::Task(_));
        while let Some(token) = tokens.next() {
            let mut starts_line = false;
            match token {
                Token::Words(range) => {
                    let line_end = match tokens.peek() {
                        None => true,
                        Some(Token::Piece(kind, _)) => is_break(kind),
                        Some(_) => false,
                    };
                    self.words(range, line_start, line_end, end);
                }
                Token::Piece(kind, range) => {
                    starts_line = is_break(&kind);
                    self.atoms.push(Atom::Piece(kind, range));
                }
                Token::Open(tag, range) => self.enter(tag, range),
                Token::Close(range) => self.leave(range),
            }
            line_start = starts_line;
        }
    }

    fn enter(&mut self, tag: Tag<Written>, range: Range<usize>) {
        self.links += 1;
        self.pairing.enter(self.runs.len());
        self.atoms.push(Atom::Open(tag, range));
    }

    fn leave(&mut self, range: Range<usize>) {
        self.links -= 1;
        self.pairing.leave();
        self.atoms.push(Atom::Close(range));
    }

    fn words(&mut self, range: Range<usize>, line_start: bool, line_end: bool, cut: Option<usize>) {
        let mut end = range.end;
        if let Some(cut) = cut.filter(|cut| range.contains(cut)) {
            end = range.start + self.page.body[range.start..cut].trim_end().len();
        }
        // What stands behind a backslash is a letter like any other.
        let escaped = self.masked[..range.start].last() == Some(&b'\\');
        let mut at = range.start + usize::from(escaped && range.start < end && self.masked[range.start].is_ascii());
        let mut from = range.start;
        let mut link_end = None;
        while at < end {
            let byte = self.masked[at];
            if link_end == Some(at) {
                self.plain(from..at);
                self.leave(at..at + 2);
                link_end = None;
                at += 2;
                from = at;
                continue;
            }
            if !SIGNS[byte as usize] {
                at += 1;
                continue;
            }
            let sign = self.page.body.as_bytes()[at];
            let found = match sign {
                b'*' | b'_' | b'~' => {
                    let signs = self.masked[at..end].iter().zip(&self.page.body.as_bytes()[at..end]);
                    let len = signs.take_while(|&pair| pair == (&byte, &sign)).count();
                    if sign == b'~' && len != 2 {
                        at += len;
                        continue;
                    }
                    self.plain(from..at);
                    let starts = line_start && at == range.start;
                    let ends = line_end && at + len == range.end;
                    self.runs.push(Run::new(&self.page, sign, at..at + len, starts, ends));
                    let index = self.runs.len() - 1;
                    self.pairing.take(&mut self.runs, index);
                    self.atoms.push(Atom::Run(index));
                    Some(at + len)
                }
                b'{' => self.value(from, at, link_end.unwrap_or(end)),
                b'[' | b'!' if self.links == 0 => match self.link(from, at, end) {
                    Some((next, stop)) => {
                        link_end = stop;
                        Some(next)
                    }
                    None => None,
                },
                b'<' => self.angle(from, at, link_end.unwrap_or(end)),
                b'h' | b'H' | b'w' | b'W' if self.links == 0 => self.address(from, at, end),
                _ => None,
            };
            match found {
                Some(next) => {
                    at = next;
                    from = next;
                }
                None => at += 1,
            }
        }
        self.plain(from..end);
    }

    fn plain(&mut self, range: Range<usize>) {
        if range.start < range.end {
            self.atoms.push(Atom::Words(range));
        }
    }

    /// `{{ limit.group_size }}`
    fn value(&mut self, from: usize, at: usize, end: usize) -> Option<usize> {
        let rest = self.page.body[at..end].strip_prefix("{{")?;
        let close = rest.find(['{', '}'])?;
        let path = rest[..close].trim();
        if !rest[close..].starts_with("}}") || path.is_empty() {
            return None;
        }
        let next = at + 2 + close + 2;
        self.plain(from..at);
        self.atoms.push(Atom::Piece(Kind::Value(path.to_string()), at..next));
        Some(next)
    }

    /// `[[kind:name#anchor|text]]`: gives where to go on, and where the `]]` stands when a text is still to be read.
    fn link(&mut self, from: usize, at: usize, end: usize) -> Option<(usize, Option<usize>)> {
        let body = self.page.body;
        let embed = self.masked[at] == b'!';
        let open = at + usize::from(embed);
        let rest = body[open..end].strip_prefix("[[").filter(|rest| !rest.starts_with('['))?;
        let start = open + 2;
        let close = rest.as_bytes().windows(2).position(|pair| pair == b"]]" || pair == b"[[");
        let Some(close) = close.filter(|&close| rest.as_bytes()[close] == b']') else {
            self.open_link(rest, open);
            return None;
        };
        let close = start + close;
        let bar = self.masked[start..close].iter().position(|&b| b == PIPE || b == b'|').map(|bar| start + bar);
        let name = body[start..bar.unwrap_or(close)].trim_end_matches('\\');
        let target = wiki::target(name)?;
        self.plain(from..at);
        let whole = at..close + 2;
        if embed {
            self.report.push(Code::LITERAL_MARKER, || {
                Diag::warning(
                    Code::LITERAL_MARKER,
                    self.page.span(&whole),
                    words!("“![[…]]”不是单独一行，只显示成链接", "“![[…]]” within a line shows as a link only"),
                )
                .help(words!("让它单独占一行，就会显示成卡片", "put it on a line of its own to show the card"))
            });
        }
        self.enter(Tag::Link { to: target.to, title: String::new() }, whole.clone());
        match bar.filter(|&bar| !body[bar + 1..close].trim().is_empty()) {
            Some(bar) => {
                let blank = body[bar + 1..close].len() - body[bar + 1..close].trim_start().len();
                Some((bar + 1 + blank, Some(close)))
            }
            None => {
                self.plain(start + target.shown.start..start + target.shown.end);
                self.leave(whole);
                Some((close + 2, None))
            }
        }
    }

    /// `[[话术:新人进群` without an end.
    fn open_link(&mut self, rest: &str, at: usize) {
        // No kind's name is longer, and the limit keeps a thousand open brackets linear.
        let word = rest.char_indices().take(10).find(|(_, c)| matches!(c, ':' | '：'));
        let named = word.is_some_and(|(colon, _)| RecordKind::parse(rest[..colon].trim()).is_some());
        if named {
            self.report.push(Code::LITERAL_MARKER, || {
                Diag::warning(
                    Code::LITERAL_MARKER,
                    self.page.span(&(at..at + 2)),
                    words!("“[[”后面没有“]]”，会原样显示", "“[[” has no “]]” and prints as it stands"),
                )
                .help(words!("在名称后面写上“]]”", "write “]]” behind the name"))
            });
        }
    }

    fn address(&mut self, from: usize, at: usize, end: usize) -> Option<usize> {
        let range = address::at(&self.page.body[..end], at)?;
        self.plain(from..at);
        let text = &self.page.body[range.clone()];
        let to =
            if text.as_bytes()[0].eq_ignore_ascii_case(&b'w') { format!("http://{text}") } else { text.to_string() };
        self.atoms.push(Atom::Open(Tag::Link { to: Written::Address(to), title: String::new() }, range.clone()));
        self.plain(range.clone());
        self.atoms.push(Atom::Close(range.clone()));
        Some(range.end)
    }

    /// A `<` that may begin HTML. `<br>` is a line break; anything else stays text, and a tag is told.
    fn angle(&mut self, from: usize, at: usize, end: usize) -> Option<usize> {
        let rest = &self.page.body[at..end];
        if rest.starts_with("<!--") {
            self.report.push(Code::RAW_HTML, || {
                Diag::warning(
                    Code::RAW_HTML,
                    self.page.span(&(at..at + 4)),
                    words!("注释没有结束，会原样显示", "a comment is never closed and prints as it stands"),
                )
                .help(words!("在注释末尾写上“-->”", "write “-->” at its end"))
            });
            return None;
        }
        let inner = &rest[1..];
        let name = inner.strip_prefix('/').unwrap_or(inner);
        let word = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        // A `<` ends the search, so each byte is looked at once.
        let close = 1 + inner.find(['>', '<'])?;
        if word == 0 || rest.as_bytes()[close] == b'<' {
            return None;
        }
        if name[..word].eq_ignore_ascii_case("br") && name[word..close - 1].trim().trim_end_matches('/').is_empty() {
            self.plain(from..at);
            self.atoms.push(Atom::Piece(Kind::HardBreak, at..at + close + 1));
            return Some(at + close + 1);
        }
        let opens = !inner.starts_with('/') && name[word..].starts_with([' ', '\t', '/', '>']);
        if opens && name.as_bytes()[0].is_ascii_alphabetic() {
            let tag = at..at + close + 1;
            let name = &name[..word];
            self.report.push(Code::RAW_HTML, || raw_html(&self.page, &tag, name));
        }
        None
    }
}

pub fn raw_html(page: &Page, range: &Range<usize>, name: &str) -> Diag {
    Diag::warning(
        Code::RAW_HTML,
        page.span(range),
        words!("HTML 标签“<{name}>”会原样显示成文字", "the HTML tag “<{name}>” prints as text"),
    )
    .help(words!(
        "用 Markdown 写法代替，或者用反引号标成代码",
        "write it in Markdown, or mark it as code with backticks"
    ))
}
