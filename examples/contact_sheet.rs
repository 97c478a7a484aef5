//! Sets every kit with its samples and writes a PNG of each side and a PDF of each kit.
//!
//! `cargo run --release --example contact_sheet -- OUT [--sheet] [KIT…]`; with `--sheet` one picture for each kit, all samples side by side.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use sopress::base::date::Date;
use sopress::build::compile::compile;
use sopress::model::{Book, chapter::Audience};
use sopress::output::print::imposition::{Card, Duplex, Imposition, Order, margin, plan};
use sopress::output::print::{
    Engine, KitSources, PdfKind, PdfSettings, Problem, Rules, Sheet, SheetBoxes,
    form::{self, Form},
    order, rules, social,
    task::Task,
};

const TODAY: Date = Date::constant(2026, 5, 1);

const PHOTO: &str = "/content/sample.png";

/// A kit with the records that it is shown with.
struct Shown {
    name: String,
    main: String,
    sides: Option<usize>,
    card: Card,
    safe: f64,
    /// Of a picture; paper is shown as large as a sheet has room for.
    dpi: Option<f64>,
    press: bool,
    samples: Vec<(String, Value)>,
}

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let out = args.next().unwrap_or_else(|| "target/contact-sheet".to_owned());
    let (flags, wanted): (Vec<String>, Vec<String>) = args.partition(|arg| arg == "--sheet");
    let together = !flags.is_empty();
    std::fs::create_dir_all(&out)?;
    let (engine, _) = Engine::new(Vec::new());
    let book = compile(Path::new("."), None, TODAY)?.book;
    let mut files = order::files(&book);
    files.push((PHOTO.to_owned(), photo().into()));
    let mut all = kits(&files);
    all.extend(made_by_the_program(&book));
    all.retain(|shown| wanted.is_empty() || wanted.contains(&shown.name));
    for shown in &all {
        let sources = KitSources { main: &shown.main, files: &files, today: TODAY, sides: shown.sides };
        let kit = match engine.open(&sources) {
            Ok(kit) => kit,
            Err(problems) => {
                show(&shown.name, "", &problems);
                continue;
            }
        };
        let mut sheets = Vec::new();
        let mut pictures: Vec<image::RgbImage> = Vec::new();
        for (sample, data) in &shown.samples {
            let sheet = match kit.set(data) {
                Ok(sheet) => sheet,
                Err(problems) => {
                    show(&shown.name, sample, &problems);
                    continue;
                }
            };
            show(&shown.name, sample, &sheet.notes);
            show(&shown.name, sample, &engine.preflight(&sheet, &Rules { safe: shown.safe, press: shown.press }));
            for page in 0..sheet.pages() {
                // A long document shows how it begins.
                if together && page > 5 && !shown.name.starts_with("moments") {
                    break;
                }
                let wide = shown.card.width.max(shown.card.height) / 25.4;
                let dpi = match shown.dpi {
                    _ if together => (900.0 / wide).clamp(10.0, 150.0),
                    Some(dpi) => dpi,
                    None => (1800.0 / wide).clamp(20.0, 200.0),
                };
                let Some(png) = engine.png(&sheet, page, dpi as u32, true) else { continue };
                if together {
                    pictures.push(image::load_from_memory(&png).expect("our own PNG").to_rgb8());
                } else {
                    std::fs::write(format!("{out}/{}-{sample}-{}.png", shown.name, page + 1), png)?;
                }
            }
            sheets.push(sheet);
        }
        if together {
            montage(&pictures, &format!("{out}/{}.jpg", shown.name))?;
        } else {
            pdfs(&engine, shown, &sheets, &out)?;
        }
    }
    Ok(())
}

