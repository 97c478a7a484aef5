//! A template engine's error as a diagnostic of ours, with a place in the template.

use crate::{
    base::{
        code::Code,
        diag::{Diag, Severity},
        lang::Words,
        span::{FileId, Span},
    },
    words,
};
use std::collections::BTreeMap;

pub(super) fn diag(template: &str, error: &tera::Error, sources: &BTreeMap<String, (FileId, String)>) -> Diag {
    let fault = Fault::of(template, error);
    let name = &fault.name;
    let place = sources.get(name).map(|(file, text)| {
        let start = offset(text, fault.from.0, fault.from.1);
        Span::new(*file, start, offset(text, fault.to.0, fault.to.1).max(start))
    });
    let what = said(&fault.what);
    let (zh, en) = (what.zh, what.en);
    let message = Words::new(format!("模板“{name}”：{zh}"), format!("template “{name}”: {en}"));
    Diag::new(Code::TEMPLATE, Severity::Error, place, message).help(words!(
        "主题的零件在 themes/ 里，删掉这个文件就会用回默认的",
        "parts of a theme stand in themes/; without this file the default one is used"
    ))
}

/// What the engine says, and where: lines from 1, columns in characters from 0.
struct Fault {
    name: String,
    what: String,
    from: (usize, usize),
    to: (usize, usize),
}

impl Fault {
    fn of(template: &str, error: &tera::Error) -> Fault {
        if let tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) = error.kind() {
            let span = report.span();
            return Fault {
                name: report.filename().to_string(),
                what: report.message().to_string(),
                from: (span.start_line, span.start_col),
                to: (span.end_line, span.end_col),
            };
        }
        // The others are one text: a sentence, then ` --> name:line:column` and the line itself.
        let text = error.to_string();
        let what = text.lines().next().unwrap_or("").trim_start_matches("error: ").to_string();
        let placed = |line: &str| {
            let mut parts = line.trim().strip_prefix("--> ")?.rsplitn(3, ':');
            let (column, line) = (parts.next()?.parse::<usize>().ok()?, parts.next()?.parse().ok()?);
            Some((parts.next()?.to_string(), (line, column.saturating_sub(1))))
        };
        let (name, at) = text.lines().find_map(placed).unwrap_or_else(|| (template.to_string(), (1, 0)));
        Fault { name, what, from: at, to: at }
    }
}

/// The engine speaks English; the usual mistakes are said in the reader's language as well.
fn said(what: &str) -> Words {
    let quoted = what.split(['`', '\'']).nth(1).unwrap_or("");
    let zh = if what.contains("end of input") {
        "没有写完，可能少了 {% endif %}、{% endfor %} 或 }}".to_string()
    } else if what.contains("Unknown template") || what.contains("not found") && what.starts_with("Template") {
        format!("没有 {quoted} 这个模板")
    } else if what.contains("not found in context") || what.contains("is not defined") || what.contains("undefined") {
        format!("没有 {quoted} 这个值")
    } else if what.contains("Unknown filter") || what.contains("Unknown function") || what.contains("Unknown test") {
        format!("没有 {quoted} 这个函数")
    } else {
        format!("写得不对（{what}）")
    };
    Words::new(zh, what)
}

/// In bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text[start.min(text.len())..].split('\n').next().unwrap_or("");
    start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
}
