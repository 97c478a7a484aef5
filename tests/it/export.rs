//! Orders for the print shop: divided, broken off, with wrong rows, and with kits that run away.

use crate::support::{lay_out, shown, sopress, tree};
use std::{fs, path::Path, process::Output};

fn workspace(dir: &Path, rows: &str, print: &str) {
    lay_out(
        &format!(
            "--- content/data/codes.csv\nid,title,kind,target\na,甲,contact,https://w.example.com/a\nb,乙,contact,https://w.example.com/b\n\
             --- content/data/stores.csv\nid,name,area,code,n\n{rows}\n--- content/prints/card.toml\n{print}"
        ),
        dir,
    );
}

const PRINT: &str =
    "title = \"店卡\"\nkit = \"insert-90x54\"\nrows = \"data/stores.csv\"\ncode = \"{code}\"\nname = \"{id}\"\n";
const FIELDS: &str = "[fields]\nheadline = \"{name}\"\n";

fn export(dir: &Path, out: &str, more: &[&str]) -> Output {
    let out = dir.join(out);
    let mut command = sopress();
    command.args(["export", "店卡", "--today", "2026-11-30", "--root"]).arg(dir).arg("--out").arg(out);
    command.args(more).output().expect("runs")
}

fn files(dir: &Path, out: &str) -> Vec<(String, Vec<u8>)> {
    tree(&dir.join(out)).into_iter().filter(|(name, _)| !name.starts_with(".sopress-export")).collect()
}

#[test]
fn shards_together_are_the_same_bytes_as_the_whole_order() {
    let dir = tempfile::tempdir().expect("folder");
    let print =
        format!("{PRINT}copies = \"n\"\nsort = [\"-id\"]\n{FIELDS}[serial]\nprefix = \"N\"\ncheck = \"damm\"\n");
    workspace(dir.path(), "s1,滨江店,东,a,90\ns2,江南店,西,b,120\ns3,不印店,西,b,0", &print);
    let whole = export(dir.path(), "whole", &["--sheet", "sra3"]);
    assert!(whole.status.success(), "{}", shown(&whole));
    for shard in ["2/2", "1/2"] {
        let made = export(dir.path(), "parts", &["--sheet", "sra3", "--shard", shard]);
        assert!(made.status.success(), "{}", shown(&made));
    }
    let (whole, parts) = (files(dir.path(), "whole"), files(dir.path(), "parts"));
    let names: Vec<&str> = whole.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["card-001.pdf", "card-002.pdf", "job-sheet.pdf", "manifest.csv", "packing.csv", "report.json"]);
    assert!(whole == parts);
    let manifest = fs::read_to_string(dir.path().join("whole/manifest.csv")).expect("text");
    // Sorted downwards: the first copy is the second store's.
    assert!(manifest.lines().nth(1).expect("a row").contains("s2,data/stores.csv:3,1,N000001"), "{manifest}");
}

#[test]
fn what_is_done_is_kept_and_what_was_changed_by_hand_is_made_again() {
    let dir = tempfile::tempdir().expect("folder");
    workspace(dir.path(), "s1,滨江店,东,a,250", &format!("{PRINT}copies = \"n\"\n{FIELDS}"));
    assert!(export(dir.path(), "out", &[]).status.success());
    let before = files(dir.path(), "out");
    fs::write(dir.path().join("out/card-002.pdf"), "torn").expect("written");
    fs::remove_file(dir.path().join("out/report.json")).expect("removed");
    let again = export(dir.path(), "out", &[]);
    assert!(shown(&again).contains("沿用 150 份"), "{}", shown(&again));
    assert!(before == files(dir.path(), "out"));
}

