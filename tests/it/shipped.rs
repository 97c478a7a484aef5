//! The workspace that this repository ships: it has no mistake, builds to the same bytes everywhere, and what is built is sound.

use crate::support::{passes, repository, shown, sopress, tool, tree};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// Built once for all tests of this file.
fn site() -> &'static Path {
    static SITE: OnceLock<tempfile::TempDir> = OnceLock::new();
    SITE.get_or_init(|| {
        let dir = tempfile::tempdir().expect("folder");
        build(dir.path(), "1", "Asia/Shanghai");
        dir
    })
    .path()
}

fn build(out: &Path, jobs: &str, zone: &str) {
    let output = sopress()
        .args(["build", "--today", "2026-12-01", "--jobs", jobs, "--root"])
        .arg(repository())
        .arg("--out")
        .arg(out.join("public"))
        .env("TZ", zone)
        .output()
        .expect("runs");
    assert!(output.status.success(), "{}", shown(&output));
}

fn public() -> PathBuf {
    site().join("public")
}

fn files(ending: &str) -> Vec<PathBuf> {
    let files: Vec<PathBuf> = tree(&public())
        .into_iter()
        .map(|(path, _)| path)
        .filter(|p| p.ends_with(ending))
        .map(|p| public().join(p))
        .collect();
    assert!(!files.is_empty(), "no {ending} was made");
    files
}

#[test]
fn it_has_no_mistake() {
    let output = sopress().args(["check", "--root"]).arg(repository()).output().expect("runs");
    assert!(output.status.success(), "{}", shown(&output));
}

#[test]
fn two_builds_give_the_same_bytes() {
    let other = tempfile::tempdir().expect("folder");
    build(other.path(), "4", "America/New_York");
    let (a, b) = (tree(&public()), tree(&other.path().join("public")));
    let names = |tree: &[(String, Vec<u8>)]| tree.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    assert_eq!(names(&a), names(&b));
    for ((path, one), (_, two)) in a.iter().zip(&b) {
        assert!(one == two, "{path} differs");
    }
}

/// Bytes of a page with its styles and scripts as they go over the wire.
const BUDGET: u64 = 60_000;

