//! Script libraries: their scripts get ids across all libraries.

use super::{Desk, link::Home};
use crate::{
    base::diag::Diags,
    model::{
        script::{Library, LibraryDraft, Script},
        table::{Id, Table},
    },
};

pub fn libraries(desk: &Desk<'_>, drafts: Vec<LibraryDraft>, diags: &mut Diags) -> (Table<Library>, Table<Script>) {
    let mut scripts: Table<Script> = Table::default();
    let mut libraries: Table<Library> = Table::default();
    for (index, draft) in drafts.into_iter().enumerate() {
        let path = (desk.path_of)(draft.head.file);
        let home = Home { file: draft.head.file, path: &path };
        let ids = draft
            .scripts
            .into_iter()
            .map(|script| {
                scripts.push(Script {
                    library: Id::new(index),
                    head: script.head,
                    asks: desk.linker.text(script.asks, &home, diags),
                    notes: desk.linker.text(script.notes, &home, diags),
                    variants: script.variants,
                })
            })
            .collect();
        libraries.push(Library {
            roles: draft.roles.iter().filter_map(|name| desk.linker.names.role(name, diags)).collect(),
            intro: desk.linker.text(draft.intro, &home, diags),
            scripts: ids,
            head: draft.head,
        });
    }
    (libraries, scripts)
}
