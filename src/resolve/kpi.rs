//! A KPI's guard, and whether every name in its formula is an input or another KPI.

use super::{Desk, link::Home};
use crate::{
    base::diag::Diags,
    model::{
        kpi::{Kpi, KpiDraft},
        table::Table,
    },
};

pub fn kpi(desk: &Desk<'_>, draft: KpiDraft, diags: &mut Diags) -> Kpi {
    let path = (desk.path_of)(draft.head.file);
    let home = Home { file: draft.head.file, path: &path };
    Kpi {
        guard: draft.guard.as_ref().and_then(|name| desk.linker.names.kpi(name, diags)),
        body: desk.linker.text(draft.body, &home, diags),
        head: draft.head,
    }
}
