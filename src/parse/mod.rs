//! Floor 2: reads sources into drafts. Never fails, never stops at the first mistake, always makes the record.

pub mod bargain;
pub mod campaign;
pub mod chapter;
pub mod check_in;
pub mod code;
pub mod coupon;
pub mod csv;
pub mod data;
pub mod discount;
pub mod fields;
pub mod figures;
pub mod front;
pub mod goods;
pub mod group_buy;
pub mod kit;
pub mod kpi;
pub mod limit;
pub mod lottery;
pub mod markdown;
pub mod moment;
pub mod plan;
pub mod print;
pub mod record;
pub mod ref_price;
pub mod referral;
pub mod role;
pub mod rollout;
pub mod rubric;
pub mod rule_lock;
pub mod schema;
pub mod script;
pub mod shape;
pub mod site;
pub mod term;
pub mod translation;
pub mod waiver;
pub mod what_if;
pub mod workbook;

use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
        span::{FileId, Span},
    },
    model::{
        Manuscript, asset::Asset, campaign::CampaignDraft, chapter::ChapterDraft, data::DataTable,
        figures::FiguresDraft, kit::Kit, kpi::KpiDraft, limit::Limit, plan::PlanDraft, print::PrintDraft, role::Role,
        rubric::RubricDraft, rule_lock::RuleLock, script::LibraryDraft, term::Term, translation::TranslationDraft,
    },
    source::{SourceFile, Sources},
    words,
};
use rayon::prelude::*;

/// A source file as the readers of records see it.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub file: FileId,
    pub text: &'a str,
}

/// What one file turned out to be.
enum Read {
    Chapter(ChapterDraft),
    Translation(TranslationDraft),
    Library(LibraryDraft),
    Campaign(Box<CampaignDraft>),
    Kpi(KpiDraft),
    Plan(PlanDraft),
    Rubric(RubricDraft),
    Print(PrintDraft),
    Kit(Kit),
    Data(DataTable),
    Figures(FiguresDraft),
    Roles(Vec<Role>),
    Terms(Vec<Term>),
    Synonyms(Vec<Vec<String>>),
    Limits(Vec<Limit>),
    RuleLock(RuleLock),
    Asset(Asset),
    Nothing,
}

/// A record that has a file of its own, as written.
pub enum Draft {
    Chapter(ChapterDraft),
    Library(LibraryDraft),
    Campaign(Box<CampaignDraft>),
    Kpi(KpiDraft),
}

/// Reads one file by itself; `None` for what is no record with a page of its own.
pub fn draft(source: &SourceFile) -> Option<(Draft, Diags)> {
    let (read, diags) = file(source);
    let draft = match read {
        Read::Chapter(chapter) => Draft::Chapter(chapter),
        Read::Library(library) => Draft::Library(library),
        Read::Campaign(campaign) => Draft::Campaign(campaign),
        Read::Kpi(kpi) => Draft::Kpi(kpi),
        _ => return None,
    };
    Some((draft, diags))
}

/// Reads every file by what its path says it is.
pub fn parse(sources: &Sources, diags: &mut Diags) -> Manuscript {
    let site = match sources.find("sopress.toml") {
        Some(file) => site::site(&Source { file: file.id, text: file.text() }, diags),
        // Without the file nothing was loaded; an empty one says what is missing.
        None => site::site(&Source { file: FileId(u32::MAX), text: "title = \"-\"" }, &mut Diags::new()),
    };
    let mut manuscript = Manuscript {
        site,
        chapters: Vec::new(),
        translations: Vec::new(),
        libraries: Vec::new(),
        campaigns: Vec::new(),
        kpis: Vec::new(),
        plans: Vec::new(),
        rubrics: Vec::new(),
        prints: Vec::new(),
        kits: Vec::new(),
        codes: Vec::new(),
        data: Vec::new(),
        figures: Vec::new(),
        limits: Vec::new(),
        roles: Vec::new(),
        terms: Vec::new(),
        synonyms: Vec::new(),
        waivers: Vec::new(),
        rule_locks: Vec::new(),
        assets: Vec::new(),
        kit_files: Vec::new(),
    };
    manuscript.kit_files.extend(sources.under("kits/").map(asset));
    // A theme's fonts are there for paper, too.
    let fonts = sources.under("themes/").filter(|file| matches!(file.extension().as_str(), "otf" | "ttf" | "ttc"));
    manuscript.kit_files.extend(fonts.map(asset));
    for file in sources.under("content/").filter(|file| matches!(file.extension().as_str(), "md" | "toml")) {
        let source = Source { file: file.id, text: file.text() };
        manuscript.waivers.extend(waiver::waivers(&source, file.extension() == "toml"));
    }
    let read: Vec<(Read, Diags)> = sources.files().par_iter().map(file).collect();
    for (record, found) in read {
        diags.extend(found);
        match record {
            Read::Chapter(chapter) => manuscript.chapters.push(chapter),
            Read::Translation(translation) => manuscript.translations.push(translation),
            Read::Library(library) => manuscript.libraries.push(library),
            Read::Campaign(campaign) => manuscript.campaigns.push(*campaign),
            Read::Kpi(kpi) => manuscript.kpis.push(kpi),
            Read::Plan(plan) => manuscript.plans.push(plan),
            Read::Rubric(rubric) => manuscript.rubrics.push(rubric),
            Read::Print(print) => manuscript.prints.push(print),
            Read::Kit(kit) => manuscript.kits.push(kit),
            Read::Data(table) if table.path == "data/codes.csv" => manuscript.codes = code::codes(&table, diags),
            Read::Data(table) => manuscript.data.push(table),
            Read::Figures(figures) => manuscript.figures.push(figures),
            Read::Roles(roles) => manuscript.roles = roles,
            Read::Terms(terms) => manuscript.terms = terms,
            Read::Synonyms(groups) => manuscript.synonyms = groups,
            Read::Limits(limits) => manuscript.limits = limits,
            Read::RuleLock(lock) => manuscript.rule_locks.push(lock),
            Read::Asset(asset) => manuscript.assets.push(asset),
            Read::Nothing => {}
        }
    }
    manuscript.translations = translation::adopt(manuscript.translations, &mut manuscript.chapters, diags);
    manuscript
}

