//! Scripts as they are sent: without comments, indentation and empty lines. Names and lines stay, so a message still leads somewhere.

/// Takes off what only people read. Knows strings, templates and regular expressions; where it is in doubt it leaves a text as it is.
pub fn script(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '/' if rest.starts_with("//") => {
                rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
                continue;
            }
            '/' if rest.starts_with("/*") => {
                let Some(end) = rest.find("*/") else { return text.to_string() };
                // A comment that ends a line also ends what stands before it.
                out.push(if rest[..end].contains('\n') { '\n' } else { ' ' });
                rest = &rest[end + 2..];
                continue;
            }
            '"' | '\'' => quoted(rest, c),
            '`' => quoted(rest, c),
            '/' if begins_pattern(&out) => pattern(rest),
            _ => Some(c.len_utf8()),
        };
        let Some(length) = length else { return text.to_string() };
        // What stands within quotation marks is not touched: its lines are held together until the end.
        if length > c.len_utf8() {
            out.push_str(&rest[..length].replace('\n', "\u{1}"));
        } else {
            out.push(c);
        }
        rest = &rest[length..];
    }
    let lines = out.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut lean = lines.collect::<Vec<_>>().join("\n").replace('\u{1}', "\n");
    lean.push('\n');
    lean
}

/// The length of a string or template; none when it does not end. What stands within `${…}` of a template is part of it.
fn quoted(text: &str, mark: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '$' if mark == '`' && text[at..].starts_with("${") => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '\n' if mark != '`' => return None,
            c if c == mark && depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The length of a regular expression.
fn pattern(text: &str) -> Option<usize> {
    let mut in_class = false;
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '[' => in_class = true,
            ']' => in_class = false,
            '\n' => return None,
            '/' if !in_class => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Whether a slash here begins a pattern: after a value it divides.
fn begins_pattern(before: &str) -> bool {
    let before = before.trim_end();
    let word_start = before.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$').map_or(0, |at| at + 1);
    let word = &before[word_start..];
    matches!(word, "return" | "typeof" | "case" | "in" | "of" | "delete" | "void")
        || word.is_empty() && !before.ends_with([')', ']', '"', '\'', '`', '}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go_and_everything_else_stays() {
        let text =
            "/* a\n   b */\nfunction f() {\n  // c\n  const u = \"http://x\"; /* d */ return u / 2 / 3; // e\n}\n";
        assert_eq!(script(text), "function f() {\nconst u = \"http://x\";   return u / 2 / 3;\n}\n");
    }

    #[test]
    fn patterns_strings_and_templates_are_left_alone() {
        for text in [
            "const a = /[/]*\\/\\/\"/.test(b) ? '/* c */' : \"//\";\n",
            "return /\\/\\*/g;\n",
            "const t = `a\n   // b ${ x(`y`) }\n`;\n",
        ] {
            assert_eq!(script(text), text);
        }
        let doubtful = "const a = \"never ended\n  // b\n";
        assert_eq!(script(doubtful), doubtful);
    }
}
