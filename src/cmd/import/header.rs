//! The header of a page: what sopress knows is taken over, the rest is kept with its text.

use super::notes::{Notes, Why};
use crate::{
    base::{
        diag::Diags,
        slug::slug,
        span::{FileId, Spanned},
    },
    parse::{data::Datum, front},
};

#[derive(Clone, Debug, Default)]
pub struct Header {
    pub title: Option<String>,
    pub slug: Option<String>,
    summary: Option<String>,
    tags: Vec<String>,
    aliases: Vec<String>,
    /// Old addresses that led to this page.
    pub old: Vec<String>,
    /// Its place among its neighbours.
    pub weight: Option<f64>,
}

/// Reads the header off; gives where the text begins, in bytes.
pub fn read(text: &str, path: &str, notes: &mut Notes) -> (Header, usize) {
    let mut diags = Diags::new();
    let front = front::split(text, FileId(0), &mut diags);
    let mut header = Header::default();
    if diags.has_errors() {
        notes.push(Why::Header, path, 1, &text[..front.body]);
    }
    let line_of = |at: usize| text[..at.min(text.len())].matches('\n').count();
    let mut taken = vec![false; line_of(front.body) + 1];
    for (key, datum) in &front.entries {
        if !diags.has_errors() && header.take(&key.value, &datum.value) {
            let start = key.span.start as usize;
            let end = start + text[start..last(datum).max(start)].trim_end().len();
            taken[line_of(start)..=line_of(end)].fill(true);
        }
    }
    if !diags.has_errors() {
        keep(&text[..front.body], &taken, path, notes);
    }
    (header, front.body)
}

/// Where a value ends, with what stands in the tables below it.
fn last(datum: &Spanned<Datum>) -> usize {
    let inner = match &datum.value {
        Datum::Table(entries) => entries.iter().map(|(_, value)| last(value)).max(),
        _ => None,
    };
    inner.unwrap_or(0).max(datum.span.end as usize)
}

/// Keeps every line that was not taken over: what belongs together in one note.
fn keep(header: &str, taken: &[bool], path: &str, notes: &mut Notes) {
    let mut note: Option<(usize, Vec<&str>)> = None;
    let mut in_table = false;
    for (at, line) in header.lines().enumerate() {
        let is_fence = matches!(line.trim_end(), "+++" | "---");
        let begins = line.starts_with('[') || (!in_table && !line.starts_with([' ', '\t', '-', ']', '}']));
        if (begins || taken[at])
            && let Some((first, lines)) = note.take()
        {
            notes.push(Why::Key, path, first + 1, lines.join("\n"));
        }
        if is_fence || taken[at] || line.trim().is_empty() {
            continue;
        }
        // Up to the next table all keys are this one's.
        in_table |= line.starts_with('[');
        note.get_or_insert((at, Vec::new())).1.push(line);
    }
    if let Some((first, lines)) = note {
        notes.push(Why::Key, path, first + 1, lines.join("\n"));
    }
}

impl Header {
    /// False when nothing here has this key, or not with such a value.
    fn take(&mut self, key: &str, datum: &Datum) -> bool {
        match key.to_ascii_lowercase().as_str() {
            "title" => once(&mut self.title, text_of(datum)),
            "summary" | "description" | "excerpt" => once(&mut self.summary, text_of(datum)),
            "slug" => {
                let name = text_of(datum).filter(|name| !name.contains('/') && !slug(name).is_empty());
                once(&mut self.slug, name)
            }
            "weight" | "order" | "sidebar_position" | "nav_order" => {
                once(&mut self.weight, text_of(datum).and_then(|number| number.parse().ok()))
            }
            "tags" | "tag" => all(&mut self.tags, texts_of(datum)),
            // Zola's place for them; what else stands there is kept with the table.
            "taxonomies" => match datum {
                Datum::Table(list) => {
                    let tags = list.iter().find(|(name, _)| name.value == "tags");
                    tags.is_some_and(|(_, tags)| all(&mut self.tags, texts_of(&tags.value))) && list.len() == 1
                }
                _ => false,
            },
            "aliases" | "alias" => match texts_of(datum) {
                Some(texts) => {
                    for text in texts {
                        if text.contains('/') { self.old.push(text) } else { self.aliases.push(text) }
                    }
                    true
                }
                None => false,
            },
            _ => false,
        }
    }

    /// As sopress writes it.
    pub fn toml(&self, title: &str) -> String {
        let quote = |text: &str| toml::Value::String(one_line(text)).to_string();
        let list = |texts: &[String]| texts.iter().map(|text| quote(text)).collect::<Vec<_>>().join(", ");
        let mut out = format!("+++\ntitle = {}\n", quote(title));
        let mut key = |name: &str, value: String| out.push_str(&format!("{name} = {value}\n"));
        if let Some(slug) = &self.slug {
            key("slug", quote(slug));
        }
        if let Some(summary) = &self.summary {
            key("summary", quote(summary));
        }
        if !self.tags.is_empty() {
            key("tags", format!("[{}]", list(&self.tags)));
        }
        if !self.aliases.is_empty() {
            key("aliases", format!("[{}]", list(&self.aliases)));
        }
        out.push_str("+++\n");
        out
    }
}

fn once<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    if place.is_some() || value.is_none() {
        return false;
    }
    *place = value;
    true
}

fn all(place: &mut Vec<String>, values: Option<Vec<String>>) -> bool {
    let Some(values) = values else { return false };
    for value in values {
        if !place.contains(&value) {
            place.push(value);
        }
    }
    true
}

pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text_of(datum: &Datum) -> Option<String> {
    match datum {
        Datum::Text(text) | Datum::Bare(text) if !text.trim().is_empty() => Some(one_line(text)),
        _ => None,
    }
}

/// A list, or a text that is one: `a, b`.
fn texts_of(datum: &Datum) -> Option<Vec<String>> {
    match datum {
        Datum::List(list) => list.iter().map(|item| text_of(&item.value)).collect(),
        Datum::Text(text) => {
            let texts = text.split([',', '，', '、']).map(one_line).filter(|text| !text.is_empty()).collect();
            Some(texts)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_keys_are_taken_and_the_others_kept_as_written() {
        let mut notes = Notes::default();
        let text = "---\ntitle: 退换货\ndate: 2024-01-02\ntags: 售后, 客服\naliases: [/old/, 退货]\nweight: 3\nmenu:\n  main: x\n  side: y\n---\n正文\n";
        let (header, body) = read(text, "a.md", &mut notes);
        assert_eq!(&text[body..], "正文\n");
        let toml = "+++\ntitle = \"退换货\"\ntags = [\"售后\", \"客服\"]\naliases = [\"退货\"]\n+++\n";
        assert_eq!(header.toml("退换货"), toml);
        assert_eq!((header.old, header.weight), (vec!["/old/".to_string()], Some(3.0)));
        let report = notes.report("x", 1, 0, crate::base::lang::Lang::Zh);
        assert!(report.contains("a.md:3 — `date: 2024-01-02`"), "{report}");
        assert!(report.contains("menu:\n    main: x\n    side: y"), "{report}");
    }
}