#[test]
fn a_wrong_row_is_named_and_the_others_come_out_when_asked() {
    let dir = tempfile::tempdir().expect("folder");
    let long = "很长很长的店名".repeat(9);
    let rows = format!(
        "s1,滨江店,东,a,1\ns2,{long},西,b,1\ns3,𠮷野店,西,b,1\ns4,江南店,西,zz,1\ns5,河西店,西,b,1\ns6,过期店,西,old,1"
    );
    workspace(dir.path(), &rows, &format!("{PRINT}{FIELDS}"));
    lay_out(
        "--- content/data/codes.csv\nid,title,kind,target,expires\na,甲,contact,https://w.example.com/a,\nb,乙,contact,https://w.example.com/b,\nold,旧,url,https://w.example.com/old,2026-11-01\n",
        dir.path(),
    );
    let stopped = export(dir.path(), "out", &[]);
    let text = shown(&stopped);
    assert_eq!(stopped.status.code(), Some(1), "{text}");
    assert!(text.contains("content/data/stores.csv:3:4") && text.contains("content/data/stores.csv:5:10"), "{text}");
    assert!(!dir.path().join("out/report.json").exists());
    let made = export(dir.path(), "out", &["--keep-going"]);
    let text = shown(&made);
    assert_eq!(made.status.code(), Some(1), "{text}");
    assert!(text.contains("PRT-002") && text.contains("data/stores.csv:4"), "{text}");
    assert!(text.contains("WX-007") && text.contains("data/stores.csv:7"), "{text}");
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(dir.path().join("out/report.json")).expect("a report")).expect("JSON");
    assert_eq!((&report["records"], &report["printed"]), (&6.into(), &2.into()), "{report}");
    assert_eq!(
        (report["failed"][0]["row"].as_str(), report["left_out"].as_array().map(Vec::len)),
        (Some("data/stores.csv:4"), Some(3))
    );
    let manifest = fs::read_to_string(dir.path().join("out/manifest.csv")).expect("a list");
    assert_eq!(manifest.lines().count(), 7, "{manifest}");
    for (row, why) in [(3, "最多"), (4, "PRT"), (5, "zz"), (7, "过期")] {
        let place = format!(",data/stores.csv:{row},");
        let line = manifest.lines().find(|line| line.contains(&place)).expect("the row");
        assert!(!line.ends_with(",ok") && (why == "PRT" || line.contains(why)), "{line}");
    }
    // The papers say why, too.
    let why = |number: usize| report["left_out"][number]["message"]["zh"].as_str().unwrap_or_default().to_owned();
    assert!(why(0).contains("最多") && why(1).contains("zz") && why(2).contains("过期"), "{report}");
}

#[test]
fn a_kit_that_runs_away_is_stopped_with_its_row_and_the_others_come_out() {
    let dir = tempfile::tempdir().expect("folder");
    workspace(
        dir.path(),
        "s1,滨江店,东,a,1\ns2,炸弹,西,b,1\ns3,河西店,西,b,1",
        "title = \"店卡\"\nkit = \"bomb\"\nrows = \"data/stores.csv\"\nname = \"{id}\"\n[fields]\nname = \"{name}\"\n",
    );
    lay_out(
        "--- kits/bomb/kit.toml\nname = \"炸弹\"\nmain = \"bomb.typ\"\n[paper]\nwidth = \"90mm\"\nheight = \"54mm\"\nsides = 1\n[[field]]\nkey = \"name\"\n\
         --- kits/bomb/bomb.typ\n#set page(width: 90mm, height: 54mm)\n#set text(font: \"Sopress Hei\", fill: cmyk(0%, 0%, 0%, 100%))\n#let data = json(\"/data.json\")\n#if data.fields.name == \"炸弹\" { let s = \"x\"\n  for i in range(60) { s = s + s } }\n#data.fields.name\n",
        dir.path(),
    );
    let made = export(dir.path(), "out", &["--keep-going"]);
    let text = shown(&made);
    assert_eq!(made.status.code(), Some(1), "{text}");
    assert!(text.contains("PRT-007") && text.contains("data/stores.csv:3"), "{text}");
    assert!(dir.path().join("out/card.pdf").exists() && text.contains("完成：2 份"), "{text}");
}

