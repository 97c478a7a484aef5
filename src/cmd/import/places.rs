//! The places of a page: the anchors that links of other tools name, and what they are called here.

use crate::{
    base::{slug::slug, span::FileId},
    model::text::{Text, Written},
};
use std::collections::HashMap;

#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Every name that a link may use; empty for the top of the page.
    names: HashMap<String, String>,
}

impl Places {
    /// `title`: the heading that became the page's title, as it was written and with its anchor.
    pub fn new(body: &Text<Written>, title: Option<(&str, &str)>) -> Places {
        let mut names = HashMap::new();
        let mut times: HashMap<String, usize> = HashMap::new();
        if let Some((text, anchor)) = title {
            let name = github(text);
            times.insert(name.clone(), 1);
            names.insert(anchor.to_string(), String::new());
            names.insert(name, String::new());
        }
        // Exact names come before what only would be made of the words.
        for (_, heading) in body.headings() {
            names.insert(heading.anchor.clone(), heading.anchor.clone());
        }
        for (at, heading) in body.headings() {
            let name = github(&body.plain_at(at));
            let count = times.entry(name.clone()).or_insert(0);
            let numbered = if *count == 0 { name } else { format!("{name}-{count}") };
            *count += 1;
            names.entry(numbered).or_insert_with(|| heading.anchor.clone());
        }
        Places { names }
    }

    /// What the place is called here; empty for the top of the page.
    pub fn find(&self, anchor: &str) -> Option<&str> {
        let lower = anchor.to_lowercase();
        let spoken = slug(anchor);
        [anchor, lower.as_str(), spoken.as_str()].iter().find_map(|name| self.names.get(*name)).map(String::as_str)
    }
}

/// The anchor that GitHub and most tools make of a heading.
fn github(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Texts of an import are read one by one; none is part of a workspace yet.
pub const FILE: FileId = FileId(0);
