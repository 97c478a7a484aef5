//! Reads a workspace: regular files inside it, of the kinds that some part of sopress reads, and nothing else.

use super::{
    Held, SourceFile, Sources, decode,
    kind::{FOLDERS, Kind, ROOT_FILES, extension, is_litter, is_text, kind_of, matters},
    refusal::Refusal,
};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, Severity},
        span::{FileId, Span},
    },
    words,
};
use rayon::prelude::*;
use std::{
    collections::HashSet,
    fs::{self, File, Metadata},
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use walkdir::WalkDir;

/// Larger files are refused: offsets are 32 bits wide, and a page of that size is a mistake.
pub const MAX_BYTES: u64 = 64 << 20;

/// Reads everything. `builtin` files stand in where the workspace has none of the same path.
/// The error is for a root that cannot be opened; whatever is wrong with a single file goes to `diags`.
pub fn load(root: &Path, builtin: &[(&'static str, &'static [u8])], diags: &mut Diags) -> io::Result<Sources> {
    reload(root, builtin, &Sources::default(), diags)
}

/// Like `load`, but takes the content of files that did not change from an earlier reading.
pub fn reload(
    root: &Path,
    builtin: &[(&'static str, &'static [u8])],
    before: &Sources,
    diags: &mut Diags,
) -> io::Result<Sources> {
    let root = fs::canonicalize(root)?;
    if !root.is_dir() {
        return Err(io::Error::from(io::ErrorKind::NotADirectory));
    }
    let now = disk_time();
    let mut found = Found::default();
    for name in ROOT_FILES {
        if let Ok(kind) = fs::symlink_metadata(root.join(name)) {
            found.take(&root, name.to_string(), root.join(name), kind.file_type());
        }
    }
    for folder in FOLDERS {
        walk(&root, folder, &mut found);
    }
    found.files.sort_unstable();
    let nothing = Sources::default();
    let before = if before.root == root { before } else { &nothing };
    let read: Vec<_> =
        found.files.into_par_iter().map(|(path, real)| (read(&path, &real, before, now), path)).collect();
    let mut files = Vec::with_capacity(read.len() + builtin.len());
    for (result, path) in read {
        match result {
            Ok(held) => files.push((path, false, held)),
            Err(refusal) => found.refused.push((path, refusal)),
        }
    }
    let links = found.links;
    Ok(Sources { links, ..assemble(root, files, found.refused, builtin, before, diags) })
}

/// Like `reload`, but looks only at the paths that are said to have changed, whatever the size of the workspace. Looks at
/// everything after all when one of them is not simply a file.
pub fn refresh(
    before: &Sources,
    builtin: &[(&'static str, &'static [u8])],
    changed: &[String],
    diags: &mut Diags,
) -> io::Result<Sources> {
    let root = &before.root;
    let mut found = Found::default();
    let known = |path: &str| before.find(path).is_some() || before.aside.iter().any(|(aside, _)| aside == path);
    for path in changed.iter().filter(|path| matters(path)) {
        let real = root.join(path);
        let parent = real.parent().and_then(|parent| fs::canonicalize(parent).ok());
        match fs::symlink_metadata(&real) {
            // Not behind a link to a folder.
            Ok(metadata) if metadata.is_file() && parent.as_deref() == real.parent() => {
                found.take_file(path.clone(), real)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && known(path) => {}
            Err(error)
                if error.kind() == io::ErrorKind::NotFound && before.under(&format!("{path}/")).next().is_none() => {}
            _ => return reload(root, builtin, before, diags),
        }
    }
    if before.links {
        return reload(root, builtin, before, diags);
    }
    let still = |path: &String| !changed.contains(path);
    let own = before.files.iter().filter(|file| !file.builtin && still(&file.path));
    let mut files: Vec<_> = own.map(|file| (file.path.clone(), false, file.held.clone())).collect();
    let mut refused: Vec<_> = before.aside.iter().filter(|(path, _)| still(path)).cloned().collect();
    refused.append(&mut found.refused);
    for (path, real) in found.files {
        // Without the earlier reading: it is said to have changed.
        match read(&path, &real, &Sources::default(), disk_time()) {
            Ok(held) => files.push((path, false, held)),
            Err(refusal) => refused.push((path, refusal)),
        }
    }
    Ok(assemble(root.clone(), files, refused, builtin, before, diags))
}

/// What a second look at one path gave.
pub enum Again {
    /// The text that was known, or nothing that is read, before and now.
    Same,
    Other(SourceFile),
    /// This path alone does not tell the whole: a file came or went, is not simply a file, or cannot be read now.
    Unsure,
}

/// Looks at one path again, whatever the size of the workspace.
pub fn reread(before: &Sources, path: &str) -> Again {
    // A link's content may change without an event of its path.
    if before.links || before.aside.iter().any(|(aside, _)| aside == path) {
        return Again::Unsure;
    }
    let real = before.root.join(path);
    let there = fs::symlink_metadata(&real);
    let Some(known) = before.find(path).filter(|file| !file.builtin) else {
        // Editors make files beside the one that they save, and take them away again.
        let gone = there.is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        return if gone || kind_of(path) == Kind::Ignore { Again::Same } else { Again::Unsure };
    };
    let parent = real.parent().and_then(|parent| fs::canonicalize(parent).ok());
    if !there.is_ok_and(|metadata| metadata.is_file()) || parent.as_deref() != real.parent() {
        return Again::Unsure;
    }
    match read(path, &real, &Sources::default(), disk_time()) {
        Ok(held) if held.same(&known.held) => Again::Same,
        Ok(held) => Again::Other(SourceFile { held, ..known.clone() }),
        Err(_) => Again::Unsure,
    }
}

/// Puts the built-in files where the workspace has none, gives the ids, and tells what is wrong with each file.
fn assemble(
    root: PathBuf,
    mut files: Vec<(String, bool, Arc<Held>)>,
    mut refused: Vec<(String, Refusal)>,
    builtin: &[(&'static str, &'static [u8])],
    before: &Sources,
    diags: &mut Diags,
) -> Sources {
    let own: HashSet<&str> = files.iter().map(|(path, ..)| path.as_str()).collect();
    let missing = builtin.iter().filter(|(path, _)| kind_of(path) == Kind::Read && !own.contains(path));
    let held = |path: &str, bytes| match before.find(path) {
        Some(file) if file.builtin => file.held.clone(),
        _ => Arc::new(built_in(path, bytes)),
    };
    let missing: Vec<_> = missing.map(|(path, bytes)| (path.to_string(), true, held(path, bytes))).collect();
    files.extend(missing);
    files.sort_by(|a, b| a.0.cmp(&b.0));
    refused.sort_by(|a, b| a.0.cmp(&b.0));
    let sources = Sources::new(root, files, refused);
    for file in sources.files() {
        diags.extend(file.problems());
    }
    for (i, (_, refusal)) in sources.aside.iter().enumerate() {
        diags.push(refusal.diag(Span::file(FileId((sources.files.len() + i) as u32))));
    }
    sources
}

/// The nearest folder with a `sopress.toml`, from `start` upwards.
pub fn find_root(start: &Path) -> Result<PathBuf, Box<Diag>> {
    let whole = fs::canonicalize(start).unwrap_or_else(|_| start.to_path_buf());
    let found = whole.ancestors().find(|folder| folder.join("sopress.toml").is_file());
    found.map(Path::to_path_buf).ok_or_else(|| {
        let at = start.display();
        let message =
            words!("{at} 和它的上级文件夹里都没有 sopress.toml", "there is no sopress.toml in {at} or above it");
        let help = words!(
            "进入手册所在的文件夹，或用 --root 指定，或用 sopress init 新建一个",
            "go to the handbook's folder, name it with --root, or make one with sopress init"
        );
        Box::new(Diag::new(Code::NO_WORKSPACE, Severity::Error, None, message).help(help))
    })
}

/// A number that is another one when a file that `matters` came, went or was written; only times and lengths are read.
pub(super) fn fingerprint(root: &Path) -> u64 {
    let mut sum = DefaultHasher::new();
    let tops = ROOT_FILES
        .iter()
        .chain(&FOLDERS)
        .map(|top| WalkDir::new(root.join(top)).follow_root_links(false).sort_by_file_name());
    for entry in tops.flat_map(|walk| {
        walk.into_iter().filter_entry(|entry| entry.depth() == 0 || !is_litter(&entry.file_name().to_string_lossy()))
    }) {
        // What cannot be read now counts when it can be.
        let Ok(entry) = entry else { continue };
        entry.path().hash(&mut sum);
        if let Ok(metadata) = entry.metadata()
            && metadata.is_file()
        {
            (metadata.len(), modified(&metadata)).hash(&mut sum);
        }
    }
    sum.finish()
}

#[derive(Default)]
struct Found {
    files: Vec<(String, PathBuf)>,
    refused: Vec<(String, Refusal)>,
    /// Some file is a link: its content can change without an event of its path.
    links: bool,
}

impl Found {
    fn take(&mut self, root: &Path, path: String, real: PathBuf, kind: fs::FileType) {
        if kind.is_symlink() {
            self.links = true;
            // Resolved once and opened by its real name, so that it cannot be turned around in between.
            match fs::canonicalize(&real) {
                Ok(target) if !target.starts_with(root) => self.refused.push((path, Refusal::LeadsOut)),
                Ok(target) if target.is_dir() => self.refused.push((path, Refusal::LinkedFolder)),
                Ok(target) if inside_hidden(root, &target) => self.refused.push((path, Refusal::LeadsOut)),
                Ok(target) => self.take_file(path, target),
                Err(error) => self.refused.push((path, Refusal::from(error))),
            }
        } else if kind.is_file() {
            self.take_file(path, real);
        } else {
            self.refused.push((path, Refusal::Special));
        }
    }

    fn take_file(&mut self, path: String, real: PathBuf) {
        match kind_of(&path) {
            Kind::Read => self.files.push((path, real)),
            Kind::Stray => self.refused.push((path, Refusal::Stray)),
            Kind::Ignore => {}
        }
    }
}

/// A link must not fetch what would be ignored at its own place, such as `.git/config`.
fn inside_hidden(root: &Path, target: &Path) -> bool {
    let below = target.strip_prefix(root).unwrap_or(target);
    below.iter().any(|part| is_litter(&part.to_string_lossy()))
}

fn walk(root: &Path, folder: &str, found: &mut Found) {
    let top = root.join(folder);
    if fs::symlink_metadata(&top).is_err() {
        return;
    }
    let entries = WalkDir::new(&top).follow_links(false).follow_root_links(false).into_iter();
    // The root of the walk is taken whatever its name is.
    for entry in entries.filter_entry(|entry| entry.depth() == 0 || !is_litter(&entry.file_name().to_string_lossy())) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().map_or_else(|| folder.to_string(), |path| name_below(root, path).0);
                let error = error.into_io_error().unwrap_or_else(|| io::Error::from(io::ErrorKind::Other));
                found.refused.push((path, Refusal::from(error)));
                continue;
            }
        };
        if entry.file_type().is_dir() {
            continue;
        }
        let (path, whole) = name_below(root, entry.path());
        if whole {
            found.take(root, path, entry.path().to_path_buf(), entry.file_type());
        } else {
            found.refused.push((path, Refusal::Name));
        }
    }
}

