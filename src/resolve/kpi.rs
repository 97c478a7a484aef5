//! A KPI's guard, and whether every name in its formula is an input or another KPI.

use super::{Desk, link::Home, names::fold};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, nearest},
    },
    model::{
        kpi::{Kpi, KpiDraft},
        table::{Id, Table},
    },
    words,
};
use std::collections::HashMap;

pub fn kpi(desk: &Desk<'_>, draft: KpiDraft, diags: &mut Diags) -> Kpi {
    let path = (desk.path_of)(draft.head.file);
    let home = Home { file: draft.head.file, path: &path };
    Kpi {
        guard: draft.guard.as_ref().and_then(|name| desk.linker.names.kpi(name, diags)),
        body: desk.linker.text(draft.body, &home, diags),
        head: draft.head,
    }
}

/// Reports the names that are neither an input nor a KPI, and KPIs whose formulas lead back to themselves.
pub fn check_formulas(kpis: &Table<Kpi>, diags: &mut Diags) {
    let by_name: HashMap<String, Id<Kpi>> = kpis.iter().map(|(id, kpi)| (fold(&kpi.head.name.value), id)).collect();
    let mut uses: Vec<Vec<Id<Kpi>>> = Vec::with_capacity(kpis.len());
    for kpi in kpis.values() {
        let mut used = Vec::new();
        let names = kpi.head.formula.as_ref().map(|formula| formula.names()).unwrap_or_default();
        for (name, span) in names {
            if kpi.head.inputs.iter().any(|input| fold(&input.name.value) == fold(name)) {
                continue;
            }
            if let Some(id) = by_name.get(&fold(name)) {
                used.push(*id);
                continue;
            }
            let others = kpis.values().map(|other| other.head.name.value.as_str());
            let known = kpi.head.inputs.iter().map(|input| input.name.value.as_str()).chain(others);
            diags.push(
                Diag::error(
                    Code::UNKNOWN_NAME,
                    span,
                    words!(
                        "公式里的“{name}”不是输入，也不是指标",
                        "“{name}” in the formula is neither an input nor a KPI"
                    ),
                )
                .help(nearest(name, known))
                .help(words!("加一段 [[inputs]]，写上 name = \"{name}\"", "add [[inputs]] with name = \"{name}\"")),
            );
        }
        uses.push(used);
    }
    for (id, kpi) in kpis.iter() {
        if leads_back(id, &uses) {
            let name = &kpi.head.name.value;
            diags.push(
                Diag::error(
                    Code::FORMULA_CYCLE,
                    kpi.head.formula_text.span,
                    words!("“{name}”的公式绕回了它自己", "the formula of “{name}” leads back to itself"),
                )
                .help(words!("让其中一个指标只用输入来计算", "let one of the KPIs be computed from inputs alone")),
            );
        }
    }
}

fn leads_back(from: Id<Kpi>, uses: &[Vec<Id<Kpi>>]) -> bool {
    let mut seen = vec![false; uses.len()];
    let mut open = uses[from.index()].clone();
    while let Some(next) = open.pop() {
        if next == from {
            return true;
        }
        if !std::mem::replace(&mut seen[next.index()], true) {
            open.extend_from_slice(&uses[next.index()]);
        }
    }
    false
}
