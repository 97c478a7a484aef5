//! House rules as tests: who imports whom, what the map of the house says, which words must not stay in the code.

use crate::support::repository;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A module and the modules of ours that it may import, besides itself.
const FLOORS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("source", &["base"]),
    ("model", &["base"]),
    ("parse", &["base", "model", "source"]),
    ("theme", &["base", "source"]),
    ("resolve", &["base", "model"]),
    ("check", &["base", "model"]),
    ("output", &["base", "model", "theme"]),
    ("build", &["base", "source", "model", "parse", "theme", "resolve", "check", "output"]),
    ("report", &["base", "source", "check"]),
    ("cli", &["base", "model", "report"]),
    ("cmd", &["base", "source", "model", "parse", "theme", "resolve", "check", "output", "build", "cli", "report"]),
    ("main", &["cmd"]),
    ("lib", &[]),
];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("readable").into_path())
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        // Unit tests may look at anything.
        .filter(|path| path.file_stem().is_none_or(|name| name != "tests" && name != "properties"))
        .collect()
}

/// The first module below `src/` that a file belongs to.
fn module(path: &Path) -> String {
    let below = path.strip_prefix(repository().join("src")).expect("below src");
    below.components().next().expect("has a name").as_os_str().to_string_lossy().trim_end_matches(".rs").to_string()
}

/// Modules of ours that a text names after `crate::`, in one or in a group.
fn imports(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with('$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0_i32;
            let mut name = String::new();
            let mut fresh = true;
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => fresh = true,
                    c if depth == 0 && fresh && (c.is_alphanumeric() || c == '_') => name.push(c),
                    c if depth == 0 && fresh && !c.is_whitespace() => {
                        fresh = false;
                        found.insert(std::mem::take(&mut name));
                    }
                    _ => {}
                }
                if fresh && c == ',' {
                    found.insert(std::mem::take(&mut name));
                }
            }
            found.insert(name);
        } else {
            found.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found.retain(|name| FLOORS.iter().any(|(module, _)| module == name));
    found
}

#[test]
fn no_floor_imports_upwards() {
    let mut wrong = Vec::new();
    for path in rust_files(&repository().join("src")) {
        let own = module(&path);
        let Some((_, allowed)) = FLOORS.iter().find(|(name, _)| *name == own) else {
            wrong.push(format!("{}: the module {own} stands on no floor", path.display()));
            continue;
        };
        for used in imports(&fs::read_to_string(&path).expect("text")) {
            if used != own && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{}: {own} imports {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn outputs_are_strangers_to_each_other() {
    let folder = repository().join("src/output");
    let outputs: Vec<String> = fs::read_dir(&folder)
        .expect("outputs")
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().expect("named").to_string_lossy().into_owned())
        .collect();
    let mut wrong = Vec::new();
    for own in &outputs {
        for path in rust_files(&folder.join(own)) {
            let text = fs::read_to_string(&path).expect("text");
            for other in outputs.iter().filter(|other| *other != own) {
                if text.contains(&format!("output::{other}")) {
                    wrong.push(format!("{}: {own} uses {other}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn outputs_touch_no_disk_clock_or_environment() {
    let banned = ["std::fs", "std::net", "std::env", "SystemTime", "Instant::now", "Zoned::now", "Timestamp::now"];
    let mut wrong = Vec::new();
    for path in rust_files(&repository().join("src/output")) {
        let text = fs::read_to_string(&path).expect("text");
        let code = text.split("#[cfg(test)]").next().unwrap_or(&text);
        wrong.extend(
            banned.iter().filter(|word| code.contains(*word)).map(|word| format!("{}: {word}", path.display())),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_opens_with_a_sentence() {
    let wrong: Vec<String> = rust_files(&repository().join("src"))
        .into_iter()
        .filter(|path| !fs::read_to_string(path).expect("text").starts_with("//! "))
        .map(|path| path.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_map_of_the_house_is_true() {
    let map = fs::read_to_string(repository().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    // Every path in backticks that looks like one of ours must exist.
    let mut wrong: Vec<String> = map
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| {
            ["src/", "tests/", "themes/", "kits/", "content/", "benches/", "fonts/", "starters/"]
                .iter()
                .any(|start| word.starts_with(start))
        })
        .filter(|word| !word.contains(['<', '*', '{', ' ']))
        .filter(|word| !repository().join(word.trim_end_matches('/')).exists())
        .map(|word| format!("ARCHITECTURE.md names {word}, which is gone"))
        .collect();
    let modules: BTreeSet<String> = fs::read_dir(repository().join("src"))
        .expect("src")
        .map(|entry| entry.expect("entry").file_name().to_string_lossy().trim_end_matches(".rs").to_string())
        .collect();
    wrong.extend(
        modules
            .iter()
            .filter(|name| !map.contains(&format!("`{name}")))
            .map(|name| format!("ARCHITECTURE.md is silent about {name}")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
