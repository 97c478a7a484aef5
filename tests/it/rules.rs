//! The rules about law and platforms against their corpus in `tests/rules/`, and against the content that is shipped.

use crate::support::repository;
use sopress::{
    base::{
        date::Date,
        diag::{Diags, Severity},
        span::{FileId, Span, Spanned},
    },
    check::{
        appendix, check, pages,
        wording::{
            self,
            passage::{Outlet, Passage},
        },
    },
    model::Book,
    parse, resolve,
    source::{self, Sources},
};
use std::fs;

pub(crate) const SITE: &str =
    "title = \"样\"\nbase_url = \"https://a.example.com\"\n[brand]\nname = \"样\"\norg = \"样店\"\n";
const HEAD: &str = "title = \"样\"\nstart = \"2026-05-01 10:00\"\nend = \"2026-05-03 20:00\"\n";

fn book(files: &[(&str, &str)]) -> Book {
    let mut all = vec![("sopress.toml", SITE)];
    all.extend_from_slice(files);
    let sources = Sources::from_texts(all);
    let mut diags = Diags::new();
    let manuscript = parse::parse(&sources, &mut diags);
    resolve::resolve(manuscript, &|file| sources.path(file).to_string(), &mut diags)
}

pub(crate) fn today() -> Date {
    Date::constant(2026, 5, 1)
}

/// The codes that the whole book is told.
fn told(files: &[(&str, &str)]) -> Vec<(String, Severity)> {
    let mut diags = Diags::new();
    check(&book(files), today(), &mut diags);
    diags.sorted().into_iter().map(|diag| (diag.code.id().to_string(), diag.severity)).collect()
}

fn outlet(name: &str) -> Outlet {
    match name {
        "print" => Outlet::Print,
        "public" => Outlet::Public,
        "moments" => Outlet::Moments,
        "live" => Outlet::Live,
        "group" => Outlet::Group,
        "dm" => Outlet::Dm,
        "shop_im" => Outlet::ShopIm,
        "phone" => Outlet::Phone,
        "sms" => Outlet::Sms,
        "internal" => Outlet::Internal,
        other => panic!("no channel {other}"),
    }
}

pub(crate) fn passage(text: &str, channel: &str) -> Passage {
    let mut passage = Passage::new([outlet(channel)]);
    passage.value(&Spanned::new(text.to_string(), Span::new(FileId(0), 0, text.len())));
    passage
}

/// The files of the workspace that a case of `tests/rules/` is: all that it writes, besides `sopress.toml`.
pub(crate) fn files(case: &toml::Table) -> Vec<(&'static str, String)> {
    let text = |key: &str| case.get(key).and_then(|value| value.as_str());
    let mut limits = String::new();
    for (id, value) in case.get("limits").and_then(|limits| limits.as_table()).into_iter().flatten() {
        limits.push_str(&format!("[[limit]]\nid = \"{id}\"\nname = \"{id}\"\nvalue = {value}\nunit = \"\"\nsource = \"样\"\nchecked_on = 2026-01-01\nsure = \"H\"\n"));
    }
    let mut files = vec![("content/limits.toml", limits)];
    let campaign = text("campaign").map(|fields| format!("+++\n{HEAD}{fields}\n+++\n"));
    files.extend(campaign.map(|text| ("content/campaigns/a.md", text)));
    let print =
        text("print").map(|fields| format!("title = \"报\"\nkit = \"a\"\ncampaign = \"样\"\n[fields]\n{fields}\n"));
    files.extend(print.map(|text| ("content/prints/a.toml", text)));
    files.extend(text("script").map(|text| ("content/scripts/a.md", text.to_string())));
    files.extend(text("codes").map(|text| ("content/data/codes.csv", text.to_string())));
    files.extend(text("chapter").map(|text| ("content/handbook/01-a.md", text.to_string())));
    files
}

/// One case of `tests/rules/`: a text with its channel, or files of a small workspace.
fn fires(code: &str, case: &toml::Table, engine: &wording::engine::Engine) -> bool {
    let text = |key: &str| case.get(key).and_then(|value| value.as_str());
    let files = files(case);
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    if let Some(said) = text("text") {
        let book = book(&files);
        let found = wording::findings(engine, &passage(said, text("channel").expect("a channel")), &book);
        return found.iter().any(|diag| diag.code.id() == code);
    }
    assert!(files.len() > 1, "{code}: a case without a text");
    told(&files).iter().any(|(id, _)| id == code)
}

