//! What a command costs: CPU seconds of it and of all that it starts, seconds by the clock, memory of the largest process.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::process::CommandExt,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

pub struct Run {
    /// Seconds of all threads of all processes.
    pub cpu: f64,
    pub wall: f64,
    /// Of the process that was started, and of the largest that it started.
    pub peak_kb: u64,
    pub child_peak_kb: u64,
}

/// Runs a program to its end; it must succeed.
pub fn measure(command: &mut Command) -> Run {
    let before = children_ticks();
    let began = Instant::now();
    let mut child = command.process_group(0).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
    // A browser's helpers are waited for by nobody whose time comes to us, so they are looked at while they live.
    let mut seen: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    loop {
        look(child.id(), &mut seen);
        if let Some(exit) = child.try_wait().expect("waits") {
            assert!(exit.success(), "{command:?} failed");
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let wall = began.elapsed().as_secs_f64();
    let all: u64 = seen.values().map(|(ticks, _)| ticks).sum();
    let peak = |own: bool| seen.iter().filter(|(id, _)| (**id == child.id()) == own).map(|(_, seen)| seen.1).max();
    Run {
        cpu: all.max(children_ticks() - before) as f64 / 100.0,
        wall,
        peak_kb: peak(true).unwrap_or(0),
        child_peak_kb: peak(false).unwrap_or(0),
    }
}

/// Each process of the group with its CPU time and its high-water mark so far; both only grow, so a late look loses little.
fn look(group: u32, seen: &mut BTreeMap<u32, (u64, u64)>) {
    let ids = fs::read_dir("/proc").into_iter().flatten().flatten();
    for id in ids.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()) {
        let Some(fields) = stat(&format!("/proc/{id}/stat")) else { continue };
        if fields.get(2) != Some(&u64::from(group)) {
            continue;
        }
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0);
        let now = seen.entry(id).or_default();
        *now = (now.0.max(fields[11] + fields[12]), now.1.max(peak));
    }
}

/// CPU time of children that were waited for, in hundredths of a second (the kernel's tick on every Linux in use).
fn children_ticks() -> u64 {
    stat("/proc/self/stat").map_or(0, |fields| fields[13] + fields[14])
}

/// The numbers behind a process's name; its state, a letter, counts as 0.
fn stat(path: &str) -> Option<Vec<u64>> {
    let text = fs::read_to_string(path).ok()?;
    let fields: Vec<u64> = text.rsplit(')').next()?.split_whitespace().map(|f| f.parse().unwrap_or(0)).collect();
    (fields.len() > 14).then_some(fields)
}
