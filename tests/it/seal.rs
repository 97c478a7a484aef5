//! A handbook behind a password: nothing of it is in the clear, the password alone opens it, the same content is the same files.

use crate::support::{lay_out, repository, shown, sopress, tool, tree};
use std::{
    path::Path,
    process::{Command, Output},
};

const PASSWORD: &str = "群 马厩 电池 订书钉";

const WORKSPACE: &str = r#"--- sopress.toml
title = "鹮魑的手册"
base_url = "https://t.example.com"
--- content/roles.toml
[[role]]
name = "鹮客服"
slug = "service"
--- content/handbook/01-open.md
+++
title = "鹮魑魅的一章"
slug = "open"
tags = ["鹮标签"]
roles = ["鹮客服"]
+++

zqcanary7f3a 鹮魑魅说的话，谁也不该看见。

![鹮门](door.jpg)
--- content/kpis/rate.md
+++
name = "鹮率"
slug = "rate"
formula = "甲 / 乙"
unit = "%"
stages = ["retain"]
[[inputs]]
name = "甲"
[[inputs]]
name = "乙"
+++

鹮魑魅
"#;

/// The workspace, with a photo that is made in several widths.
fn lay_out_all(root: &Path) {
    lay_out(WORKSPACE, root);
    let grain = |x: u32, y: u32| x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503);
    let photo =
        image::RgbImage::from_fn(1200, 800, |x, y| image::Rgb([grain(x, y) as u8, (x / 5) as u8, (y / 4) as u8]));
    photo.save(root.join("content/handbook/door.jpg")).expect("written");
}

fn build(root: &Path, out: &Path, password: Option<&str>, more: &[&str]) -> Output {
    let mut command = sopress();
    command.args(["build", "--encrypt", "--today", "2026-05-01", "--root"]).arg(root).arg("--out").arg(out).args(more);
    match password {
        Some(password) => command.env("SOPRESS_PASSWORD", password),
        None => command.env_remove("SOPRESS_PASSWORD"),
    };
    command.output().expect("runs")
}

#[test]
fn nothing_of_a_locked_handbook_is_in_the_clear_and_twice_is_the_same() {
    let dir = tempfile::tempdir().expect("folder");
    let root = dir.path().join("book");
    lay_out_all(&root);
    let (one, two) = (dir.path().join("one"), dir.path().join("two"));
    for out in [&one, &two] {
        let output = build(&root, out, Some(PASSWORD), &[]);
        assert!(output.status.success(), "{}", shown(&output));
    }
    let files = tree(&one);
    assert!(files == tree(&two), "two builds differ");
    for (path, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        for word in ["zqcanary7f3a", "鹮", "魑魅", PASSWORD, "e9b9ae", "%E9%B9%AE", "\\u9e6e"] {
            assert!(!text.contains(word) && !path.contains(word), "{word} in {path}");
        }
        // Not by chance either: what is not part of the lock is sealed.
        let known = path.ends_with(".html") || path.starts_with("_theme/") || path.starts_with('.');
        let small = ["version.js", "robots.txt", "_headers", "nginx.conf.txt"].contains(&path.as_str());
        assert!(known || small || text.starts_with("sopressSealed("), "{path}");
    }
    assert!(files.iter().any(|(path, _)| path.starts_with("_search/")));
}

#[test]
fn a_password_is_asked_for_where_it_stands_nobody_else_reads_it() {
    let dir = tempfile::tempdir().expect("folder");
    let root = dir.path().join("book");
    lay_out_all(&root);
    let out = dir.path().join("out");
    let file = |path: &Path, text: &str| {
        std::fs::write(path, text).expect("written");
        path.to_string_lossy().into_owned()
    };
    let inside = file(&root.join("password.txt"), "一个够长的密码了吧");
    let outside = file(&dir.path().join("password.txt"), "一个够长的密码了吧是的\n");
    for (output, said) in [
        (build(&root, &out, None, &[]), "需要密码"),
        (build(&root, &out, Some("太短"), &[]), "太容易猜到"),
        (build(&root, &out, None, &["--password-file", &inside]), "在工作区里"),
    ] {
        assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
        assert!(shown(&output).contains(said), "{}", shown(&output));
        assert!(!out.exists());
    }
    let output = build(&root, &out, None, &["--password-file", &outside]);
    assert!(output.status.success(), "{}", shown(&output));
}

#[test]
fn a_browser_opens_a_locked_handbook_with_its_password_alone() {
    let Some(tools) = tool("npm") else { return };
    let dir = tempfile::tempdir().expect("folder");
    let root = dir.path().join("book");
    lay_out_all(&root);
    let out = dir.path().join("out");
    let output = build(&root, &out, Some(PASSWORD), &[]);
    assert!(output.status.success(), "{}", shown(&output));
    let output = Command::new("node")
        .arg(repository().join("tests/browser/seal.mjs"))
        .arg(&out)
        .args([PASSWORD, "鹮魑魅说的话", "handbook/open/index.html", "谁也不该看见"])
        .env("SOPRESS_TOOLS", tools.parent().expect("in the tools"))
        .output()
        .expect("node runs");
    assert!(output.status.success(), "{}", shown(&output));
}

#[test]
fn the_command_line_says_that_it_cannot_search_what_is_locked() {
    let dir = tempfile::tempdir().expect("folder");
    let root = dir.path().join("book");
    lay_out(WORKSPACE.replace("![鹮门](door.jpg)", "").as_str(), &root);
    let out = dir.path().join("out");
    let output = build(&root, &out, Some(PASSWORD), &[]);
    assert!(output.status.success(), "{}", shown(&output));
    let asked = sopress().args(["search", "鹮", "--out"]).arg(&out).output().expect("runs");
    assert_eq!(asked.status.code(), Some(2));
    assert!(shown(&asked).contains("在浏览器里输入密码后搜索"), "{}", shown(&asked));
}
