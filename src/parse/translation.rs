//! Reads a chapter's version in another language.

use super::{Source, chapter};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
        lang::Lang,
    },
    model::{chapter::ChapterDraft, translation::TranslationDraft},
    words,
};
use std::collections::HashSet;

/// The language of a file and the path of its original: `a/01-join.en.md` is the English `a/01-join.md`.
pub fn original(path: &str) -> Option<(Lang, String)> {
    let stem = path.strip_suffix(".md")?;
    let (stem, tag) = stem.rsplit_once('.')?;
    let lang = match tag {
        "en" => Lang::En,
        "zh" => Lang::Zh,
        _ => return None,
    };
    Some((lang, format!("{stem}.md")))
}

/// `path` is the original's, below `content/handbook/`.
pub fn translation(source: &Source<'_>, lang: Lang, path: &str) -> (TranslationDraft, Diags) {
    let (chapter, (translates, has_audience), diags) =
        chapter::with(source, path, |fields| (fields.text("translates"), fields.has("audience")));
    (TranslationDraft { lang, translates, has_audience, chapter }, diags)
}

/// A translation without an original is a chapter like any other: its text is not lost, and the writer is told.
pub fn adopt(
    drafts: Vec<TranslationDraft>,
    chapters: &mut Vec<ChapterDraft>,
    diags: &mut Diags,
) -> Vec<TranslationDraft> {
    let place = |chapter: &ChapterDraft| (chapter.document.order.clone(), chapter.document.is_folder);
    let known: HashSet<_> = chapters.iter().map(place).collect();
    let (kept, alone): (Vec<_>, Vec<_>) = drafts.into_iter().partition(|draft| known.contains(&place(&draft.chapter)));
    for TranslationDraft { chapter, .. } in alone {
        let message =
            words!("这是一份翻译，但旁边没有原文", "this is a translation, but there is no original beside it");
        let help = words!(
            "把原文放在同一个文件夹，名字里不带 .en 或 .zh；现在先当作普通章节",
            "put the original into the same folder, without .en or .zh in its name; until then this is an ordinary chapter"
        );
        diags.push(Diag::warning(Code::NO_ORIGINAL, chapter.document.span, message).help(help));
        chapters.push(chapter);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_original_is_the_path_without_the_language() {
        assert_eq!(original("a/01-join.en.md"), Some((Lang::En, "a/01-join.md".to_string())));
        assert_eq!(original("_index.zh.md"), Some((Lang::Zh, "_index.md".to_string())));
        assert_eq!(original("01-v1.2.md"), None);
        assert_eq!(original("a/01-join.md"), None);
    }
}
