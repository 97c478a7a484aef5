//! Reads `terms.toml`, and the groups of words in `synonyms.toml` that mean the same.

use super::{
    Source as File,
    chapter::{own_slug, plain_text},
    fields::Fields,
    record,
};
use crate::{
    base::{diag::Diags, slug::slug},
    model::term::Term,
    words,
};

pub fn terms(source: &File<'_>) -> (Vec<Term>, Diags) {
    record::toml(source, words!("术语表", "the list of terms"), header)
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
    record::toml(source, words!("同义词表", "the list of synonyms"), synonym_groups)
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
