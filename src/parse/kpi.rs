//! Reads a KPI: its header with the formula, and its meaning below.

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
        span::{Span, Spanned},
    },
    model::{
        formula,
        goal::Goal,
        kpi::{Band, Class, Direction, KpiDraft, KpiHead, KpiInput, Unit},
        limit::Sureness,
    },
    words,
};

/// What a KPI is called in messages.
pub fn what() -> Words {
    words!("指标", "a KPI")
}

/// `path` is below `content/kpis/`.
pub fn kpi(source: &File<'_>, path: &str) -> (KpiDraft, Diags) {
    let ((mut head, guard), body, mut diags) = record::markdown(source, what(), |fields| header(fields, source, path));
    if !head.formula_text.value.is_empty() {
        head.formula = formula::parse(&head.formula_text.value, inside(source.text, &head.formula_text), &mut diags);
    }
    diags.extend(unread_target(&head));
    (KpiDraft { head, guard, body }, diags)
}

/// A target in words: it is shown, but nobody is told who reaches it.
fn unread_target(head: &KpiHead) -> Option<Diag> {
    let target = head.target.as_ref().filter(|target| !target.value.trim().is_empty())?;
    let wrong = &target.value;
    Goal::of(head).is_open().then(|| {
        Diag::warning(
            Code::WRONG_VALUE,
            target.span,
            words!(
                "目标“{wrong}”读不成数，达没达标就算不出来",
                "the target “{wrong}” is no number, so nobody can be told to reach it"
            ),
        )
        .help(words!(
            "写一个数，例如 target = \"80%\" 或 \"3.5\"；越居中越好的写 \"2–5\"",
            "write a number, such as target = \"80%\" or \"3.5\"; where the middle is good, \"2–5\""
        ))
    })
}

/// The keys of a KPI's header; the formula is read afterwards.
pub fn header(fields: &mut Fields<'_>, source: &File<'_>, path: &str) -> (KpiHead, Option<Spanned<String>>) {
    let span = fields.span();
    let file_name = path.strip_suffix(".md").unwrap_or(path).rsplit('/').next().unwrap_or(path);
    let head = KpiHead {
        file: source.file,
        span,
        name: fields.need_text("name"),
        en: plain_text(fields.text("en")),
        slug: own_slug(fields).unwrap_or_else(|| address(file_name)),
        number: fields.text("number"),
        formula: None,
        formula_text: fields.need_text("formula"),
        inputs: fields
            .tables("inputs", words!("输入", "an input"), |f| KpiInput {
                name: f.need_text("name"),
                from: plain_text(f.text("from")),
                unit: plain_text(f.text("unit")),
                wecom: plain_text(f.text("wecom")),
            })
            .into_iter()
            .map(|input| input.value)
            .collect(),
        unit: fields.choice("unit", Unit::CHOICES).map_or(Unit::Count, |u| u.value),
        direction: fields.choice("direction", Direction::CHOICES).map_or(Direction::Up, |d| d.value),
        class: fields.choice("class", Class::CHOICES).map_or(Class::Result, |c| c.value),
        stages: fields.texts("stages"),
        period: plain_text(fields.text("period")),
        target: fields.text("target"),
        band: fields.table("band", words!("参考区间", "a band"), |f| Band {
            low: f.text("low").map(|t| t.value),
            high: f.text("high").map(|t| t.value),
            source: f.need_text("source").value,
            grade: f.choice("grade", Sureness::CHOICES).map_or(Sureness::Low, |g| g.value),
            checked_on: f.date("checked_on").map(|d| d.value),
        }),
        misuse: plain_text(fields.text("misuse")),
        aliases: fields.texts("aliases"),
        audience: audience(fields),
    };
    (head, fields.text("guard"))
}

/// The place of a quoted text's letters: inside its quotes.
fn inside(source: &str, text: &Spanned<String>) -> Span {
    let (start, end) = (text.span.start as usize, text.span.end as usize);
    let raw = source.get(start..end).unwrap_or("");
    let quotes =
        if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { usize::from(raw.starts_with(['"', '\''])) };
    if raw.len() < 2 * quotes { text.span } else { Span::new(text.span.file, start + quotes, end - quotes) }
}
