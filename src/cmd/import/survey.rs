//! What is in the folder: pages, and files that pages may show. Hidden files and links stay where they are.

use super::{
    docx,
    layout::stem,
    notes::{Notes, Why},
    sheet::{self, Library},
};
use crate::source::decode;
use std::{
    collections::{BTreeSet, HashMap},
    fs, io,
    path::{Path, PathBuf},
};
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
    /// Assets that are no files of the folder: pictures of documents, and files of a folder beside it.
    pub made: HashMap<String, Vec<u8>>,
    pub elsewhere: HashMap<String, PathBuf>,
    /// Libraries made of tables, with the table.
    pub libraries: Vec<(String, Library)>,
}

impl Survey {
    pub fn bytes(&self, folder: &Path, path: &str) -> io::Result<Vec<u8>> {
        match (self.made.get(path), self.elsewhere.get(path)) {
            (Some(bytes), _) => Ok(bytes.clone()),
            (None, Some(file)) => fs::read(file),
            (None, None) => fs::read(folder.join(path)),
        }
    }

    /// Takes the pictures of a folder beside it, such as Hugo's `static`.
    pub fn beside(&mut self, folder: &Path) -> io::Result<()> {
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let entry = entry?;
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let path = below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
            let extension = path.rsplit_once('.').map_or(String::new(), |(_, end)| end.to_ascii_lowercase());
            if entry.file_type().is_file() && ASSETS.contains(&extension.as_str()) && self.assets.insert(path.clone()) {
                self.elsewhere.insert(path, entry.into_path());
            }
        }
        Ok(())
    }
}

/// `folder` may also be a single file.
pub fn survey(folder: &Path, not_pages: &[String], notes: &mut Notes) -> io::Result<Survey> {
    let mut survey = Survey::default();
    let base = if folder.is_file() { folder.parent().unwrap_or(folder) } else { folder };
    let mut scripts = BTreeSet::new();
    let mut walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        let entry = entry?;
        let below = entry.path().strip_prefix(base).unwrap_or(entry.path());
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
        } else if extension == "docx" && !name.starts_with("~$") {
            let file = path.rsplit('/').next().unwrap_or(&path);
            let pictures = format!("{}-media", stem(file).trim().replace(' ', "-"));
            match docx::read(fs::read(entry.path())?, &pictures, &path, notes) {
                Some(document) => {
                    let home = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
                    for (name, bytes) in document.pictures {
                        survey.assets.insert(format!("{home}{name}"));
                        survey.made.insert(format!("{home}{name}"), bytes);
                    }
                    survey.pages.push((path, document.text));
                }
                None => notes.push(Why::NotTaken, &path, 0, ""),
            }
        } else if let Some(libraries) = tables(&extension, entry.path(), &path, &mut scripts, notes)? {
            survey.libraries.extend(libraries.into_iter().map(|library| (path.clone(), library)));
        } else if ASSETS.contains(&extension.as_str()) {
            survey.assets.insert(path);
        } else {
            notes.push(Why::NotTaken, &path, 0, "");
        }
    }
    Ok(survey)
}

/// The libraries of a table of scripts.
fn tables(
    extension: &str,
    file: &Path,
    path: &str,
    scripts: &mut BTreeSet<String>,
    notes: &mut Notes,
) -> io::Result<Option<Vec<Library>>> {
    if !matches!(extension, "xlsx" | "xls" | "ods" | "csv") {
        return Ok(None);
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    Ok(sheet::read(fs::read(file)?, path, stem(name), scripts, notes))
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
