//! `sopress import`: folders as other tools have them become workspaces without a mistake.

use crate::support::{lay_out, shown, sopress, tree};
use std::{fs, path::Path, process::Output};

/// Lays the old handbook out in `old/`, imports it into `new/`.
fn import(old: &str, dir: &Path) -> Output {
    let folder = dir.join("old");
    fs::create_dir(&folder).expect("folder");
    lay_out(old, &folder);
    fs::remove_file(folder.join("sopress.toml")).expect("not part of it");
    sopress().arg("import").arg(&folder).arg("--out").arg(dir.join("new")).output().expect("runs")
}

fn checked(dir: &Path) -> String {
    let output = sopress().args(["check", "--format", "short", "--root"]).arg(dir.join("new")).output().expect("runs");
    assert!(output.status.success(), "{}", shown(&output));
    shown(&output)
}

fn page(dir: &Path, path: &str) -> String {
    let all = tree(&dir.join("new"));
    let found = all.iter().find(|(name, _)| name == &format!("content/handbook/{path}"));
    let names: Vec<_> = all.iter().map(|(name, _)| name).collect();
    String::from_utf8(found.unwrap_or_else(|| panic!("no {path} in {names:?}")).1.clone()).expect("text")
}

fn report(dir: &Path) -> String {
    fs::read_to_string(dir.join("new/import/report.md")).expect("a report")
}

#[test]
fn headers_are_taken_over_and_unknown_keys_kept() {
    let dir = tempfile::tempdir().expect("folder");
    let output = import(
        "--- a.md\n---\ntitle: 退货\ndate: 2024-05-01\ndescription: 怎么退\ntags: [售后]\nlayout: post\n---\n正文\n\
         --- b.md\n+++\ntitle = \"换货\"\nweight = 1\naliases = [\"/old/b/\", \"调换\"]\n[extra]\nx = 1\n+++\n正文\n",
        dir.path(),
    );
    assert!(output.status.success(), "{}", shown(&output));
    checked(dir.path());
    let text = "+++\ntitle = \"退货\"\nsummary = \"怎么退\"\ntags = [\"售后\"]\n+++\n\n正文\n";
    assert_eq!(page(dir.path(), "02-a.md"), text);
    assert_eq!(page(dir.path(), "01-b.md"), "+++\ntitle = \"换货\"\naliases = [\"调换\"]\n+++\n\n正文\n");
    let report = report(dir.path());
    for kept in ["a.md:3 — `date: 2024-05-01`", "a.md:6 — `layout: post`", "[extra]", "x = 1"] {
        assert!(report.contains(kept), "{kept} is lost:\n{report}");
    }
    let settings = fs::read_to_string(dir.path().join("new/sopress.toml")).expect("settings");
    assert!(settings.contains("\"old/b/\" = \"handbook/b/\""), "{settings}");
}

#[test]
fn links_and_pictures_arrive_and_dead_ones_become_words() {
    let dir = tempfile::tempdir().expect("folder");
    let output = import(
        "--- guide/index.md\n# 指南\n\n看 [第二章](two.md#第二-节) 和 [自己](#指南) 和 [没有](gone.md)。\n\
         --- guide/two.md\n# 第二章\n\n回到 [指南](./index.md)、[顶层](/top)、[[top|那页]]。\n\n![图](../img/a%20b.svg) ![丢了](x.png) ![远](https://e.com/x.png)\n\n## 第二 节\n\n文字\n\
         --- top.md\n正文，没有标题。\n\
         --- img/a b.svg\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>\n\
         --- img/unused.svg\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>\n",
        dir.path(),
    );
    assert!(output.status.success(), "{}", shown(&output));
    checked(dir.path());
    let text = page(dir.path(), "guide/_index.md");
    assert_eq!(text, "+++\ntitle = \"指南\"\n+++\n\n看 [第二章](two.md#di-er-jie) 和 [自己](#) 和 没有。\n");
    let text = page(dir.path(), "guide/two.md");
    assert!(text.contains("[指南](_index.md)、[顶层](../top.md)、[那页](../top.md)"), "{text}");
    assert!(text.contains("![图](../img/a%20b.svg) 丢了 [远](https://e.com/x.png)"), "{text}");
    assert!(page(dir.path(), "top.md").starts_with("+++\ntitle = \"top\"\n"));
    let report = report(dir.path());
    for told in ["guide/index.md:3 — `[没有](gone.md)`", "`![丢了](x.png)`", "img/unused.svg"] {
        assert!(report.contains(told), "{told} is not told:\n{report}");
    }
}

