//! HTML in a text: pictures and links become Markdown, tags that only shape are taken off, the text within them stays.

use super::{
    edits::Edits,
    lines::Line,
    notes::{Notes, Why},
};
use crate::{
    base::{diag::Diags, span::FileId},
    model::text::{Kind, Tag},
    parse::markdown,
};
use std::ops::Range;

/// Tags without which a text says the same.
const SHAPE: [&str; 49] = [
    "abbr",
    "article",
    "aside",
    "b",
    "big",
    "blockquote",
    "caption",
    "center",
    "cite",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "iframe",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "picture",
    "section",
    "small",
    "source",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "u",
    "ul",
    "video",
];
const TABLE: [&str; 9] = ["table", "thead", "tbody", "tfoot", "tr", "td", "th", "col", "colgroup"];

/// `origin`: the lines of `body` as they stood in the file.
pub fn convert(body: &str, origin: &[Line], file: &str, notes: &mut Notes) -> String {
    if !body.contains('<') {
        return body.to_string();
    }
    let code = code(body);
    let mut edits = Edits::default();
    let mut noted = 0;
    let mut links: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(found) = body[at..].find('<').map(|found| at + found) {
        if let Some(range) = code.iter().find(|range| range.contains(&found)) {
            at = range.end.max(found + 1);
            continue;
        }
        if body[found..].starts_with("<!--") {
            at = body[found..].find("-->").map_or(body.len(), |end| found + end + 3);
            continue;
        }
        at = found + 1;
        let Some(tag) = tag(body, found).filter(|_| !body[..found].ends_with('\\')) else { continue };
        let range = found..found + tag.len;
        match tag.name.as_str() {
            "img" => {
                let source = tag.attr("src").unwrap_or_default();
                let alt = tag.attr("alt").unwrap_or_default().replace(['[', ']'], " ");
                edits.replace(range.clone(), format!("![{}]({})", alt.trim(), spaceless(&source)));
            }
            "a" if tag.closes => {
                edits.replace(
                    range.clone(),
                    links.pop().map_or_else(String::new, |href| format!("]({})", spaceless(&body[href]))),
                );
            }
            "a" => {
                let rest = &body[range.end..];
                let end =
                    rest.find("</a>").filter(|end| !rest[..*end].contains("<a ") && !rest[..*end].contains("\n\n"));
                match tag.place("href").filter(|_| end.is_some_and(|end| end > 0)) {
                    Some(href) if !rest[..end.unwrap_or(0)].trim().is_empty() => {
                        links.push(found + href.start..found + href.end);
                        edits.replace(range.clone(), "[");
                    }
                    _ => edits.replace(range.clone(), ""),
                }
            }
            name if level(name).is_some() && is_line(body, &range, name) => {
                edits.replace(
                    range.clone(),
                    if tag.closes { String::new() } else { "#".repeat(level(name).unwrap_or(1)) + " " },
                );
            }
            name if TABLE.contains(&name) => {
                edits.replace(range.clone(), if matches!(name, "td" | "th") && tag.closes { " " } else { "" })
            }
            name if SHAPE.contains(&name) => edits.replace(range.clone(), ""),
            _ => continue,
        }
        let line = body[..found].matches('\n').count();
        if noted != line + 1 {
            noted = line + 1;
            let old = origin.get(line);
            notes.push(Why::Html, file, old.map_or(0, |old| old.number), old.map_or("", |old| old.text.trim()));
        }
        at = range.end;
    }
    edits.apply(body)
}

/// The level of `h1` to `h6`.
fn level(name: &str) -> Option<usize> {
    name.strip_prefix('h').and_then(|level| level.parse().ok()).filter(|level| (1..=6).contains(level))
}

/// Whether a heading fills its line.
fn is_line(body: &str, tag: &Range<usize>, name: &str) -> bool {
    let start = body[..tag.start].rfind('\n').map_or(0, |at| at + 1);
    let line = body[start..].lines().next().unwrap_or("").trim().to_ascii_lowercase();
    line.starts_with(&format!("<{name}"))
        && line.ends_with(&format!("</{name}>"))
        && line.matches(&format!("<{name}")).count() == 1
}

/// Where code stands, in order.
fn code(body: &str) -> Vec<Range<usize>> {
    let text = markdown::text(body, 0, FileId(0), &mut Diags::new());
    let is_code = |kind: &Kind<_>| matches!(kind, Kind::Code(_) | Kind::Open(Tag::CodeBlock { .. }));
    let pieces = text.pieces.iter().filter(|piece| is_code(&piece.kind));
    pieces.map(|piece| piece.span.start as usize..piece.span.end as usize).collect()
}

struct Html<'a> {
    name: String,
    closes: bool,
    text: &'a str,
    len: usize,
}

/// A tag within one line.
fn tag(body: &str, at: usize) -> Option<Html<'_>> {
    let rest = &body[at + 1..];
    let closes = rest.starts_with('/');
    let word = &rest[usize::from(closes)..];
    let length = word.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let end = rest.find(['>', '<', '\n']).filter(|&end| rest[end..].starts_with('>'))?;
    let after = word.as_bytes().get(length)?;
    let is_tag = length > 0 && word.as_bytes()[0].is_ascii_alphabetic() && matches!(after, b' ' | b'\t' | b'/' | b'>');
    is_tag.then(|| Html {
        name: word[..length].to_ascii_lowercase(),
        closes,
        text: &body[at..at + end + 2],
        len: end + 2,
    })
}

impl Html<'_> {
    /// Where the value of an attribute stands within the tag.
    fn place(&self, name: &str) -> Option<Range<usize>> {
        let lower = self.text.to_ascii_lowercase();
        let start = lower
            .match_indices(&format!("{name}="))
            .find(|(at, _)| *at > 0 && lower.as_bytes()[at - 1].is_ascii_whitespace())
            .map(|(at, key)| at + key.len())?;
        let rest = &self.text[start..];
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (from, length) = match quote {
            Some(quote) => (start + 1, rest[1..].find(quote)?),
            None => (start, rest.find(|c: char| c.is_whitespace() || c == '>')?),
        };
        Some(from..from + length)
    }

    fn attr(&self, name: &str) -> Option<String> {
        self.place(name).map(|range| self.text[range].to_string())
    }
}

/// An address as Markdown takes it.
fn spaceless(address: &str) -> String {
    address.trim().replace(' ', "%20").replace('(', "%28").replace(')', "%29")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(text: &str) -> String {
        convert(text, &[], "a.md", &mut Notes::default())
    }

    #[test]
    fn tags_go_and_words_stay() {
        assert_eq!(converted("<div align=\"center\">甲<br>乙</div>\n"), "甲<br>乙\n");
        assert_eq!(converted("<img alt='图' src=\"a b.png\">\n"), "![图](a%20b.png)\n");
        assert_eq!(converted("看 <a href=\"x.md#y\">这里</a>。<a id=\"z\"></a>\n"), "看 [这里](x.md#y)。\n");
        assert_eq!(converted("<h2 align=center>甲</h2>\n"), "## 甲\n");
        assert_eq!(converted("<td>甲</td><td>乙</td>\n"), "甲 乙 \n");
    }

    #[test]
    fn code_types_and_comparisons_are_left_alone() {
        for text in ["`<div>` 和 Vec<T>，a < b > c\n", "```html\n<div>\n```\n", "<!-- <p> -->\n", "\\<b>\n"] {
            assert_eq!(converted(text), text);
        }
    }
}
