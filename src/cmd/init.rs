//! `sopress init DIR`: a small workspace that builds at once.

use super::{UNABLE, say, schema, tell};
use crate::{base::lang::Lang, words};
use std::{fs, io, path::Path};

macro_rules! starter {
    ($lang:literal) => {
        &[
            ("sopress.toml", include_str!(concat!("../../starters/", $lang, "/sopress.toml"))),
            ("content/roles.toml", include_str!(concat!("../../starters/", $lang, "/content/roles.toml"))),
            ("content/limits.toml", include_str!(concat!("../../starters/", $lang, "/content/limits.toml"))),
            ("content/terms.toml", include_str!(concat!("../../starters/", $lang, "/content/terms.toml"))),
            (
                "content/handbook/01-start.md",
                include_str!(concat!("../../starters/", $lang, "/content/handbook/01-start.md")),
            ),
            (
                "content/scripts/welcome.md",
                include_str!(concat!("../../starters/", $lang, "/content/scripts/welcome.md")),
            ),
        ]
    };
}

const ZH: &[(&str, &str)] = starter!("zh");
const EN: &[(&str, &str)] = starter!("en");

pub fn run(dir: &Path, lang: Lang) -> u8 {
    let shown = dir.display();
    match is_free(dir) {
        Ok(true) => {}
        Ok(false) => {
            tell(
                words!(
                    "错误：{shown} 里已经有东西，没有动它\n  换一个新文件夹，例如 sopress init 手册\n",
                    "error: {shown} is not empty and was left alone\n  name a new folder, for example sopress init handbook\n"
                )
                .get(lang),
            );
            return UNABLE;
        }
        Err(error) => return unwritable(dir, &error, lang),
    }
    let starter = if lang == Lang::Zh { ZH } else { EN };
    let schemas = schema::files(lang).into_iter().map(|(name, text)| (format!("{}/{name}", schema::FOLDER), text));
    for (path, text) in starter.iter().map(|(path, text)| ((*path).to_string(), (*text).to_string())).chain(schemas) {
        let target = dir.join(path);
        let made = target.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&target, text));
        if let Err(error) = made {
            return unwritable(&target, &error, lang);
        }
    }
    let count = starter.len();
    say(words!(
        "建好了：{shown}（{count} 个文件）\n\n接下来：\n  cd {shown}\n  sopress serve --open    在浏览器里边写边看\n  sopress build           输出整本手册到 public/\n",
        "made {shown} ({count} files)\n\nnext:\n  cd {shown}\n  sopress serve --open    look at it while you write\n  sopress build           the whole handbook into public/\n"
    )
    .get(lang));
    0
}

/// Whether the folder is new or empty.
pub(super) fn is_free(dir: &Path) -> io::Result<bool> {
    match fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

fn unwritable(path: &Path, error: &io::Error, lang: Lang) -> u8 {
    let path = path.display();
    tell(words!("错误：写不了 {path}：{error}\n", "error: cannot write {path}: {error}\n").get(lang));
    UNABLE
}
