//! One version of the book as a preview shows it, and what was made of it so far.

use super::{desk, problems::Found};
use crate::{
    base::{
        artifact::Artifact,
        date::Date,
        diag::{Diag, Severity},
        lang::Lang,
    },
    build::{
        compile::Compiled,
        plan::{self, Job, Planned},
        pressroom::{self, crew::Hands},
        quick::Quick,
        run::{self, Options, Site},
    },
    cmd::{
        serve::{Lane, Reply, mime},
        tell,
    },
    model::{Record, chapter::Audience, print::Print, table::Id},
    output::{
        DownloadKind, Shelf,
        html::{PageId, Printer, Survey},
        print::order::Order,
    },
    report::{self, Format, Style},
    words,
};
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc::Sender},
};

/// The search data of a preview stands here whatever its content: nobody keeps what is never cached.
const SEARCH: &str = "_search/preview";

type Files = Mutex<HashMap<String, Arc<[u8]>>>;

/// Any number of threads make pages of it; nothing of it changes but what is remembered.
pub struct Edition {
    pub compiled: Compiled,
    common: Arc<Common>,
    made: Files,
    /// Prints that came to nothing, with a page that says why: nobody waits for a runaway kit twice.
    failed: Files,
}

/// What a preview has from beginning to end.
pub struct Setting {
    pub today: Date,
    pub lang: Lang,
    /// The program whose workers print.
    pub program: Option<PathBuf>,
    /// Pictures of prints, by their paths: the last one that came out stays while a kit is broken.
    pub prints: Mutex<HashMap<String, Picture>>,
    /// Told what is wrong with a picture.
    pub told: Mutex<Sender<desk::Order>>,
}

/// The picture of a print.
pub struct Picture {
    /// Of what it was made, or could not be made.
    stamp: String,
    last: Option<Arc<[u8]>>,
}

/// What a record put in place anew leaves as it is.
struct Common {
    setting: Arc<Setting>,
    planned: Vec<Planned>,
    site: Site,
    survey: Survey,
    /// Styles, scripts, pictures, small files, and the search data.
    standing: Files,
    /// Held while these are made, so that six readers who ask at once do not make them six times.
    assets: Mutex<bool>,
    search: Mutex<bool>,
}

impl Edition {
    /// What is wrong with the plan goes to the diagnostics of the book.
    pub fn new(mut compiled: Compiled, setting: Arc<Setting>) -> Edition {
        let planned = plan::plan(&compiled.book, Audience::Internal, &mut compiled.diags);
        let mut site = Site::unsearched(&compiled, &planned, SEARCH);
        // A page whose picture is another one now is another page.
        for download in &mut site.downloads {
            if let Shelf::Record(Record::Print(id)) = download.shelf
                && let (DownloadKind::Preview { .. }, Some(order)) =
                    (download.kind, Order::new(&compiled.book, id, setting.today))
            {
                download.stamp = format!("?v={}", order.stamp());
            }
        }
        let survey = Survey::new(site.press(&compiled, &setting.options()));
        let (standing, assets, search) = (Files::default(), Mutex::new(false), Mutex::new(false));
        let common = Arc::new(Common { setting, planned, site, survey, standing, assets, search });
        Edition { compiled, common, made: Files::default(), failed: Files::default() }
    }

    /// The same book with some records in place anew.
    pub fn with(&self, quick: Quick) -> Edition {
        Edition {
            compiled: quick.compiled,
            common: self.common.clone(),
            made: Files::default(),
            failed: Files::default(),
        }
    }

    pub fn survey(&self) -> &Survey {
        &self.common.survey
    }

    /// Who is to make a path: what takes long must not keep pages waiting.
    pub fn lane(&self, path: &str) -> Lane {
        if self.find(path).is_some() {
            return Lane::Page;
        }
        match self.job(path) {
            Some(Job::Search) => Lane::Search,
            Some(job) if job.is_pressed() => Lane::Press,
            _ => Lane::Page,
        }
    }

    pub fn reply(&self, path: &str) -> Reply {
        let failed = || lock(&self.failed).get(path).cloned();
        let found = self.find(path).or_else(|| {
            if failed().is_none() {
                self.make(self.job(path)?, path);
            }
            self.find(path)
        });
        if let Some(bytes) = found {
            return Reply::Found { bytes, mime: mime(path) };
        }
        if let Some(html) = failed() {
            return Reply::NotFound { html };
        }
        let lost = "404.html";
        if self.find(lost).is_none() {
            self.make(Job::Page(PageId::NotFound), lost);
        }
        Reply::NotFound { html: self.find(lost).unwrap_or_default() }
    }

    fn find(&self, path: &str) -> Option<Arc<[u8]>> {
        let here = lock(&self.made).get(path).cloned();
        here.or_else(|| lock(&self.common.standing).get(path).cloned())
    }

