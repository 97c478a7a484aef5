//! `sopress search` asks what was built, and `build --zip` packs it.

use crate::support::{lay_out, shown, sopress, tree};
use std::{fs, io::Read, path::Path};

const BOOK: &str = "\
--- content/handbook/01-guide/01-bargain.md
+++
title = \"砍价怎么玩\"
+++

请朋友帮忙。

## 砍价的规矩 {#rules}

每人砍一次，满员结束。
--- content/handbook/02-other.md
+++
title = \"别的事\"
+++

这里说别的。
";

fn built(dir: &Path, more: &[&str]) {
    lay_out(BOOK, dir);
    let output = sopress().args(["build", "--root"]).arg(dir).args(more).output().expect("runs");
    assert!(output.status.success(), "{}", shown(&output));
}

#[test]
fn a_hit_is_told_with_its_place_and_its_words_marked() {
    let dir = tempfile::tempdir().expect("folder");
    built(dir.path(), &[]);
    let output = sopress().args(["search", "砍价", "--root"]).arg(dir.path()).output().expect("runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && text.contains("砍价怎么玩"), "{}", shown(&output));
    assert!(text.contains("handbook/guide/bargain/index.html#rules"), "{text}");
    let output = sopress().args(["search", "满员", "--root"]).arg(dir.path()).output().expect("runs");
    assert!(shown(&output).contains("【满员】"), "{}", shown(&output));
}

#[test]
fn pinyin_is_said_as_it_was_read() {
    let dir = tempfile::tempdir().expect("folder");
    built(dir.path(), &[]);
    let output = sopress().args(["search", "kanjia", "--root"]).arg(dir.path()).output().expect("runs");
    assert!(shown(&output).starts_with("kanjia → 砍价"), "{}", shown(&output));
}

#[test]
fn json_names_the_source_and_keeps_to_the_limit() {
    let dir = tempfile::tempdir().expect("folder");
    built(dir.path(), &[]);
    let ask = |query: &str, limit: &str| -> Vec<serde_json::Value> {
        let output = sopress()
            .args(["search", query, "--json", "--limit", limit, "--root"])
            .arg(dir.path())
            .output()
            .expect("runs");
        serde_json::from_slice(&output.stdout).expect("a list")
    };
    let hits = ask("满员", "5");
    assert_eq!(hits[0]["title"], "砍价怎么玩");
    assert_eq!(hits[0]["path"], "handbook/guide/bargain/index.html");
    assert_eq!(hits[0]["anchor"], "rules");
    assert_eq!(hits[0]["source"], "content/handbook/01-guide/01-bargain.md");
    assert!(hits[0]["score"].as_u64().is_some_and(|score| score > 0));
    assert!(hits[0]["snippet"].as_str().is_some_and(|snippet| snippet.contains("满员")));
    assert_eq!(ask("别", "1").len(), 1);
    assert!(ask("qxqxqx", "5").is_empty());
}

#[test]
fn without_a_build_it_says_what_to_do() {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(BOOK, dir.path());
    let output = sopress().args(["search", "砍价", "--root"]).arg(dir.path()).output().expect("runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(shown(&output).contains("sopress build"), "{}", shown(&output));
}

#[test]
fn the_zip_holds_the_site_and_is_the_same_every_time() {
    let dir = tempfile::tempdir().expect("folder");
    built(dir.path(), &["--zip"]);
    let first = fs::read(dir.path().join("public.zip")).expect("beside the output");
    let other = dir.path().join("other/site.zip");
    built(dir.path(), &["--zip", other.to_str().expect("text")]);
    assert!(first == fs::read(&other).expect("where it was said"));
    assert_eq!(fs::read_dir(other.parent().expect("a folder")).expect("readable").count(), 1);

    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(first)).expect("a zip");
    let mut packed = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("readable");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("readable");
        packed.push((file.name().expect("text").into_owned(), bytes));
    }
    let site = tree(&dir.path().join("public"));
    let site: Vec<_> = site.into_iter().filter(|(path, _)| path != ".sopress-output").collect();
    assert!(packed == site, "the zip is not the site");
}
