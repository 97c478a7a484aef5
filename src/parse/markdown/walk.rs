//! The parser's events, one after the other, to blocks of pieces.

use super::{
    Breaks, Page, anchors, attrs, container, inline, mask,
    mask::{LineKind, Masked},
    mirror::Mirror,
    report::Report,
    scan::{Token, raw_html},
    sink::Sink,
    slips, wiki,
};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
    },
    model::text::{Alert, Align, Attr, Heading, Kind, Tag, Text, Written},
    words,
};
use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag as Md, TagEnd,
};
use std::ops::Range;

/// Never `Options::all()`: headers are cut off before, and with metadata blocks the parser is no longer linear.
/// Strikethrough, heading attributes and wikilinks are our own.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_DEFINITION_LIST);

pub fn walk(page: Page, breaks: Breaks, diags: &mut Diags) -> Text<Written> {
    let masked = mask::mask(page.body);
    let mut walk = Walk {
        page,
        masked: &masked,
        mirror: Mirror { body: page.body, masked: &masked.text },
        report: Report::new(diags),
        sink: Sink::new(page, breaks),
        blocks: Vec::new(),
        tokens: Vec::new(),
        raw: None,
        braces: 0,
        lines: 0,
        cut: None,
        headings: Vec::new(),
        columns: 0,
    };
    for (event, range) in Parser::new_ext(&masked.text, OPTIONS).into_offset_iter() {
        walk.event(event, range);
    }
    walk.finish()
}

struct Walk<'a, 'd> {
    page: Page<'a>,
    masked: &'a Masked,
    mirror: Mirror<'a>,
    report: Report<'d>,
    sink: Sink<'a>,
    blocks: Vec<Block<'a>>,
    /// The line of text that is being read.
    tokens: Vec<Token>,
    /// The text of a code block or of HTML, with its place.
    raw: Option<(String, Option<Range<usize>>)>,
    /// How many of the masked braces and lines are behind us.
    braces: usize,
    lines: usize,
    /// Where the braces of the open heading begin.
    cut: Option<usize>,
    headings: Vec<anchors::Heading>,
    /// Of the table that is being read.
    columns: usize,
}

/// What is open: a block of the parser's, or a container of ours within one.
enum Block<'a> {
    Markdown,
    Container { fence: container::Fence<'a>, line: Range<usize>, piece: Option<usize> },
}

