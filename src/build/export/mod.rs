//! An order for the print shop: a print's rows divided into parts, each part set, looked at and written by a worker, and
//! the papers that travel with the parcel.
//!
//! A part is the same bytes whoever makes it and however often, so that an order can be divided among machines, and one
//! that was broken off goes on where it was.

mod kept;
mod packing;
mod paper;
mod parts;
mod table;

pub use kept::{FOLDER, day_of};
pub use parts::{Format, Sheets, Wish};

use super::{
    pressroom::crew::{self, Hands},
    write::failed,
};
use crate::{
    base::{
        date::Date,
        diag::{Diag, Severity},
    },
    build::compile::Compiled,
    check::code_outlives_print,
    model::{Book, print::Print, table::Id},
    output::print::{
        Problem, job,
        order::{self, Order},
        task::Event,
    },
    words,
};
use kept::{Keeper, Kept, Row};
use parts::Plan;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        mpsc::{self, Sender},
    },
    thread,
};

/// Told as rows are done: how many there are, how many are done, and how many of them were kept from before.
pub type Progress<'a> = &'a (dyn Fn(usize, usize, usize) + Sync);

/// What came of an order.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Copies that were asked for, and those that are in the parcel.
    pub records: usize,
    pub printed: usize,
    pub failed: usize,
    /// Done before and found as they were.
    pub kept: usize,
    pub parts: usize,
    /// Parts of the whole order that are not there: other shards make them.
    pub open: usize,
    pub files: usize,
    pub bytes: u64,
    /// Whether anything was set; an order that is refused before has no folder.
    pub begun: bool,
    /// Whether the papers were written, which are the last thing.
    pub complete: bool,
    pub diags: Vec<Diag>,
}

/// Makes what the wish asks for in the folder `out`.
pub fn export(
    compiled: &Compiled,
    id: Id<Print>,
    wish: &Wish,
    today: Date,
    hands: Hands<'_>,
    out: &Path,
    progress: Progress<'_>,
) -> Result<Outcome, Box<Diag>> {
    let book = &compiled.book;
    let Some(order) = Order::new(book, id, today) else { return Ok(Outcome::default()) };
    let mut files = order::files(book);
    files.push(job::file());
    let mut outcome = Outcome { diags: unfit(book, &order, today), ..Outcome::default() };
    let plan = Plan::new(&order, wish, &outcome.diags, &files, today)?;
    outcome.records = plan.records.len() + plan.left_out.len();
    outcome.failed = plan.left_out.len();
    outcome.parts = plan.parts.len();
    if outcome.failed > 0 && !wish.keep_going {
        return Ok(outcome);
    }
    let keeper = Keeper::open(out, &plan, today)?;
    outcome.begun = true;
    let mine: Vec<usize> =
        (0..plan.parts.len()).filter(|part| wish.shard.is_none_or(|(number, of)| part % of == number)).collect();
    let all = mine.iter().map(|&part| plan.parts[part].records.len()).sum();
    let (finished, making) = mpsc::channel();
    let desk = Desk {
        order: &order,
        plan: &plan,
        keeper: &keeper,
        keep_going: wish.keep_going,
        finished,
        state: Mutex::default(),
    };
    let mut kept = 0;
    let mut missing = Vec::new();
    for part in mine {
        match keeper.kept(part, &|| plan.key(&plan.task(&order, part))) {
            Some(found) => {
                kept += found.rows.len();
                desk.take(part, found);
            }
            None => missing.push(part),
        }
    }
    progress(all, kept, kept);
    let tasks = missing.into_iter().map(|part| {
        let task = plan.task(&order, part);
        desk.lock().keys.insert(part, plan.key(&task));
        (part, task)
    });
    // Writing waits for the disk; nobody waits for the writing.
    let desk = &desk;
    let fonts = thread::scope(|scope| {
        scope.spawn(move || making.iter().map_while(|made| made).for_each(|(part, making)| desk.write(part, making)));
        let fonts = crew::run(hands, &files, tasks, &|part, event| {
            desk.event(part, event, &|done| progress(all, kept + done, kept));
        });
        let _ = desk.finished.send(None);
        fonts
    });
    outcome.diags.extend(fonts.into_iter().flat_map(|problem| order::font_problem(book, problem).diags));
    if let Some(error) = desk.lock().error.take() {
        return Err(error);
    }
    outcome.kept = kept;
    // What other shards have made already is looked at as well: whoever is last writes the papers.
    for part in 0..plan.parts.len() {
        if !desk.lock().done.contains_key(&part)
            && let Some(found) = keeper.kept(part, &|| plan.key(&plan.task(&order, part)))
        {
            desk.take(part, found);
        }
    }
    let mut state = std::mem::take(&mut *desk.lock());
    outcome.diags.append(&mut state.diags);
    let notes: Vec<paper::Note> = state.notices.values().map(|notice| notice.note(&order, &plan)).collect();
    outcome.diags.extend(state.notices.into_values().map(|notice| notice.diag(&order, &plan)));
    outcome.open = plan.parts.len() - state.done.len();
    for kept in state.done.values() {
        let wrong = kept.rows.iter().filter(|row| row.failed()).count();
        outcome.printed += kept.rows.len() - wrong;
        outcome.failed += wrong;
        outcome.files += kept.files.len();
        outcome.bytes += kept.files.iter().map(|file| file.bytes).sum::<u64>();
    }
    outcome.failed += state.failed;
    if outcome.open == 0 {
        let told: Vec<Diag> = outcome.diags.iter().chain(&wish.wrong).cloned().collect();
        let parcel =
            paper::Parcel { order: &order, plan: &plan, done: &state.done, diags: &told, notes: &notes, today };
        let papers = parcel.papers(hands, &files)?;
        outcome.files += papers.len();
        outcome.bytes += papers.iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>();
        keeper.finish(&papers)?;
        outcome.complete = true;
    }
    Ok(outcome)
}

