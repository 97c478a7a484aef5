//! What is in the folder: pages, and files that pages may show. Hidden files and links stay where they are.

use super::notes::{Notes, Why};
use crate::source::decode;
use std::{collections::BTreeSet, fs, io, path::Path};
use walkdir::WalkDir;

/// Kinds of files that a page may show or offer.
const ASSETS: [&str; 9] = ["png", "jpg", "jpeg", "webp", "svg", "gif", "pdf", "csv", "xlsx"];

/// Folders of tools, in which nobody writes pages.
const TOOLS: [&str; 4] = ["node_modules", "target", "__pycache__", "public"];

#[derive(Debug, Default)]
pub struct Survey {
    /// Below the folder, in the order of paths, with the text.
    pub pages: Vec<(String, String)>,
    pub assets: BTreeSet<String>,
}

pub fn survey(folder: &Path, not_pages: &[String], notes: &mut Notes) -> io::Result<Survey> {
    let mut survey = Survey::default();
    let mut walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        let entry = entry?;
        let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let path = below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        let name = entry.file_name().to_string_lossy();
        let is_folder = entry.file_type().is_dir();
        if entry.depth() > 0 && (name.starts_with('.') || (is_folder && TOOLS.contains(&name.as_ref()))) {
            // One line for a whole folder is enough.
            notes.push(Why::NotTaken, &if is_folder { format!("{path}/") } else { path }, 0, "");
            if is_folder {
                walk.skip_current_dir();
            }
            continue;
        }
        if !entry.file_type().is_file() {
            if entry.file_type().is_symlink() {
                notes.push(Why::NotTaken, &path, 0, "");
            }
            continue;
        }
        let extension = path.rsplit_once('.').map_or(String::new(), |(_, end)| end.to_ascii_lowercase());
        if not_pages.contains(&path) {
            notes.push(Why::Outline, &path, 0, fs::read_to_string(entry.path()).unwrap_or_default());
        } else if matches!(extension.as_str(), "md" | "markdown") {
            let text = text_of(fs::read(entry.path())?, &path, notes);
            survey.pages.push((path, text));
        } else if ASSETS.contains(&extension.as_str()) {
            survey.assets.insert(path);
        } else {
            notes.push(Why::NotTaken, &path, 0, "");
        }
    }
    Ok(survey)
}

fn text_of(bytes: Vec<u8>, path: &str, notes: &mut Notes) -> String {
    let (text, problems) = decode::decode(bytes, true);
    if !problems.is_empty() {
        notes.push(Why::Encoding, path, 0, "");
    }
    let strange = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.replace("\r\n", "\n").chars().filter(|c| !strange(*c)).collect()
}