/// The path below the root with `/`, and whether it is the whole truth: names that are not Unicode are shown as well as
/// can be.
fn name_below(root: &Path, path: &Path) -> (String, bool) {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    // A backslash in a name would be another path on Windows.
    let whole = below.iter().all(|part| part.to_str().is_some_and(|part| !part.contains(['\\', '\n', '\r'])));
    (parts.join("/"), whole)
}

fn read(path: &str, real: &Path, before: &Sources, now: SystemTime) -> Result<Arc<Held>, Refusal> {
    let earlier = before.find(path).filter(|file| !file.builtin);
    if let Some(SourceFile { held, .. }) = earlier
        && held.stamp.is_some()
        && held.stamp == fs::symlink_metadata(real).ok().as_ref().and_then(|metadata| Stamp::of(metadata, now))
    {
        return Ok(held.clone());
    }
    // An editor may be writing it: one that changes under our hands is read again, and given up when it never rests.
    for attempt in 0..4 {
        if attempt > 0 {
            std::thread::sleep(Duration::from_millis(15));
        }
        let mut file = open(real)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(Refusal::Special);
        }
        if metadata.len() > MAX_BYTES {
            return Err(Refusal::TooLarge(metadata.len()));
        }
        let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
        (&mut file).take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        let after = file.metadata()?;
        if bytes.len() as u64 == metadata.len()
            && after.len() == metadata.len()
            && modified(&after) == modified(&metadata)
        {
            let mut held = hold(path, bytes);
            held.stamp = Stamp::of(&metadata, now);
            return Ok(Arc::new(held));
        }
    }
    Err(Refusal::Changing)
}

