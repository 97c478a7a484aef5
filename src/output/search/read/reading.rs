//! How a query is read: runs of Han characters and words, each in its ways; a reading is one way for each run.

use super::{
    super::fold::{Class, class},
    again::mixed,
    listen::{listen, listen_fully},
    rank::mass_of_all,
    store::Store,
};

/// One thing to look up.
#[derive(Clone, Debug)]
pub struct Slot {
    pub what: What,
    pub mass: f64,
    /// What a pair may be when one of its characters is wrong, missing or moved.
    pub near: Vec<String>,
}

#[derive(Clone, Debug)]
pub enum What {
    One(char),
    Pair(String),
    Word(String),
}

impl What {
    pub fn text(&self) -> String {
        match self {
            What::One(c) => c.to_string(),
            What::Pair(text) | What::Word(text) => text.clone(),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Reading {
    pub factor: f64,
    pub slots: Vec<Slot>,
    pub text: String,
    /// As typed.
    pub own: bool,
    /// Slots of which a page must have one; none means that any will do.
    pub must: Vec<String>,
}

impl Reading {
    /// What was perhaps meant.
    pub fn meant(text: String, factor: f64) -> Reading {
        Reading { factor, slots: han_slots(&text), text, own: false, must: Vec::new() }
    }

    pub fn word(word: &str, factor: f64, own: bool) -> Reading {
        Reading { factor, slots: vec![word_slot(word)], text: word.to_string(), own, must: Vec::new() }
    }
}

/// Characters of one class side by side in a query.
#[derive(Clone, Debug)]
pub struct Run {
    pub text: String,
    pub han: bool,
    /// Follows the run before without a gap.
    pub glued: bool,
    /// Is part of something larger: stands beside a run of the other class without a gap, or is one of several syllables.
    pub mixed: bool,
}

/// Words of a spoken question count little.
const SPOKEN: [&str; 27] = [
    "为什么",
    "是什么",
    "什么是",
    "有什么",
    "什么",
    "怎么样",
    "怎么办",
    "怎么",
    "怎样",
    "如何",
    "有哪些",
    "哪些",
    "哪里",
    "哪个",
    "多少",
    "是不是",
    "是否",
    "能不能",
    "可不可以",
    "可以",
    "请问",
    "应该",
    "一下",
    "的",
    "了",
    "吗",
    "呢",
];
/// These only look like them.
const NOT_SPOKEN: [&str; 4] = ["目的", "的确", "了解", "为了"];

/// Characters that hold a sentence together. In a long one, pairs with them are left out: every pair more is a shard more.
const QUIET: &str = "的一是在不了有和与及或也都就还又再才却但而且并把被给对从到向于以因为所由这那哪个些你我您他她它们咱没很太更最会能要想应该让叫使得地之其此着过吧啊呀嘛么呢吗";
const MOST_PAIRS: usize = 14;

pub fn runs_of(text: &str) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let mut before = Class::Gap;
    for c in text.chars() {
        let now = class(c);
        if now != Class::Gap && now == before {
            out.last_mut().expect("a run is open").text.push(c);
        } else if now != Class::Gap {
            let glued = before != Class::Gap;
            if glued {
                out.last_mut().expect("it is glued to one").mixed = true;
            }
            out.push(Run { text: c.to_string(), han: now == Class::Han, glued, mixed: glued });
        }
        before = now;
    }
    out
}

/// `[a-z]{2,40}`: letters that may be pinyin.
pub fn is_latin(text: &str) -> bool {
    (2..=40).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase())
}

pub fn han_slots(run: &str) -> Vec<Slot> {
    let list: Vec<char> = run.chars().collect();
    let slot = |what: What, mass: f64| Slot { what, mass, near: Vec::new() };
    if let [c] = list[..] {
        return vec![slot(What::One(c), 1.0)];
    }
    let spoken = spoken(&list);
    let weak = |at: usize| spoken.get(at).is_none_or(|s| *s);
    let mut out = Vec::new();
    for (at, c) in list.iter().enumerate() {
        if !weak(at) && weak(at.wrapping_sub(1)) && weak(at + 1) {
            out.push(slot(What::One(*c), 1.0));
        }
    }
    let long = (1..list.len()).filter(|at| !weak(at - 1) && !weak(*at)).count() > MOST_PAIRS;
    let quiet = |at: usize| weak(at) || long && QUIET.contains(list[at]);
    let mut strong = 0;
    for (at, pair) in list.windows(2).enumerate() {
        let mass = if quiet(at) || quiet(at + 1) { 0.15 } else { 1.0 };
        strong += usize::from(mass == 1.0);
        if mass == 1.0 && strong > MOST_PAIRS {
            continue;
        }
        let mut near = Vec::new();
        if at > 0 {
            near.push([list[at - 1], pair[1]].iter().collect());
        }
        if let Some(next) = list.get(at + 2) {
            near.push([pair[0], *next].iter().collect());
        }
        out.push(Slot { what: What::Pair(pair.iter().collect()), mass, near });
    }
    out
}

fn spoken(list: &[char]) -> Vec<bool> {
    let mut out = vec![false; list.len()];
    let mut at = 0;
    while at < list.len() {
        let starts = |word: &&&str| word.chars().enumerate().all(|(n, c)| list.get(at + n) == Some(&c));
        if let Some(word) = NOT_SPOKEN.iter().find(starts) {
            at += word.chars().count();
        } else if let Some(word) = SPOKEN.iter().find(starts) {
            let end = at + word.chars().count();
            out[at..end].fill(true);
            at = end;
        } else {
            at += 1;
        }
    }
    out
}

fn word_slot(word: &str) -> Slot {
    Slot { what: What::Word(word.to_string()), mass: 1.0, near: Vec::new() }
}

/// On how many pages each pair of a run stands.
pub fn pages_of(list: &[char], store: &Store) -> Vec<usize> {
    list.windows(2).map(|pair| store.places(&pair.iter().collect::<String>()).pages).collect()
}

/// A pair that is missing between two that are there is where two words meet: it says nothing.
pub fn meets(missing: &[bool], at: usize) -> bool {
    missing[at] && at > 0 && at + 1 < missing.len() && !missing[at - 1] && !missing[at + 1]
}

/// The slots of a run as typed. Words of a question are not looked up: they count as missing here.
fn typed_slots(run: &str, store: &Store) -> Vec<Slot> {
    let mut slots = han_slots(run);
    let missing: Vec<bool> = slots
        .iter()
        .filter_map(|slot| match &slot.what {
            What::Pair(pair) => Some(slot.mass < 1.0 || store.places(pair).pages == 0),
            _ => None,
        })
        .collect();
    // Single characters stand before the pairs.
    let alone = slots.len() - missing.len();
    let mut at = 0;
    slots.retain(|slot| {
        at += 1;
        at <= alone || slot.mass < 1.0 || !meets(&missing, at - 1 - alone)
    });
    slots
}

/// Large factors first; equals keep their order.
pub fn by_factor(readings: &mut [Reading]) {
    readings.sort_by(|a, b| b.factor.total_cmp(&a.factor));
}

/// One way for each run, the likeliest combinations first.
pub fn compose(runs: &[Run], ways: &[Vec<Reading>], most: usize) -> Vec<Reading> {
    let mut done = vec![Reading { factor: 1.0, slots: Vec::new(), text: String::new(), own: true, must: Vec::new() }];
    for (at, (run, ways)) in runs.iter().zip(ways).enumerate() {
        let gap = if at > 0 && !run.glued { " " } else { "" };
        let mut next = Vec::new();
        for a in &done {
            for b in ways {
                next.push(Reading {
                    factor: a.factor * b.factor,
                    slots: a.slots.iter().chain(&b.slots).cloned().collect(),
                    text: format!("{}{gap}{}", a.text, b.text),
                    own: a.own && b.own,
                    must: Vec::new(),
                });
            }
        }
        by_factor(&mut next);
        next.truncate(most);
        done = next;
    }
    done
}

pub fn ways_of(run: &Run, store: &Store) -> Vec<Reading> {
    let typed =
        |slots: Vec<Slot>, factor: f64| Reading { factor, slots, text: run.text.clone(), own: true, must: Vec::new() };
    if run.han {
        return vec![typed(typed_slots(&run.text, store), 1.0)];
    }
    let known = store.range(&run.text, 2);
    let exact = known.iter().any(|(word, _)| *word == run.text);
    let heard = if is_latin(&run.text) { listen(&run.text, !run.mixed, store) } else { Vec::new() };
    let mut out = Vec::new();
    if !known.is_empty() || heard.is_empty() {
        out.push(Reading::word(&run.text, 1.0, true));
    }
    let parts: Vec<&str> = parts(&run.text);
    if parts.len() > 1 && !exact {
        out.push(typed(parts.into_iter().map(word_slot).collect(), 0.95));
    }
    let factor = match (exact, known.is_empty()) {
        (true, _) => 0.5,
        (false, false) => 0.8,
        (false, true) => 1.0,
    };
    out.extend(heard.into_iter().map(|text| Reading::meant(text, factor)));
    out
}

/// Digits and what is between them: `vue3` is `vue` and `3`.
fn parts(word: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let bytes = word.as_bytes();
    for at in 1..=bytes.len() {
        if at == bytes.len() || bytes[at].is_ascii_digit() != bytes[at - 1].is_ascii_digit() {
            out.push(&word[start..at]);
            start = at;
        }
    }
    out
}

/// `own`: the text is as typed.
pub fn read(text: &str, own: bool, store: &Store) -> Vec<Reading> {
    let mut runs = runs_of(text);
    let joined: String = runs.iter().map(|run| run.text.as_str()).collect();
    // Syllables typed apart, `hong shao rou`, are heard as one.
    let apart = runs.len() > 1 && is_latin(&joined);
    if apart {
        runs.iter_mut().for_each(|run| run.mixed = true);
    }
    let ways: Vec<_> = runs.iter().map(|run| ways_of(run, store)).collect();
    let mut out = compose(&runs, &ways, 8);
    if !apart && runs.iter().any(|run| run.mixed && is_latin(&run.text) && store.places(&run.text).pages == 0) {
        out.extend(mixed(&runs, store));
    }
    if apart {
        out.extend(listen_fully(&joined, true, store).into_iter().map(|heard| Reading::meant(heard, 0.95)));
    }
    if let Some(typed) = out.first().cloned() {
        out.extend(otherwise(text, &typed, store));
    }
    out.truncate(12);
    out.iter_mut().for_each(|reading| reading.own &= own);
    out
}

/// The same said with other words. An empty word in a group of synonyms parts those that others are read as from those that are read
/// otherwise; a word that is among both is trusted as it is, so its others count less.
fn otherwise(text: &str, typed: &Reading, store: &Store) -> Vec<Reading> {
    let mut out = Vec::new();
    for group in &store.meta.synonyms {
        let length = |word: &&String| word.encode_utf16().count();
        let (to, from, both) = match group.iter().position(String::is_empty) {
            Some(gap) => (&group[..gap], &group[gap + 1..], 0.5),
            None => (&group[..], &group[..], 0.8),
        };
        // Of words equally long the first one.
        let Some(has) = from.iter().filter(|word| stands_in(text, word)).rev().max_by_key(length) else { continue };
        for word in to.iter().filter(|word| !text.contains(word.as_str())) {
            let other = runs_of(&text.replacen(has.as_str(), word, 1));
            let ways: Vec<_> = other.iter().map(|run| ways_of(run, store).into_iter().take(1).collect()).collect();
            let Some(said) = compose(&other, &ways, 1).pop() else { continue };
            // A rarer word is not worth more for that, and what has neither word was found as typed.
            let trust = if to.contains(has) { both } else { 0.8 };
            let factor = trust * (mass_of_all(typed, store) / mass_of_all(&said, store)).min(1.0);
            let slots = |run: &Run| if run.han { han_slots(&run.text) } else { vec![word_slot(&run.text)] };
            let must = runs_of(word).iter().flat_map(slots).map(|slot| slot.what.text()).collect();
            out.push(Reading { factor, own: false, must, ..said });
        }
    }
    out
}

/// A word of letters must stand alone: `cps` is not in `tcpsocket`.
fn stands_in(text: &str, word: &str) -> bool {
    let apart = || runs_of(text).iter().any(|run| run.text == word);
    text.contains(word)
        && (word.starts_with(|c| class(c) == Class::Han)
            || word.chars().any(|c| !c.is_ascii_lowercase() && !c.is_ascii_digit())
            || apart())
}
