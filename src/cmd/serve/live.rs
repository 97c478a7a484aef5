//! What open pages are told: which version of the book is there, and what is wrong with it.

use crate::{
    base::{
        diag::{Diag, Severity},
        lang::{Lang, Words},
    },
    source::Sources,
    words,
};
use serde::Serialize;
use std::sync::{Mutex, PoisonError};

pub const SCRIPT: &str = include_str!("live.js");
pub const STYLE: &str = include_str!("live.css");

/// More than this nobody reads in a page; the terminal has them all.
const MAX_SHOWN: usize = 40;

/// One diagnostic as the page shows it, in the writer's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub severity: &'static str,
    pub code: &'static str,
    /// `content/a.md:3:5`; empty for what has no place.
    pub place: String,
    /// The text of that line, cut to what fits.
    pub line: String,
    pub message: String,
    pub help: Vec<String>,
}

impl Problem {
    pub fn new(diag: &Diag, sources: &Sources, lang: Lang) -> Problem {
        let (place, line) = diag.span.map_or_else(Default::default, |span| {
            let place = sources.place(span);
            let line = sources.line(span.file, place.line).trim().chars().take(120).collect();
            (format!("{}:{}:{}", place.path, place.line, place.column), line)
        });
        let severity = match diag.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let row = diag.row.iter().map(|row| format!("（{row}）")).collect::<String>();
        Problem {
            severity,
            code: diag.code.id(),
            place,
            line,
            message: format!("{}{row}", diag.message.get(lang)),
            help: diag.help.iter().map(|help| help.get(lang).to_string()).collect(),
        }
    }
}

/// The state that pages ask for; a version is never used again, not even after a restart.
#[derive(Debug)]
pub struct Live {
    boot: String,
    lang: Lang,
    now: Mutex<Now>,
}

#[derive(Debug)]
struct Now {
    count: u64,
    problems: Vec<Problem>,
}

#[derive(Serialize)]
struct State<'a> {
    version: String,
    /// Milliseconds to wait before the next question.
    again: u32,
    problems: &'a [Problem],
    title: String,
    hide: &'a str,
    more: String,
    offline: &'a str,
}

impl Live {
    pub fn new(boot: String, lang: Lang) -> Live {
        Live { boot, lang, now: Mutex::new(Now { count: 0, problems: Vec::new() }) }
    }

    pub fn change(&self, problems: Vec<Problem>) {
        let mut now = self.now();
        now.count += 1;
        now.problems = problems;
    }

    pub fn version(&self) -> String {
        format!("{}-{}", self.boot, self.now().count)
    }

    /// The answer to a page, as JSON.
    pub fn state(&self, again: u32) -> String {
        let now = self.now();
        let shown = &now.problems[..now.problems.len().min(MAX_SHOWN)];
        let hidden = now.problems.len() - shown.len();
        let say = |words: Words| words.get(self.lang).to_string();
        let state = State {
            version: format!("{}-{}", self.boot, now.count),
            again,
            problems: shown,
            title: say(title(&now.problems)),
            hide: if self.lang == Lang::Zh { "收起" } else { "Hide" },
            more: if hidden > 0 {
                say(words!("还有 {hidden} 条，见终端", "{hidden} more in the terminal"))
            } else {
                String::new()
            },
            offline: if self.lang == Lang::Zh {
                "预览已停止；重新运行 sopress serve 后会自动接上"
            } else {
                "The preview has stopped; it goes on when sopress serve runs again"
            },
        };
        serde_json::to_string(&state).expect("strings and numbers only")
    }

    /// Puts the script in front of `</body>`. `tag` names the page's content, so that a page that did not change need
    /// not be loaded again; `version` was taken before the page was made, so that no change is missed.
    pub fn inject(html: &[u8], base: &str, version: &str, tag: &str) -> Vec<u8> {
        let script =
            format!("<script src=\"{base}__live.js\" data-version=\"{version}\" data-tag=\"{tag}\"></script>\n");
        let at = rfind(html, b"</body>").unwrap_or(html.len());
        [&html[..at], script.as_bytes(), &html[at..]].concat()
    }

    fn now(&self) -> std::sync::MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn rfind(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).rposition(|window| window == part)
}

fn title(problems: &[Problem]) -> Words {
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    match (count("error"), count("warning")) {
        (0, 0) => words!("{n} 条提示", "{n} notes", n = problems.len()),
        (0, warnings) => words!("{warnings} 条提醒", "{warnings} warnings"),
        (errors, 0) => words!("{errors} 处错误", "{errors} errors"),
        (errors, warnings) => words!("{errors} 处错误，{warnings} 条提醒", "{errors} errors, {warnings} warnings"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{code::Code, span::Span};

    #[test]
    fn a_page_is_told_the_version_and_the_problems_with_their_places() {
        let sources = Sources::from_texts([("content/a.md", "一\n二 <b>\n")]);
        let span = Span::new(sources.files()[0].id, 4, 7);
        let diag = Diag::error(Code::RAW_HTML, span, words!("错了", "wrong")).help(words!("改", "mend"));
        let live = Live::new("b".into(), Lang::Zh);
        assert_eq!(live.version(), "b-0");
        live.change(vec![Problem::new(&diag, &sources, Lang::Zh)]);
        let state: serde_json::Value = serde_json::from_str(&live.state(0)).expect("JSON");
        assert_eq!(state["version"], "b-1");
        assert_eq!(state["title"], "1 处错误");
        assert_eq!(state["problems"][0]["place"], "content/a.md:2:1");
        assert_eq!(state["problems"][0]["line"], "二 <b>");
        assert_eq!(state["problems"][0]["help"][0], "改");
    }

    #[test]
    fn the_script_stands_at_the_end_of_the_body() {
        let html = Live::inject(b"<body>x</body></html>", "/s/", "b-1", "t");
        let html = String::from_utf8_lossy(&html);
        assert!(html.starts_with("<body>x<script src=\"/s/__live.js\" data-version=\"b-1\" data-tag=\"t\""), "{html}");
        assert!(html.ends_with("</script>\n</body></html>"), "{html}");
    }
}
