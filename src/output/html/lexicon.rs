//! Finds the names of terms in running text.

use crate::model::{
    table::{Id, Table},
    term::Term,
};
use std::collections::HashMap;

/// Names of terms by their first character.
#[derive(Debug, Default)]
pub struct Lexicon {
    names: HashMap<char, Vec<(String, Id<Term>)>>,
    /// One bit for each first character below U+10000: most characters begin no term, and are passed over cheaply.
    first: Vec<u64>,
}

impl Lexicon {
    pub fn new(terms: &Table<Term>) -> Lexicon {
        let mut lexicon = Lexicon { names: HashMap::new(), first: vec![0; 1024] };
        for (id, term) in terms.iter() {
            for name in std::iter::once(&term.name).chain(&term.aliases) {
                // One character would be found in every other sentence.
                let Some(first) = name.value.chars().next().filter(|_| name.value.chars().count() > 1) else {
                    continue;
                };
                lexicon.first[(first as usize >> 6) & 1023] |= 1 << (first as usize & 63);
                lexicon.names.entry(first).or_default().push((name.value.clone(), id));
            }
        }
        for names in lexicon.names.values_mut() {
            names.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.cmp(b)));
        }
        lexicon
    }

    /// Byte ranges of terms, the longest name at each place, none inside another.
    pub fn find(&self, text: &str) -> Vec<(usize, usize, Id<Term>)> {
        let mut found = Vec::new();
        if self.names.is_empty() {
            return found;
        }
        let mut free_from = 0;
        for (at, c) in text.char_indices() {
            if at < free_from || self.first[(c as usize >> 6) & 1023] & (1 << (c as usize & 63)) == 0 {
                continue;
            }
            let rest = &text[at..];
            let hit = self.names.get(&c).and_then(|names| {
                names
                    .iter()
                    .find(|(name, _)| rest.starts_with(name.as_str()) && stands_alone(text, at, at + name.len()))
            });
            if let Some((name, id)) = hit {
                free_from = at + name.len();
                found.push((at, free_from, *id));
            }
        }
        found
    }
}

/// `ROI` is no term inside `HEROIC`; between Han characters there are no spaces to ask for.
fn stands_alone(text: &str, from: usize, to: usize) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let before = latin(text[..from].chars().next_back()) && latin(text[from..].chars().next());
    let after = latin(text[..to].chars().next_back()) && latin(text[to..].chars().next());
    !before && !after
}
