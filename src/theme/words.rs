//! The interface words of one language: `nav.home = "今天"`, the theme's own over the default's, key by key.

use super::{Shelves, ThemeFile};
use crate::base::{
    code::Code,
    diag::{Diag, Diags},
    slip,
    span::Span,
};
use std::collections::BTreeMap;

/// Words by their dotted key.
#[derive(Clone, Debug, Default)]
pub struct Wordbook {
    words: BTreeMap<String, String>,
    /// The same as nested maps, for templates; cheap to clone.
    value: Option<tera::Value>,
}

impl Wordbook {
    /// The word, or the key itself so that a hole is seen and not hidden.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.get(key).map_or(key, String::as_str)
    }

    /// A word with `{n}` filled.
    pub fn with(&self, key: &str, n: impl std::fmt::Display) -> String {
        self.get(key).replace("{n}", &n.to_string())
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }

    /// Those below a key, such as `js`, by what follows it.
    pub fn below<'a>(&'a self, key: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let start = format!("{key}.");
        self.words.iter().filter_map(move |(k, word)| Some((k.strip_prefix(start.as_str())?, word.as_str())))
    }

    pub(super) fn value(&self) -> tera::Value {
        self.value.clone().unwrap_or_else(tera::Value::none)
    }
}

pub(super) fn load(shelves: &Shelves<'_>, path: &str, diags: &mut Diags) -> Wordbook {
    let mut words = BTreeMap::new();
    for file in shelves.both(path) {
        if let Some(table) = table(file, diags) {
            take("", &table, &mut words);
        }
    }
    let value = tera::Value::from_serializable(&nest(&words));
    Wordbook { words, value: Some(value) }
}

/// A TOML file of a theme; a syntax error is told at its place.
pub(super) fn table(file: ThemeFile<'_>, diags: &mut Diags) -> Option<toml::Table> {
    let text = super::text(file);
    match text.parse::<toml::Table>() {
        Ok(table) => Some(table),
        Err(error) => {
            let range = error.span().unwrap_or(0..0);
            let (message, help) = slip::explain(error.message(), &text, &range);
            let span = Span::new(file.id, range.start, range.end);
            diags.push(Diag::error(Code::SYNTAX, span, message).help(help));
            None
        }
    }
}

fn take(start: &str, table: &toml::Table, words: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let key = if start.is_empty() { key.clone() } else { format!("{start}.{key}") };
        match value {
            toml::Value::String(word) => {
                words.insert(key, word.clone());
            }
            // Two levels are all that the files use.
            toml::Value::Table(inner) => take(&key, inner, words),
            other => {
                words.insert(key, other.to_string());
            }
        }
    }
}

fn nest(words: &BTreeMap<String, String>) -> BTreeMap<&str, BTreeMap<&str, &str>> {
    let mut nested: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for (key, word) in words {
        let (group, name) = key.split_once('.').unwrap_or(("word", key));
        nested.entry(group).or_default().insert(name, word);
    }
    nested
}