#[test]
fn rows_are_chosen_by_condition_number_or_name() {
    let dir = tempfile::tempdir().expect("folder");
    workspace(dir.path(), "s1,滨江店,东,a,1\ns2,江南店,西,b,1\ns3,河西店,西,b,1", &format!("{PRINT}{FIELDS}"));
    for (rows, names) in [("area == 西", vec!["s2", "s3"]), ("1,3-9", vec!["s1", "s3"]), ("s2", vec!["s2"])] {
        let made = export(dir.path(), rows.split(' ').next().expect("a word"), &["--format", "svg", "--rows", rows]);
        assert!(made.status.success(), "{}", shown(&made));
        let pictures = files(dir.path(), rows.split(' ').next().expect("a word"));
        let found: Vec<&str> = pictures.iter().filter_map(|(name, _)| name.strip_suffix("-1.svg")).collect();
        assert_eq!(found, names, "{rows}");
    }
    let wrong = export(dir.path(), "none", &["--rows", "片区 == 西"]);
    assert_eq!(wrong.status.code(), Some(2), "{}", shown(&wrong));
    assert!(shown(&wrong).contains("没有“片区”这一列"), "{}", shown(&wrong));
}

#[test]
fn a_folder_of_others_is_left_alone() {
    let dir = tempfile::tempdir().expect("folder");
    workspace(dir.path(), "s1,滨江店,东,a,1", &format!("{PRINT}{FIELDS}"));
    fs::create_dir(dir.path().join("mine")).expect("folder");
    fs::write(dir.path().join("mine/letter.txt"), "x").expect("written");
    assert_eq!(export(dir.path(), "mine", &[]).status.code(), Some(2));
    assert_eq!(files(dir.path(), "mine").len(), 1);
}

#[test]
fn each_row_has_its_picture_and_its_words_and_a_picture_too_small_is_told_with_its_row() {
    let dir = tempfile::tempdir().expect("folder");
    fs::create_dir_all(dir.path().join("content/img")).expect("made");
    for (name, width) in [("big", 900), ("small", 300)] {
        let picture = image::RgbImage::from_pixel(width, width / 3, image::Rgb([200, 120, 40]));
        picture.save(dir.path().join(format!("content/img/{name}.png"))).expect("written");
    }
    lay_out(
        "--- kits/photo/kit.toml\nname = \"照片\"\nmain = \"photo.typ\"\n[paper]\nwidth = \"90mm\"\nheight = \"54mm\"\nbleed = \"3mm\"\nsides = 1\n[[field]]\nkey = \"words\"\n[[field]]\nkey = \"photo\"\ntype = \"image\"\n\
         --- kits/photo/photo.typ\n#import \"/kits/shared/base.typ\": *\n#let data = json(\"/data.json\")\n#set page(width: 90mm, height: 54mm, bleed: 3mm, margin: 10mm)\n#show: base.with(size: 12pt)\n#image(field(data, \"photo\"), width: 60mm)\n#field(data, \"words\")\n\
         --- content/data/stores.csv\nid,name,area,photo\ns1,滨江店,东,img/big.png\ns2,江南店,西,img/big.png\ns3,河西店,东,img/small.png\ns4,河东店,东,img/none.png\n\
         --- content/prints/card.toml\ntitle = \"店卡\"\nkit = \"photo\"\nrows = \"data/stores.csv\"\nname = \"{id}\"\n[fields]\nwords = \"到店\"\nphoto = \"{photo}\"\n[[version]]\nwhen = 'area == \"西\"'\n[version.fields]\nwords = \"送货\"\n",
        dir.path(),
    );
    let made = export(dir.path(), "out", &["--keep-going", "--format", "press"]);
    let text = shown(&made);
    assert_eq!(made.status.code(), Some(1), "{text}");
    assert!(text.contains("127 dpi") && text.contains("data/stores.csv:4"), "{text}");
    assert!(text.contains("img/none.png") && text.contains("data/stores.csv:5"), "{text}");
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(dir.path().join("out/report.json")).expect("a report")).expect("JSON");
    assert_eq!(report["printed"], 2, "{report}");
    let mut reader = std::process::Command::new("pdftotext");
    let words = crate::support::passes(reader.arg(dir.path().join("out/card.pdf")).arg("-"));
    assert_eq!(words.split_whitespace().collect::<Vec<_>>(), ["到店", "送货"]);
}

