//! What the fuzzer sends, sent again: the kept inputs of every target, as they are and bent a little.

use crate::support::repository;
use proptest::prelude::*;
use std::{collections::BTreeSet, fs, path::PathBuf};

#[path = "../../fuzz/src/lib.rs"]
mod targets;

/// What syntax is made of; a mistake of a writer is mostly one of these too many or too few.
const PIECES: &[&str] = &[
    "+++\n",
    "---\n",
    "\n",
    "\r\n",
    "\t",
    "    ",
    "\u{feff}",
    "\0",
    "\u{202e}",
    "\u{3000}",
    "，",
    "。",
    "“",
    "”",
    "：",
    "１",
    "é",
    "👩‍👩‍👧",
    "**",
    "*",
    "_",
    "~~",
    "==",
    "`",
    "```",
    "[[",
    "]]",
    "|",
    "{{",
    "}}",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "[^1]",
    "[^1]: ",
    "> ",
    "> [!",
    "- [ ] ",
    "1. ",
    "# ",
    ":::",
    "<!--",
    "-->",
    "<",
    ">",
    "&",
    "\\",
    "!",
    "://",
    "\"",
    "\"\"\"",
    "'''",
    "'",
    "= ",
    ",",
    "[[x]]\n",
    "true",
    "2026-02-30",
    "99999999999999999999",
    "1e999",
    "-0.0",
    "%",
    "%2e%2e",
    "%00",
    "/../",
    "//",
    "?",
    "÷",
    "×",
    "^",
    "如果(",
    "sum(",
    "round(",
    ">=",
    " and ",
    "工资",
    "W53",
    "=1+1",
    "&a ",
    "*a",
    "<<: ",
];

fn inputs(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = repository().join("fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut inputs: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.clone(), fs::read(path).expect("readable")))
        .collect();
    inputs.sort();
    assert!(!inputs.is_empty(), "{target} has inputs");
    inputs
}

#[test]
fn every_kept_input_is_read_without_a_panic() {
    for (name, target) in targets::ALL {
        for (path, bytes) in inputs(name) {
            if std::panic::catch_unwind(|| target(&bytes)).is_err() {
                panic!("{} of {name} is not read", path.display());
            }
        }
    }
}

/// A place in an input and what is done there: a piece put in, some bytes cut, some doubled, one changed.
type Edit = (prop::sample::Index, u8, prop::sample::Index, u8);

fn bend(mut bytes: Vec<u8>, edits: &[Edit]) -> Vec<u8> {
    for (at, what, piece, count) in edits {
        let at = at.index(bytes.len() + 1);
        let end = (at + usize::from(*count)).min(bytes.len());
        match what % 4 {
            0 => drop(bytes.splice(at..at, piece.get(PIECES).bytes())),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let part = bytes[at..end].to_vec();
                let to = piece.index(bytes.len() + 1);
                drop(bytes.splice(to..to, part));
            }
            _ => drop(bytes.splice(at..end.min(at + 1), [*count])),
        }
    }
    bytes
}

/// `PROPTEST_CASES=100000` makes it a search; `FUZZ_TARGET=csv` keeps it to one target.
#[test]
fn bent_inputs_are_read_without_a_panic() {
    let only = std::env::var_os("FUZZ_TARGET").and_then(|name| name.into_string().ok());
    let cases = std::env::var_os("PROPTEST_CASES").and_then(|cases| cases.to_str()?.parse().ok()).unwrap_or(32);
    for (name, target) in targets::ALL.iter().filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name)) {
        let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
        let edits = prop::collection::vec(any::<Edit>(), 1..8);
        let given = (prop::sample::select(inputs(name)), edits);
        let ran = prop::test_runner::TestRunner::new(config).run(&given, |((_, bytes), edits)| {
            target(&bend(bytes, &edits));
            Ok(())
        });
        if let Err(prop::test_runner::TestError::Fail(why, ((path, bytes), edits))) = ran {
            let bent = bend(bytes, &edits);
            panic!("{name}: {why}\n{} as {:?}", path.display(), String::from_utf8_lossy(&bent));
        }
    }
}

#[test]
fn every_target_has_a_folder_of_inputs_and_a_program() {
    let names: BTreeSet<String> = targets::ALL.iter().map(|(name, _)| name.to_string()).collect();
    let listed = |folder: &str| -> BTreeSet<String> {
        fs::read_dir(repository().join(folder))
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
            .collect()
    };
    assert_eq!(names, listed("fuzz/corpus"));
    assert_eq!(names, listed("fuzz/targets"));
}