/// The kits of the program with their own samples; where a kit takes a photo and a logo, one more with both.
fn kits(files: &[(String, Arc<[u8]>)]) -> Vec<Shown> {
    let mut all = Vec::new();
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with("/kit.toml")) {
        let folder = path.trim_end_matches("/kit.toml");
        let toml: toml::Table = toml::from_str(std::str::from_utf8(bytes).expect("UTF-8")).expect("TOML");
        let text = |key: &str| toml.get(key).and_then(toml::Value::as_str).unwrap_or_default();
        let paper = toml.get("paper").and_then(toml::Value::as_table).cloned().unwrap_or_default();
        let mm = |key: &str| -> f64 {
            let written = paper.get(key).and_then(toml::Value::as_str).unwrap_or_default();
            written.trim_end_matches("mm").parse().unwrap_or(0.0)
        };
        let sides = paper.get("sides").and_then(toml::Value::as_integer).and_then(|n| usize::try_from(n).ok());
        let sides = sides.filter(|&sides| sides > 0);
        let press = text("output") == "print";
        let Ok(samples) = std::fs::read(format!(".{folder}/samples.json")) else { continue };
        let samples: serde_json::Map<String, Value> = serde_json::from_slice(&samples).expect("JSON");
        let mut samples = Vec::from_iter(samples);
        let takes = |key: &str| {
            let fields = toml.get("field").and_then(toml::Value::as_array).into_iter().flatten();
            fields.into_iter().any(|field| field.get("key").and_then(toml::Value::as_str) == Some(key))
        };
        let more =
            samples.iter().filter(|(name, _)| name.ends_with("-mid") && takes("code_logo")).map(|(name, data)| {
                let mut data = data.clone();
                data["fields"]["code_logo"] = json!("yes");
                if takes("photo") {
                    data["fields"]["photo"] = json!(PHOTO);
                }
                (name.replace("-mid", "-logo"), data)
            });
        let more = Vec::from_iter(more);
        samples.extend(more);
        all.push(Shown {
            name: folder.trim_start_matches("/kits/").to_owned(),
            main: format!("{folder}/{}", text("main")),
            sides,
            card: Card { width: mm("width"), height: mm("height"), bleed: mm("bleed"), sides: sides.unwrap_or(1) },
            safe: mm("safe"),
            dpi: (!press).then(|| paper.get("dpi").and_then(toml::Value::as_integer).map_or(100.0, |dpi| dpi as f64)),
            press,
            samples,
        });
    }
    all
}

/// What no writer orders: the link's picture, rules to hang up, forms to fill in; made of the handbook of this repository.
fn made_by_the_program(book: &Book) -> Vec<Shown> {
    let shown = |name: &str, samples: Vec<(String, Task)>, card: (f64, f64), dpi: f64| Shown {
        name: name.to_owned(),
        main: samples[0].1.main.clone(),
        sides: samples[0].1.sides,
        card: Card { width: card.0, height: card.1, bleed: 0.0, sides: 1 },
        safe: 0.0,
        dpi: Some(dpi),
        press: false,
        samples: samples.into_iter().map(|(name, task)| (name, task.records[0].clone())).collect(),
    };
    let social_task = |title: &str, about: &str| {
        let mut book = book.clone();
        (book.site.title, book.site.about) = (title.to_owned(), about.to_owned());
        social::task(&book, TODAY)
    };
    let long = "社区团购门店社群运营标准作业手册与话术活动全集";
    let social = vec![
        ("short".to_owned(), social_task("手册", "")),
        ("usual".to_owned(), social_task(&book.site.title, &book.site.about)),
        ("long".to_owned(), social_task(long, &long.repeat(3))),
    ];
    let mut rules = Vec::from_iter(
        book.campaigns.values().map(|campaign| (campaign.head.slug.clone(), rules::task(book, campaign, TODAY))),
    );
    rules.sort_by_key(|(_, task)| task.records[0].to_string().len());
    rules.dedup_by_key(|(name, _)| name.clone());
    let rules = [rules.first().cloned(), rules.last().cloned()].into_iter().flatten().collect::<Vec<_>>();
    let forms = [
        book.campaigns.iter().next().map(|(id, _)| ("campaign", Form::Campaign(id))),
        (!book.stages().is_empty()).then_some(("stage", Form::Stage(0))),
        book.kpis.iter().next().map(|(id, _)| ("kpi", Form::Kpi(id))),
        book.plans.iter().next().map(|(id, _)| ("plan", Form::Plan(id))),
        book.rubrics.iter().next().map(|(id, _)| ("rubric", Form::Rubric(id))),
    ];
    let forms = forms
        .into_iter()
        .flatten()
        .map(|(name, form)| (name.to_owned(), form::task(book, Audience::Internal, TODAY, form, "index.html")));
    vec![
        shown("social", social, (423.0, 222.0), 72.0),
        shown("rules", rules, (210.0, 297.0), 100.0),
        shown("forms", forms.collect(), (297.0, 210.0), 100.0),
    ]
}

