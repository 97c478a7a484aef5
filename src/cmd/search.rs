//! `sopress search QUERY`: asks the index of a built handbook, with the rules and the formula of the search in the page.

use super::{Terminal, UNABLE, root, say, tell};
use crate::{
    base::{date::Date, diag::Diags, lang::Lang},
    build::{compile, plan},
    cli::{Common, Search},
    model::chapter::Audience,
    output::search::{Answer, Filter, Hit, Reader},
    words,
};
use std::{
    collections::HashMap,
    fs,
    io::IsTerminal,
    path::{Path, PathBuf},
};

pub fn run(common: &Common, search: &Search, terminal: &Terminal) -> u8 {
    let lang = terminal.lang(common, None);
    let (out, workspace) = match &search.out {
        // An output can be asked without the workspace that it was made from.
        Some(out) => (out.clone(), workspace_of(common, out)),
        None => match root(common, terminal) {
            Ok(root) => (root.join("public"), Some(root)),
            Err(exit) => return exit,
        },
    };
    let Some(reader) = open(&out) else {
        return if is_locked(&out) { locked(&out, lang) } else { not_built(&out, lang) };
    };
    let mut answer = reader.search(&search.query, &Filter::default(), search.limit);
    if search.json {
        name_sources(&mut answer.hits, workspace.as_deref(), terminal.today(None));
        say(&json(&answer));
    } else if answer.hits.is_empty() {
        let query = &search.query;
        tell(words!("没有找到“{query}”\n", "nothing is found for “{query}”\n").get(lang));
    } else {
        say(&text(search, &answer, std::io::stdout().is_terminal() && terminal.color, lang));
    }
    0
}

/// The index lies in a folder that has its hash for a name.
fn open(out: &Path) -> Option<Reader<'_>> {
    let mut bases: Vec<String> = fs::read_dir(out.join("_search"))
        .ok()?
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| format!("_search/{}", entry.file_name().to_string_lossy()))
        .collect();
    bases.sort();
    bases.iter().find_map(|base| Reader::open(base, |path| fs::read(out.join(path)).ok()))
}

/// Whether the output was sealed with a password: its search data are scripts that only the right key opens.
fn is_locked(out: &Path) -> bool {
    fs::read_to_string(out.join("index.html")).is_ok_and(|page| page.contains("id=\"lock-sealed\""))
}

fn locked(out: &Path, lang: Lang) -> u8 {
    let out = out.display();
    tell(
        words!(
            "错误：{out} 是加了密码的手册，搜索数据也锁着，命令行打不开\n  在浏览器里输入密码后搜索；或另做一份不加密的：sopress build --out 别处，再用 --out 指给它\n",
            "error: {out} is behind a password, search data included, and cannot be opened here\n  search it in a browser, with the password; or make one without: sopress build --out elsewhere, and name it with --out\n"
        )
        .get(lang),
    );
    UNABLE
}

fn not_built(out: &Path, lang: Lang) -> u8 {
    let out = out.display();
    tell(
        words!(
            "错误：{out} 里没有可以搜索的手册\n  先运行 sopress build，或用 --out 指出输出文件夹\n",
            "error: there is no handbook to search in {out}\n  run sopress build first, or name the output with --out\n"
        )
        .get(lang),
    );
    UNABLE
}

fn workspace_of(common: &Common, out: &Path) -> Option<PathBuf> {
    let start = common.root.clone().or_else(|| fs::canonicalize(out).ok())?;
    crate::source::find_root(&start).ok()
}

/// The published index does not tell which files the pages were written in; the workspace does.
fn name_sources(hits: &mut [Hit], workspace: Option<&Path>, today: Date) {
    let Some(compiled) = workspace.and_then(|root| compile::compile(root, None, today).ok()) else { return };
    let planned = plan::plan(&compiled.book, Audience::Internal, &mut Diags::new());
    let sources: HashMap<&str, &str> = planned
        .iter()
        .filter_map(|planned| Some((page(&planned.path), compiled.sources.path(*planned.sources.first()?))))
        .collect();
    for hit in hits {
        hit.source = sources.get(page(&hit.url)).copied().unwrap_or_default().to_string();
    }
}

/// `a/` and `a/index.html` are one page.
fn page(url: &str) -> &str {
    url.strip_suffix("index.html").unwrap_or(url)
}

fn json(answer: &Answer) -> String {
    let hits: Vec<_> = answer
        .hits
        .iter()
        .map(|hit| {
            let text = &hit.snippet.text;
            let letters = |at: usize| text[..at].chars().count();
            let marks: Vec<_> = hit.snippet.marks.iter().map(|m| [letters(m.start), letters(m.end)]).collect();
            serde_json::json!({
                "title": hit.title,
                "heading": hit.heading,
                "kind": hit.kind.id(),
                "path": hit.url,
                "anchor": hit.anchor,
                "source": hit.source,
                "score": hit.score,
                "snippet": text,
                "marks": marks,
                "reading": answer.reading,
            })
        })
        .collect();
    format!("{}\n", serde_json::to_string_pretty(&hits).expect("plain data"))
}

fn text(search: &Search, answer: &Answer, color: bool, lang: Lang) -> String {
    let mut out = String::new();
    if let Some(reading) = &answer.reading {
        out.push_str(&format!("{} → {reading}\n\n", search.query));
    }
    for (number, hit) in answer.hits.iter().enumerate() {
        let place = match (hit.heading.is_empty(), lang) {
            (true, _) => hit.title.clone(),
            (false, Lang::Zh) => format!("{}：{}", hit.title, hit.heading),
            (false, Lang::En) => format!("{}: {}", hit.title, hit.heading),
        };
        let anchor = if hit.anchor.is_empty() { String::new() } else { format!("#{}", hit.anchor) };
        out.push_str(&format!("{:2}. {place}\n    {}{anchor}\n", number + 1, hit.url));
        let snippet = marked(hit, color);
        if !snippet.is_empty() {
            out.push_str(&format!("    {snippet}\n"));
        }
    }
    out
}

/// The snippet in one line, what was found in bold, or in brackets where nothing is bold.
fn marked(hit: &Hit, color: bool) -> String {
    let (open, close) = if color { ("\x1b[1;33m", "\x1b[0m") } else { ("【", "】") };
    let text = &hit.snippet.text;
    let mut out = String::new();
    let mut at = 0;
    for mark in &hit.snippet.marks {
        out.push_str(&text[at..mark.start]);
        out.push_str(open);
        out.push_str(&text[mark.clone()]);
        out.push_str(close);
        at = mark.end;
    }
    out.push_str(&text[at..]);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
