//! What a writer is told: a code, a place, a sentence in both languages, and help. Nothing stops at the first mistake.

use super::{code::Code, lang::Words, span::Span};
use std::collections::{HashMap, hash_map::Entry};

/// How bad it is. Errors stop the output, warnings do not unless `--deny warnings`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Severity {
    Error,
    Warning,
    Note,
}

/// One thing to tell: the message says what is wrong, the labels say where, the help says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diag {
    pub code: Code,
    pub severity: Severity,
    /// `None` only for what has no place in the sources, such as a command-line value.
    pub span: Option<Span>,
    pub message: Words,
    pub labels: Vec<(Span, Words)>,
    pub help: Vec<Words>,
    /// A row of data that caused it, as the user counts: “stores.csv 第 12 行”.
    pub row: Option<String>,
    /// Other places with the same cause; filled by `by_cause`.
    pub also: Vec<Span>,
    /// What else to do when the same cause shows in several places.
    pub when_many: Vec<Words>,
}

impl Diag {
    pub fn new(code: Code, severity: Severity, span: Option<Span>, message: Words) -> Diag {
        Diag {
            code,
            severity,
            span,
            message,
            labels: Vec::new(),
            help: Vec::new(),
            row: None,
            also: Vec::new(),
            when_many: Vec::new(),
        }
    }

    pub fn error(code: Code, span: Span, message: Words) -> Diag {
        Diag::new(code, Severity::Error, Some(span), message)
    }

    pub fn warning(code: Code, span: Span, message: Words) -> Diag {
        Diag::new(code, Severity::Warning, Some(span), message)
    }

    pub fn note(code: Code, span: Span, message: Words) -> Diag {
        Diag::new(code, Severity::Note, Some(span), message)
    }

    #[must_use]
    pub fn label(mut self, span: Span, words: Words) -> Diag {
        self.labels.push((span, words));
        self
    }

    /// What to do; may be called several times, and takes an `Option` so that a missing hint needs no branch.
    #[must_use]
    pub fn help(mut self, words: impl Into<Option<Words>>) -> Diag {
        self.help.extend(words.into());
        self
    }

    /// What to do when the same is wrong in several places, beside `help`.
    #[must_use]
    pub fn when_many(mut self, words: impl Into<Option<Words>>) -> Diag {
        self.when_many.extend(words.into());
        self
    }

    #[must_use]
    pub fn row(mut self, row: impl Into<String>) -> Diag {
        self.row = Some(row.into());
        self
    }
}

/// All that was found in one run, in the order of finding; `sorted` gives the order of reading.
#[derive(Clone, Debug, Default)]
pub struct Diags {
    list: Vec<Diag>,
}

impl Diags {
    pub fn new() -> Diags {
        Diags::default()
    }

    pub fn push(&mut self, diag: Diag) {
        self.list.push(diag);
    }

    pub fn extend(&mut self, other: impl IntoIterator<Item = Diag>) {
        self.list.extend(other);
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Forgets what was found after the first `len`.
    pub fn truncate(&mut self, len: usize) {
        self.list.truncate(len);
    }

    /// What was found after the first `len`, taken out.
    pub fn split_off(&mut self, len: usize) -> Vec<Diag> {
        self.list.split_off(len)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Diag> {
        self.list.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.severity == severity).count()
    }

    /// In the order of files and places, one of each: what the same rule says twice about one place is said once.
    pub fn sorted(mut self) -> Vec<Diag> {
        self.list.sort_by(in_reading_order);
        self.list.dedup();
        self.list
    }
}

/// What is told once however often it shows: names, addresses and keys that are wrong everywhere in the same way. What a rule
/// says of a sentence stays with that sentence.
const ONE_CAUSE: [Code; 10] = [
    Code::UNKNOWN_NAME,
    Code::AMBIGUOUS_NAME,
    Code::BROKEN_LINK,
    Code::BROKEN_IMAGE,
    Code::UNKNOWN_VALUE,
    Code::UNKNOWN_KEY,
    Code::UNKNOWN_CHOICE,
    Code::STRAY_FILE,
    Code::UNKNOWN_FONT,
    Code::MIXED_HEADERS,
];

/// One for each cause: the first place tells it, the others stand in `also`. Keeps the order.
pub fn by_cause(list: &[Diag]) -> Vec<Diag> {
    let mut first: HashMap<(Code, Severity, &Words, &[Words]), usize> = HashMap::new();
    let mut told: Vec<Diag> = Vec::new();
    for diag in list {
        let one = ONE_CAUSE.contains(&diag.code) && diag.row.is_none() && diag.labels.is_empty();
        let Some(span) = diag.span.filter(|_| one) else {
            told.push(diag.clone());
            continue;
        };
        match first.entry((diag.code, diag.severity, &diag.message, &diag.help)) {
            Entry::Occupied(at) => told[*at.get()].also.push(span),
            Entry::Vacant(free) => {
                free.insert(told.len());
                told.push(diag.clone());
            }
        }
    }
    for diag in told.iter_mut().filter(|diag| !diag.also.is_empty()) {
        let more = std::mem::take(&mut diag.when_many);
        diag.help.extend(more);
    }
    told
}

/// By files and places.
pub fn in_reading_order(a: &Diag, b: &Diag) -> std::cmp::Ordering {
    (a.span, a.severity, a.code.id(), &a.message, &a.row).cmp(&(b.span, b.severity, b.code.id(), &b.message, &b.row))
}

impl IntoIterator for Diags {
    type Item = Diag;
    type IntoIter = std::vec::IntoIter<Diag>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

/// The nearest of the known names, when it is near enough to be meant.
pub fn near<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Near<'a>> {
    let wrong_folded = wrong.to_lowercase();
    let length = wrong.chars().count();
    let (distance, best) = known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&wrong_folded, &name.to_lowercase()), name))
        .min_by_key(|(distance, name)| (*distance, name.len(), *name))?;
    // A third of the letters may be wrong, one always; two Chinese characters that share one are near.
    let allowed = (length / 3).max(1);
    let contained = length >= 2 && (best.contains(wrong) || (wrong.contains(best) && best.chars().count() >= 2));
    (distance <= allowed || contained).then_some(Near { distance, name: best })
}

/// A known name and how many letters lie between.
#[derive(Clone, Copy, Debug)]
pub struct Near<'a> {
    pub distance: usize,
    pub name: &'a str,
}

/// “是不是想写 …？” with the nearest of the known names, when one is near enough to be a slip.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Words> {
    near(wrong, known).map(|near| meant(near.name))
}

/// “是不是想写 …？”
pub fn meant(name: &str) -> Words {
    crate::words!("是不是想写“{name}”？", "did you mean “{name}”?")
}
