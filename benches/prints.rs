//! An order of inserts, each with its own code, against other roads to the same pages, side by side in one run: CPU and
//! wall seconds, memory, and each as a multiple of the first line.
//!
//! `cargo bench --bench prints` takes 1,000 inserts; `-- 5000` another number, `-- 5000 own` leaves the others out. Others
//! are a headless Chromium (`CHROMIUM`, else found by its usual names), WeasyPrint (`WEASYPRINT`, else `weasyprint`), and a
//! process of our own for each insert. What is not there is named and left out.

mod measure;

use measure::{Run, measure};
use sopress::{
    base::date::Date,
    output::print::{
        Engine, KitSources, PdfKind, PdfSettings,
        code::{self, Level},
    },
};
use std::{env, fmt::Write as _, fs, path::Path, process::Command, sync::Arc};

/// As in the program.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// So many processes are started to know what one costs.
const PROCESSES: usize = 40;
/// WeasyPrint sets so many; it takes as long for each.
const WEASY: usize = 200;

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    if let [mode, from, count, out] = args.as_slice()
        && mode == "set"
    {
        return set(from.parse().expect("a number"), count.parse().expect("a number"), Path::new(out));
    }
    // `cargo test --all-targets` runs benches, too; a few inserts show that they work.
    let testing = !args.iter().any(|arg| arg == "--bench");
    let count = args.iter().find_map(|arg| arg.parse().ok()).unwrap_or(if testing { 20 } else { 1000 });
    let others = !testing && !args.iter().any(|arg| arg == "own");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let dir = folder.path();
    let me = env::current_exe().expect("a program");

    println!("{count} inserts of two pages, each with its own code");
    println!("{:<34} {:>8} {:>8} {:>9} {:>8} {:>8} {:>9}", "", "CPU s", "wall s", "ms each", "CPU", "wall", "peak MB");
    let ours = measure(Command::new(&me).args(["set", "0", &count.to_string()]).arg(dir.join("set.pdf")));
    let line = |name: &str, made: usize, run: &Run| {
        let each = |seconds: f64| seconds * 1000.0 / made as f64;
        let times = |theirs: f64, own: f64| each(theirs) / (own * 1000.0 / count as f64);
        println!(
            "{name:<34} {:>8.2} {:>8.2} {:>9.2} {:>7.1}× {:>7.1}× {:>4} {:>4}",
            run.cpu,
            run.wall,
            each(run.cpu),
            times(run.cpu, ours.cpu),
            times(run.wall, ours.wall),
            run.peak_kb / 1024,
            run.child_peak_kb / 1024,
        );
    };
    line("set and written, one process", count, &ours);

    workspace(dir, count).expect("written");
    for jobs in ["1", "2"] {
        let out = dir.join(format!("parcel-{jobs}"));
        let run = measure(
            Command::new(env!("CARGO_BIN_EXE_sopress"))
                .args(["export", "insert", "--quiet", "--today", "2026-05-01", "--jobs", jobs, "--root"])
                .arg(dir)
                .arg("--out")
                .arg(&out),
        );
        let workers = if jobs == "1" { "one worker" } else { "two workers" };
        line(&format!("sopress export, all checks, {workers}"), count, &run);
    }
    assert!(same(&dir.join("parcel-1"), &dir.join("parcel-2")), "one worker and two make the same bytes");
    if !others {
        return;
    }

    let mut all = Run { cpu: 0.0, wall: 0.0, peak_kb: 0, child_peak_kb: 0 };
    for number in 0..PROCESSES {
        let run = measure(Command::new(&me).args(["set", &number.to_string(), "1"]).arg(dir.join("one.pdf")));
        all = Run { cpu: all.cpu + run.cpu, wall: all.wall + run.wall, peak_kb: all.peak_kb.max(run.peak_kb), ..all };
    }
    line(&format!("one process an insert ({PROCESSES})"), PROCESSES, &all);

    let page = dir.join("inserts.html");
    fs::write(&page, html(0, count)).expect("written");
    let browsers = ["chromium", "chromium-browser", "google-chrome", "headless_shell"];
    match program("CHROMIUM", &browsers) {
        None => println!("no Chromium: set CHROMIUM to one"),
        Some(browser) => {
            let mut command = Command::new(browser);
            command.args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]);
            command.arg(format!("--user-data-dir={}", dir.join("profile").display()));
            command.arg(format!("--print-to-pdf={}", dir.join("chromium.pdf").display()));
            let run = measure(command.arg(format!("file://{}", page.display())));
            assert!(dir.join("chromium.pdf").exists(), "Chromium printed");
            line("headless Chromium", count, &run);
        }
    }
    match program("WEASYPRINT", &["weasyprint"]) {
        None => println!("no WeasyPrint: set WEASYPRINT to it"),
        Some(weasy) => {
            let made = count.min(WEASY);
            fs::write(&page, html(0, made)).expect("written");
            let run = measure(Command::new(weasy).arg(&page).arg(dir.join("weasyprint.pdf")));
            line(&format!("WeasyPrint ({made})"), made, &run);
        }
    }
}

