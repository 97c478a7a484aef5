//! The engine itself: a record's data is set to pages, and pages become files.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use ecow::EcoVec;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Smart};
use typst::model::DocumentInfo;
use typst::text::{Font, FontBook, Lang, Locale, Region};
use typst::utils::{LazyHash, Scalar};
use typst::{Library, LibraryExt, WorldExt};
use typst_layout::{Page, PagedDocument};
use typst_pdf::PdfStandard::{A_2a, A_2u, Ua_1, V_1_6};

use super::problem::{Place, Problem, ProblemKind};
use super::world::{Desk, Job, Shop, datetime, path_of};
use super::{FAMILY, KitSources, PdfKind, PdfSettings, boxes, natives, proof, scan};
use crate::base::diag::Severity;
use crate::words;

/// Fonts and the engine's library. Made once; may be shared between threads, though threads gain nothing here.
pub struct Engine {
    shop: Shop,
    /// Codes that are part of pictures, by the picture's hash: a logo stands on every page.
    pub(super) seen: Mutex<HashMap<u128, BTreeSet<String>>>,
    /// What was found in pictures that go to the press, by the same.
    pub(super) screen: Mutex<HashMap<u128, Option<Problem>>>,
    /// Records that were set.
    set: AtomicUsize,
}

/// A kit whose sources have been read, ready to set any number of records.
pub struct Kit<'a> {
    engine: &'a Engine,
    desk: Desk,
    sides: Option<usize>,
}

/// The pages of one record.
#[derive(Clone)]
pub struct Sheet {
    pub(super) pages: EcoVec<Page>,
    info: DocumentInfo,
    /// The text of every QR code on it, in the order of setting, one of each.
    pub codes: Vec<String>,
    /// Warnings: it can be printed, and someone should look.
    pub notes: Vec<Problem>,
}

static REGULAR: &[u8] = include_bytes!("../../../fonts/SopressHei-Regular.otf");
static BOLD: &[u8] = include_bytes!("../../../fonts/SopressHei-Bold.otf");

/// After so many records goes what none of them used: what all records share stays, what one record needed goes. More
/// often, looking for it takes longer than it saves.
const MEMORY: usize = 8;

impl Engine {
    /// `extra` are font files of the workspace; they come before our own. Those that cannot be read are named by their
    /// position in `Problem::field`.
    pub fn new(extra: Vec<Vec<u8>>) -> (Engine, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut fonts = Vec::new();
        for (index, bytes) in extra.into_iter().enumerate() {
            let before = fonts.len();
            fonts.extend(Font::iter(Bytes::new(bytes)));
            if fonts.len() == before {
                let mut problem = Problem::error(
                    ProblemKind::UnknownFont,
                    words!("这个字体文件读不懂", "this font file cannot be read"),
                )
                .help(words!("请用 TTF、OTF 或 TTC 文件", "use a TTF, OTF or TTC file"));
                problem.field = Some(index.to_string());
                problems.push(problem);
            }
        }
        for bytes in [REGULAR, BOLD] {
            fonts.extend(Font::iter(Bytes::new(bytes)));
        }
        let mut library = Library::builder().build();
        natives::define(library.global.scope_mut());
        let book = FontBook::from_fonts(&fonts);
        let shop = Shop { library: LazyHash::new(library), book: LazyHash::new(book), fonts };
        (Engine { shop, seen: Mutex::default(), screen: Mutex::default(), set: AtomicUsize::new(0) }, problems)
    }

