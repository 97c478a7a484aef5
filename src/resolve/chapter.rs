//! A chapter's links, roles, KPIs, and where its steps lead.

use super::{Desk, link::Home};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, nearest},
    },
    model::chapter::{Branch, Chapter, ChapterDraft, Step, StepDraft},
    words,
};

pub fn chapter(desk: &Desk<'_>, draft: ChapterDraft, diags: &mut Diags) -> Chapter {
    let names = desk.linker.names;
    let path = (desk.path_of)(draft.document.file);
    let home = Home { file: draft.document.file, path: &path };
    let body = desk.linker.text(draft.body, &home, diags);
    let anchors: Vec<String> = draft.steps.iter().map(|step| step.place.anchor.clone()).collect();
    let steps = draft
        .steps
        .into_iter()
        .map(|step| Step {
            role: step.role.as_ref().and_then(|name| names.role(name, diags)),
            script: step.script.as_ref().and_then(|name| names.script(name, diags)),
            next: branches(&step, &anchors, diags),
            place: step.place,
        })
        .collect();
    Chapter {
        document: draft.document,
        roles: draft.roles.iter().filter_map(|name| names.role(name, diags)).collect(),
        kpis: draft.kpis.iter().filter_map(|name| names.kpi(name, diags)).collect(),
        body,
        steps,
    }
}

/// `then=end` ends the flow and needs no branch of its own.
fn branches(step: &StepDraft, anchors: &[String], diags: &mut Diags) -> Vec<Branch<usize>> {
    let mut branches = Vec::new();
    for branch in &step.next {
        let target = &branch.to.value;
        if target == "end" {
            branches.push(Branch { condition: branch.condition.clone(), to: anchors.len() });
            continue;
        }
        match anchors.iter().position(|anchor| anchor == target) {
            Some(to) => branches.push(Branch { condition: branch.condition.clone(), to }),
            None => diags.push(
                Diag::error(
                    Code::UNKNOWN_NAME,
                    branch.to.span,
                    words!("这一章没有叫“{target}”的步骤", "this chapter has no step “{target}”"),
                )
                .help(nearest(target, anchors.iter().map(String::as_str)))
                .help(words!(
                    "步骤的名字写在标题的 {{#名字 .step}} 里；结束写 end",
                    "a step's name stands in {{#name .step}} of its heading; write end to end"
                )),
            ),
        }
    }
    branches
}
