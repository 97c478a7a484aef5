//! What is wrong with the book, as pages and the terminal show it, put together from what was found when.

use crate::{
    base::{
        diag::{Diag, Diags, in_reading_order},
        lang::Lang,
        span::FileId,
    },
    cmd::serve::Problem,
    report::{self, Format, Style},
    source::Sources,
    words,
};

/// Found while reading and by the rules. Each is put into words with the sources in which it was found: places in a file that
/// was saved since would be others.
#[derive(Default)]
pub struct Problems {
    read: Vec<Found>,
    checked: Vec<Found>,
    /// What the terminal was told last.
    told: Vec<String>,
}

struct Found {
    diag: Diag,
    problem: Problem,
    line: String,
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

    /// One file was read again; the rules still stand for what they said.
    pub fn reread(&mut self, file: FileId, diags: &[Diag], sources: &Sources, lang: Lang) {
        self.read.retain(|found| found.diag.span.is_none_or(|span| span.file != file));
        self.read.extend(diags.iter().map(|diag| Found::new(diag, sources, lang)));
    }

    pub fn shown(&self) -> Vec<Problem> {
        self.sorted().into_iter().map(|found| found.problem.clone()).collect()
    }

    /// What to say in the terminal; `None` when all of it was said before.
    pub fn news(&mut self, lang: Lang) -> Option<String> {
        let lines: Vec<String> = self.sorted().into_iter().map(|found| found.line.clone()).collect();
        if lines == self.told {
            return None;
        }
        let text = match lines.is_empty() {
            true => format!("{}\n", words!("问题都改好了", "all is mended").get(lang)),
            false => lines.concat(),
        };
        self.told = lines;
        Some(text)
    }

    fn sorted(&self) -> Vec<&Found> {
        let mut all: Vec<&Found> = self.read.iter().chain(&self.checked).collect();
        all.sort_by(|a, b| in_reading_order(&a.diag, &b.diag));
        all.dedup_by(|a, b| a.diag == b.diag);
        all
    }
}

impl Found {
    fn new(diag: &Diag, sources: &Sources, lang: Lang) -> Found {
        let style = Style { format: Format::Short, lang, color: false, width: 100 };
        let line = report::print(std::slice::from_ref(diag), sources, style);
        Found { diag: diag.clone(), problem: Problem::new(diag, sources, lang), line }
    }
}
