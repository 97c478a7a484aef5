//! Floor 7: the commands. The only code that prints, reads the clock or knows the environment.

mod build;
mod check;
mod codes;
mod draw;
mod explain;
mod export;
mod import;
mod init;
mod kpi;
mod last_words;
mod lock;
mod new;
mod password;
mod plan;
mod preview;
mod release;
mod report_ack;
mod schema;
mod scripts;
mod search;
mod serve;
mod what_changed;
mod what_if;
mod who_uses;
mod workspace;

pub use explain::pages;
pub use last_words::out_of_memory;
pub use serve::asked;

use workspace::{Opened, named, named_print, open, root, unreadable};

use crate::{
    base::{date::Date, diag::Diag, lang::Lang, system},
    build::pressroom::{
        self,
        crew::{self, Hands},
        worker,
    },
    cli::{self, Action, Common, Writers},
    report::{self, Style},
    source::Sources,
};
use std::{
    io::{IsTerminal, Write},
    num::NonZero,
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, Mutex},
    thread,
};

/// Content is wrong: the writer has something to mend.
pub const WRONG: u8 = 1;
/// The program could not work: a wrong command line, a folder that cannot be read or written.
pub const UNABLE: u8 = 2;

/// Pages nest deep in places; a worker gets as much as a main thread is given by some systems.
const WORKER_STACK: usize = 16 << 20;

/// The whole program.
#[expect(clippy::disallowed_methods, reason = "this is the top, where clock and environment are read")]
pub fn main() -> ExitCode {
    last_words::prepare();
    // A limit on the size of files is then an error of the write, told with its path, and no end by a signal.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
    let args: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    if args.len() == 2 && args[1] == crew::VERB {
        return work();
    }
    let environment = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty() && value != "C" && value != "POSIX" && !value.starts_with("C."));
    let early = cli::early_lang(&args, environment.as_deref());
    let (common, action) = match cli::parse(args, early) {
        Ok(parsed) => parsed,
        Err(stop) => {
            if stop.exit == 0 {
                say(&stop.text);
            } else {
                tell(&stop.text);
            }
            return ExitCode::from(u8::try_from(stop.exit).unwrap_or(UNABLE));
        }
    };
    let terminal = Terminal {
        early,
        color: std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        live: std::io::stderr().is_terminal(),
        width: std::env::var("COLUMNS").ok().and_then(|n| n.parse().ok()).unwrap_or(100),
        today: jiff::Zoned::now().date(),
        program: std::env::current_exe().ok(),
        password: std::env::var(password::VARIABLE).ok(),
    };
    let exit = match action {
        Action::Build(options) => build::run(&common, &options, &terminal),
        Action::Export(options) => export::run(&common, &options, &terminal),
        Action::Scripts(options) => scripts::run(&common, &options, &terminal),
        Action::Codes(options) => codes::run(&common, &options, &terminal),
        Action::Plan { only, audience, json } => plan::run(&common, only.as_deref(), audience, json, &terminal),
        Action::Search(options) => search::run(&common, &options, &terminal),
        Action::Import { folder, out } => import::run(&common, &folder, &out, &terminal),
        Action::Init { dir } => init::run(&dir, common.lang, &terminal),
        Action::Writers(action) => writers(&common, action, &terminal),
        Action::Explain { code } => explain::run(&code, workspace::language(&common, &terminal)),
        Action::Completions { shell } => {
            clap_complete::generate(shell, &mut cli::command(early), "sopress", &mut std::io::stdout());
            0
        }
        Action::WhatIf { campaign, changes, json } => what_if::run(&common, &campaign, &changes, json, &terminal),
        Action::Lock { campaign, today } => lock::run(&common, &campaign, today, &terminal),
        Action::Draw(options) => draw::run(&common, &options, &terminal),
        Action::Kpi(options) => kpi::run(&common, &options, &terminal),
        Action::Serve(options) => preview::run(&common, &options, &terminal),
    };
    ExitCode::from(exit)
}