fn file(file: &SourceFile) -> (Read, Diags) {
    let source = Source { file: file.id, text: file.text() };
    if let Some(kit) = file.path.strip_prefix("kits/").and_then(|path| path.strip_suffix("/kit.toml")) {
        return map(kit::kit(&source, kit), Read::Kit);
    }
    let Some(path) = file.path.strip_prefix("content/") else { return (Read::Nothing, Diags::new()) };
    let (folder, rest) = path.split_once('/').unwrap_or(("", path));
    let extension = file.extension();
    match (folder, extension.as_str(), rest) {
        ("handbook", "md", _) => match translation::original(rest) {
            Some((lang, path)) => map(translation::translation(&source, lang, &path), Read::Translation),
            None => map(chapter::chapter(&source, rest), Read::Chapter),
        },
        ("scripts", "md", _) => map(script::library(&source, rest), Read::Library),
        ("campaigns", "md", _) => map(campaign::campaign(&source, rest), |campaign| Read::Campaign(Box::new(campaign))),
        ("kpis", "md", _) => map(kpi::kpi(&source, rest), Read::Kpi),
        ("plans", "md", _) => map(plan::plan(&source, rest), Read::Plan),
        ("rubrics", "md", _) => map(rubric::rubric(&source, rest), Read::Rubric),
        ("prints", "toml", _) => map(print::print(&source, rest), Read::Print),
        ("locks", "toml", _) => map(rule_lock::rule_lock(&source), Read::RuleLock),
        ("data", "csv", _) if rest.starts_with("kpi/") => {
            let (table, mut diags) = csv::table(file.text(), file.id, path);
            let (figures, found) = figures::table(&table, rest.trim_start_matches("kpi/"));
            diags.extend(found);
            (Read::Figures(figures), diags)
        }
        ("data", "xlsx", _) if rest.starts_with("kpi/") => {
            map(figures::workbook(file.bytes(), file.id, rest.trim_start_matches("kpi/")), Read::Figures)
        }
        ("data", "csv", _) => map(csv::data(file.text(), file.id, path), Read::Data),
        ("data", "xlsx", _) => map(workbook::table(file.bytes(), file.id, path), Read::Data),
        ("", "toml", "roles.toml") => map(role::roles(&source), Read::Roles),
        ("", "toml", "terms.toml") => map(term::terms(&source), Read::Terms),
        ("", "toml", "synonyms.toml") => map(term::synonyms(&source), Read::Synonyms),
        ("", "toml", "limits.toml") => map(limit::limits(&source), Read::Limits),
        (_, "md" | "toml", _) => (Read::Nothing, stray(file)),
        (_, "csv" | "xlsx", _) => (Read::Nothing, Diags::new()),
        _ => (Read::Asset(asset(file)), Diags::new()),
    }
}

fn asset(file: &SourceFile) -> Asset {
    Asset { builtin: file.builtin, ..Asset::new(file.id, file.path.clone(), file.bytes().into()) }
}

fn map<T>((record, diags): (T, Diags), wrap: impl Fn(T) -> Read) -> (Read, Diags) {
    (wrap(record), diags)
}

fn stray(file: &SourceFile) -> Diags {
    let mut diags = Diags::new();
    diags.push(
        Diag::warning(Code::STRAY_FILE, Span::file(file.id), words!("没有人读这个文件", "nothing reads this file")).help(words!(
            "章节放在 content/handbook/，话术放在 content/scripts/，活动放在 content/campaigns/，指标放在 content/kpis/，方案放在 content/plans/，量表放在 content/rubrics/，物料放在 content/prints/",
            "chapters go to content/handbook/, scripts to content/scripts/, campaigns to content/campaigns/, KPIs to content/kpis/, plans to content/plans/, rubrics to content/rubrics/, prints to content/prints/"
        )),
    );
    diags
}
