//! A KPI's guard, and whether every name in its formula is an input or another KPI.

use super::{Desk, link::Home};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, nearest},
    },
    model::{
        formula::{Formula, System},
        kpi::{Kpi, KpiDraft},
        table::Table,
    },
    words,
};
use std::collections::HashSet;

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
    // To the letter: figures are computed by these names.
    let by_name: HashSet<&str> = kpis.values().map(|kpi| kpi.head.name.value.as_str()).collect();
    for kpi in kpis.values() {
        let names = kpi.head.formula.as_ref().map(|formula| formula.names()).unwrap_or_default();
        for (name, span) in names {
            if kpi.head.inputs.iter().any(|input| input.name.value == name) {
                continue;
            }
            if by_name.contains(name) {
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
    }
    let figures: HashSet<&str> =
        kpis.values().flat_map(|kpi| &kpi.head.inputs).map(|input| input.name.value.as_str()).collect();
    let formulas: Vec<(Vec<&str>, &Formula)> = kpis
        .values()
        .filter_map(|kpi| Some((vec![kpi.head.name.value.as_str()], kpi.head.formula.as_ref()?)))
        .collect();
    for circle in System::new(&formulas, &|name| figures.contains(name)).circles() {
        let way = circle.names.join(" → ");
        diags.push(
            Diag::error(
                Code::FORMULA_CYCLE,
                circle.at,
                words!("公式绕回了自己：{way}", "a formula leads back to itself: {way}"),
            )
            .help(words!("让其中一个指标只用输入来计算", "let one of the KPIs be computed from inputs alone")),
        );
    }
}
