//! Diagnostics as SARIF 2.1.0, which code scanning services and editors take in.

use super::{baseline, json};
use crate::{
    base::{
        code::{self, Page},
        diag::Diag,
        lang::{Lang, Words},
        span::Span,
    },
    check,
    source::Sources,
    words,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub fn report(diags: &[Diag], sources: &Sources, lang: Lang) -> String {
    // Only the rules that speak, in the order of their codes.
    let pages: BTreeMap<&str, &Page> = code::PAGES
        .iter()
        .chain(check::pages())
        .filter(|page| diags.iter().any(|diag| diag.code == page.code))
        .map(|page| (page.code.id(), page))
        .collect();
    let index = |id: &str| pages.keys().position(|known| *known == id);
    let results: Vec<Value> = diags
        .iter()
        .map(|diag| {
            let mut result = json!({
                "ruleId": diag.code.id(),
                "level": json::id(diag.severity),
                "message": { "text": message(diag, lang) },
                "partialFingerprints": { "sopress/v1": baseline::fingerprint(diag, sources) },
            });
            if let Some(index) = index(diag.code.id()) {
                result["ruleIndex"] = json!(index);
            }
            if let Some(span) = diag.span {
                result["locations"] = json!([{ "physicalLocation": place(span, sources) }]);
            }
            let same = words!("同样的问题", "the same is wrong here");
            let labels = diag.labels.iter().map(|(span, words)| (*span, words));
            let related: Vec<(Span, &Words)> = labels.chain(diag.also.iter().map(|span| (*span, &same))).collect();
            if !related.is_empty() {
                let related = related.iter().enumerate().map(|(number, (span, words))| {
                    json!({
                        "id": number + 1,
                        "physicalLocation": place(*span, sources),
                        "message": { "text": words.get(lang) },
                    })
                });
                result["relatedLocations"] = related.collect();
            }
            result
        })
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "sopress",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": pages.values().map(|page| rule(page, lang)).collect::<Vec<_>>(),
            } },
            "language": lang.tag(),
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).expect("texts and numbers always make JSON");
    text.push('\n');
    text
}

/// The message with what to do, since readers of SARIF show one text.
fn message(diag: &Diag, lang: Lang) -> String {
    let row = diag.row.as_ref().map(|row| format!(" [{row}]")).unwrap_or_default();
    let help: String = diag.help.iter().map(|help| format!("\n{}", help.get(lang))).collect();
    format!("{}{row}{help}", diag.message.get(lang))
}

fn place(span: Span, sources: &Sources) -> Value {
    let (from, to) = (sources.place(span), sources.place(Span { start: span.end, ..span }));
    json!({
        "artifactLocation": { "uri": uri(from.path), "uriBaseId": "%SRCROOT%" },
        "region": {
            "startLine": from.line,
            "startColumn": from.column,
            "endLine": to.line,
            "endColumn": to.column,
        },
    })
}

fn rule(page: &Page, lang: Lang) -> Value {
    let text = page.text(lang);
    let title = text.lines().next().unwrap_or_default().trim_start_matches(['#', ' ']);
    let title = title.strip_prefix(page.code.id()).unwrap_or(title).trim();
    json!({
        "id": page.code.id(),
        "shortDescription": { "text": title },
        "help": { "text": text, "markdown": text },
    })
}

/// A path as a relative address: Chinese names and spaces as percent codes.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
