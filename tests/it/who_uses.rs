//! `sopress who-uses`: every place of a name, whatever way it is written.

use crate::support::{lay_out, shown, sopress};
use std::path::Path;

const BOOK: &str = "\
--- sopress.toml
title = \"测试手册\"
base_url = \"https://t.example.com\"
[vars]
steward = \"小邻\"
--- content/roles.toml
[[role]]
name = \"店长\"
aliases = [\"掌柜\"]
--- content/limits.toml
[[limit]]
id = \"group_size\"
name = \"群人数\"
value = 350
source = \"S1\"
--- content/handbook/01-join.md
+++
title = \"入群\"
roles = [\"掌柜\"]
+++

每群 {{ limit.group_size }} 人，找{{ vars.steward }}。见[[岗位:店长]]。

![图](../assets/a.png)

## 通过好友 {#accept .step role=店长 script=新人}

点通过。
--- content/scripts/welcome.md
+++
title = \"欢迎\"
category = \"店长\"
+++

## 新人 {#new}

{昵称}你好
--- content/assets/a.png
x
";

fn uses(dir: &Path, name: &str) -> String {
    shown(&sopress().args(["who-uses", name, "--root"]).arg(dir).output().expect("runs"))
}

#[test]
fn every_way_of_writing_a_name_is_found() {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(BOOK, dir.path());
    let role = "岗位“店长”  content/roles.toml:2\n  content/handbook/01-join.md:3:10  roles\n  content/handbook/01-join.md:6:50  [[岗位:店长]]\n  content/handbook/01-join.md:10:24  role\n  共 3 处\n";
    assert_eq!(uses(dir.path(), "店长"), role);
    assert_eq!(uses(dir.path(), "岗位:掌柜"), role, "by another name and with its kind");
    for (name, line) in [
        ("limit.group_size", "01-join.md:6:4  {{ limit.group_size }}"),
        ("群人数", "01-join.md:6:4  {{ limit.group_size }}"),
        ("vars.steward", "01-join.md:6:30  {{ vars.steward }}"),
        ("{昵称}", "welcome.md:8:1  {昵称}"),
        ("a.png", "01-join.md:8:1  ../assets/a.png"),
        ("话术:新人", "01-join.md:10:32  script"),
    ] {
        let told = uses(dir.path(), name);
        assert!(told.contains(line), "{name}: {line} is not in\n{told}");
    }
}

#[test]
fn a_name_that_nothing_bears_is_said_with_the_nearest() {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(BOOK, dir.path());
    let output = sopress().args(["who-uses", "group_sise", "--root"]).arg(dir.path()).output().expect("runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(shown(&output).contains("是不是想写“group_size”？"), "{}", shown(&output));
    assert!(uses(dir.path(), "入群").ends_with("  没有地方用到\n"));
}

#[test]
fn tools_get_the_same_as_json() {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(BOOK, dir.path());
    let output = sopress().args(["who-uses", "店长", "--json", "--root"]).arg(dir.path()).output().expect("runs");
    let answers: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answers[0]["file"], "content/roles.toml");
    assert_eq!(answers[0]["uses"][0]["as"], "roles");
    assert_eq!(answers[0]["uses"].as_array().map(Vec::len), Some(3));
}
