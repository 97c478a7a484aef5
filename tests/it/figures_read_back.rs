//! Filled workbooks and tables come back exactly, whoever saved them, and mistakes are named by file, sheet and cell.

use crate::worksheet::{number, sample};
use sopress::base::{diag::Diags, exact::Exact, span::FileId};
use sopress::model::figures::{Calculation, Figures, FiguresDraft, PeriodKey};
use sopress::model::{kpi::Kpi, table::Table};
use sopress::parse::{self, figures};
use sopress::source::Sources;
use std::{fs, path::Path, process::Command};

const KPIS: &str = r#"+++
name = "成团率"
formula = "成团数 ÷ 开团数"
unit = "%"
direction = "up"
class = "result"
[[inputs]]
name = "成团数"
[[inputs]]
name = "开团数"
[[inputs]]
name = "好友申请数"
wecom = "new_apply_cnt"
[[inputs]]
name = "首响"
wecom = "avg_reply_time"
+++
成了多少。
"#;

/// The book's figures, and what was said about them: code, cell, message.
fn read(files: &[(&str, &str)]) -> (Vec<Figures>, Table<Kpi>, Vec<String>) {
    let mut texts = vec![("sopress.toml", "title = \"测\"\n"), ("content/kpis/rate.md", KPIS)];
    texts.extend_from_slice(files);
    let sources = Sources::from_texts(texts);
    let mut diags = Diags::new();
    let manuscript = parse::parse(&sources, &mut diags);
    let book = sopress::resolve::resolve(manuscript, &|file| sources.path(file).to_string(), &mut diags);
    let told = diags.sorted().into_iter().filter(|d| d.span.is_some_and(|s| sources.path(s.file).contains("data/kpi")));
    let told = told.map(|d| {
        let cell = d
            .span
            .filter(|s| s.end > s.start)
            .map(|s| &sources.get(s.file).expect("read").text()[s.start as usize..s.end as usize]);
        format!("{} {} {}", d.code.id(), d.row.as_deref().or(cell).unwrap_or("-"), d.message.zh)
    });
    (book.figures, book.kpis, told.collect())
}

fn row(figures: &Figures, input: &str) -> Vec<String> {
    let at = figures.inputs.iter().position(|name| name == input).unwrap_or_else(|| panic!("no {input}: {figures:?}"));
    (0..figures.periods.len()).map(|p| figures.value(at, p).map_or("—".to_string(), |v| v.short(6))).collect()
}

#[test]
fn rows_of_periods_columns_of_periods_and_exports_of_wecom_mean_the_same() {
    let rows = "周期,成团数,开团数,成团率\r\n第1周,30,40,75%\r\n第2周,\"1,005\",,—\r\n";
    let columns = "项目,单位,从哪里抄,第1周,第2周\n成团数,个,后台,30,1005\n开团数,个,后台,40,\n";
    for text in [rows, columns] {
        let (teams, _, told) = read(&[("content/data/kpi/一群.csv", text)]);
        assert!(told.is_empty(), "{told:?}");
        assert_eq!(
            (teams[0].team.as_str(), &teams[0].periods[..]),
            ("一群", &["第1周".to_string(), "第2周".to_string()][..])
        );
        assert_eq!(row(&teams[0], "成团数"), ["30", "1005"]);
        assert_eq!(row(&teams[0], "开团数"), ["40", "—"]);
    }
    let wecom = "日期,发起申请数,平均首次回复时长,新增群聊数\n2026/5/2,12,3分30秒,1\n2026-05-01,0,65秒,0\n";
    let (teams, _, told) = read(&[("content/data/kpi/二群/导出.csv", wecom)]);
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(teams[0].team, "二群");
    assert_eq!(teams[0].periods, ["2026-05-01", "2026-05-02"]);
    assert_eq!(row(&teams[0], "好友申请数"), ["0", "12"]);
    assert_eq!(row(&teams[0], "首响"), ["1.083333", "3.5"]);
}

