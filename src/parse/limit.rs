//! Reads `limits.toml`.

use super::{Source as File, chapter::plain_text, fields::Fields, record};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
        span::Spanned,
    },
    model::limit::{Limit, Sureness},
    words,
};

pub fn limits(source: &File<'_>) -> (Vec<Limit>, Diags) {
    record::toml(source, words!("上限表", "the list of limits"), header)
}

/// The keys of `limits.toml`. A number without a source is a rumour, so the source is asked for.
pub fn header(fields: &mut Fields<'_>) -> Vec<Limit> {
    let read = |f: &mut Fields<'_>| {
        let value = f.count("value");
        if value.is_none() && !f.has("value") {
            f.push(
                Diag::error(Code::MISSING_KEY, f.span(), words!("上限缺少“value”", "a limit lacks “value”"))
                    .help(words!("加上一行 value = 数字", "add a line value = number")),
            );
        }
        Limit {
            span: f.span(),
            id: f.need_text("id"),
            name: f.need_text("name").value,
            value: value.unwrap_or(Spanned::new(0, f.span())),
            unit: plain_text(f.text("unit")),
            source: f.need_text("source").value,
            checked_on: f.date("checked_on").map(|d| d.value),
            sure: f.choice("sure", Sureness::CHOICES).map_or(Sureness::Low, |s| s.value),
            note: plain_text(f.text("note")),
        }
    };
    fields.tables("limit", words!("上限", "a limit"), read).into_iter().map(|limit| limit.value).collect()
}
