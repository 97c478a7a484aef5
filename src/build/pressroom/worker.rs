//! The other side of a pipe: a process that does tasks until nobody asks any more. A kit that runs away takes only it along.

use super::wire::{self, Order, Word};
use crate::output::print::{Engine, order, task::Bench};
use std::{
    io::{self, BufReader, BufWriter, Read, Write},
    sync::Arc,
};

/// Works until the input ends.
pub fn work(from: impl Read, to: impl Write) -> io::Result<()> {
    // One worker a core: its engine needs no threads of its own.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
    let (mut from, mut to) = (BufReader::new(from), BufWriter::new(to));
    let Some((Order::Files(list), bytes)) = wire::read::<Order>(&mut from)? else { return Ok(()) };
    let mut rest = bytes.as_slice();
    let mut files: Vec<(String, Arc<[u8]>)> = Vec::with_capacity(list.len());
    for (path, length) in list {
        let (file, others) = rest.split_at_checked(length).ok_or(io::ErrorKind::InvalidData)?;
        files.push((path, file.into()));
        rest = others;
    }
    drop(bytes);
    let (engine, problems) = Engine::new(order::fonts(&files));
    wire::write(&mut to, &Word::Ready(problems), &[])?;
    to.flush()?;
    let mut bench = Bench::new(&engine, &files);
    while let Some((order, _)) = wire::read::<Order>(&mut from)? {
        let Order::Do(task) = order else { return Err(io::ErrorKind::InvalidData.into()) };
        limit(task.limits.megabytes);
        let mut broken = None;
        bench.perform(&task, &mut |event| {
            if broken.is_none() {
                broken = wire::tell(&mut to, event).err();
            }
        });
        if let Some(error) = broken {
            return Err(error);
        }
        wire::write(&mut to, &Word::Done, &[])?;
        to.flush()?;
    }
    Ok(())
}

/// No more memory than this: what asks for more is ended by the system, and only it.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn limit(megabytes: u64) {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::As);
    limit.current = Some(limit.maximum.map_or(megabytes << 20, |most| most.min(megabytes << 20)));
    // Where it may not be limited it works without.
    let _ = setrlimit(Resource::As, limit);
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn limit(_: u64) {}
