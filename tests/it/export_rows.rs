//! Orders whose rows would print something else than was meant, or nothing: each is told, and nothing goes out in silence.

use crate::support::{lay_out, shown, sopress};
use std::{fs, path::Path, process::Output};

const CODES: &str = "--- content/data/codes.csv\nid,title,kind,target,expires\na,甲,contact,https://w.example.com/a,\n";
const EXPIRED: &str = "old,旧,url,https://w.example.com/old,2026-11-01\n";
const PRINT: &str = "--- content/prints/card.toml\ntitle = \"店卡\"\nkit = \"insert-90x54\"\nrows = \"data/stores.csv\"\ncode = \"a\"\nname = \"{id}\"\n";
const FIELDS: &str = "[fields]\nheadline = \"{name}邻居群\"\n";

fn workspace(rows: &str, more: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let table = format!("--- content/data/stores.csv\nid,name,address,n\n{rows}\n");
    lay_out(&format!("{CODES}{table}{PRINT}{more}{FIELDS}"), dir.path());
    dir
}

fn export(dir: &Path, more: &[&str]) -> Output {
    let mut command = sopress();
    command.args(["export", "店卡", "--today", "2026-11-30", "--root"]).arg(dir).arg("--out").arg(dir.join("out"));
    command.args(more).output().expect("runs")
}

fn told(output: &Output, code: i32, words: &[&str]) {
    let text = shown(output);
    assert_eq!(output.status.code(), Some(code), "{text}");
    for word in words {
        assert!(text.contains(word), "{word}: {text}");
    }
}

#[test]
fn an_empty_number_of_copies_is_a_mistake_of_its_row_and_no_silent_nothing() {
    let dir = workspace("s1,滨江店,,2\ns2,江南店,,\ns3,河西店,,0", "copies = \"n\"\n");
    told(&export(dir.path(), &[]), 1, &["content/data/stores.csv:3", "份数是空的"]);
    told(&export(dir.path(), &["--keep-going"]), 1, &["份数是空的"]);
    let report = fs::read_to_string(dir.path().join("out/report.json")).expect("a report");
    assert!(report.contains("\"s2\"") && !report.contains("\"s3\""), "{report}");
}

#[test]
fn a_print_without_a_row_is_told_by_the_check_and_refused_by_the_order() {
    let dir = workspace("s1,滨江店,,2", "where = \"id == 's9'\"\n");
    let check = sopress().args(["check", "--root"]).arg(dir.path()).output().expect("runs");
    told(&check, 0, &["PRT-015", "content/prints/card.toml:6:9", "没有一行符合"]);
    told(&export(dir.path(), &[]), 2, &["一份也不印"]);
    assert!(!dir.path().join("out").exists());
}

#[test]
fn a_number_that_is_the_name_of_another_row_is_asked_about() {
    let dir = workspace("3,滨江店,,2\n1,江南店,,2\n2,河西店,,1", "");
    told(&export(dir.path(), &["--rows", "3"]), 2, &["3 是第 3 行，也是第 1 行的名字", "--rows 3-3"]);
    told(&export(dir.path(), &["--rows", "3-3"]), 0, &[]);
    let manifest = fs::read_to_string(dir.path().join("out/manifest.csv")).expect("a list");
    assert!(manifest.contains("stores.csv:4") && !manifest.contains("stores.csv:2"), "{manifest}");
}

#[test]
fn rows_that_are_not_asked_for_are_not_told_of() {
    let dir = workspace("s1,滨江店,,2\ns2,江南店,,许多", "copies = \"n\"\n");
    told(&export(dir.path(), &["--rows", "s1"]), 0, &["完成：2 份"]);
    told(&export(dir.path(), &["--rows", "s2"]), 1, &["“许多”不是份数"]);
}

#[test]
fn a_store_number_of_another_shape_is_named_and_its_row_is_not_printed() {
    let shape = "[columns]\nid = \"S[0-9]{3}\"\n";
    let dir = workspace("S001,滨江店,,2\nS1O2,江南店,,1\nS003,河西店,,1", shape);
    told(&export(dir.path(), &["--keep-going"]), 1, &["content/data/stores.csv:3:1", "“S1O2”不是“id”该有的样子"]);
    let manifest = fs::read_to_string(dir.path().join("out/manifest.csv")).expect("a list");
    assert!(manifest.contains(",s001,") && manifest.contains(",s003,"), "{manifest}");
    let wrong = workspace("S001,滨江店,,2", "[columns]\nid = \"S[0-9\"\nidd = \"x\"\n");
    told(&export(wrong.path(), &[]), 1, &["不是能用的正则表达式", "没有“idd”这一列"]);
}

#[test]
fn a_character_that_no_font_has_is_shown_in_its_cell_and_told_once_for_all_copies() {
    let dir = workspace("s1,滨江店,,2\ns2,𠮷野店,,3", "copies = \"n\"\n");
    let made = export(dir.path(), &["--keep-going"]);
    told(&made, 1, &["content/data/stores.csv:3:4"]);
    assert_eq!(shown(&made).matches("PRT-002").count(), 1, "{}", shown(&made));
}