    /// Reads a kit's sources once for all of its records.
    pub fn open(&self, sources: &KitSources) -> Result<Kit<'_>, Vec<Problem>> {
        let desk = Desk::new(sources).map_err(|path| {
            vec![Problem::error(
                ProblemKind::KitSource,
                words!("模板里没有“{path}”这样的路径", "“{path}” is no path of a kit"),
            )]
        })?;
        Ok(Kit { engine: self, desk, sides: sources.sides })
    }

    /// One PDF of many records' pages. Documents with links and footnotes are one sheet each: the places of two would mix.
    pub fn pdf(&self, sheets: &[Sheet], settings: &PdfSettings) -> Result<Vec<u8>, Vec<Problem>> {
        let document = merged(sheets, settings);
        let export = |standards: &[typst_pdf::PdfStandard]| {
            let options = typst_pdf::PdfOptions {
                ident: Smart::Auto,
                creator: Smart::Custom(Some(concat!("sopress ", env!("CARGO_PKG_VERSION")).to_owned())),
                timestamp: None,
                page_ranges: None,
                standards: typst_pdf::PdfStandards::new(standards).unwrap_or_default(),
                tagged: settings.kind != PdfKind::Press,
                pretty: false,
            };
            typst_pdf::pdf(&document, &options)
        };
        // A document with a date is one for the archive and for every reader. What a writer's picture lacks for that,
        // such as words in its place, must not keep the rest from being printed: then the file claims less.
        let claims: &[&[typst_pdf::PdfStandard]] = if settings.kind == PdfKind::Document && settings.date.is_some() {
            &[&[A_2a, Ua_1], &[A_2a], &[A_2u], &[]]
        } else {
            // PDF/X-4 is built on this version.
            &[&[V_1_6]]
        };
        let mut result = export(claims[0]);
        for claim in &claims[1..] {
            if result.is_ok() {
                break;
            }
            result = export(claim);
        }
        let bytes = result.map_err(|errors| {
            errors.iter().map(|error| engine_problem(error, ProblemKind::KitSource)).collect::<Vec<_>>()
        })?;
        match settings.kind {
            PdfKind::Press => boxes::press_ready(bytes, document.pages(), settings),
            PdfKind::Proof | PdfKind::Document => Ok(bytes),
        }
    }

    /// One page as PNG; `page` counts from 0. `None` when there is no such page.
    pub fn png(&self, sheet: &Sheet, page: usize, dpi: u32, bleed: bool) -> Option<Vec<u8>> {
        let options =
            typst_render::RenderOptions { pixel_per_pt: Scalar::new(f64::from(dpi) / 72.0), render_bleed: bleed };
        typst_render::render(sheet.pages.get(page)?, &options).encode_png().ok()
    }

    /// One page as SVG; `page` counts from 0. `None` when there is no such page.
    pub fn svg(&self, sheet: &Sheet, page: usize, bleed: bool) -> Option<String> {
        let options = typst_svg::SvgOptions { render_bleed: bleed, pretty: false };
        Some(typst_svg::svg(sheet.pages.get(page)?, &options))
    }
}

impl Kit<'_> {
    /// Sets one record. Text in `data` is only ever a value, never read as markup.
    pub fn set(&self, data: &serde_json::Value) -> Result<Sheet, Vec<Problem>> {
        let job = Job {
            shop: &self.engine.shop,
            desk: &self.desk,
            data: Bytes::new(serde_json::to_vec(data).expect("a JSON value can be written")),
        };
        let Warned { output, warnings } = typst::compile::<PagedDocument>(&job);
        if self.engine.set.fetch_add(1, Ordering::Relaxed) % MEMORY == MEMORY - 1 {
            comemo::evict(1);
        }
        let mut problems: Vec<Problem> = Vec::new();
        let mut codes: Vec<String> = Vec::new();
        for warning in &warnings {
            match natives::code_text(&warning.message) {
                Some(text) if codes.iter().any(|known| known == text) => {}
                Some(text) => codes.push(text.to_owned()),
                None => problems.push(located(&job, warning)),
            }
        }
        let document = match output {
            Ok(document) => document,
            Err(errors) => {
                problems.extend(errors.iter().map(|error| located(&job, error)));
                return Err(problems);
            }
        };
        for missing in scan::missing_glyphs(document.pages()) {
            let (character, number, family) = (missing.character, u32::from(missing.character), &missing.family);
            let problem = Problem::error(
                ProblemKind::MissingGlyph,
                words!(
                    "字体“{family}”里没有“{character}”（U+{number:04X}）这个字",
                    "the font “{family}” has no “{character}” (U+{number:04X})"
                ),
            )
            .at(place(&job, missing.span))
            .help(words!(
                "换一个字，或把含有它的字体放进 kits/*/fonts 并在模板里写上",
                "use another character, or put a font that has it into kits/*/fonts and name it in the kit"
            ));
            problems.push(Problem { character: Some(character), ..problem });
        }
        let found = document.pages().len();
        if let Some(sides) = self.sides.filter(|&sides| sides != found) {
            problems.push(
                Problem::error(
                    ProblemKind::Overset,
                    words!(
                        "内容排成了 {found} 面，这个模板是 {sides} 面",
                        "the content takes {found} sides, this kit has {sides}"
                    ),
                )
                .help(words!("缩短文字", "shorten the text")),
            );
        }
        if problems.iter().any(|problem| problem.severity == Severity::Error) {
            return Err(problems);
        }
        let info = typst::model::Document::info(&document).clone();
        Ok(Sheet { pages: document.pages().into(), info, codes, notes: problems })
    }
}

