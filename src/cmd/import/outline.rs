//! The order and the titles that other tools write down: mdBook's `SUMMARY.md` and the `nav` of MkDocs.

use crate::{
    base::{diag::Diags, span::FileId},
    model::text::{Kind, Tag, Written},
    parse::{
        data::{self, Datum, Entries},
        markdown,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
};

const FILE: FileId = FileId(0);

/// What is known of a folder before its pages are read.
#[derive(Debug, Default)]
pub struct Outline {
    /// Where the pages are: the folder itself, or the one that the outline names.
    pub folder: PathBuf,
    pub title: Option<String>,
    /// Pages in order, below `folder`, with the title that the outline gives.
    pub pages: HashMap<String, (usize, Option<String>)>,
    /// Folders that the outline gives a title and that have no page of their own there.
    pub sections: BTreeMap<String, String>,
    /// Files that are outlines and no pages, below `folder`.
    pub used: Vec<String>,
    /// A folder beside the pages whose files stand at the top of the site.
    pub beside: Option<PathBuf>,
}

/// What Hugo and Zola are told in.
const SITES: [&str; 7] =
    ["hugo.toml", "hugo.yaml", "hugo.yml", "config.toml", "config.yaml", "config.yml", "zola.toml"];

pub fn outline(given: &Path) -> Outline {
    if let Ok(text) = fs::read_to_string(given.join("mkdocs.yml")) {
        return mkdocs(given, &text);
    }
    if let Some(outline) = site(given) {
        return outline;
    }
    let (mut folder, mut title) = (given.to_path_buf(), None);
    if let Ok(text) = fs::read_to_string(given.join("book.toml")) {
        let entries = data::toml(&text, FILE, 0, &mut Diags::new());
        if let Some(Datum::Table(book)) = value(&entries, "book") {
            title = text_of(book, "title");
            let source = given.join(text_of(book, "src").unwrap_or_else(|| "src".to_string()));
            if source.is_dir() {
                folder = source;
            }
        }
    }
    let mut outline = Outline { folder, title, ..Outline::default() };
    if let Ok(text) = fs::read_to_string(outline.folder.join("SUMMARY.md")) {
        outline.used.push("SUMMARY.md".to_string());
        for piece in markdown::text(&text, 0, FILE, &mut Diags::new()).pieces {
            if let Kind::Open(Tag::Link { to: Written::Address(to), .. }) = piece.kind {
                outline.page(&to, None);
            }
        }
    }
    outline
}

/// Hugo and Zola keep pages in `content`, pictures in `static`.
fn site(given: &Path) -> Option<Outline> {
    let folder = given.join("content");
    let name = SITES.into_iter().find(|name| given.join(name).is_file()).filter(|_| folder.is_dir())?;
    let text = fs::read_to_string(given.join(name)).unwrap_or_default();
    let read = if name.ends_with("toml") { data::toml } else { data::yaml };
    let title = text_of(&read(&text, FILE, 0, &mut Diags::new()), "title");
    let beside = Some(given.join("static")).filter(|folder| folder.is_dir());
    Some(Outline { folder, title, beside, ..Outline::default() })
}

fn mkdocs(given: &Path, text: &str) -> Outline {
    let entries = data::yaml(text, FILE, 0, &mut Diags::new());
    let docs = given.join(text_of(&entries, "docs_dir").unwrap_or_else(|| "docs".to_string()));
    let folder = if docs.is_dir() { docs } else { given.to_path_buf() };
    let mut outline = Outline { folder, title: text_of(&entries, "site_name"), ..Outline::default() };
    if given == outline.folder {
        outline.used.push("mkdocs.yml".to_string());
    }
    if let Some(nav) = value(&entries, "nav") {
        outline.nav(nav, None);
    }
    outline
}

impl Outline {
    fn nav(&mut self, datum: &Datum, title: Option<&str>) {
        match datum {
            Datum::Text(path) => self.page(path, title),
            Datum::List(list) => {
                let before = self.pages.len();
                list.iter().for_each(|item| self.nav(&item.value, None));
                self.section(before, title);
            }
            Datum::Table(entries) => entries.iter().for_each(|(name, item)| self.nav(&item.value, Some(&name.value))),
            Datum::Bare(_) | Datum::Bool(_) => {}
        }
    }

    /// Pages from a number on have one title above them: where they are one folder, it is that folder's.
    fn section(&mut self, first: usize, title: Option<&str>) {
        let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_string());
        let inside = self.pages.iter().filter(|(_, (place, _))| *place >= first).map(|(path, _)| folder(path));
        let folders: BTreeSet<Option<String>> = inside.collect();
        let (Some(title), Some(Some(one)), 1) = (title, folders.first(), folders.len()) else { return };
        self.sections.entry(one.clone()).or_insert_with(|| title.to_string());
    }

    fn page(&mut self, path: &str, title: Option<&str>) {
        let path = path.trim_start_matches("./");
        if !path.ends_with(".md") || path.contains("://") {
            return;
        }
        let place = self.pages.len();
        self.pages.entry(super::address::decode(path)).or_insert((place, title.map(str::to_string)));
    }
}

fn value<'a>(entries: &'a Entries, key: &str) -> Option<&'a Datum> {
    entries.iter().find(|(name, _)| name.value == key).map(|(_, datum)| &datum.value)
}

fn text_of(entries: &Entries, key: &str) -> Option<String> {
    match value(entries, key) {
        Some(Datum::Text(text)) if !text.trim().is_empty() => Some(text.trim().to_string()),
        _ => None,
    }
}
