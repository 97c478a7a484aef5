//! Sets N records of a kit, each with its own code, into one PDF and says what it cost.
//!
//! `cargo run --release --example print_speed -- N [KIT] [SAMPLE] [OUT.pdf]`

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use sopress::base::date::Date;
use sopress::output::print::{Engine, KitSources, PdfKind, PdfSettings};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let arg = |i: usize, default: &str| args.get(i).cloned().unwrap_or_else(|| default.to_owned());
    let count: usize = arg(1, "1000").parse().expect("a number");
    let name = arg(2, "insert-90x54");
    let sample = arg(3, "manual-mid");
    let start = Instant::now();
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
    let ready = start.elapsed();
    let mut sheets = Vec::with_capacity(count);
    let (mut first, setting) = (None, Instant::now());
    for i in 0..count {
        let mut data = samples[&sample].clone();
        let id = format!("k{:05}", (i * 7919) % 100_000);
        data["code"] = serde_json::json!({"id": id, "short": id.to_uppercase(), "url": format!("https://shequn.example.cn/q/{id}/")});
        data["store"]["name"] = serde_json::json!(format!("滨江路{i:05}店"));
        sheets.push(kit.set(&data).unwrap_or_else(|problems| panic!("{problems:?}")));
        first.get_or_insert(setting.elapsed());
    }
    let set = setting.elapsed();
    let exporting = Instant::now();
    let settings =
        PdfSettings { kind: PdfKind::Press, title: "speed", author: "", lang: "zh-CN", date: None, intent: None };
    let pdf = engine.pdf(&sheets, &settings).unwrap_or_else(|problems| panic!("{problems:?}"));
    let exported = exporting.elapsed();
    if let Some(out) = args.get(4) {
        std::fs::write(out, &pdf).expect("written");
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or("").to_owned();
    println!(
        "{count} records: ready {ready:.0?}, first {:.0?}, set {set:.0?} ({:.2} ms each), export {exported:.0?}, {} bytes ({} a record), {peak}",
        first.unwrap_or_default(),
        set.as_secs_f64() * 1000.0 / count as f64,
        pdf.len(),
        pdf.len() / count
    );
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
