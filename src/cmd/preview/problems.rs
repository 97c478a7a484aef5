//! What is wrong with the book, as pages and the terminal show it, put together from what was found when.

use crate::{
    base::{
        diag::{Diag, Diags, by_cause, in_reading_order},
        lang::{Lang, Words},
        span::Span,
    },
    build::quick::Reread,
    cmd::serve::Problem,
    report::{self, Format, Style, elsewhere_at},
    source::Sources,
    words,
};
use std::collections::{BTreeMap, HashMap};

/// Found while reading and by the rules. Each is put into words with the sources in which it was found: places in a file that
/// was saved since would be others.
#[derive(Default)]
pub struct Problems {
    read: Vec<Found>,
    checked: Vec<Found>,
    /// With pictures of prints, by their paths.
    printed: BTreeMap<String, Vec<Found>>,
    /// What the terminal was told last.
    said: Vec<String>,
}

/// A diagnostic in the words of its time.
pub struct Found {
    diag: Diag,
    problem: Problem,
    line: String,
}

/// One cause with its other places and what else to do about so many.
struct Told<'a> {
    found: &'a Found,
    places: Vec<&'a str>,
    help: Vec<Words>,
}

impl Problems {
    /// The whole book was read.
    pub fn read(&mut self, diags: &Diags, sources: &Sources, lang: Lang) {
        self.read = diags.iter().map(|diag| Found::new(diag, sources, lang)).collect();
    }

    /// The rules were asked about the whole book.
    pub fn checked(&mut self, diags: Diags, sources: &Sources, lang: Lang) {
        self.checked = diags.iter().map(|diag| Found::new(diag, sources, lang)).collect();
    }

    /// One file was read again; the rules, and what only the whole book tells, still stand, so that nothing flickers.
    pub fn reread(&mut self, again: &Reread, sources: &Sources, lang: Lang) {
        self.read.retain(|found| !again.before.contains(&found.diag));
        self.read.extend(again.now.iter().map(|diag| Found::new(diag, sources, lang)));
    }

    /// The picture of a print was made; whether another thing is wrong with it than before.
    pub fn printed(&mut self, path: String, found: Vec<Found>) -> bool {
        let before = self.printed.remove(&path).unwrap_or_default();
        let other = before.iter().map(|found| &found.line).ne(found.iter().map(|found| &found.line));
        if !found.is_empty() {
            self.printed.insert(path, found);
        }
        other
    }

    /// Pictures that came to nothing and are still wanted; the others are forgotten.
    pub fn unprinted(&mut self, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        self.printed.retain(|path, _| wanted(path));
        self.printed.keys().cloned().collect()
    }

    pub fn shown(&self, lang: Lang) -> Vec<Problem> {
        let shown = |told: Told<'_>| {
            let mut problem = told.found.problem.clone();
            let more = elsewhere_at(&told.places).into_iter().chain(told.help);
            problem.help.extend(more.map(|words| words.get(lang).to_string()));
            problem
        };
        self.told().into_iter().map(shown).collect()
    }

    /// What to say in the terminal; `None` when all of it was said before.
    pub fn news(&mut self, lang: Lang) -> Option<String> {
        let line = |told: Told<'_>| match elsewhere_at(&told.places) {
            None => told.found.line.clone(),
            Some(more) => format!("{} [{}]\n", told.found.line.trim_end(), more.get(lang)),
        };
        let lines: Vec<String> = self.told().into_iter().map(line).collect();
        if lines == self.said {
            return None;
        }
        let text = match lines.is_empty() {
            true => format!("{}\n", words!("问题都改好了", "all is mended").get(lang)),
            false => lines.concat(),
        };
        self.said = lines;
        Some(text)
    }

    /// One for each cause.
    fn told(&self) -> Vec<Told<'_>> {
        let all = self.sorted();
        let diags: Vec<Diag> = all.iter().map(|found| found.diag.clone()).collect();
        let mut places: HashMap<Span, &str> = HashMap::new();
        for found in &all {
            places.extend(found.diag.span.map(|span| (span, found.problem.place.as_str())));
        }
        // The first of a cause stands where it stood among all.
        let mut left = all.into_iter();
        let told = |diag: Diag| {
            let found = left.find(|found| found.diag.span == diag.span && found.diag.message == diag.message)?;
            let help = diag.help.into_iter().skip(found.diag.help.len()).collect();
            Some(Told { found, places: diag.also.iter().filter_map(|span| places.get(span).copied()).collect(), help })
        };
        by_cause(&diags).into_iter().filter_map(told).collect()
    }

    fn sorted(&self) -> Vec<&Found> {
        let mut all: Vec<&Found> =
            self.read.iter().chain(&self.checked).chain(self.printed.values().flatten()).collect();
        all.sort_by(|a, b| in_reading_order(&a.diag, &b.diag));
        all.dedup_by(|a, b| a.diag == b.diag);
        all
    }
}

impl Found {
    pub fn new(diag: &Diag, sources: &Sources, lang: Lang) -> Found {
        let style = Style { format: Format::Short, lang, color: false, width: 100 };
        let line = report::print(std::slice::from_ref(diag), sources, style);
        Found { diag: diag.clone(), problem: Problem::new(diag, sources, lang), line }
    }
}
