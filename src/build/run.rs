//! Runs jobs and writes what they make. Pages run in parallel; prints are made by workers meanwhile.

use super::{
    compile::Compiled,
    plan::{self, Job, Planned},
    pressroom::{self, crew::Hands},
    records,
    write::{Output, WAIT, Written},
};
use crate::{
    base::{
        artifact::{Artifact, OutPath},
        code::Page,
        date::Date,
        diag::{Diag, Diags},
        lang::Lang,
    },
    check,
    model::{Book, Record, asset::Asset, chapter::Audience, kit::KitOutput, rollout, table::Id, text::RecordKind},
    output::{
        Download, DownloadKind, Finding, Press, Shelf, calendar,
        html::{self, Places, Printer, Survey},
        print::{self, handbook::Part},
        record, script,
        seal::Seal,
        search, sheet,
    },
    words,
};
use rayon::prelude::*;
use std::{collections::BTreeSet, path::Path, sync::Mutex};

#[derive(Clone, Debug)]
pub struct Options<'a> {
    pub audience: Audience,
    pub today: Date,
    /// Only outputs whose path matches.
    pub only: Option<&'a str>,
    /// Who prints.
    pub hands: Hands<'a>,
    /// Everything is put behind a password.
    pub seal: Option<&'a Seal>,
}

/// What a build made.
#[derive(Debug, Default)]
pub struct Made {
    pub written: Written,
    pub pages: usize,
    pub pieces: usize,
    pub sheets: usize,
    pub calendars: usize,
    pub documents: usize,
    pub diags: Diags,
}

/// Told after each finished job; may be called from any thread.
pub type Progress<'a> = &'a (dyn Fn() + Sync);

/// A password made ready for this site and audience.
pub fn seal(book: &Book, audience: Audience, password: &str) -> Seal {
    let site = format!("{}\0{}\0{audience:?}", book.site.base_url.value, book.site.title);
    Seal::new(password, &site, book.site.lang, html::published_root(book))
}

/// Runs the planned jobs and swaps the output. When a job fails the old output stays and `written` is empty.
pub fn build(
    compiled: &Compiled,
    planned: &[Planned],
    options: &Options<'_>,
    out: &Path,
    progress: Progress<'_>,
) -> Result<Made, Box<Diag>> {
    let output = Output::open(out, WAIT)?;
    let failures = Mutex::new(Diags::new());
    let fail = |diag: Diag| failures.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(diag);
    let put = |artifact: Artifact| {
        let published = match options.seal {
            Some(seal) => seal.seal(artifact),
            None => Some(artifact),
        };
        if let Some(Err(diag)) = published.map(|artifact| output.put(&artifact)) {
            fail(*diag);
        }
    };
    for artifact in options.seal.iter().flat_map(|seal| seal.files()) {
        if let Err(diag) = output.put(&artifact) {
            fail(*diag);
        }
    }
    let wanted: Vec<&Planned> =
        planned.iter().filter(|p| options.only.is_none_or(|glob| plan::matches(glob, &p.path))).collect();
    let mut made = Made::default();
    for planned in &wanted {
        match planned.job {
            Job::Page(_) => made.pages += 1,
            Job::Piece(..) => made.pieces += 1,
            Job::Sheet(_) | Job::StageSheet(_) | Job::TeamSheet(_) | Job::PlanSheet(_) | Job::RubricSheet(_) => {
                made.sheets += 1;
            }
            Job::Calendar(..) | Job::StoreCalendar(..) => made.calendars += 1,
            Job::Handbook(_) | Job::Rules(_) | Job::Form(_) => made.documents += 1,
            Job::Assets | Job::Picture(_) | Job::Search | Job::Preview(_) | Job::Social => {}
            Job::Records | Job::Llms | Job::ScriptList => {}
        }
    }
    let jobs: Vec<Job> = wanted.iter().map(|planned| planned.job).collect();
    std::thread::scope(|scope| {
        let print = || {
            pressroom::print(&compiled.book, options, &jobs, &|made| {
                made.diags.into_iter().for_each(&fail);
                made.artifact.into_iter().for_each(&put);
                progress();
            });
        };
        let is_pressed = jobs.iter().any(|job| job.is_pressed());
        let press = is_pressed.then(|| std::thread::Builder::new().spawn_scoped(scope, print));
        let site = Site::new(compiled, planned, options);
        if wanted.iter().any(|planned| planned.job == Job::Search) {
            site.search.iter().for_each(|artifact| put(artifact.clone()));
            progress();
        }
        let survey = Survey::new(site.press(compiled, options));
        let printer = Printer::new(site.press(compiled, options), &survey);
        wanted.par_iter().for_each(|planned| {
            let artifacts = match planned.job {
                Job::Picture(id) => picture(id, &printer, &|path| output.keep(path)),
                job => run(job, &printer),
            };
            match artifacts {
                Ok(artifacts) => artifacts.into_iter().for_each(&put),
                Err(diag) => fail(diag),
            }
            if !planned.job.is_pressed() && planned.job != Job::Search {
                progress();
            }
        });
        match press.map(|thread| thread.map(std::thread::ScopedJoinHandle::join)) {
            None | Some(Ok(Ok(()))) => {}
            Some(Ok(Err(panic))) => std::panic::resume_unwind(panic),
            Some(Err(error)) => fail(*super::write::failed(out, &error)),
        }
    });
    made.diags = failures.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    if !made.diags.has_errors() {
        made.written = output.finish()?;
    }
    Ok(made)
}

