//! A piece of the book's text with the places of its parts and where it is read.

use crate::{
    base::{
        diag::Severity,
        span::{Span, Spanned},
    },
    model::{
        script,
        text::{Kind, Piece, Tag},
    },
};
use std::ops::Range;

/// Where a text is read; decides which rules bind it and how strictly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlet {
    Print,
    Public,
    Moments,
    Live,
    Group,
    Dm,
    ShopIm,
    Phone,
    Sms,
    /// Read by the team and the stores alone.
    Internal,
}

impl Outlet {
    /// Printed matter, public pages and broadcasts, on which the Advertising Law is applied without doubt.
    pub fn is_public(self) -> bool {
        matches!(self, Outlet::Print | Outlet::Public | Outlet::Moments | Outlet::Live)
    }
}

impl From<script::Channel> for Outlet {
    fn from(channel: script::Channel) -> Outlet {
        match channel {
            script::Channel::Group => Outlet::Group,
            script::Channel::Dm => Outlet::Dm,
            script::Channel::Phone => Outlet::Phone,
            script::Channel::Sms => Outlet::Sms,
            script::Channel::Moments => Outlet::Moments,
            script::Channel::ShopIm => Outlet::ShopIm,
            script::Channel::Live => Outlet::Live,
        }
    }
}

/// Where a rule binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// An error where the Advertising Law applies, a warning in talks, nothing inside the team.
    Ads,
    /// A warning where the Advertising Law applies.
    AdsMild,
    /// An error everywhere.
    Everywhere,
    /// A warning everywhere.
    EverywhereMild,
    /// A warning in everything that customers read or hear.
    OutwardMild,
    /// An error in what customers read, where it can be passed on; a warning in what tells the team to do it.
    Sharing,
    Sms,
    SmsMild,
    /// A warning on paper.
    PrintMild,
    /// A warning in talks, where a fixed text is said again and again.
    TalkMild,
    LiveMild,
}

impl Reach {
    pub fn severity(self, outlet: Outlet) -> Option<Severity> {
        let when = |yes: bool, severity| yes.then_some(severity);
        match self {
            Reach::Ads if outlet.is_public() => Some(Severity::Error),
            Reach::Ads => when(outlet != Outlet::Internal, Severity::Warning),
            Reach::AdsMild => when(outlet.is_public(), Severity::Warning),
            Reach::Everywhere => Some(Severity::Error),
            Reach::EverywhereMild => Some(Severity::Warning),
            Reach::OutwardMild => when(outlet != Outlet::Internal, Severity::Warning),
            Reach::Sharing if outlet == Outlet::Internal => Some(Severity::Warning),
            Reach::Sharing => when(!matches!(outlet, Outlet::Phone | Outlet::Sms), Severity::Error),
            Reach::Sms => when(outlet == Outlet::Sms, Severity::Error),
            Reach::SmsMild => when(outlet == Outlet::Sms, Severity::Warning),
            Reach::PrintMild => when(matches!(outlet, Outlet::Print | Outlet::Public), Severity::Warning),
            Reach::TalkMild => when(
                matches!(outlet, Outlet::Group | Outlet::Dm | Outlet::ShopIm | Outlet::Moments | Outlet::Live),
                Severity::Warning,
            ),
            Reach::LiveMild => when(outlet == Outlet::Live, Severity::Warning),
        }
    }
}

/// The text of a record or of a part of it; blocks are parted by line ends.
#[derive(Clone, Debug)]
pub struct Passage {
    pub outlets: Vec<Outlet>,
    pub text: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
struct Part {
    at: usize,
    len: usize,
    span: Span,
    /// How far behind the span's beginning the text begins; `None` when it is not written letter by letter.
    offset: Option<usize>,
}

impl Passage {
    pub fn new(outlets: impl IntoIterator<Item = Outlet>) -> Passage {
        Passage { outlets: outlets.into_iter().collect(), text: String::new(), parts: Vec::new() }
    }

    /// A text without markup, such as a header's value, as a block of its own.
    pub fn value(&mut self, value: &Spanned<String>) {
        let len = value.value.len();
        let written = (value.span.end - value.span.start) as usize;
        // Bare, between quotation marks, or between three of them with or without a line end.
        let offset = match written.checked_sub(len) {
            Some(0) => Some(0),
            Some(2) => Some(1),
            Some(6) => Some(3),
            Some(7) => Some(4),
            _ => None,
        };
        self.push(&value.value, value.span, offset);
        self.end_block();
    }

