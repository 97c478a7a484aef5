//! What is meant for the team does not leave it: a word that stands only in internal places is in no file for others.

use crate::support::{lay_out, shown, sopress, tree};
use std::io::{Cursor, Read};

const SECRET: &str = "zqcanary7f3a";

const WORKSPACE: &str = r#"--- sopress.toml
title = "测试"
base_url = "https://t.example.com"
handbook_pdf = true
[redirects]
"before/" = "handbook/open/"
"old/" = "handbook/zqcanary7f3a/"
--- content/roles.toml
[[role]]
name = "客服"
--- content/handbook/01-open.md
+++
title = "公开的一章"
audience = "public"
+++

大家都能看，[别处](02-secret.md)也有。

:::only internal
只给团队：zqcanary7f3a
:::

:::only public
给所有人。
:::
--- content/handbook/02-secret.md
+++
title = "zqcanary7f3a"
slug = "zqcanary7f3a"
aliases = ["zqcanary7f3a"]
tags = ["zqcanary7f3a"]
[[changelog]]
version = "1.0"
date = 2026-11-01
what = "zqcanary7f3a"
+++

zqcanary7f3a

![zqcanary7f3a](zqcanary7f3a.svg)
--- content/handbook/02-secret.en.md
+++
title = "zqcanary7f3a"
+++

zqcanary7f3a
--- content/handbook/zqcanary7f3a.svg
<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><title>zqcanary7f3a</title></svg>
--- content/campaigns/secret.md
+++
title = "zqcanary7f3a"
slug = "zqcanary7f3a"
start = "2027-10-01 10:00"
end = "2027-10-03 20:00"
mechanic = "coupon"
budget = "500000"

[coupon]
kind = "reduce"
threshold = "99"
amount = "20"
total = 1000
scope = "zqcanary7f3a"
valid_days = 7

[[timeline]]
at = "T-3d 10:00"
do = "zqcanary7f3a"
role = "客服"
+++

zqcanary7f3a
--- content/scripts/secret.md
+++
title = "zqcanary7f3a"
category = "欢迎"
+++

## zqcanary7f3a话术 {#a}

zqcanary7f3a
--- content/kpis/secret.md
+++
name = "zqcanary7f3a"
formula = "甲 / 乙"
unit = "%"
stages = ["zqcanary7f3a"]
[[inputs]]
name = "甲"
[[inputs]]
name = "乙"
+++

zqcanary7f3a
--- content/kpis/open.md
+++
name = "公开率"
formula = "丙 / 丁"
unit = "%"
guard = "zqcanary7f3a"
stages = ["公开期"]
audience = "public"
[[inputs]]
name = "丙"
[[inputs]]
name = "丁"
+++

谁都能看。
--- content/campaigns/open.md
+++
title = "公开的活动"
start = "2027-09-01 10:00"
end = "2027-09-03 20:00"
mechanic = "coupon"
budget = "500000"
audience = "public"
kpis = ["公开率", "zqcanary7f3a"]

[coupon]
kind = "reduce"
threshold = "99"
amount = "20"
total = 1000
scope = "全场"
valid_days = 7
+++

谁都能来。
--- content/rubrics/secret.md
+++
name = "zqcanary7f3a"
[[dimensions]]
name = "zqcanary7f3a"
levels = ["zqcanary7f3a", "好", "很好"]
+++
--- content/plans/01-secret.md
+++
title = "zqcanary7f3a"
stage = "zqcanary7f3a"
[[weights]]
rubric = "zqcanary7f3a"
weight = "100%"
+++
--- content/plans/02-open.md
+++
title = "公开的方案"
stage = "公开期"
audience = "public"
[[weights]]
kpi = "公开率"
weight = "40%"
zero = "10%"
full = "50%"
[[weights]]
kpi = "zqcanary7f3a"
weight = "60%"
zero = "10%"
full = "50%"
+++
--- content/data/kpi/zqcanary7f3a.csv
周期,甲,乙
2026-11-01,1,2
"#;

#[test]
fn no_word_of_the_team_is_in_a_file_for_the_public() {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(WORKSPACE, dir.path());
    for (audience, expected) in [("public", false), ("store", false), ("internal", true)] {
        let out = dir.path().join(audience);
        let output = sopress()
            .args(["build", "--audience", audience, "--root"])
            .arg(dir.path())
            .arg("--out")
            .arg(&out)
            .output()
            .expect("runs");
        assert!(output.status.success(), "{}", shown(&output));
        let output = sopress()
            .args(["scripts", "--audience", audience, "--root"])
            .arg(dir.path())
            .arg("--out")
            .arg(out.join("exported"))
            .output()
            .expect("runs");
        assert!(output.status.success(), "{}", shown(&output));
        let mut found = Vec::new();
        for (path, bytes) in tree(&out) {
            if path.contains(SECRET) || holds(&path, &bytes) {
                found.push(path);
            }
        }
        assert_eq!(!found.is_empty(), expected, "{audience}: {found:?}");
    }
}

/// Whether a file, or one packed in it, holds the word.
fn holds(path: &str, bytes: &[u8]) -> bool {
    let has = |bytes: &[u8]| bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes());
    if !path.ends_with(".xlsx") {
        return has(bytes);
    }
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
    (0..zip.len()).any(|index| {
        let mut inside = Vec::new();
        zip.by_index(index).expect("an entry").read_to_end(&mut inside).expect("readable");
        has(&inside)
    })
}
