//! The reader: asks an index as the browser does, with the same rules and the same formula as the theme's `js/search-*.js`.

mod again;
mod listen;
mod rank;
mod reading;
mod snippet;
mod store;

use std::{cmp::Reverse, collections::HashMap};

use super::{Index, Kind, fold};
use rank::Scored;
use reading::Reading;
use store::Store;

pub use snippet::Snippet;

/// What is searched. A page for nobody in particular belongs to every role.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kind: Option<Kind>,
    pub role: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The best first.
    pub hits: Vec<Hit>,
    /// What was searched instead of what was typed, such as 砍价 for `kanjia`.
    pub reading: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Hit {
    pub title: String,
    pub url: String,
    /// Place on the page; empty for its top.
    pub anchor: String,
    pub heading: String,
    pub kind: Kind,
    pub roles: Vec<String>,
    /// Empty unless the reader was given the sources.
    pub source: String,
    pub score: u64,
    pub snippet: Snippet,
}

/// Longer queries are cut: every character more is a shard more. In UTF-16 units.
const LONGEST_QUERY: usize = 40;
/// Below this share of what was asked for, other readings are tried.
const ENOUGH: f64 = 0.8;

pub struct Reader<'a> {
    store: Store<'a>,
    sources: Vec<String>,
}

impl<'a> Reader<'a> {
    /// Opens the index at `base`; `get` gives the bytes of a file of the site. `None` when there is no index that can be read.
    pub fn open(base: &str, get: impl Fn(&str) -> Option<Vec<u8>> + 'a) -> Option<Reader<'a>> {
        let base = base.trim_end_matches('/').to_string();
        let store = Store::open(move |key| get(&format!("{base}/{key}.js")))?;
        Some(Reader { store, sources: Vec::new() })
    }

    /// Reads an index that was just made.
    pub fn of(index: &'a Index) -> Option<Reader<'a>> {
        let files: HashMap<&str, &[u8]> = index.artifacts.iter().map(|a| (a.path.as_str(), &a.bytes[..])).collect();
        let reader = Reader::open(&index.base, move |path| files.get(path).map(|bytes| bytes.to_vec()))?;
        Some(reader.with_sources(index.sources.clone()))
    }

    /// Lets hits name the files that their pages were written in, which the shards keep to themselves.
    #[must_use]
    pub fn with_sources(mut self, sources: Vec<String>) -> Reader<'a> {
        self.sources = sources;
        self
    }

    pub fn search(&self, query: &str, filter: &Filter, limit: usize) -> Answer {
        let (found, readings) = self.ask(query, filter, limit);
        let reading = found.first().map(|hit| &readings[hit.reading]).filter(|r| !r.own).map(|r| r.text.clone());
        let hits = found.into_iter().filter_map(|hit| {
            let section = self.store.section(hit.page, hit.unit)?;
            let snippet = snippet::cut(&section.text, &readings[hit.reading]);
            Some(Hit {
                title: section.title,
                url: section.url,
                anchor: section.anchor,
                heading: section.heading,
                kind: self.store.meta.kinds[hit.page],
                roles: self.store.meta.roles_of(hit.page).map(str::to_string).collect(),
                source: self.sources.get(hit.page).cloned().unwrap_or_default(),
                score: hit.score,
                snippet,
            })
        });
        Answer { hits: hits.collect(), reading }
    }

    /// Everything that a query may mean, as typed first; with what is tried only when little was found.
    pub fn readings(&self, query: &str) -> Vec<String> {
        let text = folded(query);
        let mut out: Vec<String> = Vec::new();
        let simple = again::simplify(&text, &self.store);
        let plain = reading::read(&simple, simple == text, &self.store);
        let typed = reading::read(&text, true, &self.store).into_iter().chain(plain);
        for reading in typed.chain(again::read_again(&simple, &self.store)) {
            if !out.contains(&reading.text) {
                out.push(reading.text);
            }
        }
        out
    }

    fn ask(&self, query: &str, filter: &Filter, limit: usize) -> (Vec<Scored>, Vec<Reading>) {
        let text = folded(query);
        let mut best: HashMap<usize, Scored> = HashMap::new();
        let mut add = |readings: &[Reading], from: usize, guess: bool| {
            for (at, reading) in readings.iter().enumerate() {
                for hit in rank::rank(reading, from + at, filter, guess, &self.store) {
                    match best.get(&hit.page) {
                        Some(old) if old.score >= hit.score => {}
                        _ => {
                            best.insert(hit.page, hit);
                        }
                    }
                }
            }
            let mut top: Vec<Scored> = best.values().cloned().collect();
            top.sort_by_key(|hit| (Reverse(hit.score), hit.page));
            top.truncate(limit.max(1));
            top
        };
        // Three looks, each only when the one before found little: every look takes more shards.
        let first = if again::is_traditional(&text) { again::simplify(&text, &self.store) } else { text.clone() };
        let mut readings = reading::read(&first, first == text, &self.store);
        let mut hits = add(&readings, 0, false);
        let little = |hits: &[Scored]| hits.first().is_none_or(|hit| hit.coverage < ENOUGH);
        if little(&hits) {
            let simple = again::simplify(&text, &self.store);
            let mut from = 0;
            if simple != first {
                from = readings.len();
                readings.extend(reading::read(&simple, simple == text, &self.store));
                hits = add(&readings[from..], from, false);
            }
            if little(&hits) {
                add(&readings[from..readings.len().min(from + 1)], from, true);
                let from = readings.len();
                readings.extend(again::read_again(&simple, &self.store));
                hits = add(&readings[from..], from, false);
            }
        }
        hits.truncate(limit);
        (hits, readings)
    }
}

fn folded(query: &str) -> String {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= LONGEST_QUERY
    };
    query.chars().map(fold::plain).take_while(fits).collect()
}
