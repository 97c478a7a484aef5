//! Tells when the workspace changed: once for a save, once for a checkout of thousands of files.
//!
//! Folders are watched, never files: editors save by renaming. Because events can fail in silence (network disks, virtual
//! machines), a rare look at all times of change stands behind them and takes over when they miss something.

use super::{kind, load};
use crate::{base::lang::Words, words};
use notify::{
    Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher,
    event::{AccessKind, AccessMode, ModifyKind},
};
use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Something that `load` reads may be different now: these paths, or, where that is not known or too much to say,
    /// anything.
    Changed(Option<Vec<String>>),
    /// From now on changes are looked for at intervals; said once, with the reason.
    Polling(Words),
}

/// A save is over when nothing came for this long, and half of a save is no harm: the other half is a change again. Where the
/// system tells when a file is closed, one that was opened and emptied is waited for: its text is on the way.
const QUIET: Duration = Duration::from_millis(if cfg!(target_os = "linux") { 150 } else { 12 });
/// Where the system tells that every file was closed or put in place, there is little left to come.
const DONE_QUIET: Duration = Duration::from_millis(2);
/// After many events it is no editor: wait for the checkout to end.
const STORM: u64 = 40;
const STORM_QUIET: Duration = Duration::from_millis(150);
/// Some programs save by deleting and making anew: a file that is gone may be back at once.
const GONE: Duration = Duration::from_millis(150);
const LONGEST: Duration = Duration::from_secs(2);

/// Watches until nobody receives any more. The error is for a root that is not there.
pub fn watch(root: &Path, seen: Sender<Seen>) -> io::Result<()> {
    start(root, seen, true)
}

fn start(root: &Path, seen: Sender<Seen>, events: bool) -> io::Result<()> {
    let root = std::fs::canonicalize(root)?;
    // Now, not in the thread: what changes from here on is seen.
    let watched = if events { Watched::new(&root) } else { Err(words!("已指定轮询", "polling was asked for")) };
    let known = load::fingerprint(&root);
    thread::Builder::new().name("watch".into()).spawn(move || {
        let reason = match watched {
            Ok(watched) => follow(&root, watched, known, &seen),
            Err(reason) => Some(reason),
        };
        let Some(reason) = reason else { return };
        if seen.send(Seen::Polling(reason)).is_ok() {
            look(&root, known, &seen);
        }
    })?;
    Ok(())
}

/// By events. Gives a reason to look instead, or nothing when nobody listens any more.
fn follow(root: &Path, mut watched: Watched, mut known: u64, seen: &Sender<Seen>) -> Option<Words> {
    let mut pause = Duration::from_secs(2);
    let mut missed = 0;
    let mut came = false;
    loop {
        match watched.wake.recv_timeout(pause) {
            Ok(()) => {
                watched.settle();
                if watched.signals.failed.load(Ordering::Relaxed) {
                    return Some(exhausted());
                }
                if watched.signals.top.swap(false, Ordering::Relaxed) && watched.again(root).is_err() {
                    return Some(exhausted());
                }
                came = true;
                missed = 0;
                seen.send(Seen::Changed(watched.take_paths())).ok()?;
            }
            Err(RecvTimeoutError::Timeout) => {
                let began = Instant::now();
                let now = load::fingerprint(root);
                // At most 0.3 % of a core, however large the workspace is.
                pause = (began.elapsed() * 300).max(Duration::from_secs(2));
                if now != known && !came {
                    // One may have slipped through while a new folder was being watched; twice is no accident.
                    missed += 1;
                    seen.send(Seen::Changed(None)).ok()?;
                    if missed == 2 || watched.again(root).is_err() {
                        return Some(words!("这个磁盘不通知文件变化", "this disk does not tell of changes"));
                    }
                }
                known = now;
                came = false;
            }
            // The watcher's own thread has ended.
            Err(RecvTimeoutError::Disconnected) => {
                return Some(words!("系统停止了文件通知", "the system stopped telling of changes"));
            }
        }
    }
}

/// By looking at intervals.
fn look(root: &Path, mut known: u64, seen: &Sender<Seen>) {
    loop {
        let began = Instant::now();
        let mut now = load::fingerprint(root);
        let cost = began.elapsed();
        if now != known {
            while began.elapsed() < LONGEST {
                thread::sleep(Duration::from_millis(40));
                let later = load::fingerprint(root);
                if later == now {
                    break;
                }
                now = later;
            }
            known = now;
            if seen.send(Seen::Changed(None)).is_err() {
                return;
            }
        }
        thread::sleep((cost * 20).max(Duration::from_millis(400)));
    }
}

