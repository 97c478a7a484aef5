//! Script libraries: their scripts get ids across all libraries.

use super::{Desk, link::Home};
use crate::{
    base::diag::Diags,
    model::{
        role::Role,
        script::{Library, LibraryDraft, LibraryHead, Script},
        table::{Id, Table},
        text::{Link, Text},
    },
};

pub fn libraries(desk: &Desk<'_>, drafts: Vec<LibraryDraft>, diags: &mut Diags) -> (Table<Library>, Table<Script>) {
    let mut scripts: Table<Script> = Table::default();
    let mut libraries: Table<Library> = Table::default();
    for (index, draft) in drafts.into_iter().enumerate() {
        let (head, roles, intro, own) = library(desk, Id::new(index), draft, diags);
        let own = own.into_iter().map(|script| scripts.push(script)).collect();
        libraries.push(Library { head, roles, intro, scripts: own });
    }
    (libraries, scripts)
}

type Parts = (LibraryHead, Vec<Id<Role>>, Text<Link>, Vec<Script>);

/// A library without the numbers of its scripts.
pub fn library(desk: &Desk<'_>, id: Id<Library>, draft: LibraryDraft, diags: &mut Diags) -> Parts {
    let path = (desk.path_of)(draft.head.file);
    let home = Home { file: draft.head.file, path: &path };
    let scripts = draft
        .scripts
        .into_iter()
        .map(|script| Script {
            library: id,
            head: script.head,
            asks: desk.linker.text(script.asks, &home, diags),
            notes: desk.linker.text(script.notes, &home, diags),
            variants: script.variants,
        })
        .collect();
    let roles = draft.roles.iter().filter_map(|name| desk.linker.names.role(name, diags)).collect();
    (draft.head, roles, desk.linker.text(draft.intro, &home, diags), scripts)
}