/// What pages need to know of the other outputs before they are printed.
pub struct Site {
    pub search: Vec<Artifact>,
    pub search_base: String,
    pub downloads: Vec<Download>,
    pub rules: Vec<&'static Page>,
    pub findings: Vec<Finding>,
    pub build: String,
}

impl Site {
    pub fn new(compiled: &Compiled, planned: &[Planned], options: &Options<'_>) -> Site {
        let index = search_index(compiled, options.audience);
        let build = fingerprint(compiled, options);
        Site { search: index.artifacts, build, ..Site::unsearched(compiled, planned, &index.base) }
    }

    /// For a preview: with the search data somewhere else, to be made when it is asked for.
    pub fn unsearched(compiled: &Compiled, planned: &[Planned], search_base: &str) -> Site {
        Site {
            search: Vec::new(),
            search_base: search_base.to_string(),
            downloads: downloads(&compiled.book, planned),
            rules: rules(),
            findings: findings(compiled),
            // The same for every version: a page that did not change is the same page, and is not loaded again.
            build: crate::output::PREVIEW.to_string(),
        }
    }

    pub fn press<'a>(&'a self, compiled: &'a Compiled, options: &Options<'_>) -> Press<'a> {
        Press {
            book: &compiled.book,
            theme: &compiled.theme,
            today: options.today,
            audience: options.audience,
            lang: compiled.book.site.lang,
            build: &self.build,
            search_base: &self.search_base,
            downloads: &self.downloads,
            rules: &self.rules,
            findings: &self.findings,
        }
    }
}

/// One job of the site; prints and the search have their own ways.
pub fn run(job: Job, printer: &Printer<'_>) -> Result<Vec<Artifact>, Diag> {
    let book = printer.press.book;
    Ok(match job {
        Job::Page(page) => vec![printer.page(page)?],
        Job::Assets => printer.assets()?,
        Job::Picture(id) => picture(id, printer, &|_| false)?,
        Job::Sheet(id) => {
            let path = plan::sheet_path(&book.campaigns[id]);
            vec![Artifact::new(path, sheet::campaign::workbook(book, printer.press.audience, id))]
        }
        Job::StageSheet(number) => {
            let stages = sheet::kpis::stages(book);
            vec![Artifact::new(plan::stage_path(stages[number]), sheet::kpis::stage(book, stages[number]))]
        }
        Job::TeamSheet(number) => {
            let figures = &book.figures[number];
            vec![Artifact::new(plan::team_path(number, figures), sheet::kpis::team(book, figures))]
        }
        Job::PlanSheet(id) => {
            let slug = &book.plans[id].head.slug;
            let path = OutPath::own(format!("plans/{slug}/{slug}.xlsx"));
            vec![Artifact::new(path, sheet::plan::workbook(book, id))]
        }
        Job::RubricSheet(id) => {
            let slug = &book.rubrics[id].head.slug;
            let path = OutPath::own(format!("rubrics/{slug}/{slug}.xlsx"));
            vec![Artifact::new(path, sheet::plan::of_rubric(book, id))]
        }
        Job::Calendar(id, role) => {
            let path = plan::calendar_path(book, &book.campaigns[id], role);
            let whose = role.map_or(calendar::Whose::Everyone, calendar::Whose::Role);
            calendar::campaign(book, printer.press.audience, id, whose)
                .map(|bytes| Artifact::new(path, bytes))
                .into_iter()
                .collect()
        }
        Job::StoreCalendar(id, number) => {
            let runs = rollout::runs(&book.campaigns[id]);
            let path = plan::store_calendar_path(&book.campaigns[id], &runs[number]);
            calendar::campaign(book, printer.press.audience, id, calendar::Whose::Store(&runs[number].slug))
                .map(|bytes| Artifact::new(path, bytes))
                .into_iter()
                .collect()
        }
        Job::Records => {
            let audience = printer.press.audience;
            let text = record::json(book, audience, &records::pages(book, audience));
            vec![Artifact::new(OutPath::own(plan::RECORDS), text)]
        }
        Job::Llms => {
            let text = record::llms(book, &records::pages(book, printer.press.audience));
            vec![Artifact::new(OutPath::own(plan::LLMS), text)]
        }
        Job::ScriptList => {
            let audience = printer.press.audience;
            let text = script::json(&script::lines(book, audience), audience);
            vec![Artifact::new(OutPath::own(plan::SCRIPT_LIST), text)]
        }
        Job::Search
        | Job::Piece(..)
        | Job::Preview(_)
        | Job::Rules(_)
        | Job::Handbook(_)
        | Job::Form(_)
        | Job::Social => Vec::new(),
    })
}

