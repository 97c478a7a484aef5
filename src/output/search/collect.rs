//! Collects what every unit of every page holds: terms as numbers, counts as bytes, nothing as text twice.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::{
    fold::utf16_rank,
    tokens::{Cutter, Token},
};

/// Unit 0 of a page is its title with aliases, the others are its sections.
pub const UNITS: u32 = 4096;
/// The places of a term that are kept; its titles and strongest sections come first.
const LONGEST_LIST: usize = 4096;

/// What the text of a title unit counts for one alias, and for a skip in the title: so that any alias outweighs all skips.
const ALIAS: u8 = 128;
const SKIPPED: u8 = 1;

/// All terms and where they stand, sorted as browsers sort.
pub struct Collected {
    pub terms: Vec<Term>,
    places: Vec<Place>,
}

pub struct Term {
    pub name: Name,
    /// Pages that hold it.
    pub pages: u32,
    /// 24 for a title, 8 for a heading, 1 for a text: how much its reading matters.
    pub weight: u32,
    start: u32,
    end: u32,
}

/// Pages fit into 20 bits, units into 12.
#[derive(Clone, Copy)]
pub struct Place {
    doc: u32,
    pub impact: u8,
}

impl Place {
    pub fn page(self) -> u32 {
        self.doc / UNITS
    }

    pub fn unit(self) -> u32 {
        self.doc % UNITS
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    One(char),
    Pair(char, char),
    Word(String),
}

impl Collected {
    pub fn places(&self, term: &Term) -> &[Place] {
        &self.places[term.start as usize..term.end as usize]
    }

    /// 0 when it is nowhere.
    pub fn weight(&self, name: &Name) -> u32 {
        self.terms.binary_search_by(|term| compare(&term.name, name)).map_or(0, |at| self.terms[at].weight)
    }
}

#[derive(Default)]
pub struct Collector {
    cutter: Cutter,
    han: HashMap<(char, char), u32, Quick>,
    words: HashMap<String, u32, Quick>,
    names: Vec<Name>,
    /// For each term the last unit that held it and its entry there: so that no unit needs a map of its own.
    seen: Vec<(u32, u32)>,
    units: Vec<Unit>,
    entries: Vec<u32>,
    heads: Vec<u8>,
    bodies: Vec<u8>,
}

struct Unit {
    doc: u32,
    length: u32,
    end: u32,
}

/// What a text is worth: a title or heading, or the text below (for a title: its aliases).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Head,
    Body,
}

impl Collector {
    pub fn unit(&mut self, page: u32, unit: u32, parts: &[(Part, &str)]) {
        let mark = self.units.len() as u32 + 1;
        let mut cutter = std::mem::take(&mut self.cutter);
        let mut length = 0;
        for (part, text) in parts {
            let head = *part == Part::Head;
            cutter.cut(text, head || unit == 0, |token| {
                let skip = matches!(token, Token::Skip(..));
                // Neither aliases nor skips make a title longer.
                length += u32::from(!skip && (head || unit > 0));
                let worth = match unit {
                    0 if skip => SKIPPED,
                    0 if !head => ALIAS,
                    _ => 1,
                };
                self.count(token, mark, head && !skip, worth);
            });
        }
        self.cutter = cutter;
        let doc = page * UNITS + unit.min(UNITS - 1);
        self.units.push(Unit { doc, length, end: self.entries.len() as u32 });
    }

    fn count(&mut self, token: Token<'_>, mark: u32, head: bool, worth: u8) {
        let fresh = self.names.len() as u32;
        let term = match token {
            Token::One(a) => *self.han.entry((a, '\0')).or_insert(fresh),
            Token::Pair(a, b) | Token::Skip(a, b) => *self.han.entry((a, b)).or_insert(fresh),
            Token::Word(word) => match self.words.get(word) {
                Some(&term) => term,
                None => {
                    self.words.insert(word.to_string(), fresh);
                    fresh
                }
            },
        };
        if term == fresh {
            self.names.push(match token {
                Token::One(a) => Name::One(a),
                Token::Pair(a, b) | Token::Skip(a, b) => Name::Pair(a, b),
                Token::Word(word) => Name::Word(word.to_string()),
            });
            self.seen.push((0, 0));
        }
        let seen = &mut self.seen[term as usize];
        if seen.0 != mark {
            *seen = (mark, self.entries.len() as u32);
            self.entries.push(term);
            self.heads.push(0);
            self.bodies.push(0);
        }
        let count = if head { &mut self.heads } else { &mut self.bodies };
        let count = &mut count[seen.1 as usize];
        *count = count.saturating_add(worth);
    }

