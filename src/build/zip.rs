//! The site as one file, to send or to upload: the same output is the same bytes, whenever and wherever it was packed.

use super::{marker, write::failed};
use crate::base::diag::Diag;
use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};
use walkdir::WalkDir;
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// Beside the output, with its name: `public/` becomes `public.zip`.
pub fn beside(out: &Path) -> PathBuf {
    let whole = fs::canonicalize(out).unwrap_or_else(|_| out.to_path_buf());
    let mut name = whole.file_name().map_or_else(|| OsString::from("public"), OsString::from);
    name.push(".zip");
    whole.with_file_name(name)
}

/// Packs the output `out` into `file`, which is replaced in one step. Gives the size.
pub fn zip(out: &Path, file: &Path) -> Result<u64, Box<Diag>> {
    let mut name = OsString::from(".");
    name.push(file.file_name().unwrap_or_default());
    name.push(".sopress");
    let staging = file.with_file_name(name);
    let made = pack(out, &staging, file).and_then(|()| fs::rename(&staging, file)).and_then(|()| fs::metadata(file));
    made.map(|metadata| metadata.len()).map_err(|error| {
        // What was begun is nobody's; that it cannot be taken away either adds nothing to the first mistake.
        let _ = fs::remove_file(&staging);
        failed(file, &error)
    })
}

fn pack(out: &Path, staging: &Path, file: &Path) -> io::Result<()> {
    // A zip that stands within the output is no part of the next one.
    let own = fs::canonicalize(file).ok();
    let mut files: Vec<(String, PathBuf)> = Vec::new();
    for entry in WalkDir::new(out).follow_root_links(true) {
        let entry = entry?;
        if !entry.file_type().is_file() {
            continue;
        }
        let below = entry.path().strip_prefix(out).unwrap_or(entry.path());
        let name = below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        if name != marker::NAME
            && !name.starts_with(".sopress-export/")
            && own.as_deref().is_none_or(|own| fs::canonicalize(entry.path()).ok().as_deref() != Some(own))
        {
            files.push((name, entry.into_path()));
        }
    }
    files.sort();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    if let Some(parent) = staging.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut writer = ZipWriter::new(BufWriter::new(File::create(staging)?));
    for (name, path) in files {
        writer.start_file(name, options)?;
        writer.write_all(&fs::read(path)?)?;
    }
    let mut rest = writer.finish()?;
    rest.flush()?;
    rest.get_ref().sync_all()
}
