//! `sopress.lock`: what was published stays reachable, and what changed since is told.

use crate::support::{lay_out, shown, sopress};
use std::{fs, path::Path, process::Output};

const BOOK: &str = "\
--- sopress.toml
title = \"测试手册\"
version = \"1.0.0\"
base_url = \"https://t.example.com\"
--- content/roles.toml
[[role]]
name = \"店长\"
[[role]]
name = \"管家\"
--- content/limits.toml
[[limit]]
id = \"group_size\"
name = \"群人数\"
value = 350
unit = \"人\"
source = \"S1\"
--- content/handbook/01-join.md
+++
title = \"入群\"
status = \"effective\"
version = \"1.0\"
owner = \"店长\"
approver = \"管家\"
+++

开头。

## 通过好友 {#accept .step role=店长}

点通过。
--- content/scripts/welcome.md
+++
title = \"欢迎\"
category = \"欢迎\"
+++

## 新人 {#new}

你好
--- content/data/codes.csv
id,title,kind,target
store-1,一店,url,https://t.example.com/a
";

fn run(dir: &Path, args: &[&str]) -> Output {
    sopress().args(args).arg("--root").arg(dir).output().expect("runs")
}

fn published() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(BOOK, dir.path());
    let output = run(dir.path(), &["release", "--today", "2026-11-22"]);
    assert!(output.status.success(), "{}", shown(&output));
    dir
}

fn edit(dir: &Path, file: &str, from: &str, to: &str) {
    let path = dir.join(file);
    let text = fs::read_to_string(&path).expect("text");
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(path, text.replace(from, to)).expect("written");
}

fn check(dir: &Path) -> String {
    shown(&run(dir, &["check", "--format", "short", "--today", "2026-12-01"]))
}

#[test]
fn a_release_notes_everything_once_and_its_check_is_quiet() {
    let dir = published();
    assert_eq!(check(dir.path()), "");
    let lock = fs::read_to_string(dir.path().join("sopress.lock")).expect("written");
    for line in [
        "address = \"handbook/join/#accept\"",
        "address = \"scripts/welcome/#new\"",
        "address = \"q/store-1/\"",
        "\"1.0.0 · - · 350人\"",
    ] {
        assert!(lock.contains(line), "{line} is not in\n{lock}");
    }
    let again = run(dir.path(), &["release"]);
    assert!(shown(&again).contains("没有要记的"), "{}", shown(&again));
    assert_eq!(fs::read_to_string(dir.path().join("sopress.lock")).expect("there"), lock);
}

#[test]
fn a_page_that_moved_is_an_error_until_a_redirect_leads_on() {
    let dir = published();
    let at = |name: &str| dir.path().join("content/handbook").join(name);
    fs::rename(at("01-join.md"), at("01-enter.md")).expect("renamed");
    let told = check(dir.path());
    assert!(told.contains("sopress.lock:") && told.contains("错误[PUB-001]"), "{told}");
    let line = "\"handbook/join/\" = \"handbook/enter/\"";
    assert!(told.contains(line), "{told}");
    assert!(!told.contains("PUB-003"), "the step went with its page: {told}");
    let settings = dir.path().join("sopress.toml");
    let text = fs::read_to_string(&settings).expect("text");
    fs::write(&settings, format!("{text}[redirects]\n{line}\n")).expect("written");
    assert_eq!(check(dir.path()), "");
}

#[test]
fn a_printed_code_must_stay() {
    let dir = published();
    edit(dir.path(), "content/data/codes.csv", "store-1,一店", "store-2,二店");
    let told = check(dir.path());
    assert!(told.contains("错误[PUB-002] 印出去的活码“store-1”不见了"), "{told}");
}

#[test]
fn a_place_that_vanished_is_told_until_the_next_release() {
    let dir = published();
    edit(dir.path(), "content/scripts/welcome.md", "{#new}", "{#newcomer}");
    let told = check(dir.path());
    assert!(told.contains("警告[PUB-003]") && told.contains("写回 #new"), "{told}");
    edit(dir.path(), "sopress.toml", "1.0.0", "1.0.1");
    assert!(run(dir.path(), &["release"]).status.success());
    assert_eq!(check(dir.path()), "");
}

#[test]
fn content_that_changed_asks_for_a_new_version() {
    let dir = published();
    edit(dir.path(), "content/handbook/01-join.md", "owner = \"店长\"", "review_by = 2027-05-01\nowner = \"店长\"");
    assert_eq!(check(dir.path()), "", "papers are no content");
    edit(dir.path(), "content/handbook/01-join.md", "点通过。", "先看备注，再点通过。");
    let told = check(dir.path());
    assert!(told.contains("01-join.md:4:11: 警告[DOC-003] 内容和 1.0.0 发布时不一样了，版本还是 1.0"), "{told}");
    assert!(told.contains("version 改成 \"1.1\""), "{told}");
    edit(dir.path(), "content/handbook/01-join.md", "version = \"1.0\"", "version = \"1.1\"");
    assert_eq!(check(dir.path()), "");
}

