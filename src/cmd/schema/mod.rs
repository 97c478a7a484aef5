//! `sopress schema`: JSON Schemas of every TOML file, so that editors complete and check while one writes.

mod json;

use super::{Terminal, UNABLE, say, tell};
use crate::{
    base::{
        diag::nearest,
        lang::{Lang, Words, listed},
        system::why,
    },
    cli::Common,
    parse::schema::{Format, formats},
    words,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The folder of a workspace that its files' `#:schema` lines point to.
pub const FOLDER: &str = "schemas";

/// Lists the kinds, prints the schema of one, or writes them into a folder.
pub fn run(common: &Common, kind: Option<&str>, out: Option<&Path>, terminal: &Terminal) -> u8 {
    let lang = terminal.lang(common, None);
    let mut wanted = formats();
    if let Some(kind) = kind {
        wanted.retain(|format| format.id == kind);
        if wanted.is_empty() {
            return unknown(kind, lang);
        }
    }
    match (out, wanted.as_slice()) {
        (Some(out), wanted) => write(out, wanted, lang),
        (None, [one]) => {
            say(&json::schema(one, lang));
            0
        }
        (None, all) => {
            say(&list(all, lang));
            0
        }
    }
}

/// The file name and text of every schema.
pub fn files(lang: Lang) -> Vec<(String, String)> {
    formats().iter().map(|format| (file_name(format), json::schema(format, lang))).collect()
}

/// The first line of a TOML file at that path of a workspace: where an editor finds its schema.
pub fn line(id: &str, path: &str) -> String {
    let up = "../".repeat(path.matches('/').count());
    let up = if up.is_empty() { "./" } else { &up };
    format!("#:schema {up}{FOLDER}/{id}.schema.json\n")
}

fn file_name(format: &Format) -> String {
    format!("{}.schema.json", format.id)
}

fn write(out: &Path, formats: &[Format], lang: Lang) -> u8 {
    let mut written = 0;
    for format in formats {
        let path = out.join(file_name(format));
        match put(&path, &json::schema(format, lang)) {
            Ok(changed) => written += usize::from(changed),
            Err(error) => {
                let (path, (zh, en)) = (path.display(), why(&error));
                tell(words!("错误：写不了 {path}：{zh}\n", "error: cannot write {path}: {en}\n").get(lang));
                return UNABLE;
            }
        }
    }
    let (count, out) = (formats.len(), out.display());
    say(words!(
        "{out}：{count} 份，新写 {written} 份\n  在 TOML 文件的第一行写 #:schema 路径，编辑器（例如装了 Even Better TOML 的 VS Code）就会提示和检查\n",
        "{out}: {count}, {written} of them new\n  begin a TOML file with the line #:schema PATH, and editors (such as VS Code with Even Better TOML) complete and check it\n"
    )
    .get(lang));
    0
}

/// Whether the file had to be written.
fn put(path: &PathBuf, text: &str) -> io::Result<bool> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(false);
    }
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(path, text)?;
    Ok(true)
}

fn list(formats: &[Format], lang: Lang) -> String {
    let mut text = String::new();
    for format in formats {
        let Format { id, what, place, is_header, .. } = format;
        let header = match is_header {
            true => words!("（页头）", " (header)").get(lang).to_string(),
            false => String::new(),
        };
        let what = what.get(lang).trim_start_matches("a ").trim_start_matches("the ");
        text.push_str(&format!("{id:10}{place}{header}  {what}\n"));
    }
    let next: Words = words!(
        "\nsopress schema 种类              打印一种\nsopress schema --out schemas     全部写进一个文件夹\n",
        "\nsopress schema KIND              print one\nsopress schema --out schemas     write all into a folder\n"
    );
    text + next.get(lang)
}

fn unknown(kind: &str, lang: Lang) -> u8 {
    tell(words!("错误：没有“{kind}”这种文件\n", "error: there is no kind “{kind}”\n").get(lang));
    let ids: Vec<&str> = formats().iter().map(|format| format.id).collect();
    match nearest(kind, ids.iter().copied()) {
        Some(hint) => tell(&format!("  {}\n", hint.get(lang))),
        None => {
            let (zh, en) = listed(&ids);
            tell(words!("  有：{zh}\n", "  there are: {en}\n").get(lang));
        }
    }
    UNABLE
}
