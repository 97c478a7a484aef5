//! Print workers: processes of this same program, one a core, each with its limits. One that dies is replaced, and the
//! record that it died of is named.

use super::{
    STACK,
    wire::{self, Told, Word},
};
use crate::{
    base::diag::Severity,
    output::print::{
        Engine, Problem, ProblemKind, order,
        task::{Bench, Event, Finish, Task},
    },
    words,
};
use std::{
    collections::BTreeSet,
    io::{self, BufReader, BufWriter, Write},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

/// The hidden verb under which the program is a worker.
pub const VERB: &str = "press-worker";

/// A kit that ran away so often in one task is not tried again.
const TRIES: usize = 2;

/// Who does the work.
#[derive(Clone, Copy, Debug)]
pub struct Hands<'a> {
    /// The program whose worker verb is started; `None` works in this process, without limits.
    pub program: Option<&'a Path>,
    pub count: usize,
}

impl Hands<'_> {
    /// In this process, one after the other.
    pub const OWN: Hands<'static> = Hands { program: None, count: 1 };
}

/// Told of a task's events, by the task's number; from any thread, each task's in order.
pub type Tell<'a> = &'a (dyn Fn(usize, Event) + Sync);

/// Does tasks until there are none, several at a time. Fonts that are of no use are given back.
pub fn run(
    hands: Hands<'_>,
    files: &[(String, Arc<[u8]>)],
    all: impl Iterator<Item = (usize, Task)> + Send,
    tell: Tell<'_>,
) -> Vec<Problem> {
    // One task is made ready while workers are at others: a part of an order takes a while to put together.
    let (ready, tasks) = mpsc::sync_channel(0);
    let tasks = Mutex::new(tasks);
    let fonts = Mutex::new(None);
    let keep = |problems: Vec<Problem>| {
        fonts.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(problems);
    };
    let next = || tasks.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
    thread::scope(|scope| {
        scope.spawn(move || all.map_while(|task| ready.send(task).ok()).count());
        let work = || {
            let mut place = Place { program: hands.program, files, worker: None, keep: &keep };
            while let Some((number, task)) = next() {
                place.perform(task, &|event| tell(number, event));
                tell(number, Event::Done);
            }
        };
        let start = |_: &usize| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).is_ok();
        // As many as can be started.
        if (0..hands.count.max(1)).take_while(start).count() == 0 {
            work();
        }
    });
    fonts.into_inner().unwrap_or_else(PoisonError::into_inner).unwrap_or_default()
}

/// A place for one worker at a time.
struct Place<'a> {
    program: Option<&'a Path>,
    files: &'a [(String, Arc<[u8]>)],
    worker: Option<Worker>,
    keep: &'a (dyn Fn(Vec<Problem>) + Sync),
}

impl Place<'_> {
    fn perform(&mut self, mut task: Task, tell: &dyn Fn(Event)) {
        let mut told = BTreeSet::new();
        let mut deaths = 0;
        loop {
            let Some(worker) = self.worker() else { return self.here(&task, tell) };
            let mut begun = None;
            let end = worker.perform(&task, &mut |event| match event {
                Event::Begun(record) => {
                    begun = Some(record);
                    tell(Event::Begun(record));
                }
                // After a death the same records come again.
                Event::Set { record, .. } if !told.insert(record) => {}
                event => tell(event),
            });
            let Err(death) = end else { return };
            self.worker = None;
            deaths += 1;
            let alone =
                matches!(task.finish, Finish::Pdfs(_) | Finish::Png { .. } | Finish::Svg | Finish::PngZip { .. });
            match begun.filter(|record| !told.contains(record)) {
                Some(record) if deaths <= TRIES => {
                    told.insert(record);
                    let problems = vec![death.problem(&task)];
                    tell(Event::Set { record, pages: 0, codes: Vec::new(), problems });
                    if alone {
                        task.skip.extend(told.iter());
                    }
                    task.skip.insert(record);
                }
                _ => return tell(Event::Failed(vec![death.problem(&task)])),
            }
        }
    }

    fn worker(&mut self) -> Option<&mut Worker> {
        if self.worker.is_none() {
            let (worker, fonts) = Worker::start(self.program?, self.files).ok()?;
            (self.keep)(fonts);
            self.worker = Some(worker);
        }
        self.worker.as_mut()
    }

    /// Without a worker the work is done here.
    fn here(&self, task: &Task, tell: &dyn Fn(Event)) {
        let (engine, fonts) = Engine::new(order::fonts(self.files));
        (self.keep)(fonts);
        Bench::new(&engine, self.files).perform(task, &mut |event| tell(event));
    }
}

