//! Stores that a campaign names and the list of stores does not know.

use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, nearest},
    },
    model::Book,
    words,
};

/// The list, where the workspace keeps one; a store may be called by its name or by its id.
const LIST: &str = "data/stores.csv";

pub fn check(book: &Book, diags: &mut Diags) {
    let Some(list) = book.data.values().find(|table| table.path == LIST) else { return };
    let cells = |name: &str| -> Vec<String> {
        let rows = list.rows.iter();
        rows.filter_map(|row| list.cell(&row, name).map(|cell| cell.value.clone())).collect()
    };
    let (names, ids) = (cells("name"), cells("id"));
    if names.is_empty() {
        return;
    }
    for campaign in book.campaigns.values() {
        let head = &campaign.head;
        let rolled = head.rollout.iter().flat_map(|rollout| &rollout.stores);
        for store in head.stores.iter().chain(rolled) {
            let name = store.value.as_str();
            // “All stores” is no name of one.
            if names.iter().chain(&ids).any(|known| known == name)
                || name.starts_with(['全', '所'])
                || name.eq_ignore_ascii_case("all")
            {
                continue;
            }
            diags.push(
                Diag::warning(
                    Code::UNKNOWN_NAME,
                    store.span,
                    words!("门店表里没有“{name}”", "the list of stores has no “{name}”"),
                )
                .help(nearest(name, names.iter().map(String::as_str)))
                .help(words!("门店写在 content/{LIST}", "stores stand in content/{LIST}")),
            );
        }
    }
}
