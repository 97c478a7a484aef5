//! `:::name 标题` lines: their names, and what may stand in what.

use crate::base::diag;
use crate::base::lang::Words;

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

pub fn nearest(name: &str) -> Option<Words> {
    diag::nearest(name, NAMES)
}