#[test]
fn files_of_one_team_merge_by_period_and_must_not_contradict_each_other() {
    let (teams, kpis, told) = read(&[
        ("content/data/kpi/一群/a.csv", "周期,成团数\n第2周,5\n第10周,9\n"),
        ("content/data/kpi/一群/b.csv", "周期,开团数\n第10周,10\n第2周,10\n"),
        ("content/data/kpi/一群/c.csv", "周期,开团数\n第2周,10\n第10周,11\n"),
    ]);
    assert_eq!(teams.len(), 1);
    assert_eq!(teams[0].periods, ["第2周", "第10周"]);
    assert_eq!(told, ["REF-002 11 第10周 的“开团数”有两个不同的数：10 和 11"]);
    let courses = Calculation::new(&kpis).last(&teams[0], 8);
    let values: Vec<Option<Exact>> = courses[0].points.iter().map(|(_, value)| value.clone()).collect();
    assert_eq!(values, [number("0.5"), number("0.9")]);
}

#[test]
fn mistakes_are_named_by_their_cells() {
    let text = "周期,成团数,开团书,成团数\n第1周,三十,4,1\n第1周,1,1,1\n,5,5,5\n第3周,1e5,,\n";
    let (_, _, told) = read(&[("content/data/kpi/一群.csv", text)]);
    assert_eq!(
        told,
        [
            "REF-001 开团书 没有指标用到“开团书”",
            "REF-002 成团数 这一列写了两次：成团数",
            "VAL-001 三十 这里应是数字：三十",
            "REF-002 第1周 这一期写了两次：第1周",
            "VAL-001 5 这一行有数，却没有写是什么",
            "VAL-001 1e5 这里应是数字：1e5",
        ]
    );
    let (_, _, told) = read(&[("content/data/kpi/一群.csv", "甲,乙\n1,2\n")]);
    assert_eq!(told, ["VAL-001 - 没有找到表头，不知道哪一格是哪一期的数"]);
}

fn workbook(bytes: &[u8]) -> (FiguresDraft, Diags) {
    figures::workbook(bytes, FileId(0), "一群.xlsx")
}

fn values(draft: &FiguresDraft) -> Vec<(String, String, String)> {
    draft.entries.iter().map(|e| (e.name.clone(), e.period.clone(), e.value.short(6))).collect()
}

fn expected() -> Vec<(String, String, String)> {
    [("开团数", "第1周", "40"), ("开团数", "第2周", "0"), ("成团数", "第1周", "30"), ("成团数", "第2周", "5")]
        .map(|(a, b, c)| (a.to_string(), b.to_string(), c.to_string()))
        .to_vec()
}

#[test]
fn our_own_workbook_comes_back_as_it_was_filled() {
    let (draft, diags) = workbook(&sopress::output::sheet::workbook(&sample()));
    assert!(diags.is_empty(), "{diags:?}");
    assert_eq!(values(&draft), expected());
}

