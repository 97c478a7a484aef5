//! Brings the preview up to date at two speeds: the record that was saved at once, the whole book right behind it.

use super::{
    Shelf,
    edition::{Edition, Setting},
    problems::{Found, Problems},
};
use crate::{
    base::{diag::Diags, lang::Lang},
    build::{compile, pressroom::STACK, quick},
    cmd::{WORKER_STACK, serve::Event, tell, unreadable},
    source::{Sources, watch::Seen},
    words,
};
use std::{
    io,
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::Duration,
};

/// The paths that changed, where they are known.
type Changed = Option<Vec<String>>;

/// What the desk is told.
pub enum Order {
    Seen(Seen),
    /// The whole book was read.
    Read(io::Result<Box<Edition>>),
    /// The rules were asked about the book that was read last.
    Checked(Arc<Edition>, Diags),
    /// The picture of a print was made, or what there is to say of it.
    Printed(String, Vec<Found>),
}

/// One thread decides what is shown; another reads the whole book for it.
pub struct Desk {
    shelf: Arc<Shelf>,
    lang: Lang,
    events: Sender<Event>,
    study: Sender<Task>,
    /// The whole book is being read.
    reading: bool,
    /// Changed since that reading began.
    since: Changed,
    /// A record was put in place since.
    ahead: bool,
    problems: Problems,
}

enum Task {
    /// After a pause, when what was saved is shown already.
    Read(Sources, Changed, Duration),
    Check(Arc<Edition>),
}

impl Desk {
    pub fn new(
        shelf: Arc<Shelf>,
        setting: Arc<Setting>,
        orders: Sender<Order>,
        events: Sender<Event>,
    ) -> io::Result<Desk> {
        let lang = setting.lang;
        let (study, tasks) = channel();
        thread::Builder::new()
            .name("study".into())
            .stack_size(WORKER_STACK)
            .spawn(move || work(&tasks, &orders, &setting))?;
        let problems = Problems::default();
        Ok(Desk { shelf, lang, events, study, reading: false, since: Some(Vec::new()), ahead: false, problems })
    }

    /// Until nobody is left who could tell of anything.
    pub fn run(mut self, orders: Receiver<Order>) {
        let first = self.shelf.get();
        self.read_through(&first);
        for order in orders {
            match order {
                Order::Seen(Seen::Changed(paths)) => self.changed(paths),
                Order::Seen(Seen::Polling(reason)) => {
                    let reason = reason.get(self.lang);
                    let told = words!(
                        "收不到文件变化的通知（{reason}），改为定时查看\n",
                        "no notice of changes comes ({reason}); looking at intervals\n"
                    );
                    tell(told.get(self.lang));
                }
                Order::Read(Ok(edition)) => self.take(Arc::new(*edition)),
                Order::Read(Err(error)) => {
                    unreadable(&error, self.lang);
                    self.reading = false;
                    self.read();
                }
                Order::Printed(path, found) => {
                    if self.problems.printed(path, found) {
                        self.tell_all();
                    }
                }
                Order::Checked(edition, diags) => {
                    self.problems.checked(diags, &edition.compiled.sources, self.lang);
                    self.tell_all();
                    self.reading = false;
                    self.read();
                }
            }
        }
    }

    fn changed(&mut self, paths: Changed) {
        let edition = self.shelf.get();
        match paths.as_deref().and_then(|paths| quick::again(&edition.compiled, edition.survey(), paths)) {
            Some(quick) if quick.files.is_empty() => return,
            Some(quick) => self.put(&edition, quick),
            None => {}
        }
        self.since = match (self.since.take(), paths) {
            (Some(since), Some(paths)) => Some([since, paths].concat()),
            _ => None,
        };
        self.read();
    }

    /// Shows some records anew.
    fn put(&mut self, edition: &Edition, quick: quick::Quick) {
        for reread in &quick.files {
            self.problems.reread(reread, &quick.compiled.sources, self.lang);
        }
        self.shelf.put(Arc::new(edition.with(quick)));
        self.ahead = true;
        self.show();
    }

    /// Begins to read the whole book, if it is another one than was read last.
    fn read(&mut self) {
        if self.reading || self.since.as_ref().is_some_and(Vec::is_empty) {
            return;
        }
        let changed = self.since.replace(Vec::new());
        // Saves often come in twos and threes, and a reading that has begun goes to its end.
        let pause = if self.ahead { PAUSE } else { Duration::ZERO };
        self.ahead = false;
        self.reading = true;
        let _ = self.study.send(Task::Read(self.shelf.get().compiled.sources.clone(), changed, pause));
    }

    /// Shows the book that was read, with what was saved in the meantime.
    fn take(&mut self, read: Arc<Edition>) {
        let quick = match self.since.as_deref() {
            Some([]) => None,
            Some(paths) => quick::again(&read.compiled, read.survey(), paths),
            None => None,
        };
        if self.ahead && quick.is_none() {
            // A writer must not see a sentence go that was there already: the next reading has all.
            self.reading = false;
            return self.read();
        }
        self.read_through(&read);
        match quick {
            Some(quick) if !quick.files.is_empty() => self.put(&read, quick),
            same => {
                if same.is_some() {
                    // The reading has all that was saved since it was asked for.
                    self.since = Some(Vec::new());
                }
                self.shelf.put(read);
                self.show();
            }
        }
    }

    /// What was found while reading is told now; the rules are asked behind it.
    fn read_through(&mut self, edition: &Arc<Edition>) {
        self.problems.read(&edition.compiled.diags, &edition.compiled.sources, self.lang);
        self.reading = true;
        let _ = self.study.send(Task::Check(edition.clone()));
        // What was wrong with a picture may be mended, and nobody may be looking at it.
        let broken = self.problems.unprinted(|path| edition.has_picture(path));
        if !broken.is_empty() {
            let edition = edition.clone();
            let look = move || broken.iter().for_each(|path| drop(edition.reply(path)));
            let _ = thread::Builder::new().name("pictures".into()).stack_size(STACK).spawn(look);
        }
    }

    fn show(&self) {
        let _ = self.events.send(Event::Changed(self.problems.shown(self.lang)));
    }

    fn tell_all(&mut self) {
        self.show();
        if let Some(text) = self.problems.news(self.lang) {
            tell(&text);
        }
    }
}

const PAUSE: Duration = Duration::from_millis(120);

fn work(tasks: &Receiver<Task>, orders: &Sender<Order>, setting: &Arc<Setting>) {
    for task in tasks {
        let order = match task {
            Task::Read(sources, changed, pause) => {
                thread::sleep(pause);
                let read = compile::read_again(&sources, changed.as_deref());
                Order::Read(read.map(|compiled| Box::new(Edition::new(compiled, setting.clone()))))
            }
            Task::Check(edition) => {
                let mut found = Diags::new();
                compile::rules(&edition.compiled, setting.today, &mut found);
                Order::Checked(edition, found)
            }
        };
        if orders.send(order).is_err() {
            return;
        }
    }
}
