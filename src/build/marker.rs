//! `.sopress-output`: the file that says that a folder is ours to replace, and which of its files are.

use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, fmt::Write, fs, io, path::Path};

pub const NAME: &str = ".sopress-output";

/// The first line; its number goes up when the form of the rest changes.
const HEAD: &str = "sopress output 1 · 由 sopress 生成，下次生成时替换 · made by sopress, replaced by its next build\n";

/// The files of a build, each by the first eight bytes of its path's hash: the marker lies in the published folder and
/// must not be a directory of it. No clock and no absolute path, so that two builds write the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marker {
    names: BTreeSet<u64>,
}

impl Marker {
    pub fn of<'a>(paths: impl IntoIterator<Item = &'a str>) -> Marker {
        Marker { names: paths.into_iter().map(short_hash).collect() }
    }

    pub fn lists(&self, path: &str) -> bool {
        self.names.contains(&short_hash(path))
    }

    /// Those that this one lists and the other does not.
    pub fn minus(&self, other: &Marker) -> usize {
        self.names.difference(&other.names).count()
    }

    /// `None` when the folder has no marker of ours. A list that was cut short only makes more files foreign.
    pub fn read(folder: &Path) -> io::Result<Option<Marker>> {
        let path = folder.join(NAME);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_file() => {}
            Ok(_) => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        }
        let text = fs::read(&path)?;
        let Some(list) = text.strip_prefix(HEAD.as_bytes()) else { return Ok(None) };
        let lines = list.split(|byte| *byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
        Ok(Some(Marker { names: lines.filter_map(|line| u64::from_str_radix(line, 16).ok()).collect() }))
    }

    pub fn text(&self) -> String {
        let mut text = String::with_capacity(HEAD.len() + self.names.len() * 17);
        text.push_str(HEAD);
        for name in &self.names {
            writeln!(text, "{name:016x}").expect("a string takes all");
        }
        text
    }
}

fn short_hash(path: &str) -> u64 {
    let hash = Sha256::digest(path.as_bytes());
    hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_reads_as_it_was_written_and_knows_its_files() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(Marker::read(folder.path()).expect("readable"), None);
        let marker = Marker::of(["index.html", "a/b.html"]);
        fs::write(folder.path().join(NAME), marker.text()).expect("written");
        let read = Marker::read(folder.path()).expect("readable").expect("ours");
        assert_eq!(read, marker);
        assert!(read.lists("a/b.html") && !read.lists("a/c.html"));
        assert_eq!(marker.minus(&Marker::of(["index.html", "new.html"])), 1);
    }

    #[test]
    fn a_file_of_that_name_with_other_content_is_no_marker() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join(NAME), "x").expect("written");
        assert_eq!(Marker::read(folder.path()).expect("readable"), None);
    }
}
