//! A working folder beside the output, held by one build at a time and gone when it ends.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Held until dropped. The system lets go of it when the process dies, however it dies; what lies in the folder then is
/// found by the next build.
#[derive(Debug)]
pub struct Workshop {
    pub folder: PathBuf,
    lock: File,
}

#[derive(Debug)]
pub enum Busy {
    /// Another build holds it, and still did after the wait.
    Held,
    Failed(io::Error),
}

impl Workshop {
    pub fn enter(folder: &Path, wait: Duration) -> Result<Workshop, Busy> {
        let deadline = Instant::now() + wait;
        loop {
            if let Some(workshop) = Workshop::try_enter(folder).map_err(Busy::Failed)? {
                return Ok(workshop);
            }
            if Instant::now() >= deadline {
                return Err(Busy::Held);
            }
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    fn try_enter(folder: &Path) -> io::Result<Option<Workshop>> {
        match fs::create_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        let path = folder.join("lock");
        let lock = match File::options().create(true).truncate(false).write(true).open(&path) {
            Ok(lock) => lock,
            // The build before us took the folder away in this moment.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            // Some network disks have no locks: to build there without one is better than not at all.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // It may be the lock of a folder that is gone: then somebody else can hold the one that is there now.
        Ok(is_at(&lock, &path)?.then(|| Workshop { folder: folder.to_path_buf(), lock }))
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        // First the name, then the lock: who waits for this file sees that it is gone and begins anew. A folder that is
        // not empty stays; the next build looks after it.
        let _ = fs::remove_file(self.folder.join("lock"));
        let _ = fs::remove_dir(&self.folder);
        let _ = self.lock.unlock();
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let ours = file.metadata()?;
    match fs::symlink_metadata(path) {
        Ok(there) => Ok(there.ino() == ours.ino() && there.dev() == ours.dev()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> io::Result<bool> {
    // An open file cannot be taken away here.
    path.try_exists()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn one_at_a_time_and_nothing_stays_behind() {
        let parent = tempfile::tempdir().expect("a temporary folder");
        let folder = parent.path().join(".public.sopress");
        let inside = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        let workshop = Workshop::enter(&folder, Duration::from_secs(60)).expect("in the end");
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        std::thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                        drop(workshop);
                    }
                });
            }
        });
        assert!(!folder.exists());
    }

    #[test]
    fn who_waited_long_enough_is_told() {
        let parent = tempfile::tempdir().expect("a temporary folder");
        let folder = parent.path().join("w");
        let _held = Workshop::enter(&folder, Duration::ZERO).expect("free");
        assert!(matches!(Workshop::enter(&folder, Duration::from_millis(50)), Err(Busy::Held)));
    }
}
