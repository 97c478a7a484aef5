//! Writes the output: beside the old one, then both change places in one step, so that readers see the one or the other.
//!
//! `public/` is made in `.public.sopress/new/`, which is gone when the build ends. Only a folder with our marker (or an
//! empty one) is ever replaced, and what lies in it that no build wrote is carried over.

mod disk;
mod refused;

use super::{
    lock::{Busy, Workshop},
    marker::{self, Marker},
};
use crate::{
    base::{
        artifact::{Artifact, OutPath},
        diag::Diag,
    },
    words,
};
use disk::{exchange, flush_folder, has_bytes, settle};
pub(super) use refused::failed;
use refused::{foreign, refused, running, same_path, unsettled};
use std::{
    collections::{BTreeSet, HashSet},
    ffi::OsString,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};
use walkdir::WalkDir;

/// What a build did to its output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub files: usize,
    pub bytes: u64,
    /// Of `files`: those that the last output already had, byte for byte; they were linked, not written.
    pub unchanged: usize,
    /// Files of the last output that are no more.
    pub removed: usize,
    /// Files and folders in the output that no build wrote; they were carried over.
    pub kept: Vec<String>,
}

/// How long a build waits for another one of the same output.
pub const WAIT: Duration = Duration::from_secs(5);

/// Writes one artifact after the other; none is held longer than its own writing.
pub fn write(artifacts: impl IntoIterator<Item = Artifact>, out: &Path) -> Result<Written, Box<Diag>> {
    let output = Output::open(out, WAIT)?;
    for artifact in artifacts {
        output.put(&artifact)?;
    }
    output.finish()
}

/// An output in the making, held against other builds. Dropped without `finish`, it leaves the last output as it was.
#[derive(Debug)]
pub struct Output {
    out: PathBuf,
    /// The list of the last output; `None` when there is none.
    last: Option<Marker>,
    made: Mutex<Made>,
    /// The staging folder now holds the old output, in which others' files may lie.
    swapped: bool,
    // After the others: what was made goes before the lock does.
    workshop: Workshop,
}

#[derive(Debug, Default)]
struct Made {
    folders: HashSet<String>,
    files: BTreeSet<String>,
    written: Vec<String>,
    bytes: u64,
}

impl Output {
    /// Refuses a folder that is not ours before anything is made, and mends what a killed build left.
    pub fn open(out: &Path, wait: Duration) -> Result<Output, Box<Diag>> {
        let out = whole_path(out).map_err(|error| failed(out, &error))?;
        // Before the first folder is made, so that a refusal leaves no trace.
        may_replace(&out)?;
        let (parent, name) = parent_and_name(&out)?;
        fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
        let mut beside = OsString::from(".");
        beside.push(name);
        beside.push(".sopress");
        let folder = parent.join(beside);
        let workshop = Workshop::enter(&folder, wait).map_err(|busy| match busy {
            Busy::Held => running(&out),
            Busy::Failed(error) => failed(&folder, &error),
        })?;
        mend(&workshop, &out).map_err(|error| failed(&folder, &error))?;
        let last = may_replace(&out)?;
        let output = Output { out, last, made: Mutex::default(), swapped: false, workshop };
        let staging = output.staging();
        fs::create_dir(&staging).map_err(|error| failed(&staging, &error))?;
        Ok(output)
    }

