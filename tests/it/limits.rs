//! What the machine does not give: memory. The old output stays, and the reason is told.

use crate::support::{lay_out, sopress, tree};
use std::{fmt::Write, os::unix::process::CommandExt, path::Path, process::Command};

/// A handbook of some 5 MB of text, and the program below a limit that the shell sets for it.
fn build_below(limit: &str, dir: &Path) -> std::process::Output {
    let program = sopress();
    let mut shell = Command::new("sh");
    shell.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.arg("-c").arg(format!("ulimit {limit} && exec \"$0\" \"$@\"")).arg(program.get_program());
    shell.args(["build", "--root"]).arg(dir).process_group(0).output().expect("runs")
}

fn handbook(chapters: usize, words: &str) -> String {
    let mut text = String::new();
    for number in 0..chapters {
        let _ = writeln!(text, "--- content/handbook/c{number}.md\n# 第 {number} 章\n");
        for line in 0..200 {
            let _ = writeln!(text, "{words}，第 {number} 章第 {line} 句，群里的人要先看公告再下单。\n");
        }
    }
    text
}

#[test]
fn too_little_memory_ends_with_a_sentence_in_both_languages_and_the_old_output() {
    let dir = tempfile::tempdir().expect("a folder");
    lay_out(&handbook(300, "新的"), dir.path());
    assert!(sopress().args(["build", "--root"]).arg(dir.path()).output().expect("runs").status.success());
    let before = tree(&dir.path().join("public"));
    lay_out(&handbook(300, "更新的"), dir.path());
    // Enough for the program itself, which takes some eighty, and too little for the book.
    let out = build_below("-v 220000", dir.path());
    let said = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(2), "{said}");
    for sentence in ["错误：内存不够", "怎么改：", "error: out of memory", "help:"] {
        assert!(said.contains(sentence), "{said}");
    }
    assert!(!said.contains("memory allocation of"), "{said}");
    assert!(tree(&dir.path().join("public")) == before, "the old output is still there, whole");
}
