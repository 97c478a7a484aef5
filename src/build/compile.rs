//! From a workspace to its book: load, parse, resolve, check.

use crate::{
    base::{date::Date, diag::Diags},
    check,
    model::Book,
    parse, resolve,
    source::{self, Sources, builtin},
    theme::{Theme, ThemeFile},
};
use std::{io, path::Path};

/// A workspace, read and understood, with everything there is to say about it.
pub struct Compiled {
    pub sources: Sources,
    pub book: Book,
    pub theme: Theme,
    pub diags: Diags,
}

/// Reads the workspace at `root`; with `before`, what did not change is not read again.
pub fn compile(root: &Path, before: Option<&Sources>, today: Date) -> io::Result<Compiled> {
    let mut diags = Diags::new();
    let sources = match before {
        Some(before) => source::reload(root, builtin::FILES, before, &mut diags)?,
        None => source::load(root, builtin::FILES, &mut diags)?,
    };
    Ok(understand(sources, diags, today))
}

/// Reads again what is said to have changed; without a list, whatever changed.
pub fn compile_again(before: &Compiled, changed: Option<&[String]>, today: Date) -> io::Result<Compiled> {
    let mut diags = Diags::new();
    let sources = match changed {
        Some(paths) => source::refresh(&before.sources, builtin::FILES, paths, &mut diags)?,
        None => source::reload(&before.sources.root, builtin::FILES, &before.sources, &mut diags)?,
    };
    Ok(understand(sources, diags, today))
}

/// The stages after reading; also for sources that never were files.
pub fn understand(sources: Sources, mut diags: Diags, today: Date) -> Compiled {
    let manuscript = parse::parse(&sources, &mut diags);
    let book = resolve::resolve(manuscript, &|file| sources.path(file).to_string(), &mut diags);
    let files: Vec<ThemeFile<'_>> = sources
        .under("themes/")
        .map(|file| ThemeFile { id: file.id, path: &file.path, bytes: file.bytes(), text: file.text() })
        .collect();
    let theme = Theme::load(&files, &book.site.theme, &mut diags);
    check::check(&book, today, &mut diags);
    Compiled { sources, book, theme, diags }
}
