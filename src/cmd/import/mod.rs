//! `sopress import FOLDER --out WORKSPACE`: the handbook that somebody has becomes a workspace that builds.
//!
//! What cannot come in as it stands is kept with its place in `import/report.md` of the workspace.

mod address;
mod docx;
mod edits;
mod header;
mod html;
mod layout;
mod lines;
mod links;
mod mend;
mod notes;
mod outline;
mod page;
mod places;
mod sheet;
mod shortcodes;
mod survey;

use super::{Terminal, UNABLE, WRONG, init, say, tell, threads};
use crate::{
    base::{date::Date, han, lang::Lang, slug::Unique, system::why},
    cli::Common,
    parse::chapter,
    words,
};
use header::Header;
use layout::{Entry, Target, layout};
use links::{Linker, Map};
use mend::{Verdict, Written};
use notes::{Notes, Why};
use outline::Outline;
use page::Page;
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ffi::OsString,
    fs, io,
    path::Path,
};

pub fn run(common: &Common, folder: &Path, out: &Path, terminal: &Terminal) -> u8 {
    let lang = terminal.lang(common, None);
    let (from, to) = (folder.display(), out.display());
    if !folder.exists() {
        tell(words!("错误：没有 {from}\n", "error: there is no {from}\n").get(lang));
        return UNABLE;
    }
    match init::is_free(out) {
        Ok(true) => {}
        Ok(false) => {
            tell(
                words!(
                    "错误：{to} 里已经有东西，没有动它\n  --out 要是一个新文件夹\n",
                    "error: {to} is not empty and was left alone\n  --out must be a new folder\n"
                )
                .get(lang),
            );
            return UNABLE;
        }
        Err(error) => return failed(out, &error, lang),
    }
    threads(None);
    let staging = staging(out);
    let done = import(folder, &staging, lang, terminal.today(None));
    let done = done.and_then(|done| match &done {
        Some(_) => settle(&staging, out).map(|()| done),
        None => Ok(done),
    });
    // Gone already when all went well; what was begun helps nobody.
    let _ = fs::remove_dir_all(&staging);
    match done {
        Ok(Some(done)) => {
            say(&summary(&done, &to.to_string(), lang));
            if done.verdict.errors > 0 { WRONG } else { 0 }
        }
        Ok(None) => {
            let text = words!(
                "错误：{from} 里没有 Markdown、Word 文档（.docx），也没有话术表格\n  话术表格的第一行要有“快捷短语”或“内容”这样的表头\n",
                "error: there is no Markdown in {from}, no Word document (.docx) and no table of scripts\n  a table of scripts has headers such as 快捷短语 or content\n"
            );
            tell(text.get(lang));
            UNABLE
        }
        Err(error) => failed(out, &error, lang),
    }
}

fn failed(path: &Path, error: &io::Error, lang: Lang) -> u8 {
    let (path, (zh, en)) = (path.display(), why(error));
    tell(words!("错误：导入到 {path} 时出错：{zh}\n", "error: importing into {path}: {en}\n").get(lang));
    UNABLE
}

/// Beside the workspace, so that it comes into being in one step.
fn staging(out: &Path) -> std::path::PathBuf {
    let mut name = OsString::from(".");
    name.push(out.file_name().unwrap_or_default());
    name.push(".importing");
    out.with_file_name(name)
}

fn settle(staging: &Path, out: &Path) -> io::Result<()> {
    if out.is_dir() {
        fs::remove_dir(out)?;
    }
    fs::rename(staging, out)
}

struct Done {
    pages: usize,
    libraries: usize,
    scripts: usize,
    assets: usize,
    notes: Notes,
    verdict: Verdict,
}