    /// The job that makes a path: its own, or that of a folder above it.
    fn job(&self, path: &str) -> Option<Job> {
        let planned = &self.common.planned;
        let exact = planned.binary_search_by(|planned| planned.path.as_str().cmp(path)).ok();
        // The nearest folder above that is made as one.
        let folder = || {
            path.rmatch_indices('/').find_map(|(slash, _)| {
                planned.binary_search_by(|planned| planned.path.as_str().cmp(&path[..=slash])).ok()
            })
        };
        match exact.or_else(folder) {
            Some(index) => Some(planned[index].job),
            // Small files beside the pages, such as version.js, are made with the assets.
            None => Some(Job::Assets),
        }
    }

    fn make(&self, job: Job, path: &str) {
        let (common, options) = (&self.common, self.common.setting.options());
        let press = common.site.press(&self.compiled, &options);
        match job {
            Job::Search => once(&common.search, || {
                let index = run::search_index(&self.compiled, options.audience);
                let mut standing = lock(&common.standing);
                for artifact in index.artifacts {
                    let below = artifact.path.as_str().strip_prefix(&index.base).unwrap_or("").to_string();
                    standing.insert(format!("{SEARCH}{below}"), artifact.bytes.into());
                }
            }),
            Job::Assets => once(&common.assets, || match run::run(job, &Printer::new(press, &common.survey)) {
                Ok(artifacts) => keep(&common.standing, artifacts),
                Err(diag) => self.report(std::slice::from_ref(&diag)),
            }),
            Job::Preview(id) => self.picture(id, path),
            job if job.is_pressed() => {
                let made = Mutex::new(Vec::new());
                pressroom::print(&self.compiled.book, &options, &[job], &|piece| lock(&made).push(piece));
                let mut wrong = None;
                for piece in made.into_inner().unwrap_or_else(PoisonError::into_inner) {
                    self.report(&piece.diags);
                    keep(&self.made, piece.artifact);
                    wrong = wrong.or_else(|| piece.diags.into_iter().find(|diag| diag.severity == Severity::Error));
                }
                if let Some(diag) = wrong.filter(|_| self.find(path).is_none()) {
                    lock(&self.failed).insert(path.to_string(), failure(&diag, press.lang).into_bytes().into());
                }
            }
            job => match run::run(job, &Printer::new(press, &common.survey)) {
                Ok(artifacts) => keep(&self.made, artifacts),
                Err(diag) => {
                    self.report(std::slice::from_ref(&diag));
                    lock(&self.made).insert(path.to_string(), failure(&diag, press.lang).into_bytes().into());
                }
            },
        }
    }

    /// The picture of a print: as it is now, else the last one that came out, and what is wrong is told.
    fn picture(&self, id: Id<Print>, path: &str) {
        let setting = &self.common.setting;
        let Some(order) = Order::new(&self.compiled.book, id, setting.today) else { return };
        let stamp = order.stamp();
        let known = lock(&setting.prints).get(path).map(|picture| (picture.stamp == stamp, picture.last.clone()));
        let (same, mut last) = known.unwrap_or_default();
        if !same {
            let (mut diags, mut fresh) = (Vec::new(), None);
            for made in pressroom::show(&self.compiled.book, &setting.options(), id) {
                diags.extend(made.diags);
                fresh = fresh.or(made.artifact);
            }
            last = fresh.map(|artifact| artifact.bytes.into()).or(last);
            lock(&setting.prints).insert(path.to_string(), Picture { stamp, last: last.clone() });
            let found = diags.iter().map(|diag| Found::new(diag, &self.compiled.sources, setting.lang)).collect();
            // Nobody is left to be told when the preview ends.
            let _ = lock(&setting.told).send(desk::Order::Printed(path.to_string(), found));
        }
        match last {
            Some(bytes) => drop(lock(&self.made).insert(path.to_string(), bytes)),
            None => drop(lock(&self.failed).insert(path.to_string(), Arc::default())),
        }
    }

    /// Whether a picture of this path is made.
    pub fn has_picture(&self, path: &str) -> bool {
        matches!(self.job(path), Some(Job::Preview(_)))
    }

    fn report(&self, diags: &[Diag]) {
        let lang = self.common.setting.lang;
        let style = Style { format: Format::Short, lang, color: false, width: 100 };
        tell(&report::print(diags, &self.compiled.sources, style));
    }
}

impl Setting {
    fn options(&self) -> Options<'_> {
        let hands = Hands { program: self.program.as_deref(), count: 1 };
        Options { audience: Audience::Internal, today: self.today, only: None, hands, seal: None }
    }
}

fn once(done: &Mutex<bool>, make: impl FnOnce()) {
    let mut done = lock(done);
    if !*done {
        make();
        *done = true;
    }
}

fn keep(files: &Files, artifacts: impl IntoIterator<Item = Artifact>) {
    let mut files = lock(files);
    for artifact in artifacts {
        files.insert(artifact.path.to_string(), artifact.bytes.into());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A page that could not be printed says why, as plain as can be: its template may be what is broken.
fn failure(diag: &Diag, lang: Lang) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let title = words!("这一页做不出来", "this page could not be made");
    let help: String = diag.help.iter().map(|help| format!("<li>{}</li>", escape(help.get(lang)))).collect();
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{2}</title></head><body><h1>{2}</h1><p>{1}</p><ul>{help}</ul></body></html>",
        lang.tag(),
        escape(diag.message.get(lang)),
        title.get(lang),
    )
}
