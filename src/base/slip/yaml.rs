//! The usual slips in YAML, of which headers need little.

use crate::{base::lang::Words, words};

/// What is wrong and what to do, given what the parser says of a line, and the line before.
pub fn explain(message: &str, line: &str, before: &str) -> (Words, Words) {
    let says = |part: &str| message.contains(part);
    // The parser takes a key without its colon for a text that goes on, and stops a line too late.
    if [line, before].iter().any(|line| line.contains('：') && !line.contains(": ")) {
        return (
            words!("冒号用了全角，读不懂", "a full-width colon cannot be read"),
            words!(
                "写成 键: 值，冒号用英文的，后面空一格",
                "write key: value with an ASCII colon and a space behind it"
            ),
        );
    }
    if says("mapping values are not allowed") && line.starts_with(' ') && line.matches(": ").count() == 1 {
        return (
            words!("这一行前面多了空格", "this line has spaces before it"),
            words!("删掉行首的空格", "delete them"),
        );
    }
    if says("tab") {
        return (
            words!("缩进里有 Tab", "a tab stands in the indentation"),
            words!("换成两个空格", "put two spaces in its place"),
        );
    }
    if says("mapping values are not allowed") {
        return (
            words!("值里面又有一个冒号", "the value has a colon of its own"),
            words!(
                "把整个值放进引号：title: \"入群：第一步\"",
                "put the whole value in quotes: title: \"Joining: first step\""
            ),
        );
    }
    if says("quote") || says("scalar") && says("end of stream") {
        return (
            words!("引号没有合上", "the quote is never closed"),
            words!("在值的末尾补上引号", "close it where the value ends"),
        );
    }
    if says("simple key") || says("':'") {
        return (
            words!("这一行没有冒号", "this line has no colon"),
            words!("写成 键: 值，冒号后面空一格", "write key: value with a space behind the colon"),
        );
    }
    if says("flow") || says("']'") || says("'}'") {
        return (
            words!("方括号或花括号没有合上", "a bracket or brace is never closed"),
            words!("写成 roles: [\"客服\", \"群管家\"]", "write roles: [\"one\", \"two\"]"),
        );
    }
    (
        words!("这里的 YAML 写法不对", "this is not valid YAML ({message})"),
        words!(
            "检查缩进和冒号后的空格；也可以改用 +++ 包起来的 TOML",
            "check the indentation and the space after each colon; TOML between +++ lines works too"
        ),
    )
}