#[test]
fn whatever_the_compiler_would_refuse_becomes_plain_text() {
    let dir = tempfile::tempdir().expect("folder");
    let output = import(
        "--- a.md\n# 甲\n\n## 一 {#x}\n\n## 二 {#x}\n\n## 三 {.step role=某人}\n\n## 四 {#a b}\n\n{{ page.title }} {{< note >}} [[无此页]] <ftp://a.b/c> [d](ftp://a.b/c)\n\n![[无此图.png]]\n\n> :::foo\n> 文\n\n::: foo\n内容\n:::\n\n<div>块</div>\n\n- :::tip\n",
        dir.path(),
    );
    assert!(output.status.success(), "{}", shown(&output));
    checked(dir.path());
    let text = page(dir.path(), "a.md");
    for kept in ["{#x-2}", "page.title", "note", "无此页", "无此图", "内容", "块", "foo"] {
        assert!(text.contains(kept), "{kept} is lost:\n{text}");
    }
    let output = sopress().args(["build", "--root"]).arg(dir.path().join("new")).output().expect("runs");
    assert!(output.status.success(), "{}", shown(&output));
}

#[test]
fn what_breaks_a_rule_keeps_its_words_and_is_let_through_for_a_while() {
    let dir = tempfile::tempdir().expect("folder");
    let text = "本活动最终解释权归本店所有。";
    let output = import(&format!("--- a.md\n# 甲\n\n{text}\n"), dir.path());
    assert!(output.status.success(), "{}", shown(&output));
    checked(dir.path());
    let page = page(dir.path(), "a.md");
    assert!(page.contains(&format!("{text} <!-- 允许 ")), "{page}");
    assert!(report(dir.path()).contains(text));
}

#[test]
fn the_order_of_a_book_and_of_a_nav_is_kept() {
    let dir = tempfile::tempdir().expect("folder");
    let output = import(
        "--- book.toml\n[book]\ntitle = \"书名\"\n--- src/SUMMARY.md\n# 目录\n- [后](z.md)\n- [先](a.md)\n--- src/a.md\n# 先\n--- src/z.md\n# 后\n",
        dir.path(),
    );
    assert!(output.status.success(), "{}", shown(&output));
    checked(dir.path());
    assert!(page(dir.path(), "01-z.md").contains("后") && page(dir.path(), "02-a.md").contains("先"));
    assert!(fs::read_to_string(dir.path().join("new/sopress.toml")).expect("settings").contains("\"书名\""));

    let dir = tempfile::tempdir().expect("folder");
    let nav = "--- mkdocs.yml\nsite_name: 站\nnav:\n  - 乙页: b.md\n  - 组:\n      - 甲页: a.md\n--- docs/a.md\n文字\n--- docs/b.md\n文字\n";
    let output = import(nav, dir.path());
    assert!(output.status.success(), "{}", shown(&output));
    assert!(page(dir.path(), "01-b.md").contains("乙页") && page(dir.path(), "02-a.md").contains("甲页"));
}

#[test]
fn a_title_above_a_folder_in_a_nav_is_the_folders_page() {
    let dir = tempfile::tempdir().expect("folder");
    let nav = "--- mkdocs.yml\nsite_name: 站\nnav:\n  - 指南:\n      - 甲页: guide/a.md\n      - 乙页: guide/b.md\n  - 丙页: c.md\n--- docs/guide/a.md\n甲\n--- docs/guide/b.md\n乙\n--- docs/c.md\n丙\n";
    let output = import(nav, dir.path());
    assert!(output.status.success(), "{}", shown(&output));
    checked(dir.path());
    assert!(page(dir.path(), "01-guide/_index.md").contains("title = \"指南\""));
}

#[test]
fn files_in_gb18030_and_with_names_in_chinese_come_in() {
    let dir = tempfile::tempdir().expect("folder");
    let folder = dir.path().join("old/售后");
    fs::create_dir_all(&folder).expect("folder");
    fs::write(folder.join("退 换.md"), b"# \xcd\xcb\xbb\xbb\n\n\xd5\xfd\xce\xc4\n").expect("file");
    let output = sopress()
        .arg("import")
        .arg(dir.path().join("old"))
        .arg("--out")
        .arg(dir.path().join("new"))
        .output()
        .expect("runs");
    assert!(output.status.success(), "{}", shown(&output));
    checked(dir.path());
    assert_eq!(page(dir.path(), "售后/退 换.md"), "+++\ntitle = \"退换\"\n+++\n\n正文\n");
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let dir = tempfile::tempdir().expect("folder");
    fs::create_dir(dir.path().join("new")).expect("folder");
    fs::write(dir.path().join("new/mine.txt"), "x").expect("file");
    let output = import("--- a.md\n# 甲\n", dir.path());
    assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
    assert_eq!(tree(&dir.path().join("new")).len(), 1);

    let output = sopress().arg("import").arg(dir.path().join("none")).args(["--out", "x"]).output().expect("runs");
    assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
}