#[test]
fn every_text_of_the_corpus_is_judged_as_it_says() {
    let folder = repository().join("tests/rules");
    let engine = wording::engine();
    let mut wrong = Vec::new();
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the corpus").map(|entry| entry.expect("readable").path()).collect();
    files.sort();
    assert!(!files.is_empty(), "the corpus is there");
    for path in files {
        let code = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let corpus: toml::Table = fs::read_to_string(&path).expect("readable").parse().expect("TOML");
        let cases: Vec<&toml::Table> =
            corpus["case"].as_array().expect("cases").iter().map(|case| case.as_table().expect("a case")).collect();
        let silent = cases.iter().filter(|case| case["fires"].as_bool() == Some(false)).count();
        assert!(cases.len() >= 6 && silent * 2 >= cases.len(), "{code}: six cases, half of them silent");
        for case in cases {
            if Some(fires(&code, case, engine)) != case["fires"].as_bool() {
                wrong.push(format!("{code}: {case}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases are judged wrongly:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_rule_has_a_corpus_or_tests_of_its_own() {
    let folder = repository().join("tests/rules");
    // Theirs stand beside them.
    let elsewhere = [
        "DOC-", "ECO-", "GRP-", "CHK-", "DIS-", "CPN-", "TSK-", "TML-", "PLN-", "PIC-", "TRN-", "CDE-", "WVR-", "BRD-",
        "PRT-",
    ];
    let apart = ["LOT-004", "BAR-004", "BAR-005", "BAR-006"];
    let missing: Vec<&str> = pages()
        .map(|page| page.code.id())
        .filter(|id| !elsewhere.iter().any(|family| id.starts_with(family)) && !apart.contains(id))
        .filter(|id| !folder.join(format!("{id}.toml")).exists())
        .collect();
    assert!(missing.is_empty(), "no corpus for {missing:?}");
}

#[test]
fn every_page_has_both_languages_under_a_title_with_its_code() {
    let entries = appendix();
    for (entry, page) in entries.iter().zip(entries.iter().skip(1)) {
        assert!(entry.code < page.code, "{} stands twice", page.code);
    }
    for page in pages() {
        let (zh, en) = page.text.split_once("\n\n---\n\n").expect("Chinese, then English");
        let title = format!("# {} ", page.code.id());
        assert!(zh.starts_with(&title) && en.starts_with(&title), "{}", page.code.id());
    }
}

#[test]
fn code_quotes_bad_examples_and_columns_of_what_not_to_say_are_left_alone() {
    let head = "+++\ntitle = \"样\"\naudience = \"public\"\n+++\n";
    let silent = "`好评返现`\n\n> 不得好评返现红包\n\n:::compare\n:::good\n好\n:::\n:::bad\n五星好评返 2 元\n:::\n:::\n\n```\n好评返现\n```\n\n| 不用 | 换成 |\n|---|---|\n| 全城最佳 | 今早到店 |\n";
    let text = format!("{head}{silent}");
    assert!(told(&[("content/handbook/01-a.md", &text)]).is_empty());
    let text = format!("{head}| 说 | 换成 |\n|---|---|\n| 今早到店 | 全城最佳 |\n\n五星好评返 2 元\n");
    let codes: Vec<String> = told(&[("content/handbook/01-a.md", &text)]).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["ADV-001", "REV-001"]);
}

#[test]
fn a_place_is_exact_through_widths_blanks_and_quotes() {
    let print = "title = \"报\"\nkit = \"a\"\n[fields]\nheadline = \"全城 蕞　佳 橙子\"\n";
    let mut diags = Diags::new();
    check(&book(&[("content/prints/a.toml", print)]), today(), &mut diags);
    let places: Vec<&str> = diags
        .sorted()
        .iter()
        .filter_map(|diag| diag.span)
        .map(|span| &print[span.start as usize..span.end as usize])
        .collect();
    assert_eq!(places, ["全城 蕞　佳 橙"]);
}

#[test]
fn the_same_words_weigh_by_the_channel() {
    let library = |channels: &str| {
        format!(
            "+++\ntitle = \"样\"\ncategory = \"欢迎\"\nchannels = [{channels}]\nstatus = \"effective\"\n+++\n\n## 问好\n\n最佳橙子\n"
        )
    };
    let weight = |channels: &str| told(&[("content/scripts/a.md", &library(channels))]);
    assert_eq!(weight("\"group\""), [("ADV-001".to_string(), Severity::Warning)]);
    assert_eq!(weight("\"group\", \"moments\""), [("ADV-001".to_string(), Severity::Error)]);
}

#[test]
fn a_waiver_needs_a_reason_and_an_end_that_is_not_past() {
    let text = |comment: &str| {
        let text = format!("+++\ntitle = \"样\"\naudience = \"public\"\n+++\n\n<!-- {comment} -->\n\n全城最佳的橙子\n");
        told(&[("content/handbook/01-a.md", &text)]).into_iter().map(|(code, _)| code).collect::<Vec<_>>()
    };
    assert!(text("允许 ADV-001 到 2026-05-01：奖项的原名").is_empty());
    assert!(text("allow ADV-001 until 2027-03-01: the award's name").is_empty());
    assert_eq!(text("允许 ADV-002 到 2027-03-01：不是这一条"), ["ADV-001"]);
    assert_eq!(text("允许 ADV-001 到 2027-03-01："), ["WVR-001", "ADV-001"]);
    assert_eq!(text("允许 ADV-001：没有日期"), ["WVR-001", "ADV-001"]);
    assert_eq!(text("允许 ADV-001 到 2026-04-30：过期了"), ["WVR-001", "ADV-001"]);
    assert_eq!(text("允许大家说最好的话"), ["ADV-001"]);
}

#[test]
fn a_waiver_in_a_header_covers_the_next_line() {
    let print = "title = \"报\"\nkit = \"a\"\n[fields]\n# 允许 ADV-001 到 2027-03-01：商品名\nheadline = \"最佳橙子\"\nsubhead = \"最佳橙子\"\n";
    let codes: Vec<String> = told(&[("content/prints/a.toml", print)]).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["ADV-001"]);
}

#[test]
fn a_long_text_full_of_hits_is_read_in_linear_time() {
    let engine = wording::engine();
    let book = book(&[]);
    let start = std::time::Instant::now();
    let found = wording::findings(engine, &passage(&"最佳好评返现".repeat(20_000), "print"), &book);
    assert!(found.len() > 10_000, "{}", found.len());
    // Quadratic would be hours; the bound is loose for slow machines.
    assert!(start.elapsed().as_secs() < 120);
}

#[test]
fn the_shipped_content_breaks_no_rule() {
    let mut diags = Diags::new();
    let root = repository();
    let sources = source::load(&root, &[], &mut diags).expect("readable");
    let manuscript = parse::parse(&sources, &mut diags);
    let book = resolve::resolve(manuscript, &|file| sources.path(file).to_string(), &mut diags);
    let mut found = Diags::new();
    check(&book, Date::constant(2026, 12, 1), &mut found);
    let wrong: Vec<String> = found
        .sorted()
        .iter()
        .filter(|diag| diag.severity != Severity::Note)
        .map(|diag| {
            let place = diag.span.map(|span| sources.place(span));
            let place = place.map(|place| format!("{}:{}:{}", place.path, place.line, place.column));
            format!("{} {:?} {} {}", diag.code.id(), diag.severity, place.unwrap_or_default(), diag.message.zh)
        })
        .collect();
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
}

/// The codes that chapters of a handbook are told, by their bodies.
fn told_of(header: &str, body: &str) -> Vec<String> {
    let one = format!("+++\ntitle = \"一\"\n{header}+++\n\n{body}");
    let old = "+++\ntitle = \"老流程\"\nstatus = \"retired\"\n+++\n\n旧。\n";
    let files = [("content/handbook/01-a.md", one.as_str()), ("content/handbook/02-b.md", old)];
    told(&files).into_iter().map(|(code, _)| code).filter(|code| code.starts_with("DOC-0")).collect()
}

#[test]
fn a_flow_is_reached_and_left() {
    let step = |name: &str, more: &str| format!("## {name} {{#{name} .step role=x {more}}}\n\n");
    let flow = |steps: &[String]| told_of("", &steps.concat()).into_iter().filter(|code| code == "DOC-007").count();
    assert_eq!(flow(&[step("a", ""), step("b", "")]), 0);
    assert_eq!(flow(&[step("a", ".decision if=\"好\" then=end else=b"), step("b", "then=a")]), 0);
    assert_eq!(flow(&[step("a", "then=c"), step("b", ""), step("c", "")]), 1, "b is passed over");
    assert_eq!(flow(&[step("a", ""), step("b", "then=a")]), 2, "round and round");
    assert_eq!(flow(&[step("a", ""), step("b", "then=b")]), 2, "on the spot");
    assert_eq!(flow(&[step("a", "then=end"), step("b", "")]), 0, "two flows in a chapter");
    assert_eq!(flow(&["没有步骤\n".to_string()]), 0);
}

#[test]
fn what_is_retired_is_not_pointed_to_and_what_is_invented_is_no_fact() {
    assert_eq!(told_of("", "见[[章节:老流程]]。\n"), ["DOC-009"]);
    assert!(told_of("status = \"retired\"\n", "见[[章节:老流程]]。\n").is_empty());
    assert!(told_of("", "老流程不再用。\n").is_empty());
    let source = |status: &str, words: &str| {
        let header = format!(
            "status = \"{status}\"\nowner = \"甲\"\napprover = \"乙\"\n[source]\nfrom = \"一篇文章\"\nreliability = \"{words}\"\n"
        );
        told_of(&header, "好。\n")
    };
    assert_eq!(source("effective", "内容为虚构"), ["DOC-015"]);
    assert!(source("draft", "内容为虚构").is_empty());
    assert!(source("effective", "非虚构，亲测").is_empty());
    assert!(source("effective", "自述为虚构，只取结构不取事实").is_empty());
}

#[test]
fn a_flow_keeps_its_own_time_by_its_slowest_way() {
    let step = |name: &str, more: &str| format!("## {name} {{#{name} .step role=x {more}}}\n\n");
    let late = |sla: &str, steps: &[String]| {
        let codes = told_of(&format!("sla = \"{sla}\"\n"), &steps.concat());
        codes.iter().any(|code| code == "DOC-008")
    };
    let two = [step("a", "sla=30m"), step("b", "sla=2h")];
    assert!(late("2h", &two) && !late("150m", &two));
    let fork = [
        step("a", ".decision sla=1h if=\"好\" then=b else=c"),
        step("b", "sla=1h then=end"),
        step("c", "sla=3h then=end"),
    ];
    assert!(late("3h", &fork) && !late("4h", &fork), "b and c are never both done");
    let back = [step("a", "sla=1h"), step("b", ".decision sla=1h if=\"不行\" then=a else=end")];
    assert!(!late("2h", &back), "another round is another try");
    assert!(!late("1m", &["没有步骤\n".to_string()]));
}

#[test]
fn records_have_an_end_and_ticks_can_be_seen() {
    let record = |keep: &str| told_of(&format!("[[records]]\nform = \"登记表\"\n{keep}"), "好。\n");
    assert_eq!(record(""), ["DOC-011"]);
    assert!(record("keep = \"2年\"\n").is_empty());
    let item = |words: &str| told_of("", &format!("## a {{#a .step role=x}}\n\n- [ ] {words}\n"));
    let vague = |words: &str| item(words).iter().any(|code| code == "DOC-012");
    assert!(vague("认真服务顾客") && vague("**做好**准备"));
    assert!(!vague("认真看 3 遍") && !vague("把注意事项发到群里") && !vague("拍照发到群里"));
}

#[test]
fn what_a_campaign_follows_is_in_force_when_it_starts() {
    let late = |from: &str, body: &str| {
        let chapter = format!("+++\ntitle = \"退款\"\neffective_from = {from}\n+++\n");
        let campaign = format!("+++\n{HEAD}+++\n\n{body}\n");
        let files = [("content/handbook/01-a.md", chapter.as_str()), ("content/campaigns/a.md", campaign.as_str())];
        told(&files).iter().any(|(code, _)| code == "DOC-014")
    };
    assert!(late("2026-05-02", "见[[章节:退款]]。"));
    assert!(!late("2026-05-01", "见[[章节:退款]]。") && !late("2026-05-02", "见退款。"));
}
