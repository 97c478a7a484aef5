//! `sopress report ack`: who has not read a chapter, who read an older version, and what is wrong in the list itself.

use crate::support::{lay_out, shown, sopress};
use std::{fs, path::Path, process::Output};

const BOOK: &str = "\
--- content/roles.toml
[[role]]
name = \"店长\"
[[role]]
name = \"客服\"
aliases = [\"售后\"]
--- content/handbook/01-refund.md
+++
title = \"退款\"
code = \"CM-003\"
status = \"effective\"
version = \"1.10\"
owner = \"店长\"
approver = \"客服\"
roles = [\"客服\"]
+++

写。
--- content/handbook/02-draft.md
+++
title = \"草稿\"
version = \"0.1\"
+++

写。
";

fn ack(dir: &Path, csv: &[u8], more: &[&str]) -> Output {
    lay_out(BOOK, dir);
    fs::write(dir.join("签收.csv"), csv).expect("written");
    fs::write(dir.join("people.csv"), "姓名,岗位\n小李,客服\n小王,客服\n老张,店长\n").expect("written");
    let mut command = sopress();
    command.current_dir(dir).args(["report", "ack", "签收.csv", "--today", "2026-12-01"]).args(more);
    command.output().expect("runs")
}

const LIST: &str = "姓名,岗位,章节,版本,日期\n小李,客服,CM-003,1.9,2026-11-01\n=小赵,售后,退款,v1.10,2026/11/20\n小李,客服,退款,1.2,2026-11-25\n";

#[test]
fn readers_of_older_versions_and_those_who_did_not_read_are_told() {
    let dir = tempfile::tempdir().expect("folder");
    let output = ack(dir.path(), LIST.as_bytes(), &["--people", "people.csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output));
    let wanted =
        "退款 CM-003 1.10：已读 1，旧版 1，没读 1\n  旧版  小李（客服）  1.9 2026-11-01\n  没读  小王（客服）\n";
    assert_eq!(shown(&output), wanted, "the manager's role has nothing to do with it, a draft asks for nothing");
}

#[test]
fn a_list_in_gb18030_is_read_as_well() {
    let dir = tempfile::tempdir().expect("folder");
    let (bytes, _, _) = encoding_rs::GB18030.encode(LIST);
    let output = ack(dir.path(), &bytes, &[]);
    assert!(shown(&output).contains("已读 1，旧版 1，没读 0"), "{}", shown(&output));
}

#[test]
fn the_same_comes_as_json_and_as_a_table_without_formulas() {
    let dir = tempfile::tempdir().expect("folder");
    let list = LIST.replace("v1.10", "1.0");
    let output = ack(dir.path(), list.as_bytes(), &["--json", "--out", "out.csv"]);
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(rows[0]["chapter"], "退款");
    assert_eq!(rows[0]["older"].as_array().map(Vec::len), Some(2));
    let table = fs::read_to_string(dir.path().join("out.csv")).expect("written");
    assert!(table.starts_with("\u{feff}章节,编号,现行版本,姓名,岗位,情况,读过的版本,日期\r\n"), "{table}");
    assert!(table.contains("退款,CM-003,1.10,'=小赵,售后,旧版,1.0,2026-11-20\r\n"), "{table}");
}

#[test]
fn what_is_wrong_in_the_list_is_told_with_its_row() {
    let dir = tempfile::tempdir().expect("folder");
    let list = "姓名,章节,版本,日期\n小李,退货,1.9,2026-11-01\n,退款,1.9,2026-11-01\n小王,退款,2.0,2026-11-01\n小钱,退款,1.10,昨天\n";
    let output = ack(dir.path(), list.as_bytes(), &["--format", "short"]);
    assert_eq!(output.status.code(), Some(1), "{}", shown(&output));
    for line in [
        "签收.csv:2:4: 错误[REF-001] 没有“退货”这一章 [签收.csv:2]（是不是想写“退款”？）",
        "签收.csv:3:1: 错误[KEY-002] 这一行没有姓名 [签收.csv:3]",
        "签收.csv:4:7: 错误[VAL-001] 版本 2.0 比现行的 1.10 还新 [签收.csv:4]",
        "签收.csv:5:12: 警告[VAL-001] 日期读不懂 [签收.csv:5]",
        "退款 CM-003 1.10：已读 1，旧版 0，没读 2",
    ] {
        assert!(shown(&output).contains(line), "{line}\nis not in\n{}", shown(&output));
    }
    let columns = ack(dir.path(), "姓名,章节\n小李,退款\n".as_bytes(), &[]);
    assert!(shown(&columns).contains("表里没有“版本”这一列"), "{}", shown(&columns));
}
