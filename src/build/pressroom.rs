//! The jobs that need the print engine, one after the other with one engine: opening it is dear, and threads gain nothing.

use super::{
    plan::{self, Job},
    run::Options,
};
use crate::{
    base::artifact::{Artifact, OutPath},
    model::{Book, print::Print, table::Id},
    output::print::{
        Engine, handbook,
        order::{self, Made, Order},
    },
};
use std::ops::Range;

/// The engine lays out recursively and wants a stack like a main thread's.
pub const STACK: usize = 64 << 20;

/// Runs those of the jobs that go to the press, and tells each when it is done. A kit is opened once for pieces that
/// stand side by side.
pub fn print(book: &Book, options: &Options<'_>, jobs: &[Job], done: &dyn Fn(Made)) {
    let mut jobs: Vec<Job> = jobs.iter().copied().filter(|job| job.is_pressed()).collect();
    if jobs.is_empty() {
        return;
    }
    jobs.sort_unstable();
    let (engine, problems) = Engine::new(order::fonts(book));
    for problem in problems {
        done(order::font_problem(book, problem));
    }
    for (id, pieces) in runs(&jobs) {
        if let Some(order) = Order::new(book, id, options.today) {
            order.pieces(&engine, &book.prints[id].pieces[pieces], done);
        }
    }
    for job in jobs {
        match job {
            Job::Preview(id) => {
                if let Some(order) = Order::new(book, id, options.today) {
                    done(order.preview(&engine));
                }
            }
            Job::Handbook => done(document(book, &engine, options)),
            _ => {}
        }
    }
}

fn document(book: &Book, engine: &Engine, options: &Options<'_>) -> Made {
    match handbook::pdf(book, engine, options.audience, options.today) {
        Ok(bytes) => Made { artifact: Some(Artifact::new(OutPath::own(plan::HANDBOOK), bytes)), diags: Vec::new() },
        Err(problems) => Made {
            artifact: None,
            diags: problems.into_iter().map(|problem| order::problem_of_book(book, problem)).collect(),
        },
    }
}

/// Pieces of one print without gaps, from sorted jobs.
fn runs(jobs: &[Job]) -> Vec<(Id<Print>, Range<usize>)> {
    let mut list: Vec<(Id<Print>, Range<usize>)> = Vec::new();
    for job in jobs {
        let Job::Piece(print, number) = *job else { continue };
        match list.last_mut() {
            Some((last, range)) if *last == print && range.end == number => range.end += 1,
            _ => list.push((print, number..number + 1)),
        }
    }
    list
}