    pub fn finish(self) -> Collected {
        let Collector { names, units, entries, heads, bodies, .. } = self;
        let average = |titles: bool| {
            let of: Vec<u32> = units.iter().filter(|u| (u.doc % UNITS == 0) == titles).map(|u| u.length).collect();
            of.iter().map(|n| f64::from(*n)).sum::<f64>().max(1.0) / (of.len().max(1) as f64)
        };
        let (title_length, section_length) = (average(true), average(false));

        // A counting sort by term keeps the order of units, so nothing needs comparing.
        let mut ends = vec![0u32; names.len() + 1];
        for term in &entries {
            ends[*term as usize + 1] += 1;
        }
        for at in 1..ends.len() {
            ends[at] += ends[at - 1];
        }
        let starts = ends.clone();
        let mut places = vec![Place { doc: 0, impact: 0 }; entries.len()];
        let mut weights = vec![0u32; names.len()];
        let mut from = 0;
        for unit in &units {
            let title = unit.doc % UNITS == 0;
            let length = f64::from(unit.length);
            let norm = if title { 0.5 + 0.5 * length / title_length } else { 0.6 + 0.4 * length / section_length };
            for at in from..unit.end as usize {
                let (head, body) = (f64::from(heads[at]), f64::from(bodies[at]));
                let weight = match title {
                    true if heads[at] > 0 => head / norm,
                    true if bodies[at] >= ALIAS => 0.8 / norm,
                    true => 0.4 / norm,
                    false => (4.0 * head + body) / norm,
                };
                let term = entries[at] as usize;
                weights[term] += match (title, heads[at] > 0) {
                    (true, named) if named || bodies[at] >= ALIAS => 24,
                    (false, true) => 8,
                    _ => 1,
                };
                places[ends[term] as usize] = Place { doc: unit.doc, impact: (16.0 * weight / (1.2 + weight)) as u8 };
                ends[term] += 1;
            }
            from = unit.end as usize;
        }
        let mut terms: Vec<Term> = names
            .into_iter()
            .enumerate()
            .map(|(at, name)| {
                let (start, full) = (starts[at], ends[at]);
                let list = &mut places[start as usize..full as usize];
                // A page with more sections than units can be numbered gives its last unit several times.
                let pages = 1 + list.windows(2).filter(|w| w[0].page() != w[1].page()).count() as u32;
                let kept = keep_strongest(list);
                Term { name, pages, weight: weights[at], start, end: start + kept }
            })
            .collect();
        terms.sort_unstable_by(|a, b| compare(&a.name, &b.name));
        Collected { terms, places }
    }
}

/// Moves what is kept to the front, in order, and gives its number.
fn keep_strongest(list: &mut [Place]) -> u32 {
    if list.len() > LONGEST_LIST {
        list.sort_by_key(|p| (p.unit() != 0, u8::MAX - p.impact, p.doc));
        list[..LONGEST_LIST].sort_by_key(|p| (p.doc, u8::MAX - p.impact));
    }
    let mut kept = 0;
    for at in 0..list.len().min(LONGEST_LIST) {
        if kept == 0 || list[kept - 1].doc != list[at].doc {
            list[kept] = list[at];
            kept += 1;
        } else {
            list[kept - 1].impact = list[kept - 1].impact.max(list[at].impact);
        }
    }
    kept as u32
}

/// By UTF-16 units; a character stands before the pairs that it begins.
fn compare(a: &Name, b: &Name) -> std::cmp::Ordering {
    let key = |name: &Name| match name {
        Name::One(a) => (utf16_rank(*a), 0),
        Name::Pair(a, b) => (utf16_rank(*a), utf16_rank(*b)),
        Name::Word(word) => (word.chars().next().map_or(0, utf16_rank), 0),
    };
    match (a, b) {
        (Name::Word(a), Name::Word(b)) => a.encode_utf16().cmp(b.encode_utf16()),
        _ => key(a).cmp(&key(b)),
    }
}

/// A multiplying hasher with no seed: the keys are our own small terms, and the order of a map never reaches the output.
#[derive(Default)]
pub struct QuickHasher(u64);

pub type Quick = BuildHasherDefault<QuickHasher>;

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..part.len()].copy_from_slice(part);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, n: u8) {
        self.write_u64(u64::from(n));
    }

    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(26) ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}
