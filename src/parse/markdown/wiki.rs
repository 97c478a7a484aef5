//! The inside of `[[话术:新人进群#anchor|显示文字]]`.

use crate::model::text::{RecordKind, Written};
use std::ops::Range;

pub struct Target {
    pub to: Written,
    /// The name within the text, without kind and anchor: what the link shows when it says nothing else.
    pub shown: Range<usize>,
}

/// Reads what stands before the `|`. `None` when it names nothing.
pub fn target(text: &str) -> Option<Target> {
    let (kind, name_at) = match text.find([':', '：']) {
        // An unknown kind stays part of the name, and `resolve` tells that nothing is called so.
        Some(colon) => match RecordKind::parse(text[..colon].trim()) {
            Some(kind) => (Some(kind), colon + text[colon..].chars().next().map_or(0, char::len_utf8)),
            None => (None, 0),
        },
        None => (None, 0),
    };
    let rest = &text[name_at..];
    let (name, anchor) = match rest.rfind('#') {
        Some(hash) => (&rest[..hash], Some(rest[hash + 1..].trim())),
        None => (rest, None),
    };
    let anchor = anchor.filter(|a| !a.is_empty());
    let lead = name.len() - name.trim_start().len();
    let shown = name_at + lead..name_at + lead + name.trim().len();
    let name = name.trim();
    if name.is_empty() && anchor.is_none() {
        return None;
    }
    let shown = match anchor {
        // `[[#anchor]]` shows the anchor, since it has nothing else.
        Some(anchor) if name.is_empty() => {
            let at = text.len() - text.trim_end().len();
            text.len() - at - anchor.len()..text.len() - at
        }
        _ => shown,
    };
    Some(Target { to: Written::Name { kind, name: name.to_string(), anchor: anchor.map(str::to_string) }, shown })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_in_both_languages_and_with_both_colons() {
        for (text, kind, name, anchor, shown) in [
            ("话术:新人进群", Some(RecordKind::Script), "新人进群", None, "新人进群"),
            ("话术：新人进群", Some(RecordKind::Script), "新人进群", None, "新人进群"),
            ("script: 新人进群 ", Some(RecordKind::Script), "新人进群", None, "新人进群"),
            ("新人进群#vip", None, "新人进群", Some("vip"), "新人进群"),
            ("章节:入群#a b ", Some(RecordKind::Chapter), "入群", Some("a b"), "入群"),
            ("#下面", None, "", Some("下面"), "下面"),
            ("剧本:甲", None, "剧本:甲", None, "剧本:甲"),
        ] {
            let target = target(text).expect("names something");
            assert_eq!(
                target.to,
                Written::Name { kind, name: name.into(), anchor: anchor.map(str::to_string) },
                "{text}"
            );
            assert_eq!(&text[target.shown], shown);
        }
        assert!(target(" ").is_none());
        assert!(target("话术:").is_none());
    }
}