    /// May be called from several threads at once.
    pub fn put(&self, artifact: &Artifact) -> Result<(), Box<Diag>> {
        let path = artifact.path.as_str();
        let target = self.staging().join(path);
        if let Some((folder, _)) = path.rsplit_once('/')
            && !self.made().folders.contains(folder)
        {
            fs::create_dir_all(self.staging().join(folder)).map_err(|error| failed(&target, &error))?;
            self.made().folders.insert(folder.to_string());
        }
        let linked = self.link_unchanged(artifact, &target);
        if !linked {
            let create = || File::options().write(true).create_new(true).open(&target)?.write_all(&artifact.bytes);
            create().map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => same_path(path),
                _ => failed(&target, &error),
            })?;
        }
        let mut made = self.made();
        made.bytes += artifact.bytes.len() as u64;
        if !linked {
            made.written.push(path.to_string());
        }
        if !made.files.insert(path.to_string()) {
            return Err(same_path(path));
        }
        Ok(())
    }

    /// Takes a file over from the last output without looking into it: for files whose name says what they were made from.
    /// `false` when there is none.
    pub fn keep(&self, path: &OutPath) -> bool {
        let path = path.as_str();
        let old = self.out.join(path);
        let Ok(metadata) = fs::symlink_metadata(&old) else { return false };
        let listed = self.last.as_ref().is_some_and(|last| last.lists(path));
        let target = self.staging().join(path);
        let folder = target.parent().unwrap_or(&self.out);
        if !listed || !metadata.is_file() || metadata.len() == 0 || fs::create_dir_all(folder).is_err() {
            return false;
        }
        let linked = fs::hard_link(&old, &target).is_ok();
        if linked {
            let mut made = self.made();
            made.bytes += metadata.len();
            made.files.insert(path.to_string());
        }
        linked
    }

    /// Makes what was put the output.
    pub fn finish(mut self) -> Result<Written, Box<Diag>> {
        let staging = self.staging();
        let made = std::mem::take(&mut *self.made());
        let marker = Marker::of(made.files.iter().map(String::as_str));
        let at = staging.join(marker::NAME);
        fs::write(&at, marker.text()).map_err(|error| failed(&at, &error))?;
        if self.last.is_some()
            && let Ok(metadata) = fs::metadata(&self.out)
        {
            fs::set_permissions(&staging, metadata.permissions()).map_err(|error| failed(&staging, &error))?;
        }
        settle(&staging, &made.written).map_err(|(path, error)| failed(&path, &error))?;
        let old = self.swap(&staging).map_err(|error| failed(&self.out, &error))?;
        self.swapped = true;
        flush_folder(self.out.parent().unwrap_or(Path::new("."))).map_err(|error| unsettled(&self.out, &error))?;

        let mut written = Written {
            files: made.files.len(),
            bytes: made.bytes,
            unchanged: made.files.len() - made.written.len(),
            ..Written::default()
        };
        if let (Some(old), Some(last)) = (old, &self.last) {
            written.removed = last.minus(&marker);
            // The new output stands; what cannot be cleared away now, the next build clears away.
            written.kept = retire(&old, Some(last), &self.out).unwrap_or_default();
        }
        Ok(written)
    }

    /// Puts the staging folder in the place of the output; gives where the old output is now. An error means that
    /// nothing has moved.
    fn swap(&self, staging: &Path) -> io::Result<Option<PathBuf>> {
        if self.last.is_none() {
            // There is nothing, or an empty folder; it is taken away only if it still is.
            if fs::symlink_metadata(&self.out).is_ok() {
                fs::remove_dir(&self.out)?;
            }
            fs::rename(staging, &self.out)?;
            return Ok(None);
        }
        if exchange(staging, &self.out)? {
            return Ok(Some(staging.to_path_buf()));
        }
        // Between these two renames there is no output; killed there, `mend` puts the old one back.
        let aside = self.workshop.folder.join("old");
        fs::rename(&self.out, &aside)?;
        if let Err(error) = fs::rename(staging, &self.out) {
            fs::rename(&aside, &self.out)?;
            return Err(error);
        }
        Ok(Some(aside))
    }

    /// Compared byte for byte, for a file in the output may have been edited by hand.
    fn link_unchanged(&self, artifact: &Artifact, target: &Path) -> bool {
        let path = artifact.path.as_str();
        if !self.last.as_ref().is_some_and(|last| last.lists(path)) {
            return false;
        }
        let old = self.out.join(path);
        // Where a disk has no hard links, or this file has too many, it is simply written.
        has_bytes(&old, &artifact.bytes).unwrap_or(false) && fs::hard_link(&old, target).is_ok()
    }

    fn staging(&self) -> PathBuf {
        self.workshop.folder.join("new")
    }

    fn made(&self) -> std::sync::MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if !self.swapped {
            let _ = fs::remove_dir_all(self.staging());
        }
    }
}

/// Absolute; when the output is a link to a folder, that folder.
fn whole_path(out: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(out) {
        Ok(path) => Ok(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let path = std::path::absolute(out)?;
            // `public/` and `public` are one; `..` cannot be taken off by looking at the text alone.
            if path.components().any(|part| part == std::path::Component::ParentDir) {
                Err(error)
            } else {
                Ok(path.components().collect())
            }
        }
        Err(error) => Err(error),
    }
}

