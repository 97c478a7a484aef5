//! `sopress serve`: a desk where pages are printed when somebody asks for them, and a watcher that lays a new book on it.

use super::{
    Terminal, root,
    serve::{self, Event, Problem, Reply, mime},
    stop_with, tell, threads, unreadable,
};
use crate::{
    base::{
        artifact::Artifact,
        diag::{Diag, Diags},
        lang::Lang,
    },
    build::{
        compile::{self, Compiled},
        plan::{self, Job, Planned},
        pressroom::{self, crew::Hands},
        run::{self, Options, Site},
    },
    cli::{Common, Serve},
    model::chapter::Audience,
    output::html::Printer,
    source::watch::{self, Seen},
    words,
};
use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread,
};

/// The search data of a preview stands here whatever its content: nobody keeps what is never cached.
const SEARCH: &str = "_search/preview";

pub fn run(common: &Common, options: &Serve, terminal: &Terminal) -> u8 {
    threads(None);
    let root = match root(common, terminal) {
        Ok(root) => root,
        Err(exit) => return exit,
    };
    let today = terminal.today(options.today);
    let compiled = match compile::compile(&root, None, today) {
        Ok(compiled) => compiled,
        Err(error) => return unreadable(&error, terminal.lang(common, None)),
    };
    let lang = terminal.lang(common, Some(compiled.book.site.lang));
    let settings =
        serve::Options { port: options.port, network: options.host, hosts: Vec::new(), lang, colour: terminal.color };
    let server = match serve::Server::bind(&settings) {
        Ok(server) => server,
        Err(error) => return stop_with(&error.to_string(), lang),
    };
    let _ = server.announce(&mut std::io::stderr().lock());
    if options.open {
        open_browser(&server.url);
    }
    let (orders, desk_orders) = mpsc::channel();
    let (events, server_events) = mpsc::channel();
    let desk = Desk { today, lang, orders: desk_orders, events };
    let watching = orders.clone();
    let asking = Mutex::new(orders);
    let site = move |path: &str| ask(&asking, path);
    let desk =
        thread::Builder::new().name("desk".into()).stack_size(pressroom::STACK).spawn(move || desk.run(compiled));
    if let Err(error) = desk.map(|_| ()).and_then(|()| watch_folder(&root, watching)) {
        return stop_with(&error.to_string(), lang);
    }
    let Err(error) = server.run(Arc::new(site), server_events);
    stop_with(&error.to_string(), lang)
}

/// The paths that changed, where they are known.
type Changed = Option<Vec<String>>;

/// What the desk is asked.
enum Order {
    Page(String, Sender<Reply>),
    Seen(Seen),
}

fn ask(orders: &Mutex<Sender<Order>>, path: &str) -> Reply {
    let (reply, answer) = mpsc::channel();
    let sent = orders.lock().unwrap_or_else(PoisonError::into_inner).send(Order::Page(path.to_string(), reply));
    sent.ok().and_then(|()| answer.recv().ok()).unwrap_or(Reply::NotFound { html: Arc::from(Vec::new()) })
}