pub(super) fn hold(path: &str, bytes: Vec<u8>) -> Held {
    if !is_text(path) {
        return Held::bytes(bytes);
    }
    let (text, problems) = decode::decode(bytes, extension(path) == "csv");
    Held { problems, ..Held::text(text) }
}

fn built_in(path: &str, bytes: &'static [u8]) -> Held {
    match std::str::from_utf8(bytes) {
        Ok(text) if is_text(path) => Held::text(text),
        _ => Held::bytes(bytes),
    }
}

/// Never follows a link and never waits: between listing and opening, a name may have become a link or a pipe.
fn open(real: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY).bits() as i32);
    }
    options.open(real)
}

#[expect(
    clippy::disallowed_methods,
    reason = "compared with the times of files alone; nothing that is read depends on it"
)]
fn disk_time() -> SystemTime {
    SystemTime::now()
}

/// What tells that a file was not written again: length, times and the file's own number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    modified: Duration,
    changed: (i64, i64),
    number: u64,
}

impl Stamp {
    /// `None` for a file that was written a moment ago: a second write within one tick of the clock would go unseen.
    fn of(metadata: &Metadata, now: SystemTime) -> Option<Stamp> {
        let modified = modified(metadata)?;
        let now = now.duration_since(UNIX_EPOCH).ok()?;
        if modified + Duration::from_millis(100) > now {
            return None;
        }
        #[cfg(unix)]
        let (changed, number) = {
            use std::os::unix::fs::MetadataExt;
            ((metadata.ctime(), metadata.ctime_nsec()), metadata.ino())
        };
        #[cfg(not(unix))]
        let (changed, number) = ((0, 0), 0);
        Some(Stamp { length: metadata.len(), modified, changed, number })
    }
}

fn modified(metadata: &Metadata) -> Option<Duration> {
    metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()
}

#[cfg(test)]
mod tests;
