//! Sets N and 2N records of a kit, each with its own code, into one PDF each and says what one more record costs.
//!
//! `cargo run --release --example print_speed -- [N] [KIT] [SAMPLE] [OUT.pdf]`; `RAYON_NUM_THREADS=1` works as a print
//! worker does. CPU seconds of all threads, and as ratios beside the setting alone.

use std::{path::Path, sync::Arc, time::Instant};

use sopress::base::date::Date;
use sopress::output::print::{Engine, Kit, KitSources, PdfKind, PdfSettings, Rules};

/// As in the program.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// CPU milliseconds of each step.
#[derive(Clone, Copy)]
struct Cost {
    set: f64,
    look: f64,
    export: f64,
    wall: f64,
    bytes: usize,
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let arg = |i: usize, default: &str| args.get(i).cloned().unwrap_or_else(|| default.to_owned());
    let count: usize = arg(1, "1000").parse().expect("a number");
    let (name, sample) = (arg(2, "insert-90x54"), arg(3, "manual-mid"));
    let (engine, _) = Engine::new(Vec::new());
    let mut files: Vec<(String, Arc<[u8]>)> = Vec::new();
    collect(Path::new("kits"), &mut files);
    files.sort();
    let toml = std::fs::read_to_string(format!("kits/{name}/kit.toml")).expect("the kit");
    let main_file = toml.lines().find_map(|l| l.strip_prefix("main = \"")?.strip_suffix('"')).expect("main");
    let main_path = format!("/kits/{name}/{main_file}");
    let kit = engine
        .open(&KitSources { main: &main_path, files: &files, today: Date::constant(2026, 5, 1), sides: None })
        .expect("opens");
    let samples: serde_json::Value =
        serde_json::from_slice(&std::fs::read(format!("kits/{name}/samples.json")).expect("samples")).expect("JSON");
    // What is read once is no part of a record's cost.
    run(&engine, &kit, &samples[&sample], 10, 0);
    let once = run(&engine, &kit, &samples[&sample], count, 10);
    let twice = run(&engine, &kit, &samples[&sample], 2 * count, 10 + count);
    let more = |of: fn(&Cost) -> f64| (of(&twice.0) - of(&once.0)) / count as f64;
    let (set, look, export) = (more(|c| c.set), more(|c| c.look), more(|c| c.export));
    println!("{name}, {sample}: CPU ms of one more record, {} and {} records", count, 2 * count);
    println!("  set           {set:6.2}  1.00×");
    println!("  PDF           {export:6.2}  {:.2}×", export / set);
    println!("  set + PDF     {:6.2}  {:.2}×", set + export, (set + export) / set);
    println!("  preflight     {look:6.2}  {:.2}×", look / set);
    println!("  all           {:6.2}  {:.2}×", set + look + export, (set + look + export) / set);
    println!("  wall          {:6.2}", more(|c| c.wall));
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("").trim().to_owned();
    println!("  {} bytes a record, peak {peak}", (twice.0.bytes - once.0.bytes) / count);
    if let Some(out) = args.get(4) {
        std::fs::write(out, &once.1).expect("written");
    }
}

fn run(engine: &Engine, kit: &Kit<'_>, sample: &serde_json::Value, count: usize, from: usize) -> (Cost, Vec<u8>) {
    let (mut set, mut look, began) = (0.0, 0.0, Instant::now());
    let mut sheets = Vec::with_capacity(count);
    let rules = Rules { safe: 3.0, press: true };
    // In lots, because the kernel tells CPU time in steps of ten milliseconds.
    for lot in (0..count).step_by(100) {
        let start = cpu();
        for i in lot..(lot + 100).min(count) {
            sheets.push(kit.set(&record(sample, from + i)).unwrap_or_else(|problems| panic!("{problems:?}")));
        }
        let middle = cpu();
        for sheet in &sheets[lot..] {
            let found = engine.preflight(sheet, &rules);
            assert!(found.is_empty(), "{found:?}");
        }
        (set, look) = (set + middle - start, look + cpu() - middle);
    }
    let settings = PdfSettings {
        kind: PdfKind::Press,
        title: "speed",
        author: "",
        lang: "zh-CN",
        date: None,
        intent: None,
        profile: None,
        inks: &[],
        sheet: None,
    };
    let start = cpu();
    let pdf = engine.pdf(&sheets, &settings).unwrap_or_else(|problems| panic!("{problems:?}"));
    let export = cpu() - start;
    let wall = began.elapsed().as_secs_f64() * 1000.0;
    (Cost { set, look, export, wall, bytes: pdf.len() }, pdf)
}

fn record(sample: &serde_json::Value, number: usize) -> serde_json::Value {
    let mut data = sample.clone();
    let id = format!("k{:05}", (number * 7919) % 100_000);
    let url = format!("https://shequn.example.cn/q/{id}/");
    data["code"] = serde_json::json!({"id": id, "short": id.to_uppercase(), "url": url});
    data["store"]["name"] = serde_json::json!(format!("滨江路{number:05}店"));
    data
}

/// CPU milliseconds of this process, all threads.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let number = |at: usize| fields.get(at).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (number(11) + number(12)) * 10.0
}

fn collect(folder: &Path, files: &mut Vec<(String, Arc<[u8]>)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push((format!("/{}", path.display()), std::fs::read(&path).expect("a file").into()));
        }
    }
}
