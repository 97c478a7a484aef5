//! The workspace as it was read: every file that may matter, in the order of paths, with places for the reporter.

pub mod builtin;
pub mod decode;
mod kind;
pub mod load;
mod refusal;
pub mod watch;

use crate::base::{
    diag::Diag,
    span::{FileId, Span},
};
use decode::Problem;
use refusal::Refusal;
use std::{
    borrow::Cow,
    path::PathBuf,
    sync::{Arc, OnceLock},
};

pub use load::{Again, find_root, load, refresh, reload, reread};

/// All files of one reading. Files have the ids 0, 1, 2 … in the order of their paths; ids above belong to files that
/// were found and not read, so that a diagnostic can name them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Without links, as the system names it; empty for sources that were made in memory.
    pub root: PathBuf,
    files: Vec<SourceFile>,
    aside: Vec<(String, Refusal)>,
    links: bool,
}

/// One file. Cheap to clone: the content is shared with later readings in which the file did not change.
#[derive(Clone, Debug)]
pub struct SourceFile {
    pub id: FileId,
    /// Below the workspace, `/`-separated, spelt as on the disk: `content/handbook/01-入群.md`.
    pub path: String,
    /// Came with the program; no workspace file has its path.
    pub builtin: bool,
    held: Arc<Held>,
}

#[derive(Debug)]
struct Held {
    body: Body,
    problems: Vec<Problem>,
    /// `None` for what is built in, and for what was written so recently that its stamp proves nothing.
    stamp: Option<load::Stamp>,
    lines: OnceLock<Vec<u32>>,
}

#[derive(Debug)]
enum Body {
    Text(Cow<'static, str>),
    Bytes(Cow<'static, [u8]>),
}

/// Where a span begins, as a person counts: the first line is 1, the first character of a line is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    pub path: &'a str,
    pub line: usize,
    /// In characters (Unicode scalar values), whatever their width.
    pub column: usize,
}

impl Sources {
    /// Sources of text that never were files, for tests and for tools that make their own.
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Sources {
        let mut texts: Vec<_> = texts.into_iter().collect();
        texts.sort_unstable();
        let files =
            texts.into_iter().map(|(path, text)| (path.to_string(), false, Arc::new(Held::text(text.to_string()))));
        Sources::new(PathBuf::new(), files, Vec::new())
    }

    fn new(
        root: PathBuf,
        sorted: impl IntoIterator<Item = (String, bool, Arc<Held>)>,
        aside: Vec<(String, Refusal)>,
    ) -> Sources {
        let files = sorted
            .into_iter()
            .enumerate()
            .map(|(i, (path, builtin, held))| SourceFile { id: FileId(i as u32), path, builtin, held })
            .collect();
        Sources { root, files, aside, links: false }
    }

    /// The same with one file more, or with another in its place, as if it had just been read.
    #[must_use]
    pub fn with(&self, path: &str, bytes: Vec<u8>) -> Sources {
        let mut files: Vec<(String, bool, Arc<Held>)> = self
            .files
            .iter()
            .filter(|file| file.path != path)
            .map(|file| (file.path.clone(), file.builtin, file.held.clone()))
            .collect();
        let at = files.partition_point(|(known, ..)| known.as_str() < path);
        files.insert(at, (path.to_string(), false, Arc::new(load::hold(path, bytes))));
        Sources::new(self.root.clone(), files, self.aside.clone())
    }

    /// In the order of paths.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Those below a folder such as `content/handbook/`, in the order of paths.
    pub fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a SourceFile> {
        let start = self.files.partition_point(|f| f.path.as_str() < folder);
        self.files[start..].iter().take_while(move |f| f.path.starts_with(folder))
    }

    /// `None` for a file that was found and not read.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    pub fn find(&self, path: &str) -> Option<&SourceFile> {
        self.files.binary_search_by(|f| f.path.as_str().cmp(path)).ok().map(|i| &self.files[i])
    }

    /// The same file read again, in the place of the earlier reading.
    pub fn put(&mut self, file: SourceFile) {
        let at = file.id.0 as usize;
        self.files[at] = file;
    }

    /// The path of any file that a span can name.
    pub fn path(&self, id: FileId) -> &str {
        match self.get(id) {
            Some(file) => &file.path,
            None => self.aside.get(id.0 as usize - self.files.len()).map_or("", |(path, _)| path),
        }
    }

