//! From a workspace to its book: load, parse, resolve, check.

use super::{published, redirects};
use crate::{
    base::{date::Date, diag::Diags},
    check,
    model::Book,
    parse,
    resolve::{self, Known},
    source::{self, Sources, builtin},
    theme::{Theme, ThemeFile},
};
use std::{io, path::Path, sync::Arc};

/// A workspace, read and understood, with everything there is to say about it.
pub struct Compiled {
    pub sources: Sources,
    pub book: Book,
    pub theme: Arc<Theme>,
    /// What every record may refer to, for reading one again by itself.
    pub known: Arc<Known>,
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

/// Reads the workspace at `root`. The rules are not asked yet.
pub fn open(root: &Path) -> io::Result<Compiled> {
    let mut diags = Diags::new();
    let sources = source::load(root, builtin::FILES, &mut diags)?;
    Ok(read(sources, diags))
}

/// Reads again what is said to have changed; without a list, whatever changed. The rules are not asked yet.
pub fn read_again(before: &Sources, changed: Option<&[String]>) -> io::Result<Compiled> {
    let mut diags = Diags::new();
    let sources = match changed {
        Some(paths) => source::refresh(before, builtin::FILES, paths, &mut diags)?,
        None => source::reload(&before.root, builtin::FILES, before, &mut diags)?,
    };
    Ok(read(sources, diags))
}

/// The stages after loading; also for sources that never were files.
pub fn understand(sources: Sources, diags: Diags, today: Date) -> Compiled {
    let mut compiled = read(sources, diags);
    let mut found = Diags::new();
    rules(&compiled, today, &mut found);
    compiled.diags.extend(found);
    compiled
}

/// Asks every rule, and compares the book with what was published before.
pub fn rules(compiled: &Compiled, today: Date, diags: &mut Diags) {
    let Compiled { sources, book, .. } = compiled;
    check::check(book, today, diags);
    parse::front::mixed(sources, diags);
    let ledger = published::read(sources, diags);
    redirects::check(book, ledger.as_ref(), diags);
    if let Some(ledger) = ledger {
        published::check(&ledger, &published::present(book, sources), book, diags);
    }
}

fn read(sources: Sources, mut diags: Diags) -> Compiled {
    let manuscript = parse::parse(&sources, &mut diags);
    let (book, known) = resolve::resolve_all(manuscript, &|file| sources.path(file).to_string(), &mut diags);
    let files: Vec<ThemeFile<'_>> = sources
        .under("themes/")
        .map(|file| ThemeFile { id: file.id, path: &file.path, bytes: file.bytes(), text: file.text() })
        .collect();
    let theme = Theme::load(&files, &book.site.theme, &mut diags);
    Compiled { sources, book, theme: Arc::new(theme), known: Arc::new(known), diags }
}
