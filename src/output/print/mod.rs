//! Paper: from a kit's sources and one record's data to pages, and from pages to PDF, PNG and SVG.
//!
//! All use of the typesetting engine stands behind this module. It reads no disk, no system font, no network and no
//! clock: the same sources, data and settings give the same bytes. One record is one call of [`Kit::set`]; the pages of
//! many records become one file by [`Engine::pdf`], so that fonts are embedded once.

pub mod code;
pub mod document;
pub mod form;
pub mod handbook;
pub mod imposition;
mod ink;
pub mod job;
pub mod order;
pub mod picture;
mod problem;
pub mod rules;
pub mod social;
pub mod task;

#[cfg(feature = "press")]
mod boxes;
#[cfg(feature = "press")]
mod engine;
#[cfg(all(test, feature = "press"))]
mod every_kit;
#[cfg(feature = "press")]
mod faces;
#[cfg(feature = "press")]
mod impose;
#[cfg(feature = "press")]
mod natives;
#[cfg(feature = "press")]
mod overprint;
#[cfg(feature = "press")]
mod pictures;
#[cfg(feature = "press")]
mod plates;
#[cfg(feature = "press")]
mod preflight;
#[cfg(feature = "press")]
mod proof;
#[cfg(feature = "press")]
mod reading;
#[cfg(feature = "press")]
mod scan;
#[cfg(all(test, feature = "press"))]
mod tests;
#[cfg(feature = "press")]
mod world;
#[cfg(feature = "press")]
pub use engine::{Engine, Kit, Sheet};

#[cfg(not(feature = "press"))]
mod without;
#[cfg(not(feature = "press"))]
pub use without::{Engine, Kit, Sheet};

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::{date::Date, lang::Lang};

pub use ink::Ink;
pub use problem::{Place, Problem, ProblemKind};

/// Whether this program can print at all.
pub const HAS_ENGINE: bool = cfg!(feature = "press");

/// The name of the family that is always there: Noto Sans CJK SC cut down to what Chinese print needs.
pub const FAMILY: &str = "Sopress Hei";

/// A kit as files in memory. Paths are those of the workspace with a leading slash: `/kits/poster-a3/poster.typ`.
#[derive(Clone, Copy, Debug)]
pub struct KitSources<'a> {
    /// The file that is set; it reads its data with `json("/data.json")`.
    pub main: &'a str,
    /// Everything it may import or read: Typst sources, pictures, data.
    pub files: &'a [(String, Arc<[u8]>)],
    /// What `datetime.today()` says.
    pub today: Date,
    /// Pages that one record must give; another number is an overset.
    pub sides: Option<usize>,
}

/// What a PDF is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PdfKind {
    /// For a print shop: as the kit says, with bleed and boxes, without tags.
    Press,
    /// For the eye: RGB, cut to the trim size, with tags.
    Proof,
    /// For reading: tags, outline, links.
    Document,
}

/// A printing condition that a press PDF names; with a profile the file has the structure of PDF/X-4.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OutputIntent {
    /// Its name in the ICC registry, such as `FOGRA39` or `JC200103`.
    pub condition: String,
    /// In words, for people.
    pub info: String,
    /// Where among the files the ICC profile of that condition stands, from the user: none is shipped.
    pub profile: Option<String>,
}

#[derive(Clone, Debug)]
pub struct PdfSettings<'a> {
    pub kind: PdfKind,
    pub title: &'a str,
    pub author: &'a str,
    /// BCP 47: `zh-CN`.
    pub lang: &'a str,
    /// Written as the time of making at midnight; without it the file has none.
    pub date: Option<Date>,
    pub intent: Option<&'a OutputIntent>,
    /// The intent's profile.
    pub profile: Option<&'a [u8]>,
    /// Colours of vector pictures that a press file prints in inks of their own.
    pub inks: &'a [Ink],
    /// Where cards stand, when pages are sheets of paper.
    pub sheet: Option<SheetBoxes>,
}

/// What is cut out of a sheet of paper, in millimetres.
#[derive(Clone, Copy, Debug)]
pub struct SheetBoxes {
    /// Left, top, right and bottom from the upper left corner: see [`imposition::Plan::trim`].
    pub trim: [f64; 4],
    pub bleed: f64,
}

/// What the pages are for decides what counts as a mistake.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    /// Nothing to be read nearer to the trim than this, in millimetres.
    pub safe: f64,
    /// Inks, hairlines and picture resolution matter: paper of a print shop and not a screen.
    pub press: bool,
}

/// What the job sheet of an order says.
#[derive(Clone, Debug, Default)]
pub struct JobSheet {
    pub lang: Lang,
    pub title: String,
    /// The number of the job, on every page.
    pub job: String,
    /// Paper, sheets, copies, order after cutting, version, date of the data.
    pub facts: Vec<(String, String)>,
    /// What was looked at, and what came of it.
    pub checks: Vec<(String, String)>,
    /// Rows that were not printed, and why.
    pub failed: Vec<(String, String)>,
    /// Store, address, copies, pages.
    pub packing: Vec<[String; 4]>,
    /// Said below them: how many more there are.
    pub more: String,
}