#[test]
fn the_papers_speak_the_language_of_the_workspace() {
    let dir = tempfile::tempdir().expect("folder");
    workspace(dir.path(), "s1,滨江店,东,a,1", &format!("{PRINT}{FIELDS}"));
    let file = dir.path().join("sopress.toml");
    let site = fs::read_to_string(&file).expect("a workspace");
    let words = |out: &str| {
        assert!(export(dir.path(), out, &["--sheet", "a4"]).status.success());
        let mut reader = std::process::Command::new("pdftotext");
        let sheet = crate::support::passes(reader.arg(dir.path().join(out).join("job-sheet.pdf")).arg("-"));
        (sheet, fs::read_to_string(dir.path().join(out).join("packing.csv")).expect("a list"))
    };
    let (sheet, list) = words("zh");
    assert!(sheet.contains("施工单") && sheet.contains("装箱单") && list.contains("门店,地址"), "{sheet}{list}");
    fs::write(&file, format!("lang = \"en\"\n{site}")).expect("written");
    let (sheet, list) = words("en");
    assert!(
        sheet.contains("JOB SHEET") && sheet.contains("Packing list") && list.contains("store,address"),
        "{sheet}{list}"
    );
    assert!(!sheet.contains("施工单") && !sheet.contains("检查"), "{sheet}");
}

#[test]
fn a_font_that_must_not_be_embedded_stops_the_order_and_is_named() {
    let dir = tempfile::tempdir().expect("folder");
    workspace(dir.path(), "s1,滨江店,东,a,1", &format!("{PRINT}{FIELDS}"));
    let mut font = fs::read(crate::support::repository().join("fonts/SopressHei-Bold.otf")).expect("the font");
    let entry = font[..400].windows(4).position(|tag| tag == b"OS/2").expect("a table");
    let table = u32::from_be_bytes(font[entry + 8..entry + 12].try_into().expect("four bytes")) as usize;
    font[table + 8..table + 10].copy_from_slice(&2_u16.to_be_bytes());
    let path = dir.path().join("kits/insert-90x54/fonts/brand.otf");
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(&path, &font).expect("written");
    let stopped = export(dir.path(), "out", &[]);
    let text = shown(&stopped);
    assert_eq!(stopped.status.code(), Some(1), "{text}");
    assert!(text.contains("PRT-012") && text.contains("kits/insert-90x54/fonts/brand.otf"), "{text}");
    assert!(!dir.path().join("out").exists(), "{text}");
}

#[test]
fn what_is_the_same_in_all_rows_is_said_once_with_the_rows_and_any_number_of_workers_makes_the_same_bytes() {
    let dir = tempfile::tempdir().expect("folder");
    let rows: Vec<String> = (1..=7).map(|n| format!("s{n},店{n},东,a,40")).collect();
    workspace(dir.path(), &rows.join("\n"), &format!("{PRINT}copies = \"n\"\n{FIELDS}"));
    let one = export(dir.path(), "one", &["--jobs", "1"]);
    let three = export(dir.path(), "three", &["--jobs", "3"]);
    assert!(one.status.success(), "{}", shown(&one));
    let text = shown(&three);
    // The brand has no print colours, and both sides have its colour.
    assert_eq!(text.matches("一共 280 份这样：s1…").count(), 2, "{text}");
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(dir.path().join("one/report.json")).expect("a report")).expect("JSON");
    let notes = report["notes"].as_array().expect("notes");
    let counted: u64 = notes.iter().filter_map(|note| note["count"].as_u64()).sum();
    assert_eq!((notes.len(), Some(counted)), (2, report["warnings"].as_u64()), "{report}");
    let note = &notes[0];
    assert!(note["message"]["zh"].is_string() && note["message"]["en"].is_string() && note["code"].is_string());
    assert_eq!((note["count"].as_u64(), note["rows"][0].as_str()), (Some(280), Some("data/stores.csv:2")), "{note}");
    assert!(files(dir.path(), "one") == files(dir.path(), "three"));
    let again = export(dir.path(), "three", &[]);
    assert_eq!(shown(&again).matches("一共 280 份这样").count(), 2, "{}", shown(&again));
}

