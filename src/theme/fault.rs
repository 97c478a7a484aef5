//! A template engine's error as a diagnostic of ours, with a place in the template.

use crate::{
    base::{
        code::Code,
        diag::{Diag, Severity, nearest},
        lang::Words,
        span::{FileId, Span},
    },
    words,
};
use std::collections::BTreeMap;

type Templates = BTreeMap<String, (FileId, String)>;

/// What a designer may have meant by a filter or a test: the engine does not list its own.
const FILTERS: &[&str] = &[
    "abs",
    "capitalize",
    "default",
    "escape",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];
const TESTS: &[&str] = &[
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];

/// One for each thing that is wrong: the engine tells several unknown names as one text.
pub(super) fn diags(template: &str, error: &tera::Error, sources: &Templates) -> Vec<Diag> {
    let tera::ErrorKind::Msg(all) = error.kind() else { return vec![diag(template, error, sources)] };
    let one = |text: &str| told(&Fault::read(template, text), sources);
    all.split("\n\nerror: ").map(one).collect()
}

pub(super) fn diag(template: &str, error: &tera::Error, sources: &Templates) -> Diag {
    told(&Fault::of(template, error), sources)
}

fn told(fault: &Fault, sources: &Templates) -> Diag {
    let name = &fault.name;
    let place = sources.get(name).map(|(file, text)| {
        let start = offset(text, fault.from.0, fault.from.1);
        Span::new(*file, start, offset(text, fault.to.0, fault.to.1).max(start))
    });
    let written = sources.get(name).zip(place).and_then(|((_, text), at)| text.get(at.start as usize..at.end as usize));
    let what = said(&fault.what, written.unwrap_or(""));
    let (zh, en) = (what.zh, what.en);
    let message = Words::new(format!("模板“{name}”：{zh}"), format!("template “{name}”: {en}"));
    Diag::new(Code::TEMPLATE, Severity::Error, place, message).help(meant(&fault.what, sources)).help(words!(
        "主题的零件在 themes/ 里，删掉这个文件就会用回默认的",
        "parts of a theme stand in themes/; without this file the default one is used"
    ))
}

/// The name that was meant, of those that the engine or the theme has.
fn meant(what: &str, sources: &Templates) -> Option<Words> {
    let wrong = what.split('`').nth(1)?;
    let fields = || what.rsplit_once(": ").into_iter().flat_map(|(_, list)| list.split(", "));
    if what.contains(" Available ") {
        nearest(wrong, fields())
    } else if what.starts_with("Unknown filter") {
        nearest(wrong, FILTERS.iter().copied())
    } else if what.starts_with("Unknown test") {
        nearest(wrong, TESTS.iter().copied())
    } else if what.starts_with("Unknown template") {
        nearest(wrong, sources.keys().map(String::as_str))
    } else if what.starts_with("Block ") {
        let blocks = sources.values().flat_map(|(_, text)| text.split("{% block ").skip(1));
        nearest(wrong, blocks.filter_map(|rest| rest.split_whitespace().next()).filter(|name| *name != wrong))
    } else {
        None
    }
}

/// What the engine says, and where: lines from 1, columns in characters from 0.
struct Fault {
    name: String,
    what: String,
    from: (usize, usize),
    to: (usize, usize),
}

impl Fault {
    fn of(template: &str, error: &tera::Error) -> Fault {
        if let tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) = error.kind() {
            let span = report.span();
            return Fault {
                name: report.filename().to_string(),
                what: report.message().to_string(),
                from: (span.start_line, span.start_col),
                to: (span.end_line, span.end_col),
            };
        }
        Fault::read(template, &error.to_string())
    }

    /// The others are one text: a sentence, then ` --> name:line:column`, the line itself and carets below it.
    fn read(template: &str, text: &str) -> Fault {
        let what = text.lines().next().unwrap_or("").trim_start_matches("error: ").to_string();
        let placed = |line: &str| {
            let mut parts = line.trim().strip_prefix("--> ")?.rsplitn(3, ':');
            let (column, line) = (parts.next()?.parse::<usize>().ok()?, parts.next()?.parse().ok()?);
            Some((parts.next()?.to_string(), (line, column.saturating_sub(1))))
        };
        let (name, at) = text.lines().find_map(placed).unwrap_or_else(|| (template.to_string(), (1, 0)));
        let carets = text.lines().last().unwrap_or("").chars().filter(|c| *c == '^').count();
        Fault { name, what, from: at, to: (at.0, at.1 + carets) }
    }
}

/// The engine speaks English; the usual mistakes are said in the reader's language as well. `written` is what stands there.
fn said(what: &str, written: &str) -> Words {
    let quoted = what.split(['`', '\'']).nth(1).unwrap_or("");
    let says = |part: &str| what.contains(part);
    let zh = if says("end of input") {
        "没有写完，可能少了 {% endif %}、{% endfor %} 或 }}".to_string()
    } else if says("Unknown template") || says("not found") && what.starts_with("Template") {
        format!("没有 {quoted} 这个模板")
    } else if says("doesn't exist or isn't loaded") {
        let parent = what.split('\'').nth(3).unwrap_or(quoted);
        format!("extends 的 {parent} 这个模板不存在")
    } else if says("variable that is undefined") {
        return Words::new(format!("没有 {written} 这个值"), format!("there is no value {written}"));
    } else if says("not found in context") || says("is not defined.") || what.ends_with("is not defined") {
        return Words::new(format!("没有 {quoted} 这个值"), format!("there is no value {quoted}"));
    } else if says("Unknown filter") {
        format!("没有 {quoted} 这个过滤器")
    } else if says("Unknown test") {
        format!("is 后面不能是 {quoted}")
    } else if says("Unknown function") {
        format!("没有 {quoted} 这个函数")
    } else if what == "Unknown tag" && written.starts_with("end") {
        format!("{written} 前面还有一段没有结束，可能少了 {{% endif %}} 或 {{% endfor %}}")
    } else if what == "Unknown tag" {
        format!("没有 {written} 这个标签")
    } else if let Some((found, wanted)) = what.strip_prefix("Found ").and_then(|rest| rest.split_once(" but expected "))
    {
        format!("这里写了 {}，应是 {}", found.trim_matches('`'), wanted.trim_end_matches('.').trim_matches('`'))
    } else if says("Unknown component") {
        format!("没有 {quoted} 这个组件")
    } else if what.starts_with("Block ") {
        format!("上一层的模板里没有 {quoted} 这个 block")
    } else if says("Circular") {
        format!("{quoted} 绕了一圈又用到自己")
    } else {
        format!("写得不对（{what}）")
    };
    Words::new(zh, what)
}

/// In bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text[start.min(text.len())..].split('\n').next().unwrap_or("");
    start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
}