#[test]
fn what_a_kit_of_the_workspace_draws_wrong_is_shown_in_it_and_what_it_misses_at_the_print() {
    let dir = tempfile::tempdir().expect("a folder");
    let kit = "--- kits/own/kit.toml\nname = \"自己的\"\nmain = \"own.typ\"\n[paper]\nwidth = \"60mm\"\nheight = \"60mm\"\nsides = 1\n--- kits/own/own.typ\n#set page(width: 60mm, height: 60mm, margin: 5mm)\n#let data = json(\"/data.json\")\n#if data.at(\"code\", default: none) == none { trouble(\"没有活码\", \"no code\", kind: \"code\") }\n#qr(data.code.url, size: 6mm)\n";
    let print = "--- content/prints/card.toml\ntitle = \"店卡\"\nkit = \"own\"\n";
    lay_out(&format!("{CODES}{kit}{print}code = \"a\"\n"), dir.path());
    told(&export(dir.path(), &[]), 1, &["二维码太小", "--> kits/own/own.typ:4:2"]);
    lay_out(print, dir.path());
    told(&export(dir.path(), &[]), 1, &["没有活码", "--> content/prints/card.toml:1:9"]);
}

#[test]
fn an_empty_cell_among_words_is_named() {
    let dir = workspace("s1,滨江店,,2\ns2,,,2", "");
    told(&export(dir.path(), &[]), 0, &["PRT-016", "content/data/stores.csv:3", "“name”是空的"]);
}

#[test]
fn a_code_that_has_expired_stops_a_print_without_rows_as_well() {
    let dir = tempfile::tempdir().expect("a folder");
    let print = "--- content/prints/card.toml\ntitle = \"店卡\"\nkit = \"insert-90x54\"\ncode = \"old\"\n[fields]\nheadline = \"进群\"\n";
    lay_out(&format!("{CODES}{EXPIRED}{print}"), dir.path());
    told(&export(dir.path(), &[]), 1, &["WX-007"]);
    assert!(!dir.path().join("out/card.pdf").exists());
    told(&export(dir.path(), &["--keep-going"]), 1, &["WX-007"]);
    assert!(!dir.path().join("out/card.pdf").exists());
    let manifest = fs::read_to_string(dir.path().join("out/manifest.csv")).expect("a list");
    assert!(manifest.contains("过期"), "the list says why: {manifest}");
}

#[test]
fn the_job_sheet_is_there_whatever_a_store_is_called() {
    let dir = workspace("s1,滨江店,龘𠮷路 18 号,2", "");
    told(&export(dir.path(), &[]), 0, &[]);
    let sheet = dir.path().join("out/job-sheet.pdf");
    let text = crate::support::passes(std::process::Command::new("pdftotext").arg(&sheet).arg("-"));
    assert!(text.contains("U+20BB7"), "{text}");
}

#[test]
fn a_text_over_the_edge_of_the_page_does_not_go_to_the_press() {
    let dir = tempfile::tempdir().expect("a folder");
    let kit = "--- kits/own/kit.toml\nname = \"自己的\"\nmain = \"own.typ\"\n[paper]\nwidth = \"60mm\"\nheight = \"60mm\"\nsides = 1\n--- kits/own/own.typ\n#set page(width: 60mm, height: 60mm, margin: 5mm)\n#set text(font: \"Sopress Hei\", size: 20pt, fill: cmyk(0%, 0%, 0%, 100%))\nInternationalization\n";
    lay_out(&format!("{kit}--- content/prints/card.toml\ntitle = \"店卡\"\nkit = \"own\"\n"), dir.path());
    told(&export(dir.path(), &[]), 1, &["PRT-004", "会被裁掉"]);
    assert!(!dir.path().join("out/card.pdf").exists());
}

#[test]
fn half_a_photo_does_not_go_to_the_press() {
    let dir = tempfile::tempdir().expect("a folder");
    let print = |fields: &str| {
        format!(
            "{CODES}--- content/prints/card.toml\ntitle = \"店卡\"\nkit = \"poster-a4\"\ncode = \"a\"\n[fields]\n{fields}"
        )
    };
    lay_out(&print("headline = \"进群\"\nphoto = \"assets/a.jpg\"\n"), dir.path());
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(400, 400).write_to(&mut bytes, image::ImageFormat::Jpeg).expect("a picture");
    fs::create_dir_all(dir.path().join("content/assets")).expect("a folder");
    let bytes = bytes.into_inner();
    fs::write(dir.path().join("content/assets/a.jpg"), &bytes[..bytes.len() - 40]).expect("written");
    told(&export(dir.path(), &[]), 1, &["只有一截", "content/prints/card.toml"]);
}
