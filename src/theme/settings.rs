//! `theme.toml`: the scripts of a theme in their order, and what it says of itself.

use super::{Scripts, Shelves, ThemeFile, lean, text};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, nearest},
        lang::listed,
        slip,
        span::{FileId, Span},
    },
    words,
};
use std::collections::BTreeMap;
use toml::{Spanned, de::DeTable, de::DeValue};

const KEYS: [&str; 4] = ["parts", "scripts", "title", "title_en"];
const SCRIPTS: [&str; 4] = ["first", "early", "main", "extra"];
const PARTS: [&str; 3] = ["templates", "styles", "words"];

/// Scripts as `theme.toml` lists them, in that order; a theme's own list takes the place of the default's.
pub(super) fn scripts(shelves: &Shelves<'_>, diags: &mut Diags) -> Scripts {
    let mut lists: BTreeMap<String, Vec<(String, Span)>> = BTreeMap::new();
    for file in shelves.both("theme.toml") {
        let text = text(file);
        let (table, errors) = DeTable::parse_recoverable(&text);
        if let Some(error) = errors.first() {
            let range = error.span().unwrap_or(0..0);
            let (message, help) = slip::explain(error.message(), &text, &range);
            diags.push(Diag::error(Code::SYNTAX, Span::new(file.id, range.start, range.end), message).help(help));
            continue;
        }
        lists.extend(read(table.get_ref(), file, diags));
    }
    let mut scripts = Scripts::default();
    for (key, list) in lists {
        for (name, span) in list {
            let Some(file) = shelves.find(&format!("js/{name}")) else {
                let message = words!("主题里没有脚本 js/{name}", "the theme has no script js/{name}");
                let help = words!(
                    "放进这个文件，或从 theme.toml 的 [scripts] 里去掉它",
                    "add the file, or take its name out of [scripts] in theme.toml"
                );
                let known = shelves.files.iter().filter_map(|(path, _)| path.strip_prefix("js/"));
                diags.push(Diag::error(Code::TEMPLATE, span, message).help(nearest(&name, known)).help(help));
                continue;
            };
            let text = lean::script(&super::text(file));
            match key.as_str() {
                "first" => scripts.first.push_str(&text),
                "early" => scripts.early.push_str(&text),
                "main" => scripts.main.push_str(&text),
                _ => scripts.extra.push((name.trim_end_matches(".js").to_string(), text)),
            }
        }
    }
    scripts
}

/// The lists below `[scripts]`; what else stands there and nothing reads is told.
fn read(table: &DeTable<'_>, file: ThemeFile<'_>, diags: &mut Diags) -> BTreeMap<String, Vec<(String, Span)>> {
    let mut lists = BTreeMap::new();
    known(table, &KEYS, file.id, diags);
    for (name, keys) in [("scripts", &SCRIPTS[..]), ("parts", &PARTS[..])] {
        let Some(value) = table.get(name) else { continue };
        let DeValue::Table(inner) = value.get_ref() else {
            let message = words!("“{name}”要写成一张表", "“{name}” is a table");
            let help =
                words!("写成 [{name}]，下面每行一个 键 = 值", "write [{name}] with a line key = value each below");
            diags.push(Diag::error(Code::WRONG_VALUE, span(file.id, value.span()), message).help(help));
            continue;
        };
        known(inner, keys, file.id, diags);
        for (key, value) in inner {
            let key = key.get_ref().as_ref();
            let texts = texts(value, file.id);
            if texts.is_none() && keys.contains(&key) {
                let message = words!("“{key}”要列出文件名", "“{key}” lists names of files");
                let help = words!("写成 {key} = [\"…\", \"…\"]", "write {key} = [\"…\", \"…\"]");
                diags.push(Diag::error(Code::WRONG_VALUE, span(file.id, value.span()), message).help(help));
            }
            if let Some(texts) = texts.filter(|_| name == "scripts" && keys.contains(&key)) {
                lists.insert(key.to_string(), texts);
            }
        }
    }
    lists
}

/// Tells the keys that nothing reads.
fn known(table: &DeTable<'_>, keys: &[&str], file: FileId, diags: &mut Diags) {
    let mut unknown: Vec<_> = table.keys().filter(|key| !keys.contains(&key.get_ref().as_ref())).collect();
    unknown.sort_by_key(|key| key.span().start);
    for key in unknown {
        let name = key.get_ref();
        let hint = nearest(name, keys.iter().copied());
        let (zh, en) = listed(keys);
        let list = hint.is_none().then(|| words!("可用的键：{zh}", "known keys: {en}"));
        let message = words!("主题没有“{name}”这个键", "a theme has no key “{name}”");
        diags.push(Diag::error(Code::UNKNOWN_KEY, span(file, key.span()), message).help(hint).help(list));
    }
}

/// `None` for anything but a list of texts.
fn texts(value: &Spanned<DeValue<'_>>, file: FileId) -> Option<Vec<(String, Span)>> {
    let DeValue::Array(list) = value.get_ref() else { return None };
    list.iter()
        .map(|item| match item.get_ref() {
            DeValue::String(text) => Some((text.to_string(), span(file, item.span()))),
            _ => None,
        })
        .collect()
}

fn span(file: FileId, range: std::ops::Range<usize>) -> Span {
    Span::new(file, range.start, range.end)
}
