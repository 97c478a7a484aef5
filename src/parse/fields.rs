//! Takes a record's fields one by one from its header, so that one run reports every mistake with its place.
//!
//! The same calls describe the record for `sopress schema`: a `Fields` made by `describe` notes what is asked for and
//! gives nothing back, so a schema cannot drift from what is parsed.

use super::data::{self, Datum, Entries};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, nearest},
        lang::{Words, listed},
        span::{Span, Spanned},
    },
    words,
};
use std::cell::RefCell;

mod numbers;
mod slips;

pub use super::shape::{Asked, Shape};

/// The fields of one table of a header.
pub struct Fields<'d> {
    /// What the table describes, for messages: “章节”, “a chapter”.
    what: Words,
    span: Span,
    entries: Vec<(Spanned<String>, Spanned<Datum>, bool)>,
    asked: Vec<Asked>,
    describing: bool,
    /// A Markdown file without a header, where a line alone would not help.
    headless: bool,
    /// Whether the next question is about a key that must be there.
    needing: bool,
    /// What the text that is asked for next must look like.
    pattern: Option<&'static str>,
    diags: &'d RefCell<Diags>,
}

impl<'d> Fields<'d> {
    pub fn new(what: Words, span: Span, entries: Entries, diags: &'d RefCell<Diags>) -> Fields<'d> {
        let entries = entries.into_iter().map(|(key, value)| (key, value, false)).collect();
        Fields {
            what,
            span,
            entries,
            asked: Vec::new(),
            describing: false,
            headless: false,
            needing: false,
            pattern: None,
            diags,
        }
    }

    /// Gives nothing and notes every question; `into_asked` tells them.
    pub fn describe(diags: &'d RefCell<Diags>) -> Fields<'d> {
        let nowhere = Span::file(crate::base::span::FileId(u32::MAX));
        Fields {
            what: words!("", ""),
            span: nowhere,
            entries: Vec::new(),
            asked: Vec::new(),
            describing: true,
            headless: false,
            needing: false,
            pattern: None,
            diags,
        }
    }

    /// Whether the file of a Markdown record has a header at all.
    #[must_use]
    pub fn with_header(mut self, has: bool) -> Fields<'d> {
        self.headless = !has;
        self
    }

    /// Every text with the keys that lead to it.
    pub fn all_texts(&self) -> Vec<(String, Spanned<String>)> {
        data::texts(self.entries.iter().map(|(key, value, _)| (key, value)))
    }

    pub fn into_asked(self) -> Vec<Asked> {
        self.asked
    }

    /// The place of the whole table.
    pub fn span(&self) -> Span {
        self.span
    }

    pub fn push(&self, diag: Diag) {
        if !self.describing {
            self.diags.borrow_mut().push(diag);
        }
    }

    /// Whether this only notes what is asked for.
    pub fn is_describing(&self) -> bool {
        self.describing
    }

    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(k, _, _)| k.value == key)
    }

    /// The key that is asked for next must be there: `fields.need().count("qty")`.
    pub fn need(&mut self) -> &mut Fields<'d> {
        self.needing = true;
        self
    }

    /// The same where another key decides; a schema, which cannot know that key's value, does not ask for it.
    pub fn need_if(&mut self, needed: bool) -> &mut Fields<'d> {
        self.needing = needed && !self.describing;
        self
    }

    /// What the text that is asked for next must look like, for schemas; the caller checks it.
    pub fn like(&mut self, pattern: &'static str) -> &mut Fields<'d> {
        self.pattern = Some(pattern);
        self
    }

    /// The place of a key that has no business here; it is then not reported as unknown.
    pub fn refuse(&mut self, key: &str) -> Option<Span> {
        let (name, _, taken) = self.entries.iter_mut().find(|(name, _, taken)| name.value == key && !taken)?;
        *taken = true;
        Some(name.span)
    }

    fn take(&mut self, key: &'static str, shape: Shape, needed: bool) -> Option<Spanned<Datum>> {
        let needed = std::mem::take(&mut self.needing) || needed;
        let pattern = self.pattern.take();
        if let Some(asked) = self.asked.iter_mut().find(|a| a.key == key) {
            asked.needed |= needed;
        } else {
            self.asked.push(Asked { key, shape, needed, pattern });
        }
        let found = self.entries.iter_mut().find(|(k, _, taken)| k.value == key && !taken);
        match found {
            Some((_, value, taken)) => {
                *taken = true;
                Some(value.clone())
            }
            None => {
                if needed && !self.describing {
                    self.missing(key);
                }
                None
            }
        }
    }

    fn unknown(&self, key: &Spanned<String>, hint: Option<Words>) {
        let (what, name) = (self.named(), &key.value);
        let message = Words::new(format!("{}没有“{name}”这个键", what.zh), format!("{} has no key “{name}”", what.en));
        let mut known: Vec<&str> = self.asked.iter().map(|a| a.key).collect();
        known.sort_unstable();
        let (zh, en) = listed(&known);
        let list = hint.is_none().then(|| words!("可用的键：{zh}", "known keys: {en}"));
        self.push(Diag::error(Code::UNKNOWN_KEY, key.span, message).help(hint).help(list));
    }

    /// What the table is, before a Chinese word: a file's name in Latin letters wants a space.
    fn named(&self) -> Words {
        let space = if self.what.zh.ends_with(|c: char| c.is_ascii_alphanumeric()) { " " } else { "" };
        Words::new(format!("{}{space}", self.what.zh), self.what.en.clone())
    }

    fn missing(&self, key: &str) {
        let what = self.named();
        let help = if self.headless {
            words!(
                "在文件最前面写三行页头：+++ 一行，{key} = \"…\" 一行，+++ 一行",
                "begin the file with a header of three lines: +++, then {key} = \"…\", then +++"
            )
        } else {
            words!("加上一行 {key} = …", "add a line {key} = …")
        };
        self.push(
            Diag::error(
                Code::MISSING_KEY,
                self.span,
                Words::new(format!("{}缺少“{key}”", what.zh), format!("{} lacks “{key}”", what.en)),
            )
            .help(help),
        );
    }

    fn wrong(&self, span: Span, key: &str, found: &Datum, wanted: Words) {
        let message = match found {
            Datum::Text(text) | Datum::Bare(text) => {
                let text: String = text.chars().take(40).collect();
                words!("“{key}”的值“{text}”读不懂", "the value “{text}” of “{key}” cannot be read")
            }
            other => {
                let what = other.what();
                Words::new(format!("“{key}”不能是{}", what.zh), format!("“{key}” cannot be {}", what.en))
            }
        };
        let help = Words::new(format!("写成{}", wanted.zh), format!("write {}", wanted.en));
        self.push(Diag::error(Code::WRONG_VALUE, span, message).help(help));
    }

    /// A text, or a bare number or date taken as text.
    fn text_of(&self, key: &'static str, value: Spanned<Datum>) -> Option<Spanned<String>> {
        match value.value {
            Datum::Text(text) => Some(Spanned::new(text, value.span)),
            Datum::Bare(text) => Some(Spanned::new(text, value.span)),
            other => {
                self.wrong(
                    value.span,
                    key,
                    &other,
                    words!("引号里的文字：{key} = \"…\"", "a text in quotes: {key} = \"…\""),
                );
                None
            }
        }
    }

    pub fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let value = self.take(key, Shape::Text, false)?;
        self.text_of(key, value)
    }

    /// A text that must be there and not be empty; its hole is an empty text at the table's place.
    pub fn need_text(&mut self, key: &'static str) -> Spanned<String> {
        let hole = Spanned::new(String::new(), self.span);
        let Some(value) = self.take(key, Shape::Text, true) else { return hole };
        if let (Datum::Bare(number), "title" | "name") = (&value.value, key) {
            self.push(
                Diag::warning(
                    Code::WRONG_VALUE,
                    value.span,
                    words!(
                        "“{key}”是数字，会当作文字“{number}”",
                        "“{key}” is a number and is taken for the text “{number}”"
                    ),
                )
                .help(words!("加上引号：\"{number}\"", "put it in quotes: \"{number}\"")),
            );
        }
        let Some(text) = self.text_of(key, value) else { return hole };
        if text.value.trim().is_empty() && !self.describing {
            self.push(
                Diag::error(Code::MISSING_KEY, text.span, words!("“{key}”是空的", "“{key}” is empty"))
                    .help(words!("写上内容", "write something here")),
            );
        }
        text
    }

    /// Texts in a list; a single text is a list of one.
    pub fn texts(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let Some(value) = self.take(key, Shape::Texts, false) else { return Vec::new() };
        self.texts_of(key, value)
    }

    fn texts_of(&self, key: &'static str, value: Spanned<Datum>) -> Vec<Spanned<String>> {
        match value.value {
            Datum::List(list) => list.into_iter().filter_map(|item| self.text_of(key, item)).collect(),
            other => self.text_of(key, Spanned::new(other, value.span)).into_iter().collect(),
        }
    }

    pub fn bool(&mut self, key: &'static str) -> Option<Spanned<bool>> {
        let value = self.take(key, Shape::Bool, false)?;
        match value.value {
            Datum::Bool(flag) => Some(Spanned::new(flag, value.span)),
            Datum::Text(text) if ["是", "否"].contains(&text.trim()) => {
                Some(Spanned::new(text.trim() == "是", value.span))
            }
            other => {
                let wanted = words!("“是”或“否”：{key} = true 或 {key} = false", "true or false: {key} = true");
                self.wrong(value.span, key, &other, wanted);
                None
            }
        }
    }

    /// One of the allowed words; each may have several spellings, of which the first is the one that help shows.
    pub fn choice<T: Clone>(
        &mut self,
        key: &'static str,
        allowed: &[(&'static [&'static str], T)],
    ) -> Option<Spanned<T>> {
        let spellings = allowed.iter().map(|(names, _)| *names).collect();
        let value = self.take(key, Shape::Choice(spellings), false)?;
        let text = self.text_of(key, value)?;
        self.chosen(key, text, allowed)
    }

    /// Several of the allowed words.
    pub fn choices<T: Clone>(
        &mut self,
        key: &'static str,
        allowed: &[(&'static [&'static str], T)],
    ) -> Vec<Spanned<T>> {
        let spellings = allowed.iter().map(|(names, _)| *names).collect();
        let Some(value) = self.take(key, Shape::Choices(spellings), false) else { return Vec::new() };
        self.texts_of(key, value).into_iter().filter_map(|text| self.chosen(key, text, allowed)).collect()
    }

    fn chosen<T: Clone>(
        &self,
        key: &str,
        text: Spanned<String>,
        allowed: &[(&'static [&'static str], T)],
    ) -> Option<Spanned<T>> {
        let found = allowed.iter().find(|(names, _)| names.iter().any(|name| *name == text.value));
        if let Some((_, choice)) = found {
            return Some(Spanned::new(choice.clone(), text.span));
        }
        let english = allowed.iter().map(|(names, _)| names[0]).collect::<Vec<_>>().join(" | ");
        // The Chinese spelling tells a writer what the word means; both may be written.
        let both = |names: &[&str]| match names.iter().find(|name| !name.is_ascii()) {
            Some(chinese) => format!("{}（{chinese}）", names[0]),
            None => names[0].to_string(),
        };
        let chinese = allowed.iter().map(|(names, _)| both(names)).collect::<Vec<_>>().join(" | ");
        let wrong = &text.value;
        self.push(
            Diag::error(
                Code::UNKNOWN_CHOICE,
                text.span,
                words!("“{key}”不能是“{wrong}”", "“{key}” cannot be “{wrong}”"),
            )
            .help(nearest(wrong, allowed.iter().flat_map(|(names, _)| names.iter().copied())))
            .help(words!("可以写：{chinese}", "it can be: {english}")),
        );
        None
    }

    /// A table below this one; `read` is called with its fields when it is there.
    pub fn table<T>(
        &mut self,
        key: &'static str,
        what: Words,
        mut read: impl FnMut(&mut Fields<'d>) -> T,
    ) -> Option<T> {
        if self.describing {
            let mut inner = Fields::describe(self.diags);
            read(&mut inner);
            let needed = std::mem::take(&mut self.needing);
            self.asked.push(Asked { key, shape: Shape::Table(inner.asked), needed, pattern: None });
            return None;
        }
        let value = self.take(key, Shape::Table(Vec::new()), false)?;
        match value.value {
            Datum::Table(entries) => Some(Fields::new(what, value.span, entries, self.diags).read(read)),
            other => {
                self.no_table(key, value.span, &other);
                None
            }
        }
    }

    /// Tables in a list, `[[key]]`; `read` is called with the fields of each.
    pub fn tables<T>(
        &mut self,
        key: &'static str,
        what: Words,
        mut read: impl FnMut(&mut Fields<'d>) -> T,
    ) -> Vec<Spanned<T>> {
        if self.describing {
            let mut inner = Fields::describe(self.diags);
            read(&mut inner);
            let needed = std::mem::take(&mut self.needing);
            self.asked.push(Asked { key, shape: Shape::Tables(inner.asked), needed, pattern: None });
            return Vec::new();
        }
        let heading =
            self.entries.iter().find(|(name, _, taken)| name.value == key && !taken).map(|(name, ..)| name.span);
        let Some(value) = self.take(key, Shape::Tables(Vec::new()), false) else { return Vec::new() };
        let wanted = || words!("一组表：每项一个 [[{key}]]", "a list of tables: one [[{key}]] for each");
        let list = match value.value {
            Datum::List(list) => list,
            // Told, and read as the one that is meant, so that nothing follows from it.
            Datum::Table(_) => {
                self.alone(key, value.span, heading.is_some_and(|name| value.span.contains(name)));
                vec![value]
            }
            other => {
                self.wrong(value.span, key, &other, wanted());
                return Vec::new();
            }
        };
        let mut out = Vec::new();
        for item in list {
            match item.value {
                Datum::Table(entries) => {
                    let inner = Fields::new(what.clone(), item.span, entries, self.diags);
                    out.push(Spanned::new(inner.read(&mut read), item.span));
                }
                other => self.wrong(item.span, key, &other, wanted()),
            }
        }
        out
    }

    /// A table where a list of them is meant: `[role]`, or one in braces or in YAML.
    fn alone(&self, key: &str, span: Span, is_heading: bool) {
        let (message, help) = if is_heading {
            let message = words!("[{key}] 少了一层方括号", "[{key}] lacks a pair of brackets");
            (message, words!("写成 [[{key}]]，有几项就写几个", "write [[{key}]], one for each"))
        } else {
            let message = words!("“{key}”可以有好几项，这里没有写成一组", "“{key}” is a list, and this is no list");
            let help = words!(
                "每项写一个 [[{key}]]；页头是 YAML 的，每项前面加一个短横线和空格",
                "head each with [[{key}]], or in YAML put a dash and a space before each"
            );
            (message, help)
        };
        self.push(Diag::error(Code::WRONG_VALUE, span, message).help(help));
    }

    /// A table whose keys are the writer's own, with texts as values: `[vars]`, `[fields]`.
    pub fn map(&mut self, key: &'static str) -> Vec<(Spanned<String>, Spanned<String>)> {
        self.map_of(key, &[])
    }

    /// The same where only these keys make sense; the caller reports the others.
    pub fn map_of(
        &mut self,
        key: &'static str,
        keys: &'static [&'static str],
    ) -> Vec<(Spanned<String>, Spanned<String>)> {
        let Some(value) = self.take(key, Shape::Map(keys), false) else { return Vec::new() };
        match value.value {
            Datum::Table(entries) => entries
                .into_iter()
                .filter_map(|(name, value)| match value.value {
                    // A switch is a word like any other here.
                    Datum::Bool(flag) => Some((name, Spanned::new(flag.to_string(), value.span))),
                    _ => self.text_of(key, value).map(|text| (name, text)),
                })
                .collect(),
            other => {
                self.no_table(key, value.span, &other);
                Vec::new()
            }
        }
    }

    fn no_table(&self, key: &str, span: Span, found: &Datum) {
        let wanted =
            words!("一张表：[{key}] 下面每行一个 键 = 值", "a table: [{key}] with a line key = value each below");
        self.wrong(span, key, found, wanted);
    }

    /// Reports the keys that nothing asked for.
    fn finish(&self) {
        for (key, _, _) in self.entries.iter().filter(|(_, _, taken)| !taken) {
            let name = &key.value;
            if self.asked.iter().any(|a| a.key == name) {
                let message = words!("“{name}”写了两次", "“{name}” is written twice");
                let help = words!("删掉其中一行", "remove one of the two lines");
                self.push(Diag::error(Code::UNKNOWN_KEY, key.span, message).help(help));
            } else {
                self.unknown(key, nearest(name, self.asked.iter().map(|a| a.key)));
            }
        }
    }
}