fn parent_and_name(out: &Path) -> Result<(&Path, &std::ffi::OsStr), Box<Diag>> {
    match (out.parent(), out.file_name()) {
        (Some(parent), Some(name)) => Ok((parent, name)),
        _ => Err(foreign(out)),
    }
}

/// The list of the output that is there; `None` when there is none, or an empty folder.
fn may_replace(out: &Path) -> Result<Option<Marker>, Box<Diag>> {
    match fs::symlink_metadata(out) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(out, &error)),
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => {
            let at = out.display();
            let message = words!("输出位置 {at} 是一个文件，不是文件夹", "the output {at} is a file, not a folder");
            return Err(refused(message));
        }
    }
    if let Some(marker) = Marker::read(out).map_err(|error| failed(out, &error))? {
        return Ok(Some(marker));
    }
    let mut entries = fs::read_dir(out).map_err(|error| failed(out, &error))?;
    if entries.next().is_some() { Err(foreign(out)) } else { Ok(None) }
}

/// After a killed build: puts back an output that was on its way out, clears away what is half made or retired.
fn mend(workshop: &Workshop, out: &Path) -> io::Result<()> {
    let aside = workshop.folder.join("old");
    if aside.is_dir() && fs::symlink_metadata(out).is_err() {
        fs::rename(&aside, out)?;
    }
    for tree in [aside, workshop.folder.join("new")] {
        match fs::symlink_metadata(&tree) {
            Ok(_) => {
                // Without a marker it was never finished and all in it is ours; with one it may be an old output.
                let marker = Marker::read(&tree)?;
                retire(&tree, marker.as_ref(), out)?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Takes an old output away. What its marker does not list goes to `out`; gives the names of that.
fn retire(tree: &Path, marker: Option<&Marker>, out: &Path) -> io::Result<Vec<String>> {
    let Some(marker) = marker else {
        fs::remove_dir_all(tree)?;
        return Ok(Vec::new());
    };
    let mut ours = HashSet::from([tree.to_path_buf()]); // folders that have files of ours
    let mut foreign = Vec::new();
    for entry in WalkDir::new(tree).min_depth(1).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_dir() {
            continue;
        }
        let below = entry.path().strip_prefix(tree).expect("walked from there").to_path_buf();
        let name: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        if entry.file_type().is_file() && is_ours(&name.join("/"), marker) {
            ours.extend(entry.path().ancestors().skip(1).take_while(|folder| *folder != tree).map(Path::to_path_buf));
        } else {
            foreign.push(below);
        }
    }
    // A folder such as `.git` goes as a whole: its empty folders mean something.
    let whole = |below: &Path| -> PathBuf {
        let folders: Vec<_> = below.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()).collect();
        let strange = folders.into_iter().rev().find(|folder| !ours.contains(&tree.join(folder)));
        strange.unwrap_or(below).to_path_buf()
    };
    let mut units: Vec<PathBuf> = foreign.iter().map(|below| whole(below)).collect();
    units.dedup();
    let mut kept = Vec::new();
    for unit in units {
        let to = free_name(&out.join(&unit));
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::rename(tree.join(&unit), &to)?;
        kept.push(to.strip_prefix(out).unwrap_or(&to).to_string_lossy().into_owned());
    }
    fs::remove_dir_all(tree)?;
    Ok(kept)
}

/// What a file manager leaves in every folder it shows is as good as ours.
fn is_ours(path: &str, marker: &Marker) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path == marker::NAME || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini") || marker.lists(path)
}

/// `name`, or `name.kept`, `name.kept2` … where the new output has a file of that name.
fn free_name(path: &Path) -> PathBuf {
    let suffixes = std::iter::once(String::new())
        .chain(std::iter::once(".kept".to_string()))
        .chain((2..).map(|n| format!(".kept{n}")));
    let with = |suffix: String| {
        let mut name = path.as_os_str().to_os_string();
        name.push(suffix);
        PathBuf::from(name)
    };
    suffixes.map(with).find(|path| fs::symlink_metadata(path).is_err()).expect("numbers do not end")
}

#[cfg(test)]
mod tests;
