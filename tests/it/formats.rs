//! What tools are told: SARIF after its standard, commands of a GitHub workflow, and a baseline for old folders.

use crate::support::{lay_out, repository, shown, sopress, tool};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// Mistakes in a file whose name asks for escaping, one of them with a second place.
const WRONG: &str = "--- content/handbook/01-入群, 50%.md\n+++\ntitle = \"入群\"\nstatus = \"effective\"\nversion = \"1.0\"\n\
owner = \"店长\"\napprover = \"店长\"\n+++\n\n见[[章节:没有的, 100%章]]。\n\n## 第一步 {#a .step}\n\n做。\n\
--- content/roles.toml\n[[role]]\nname = \"店长\"\n";

fn check(dir: &Path, more: &[&str]) -> Output {
    let mut command = sopress();
    command.args(["check", "--today", "2026-12-01", "--root"]).arg(dir).args(more).output().expect("runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The keys that SARIF 2.1.0 knows and we write; the object at each path may have these and must have those with `!`.
const SARIF: &[(&str, &[&str])] = &[
    ("log", &["$schema", "!version", "!runs"]),
    ("run", &["!tool", "language", "columnKind", "!results"]),
    ("driver", &["!name", "version", "rules"]),
    ("rule", &["!id", "shortDescription", "help"]),
    ("result", &["ruleId", "ruleIndex", "level", "!message", "locations", "relatedLocations", "partialFingerprints"]),
    ("location", &["id", "physicalLocation", "message"]),
    ("physicalLocation", &["!artifactLocation", "region"]),
    ("artifactLocation", &["uri", "uriBaseId"]),
    ("region", &["startLine", "startColumn", "endLine", "endColumn"]),
];

fn keeps(kind: &str, value: &Value) {
    let (_, keys) = SARIF.iter().find(|(name, _)| *name == kind).expect("listed");
    let object = value.as_object().unwrap_or_else(|| panic!("{kind} is no object: {value}"));
    for key in object.keys() {
        assert!(keys.iter().any(|known| known.trim_start_matches('!') == key), "{kind} has no {key}");
    }
    for key in keys.iter().filter_map(|key| key.strip_prefix('!')) {
        assert!(object.contains_key(key), "{kind} lacks {key}");
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn sarif_keeps_to_its_standard() {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(WRONG, dir.path());
    let output = check(dir.path(), &["--format", "sarif"]);
    assert_eq!(output.status.code(), Some(1));
    let log: Value = serde_json::from_slice(&output.stdout).expect("JSON and nothing else");
    keeps("log", &log);
    assert_eq!(log["version"], "2.1.0");
    let [run] = list(&log, "runs") else { panic!("one run: {log}") };
    keeps("run", run);
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    keeps("driver", &run["tool"]["driver"]);
    let rules = list(&run["tool"]["driver"], "rules");
    for rule in rules {
        keeps("rule", rule);
        assert!(rule["shortDescription"]["text"].as_str().is_some_and(|text| !text.is_empty() && !text.contains('#')));
    }
    let results = list(run, "results");
    assert!(results.len() >= 3, "{log}");
    for result in results {
        keeps("result", result);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap_or("")), "{result}");
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        let index = result["ruleIndex"].as_u64().expect("every code has its page") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        for location in list(result, "locations").iter().chain(list(result, "relatedLocations")) {
            keeps("location", location);
            let place = &location["physicalLocation"];
            keeps("physicalLocation", place);
            keeps("artifactLocation", &place["artifactLocation"]);
            keeps("region", &place["region"]);
            let uri = place["artifactLocation"]["uri"].as_str().expect("text");
            assert!(uri.is_ascii() && !uri.starts_with('/') && !uri.contains([' ', ',', '\\']), "{uri}");
            let region = |key: &str| place["region"][key].as_u64().expect("a number");
            assert!(region("startLine") >= 1 && region("startColumn") >= 1);
            assert!((region("endLine"), region("endColumn")) >= (region("startLine"), region("startColumn")));
        }
    }
    assert!(results.iter().any(|result| !list(result, "relatedLocations").is_empty()), "the owner's place is related");
    assert!(stdout(&output).contains("content/handbook/01-%E5%85%A5%E7%BE%A4%2C%2050%25.md"), "{}", stdout(&output));
}

#[test]
fn sarif_keeps_to_the_schema_of_its_standard() {
    let (Some(python), Some(schema)) = (tool("venv/bin/python"), sarif_schema()) else { return };
    let dir = tempfile::tempdir().expect("folder");
    lay_out(WRONG, dir.path());
    // One role that is named in several places: its other places are related locations.
    lay_out("--- content/handbook/02-b.md\n# 再看\n\n见[[岗位:店员]]。\n\n再见[[岗位:店员]]。\n", dir.path());
    let output = stdout(&check(dir.path(), &["--format", "sarif"]));
    assert_eq!(output.matches("同样的问题").count(), 1, "{output}");
    let file = dir.path().join("log.sarif");
    let against = |log: &str| {
        fs::write(&file, log).expect("written");
        let mut command = Command::new(&python);
        command.arg(repository().join("tests/checkers/sarif.py")).arg(&file).arg(&schema).output().expect("runs")
    };
    assert!(against(&output).status.success(), "{}", shown(&against(&output)));
    let wrong = output.replace("\"level\": \"error\"", "\"level\": \"bad\"");
    assert!(!against(&wrong).status.success(), "a level that SARIF does not have passes");
}

/// It comes with the tool of those who look after the standard, in a package for each system.
fn sarif_schema() -> Option<PathBuf> {
    ["linux", "darwin"]
        .iter()
        .find_map(|system| tool(&format!("npm/node_modules/@microsoft/sarif-multitool-{system}/sarif-2.1.0.json")))
}

#[test]
fn sarif_of_a_folder_without_mistakes_is_a_document_too() {
    let dir = tempfile::tempdir().expect("folder");
    lay_out("--- content/handbook/01-a.md\n+++\ntitle = \"入群\"\n+++\n\n好。\n", dir.path());
    let output = check(dir.path(), &["--format", "sarif"]);
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output));
    let log: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(list(&log["runs"][0], "results").len(), 0);
}

