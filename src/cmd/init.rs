//! `sopress init DIR`: a small workspace that builds at once.

use super::{Terminal, UNABLE, say, schema, tell};
use crate::{
    base::{lang::Lang, system::why},
    words,
};
use std::{
    fs,
    io::{self, BufRead, IsTerminal},
    path::Path,
};

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

/// What the writer was asked.
#[derive(Debug, PartialEq, Eq)]
struct Answers {
    lang: Lang,
    /// The shop's or team's name; empty for the starter's own.
    name: String,
}

/// Two questions on a terminal, none in a pipe.
pub fn run(dir: &Path, given: Option<Lang>, terminal: &Terminal) -> u8 {
    let lang = given.unwrap_or(terminal.early);
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
    let answers = match terminal.live && io::stdin().is_terminal() {
        true => ask(&mut io::stdin().lock(), &mut io::stderr(), given, lang),
        false => Answers { lang, name: String::new() },
    };
    write(dir, &answers)
}

/// An empty line takes what stands in brackets; so does the end of the input.
fn ask(input: &mut impl BufRead, output: &mut impl io::Write, given: Option<Lang>, early: Lang) -> Answers {
    let mut question = |text: &str| {
        let mut line = String::new();
        let _ = output.write_all(text.as_bytes()).and_then(|()| output.flush());
        let _ = input.read_line(&mut line);
        line.trim().to_string()
    };
    let lang = given.unwrap_or_else(|| {
        let usual = if early == Lang::Zh { "1" } else { "2" };
        match question(&format!("手册用什么语言 / Language:  1 中文   2 English  [{usual}] ")).to_lowercase().as_str()
        {
            "1" | "zh" | "中文" => Lang::Zh,
            "2" | "en" | "english" => Lang::En,
            _ => early,
        }
    });
    let name = question(
        words!(
            "店名或团队名（以后可以在 sopress.toml 里改）[我们的店] ",
            "name of the shop or team (sopress.toml has it) [Our shop] "
        )
        .get(lang),
    );
    Answers { lang, name }
}

fn write(dir: &Path, answers: &Answers) -> u8 {
    let lang = answers.lang;
    let shown = dir.display();
    let starter = if lang == Lang::Zh { ZH } else { EN };
    let schemas = schema::files(lang).into_iter().map(|(name, text)| (format!("{}/{name}", schema::FOLDER), text));
    for (path, text) in starter.iter().map(|(path, text)| ((*path).to_string(), named(text, answers))).chain(schemas) {
        let target = dir.join(path);
        let made = target.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&target, text));
        if let Err(error) = made {
            return unwritable(&target, &error, lang);
        }
    }
    let count = starter.len();
    say(words!(
        "建好了：{shown}（{count} 个文件）\n\n接下来：\n  cd {shown}\n  sopress serve --open        在浏览器里边写边看\n  sopress new 章节 \"入群流程\"   新建一章，话术、活动、指标、物料也一样\n  sopress build               输出整本手册到 public/\n",
        "made {shown} ({count} files)\n\nnext:\n  cd {shown}\n  sopress serve --open          look at it while you write\n  sopress new chapter \"Joining\"  begin a chapter; scripts, campaigns, KPIs and prints as well\n  sopress build                 the whole handbook into public/\n"
    )
    .get(lang));
    0
}

/// A starter's file with the name in the places of the starter's own.
fn named(text: &str, answers: &Answers) -> String {
    let name = answers.name.trim();
    if name.is_empty() {
        return text.to_string();
    }
    let title = match answers.lang {
        Lang::Zh => format!("{name}社群手册"),
        Lang::En => format!("{name} community handbook"),
    };
    let quoted = |text: &str| toml::Value::String(text.to_string()).to_string();
    let replaced = |line: &str| match line {
        "name = \"我们的店\"" | "name = \"Our shop\"" => format!("name = {}", quoted(name)),
        "title = \"我们的社群手册\"" | "title = \"Our community handbook\"" => {
            format!("title = {}", quoted(&title))
        }
        other => other.to_string(),
    };
    text.lines().map(|line| replaced(line) + "\n").collect()
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
    let (path, (zh, en)) = (path.display(), why(error));
    tell(words!("错误：写不了 {path}：{zh}\n", "error: cannot write {path}: {en}\n").get(lang));
    UNABLE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(typed: &str, given: Option<Lang>) -> (Answers, String) {
        let mut shown = Vec::new();
        let answers = ask(&mut typed.as_bytes(), &mut shown, given, Lang::Zh);
        (answers, String::from_utf8(shown).expect("text"))
    }

    #[test]
    fn two_questions_are_asked_and_an_empty_line_takes_the_usual() {
        let (answers, shown) = asked("\n\n", None);
        assert_eq!(answers, Answers { lang: Lang::Zh, name: String::new() });
        assert_eq!(shown.matches('[').count(), 2, "{shown}");
        assert_eq!(asked("2\nLin's\n", None).0, Answers { lang: Lang::En, name: "Lin's".into() });
        assert_eq!(asked("", None).0, Answers { lang: Lang::Zh, name: String::new() });
    }

    #[test]
    fn a_language_that_was_given_is_not_asked_again() {
        let (answers, shown) = asked("邻里\n", Some(Lang::Zh));
        assert_eq!(answers.name, "邻里");
        assert!(!shown.contains("Language"), "{shown}");
    }

    #[test]
    fn both_starters_take_a_name() {
        for (files, lang) in [(ZH, Lang::Zh), (EN, Lang::En)] {
            let settings = named(files[0].1, &Answers { lang, name: "“A” \"B\"".into() });
            let table: toml::Table = settings.parse().expect("TOML");
            assert_eq!(table["brand"]["name"].as_str(), Some("“A” \"B\""));
            assert!(table["title"].as_str().is_some_and(|title| title.starts_with("“A” \"B\"")), "{settings}");
        }
    }
}
