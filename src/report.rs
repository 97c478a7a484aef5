//! Prints diagnostics: in full under the line they are about, short for editors, or in the formats that tools read.

pub mod baseline;
mod github;
mod json;
mod sarif;

use crate::{
    base::{
        diag::{Diag, Severity, by_cause},
        lang::{Lang, Words},
        span::Span,
    },
    source::Sources,
    words,
};
use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet, renderer::DecorStyle};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Full,
    Short,
    Json,
    /// What code scanning services take in.
    Sarif,
    /// Commands of a GitHub workflow, which show as notes beside the lines.
    Github,
}

impl Format {
    /// As the command line names it.
    pub fn parse(name: &str) -> Option<Format> {
        Some(match name {
            "full" => Format::Full,
            "short" => Format::Short,
            "json" => Format::Json,
            "sarif" => Format::Sarif,
            "github" => Format::Github,
            _ => return None,
        })
    }

    /// One document for a machine, which must be there even when there is nothing to tell.
    pub fn is_document(self) -> bool {
        matches!(self, Format::Json | Format::Sarif)
    }
}

/// How to print.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub format: Format,
    pub lang: Lang,
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
}

/// All diagnostics as text, in the order given; one cause is told once, with all its places.
pub fn print(diags: &[Diag], sources: &Sources, style: Style) -> String {
    let diags = &by_cause(diags)[..];
    match style.format {
        Format::Full => diags.iter().map(|diag| full(diag, sources, style)).collect(),
        Format::Short => diags.iter().map(|diag| short(diag, sources, style.lang)).collect(),
        Format::Json => json::report(diags, sources, style.lang),
        Format::Sarif => sarif::report(diags, sources, style.lang),
        Format::Github => diags.iter().map(|diag| github::command(diag, sources, style.lang)).collect(),
    }
}

/// “3 个错误，1 个警告”; empty when there is nothing.
pub fn summary(diags: &[Diag], lang: Lang) -> String {
    let diags = by_cause(diags);
    let count = |severity| diags.iter().filter(|d| d.severity == severity).count();
    let parts: Vec<String> = [
        (count(Severity::Error), words!("个错误", "error")),
        (count(Severity::Warning), words!("个警告", "warning")),
        (count(Severity::Note), words!("个提示", "note")),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, what)| match lang {
        Lang::Zh => format!("{n} {}", what.zh),
        Lang::En => format!("{n} {}{}", what.en, if n == 1 { "" } else { "s" }),
    })
    .collect();
    parts.join(match lang {
        Lang::Zh => "，",
        Lang::En => ", ",
    })
}

/// “另有 12 处：content/a.md:3、content/b.md:7…”, so many as a person reads; `None` where the cause shows once.
fn elsewhere(diag: &Diag, sources: &Sources) -> Option<Words> {
    let place = |span: &Span| {
        let place = sources.place(*span);
        format!("{}:{}", place.path, place.line)
    };
    elsewhere_at(&diag.also.iter().map(place).collect::<Vec<_>>())
}

/// The same of places in words.
pub fn elsewhere_at<T: AsRef<str>>(places: &[T]) -> Option<Words> {
    const SHOWN: usize = 5;
    if places.is_empty() {
        return None;
    }
    let (count, rest) = (places.len(), places.len().saturating_sub(SHOWN));
    let places: Vec<&str> = places.iter().take(SHOWN).map(AsRef::as_ref).collect();
    let (zh, en) = (places.join("、"), places.join(", "));
    Some(match rest {
        0 => words!("另有 {count} 处：{zh}", "{count} more: {en}"),
        _ => words!("另有 {count} 处：{zh} 等", "{count} more: {en} and {rest} others"),
    })
}