/// A print worker: started by ourselves, it speaks with us alone.
fn work() -> ExitCode {
    let work = || worker::work(std::io::stdin(), std::io::stdout());
    let done = thread::Builder::new().stack_size(pressroom::STACK).spawn(work).map(thread::JoinHandle::join);
    match done {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::from(UNABLE),
    }
}

fn writers(common: &Common, action: Writers, terminal: &Terminal) -> u8 {
    match action {
        Writers::Check(options) => check::run(common, &options, terminal),
        Writers::Schema { kind, out } => schema::run(common, kind.as_deref(), out.as_deref(), terminal),
        Writers::Release { today } => release::run(common, today, terminal),
        Writers::WhoUses { name, json } => who_uses::run(common, &name, json, terminal),
        Writers::New(options) => new::run(common, &options, terminal),
        Writers::Ack(options) => report_ack::run(common, &options, terminal),
        Writers::WhatChanged { since, json } => what_changed::run(common, since.as_deref(), json, terminal),
    }
}

/// What is known of the place where the program runs.
pub struct Terminal {
    early: Lang,
    color: bool,
    /// Somebody is looking: a progress bar makes sense.
    live: bool,
    width: usize,
    today: Date,
    /// This program, to be started again as a print worker.
    program: Option<PathBuf>,
    /// From the environment.
    password: Option<String>,
}

impl Terminal {
    /// Who prints: a process a core.
    fn hands(&self, jobs: Option<usize>) -> Hands<'_> {
        let count = jobs.unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZero::get));
        Hands { program: self.program.as_deref(), count }
    }

    /// The language of messages: `--lang`, else the workspace's, else the environment's.
    fn lang(&self, common: &Common, workspace: Option<Lang>) -> Lang {
        common.lang.or(workspace).unwrap_or(self.early)
    }

    fn style(&self, common: &Common, lang: Lang) -> Style {
        Style { format: common.format, lang, color: self.color, width: self.width }
    }

    fn today(&self, given: Option<Date>) -> Date {
        given.unwrap_or(self.today)
    }
}

/// Prints to the standard output; a reader that went away is no mistake of ours.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Prints to the standard error.
fn tell(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Prints one diagnostic that stopped the program, and gives the exit code.
fn stop(diag: &Diag, sources: &Sources, style: Style) -> u8 {
    tell(&report::print(std::slice::from_ref(diag), sources, style));
    UNABLE
}

/// Prints a sentence that stopped the program, and gives the exit code.
fn stop_with(sentence: &str, lang: Lang) -> u8 {
    tell(crate::words!("错误：{sentence}\n", "error: {sentence}\n").get(lang));
    UNABLE
}

/// The same for what the system says.
fn stop_for(error: &std::io::Error, lang: Lang) -> u8 {
    let (zh, en) = system::why(error);
    stop_with(crate::words!("{zh}", "{en}").get(lang), lang)
}

/// Makes the threads that pages are printed on. The print engine may borrow them, so they get deep stacks.
fn threads(jobs: Option<usize>) {
    let pool = |count: usize| rayon::ThreadPoolBuilder::new().num_threads(count).stack_size(WORKER_STACK);
    let count = jobs.unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZero::get));
    // Where no thread can be started the work is done on this one. Tried before: after one failure no global pool can be
    // made any more.
    let pool = if can_start(count) { pool(count) } else { pool(1).use_current_thread() };
    let _ = pool.build_global();
}

/// One thread more than needed, all at once.
fn can_start(count: usize) -> bool {
    let gate = Mutex::new(());
    let closed = gate.lock();
    thread::scope(|scope| {
        let start =
            || thread::Builder::new().stack_size(WORKER_STACK).spawn_scoped(scope, || drop(gate.lock())).is_ok();
        let all = (0..=count).all(|_| start());
        drop(closed);
        all
    })
}