/// `None` when there is no page.
fn import(folder: &Path, to: &Path, lang: Lang, today: Date) -> io::Result<Option<Done>> {
    let mut notes = Notes::default();
    let outline = outline::outline(folder);
    let mut survey = survey::survey(&outline.folder, &outline.used, &mut notes)?;
    if let Some(beside) = &outline.beside {
        survey.beside(beside)?;
    }
    let (pages, assets) = (std::mem::take(&mut survey.pages), std::mem::take(&mut survey.assets));
    let libraries = std::mem::take(&mut survey.libraries);
    if pages.is_empty() && libraries.is_empty() {
        return Ok(None);
    }
    if outline.folder != folder {
        outside(folder, &outline, &mut notes)?;
    }
    let read: Vec<(Page, Notes)> = pages
        .into_par_iter()
        .map(|(source, text)| {
            let mut notes = Notes::default();
            let title = outline.pages.get(&source).and_then(|(_, title)| title.clone());
            (Page::read(source, &text, title, &mut notes), notes)
        })
        .collect();
    let mut pages = Vec::with_capacity(read.len());
    for (page, more) in read {
        pages.push(page);
        notes.extend(more);
    }
    let targets = targets(&pages, &outline);
    let mut map_of = HashMap::new();
    for page in &mut pages {
        let target = &targets[&page.source];
        if !target.own_slug
            && let Some(slug) = page.header.slug.take()
        {
            notes.push(Why::Key, &page.source, 1, format!("slug = {slug}"));
        }
        // Numbers in front and `_index.md` are what the folder's order asks for; anything else is told.
        let name = |path: &str| chapter::address(layout::stem(path.rsplit('/').next().unwrap_or(path)));
        if !target.path.ends_with("_index.md") && name(&target.path) != name(&page.source) {
            notes.push(Why::Renamed, &page.source, 0, format!("→ {}", target.path));
        }
        map_of.insert(page.source.clone(), (target.path.clone(), std::mem::take(&mut page.places)));
    }
    let titles: Vec<_> = pages.iter().map(|page| (page.title.clone(), page.source.clone())).collect();
    let map = Map::new(map_of, &titles, asset_targets(&assets, &targets));
    let mut used = BTreeSet::new();
    let mut written = BTreeMap::new();
    let mut redirects = BTreeMap::new();
    for page in pages {
        let target = &targets[&page.source];
        let mut linker = Linker {
            map: &map,
            source: &page.source,
            target: &target.path,
            numbers: &page.numbers,
            used: &mut used,
            notes: &mut notes,
        };
        let body = linker.convert(&page.body);
        for old in &page.header.old {
            match old_address(old) {
                Some(key) => drop(redirects.insert(key, web_address(&target.path, page.header.slug.as_deref()))),
                None => notes.push(Why::Key, &page.source, 1, format!("aliases: {old}")),
            }
        }
        let header = page.header.toml(&page.title) + "\n";
        let page = Written { source: page.source, header, body, numbers: page.numbers, given_up: false };
        written.insert(format!("content/handbook/{}", target.path), page);
    }
    for (folder, title) in &outline.sections {
        // A page for the title that stood above the folder's pages.
        let inside =
            targets.iter().find(|(source, _)| source.rsplit_once('/').is_some_and(|(place, _)| place == folder));
        let Some((folder, _)) = inside.and_then(|(_, target)| target.path.rsplit_once('/')) else { continue };
        let header = Header::default().toml(title) + "\n";
        let page = Written { source: String::new(), header, body: String::new(), numbers: Vec::new(), given_up: false };
        written.entry(format!("content/handbook/{folder}/_index.md")).or_insert(page);
    }
    for path in &assets {
        if !used.contains(path) {
            notes.push(Why::NotTaken, path, 0, "");
        }
    }
    let scripts = libraries.iter().map(|(_, library)| library.scripts).sum();
    let count = libraries.len();
    let mut taken = Unique::default();
    for (number, (source, library)) in libraries.into_iter().enumerate() {
        let name = taken.take(chapter::address(&library.title));
        let head = library.text.find("\n+++\n").map_or(0, |at| at + 5);
        let (header, body) = library.text.split_at(head);
        let numbers = vec![0; body.lines().count()];
        let page = Written { source, header: header.to_string(), body: body.to_string(), numbers, given_up: false };
        written.insert(format!("content/scripts/{:02}-{name}.md", number + 1), page);
    }
    for (path, page) in &written {
        put(&to.join(path), format!("{}{}", page.header, page.body).as_bytes())?;
    }
    for path in &used {
        put(&to.join("content/handbook").join(&map.assets[path]), &survey.bytes(&outline.folder, path)?)?;
    }
    put(&to.join("sopress.toml"), settings(folder, &outline, &written, &redirects).as_bytes())?;
    let verdict = mend::mend(to, &mut written, today, lang, &mut notes)?;
    let from = name_of(folder);
    let pages = written.len() - count;
    let report = notes.report(&from, pages, used.len(), lang);
    put(&to.join("import/report.md"), report.as_bytes())?;
    Ok(Some(Done { pages, libraries: count, scripts, assets: used.len(), notes, verdict }))
}

/// Pages beside the folder that the outline names.
fn outside(given: &Path, outline: &Outline, notes: &mut Notes) -> io::Result<()> {
    for entry in fs::read_dir(given)? {
        let entry = entry?;
        if entry.path() != outline.folder && Some(&entry.path()) != outline.beside.as_ref() {
            let kind = if entry.file_type()?.is_dir() { "/" } else { "" };
            notes.push(Why::NotTaken, &format!("../{}{kind}", entry.file_name().to_string_lossy()), 0, "");
        }
    }
    Ok(())
}