/// The program that a variable names, or the first of these names that starts.
fn program(variable: &str, names: &[&str]) -> Option<String> {
    let named = env::var(variable).ok();
    let mut all = named.iter().map(String::as_str).chain(names.iter().copied());
    all.find(|name| Command::new(name).arg("--version").output().is_ok_and(|out| out.status.success()))
        .map(str::to_owned)
}

/// Whether two folders hold the same files, but for notes of how they were made.
fn same(a: &Path, b: &Path) -> bool {
    let files = |dir: &Path| {
        let all = fs::read_dir(dir).into_iter().flatten().flatten().filter(|entry| entry.path().is_file());
        let mut all: Vec<_> = all.map(|entry| (entry.file_name(), fs::read(entry.path()).expect("readable"))).collect();
        all.sort();
        all
    };
    files(a) == files(b)
}

/// The short code of an insert, and where it leads.
fn code_of(number: usize) -> (String, String) {
    let id = format!("k{:05}", (number * 7919) % 100_000);
    let url = format!("https://shequn.example.cn/q/{id}/");
    (id, url)
}

/// Sets inserts with the shipped kit and writes them as one PDF.
fn set(from: usize, count: usize, out: &Path) {
    // As a print worker does: it needs no threads of its own.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
    let (engine, _) = Engine::new(Vec::new());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let kits = walkdir::WalkDir::new(root.join("kits")).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files: Vec<(String, Arc<[u8]>)> = kits
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(root).expect("below").display().to_string();
            (format!("/{path}"), fs::read(entry.path()).expect("a file").into())
        })
        .collect();
    let today = Date::constant(2026, 5, 1);
    let kit = KitSources { main: "/kits/insert-90x54/insert.typ", files: &files, today, sides: Some(2) };
    let kit = engine.open(&kit).expect("opens");
    let samples = fs::read(root.join("kits/insert-90x54/samples.json")).expect("samples");
    let samples: serde_json::Value = serde_json::from_slice(&samples).expect("JSON");
    let sheets = (from..from + count).map(|number| {
        let mut data = samples["manual-mid"].clone();
        let (id, url) = code_of(number);
        data["code"] = serde_json::json!({ "id": id, "short": id.to_uppercase(), "url": url });
        kit.set(&data).unwrap_or_else(|problems| panic!("{problems:?}"))
    });
    let sheets: Vec<_> = sheets.collect();
    let settings = PdfSettings {
        kind: PdfKind::Press,
        title: "bench",
        author: "",
        lang: "zh-CN",
        date: None,
        intent: None,
        profile: None,
        inks: &[],
        sheet: None,
    };
    fs::write(out, engine.pdf(&sheets, &settings).unwrap_or_else(|problems| panic!("{problems:?}"))).expect("written");
}

/// The same order as a workspace.
fn workspace(dir: &Path, count: usize) -> std::io::Result<()> {
    fs::create_dir_all(dir.join("content/data"))?;
    fs::create_dir_all(dir.join("content/prints"))?;
    fs::write(
        dir.join("sopress.toml"),
        "title = \"包裹卡\"\nbase_url = \"https://shequn.example.cn\"\n[brand]\nname = \"鲜到家\"\n",
    )?;
    let mut codes = String::from("id,title,kind,target\n");
    let mut rows = String::from("id,code,store,address\n");
    for number in 0..count {
        let (id, _) = code_of(number);
        // Forty stores: a parcel for each of them is packed from the list.
        let store = number % 40 + 1;
        let _ = writeln!(codes, "{id},卡 {number},url,https://shequn.example.cn/join/{number}");
        let _ = writeln!(rows, "p{number:06},{id},滨江路 {store} 店,滨江路 {store} 号");
    }
    fs::write(dir.join("content/data/codes.csv"), codes)?;
    fs::write(dir.join("content/data/inserts.csv"), rows)?;
    fs::write(
        dir.join("content/prints/insert.toml"),
        "title = \"包裹卡\"\nkit = \"insert-90x54\"\nlayout = \"manual\"\nrows = \"data/inserts.csv\"\ncode = \"{code}\"\nname = \"{id}\"\n\
         [fields]\nheadline = \"进群领 8 元券\"\noffer = \"每周五晚 8 点开抢\"\nsteps = \"扫码添加福利官\\n发送订单后四位\\n领券进群\"\n\
         terms = \"券 7 天内有效，单笔限用一张。群内不会要求转账。\"\n",
    )
}

