//! What still is wrong for the compiler is made plain text, until it finds no mistake: the compiler itself is the judge.

use super::{
    edits::Edits,
    notes::{Notes, Why},
};
use crate::{
    base::{
        code::{Code, PAGES},
        date::Date,
        diag::{Diag, Severity},
        lang::Lang,
    },
    build::{compile, plan},
    model::chapter::Audience,
    words,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

/// How long a finding of a rule is let through before somebody must have looked at it.
const DAYS: i32 = 90;

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
pub fn mend(
    root: &Path,
    pages: &mut BTreeMap<String, Written>,
    today: Date,
    lang: Lang,
    notes: &mut Notes,
) -> io::Result<Verdict> {
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
            // What breaks a rule is said as the writer meant it: not a word is changed, it is let through for a while.
            let (ours, rules): (Vec<_>, Vec<_>) = diags.into_iter().partition(|diag| is_ours(diag.code));
            let changed = match ours.is_empty() {
                true => page.let_through(&rules, today, lang, notes),
                false => page.mend(&ours, round + 2 >= ROUNDS, notes),
            };
            if !changed {
                continue;
            }
            fs::write(root.join(&path), format!("{}{}", page.header, page.body))?;
            mended = true;
        }
        if !mended {
            break;
        }
    }
    Ok(verdict)
}

/// A mistake of form, which plain text cannot make; the others are rules about what is said.
fn is_ours(code: Code) -> bool {
    PAGES.iter().any(|page| page.code == code)
}

impl Written {
    /// Writes leave for each finding of a rule, with a date at which it ends.
    fn let_through(&mut self, diags: &[Diag], today: Date, lang: Lang, notes: &mut Notes) -> bool {
        let until = today.saturating_add(jiff::Span::new().days(DAYS));
        let mut text: Vec<String> = format!("{}{}", self.header, self.body).lines().map(str::to_string).collect();
        let head = self.header.lines().count();
        let mut wanted: BTreeSet<(usize, &str)> = BTreeSet::new();
        for diag in diags {
            let Some(span) = diag.span else { continue };
            let before = match (span.start as usize).checked_sub(self.header.len()) {
                Some(at) => head + self.body.get(..at).map_or(0, |before| before.matches('\n').count()),
                None => self.header.get(..span.start as usize).map_or(0, |before| before.matches('\n').count()),
            };
            wanted.insert((before, diag.code.id()));
        }
        let mut new_head = head;
        let mut changed = false;
        // From the end, so that lines that are put in do not move what is still to come.
        for (line, code) in wanted.into_iter().rev() {
            let Some(was) = text.get(line).cloned() else { continue };
            let leave = words!(
                "允许 {code} 到 {until}：导入时就有，待复核",
                "allow {code} until {until}: was there when imported, to be reviewed"
            );
            let leave = leave.get(lang);
            let number = line.checked_sub(head).and_then(|at| self.numbers.get(at)).copied().unwrap_or(1);
            let comment = format!("<!-- {leave} -->");
            if line < head {
                let there = |at: usize| text[at].starts_with('#') && text[at].contains(code);
                if line == 0 || there(line - 1) {
                    continue;
                }
                text.insert(line, format!("# {leave}"));
                new_head += 1;
            } else if was.contains(code) || (line > head && text[line - 1].contains(code)) {
                // It was of no use, as in code.
                continue;
            } else if !was.contains("<!--") {
                // Behind the braces of a heading nothing may stand.
                let at = if was.starts_with('#') && was.ends_with('}') { was.rfind('{') } else { None };
                text[line].insert_str(at.unwrap_or(was.len()), &format!(" {comment} "));
                text[line] = text[line].trim_end().to_string();
            } else if line > head && text[line - 1].trim().is_empty() {
                text.insert(line, comment);
                self.numbers.insert(line - head, number);
            } else if line > head && !text[line - 1].contains("<!--") {
                text[line - 1].push_str(&format!(" {comment}"));
            } else {
                continue;
            }
            notes.push(Why::Rule, &self.source, number, format!("{code}: {}", was.trim()));
            changed = true;
        }
        if changed {
            self.header = text[..new_head].iter().flat_map(|line| [line.as_str(), "\n"]).collect();
            self.body = text[new_head..].iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        }
        changed
    }

    /// Gives whether anything changed, which it always does.
    fn mend(&mut self, diags: &[Diag], last: bool, notes: &mut Notes) -> bool {
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
            return true;
        }
        self.body = edits.apply(&self.body);
        true
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
