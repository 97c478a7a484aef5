//! Reads shards: the notation of `encode.rs` and `files.rs` backwards. A shard that is missing or broken holds nothing.

use std::{cell::RefCell, cmp::Ordering, collections::HashMap, rc::Rc};

use serde_json::Value;

use super::super::{
    Kind,
    fold::{Class, class},
};

type Load<'a> = Box<dyn Fn(&str) -> Option<Value> + 'a>;
type Words = Rc<Vec<(String, String)>>;
/// Readings of characters, the common one first.
pub type Sounds = HashMap<char, Vec<String>>;

pub struct Store<'a> {
    load: Load<'a>,
    pub meta: Meta,
    texts: RefCell<HashMap<usize, Rc<str>>>,
    words: RefCell<HashMap<usize, Words>>,
    places: RefCell<HashMap<String, Rc<Places>>>,
    readings: RefCell<Option<Rc<Sounds>>>,
    simplified: RefCell<Option<Rc<HashMap<char, char>>>>,
}

pub struct Meta {
    pub pages: usize,
    pub kinds: Vec<Kind>,
    roles: Vec<String>,
    sets: Vec<Vec<usize>>,
    owners: Vec<u32>,
    /// For each page the number of its first section, and one more at the end.
    sections: Vec<u32>,
    texts: Vec<u32>,
    firsts: Vec<String>,
    pub syllables: Vec<String>,
    pub synonyms: Vec<Vec<String>>,
}

impl Meta {
    pub fn roles_of(&self, page: usize) -> impl Iterator<Item = &str> {
        let set = self.owners.get(page).and_then(|set| self.sets.get(*set as usize));
        set.into_iter().flatten().filter_map(|role| self.roles.get(*role)).map(String::as_str)
    }
}

/// Where a term stands, and on how many pages: more than are listed when the list was cut.
#[derive(Default)]
pub struct Places {
    pub pages: usize,
    pub list: Vec<(usize, u32, f64)>,
}

pub struct Section {
    pub url: String,
    pub title: String,
    pub anchor: String,
    pub heading: String,
    pub text: String,
}

