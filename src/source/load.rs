//! Reads a workspace: regular files inside it, of the kinds that some part of sopress reads, and nothing else.

use super::{Held, SourceFile, Sources, decode};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, Severity},
        lang::Words,
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

/// The files of the workspace's root that are read; `sopress.toml` makes a folder a workspace.
pub const ROOT_FILES: [&str; 2] = ["sopress.lock", "sopress.toml"];

/// The folders of the workspace that are read.
pub const FOLDERS: [&str; 3] = ["content", "kits", "themes"];

/// Reads everything. `builtin` files stand in where the workspace has none of the same path.
/// The error is for a root that cannot be opened; whatever is wrong with a single file goes to `diags`.
pub fn load(root: &Path, builtin: &[(&'static str, &'static [u8])], diags: &mut Diags) -> io::Result<Sources> {
    reload(root, builtin, &Sources::default(), diags)
}

/// Like `load`, but takes the content of files that did not change from an earlier reading.
pub fn reload(root: &Path, builtin: &[(&'static str, &'static [u8])], before: &Sources, diags: &mut Diags) -> io::Result<Sources> {
    let root = fs::canonicalize(root)?;
    if !root.is_dir() {
        return Err(io::Error::from(io::ErrorKind::NotADirectory));
    }
    let now = SystemTime::now();
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
    let before = if before.root == root { before } else { &Sources::default() };
    let read: Vec<_> = found.files.into_par_iter().map(|(path, real)| (read(&path, &real, before, now), path)).collect();

    let mut files = Vec::with_capacity(read.len() + builtin.len());
    for (result, path) in read {
        match result {
            Ok(held) => files.push((path, false, held)),
            Err(refusal) => found.refused.push((path, refusal)),
        }
    }
    let own: HashSet<&str> = files.iter().map(|(path, ..)| path.as_str()).collect();
    let missing = builtin.iter().filter(|(path, _)| kind_of(path) == Kind::Read && !own.contains(path));
    let missing: Vec<_> = missing.map(|(path, bytes)| (path.to_string(), true, Arc::new(built_in(path, bytes)))).collect();
    files.extend(missing);
    files.sort_unstable_by(|a, b| a.0.cmp(&b.0));

    found.refused.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let (aside, refusals): (Vec<_>, Vec<_>) = found.refused.into_iter().unzip();
    let first_aside = files.len();
    let sources = Sources::new(root, files, aside);
    for file in sources.files() {
        diags.extend(file.held.problems.iter().map(|problem| problem.diag(Span::file(file.id))));
    }
    for (i, refusal) in refusals.into_iter().enumerate() {
        diags.push(refusal.diag(Span::file(FileId((first_aside + i) as u32))));
    }
    Ok(sources)
}

/// The nearest folder with a `sopress.toml`, from `start` upwards.
pub fn find_root(start: &Path) -> Result<PathBuf, Box<Diag>> {
    let whole = fs::canonicalize(start).unwrap_or_else(|_| start.to_path_buf());
    let found = whole.ancestors().find(|folder| folder.join("sopress.toml").is_file());
    found.map(Path::to_path_buf).ok_or_else(|| {
        let at = start.display();
        let message = words!("{at} 和它的上级文件夹里都没有 sopress.toml", "there is no sopress.toml in {at} or above it");
        let help = words!(
            "进入手册所在的文件夹，或用 --root 指定，或用 sopress init 新建一个",
            "go to the handbook's folder, name it with --root, or make one with sopress init"
        );
        Box::new(Diag::new(Code::NO_WORKSPACE, Severity::Error, None, message).help(help))
    })
}

/// Whether a change of this path (below the root, `/`-separated) can change what `load` gives: what the watcher asks.
pub fn matters(path: &str) -> bool {
    let mut parts = path.split('/');
    let Some(top) = parts.next() else { return false };
    match parts.next() {
        None => ROOT_FILES.contains(&top) || FOLDERS.contains(&top),
        Some(_) => FOLDERS.contains(&top) && !path.split('/').any(is_litter),
    }
}

