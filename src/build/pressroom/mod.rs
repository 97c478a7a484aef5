//! The jobs that need the print engine: made into tasks, which workers do while the pages are made.

pub mod crew;
mod wire;
pub mod worker;

use self::crew::Hands;
use super::{
    plan::{self, Job},
    run::Options,
};
use crate::{
    base::{
        artifact::{Artifact, OutPath},
        date::Date,
        diag::{Diag, Severity},
    },
    model::{Book, campaign::Campaign, print::Print, table::Id},
    output::{
        html::Places,
        print::{
            Problem,
            form::{self, Form},
            handbook::{self, Part},
            order::{self, Made, Order},
            rules, social,
            task::{Event, Finish, Task},
        },
    },
};
use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Mutex, PoisonError},
};

/// The engine lays out recursively and wants a stack like a main thread's.
pub const STACK: usize = 64 << 20;

/// So many pieces go to a worker at once.
const LOT: usize = 25;

/// What a task is made of.
#[derive(Clone, Debug)]
enum Work {
    Pieces(Id<Print>, Range<usize>),
    Preview(Id<Print>),
    /// The same for somebody who looks at it, and is told what is wrong with it.
    Shown(Id<Print>),
    Rules(Id<Campaign>),
    Handbook(Part),
    Form(Form),
    Social,
}

/// Runs those of the jobs that go to the press, and tells each when it is done; from any thread.
pub fn print(book: &Book, options: &Options<'_>, jobs: &[Job], done: &(dyn Fn(Made) + Sync)) {
    run(book, options, &works(jobs), done);
}