#[test]
fn options_that_would_do_nothing_are_refused_and_wrong_values_are_told_with_the_right_ones() {
    let dir = tempfile::tempdir().expect("folder");
    workspace(dir.path(), "s1,滨江店,东,a,1", &format!("{PRINT}{FIELDS}"));
    lay_out(
        "--- content/prints/poster.toml\ntitle = \"海报\"\nkit = \"poster-a4\"\n[fields]\nheadline = \"好\"\n",
        dir.path(),
    );
    let cases: [(&str, &[&str], &[&str]); 11] = [
        ("店卡", &["--sheet", "sra3", "--format", "png"], &["--sheet", "--format png", "press"]),
        ("店卡", &["--sheet", "sra3", "--format", "svg"], &["--format svg"]),
        ("店卡", &["--turn", "--format", "png"], &["--turn", "--sheet"]),
        ("店卡", &["--sheet", "marks", "--gap", "2"], &["marks", "--gap"]),
        ("店卡", &["--dpi", "300"], &["--dpi", "--format png"]),
        ("店卡", &["--fill"], &["--fill", "--sheet"]),
        ("海报", &["--sheet", "sra3", "--turn"], &["--turn", "一面"]),
        ("店卡", &["--shard", "9/8"], &["9/8", "2/8"]),
        ("店卡", &["--format", "pdf"], &["press、proof、png、svg"]),
        ("店卡", &["--sheet", "a4", "--gap", "500"], &["0 到 50"]),
        ("店卡", &["--sheet", "a4", "--gap", "-3"], &["-3", "0 到 50"]),
    ];
    for (print, more, told) in cases {
        let mut command = sopress();
        command.args(["export", print, "--root"]).arg(dir.path()).arg("--out").arg(dir.path().join("out"));
        let made = command.args(more).output().expect("runs");
        let text = shown(&made);
        assert_eq!(made.status.code(), Some(2), "{more:?}: {text}");
        assert!(told.iter().all(|word| text.contains(word)), "{more:?}: {text}");
        assert!(!dir.path().join("out").exists(), "{more:?}");
    }
}

#[test]
fn an_order_that_is_refused_before_it_begins_speaks_of_no_folder() {
    let dir = tempfile::tempdir().expect("folder");
    workspace(dir.path(), "s1,滨江店,东,zz,1\ns2,锦绣店,东,a,1", &format!("{PRINT}{FIELDS}"));
    let made = export(dir.path(), "out", &[]);
    let text = shown(&made);
    assert_eq!(made.status.code(), Some(1), "{text}");
    assert!(text.contains("--keep-going") && !text.contains("沿用") && !dir.path().join("out").exists(), "{text}");
    let folder = dir.path().join("out").display().to_string();
    assert!(!text.contains(&folder), "{text}");
}

#[test]
fn filled_sheets_hold_one_record_each_and_the_papers_count_what_is_printed() {
    let dir = tempfile::tempdir().expect("folder");
    workspace(dir.path(), "s1,滨江店,东,a,1\ns2,锦绣店,东,b,9", &format!("{PRINT}copies = \"n\"\n{FIELDS}"));
    let made = export(dir.path(), "out", &["--sheet", "a4", "--fill"]);
    assert!(made.status.success(), "{}", shown(&made));
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(dir.path().join("out/report.json")).expect("a report")).expect("JSON");
    let places = report["sheet"]["columns"].as_u64().zip(report["sheet"]["rows"].as_u64()).map(|(c, r)| c * r);
    // One and nine copies, eight on a sheet: one sheet and two.
    assert_eq!((places, report["sheet"]["sheets"].as_u64()), (Some(8), Some(3)), "{report}");
    assert_eq!((report["printed"].as_u64(), report["filled"].as_u64()), (Some(24), Some(14)), "{report}");
    let packing = fs::read_to_string(dir.path().join("out/packing.csv")).expect("a list");
    assert!(packing.contains("滨江店,,8,") && packing.contains("锦绣店,,16,"), "{packing}");
    assert!(packing.contains("第 1 张") && packing.contains("第 2–3 张"), "{packing}");
}