#[test]
fn a_workbook_that_libreoffice_saved_comes_back_exactly() {
    if !Command::new("soffice").arg("--version").output().is_ok_and(|o| o.status.success()) {
        eprintln!("skipped: no soffice here");
        return;
    }
    let folder = std::env::temp_dir().join(format!("sopress-figures-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("in.xlsx"), sopress::output::sheet::workbook(&sample())).expect("a file");
    let done = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()))
        .args(["--headless", "--norestore", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
        .args([&folder.join("out"), &folder.join("in.xlsx")])
        .output();
    assert!(done.is_ok_and(|o| o.status.success()), "LibreOffice failed");
    let (draft, diags) = workbook(&fs::read(folder.join("out/in.xlsx")).expect("saved"));
    fs::remove_dir_all(&folder).expect("our own folder");
    assert!(diags.is_empty(), "{diags:?}");
    assert_eq!(values(&draft), expected());
}

#[test]
fn a_workbook_that_openpyxl_filled_comes_back_with_its_mistakes_named() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/figures/openpyxl.xlsx");
    let (draft, diags) = workbook(&fs::read(path).expect("kept with the tests"));
    let told: Vec<String> =
        diags.iter().map(|d| format!("{} {}", d.row.as_deref().unwrap_or("-"), d.message.zh)).collect();
    assert_eq!(told, ["填写!F6 这里应是数字：四十"]);
    let mut want = expected();
    want.retain(|(name, period, _)| !(name == "开团数" && period == "第1周"));
    want.insert(0, ("开团数".to_string(), "第1周".to_string(), "41.5".to_string()));
    want.push(("成团数".to_string(), "第3周".to_string(), "0.35".to_string()));
    assert_eq!(values(&draft), want);
}

#[test]
fn what_is_no_workbook_is_said_and_a_far_cell_costs_nothing() {
    for bytes in [&b""[..], b"PK\x03\x04", b"<html>"] {
        let (_, diags) = workbook(bytes);
        assert_eq!(diags.iter().map(|d| d.code.id()).collect::<Vec<_>>(), ["SRC-001"]);
    }
    let mut book = rust_xlsxwriter::Workbook::new();
    let tab = book.add_worksheet();
    tab.write(0, 0, "周期").expect("fits").write(0, 1, "成团数").expect("fits");
    tab.write(1, 0, "第1周").expect("fits").write(1, 1, 7).expect("fits").write(1_048_575, 16_383, 1).expect("fits");
    let (draft, diags) = workbook(&book.save_to_buffer().expect("a workbook"));
    assert!(diags.is_empty(), "{diags:?}");
    assert_eq!(values(&draft), [("成团数".to_string(), "第1周".to_string(), "7".to_string())]);
}

#[test]
fn figures_under_no_heading_are_not_dropped_in_silence() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let tab = book.add_worksheet().set_name("填写").expect("a name");
    tab.write(0, 0, "项目").expect("fits").write(0, 3, "第1周").expect("fits");
    tab.write(1, 0, "成团数").expect("fits").write(1, 3, 7).expect("fits").write(1, 4, 8).expect("fits");
    let (draft, diags) = workbook(&book.save_to_buffer().expect("a workbook"));
    assert_eq!(values(&draft), [("成团数".to_string(), "第1周".to_string(), "7".to_string())]);
    let told: Vec<_> = diags.iter().map(|d| (d.row.as_deref(), d.message.en.as_str())).collect();
    assert_eq!(told, [(Some("填写!E2"), "this column has figures and no heading")]);
}

#[test]
fn a_teams_own_workbook_can_be_put_back() {
    let kpis = KPIS.to_string();
    let sources = Sources::from_texts([
        ("sopress.toml", "title = \"测\"\n"),
        ("content/kpis/rate.md", kpis.as_str()),
        ("content/data/kpi/一群.csv", "周期,成团数,开团数\n2026-05-01,30,40\n2026-05-02,,1280.5\n"),
    ]);
    let mut diags = Diags::new();
    let manuscript = parse::parse(&sources, &mut diags);
    let book = sopress::resolve::resolve(manuscript, &|_| String::new(), &mut diags);
    assert!(!diags.has_errors(), "{diags:?}");
    let bytes = sopress::output::sheet::kpis::team(&book, &book.figures[0]);
    let (draft, diags) = workbook(&bytes);
    assert!(diags.is_empty(), "{diags:?}");
    let mut found = values(&draft);
    found.sort();
    let want = [("开团数", "2026-05-01", "40"), ("开团数", "2026-05-02", "1280.5"), ("成团数", "2026-05-01", "30")];
    assert_eq!(found, want.map(|(a, b, c)| (a.to_string(), b.to_string(), c.to_string())));
    assert_eq!(sopress::output::sheet::kpis::stages(&book), Vec::<&str>::new());
}

#[test]
fn periods_sort_as_people_mean_them() {
    let sorted = |list: &[&str]| {
        let mut keys: Vec<(PeriodKey, String)> = list.iter().map(|text| PeriodKey::read(text)).collect();
        keys.sort();
        keys.into_iter().map(|(_, label)| label).collect::<Vec<_>>()
    };
    assert_eq!(sorted(&["第10周", "第2周"]), ["第2周", "第10周"]);
    assert_eq!(sorted(&["5月10日", "5月2日", "4月30日"]), ["4月30日", "5月2日", "5月10日"]);
    assert_eq!(sorted(&["2026年10月", "2026-2"]), ["2026-02", "2026-10"]);
    assert_eq!(sorted(&["2026-W10", "2026年第9周", "2026-01-01"]), ["2026-01-01", "2026-W09", "2026-W10"]);
}
