//! Pinyin in a query: letters are cut into syllables, syllables into pairs of characters that sound so, pairs into chains.

use std::collections::HashMap;

use super::{
    super::{
        fold::{Class, class},
        sound::blurred,
    },
    store::{Store, digit, utf16},
};

/// One character to find: as typed, or by its syllables. An open one is unfinished.
#[derive(Clone, Debug)]
pub struct Element {
    pub typed: Option<char>,
    pub sounds: Vec<String>,
    pub open: bool,
}

impl Element {
    pub fn sound(syllable: &str, open: bool) -> Element {
        Element { typed: None, sounds: vec![syllable.to_string()], open }
    }
}

/// Two characters with a weight.
pub type Pair = (char, char, i64);

/// What letters may mean: whole syllables, the last perhaps unfinished, then initials. Beside Han characters (not `alone`) only
/// whole syllables.
pub fn listen(word: &str, alone: bool, store: &Store) -> Vec<String> {
    let mut out = listen_fully(word, alone, store);
    if alone && word.len() <= 8 && !word.contains(['i', 'u', 'v']) {
        let found = initials(word, store).into_iter().map(|(text, weight)| {
            let whole = text.chars().count() == word.len();
            (text.chars().take(word.len()).collect(), weight + if whole { 8 } else { 0 })
        });
        for text in strongest(found.collect(), 4) {
            if !out.contains(&text) {
                out.push(text);
            }
        }
    }
    out.truncate(6);
    out
}

pub fn listen_fully(word: &str, alone: bool, store: &Store) -> Vec<String> {
    let mut found: Vec<(String, i64)> = Vec::new();
    for cut in cuts(word, &store.meta.syllables) {
        let n = cut.len();
        if !alone && (n < 2 || cut[n - 1].open) {
            continue;
        }
        if n > 1 {
            let chains = chain(&cut, |at| sounding(&cut[at], &cut[at + 1], at == n - 2, store));
            found.extend(chains.into_iter().map(|(text, weight)| (text, weight.div_euclid(n as i64 - 1))));
        } else if found.is_empty() {
            for (_, data) in store.range(&format!("~{}", blurred(&cut[0].sounds[0]).0), 1) {
                found.extend(pairs(&data).map(|(a, b, _, weight)| (format!("{a}{b}"), weight)));
            }
        }
    }
    strongest(found, 4)
}

/// Words of titles and headings with these initials.
pub fn initials(letters: &str, store: &Store) -> Vec<(String, i64)> {
    let mut out = Vec::new();
    for (_, data) in store.range(&format!("!{letters}"), 2) {
        let mut word = String::new();
        for c in data.chars() {
            match digit(c) {
                Some(weight) if class(c) != Class::Han => out.push((std::mem::take(&mut word), i64::from(weight))),
                _ => word.push(c),
            }
        }
    }
    out
}

/// The strongest texts, each once; equals in the order of their text.
pub fn strongest(found: Vec<(String, i64)>, most: usize) -> Vec<String> {
    weighed(found, most).into_iter().map(|(text, _)| text).collect()
}

fn weighed(found: Vec<(String, i64)>, most: usize) -> Vec<(String, i64)> {
    let mut best: HashMap<String, i64> = HashMap::new();
    for (text, weight) in found {
        let old = best.entry(text).or_insert(weight);
        *old = (*old).max(weight);
    }
    let mut list: Vec<(String, i64)> = best.into_iter().collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| utf16(&a.0, &b.0)));
    list.truncate(most);
    list
}

/// The pairs of a sound: characters, what was blurred, weight.
fn pairs(data: &str) -> impl Iterator<Item = (char, char, u32, i64)> {
    let chars: Vec<char> = data.chars().collect();
    (0..chars.len() / 4).filter_map(move |at| {
        let [a, b, bits, weight] = chars[4 * at..4 * at + 4] else { return None };
        Some((a, b, digit(bits)?, i64::from(digit(weight)?)))
    })
}

