//! What is decided line by line: the blocks of other tools become containers, scripts and styles are taken out.

use super::notes::{Notes, Why};

/// A line with its number in the old file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    pub number: usize,
}

/// Tells code from text while lines go by.
#[derive(Default)]
pub struct Fence {
    open: Option<(char, usize)>,
}

impl Fence {
    /// Whether this line is code, or the mark that begins or ends it.
    pub fn holds(&mut self, line: &str) -> bool {
        let text = line.trim_start().trim_start_matches(['>', ' ']);
        let mark = text.chars().next().filter(|c| matches!(c, '`' | '~'));
        let length = mark.map_or(0, |mark| text.chars().take_while(|c| *c == mark).count());
        match self.open {
            Some((open, least)) => {
                let rest = text.trim_start_matches(open).trim();
                if mark == Some(open) && length >= least && rest.is_empty() {
                    self.open = None;
                }
                true
            }
            None => {
                let Some(mark) = mark.filter(|_| length >= 3) else { return false };
                // ```x``` within a line is no fence.
                if mark == '`' && text.trim_start_matches('`').contains('`') {
                    return false;
                }
                self.open = Some((mark, length));
                true
            }
        }
    }
}

pub fn lines(body: &str, first: usize) -> Vec<Line> {
    body.lines().enumerate().map(|(at, text)| Line { text: text.to_string(), number: first + at }).collect()
}

/// Converts the blocks of a page.
pub fn convert(lines: &[Line], file: &str, notes: &mut Notes) -> Vec<Line> {
    let mut out = Vec::with_capacity(lines.len());
    let mut fence = Fence::default();
    let mut open: Vec<Container> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        if fence.holds(&line.text) {
            out.push(line.clone());
            at += 1;
            continue;
        }
        let indent = indent_of(&line.text);
        let text = &line.text[indent..];
        let used = match () {
            () if text.starts_with("!!! ") || text.starts_with("??? ") || text.starts_with("???+ ") => {
                admonition(&lines[at..], indent, file, notes, &mut out)
            }
            () if text.starts_with("=== \"") => tabs(&lines[at..], indent, file, notes, &mut out),
            () if text.starts_with("<script") => taken_out(&lines[at..], "</script>", file, notes),
            () if text.starts_with("<style") => taken_out(&lines[at..], "</style>", file, notes),
            () if text.starts_with(":::") => {
                container(line, &mut open, file, notes, &mut out);
                1
            }
            () => 0,
        };
        if used == 0 {
            out.push(line.clone());
        }
        at += used.max(1);
    }
    let last = lines.last().map_or(1, |line| line.number);
    while let Some(container) = open.pop() {
        if container.kept {
            out.push(Line { text: ":".repeat(container.colons), number: last });
        }
    }
    out
}