/// Rows that cannot be printed whatever the page looks like.
fn unfit(book: &Book, order: &Order<'_>, today: Date) -> Vec<Diag> {
    let mut diags = Vec::new();
    for piece in &order.print.pieces {
        let Some(code) = piece.code.map(|code| &book.codes[code]) else { continue };
        let (until, span) = match &order.print.head.shown_until {
            Some(until) => (until.value, until.span),
            None => (today, order.print.head.title.span),
        };
        let Some(end) = code_outlives_print::ends_before(code, until) else { continue };
        let name = &code.id.value;
        let mut diag = Diag::error(
            code_outlives_print::PAGE.code,
            order.row(piece).map_or(span, |(_, row)| row.span),
            words!(
                "活码 {name} 在 {end} 就过期，物料要用到 {until}",
                "the code {name} ends on {end}, the print is used until {until}"
            ),
        )
        .label(code.span, words!("这个活码", "this code"))
        .help(words!("给 {name} 加一个更晚到期的去处", "give {name} a destination that lasts longer"));
        if let Some((table, row)) = order.row(piece) {
            diag = diag.row(format!("{}:{}", table.path, row.line));
        }
        diags.push(diag);
    }
    diags
}

/// What is at hand while workers work.
struct Desk<'a> {
    order: &'a Order<'a>,
    plan: &'a Plan,
    keeper: &'a Keeper<'a>,
    keep_going: bool,
    /// Parts that are to be written; nothing is the end of them.
    finished: Sender<Option<(usize, Making)>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Rows done by workers in this run.
    rows: usize,
    /// What each part on its way is made of.
    keys: BTreeMap<usize, String>,
    open: BTreeMap<usize, Making>,
    done: BTreeMap<usize, Kept>,
    /// Rows of parts that were given up because of them.
    failed: usize,
    diags: Vec<Diag>,
    notices: BTreeMap<(&'static str, String), Notice>,
    error: Option<Box<Diag>>,
}

/// What is to be looked at in many records alike, said once: a colour of the brand is wrong on every card.
struct Notice {
    problem: Problem,
    records: usize,
    /// The first few of them, by their numbers in the order.
    first: BTreeSet<usize>,
}

/// So many records of a notice are named where people read, and so many in the report.
const NAMED: usize = 5;
const LISTED: usize = 100;

impl Notice {
    fn note(&self, order: &Order<'_>, plan: &Plan) -> paper::Note {
        let row = |number: &usize| order.row(plan.piece(order, *number));
        let mut rows: Vec<String> =
            self.first.iter().filter_map(row).map(|(table, row)| format!("{}:{}", table.path, row.line)).collect();
        rows.dedup();
        paper::Note {
            code: self.problem.kind.code().id(),
            message: self.problem.message.clone(),
            help: self.problem.help.clone(),
            count: self.records,
            records: self.first.iter().map(|number| number + 1).collect(),
            rows,
        }
    }

    fn diag(self, order: &Order<'_>, plan: &Plan) -> Diag {
        let pieces = self.first.iter().take(NAMED).map(|number| plan.piece(order, *number));
        let mut names: Vec<&str> = pieces.clone().map(|piece| piece.slug.as_str()).collect();
        names.dedup();
        let more = if self.records > names.len() { "…" } else { "" };
        let (all, names) = (self.records, names.join("、"));
        let diag = order.diag(self.problem, pieces.clone().next());
        match all {
            1 => diag,
            _ => diag.help(words!("一共 {all} 份这样：{names}{more}", "{all} records are like this: {names}{more}")),
        }
    }
}

/// A part on its way.
#[derive(Default)]
struct Making {
    rows: Vec<Row>,
    files: Vec<(String, Vec<u8>)>,
    broken: bool,
}

