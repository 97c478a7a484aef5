//! A text as a flat list of pieces with their places: what every output prints from, and no recursion over a writer's nesting.

use super::chapter::Audience;
use crate::base::span::Span;

/// The kinds of record that a link can name: `[[话术:新人进群]]`, `[[script:…]]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    Chapter,
    Script,
    Campaign,
    Kpi,
    Plan,
    Rubric,
    Print,
    Role,
    Term,
    Code,
}

impl RecordKind {
    pub const ALL: [RecordKind; 10] = [
        RecordKind::Chapter,
        RecordKind::Script,
        RecordKind::Campaign,
        RecordKind::Kpi,
        RecordKind::Plan,
        RecordKind::Rubric,
        RecordKind::Print,
        RecordKind::Role,
        RecordKind::Term,
        RecordKind::Code,
    ];

    pub fn zh(self) -> &'static str {
        match self {
            RecordKind::Chapter => "章节",
            RecordKind::Script => "话术",
            RecordKind::Campaign => "活动",
            RecordKind::Kpi => "指标",
            RecordKind::Plan => "方案",
            RecordKind::Rubric => "量表",
            RecordKind::Print => "物料",
            RecordKind::Role => "岗位",
            RecordKind::Term => "术语",
            RecordKind::Code => "活码",
        }
    }

    pub fn en(self) -> &'static str {
        match self {
            RecordKind::Chapter => "chapter",
            RecordKind::Script => "script",
            RecordKind::Campaign => "campaign",
            RecordKind::Kpi => "kpi",
            RecordKind::Plan => "plan",
            RecordKind::Rubric => "rubric",
            RecordKind::Print => "print",
            RecordKind::Role => "role",
            RecordKind::Term => "term",
            RecordKind::Code => "code",
        }
    }

    pub fn parse(text: &str) -> Option<RecordKind> {
        RecordKind::ALL.into_iter().find(|kind| kind.zh() == text || kind.en().eq_ignore_ascii_case(text))
    }
}

/// Where a link leads as the writer put it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// `[text](address)`, percent-decoding not done; also bare URLs.
    Address(String),
    /// `[[kind:name#anchor]]`; without a kind all kinds are tried.
    Name { kind: Option<RecordKind>, name: String, anchor: Option<String> },
}

/// A text whose links are of kind `L`: `Text<Written>` in drafts, `Text<Link>` in records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<L> {
    pub pieces: Vec<Piece<L>>,
}

impl<L> Default for Text<L> {
    fn default() -> Self {
        Text { pieces: Vec::new() }
    }
}