/// A number that is another one when a file that `matters` came, went or was written; only times and lengths are read.
pub(super) fn fingerprint(root: &Path) -> u64 {
    let mut sum = DefaultHasher::new();
    let tops = ROOT_FILES.iter().chain(&FOLDERS).map(|top| WalkDir::new(root.join(top)).follow_root_links(false).sort_by_file_name());
    for entry in tops.flat_map(|walk| walk.into_iter().filter_entry(|entry| entry.depth() == 0 || !is_litter(&entry.file_name().to_string_lossy()))) {
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

pub(super) fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Read,
    /// In `content/`, where every file is somebody's work, it is told that no part reads this one.
    Stray,
    Ignore,
}

fn kind_of(path: &str) -> Kind {
    let extension = extension(path);
    let known: &[&str] = match path.split_once('/') {
        None => return if ROOT_FILES.contains(&path) { Kind::Read } else { Kind::Ignore },
        Some(("content", _)) => &["md", "toml", "csv", "xlsx", "png", "jpg", "jpeg", "webp", "svg", "gif", "pdf"],
        Some(("themes", _)) => &["html", "css", "js", "toml", "svg", "png", "jpg", "jpeg", "webp", "woff2", "otf", "ttf"],
        Some(("kits", _)) => &["toml", "typ", "csv", "otf", "ttf", "png", "jpg", "jpeg", "svg", "icc"],
        Some(_) => return Kind::Ignore,
    };
    match known.contains(&extension.as_str()) {
        true => Kind::Read,
        false if path.starts_with("content/") => Kind::Stray,
        false => Kind::Ignore,
    }
}

fn is_text(path: &str) -> bool {
    matches!(extension(path).as_str(), "md" | "toml" | "csv" | "html" | "css" | "js" | "svg" | "typ" | "lock")
}

/// Hidden files, and what editors and systems leave behind.
fn is_litter(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || name.starts_with("~$")
        || (name.starts_with('#') && name.ends_with('#'))
        || ["Thumbs.db", "desktop.ini"].iter().any(|litter| name.eq_ignore_ascii_case(litter))
}

#[derive(Default)]
struct Found {
    files: Vec<(String, PathBuf)>,
    refused: Vec<(String, Refusal)>,
}

impl Found {
    fn take(&mut self, root: &Path, path: String, real: PathBuf, kind: fs::FileType) {
        if kind.is_symlink() {
            // Resolved once and opened by its real name, so that it cannot be turned around in between.
            match fs::canonicalize(&real) {
                Ok(target) if !target.starts_with(root) => self.refused.push((path, Refusal::LeadsOut)),
                Ok(target) if target.is_dir() => self.refused.push((path, Refusal::LinkedFolder)),
                Ok(target) if inside_hidden(root, &target) => self.refused.push((path, Refusal::LeadsOut)),
                Ok(target) => self.take_file(path, target),
                Err(error) => self.refused.push((path, Refusal::Unreadable(error))),
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
                found.refused.push((path, Refusal::Unreadable(error)));
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
        if bytes.len() as u64 == metadata.len() && after.len() == metadata.len() && modified(&after) == modified(&metadata) {
            let mut held = hold(path, bytes);
            held.stamp = Stamp::of(&metadata, now);
            return Ok(Arc::new(held));
        }
    }
    Err(Refusal::Changing)
}

fn hold(path: &str, bytes: Vec<u8>) -> Held {
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

/// Why a file that was found was not read.
enum Refusal {
    LeadsOut,
    LinkedFolder,
    Special,
    Name,
    TooLarge(u64),
    Changing,
    Stray,
    Unreadable(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Refusal {
        Refusal::Unreadable(error)
    }
}

impl Refusal {
    fn diag(self, file: Span) -> Diag {
        let error = |message: Words| Diag::error(Code::UNREADABLE_FILE, file, message);
        match self {
            Refusal::LeadsOut => error(words!("链接指向工作区之外，没有读取", "the link leads out of the workspace and was not followed"))
                .help(words!("把文件复制进来，代替链接", "copy the file in instead of linking to it")),
            Refusal::LinkedFolder => error(words!("文件夹链接不会被读取", "a link to a folder is not followed"))
                .help(words!("把文件夹移进来，代替链接", "move the folder in instead of linking to it")),
            Refusal::Special => {
                let message = words!("这不是普通文件（管道、套接字或设备），已跳过", "not a regular file (a pipe, socket or device); skipped");
                Diag::warning(Code::UNREADABLE_FILE, file, message).help(words!("把它移出工作区", "move it out of the workspace"))
            }
            Refusal::Name => error(words!("文件名不是 UTF-8，或含有反斜杠、换行", "the file's name is not UTF-8, or has a backslash or line break"))
                .help(words!("给文件改名；从 Windows 压缩包解出的名字常有这个问题", "rename the file; names out of Windows archives often have this")),
            Refusal::TooLarge(bytes) => {
                let (size, limit) = (bytes.div_ceil(1 << 20), MAX_BYTES >> 20);
                error(words!("文件有 {size} MB，超过 {limit} MB 的上限", "the file has {size} MB, more than the limit of {limit} MB"))
                    .help(words!("压缩图片，或把大文件放到网盘再链接过去", "shrink the picture, or keep large files elsewhere and link to them"))
            }
            Refusal::Changing => error(words!("读取时文件一直在变", "the file kept changing while it was read"))
                .help(words!("等保存或同步结束后再试", "try again when saving or syncing has ended")),
            Refusal::Stray => Diag::note(
                Code::STRAY_FILE,
                file,
                words!("content/ 里的这个文件没有任何用处，不会被发布", "nothing reads this file in content/, and it is not published"),
            )
            .help(words!("移出 content/，或换成能用的格式", "move it out of content/ or convert it to a format that is read")),
            Refusal::Unreadable(error_) if error_.kind() == io::ErrorKind::NotFound => {
                error(words!("读取时文件不见了，或链接指向不存在的文件", "the file vanished while it was read, or is a link to nothing"))
                    .help(words!("如果正在移动文件，等结束后再试", "if files are being moved, try again when that has ended"))
            }
            Refusal::Unreadable(error_) => error(words!("读不了这个文件：{error_}", "the file cannot be read: {error_}"))
                .help(words!("检查文件的权限", "check the file's permissions")),
        }
    }
}

#[cfg(test)]
mod tests;
