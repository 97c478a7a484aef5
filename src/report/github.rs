//! Diagnostics as commands of a GitHub workflow: `::error file=…,line=…::message`.

use super::{elsewhere, json};
use crate::{
    base::{
        diag::{Diag, Severity},
        lang::Lang,
        span::Span,
    },
    source::Sources,
};

pub fn command(diag: &Diag, sources: &Sources, lang: Lang) -> String {
    let name = match diag.severity {
        Severity::Note => "notice",
        other => json::id(other),
    };
    let mut properties = Vec::new();
    if let Some(span) = diag.span {
        let (from, to) = (sources.place(span), sources.place(Span { start: span.end, ..span }));
        properties.push(format!("file={}", property(from.path)));
        properties.push(format!("line={}", from.line));
        properties.push(format!("endLine={}", to.line));
        // Columns count only inside one line.
        if from.line == to.line {
            properties.push(format!("col={}", from.column));
            properties.push(format!("endColumn={}", to.column.max(from.column)));
        }
    }
    properties.push(format!("title={}", property(diag.code.id())));
    let row = diag.row.as_ref().map(|row| format!(" [{row}]")).unwrap_or_default();
    let places = elsewhere(diag, sources).map(|words| format!("\n{}", words.get(lang))).unwrap_or_default();
    let help: String = diag.help.iter().map(|help| format!("\n{}", help.get(lang))).collect();
    let message = data(&format!("{}{row}{places}{help}", diag.message.get(lang)));
    format!("::{name} {}::{message}\n", properties.join(","))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