/// One event of a text. `Open` and `Close` are balanced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece<L> {
    pub kind: Kind<L>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind<L> {
    Open(Tag<L>),
    Close,
    Text(String),
    /// Code within a line.
    Code(String),
    /// A line break that the writer made for himself; between two Han characters it is already taken out.
    SoftBreak,
    HardBreak,
    /// A thematic break.
    Rule,
    /// The box of a task list item.
    Task(bool),
    FootnoteRef(String),
    /// `{{ limit.group_size }}`: only in drafts; `resolve` puts the text in its place.
    Value(String),
    /// `![[…]]` on a line of its own: the card of a record.
    Embed(L),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tag<L> {
    Paragraph,
    Heading(Heading),
    Quote,
    /// `> [!NOTE]` and its kin.
    Alert(Alert),
    CodeBlock {
        lang: String,
    },
    List {
        start: Option<u64>,
    },
    Item,
    DefinitionList,
    DefinitionTitle,
    Definition,
    Table(Vec<Align>),
    TableHead,
    TableRow,
    TableCell,
    Emphasis,
    Strong,
    Strike,
    Link {
        to: L,
        title: String,
    },
    Image {
        from: L,
        title: String,
    },
    Footnote(String),
    /// `:::name 标题`: tabs, tab, details, only, compare, good, bad.
    Container {
        name: String,
        title: String,
    },
}

/// A heading with what stands in its braces: `## 通过好友验证 {#accept .step role=客服 sla=5m}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    pub level: u8,
    /// Unique in its file.
    pub anchor: String,
    pub classes: Vec<String>,
    /// `key=value` pairs with the place of each; a quoted value may hold spaces.
    pub attrs: Vec<Attr>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attr {
    pub key: String,
    pub value: String,
    pub span: Span,
}

impl Heading {
    pub fn has_class(&self, class: &str) -> bool {
        self.classes.iter().any(|c| c == class)
    }

    pub fn attr(&self, key: &str) -> Option<&Attr> {
        self.attrs.iter().find(|a| a.key == key)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alert {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    None,
    Left,
    Center,
    Right,
}

impl<L> Text<L> {
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The words without any markup; blocks are parted by line ends.
    pub fn plain(&self) -> String {
        plain(&self.pieces)
    }

    /// The headings with their index in `pieces`.
    pub fn headings(&self) -> impl Iterator<Item = (usize, &Heading)> {
        self.pieces.iter().enumerate().filter_map(|(index, piece)| match &piece.kind {
            Kind::Open(Tag::Heading(heading)) => Some((index, heading)),
            _ => None,
        })
    }

    /// The index after the `Close` that belongs to the `Open` at `open`.
    pub fn after(&self, open: usize) -> usize {
        let mut depth = 0_usize;
        for (index, piece) in self.pieces.iter().enumerate().skip(open) {
            match piece.kind {
                Kind::Open(_) => depth += 1,
                Kind::Close => {
                    depth -= 1;
                    if depth == 0 {
                        return index + 1;
                    }
                }
                _ => {}
            }
        }
        self.pieces.len()
    }

    /// The words of the block that opens at `open`.
    pub fn plain_at(&self, open: usize) -> String {
        plain(&self.pieces[open..self.after(open)])
    }
}

impl<L: Clone> Text<L> {
    /// The text as an audience sees it: `:::only` blocks for others are gone, those for it stand without their frame.
    pub fn seen_by(&self, audience: Audience) -> Text<L> {
        let mut pieces = Vec::with_capacity(self.pieces.len());
        // For each open tag whether its end is kept; `hidden` counts the tags within a block that is left out.
        let mut kept = Vec::new();
        let mut hidden = 0_usize;
        for piece in &self.pieces {
            match &piece.kind {
                Kind::Open(_) if hidden > 0 => hidden += 1,
                Kind::Close if hidden > 0 => hidden -= 1,
                Kind::Open(Tag::Container { name, title }) if name == "only" => {
                    if Audience::of_block(title).open_to(audience) {
                        kept.push(false);
                    } else {
                        hidden = 1;
                    }
                }
                Kind::Open(_) => {
                    kept.push(true);
                    pieces.push(piece.clone());
                }
                Kind::Close => {
                    if kept.pop() == Some(true) {
                        pieces.push(piece.clone());
                    }
                }
                _ if hidden > 0 => {}
                _ => pieces.push(piece.clone()),
            }
        }
        Text { pieces }
    }
}

/// The words of some pieces without any markup; blocks are parted by line ends.
pub fn plain<L>(pieces: &[Piece<L>]) -> String {
    let mut out = String::new();
    let mut blocks = Vec::new();
    for piece in pieces {
        match &piece.kind {
            Kind::Text(text) | Kind::Code(text) => out.push_str(text),
            Kind::Value(name) => {
                out.push_str("{{ ");
                out.push_str(name);
                out.push_str(" }}");
            }
            Kind::SoftBreak => out.push(' '),
            Kind::HardBreak => out.push('\n'),
            Kind::Open(tag) => blocks.push(tag.is_block()),
            Kind::Close => {
                if blocks.pop() == Some(true) && !out.ends_with('\n') {
                    out.push('\n');
                }
            }
            Kind::Rule | Kind::Task(_) | Kind::FootnoteRef(_) | Kind::Embed(_) => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Some pieces as a chat message: blocks parted by a blank line, line breaks kept, list items as `1. …` and `- …`,
/// links as text and `address`. Markers are gone, except `~~`, which in a chat is a tone of voice.
pub fn message<L>(pieces: &[Piece<L>], address: impl Fn(&L) -> Option<String>) -> String {
    let mut note = Message::default();
    let mut closes = Vec::new();
    for piece in pieces {
        match &piece.kind {
            Kind::Text(text) | Kind::Code(text) => note.write(text),
            Kind::Value(path) => note.write(&format!("{{{{ {path} }}}}")),
            Kind::SoftBreak | Kind::HardBreak => note.part(1),
            Kind::Rule => {
                note.part(2);
                note.write("———");
                note.part(2);
            }
            Kind::Task(done) => note.write(if *done { "☑ " } else { "☐ " }),
            Kind::FootnoteRef(_) | Kind::Embed(_) => {}
            Kind::Open(tag) => {
                note.open(tag);
                closes.push((tag, note.out.len()));
            }
            Kind::Close => match closes.pop() {
                Some((Tag::Link { to, .. }, start)) => {
                    let shown = note.out.get(start..).unwrap_or("").trim();
                    if let Some(address) = address(to).filter(|address| address != shown && !shown.is_empty()) {
                        let space = if shown.ends_with(['：', ':']) { "" } else { " " };
                        note.write(&format!("{space}{address}"));
                    }
                }
                Some((tag, _)) => note.close(tag),
                None => {}
            },
        }
    }
    note.out
}

#[derive(Default)]
struct Message {
    out: String,
    /// Line ends to write before the next words.
    lines: usize,
    /// The number of the next item of each open list.
    lists: Vec<Option<u64>>,
    /// An item's marker was just written.
    marked: bool,
}

impl Message {
    fn part(&mut self, lines: usize) {
        if !self.marked {
            self.lines = self.lines.max(lines);
        }
    }

    fn write(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if !self.out.is_empty() {
            for _ in 0..self.lines {
                self.out.push('\n');
            }
        }
        if self.lines > 0 && !self.lists.is_empty() {
            let depth =
                self.lists.len() - usize::from(text.starts_with(['-', '1', '2', '3', '4', '5', '6', '7', '8', '9']));
            self.out.push_str(&"  ".repeat(depth));
        }
        self.lines = 0;
        self.marked = false;
        self.out.push_str(text);
    }

    fn open<L>(&mut self, tag: &Tag<L>) {
        match tag {
            Tag::List { start } => {
                self.part(if self.lists.is_empty() { 2 } else { 1 });
                self.lists.push(*start);
            }
            Tag::Item => {
                self.marked = false;
                self.part(1);
                let marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_string(),
                };
                self.write(&marker);
                self.marked = true;
            }
            Tag::TableRow | Tag::TableHead | Tag::Definition => self.part(1),
            Tag::TableCell => {}
            Tag::Strike => self.write("~~"),
            tag if tag.is_block() => self.part(if self.lists.is_empty() { 2 } else { 1 }),
            _ => {}
        }
    }

    fn close<L>(&mut self, tag: &Tag<L>) {
        match tag {
            Tag::List { .. } => {
                self.lists.pop();
                self.marked = false;
                self.part(if self.lists.is_empty() { 2 } else { 1 });
            }
            Tag::Item => self.marked = false,
            Tag::TableCell => self.write("  "),
            Tag::TableRow | Tag::TableHead => {
                self.out.truncate(self.out.trim_end_matches(' ').len());
                self.part(1);
            }
            Tag::Strike => self.write("~~"),
            Tag::DefinitionTitle => self.part(1),
            tag if tag.is_block() => self.part(if self.lists.is_empty() { 2 } else { 1 }),
            _ => {}
        }
    }
}

impl<L> Tag<L> {
    /// Whether it stands in a line of its own.
    pub fn is_block(&self) -> bool {
        !matches!(self, Tag::Emphasis | Tag::Strong | Tag::Strike | Tag::Link { .. } | Tag::Image { .. })
    }
}

/// Where a link of a record leads: nothing dangles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    Web(String),
    Record(super::Record, Option<String>),
    /// A place on the same page.
    Place(String),
    /// A picture or download of the workspace.
    File(super::table::Id<super::asset::Asset>),
    /// What could not be found; it was reported, and prints as plain text.
    Broken,
}
