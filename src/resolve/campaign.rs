//! A campaign's scripts, materials, KPIs, and the dates of its timeline.

use super::{Desk, link::Home};
use crate::{
    base::diag::Diags,
    model::campaign::{Campaign, CampaignDraft, Task},
};

pub fn campaign(desk: &Desk<'_>, draft: CampaignDraft, diags: &mut Diags) -> Campaign {
    let names = desk.linker.names;
    let path = (desk.path_of)(draft.head.file);
    let home = Home { file: draft.head.file, path: &path };
    let start = draft.head.start.map(|at| at.value);
    let end = draft.head.end.map(|at| at.value);
    let mut timeline: Vec<Task> = draft
        .timeline
        .into_iter()
        .map(|task| Task {
            at: task.head.when.and_then(|moment| moment.value.at(start, end)),
            role: task.role.as_ref().and_then(|name| names.role(name, diags)),
            script: task.script.as_ref().and_then(|name| names.script(name, diags)),
            material: task.material.as_ref().and_then(|name| names.print(name, diags)),
            head: task.head,
        })
        .collect();
    timeline.sort_by_key(|task| (task.at.is_none(), task.at, task.head.span));
    Campaign {
        scripts: draft
            .scripts
            .iter()
            .filter_map(|(slot, name)| Some((slot.value.clone(), names.script(name, diags)?)))
            .collect(),
        materials: draft.materials.iter().filter_map(|name| names.print(name, diags)).collect(),
        kpis: draft.kpis.iter().filter_map(|name| names.kpi(name, diags)).collect(),
        timeline,
        body: desk.linker.text(draft.body, &home, diags),
        mechanic: draft.mechanic,
        head: draft.head,
    }
}
