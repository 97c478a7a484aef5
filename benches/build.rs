//! Full builds, search included, of 100, 1,000 and 10,000 pages: CPU seconds, wall, peak memory, output bytes.
//!
//! `cargo bench --bench build` prints one line a size. `-- 500 2000` measures other sizes.

mod load;
mod measure;

use measure::measure;
use std::{path::Path, process::Command};

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
            run.wall,
            run.peak_kb.max(run.child_peak_kb) as f64 / 1024.0,
            bytes as f64 / 1e6,
        );
    }
}

fn size(folder: &Path) -> (u64, usize) {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file());
    entries.fold((0, 0), |(bytes, files), entry| (bytes + entry.metadata().map_or(0, |m| m.len()), files + 1))
}