/// The versions of a picture that are not there yet: to make them is dear, and their names say what they were made from.
fn picture(id: Id<Asset>, printer: &Printer<'_>, keep: &dyn Fn(&OutPath) -> bool) -> Result<Vec<Artifact>, Diag> {
    let missing: Vec<u32> =
        printer.picture_paths(id).into_iter().filter(|(_, path)| !keep(path)).map(|(width, _)| width).collect();
    if missing.is_empty() { Ok(Vec::new()) } else { printer.picture(id, &missing) }
}

/// The pages of all rules, in the order of their codes.
pub fn rules() -> Vec<&'static Page> {
    let mut rules: Vec<&'static Page> = check::pages().collect();
    rules.sort_by_key(|page| page.code);
    rules
}

/// What the rules found, by the file that it was found in; other mistakes are told where they are mended, not to readers.
fn findings(compiled: &Compiled) -> Vec<Finding> {
    let known: BTreeSet<&str> = check::pages().map(|page| page.code.id()).collect();
    let of_rules = compiled.diags.clone().sorted().into_iter().filter(|diag| known.contains(diag.code.id()));
    of_rules
        .filter_map(|diag| {
            let span = diag.span?;
            let line = compiled.sources.place(span).line;
            let place = words!("第 {line} 行", "line {line}").get(compiled.book.site.lang).to_string();
            Some(Finding { file: span.file, place, diag })
        })
        .collect()
}