#[test]
fn a_page_stays_within_its_budget_and_asks_nobody_else() {
    let mut wrong = Vec::new();
    for path in files(".html") {
        let html = fs::read_to_string(&path).expect("text");
        let mut weight = deflated(html.as_bytes());
        for attribute in ["<link rel=\"stylesheet\" href=\"", "<script src=\"", "<script defer src=\""] {
            for (at, _) in html.match_indices(attribute) {
                let target = html[at + attribute.len()..].split('"').next().unwrap_or("");
                let file = path.parent().expect("a folder").join(target);
                match fs::read(&file) {
                    Ok(bytes) => weight += deflated(&bytes),
                    // The page for lost addresses starts from the root of its host.
                    Err(_) if path.ends_with("404.html") => {}
                    Err(error) => wrong.push(format!("{}: {target}: {error}", path.display())),
                }
            }
        }
        if path.starts_with(public().join("handbook")) && weight > BUDGET {
            wrong.push(format!("{} weighs {weight}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn deflated(bytes: &[u8]) -> u64 {
    use std::io::{Cursor, Write};
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("x", zip::write::SimpleFileOptions::default()).expect("in memory");
    zip.write_all(bytes).expect("in memory");
    zip.finish().expect("in memory").into_inner().len() as u64
}

#[test]
fn every_link_leads_somewhere() {
    let all: BTreeSet<String> = tree(&public()).into_iter().map(|(path, _)| path).collect();
    let mut wrong = Vec::new();
    for path in all.iter().filter(|path| path.ends_with(".html") && *path != "404.html") {
        let html = fs::read_to_string(public().join(path)).expect("text");
        for attribute in ["href=\"", "src=\""] {
            for (at, _) in html.match_indices(attribute) {
                let target = html[at + attribute.len()..].split('"').next().unwrap_or("").replace("&amp;", "&");
                let address = target.split(['#', '?']).next().unwrap_or("");
                let outside = ["http://", "https://", "mailto:", "tel:", "data:", "weixin:"]
                    .iter()
                    .any(|s| target.starts_with(s));
                if outside {
                    continue;
                }
                let goal = if address.is_empty() { path.clone() } else { join(path, address) };
                if !all.contains(&goal) {
                    wrong.push(format!("{path}: {target}"));
                    continue;
                }
                if let Some(anchor) =
                    target.split_once('#').map(|(_, a)| a).filter(|a| !a.is_empty() && goal.ends_with(".html"))
                {
                    let page = if goal == *path {
                        html.clone()
                    } else {
                        fs::read_to_string(public().join(&goal)).expect("text")
                    };
                    if !page.contains(&format!("id=\"{anchor}\"")) {
                        wrong.push(format!("{path}: {target} (no such place)"));
                    }
                }
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{} broken:\n{}", wrong.len(), wrong.join("\n"));
}

fn join(from: &str, to: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in to.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn every_printed_code_leads_to_its_live_code() {
    let Some(python) = tool("venv/bin/python") else { return };
    let prints =
        files(".pdf").into_iter().filter(|path| path.strip_prefix(public()).is_ok_and(|p| p.starts_with("prints")));
    let text = passes(Command::new(python).arg(repository().join("tests/checkers/codes.py")).args(prints));
    let mut read = BTreeSet::new();
    for line in text.lines() {
        let (file, address) = line.split_once('\t').expect("file and text");
        let id = address.strip_prefix("https://linli.example.com/q/").and_then(|rest| rest.strip_suffix('/'));
        let id = id.unwrap_or_else(|| panic!("{file} holds {address}"));
        assert!(public().join("q").join(id).join("index.html").exists(), "{file}: /q/{id}/ is no page");
        read.insert(id.to_string());
    }
    let stores = fs::read_to_string(repository().join("content/data/stores.csv")).expect("stores");
    let mut rows = stores.lines();
    let column = rows.next().expect("heading").split(',').position(|name| name == "code").expect("a column code");
    for row in rows.filter(|row| !row.trim().is_empty()) {
        let id = row.split(',').nth(column).expect("a cell");
        assert!(read.contains(id), "no print holds the code of {id}");
    }
}

#[test]
fn every_worksheet_recalculates_to_what_it_shows() {
    let Some(python) = tool("venv/bin/python") else { return };
    if Command::new("soffice").arg("--version").output().is_err() {
        eprintln!("skipped: no soffice here");
        return;
    }
    passes(Command::new(python).arg(repository().join("tests/checkers/sheets.py")).args(files(".xlsx")));
}

#[test]
fn every_calendar_is_taken_by_a_strict_reader() {
    let Some(python) = tool("venv/bin/python") else { return };
    passes(Command::new(python).arg(repository().join("tests/checkers/calendars.py")).args(files(".ics")));
}

#[test]
fn a_calendar_program_takes_every_calendar_twice_and_doubles_nothing() {
    let Some(python) = tool("venv/bin/khal").and_then(|_| tool("venv/bin/python")) else { return };
    passes(Command::new(python).arg(repository().join("tests/checkers/khal_reads.py")).args(files(".ics")));
}

#[test]
fn every_page_is_valid_html() {
    let Some(validate) = tool("npm/node_modules/.bin/html-validate") else { return };
    passes(
        Command::new(validate)
            .arg("--config")
            .arg(repository().join("tests/checkers/html-validate.json"))
            .args(["--max-warnings", "0"])
            .arg(public()),
    );
}

#[test]
fn a_browser_finds_by_chinese_pinyin_and_initials_from_a_file() {
    if tool("npm/node_modules/playwright-core").is_none() {
        return;
    }
    passes(Command::new("node").arg(repository().join("tests/browser/search.mjs")).arg(public()).arg("包裹卡"));
}

#[test]
fn a_reader_fills_copies_ticks_and_chooses_on_a_phone() {
    if tool("npm/node_modules/playwright-core").is_none() {
        return;
    }
    passes(Command::new("node").arg(repository().join("tests/browser/reader.mjs")).arg(public()));
}
