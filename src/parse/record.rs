//! Opens the file of a record: its keys through `Fields`, and of Markdown the text below them.

use super::{
    Source,
    data::{self, Datum},
    fields::Fields,
    front::{self, Front},
    markdown,
};
use crate::{
    base::{
        code::Code,
        diag::Diags,
        lang::Words,
        span::{Span, Spanned},
    },
    model::text::{Text, Written},
};
use std::cell::RefCell;

/// A file that is one TOML table.
pub fn toml<T>(source: &Source<'_>, what: Words, read: impl FnMut(&mut Fields<'_>) -> T) -> (T, Diags) {
    let mut diags = Diags::new();
    let entries = data::toml(source.text, source.file, 0, &mut diags);
    let cell = RefCell::new(diags);
    let record = Fields::new(what, Span::file(source.file), entries, &cell).read(read);
    (record, without_ghosts(source.text, cell.into_inner()))
}

/// A Markdown file: what its header says, and its text.
pub fn markdown<T>(
    source: &Source<'_>,
    what: Words,
    read: impl FnMut(&mut Fields<'_>) -> T,
) -> (T, Text<Written>, Diags) {
    let mut diags = Diags::new();
    let front = front::split(source.text, source.file, &mut diags);
    below(source, front, what, read, diags)
}

/// The same, where a first heading `# …` may stand for the key `title`.
pub fn titled<T>(
    source: &Source<'_>,
    what: Words,
    read: impl FnMut(&mut Fields<'_>) -> T,
) -> (T, Text<Written>, Diags) {
    let mut diags = Diags::new();
    let mut front = front::split(source.text, source.file, &mut diags);
    if diags.is_empty()
        && !front.entries.iter().any(|(key, _)| key.value == "title")
        && let Some(heading) = first_heading(source, front.body)
    {
        let key = Spanned::new("title".to_string(), heading.title.span);
        front.entries.push((key, heading.title.map(Datum::Text)));
        front.body = heading.end;
    }
    below(source, front, what, read, diags)
}

fn below<T>(
    source: &Source<'_>,
    front: Front,
    what: Words,
    read: impl FnMut(&mut Fields<'_>) -> T,
    diags: Diags,
) -> (T, Text<Written>, Diags) {
    let cell = RefCell::new(diags);
    let record = Fields::new(what, front.span, front.entries, &cell).with_header(front.body > 0).read(read);
    let mut diags = without_ghosts(source.text, cell.into_inner());
    let text = markdown::text(source.text, front.body, source.file, &mut diags);
    (record, text, diags)
}

struct FirstHeading {
    title: Spanned<String>,
    /// Where the text goes on.
    end: usize,
}

/// The heading `# …` that a text begins with, and where the text goes on.
fn first_heading(source: &Source<'_>, body: usize) -> Option<FirstHeading> {
    let rest = &source.text[body..];
    let start = body + (rest.len() - rest.trim_start().len());
    let line = source.text[start..].lines().next()?;
    let words = line.strip_prefix("# ")?;
    // A title is plain words; marks and attributes belong to a heading.
    let words = words.split(" {").next().unwrap_or(words);
    let title = words.trim().trim_end_matches('#').replace(['*', '`'], "").trim().to_string();
    let title = (!title.is_empty()).then_some(title)?;
    let span = Span::new(source.file, start, start + line.len());
    Some(FirstHeading { title: Spanned::new(title, span), end: start + line.len() })
}

/// What cannot be read hides keys that are there, and lets others seem to stand in the wrong table: while the syntax is
/// wrong, nothing is said of these.
fn without_ghosts(text: &str, diags: Diags) -> Diags {
    let Some(mistake) = diags.iter().find(|diag| diag.code == Code::SYNTAX).and_then(|diag| diag.span) else {
        return diags;
    };
    let start = mistake.start as usize;
    let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
    let next_table = text[start..].find("\n[").map_or(text.len(), |end| start + end);
    let lacking = diags.iter().filter(|diag| diag.code == Code::MISSING_KEY).filter_map(|diag| diag.span);
    let table = lacking.map(|span| span.start).filter(|from| *from <= mistake.start).max();
    let ghost = |code: Code, span: Span| match code {
        Code::MISSING_KEY => Some(span.start) == table,
        Code::UNKNOWN_KEY | Code::WRONG_VALUE => (line..next_table).contains(&(span.start as usize)),
        _ => false,
    };
    let mut kept = Diags::new();
    kept.extend(diags.into_iter().filter(|diag| !diag.span.is_some_and(|span| ghost(diag.code, span))));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::span::FileId, parse::chapter};

    fn told(text: &str) -> (String, Vec<String>) {
        let (draft, diags) = chapter::chapter(&Source { file: FileId(0), text }, "01-a.md");
        (draft.document.title.value, diags.sorted().into_iter().map(|diag| diag.message.zh).collect())
    }

    #[test]
    fn a_first_heading_is_the_title_of_a_chapter_that_has_none() {
        assert_eq!(told("# 新人**入群** {#a}\n\n正文\n"), ("新人入群".to_string(), vec![]));
        assert_eq!(told("+++\nowner = \"客服\"\n+++\n\n# 入群\n"), ("入群".to_string(), vec![]));
        assert_eq!(told("+++\ntitle = \"题\"\n+++\n\n正文\n"), ("题".to_string(), vec![]));
        assert_eq!(told("正文\n\n# 不在开头\n").1, ["章节缺少“title”"]);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_told_alone() {
        assert_eq!(told("+++\ntitle ＝ \"入群\"\n+++\n").1, ["这里用了中文标点 ＝ ，TOML 读不懂"]);
        assert_eq!(told("+++\ntitle = \"a\"\n[source\nfrom = \"x\"\n+++\n").1, ["方括号没有合上"]);
    }

    #[test]
    fn mistakes_elsewhere_are_told_beside_it() {
        let told = told("+++\ntitle = “a”\n[source]\nfrom = \"x\"\nsure = \"H\"\n+++\n").1;
        assert_eq!(told, ["这里用了中文标点 “ ，TOML 读不懂", "来源没有“sure”这个键"]);
    }
}
