//! Parts that are done and stay done: each beside a note that says what it was made from and what it holds.

use super::{
    super::write::failed,
    parts::{Plan, hex},
};
use crate::{
    base::{
        code::Code,
        date::{Date, parse_date},
        diag::{Diag, Severity},
    },
    output::print::Problem,
    words,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Where notes lie within the parcel's folder; also the sign that the folder is one.
pub const FOLDER: &str = ".sopress-export";

/// What is known of a finished part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// A hash of everything that it was made from.
    pub key: String,
    pub files: Vec<KeptFile>,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptFile {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

/// What came of one record, by its number within the part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    pub record: usize,
    pub pages: usize,
    pub codes: Vec<String>,
    pub problems: Vec<Problem>,
    /// How many of them were no mistakes, once they were said and let go.
    #[serde(skip)]
    pub notices: usize,
}

impl Row {
    pub fn failed(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// The day of an order that was begun in this folder and never finished: it goes on with the same day, so that what is
/// done is not done again after midnight.
pub fn day_of(out: &Path) -> Option<Date> {
    let text = fs::read_to_string(out.join(FOLDER).join("begun")).ok()?;
    parse_date(text.trim())
}

pub struct Keeper<'a> {
    out: &'a Path,
    plan: &'a Plan,
}

impl<'a> Keeper<'a> {
    pub fn open(out: &'a Path, plan: &'a Plan, today: Date) -> Result<Keeper<'a>, Box<Diag>> {
        let notes = out.join(FOLDER);
        let foreign = !notes.is_dir() && fs::read_dir(out).is_ok_and(|mut list| list.next().is_some());
        if foreign {
            let folder = out.display();
            return Err(Box::new(
                Diag::new(
                    Code::OUTPUT_FOLDER,
                    Severity::Error,
                    None,
                    words!("{folder} 里有别的文件，不往里写", "{folder} holds other files and is left alone"),
                )
                .help(words!("用 --out 指定一个空文件夹", "name an empty folder with --out")),
            ));
        }
        fs::create_dir_all(&notes).map_err(|error| failed(&notes, &error))?;
        let keeper = Keeper { out, plan };
        let begun = notes.join("begun");
        keeper.write(&begun, today.to_string().as_bytes()).map_err(|(path, error)| failed(&path, &error))?;
        Ok(keeper)
    }

    fn note(&self, part: usize) -> PathBuf {
        self.out.join(FOLDER).join(format!("part-{:05}.json", part + 1))
    }

    /// A part that lies there whole and was made from the same.
    pub fn kept(&self, part: usize, key: &dyn Fn() -> String) -> Option<Kept> {
        let kept: Kept = serde_json::from_slice(&fs::read(self.note(part)).ok()?).ok()?;
        let whole = |file: &KeptFile| {
            let plain = !file.name.contains(['/', '\\']) && !file.name.starts_with('.');
            let bytes = plain.then(|| fs::read(self.out.join(&file.name)).ok()).flatten();
            bytes.is_some_and(|bytes| hex(&Sha256::digest(&bytes)) == file.sha256)
        };
        let records = self.plan.parts[part].records.len();
        (kept.key == key() && kept.rows.iter().all(|row| row.record < records) && kept.files.iter().all(whole))
            .then_some(kept)
    }

    /// Writes a part's files and, when they stand, its note.
    pub fn keep(
        &self,
        part: usize,
        key: String,
        rows: Vec<Row>,
        files: Vec<(String, Vec<u8>)>,
    ) -> Result<Kept, (PathBuf, io::Error)> {
        let mut list = Vec::with_capacity(files.len());
        for (name, bytes) in files {
            self.write(&self.out.join(&name), &bytes)?;
            list.push(KeptFile { name, bytes: bytes.len() as u64, sha256: hex(&Sha256::digest(&bytes)) });
        }
        let kept = Kept { key, files: list, rows };
        let text = serde_json::to_vec(&kept).expect("a note can be written");
        self.write(&self.note(part), &text)?;
        Ok(kept)
    }

    /// Writes the papers, and takes away what an earlier order left of its own here.
    pub fn finish(&self, papers: &[(String, Vec<u8>)]) -> Result<(), Box<Diag>> {
        let fail = |(path, error): (PathBuf, io::Error)| failed(&path, &error);
        let mut names: Vec<String> = papers.iter().map(|(name, _)| name.clone()).collect();
        for (name, bytes) in papers {
            self.write(&self.out.join(name), bytes).map_err(fail)?;
        }
        for part in 0..self.plan.parts.len() {
            if let Some(kept) =
                fs::read(self.note(part)).ok().and_then(|text| serde_json::from_slice::<Kept>(&text).ok())
            {
                names.extend(kept.files.into_iter().map(|file| file.name));
            }
        }
        names.sort_unstable();
        let list = self.out.join(FOLDER).join("files");
        for old in fs::read_to_string(&list).unwrap_or_default().lines() {
            let plain = !old.is_empty() && !old.contains(['/', '\\']) && !old.starts_with('.');
            if plain && names.binary_search_by(|name| name.as_str().cmp(old)).is_err() {
                let _ = fs::remove_file(self.out.join(old));
            }
        }
        for part in self.plan.parts.len().. {
            if fs::remove_file(self.note(part)).is_err() {
                break;
            }
        }
        self.write(&list, names.join("\n").as_bytes()).map_err(fail)?;
        // The order is whole: the next one has its own day.
        let _ = fs::remove_file(self.out.join(FOLDER).join("begun"));
        Ok(())
    }

    /// Whole or not at all: beside its place first, then there in one step.
    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), (PathBuf, io::Error)> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let staging = self.out.join(FOLDER).join(format!("~{}-{name}", std::process::id()));
        let written = File::create(&staging)
            .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_data()))
            .and_then(|()| fs::rename(&staging, path));
        written.map_err(|error| {
            // What was begun is nobody's.
            let _ = fs::remove_file(&staging);
            (path.to_path_buf(), error)
        })
    }
}
