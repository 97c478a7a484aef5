//! Floor 3: makes the book of the manuscript. Names become ids; afterwards no reference dangles.

mod anew;
mod campaign;
mod chapter;
mod figures;
mod files;
mod kpi;
mod link;
mod names;
mod plan;
mod print;
mod rubric;
mod script;
mod translation;
mod value;

use crate::{
    base::{diag::Diags, span::FileId},
    model::{Book, Manuscript, table::Table},
};
pub use anew::Known;

use link::Linker;
use names::Names;
use rayon::prelude::*;
use value::Values;

/// `path_of` tells a file's path below the workspace, from which relative links start.
pub fn resolve(manuscript: Manuscript, path_of: &(dyn Fn(FileId) -> String + Sync), diags: &mut Diags) -> Book {
    resolve_all(manuscript, path_of, diags).0
}

/// Also gives what was known of all records, so that one of them can be resolved again by itself.
pub fn resolve_all(
    mut manuscript: Manuscript,
    path_of: &(dyn Fn(FileId) -> String + Sync),
    diags: &mut Diags,
) -> (Book, Known) {
    // The order of the book: folders and files as they are numbered, a folder's own page first.
    manuscript.chapters.sort_by(|a, b| {
        let key = |d: &crate::model::chapter::Document| (d.order.clone(), !d.is_folder);
        key(&a.document).cmp(&key(&b.document))
    });
    manuscript.plans.sort_by(|a, b| a.head.order.cmp(&b.head.order));
    let names = Names::new(&manuscript, path_of, diags);
    files::check(&manuscript, &names, diags);
    let values = Values::new(&manuscript);
    let linker = Linker { names: &names, values: &values, anew: None };
    let desk = Desk { linker, path_of };

    let chapters = desk.all(manuscript.chapters, diags, chapter::chapter);
    let translations = translation::translations(&desk, manuscript.translations, &chapters, diags);
    let (libraries, scripts) = script::libraries(&desk, manuscript.libraries, diags);
    let campaigns = desk.all(manuscript.campaigns, diags, campaign::campaign);
    let heads = plan::Heads::new(&manuscript.kpis, &manuscript.rubrics);
    let kpis = desk.all(manuscript.kpis, diags, kpi::kpi);
    let plans = desk.all(manuscript.plans, diags, |desk, draft, diags| plan::plan(desk, &heads, draft, diags));
    let rubrics = desk.all(manuscript.rubrics, diags, rubric::rubric);
    kpi::check_formulas(&kpis, diags);
    let figures = figures::figures(manuscript.figures, &kpis, path_of, diags);
    let stock =
        print::Stock { names: &names, kits: &manuscript.kits, data: &manuscript.data, assets: &manuscript.assets };
    let prints = print::prints(stock, manuscript.prints, diags);
    let book = Book {
        site: manuscript.site,
        chapters,
        translations,
        libraries,
        scripts,
        campaigns,
        kpis,
        plans,
        rubrics,
        prints,
        kits: manuscript.kits.into(),
        codes: manuscript.codes.into(),
        data: manuscript.data.into(),
        figures,
        limits: manuscript.limits.into(),
        roles: manuscript.roles.into(),
        terms: manuscript.terms.into(),
        synonyms: manuscript.synonyms,
        waivers: manuscript.waivers,
        rule_locks: manuscript.rule_locks,
        assets: manuscript.assets.into(),
        kit_files: manuscript.kit_files,
    };
    (book, Known { names, values })
}

/// What every resolver needs at hand.
struct Desk<'a> {
    linker: Linker<'a>,
    path_of: &'a (dyn Fn(FileId) -> String + Sync),
}

impl Desk<'_> {
    /// Resolves drafts in parallel; records and diagnostics keep their order.
    fn all<D: Send, R: Send>(
        &self,
        drafts: Vec<D>,
        diags: &mut Diags,
        resolve: impl Fn(&Desk<'_>, D, &mut Diags) -> R + Sync,
    ) -> Table<R> {
        let resolved: Vec<(R, Diags)> = drafts
            .into_par_iter()
            .map(|draft| {
                let mut found = Diags::new();
                (resolve(self, draft, &mut found), found)
            })
            .collect();
        let mut table = Vec::with_capacity(resolved.len());
        for (record, found) in resolved {
            diags.extend(found);
            table.push(record);
        }
        table.into()
    }
}
