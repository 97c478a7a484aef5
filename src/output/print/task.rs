//! One piece of work for the engine, whole in itself: the records of one kit, and what is to become of their pages.
//!
//! It is plain data, so that it can be done here or by another process.

use std::{collections::BTreeSet, io::Write, ops::Range, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::imposition::{self, Card, Imposition};
use super::{
    Engine, Ink, Kit, KitSources, OutputIntent, PdfKind, PdfSettings, Problem, ProblemKind, Rules, Sheet, SheetBoxes,
};
use crate::{
    base::{date::Date, diag::Severity},
    words,
};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Task {
    /// The kit's file, as in [`KitSources::main`].
    pub main: String,
    pub sides: Option<usize>,
    /// Year, month and day of `datetime.today()`.
    pub today: (i16, i8, i8),
    /// What each record hands to the kit.
    pub records: Vec<Value>,
    /// Records that are left out, by their number: they were done before, or cannot be done.
    pub skip: BTreeSet<usize>,
    /// Looked at with these rules before they go anywhere.
    pub rules: Option<Rules>,
    pub finish: Finish,
    pub title: String,
    pub author: String,
    pub lang: String,
    pub dated: bool,
    pub intent: Option<OutputIntent>,
    /// Colours of pictures that a press file prints in inks of their own.
    pub inks: Vec<Ink>,
    pub limits: Limits,
}

/// How long one record may take, and how much memory all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub seconds: u64,
    pub megabytes: u64,
}

impl Limits {
    /// For a page: a good kit takes a hundredth of it.
    pub const PAGE: Limits = Limits { seconds: 20, megabytes: 1024 };
    /// For a whole book in one document.
    pub const BOOK: Limits = Limits { seconds: 600, megabytes: 8192 };
}

/// What becomes of the pages.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Finish {
    /// Nothing: they are only looked at.
    Look,
    /// One PDF of all records.
    Pdf(PdfKind),
    /// A PDF of each.
    Pdfs(PdfKind),
    /// Pictures of each record's pages, cut to the trim; only of the first page when so said.
    Png {
        dpi: u32,
        first: bool,
    },
    Svg,
    /// A ZIP of pictures for each record; the name stands before their numbers.
    PngZip {
        dpi: u32,
        names: Vec<String>,
    },
    /// Sheets of paper with many records, as one PDF.
    Sheets {
        kind: PdfKind,
        card: Card,
        wish: Imposition,
        sheets: Range<usize>,
        all: usize,
        numbers: Vec<usize>,
    },
}

/// What is told while a task is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// This record is next.
    Begun(usize),
    /// It was set and looked at; with an error among the problems it goes nowhere.
    Set { record: usize, pages: usize, codes: Vec<String>, problems: Vec<Problem> },
    /// A finished file, of a record or of all.
    File { record: Option<usize>, page: usize, bytes: Vec<u8> },
    /// The task as a whole could not be done.
    Failed(Vec<Problem>),
    /// Nothing more will come.
    Done,
}

/// An engine with a kit's files at hand; keeps the kit open that was used last.
pub struct Bench<'e> {
    engine: &'e Engine,
    files: &'e [(String, Arc<[u8]>)],
    open: Option<(Key, Kit<'e>)>,
}

/// What a kit was opened with: its file, the day, and its sides.
type Key = (String, (i16, i8, i8), Option<usize>);