impl<'a> Store<'a> {
    pub fn open(get: impl Fn(&str) -> Option<Vec<u8>> + 'a) -> Option<Store<'a>> {
        let load: Load<'a> = Box::new(move |key| value(&get(key)?));
        let meta = meta(&load("meta")?)?;
        Some(Store {
            load,
            meta,
            texts: RefCell::default(),
            words: RefCell::default(),
            places: RefCell::default(),
            readings: RefCell::default(),
            simplified: RefCell::default(),
        })
    }

    fn text(&self, shard: usize) -> Rc<str> {
        let load = || {
            (self.load)(&format!("t/{shard}")).and_then(|v| v.as_str().map(Rc::from)).unwrap_or_else(|| Rc::from(""))
        };
        Rc::clone(self.texts.borrow_mut().entry(shard).or_insert_with(load))
    }

    fn shard(&self, term: &str) -> usize {
        self.meta.firsts.partition_point(|first| utf16(first, term) != Ordering::Greater).saturating_sub(1)
    }

    /// Words, sounds and initials of a shard with their data.
    fn words(&self, shard: usize) -> Words {
        if let Some(words) = self.words.borrow().get(&shard) {
            return Rc::clone(words);
        }
        let text = self.text(shard);
        let mut last = String::new();
        let mut out = Vec::new();
        for line in text.split(' ').filter(|line| line.starts_with(|c| class(c) != Class::Han)) {
            let (Some(same), Some((rest, data))) = (line.chars().next().and_then(digit), line[1..].split_once(':'))
            else {
                continue;
            };
            last = last.chars().take(same as usize).chain(rest.chars()).collect();
            out.push((last.clone(), data.to_string()));
        }
        let words = Rc::new(out);
        self.words.borrow_mut().insert(shard, Rc::clone(&words));
        words
    }

    /// What follows the character in the shard where it begins: its own data, then pairs.
    fn line(&self, a: char, shard: usize) -> String {
        let text = self.text(shard);
        let head = format!("{a}:");
        text.split(' ').find_map(|line| line.strip_prefix(&head)).unwrap_or_default().to_string()
    }

    fn data(&self, term: &str) -> String {
        let shard = self.shard(term);
        let mut chars = term.chars();
        let Some(a) = chars.next() else { return String::new() };
        if class(a) != Class::Han {
            let words = self.words(shard);
            return words.iter().find(|(word, _)| word == term).map(|(_, data)| data.clone()).unwrap_or_default();
        }
        let line = self.line(a, shard);
        match chars.next() {
            None => data_at(&line).to_string(),
            Some(b) => line.split_once(b).map(|(_, rest)| data_at(rest).to_string()).unwrap_or_default(),
        }
    }

    /// The data of a sound such as `~kanjia`.
    pub fn sound(&self, key: &str) -> String {
        self.data(key)
    }

    pub fn places(&self, term: &str) -> Rc<Places> {
        if let Some(places) = self.places.borrow().get(term) {
            return Rc::clone(places);
        }
        let places = Rc::new(places(&self.data(term)).unwrap_or_default());
        self.places.borrow_mut().insert(term.to_string(), Rc::clone(&places));
        places
    }

    /// The pairs that begin with a character, from the shard where it begins.
    pub fn pairs_of(&self, a: char) -> Vec<(String, String)> {
        let line = self.line(a, self.shard(&a.to_string()));
        let mut out: Vec<(String, String)> = Vec::new();
        for c in line[data_at(&line).len()..].chars() {
            match out.last_mut() {
                Some((_, data)) if is_data(c) => data.push(c),
                _ => out.push((format!("{a}{c}"), String::new())),
            }
        }
        out
    }

    /// Terms that begin so, with their data, from at most that many shards.
    pub fn range(&self, prefix: &str, most: usize) -> Vec<(String, String)> {
        let from = self.shard(prefix);
        let mut out = Vec::new();
        for shard in from..from + most {
            if shard > from && !self.meta.firsts.get(shard).is_some_and(|first| first.starts_with(prefix)) {
                break;
            }
            out.extend(self.words(shard).iter().filter(|(word, _)| word.starts_with(prefix)).cloned());
        }
        out
    }

    pub fn readings(&self) -> Rc<Sounds> {
        let make = || {
            let mut map = Sounds::new();
            let value = (self.load)("py").unwrap_or_default();
            for line in value.as_str().unwrap_or_default().split(' ') {
                let mut parts = line.split([':', '.']);
                let syllable = parts.next().unwrap_or_default();
                for c in parts.next().unwrap_or_default().chars() {
                    map.entry(c).or_default().insert(0, syllable.to_string());
                }
                for c in parts.next().unwrap_or_default().chars() {
                    map.entry(c).or_default().push(syllable.to_string());
                }
            }
            Rc::new(map)
        };
        Rc::clone(self.readings.borrow_mut().get_or_insert_with(make))
    }

    pub fn simplified(&self) -> Rc<HashMap<char, char>> {
        let make = || {
            let value = (self.load)("t2s").unwrap_or_default();
            let chars: Vec<char> = value.as_str().unwrap_or_default().chars().collect();
            Rc::new(chars.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect())
        };
        Rc::clone(self.simplified.borrow_mut().get_or_insert_with(make))
    }

    /// The section that a hit is about, with its page.
    pub fn section(&self, page: usize, unit: u32) -> Option<Section> {
        let within = unit.saturating_sub(1);
        let number = self.meta.sections.get(page)? + within;
        let shard = self.meta.texts.partition_point(|first| *first <= number).saturating_sub(1);
        let value = (self.load)(&format!("d/{shard}"))?;
        let group = value.as_array()?.iter().find(|group| group[0].as_u64() == Some(page as u64))?;
        let at = 4 + u64::from(within).checked_sub(group[3].as_u64()?)?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        let part = group.get(at as usize)?;
        Some(Section {
            url: text(&group[1]),
            title: text(&group[2]),
            // Found by its title alone, a page is shown from its top.
            anchor: if unit > 0 { text(&part[0]) } else { String::new() },
            heading: if unit > 0 { text(&part[1]) } else { String::new() },
            text: text(&part[2]),
        })
    }
}

/// Browsers compare strings by UTF-16 units.
pub fn utf16(a: &str, b: &str) -> Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}

