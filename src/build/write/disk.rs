//! What the writer asks of the disk: whether bytes are there already, that they have arrived, that two folders change places.

use super::marker;
use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

pub fn has_bytes(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let metadata = fs::symlink_metadata(path)?;
    if !metadata.is_file() || metadata.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut file = File::open(path)?;
    let mut rest = bytes;
    let mut buffer = [0; 16 << 10];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(rest.is_empty());
        }
        let Some(next) = rest.strip_prefix(&buffer[..read]) else { return Ok(false) };
        rest = next;
    }
}

/// Brings what was written to the disk before it takes the old one's place; otherwise a power cut could leave a new
/// output of empty files. Few files are flushed one by one, many by flushing the disk once.
pub fn settle(staging: &Path, written: &[String]) -> Result<(), (PathBuf, io::Error)> {
    #[cfg(target_os = "linux")]
    if written.len() > 64 {
        let flush = || File::open(staging).and_then(|folder| Ok(rustix::fs::syncfs(folder)?));
        return flush().map_err(|error| (staging.to_path_buf(), error));
    }
    for path in written.iter().map(String::as_str).chain([marker::NAME]) {
        let path = staging.join(path);
        flush_file(&path).map_err(|error| (path, error))?;
    }
    Ok(())
}

#[cfg(unix)]
fn flush_file(path: &Path) -> io::Result<()> {
    // Not `sync_all`: on macOS that waits for the drive itself, seconds for a site.
    Ok(rustix::fs::fsync(File::open(path)?)?)
}

#[cfg(not(unix))]
fn flush_file(path: &Path) -> io::Result<()> {
    File::options().write(true).open(path)?.sync_all()
}

#[cfg(unix)]
pub fn flush_folder(path: &Path) -> io::Result<()> {
    Ok(rustix::fs::fsync(File::open(path)?)?)
}

#[cfg(not(unix))]
pub fn flush_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Both folders change places in one step; false where the system cannot do that.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::{
        fs::{CWD, RenameFlags, renameat_with},
        io::Errno,
    };
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::NOSYS | Errno::INVAL | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}