fn watch_folder(root: &Path, orders: Sender<Order>) -> std::io::Result<()> {
    let (seen, sightings) = mpsc::channel();
    watch::watch(root, seen)?;
    thread::Builder::new().name("watch".into()).spawn(move || {
        for seen in sightings {
            if orders.send(Order::Seen(seen)).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

/// The book that is looked at, and the orders for its pages; one thread owns both.
struct Desk {
    today: crate::base::date::Date,
    lang: Lang,
    orders: Receiver<Order>,
    events: Sender<Event>,
}

impl Desk {
    fn run(self, mut compiled: Compiled) {
        loop {
            let Some(changed) = self.serve_one(&mut compiled) else { return };
            compiled = self.again(compiled, changed.as_deref());
        }
    }

    /// Serves one version of the book until something changes; `None` when nobody asks any more.
    fn serve_one(&self, compiled: &mut Compiled) -> Option<Changed> {
        let mut diags = std::mem::take(&mut compiled.diags);
        let planned = plan::plan(&compiled.book, Audience::Internal, &mut diags);
        self.tell(diags, compiled);
        let options = Options { audience: Audience::Internal, today: self.today, only: None, hands: Hands::OWN };
        let site = Site::unsearched(compiled, &planned, SEARCH);
        let printer = Printer::new(site.press(compiled, &options));
        let mut finished =
            Finished { compiled, planned: &planned, options: &options, printer: &printer, made: HashMap::new() };
        loop {
            match self.orders.recv().ok()? {
                Order::Page(path, reply) => {
                    // A reader that went away is no mistake.
                    let _ = reply.send(finished.reply(&path));
                }
                Order::Seen(Seen::Changed(paths)) => return Some(paths),
                Order::Seen(Seen::Polling(reason)) => {
                    let reason = reason.get(self.lang);
                    tell(
                        words!(
                            "收不到文件变化的通知（{reason}），改为定时查看\n",
                            "no notice of changes comes ({reason}); looking at intervals\n"
                        )
                        .get(self.lang),
                    );
                }
            }
        }
    }

    fn again(&self, before: Compiled, changed: Option<&[String]>) -> Compiled {
        // Changes that came in the meantime are in what is read now.
        match compile::compile_again(&before, changed, self.today) {
            Ok(compiled) => compiled,
            Err(error) => {
                unreadable(&error, self.lang);
                before
            }
        }
    }

    fn tell(&self, diags: Diags, compiled: &Compiled) {
        let list = diags.sorted();
        let style =
            crate::report::Style { format: crate::report::Format::Short, lang: self.lang, color: false, width: 100 };
        tell(&crate::report::print(&list, &compiled.sources, style));
        let problems = list.iter().map(|diag| Problem::new(diag, &compiled.sources, self.lang)).collect();
        let _ = self.events.send(Event::Changed(problems));
    }
}

/// What was made of one version of the book so far.
struct Finished<'a> {
    compiled: &'a Compiled,
    planned: &'a [Planned],
    options: &'a Options<'a>,
    printer: &'a Printer<'a>,
    made: HashMap<String, Arc<[u8]>>,
}

impl Finished<'_> {
    fn reply(&mut self, path: &str) -> Reply {
        if !self.made.contains_key(path)
            && let Some(job) = self.job(path)
        {
            self.make(job, path);
        }
        match self.made.get(path) {
            Some(bytes) => Reply::Found { bytes: bytes.clone(), mime: mime(path) },
            None => {
                Reply::NotFound { html: self.made.get("404.html").cloned().unwrap_or_else(|| Arc::from(Vec::new())) }
            }
        }
    }

    /// The job that makes a path: its own, or that of a folder above it.
    fn job(&self, path: &str) -> Option<Job> {
        let exact = self.planned.binary_search_by(|planned| planned.path.as_str().cmp(path)).ok();
        let folder =
            || self.planned.iter().position(|planned| planned.path.ends_with('/') && path.starts_with(&planned.path));
        // Small files beside the pages, such as version.js, are made with the assets.
        let rest = || self.planned.iter().position(|planned| planned.job == Job::Assets);
        exact.or_else(folder).or_else(rest).map(|index| self.planned[index].job)
    }

    fn make(&mut self, job: Job, path: &str) {
        match job {
            Job::Search => {
                let index = run::search_index(self.compiled, self.options.audience);
                for artifact in index.artifacts {
                    let below = artifact.path.as_str().strip_prefix(&index.base).unwrap_or("").to_string();
                    self.made.insert(format!("{SEARCH}{below}"), artifact.bytes.into());
                }
            }
            job if job.is_pressed() => {
                let made = Mutex::new(Vec::new());
                pressroom::print(&self.compiled.book, self.options, &[job], &|piece| {
                    made.lock().unwrap_or_else(PoisonError::into_inner).push(piece);
                });
                for piece in made.into_inner().unwrap_or_else(PoisonError::into_inner) {
                    self.report(&piece.diags);
                    self.keep(piece.artifact);
                }
            }
            job => match run::run(job, self.printer) {
                Ok(artifacts) => self.keep(artifacts),
                Err(diag) => {
                    self.report(std::slice::from_ref(&diag));
                    self.made.insert(path.to_string(), failure(&diag, self.printer.press.lang).into_bytes().into());
                }
            },
        }
    }

    fn keep(&mut self, artifacts: impl IntoIterator<Item = Artifact>) {
        for artifact in artifacts {
            self.made.insert(artifact.path.to_string(), artifact.bytes.into());
        }
    }

    fn report(&self, diags: &[Diag]) {
        let lang = self.printer.press.lang;
        let style = crate::report::Style { format: crate::report::Format::Short, lang, color: false, width: 100 };
        tell(&crate::report::print(diags, &self.compiled.sources, style));
    }
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

/// A machine without a browser says nothing: the address stands in the terminal.
fn open_browser(url: &str) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(target_os = "windows") {
        "explorer"
    } else {
        "xdg-open"
    };
    let quiet = std::process::Stdio::null;
    let _ = std::process::Command::new(opener).arg(url).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn();
}
