//! A draw comes out the same in the program, in the browser's script, and in vectors made by neither.

use super::support::{lay_out, passes, repository, shown, sopress, tool};
use serde_json::{Value, json};
use sopress::model::draw::{self, Draw, Entrant, Places};
use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

fn vectors() -> Value {
    let text = fs::read_to_string(repository().join("tests/draw/vectors.json")).expect("the vectors are committed");
    serde_json::from_str(&text).expect("the vectors are JSON")
}

fn people(of: &Value) -> Vec<u32> {
    match of.as_u64() {
        Some(count) => (1..=count as u32).collect(),
        None => serde_json::from_value(of.clone()).expect("a list of people"),
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().expect("a text")
}

/// Runs the page's own script in node, and `program` after it; gives what it prints as JSON.
fn browser(program: &str) -> Value {
    let mut source = fs::read_to_string(repository().join("themes/default/js/draw.js")).expect("the theme's script");
    source.push_str(program);
    let mut node =
        Command::new("node").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("node is installed");
    node.stdin.take().expect("piped").write_all(source.as_bytes()).expect("node reads");
    let out = node.wait_with_output().expect("node ends");
    assert!(out.status.success(), "the script failed");
    serde_json::from_slice(&out.stdout).expect("the program prints JSON")
}

#[test]
fn the_program_draws_as_the_vectors_say() {
    let vectors = vectors();
    for pair in vectors["hashes"].as_array().expect("hashes") {
        assert_eq!(draw::sha256(pair[0].as_str().expect("a text")), pair[1].as_str().expect("a hash"));
    }
    for case in vectors["draws"].as_array().expect("draws") {
        let seed = draw::seed(text(case, "list_sha256"), text(case, "secret"), text(case, "number"));
        assert_eq!(seed, text(case, "seed"));
        let picks = draw::draw(&seed, &people(&case["people"]), case["places"].as_u64().expect("a count") as usize);
        let picks: Vec<Value> = picks.iter().map(|pick| json!([pick.ticket, pick.counter])).collect();
        assert_eq!(Value::Array(picks), case["picks"]);
    }
}

#[test]
fn the_browser_draws_as_the_vectors_say() {
    let vectors = vectors();
    let found = browser(&format!(
        "var v = {vectors};
         console.log(JSON.stringify({{
           hashes: v.hashes.map(function (pair) {{ return [pair[0], drawSha256(pair[0])]; }}),
           draws: v.draws.map(function (c) {{
             var people = typeof c.people === 'number' ? Array.from({{length: c.people}}, function (_, i) {{ return i + 1; }}) : c.people;
             var seed = drawSha256(c.list_sha256 + '|' + c.secret + '|' + c.number);
             return [seed, drawTickets(seed, people, c.places).map(function (p) {{ return [p.ticket, p.counter]; }})];
           }})
         }}));"
    ));
    assert_eq!(found["hashes"], vectors["hashes"]);
    for (found, case) in
        found["draws"].as_array().expect("draws").iter().zip(vectors["draws"].as_array().expect("draws"))
    {
        assert_eq!((&found[0], &found[1]), (&case["seed"], &case["picks"]));
    }
}

/// A thousand draws as the verify page is given them, and what the program made of each.
fn random_draws() -> (Vec<Value>, Vec<Value>) {
    // A small generator of its own, so that the cases are the same on every machine.
    let mut state = 20_270_118_u64;
    let mut random = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let names = ["王芳", "欧阳小明", "🌸小花", "Amy", "李,雷", "  ", "حسن", "é"];
    let mut expected = Vec::new();
    let mut cases = Vec::new();
    for number in 0..1000 {
        let entrants: Vec<Entrant> = (0..random(60))
            .map(|_| Entrant {
                name: names[random(8) as usize].to_string(),
                phone: format!("1{:010}", random(90)),
                id: String::new(),
                tickets: random(4) as u32,
            })
            .collect();
        let prizes: Vec<Places> = (0..random(4))
            .map(|rank| Places { rank: format!("{rank}"), name: "奖".to_string(), count: random(5) as u32 })
            .collect();
        let secret = format!("保密串{number}");
        let value = format!("{}.{:02}", random(5000), random(100));
        let draw = Draw::run("x", draw::freeze(&entrants, &[]), (&secret, &value, ""), prizes, random(6) as u32);
        let tickets: Vec<u32> = draw.picks.iter().map(|pick| draw.ticket(*pick).number).collect();
        expected.push(json!([draw.list.sha256, draw.secret_sha256, draw.seed, tickets]));
        let prizes: Vec<Value> = draw.prizes.iter().map(|prize| json!({ "count": prize.count })).collect();
        // Windows line ends and a lost last one are what copying does to a list.
        let list =
            if number % 2 == 0 { draw.list.text.replace('\n', "\r\n") } else { draw.list.text.trim_end().to_string() };
        cases.push(
            json!({ "list": list, "secret": secret, "number": value, "prizes": prizes, "alternates": draw.alternates }),
        );
    }
    (cases, expected)
}

#[test]
fn a_thousand_random_draws_agree_between_program_and_browser() {
    let (cases, expected) = random_draws();
    let found = browser(&format!(
        "console.log(JSON.stringify({}.map(function (c) {{
           var d = recomputeDraw(c);
           return [d.listHash, d.secretHash, d.seed, d.tickets];
         }})));",
        Value::Array(cases)
    ));
    assert_eq!(found, Value::Array(expected));
}

