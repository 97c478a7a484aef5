//! Patterns and numbers of the engine.

use super::*;

#[test]
fn all_patterns_compile_and_every_rule_has_its_page() {
    let engine = engine();
    for rule in &engine.rules {
        let known = pages().chain(crate::check::economy::PAGES).any(|page| page.code == rule.code);
        assert!(known, "{} has no page", rule.code.id());
    }
}

#[test]
fn numbers_are_read_in_digits_and_in_chinese() {
    let read = ["每天 15 条", "两条", "十五天", "三十天", "一百二十", "没有"].map(engine::number_in);
    assert_eq!(read, [Some(15), Some(2), Some(15), Some(30), Some(120), None]);
}
