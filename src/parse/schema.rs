//! What every kind of TOML file may say, told by the same calls that read it: what schemas and `new` are made from.

use super::{
    Source, campaign, chapter,
    fields::{Asked, Fields, Shape},
    kit, kpi, limit, plan, print, role, rubric, script, site, term,
};
use crate::{
    base::{diag::Diags, lang::Words, span::FileId},
    words,
};
use std::cell::RefCell;

/// One kind of file.
#[derive(Clone, Debug)]
pub struct Format {
    /// Its name in file names: `chapter`.
    pub id: &'static str,
    /// What it is called in messages.
    pub what: Words,
    /// Where such files are; `NAME` and `KIT` stand for any name.
    pub place: &'static str,
    /// Whether the TOML is the header of a Markdown file.
    pub is_header: bool,
    pub asked: Vec<Asked>,
}

/// What a key means, and the value that it has when nobody writes it.
#[derive(Clone, Debug)]
pub struct About {
    pub words: Words,
    /// As TOML writes it.
    pub default: Option<&'static str>,
}

/// Every format, in the order in which a writer meets them.
pub fn formats() -> Vec<Format> {
    let nothing = Source { file: FileId(u32::MAX), text: "" };
    let toml = |id, what, place, read: &dyn Fn(&mut Fields<'_>)| format(id, what, place, false, read);
    let header = |id, what, place, read: &dyn Fn(&mut Fields<'_>)| format(id, what, place, true, read);
    vec![
        toml("site", site::what(), "sopress.toml", &|f| drop(site::header(f))),
        toml("roles", words!("岗位表", "the roles"), "content/roles.toml", &|f| drop(role::header(f))),
        toml("terms", words!("术语表", "the terms"), "content/terms.toml", &|f| drop(term::header(f))),
        toml("limits", words!("上限表", "the limits"), "content/limits.toml", &|f| drop(limit::header(f))),
        toml("synonyms", words!("同义词表", "the synonyms"), "content/synonyms.toml", &|f| {
            drop(term::synonym_groups(f));
        }),
        header("chapter", chapter::what(), "content/handbook/NAME.md", &|f| drop(chapter::header(f, &nothing, ""))),
        header("translation", words!("翻译", "a translation"), "content/handbook/NAME.en.md", &|f| {
            drop(chapter::header(f, &nothing, ""));
            f.text("translates");
        }),
        header("script", script::what(), "content/scripts/NAME.md", &|f| drop(script::header(f, &nothing, ""))),
        header("campaign", campaign::what(), "content/campaigns/NAME.md", &|f| {
            drop(campaign::header(f, &nothing, ""));
        }),
        header("kpi", kpi::what(), "content/kpis/NAME.md", &|f| drop(kpi::header(f, &nothing, ""))),
        header("plan", plan::what(), "content/plans/NAME.md", &|f| drop(plan::header(f, &nothing, ""))),
        header("rubric", rubric::what(), "content/rubrics/NAME.md", &|f| drop(rubric::header(f, &nothing, ""))),
        toml("print", print::what(), "content/prints/NAME.toml", &|f| drop(print::header(f, &nothing, ""))),
        toml("kit", kit::what(), "kits/KIT/kit.toml", &|f| drop(kit::header(f, &nothing, ""))),
        // The theme's own reader takes these few lists as they are.
        Format {
            id: "theme",
            what: words!("主题", "a theme"),
            place: "themes/NAME/theme.toml",
            is_header: false,
            asked: vec![
                asked("title", Shape::Text),
                asked("title_en", Shape::Text),
                asked("scripts", Shape::Table(["first", "early", "main", "extra"].map(list).into())),
                asked("parts", Shape::Table(["templates", "styles", "words"].map(list).into())),
            ],
        },
    ]
}

/// What the key at a path such as `campaign.lottery.prizes.qty` means; `None` when nobody wrote it down.
pub fn about(path: &str) -> Option<About> {
    let key = path.rsplit('.').next().unwrap_or(path);
    let shared = format!("*.{key}");
    // A translation has a chapter's keys.
    let like = path.strip_prefix("translation.").map_or_else(|| path.to_string(), |rest| format!("chapter.{rest}"));
    let line = [path, like.as_str(), shared.as_str()]
        .into_iter()
        .find_map(|wanted| entries().find(|(path, _)| *path == wanted));
    line.map(|(_, about)| about)
}

/// The lines of `keys.txt`: `path = default: 中文 | English`.
fn entries() -> impl Iterator<Item = (&'static str, About)> {
    include_str!("schema/keys.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')).filter_map(
        |line| {
            let (left, words) = line.split_once(": ")?;
            let (zh, en) = words.split_once(" | ")?;
            let (path, default) = match left.split_once(" = ") {
                Some((path, default)) => (path, Some(default)),
                None => (left, None),
            };
            Some((path, About { words: Words::new(zh, en), default }))
        },
    )
}

fn format(
    id: &'static str,
    what: Words,
    place: &'static str,
    is_header: bool,
    read: &dyn Fn(&mut Fields<'_>),
) -> Format {
    let diags = RefCell::new(Diags::new());
    let mut fields = Fields::describe(&diags);
    read(&mut fields);
    Format { id, what, place, is_header, asked: fields.into_asked() }
}

fn asked(key: &'static str, shape: Shape) -> Asked {
    Asked { key, shape, needed: false, pattern: None }
}

fn list(key: &'static str) -> Asked {
    asked(key, Shape::Texts)
}

#[cfg(test)]
mod tests;