fn downloads(book: &Book, planned: &[Planned]) -> Vec<Download> {
    let record = |record, kind, piece, label: &str| (Shelf::Record(record), kind, piece, label.to_string());
    planned
        .iter()
        .filter_map(|planned| {
            let (shelf, kind, piece, label) = match planned.job {
                Job::Piece(id, number) => {
                    let print = &book.prints[id];
                    let kind = match print.kit.map(|kit| book.kits[kit].output) {
                        Some(KitOutput::Image) => DownloadKind::Picture,
                        Some(KitOutput::Document) => DownloadKind::Document,
                        _ => DownloadKind::Press,
                    };
                    record(Record::Print(id), kind, Some(print.pieces[number].slug.clone()), "")
                }
                Job::Preview(id) => {
                    let (width, height) = print::order::preview_size(book, &book.prints[id])?;
                    record(Record::Print(id), DownloadKind::Preview { width, height }, None, "")
                }
                Job::Sheet(id) => record(Record::Campaign(id), DownloadKind::Worksheet, None, ""),
                Job::Calendar(id, role) => {
                    let role = role.map_or("", |role| &book.roles[role].name.value);
                    record(Record::Campaign(id), DownloadKind::Calendar, None, role)
                }
                Job::StoreCalendar(id, number) => {
                    let label = rollout::runs(&book.campaigns[id])[number].stores.join("、");
                    record(Record::Campaign(id), DownloadKind::Calendar, None, &label)
                }
                Job::StageSheet(number) => {
                    let stage = sheet::kpis::stages(book)[number].to_string();
                    (Shelf::Stage(number as u32), DownloadKind::Worksheet, None, stage)
                }
                Job::TeamSheet(number) => {
                    (Shelf::Kpis, DownloadKind::Worksheet, None, book.figures[number].team.clone())
                }
                Job::Rules(id) => (Shelf::Rules(id), DownloadKind::Document, None, String::new()),
                Job::PlanSheet(id) => record(Record::Plan(id), DownloadKind::Worksheet, None, ""),
                Job::RubricSheet(id) => record(Record::Rubric(id), DownloadKind::Worksheet, None, ""),
                Job::Form(form) => match form {
                    print::form::Form::Campaign(id) => record(Record::Campaign(id), DownloadKind::Form, None, ""),
                    print::form::Form::Kpi(id) => record(Record::Kpi(id), DownloadKind::Form, None, ""),
                    print::form::Form::Plan(id) => record(Record::Plan(id), DownloadKind::Form, None, ""),
                    print::form::Form::Rubric(id) => record(Record::Rubric(id), DownloadKind::Form, None, ""),
                    print::form::Form::Stage(number) => {
                        (Shelf::Stage(number as u32), DownloadKind::Form, None, String::new())
                    }
                },
                Job::Social => {
                    let (width, height) = print::social::SIZE;
                    (Shelf::Site, DownloadKind::Preview { width, height }, None, String::new())
                }
                Job::Handbook(Part::Whole) => (Shelf::Contents, DownloadKind::Document, None, String::new()),
                Job::Handbook(Part::Chapter(id)) => record(Record::Chapter(id), DownloadKind::Document, None, ""),
                Job::Handbook(Part::Role(id)) => record(Record::Role(id), DownloadKind::Document, None, ""),
                Job::Records => (Shelf::Contents, DownloadKind::Data, None, String::new()),
                Job::ScriptList => {
                    let zh = book.site.lang == Lang::Zh;
                    let name = if zh { RecordKind::Script.zh() } else { RecordKind::Script.en() };
                    (Shelf::Contents, DownloadKind::Data, None, name.to_string())
                }
                Job::Page(_) | Job::Assets | Job::Picture(_) | Job::Search | Job::Llms => return None,
            };
            let path = OutPath::own(planned.path.clone());
            Some(Download { shelf, kind, path, piece, label, stamp: String::new() })
        })
        .collect()
}

/// The search data of this audience.
pub fn search_index(compiled: &Compiled, audience: Audience) -> search::Index {
    search::index(&search_pages(compiled, audience), &compiled.book.synonyms)
}

/// What the search is made of: the words of every page of this audience.
pub fn search_pages(compiled: &Compiled, audience: Audience) -> Vec<search::Page> {
    let book = &compiled.book;
    let places = Places::new(book, audience);
    places
        .pages(book)
        .into_par_iter()
        .filter_map(|page| {
            let path = places.path(page)?;
            let text = html::search_text(book, audience, page)?;
            Some(search::Page {
                url: path.to_string(),
                title: text.title,
                kind: search_kind(text.kind),
                roles: text.roles,
                aliases: text.aliases,
                source: text.source.map(|file| compiled.sources.path(file).to_string()).unwrap_or_default(),
                sections: text
                    .sections
                    .into_iter()
                    .map(|s| search::Section { anchor: s.anchor, heading: s.heading, text: s.text })
                    .collect(),
            })
        })
        .collect()
}

fn search_kind(kind: RecordKind) -> search::Kind {
    match kind {
        RecordKind::Chapter => search::Kind::Chapter,
        RecordKind::Script => search::Kind::Script,
        RecordKind::Campaign => search::Kind::Campaign,
        RecordKind::Kpi | RecordKind::Plan | RecordKind::Rubric => search::Kind::Kpi,
        RecordKind::Print => search::Kind::Print,
        RecordKind::Term => search::Kind::Term,
        RecordKind::Role => search::Kind::Role,
        RecordKind::Code => search::Kind::Other,
    }
}

/// A short hash of everything that went in; open pages ask with it whether there is a newer build.
fn fingerprint(compiled: &Compiled, options: &Options<'_>) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update([options.audience as u8]);
    for file in compiled.sources.files() {
        hash.update(&file.path);
        hash.update([0]);
        hash.update((file.bytes().len() as u64).to_le_bytes());
        hash.update(file.bytes());
    }
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