fn exhausted() -> Words {
    words!("系统的文件监视数量用完了", "the system has no more watches")
}

struct Watched {
    watcher: RecommendedWatcher,
    signals: Arc<Signals>,
    wake: Receiver<()>,
}

#[derive(Default)]
struct Signals {
    events: AtomicU64,
    /// One of the watched folders itself came or went.
    top: AtomicBool,
    failed: AtomicBool,
    /// Deleted a moment ago.
    gone: Mutex<Vec<PathBuf>>,
    paths: Mutex<Paths>,
}

#[derive(Default)]
struct Paths {
    some: BTreeSet<String>,
    /// Those that somebody may still be writing.
    open: BTreeSet<String>,
    /// More than `some`.
    any: bool,
}

impl Watched {
    fn new(root: &Path) -> Result<Watched, Words> {
        let signals = Arc::<Signals>::default();
        // Room for one: it only says that there is something.
        let (waker, wake) = sync_channel(1);
        let (of, into) = (root.to_path_buf(), signals.clone());
        let handler = move |event| note(event, &of, &into, &waker);
        let watcher = RecommendedWatcher::new(handler, Config::default().with_follow_symlinks(false))
            .map_err(|error| words!("系统不提供文件通知：{error}", "no file events: {error}"))?;
        let mut watched = Watched { watcher, signals, wake };
        watched.again(root).map_err(|_| exhausted())?;
        Ok(watched)
    }

    /// Watches what is there now; a folder that was deleted and made again needs it.
    fn again(&mut self, root: &Path) -> notify::Result<()> {
        let _ = self.watcher.unwatch(root);
        self.watcher.watch(root, RecursiveMode::NonRecursive)?;
        for folder in kind::FOLDERS {
            let folder = root.join(folder);
            let _ = self.watcher.unwatch(&folder);
            // A link is not read either.
            if std::fs::symlink_metadata(&folder).is_ok_and(|metadata| metadata.is_dir()) {
                match self.watcher.watch(&folder, RecursiveMode::Recursive) {
                    // Gone again in this moment: its going is an event.
                    Err(_) if !folder.exists() => {}
                    result => result?,
                }
            }
        }
        Ok(())
    }

    /// Returns when a save, or a storm, is over.
    fn settle(&self) {
        let began = Instant::now();
        let before = self.signals.events.load(Ordering::Relaxed);
        while began.elapsed() < LONGEST {
            let quiet = match self.signals.events.load(Ordering::Relaxed) - before {
                count if count > STORM => STORM_QUIET,
                _ if lock(&self.signals.paths).open.is_empty() => DONE_QUIET,
                _ => QUIET,
            };
            if self.wake.recv_timeout(quiet).is_err() && !self.is_some_gone(began) {
                return;
            }
        }
    }

    fn take_paths(&self) -> Option<Vec<String>> {
        let paths = std::mem::take(&mut *lock(&self.signals.paths));
        (!paths.any).then(|| paths.some.into_iter().collect())
    }

    /// Whether to wait on for a file that was deleted a moment ago and may come back.
    fn is_some_gone(&self, since: Instant) -> bool {
        let mut gone = lock(&self.signals.gone);
        gone.retain(|path| !path.exists());
        if since.elapsed() >= GONE {
            gone.clear();
        }
        !gone.is_empty()
    }
}

