//! Every code of a diagnostic has a page in both languages, and no code means two things.

use crate::support::{repository, shown, sopress};
use std::collections::BTreeSet;

#[test]
fn every_code_has_a_page_in_both_languages() {
    let mut ids = BTreeSet::new();
    for page in sopress::cmd::pages() {
        let id = page.code.id();
        assert!(ids.insert(id), "{id} is used twice");
        let (zh, en) = page.text.split_once("\n---\n").unwrap_or_else(|| panic!("{id}: no English page"));
        for text in [zh, en] {
            let title = text.trim().lines().next().unwrap_or("");
            assert!(title.starts_with(&format!("# {id} ")), "{id}: the page does not begin with its title: {title}");
            assert!(text.trim().lines().count() > 4, "{id}: the page says too little");
        }
        assert!(zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{id}: the Chinese page is not Chinese");
    }
}

#[test]
fn every_code_in_the_source_has_its_page() {
    let known: BTreeSet<&str> = sopress::cmd::pages().map(|page| page.code.id()).collect();
    let mut wrong = Vec::new();
    for entry in walkdir::WalkDir::new(repository().join("src")) {
        let path = entry.expect("readable").into_path();
        if path.extension().is_none_or(|e| e != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("text");
        for (at, _) in text.match_indices("Code(\"") {
            let id = text[at + 6..].split('"').next().unwrap_or("");
            if !id.is_empty() && !known.contains(id) {
                wrong.push(format!("{}: {id}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "codes without a page:\n{}", wrong.join("\n"));
}

#[test]
fn explain_prints_the_page_in_the_asked_language() {
    let zh = shown(&sopress().args(["explain", "ref-001"]).output().expect("runs"));
    assert!(zh.starts_with("# REF-001 没有这个名字"), "{zh}");
    let en = shown(&sopress().args(["--lang", "en", "explain", "REF-001"]).output().expect("runs"));
    assert!(en.starts_with("# REF-001 unknown name"), "{en}");
    let wrong = sopress().args(["explain", "REF-0001"]).output().expect("runs");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(shown(&wrong).contains("是不是想写“REF-001”？"), "{}", shown(&wrong));
    let short = shown(&sopress().args(["explain", "syn1"]).output().expect("runs"));
    assert!(
        short.contains("是不是想写“SYN-001”？") && !short.contains("REF-001"),
        "only its own kind is listed: {short}"
    );
}