/// A running process.
struct Worker {
    child: Child,
    orders: Option<ChildStdin>,
    words: Receiver<io::Result<(Word, Vec<u8>)>>,
}

#[derive(Clone, Copy, Debug)]
enum Death {
    Slow,
    Fell,
}

impl Worker {
    fn start(program: &Path, files: &[(String, Arc<[u8]>)]) -> io::Result<(Worker, Vec<Problem>)> {
        let mut child = Command::new(program)
            .arg(VERB)
            // The allocator takes address space ahead, by default as much as a worker may have in all.
            .env("MIMALLOC_ARENA_RESERVE", "32M")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let orders = child.stdin.take();
        let heard = child.stdout.take();
        let (send, words) = mpsc::channel();
        let mut worker = Worker { child, orders, words };
        let Some(heard) = heard else { return Err(io::ErrorKind::BrokenPipe.into()) };
        // The listener ends when the process does.
        thread::Builder::new().name("print".into()).spawn(move || {
            let mut from = BufReader::new(heard);
            loop {
                let word = wire::read::<Word>(&mut from);
                let last = !matches!(word, Ok(Some(_)));
                let word = word.and_then(|word| word.ok_or_else(|| io::ErrorKind::UnexpectedEof.into()));
                if send.send(word).is_err() || last {
                    return;
                }
            }
        })?;
        let list = files.iter().map(|(path, bytes)| (path.clone(), bytes.len())).collect();
        let bytes: Vec<&[u8]> = files.iter().map(|(_, bytes)| &bytes[..]).collect();
        worker.send(&Told::Files(list), &bytes)?;
        match worker.words.recv_timeout(Duration::from_secs(60)) {
            Ok(Ok((Word::Ready(problems), _))) => Ok((worker, problems)),
            Ok(Err(error)) => Err(error),
            _ => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    fn send(&mut self, order: &Told<'_>, bytes: &[&[u8]]) -> io::Result<()> {
        match &mut self.orders {
            Some(orders) => {
                let mut orders = BufWriter::new(orders);
                wire::write(&mut orders, order, bytes)?;
                orders.flush()
            }
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn perform(&mut self, task: &Task, tell: &mut dyn FnMut(Event)) -> Result<(), Death> {
        self.send(&Told::Do(task), &[]).map_err(|_| Death::Fell)?;
        let patience = Duration::from_secs(task.limits.seconds);
        loop {
            match self.words.recv_timeout(patience) {
                Ok(Ok((Word::Event(Event::File { record, page, .. }), bytes))) => {
                    tell(Event::File { record, page, bytes });
                }
                Ok(Ok((Word::Event(event), _))) => tell(event),
                Ok(Ok((Word::Done, _))) => return Ok(()),
                Ok(Ok((Word::Ready(_), _))) => {}
                Err(RecvTimeoutError::Timeout) => return Err(Death::Slow),
                Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => return Err(Death::Fell),
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Idle, it ends when its orders do; caught in a loop, only so.
        drop(self.orders.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Death {
    fn problem(self, task: &Task) -> Problem {
        let (seconds, megabytes) = (task.limits.seconds, task.limits.megabytes);
        let message = match self {
            Death::Slow => words!(
                "模板排这一份超过了 {seconds} 秒，被停下来了",
                "the kit took more than {seconds} s for this one and was stopped"
            ),
            Death::Fell => words!(
                "模板排这一份时用光了内存（上限 {megabytes} MB）或套得太深，被停下来了",
                "the kit ran out of memory ({megabytes} MB) or nested too deep on this one and was stopped"
            ),
        };
        let mut problem = Problem::error(ProblemKind::Runaway, message);
        problem.severity = Severity::Error;
        problem.help(words!(
            "检查模板里的循环和不断变长的文字；图片太大也会这样",
            "look for loops and growing texts in the kit; a very large picture does it, too"
        ))
    }
}
