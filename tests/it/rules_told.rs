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
use std::fs;

/// Rules whose pages quote no law, and yet are sure: they follow from a campaign's own numbers or a document's own header.
const OWN: [&str; 6] = ["BAR-003", "DOC-001", "DOC-002", "DOC-004", "DOC-013", "LOT-010"];

#[test]
fn every_sure_rule_tells_its_wrong_record() {
    let engine = wording::engine();
    let mut codes: Vec<&str> = pages()
        .filter(|page| page.text.contains("把握：高") || OWN.contains(&page.code.id()))
        .map(|page| page.code.id())
        .collect();
    codes.sort_unstable();
    assert!(codes.len() > 70, "the pages say how sure they are: {}", codes.len());
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