impl Sheet {
    pub fn pages(&self) -> usize {
        self.pages.len()
    }
}

fn merged(sheets: &[Sheet], settings: &PdfSettings) -> PagedDocument {
    let mut info = sheets.first().map(|sheet| sheet.info.clone()).unwrap_or_default();
    info.title = Some(settings.title.into());
    info.author = if settings.author.is_empty() { Vec::new() } else { vec![settings.author.into()] };
    info.date = Smart::Custom(settings.date.and_then(datetime));
    info.locale = Smart::Custom(locale(settings.lang));
    let pages = sheets.iter().flat_map(|sheet| sheet.pages.iter());
    let pages =
        if settings.kind != PdfKind::Press { pages.map(proof::proof).collect() } else { pages.cloned().collect() };
    PagedDocument::new(pages, info)
}

fn locale(tag: &str) -> Locale {
    let mut parts = tag.split('-');
    let lang = parts.next().and_then(|lang| lang.parse::<Lang>().ok()).unwrap_or(Lang::CHINESE);
    Locale::new(lang, parts.next().and_then(|region| region.parse::<Region>().ok()))
}

fn located(job: &Job, diagnostic: &SourceDiagnostic) -> Problem {
    let mut problem = engine_problem(diagnostic, ProblemKind::KitSource);
    problem.place =
        diagnostic.span.id().zip(job.range(diagnostic.span)).map(|(id, range)| Place { file: path_of(id), range });
    problem
}

fn place(job: &Job, span: typst::syntax::Span) -> Option<Place> {
    span.id().zip(job.range(span)).map(|(id, range)| Place { file: path_of(id), range })
}

/// The engine's own words are English; what we added to it speaks both languages.
fn engine_problem(diagnostic: &SourceDiagnostic, kind: ProblemKind) -> Problem {
    let severity = match diagnostic.severity {
        typst::diag::Severity::Error => Severity::Error,
        typst::diag::Severity::Warning => Severity::Warning,
    };
    if let Some(own) = natives::decode(&diagnostic.message) {
        return Problem { severity, ..own };
    }
    let message = diagnostic.message.as_str();
    if let Some(family) = message.strip_prefix("unknown font family: ") {
        // The engine only warns, and may then print nothing at all.
        return Problem::error(
            ProblemKind::UnknownFont,
            words!("没有名为“{family}”的字体", "no font family “{family}”"),
        )
        .help(words!(
            "内置的是“{FAMILY}”；别的字体放进 kits/*/fonts 或 themes/*/fonts",
            "“{FAMILY}” is built in; put others into kits/*/fonts or themes/*/fonts"
        ));
    }
    let mut problem = Problem::error(kind, words!("模板出错：{message}", "the kit fails: {message}"));
    problem.severity = severity;
    for hint in &diagnostic.hints {
        let hint = &hint.v;
        problem.help.push(words!("{hint}", "{hint}"));
    }
    problem
}
