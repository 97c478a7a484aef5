//! A translation's links, and what it takes over from its original.

use super::{Desk, chapter};
use crate::{
    base::diag::Diags,
    model::{
        chapter::{Chapter, Document},
        table::{Id, Table},
        translation::{Translation, TranslationDraft},
    },
};
use std::collections::HashMap;

pub fn translations(
    desk: &Desk<'_>,
    drafts: Vec<TranslationDraft>,
    chapters: &Table<Chapter>,
    diags: &mut Diags,
) -> Table<Translation> {
    if drafts.is_empty() {
        return Vec::new().into();
    }
    let places: HashMap<_, Id<Chapter>> =
        chapters.iter().map(|(id, c)| ((c.document.order.clone(), c.document.is_folder), id)).collect();
    let drafts: Vec<(Id<Chapter>, TranslationDraft)> = drafts
        .into_iter()
        .filter_map(|draft| {
            let document = &draft.chapter.document;
            // One without an original became a chapter when it was read.
            let of = *places.get(&(document.order.clone(), document.is_folder))?;
            Some((of, draft))
        })
        .collect();
    desk.all(drafts, diags, |desk, (of, draft), diags| {
        let original = &chapters[of];
        let mut chapter = chapter::chapter(desk, draft.chapter, diags);
        inherit(&mut chapter.document, &original.document, draft.has_audience);
        if chapter.roles.is_empty() {
            chapter.roles.clone_from(&original.roles);
        }
        if chapter.kpis.is_empty() {
            chapter.kpis.clone_from(&original.kpis);
        }
        Translation { of, lang: draft.lang, translates: draft.translates, chapter }
    })
}

/// The document is one in both languages: its number, owner and state are written once.
fn inherit(own: &mut Document, original: &Document, has_audience: bool) {
    own.slug.clone_from(&original.slug);
    // Nobody is shown by a translation what the original would not show; a narrower circle of its own holds.
    own.audience = if has_audience { own.audience.max(original.audience) } else { original.audience };
    if own.status.span == own.span {
        own.status = original.status;
    }
    let text = |own: &mut Option<_>, original: &Option<_>| {
        if own.is_none() {
            own.clone_from(original);
        }
    };
    text(&mut own.code, &original.code);
    text(&mut own.version, &original.version);
    text(&mut own.owner, &original.owner);
    text(&mut own.approver, &original.approver);
    if own.effective_from.is_none() {
        own.effective_from.clone_from(&original.effective_from);
    }
    if own.review_by.is_none() {
        own.review_by.clone_from(&original.review_by);
    }
    if own.tags.is_empty() {
        own.tags.clone_from(&original.tags);
    }
}
