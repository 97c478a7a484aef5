//! One wrong record for every rule that is sure, with all that is told about it: a rule that falls silent or changes its words is seen.

use crate::{
    rules::{SITE, files, passage, today},
    support::repository,
};
use sopress::{
    base::{
        diag::{Diag, Diags},
        lang::Lang,
    },
    check::{
        check, pages,
        wording::{self, engine::Engine},
    },
    model::Book,
    parse,
    report::{self, Format, Style},
    resolve,
    source::Sources,
};
use std::{collections::BTreeSet, fs};

/// Rules of law, of platforms and of numbers whose sources were read.
const HIGH: &str = "\
    LOT-001 LOT-002 LOT-003 LOT-004 LOT-005 LOT-006 LOT-010 REV-001 REV-002 REV-003 ADV-001 ADV-003 ADV-004 \
    ADV-005 ADV-006 ADV-007 ADV-008 ADV-009 ADV-010 ADV-011 ADV-012 ADV-013 ADV-014 ADV-015 ADV-016 ADV-017 \
    PRC-001 PRC-002 PRC-003 PRC-004 PRC-005 PRC-006 PRC-008 PRC-009 PRC-010 CON-001 CON-002 CON-003 CON-004 \
    CON-005 CON-007 BAR-003 WX-001 WX-002 WX-006 WX-007 WX-008 WX-009 MSG-001 MSG-002 MSG-003 MSG-004 MSG-005 \
    PII-001 PII-002 PII-003 PII-004 PII-005 PII-006";

/// Rules that rest on several reports that agree, or on a text whose number was not checked.
const MEDIUM: &str = "\
    LOT-007 LOT-008 LOT-009 LOT-011 REV-004 ADV-018 ADV-019 PRC-007 CON-006 GRP-001 GRP-002 BAR-001 BAR-002 \
    WX-003 WX-004 WX-010 LIV-001";

/// Rules with parts of both kinds.
const MIXED: &str = "ADV-002 CHK-001";

/// Rules that follow from a document's own header.
const OWN: [&str; 4] = ["DOC-001", "DOC-002", "DOC-004", "DOC-013"];

#[test]
fn every_rule_says_how_sure_it_is_and_has_texts_that_break_it_and_texts_that_do_not() {
    let page = |id: &str| pages().find(|page| page.code.id() == id).unwrap_or_else(|| panic!("{id} has no page")).text;
    for (ids, said) in [(HIGH, &["把握：高"][..]), (MEDIUM, &["把握：中"]), (MIXED, &["把握：高", "把握：中"])]
    {
        for id in ids.split_whitespace() {
            assert!(said.iter().any(|said| page(id).contains(said)), "{id}: {said:?}");
            // What was published is held by files of a folder, not by one record: `rules_held.rs`.
            let texts = repository().join("tests/rules").join(format!("{id}.toml")).exists();
            assert!(texts || id == "LOT-004", "{id} has no texts in tests/rules/");
        }
    }
}

#[test]
fn every_sure_rule_tells_its_wrong_record() {
    let engine = wording::engine();
    let listed = [HIGH, MEDIUM, MIXED].into_iter().flat_map(str::split_whitespace).chain(OWN);
    let others = pages().filter(|page| page.text.contains("把握：高")).map(|page| page.code.id());
    let codes: BTreeSet<&str> = listed.chain(others).collect();
    let told: String = codes.iter().map(|code| format!("## {code}\n{}\n", wrong(code, engine))).collect();
    insta::with_settings!({ snapshot_path => repository().join("tests/ui"), prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("every_sure_rule", told);
    });
}

/// What is told about the first record of the corpus that breaks the rule, or about its own in `rules_told.txt`.
fn wrong(code: &str, engine: &Engine) -> String {
    let own = include_str!("rules_told.txt").split("=== ").find_map(|part| part.strip_prefix(code));
    if let Some(own) = own {
        let files = own.split("\n--- ").skip(1).map(|file| file.split_once('\n').expect("a path, then a text"));
        return of_workspace(code, files);
    }
    let path = repository().join("tests/rules").join(format!("{code}.toml"));
    let text = fs::read_to_string(path).unwrap_or_else(|_| panic!("{code}: no wrong record in tests/"));
    let corpus: toml::Table = text.parse().expect("TOML");
    let cases = corpus["case"].as_array().expect("cases").iter().map(|case| case.as_table().expect("a case"));
    let case = cases.into_iter().find(|case| case["fires"].as_bool() == Some(true)).expect("a case that fires");
    let files = files(case);
    let Some(said) = case.get("text").map(|text| text.as_str().expect("a text")) else {
        return of_workspace(code, files.iter().map(|(path, text)| (*path, text.as_str())));
    };
    let passage = passage(said, case["channel"].as_str().expect("a channel"));
    let (_, book) = book(files.iter().map(|(path, text)| (*path, text.as_str())));
    shown(code, wording::findings(engine, &passage, &book), &Sources::from_texts([("文字", said)]))
}

fn book<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> (Sources, Book) {
    let mut files: Vec<(&str, &str)> = files.collect();
    if files.iter().all(|(path, _)| *path != "sopress.toml") {
        files.push(("sopress.toml", SITE));
    }
    let sources = Sources::from_texts(files);
    let mut diags = Diags::new();
    let manuscript = parse::parse(&sources, &mut diags);
    let book = resolve::resolve(manuscript, &|file| sources.path(file).to_string(), &mut diags);
    (sources, book)
}

fn of_workspace<'a>(code: &str, files: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let (sources, book) = book(files);
    let mut diags = Diags::new();
    check(&book, today(), &mut diags);
    shown(code, diags.sorted(), &sources)
}

/// The first finding of the rule, as `sopress check` prints it.
fn shown(code: &str, found: Vec<Diag>, sources: &Sources) -> String {
    let told: Vec<&str> = found.iter().map(|diag| diag.code.id()).collect();
    let said = format!("{code} is silent; told: {told:?}");
    let diag = found.into_iter().find(|diag| diag.code.id() == code).expect(&said);
    report::print(&[diag], sources, Style { format: Format::Full, lang: Lang::Zh, color: false, width: 100 })
}
