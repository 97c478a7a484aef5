//! Prints every page once for nobody, to see what templates of the workspace's own ask for that no page has.

use super::{
    compile::Compiled,
    plan::{Job, Planned},
    run::{Options, Site},
};
use crate::{
    base::{code::Code, diag::Diags},
    output::html::{Printer, Survey},
    source::builtin,
};
use rayon::prelude::*;

/// What is wrong with the workspace's own templates; nothing where it has none, or where they cannot be read.
pub fn look(compiled: &Compiled, planned: &[Planned], options: &Options<'_>) -> Diags {
    let mut found = Diags::new();
    if !has_own_templates(compiled) || has_unread_templates(compiled) {
        return found;
    }
    let site = Site::unsearched(compiled, planned, "");
    let survey = Survey::new(site.press(compiled, options));
    let printer = Printer::new(site.press(compiled, options), &survey);
    let wrong: Vec<_> = planned
        .par_iter()
        .filter_map(|planned| match planned.job {
            Job::Page(page) => printer.page(page).err(),
            _ => None,
        })
        .collect();
    found.extend(wrong.into_iter().filter(|diag| diag.code == Code::TEMPLATE));
    found
}

fn has_own_templates(compiled: &Compiled) -> bool {
    let shipped =
        |path: &str, bytes: &[u8]| builtin::FILES.iter().any(|(known, held)| *known == path && *held == bytes);
    let mut files = compiled.sources.under("themes/").filter(|file| file.path.contains("/templates/"));
    files.any(|file| !file.builtin && !shipped(&file.path, file.bytes()))
}

fn has_unread_templates(compiled: &Compiled) -> bool {
    let of_theme = compiled.diags.iter().filter(|diag| diag.code == Code::TEMPLATE);
    of_theme.filter_map(|diag| diag.span).any(|span| compiled.sources.path(span.file).contains("/templates/"))
}
