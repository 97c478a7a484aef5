//! Ranks pages for one reading: impacts of slots, the title more than the best section, all of it by how much was covered.

use std::{collections::HashMap, rc::Rc};

use super::{
    Filter,
    reading::{Reading, Slot, What},
    store::{Places, Store},
};

const MOST_SLOTS: usize = 16;
/// Pairs of a reading that are guessed: each guess is up to four lists more.
const MOST_GUESSES: usize = 3;

#[derive(Clone, Debug)]
pub struct Scored {
    pub page: usize,
    pub unit: u32,
    pub score: u64,
    pub coverage: f64,
    /// The place of the reading that found it.
    pub reading: usize,
}

#[derive(Default)]
struct Sum {
    title: f64,
    titled: f64,
    covered: f64,
    sections: f64,
    units: HashMap<u32, f64>,
    slot: Option<usize>,
    must: bool,
}

/// `guess`: pairs that are nowhere may be found by near pairs and single characters.
pub fn rank(reading: &Reading, place: usize, filter: &Filter, guess: bool, store: &Store) -> Vec<Scored> {
    let all = store.meta.pages;
    let allowed = |page: usize| {
        let kind = filter.kind.is_none_or(|kind| store.meta.kinds.get(page) == Some(&kind));
        let mut roles = store.meta.roles_of(page).peekable();
        kind && filter.role.as_deref().is_none_or(|role| roles.peek().is_none() || roles.any(|r| r == role))
    };
    let mut found: HashMap<usize, Sum> = HashMap::new();
    let mut total = 0.0;
    let mut guesses = 0;
    for (n, slot) in slots_of(reading).into_iter().enumerate() {
        let lists = look_up(slot, guess && guesses < MOST_GUESSES, store);
        let guessed = matches!(slot.what, What::Pair(_)) && lists.len() > 1;
        guesses += usize::from(guessed);
        // In the order of finding: sums of floats must be the browser's, to the last bit.
        let mut hits: Vec<(usize, u32, f64)> = Vec::new();
        let mut known: HashMap<(usize, u32), usize> = HashMap::new();
        for (places, factor) in &lists {
            for (page, unit, impact) in &places.list {
                let worth = factor * impact * if guessed && *unit > 0 { 0.3 } else { 1.0 };
                match known.get(&(*page, *unit)) {
                    Some(at) => hits[*at].2 = hits[*at].2.max(worth),
                    None => {
                        known.insert((*page, *unit), hits.len());
                        hits.push((*page, *unit, worth));
                    }
                }
            }
        }
        let mass = mass_of(slot, &lists, all);
        let must = reading.must.is_empty() || reading.must.contains(&slot.what.text());
        let covered = if guessed { mass / 2.0 } else { mass };
        total += mass;
        for (page, unit, worth) in hits {
            if !allowed(page) {
                continue;
            }
            let at = found.entry(page).or_default();
            at.must |= must;
            if at.slot != Some(n) {
                at.slot = Some(n);
                at.covered += covered;
            }
            if unit > 0 {
                *at.units.entry(unit).or_insert(0.0) += mass * worth;
                at.sections += mass * worth;
            } else {
                at.title += mass * worth;
                at.titled += covered;
            }
        }
    }
    let score = |(page, at): (usize, Sum)| {
        let (mut best, mut unit) = (0.0, 0);
        for (u, score) in at.units {
            if score > best || score == best && u < unit {
                (best, unit) = (score, u);
            }
        }
        let (coverage, titled) = (at.covered / total, at.titled / total);
        let others = (at.sections - best).min(best);
        let score =
            (2.2 * at.title + best + 0.15 * others) * coverage * coverage.sqrt() * (1.0 + 0.4 * titled * titled);
        Scored { page, unit, coverage, reading: place, score: (score * reading.factor * 1e6 + 0.5).floor() as u64 }
    };
    found.into_iter().filter(|(_, at)| at.must).map(score).collect()
}

/// How much a slot weighs: rare things weigh more.
fn mass_of(slot: &Slot, lists: &[(Rc<Places>, f64)], all: usize) -> f64 {
    let df = lists.iter().map(|(places, _)| places.pages).sum::<usize>().min(all).max(1) as f64;
    slot.mass * (1.0 + (all as f64 - df + 0.5) / (df + 0.5)).ln()
}

pub fn mass_of_all(reading: &Reading, store: &Store) -> f64 {
    let mass = |slot: &Slot| mass_of(slot, &look_up(slot, false, store), store.meta.pages);
    slots_of(reading).into_iter().map(mass).sum()
}

/// Each thing once; words of a spoken question only when there is nothing else.
pub fn slots_of(reading: &Reading) -> Vec<&Slot> {
    let mut all: Vec<&Slot> = Vec::new();
    for slot in &reading.slots {
        match all.iter_mut().find(|seen| seen.what.text() == slot.what.text()) {
            Some(seen) if seen.mass < slot.mass => *seen = slot,
            Some(_) => {}
            None => all.push(slot),
        }
    }
    if all.iter().any(|slot| slot.mass == 1.0) {
        all.retain(|slot| slot.mass == 1.0);
    }
    all.truncate(MOST_SLOTS);
    all
}

fn look_up(slot: &Slot, guess: bool, store: &Store) -> Vec<(Rc<Places>, f64)> {
    let one = |term: &str, factor: f64| (store.places(term), factor);
    let longest = |mut words: Vec<(String, String)>, most: usize, factor: f64| {
        words.sort_by_key(|(_, data)| std::cmp::Reverse(data.len()));
        words.into_iter().take(most).map(move |(word, _)| one(&word, factor)).collect::<Vec<_>>()
    };
    match &slot.what {
        What::Pair(pair) => {
            let whole = one(pair, 1.0);
            if whole.0.pages > 0 || !guess {
                return vec![whole];
            }
            let near = slot.near.iter().map(|pair| one(pair, 0.8));
            near.chain(pair.chars().map(|c| one(&c.to_string(), 0.4))).collect()
        }
        What::One(c) => {
            let mut lists = vec![one(&c.to_string(), 1.0)];
            lists.extend(longest(store.pairs_of(*c), 16, 0.5));
            lists
        }
        What::Word(word) => {
            let exact = one(word, 1.0);
            let factor = if exact.0.pages > 0 { 0.5 } else { 0.8 };
            let mut lists = vec![exact];
            if word.chars().count() > 1 {
                let mut longer = store.range(word, 2);
                longer.retain(|(known, _)| known != word);
                lists.extend(longest(longer, 24, factor));
            }
            lists
        }
    }
}
