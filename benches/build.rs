//! Full builds, search included, of 100, 1,000 and 10,000 pages: CPU seconds, wall, peak memory, output bytes.
//!
//! `cargo bench --bench build` prints one line a size. `-- 500 2000` measures other sizes.

mod load;

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    // `cargo test --all-targets` runs benches, too; one small size shows that they work.
    let testing = !std::env::args().any(|arg| arg == "--bench");
    let sizes = match (sizes.is_empty(), testing) {
        (false, _) => sizes,
        (true, true) => vec![20],
        (true, false) => vec![100, 1_000, 10_000],
    };
    println!(
        "{:>7} {:>10} {:>8} {:>8} {:>9} {:>11} {:>7}",
        "pages", "source MB", "CPU s", "wall s", "peak MB", "output MB", "files"
    );
    for pages in sizes {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let source = load::workspace(folder.path(), pages).expect("written");
        let out = folder.path().join("public");
        let run = measure(
            Command::new(env!("CARGO_BIN_EXE_sopress")).args(["build", "--quiet", "--root"]).arg(folder.path()),
        );
        let (bytes, files) = size(&out);
        println!(
            "{pages:>7} {:>10.1} {:>8.2} {:>8.2} {:>9.0} {:>11.1} {files:>7}",
            source as f64 / 1e6,
            run.cpu,
            run.wall.as_secs_f64(),
            run.peak_kb as f64 / 1024.0,
            bytes as f64 / 1e6,
        );
    }
}

struct Run {
    /// Seconds of all threads.
    cpu: f64,
    wall: Duration,
    peak_kb: u64,
}

/// Runs a program to its end; it must succeed.
fn measure(command: &mut Command) -> Run {
    let before = children_ticks();
    let began = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn().expect("starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kb = 0;
    loop {
        // The high-water mark only grows, so a late look loses little.
        if let Ok(text) = fs::read_to_string(&status) {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            peak_kb = peak_kb.max(line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0));
        }
        if let Some(exit) = child.try_wait().expect("waits") {
            assert!(exit.success(), "the build failed");
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Run { wall: began.elapsed(), cpu: (children_ticks() - before) as f64 / 100.0, peak_kb }
}

/// CPU time of children that were waited for, in hundredths of a second (the kernel's tick on every Linux in use).
fn children_ticks() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let number = |at: usize| fields.get(at).and_then(|f| f.parse::<u64>().ok()).unwrap_or(0);
    number(13) + number(14)
}

fn size(folder: &Path) -> (u64, usize) {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file());
    entries.fold((0, 0), |(bytes, files), entry| (bytes + entry.metadata().map_or(0, |m| m.len()), files + 1))
}
