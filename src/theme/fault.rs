//! A template engine's error as a diagnostic of ours, with a place in the template.

use crate::base::{
    code::Code,
    diag::{Diag, Severity},
    span::{FileId, Span},
};
use std::collections::BTreeMap;

pub(super) fn diag(template: &str, error: &tera::Error, sources: &BTreeMap<String, (FileId, String)>) -> Diag {
    let (name, what, span) = match error.kind() {
        tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => {
            (report.filename().to_string(), report.message().to_string(), Some(report.span().clone()))
        }
        _ => (template.to_string(), error.to_string(), None),
    };
    let place = sources.get(&name).map(|(file, text)| match &span {
        Some(span) => {
            let start = offset(text, span.start_line, span.start_col);
            Span::new(*file, start, offset(text, span.end_line, span.end_col).max(start))
        }
        None => Span::file(*file),
    });
    let message = crate::words!("模板“{name}”有错：{what}", "mistake in template “{name}”: {what}");
    Diag::new(Code::TEMPLATE, Severity::Error, place, message).help(crate::words!(
        "主题的零件在 themes/ 里，删掉这个文件就会用回默认的",
        "parts of a theme stand in themes/; without this file the default one is used"
    ))
}

/// Tera counts lines from 1 and columns in characters from 0.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text[start.min(text.len())..].split('\n').next().unwrap_or("");
    start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
}
