//! Scripts for other programs: as they are imported by chat tools, each with its columns, limits and placeholders, and as JSON.

mod fit;
mod json;
mod target;
mod write;

use crate::{
    base::span::Span,
    model::{
        Book,
        chapter::{Audience, Status},
        script::{Library, LibraryHead, Script, Slot, Tier, Variant},
        text::{Link, Text},
    },
};

pub use fit::{Fitted, fit};
pub use json::json;
pub use target::{Holds, Target, targets};
pub use write::{Encoding, write};

/// One wording, with all that a program may want to know of it.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    pub library: &'a Library,
    pub script: &'a Script,
    pub variant: &'a Variant,
}

impl<'a> Line<'a> {
    pub fn head(&self) -> &'a LibraryHead {
        &self.library.head
    }

    pub fn span(&self) -> Span {
        self.variant.span
    }

    /// The script, and the wording where there are several.
    pub fn title(&self) -> String {
        let name = &self.script.head.name.value;
        match self.script.variants.len() > 1 && !self.variant.name.is_empty() {
            true => format!("{name}·{}", self.variant.name),
            false => name.clone(),
        }
    }

    /// What is sent to whom when nothing is said about whom and when.
    pub fn is_usual(&self) -> bool {
        self.variant.tier != Tier::Vip && self.variant.when.is_empty()
    }

    pub fn slot(&self, name: &str) -> Option<&'a Slot> {
        self.head().slots.iter().find(|slot| slot.name.value == name)
    }
}

/// What an audience may see, in the order of the book; what is no longer in force is not handed on.
pub fn lines(book: &Book, audience: Audience) -> Vec<Line<'_>> {
    let open =
        |library: &&Library| library.head.audience.open_to(audience) && library.head.status.value != Status::Retired;
    let mut lines = Vec::new();
    for library in book.libraries.values().filter(open) {
        for script in library.scripts.iter().map(|id| &book.scripts[*id]) {
            lines.extend(script.variants.iter().map(|variant| Line { library, script, variant }));
        }
    }
    lines
}

/// The words of a short text in one line, without what its audience must not see.
fn words_of(text: &Text<Link>, audience: Audience) -> String {
    text.seen_by(audience).plain().split_whitespace().collect::<Vec<_>>().join(" ")
}
