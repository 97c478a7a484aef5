//! Styles and scripts under names of their content: a page can never be shown with another build's style.

use super::{Press, color};
use crate::{
    base::artifact::{Artifact, OutPath},
    model::asset::short_hash,
};
use std::fmt::Write;

/// The files that every page asks for.
#[derive(Debug)]
pub struct Files {
    pub css: Artifact,
    /// Runs before the page is drawn, so it is tiny.
    pub first: Artifact,
    /// Runs in the middle of pages that depend on the reader's day.
    pub early: Artifact,
    pub main: Artifact,
    extra: Vec<(String, Artifact)>,
}

impl Files {
    pub fn new(press: &Press<'_>) -> Files {
        let site = &press.book.site;
        let css = press.theme.stylesheet(
            &color::tokens(site.brand.primary.value, &press.book.roles),
            &color::role_rules(&press.book.roles),
        );
        let scripts = press.theme.scripts();
        let mut words = String::from("var sopressWords = {");
        for (at, (key, word)) in press.theme.words(press.lang).below("js").enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let _ = write!(words, "{comma}\n{}: {}", string(key), string(word));
        }
        words.push_str("\n};\n");
        let first = format!("{words}{}", scripts.first);
        Files {
            css: named("style", "css", css),
            first: named("first", "js", first),
            early: named("early", "js", scripts.early.clone()),
            main: named("main", "js", scripts.main.clone()),
            extra: scripts.extra.iter().map(|(name, text)| (name.clone(), named(name, "js", text.clone()))).collect(),
        }
    }

    /// The path of a script that only some pages load.
    pub fn extra(&self, name: &str) -> Option<&str> {
        self.extra.iter().find(|(n, _)| n == name).map(|(_, file)| file.path.as_str())
    }

    /// The text of such a script, to stand inside a page.
    pub fn extra_text(&self, name: &str) -> &str {
        let bytes = self.extra.iter().find(|(n, _)| n == name).map(|(_, file)| file.bytes.as_slice());
        std::str::from_utf8(bytes.unwrap_or_default()).expect("a script of a theme is text")
    }

    pub fn artifacts(&self) -> Vec<Artifact> {
        let mut list = vec![self.css.clone(), self.first.clone(), self.early.clone(), self.main.clone()];
        list.extend(self.extra.iter().map(|(_, file)| file.clone()));
        list
    }
}

fn named(name: &str, ending: &str, text: String) -> Artifact {
    let path = OutPath::own(format!("_theme/{name}-{}.{ending}", short_hash(text.as_bytes())));
    Artifact::new(path, text)
}

/// A text as a JavaScript string.
pub fn string(text: &str) -> String {
    serde_json::to_string(text)
        .expect("a text is always JSON")
        .replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}
