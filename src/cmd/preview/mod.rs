//! `sopress serve`: the book as it is now, shown page by page, and brought up to date with every save.

mod desk;
mod edition;
mod problems;

use super::{
    Terminal, root,
    serve::{self, Lane, Reply},
    stop_for, threads, unreadable,
};
use crate::{
    build::compile,
    cli::{Common, Serve},
    source::watch,
};
use desk::{Desk, Order};
use edition::{Edition, Setting};
use std::{
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Sender},
    },
    thread,
};

pub fn run(common: &Common, options: &Serve, terminal: &Terminal) -> u8 {
    threads(None);
    let root = match root(common, terminal) {
        Ok(root) => root,
        Err(exit) => return exit,
    };
    let today = terminal.today(options.today);
    let compiled = match compile::open(&root) {
        Ok(compiled) => compiled,
        Err(error) => return unreadable(&error, terminal.lang(common, None)),
    };
    let lang = terminal.lang(common, Some(compiled.book.site.lang));
    let settings =
        serve::Options { port: options.port, network: options.host, hosts: Vec::new(), lang, colour: terminal.color };
    let server = match serve::Server::bind(&settings) {
        Ok(server) => server,
        Err(error) => return stop_for(&error, lang),
    };
    let _ = server.announce(&mut std::io::stderr().lock());
    if options.open {
        open_browser(&server.url);
    }
    let (orders, desk_orders) = mpsc::channel();
    let (program, told) = (terminal.program.clone(), Mutex::new(orders.clone()));
    let setting = Arc::new(Setting { today, lang, program, prints: Mutex::default(), told });
    let shelf = Arc::new(Shelf::new(Edition::new(compiled, setting.clone())));
    let (events, server_events) = mpsc::channel();
    let started = Desk::new(shelf.clone(), setting, orders.clone(), events)
        .and_then(|desk| {
            thread::Builder::new().name("desk".into()).stack_size(super::WORKER_STACK).spawn(|| desk.run(desk_orders))
        })
        .and_then(|_| watch_folder(&root, orders));
    if let Err(error) = started {
        return stop_for(&error, lang);
    }
    let asked = shelf.clone();
    let site = serve::Site {
        lane: Arc::new(move |path: &str| -> Lane { asked.get().lane(path) }),
        reply: Arc::new(move |path: &str| -> Reply { shelf.get().reply(path) }),
    };
    let Err(error) = server.run(site, server_events);
    stop_for(&error, lang)
}

/// The edition that is shown now. Whoever makes a page of an earlier one makes it to the end.
struct Shelf(Mutex<Arc<Edition>>);

impl Shelf {
    fn new(edition: Edition) -> Shelf {
        Shelf(Mutex::new(Arc::new(edition)))
    }

    fn get(&self) -> Arc<Edition> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, edition: Arc<Edition>) {
        let before = std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), edition);
        // A large book takes a while to be cleared away, and somebody is waiting for the new one.
        thread::spawn(|| drop(before));
    }
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