/// A picture to stand for a photo: oranges on a table.
fn photo() -> Vec<u8> {
    let (width, height) = (3600_u32, 1900_u32);
    let fruit = [(700, 1150, 520), (1750, 1000, 610), (2850, 1180, 540), (2330, 620, 330), (1180, 560, 300)];
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (i64::from(x), i64::from(y));
        let hit = fruit.iter().rev().find_map(|&(cx, cy, r)| {
            let (dx, dy) = (x - cx, y - cy);
            (dx * dx + dy * dy < r * r).then_some((dx + r, dy + r, r))
        });
        match hit {
            Some((dx, dy, r)) => {
                let shade = u8::try_from(((dx + dy) * 90 / (4 * r)).clamp(0, 90)).unwrap_or(90);
                image::Rgb([250 - shade / 3, 160 - shade / 2, 40])
            }
            None if y > 1300 => image::Rgb([214, 196, 170]),
            None => image::Rgb([232, 226, 210]),
        }
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("written to memory");
    bytes.into_inner()
}

fn pdfs(engine: &Engine, shown: &Shown, sheets: &[Sheet], out: &str) -> std::io::Result<()> {
    let Shown { name, press, card, .. } = shown;
    let settings = PdfSettings {
        kind: if *press { PdfKind::Press } else { PdfKind::Document },
        title: name,
        author: "sopress",
        lang: "zh-CN",
        date: Some(TODAY),
        intent: None,
        profile: None,
        inks: &[],
        sheet: None,
    };
    let parts: Vec<&[_]> = if *press { vec![sheets] } else { sheets.chunks(1).collect() };
    for (index, part) in parts.into_iter().enumerate() {
        let number = if *press { String::new() } else { format!("-{}", index + 1) };
        match engine.pdf(part, &settings) {
            Ok(bytes) => std::fs::write(format!("{out}/{name}{number}.pdf"), bytes)?,
            Err(problems) => show(name, "pdf", &problems),
        }
    }
    let wish = Imposition {
        sheet: (320.0, 450.0),
        margin: margin(card.bleed),
        gap: 2.0 * card.bleed,
        order: Order::Stacks,
        duplex: Duplex::Sheetwise,
        marks: true,
        bars: true,
        slug: vec![name.clone(), "v1".into(), "2026-05-01".into()],
        about: vec!["样张".into()],
        lang: sopress::base::lang::Lang::Zh,
        skip: 0,
    };
    let Some(plan) = plan(*card, 3 * sheets.len(), &wish).filter(|_| *press && !sheets.is_empty()) else {
        return Ok(());
    };
    match engine.impose(&plan, &wish, 0..plan.sheets, &|record| sheets.get(record % sheets.len()).cloned()) {
        Ok(sheet) => {
            let sheet_boxes = SheetBoxes { trim: plan.trim(), bleed: card.bleed };
            let settings = PdfSettings { sheet: Some(sheet_boxes), ..settings };
            let pdf = engine.pdf(std::slice::from_ref(&sheet), &settings).expect("exports");
            std::fs::write(format!("{out}/{name}-sheets.pdf"), pdf)?;
        }
        Err(problems) => show(name, "sheets", &problems),
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
