//! A chapter of the handbook: document data, text, steps with checklists.

use super::{
    kpi::Kpi,
    role::Role,
    script::Script,
    table::Id,
    text::{Link, Text, Written},
};
use crate::base::{
    date::Date,
    span::{FileId, Span, Spanned},
};

/// What both forms of a chapter say alike.
#[derive(Clone, Debug)]
pub struct Document {
    pub file: FileId,
    /// The header's place.
    pub span: Span,
    pub title: Spanned<String>,
    /// The path below `handbook/` without extension and numbers, ASCII: `01-group/02-join.md` is `group/join`; `_index` is the folder's own.
    pub slug: String,
    /// The folders above and the file name as written, for the order of the book.
    pub order: Vec<String>,
    /// Whether this is the page of a folder (`_index.md`).
    pub is_folder: bool,
    /// One sentence for lists and link previews.
    pub summary: String,
    /// Document number, such as `CM-ENT-001`.
    pub code: Option<Spanned<String>>,
    pub version: Option<Spanned<String>>,
    pub status: Spanned<Status>,
    pub owner: Option<Spanned<String>>,
    pub approver: Option<Spanned<String>>,
    pub effective_from: Option<Spanned<Date>>,
    pub review_by: Option<Spanned<Date>>,
    pub audience: Audience,
    pub tags: Vec<Spanned<String>>,
    /// Other words by which the search finds it.
    pub aliases: Vec<Spanned<String>>,
    pub changelog: Vec<Spanned<Change>>,
    /// Minutes within which all its steps are done.
    pub sla: Option<Spanned<u32>>,
    pub records: Vec<Spanned<Form>>,
    pub source: Option<Source>,
}

#[derive(Clone, Debug)]
pub struct ChapterDraft {
    pub document: Document,
    pub roles: Vec<Spanned<String>>,
    pub kpis: Vec<Spanned<String>>,
    pub body: Text<Written>,
    pub steps: Vec<StepDraft>,
}

#[derive(Clone, Debug)]
pub struct Chapter {
    pub document: Document,
    pub roles: Vec<Id<Role>>,
    pub kpis: Vec<Id<Kpi>>,
    pub body: Text<Link>,
    pub steps: Vec<Step>,
}

/// The life of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    Draft,
    InReview,
    Effective,
    Retired,
}

impl Status {
    pub const CHOICES: &[(&'static [&'static str], Status)] = &[
        (&["draft", "草稿"], Status::Draft),
        (&["in_review", "审核中"], Status::InReview),
        (&["effective", "生效"], Status::Effective),
        (&["retired", "停用"], Status::Retired),
    ];

    pub fn key(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::InReview => "in_review",
            Status::Effective => "effective",
            Status::Retired => "retired",
        }
    }
}

/// Who may see it. A build for an audience leaves out what is for a narrower one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Everyone.
    Public,
    /// Stores and partners.
    Store,
    /// The team.
    #[default]
    Internal,
}

impl Audience {
    pub const CHOICES: &[(&'static [&'static str], Audience)] = &[
        (&["internal", "内部"], Audience::Internal),
        (&["store", "门店"], Audience::Store),
        (&["public", "公开"], Audience::Public),
    ];

    /// The audience that an `:::only` block names; the team when it cannot be read.
    pub fn of_block(title: &str) -> Audience {
        let choice = Audience::CHOICES.iter().find(|(names, _)| names.contains(&title.trim()));
        choice.map_or(Audience::Internal, |(_, audience)| *audience)
    }

    /// Whether a reader of kind `reader` may see what is meant for `self`.
    pub fn open_to(self, reader: Audience) -> bool {
        self <= reader
    }
}

#[derive(Clone, Debug)]
pub struct Change {
    pub version: String,
    pub date: Option<Date>,
    pub what: String,
    pub why: String,
}

/// What is written down when the document is followed.
#[derive(Clone, Debug)]
pub struct Form {
    pub form: String,
    pub place: String,
    /// How long it is kept, as the writer says it: `2年`.
    pub keep: Option<Spanned<String>>,
}

/// Where a chapter's facts come from.
#[derive(Clone, Debug)]
pub struct Source {
    pub from: String,
    pub reliability: String,
}

/// A heading with the class `.step` and what stands below it, as written.
#[derive(Clone, Debug)]
pub struct StepDraft {
    pub place: StepPlace,
    pub role: Option<Spanned<String>>,
    pub script: Option<Spanned<String>>,
    /// `if=` and the step's anchor in `then=`, in order; several decisions are several pairs, `else=` is one without a condition.
    pub next: Vec<Branch<Spanned<String>>>,
}

#[derive(Clone, Debug)]
pub struct Step {
    pub place: StepPlace,
    pub role: Option<Id<Role>>,
    pub script: Option<Id<Script>>,
    /// Indices of steps in the same chapter.
    pub next: Vec<Branch<usize>>,
}

/// What both forms of a step say alike.
#[derive(Clone, Debug)]
pub struct StepPlace {
    pub span: Span,
    pub title: String,
    pub anchor: String,
    /// The heading's index in the body's pieces, and the end of what stands below it.
    pub from: usize,
    pub to: usize,
    /// Minutes within which it is to be done.
    pub sla: Option<u32>,
    pub decision: bool,
    /// A role was written, whether it exists or not.
    pub names_role: bool,
    /// The words of the task list below, in order.
    pub checklist: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Branch<T> {
    pub condition: String,
    pub to: T,
}