fn targets(pages: &[Page], outline: &Outline) -> HashMap<String, Target> {
    let entry = |page: &Page| Entry {
        source: page.source.clone(),
        place: outline.pages.get(&page.source).map(|(place, _)| *place),
        weight: page.header.weight,
        slug: page.header.slug.clone(),
    };
    layout(pages.iter().map(entry).collect())
}

/// Files stay beside the pages that were beside them.
fn asset_targets(assets: &BTreeSet<String>, targets: &HashMap<String, Target>) -> HashMap<String, String> {
    let mut folders: HashMap<&str, String> = HashMap::from([("", String::new())]);
    for (source, target) in targets {
        let (mut old, mut new) = (source.as_str(), target.path.as_str());
        // A page that became the page of the folder beside it says nothing about its own.
        if old.matches('/').count() != new.matches('/').count() {
            continue;
        }
        while let (Some((a, _)), Some((b, _))) = (old.rsplit_once('/'), new.rsplit_once('/')) {
            folders.insert(a, format!("{b}/"));
            (old, new) = (a, b);
        }
    }
    let target = |path: &String| {
        let mut folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        loop {
            if let Some(new) = folders.get(folder) {
                let rest = path[folder.len()..].trim_start_matches('/');
                return (path.clone(), format!("{new}{rest}"));
            }
            folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
        }
    };
    assets.iter().map(target).collect()
}

/// Where a page will stand in the site.
fn web_address(target: &str, slug: Option<&str>) -> String {
    let bare = target.strip_suffix(".md").unwrap_or(target);
    let bare = bare.strip_suffix("/_index").unwrap_or(bare);
    let mut parts: Vec<String> = bare.split('/').map(chapter::address).collect();
    if let (Some(slug), Some(last)) = (slug, parts.last_mut()) {
        *last = chapter::address(slug);
    }
    format!("handbook/{}/", parts.join("/"))
}

/// An old address as `[redirects]` takes it.
fn old_address(old: &str) -> Option<String> {
    let bare = old.trim().trim_matches('/');
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    let ours = ["handbook", "scripts", "campaigns", "kpis", "prints", "roles", "terms", "q", "search"];
    let first = bare.split('/').next().unwrap_or("");
    (bare.split('/').all(plain) && !bare.contains(".html") && !first.starts_with('_') && !ours.contains(&first))
        .then(|| format!("{bare}/"))
}

fn settings(
    folder: &Path,
    outline: &Outline,
    pages: &BTreeMap<String, Written>,
    redirects: &BTreeMap<String, String>,
) -> String {
    let quote = |text: &str| toml::Value::String(header::one_line(text)).to_string();
    let title = outline.title.clone().unwrap_or_else(|| name_of(folder));
    let sample = || pages.values().flat_map(|page| page.body.chars().take(2000));
    // A handbook with one Han character in twenty is Chinese; the others are code and names.
    let chinese = sample().filter(|c| han::is_wide(*c)).count() * 20 > sample().count();
    let lang = if chinese { "zh-CN" } else { "en" };
    let mut out = format!(
        "title = {}\nlang = \"{lang}\"\ntime_zone = \"Asia/Shanghai\"\nbase_url = \"https://handbook.example.com\"\nversion = \"1.0.0\"\n",
        quote(&title)
    );
    if !redirects.is_empty() {
        out.push_str("\n[redirects]\n");
        for (old, new) in redirects {
            out.push_str(&format!("{} = {}\n", quote(old), quote(new)));
        }
    }
    out
}

fn name_of(folder: &Path) -> String {
    let whole = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    let name = if whole.is_file() { whole.file_stem() } else { whole.file_name() };
    name.map_or_else(|| "handbook".to_string(), |name| name.to_string_lossy().into_owned())
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, bytes)
}

fn summary(done: &Done, out: &str, lang: Lang) -> String {
    let Done { pages, libraries, scripts, assets, verdict: Verdict { errors, warnings }, .. } = done;
    let mut text = words!(
        "导入好了：{out}（{pages} 页，{assets} 个图片和附件；检查：{errors} 个错误，{warnings} 个警告）\n",
        "imported into {out} ({pages} pages, {assets} pictures and attachments; check: {errors} errors, {warnings} warnings)\n"
    )
    .get(lang)
    .to_string();
    if *libraries > 0 {
        text.push_str(
            words!("  话术：{scripts} 条，{libraries} 个话术库\n", "  scripts: {scripts}, in {libraries} libraries\n")
                .get(lang),
        );
    }
    for (why, count) in done.notes.counts() {
        text.push_str(&format!("  {count:5}  {}\n", why.title().get(lang)));
    }
    text.push_str(
        words!(
            "\n逐条写在 {out}/import/report.md\n接下来：sopress serve --root {out} --open\n",
            "\neach one stands in {out}/import/report.md\nnext: sopress serve --root {out} --open\n"
        )
        .get(lang),
    );
    text
}
