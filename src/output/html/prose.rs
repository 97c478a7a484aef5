//! A text as HTML: one pass over its pieces with a stack, so that no nesting of a writer's can overflow ours.

mod blocks;

use super::{Printer, escape, highlight, media};
use crate::{
    base::diag::Diag,
    model::{
        Record,
        chapter::Step,
        text::{Align, Kind, Link, Tag, Text},
    },
};
use std::collections::HashMap;

/// A heading for the page's own list of contents.
#[derive(Clone, Debug)]
pub struct Mark {
    pub level: u8,
    pub anchor: String,
    pub text: String,
}

/// What a body needs to know of its page.
pub struct Prose<'p, 'a> {
    pub printer: &'p Printer<'a>,
    /// `../` as often as the page is deep.
    pub root: &'p str,
    pub steps: &'p [Step],
    /// The level that the first headings get: 2 below a page's title, 3 inside a part.
    pub top: u8,
    /// Whether first mentions of terms get their meaning.
    pub terms: bool,
    /// Set before the anchors of this text when several texts share a page.
    pub prefix: &'p str,
}

/// The printed body.
#[derive(Debug, Default)]
pub struct Printed {
    pub html: String,
    pub marks: Vec<Mark>,
}

/// What is still to be written when a piece closes.
enum Shut {
    Plain(&'static str),
    /// A heading and its anchor.
    Heading(u8, String),
    Table,
    Head,
    Cell(&'static str),
    Item {
        label: bool,
    },
    /// A paragraph that may hold the label of a box to tick.
    Paragraph {
        label: bool,
    },
    /// A footnote's number.
    Footnote(usize),
    Nothing,
}

struct Writer<'p, 'a> {
    prose: Prose<'p, 'a>,
    out: String,
    stack: Vec<Shut>,
    marks: Vec<Mark>,
    /// The levels of open sections as written, to print them without gaps.
    levels: Vec<u8>,
    /// Labels of the columns of open tables, and the column that comes next.
    tables: Vec<(Vec<String>, Vec<Align>, usize)>,
    notes: HashMap<String, usize>,
    /// Boxes to tick so far, by the step that they stand in.
    ticks: HashMap<Option<usize>, usize>,
    step: Option<usize>,
    /// Where no further links or terms may stand: in links and headings.
    quiet: usize,
    seen_terms: Vec<bool>,
}

impl Prose<'_, '_> {
    /// Prints pieces `from..to` of a text; a step becomes its card.
    pub fn print(self, text: &Text<Link>, from: usize, to: usize) -> Result<Printed, Diag> {
        let terms = if self.terms { self.printer.press.book.terms.len() } else { 0 };
        let mut writer = Writer {
            prose: self,
            out: String::with_capacity(text.pieces.len() * 24),
            stack: Vec::new(),
            marks: Vec::new(),
            levels: Vec::new(),
            tables: Vec::new(),
            notes: HashMap::new(),
            ticks: HashMap::new(),
            step: None,
            quiet: 0,
            seen_terms: vec![false; terms],
        };
        writer.run(text, from, to.min(text.pieces.len()))?;
        Ok(Printed { html: writer.out, marks: writer.marks })
    }

    pub fn all(self, text: &Text<Link>) -> Result<Printed, Diag> {
        self.print(text, 0, text.pieces.len())
    }
}

impl Writer<'_, '_> {
    fn run(&mut self, text: &Text<Link>, from: usize, to: usize) -> Result<(), Diag> {
        // Steps that are open: their number, and the text that stood before them.
        let mut open_steps: Vec<(usize, String)> = Vec::new();
        let mut next_step =
            self.prose.steps.iter().position(|s| s.place.from >= from).unwrap_or(self.prose.steps.len());
        let mut at = from;
        while at < to {
            while let Some((step, _)) = open_steps.last()
                && self.prose.steps[*step].place.to <= at
            {
                self.close_step(&mut open_steps)?;
            }
            if next_step < self.prose.steps.len() && self.prose.steps[next_step].place.from == at {
                open_steps.push((next_step, std::mem::take(&mut self.out)));
                self.step = Some(next_step);
                if let Kind::Open(Tag::Heading(heading)) = &text.pieces[at].kind {
                    let level = self.level(heading.level);
                    self.marks.push(Mark { level, anchor: heading.anchor.clone(), text: text.plain_at(at) });
                }
                next_step += 1;
                // The card prints the heading itself.
                at = text.after(at);
                continue;
            }
            at = self.piece(text, at)?;
        }
        while !open_steps.is_empty() {
            self.close_step(&mut open_steps)?;
        }
        Ok(())
    }

    fn close_step(&mut self, open: &mut Vec<(usize, String)>) -> Result<(), Diag> {
        let (step, before) = open.pop().expect("a step is open");
        let body = std::mem::replace(&mut self.out, before);
        let card = super::chapter::step_card(self.prose.printer, self.prose.root, self.prose.steps, step, &body)?;
        self.out.push_str(&card);
        self.step = open.last().map(|(step, _)| *step);
        Ok(())
    }

    /// Prints one piece and returns the index of the next one to print.
    fn piece(&mut self, text: &Text<Link>, at: usize) -> Result<usize, Diag> {
        match &text.pieces[at].kind {
            Kind::Open(tag) => return self.open(text, at, tag),
            Kind::Close => self.close(),
            Kind::Text(words) => self.words(words),
            Kind::Code(code) => {
                self.out.push_str("<code>");
                escape::push(code, &mut self.out);
                self.out.push_str("</code>");
            }
            Kind::SoftBreak => self.out.push('\n'),
            Kind::HardBreak => self.out.push_str("<br>"),
            Kind::Rule => self.out.push_str("<hr>\n"),
            Kind::Task(done) => self.task(*done),
            Kind::FootnoteRef(name) => {
                let number = self.note(name);
                let prefix = self.prose.prefix;
                self.out.push_str(&format!("<sup><a class=\"note-ref\" id=\"{prefix}note-ref-{number}\" href=\"#{prefix}note-{number}\">{number}</a></sup>"));
            }
            Kind::Value(name) => {
                // Resolve puts the text in its place; what it could not find was reported.
                self.out.push_str("{{ ");
                escape::push(name, &mut self.out);
                self.out.push_str(" }}");
            }
            Kind::Embed(link) => self.embed(link)?,
        }
        Ok(at + 1)
    }

    fn open(&mut self, text: &Text<Link>, at: usize, tag: &Tag<Link>) -> Result<usize, Diag> {
        if tag.is_block() {
            self.end_label();
        }
        let shut = match tag {
            Tag::Paragraph => {
                self.out.push_str("<p>");
                Shut::Paragraph { label: false }
            }
            Tag::Heading(heading) => {
                let level = self.level(heading.level);
                let anchor = format!("{}{}", self.prose.prefix, heading.anchor);
                self.marks.push(Mark { level, anchor: anchor.clone(), text: text.plain_at(at) });
                self.out.push_str(&format!("<h{level}"));
                escape::attribute("id", &anchor, &mut self.out);
                self.out.push('>');
                self.quiet += 1;
                Shut::Heading(level, anchor)
            }
            Tag::Quote => self.plain("<blockquote>\n", "</blockquote>\n"),
            Tag::Alert(alert) => {
                let (key, class) = blocks::alert_words(*alert);
                self.out
                    .push_str(&format!("<div class=\"alert alert-{class}\" role=\"note\"><p class=\"alert-name\">"));
                escape::push(self.prose.printer.word(key), &mut self.out);
                self.out.push_str("</p>\n");
                Shut::Plain("</div>\n")
            }
            Tag::CodeBlock { lang } => {
                let source = code_text(text, at);
                self.out.push_str("<div class=\"code\"><pre tabindex=\"0\"><code>");
                self.out.push_str(&highlight::html(lang, &source));
                self.out.push_str("</code></pre></div>\n");
                return Ok(text.after(at));
            }
            Tag::List { start } => self.list(text, at, *start),
            Tag::Item => {
                let class = if blocks::is_task(text, at) { " class=\"tick\"" } else { "" };
                self.out.push_str("<li");
                self.out.push_str(class);
                self.out.push('>');
                Shut::Item { label: false }
            }
            Tag::DefinitionList => self.plain("<dl>\n", "</dl>\n"),
            Tag::DefinitionTitle => self.plain("<dt>", "</dt>\n"),
            Tag::Definition => self.plain("<dd>", "</dd>\n"),
            Tag::Table(aligns) => {
                self.open_table(text, at, aligns);
                Shut::Table
            }
            Tag::TableHead => {
                self.out.push_str("<thead><tr>");
                Shut::Head
            }
            Tag::TableRow => {
                if let Some(table) = self.tables.last_mut() {
                    table.2 = 0;
                }
                self.plain("<tr>", "</tr>\n")
            }
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.plain("<em>", "</em>"),
            Tag::Strong => self.plain("<strong>", "</strong>"),
            Tag::Strike => self.plain("<del>", "</del>"),
            Tag::Link { to, title } => self.link(to, title),
            Tag::Image { from, title } => {
                let alt = text.plain_at(at);
                media::picture(self.prose.printer, self.prose.root, from, &alt, title, &mut self.out);
                return Ok(text.after(at));
            }
            Tag::Footnote(name) => {
                let number = self.note(name);
                let prefix = self.prose.prefix;
                self.out.push_str(&format!("<div class=\"footnote\" id=\"{prefix}note-{number}\"><span class=\"footnote-number\">{number}</span><div>"));
                Shut::Footnote(number)
            }
            Tag::Container { name, title } => match self.container(name, title) {
                Some(shut) => shut,
                None => return Ok(text.after(at)),
            },
        };
        self.stack.push(shut);
        Ok(at + 1)
    }

    fn plain(&mut self, open: &str, close: &'static str) -> Shut {
        self.out.push_str(open);
        Shut::Plain(close)
    }

    fn close(&mut self) {
        let Some(shut) = self.stack.pop() else { return };
        match shut {
            Shut::Plain(close) => {
                if close == "</a>" || close == "</a> " {
                    self.quiet = self.quiet.saturating_sub(1);
                }
                self.out.push_str(close);
            }
            Shut::Heading(level, anchor) => {
                self.quiet = self.quiet.saturating_sub(1);
                self.out.push_str("<a class=\"anchor\"");
                escape::attribute("href", &format!("#{anchor}"), &mut self.out);
                escape::attribute("aria-label", self.prose.printer.word("page.here"), &mut self.out);
                self.out.push_str(&format!("></a></h{level}>\n"));
            }
            Shut::Table => {
                self.tables.pop();
                self.out.push_str("</tbody></table></div>\n");
            }
            Shut::Head => {
                self.out.push_str("</tr></thead><tbody>\n");
                if let Some(table) = self.tables.last_mut() {
                    table.2 = 0;
                }
            }
            Shut::Cell(close) => self.out.push_str(close),
            Shut::Item { label } => {
                if label {
                    self.out.push_str("</label>");
                }
                self.out.push_str("</li>\n");
            }
            Shut::Paragraph { label } => {
                if label {
                    self.out.push_str("</label>");
                }
                self.out.push_str("</p>\n");
            }
            Shut::Footnote(number) => {
                let prefix = self.prose.prefix;
                self.out.push_str(&format!("<a class=\"note-back\" href=\"#{prefix}note-ref-{number}\" aria-label=\""));
                escape::push(self.prose.printer.word("page.back"), &mut self.out);
                self.out.push_str("\">↩</a></div></div>\n");
            }
            Shut::Nothing => {}
        }
    }

    /// The printed level: never above `top`, never a gap, whatever the writer's levels are.
    fn level(&mut self, written: u8) -> u8 {
        while self.levels.last().is_some_and(|last| *last >= written) {
            self.levels.pop();
        }
        self.levels.push(written);
        (self.prose.top + self.levels.len() as u8 - 1).min(6)
    }

    fn link(&mut self, to: &Link, title: &str) -> Shut {
        let printer = self.prose.printer;
        let (href, class, extra) = match to {
            Link::Web(address) => match escape::safe_address(address) {
                Some(address) => (address, "out", None),
                None => return Shut::Nothing,
            },
            Link::Record(record, anchor) => match printer.href(self.prose.root, *record, anchor.as_deref()) {
                Some(href) => match record {
                    Record::Term(id) => (href, "term", Some(printer.press.book.terms[*id].meaning.clone())),
                    _ => (href, super::record_class(*record), None),
                },
                None => return Shut::Nothing,
            },
            Link::Place(anchor) => (format!("#{}{anchor}", self.prose.prefix), "", None),
            Link::File(asset) => (format!("{}{}", self.prose.root, printer.asset_path(*asset)), "file", None),
            Link::Broken => return Shut::Nothing,
        };
        self.out.push_str("<a");
        if !class.is_empty() {
            escape::attribute("class", class, &mut self.out);
        }
        escape::attribute("href", &href, &mut self.out);
        if class == "out" {
            self.out.push_str(" rel=\"noopener noreferrer\"");
        }
        if let Some(meaning) = extra {
            escape::attribute("data-meaning", &meaning, &mut self.out);
        }
        if !title.is_empty() {
            escape::attribute("title", title, &mut self.out);
        }
        self.out.push('>');
        self.quiet += 1;
        Shut::Plain("</a>")
    }

    fn embed(&mut self, link: &Link) -> Result<(), Diag> {
        let printer = self.prose.printer;
        match link {
            Link::Record(record, _) if printer.places.shows(printer.press.book, *record) => {
                let card = super::card::card(printer, self.prose.root, *record)?;
                self.out.push_str(&card);
            }
            Link::File(_) => media::picture(printer, self.prose.root, link, "", "", &mut self.out),
            _ => {}
        }
        Ok(())
    }

    fn note(&mut self, name: &str) -> usize {
        let next = self.notes.len() + 1;
        *self.notes.entry(name.to_string()).or_insert(next)
    }

    /// Plain words; the first mention of each term carries its meaning.
    fn words(&mut self, words: &str) {
        if self.quiet > 0 || self.seen_terms.is_empty() {
            escape::push(words, &mut self.out);
            return;
        }
        let printer = self.prose.printer;
        let mut done = 0;
        for (from, to, term) in printer.lexicon.find(words) {
            if self.seen_terms[term.index()] {
                continue;
            }
            self.seen_terms[term.index()] = true;
            escape::push(&words[done..from], &mut self.out);
            let record = &printer.press.book.terms[term];
            self.out.push_str("<a class=\"term\"");
            escape::attribute("href", &format!("{}terms/index.html#{}", self.prose.root, record.slug), &mut self.out);
            escape::attribute("data-meaning", &record.meaning, &mut self.out);
            self.out.push('>');
            escape::push(&words[from..to], &mut self.out);
            self.out.push_str("</a>");
            done = to;
        }
        escape::push(&words[done..], &mut self.out);
    }
}

fn code_text(text: &Text<Link>, at: usize) -> String {
    let mut source = String::new();
    for piece in &text.pieces[at..text.after(at)] {
        match &piece.kind {
            Kind::Text(line) | Kind::Code(line) => source.push_str(line),
            Kind::SoftBreak | Kind::HardBreak => source.push('\n'),
            _ => {}
        }
    }
    source
}
