//! Floor 2: a theme: templates, styles, scripts and interface words, each taken from the nearest place that has it.

mod fault;
mod lean;
mod settings;
mod style;
mod words;

pub use style::Layer;
pub use words::Wordbook;

use crate::base::{
    code::Code,
    diag::{Diag, Diags, nearest},
    lang::Lang,
    span::{FileId, Spanned},
};
use serde::Serialize;
use std::collections::BTreeMap;

/// A file below `themes/`, as the workspace or the program gives it.
#[derive(Clone, Copy, Debug)]
pub struct ThemeFile<'a> {
    pub id: FileId,
    /// `themes/default/templates/base.html`.
    pub path: &'a str,
    pub bytes: &'a [u8],
    /// Without a byte order mark; empty for a picture or a font.
    pub text: &'a str,
}

/// Everything that decides how pages look and speak, after overriding. Made once, used by every page.
#[derive(Debug)]
pub struct Theme {
    pub name: String,
    tera: tera::Tera,
    /// The file and text of each template, to show a mistake where it stands.
    sources: BTreeMap<String, (FileId, String)>,
    zh: Wordbook,
    en: Wordbook,
    styles: Vec<(Layer, String)>,
    scripts: Scripts,
}

/// The scripts of a theme by their use; each is plain text in the order that `theme.toml` lists.
#[derive(Clone, Debug, Default)]
pub struct Scripts {
    /// Runs before the page is drawn: light or dark, letter size, role.
    pub first: String,
    /// Runs where a template puts it: what depends on the reader's day and device is decided before what follows is drawn.
    pub early: String,
    /// One file for all pages.
    pub main: String,
    /// `(name, text)` of scripts that only some pages load.
    pub extra: Vec<(String, String)>,
}

impl Theme {
    /// Takes the files of `themes/<name>/` before those of `themes/default/`, one by one. A file that only the named theme has
    /// comes after the default's. A replaced template remains as `default/<its name>`, so that a part can extend it.
    pub fn load(files: &[ThemeFile<'_>], wanted: &Spanned<String>, diags: &mut Diags) -> Theme {
        let name = wanted.value.as_str();
        let shelves = Shelves::new(files, name);
        if !shelves.has_own && name != "default" {
            let folders = files.iter().filter_map(|file| file.path.strip_prefix("themes/")?.split('/').next());
            let near = nearest(name, folders);
            let message = crate::words!("没有名为“{name}”的主题", "no theme named “{name}”");
            let help = crate::words!(
                "把主题放进 themes/{name}/，或在 sopress.toml 写 theme = \"default\"",
                "put it into themes/{name}/, or write theme = \"default\" in sopress.toml"
            );
            diags.push(Diag::error(Code::TEMPLATE, wanted.span, message).help(near).help(help));
        }
        let zh = words::load(&shelves, "i18n/zh.toml", diags);
        let en = words::load(&shelves, "i18n/en.toml", diags);
        let (tera, sources) = templates(&shelves, diags);
        let scripts = settings::scripts(&shelves, diags);
        Theme { name: name.to_string(), tera, sources, zh, en, styles: style::load(&shelves), scripts }
    }

    pub fn words(&self, lang: Lang) -> &Wordbook {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    pub fn scripts(&self) -> &Scripts {
        &self.scripts
    }

    /// The whole style sheet; `tokens` are the values that come from the workspace, brand and roles, and `parts` its own rules.
    pub fn stylesheet(&self, tokens: &str, parts: &str) -> String {
        style::sheet(&self.styles, tokens, parts)
    }

    /// Prints a view with a template; the view stands as `v`, the words of the language as `w`.
    pub fn print(&self, template: &str, lang: Lang, view: &impl Serialize) -> Result<String, Diag> {
        let value = tera::Value::try_from_serializable(view).map_err(|error| self.fault(template, &error))?;
        let mut context = tera::Context::new();
        context.insert_value("v", value);
        context.insert_value("w", self.words(lang).value());
        self.tera.render(template, &context).map_err(|error| self.fault(template, &error))
    }

    fn fault(&self, template: &str, error: &tera::Error) -> Diag {
        fault::diag(template, error, &self.sources)
    }
}

/// The files of a theme over those of the default theme, by their path inside the theme.
struct Shelves<'a> {
    /// The default's order first, then what only the named theme has.
    files: Vec<(&'a str, ThemeFile<'a>)>,
    /// What was replaced.
    below: BTreeMap<&'a str, ThemeFile<'a>>,
    has_own: bool,
}

impl<'a> Shelves<'a> {
    fn new(files: &[ThemeFile<'a>], name: &str) -> Shelves<'a> {
        let inside = |theme: &str| -> BTreeMap<&'a str, ThemeFile<'a>> {
            let start = format!("themes/{theme}/");
            files.iter().filter_map(|file| Some((file.path.strip_prefix(start.as_str())?, *file))).collect()
        };
        let base = inside("default");
        let own = if name == "default" { BTreeMap::new() } else { inside(name) };
        let mut list = Vec::new();
        let mut below = BTreeMap::new();
        for (path, file) in &base {
            match own.get(path) {
                Some(winner) => {
                    below.insert(*path, *file);
                    list.push((*path, *winner));
                }
                None => list.push((*path, *file)),
            }
        }
        list.extend(own.iter().filter(|(path, _)| !base.contains_key(*path)).map(|(path, file)| (*path, *file)));
        Shelves { files: list, below, has_own: !own.is_empty() }
    }

    fn find(&self, path: &str) -> Option<ThemeFile<'a>> {
        self.files.iter().find(|(p, _)| *p == path).map(|(_, file)| *file)
    }

    /// The default's file first, then the named theme's: for what is merged key by key.
    fn both(&self, path: &str) -> Vec<ThemeFile<'a>> {
        self.below.get(path).copied().into_iter().chain(self.find(path)).collect()
    }
}

fn text(file: ThemeFile<'_>) -> String {
    file.text.replace("\r\n", "\n")
}

fn templates(shelves: &Shelves<'_>, diags: &mut Diags) -> (tera::Tera, BTreeMap<String, (FileId, String)>) {
    let mut sources = BTreeMap::new();
    for (path, file) in &shelves.files {
        if let Some(name) = path.strip_prefix("templates/") {
            sources.insert(name.to_string(), (file.id, text(*file)));
        }
    }
    for (path, file) in &shelves.below {
        if let Some(name) = path.strip_prefix("templates/") {
            sources.insert(format!("default/{name}"), (file.id, text(*file)));
        }
    }
    let mut tera = tera::Tera::new();
    let all: Vec<(&str, &str)> = sources.iter().map(|(name, (_, text))| (name.as_str(), text.as_str())).collect();
    if let Err(error) = tera.add_raw_templates(all.iter().copied()) {
        // The engine stops at the first template that it cannot read; each by itself tells of all.
        let unread = all.iter().filter_map(|(name, text)| tera::Tera::new().add_raw_template(name, text).err());
        let syntax: Vec<tera::Error> =
            unread.filter(|error| matches!(error.kind(), tera::ErrorKind::SyntaxError(_))).collect();
        if syntax.is_empty() {
            diags.extend(fault::diags("", &error, &sources));
        } else {
            diags.extend(syntax.iter().flat_map(|error| fault::diags("", error, &sources)));
        }
    }
    (tera, sources)
}