fn severity_name(severity: Severity) -> Words {
    match severity {
        Severity::Error => words!("错误", "error"),
        Severity::Warning => words!("警告", "warning"),
        Severity::Note => words!("提示", "note"),
    }
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

fn full(diag: &Diag, sources: &Sources, style: Style) -> String {
    let lang = style.lang;
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    // ASCII frames: box characters are wide in many Chinese terminal fonts, and then nothing lines up.
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(style.width.clamp(60, 120));
    let name = severity_name(diag.severity);
    let level = level(diag.severity).with_name(name.get(lang).to_string());
    let message = diag.message.get(lang);
    let mut spans: Vec<(Span, &str, AnnotationKind)> =
        diag.span.iter().map(|s| (*s, "", AnnotationKind::Primary)).collect();
    spans.extend(diag.labels.iter().map(|(span, words)| (*span, words.get(lang), AnnotationKind::Context)));
    let windows: Vec<Window<'_>> = windows(&spans, sources);
    let mut elements: Vec<Element<'_>> = Vec::new();
    for window in &windows {
        elements.push(window.snippet().into());
    }
    if let Some(row) = &diag.row {
        elements.push(Level::NOTE.with_name(words!("数据", "row").get(lang).to_string()).message(row.clone()).into());
    }
    if let Some(places) = elsewhere(diag, sources) {
        let title = words!("还有", "also").get(lang).to_string();
        elements.push(Level::NOTE.with_name(title).message(places.get(lang).to_string()).into());
    }
    for help in &diag.help {
        elements
            .push(Level::HELP.with_name(words!("怎么改", "help").get(lang).to_string()).message(help.get(lang)).into());
    }
    let group: Group<'_> = level.primary_title(message).id(diag.code.id()).elements(elements);
    format!("{}\n\n", renderer.render(&[group]))
}

/// The lines of one file that a diagnostic is about: enough to see, however long the file.
struct Window<'a> {
    path: &'a str,
    text: &'a str,
    first_line: usize,
    start: usize,
    marks: Vec<(std::ops::Range<usize>, &'a str, AnnotationKind)>,
}

fn windows<'a>(spans: &[(Span, &'a str, AnnotationKind)], sources: &'a Sources) -> Vec<Window<'a>> {
    const LINES: usize = 3;
    let mut windows: Vec<Window<'a>> = Vec::new();
    for (span, label, kind) in spans {
        let path = sources.path(span.file);
        let Some(file) = sources.get(span.file) else {
            windows.push(Window { path, text: "", first_line: 1, start: 0, marks: vec![(0..0, label, *kind)] });
            continue;
        };
        let text = file.text();
        let (first, _) = file.position(span.start as usize);
        let (last, _) = file.position((span.end as usize).max(span.start as usize));
        let last = last.min(first + LINES - 1);
        let start = file.lines()[first - 1] as usize;
        let end = file.lines().get(last).map_or(text.len(), |next| *next as usize);
        let mark = (span.start as usize).min(end)
            ..(span.end as usize).clamp(span.start as usize, end.max(span.start as usize)).min(end);
        match windows.iter_mut().find(|w| w.path == path && w.start == start) {
            Some(window) => {
                // Whichever of the two reaches further says how much is shown.
                window.text = &text[start..end.max(start + window.text.len())];
                window.marks.push((mark.start - start..mark.end - start, label, *kind));
            }
            None => windows.push(Window {
                path,
                text: &text[start..end],
                first_line: first,
                start,
                marks: vec![(mark.start - start..mark.end - start, label, *kind)],
            }),
        }
    }
    windows
}

impl<'a> Window<'a> {
    fn snippet(&'a self) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let snippet = Snippet::source(self.text).line_start(self.first_line).path(self.path);
        self.marks.iter().fold(snippet, |snippet, (range, label, kind)| {
            let mark = kind.span(range.clone());
            snippet.annotation(if label.is_empty() { mark } else { mark.label(*label) })
        })
    }
}

/// `content/a.md:3:5: 错误[REF-001] … （help）`, one line each.
fn short(diag: &Diag, sources: &Sources, lang: Lang) -> String {
    let place = match diag.span {
        Some(span) => {
            let place = sources.place(span);
            format!("{}:{}:{}: ", place.path, place.line, place.column)
        }
        None => String::new(),
    };
    let help: Vec<&str> = diag.help.iter().map(|h| h.get(lang)).collect();
    let row = diag.row.as_ref().map(|row| format!(" [{row}]")).unwrap_or_default();
    let places = elsewhere(diag, sources).map(|words| format!(" [{}]", words.get(lang))).unwrap_or_default();
    let help = match (help.is_empty(), lang) {
        (true, _) => String::new(),
        // A question ends with its own mark.
        (false, Lang::Zh) => format!("（{}）", help.join("；").replace("？；", "？")),
        (false, Lang::En) => format!(" ({})", help.join("; ").replace("?; ", "? ")),
    };
    format!(
        "{place}{}[{}] {}{row}{places}{help}\n",
        severity_name(diag.severity).get(lang),
        diag.code.id(),
        diag.message.get(lang)
    )
}
