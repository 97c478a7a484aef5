//! Search: an index cut into small scripts that a browser loads as it needs them, and a reader that asks it the same way.
//!
//! Pages are found by overlapping pairs of Han characters, by words, by pinyin and by initials. How a query is read and ranked
//! stands in `read/` and, the same, in the theme's `js/search.js`; `tests/search/*.toml` hold both to it.

mod alike;
mod collect;
mod encode;
mod files;
mod fold;
mod read;
mod sound;
mod spoken;
mod tokens;

use std::borrow::Cow;

use crate::base::artifact::Artifact;

pub use read::{Answer, Filter, Hit, Reader};

/// One page as the search sees it. Addresses are relative to the site and ASCII.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub url: String,
    pub title: String,
    pub kind: Kind,
    /// For whom it is; nobody named means everybody.
    pub roles: Vec<String>,
    /// Other words for the title, found as if they stood in it.
    pub aliases: Vec<String>,
    /// The file that it was written in. Kept out of the shards: only the reader beside the index tells it.
    pub source: String,
    pub sections: Vec<Section>,
}

/// A heading with the text below it, up to the next heading; an empty anchor is the top of the page.
#[derive(Clone, Debug, Default)]
pub struct Section {
    pub anchor: String,
    pub heading: String,
    pub text: String,
}

impl Section {
    fn is_before(&self, next: &Section) -> bool {
        self.anchor == next.anchor && self.heading == next.heading
    }
}

/// Bytes of one section: who is shown a line of it should not have to load more than this.
const LONGEST_SECTION: usize = 6 << 10;

/// The page with its long sections cut, at the end of a sentence where there is one.
fn in_pieces(page: &Page) -> Cow<'_, Page> {
    if page.sections.iter().all(|section| section.text.len() <= LONGEST_SECTION) {
        return Cow::Borrowed(page);
    }
    let mut sections = Vec::new();
    for section in &page.sections {
        let mut rest = section.text.as_str();
        while rest.len() > LONGEST_SECTION {
            let most = &rest[..rest.floor_char_boundary(LONGEST_SECTION)];
            let end = most.char_indices().rev().find(|(_, c)| matches!(c, '。' | '！' | '？' | '\n'));
            let end = end.or_else(|| most.char_indices().rev().find(|(_, c)| c.is_whitespace()));
            let (piece, after) = rest.split_at(end.map_or(most.len(), |(at, c)| at + c.len_utf8()));
            sections.push(Section { text: piece.to_string(), ..section.clone() });
            rest = after;
        }
        sections.push(Section { text: rest.to_string(), ..section.clone() });
    }
    Cow::Owned(Page { sections, ..page.clone() })
}

/// What a page is, for the filter and the badge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    #[default]
    Chapter,
    Script,
    Campaign,
    Kpi,
    Print,
    Term,
    Role,
    Other,
}

impl Kind {
    /// In the order of the digits that stand for them in the index.
    pub const ALL: [Kind; 8] =
        [Kind::Chapter, Kind::Script, Kind::Campaign, Kind::Kpi, Kind::Print, Kind::Term, Kind::Role, Kind::Other];

    /// The word that the client's words and addresses use.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Chapter => "chapter",
            Kind::Script => "script",
            Kind::Campaign => "campaign",
            Kind::Kpi => "kpi",
            Kind::Print => "print",
            Kind::Term => "term",
            Kind::Role => "role",
            Kind::Other => "other",
        }
    }

    pub fn parse(id: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// The scripts of an index, all below `base`, which holds a hash of them: what changed is never taken from a cache.
#[derive(Clone, Debug)]
pub struct Index {
    pub artifacts: Vec<Artifact>,
    pub base: String,
    /// The source of each page, for `Reader::with_sources`.
    pub sources: Vec<String>,
    /// Pages that did not fit.
    pub left_out: usize,
}

/// The numbers of more pages do not fit the notation.
pub const MOST_PAGES: usize = 524_288;

/// Makes the index. Each list of `synonyms` holds words for one thing: who asks for one is also asked for the others. Everyday
/// groups that came with the program follow.
pub fn index(pages: &[Page], synonyms: &[Vec<String>]) -> Index {
    let left_out = pages.len().saturating_sub(MOST_PAGES);
    let pages = &pages[..pages.len() - left_out];
    let mut collector = collect::Collector::default();
    let pages: Vec<Cow<'_, Page>> = pages.iter().map(in_pieces).collect();
    for (number, page) in pages.iter().enumerate() {
        let number = number as u32;
        let mut title = vec![(collect::Part::Head, page.title.as_str())];
        title.extend(page.aliases.iter().map(|alias| (collect::Part::Body, alias.as_str())));
        collector.unit(number, 0, &title);
        for (unit, section) in page.sections.iter().enumerate() {
            // Further pieces of a section are shown under its heading and not found by it.
            let again = unit > 0 && page.sections[unit - 1].is_before(section);
            let heading = if again { "" } else { section.heading.as_str() };
            let parts = [(collect::Part::Head, heading), (collect::Part::Body, section.text.as_str())];
            collector.unit(number, unit as u32 + 1, &parts);
        }
    }
    let collected = collector.finish();
    let heads = pages.iter().flat_map(|page| {
        let titles = std::iter::once(&page.title).chain(&page.aliases).map(|text| (text.as_str(), 24));
        titles.chain(page.sections.iter().map(|section| (section.heading.as_str(), 8)))
    });
    // A small site keeps every pair that it says twice; a large one only what matters.
    let least = match pages.len() {
        0..300 => 2,
        300..20_000 => 3,
        _ => 6,
    };
    let (pairs, initials) = (spoken::pairs(&collected, least), spoken::initials(heads));
    let synonyms = alike::groups(synonyms, &collected, pages.len());
    Index { left_out, ..files::write(&pages, &synonyms, collected, pairs, initials) }
}