/// The number that a letter stands for.
pub fn digit(c: char) -> Option<u32> {
    Some(match c {
        'A'..='Z' => c as u32 - 'A' as u32,
        'a'..='z' => c as u32 - 'a' as u32 + 26,
        '0'..='9' => c as u32 - '0' as u32 + 52,
        '-' => 62,
        '_' => 63,
        _ => return None,
    })
}

fn is_data(c: char) -> bool {
    c == '.' || digit(c).is_some()
}

fn data_at(text: &str) -> &str {
    text.split(|c| !is_data(c)).next().unwrap_or_default()
}

/// Takes `__sx("key",` and `)` from a script.
fn value(bytes: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (_, rest) = text.split_once("\",")?;
    serde_json::from_str(rest.trim_end().strip_suffix(')')?).ok()
}

fn number(letters: &mut impl Iterator<Item = char>) -> Option<u32> {
    let (mut n, mut shift) = (0u32, 0);
    loop {
        let v = digit(letters.next()?)?;
        n |= (v & 31).checked_shl(shift)?;
        if v < 32 {
            return Some(n);
        }
        shift += 5;
    }
}

fn numbers(text: &str) -> Vec<u32> {
    let mut letters = text.chars();
    std::iter::from_fn(|| number(&mut letters)).collect()
}

fn places(data: &str) -> Option<Places> {
    let mut letters = data.trim_start_matches('.').chars().peekable();
    let cut = if data.starts_with('.') { Some(number(&mut letters)?) } else { None };
    let mut out = Places::default();
    let mut page = 0;
    while letters.peek().is_some() {
        page += number(&mut letters)?;
        out.pages += 1;
        loop {
            let unit = number(&mut letters)?;
            let v = digit(letters.next()?)?;
            out.list.push((page as usize, unit, (f64::from(v & 15) + 0.5) / 16.0));
            if v < 16 {
                break;
            }
        }
    }
    if let Some(pages) = cut {
        out.pages = pages as usize;
    }
    Some(out)
}

fn meta(value: &Value) -> Option<Meta> {
    let text = |name: &str| value[name].as_str();
    let strings = |value: &Value| -> Option<Vec<String>> {
        value.as_array()?.iter().map(|v| v.as_str().map(str::to_string)).collect()
    };
    let split = |text: &str| text.split(' ').map(str::to_string).collect();
    let add = |sum: &mut u32, n: u32| {
        *sum += n;
        Some(*sum)
    };
    Some(Meta {
        pages: value["n"].as_u64()? as usize,
        kinds: text("k")?.chars().map(|c| Kind::ALL.get(c.to_digit(10)? as usize).copied()).collect::<Option<_>>()?,
        roles: strings(&value["r"])?,
        sets: value["s"]
            .as_array()?
            .iter()
            .map(|set| set.as_array()?.iter().map(|role| role.as_u64().map(|n| n as usize)).collect())
            .collect::<Option<_>>()?,
        owners: numbers(text("o")?),
        sections: [0].into_iter().chain(numbers(text("u")?).into_iter().scan(0, |sum, n| add(sum, n))).collect(),
        texts: numbers(text("x")?).into_iter().scan(0, |sum, n| add(sum, n)).collect(),
        firsts: split(text("b")?),
        syllables: split(text("y")?),
        synonyms: value["w"].as_array()?.iter().map(strings).collect::<Option<_>>()?,
    })
}
