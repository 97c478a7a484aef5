//! Finds the waivers of a file. Comments are no part of any record, so the raw text is read.

use super::Source;
use crate::{
    base::{
        date::parse_date,
        span::{Span, Spanned},
    },
    model::waiver::Waiver,
};

/// All waivers of a Markdown or TOML file, in order.
pub fn waivers(source: &Source<'_>, is_toml: bool) -> Vec<Waiver> {
    let text = source.text;
    if !text.contains("允许") && !text.contains("allow") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut in_header = is_toml;
    let mut in_code = false;
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let start = at;
        at += line.len();
        let bare = line.trim();
        if !is_toml && (bare == "+++" || bare == "---") && (number == 0 || in_header) {
            in_header = !in_header;
            continue;
        }
        if !in_header && (bare.starts_with("```") || bare.starts_with("~~~")) {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        let (open, close) = if in_header { ("#", None) } else { ("<!--", Some("-->")) };
        let Some(from) = line.find(open).map(|from| from + open.len()) else { continue };
        let to = match close {
            None => line.trim_end().len(),
            Some(close) => match line[from..].find(close) {
                Some(to) => from + to,
                None => continue,
            },
        };
        let covers = Span::new(source.file, start, next_line_end(text, at));
        found.extend(read(source, start + from.min(to), start + to, covers));
    }
    found
}

/// Where the first line at or behind `at` that is not blank ends.
fn next_line_end(text: &str, mut at: usize) -> usize {
    for line in text[at..].split_inclusive('\n') {
        at += line.len();
        if !line.trim().is_empty() {
            break;
        }
    }
    at
}

/// `None` for a comment that is no waiver.
fn read(source: &Source<'_>, from: usize, to: usize, covers: Span) -> Option<Waiver> {
    let text = &source.text[from..to];
    let rest = text.trim_start();
    let rest = rest.strip_prefix("允许").or_else(|| rest.strip_prefix("allow "))?.trim_start();
    let len = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    let code = &rest[..len];
    let (family, number) = code.split_once('-')?;
    if family.is_empty() || number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let code_at = to - rest.len();
    let rest = rest[len..].trim_start();
    let (head, reason) = match rest.find(['：', ':']) {
        Some(colon) => (&rest[..colon], rest[colon..].trim_start_matches(['：', ':']).trim()),
        None => (rest, ""),
    };
    let date = head.trim().strip_prefix("到").or_else(|| head.trim().strip_prefix("until")).unwrap_or("");
    Some(Waiver {
        span: Span::new(source.file, from, to),
        code: Spanned::new(code.to_string(), Span::new(source.file, code_at, code_at + len)),
        until: parse_date(date),
        reason: reason.to_string(),
        covers,
    })
}