    /// A text of which only the record's place is known.
    pub fn unplaced(&mut self, text: &str, span: Span) {
        self.push(text, span, None);
        self.end_block();
    }

    /// A text with markup. Code, quotes and what is shown as a bad example are left out.
    pub fn pieces<L>(&mut self, pieces: &[Piece<L>]) {
        let mut tags: Vec<&Tag<L>> = Vec::new();
        let mut skip_until = None;
        let mut table = Columns::default();
        for piece in pieces {
            if let Kind::Close = piece.kind {
                let tag = tags.pop();
                if skip_until.is_some_and(|depth| tags.len() <= depth) {
                    skip_until = None;
                }
                if let Some(tag) = tag {
                    table.close(tag);
                    if tag.is_block() {
                        self.end_block();
                    }
                }
                continue;
            }
            if let Kind::Open(tag) = &piece.kind {
                table.open(tag);
                if skip_until.is_none() && is_example(tag) {
                    skip_until = Some(tags.len());
                }
                if tag.is_block() {
                    self.end_block();
                }
                tags.push(tag);
                continue;
            }
            if skip_until.is_some() || table.is_bad() {
                continue;
            }
            match &piece.kind {
                Kind::Text(text) => {
                    if table.in_head {
                        table.head(text);
                    }
                    let same = (piece.span.end - piece.span.start) as usize == text.len();
                    self.push(text, piece.span, same.then_some(0));
                }
                // Something stands here that no rule can read.
                Kind::Code(_) | Kind::Value(_) => self.push("{}", piece.span, None),
                Kind::SoftBreak => self.push(" ", piece.span, None),
                Kind::HardBreak | Kind::Rule | Kind::Embed(_) => self.end_block(),
                Kind::Open(_) | Kind::Close | Kind::Task(_) | Kind::FootnoteRef(_) => {}
            }
        }
        self.end_block();
    }

    /// The place in the sources of a part of the text.
    pub fn span(&self, range: &Range<usize>) -> Option<Span> {
        let from = self.parts.partition_point(|part| part.at + part.len <= range.start);
        let mut parts = self.parts[from..].iter().take_while(|part| part.at < range.end).map(|part| {
            let Some(offset) = part.offset else { return part.span };
            let from = range.start.saturating_sub(part.at);
            let to = (range.end - part.at).min(part.len);
            part.span.part(offset + from, offset + to)
        });
        let first = parts.next()?;
        Some(parts.fold(first, Span::to))
    }

    fn push(&mut self, text: &str, span: Span, offset: Option<usize>) {
        if !text.is_empty() {
            self.parts.push(Part { at: self.text.len(), len: text.len(), span, offset });
            self.text.push_str(text);
        }
    }

    fn end_block(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }
}

/// What is not said by the writer himself, or said as a warning example.
fn is_example<L>(tag: &Tag<L>) -> bool {
    match tag {
        Tag::CodeBlock { .. } | Tag::Quote => true,
        Tag::Container { name, .. } => name == "bad",
        _ => false,
    }
}

/// The columns of the table that is being read; those of what is not to be said are skipped.
#[derive(Default)]
struct Columns {
    in_head: bool,
    bad: Vec<bool>,
    at: usize,
}

impl Columns {
    fn open<L>(&mut self, tag: &Tag<L>) {
        match tag {
            Tag::TableHead => {
                self.in_head = true;
                self.bad.clear();
                self.at = 0;
            }
            Tag::TableRow => self.at = 0,
            Tag::TableCell if self.in_head => self.bad.push(false),
            _ => {}
        }
    }

    fn close<L>(&mut self, tag: &Tag<L>) {
        match tag {
            Tag::TableHead => self.in_head = false,
            Tag::TableCell => self.at += 1,
            Tag::Table(_) => self.bad.clear(),
            _ => {}
        }
    }

    fn head(&mut self, text: &str) {
        const BAD: [&str; 14] =
            ["不用", "不写", "不说", "不要", "不能", "不做", "别", "错", "反例", "禁", "坏", "违规", "风险", "✗"];
        if let Some(bad) = self.bad.last_mut() {
            *bad |= BAD.iter().any(|word| text.trim_start().starts_with(word));
        }
    }

    fn is_bad(&self) -> bool {
        !self.in_head && self.bad.get(self.at).copied().unwrap_or(false)
    }
}
