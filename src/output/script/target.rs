//! The programs that scripts go to, as `targets.toml` lists them, with the limits of the book before those of the list.

use crate::model::Book;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// ASCII, as on the command line with a hyphen: `shop-im`.
    pub id: String,
    pub zh: String,
    pub en: String,
    pub file: String,
    /// What was read, when, and how sure it is: printed with every finding.
    pub source: String,
    pub checked_on: String,
    pub sure: String,
    /// Whether somebody looks at a text before it is sent.
    pub by_hand: bool,
    /// Whether a line is a script with all its usual wordings.
    #[serde(default)]
    pub whole_scripts: bool,
    #[serde(default)]
    pub most_rows: Option<usize>,
    /// A line above the header, across all columns.
    #[serde(default)]
    pub note: Option<String>,
    /// How the program writes what it fills in itself.
    #[serde(default)]
    pub slots: BTreeMap<String, String>,
    pub columns: Vec<Column>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub header: String,
    pub holds: Holds,
    #[serde(default)]
    pub max: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    Code,
    Text,
    Title,
    Category,
    Group,
    /// Category and group.
    Path,
    Tags,
    Keywords,
    Priority,
    Tier,
    When,
    Asks,
}

impl Holds {
    fn key(self) -> &'static str {
        match self {
            Holds::Code => "code",
            Holds::Text => "text",
            Holds::Title => "title",
            Holds::Category => "category",
            Holds::Group => "group",
            Holds::Path => "path",
            Holds::Tags => "tags",
            Holds::Keywords => "keywords",
            Holds::Priority => "priority",
            Holds::Tier => "tier",
            Holds::When => "when",
            Holds::Asks => "asks",
        }
    }
}

impl Target {
    pub fn name(&self) -> String {
        self.id.replace('_', "-")
    }

    /// The entry of `limits.toml` that overrides the limit of a column: `shop_im_text_max`.
    pub fn limit_id(&self, holds: Holds) -> String {
        format!("{}_{}_max", self.id, holds.key())
    }

    /// How the program fills in what a writer calls so.
    pub fn placeholder(&self, slot: &str) -> Option<&str> {
        let meaning = MEANINGS.iter().find(|(_, names)| names.contains(&slot)).map(|(meaning, _)| *meaning);
        self.slots.get(meaning.unwrap_or(slot)).map(String::as_str)
    }
}

/// What writers call the things that programs fill in.
const MEANINGS: [(&str, &[&str]); 3] = [
    ("customer", &["昵称", "客户昵称", "顾客昵称", "客户名", "称呼", "customer_nick", "nickname"]),
    ("staff", &["员工", "员工姓名", "客服", "管家", "staff_name"]),
    ("order", &["单号", "订单号", "order_no"]),
];

/// All targets, in the order of the list.
pub fn targets(book: &Book) -> Vec<Target> {
    #[derive(Deserialize)]
    struct List {
        target: Vec<Target>,
    }
    let list: List = toml::from_str(include_str!("targets.toml")).expect("our own list, read by a test");
    let mut targets = list.target;
    let limit = |id: &str| book.limits.values().find(|limit| limit.id.value == id).map(|l| l.value.value as usize);
    for target in &mut targets {
        for at in 0..target.columns.len() {
            let id = target.limit_id(target.columns[at].holds);
            target.columns[at].max = limit(&id).or(target.columns[at].max);
        }
        target.most_rows = limit(&format!("{}_rows_max", target.id)).or(target.most_rows);
    }
    targets
}
