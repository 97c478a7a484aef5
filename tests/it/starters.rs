//! What `sopress init` writes builds at once, in both languages, and never over something.

use crate::support::{repository, shown, sopress, tool, tree};
use std::process::Command;

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

/// `init` in a terminal, with the questions that must come and the answers to them.
fn init_in_a_terminal(book: &std::path::Path, more: &[&str], answers: &[[&str; 2]]) -> Option<String> {
    let python = tool("venv/bin/python")?;
    let output = Command::new(python)
        .arg(repository().join("tests/checkers/terminal.py"))
        .arg(serde_json::to_string(answers).expect("texts"))
        .arg(env!("CARGO_BIN_EXE_sopress"))
        .arg("init")
        .arg(book)
        .args(more)
        .env("LANG", "zh_CN.UTF-8")
        .output()
        .expect("runs");
    assert!(output.status.success(), "{}", shown(&output));
    Some(shown(&output))
}

#[test]
fn init_asks_two_questions_in_a_terminal() {
    let dir = tempfile::tempdir().expect("folder");
    let text = |book: &str| std::fs::read_to_string(dir.path().join(book).join("sopress.toml")).expect("written");
    let (language, name) = ("Language:", "店名或团队名");

    let answers = [[language, "1\n"], [name, "邻里小店\n"]];
    let Some(screen) = init_in_a_terminal(&dir.path().join("a"), &[], &answers) else { return };
    assert!(screen.contains("建好了") && screen.contains("exit 0"), "{screen}");
    assert!(text("a").contains("name = \"邻里小店\"") && text("a").contains("title = \"邻里小店社群手册\""));
    let book = dir.path().join("a");
    let check = sopress().args(["check", "--deny", "warnings", "--root"]).arg(&book).output().expect("runs");
    assert!(check.status.success(), "{}", shown(&check));

    let answers = [[language, "2\n"], ["name of the shop", "Corner \"shop\"\n"]];
    init_in_a_terminal(&dir.path().join("b"), &[], &answers);
    assert!(text("b").contains("lang = \"en\"") && text("b").contains("Corner \"shop\""), "{}", text("b"));

    let answers = [[language, "\n"], [name, "\n"]];
    init_in_a_terminal(&dir.path().join("c"), &["--lang", "zh"][..0], &answers);
    assert!(text("c").contains("我们的店"), "an empty line takes what stands in brackets");

    let answers = [[name, "一店\n"]];
    init_in_a_terminal(&dir.path().join("d"), &["--lang", "zh"], &answers);
    assert!(text("d").contains("一店"), "a language that was named is not asked for");
}

#[test]
fn init_that_is_broken_off_leaves_nothing() {
    let dir = tempfile::tempdir().expect("folder");
    let book = dir.path().join("book");
    let answers = [["Language:", "1\n"], ["店名或团队名", "\u{3}"]];
    let Some(screen) = init_in_a_terminal(&book, &[], &answers) else { return };
    assert!(!screen.contains("exit 0") && !book.exists(), "{screen}");
}

#[test]
fn init_in_a_pipe_asks_nothing() {
    let dir = tempfile::tempdir().expect("folder");
    let book = dir.path().join("book");
    let output = sopress().arg("init").arg(&book).stdin(std::process::Stdio::null()).output().expect("runs");
    assert!(output.status.success() && !shown(&output).contains("Language"), "{}", shown(&output));
}