fn note(event: notify::Result<Event>, root: &Path, signals: &Signals, waker: &SyncSender<()>) {
    match event {
        Ok(event) => {
            let below = |path: &PathBuf| -> Option<String> {
                let parts: Vec<_> = path.strip_prefix(root).ok()?.iter().map(|part| part.to_string_lossy()).collect();
                Some(parts.join("/"))
            };
            let closed = matches!(event.kind, EventKind::Access(AccessKind::Close(AccessMode::Write)));
            // Our own reading is an event too.
            let read = matches!(event.kind, EventKind::Access(_)) && !closed;
            let paths: Vec<_> = event.paths.iter().filter_map(below).filter(|path| kind::matters(path)).collect();
            if !event.need_rescan() && (read || paths.is_empty()) {
                return;
            }
            let mut changed = lock(&signals.paths);
            changed.any |= event.need_rescan() || changed.some.len() > STORM as usize;
            changed.some.extend(paths.iter().cloned());
            for path in &paths {
                let in_place = matches!(event.kind, EventKind::Modify(ModifyKind::Name(_)) | EventKind::Remove(_));
                if closed || in_place {
                    changed.open.remove(path);
                } else if !matches!(event.kind, EventKind::Modify(ModifyKind::Metadata(_))) {
                    changed.open.insert(path.clone());
                }
            }
            drop(changed);
            if paths.iter().any(|path| kind::FOLDERS.contains(&path.as_str())) {
                signals.top.store(true, Ordering::Relaxed);
            }
            if matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))) {
                let mut gone = lock(&signals.gone);
                // Of many, some are enough: it is a checkout, which is waited for anyway.
                if gone.len() < STORM as usize {
                    let ours =
                        |path: &PathBuf| below(path).is_some_and(|path| kind::matters(&path) && kind::is_read(&path));
                    gone.extend(event.paths.into_iter().filter(ours));
                }
            }
            signals.events.fetch_add(1, Ordering::Relaxed);
        }
        Err(error) => {
            let gone = matches!(error.kind, notify::ErrorKind::PathNotFound | notify::ErrorKind::WatchNotFound);
            signals.failed.fetch_or(!gone, Ordering::Relaxed);
        }
    }
    // Full means that it has been said.
    let _ = waker.try_send(());
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, sync::mpsc::channel};

    fn workspace() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir_all(folder.path().join("content/a")).expect("made");
        fs::write(folder.path().join("content/a/x.md"), "1").expect("written");
        folder
    }

    fn watched(folder: &Path, events: bool) -> Receiver<Seen> {
        let (seen, receiver) = channel();
        start(folder, seen, events).expect("there");
        receiver
    }

    fn changes(receiver: &Receiver<Seen>, first: Duration) -> usize {
        let mut count = 0;
        let mut wait = first;
        while let Ok(Seen::Changed(_)) = receiver.recv_timeout(wait) {
            count += 1;
            wait = Duration::from_millis(400);
        }
        count
    }

    const LONG: Duration = Duration::from_secs(10);

    #[test]
    fn a_save_by_renaming_is_one_change() {
        let folder = workspace();
        let receiver = watched(folder.path(), true);
        let file = folder.path().join("content/a/x.md");
        fs::write(file.with_extension("tmp~"), "2").expect("written");
        fs::rename(file.with_extension("tmp~"), &file).expect("renamed");
        // Two, when the machine is so busy that the two steps lie far apart.
        assert!((1..=2).contains(&changes(&receiver, LONG)));
        fs::write(&file, "3").expect("written");
        let saved = receiver.recv_timeout(LONG).expect("seen");
        assert_eq!(saved, Seen::Changed(Some(vec!["content/a/x.md".to_string()])));
    }

    #[test]
    fn a_storm_is_one_change_and_what_does_not_matter_none() {
        let folder = workspace();
        let receiver = watched(folder.path(), true);
        fs::read(folder.path().join("content/a/x.md")).expect("read");
        fs::create_dir(folder.path().join("public")).expect("made");
        fs::write(folder.path().join("public/index.html"), "").expect("written");
        fs::write(folder.path().join("content/.x.md.swp"), "").expect("written");
        assert_eq!(changes(&receiver, Duration::from_millis(300)), 0);
        for i in 0..3000 {
            fs::write(folder.path().join(format!("content/a/{i}.md")), "1").expect("written");
        }
        let count = changes(&receiver, LONG);
        assert!((1..=2).contains(&count), "{count}");
    }

    #[test]
    fn a_folder_that_was_deleted_and_made_again_is_watched_again() {
        let folder = workspace();
        let receiver = watched(folder.path(), true);
        fs::remove_dir_all(folder.path().join("content")).expect("removed");
        assert!(changes(&receiver, LONG) > 0);
        fs::create_dir_all(folder.path().join("content/new")).expect("made");
        assert!(changes(&receiver, LONG) > 0);
        fs::write(folder.path().join("content/new/y.md"), "1").expect("written");
        assert!(changes(&receiver, LONG) > 0);
        fs::create_dir_all(folder.path().join("kits/card")).expect("made");
        assert!(changes(&receiver, LONG) > 0);
        fs::write(folder.path().join("kits/card/kit.toml"), "").expect("written");
        assert!(changes(&receiver, LONG) > 0);
    }

    #[test]
    fn without_events_changes_are_found_by_looking_and_this_is_said_once() {
        let folder = workspace();
        let receiver = watched(folder.path(), false);
        assert!(matches!(receiver.recv_timeout(LONG), Ok(Seen::Polling(_))));
        fs::write(folder.path().join("content/a/y.md"), "1").expect("written");
        assert_eq!(changes(&receiver, LONG), 1);
        fs::remove_file(folder.path().join("content/a/y.md")).expect("removed");
        assert_eq!(changes(&receiver, LONG), 1);
    }
}
