//! What `sopress new` makes has no mistake, in both languages, and never stands on something.

use crate::support::{shown, sopress, tree};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

const DAY: [&str; 2] = ["--today", "2026-12-01"];

fn workspace(lang: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("folder");
    let book = dir.path().join("book");
    let made = sopress().args(["init", "--lang", lang]).arg(&book).output().expect("runs");
    assert!(made.status.success(), "{}", shown(&made));
    (dir, book)
}

fn new(book: &Path, args: &[&str]) -> Output {
    sopress().arg("new").args(args).args(DAY).arg("--root").arg(book).output().expect("runs")
}

#[test]
fn every_kind_passes_the_check_in_both_languages() {
    let mechanics = ["lottery", "group-buy", "bargain", "check-in", "discount", "coupon", "referral"];
    for lang in ["zh", "en"] {
        let (_dir, book) = workspace(lang);
        let make = |args: &[&str]| {
            let made = new(&book, args);
            assert!(made.status.success(), "{args:?}: {}", shown(&made));
        };
        for kind in ["chapter", "script", "kpi", "plan", "rubric", "role", "term", "store"] {
            make(&[kind, &format!("Something {kind}")]);
        }
        for mechanic in mechanics {
            make(&["campaign", &format!("Some {mechanic}"), "--mechanic", mechanic]);
        }
        for kit in ["insert-90x54", "insert-a6", "poster-a3", "poster-a4", "cue-card", "group-notice", "table-card"] {
            make(&["print", &format!("Some {kit}"), "--kit", kit]);
        }
        let check = sopress()
            .args(["check", "--deny", "warnings", "--format", "short", "--root"])
            .arg(&book)
            .args(DAY)
            .output()
            .expect("runs");
        assert!(check.status.success(), "{lang}:\n{}", shown(&check));
    }
}

#[test]
fn a_chapter_gets_the_next_number_and_its_folder() {
    let (_dir, book) = workspace("zh");
    let first = shown(&new(&book, &["章节", "退款流程"]));
    assert!(first.starts_with("建好了：content/handbook/02-tui-kuan-liu-cheng.md\n"), "{first}");
    assert!(first.contains("sopress check"), "{first}");
    let inside = shown(&new(&book, &["chapter", "验货", "--in", "03-shou-hou"]));
    assert!(inside.starts_with("建好了：content/handbook/03-shou-hou/01-yan-huo.md\n"), "{inside}");
    let text = fs::read_to_string(book.join("content/handbook/02-tui-kuan-liu-cheng.md")).expect("made");
    assert!(text.contains("title = \"退款流程\"") && text.contains("role=群管家"), "{text}");
}

#[test]
fn a_role_is_added_behind_those_that_are_there() {
    let (_dir, book) = workspace("zh");
    let before = fs::read_to_string(book.join("content/roles.toml")).expect("there");
    let told = shown(&new(&book, &["岗位", "店长"]));
    let after = fs::read_to_string(book.join("content/roles.toml")).expect("there");
    assert!(after.starts_with(before.trim_end()), "what was there changed:\n{after}");
    let line = 1 + after.lines().position(|line| line == "name = \"店长\"").expect("added");
    assert!(told.contains(&format!("content/roles.toml:{}", line - 1)), "{told}");
}

#[test]
fn nothing_is_made_over_something() {
    let (_dir, book) = workspace("zh");
    assert!(new(&book, &["指标", "成团率"]).status.success());
    let before = tree(&book);
    let twice = new(&book, &["指标", "成团率"]);
    assert_eq!(twice.status.code(), Some(2));
    assert!(shown(&twice).contains("已经有名为“成团率”的指标：content/kpis/"), "{}", shown(&twice));
    // Another name that is written the same in letters.
    let same = new(&book, &["指标", "城团率"]);
    assert_eq!(same.status.code(), Some(2), "{}", shown(&same));
    assert!(shown(&same).contains("没有动它"), "{}", shown(&same));
    assert!(tree(&book) == before);
}

#[test]
fn a_wrong_word_is_said_with_those_that_are_known() {
    let (_dir, book) = workspace("zh");
    let kind = shown(&new(&book, &["chaptr", "x"]));
    assert!(kind.contains("是不是想写“chapter”？"), "{kind}");
    let mechanic = shown(&new(&book, &["活动", "x", "--mechanic", "拼单"]));
    assert!(mechanic.contains("没有“拼单”这种玩法") && mechanic.contains("lottery"), "{mechanic}");
    let kit = shown(&new(&book, &["物料", "x", "--kit", "poster"]));
    assert!(kit.contains("没有“poster”这个模板") && kit.contains("poster-a3"), "{kit}");
    let name = shown(&new(&book, &["章节", "a\"b"]));
    assert!(name.contains("不能当名字"), "{name}");
}
