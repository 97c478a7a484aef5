//! A walk over finished pages for what the engine does not tell: characters without a glyph.

use std::collections::BTreeMap;

use typst::layout::{Frame, FrameItem};
use typst::syntax::Span;
use typst_layout::Page;

/// One character that no font had, and where the kit prints it.
pub(super) struct Missing {
    pub character: char,
    pub family: String,
    pub span: Span,
    /// Counted from 1.
    pub page: usize,
}

/// Each missing character once, in the order of pages.
pub(super) fn missing_glyphs(pages: &[Page]) -> Vec<Missing> {
    let mut found: BTreeMap<char, Missing> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        walk(&page.frame, &mut |item| {
            let FrameItem::Text(text) = item else { return };
            for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
                for character in text.text.get(glyph.range()).unwrap_or(&text.text).chars() {
                    found.entry(character).or_insert_with(|| Missing {
                        character,
                        family: text.font.font().info().family.to_string(),
                        span: glyph.span.0,
                        page: index + 1,
                    });
                }
            }
        });
    }
    let mut found: Vec<Missing> = found.into_values().collect();
    found.sort_by_key(|missing| (missing.page, missing.character));
    found
}

fn walk(frame: &Frame, visit: &mut impl FnMut(&FrameItem)) {
    for (_, item) in frame.items() {
        visit(item);
        if let FrameItem::Group(group) = item {
            walk(&group.frame, visit);
        }
    }
}
