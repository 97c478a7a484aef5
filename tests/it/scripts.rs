//! `sopress scripts`: what chat tools import, with their columns, limits and placeholders; and what other tools read of a build.

use crate::support::{lay_out, shown, sopress};
use calamine::Reader;
use std::{fs, path::Path, process::Output};

const HEAD: &str = r#"--- sopress.toml
title = "测试"
--- content/scripts/welcome.md
+++
title = "欢迎话术"
category = "欢迎"
audience = "public"
[[slots]]
name = "昵称"
example = "林姐"
max = 12
[[slots]]
name = "电话"
default = "400-1"
+++

"#;

fn scripts(files: &str, dir: &Path, args: &[&str]) -> Output {
    lay_out(files, dir);
    sopress().arg("scripts").args(args).arg("--root").arg(dir).output().expect("runs")
}

fn made(dir: &Path, file: &str) -> Vec<u8> {
    fs::read(dir.join("exports/scripts").join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn cells(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("a workbook");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("readable");
    sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn a_csv_has_a_byte_order_mark_and_the_columns_of_the_program() {
    let dir = tempfile::tempdir().expect("folder");
    let text = format!("{HEAD}## 进群 {{#a shortcut=hy}}\n\n{{昵称}}您好，\n打 {{电话}}\n");
    let output = scripts(&text, dir.path(), &["qianniu"]);
    assert!(output.status.success(), "{}", shown(&output));
    let csv = String::from_utf8(made(dir.path(), "qianniu.csv")).expect("text");
    assert_eq!(csv, "\u{feff}快捷短语编码,快捷短语,快捷短语分组\r\nhy,\"{昵称}您好，\n打 400-1\",欢迎话术\r\n");
}

#[test]
fn gbk_says_what_it_does_not_have() {
    let dir = tempfile::tempdir().expect("folder");
    let text = format!("{HEAD}## 进群 {{#a}}\n\n您好\n");
    let output = scripts(&text, dir.path(), &["qianniu", "--gbk"]);
    assert!(output.status.success(), "{}", shown(&output));
    assert!(made(dir.path(), "qianniu.csv").windows(4).any(|bytes| bytes == b"\xc4\xfa\xba\xc3"));

    let dir = tempfile::tempdir().expect("folder");
    let output = scripts(&text.replace("您好", "您好😊"), dir.path(), &["qianniu", "--gbk"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(shown(&output).contains("SCR-005"), "{}", shown(&output));
    assert!(!dir.path().join("exports/scripts/qianniu.csv").exists());
}

#[test]
fn a_length_is_that_of_the_message_with_its_blanks_filled_in() {
    // 420 characters and a blank of up to 12: too long by 2, although it is shorter as written.
    let dir = tempfile::tempdir().expect("folder");
    let text = format!("{HEAD}## 进群 {{#a}}\n\n{}{{昵称}}\n", "好".repeat(420));
    let output = scripts(&text, dir.path(), &["shop-im"]);
    assert_eq!(output.status.code(), Some(1));
    let told = shown(&output);
    assert!(told.contains("SCR-001") && told.contains("432 字") && told.contains("减去 2 字"), "{told}");
    assert!(!dir.path().join("exports/scripts/shop-im.xlsx").exists());

    // A limit of the workspace comes before the program's.
    let limit = "--- content/limits.toml\n[[limit]]\nid = \"shop_im_text_max\"\nname = \"短语\"\nvalue = 500\nunit = \"字\"\nsource = \"试过\"\nchecked_on = 2026-11-22\nsure = \"H\"\n";
    let output = scripts(&format!("{text}{limit}"), dir.path(), &["shop-im"]);
    assert!(output.status.success(), "{}", shown(&output));
    assert_eq!(cells(made(dir.path(), "shop-im.xlsx"))[0], ["快捷编码", "快捷短语", "快捷短语分组"]);
}

#[test]
fn a_program_that_sends_by_itself_gets_its_own_placeholders_and_no_others() {
    let dir = tempfile::tempdir().expect("folder");
    let text = format!("{HEAD}## 进群 {{#a}}\n\n{{昵称}}您好\n\n## 催单 {{#b}}\n\n{{昵称}}，{{时间}}到\n");
    let output = scripts(&text, dir.path(), &["linkwechat"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(shown(&output).contains("SCR-002") && shown(&output).contains("时间"), "{}", shown(&output));

    let output = scripts(&text, dir.path(), &["linkwechat", "--keep-going"]);
    let rows = cells(made(dir.path(), "linkwechat.xlsx"));
    assert!(shown(&output).contains("跳过 1 条"), "{}", shown(&output));
    assert!(rows[0][0].starts_with("填写说明"), "{rows:?}");
    assert_eq!(rows[1..], [["*文本标题", "*文本内容"], ["进群", "#客户昵称#您好"]]);
}

#[test]
fn a_name_that_is_too_long_is_cut_aloud_and_a_shortcut_left_out() {
    let dir = tempfile::tempdir().expect("folder");
    let text = format!("{HEAD}## 商品破损以后怎么回复才好 {{#a shortcut=posunhf}}\n\n您好\n");
    let output = scripts(&text, dir.path(), &["workbench", "shop-im"]);
    assert!(output.status.success(), "{}", shown(&output));
    let told = shown(&output);
    assert!(told.contains("写成了“商品破损以后怎么回复”") && told.contains("posunhf"), "{told}");
    assert_eq!(cells(made(dir.path(), "workbench.xlsx"))[1], ["欢迎", "欢迎话术", "商品破损以后怎么回复", "您好"]);
    assert_eq!(cells(made(dir.path(), "shop-im.xlsx"))[1], ["", "您好", "欢迎话术"]);
}

#[test]
fn a_keyword_bot_gets_one_line_a_script() {
    let dir = tempfile::tempdir().expect("folder");
    let text = format!(
        "{HEAD}## 进群 {{#a keywords=你好,在吗}}\n\n### 甲\n\n一|二\n\n### 乙\n\n三\n\n### VIP {{tier=vip}}\n\n贵宾\n"
    );
    let output = scripts(&text, dir.path(), &["keyword-bot"]);
    assert!(output.status.success(), "{}", shown(&output));
    let csv = String::from_utf8(made(dir.path(), "keyword-bot.csv")).expect("text");
    assert!(csv.contains("欢迎,进群,\"你好,在吗\",一｜二|三,0\r\n"), "{csv}");
}

#[test]
fn an_unknown_format_is_named_with_its_nearest() {
    let dir = tempfile::tempdir().expect("folder");
    let output = scripts(&format!("{HEAD}## 进群 {{#a}}\n\n您好\n"), dir.path(), &["qianiu"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(shown(&output).contains("qianniu"), "{}", shown(&output));
}

#[test]
fn a_build_tells_other_tools_what_it_holds() {
    let dir = tempfile::tempdir().expect("folder");
    let chapter = "--- content/handbook/01-open.md\n+++\ntitle = \"进群流程\"\nsummary = \"从扫码到入群。\"\ncode = \"CM-1\"\naudience = \"public\"\n+++\n\n## 扫码 {#scan}\n\n先扫码。\n";
    lay_out(&format!("{HEAD}## 进群 {{#a}}\n\n{{昵称}}您好\n{chapter}"), dir.path());
    let output = sopress().args(["build", "--root"]).arg(dir.path()).output().expect("runs");
    assert!(output.status.success(), "{}", shown(&output));
    let read = |path: &str| fs::read_to_string(dir.path().join("public").join(path)).expect("a file");
    let llms = read("llms.txt");
    assert!(llms.starts_with("# 测试\n") && llms.contains("- [进群流程](handbook/open/): 从扫码到入群。\n"), "{llms}");
    let records: serde_json::Value = serde_json::from_str(&read("records.json")).expect("JSON");
    let list = records["records"].as_array().expect("records");
    let chapter = list.iter().find(|record| record["title"] == "进群流程").expect("the chapter");
    assert_eq!((&chapter["kind"], &chapter["fields"]["code"]), (&"chapter".into(), &"CM-1".into()));
    assert_eq!(chapter["sections"][1]["anchor"], "scan");
    let scripts: serde_json::Value = serde_json::from_str(&read("scripts/scripts.json")).expect("JSON");
    assert_eq!(scripts["scripts"][0]["variants"][0]["message"], "{昵称}您好");
    assert_eq!(scripts["scripts"][0]["slots"][0]["max"], 12);
}
