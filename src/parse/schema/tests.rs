use super::*;
use std::collections::BTreeSet;

/// Every key of every format with the path that leads to it.
fn paths() -> Vec<(String, Asked)> {
    fn walk(asked: &[Asked], above: &str, found: &mut Vec<(String, Asked)>) {
        for one in asked {
            let path = format!("{above}.{}", one.key);
            if let Shape::Table(inner) | Shape::Tables(inner) = &one.shape {
                walk(inner, &path, found);
            }
            found.push((path, one.clone()));
        }
    }
    let mut found = Vec::new();
    for format in formats() {
        walk(&format.asked, format.id, &mut found);
    }
    found
}

#[test]
fn every_key_says_what_it_means_in_both_languages() {
    let silent: Vec<String> = paths().into_iter().map(|(path, _)| path).filter(|path| about(path).is_none()).collect();
    assert!(silent.is_empty(), "add a line to src/parse/schema/keys.txt for each of\n{}", silent.join("\n"));
    for (path, about) in entries() {
        assert!(!about.words.zh.trim().is_empty() && about.words.en.is_ascii(), "{path}");
    }
}

#[test]
fn nothing_is_said_about_a_key_that_is_gone() {
    let paths = paths();
    let mut seen = BTreeSet::new();
    for (path, _) in entries() {
        assert!(seen.insert(path), "{path} stands twice");
        let key = path.strip_prefix('*');
        let known = paths.iter().any(|(p, _)| key.map_or(p == path, |key| p.ends_with(key)));
        assert!(known, "keys.txt tells of {path}, which nothing reads");
    }
    let lines = include_str!("keys.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
    assert_eq!(lines, seen.len(), "a line of keys.txt has not the form `path: 中文 | English`");
}

#[test]
fn every_reader_of_a_header_is_described() {
    let here = include_str!("../schema.rs");
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/parse")).expect("readable") {
        let path = entry.expect("readable").path();
        let Some(name) = path.file_stem().and_then(|s| s.to_str()).filter(|_| path.is_file()) else { continue };
        let text = std::fs::read_to_string(&path).expect("text");
        if text.contains("pub fn header(") {
            assert!(here.contains(&format!("{name}::header(")), "schema.rs does not describe {name}");
        }
    }
}
