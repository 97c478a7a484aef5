//! What still is wrong for the compiler is made plain text, until it finds no mistake: the compiler itself is the judge.

use super::{
    edits::Edits,
    notes::{Notes, Why},
};
use crate::{
    base::{
        code::Code,
        date::Date,
        diag::{Diag, Severity},
    },
    build::{compile, plan},
    model::chapter::Audience,
};
use std::{collections::BTreeMap, fs, io, path::Path};

/// More rounds than mistakes can hide behind each other.
const ROUNDS: usize = 40;

/// A page as it is written.
pub struct Written {
    pub source: String,
    pub header: String,
    pub body: String,
    /// The number in the old file of each line of the body.
    pub numbers: Vec<usize>,
    /// It is no longer read as Markdown: more cannot be done.
    pub given_up: bool,
}

/// What the compiler says at the end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Verdict {
    pub errors: usize,
    pub warnings: usize,
}

/// `pages` by their paths below the workspace.
pub fn mend(root: &Path, pages: &mut BTreeMap<String, Written>, today: Date, notes: &mut Notes) -> io::Result<Verdict> {
    let mut verdict = Verdict::default();
    for round in 0..ROUNDS {
        let mut compiled = compile::compile(root, None, today)?;
        let mut diags = std::mem::take(&mut compiled.diags);
        plan::plan(&compiled.book, Audience::Internal, &mut diags);
        verdict = Verdict { errors: diags.count(Severity::Error), warnings: diags.count(Severity::Warning) };
        let mut wrong: BTreeMap<String, Vec<Diag>> = BTreeMap::new();
        for diag in diags.sorted().into_iter().filter(|diag| diag.severity == Severity::Error) {
            if let Some(span) = diag.span {
                wrong.entry(compiled.sources.path(span.file).to_string()).or_default().push(diag);
            }
        }
        let mut mended = false;
        for (path, diags) in wrong {
            let Some(page) = pages.get_mut(&path).filter(|page| !page.given_up) else { continue };
            let last = round + 2 >= ROUNDS;
            page.mend(&diags, last, notes);
            fs::write(root.join(&path), format!("{}{}", page.header, page.body))?;
            mended = true;
        }
        if !mended {
            break;
        }
    }
    Ok(verdict)
}

impl Written {
    fn mend(&mut self, diags: &[Diag], last: bool, notes: &mut Notes) {
        let mut edits = Edits::default();
        for diag in diags {
            let Some(span) = diag.span else { continue };
            let Some(start) = (span.start as usize).checked_sub(self.header.len()) else { continue };
            let range = start..span.end as usize - self.header.len();
            let Some(was) = self.body.get(range.clone()) else { continue };
            let line = self.body[..start].matches('\n').count();
            let number = self.numbers.get(line).copied().unwrap_or(0);
            let line_start = self.body[..start].rfind('\n').map_or(0, |at| at + 1);
            match diag.code {
                Code::BROKEN_LINK | Code::BROKEN_IMAGE if was.contains("](") => {
                    let label = usize::from(was.starts_with('!')) + 1;
                    let end = was.rfind("](").unwrap_or(label).max(label);
                    edits.replace(start..start + label, "");
                    edits.replace(start + end..range.end, "");
                }
                Code::BROKEN_LINK if was.starts_with('<') => {
                    edits.replace(range.clone(), was.trim_matches(['<', '>']));
                }
                Code::DUPLICATE_NAME if was.starts_with('#') => {
                    edits.replace(range.clone(), self.other_anchor(was));
                }
                Code::WRONG_VALUE | Code::UNKNOWN_KEY | Code::UNKNOWN_NAME if self.in_braces(line_start, start) => {
                    // The braces of a heading are text when their first one is written as an entity.
                    let open = self.body[line_start..start].rfind('{').map_or(start, |at| line_start + at);
                    edits.replace(open..open + 1, "&#123;");
                }
                _ => {
                    let at = start + usize::from(was.starts_with("!["));
                    edits.replace(at..at, "\\");
                }
            }
            let old = self.body[line_start..].lines().next().unwrap_or("").trim();
            notes.push(Why::Escaped, &self.source, number, old);
        }
        if edits.is_empty() || last {
            // Nothing else helps: the whole text as it was, as a text that is not read.
            let longest = self.body.split(|c| c != '`').map(str::len).max().unwrap_or(0).max(2);
            let fence = "`".repeat(longest + 1);
            notes.push(Why::Escaped, &self.source, 0, "");
            self.given_up = true;
            self.body = format!("{fence}text\n{}\n{fence}\n", self.body.trim_end());
            return;
        }
        self.body = edits.apply(&self.body);
    }

    fn in_braces(&self, line_start: usize, at: usize) -> bool {
        self.body[line_start..at].contains('{') || self.body[at..].starts_with('{')
    }

    fn other_anchor(&self, anchor: &str) -> String {
        let taken = |name: &str| {
            self.body.match_indices(name).any(|(at, _)| self.body[at + name.len()..].starts_with([' ', '}', '\t']))
        };
        let names = (2..).map(|number| format!("{anchor}-{number}"));
        names.take(10_000).find(|name| !taken(name)).unwrap_or_default()
    }
}
