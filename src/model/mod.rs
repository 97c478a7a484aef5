//! Floor 1: the records of a book. Each file holds the draft (as written) and the record (as meant) side by side.

pub mod asset;
pub mod bargain;
pub mod campaign;
pub mod chance;
pub mod chapter;
pub mod check_in;
pub mod code;
pub mod coupon;
pub mod cuts;
pub mod data;
pub mod discount;
pub mod draw;
pub mod economy;
pub mod engines;
pub mod figures;
pub mod filter;
pub mod formula;
pub mod goal;
pub mod goods;
pub mod group_buy;
pub mod kit;
pub mod kpi;
pub mod ledger;
pub mod limit;
pub mod live;
pub mod lottery;
pub mod plan;
pub mod print;
pub mod published;
pub mod ref_price;
pub mod referral;
pub mod role;
pub mod rollout;
pub mod rows;
pub mod rubric;
pub mod rule_lock;
pub mod scenario;
pub mod script;
pub mod site;
pub mod sum;
pub mod table;
pub mod term;
pub mod text;
pub mod translation;
pub mod waiver;
pub mod wecom;

use asset::Asset;
use campaign::{Campaign, CampaignDraft};
use chapter::{Chapter, ChapterDraft};
use code::LiveCode;
use data::DataTable;
use figures::{Figures, FiguresDraft};
use kit::Kit;
use kpi::{Kpi, KpiDraft};
use limit::Limit;
use plan::{Plan, PlanDraft};
use print::{Print, PrintDraft};
use role::Role;
use rubric::{Rubric, RubricDraft};
use rule_lock::RuleLock;
use script::{Library, LibraryDraft, Script};
use site::Site;
use table::{Id, Table};
use term::Term;
use translation::{Translation, TranslationDraft};
use waiver::Waiver;

/// Everything as written: references are names.
#[derive(Clone, Debug)]
pub struct Manuscript {
    pub site: Site,
    pub chapters: Vec<ChapterDraft>,
    pub translations: Vec<TranslationDraft>,
    pub libraries: Vec<LibraryDraft>,
    pub campaigns: Vec<CampaignDraft>,
    pub kpis: Vec<KpiDraft>,
    pub plans: Vec<PlanDraft>,
    pub rubrics: Vec<RubricDraft>,
    pub prints: Vec<PrintDraft>,
    pub kits: Vec<Kit>,
    pub codes: Vec<LiveCode>,
    pub data: Vec<DataTable>,
    pub figures: Vec<FiguresDraft>,
    pub limits: Vec<Limit>,
    pub roles: Vec<Role>,
    pub terms: Vec<Term>,
    /// Words that mean the same, for the search.
    pub synonyms: Vec<Vec<String>>,
    pub waivers: Vec<Waiver>,
    pub rule_locks: Vec<RuleLock>,
    pub assets: Vec<Asset>,
    /// Everything below `kits/`: what the press may read.
    pub kit_files: Vec<Asset>,
}

/// Everything as meant: references are ids, and no reference dangles.
#[derive(Clone, Debug)]
pub struct Book {
    pub site: Site,
    /// In the order of the book: a folder's own page stands before its chapters.
    pub chapters: Table<Chapter>,
    /// Chapters in other languages.
    pub translations: Table<Translation>,
    pub libraries: Table<Library>,
    pub scripts: Table<Script>,
    pub campaigns: Table<Campaign>,
    pub kpis: Table<Kpi>,
    /// In the order of work.
    pub plans: Table<Plan>,
    pub rubrics: Table<Rubric>,
    pub prints: Table<Print>,
    pub kits: Table<Kit>,
    pub codes: Table<LiveCode>,
    pub data: Table<DataTable>,
    /// What teams filled in, by team.
    pub figures: Vec<Figures>,
    pub limits: Table<Limit>,
    pub roles: Table<Role>,
    pub terms: Table<Term>,
    /// Words that mean the same, for the search.
    pub synonyms: Vec<Vec<String>>,
    /// Rules that a writer set aside for a line, with a reason and an end.
    pub waivers: Vec<Waiver>,
    /// What campaigns published at their start.
    pub rule_locks: Vec<RuleLock>,
    /// Every picture and download below `content/`.
    pub assets: Table<Asset>,
    /// Everything below `kits/`: what the press may read.
    pub kit_files: Vec<Asset>,
}

impl Book {
    /// The stages that KPIs name, each once, in their order; then those that only plans name.
    pub fn stages(&self) -> Vec<&str> {
        let kpis = self.kpis.values().flat_map(|kpi| &kpi.head.stages);
        let plans = self.plans.values().filter_map(|plan| plan.head.stage.as_ref());
        let mut list: Vec<&str> = Vec::new();
        for stage in kpis.chain(plans) {
            if !list.contains(&stage.value.as_str()) {
                list.push(&stage.value);
            }
        }
        list
    }
}

/// Any record that a link can lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Record {
    Chapter(Id<Chapter>),
    Library(Id<Library>),
    Script(Id<Script>),
    Campaign(Id<Campaign>),
    Kpi(Id<Kpi>),
    Plan(Id<Plan>),
    Rubric(Id<Rubric>),
    Print(Id<Print>),
    Role(Id<Role>),
    Term(Id<Term>),
    Code(Id<LiveCode>),
}
