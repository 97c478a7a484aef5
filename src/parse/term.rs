//! Reads `terms.toml`, and the groups of words in `synonyms.toml` that mean the same.

use super::{
    Source as File,
    chapter::{own_slug, plain_text},
    data,
    fields::Fields,
};
use crate::{
    base::{diag::Diags, slug::slug, span::Span},
    model::term::Term,
    words,
};
use std::cell::RefCell;

pub fn terms(source: &File<'_>) -> (Vec<Term>, Diags) {
    let mut diags = Diags::new();
    let entries = data::toml(source.text, source.file, 0, &mut diags);
    let cell = RefCell::new(diags);
    let mut fields = Fields::new(words!("术语表", "the terms"), Span::file(source.file), entries, &cell);
    let terms = header(&mut fields);
    fields.finish();
    (terms, cell.into_inner())
}

/// The keys of `terms.toml`.
pub fn header(fields: &mut Fields<'_>) -> Vec<Term> {
    let read = |f: &mut Fields<'_>| {
        let name = f.need_text("name");
        Term {
            span: f.span(),
            en: plain_text(f.text("en")),
            aliases: f.texts("aliases"),
            meaning: f.need_text("meaning").value,
            slug: own_slug(f).unwrap_or_else(|| slug(&name.value)),
            name,
        }
    };
    fields.tables("term", words!("术语", "a term"), read).into_iter().map(|term| term.value).collect()
}

pub fn synonyms(source: &File<'_>) -> (Vec<Vec<String>>, Diags) {
    let mut diags = Diags::new();
    let entries = data::toml(source.text, source.file, 0, &mut diags);
    let cell = RefCell::new(diags);
    let mut fields = Fields::new(words!("同义词表", "the synonyms"), Span::file(source.file), entries, &cell);
    let groups = synonym_groups(&mut fields);
    fields.finish();
    (groups, cell.into_inner())
}

/// The keys of `synonyms.toml`.
pub fn synonym_groups(fields: &mut Fields<'_>) -> Vec<Vec<String>> {
    let read = |f: &mut Fields<'_>| f.texts("words").into_iter().map(|word| word.value).collect();
    fields
        .tables("group", words!("同义词组", "a group of synonyms"), read)
        .into_iter()
        .map(|group| group.value)
        .collect()
}
