//! Sets every kit with its samples and writes a PNG of each side and a PDF of each kit.
//!
//! `cargo run --release --example contact_sheet -- OUT [KIT…]`

use std::path::Path;
use std::sync::Arc;

use sopress::base::date::Date;
use sopress::output::print::{KitSources, PdfKind, PdfSettings, Press, Problem};

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let out = args.next().unwrap_or_else(|| "target/contact-sheet".to_owned());
    let wanted: Vec<String> = args.collect();
    std::fs::create_dir_all(&out)?;
    let (press, _) = Press::new(Vec::new());
    let mut files = Vec::new();
    collect(Path::new("kits"), &mut files)?;
    files.sort();
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with("/samples.json")) {
        let name = path.trim_start_matches("/kits/").trim_end_matches("/samples.json");
        if !wanted.is_empty() && !wanted.iter().any(|w| w == name) {
            continue;
        }
        let toml = std::fs::read_to_string(format!("kits/{name}/kit.toml"))?;
        let main_file = toml.lines().find_map(|l| l.strip_prefix("main = \"")?.strip_suffix('"')).unwrap_or("main.typ");
        let sides = toml.lines().find_map(|l| l.strip_prefix("sides = ")?.parse().ok());
        let main_path = format!("/kits/{name}/{main_file}");
        let sources = KitSources { main: &main_path, files: &files, today: Date::constant(2026, 5, 1), sides };
        let kit = match press.open(&sources) {
            Ok(kit) => kit,
            Err(problems) => {
                show(name, "", &problems);
                continue;
            }
        };
        let samples: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(bytes)?;
        let mut sheets = Vec::new();
        for (sample, data) in &samples {
            match kit.set(data) {
                Ok(sheet) => {
                    show(name, sample, &sheet.notes);
                    for page in 0..sheet.pages() {
                        let dpi =
                            toml.lines().find_map(|l| l.strip_prefix("preview_dpi = ")?.parse().ok()).unwrap_or(150);
                        if let Some(png) = press.png(&sheet, page, dpi, true) {
                            std::fs::write(format!("{out}/{name}-{sample}-{}.png", page + 1), png)?;
                        }
                    }
                    sheets.push(sheet);
                }
                Err(problems) => show(name, sample, &problems),
            }
        }
        let settings = PdfSettings {
            kind: PdfKind::Press,
            title: name,
            author: "sopress",
            lang: "zh-CN",
            date: None,
            intent: None,
        };
        match press.pdf(&sheets, &settings) {
            Ok(bytes) => std::fs::write(format!("{out}/{name}.pdf"), bytes)?,
            Err(problems) => show(name, "pdf", &problems),
        }
    }
    Ok(())
}

fn show(name: &str, sample: &str, problems: &[Problem]) {
    for problem in problems {
        println!("{name}/{sample}: {problem:?}");
    }
}

fn collect(folder: &Path, files: &mut Vec<(String, Arc<[u8]>)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push((format!("/{}", path.display()), std::fs::read(&path)?.into()));
        }
    }
    Ok(())
}
