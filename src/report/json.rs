//! Diagnostics as JSON of our own, one object for each with its place and help.

use crate::{
    base::{
        diag::{Diag, Severity},
        lang::Lang,
        span::Span,
    },
    source::Sources,
};
use serde::Serialize;

#[derive(Serialize)]
struct Report<'a> {
    diagnostics: Vec<Row<'a>>,
    errors: usize,
    warnings: usize,
    notes: usize,
}

#[derive(Serialize)]
struct Row<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<&'a str>,
    help: Vec<&'a str>,
    /// Where else the same is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
}

impl<'a> Place<'a> {
    fn of(span: Span, sources: &'a Sources) -> Place<'a> {
        let place = sources.place(span);
        Place { file: place.path, line: place.line, column: place.column }
    }
}

/// The name of a severity for machines.
pub fn id(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

pub fn report(diags: &[Diag], sources: &Sources, lang: Lang) -> String {
    let rows = diags
        .iter()
        .map(|diag| {
            let start = diag.span.map(|span| sources.place(span));
            let end = diag.span.map(|span| sources.place(Span { start: span.end, ..span }));
            Row {
                code: diag.code.id(),
                severity: id(diag.severity),
                message: diag.message.get(lang),
                file: start.map(|p| p.path),
                line: start.map(|p| p.line),
                column: start.map(|p| p.column),
                end_line: end.map(|p| p.line),
                end_column: end.map(|p| p.column),
                row: diag.row.as_deref(),
                help: diag.help.iter().map(|h| h.get(lang)).collect(),
                also: diag.also.iter().map(|span| Place::of(*span, sources)).collect(),
            }
        })
        .collect();
    let count = |severity| diags.iter().filter(|d| d.severity == severity).count();
    let report = Report {
        diagnostics: rows,
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
    };
    let mut text = serde_json::to_string_pretty(&report).expect("texts and numbers always make JSON");
    text.push('\n');
    text
}
