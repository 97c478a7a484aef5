//! One record resolved again by itself, among records that stayed as they were.

use super::{
    Desk, campaign, chapter, kpi,
    link::Linker,
    names::{Names, anchors_of, library_anchors},
    script,
    value::Values,
};
use crate::{
    base::{diag::Diags, span::FileId},
    model::{
        Record,
        campaign::{Campaign, CampaignDraft},
        chapter::{Chapter, ChapterDraft},
        kpi::{Kpi, KpiDraft},
        script::{Library, LibraryDraft, Script},
        table::Id,
    },
};
use std::collections::HashSet;

/// The names and values of a whole book. What a record resolved by them becomes is what a whole reading makes of it, as
/// long as it keeps the names and values that it had; the places within it may be others.
pub struct Known {
    pub(super) names: Names,
    pub(super) values: Values,
}

type PathOf<'a> = &'a (dyn Fn(FileId) -> String + Sync);

impl Known {
    /// The record that has a file to itself.
    pub fn record_in(&self, file: FileId) -> Option<Record> {
        self.names.record_in(file)
    }

    pub fn chapter(&self, draft: ChapterDraft, path_of: PathOf<'_>, diags: &mut Diags) -> Chapter {
        let anchors = anchors_of(&draft.body).collect();
        chapter::chapter(&self.desk(draft.document.file, anchors, path_of), draft, diags)
    }

    pub fn campaign(&self, draft: CampaignDraft, path_of: PathOf<'_>, diags: &mut Diags) -> Campaign {
        let anchors = anchors_of(&draft.body).collect();
        campaign::campaign(&self.desk(draft.head.file, anchors, path_of), draft, diags)
    }

    pub fn kpi(&self, draft: KpiDraft, path_of: PathOf<'_>, diags: &mut Diags) -> Kpi {
        let anchors = anchors_of(&draft.body).collect();
        kpi::kpi(&self.desk(draft.head.file, anchors, path_of), draft, diags)
    }

    /// With as many scripts as `before` has, in the same order.
    pub fn library(
        &self,
        (id, before): (Id<Library>, &Library),
        draft: LibraryDraft,
        path_of: PathOf<'_>,
        diags: &mut Diags,
    ) -> (Library, Vec<Script>) {
        let desk = self.desk(draft.head.file, library_anchors(&draft), path_of);
        let (head, roles, intro, scripts) = script::library(&desk, id, draft, diags);
        (Library { head, roles, intro, scripts: before.scripts.clone() }, scripts)
    }

    fn desk<'a>(&'a self, file: FileId, anchors: HashSet<String>, path_of: PathOf<'a>) -> Desk<'a> {
        let linker = Linker { names: &self.names, values: &self.values, anew: Some((file, anchors)) };
        Desk { linker, path_of }
    }
}
