//! Where pieces go: keeps `Open` and `Close` balanced and shallow, joins neighbouring texts, takes line breaks between Han characters out.

use super::{Breaks, Page};
use crate::{
    base::{han, span::Span},
    model::text::{Kind, Piece, Tag, Written},
};
use std::ops::Range;

/// Blocks that hold blocks end here, so that a paragraph and its emphasis still fit below `DEEPEST`.
const DEEPEST_BLOCK: usize = 90;
const DEEPEST: usize = 100;

pub struct Sink<'a> {
    page: Page<'a>,
    breaks: Breaks,
    pub pieces: Vec<Piece<Written>>,
    levels: Vec<Level>,
    depth: usize,
    /// The first place that was too deep.
    pub too_deep: Option<Span>,
    /// The last character of the line of text that is being written.
    last: Option<char>,
    /// A soft break that waits for the character behind it.
    soft: Option<usize>,
}

#[derive(Clone, Copy)]
struct Level {
    /// False when it was too deep: then its content stands in the level above.
    emitted: bool,
    /// Text before and after it is one line: emphasis and links.
    flows: bool,
    block: bool,
}

impl<'a> Sink<'a> {
    pub fn new(page: Page<'a>, breaks: Breaks) -> Sink<'a> {
        // Chinese Markdown has about one piece in twenty bytes.
        let pieces = Vec::with_capacity(page.body.len() / 20);
        Sink { page, breaks, pieces, levels: Vec::new(), depth: 0, too_deep: None, last: None, soft: None }
    }

    /// Opens a level and gives the index of its piece, when it has one.
    pub fn open(&mut self, tag: Tag<Written>, range: &Range<usize>) -> Option<usize> {
        let parent = self.levels.last().is_none_or(|level| level.emitted);
        let fits = match tag {
            Tag::Item | Tag::DefinitionTitle | Tag::Definition | Tag::TableHead | Tag::TableRow | Tag::TableCell => {
                parent
            }
            Tag::List { .. }
            | Tag::Quote
            | Tag::Alert(_)
            | Tag::DefinitionList
            | Tag::Footnote(_)
            | Tag::Container { .. } => self.depth < DEEPEST_BLOCK,
            _ => self.depth < DEEPEST,
        };
        let flows = matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strike | Tag::Link { .. });
        let level = Level { emitted: fits, flows, block: tag.is_block() };
        self.part(level);
        self.levels.push(level);
        if fits {
            self.depth += 1;
            self.pieces.push(Piece { kind: Kind::Open(tag), span: self.page.span(range) });
            Some(self.pieces.len() - 1)
        } else {
            self.too_deep.get_or_insert(self.page.span(range));
            None
        }
    }

    pub fn close(&mut self, range: &Range<usize>) {
        let level = self.levels.pop().expect("closes what was opened");
        self.part(level);
        if level.emitted {
            self.depth -= 1;
            self.pieces.push(Piece { kind: Kind::Close, span: self.page.span(range) });
        }
    }

    /// What a boundary of a level does to the line of text.
    fn part(&mut self, level: Level) {
        if level.flows {
            return;
        }
        self.last = None;
        self.soft = None;
        let after_text = matches!(self.pieces.last().map(|p| &p.kind), Some(Kind::Text(_) | Kind::Code(_)));
        if level.block && !level.emitted && after_text {
            let span = self.pieces.last().map_or(Span::file(self.page.file), |p| p.span);
            self.pieces.push(Piece { kind: Kind::HardBreak, span });
        }
    }

    /// Text as it stands in the source.
    pub fn words(&mut self, range: &Range<usize>) {
        let page = self.page;
        self.text(&page.body[range.clone()], range);
    }

    pub fn text(&mut self, text: &str, range: &Range<usize>) {
        self.meet(text);
        let span = self.page.span(range);
        if let Some(Piece { kind: Kind::Text(before), span: place }) = self.pieces.last_mut() {
            before.push_str(text);
            *place = place.to(span);
        } else if !text.is_empty() {
            self.pieces.push(Piece { kind: Kind::Text(text.to_string()), span });
        }
    }

    pub fn leaf(&mut self, kind: Kind<Written>, range: &Range<usize>) {
        match &kind {
            Kind::Code(code) => self.meet(code),
            Kind::SoftBreak if self.breaks == Breaks::Kept => return self.leaf(Kind::HardBreak, range),
            Kind::SoftBreak => self.soft = Some(self.pieces.len()),
            // A note's number is no neighbour.
            Kind::FootnoteRef(_) => {}
            _ => {
                self.last = None;
                self.soft = None;
            }
        }
        self.pieces.push(Piece { kind, span: self.page.span(range) });
    }

    /// Text follows: a soft break before it stays or goes.
    fn meet(&mut self, text: &str) {
        let Some(first) = text.chars().next() else { return };
        if let Some(index) = self.soft.take()
            && self.last.is_some_and(|last| han::joins(last, first))
        {
            self.pieces.remove(index);
        }
        self.last = text.chars().next_back();
    }
}
