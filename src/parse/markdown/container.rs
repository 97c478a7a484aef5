//! `:::name 标题` lines: their names, and what may stand in what.

use crate::{
    base::{diag, lang::Words},
    words,
};

pub const NAMES: [&str; 11] =
    ["details", "tabs", "tab", "only", "compare", "good", "bad", "tip", "note", "warning", "steps"];

/// A line that begins with `:::`.
#[derive(Debug, PartialEq, Eq)]
pub struct Fence<'a> {
    pub colons: usize,
    /// Empty for the line that ends a container.
    pub name: &'a str,
    pub title: &'a str,
}

pub fn fence(line: &str) -> Fence<'_> {
    let rest = line.trim_start_matches(':');
    let colons = line.len() - rest.len();
    let rest = rest.trim();
    let name = rest.find(|c: char| c.is_whitespace() || c == '[').unwrap_or(rest.len());
    let title = rest[name..].trim();
    // Others write `:::tip[标题]`.
    let title = title.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(title);
    Fence { colons, name: &rest[..name], title }
}

/// What a new container ends by being its sibling: a tab ends the tab before it.
pub fn ends(new: &str, open: &str) -> bool {
    match new {
        "tab" => open == "tab",
        "good" | "bad" => matches!(open, "good" | "bad"),
        _ => false,
    }
}

/// The container in which another must stand.
pub fn home(name: &str) -> Option<&'static str> {
    match name {
        "tab" => Some("tabs"),
        "good" | "bad" => Some("compare"),
        _ => None,
    }
}

pub fn nearest(name: &str) -> Option<Words> {
    // What other tools and other languages call ours.
    let ours = match name {
        "info" | "important" | "提示" | "说明" | "备注" => "note",
        "success" | "hint" | "技巧" | "小贴士" => "tip",
        "danger" | "error" | "caution" | "warn" | "注意" | "警告" => "warning",
        "spoiler" | "collapse" | "详情" | "折叠" | "展开" => "details",
        "code-group" | "标签页" | "选项卡" => "tabs",
        "标签" => "tab",
        "仅" | "仅限" | "受众" => "only",
        "对比" => "compare",
        "步骤" => "steps",
        _ => return diag::nearest(name, NAMES),
    };
    Some(words!("这里叫“{ours}”", "here it is called “{ours}”"))
}