/// The same pages as HTML, with the same font; its codes are drawn already, which ours are not.
fn html(from: usize, count: usize) -> String {
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    let mut text = format!(
        "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>inserts</title><style>\
         @font-face {{ font-family: Hei; src: url(file://{0}/SopressHei-Regular.otf) }}\
         @font-face {{ font-family: Hei; font-weight: 700; src: url(file://{0}/SopressHei-Bold.otf) }}\
         @page {{ size: 96mm 60mm; margin: 0 }} body {{ margin: 0; font: 7pt Hei }} p {{ margin: 0 }}\
         .side {{ position: relative; width: 96mm; height: 60mm; overflow: hidden; break-after: page }}\
         .side > * {{ position: absolute }} .brand {{ left: 8.5mm; top: 8.5mm; font: 700 8.2pt Hei }}\
         .kind {{ left: 36mm; top: 9mm; width: 15mm; text-align: right; font-size: 6pt; letter-spacing: .12em }}\
         .rule {{ left: 0; top: 14.6mm; width: 55.5mm; border-top: .3pt solid #000 }}\
         .bar {{ left: 8.5mm; top: 14.6mm; width: 9mm; height: .9mm; background: #d8432b }}\
         .tear {{ left: 55.5mm; top: 0; height: 60mm; border-left: .3pt dashed #000 }}\
         .head {{ left: 8.5mm; top: 19.4mm; width: 43mm; font: 700 21pt/1.1 Hei }}\
         .offer {{ left: 8.5mm; top: 44mm; width: 43mm; color: #d8432b; font: 700 9pt Hei }}\
         .code {{ left: 59.7mm; top: 8mm; width: 29mm; height: 29mm }}\
         .act {{ left: 55.5mm; top: 41mm; width: 37.5mm; text-align: center; font: 700 8pt Hei }}\
         .short {{ left: 55.5mm; top: 46mm; width: 37.5mm; text-align: center; letter-spacing: .14em }}\
         .how {{ left: 8.5mm; top: 8.5mm; font: 700 8pt Hei }} .name {{ right: 8.5mm; top: 9mm; font-size: 6pt }}\
         .line {{ left: 0; top: 14.2mm; width: 96mm; border-top: .3pt solid #000 }}\
         .step {{ left: 16.5mm; font-size: 8.5pt }} .no {{ left: 8.5mm; color: #d8432b; font: 700 15pt Hei }}\
         .terms {{ left: 8.5mm; top: 45mm; width: 79mm; font-size: 6.5pt; border-top: .25pt solid #888 }}</style>",
        fonts.display()
    );
    for number in from..from + count {
        let (id, url) = code_of(number);
        let matrix = code::encode(&url, Level::M).expect("short enough");
        let mut path = String::new();
        for border in matrix.outline() {
            for (at, (x, y)) in border.into_iter().enumerate() {
                let _ = write!(path, "{}{} {}", if at == 0 { 'M' } else { 'L' }, x + 4, y + 4);
            }
            path.push('Z');
        }
        let side = matrix.size() + 8;
        let id = id.to_uppercase();
        let _ = write!(
            text,
            "<div class=side><p class=brand>鲜到家<p class=kind>福利卡<div class=rule></div><div class=bar></div><div class=tear></div>\
             <p class=head>进群领 8 元券<p class=offer>每周五晚 8 点开抢\
             <svg class=code viewBox='0 0 {side} {side}'><path fill-rule=evenodd d='{path}'/></svg>\
             <p class=act>微信扫码进群<p class=short>短码 <b>{id}</b></div>\
             <div class=side><p class=how>怎么领<p class=name>鲜到家<div class=line></div>"
        );
        for (at, step) in ["扫码添加福利官", "发送订单后四位", "领券进群"].into_iter().enumerate() {
            let (top, no) = (17 + 9 * at, at + 1);
            let _ = write!(text, "<p class=no style='top:{top}mm'>{no}<p class=step style='top:{}mm'>{step}", top + 1);
        }
        text.push_str("<p class=terms>券 7 天内有效，单笔限用一张。群内不会要求转账。</div>");
    }
    text
}
