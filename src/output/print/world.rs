//! What the engine may see: one kit's files in memory, one record's data, the fonts, and a date that was given.

use std::{collections::HashMap, sync::OnceLock};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};

use super::KitSources;
use crate::base::date::Date;

/// Fonts and library, made once.
pub(super) struct Shop {
    pub library: LazyHash<Library>,
    pub book: LazyHash<FontBook>,
    pub fonts: Vec<Font>,
}

/// A kit's files, parsed once for all records.
pub(super) struct Desk {
    pub main: FileId,
    // Only looked up, never walked: file ids have no order.
    files: HashMap<FileId, File>,
    today: Option<Datetime>,
    data: FileId,
}

/// A kit does not import every kit: a source is parsed when it is asked for.
struct File {
    bytes: Bytes,
    source: OnceLock<Option<Source>>,
}

/// One record on the desk.
pub(super) struct Job<'a> {
    pub shop: &'a Shop,
    pub desk: &'a Desk,
    pub data: Bytes,
}

impl Desk {
    pub fn new(kit: &KitSources) -> Result<Desk, String> {
        let mut desk = Desk {
            main: file_id(kit.main)?,
            files: HashMap::new(),
            today: datetime(kit.today),
            data: file_id("/data.json")?,
        };
        for (path, bytes) in kit.files {
            let id = file_id(path)?;
            desk.files.insert(id, File { bytes: Bytes::new(bytes.clone()), source: OnceLock::new() });
        }
        Ok(desk)
    }
}

/// The file's path as the caller gave it.
pub(super) fn path_of(id: FileId) -> String {
    id.get().vpath().get_with_slash().to_owned()
}

pub(super) fn datetime(date: Date) -> Option<Datetime> {
    Datetime::from_ymd(i32::from(date.year()), date.month().unsigned_abs(), date.day().unsigned_abs())
}

/// Ids are few (16 bits) and never freed, so one path has one id and data always the same path.
fn file_id(path: &str) -> Result<FileId, String> {
    let virtual_path = VirtualPath::new(path).map_err(|_| path.to_owned())?;
    Ok(RootedPath::new(VirtualRoot::Project, virtual_path).intern())
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shop.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shop.book
    }

    fn main(&self) -> FileId {
        self.desk.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let missing = || FileError::NotFound(path_of(id).into());
        let file = self.desk.files.get(&id).ok_or_else(missing)?;
        let read = || std::str::from_utf8(&file.bytes).ok().map(|text| Source::new(id, text.to_owned()));
        file.source.get_or_init(read).clone().ok_or(FileError::InvalidUtf8)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.desk.data {
            return Ok(self.data.clone());
        }
        let file = self.desk.files.get(&id).ok_or_else(|| FileError::NotFound(path_of(id).into()))?;
        Ok(file.bytes.clone())
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shop.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.desk.today
    }
}
