//! What a writer sees: each `tests/ui/*.txt` is a workspace with mistakes, its snapshot the whole text of `sopress check`.

use crate::support::{lay_out, repository, shown, sopress};
use std::fs;

#[test]
fn every_mistake_is_told_with_its_place_and_its_mend() {
    let folder = repository().join("tests/ui");
    let mut cases: Vec<_> = fs::read_dir(&folder).expect("tests/ui").map(|e| e.expect("entry").path()).collect();
    cases.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    cases.sort();
    assert!(cases.len() >= 10, "at least ten wrong workspaces");
    for case in cases {
        let name = case.file_stem().expect("named").to_string_lossy().into_owned();
        let dir = tempfile::tempdir().expect("folder");
        lay_out(&fs::read_to_string(&case).expect("text"), dir.path());
        let output = sopress().args(["check", "--root"]).arg(dir.path()).output().expect("runs");
        let exit = output.status.code();
        let text = format!("{}\n退出码 {}\n", shown(&output).trim_end(), exit.expect("ended by itself"));
        insta::with_settings!({ snapshot_path => folder.clone(), prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, text);
        });
    }
}