fn indent_of(text: &str) -> usize {
    text.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// The lines below `lines[0]` that are indented deeper than it, without the blank ones at their end.
fn inner(lines: &[Line], indent: usize) -> (Vec<Line>, usize) {
    let deep =
        |line: &Line| line.text.trim().is_empty() || indent_of(&line.text) >= indent + 4 || line.text.starts_with('\t');
    let mut count = lines[1..].iter().take_while(|line| deep(line)).count();
    while count > 0 && lines[count].text.trim().is_empty() {
        count -= 1;
    }
    let dedent = |line: &Line| {
        let cut = if line.text.starts_with('\t') { 1 } else { indent_of(&line.text).min(indent + 4) };
        Line { text: line.text[cut..].to_string(), number: line.number }
    };
    (lines[1..=count].iter().map(dedent).collect(), count)
}

/// `!!! note "标题"` and `??? note`, with what is indented below.
fn admonition(lines: &[Line], indent: usize, file: &str, notes: &mut Notes, out: &mut Vec<Line>) -> usize {
    let head = lines[0].text.trim();
    let folds = head.starts_with('?');
    let rest = head.trim_start_matches(['!', '?', '+']).trim();
    let (kind, title) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let title = title.trim();
    // Further words before the title are classes.
    let title = title.find('"').map_or(title, |quote| &title[quote..]).trim_matches('"').trim();
    let known = ours(kind);
    if known.is_none() {
        notes.push(Why::Block, file, lines[0].number, head);
    }
    let name = if folds { "details" } else { known.unwrap_or("note") };
    let title = if title.is_empty() && (known.is_none() || folds) { kind } else { title };
    let (content, count) = inner(lines, indent);
    let number = lines[0].number;
    let pad = &lines[0].text[..indent];
    out.push(Line { text: format!("{pad}:::{name} {title}").trim_end().to_string(), number });
    put(&content, pad, file, notes, out);
    out.push(Line { text: format!("{pad}:::"), number: lines[count].number });
    count + 1
}

/// `=== "标题"`, one after the other.
fn tabs(lines: &[Line], indent: usize, file: &str, notes: &mut Notes, out: &mut Vec<Line>) -> usize {
    let pad = lines[0].text[..indent].to_string();
    let start = format!("{pad}=== \"");
    out.push(Line { text: format!("{pad}::::tabs"), number: lines[0].number });
    let mut at = 0;
    let mut used = 0;
    while let Some(title) = lines.get(at).and_then(|line| line.text.strip_prefix(&start)) {
        let title = title.trim_end().trim_end_matches('"');
        out.push(Line { text: format!("{pad}:::tab {title}"), number: lines[at].number });
        let (content, count) = inner(&lines[at..], indent);
        put(&content, &pad, file, notes, out);
        out.push(Line { text: format!("{pad}:::"), number: lines[at + count].number });
        used = at + count + 1;
        at = used + lines[used..].iter().take_while(|line| line.text.trim().is_empty()).count();
    }
    out.push(Line { text: format!("{pad}::::"), number: lines[used - 1].number });
    used
}

fn put(content: &[Line], pad: &str, file: &str, notes: &mut Notes, out: &mut Vec<Line>) {
    for line in convert(content, file, notes) {
        let text = if line.text.is_empty() { String::new() } else { format!("{pad}{}", line.text) };
        out.push(Line { text, number: line.number });
    }
}

/// Up to the line with `end`, kept in the report; when there is no end, nothing is taken out.
fn taken_out(lines: &[Line], end: &str, file: &str, notes: &mut Notes) -> usize {
    let Some(last) = lines.iter().position(|line| line.text.contains(end)) else { return 0 };
    let was: Vec<&str> = lines[..=last].iter().map(|line| line.text.as_str()).collect();
    notes.push(Why::Block, file, lines[0].number, was.join("\n"));
    last + 1
}

struct Container {
    colons: usize,
    name: String,
    /// False when only its content stays.
    kept: bool,
}

const KNOWN: [&str; 9] = ["details", "tabs", "tab", "compare", "good", "bad", "tip", "note", "warning"];

/// `::: name 标题` and `:::`.
fn container(line: &Line, open: &mut Vec<Container>, file: &str, notes: &mut Notes, out: &mut Vec<Line>) {
    let text = line.text.trim();
    let rest = text.trim_start_matches(':');
    let colons = text.len() - rest.len();
    let rest = rest.trim();
    if rest.is_empty() {
        let inner = open.iter().rposition(|container| container.colons == colons);
        let Some(keep) = inner.or_else(|| open.len().checked_sub(1)) else {
            notes.push(Why::Block, file, line.number, text);
            return;
        };
        for container in open.drain(keep..).rev() {
            if container.kept {
                out.push(Line { text: ":".repeat(container.colons), number: line.number });
            }
        }
        return;
    }
    let end = rest.find(|c: char| c.is_whitespace() || c == '[' || c == '{').unwrap_or(rest.len());
    let (word, title) = (&rest[..end], rest[end..].trim());
    let title = title.strip_prefix('[').and_then(|title| title.strip_suffix(']')).unwrap_or(title);
    let follows = |name: &str| matches!((word, name), ("tab", "tab") | ("good" | "bad", "good" | "bad"));
    if open.last().is_some_and(|container| container.kept && follows(&container.name)) {
        // It ends the one before it.
        open.pop();
    }
    let around = open.last().map_or("", |container| container.name.as_str());
    let name = if KNOWN.contains(&word) { Some(word) } else { ours(word) };
    let name = name.filter(|name| match *name {
        "tab" => around == "tabs",
        "good" | "bad" => around == "compare",
        _ => true,
    });
    if let Some(name) = name {
        out.push(Line {
            text: format!("{}{name} {title}", ":".repeat(colons)).trim_end().to_string(),
            number: line.number,
        });
    } else {
        notes.push(Why::Block, file, line.number, text);
        if !title.is_empty() && !title.starts_with('{') {
            out.push(Line { text: format!("**{title}**"), number: line.number });
            out.push(Line { text: String::new(), number: line.number });
        }
    }
    open.push(Container { colons, name: name.unwrap_or_default().to_string(), kept: name.is_some() });
}

/// What other tools call ours.
fn ours(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "note" | "abstract" | "info" | "important" | "todo" | "seealso" | "question" | "summary" | "quote"
        | "example" => "note",
        "tip" | "hint" | "success" => "tip",
        "warning" | "caution" | "danger" | "error" | "attention" | "failure" | "bug" | "warn" => "warning",
        "details" | "collapse" | "spoiler" => "details",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(text: &str) -> String {
        let out = convert(&lines(text, 1), "a.md", &mut Notes::default());
        out.into_iter().map(|line| line.text + "\n").collect()
    }

    #[test]
    fn indented_blocks_become_containers() {
        assert_eq!(
            converted(
                "!!! tip \"小心\"\n\n    正文\n\n    === \"甲\"\n\n        ```\n        x\n        ```\n\n    === \"乙\"\n\n        y\n\n后文\n"
            ),
            ":::tip 小心\n\n正文\n\n::::tabs\n:::tab 甲\n\n```\nx\n```\n:::\n:::tab 乙\n\ny\n:::\n::::\n:::\n\n后文\n"
        );
        assert_eq!(converted("??? success \"答案\"\n    甲\n"), ":::details 答案\n甲\n:::\n");
    }

    #[test]
    fn containers_of_others_are_renamed_or_taken_off_and_always_closed() {
        assert_eq!(converted("::: danger 停\n甲\n:::\n"), ":::warning 停\n甲\n:::\n");
        assert_eq!(converted("::: code-group\n甲\n:::\n"), "甲\n");
        assert_eq!(converted(":::tip\n甲\n"), ":::tip\n甲\n:::\n");
        assert_eq!(converted("甲\n:::\n"), "甲\n");
    }

    #[test]
    fn code_is_left_alone() {
        let code = "```md\n::: x\n!!! note\n<script>\n```\n";
        assert_eq!(converted(code), code);
    }
}
