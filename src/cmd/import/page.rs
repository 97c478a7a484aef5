//! A page on its way: its header, its title, and a text without the blocks and tags of other tools.

use super::{
    edits::Edits,
    header::{self, Header},
    html,
    layout::stem,
    lines,
    notes::Notes,
    places::{FILE, Places},
    shortcodes,
};
use crate::{
    base::diag::Diags,
    model::text::{Kind, Tag, Text, Written},
    parse::markdown,
};

pub struct Page {
    /// Below the imported folder.
    pub source: String,
    pub header: Header,
    pub title: String,
    pub body: String,
    /// The number in the old file of each line of the body.
    pub numbers: Vec<usize>,
    pub places: Places,
}

impl Page {
    /// `named`: the title that an outline gives, for a page that has none.
    pub fn read(source: String, text: &str, named: Option<String>, notes: &mut Notes) -> Page {
        let (header, at) = header::read(text, &source, notes);
        let first = text[..at].matches('\n').count() + 1;
        let mut lines = lines::lines(&text[at..], first);
        shortcodes::convert(&mut lines, &source, notes);
        let lines = lines::convert(&lines, &source, notes);
        let body: String = lines.iter().flat_map(|line| [line.text.as_str(), "\n"]).collect();
        let body = html::convert(&body, &lines, &source, notes);
        let text = read(&body);
        let top = top_heading(&text);
        let heading = top.map(|at| header::one_line(&text.plain_at(at))).filter(|title| !title.is_empty());
        let taken = heading.as_ref().is_some_and(|heading| header.title.as_ref().is_none_or(|title| title == heading));
        let title = header.title.clone().or_else(|| heading.clone()).or(named).unwrap_or_else(|| {
            let other =
                text.headings().map(|(at, _)| header::one_line(&text.plain_at(at))).find(|title| !title.is_empty());
            other.unwrap_or_else(|| name(&source))
        });
        let mut numbers: Vec<usize> = lines.iter().map(|line| line.number).collect();
        let (body, places) = match top.filter(|_| taken) {
            Some(at) => {
                let span = text.pieces[at].span;
                let range = span.start as usize..span.end as usize;
                let mut edits = Edits::default();
                // The lines stay, so that places in the report stay true.
                edits.replace(range.clone(), "\n".repeat(body[range].matches('\n').count()));
                let anchor = match &text.pieces[at].kind {
                    Kind::Open(Tag::Heading(heading)) => heading.anchor.clone(),
                    _ => String::new(),
                };
                let body = edits.apply(&body);
                let places = Places::new(&read(&body), Some((&title, &anchor)));
                (body, places)
            }
            None => {
                let places = Places::new(&text, None);
                (body, places)
            }
        };
        let blank = body.lines().take_while(|line| line.trim().is_empty()).count();
        let start = body.split_inclusive('\n').take(blank).map(str::len).sum::<usize>();
        numbers.drain(..blank.min(numbers.len()));
        Page { source, header, title, body: body[start..].to_string(), numbers, places }
    }
}

fn read(body: &str) -> Text<Written> {
    markdown::text(body, 0, FILE, &mut Diags::new())
}

/// The first heading of the first level that stands in no list, quote or container.
fn top_heading(text: &Text<Written>) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, piece) in text.pieces.iter().enumerate() {
        match &piece.kind {
            Kind::Open(Tag::Heading(heading)) if depth == 0 && heading.level == 1 => return Some(at),
            Kind::Open(_) => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// What a page without any heading is called: its file, or its folder.
fn name(source: &str) -> String {
    let (folder, file) = source.rsplit_once('/').unwrap_or(("", source));
    let name = stem(file);
    let is_index = ["_index", "index", "readme"].iter().any(|index| name.eq_ignore_ascii_case(index));
    let folder = folder.rsplit('/').next().unwrap_or("");
    let name = if is_index && !folder.is_empty() { folder } else { name };
    let bare = name.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['-', '_', '.', ' ']);
    if bare.is_empty() { name.to_string() } else { bare.to_string() }
}