const WORKSPACE: &str = r#"--- sopress.toml
title = "手册"
--- content/campaigns/may.md
+++
title = "五月抽奖"
start = "2027-05-01 10:00"
end = "2027-05-03 20:00"
mechanic = "lottery"

[lottery]
draw_mode = "scheduled"
participants = 4
alternates = 1

[[lottery.prizes]]
rank = "一等奖"
name = "锅"
qty = 2
unit_cost = "60"
+++
--- entries.csv
姓名,手机
王芳,13800000001
李雷,13800000002
韩梅,13800000003
店员,13800000004
--- staff.csv
手机
13800000004
--- secret.txt
保密串
"#;

#[test]
fn a_draw_keeps_what_was_promised() {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(WORKSPACE, dir.path());
    let run = |more: &[&str]| {
        let mut command = sopress();
        command.current_dir(dir.path()).args([
            "draw",
            "五月抽奖",
            "--entries",
            "entries.csv",
            "--exclude",
            "staff.csv",
        ]);
        command.args(["--secret", "secret.txt", "--out", "out"]).args(more);
        let output = command.output().expect("runs");
        (output.status.code(), shown(&output))
    };
    let read = |name: &str| fs::read_to_string(dir.path().join("out").join(name)).expect("was written");
    let (exit, text) = run(&[]);
    assert_eq!(exit, Some(0), "{text}");
    assert!(text.contains("3 人，3 张票；重复的 0 条、不能参加的 1 条"), "{text}");
    let commit = &text[text.find("[lottery.commit]").expect("to be pasted")..];
    let commit: String = commit.lines().take(3).map(|line| format!("{line}\n")).collect();
    let path = dir.path().join("content/campaigns/may.md");
    let campaign = fs::read_to_string(&path).expect("just laid out");
    let promised = campaign.trim_end().trim_end_matches("+++").to_string() + &commit + "+++\n";
    fs::write(&path, promised).expect("written");

    let (exit, text) = run(&["--number", "3287.45"]);
    assert_eq!(exit, Some(0), "{text}");
    let record: Value = serde_json::from_str(&read("record.json")).expect("JSON");
    assert_eq!(record["prizes"][0]["winners"].as_array().map(Vec::len), Some(2));
    assert_eq!(record["seed"], draw::seed(&draw::sha256(&read("list.csv")), "保密串", "3287.45"));
    assert!(read("winners-private.csv").contains("1380000000"));
    for public in ["record.json", "winners.md", "verify.html", "list.csv"] {
        assert!(!read(public).contains("1380000000"), "{public} shows a whole phone");
    }
    assert_eq!(run(&["--number", "3287.45"]).0, Some(0), "the same draw may be written again");
    let (exit, text) = run(&["--number", "1"]);
    assert!(exit == Some(1) && text.contains("已经开过奖"), "{text}");

    if let Some(tools) = tool("npm") {
        let (cases, expected) = random_draws();
        let pairs = cases.into_iter().zip(expected).map(|(draw, said)| json!({ "draw": draw, "said": said }));
        let path = dir.path().join("cases.json");
        fs::write(&path, Value::Array(pairs.collect()).to_string()).expect("written");
        let script = repository().join("tests/browser/verify.mjs");
        let page = dir.path().join("out/verify.html");
        let said = passes(
            Command::new("node")
                .arg(script)
                .arg(page)
                .arg(path)
                .env("SOPRESS_TOOLS", tools.parent().expect("a folder")),
        );
        assert!(said.contains("1000 draws, 0 mistakes"), "{said}");
    }

    let entries = dir.path().join("entries.csv");
    let more = fs::read_to_string(&entries).expect("text") + "朋友,13800000009\n";
    fs::write(&entries, more).expect("written");
    let (exit, text) = run(&["--number", "3287.45"]);
    assert!(exit == Some(1) && text.contains("名单和承诺的不一样"), "{text}");
}
