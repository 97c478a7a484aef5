//! Floor 5: what a book becomes. Outputs are strangers to each other and pure: no disk, no clock, no environment, no network.

pub mod calendar;
pub mod draw;
pub mod html;
pub mod print;
pub mod record;
pub mod script;
pub mod seal;
pub mod search;
pub mod sheet;

use crate::{
    base::{artifact::OutPath, code::Page, date::Date, diag::Diag, lang::Lang, span::FileId},
    model::{Book, Record, campaign::Campaign, chapter::Audience, table::Id},
    theme::Theme,
};

/// All that an output may read.
#[derive(Clone, Copy, Debug)]
pub struct Press<'a> {
    pub book: &'a Book,
    pub theme: &'a Theme,
    pub today: Date,
    /// For whom it is made; what is meant for a narrower circle is left out.
    pub audience: Audience,
    /// The language of the interface.
    pub lang: Lang,
    /// A short hash of everything that went in: pages ask with it whether a newer build is out.
    pub build: &'a str,
    /// The folder of the search data below the output: `_search/<hash>`; empty when there is none.
    pub search_base: &'a str,
    /// What the other outputs make beside the pages, in the order in which a reader is to see it.
    pub downloads: &'a [Download],
    /// The pages of all rules, for the appendix, in the order of their codes.
    pub rules: &'a [&'static Page],
    /// What the rules found, for the pages of the team.
    pub findings: &'a [Finding],
}

/// What a rule says about a record's file.
#[derive(Clone, Debug)]
pub struct Finding {
    pub file: FileId,
    /// As a writer counts: “第 12 行”.
    pub place: String,
    pub diag: Diag,
}

/// The build of every preview: a page that did not change is then the same page.
pub const PREVIEW: &str = "preview";

impl Press<'_> {
    /// Whether it is made for the preview server, which stands at the root of its host.
    pub fn is_preview(&self) -> bool {
        self.build == PREVIEW
    }
}

/// A file that another output makes and pages offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    pub shelf: Shelf,
    pub kind: DownloadKind,
    pub path: OutPath,
    /// The row of a print that it belongs to.
    pub piece: Option<String>,
    /// What tells it from others of its kind on the page: a role, a stage, a team.
    pub label: String,
    /// What a preview puts behind a picture's address, so that another picture is asked for; empty in what is built.
    pub stamp: String,
}

/// The page that offers a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// None: it belongs to the head of every page.
    Site,
    /// A print, a campaign, a KPI, a chapter.
    Record(Record),
    /// The rules of a campaign.
    Rules(Id<Campaign>),
    /// The list of all chapters.
    Contents,
    /// The list of all KPIs.
    Kpis,
    /// A stage, by its number among those of the book.
    Stage(u32),
}

/// Kinds of files by what a reader wants of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DownloadKind {
    /// A picture for the page itself, with its size in pixels.
    Preview {
        width: u32,
        height: u32,
    },
    /// For the printing house.
    Press,
    /// A picture for chats, or a ZIP of several.
    Picture,
    /// With marks and notes, to be looked over before printing.
    Proof,
    /// Several to a sheet, for the office printer.
    Sheet,
    /// Everything of a print at once.
    Zip,
    Worksheet,
    /// To fill in by hand.
    Form,
    Calendar,
    /// The page itself as a document.
    Document,
    /// For other programs.
    Data,
}