#[test]
fn what_changed_tells_each_record_with_its_changelog() {
    let dir = published();
    let nothing = shown(&run(dir.path(), &["what-changed"]));
    assert_eq!(nothing, "和 1.0.0（2026-11-22）一样\n");
    edit(dir.path(), "content/limits.toml", "350", "400");
    edit(dir.path(), "content/handbook/01-join.md", "点通过。", "先看备注，再点通过。");
    edit(
        dir.path(),
        "content/handbook/01-join.md",
        "version = \"1.0\"",
        "version = \"1.1\"\nchangelog = [{ version = \"1.1\", date = 2026-11-30, what = \"加了备注\", why = \"防骗\" }]",
    );
    edit(dir.path(), "content/scripts/welcome.md", "## 新人 {#new}", "## 老客 {#old}\n\n又来啦\n\n## 新人 {#new}");
    let told = shown(&run(dir.path(), &["what-changed", "--since", "1.0.0"]));
    for line in [
        "改 章节 入群  1.0 → 1.1  content/handbook/01-join.md:2\n     2026-11-30 加了备注（防骗）\n",
        "改 步骤 通过好友  content/handbook/01-join.md:",
        "新 话术 老客  content/scripts/welcome.md:6\n",
        "改 上限 群人数  350人 → 400人  content/limits.toml:2\n",
    ] {
        assert!(told.contains(line), "{line}\nis not in\n{told}");
    }
    assert!(!told.contains("话术 新人"), "{told}");
    let json = run(dir.path(), &["what-changed", "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(report["since"]["version"], "1.0.0");
    let kinds: Vec<&str> =
        report["changes"].as_array().expect("list").iter().map(|c| c["kind"].as_str().unwrap_or("")).collect();
    assert_eq!(kinds, ["chapter", "step", "library", "script", "limit"]);
}

#[test]
fn a_version_is_published_once_and_only_without_mistakes() {
    let dir = published();
    edit(dir.path(), "content/limits.toml", "350", "400");
    let twice = run(dir.path(), &["release"]);
    assert_eq!(twice.status.code(), Some(1));
    assert!(shown(&twice).contains("version = \"1.0.1\""), "{}", shown(&twice));
    edit(dir.path(), "sopress.toml", "1.0.0", "1.0.1");
    edit(dir.path(), "content/handbook/01-join.md", "role=店长", "role=站长");
    let wrong = run(dir.path(), &["release"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(shown(&wrong).contains("REF-001"), "{}", shown(&wrong));
    edit(dir.path(), "content/handbook/01-join.md", "role=站长", "role=店长");
    let noted = run(dir.path(), &["release"]);
    assert!(shown(&noted).contains("记下了 1.0.1：新增 0，修改 1，去掉 0"), "{}", shown(&noted));
    let since = shown(&run(dir.path(), &["what-changed", "--since", "1.0.0"]));
    assert!(since.contains("350人 → 400人"), "{since}");
    let unknown = run(dir.path(), &["what-changed", "--since", "9"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(shown(&unknown).contains("有：1.0.0、1.0.1"), "{}", shown(&unknown));
}

#[test]
fn a_public_page_that_is_taken_back_is_told_until_its_readers_are_led_on() {
    let dir = published();
    let chapter = "content/handbook/01-join.md";
    edit(dir.path(), chapter, "title = \"入群\"", "title = \"入群\"\naudience = [\"public\"]");
    edit(dir.path(), "sopress.toml", "1.0.0", "1.0.1");
    assert!(run(dir.path(), &["release", "--today", "2026-11-23"]).status.success());
    assert_eq!(check(dir.path()), "");
    edit(dir.path(), chapter, "audience = [\"public\"]\n", "");
    let told = check(dir.path());
    assert!(told.contains("警告[PUB-006]") && told.contains("写回 audience = [\"public\"]"), "{told}");
    let settings = dir.path().join("sopress.toml");
    let text = fs::read_to_string(&settings).expect("text");
    fs::write(&settings, format!("{text}[redirects]\n\"handbook/join/\" = \"handbook/\"\n")).expect("written");
    assert_eq!(check(dir.path()), "", "the public are led on");
    let out = dir.path().join("out");
    let built = run(dir.path(), &["build", "--audience", "public", "--out", out.to_str().expect("text")]);
    assert!(built.status.success(), "{}", shown(&built));
    let page = fs::read_to_string(out.join("handbook/join/index.html")).expect("a page that leads on");
    assert!(page.contains("url=../../handbook/index.html") && !page.contains("入群"), "{page}");
}
