//! A rubric's text; its name stands by itself.

use super::{Desk, link::Home};
use crate::{
    base::diag::Diags,
    model::rubric::{Rubric, RubricDraft},
};

pub fn rubric(desk: &Desk<'_>, draft: RubricDraft, diags: &mut Diags) -> Rubric {
    let path = (desk.path_of)(draft.head.file);
    let home = Home { file: draft.head.file, path: &path };
    Rubric { body: desk.linker.text(draft.body, &home, diags), head: draft.head }
}