/// `din` is no syllable, but some write it for `ding`, and `zong` for `zhong`.
pub fn is_syllable(s: &str, syllables: &[String]) -> bool {
    let known = |s: &str| syllables.iter().any(|known| known == s);
    let flat = s.starts_with(['z', 'c', 's']) && s.as_bytes().get(1) != Some(&b'h');
    let back = ["ang", "eng", "ing"].iter().any(|end| s.ends_with(end));
    known(s)
        || known(&format!("{s}g"))
        || flat && known(&format!("{}h{}", &s[..1], &s[1..]))
        || back && known(&s[..s.len() - 1])
}

/// Ways to cut letters into syllables: finished ones before unfinished ones, few before many.
fn cuts(word: &str, syllables: &[String]) -> Vec<Vec<Element>> {
    struct Search<'a> {
        word: &'a str,
        syllables: &'a [String],
        found: Vec<Vec<Element>>,
        dead: Vec<bool>,
    }
    impl Search<'_> {
        fn from(&mut self, at: usize, done: &[Element]) {
            if self.found.len() >= 16 || self.dead[at] {
                return;
            }
            let before = self.found.len();
            let rest = &self.word[at..];
            if rest.is_empty() {
                self.found.push(done.to_vec());
            }
            for n in (1..=rest.len().min(6)).rev() {
                let s = &rest[..n];
                let with = |open| [done, &[Element::sound(s, open)]].concat();
                if is_syllable(s, self.syllables) {
                    self.from(at + n, &with(false));
                } else if n == rest.len() && !done.is_empty() && self.syllables.iter().any(|full| full.starts_with(s)) {
                    self.found.push(with(true));
                }
            }
            self.dead[at] = self.found.len() == before;
        }
    }
    let mut search = Search { word, syllables, found: Vec::new(), dead: vec![false; word.len() + 1] };
    search.from(0, &[]);
    let mut found = search.found;
    found.sort_by_key(|cut| cut.len() + if cut.last().is_some_and(|e| e.open) { 100 } else { 0 });
    found.truncate(3);
    found
}

/// Pairs that sound like two elements; what differs from the letters or from what was typed costs.
pub fn sounding(one: &Element, two: &Element, last: bool, store: &Store) -> Vec<Pair> {
    let mut out = Vec::new();
    for first in &one.sounds {
        for second in &two.sounds {
            let ((first, high), (second, low)) = (blurred(first), blurred(second));
            let key = format!("~{first}{second}");
            let words = if last { store.range(&key, 1) } else { vec![(key.clone(), store.sound(&key))] };
            for (word, data) in words {
                let more = if word.len() > key.len() && !two.open { 8 } else { 0 };
                for (a, b, bits, weight) in pairs(&data) {
                    // Of an unfinished syllable nobody knows the end.
                    let wrong = (bits ^ u32::from(high << 2 | low)) & if two.open { 13 } else { 15 };
                    let changed = |element: &Element, c| if element.typed.is_some_and(|t| t != c) { 5 } else { 0 };
                    let cost = 6 * i64::from(wrong.count_ones()) + more + changed(one, a) + changed(two, b);
                    out.push((a, b, weight - cost));
                }
            }
        }
    }
    out
}

/// Chains of pairs that overlap in one character, the eight best at every step.
pub fn chain(elements: &[Element], pairs_at: impl Fn(usize) -> Vec<Pair>) -> Vec<(String, i64)> {
    let mut states = vec![vec![(String::new(), 0)]];
    for (k, element) in elements.iter().enumerate() {
        let pairs = if k > 0 { pairs_at(k - 1) } else { Vec::new() };
        let mut found = Vec::new();
        for (text, weight) in &states[k] {
            let end = text.chars().last();
            for (_, b, more) in pairs.iter().filter(|(a, ..)| Some(*a) == end) {
                found.push((format!("{text}{b}"), weight + more));
            }
            if let Some(own) = element.typed {
                found.push((format!("{text}{own}"), weight - 4));
            }
        }
        if k > 0 {
            for (text, weight) in &states[k - 1] {
                let gap = if k > 1 { 6 } else { 0 };
                found.extend(pairs.iter().map(|(a, b, more)| (format!("{text}{a}{b}"), weight + more - gap)));
            }
        }
        states.push(weighed(found, 8));
    }
    states.pop().unwrap_or_default()
}
