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

/// Cuts the header off. Without one the whole file is the text.
pub fn split(text: &str, file: FileId, diags: &mut Diags) -> Front {
    let fence = match text.get(..3) {
        Some(fence @ ("+++" | "---")) => fence,
        _ => return Front { entries: Entries::new(), span: Span::file(file), body: 0 },
    };
    let Some(first) = text.find('\n').filter(|&end| text[3..end].trim().is_empty()) else {
        return Front { entries: Entries::new(), span: Span::file(file), body: 0 };
    };
    let start = first + 1;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == fence {
            let entries = read(fence, &text[start..at], file, start, diags);
            return Front { entries, span: Span::new(file, 0, 3), body: at + line.len() };
        }
        at += line.len();
    }
    // A lone `---` may be a line across the page; a lone `+++` is nothing else than a header that was not closed.
    let looks_like_header = fence == "+++" || text[start..].lines().next().is_some_and(|line| line.contains(": "));
    if !looks_like_header {
        return Front { entries: Entries::new(), span: Span::file(file), body: 0 };
    }
    diags.push(
        Diag::error(Code::OPEN_HEADER, Span::new(file, 0, 3), words!("页头没有结束", "the header is never closed"))
            .help(words!(
                "在页头最后一行下面单独写一行 {fence}",
                "put a line {fence} below the last line of the header"
            )),
    );
    // Until the first blank line it is most likely the header.
    let end = text[start..].find("\n\n").map_or(text.len(), |blank| start + blank + 1);
    let entries = read(fence, &text[start..end], file, start, &mut Diags::new());
    Front { entries, span: Span::new(file, 0, 3), body: end }
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