impl<'e> Bench<'e> {
    pub fn new(engine: &'e Engine, files: &'e [(String, Arc<[u8]>)]) -> Bench<'e> {
        Bench { engine, files, open: None }
    }

    /// Does a task and tells what comes of it, record by record.
    pub fn perform(&mut self, task: &Task, tell: &mut dyn FnMut(Event)) {
        let key: Key = (task.main.clone(), task.today, task.sides);
        if self.open.as_ref().is_none_or(|(known, _)| *known != key) {
            let (year, month, day) = task.today;
            let today = Date::new(year, month, day).unwrap_or_else(|_| Date::constant(2000, 1, 1));
            let sources = KitSources { main: &task.main, files: self.files, today, sides: task.sides };
            match self.engine.open(&sources) {
                Ok(kit) => self.open = Some((key, kit)),
                Err(problems) => return tell(Event::Failed(problems)),
            }
        }
        let (_, kit) = self.open.as_ref().expect("just opened");
        let mut sheets: Vec<Option<Sheet>> = Vec::with_capacity(task.records.len());
        for (number, data) in task.records.iter().enumerate() {
            if task.skip.contains(&number) {
                sheets.push(None);
                continue;
            }
            tell(Event::Begun(number));
            let sheet = self.record(kit, task, number, data, tell);
            sheets.push(match (&task.finish, sheet) {
                (Finish::Pdf(_) | Finish::Sheets { .. }, sheet) => sheet,
                (_, Some(sheet)) => {
                    self.alone(task, number, sheet, tell);
                    None
                }
                (_, None) => None,
            });
        }
        match &task.finish {
            Finish::Pdf(kind) => {
                let sheets: Vec<Sheet> = sheets.into_iter().flatten().collect();
                if !sheets.is_empty() {
                    self.pdf(task, *kind, &sheets, (None, None), tell);
                }
            }
            Finish::Sheets { kind, card, wish, sheets: range, all, numbers } => {
                let Some(plan) = imposition::plan(*card, *all, wish) else {
                    return tell(Event::Failed(vec![too_large()]));
                };
                let record = |number: usize| {
                    let at = numbers.iter().position(|known| *known == number)?;
                    sheets.get(at)?.clone()
                };
                match self.engine.impose(&plan, wish, range.clone(), &record) {
                    Ok(sheet) => {
                        let codes = |number| record(number).map_or_else(Vec::new, |record| record.codes);
                        let problems = self.engine.look_at_sheets(&plan, range.clone(), &sheet, &codes);
                        if problems.is_empty() {
                            let boxes = SheetBoxes { trim: plan.trim(), bleed: card.bleed };
                            self.pdf(task, *kind, &[sheet], (None, Some(boxes)), tell);
                        } else {
                            tell(Event::Failed(problems));
                        }
                    }
                    Err(problems) => tell(Event::Failed(problems)),
                }
            }
            _ => {}
        }
    }

    fn record(
        &self,
        kit: &Kit<'_>,
        task: &Task,
        record: usize,
        data: &Value,
        tell: &mut dyn FnMut(Event),
    ) -> Option<Sheet> {
        match kit.set(data) {
            Ok(mut sheet) => {
                let mut problems = std::mem::take(&mut sheet.notes);
                problems.extend(match &task.rules {
                    Some(rules) => {
                        let mut found = self.engine.preflight(&sheet, rules);
                        if rules.press {
                            found.extend(self.engine.look_at_pictures(&sheet, &task.inks, self.files));
                        }
                        found
                    }
                    // Whatever else is looked at: no code leaves unread.
                    None => self.engine.read_back(&sheet, false),
                });
                let wrong = problems.iter().any(|problem| problem.severity == Severity::Error);
                tell(Event::Set { record, pages: sheet.pages(), codes: sheet.codes.clone(), problems });
                (!wrong).then_some(sheet)
            }
            Err(problems) => {
                tell(Event::Set { record, pages: 0, codes: Vec::new(), problems });
                None
            }
        }
    }

    /// The files of one record.
    fn alone(&self, task: &Task, record: usize, sheet: Sheet, tell: &mut dyn FnMut(Event)) {
        match &task.finish {
            Finish::Pdfs(kind) => self.pdf(task, *kind, &[sheet], (Some(record), None), tell),
            Finish::Png { dpi, first } => {
                let pages = if *first { 1 } else { sheet.pages() };
                for page in 0..pages {
                    match self.engine.png(&sheet, page, *dpi, false) {
                        Some(bytes) => tell(Event::File { record: Some(record), page, bytes }),
                        None => return tell(Event::Failed(vec![no_picture()])),
                    }
                }
            }
            Finish::Svg => {
                for page in 0..sheet.pages() {
                    if let Some(text) = self.engine.svg(&sheet, page, false) {
                        tell(Event::File { record: Some(record), page, bytes: text.into_bytes() });
                    }
                }
            }
            Finish::PngZip { dpi, names } => match self.zip(&sheet, *dpi, names.get(record).map_or("", |name| name)) {
                Some(bytes) => tell(Event::File { record: Some(record), page: 0, bytes }),
                None => tell(Event::Failed(vec![no_picture()])),
            },
            Finish::Look | Finish::Pdf(_) | Finish::Sheets { .. } => {}
        }
    }

    /// Some sheets as one file: of which record, and what is cut out of them when they are sheets of paper.
    fn pdf(
        &self,
        task: &Task,
        kind: PdfKind,
        sheets: &[Sheet],
        (record, sheet): (Option<usize>, Option<SheetBoxes>),
        tell: &mut dyn FnMut(Event),
    ) {
        let (year, month, day) = task.today;
        let settings = PdfSettings {
            kind,
            title: &task.title,
            author: &task.author,
            lang: &task.lang,
            date: Date::new(year, month, day).ok().filter(|_| task.dated),
            intent: task.intent.as_ref(),
            profile: task.intent.as_ref().and_then(|intent| self.file(intent.profile.as_deref()?)),
            inks: &task.inks,
            sheet,
        };
        match self.engine.pdf(sheets, &settings) {
            Ok(bytes) => tell(Event::File { record, page: 0, bytes }),
            Err(problems) => match record {
                Some(record) => tell(Event::Set { record, pages: 0, codes: Vec::new(), problems }),
                None => tell(Event::Failed(problems)),
            },
        }
    }

    fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.iter().find(|(known, _)| known == path).map(|(_, bytes)| &bytes[..])
    }

    /// A record's pictures in one ZIP, numbered in their order.
    fn zip(&self, sheet: &Sheet, dpi: u32, name: &str) -> Option<Vec<u8>> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        // PNG is packed already; the time is the format's first day, so that the same pictures are the same bytes.
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored)
            .last_modified_time(zip::DateTime::default());
        for page in 0..sheet.pages() {
            let bytes = self.engine.png(sheet, page, dpi, false)?;
            zip.start_file(format!("{name}-{}.png", page + 1), stored).ok()?;
            zip.write_all(&bytes).ok()?;
        }
        zip.finish().map(std::io::Cursor::into_inner).ok()
    }
}

fn no_picture() -> Problem {
    Problem::error(ProblemKind::KitSource, words!("这张图片做不出来", "this picture could not be made"))
        .help(words!("检查模板的尺寸和 dpi", "check the kit's size and dpi"))
}

fn too_large() -> Problem {
    Problem::error(ProblemKind::PressRule, words!("纸张太小，一份也放不下", "the paper is too small for even one"))
        .help(words!("换更大的纸，或不拼版", "use larger paper, or none"))
}
