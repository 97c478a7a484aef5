//! Terms for the keyboard: `~kanjia` leads to pairs that sound so, `!kj` to the words of titles and headings with these initials.

use std::collections::{BTreeMap, HashMap};

use super::{
    collect::{Collected, Name, Quick},
    encode::letter,
    fold::{Class, class, indexed},
    sound::{Readings, blurred},
};

/// Pairs kept for one sound. Blurred sounds meet, so there are more of them than of an exact one.
const PAIRS: usize = 12;
const WORDS: usize = 6;
const LONGEST: usize = 8;
const KEYS: usize = 4;

/// `~` and two blurred syllables, then for each pair: the pair, a letter of four bits for what was blurred, a letter for its weight.
pub fn pairs(collected: &Collected, least: u32) -> Vec<(String, String)> {
    let mut syllables: HashMap<char, Vec<(String, u8)>, Quick> = HashMap::default();
    let mut found: Vec<(String, u32, char, char, u8)> = Vec::new();
    for term in &collected.terms {
        let Name::Pair(a, b) = term.name else { continue };
        if term.weight < least {
            continue;
        }
        for c in [a, b] {
            syllables.entry(c).or_insert_with(|| Readings::of(c).iter().map(blurred).collect());
        }
        for (first, high) in &syllables[&a] {
            for (second, low) in &syllables[&b] {
                found.push((format!("~{first}{second}"), term.weight, a, b, high << 2 | low));
            }
        }
    }
    found.sort_unstable_by(|x, y| (&x.0, y.1, x.2, x.3, x.4).cmp(&(&y.0, x.1, y.2, y.3, y.4)));
    let mut out: Vec<(String, String)> = Vec::new();
    let mut count = 0;
    for (key, weight, a, b, bits) in found {
        if out.last().is_none_or(|last| last.0 != key) {
            out.push((key, String::new()));
            count = 0;
        }
        if count < PAIRS {
            let data = &mut out.last_mut().expect("just pushed").1;
            data.extend([a, b, letter(u32::from(bits)), loudness(weight)]);
            count += 1;
        }
    }
    out
}

/// `!` and initials, then for each word: the word and a letter for its weight. `heads` are titles (weight 24) and headings (8).
pub fn initials<'a>(heads: impl Iterator<Item = (&'a str, u32)>) -> Vec<(String, String)> {
    // One heading that three hundred pages share is one word with a weight.
    let mut runs: HashMap<Vec<char>, u32> = HashMap::new();
    for (text, weight) in heads {
        let mut run = Vec::new();
        for c in text.chars().map(indexed).chain([' ']) {
            if class(c) == Class::Han {
                run.push(c);
            } else if run.len() > 1 {
                *runs.entry(std::mem::take(&mut run)).or_insert(0) += weight;
            } else {
                run.clear();
            }
        }
    }
    let mut words: HashMap<&[char], u32> = HashMap::new();
    for (run, weight) in &runs {
        for start in 0..run.len() - 1 {
            *words.entry(&run[start..run.len().min(start + LONGEST)]).or_insert(0) += weight;
        }
    }
    let mut keyed: BTreeMap<String, Vec<(u32, &[char])>> = BTreeMap::new();
    for (word, weight) in words {
        for key in keys(word) {
            keyed.entry(key).or_default().push((weight, word));
        }
    }
    keyed
        .into_iter()
        .map(|(key, mut list)| {
            list.sort_unstable_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
            list.truncate(WORDS);
            let data = list.iter().flat_map(|(weight, word)| word.iter().copied().chain([loudness(*weight)])).collect();
            (key, data)
        })
        .collect()
}

/// The initials of a word, in up to four ways when characters have several readings.
fn keys(word: &[char]) -> Vec<String> {
    let mut keys = vec!["!".to_string()];
    for c in word {
        let mut letters: Vec<char> = Vec::new();
        for letter in Readings::of(*c).iter().filter_map(|s| s.chars().next()) {
            if !letters.contains(&letter) {
                letters.push(letter);
            }
        }
        let before = std::mem::take(&mut keys);
        // The common reading of all first, so that the cut takes the rare ones away.
        for letter in letters {
            keys.extend(before.iter().map(|key| format!("{key}{letter}")));
        }
        keys.truncate(KEYS);
    }
    keys
}

/// Four steps for every doubling.
fn loudness(weight: u32) -> char {
    let weight = weight.max(1);
    let log = weight.ilog2();
    let quarter = ((u64::from(weight) << 2) >> log) as u32 & 3;
    letter(4 * log + quarter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ending_of_a_heading_has_its_initials() {
        let out = initials([("长按 识别", 8), ("二维码", 24)].into_iter());
        let keys: Vec<&str> = out.iter().map(|(key, _)| key.as_str()).collect();
        // 长 and 识 are each read in two ways.
        assert_eq!(keys, ["!ca", "!ewm", "!sb", "!wm", "!za", "!zb"]);
        assert!(out.iter().any(|(key, data)| key == "!ewm" && data.starts_with("二维码")));
    }

    #[test]
    fn loudness_grows_by_four_for_a_doubling() {
        assert_eq!([loudness(1), loudness(2), loudness(3), loudness(4)], ['A', 'E', 'G', 'I']);
    }
}
