//! The header of a Markdown file: TOML between `+++` lines or YAML between `---` lines, cut off before Markdown sees it.

use super::data::{self, Entries};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
        span::{FileId, Span},
    },
    source::Sources,
    words,
};

/// A file in its two parts.
pub struct Front {
    pub entries: Entries,
    /// The place of the header's first line, or of the file's beginning when there is none: what is missing is missing there.
    pub span: Span,
    /// Where the text below begins, in bytes.
    pub body: usize,
}

/// Cuts the header off. Without one the whole file is the text. Blank lines above it mean nothing.
pub fn split(text: &str, file: FileId, diags: &mut Diags) -> Front {
    let from = text.len() - text.trim_start().len();
    let head = Span::new(file, from, from + 3);
    let fence = match text.get(from..from + 3) {
        Some(fence @ ("+++" | "---")) => fence,
        _ => return without(text, from, file, diags),
    };
    let Some(first) =
        text[from..].find('\n').map(|end| from + end).filter(|&end| text[from + 3..end].trim().is_empty())
    else {
        return without(text, from, file, diags);
    };
    let start = first + 1;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim() == fence {
            let entries = read(fence, &text[start..at], file, start, diags);
            return Front { entries, span: head, body: at + line.len() };
        }
        at += line.len();
    }
    // A lone `---` may be a line across the page; a lone `+++` is nothing else than a header that was not closed.
    let looks_like_header = fence == "+++" || text[start..].lines().next().is_some_and(|line| line.contains(": "));
    if !looks_like_header {
        return without(text, from, file, diags);
    }
    diags.push(
        Diag::error(Code::OPEN_HEADER, head, words!("页头没有结束", "the header is never closed")).help(words!(
            "在页头最后一行下面单独写一行 {fence}",
            "put a line {fence} below the last line of the header"
        )),
    );
    // Until the first blank line it is most likely the header.
    let end = text[start..].find("\n\n").map_or(text.len(), |blank| start + blank + 1);
    let entries = read(fence, &text[start..end], file, start, &mut Diags::new());
    Front { entries, span: head, body: end }
}

/// A file without a header; one whose first line is nearly right has one all the same, to its writer's eye.
fn without(text: &str, from: usize, file: FileId, diags: &mut Diags) -> Front {
    let none = Front { entries: Entries::new(), span: Span::file(file), body: 0 };
    let mut lines = text[from..].split_inclusive('\n');
    let Some(first) = lines.next() else { return none };
    let is_fence = |line: &str| line.len() >= 2 && line.chars().all(|c| "+-＋－—=~".contains(c));
    if !is_fence(first.trim()) {
        return none;
    }
    let mut at = from + first.len();
    let mut keys = 0;
    for line in lines {
        if is_fence(line.trim()) {
            break;
        }
        keys += usize::from(line.contains('=') && line.trim_start().starts_with(|c: char| c.is_ascii_lowercase()));
        at += line.len();
    }
    if keys == 0 {
        return none;
    }
    let here = Span::new(file, from, from + first.trim_end().len());
    let written = first.trim();
    diags.push(
        Diag::error(
            Code::OPEN_HEADER,
            here,
            words!("页头的第一行是 {written}，应是 +++", "the header begins with {written} where +++ should stand"),
        )
        .help(words!("页头的第一行和最后一行都写 +++", "begin and end the header with a line +++")),
    );
    let entries = data::toml(&text[from + first.len()..at], file, from + first.len(), diags);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
    Front { entries, span: here, body: end }
}

/// Tells of headers in YAML beside headers in TOML, or of those in TOML where most are in YAML.
pub fn mixed(sources: &Sources, diags: &mut Diags) {
    let texts = || sources.under("content/").filter(|file| file.extension() == "md");
    let with = |fence: &str| -> Vec<FileId> {
        let closed = |text: &str| text.lines().skip(1).any(|line| line.trim_end() == fence);
        let has = |text: &str| text.lines().next().is_some_and(|line| line.trim_end() == fence) && closed(text);
        texts().filter(|file| has(file.text())).map(|file| file.id).collect()
    };
    let (toml, yaml) = (with("+++"), with("---"));
    let (few, kind, most, help) = if yaml.len() <= toml.len() {
        let help = words!(
            "页头首尾写成 +++，每行写成 键 = \"值\"",
            "begin and end the header with +++ and write each line as key = \"value\""
        );
        (yaml, "YAML", "TOML", help)
    } else {
        let help = words!(
            "页头首尾写成 ---，每行写成 键: 值",
            "begin and end the header with --- and write each line as key: value"
        );
        (toml, "TOML", "YAML", help)
    };
    for file in few {
        let message =
            words!("这一份的页头是 {kind}，别的多半是 {most}", "this header is {kind}, while most are {most}");
        diags.push(Diag::warning(Code::MIXED_HEADERS, Span::new(file, 0, 3), message).help(help.clone()));
    }
}

fn read(fence: &str, header: &str, file: FileId, offset: usize, diags: &mut Diags) -> Entries {
    if fence == "+++" { data::toml(header, file, offset, diags) } else { data::yaml(header, file, offset, diags) }
}