impl<'a> Walk<'a, '_> {
    fn event(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, range),
            Event::Html(text) => self.text(&text, range),
            Event::InlineHtml(html) if html.starts_with("<!--") => {}
            Event::InlineHtml(html) => {
                let html = self.mirror.restore(&html, &range);
                let name = html.trim_start_matches(['<', '/']).split([' ', '>', '/']).next().unwrap_or("").to_string();
                self.report.push(Code::RAW_HTML, || raw_html(&self.page, &range, &name));
                self.tokens.push(Token::Piece(Kind::Text(html), range));
            }
            Event::Code(code) => {
                let code = self.mirror.restore(&code, &range);
                self.tokens.push(Token::Piece(Kind::Code(code), range));
            }
            Event::SoftBreak => self.tokens.push(Token::Piece(Kind::SoftBreak, range)),
            Event::HardBreak => self.tokens.push(Token::Piece(Kind::HardBreak, range)),
            Event::TaskListMarker(done) => self.tokens.push(Token::Piece(Kind::Task(done), range)),
            Event::FootnoteReference(label) => {
                let label = self.mirror.restore(&label, &range);
                self.tokens.push(Token::Piece(Kind::FootnoteRef(label), range));
            }
            Event::Rule => self.rule(range),
            // Math is never asked for; should it come, it is text.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range),
        }
    }

    fn text(&mut self, text: &CowStr, range: Range<usize>) {
        let slice = self.mirror.slice(text);
        if let Some((raw, place)) = &mut self.raw {
            match slice {
                Some(slice) => raw.push_str(&self.page.body[slice]),
                None => raw.push_str(text),
            }
            let start = place.as_ref().map_or(range.start, |place| place.start);
            *place = Some(start..range.end);
            return;
        }
        match (slice, self.tokens.last_mut()) {
            (Some(slice), Some(Token::Words(before))) if before.end == slice.start => before.end = slice.end,
            (Some(slice), _) => self.tokens.push(Token::Words(slice)),
            (None, _) => {
                let text = self.mirror.restore(text, &range);
                self.tokens.push(Token::Piece(Kind::Text(text), range));
            }
        }
    }

    fn start(&mut self, tag: Md, range: Range<usize>) {
        let range = self.masked.trimmed(&range);
        let tag = match tag {
            Md::Emphasis => return self.tokens.push(Token::Open(Tag::Emphasis, range)),
            Md::Strong => return self.tokens.push(Token::Open(Tag::Strong, range)),
            Md::Strikethrough => return self.tokens.push(Token::Open(Tag::Strike, range)),
            Md::Link { link_type, dest_url, title, .. } => {
                let (mut to, title) = self.mirror.target(&dest_url, &title, link_type, &range);
                if link_type == LinkType::Email {
                    to.insert_str(0, "mailto:");
                }
                let tag = Tag::Link { to: Written::Address(to), title };
                return self.tokens.push(Token::Open(tag, range));
            }
            Md::Image { link_type, dest_url, title, .. } => {
                let (from, title) = self.mirror.target(&dest_url, &title, link_type, &range);
                let tag = Tag::Image { from: Written::Address(from), title };
                return self.tokens.push(Token::Open(tag, range));
            }
            Md::HtmlBlock => {
                self.flush();
                self.raw = Some((String::new(), None));
                return;
            }
            Md::Heading { level, .. } => return self.heading(level as u8, range),
            // Not asked for by the options.
            Md::MetadataBlock(_) | Md::Superscript | Md::Subscript | Md::Paragraph => Tag::Paragraph,
            Md::BlockQuote(None) => Tag::Quote,
            Md::BlockQuote(Some(kind)) => Tag::Alert(match kind {
                BlockQuoteKind::Note => Alert::Note,
                BlockQuoteKind::Tip => Alert::Tip,
                BlockQuoteKind::Important => Alert::Important,
                BlockQuoteKind::Warning => Alert::Warning,
                BlockQuoteKind::Caution => Alert::Caution,
            }),
            Md::CodeBlock(kind) => {
                self.raw = Some((String::new(), None));
                let info = match kind {
                    CodeBlockKind::Fenced(info) => self.mirror.restore(&info, &range),
                    CodeBlockKind::Indented => String::new(),
                };
                let lang = info.split([' ', '\t', ',', '{']).next().unwrap_or("").to_string();
                Tag::CodeBlock { lang }
            }
            Md::List(start) => Tag::List { start },
            Md::Item => Tag::Item,
            Md::FootnoteDefinition(label) => Tag::Footnote(self.mirror.restore(&label, &range)),
            Md::DefinitionList => Tag::DefinitionList,
            Md::DefinitionListTitle => Tag::DefinitionTitle,
            Md::DefinitionListDefinition => Tag::Definition,
            Md::Table(aligns) => Tag::Table(
                aligns
                    .into_iter()
                    .map(|align| match align {
                        Alignment::None => Align::None,
                        Alignment::Left => Align::Left,
                        Alignment::Center => Align::Center,
                        Alignment::Right => Align::Right,
                    })
                    .collect(),
            ),
            Md::TableHead => Tag::TableHead,
            Md::TableRow => Tag::TableRow,
            Md::TableCell => Tag::TableCell,
        };
        self.open(tag, &range);
    }

    fn open(&mut self, tag: Tag<Written>, range: &Range<usize>) -> Option<usize> {
        self.flush();
        self.blocks.push(Block::Markdown);
        self.sink.open(tag, range)
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        let range = self.masked.trimmed(&range);
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image => {
                self.tokens.push(Token::Close(range));
                return;
            }
            TagEnd::HtmlBlock => {
                if let Some((html, place)) = self.raw.take() {
                    self.html(&html, &place.unwrap_or(range));
                }
                return;
            }
            TagEnd::TableHead => {
                self.flush();
                self.columns = slips::cells(&self.masked.text[range.clone()]);
            }
            TagEnd::TableRow => {
                self.flush();
                let found = slips::cells(&self.masked.text[range.clone()]);
                if found != self.columns {
                    let wanted = self.columns;
                    self.report.push(Code::TABLE_CELLS, || slips::row(&self.page, &range, found, wanted));
                }
            }
            TagEnd::CodeBlock => {
                if let Some((code, Some(place))) = self.raw.take() {
                    self.sink.leaf(Kind::Text(code), &place);
                }
            }
            _ => self.flush(),
        }
        self.cut = None;
        self.end_containers(range.end);
        self.blocks.pop();
        self.sink.close(&range);
    }

    fn flush(&mut self) {
        let (Some(first), Some(last)) = (self.tokens.first(), self.tokens.last()) else { return };
        // The parser gives a tight item's text without a paragraph; in a container it needs one.
        let bare = matches!(self.blocks.last(), Some(Block::Container { .. }));
        let range = first.range().start..last.range().end;
        if bare {
            self.sink.open(Tag::Paragraph, &range);
        }
        let tokens = std::mem::take(&mut self.tokens);
        inline::write(self.page, &self.masked.text, tokens, self.cut, &mut self.sink, &mut self.report);
        if bare {
            self.sink.close(&range);
        }
    }

    fn heading(&mut self, level: u8, range: Range<usize>) {
        let mut heading = Heading { level, anchor: String::new(), classes: Vec::new(), attrs: Vec::new() };
        let mut given = None;
        while self.masked.braces.get(self.braces).is_some_and(|braces| braces.start < range.start) {
            self.braces += 1;
        }
        let place = self.masked.braces.get(self.braces).filter(|braces| braces.start < range.end).cloned();
        if let Some(place) = &place {
            let (braces, _) = attrs::read(&self.page.body[place.clone()]);
            let span = |part: &Range<usize>| self.page.span(&(place.start + part.start..place.start + part.end));
            for part in &braces.strange {
                let word = &self.page.body[place.start + part.start..place.start + part.end];
                self.report.push(Code::WRONG_VALUE, || {
                    Diag::error(Code::WRONG_VALUE, span(part), words!("看不懂“{word}”", "“{word}” cannot be read"))
                        .help(words!("花括号里只写 #锚点、.类、键=值", "braces hold #anchor, .class and key=value"))
                });
            }
            if let Some(part) = &braces.open_quote {
                self.report.push(Code::WRONG_VALUE, || {
                    Diag::error(Code::WRONG_VALUE, span(part), words!("引号没有结束", "a quote is never closed"))
                        .help(words!("在值的末尾补上引号", "close it behind the value"))
                });
            }
            heading.attrs =
                braces.attrs.into_iter().map(|(key, value, part)| Attr { key, value, span: span(&part) }).collect();
            given = braces.id.map(|(id, part)| (id, span(&part)));
            heading.classes = braces.classes;
        }
        if let Some(piece) = self.open(Tag::Heading(heading), &range) {
            self.headings.push(anchors::Heading { piece, given });
        }
        self.cut = place.map(|place| place.start);
    }

    /// A rule across the page, or one of the lines that were masked as such.
    fn rule(&mut self, range: Range<usize>) {
        self.flush();
        while self.masked.lines.get(self.lines).is_some_and(|line| line.range.start < range.start) {
            self.lines += 1;
        }
        let Some(line) = self.masked.lines.get(self.lines).filter(|line| line.range.start < range.end) else {
            self.sink.leaf(Kind::Rule, &self.masked.trimmed(&range));
            return;
        };
        let text = &self.page.body[line.range.clone()];
        match line.kind {
            LineKind::Embed => match wiki::target(&text[3..text.len() - 2]) {
                Some(target) => self.sink.leaf(Kind::Embed(target.to), &line.range),
                None => {
                    self.sink.open(Tag::Paragraph, &line.range);
                    self.sink.words(&line.range);
                    self.sink.close(&line.range);
                }
            },
            LineKind::Container => {
                let fence = container::fence(text);
                if fence.name.is_empty() {
                    self.close_container(&fence, &line.range)
                } else {
                    self.open_container(fence, line.range.clone())
                }
            }
        }
    }

    fn open_container(&mut self, fence: container::Fence<'a>, line: Range<usize>) {
        if !container::NAMES.contains(&fence.name) {
            self.report.push(Code::CONTAINER, || {
                let name = fence.name;
                let known = container::NAMES.join(" ");
                Diag::error(
                    Code::CONTAINER,
                    self.page.span(&line),
                    words!("没有名为“{name}”的容器", "there is no container “{name}”"),
                )
                .help(container::nearest(name))
                .help(words!("可以用的有：{known}", "there are: {known}"))
            });
        }
        if let Some(Block::Container { fence: open, .. }) = self.blocks.last()
            && container::ends(fence.name, open.name)
        {
            self.end_container(line.start);
        }
        let around = match self.blocks.last() {
            Some(Block::Container { fence, .. }) => fence.name,
            _ => "",
        };
        if let Some(home) = container::home(fence.name).filter(|home| *home != around) {
            let name = fence.name;
            self.report.push(Code::CONTAINER, || {
                Diag::error(
                    Code::CONTAINER,
                    self.page.span(&line),
                    words!("“{name}”要写在“{home}”里面", "“{name}” belongs in “{home}”"),
                )
                .help(words!(
                    "在第一个 {name} 前面写一行“::::{home}”，最后一个后面写一行“::::”",
                    "put a line “::::{home}” above the first {name} and “::::” below the last"
                ))
            });
        }
        let tag = Tag::Container { name: fence.name.to_string(), title: fence.title.to_string() };
        let piece = self.sink.open(tag, &line);
        self.blocks.push(Block::Container { fence, line, piece });
    }

    /// Ends the innermost container with as many colons, else the innermost.
    fn close_container(&mut self, end: &container::Fence, line: &Range<usize>) {
        // Deeper than that nobody nests, and the limit keeps wrong ends linear.
        let open = self.blocks.iter().rev().take(100).map_while(|block| match block {
            Block::Container { fence, .. } => Some(fence.colons),
            Block::Markdown => None,
        });
        let open: Vec<usize> = open.collect();
        if open.is_empty() {
            self.report.push(Code::CONTAINER, || {
                Diag::error(
                    Code::CONTAINER,
                    self.page.span(line),
                    words!("这里没有要结束的容器", "there is no container to end here"),
                )
                .help(words!(
                    "删掉这一行，或者在前面写上“:::名称 标题”",
                    "delete the line, or open one above with “:::name title”"
                ))
            });
            return;
        }
        let inner = open.iter().position(|&colons| colons == end.colons).unwrap_or(0);
        for _ in 0..inner {
            let implied = matches!(self.blocks.last(), Some(Block::Container { fence, .. }) if matches!(fence.name, "tab" | "good" | "bad"));
            if !implied {
                self.report_open();
            }
            self.end_container(line.start);
        }
        self.end_container(line.end);
    }

    /// The containers that are open when the block around them ends.
    fn end_containers(&mut self, end: usize) {
        while let Some(Block::Container { .. }) = self.blocks.last() {
            self.report_open();
            self.end_container(end);
        }
    }

    fn report_open(&mut self) {
        let Some(Block::Container { fence, line, .. }) = self.blocks.last() else { return };
        let (name, colons) = (fence.name, ":".repeat(fence.colons.min(10)));
        self.report.push(Code::CONTAINER, || {
            Diag::error(
                Code::CONTAINER,
                self.page.span(line),
                words!("容器“{name}”没有结束", "the container “{name}” is never closed"),
            )
            .help(words!("在它的内容后面单独写一行 {colons}", "put a line {colons} below its content"))
        });
    }

    fn end_container(&mut self, end: usize) {
        let Some(Block::Container { line, piece, .. }) = self.blocks.pop() else { return };
        let range = line.start..end.max(line.end);
        self.sink.close(&range);
        if let Some(piece) = piece {
            self.sink.pieces[piece].span = self.page.span(&range);
        }
    }

    /// A block that the parser takes for HTML: a comment goes, anything else is text.
    fn html(&mut self, html: &str, place: &Range<usize>) {
        let mut rest = html;
        let mut kept = String::new();
        while let Some(open) = rest.find("<!--") {
            kept.push_str(&rest[..open]);
            match rest[open..].find("-->") {
                Some(close) => rest = &rest[open + close + 3..],
                None => {
                    kept.push_str(&rest[open..]);
                    rest = "";
                }
            }
        }
        kept.push_str(rest);
        if kept.trim().is_empty() {
            return;
        }
        self.report.push(Code::RAW_HTML, || {
            Diag::warning(
                Code::RAW_HTML,
                self.page.span(place),
                words!("这一段被当成 HTML，会原样显示成文字", "this is read as HTML and prints as text"),
            )
            .help(words!("注释后面的正文另起一行", "begin a new line behind a comment"))
        });
        self.sink.open(Tag::Paragraph, place);
        self.sink.text(kept.trim(), place);
        self.sink.close(place);
    }

    fn finish(mut self) -> Text<Written> {
        self.flush();
        self.end_containers(self.page.body.trim_end().len());
        if let Some(span) = self.sink.too_deep {
            self.report.push(Code::TOO_DEEP, || {
                Diag::warning(Code::TOO_DEEP, span, words!("嵌套太深", "nested too deep")).help(words!(
                    "更深的层次会并到上一层；把内容拆成几段",
                    "deeper levels are merged into the one above; split the content"
                ))
            });
        }
        let mut text = Text { pieces: self.sink.pieces };
        anchors::name(&mut text, &self.headings, &mut self.report);
        self.report.finish();
        text
    }
}
