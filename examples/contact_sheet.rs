//! Sets every kit with its samples and writes a PNG of each side and a PDF of each kit.
//!
//! `cargo run --release --example contact_sheet -- OUT [--sheet] [KIT…]`; with `--sheet` one picture for each kit, all samples side by side.

use std::path::Path;
use std::sync::Arc;

use sopress::base::date::Date;
use sopress::output::print::imposition::{Card, Duplex, Imposition, Order, plan};
use sopress::output::print::{Engine, KitSources, PdfKind, PdfSettings, Problem, Rules};

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let out = args.next().unwrap_or_else(|| "target/contact-sheet".to_owned());
    let (flags, wanted): (Vec<String>, Vec<String>) = args.partition(|arg| arg == "--sheet");
    let together = !flags.is_empty();
    std::fs::create_dir_all(&out)?;
    let (engine, _) = Engine::new(Vec::new());
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
        let number = |key: &str| -> f64 {
            let line = toml.lines().find_map(|l| l.strip_prefix(key)?.trim_start().strip_prefix('='));
            line.and_then(|l| l.trim().trim_matches('"').trim_end_matches("mm").parse().ok()).unwrap_or(0.0)
        };
        let sides = Some(number("sides") as usize).filter(|&sides| sides > 0);
        let press_work = toml.contains("output = \"print\"");
        let main_path = format!("/kits/{name}/{main_file}");
        let sources = KitSources { main: &main_path, files: &files, today: Date::constant(2026, 5, 1), sides };
        let kit = match engine.open(&sources) {
            Ok(kit) => kit,
            Err(problems) => {
                show(name, "", &problems);
                continue;
            }
        };
        let samples: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(bytes)?;
        let mut sheets = Vec::new();
        let mut pictures: Vec<image::RgbImage> = Vec::new();
        for (sample, data) in &samples {
            match kit.set(data) {
                Ok(sheet) => {
                    show(name, sample, &sheet.notes);
                    show(name, sample, &engine.preflight(&sheet, &Rules { safe: number("safe"), press: press_work }));
                    for page in 0..sheet.pages() {
                        let wide = number("width").max(number("height")) / 25.4;
                        let dpi = if press_work { (1800.0 / wide).clamp(20.0, 200.0) } else { number("dpi").max(100.0) }
                            as u32;
                        // A long document shows how it begins.
                        if together && page > 5 && !name.starts_with("moments") {
                            break;
                        }
                        let dpi = if together { (900.0 / wide).clamp(10.0, 150.0) as u32 } else { dpi };
                        let Some(png) = engine.png(&sheet, page, dpi, true) else { continue };
                        if together {
                            pictures.push(image::load_from_memory(&png).expect("our own PNG").to_rgb8());
                        } else {
                            std::fs::write(format!("{out}/{name}-{sample}-{}.png", page + 1), png)?;
                        }
                    }
                    sheets.push(sheet);
                }
                Err(problems) => show(name, sample, &problems),
            }
        }
        if together {
            montage(&pictures, &format!("{out}/{name}.jpg"))?;
            continue;
        }
        let kind = if press_work { PdfKind::Press } else { PdfKind::Document };
        let settings = PdfSettings {
            kind,
            title: name,
            author: "sopress",
            lang: "zh-CN",
            date: Some(Date::constant(2026, 5, 1)),
            intent: None,
            profile: None,
        };
        let parts: Vec<&[_]> = if press_work { vec![&sheets[..]] } else { sheets.chunks(1).collect() };
        for (index, part) in parts.into_iter().enumerate() {
            let number = if press_work { String::new() } else { format!("-{}", index + 1) };
            match engine.pdf(part, &settings) {
                Ok(bytes) => std::fs::write(format!("{out}/{name}{number}.pdf"), bytes)?,
                Err(problems) => show(name, "pdf", &problems),
            }
        }
        let card = Card {
            width: number("width"),
            height: number("height"),
            bleed: number("bleed"),
            sides: sides.unwrap_or(1),
        };
        let wish = Imposition {
            sheet: (320.0, 450.0),
            margin: 14.0,
            gap: 2.0 * card.bleed,
            order: Order::Stacks,
            duplex: Duplex::Sheetwise,
            marks: true,
            bars: true,
            slug: format!("{name} · 样张 · 2026-05-01 · v1"),
            lang: sopress::base::lang::Lang::Zh,
            skip: 0,
        };
        let Some(plan) = plan(card, 3 * sheets.len(), &wish).filter(|_| press_work && !sheets.is_empty()) else {
            continue;
        };
        match engine.impose(&plan, &wish, 0..plan.sheets, &|record| sheets.get(record % sheets.len()).cloned()) {
            Ok(sheet) => {
                let pdf = engine.pdf(std::slice::from_ref(&sheet), &settings).expect("exports");
                std::fs::write(format!("{out}/{name}-sheets.pdf"), pdf)?;
            }
            Err(problems) => show(name, "sheets", &problems),
        }
    }
    Ok(())
}

/// Pictures in rows of six (nine small ones in rows of nine), as a JPEG.
fn montage(pictures: &[image::RgbImage], path: &str) -> std::io::Result<()> {
    let Some(first) = pictures.first() else { return Ok(()) };
    let columns = if pictures.len() > 40 { 9 } else { 6 };
    let (gap, wide) = (14, (1640 / columns as u32).min(first.width()));
    let small: Vec<image::RgbImage> = pictures
        .iter()
        .map(|p| {
            image::imageops::resize(
                p,
                wide,
                (p.height() * wide / p.width()).max(1),
                image::imageops::FilterType::Triangle,
            )
        })
        .collect();
    let tall = small.iter().map(image::RgbImage::height).max().unwrap_or(1);
    let rows = small.len().div_ceil(columns) as u32;
    let mut sheet = image::RgbImage::from_pixel(
        columns as u32 * (wide + gap) + gap,
        rows * (tall + gap) + gap,
        image::Rgb([205, 203, 199]),
    );
    for (index, picture) in small.iter().enumerate() {
        let (x, y) = ((index % columns) as u32 * (wide + gap) + gap, (index / columns) as u32 * (tall + gap) + gap);
        image::imageops::replace(&mut sheet, picture, i64::from(x), i64::from(y));
    }
    let file = std::io::BufWriter::new(std::fs::File::create(path)?);
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(file, 82);
    sheet.write_with_encoder(encoder).map_err(std::io::Error::other)
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
