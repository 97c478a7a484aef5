//! `sopress kpi`: what goes out can come back, mistakes are named by their cells, and nothing is written then.

use crate::support::{lay_out, shown, sopress};
use serde_json::Value;
use std::{fs, path::Path, process::Output};

const BOOK: &str = "\
--- content/kpis/rate.md
+++
name = \"成团率\"
number = \"K33\"
formula = \"成团数 ÷ 开团数\"
unit = \"%\"
direction = \"up\"
class = \"result\"
stages = [\"裂变\"]
target = \"75%\"
[[inputs]]
name = \"成团数\"
[[inputs]]
name = \"开团数\"
[[inputs]]
name = \"好友申请数\"
wecom = \"new_apply_cnt\"
+++
成了多少。
--- content/data/kpi/一群/a.csv
周期,成团数,开团数
第1周,20,40
第2周,35,40
--- content/data/kpi/二群/a.csv
周期,成团数,开团数
第2周,10,40
";

fn kpi(dir: &Path, args: &[&str]) -> Output {
    sopress().arg("kpi").args(args).arg("--root").arg(dir).current_dir(dir).output().expect("runs")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", shown(output)))
}

fn book() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(BOOK, dir.path());
    dir
}

#[test]
fn trends_are_told_with_goal_change_and_standing() {
    let dir = book();
    let text = shown(&kpi(dir.path(), &["trend", "K33", "--team", "一群"]));
    assert!(text.contains("目标 ≥ 75.0%") && text.contains("87.5%  +37.5 个百分点  █"), "{text}");
    let text = shown(&kpi(dir.path(), &["trend"]));
    assert!(text.contains("▁█") && text.contains("未达标"), "{text}");
    let told = json(&kpi(dir.path(), &["trend", "--json"]));
    assert_eq!(told[0]["team"], "一群");
    assert_eq!((&told[0]["change"], &told[0]["standing"]), (&Value::from(0.375), &Value::from("good")));
    assert_eq!((&told[1]["change"], &told[1]["standing"]), (&Value::Null, &Value::from("bad")));
    let wrong = kpi(dir.path(), &["trend", "成团"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(shown(&wrong).contains("是不是想写“成团率”"), "{}", shown(&wrong));
}

#[test]
fn what_was_exported_comes_back_as_it_was() {
    for form in ["xlsx", "csv"] {
        let dir = book();
        let file = format!("team.{form}");
        let out = kpi(dir.path(), &["export", "一群", "--out", &file]);
        assert!(out.status.success(), "{}", shown(&out));
        let back = kpi(dir.path(), &["import", &file, "--team", "一群", "--json"]);
        assert!(back.status.success(), "{}", shown(&back));
        let told = json(&back);
        assert_eq!((&told["teams"][0]["new"], &told["teams"][0]["changed"]), (&Value::from(0), &Value::from(0)));
        assert_eq!(told["problems"], serde_json::json!([]));
        assert!(dir.path().join("content/data/kpi/一群").join(&file).exists());
    }
}

#[test]
fn periods_and_teams_are_chosen_when_exporting() {
    let dir = book();
    let one = json(&kpi(dir.path(), &["export", "一群", "--period", "第2周", "--json"]));
    assert_eq!(one["periods"], serde_json::json!(["第2周"]));
    assert_eq!(one["kpis"][0]["values"], serde_json::json!([0.875]));
    let all = json(&kpi(dir.path(), &["export", "--period", "第2周", "--json"]));
    assert_eq!(all["teams"], serde_json::json!(["一群", "二群"]));
    assert_eq!(all["kpis"][0]["standing"], serde_json::json!(["good", "bad"]));
    assert_eq!(json(&kpi(dir.path(), &["export", "裂变", "--json"]))["kpis"][0]["name"], "成团率");
    // Teams side by side are no periods: such a sheet is not taken in.
    assert!(kpi(dir.path(), &["export", "--period", "第2周", "--out", "all.xlsx"]).status.success());
    let back = kpi(dir.path(), &["import", "all.xlsx"]);
    assert_eq!(back.status.code(), Some(1), "{}", shown(&back));
    assert!(shown(&back).contains("没有找到表头"), "{}", shown(&back));
    let missing = kpi(dir.path(), &["export", "一群", "--period", "第9周"]);
    assert!(shown(&missing).contains("没有“第9周”这一期的数"), "{}", shown(&missing));
}

#[test]
fn a_wrong_cell_is_named_and_nothing_is_written() {
    let dir = book();
    fs::write(dir.path().join("三群.csv"), "周期,成团数,开团数\n第1周,三十,40\n").expect("file");
    let output = kpi(dir.path(), &["import", "三群.csv"]);
    assert_eq!(output.status.code(), Some(1));
    let text = shown(&output);
    assert!(text.contains("这里应是数字：三十") && text.contains("没有写入"), "{text}");
    assert!(!dir.path().join("content/data/kpi/三群").exists());
    // Against what another file of the team says.
    fs::write(dir.path().join("b.csv"), "周期,成团数\n第2周,36\n").expect("file");
    let output = kpi(dir.path(), &["import", "b.csv", "--team", "一群"]);
    assert!(shown(&output).contains("两个不同的数：35 和 36"), "{}", shown(&output));
}

#[test]
fn an_older_file_is_replaced_only_when_asked() {
    let dir = book();
    fs::write(dir.path().join("a.csv"), "周期,成团数,开团数\n第2周,36,40\n第3周,1,2\n").expect("file");
    let refused = kpi(dir.path(), &["import", "a.csv", "--team", "一群"]);
    assert!(!refused.status.success() && shown(&refused).contains("--replace"), "{}", shown(&refused));
    let dry = json(&kpi(dir.path(), &["import", "a.csv", "--team", "一群", "--replace", "--dry-run", "--json"]));
    assert_eq!(
        (&dry["written"], &dry["teams"][0]["new"], &dry["teams"][0]["changed"]),
        (&Value::from(false), &Value::from(2), &Value::from(1))
    );
    assert!(kpi(dir.path(), &["import", "a.csv", "--team", "一群", "--replace"]).status.success());
    let now = fs::read_to_string(dir.path().join("content/data/kpi/一群/a.csv")).expect("there");
    assert!(now.contains("第3周,1,2"), "{now}");
}

#[test]
fn an_export_of_wecom_in_gb18030_is_taken_by_its_headings() {
    let dir = book();
    let (bytes, _, _) = encoding_rs::GB18030.encode("日期,发起申请数,新增群聊数\n2026-05-01,12,3\n");
    fs::write(dir.path().join("四群.csv"), bytes).expect("file");
    let told = json(&kpi(dir.path(), &["import", "四群.csv", "--json"]));
    assert_eq!(
        (&told["teams"][0]["figures"], &told["teams"][0]["periods"][0]),
        (&Value::from(1), &Value::from("2026-05-01"))
    );
}
