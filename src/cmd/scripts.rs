//! `sopress scripts`: files that chat tools import, each looked over for what the tool would spoil.

use super::{Opened, Terminal, UNABLE, WRONG, open, say, tell, unreadable};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, Severity, nearest},
        lang::Lang,
    },
    cli::{Common, Scripts},
    model::chapter::Audience,
    output::script::{self, Encoding, Line, Target},
    report::{self, Format},
    words,
};
use std::{fs, path::Path};

/// Beside the programs: everything, for programs that are none of these.
const JSON: &str = "json";

pub fn run(common: &Common, options: &Scripts, terminal: &Terminal) -> u8 {
    let Opened { root, compiled, lang } = match open(common, terminal, terminal.today(None)) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let book = &compiled.book;
    let all = script::targets(book);
    let chosen = match choose(&all, &options.targets, lang) {
        Ok(chosen) => chosen,
        Err(exit) => return exit,
    };
    // What is wrong with a library is also wrong with what is made of it.
    let libraries: Vec<_> = book.libraries.values().map(|library| library.head.file).collect();
    let broken =
        |diag: &Diag| diag.severity == Severity::Error && diag.span.is_some_and(|span| libraries.contains(&span.file));
    let mut diags = Diags::new();
    diags.extend(compiled.diags.iter().filter(|diag| broken(diag)).cloned());
    let out = options.out.clone().unwrap_or_else(|| root.join("exports/scripts"));
    let lines = script::lines(book, options.audience);
    let mut told = String::new();
    if !diags.has_errors() && lines.is_empty() {
        told.push_str(words!("没有可以导出的话术\n", "there are no scripts to export\n").get(lang));
    } else if !diags.has_errors() {
        for target in chosen {
            let sheet = match target {
                Some(target) => sheet(&lines, target, options),
                None => whole(&lines, options.audience, lang),
            };
            let bad = sheet.diags.has_errors() && !options.keep_going;
            told.push_str(&sheet.line(bad, lang));
            diags.extend(sheet.diags.sorted());
            if !bad && let Err(error) = put(&out, &sheet.file, &sheet.bytes) {
                return unreadable(&error, lang);
            }
        }
    }
    let list = diags.sorted();
    let shown: Vec<_> = list.iter().filter(|d| !common.quiet || d.severity == Severity::Error).cloned().collect();
    let text = report::print(&shown, &compiled.sources, terminal.style(common, lang));
    if common.format == Format::Json {
        say(&text)
    } else {
        tell(&text)
    }
    if !common.quiet && common.format != Format::Json {
        let out = out.display();
        tell(&format!("{told}  {out}\n"));
    }
    if list.iter().any(|d| d.severity == Severity::Error) { WRONG } else { 0 }
}

/// `None` stands for JSON. What sends by itself must be named: most scripts have blanks that it cannot fill in.
fn choose<'a>(all: &'a [Target], names: &[String], lang: Lang) -> Result<Vec<Option<&'a Target>>, u8> {
    if names.is_empty() {
        return Ok(all.iter().filter(|target| target.by_hand).map(Some).chain([None]).collect());
    }
    let mut chosen = Vec::new();
    for name in names {
        match all.iter().find(|target| target.name() == *name) {
            Some(target) => chosen.push(Some(target)),
            None if name == JSON => chosen.push(None),
            None => {
                let known: Vec<String> = all.iter().map(Target::name).chain([JSON.to_string()]).collect();
                let list = known.join(" ");
                let near = nearest(name, known.iter().map(String::as_str));
                let near = near.map_or_else(String::new, |near| format!("  {}\n", near.get(lang)));
                let text = words!(
                    "错误：没有叫“{name}”的格式\n{near}  有这些：{list}\n",
                    "error: there is no format “{name}”\n{near}  there are: {list}\n"
                );
                tell(text.get(lang));
                return Err(UNABLE);
            }
        }
    }
    Ok(chosen)
}

struct Sheet {
    name: String,
    file: String,
    bytes: Vec<u8>,
    rows: usize,
    left_out: usize,
    diags: Diags,
}

impl Sheet {
    fn line(&self, bad: bool, lang: Lang) -> String {
        let Sheet { name, file, rows, left_out, .. } = self;
        let (errors, warnings) = (self.diags.count(Severity::Error), self.diags.count(Severity::Warning));
        let text = if bad {
            words!("{name}：没有写出，有 {errors} 个错误\n", "{name}: not written, errors: {errors}\n")
        } else if *left_out > 0 {
            words!(
                "{name}：{rows} 条 → {file}（跳过 {left_out} 条）\n",
                "{name}: {rows} lines → {file} (left out: {left_out})\n"
            )
        } else if warnings > 0 {
            words!(
                "{name}：{rows} 条 → {file}（{warnings} 个警告）\n",
                "{name}: {rows} lines → {file} (warnings: {warnings})\n"
            )
        } else {
            words!("{name}：{rows} 条 → {file}\n", "{name}: {rows} lines → {file}\n")
        };
        text.get(lang).to_string()
    }
}

fn sheet(lines: &[Line<'_>], target: &Target, options: &Scripts) -> Sheet {
    let mut fitted = script::fit(lines, target, options.audience);
    let whole = fitted.rows.len();
    if options.keep_going {
        let mut spoilt = fitted.spoilt.iter();
        fitted.rows.retain(|_| spoilt.next() == Some(&false));
    }
    let encoding = if options.gbk { Encoding::Gbk } else { Encoding::Utf8 };
    let (bytes, strange) = script::write(target, &fitted.rows, encoding);
    if !strange.is_empty() {
        let file = &target.file;
        let signs: String = strange.iter().take(20).collect();
        let place = lines.iter().find(|line| line.variant.message.plain().contains(&strange[..]));
        let message =
            words!("GBK 里没有这些字符：{signs}（{file}）", "GBK has none of these characters: {signs} ({file})");
        let place = place.unwrap_or(&lines[0]).span();
        fitted.diags.push(
            Diag::error(Code::SCRIPT_ENCODING, place, message)
                .help(words!("去掉它们，或者不用 --gbk", "take them out, or leave --gbk away")),
        );
    }
    let name = format!("{} {}", target.name(), target.zh);
    Sheet {
        name,
        file: target.file.clone(),
        bytes,
        rows: fitted.rows.len(),
        left_out: whole - fitted.rows.len(),
        diags: fitted.diags,
    }
}

fn whole(lines: &[Line<'_>], audience: Audience, lang: Lang) -> Sheet {
    let name = words!("json 全部字段", "json, all fields").get(lang).to_string();
    let bytes = script::json(lines, audience).into_bytes();
    Sheet { name, file: "scripts.json".to_string(), bytes, rows: lines.len(), left_out: 0, diags: Diags::new() }
}

fn put(out: &Path, file: &str, bytes: &[u8]) -> std::io::Result<()> {
    fs::create_dir_all(out)?;
    fs::write(out.join(file), bytes)
}