/// The picture of a print, with what is wrong with it.
pub fn show(book: &Book, options: &Options<'_>, print: Id<Print>) -> Vec<Made> {
    let made = Mutex::new(Vec::new());
    run(book, options, &[Work::Shown(print)], &|one| made.lock().unwrap_or_else(PoisonError::into_inner).push(one));
    made.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn run(book: &Book, options: &Options<'_>, works: &[Work], done: &(dyn Fn(Made) + Sync)) {
    if works.is_empty() {
        return;
    }
    let files = order::files(book);
    let places = Places::new(book, options.audience);
    let tasks =
        works.iter().enumerate().filter_map(|(number, work)| Some((number, task(book, options, &places, work)?)));
    // What is said of a piece comes before its file; both go out together.
    let said: Mutex<BTreeMap<(usize, usize), Vec<Diag>>> = Mutex::default();
    let fonts = crew::run(options.hands, &files, tasks, &|number, event| {
        let work = &works[number];
        match event {
            Event::Begun(_) | Event::Done => {}
            Event::Set { record, problems, .. } => {
                let wrong = problems.iter().any(|problem| problem.severity == Severity::Error);
                let diags = problems.into_iter().filter_map(|p| diag(book, options, work, Some(record), p)).collect();
                if wrong {
                    done(Made { artifact: None, diags });
                } else {
                    said.lock().unwrap_or_else(PoisonError::into_inner).insert((number, record), diags);
                }
            }
            Event::File { record, bytes, .. } => {
                let record = record.unwrap_or(0);
                let diags = said.lock().unwrap_or_else(PoisonError::into_inner).remove(&(number, record));
                let artifact = Artifact::new(path(book, &places, work, record), bytes);
                done(Made { artifact: Some(artifact), diags: diags.unwrap_or_default() });
            }
            Event::Failed(problems) => {
                let diags = problems.into_iter().filter_map(|p| diag(book, options, work, None, p)).collect();
                done(Made { artifact: None, diags });
            }
        }
    });
    for problem in fonts {
        done(order::font_problem(book, problem));
    }
}

/// Sets every piece of every print and looks at its pages as a print shop does; nothing is written.
pub fn look(book: &Book, today: Date, hands: Hands<'_>) -> Vec<Diag> {
    let mut lots: Vec<(Id<Print>, Range<usize>)> = Vec::new();
    for (id, print) in book.prints.iter().filter(|(_, print)| print.kit.is_some()) {
        let count = print.pieces.len();
        lots.extend((0..count).step_by(LOT).map(|from| (id, from..(from + LOT).min(count))));
    }
    if lots.is_empty() {
        return Vec::new();
    }
    let files = order::files(book);
    let tasks = lots.iter().enumerate().filter_map(|(number, (id, range))| {
        let order = Order::new(book, *id, today)?;
        let records = book.prints[*id].pieces[range.clone()].iter().map(|piece| order.data(piece, 0)).collect();
        Some((number, Task { rules: Some(order.rules()), ..order.task(records, Finish::Look) }))
    });
    let found: Mutex<Vec<Diag>> = Mutex::default();
    let fonts = crew::run(hands, &files, tasks, &|number, event| {
        let (id, range) = &lots[number];
        let Some(order) = Order::new(book, *id, today) else { return };
        let (problems, piece) = match event {
            Event::Set { record, problems, .. } => (problems, Some(&book.prints[*id].pieces[range.start + record])),
            Event::Failed(problems) => (problems, None),
            Event::Begun(_) | Event::File { .. } | Event::Done => return,
        };
        let diags = problems.into_iter().map(|problem| order.diag(problem, piece));
        found.lock().unwrap_or_else(PoisonError::into_inner).extend(diags);
    });
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.extend(fonts.into_iter().flat_map(|problem| order::font_problem(book, problem).diags));
    found
}

fn task(book: &Book, options: &Options<'_>, places: &Places, work: &Work) -> Option<Task> {
    match work {
        Work::Pieces(id, range) => {
            Some(Order::new(book, *id, options.today)?.pieces(&book.prints[*id].pieces[range.clone()]))
        }
        Work::Preview(id) | Work::Shown(id) => Some(Order::new(book, *id, options.today)?.preview()),
        Work::Rules(id) => Some(rules::task(book, &book.campaigns[*id], options.today)),
        Work::Handbook(part) => {
            Some(handbook::task(book, options.audience, options.today, *part, &super::run::rules()))
        }
        Work::Social => Some(social::task(book, options.today)),
        Work::Form(form) => {
            let address = plan::form_page(places, *form);
            Some(form::task(book, options.audience, options.today, *form, &address))
        }
    }
}

fn path(book: &Book, places: &Places, work: &Work, record: usize) -> OutPath {
    match work {
        Work::Pieces(id, range) => {
            let print = &book.prints[*id];
            order::path(book, print, &print.pieces[range.start + record])
        }
        Work::Preview(id) | Work::Shown(id) => order::preview_path(&book.prints[*id]),
        Work::Rules(id) => plan::rules_path(&book.campaigns[*id]),
        Work::Handbook(part) => plan::handbook_path(places, *part).unwrap_or_else(|| OutPath::own(plan::HANDBOOK)),
        Work::Form(form) => plan::form_path(book, *form),
        Work::Social => OutPath::own(plan::SOCIAL),
    }
}

fn diag(book: &Book, options: &Options<'_>, work: &Work, record: Option<usize>, problem: Problem) -> Option<Diag> {
    match work {
        Work::Pieces(id, range) => {
            let piece = record.map(|record| &book.prints[*id].pieces[range.start + record]);
            Order::new(book, *id, options.today).map(|order| order.diag(problem, piece))
        }
        // What is wrong with the piece is told when it is printed.
        Work::Preview(_) => None,
        Work::Shown(id) => {
            let piece = record.and_then(|record| book.prints[*id].pieces.get(record));
            Order::new(book, *id, options.today).map(|order| order.diag(problem, piece))
        }
        Work::Rules(_) | Work::Handbook(_) | Work::Form(_) | Work::Social => {
            Some(order::problem_of_book(book, problem))
        }
    }
}

/// The longest first, so that no worker is left alone with it in the end; pieces of one print in lots, so that several
/// can work on them.
fn works(jobs: &[Job]) -> Vec<Work> {
    let mut jobs: Vec<Job> = jobs.iter().copied().filter(|job| job.is_pressed()).collect();
    jobs.sort_unstable();
    let mut works: Vec<Work> = Vec::new();
    works.extend(jobs.iter().filter_map(|job| match job {
        Job::Handbook(part) => Some(Work::Handbook(*part)),
        _ => None,
    }));
    let mut lots: Vec<(Id<Print>, Range<usize>)> = Vec::new();
    for job in &jobs {
        let Job::Piece(print, number) = *job else { continue };
        match lots.last_mut() {
            Some((last, range)) if *last == print && range.end == number && range.len() < LOT => range.end += 1,
            _ => lots.push((print, number..number + 1)),
        }
    }
    works.extend(lots.into_iter().map(|(print, range)| Work::Pieces(print, range)));
    works.extend(jobs.iter().filter_map(|job| match job {
        Job::Preview(id) => Some(Work::Preview(*id)),
        Job::Rules(id) => Some(Work::Rules(*id)),
        Job::Form(form) => Some(Work::Form(*form)),
        Job::Social => Some(Work::Social),
        _ => None,
    }));
    works
}
