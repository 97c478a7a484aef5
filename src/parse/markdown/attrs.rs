//! The braces of a heading: `{#accept .step role=客服 if="信息完整，无遗漏"}`.

use std::ops::Range;

/// What stands in the braces; ranges are counted from the opening brace.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Braces {
    pub id: Option<(String, Range<usize>)>,
    pub classes: Vec<String>,
    pub attrs: Vec<(String, String, Range<usize>)>,
    /// What is neither `#id`, `.class` nor `key=value`.
    pub strange: Vec<Range<usize>>,
    /// A value whose quote is never closed.
    pub open_quote: Option<Range<usize>>,
}

/// Where the braces at the end of a heading's line begin. `{昵称}` is not a block of attributes but text.
pub fn find(line: &str) -> Option<usize> {
    // A heading with more braces than that means something else by them, and a limit keeps this linear.
    line.match_indices('{').take(4).map(|(at, _)| at).find(|&at| {
        let (braces, len) = read(&line[at..]);
        at + len == line.len()
            && line.ends_with('}')
            && (braces.id.is_some() || !braces.classes.is_empty() || !braces.attrs.is_empty())
    })
}

/// Reads a block that begins with `{`; gives its length too, with the closing brace.
pub fn read(text: &str) -> (Braces, usize) {
    let mut braces = Braces::default();
    let mut at = 1;
    loop {
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else { return (braces, at) };
        if c == '}' {
            return (braces, at + 1);
        }
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let word = rest.find(|c: char| c.is_whitespace() || c == '}').unwrap_or(rest.len());
        let start = at;
        at += word;
        match c {
            '#' if word > 1 && braces.id.is_none() => braces.id = Some((rest[1..word].to_string(), start..at)),
            '.' if word > 1 => braces.classes.push(rest[1..word].to_string()),
            // An input method gives a full-width sign.
            _ => match rest[..word].char_indices().find(|(at, c)| *at > 0 && matches!(c, '=' | '＝')) {
                Some((equals, sign)) => {
                    let (value, len, closed) = value(&rest[equals + sign.len_utf8()..]);
                    at = start + equals + sign.len_utf8() + len;
                    if !closed {
                        braces.open_quote = Some(start..at);
                    }
                    braces.attrs.push((rest[..equals].to_string(), value, start..at));
                }
                None => braces.strange.push(start..at),
            },
        }
    }
}

/// A value, quoted or not, with its length in the text and whether its quote is closed.
fn value(text: &str) -> (String, usize, bool) {
    let close = match text.chars().next() {
        Some(quote @ ('"' | '\'')) => quote,
        Some('“') => '”',
        _ => {
            let len = text.find(|c: char| c.is_whitespace() || c == '}').unwrap_or(text.len());
            return (text[..len].to_string(), len, true);
        }
    };
    let mut out = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == close {
            return (out, at + c.len_utf8(), true);
        }
        match c {
            '\\' => match chars.next() {
                Some((_, next)) if next == close || next == '\\' => out.push(next),
                Some((_, next)) => out.extend(['\\', next]),
                None => out.push('\\'),
            },
            _ => out.push(c),
        }
    }
    // The quote was forgotten: the value ends before the brace.
    let len = text.trim_end().strip_suffix('}').unwrap_or(text).len();
    let opening = text.chars().next().map_or(0, char::len_utf8);
    (text[opening..len.max(opening)].to_string(), len, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_are_read_with_quotes_and_chinese() {
        let text = r#"{#accept .step .decision role=客服 if="信息完整，{a} 好" keywords=你好,在吗 a=“甲 乙”}"#;
        let (braces, len) = read(text);
        assert_eq!(len, text.len());
        assert_eq!(braces.id.map(|(id, _)| id).as_deref(), Some("accept"));
        assert_eq!(braces.classes, ["step", "decision"]);
        let attrs: Vec<_> = braces.attrs.iter().map(|(k, v, _)| (k.as_str(), v.as_str())).collect();
        assert_eq!(attrs, [("role", "客服"), ("if", "信息完整，{a} 好"), ("keywords", "你好,在吗"), ("a", "甲 乙")]);
        assert_eq!(&text[braces.attrs[0].2.clone()], "role=客服");
    }

    #[test]
    fn a_slot_at_the_end_of_a_heading_is_text() {
        for (line, at) in [
            ("## 你好 {昵称}", None),
            ("## 你好 {昵称} {#hi}", Some("## 你好 {昵称} ".len())),
            ("## 你好 {}", None),
            ("## 你好 {.step", None),
            (r#"## 你好 {a="b}"#, Some("## 你好 ".len())),
        ] {
            assert_eq!(find(line), at, "{line}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let (braces, _) = read("{#a b}");
        assert!(matches!(braces.strange.as_slice(), [only] if *only == (4..5)));
        let (braces, len) = read(r#"{a="b c}"#);
        assert_eq!((braces.open_quote, len), (Some(1..7), 8));
    }
}
