//! What `sopress init` writes builds at once, in both languages, and never over something.

use crate::support::{shown, sopress, tree};

#[test]
fn a_new_workspace_has_no_mistake_and_builds() {
    for lang in ["zh", "en"] {
        let dir = tempfile::tempdir().expect("folder");
        let book = dir.path().join("book");
        let made = sopress().args(["init", "--lang", lang]).arg(&book).output().expect("runs");
        assert!(made.status.success(), "{}", shown(&made));
        let check = sopress().args(["check", "--deny", "warnings", "--root"]).arg(&book).output().expect("runs");
        assert!(check.status.success(), "{lang}: {}", shown(&check));
        let build = sopress().args(["build", "--root"]).arg(&book).output().expect("runs");
        assert!(build.status.success(), "{lang}: {}", shown(&build));
        assert!(book.join("public/index.html").exists());
        let language = if lang == "zh" { "zh-CN" } else { "en" };
        let home = std::fs::read_to_string(book.join("public/index.html")).expect("text");
        assert!(home.contains(&format!("<html lang=\"{language}\"")), "{lang}: the site speaks another language");
    }
}

#[test]
fn init_leaves_a_folder_with_files_alone() {
    let dir = tempfile::tempdir().expect("folder");
    std::fs::write(dir.path().join("mine.txt"), "mine").expect("written");
    let output = sopress().arg("init").arg(dir.path()).output().expect("runs");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(tree(dir.path()), [("mine.txt".to_string(), b"mine".to_vec())]);
}

#[test]
fn build_refuses_a_folder_that_it_did_not_make() {
    let dir = tempfile::tempdir().expect("folder");
    let book = dir.path().join("book");
    sopress().arg("init").arg(&book).output().expect("runs");
    let out = dir.path().join("photos");
    std::fs::create_dir(&out).expect("folder");
    std::fs::write(out.join("holiday.jpg"), "precious").expect("written");
    let output = sopress().args(["build", "--root"]).arg(&book).arg("--out").arg(&out).output().expect("runs");
    assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
    assert!(shown(&output).contains("OUT-002"), "{}", shown(&output));
    assert_eq!(tree(&out), [("holiday.jpg".to_string(), b"precious".to_vec())]);
}

#[test]
fn a_failed_build_leaves_the_last_output_whole() {
    let dir = tempfile::tempdir().expect("folder");
    let book = dir.path().join("book");
    sopress().arg("init").arg(&book).output().expect("runs");
    assert!(sopress().args(["build", "--root"]).arg(&book).output().expect("runs").status.success());
    let before = tree(&book.join("public"));
    std::fs::write(book.join("content/handbook/02-new.md"), "+++\ntitel = \"x\"\n+++\n").expect("written");
    let output = sopress().args(["build", "--root"]).arg(&book).output().expect("runs");
    assert_eq!(output.status.code(), Some(1), "{}", shown(&output));
    assert!(shown(&output).contains("上一次的结果还在"), "{}", shown(&output));
    assert!(tree(&book.join("public")) == before, "the output changed");
}
