//! A baseline: what is already wrong in a folder that is taken over, so that only new mistakes are told.
//!
//! An entry is known by its code, its file and the words of its line, so that it survives when lines move; it is told again
//! when its line changes.

use crate::{base::diag::Diag, source::Sources};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The format's version, for later programs.
const VERSION: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
pub struct Baseline {
    version: u32,
    known: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    pub file: String,
    pub code: String,
    /// The beginning of the line, for people.
    pub line: String,
    fingerprint: String,
    /// How often, since a line may stand more than once.
    count: usize,
}

/// What is left of a run when the known is taken away.
#[derive(Debug)]
pub struct Sifted {
    pub new: Vec<Diag>,
    pub known: usize,
    /// What the baseline lists and nobody finds any more.
    pub stale: Vec<Entry>,
}

impl Baseline {
    pub fn of(diags: &[Diag], sources: &Sources) -> Baseline {
        let mut entries: BTreeMap<(String, String, String), Entry> = BTreeMap::new();
        for diag in diags {
            let entry = entry(diag, sources);
            let key = (entry.file.clone(), entry.code.clone(), entry.fingerprint.clone());
            entries.entry(key).and_modify(|known| known.count += 1).or_insert(entry);
        }
        let mut known: Vec<Entry> = entries.into_values().collect();
        known.sort();
        Baseline { version: VERSION, known }
    }

    /// `None` for a text that is no baseline of this version.
    pub fn read(text: &str) -> Option<Baseline> {
        serde_json::from_str(text).ok().filter(|baseline: &Baseline| baseline.version == VERSION)
    }

    pub fn write(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("texts and numbers always make JSON");
        text.push('\n');
        text
    }

    pub fn count(&self) -> usize {
        self.known.iter().map(|entry| entry.count).sum()
    }

    pub fn sift(mut self, diags: Vec<Diag>, sources: &Sources) -> Sifted {
        let mut known = 0;
        let new = diags
            .into_iter()
            .filter(|diag| {
                let found = entry(diag, sources);
                let mut entries = self.known.iter_mut();
                let left = entries.find(|known| {
                    known.count > 0
                        && known.file == found.file
                        && known.code == found.code
                        && known.fingerprint == found.fingerprint
                });
                let Some(left) = left else { return true };
                left.count -= 1;
                known += 1;
                false
            })
            .collect();
        Sifted { new, known, stale: self.known.into_iter().filter(|entry| entry.count > 0).collect() }
    }
}

/// What a diagnostic is known by whatever line it stands on: its code, file and the words of its line.
pub fn fingerprint(diag: &Diag, sources: &Sources) -> String {
    let entry = entry(diag, sources);
    short_hash(&format!("{}\n{}\n{}", entry.file, entry.code, entry.fingerprint))
}

fn entry(diag: &Diag, sources: &Sources) -> Entry {
    const SHOWN: usize = 80;
    let place = diag.span.map(|span| (sources.place(span), span.file));
    let line = place.map_or("", |(place, file)| sources.line(file, place.line));
    // Indentation and spaces may change without the words.
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
    // Some rules say several things about one line; their sentences tell them apart, without the numbers, which follow the day.
    let sentence: String = diag.message.zh.chars().filter(|c| !c.is_ascii_digit()).collect();
    Entry {
        file: place.map_or_else(String::new, |(place, _)| place.path.to_string()),
        code: diag.code.id().to_string(),
        line: words.chars().take(SHOWN).collect(),
        fingerprint: short_hash(&format!("{words}\n{sentence}")),
        count: 1,
    }
}

fn short_hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