impl Desk<'_> {
    /// A part that is done. What there was to say of its rows is said; of a hundred thousand only mistakes are kept.
    fn take(&self, part: usize, mut kept: Kept) {
        self.say(part, &mut kept.rows);
        self.lock().done.insert(part, kept);
    }

    fn say(&self, part: usize, rows: &mut [Row]) {
        let mut state = self.lock();
        for row in rows {
            let number = self.plan.parts[part].records[row.record];
            let all = std::mem::take(&mut row.problems).into_iter();
            let (wrong, notices): (Vec<Problem>, Vec<Problem>) = all.partition(|p| p.severity == Severity::Error);
            let piece = self.plan.piece(self.order, number);
            state.diags.extend(wrong.iter().map(|problem| self.order.diag(problem.clone(), Some(piece))));
            (row.problems, row.notices) = (wrong, notices.len());
            for problem in notices {
                let key = (problem.kind.code().id(), problem.message.zh.clone());
                let empty = || Notice { problem: problem.clone(), records: 0, first: BTreeSet::new() };
                let notice = state.notices.entry(key).or_insert_with(empty);
                notice.records += 1;
                notice.first.insert(number);
                // That of the first record, whichever part came first.
                if notice.first.first() == Some(&number) {
                    notice.problem = problem;
                }
                if notice.first.len() > LISTED {
                    notice.first.pop_last();
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn event(&self, part: usize, event: Event, progress: &dyn Fn(usize)) {
        let mut state = self.lock();
        match event {
            Event::Begun(_) => {}
            Event::Set { record, pages, codes, problems } => {
                state.rows += 1;
                let rows = &mut state.open.entry(part).or_default().rows;
                // What went wrong with a record after it was set replaces what was said of it.
                rows.retain(|row| row.record != record);
                rows.push(Row { record, pages, codes, problems, notices: 0 });
                progress(state.rows);
            }
            Event::File { record, page, bytes } => {
                let name = self.plan.file(self.order, part, record, page);
                state.open.entry(part).or_default().files.push((name, bytes));
            }
            Event::Failed(problems) => {
                state.diags.extend(problems.into_iter().map(|problem| self.order.diag(problem, None)));
                state.open.entry(part).or_default().broken = true;
            }
            Event::Done => {
                let mut making = state.open.remove(&part).unwrap_or_default();
                making.rows.sort_by_key(|row| row.record);
                let wrong = making.rows.iter().filter(|row| row.failed()).count();
                if making.broken || (wrong > 0 && !self.keep_going) {
                    state.failed += if making.broken { making.rows.len().max(1) } else { wrong };
                    drop(state);
                    return self.say(part, &mut making.rows);
                }
                // The writer is there for as long as workers are.
                let _ = self.finished.send(Some((part, making)));
            }
        }
    }

    fn write(&self, part: usize, making: Making) {
        let key = self.lock().keys.remove(&part).unwrap_or_default();
        match self.keeper.keep(part, key, making.rows, making.files) {
            Ok(kept) => self.take(part, kept),
            Err((path, error)) => self.lock().error = Some(failed(&path, &error)),
        }
    }
}

/// Whether a diagnostic is about this print, so that an order must not go out with it: mistakes elsewhere in the book can
/// wait, and a wrong row is left out or stops the order by itself.
pub fn concerns(compiled: &Compiled, id: Id<Print>, diag: &Diag) -> bool {
    let book = &compiled.book;
    let print = &book.prints[id];
    let own = |file| {
        file == print.head.file
            || compiled.sources.path(file) == "sopress.toml"
            || print.kit.is_some_and(|kit| book.kits[kit].file == file)
            || book.kit_files.iter().any(|kit| kit.file == file)
            || print.pieces.iter().any(|piece| piece.row.is_some_and(|(table, _)| book.data[table].file == file))
    };
    // A row that is wrong for another print may be right for this one.
    let others = |file| file != print.head.file && book.prints.values().any(|other| other.head.file == file);
    let of_another = diag.labels.iter().any(|(span, _)| others(span.file));
    diag.severity == Severity::Error && !of_another && diag.span.is_some_and(|span| own(span.file))
}

/// Whether it is about a row that `rows` chooses; without a choice all are meant.
pub fn asked_for(compiled: &Compiled, id: Id<Print>, rows: Option<&str>, today: Date, diag: &Diag) -> bool {
    let Some(order) = rows.and_then(|_| Order::new(&compiled.book, id, today)) else { return true };
    // What cannot be read is said when the order is planned.
    let Ok(chosen) = parts::choose(&order, rows) else { return true };
    chosen.iter().any(|&number| {
        let row = order.row(&order.print.pieces[number]);
        row.is_some_and(|(table, row)| diag.row.as_ref() == Some(&format!("{}:{}", table.path, row.line)))
    })
}

/// Whether it is about one row of this print.
pub fn row_of(compiled: &Compiled, id: Id<Print>, diag: &Diag) -> bool {
    let book = &compiled.book;
    let Some(place) = &diag.row else { return false };
    book.prints[id].pieces.iter().any(|piece| {
        piece.row.is_some_and(|(table, row)| {
            let table = &book.data[table];
            table.rows.get(row).is_some_and(|row| *place == format!("{}:{}", table.path, row.line))
        })
    })
}