#[test]
fn github_commands_are_one_line_each_and_escaped() {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(WRONG, dir.path());
    let output = stdout(&check(dir.path(), &["--format", "github"]));
    let line = output.lines().find(|line| line.contains("title=REF-001")).expect("the unknown chapter");
    let start = "::error file=content/handbook/01-入群%2C 50%25.md,line=9,endLine=9,col=2,endColumn=";
    assert!(line.starts_with(start), "{line}");
    assert!(line.contains(",title=REF-001::没有") && line.contains("没有的, 100%25章"), "{line}");
    for line in output.lines() {
        assert!(["::error ", "::warning ", "::notice "].iter().any(|start| line.starts_with(start)), "{line}");
        assert!(
            !line.replace("%25", "").replace("%0A", "").replace("%2C", "").replace("%3A", "").contains('%'),
            "{line}"
        );
    }
}

#[test]
fn a_baseline_tells_only_what_is_new_wherever_lines_move() {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(WRONG, dir.path());
    let file = dir.path().join("known.json");
    let file = file.to_str().expect("text");
    let written = check(dir.path(), &["--write-baseline", file]);
    assert!(written.status.success(), "{}", shown(&written));
    let quiet = check(dir.path(), &["--baseline", file, "--deny", "warnings"]);
    assert_eq!(quiet.status.code(), Some(0), "{}", shown(&quiet));
    assert!(shown(&quiet).contains("没有新的问题"), "{}", shown(&quiet));

    let chapter = dir.path().join("content/handbook/01-入群, 50%.md");
    let text = fs::read_to_string(&chapter).expect("text");
    // Everything moves down and the indentation changes: still known.
    fs::write(&chapter, text.replace("\n见[[", "\n上面多了两行。\n\n 见[[")).expect("written");
    let moved = check(dir.path(), &["--baseline", file, "--deny", "warnings"]);
    assert_eq!(moved.status.code(), Some(0), "{}", shown(&moved));
    // One more of the same kind elsewhere: new.
    fs::write(&chapter, format!("{text}\n又见[[章节:另一章]]。\n")).expect("written");
    let new = check(dir.path(), &["--baseline", file, "--format", "short"]);
    assert_eq!(new.status.code(), Some(1), "{}", shown(&new));
    assert_eq!(stdout(&new).lines().count(), 1, "{}", shown(&new));
    assert!(stdout(&new).contains("另一章"), "{}", shown(&new));
    // What is mended is told, so that the baseline gets shorter.
    fs::write(&chapter, text.replace("[[章节:没有的, 100%章]]", "这里")).expect("written");
    let mended = check(dir.path(), &["--baseline", file]);
    assert_eq!(mended.status.code(), Some(0), "{}", shown(&mended));
    assert!(shown(&mended).contains("基线里有 1 处已经改好"), "{}", shown(&mended));
    assert!(shown(&mended).contains("REF-001  见[[章节:没有的, 100%章]]。"), "{}", shown(&mended));
}

#[test]
fn a_file_that_is_no_baseline_is_refused_with_the_way_out() {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(WRONG, dir.path());
    let file = dir.path().join("known.json");
    fs::write(&file, "[]").expect("written");
    let output = check(dir.path(), &["--baseline", file.to_str().expect("text")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(shown(&output).contains("--write-baseline"), "{}", shown(&output));
}
