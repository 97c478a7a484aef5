//! Reads a plan: what counts in a stage or a contest, how much, and who drafts and approves it.

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
    model::plan::{PlanDraft, PlanHead, PlanKind, WeightDraft, WeightHead},
    words,
};

/// What a plan is called in messages.
pub fn what() -> Words {
    words!("方案", "a plan")
}

/// `path` is below `content/plans/`.
pub fn plan(source: &File<'_>, path: &str) -> (PlanDraft, Diags) {
    let (mut draft, body, diags) = record::markdown(source, what(), |fields| header(fields, source, path));
    draft.body = body;
    (draft, diags)
}

/// The keys of a plan's header; the body is read afterwards.
pub fn header(fields: &mut Fields<'_>, source: &File<'_>, path: &str) -> PlanDraft {
    let file_name = path.strip_suffix(".md").unwrap_or(path).rsplit('/').next().unwrap_or(path);
    let bare = file_name.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['-', '_', '.', ' ']);
    let lines = |list: Vec<crate::base::span::Spanned<String>>| list.into_iter().map(|line| line.value).collect();
    let (owner, approver) = (fields.text("owner"), fields.text("approver"));
    let head = PlanHead {
        file: source.file,
        span: fields.span(),
        title: fields.need_text("title"),
        slug: own_slug(fields).unwrap_or_else(|| address(bare)),
        order: file_name.to_string(),
        summary: plain_text(fields.text("summary")),
        kind: fields.choice("kind", PlanKind::CHOICES).map_or(PlanKind::Stage, |kind| kind.value),
        stage: fields.text("stage"),
        period: plain_text(fields.text("period")),
        gates: lines(fields.texts("gates")),
        nodes: lines(fields.texts("nodes")),
        not_yet: lines(fields.texts("not_yet")),
        source: plain_text(fields.text("source")),
        aliases: fields.texts("aliases"),
        audience: audience(fields),
        owner_at: approver.as_ref().or(owner.as_ref()).map(|name| name.span),
    };
    let weights = fields.tables("weights", words!("占比", "a weight"), weight);
    PlanDraft {
        head,
        owner,
        approver,
        weights: weights.into_iter().map(|weight| weight.value).collect(),
        body: crate::model::text::Text::default(),
    }
}

fn weight(f: &mut Fields<'_>) -> WeightDraft {
    let (kpi, rubric) = (f.text("kpi"), f.text("rubric"));
    if kpi.is_some() == rubric.is_some() {
        let message = if kpi.is_some() {
            words!("一项里同时写了指标和量表", "one entry names a KPI and a rubric")
        } else {
            words!("这一项没有写看什么", "this entry does not say what is looked at")
        };
        let help = words!("写 kpi = \"…\" 或 rubric = \"…\"，二选一", "write either kpi = \"…\" or rubric = \"…\"");
        f.push(Diag::error(Code::MISSING_KEY, f.span(), message).help(help));
    }
    WeightDraft {
        head: WeightHead {
            span: f.span(),
            weight: f.need().rate("weight"),
            zero: f.text("zero"),
            full: f.text("full"),
            why: plain_text(f.text("why")),
        },
        kpi,
        rubric,
    }
}
