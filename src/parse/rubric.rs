//! Reads a rubric: its scale and its dimensions, each with what its scores look like.

use super::{
    Source as File,
    chapter::{address, audience, own_slug, plain_text},
    fields::Fields,
    record,
};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
        lang::Words,
    },
    model::rubric::{Dimension, RubricDraft, RubricHead},
    words,
};

/// Scores beyond this nobody tells apart.
const HIGHEST: u32 = 10;

/// What a rubric is called in messages.
pub fn what() -> Words {
    words!("量表", "a rubric")
}

/// `path` is below `content/rubrics/`.
pub fn rubric(source: &File<'_>, path: &str) -> (RubricDraft, Diags) {
    let (head, body, diags) = record::markdown(source, what(), |fields| header(fields, source, path));
    (RubricDraft { head, body }, diags)
}

/// The keys of a rubric's header.
pub fn header(fields: &mut Fields<'_>, source: &File<'_>, path: &str) -> RubricHead {
    let file_name = path.strip_suffix(".md").unwrap_or(path).rsplit('/').next().unwrap_or(path);
    let (low, high) = scale(fields);
    RubricHead {
        file: source.file,
        span: fields.span(),
        name: fields.need_text("name"),
        en: plain_text(fields.text("en")),
        slug: own_slug(fields).unwrap_or_else(|| address(file_name)),
        summary: plain_text(fields.text("summary")),
        low,
        high,
        raters: fields.count("raters").map_or(3, |count| count.value).clamp(1, 8),
        feeds: fields.text("feeds"),
        dimensions: dimensions(fields, low, high),
        source: plain_text(fields.text("source")),
        aliases: fields.texts("aliases"),
        audience: audience(fields),
    }
}

fn scale(fields: &mut Fields<'_>) -> (u32, u32) {
    let (low, high) = (fields.count("low"), fields.count("high"));
    let (from, to) = (low.as_ref().map_or(1, |low| low.value), high.as_ref().map_or(5, |high| high.value));
    if from < to && to <= HIGHEST {
        return (from, to);
    }
    let at = high.or(low).map_or(fields.span(), |number| number.span);
    let message = words!("量表不能从 {from} 分打到 {to} 分", "a rubric cannot go from {from} to {to}");
    let help = words!(
        "low 要小于 high，high 最多 {HIGHEST}，例如 low = 1、high = 5",
        "low must be below high, and high at most {HIGHEST}, for example low = 1, high = 5"
    );
    fields.push(Diag::error(Code::OUT_OF_RANGE, at, message).help(help));
    (1, 5)
}

fn dimensions(fields: &mut Fields<'_>, low: u32, high: u32) -> Vec<Dimension> {
    let read = |f: &mut Fields<'_>| {
        let levels = f.texts("levels");
        let (count, all) = (levels.len(), (high - low + 1) as usize);
        if count > 0 && ![2, 3, all].contains(&count) {
            let message = words!("“levels”有 {count} 档", "“levels” has {count} entries");
            let help = words!(
                "写 {all} 档（每一分一句），或 3 档（最低、中间、最高）",
                "write {all} (a sentence for each score), or 3 (lowest, middle, highest)"
            );
            let at = levels.first().map_or(f.span(), |level| level.span);
            f.push(Diag::error(Code::OUT_OF_RANGE, at, message).help(help));
        }
        Dimension {
            span: f.span(),
            name: f.need_text("name"),
            en: plain_text(f.text("en")),
            weight: f.rate("weight"),
            ask: plain_text(f.text("ask")),
            levels: if [0, 2, 3, all].contains(&count) { levels } else { Vec::new() },
        }
    };
    fields.tables("dimensions", words!("维度", "a dimension"), read).into_iter().map(|d| d.value).collect()
}
