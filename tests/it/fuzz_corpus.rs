//! What the fuzzer sends, sent again: the kept inputs of every target, so that what was mended stays mended.

use crate::support::repository;
use std::{collections::BTreeSet, fs};

#[path = "../../fuzz/src/lib.rs"]
mod targets;

#[test]
fn every_kept_input_is_read_without_a_panic() {
    for (name, target) in targets::ALL {
        let folder = repository().join("fuzz/corpus").join(name);
        let mut inputs: Vec<_> = fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .map(|entry| entry.expect("an entry").path())
            .collect();
        inputs.sort();
        assert!(!inputs.is_empty(), "{name} has inputs");
        for input in inputs {
            let bytes = fs::read(&input).expect("readable");
            if std::panic::catch_unwind(|| target(&bytes)).is_err() {
                panic!("{} of {name} is not read", input.display());
            }
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