    pub fn place(&self, span: Span) -> Place<'_> {
        let path = self.path(span.file);
        let Some(file) = self.get(span.file) else { return Place { path, line: 1, column: 1 } };
        let (line, column) = file.position(span.start as usize);
        Place { path, line, column }
    }

    /// The text of a line, counted from 1, without its end; empty when there is no such line.
    pub fn line(&self, id: FileId, line: usize) -> &str {
        self.get(id).map_or("", |file| file.line(line))
    }
}

impl SourceFile {
    /// The whole text, without a byte order mark; empty for a picture or a font. **Spans count the bytes of this text.**
    /// In a UTF-8 file these are the file's own bytes, line ends untouched; a table that was read as GB18030 is counted
    /// as converted.
    pub fn text(&self) -> &str {
        match &self.held.body {
            Body::Text(text) => text,
            Body::Bytes(_) => "",
        }
    }

    pub fn is_text(&self) -> bool {
        matches!(self.held.body, Body::Text(_))
    }

    pub fn bytes(&self) -> &[u8] {
        self.held.content()
    }

    /// In lower case, without the dot.
    pub fn extension(&self) -> String {
        kind::extension(&self.path)
    }

    /// What was wrong with its bytes.
    pub fn problems(&self) -> impl Iterator<Item = Diag> {
        self.held.problems.iter().map(|problem| problem.diag(Span::file(self.id)))
    }

    /// The same content under the same path: what was made of one holds for the other.
    pub fn same(&self, other: &SourceFile) -> bool {
        self.path == other.path && (Arc::ptr_eq(&self.held, &other.held) || self.held.same(&other.held))
    }

    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.id, start, end)
    }

    /// Line and column, both from 1, of a byte offset into the text; an offset past the end is the end.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let text = self.text();
        let offset = text.floor_char_boundary(offset);
        let lines = self.lines();
        let line = lines.partition_point(|&start| start as usize <= offset);
        let start = lines[line - 1] as usize;
        (line, text[start..offset].chars().count() + 1)
    }

    pub fn line(&self, line: usize) -> &str {
        let (text, lines) = (self.text(), self.lines());
        let Some(&start) = line.checked_sub(1).and_then(|i| lines.get(i)) else { return "" };
        let end = lines.get(line).map_or(text.len(), |&next| next as usize);
        text[start as usize..end].trim_end_matches(['\n', '\r'])
    }

    /// Where each line begins; the first is 0.
    pub fn lines(&self) -> &[u32] {
        self.held.lines.get_or_init(|| {
            let ends = self.text().bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(ends.map(|(i, _)| i as u32 + 1)).collect()
        })
    }
}

impl Held {
    fn text(text: impl Into<Cow<'static, str>>) -> Held {
        Held { body: Body::Text(text.into()), problems: Vec::new(), stamp: None, lines: OnceLock::new() }
    }

    fn content(&self) -> &[u8] {
        match &self.body {
            Body::Text(text) => text.as_bytes(),
            Body::Bytes(bytes) => bytes,
        }
    }

    fn same(&self, other: &Held) -> bool {
        self.content() == other.content() && self.problems == other.problems
    }

    fn bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Held {
        Held { body: Body::Bytes(bytes.into()), problems: Vec::new(), stamp: None, lines: OnceLock::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_and_lines_from_one() {
        let sources = Sources::from_texts([("content/a.md", "甲乙\r\n丙丁戊\n")]);
        let file = sources.find("content/a.md").expect("just made");
        let at = file.text().find('戊').expect("is there");
        assert_eq!(sources.place(file.span(at, at + 3)), Place { path: "content/a.md", line: 2, column: 3 });
        assert_eq!(sources.line(file.id, 1), "甲乙");
        assert_eq!(sources.line(file.id, 2), "丙丁戊");
        assert_eq!(file.position(9999), (3, 1));
        assert_eq!(file.position(1), (1, 1), "inside a character is at it");
        assert_eq!(sources.line(file.id, 4), "");
    }

    #[test]
    fn files_stand_in_the_order_of_paths() {
        let sources =
            Sources::from_texts([("themes/x", ""), ("content/b.md", ""), ("content/a/c.md", ""), ("content.md", "")]);
        let paths: Vec<_> = sources.files().iter().map(|f| f.path.as_str()).collect();
        assert_eq!(paths, ["content.md", "content/a/c.md", "content/b.md", "themes/x"]);
        assert_eq!(sources.under("content/").count(), 2);
        assert_eq!(sources.files()[2].id, FileId(2));
    }
}
