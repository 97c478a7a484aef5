//! The engine from the outside: what a kit's designer and a print's writer are told, and what a printer gets.

use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};

use super::imposition::{Card, Duplex, Imposition, Order, plan};
use super::{Engine, KitSources, PdfKind, PdfSettings, Problem, ProblemKind, Rules, Sheet};
use crate::base::{date::Date, diag::Severity};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Vec::new()).0);

const PAGE: &str = "#set page(width: 90mm, height: 54mm, margin: 5mm, bleed: 3mm)\n#set text(font: \"Sopress Hei\", fill: cmyk(0%, 0%, 0%, 100%))\n#let data = json(\"/data.json\")\n";

fn set_with(body: &str, data: &Value, sides: Option<usize>) -> Result<Sheet, Vec<Problem>> {
    let source: Arc<[u8]> = format!("{PAGE}{body}").into_bytes().into();
    let files = [("/kits/t/t.typ".to_owned(), source)];
    ENGINE
        .open(&KitSources { main: "/kits/t/t.typ", files: &files, today: Date::constant(2026, 5, 1), sides })?
        .set(data)
}

fn set(body: &str) -> Result<Sheet, Vec<Problem>> {
    set_with(body, &json!({"name": "滨江路店"}), Some(1))
}

fn only_problem(result: Result<Sheet, Vec<Problem>>) -> Problem {
    let mut problems = result.err().expect("must fail");
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0)
}

fn pdf(sheets: &[Sheet], kind: PdfKind) -> Vec<u8> {
    let settings = PdfSettings {
        kind,
        title: "样张",
        author: "",
        lang: "zh-CN",
        date: Some(Date::constant(2026, 5, 1)),
        intent: None,
        profile: None,
        inks: &[],
        sheet: None,
    };
    ENGINE.pdf(sheets, &settings).expect("exports")
}

#[test]
fn a_character_without_a_glyph_is_named_with_its_place_in_the_kit() {
    let problem = only_problem(set_with("#data.name", &json!({"name": "𠮷野家"}), Some(1)));
    assert_eq!(problem.kind, ProblemKind::MissingGlyph);
    assert!(problem.message.zh.contains("“𠮷”（U+20BB7）"), "{}", problem.message.zh);
    let place = problem.place.expect("a place");
    assert_eq!((place.file.as_str(), place.range), ("/kits/t/t.typ", PAGE.len() + 1..PAGE.len() + 10));
}

#[test]
fn an_unknown_family_stops_the_print_although_the_engine_only_warns() {
    let problem = only_problem(set("#text(font: \"Brand Sans\", fallback: false)[消失的字]"));
    assert_eq!(problem.kind, ProblemKind::UnknownFont);
    assert!(problem.message.zh.contains("brand sans"));
}

#[test]
fn text_of_a_record_is_never_markup() {
    let sheet = set_with("#data.name", &json!({"name": "#panic() *粗* $5 @某人 <a> `x`"}), Some(1));
    assert!(sheet.is_ok());
}

#[test]
fn a_mistake_in_a_kit_has_its_place() {
    let problem = only_problem(set("#nothing-here"));
    assert_eq!(
        (problem.kind, problem.place.map(|p| p.range)),
        (ProblemKind::KitSource, Some(PAGE.len() + 1..PAGE.len() + 13))
    );
}

#[test]
fn more_pages_than_sides_is_an_overset() {
    assert_eq!(only_problem(set("一\n#pagebreak()\n二")).kind, ProblemKind::Overset);
}

#[test]
fn trouble_of_a_kit_speaks_both_languages_and_names_the_field() {
    let problem = only_problem(set(
        "#trouble(\"太长\", \"too long\", kind: \"overset\", field: \"headline\", help: (\"缩短\", \"shorten\"))",
    ));
    assert_eq!((problem.kind, problem.field.as_deref()), (ProblemKind::Overset, Some("headline")));
    assert_eq!(
        (problem.message.zh.as_str(), problem.message.en.as_str(), problem.help[0].zh.as_str()),
        ("太长", "too long", "缩短")
    );
}

#[test]
fn codes_that_no_phone_could_read_are_refused() {
    let url = "https://k.example.com/q/a1b2c3/";
    for (call, says) in [
        (format!("#qr(\"{url}\", size: 9mm)"), "太小"),
        (format!("#qr(\"{url}\", quiet: 1)"), "空白"),
        (format!("#qr(\"{url}\", fill: cmyk(0%, 0%, 0%, 30%))"), "对比度"),
        (format!("#qr(\"{url}\", fill: white, paper: black)"), "反白"),
        (format!("#qr(\"{url}\", reading: 2000mm)"), "2.0 米"),
        (format!("#qr(\"{url}\", level: \"H\", hole: 45%)"), "标志"),
        (format!("#qr(\"{url}\", level: \"M\", hole: 20%)"), "标志"),
        ("#qr(\"\")".to_owned(), "没有内容"),
    ] {
        let problem = only_problem(set(&call));
        assert_eq!(problem.kind, ProblemKind::CodeUnreadable, "{call}");
        assert!(problem.message.zh.contains(says), "{call}: {}", problem.message.zh);
    }
    let sheet = set(&format!("#qr(\"{url}\", level: \"H\", hole: 25%)")).expect("a small logo is fine");
    assert_eq!((sheet.codes, sheet.notes.len()), (vec![url.to_owned()], 0));
    let sheet = set(&format!("#qr(\"{url}\", size: 13.5mm)")).expect("small and still possible");
    assert_eq!(sheet.notes.len(), 1);
}

#[test]
fn preflight_reads_the_code_from_the_finished_page() {
    let rules = Rules { safe: 3.0, press: true };
    let open = set("#qr(\"https://k.example.com/q/a1/\", size: 30mm)").expect("sets");
    assert_eq!(ENGINE.preflight(&open, &rules), Vec::new());
    let covered = set("#qr(\"https://k.example.com/q/a1/\", size: 30mm)\n#place(top + left, rect(width: 18mm, height: 18mm, fill: cmyk(0%, 0%, 0%, 100%)))").expect("sets");
    assert!(ENGINE.preflight(&covered, &rules).iter().any(|p| p.kind == ProblemKind::CodeUnreadable));
}

#[test]
fn preflight_finds_what_a_print_shop_sends_back() {
    for (body, says) in [
        ("#text(size: 4pt)[小字]", "小于 5 磅"),
        ("#text(fill: rgb(\"#ff0000\"))[红]", "屏幕颜色"),
        ("#rect(fill: cmyk(90%, 90%, 90%, 90%))", "总墨量"),
        ("#line(length: 20mm, stroke: 0.1pt + cmyk(0%, 0%, 0%, 100%))", "细于"),
        ("#place(top + left, dx: -4mm, dy: -4mm)[贴边]", "裁切线"),
        (
            "#place(top + left, dx: -5mm, dy: -5mm, rect(width: 90mm, height: 20mm, stroke: none, fill: cmyk(0%, 90%, 90%, 0%)))",
            "出血",
        ),
        ("#place(top + left, dx: -200mm)[丢]", "页面外面"),
    ] {
        let sheet = set(body).expect("sets");
        let found = ENGINE.preflight(&sheet, &Rules { safe: 3.0, press: true });
        assert!(found.iter().any(|p| p.message.zh.contains(says)), "{body}: {found:?}");
    }
}

#[test]
fn the_same_records_give_the_same_bytes_and_fonts_once() {
    let records = |names: &[&str]| -> Vec<Sheet> {
        names.iter().map(|name| set_with("#data.name", &json!({"name": name}), Some(1)).expect("sets")).collect()
    };
    let names = ["滨江路店", "解放路店", "中山路店"];
    let first = pdf(&records(&names), PdfKind::Press);
    // The cache of the engine is in another state the second time.
    records(&["别的店"; 12]);
    assert!(first == pdf(&records(&names), PdfKind::Press));
    let text = lopdf::Document::load_mem(&first).expect("a PDF");
    let fonts = text.objects.values().filter(|o| o.as_dict().is_ok_and(|d| d.has(b"FontFile3"))).count();
    assert_eq!((text.get_pages().len(), fonts), (3, 1));
}

#[test]
fn a_press_pdf_has_its_boxes() {
    let document = lopdf::Document::load_mem(&pdf(&[set("卡片").expect("sets")], PdfKind::Press)).expect("a PDF");
    let page = document.get_dictionary(document.page_iter().next().expect("a page")).expect("a page");
    let width = |key: &[u8]| -> i64 {
        let edges: Vec<f32> = page
            .get(key)
            .and_then(|b| b.as_array())
            .expect("a box")
            .iter()
            .map(|v| v.as_float().expect("a number"))
            .collect();
        ((edges[2] - edges[0]) / 72.0 * 25.4).round() as i64
    };
    assert_eq!((width(b"MediaBox"), width(b"BleedBox"), width(b"TrimBox")), (96, 96, 90));
}

#[test]
fn a_press_pdf_names_its_printing_condition_and_with_a_profile_its_standard() {
    let bytes = [7; 200];
    for (profile, claims) in [(None, false), (Some(&bytes[..]), true)] {
        let intent = super::OutputIntent { condition: "FOGRA39".into(), info: "Coated".into(), profile: None };
        let settings = PdfSettings {
            kind: PdfKind::Press,
            title: "样张",
            author: "",
            lang: "zh-CN",
            date: None,
            intent: Some(&intent),
            profile,
            inks: &[],
            sheet: None,
        };
        let bytes = ENGINE.pdf(&[set("卡片").expect("sets")], &settings).expect("exports");
        let document = lopdf::Document::load_mem(&bytes).expect("a PDF");
        assert!(document.catalog().expect("a catalog").has(b"OutputIntents"));
        let claim = b"<pdfxid:GTS_PDFXVersion>PDF/X-4<";
        let found = document
            .objects
            .values()
            .filter_map(|o| o.as_stream().ok())
            .any(|s| s.content.windows(claim.len()).any(|w| w == claim));
        assert_eq!(found, claims);
    }
}

#[test]
fn every_code_of_an_order_reads_from_its_imposed_sheets() {
    let codes: Vec<String> = (0..10).map(|i| format!("https://k.example.com/q/a{i}/")).collect();
    let sheets: Vec<Sheet> = codes
        .iter()
        .map(|url| set_with("#qr(data.url, size: 30mm)", &json!({"url": url}), Some(1)).expect("sets"))
        .collect();
    for (duplex, gap) in [(Duplex::Sheetwise, 6.0), (Duplex::Sheetwise, 0.0)] {
        let wish = Imposition {
            sheet: (210.0, 297.0),
            margin: 10.0,
            gap,
            order: Order::Stacks,
            duplex,
            marks: true,
            bars: true,
            slug: vec!["订单".into()],
            about: Vec::new(),
            lang: crate::base::lang::Lang::Zh,
            skip: 0,
        };
        let plan = plan(Card { width: 90.0, height: 54.0, bleed: 3.0, sides: 1 }, codes.len(), &wish).expect("fits");
        let mut whole = ENGINE.impose(&plan, &wish, 0..plan.sheets, &|i| sheets.get(i).cloned()).expect("imposes");
        whole.codes.clone_from(&codes);
        assert_eq!(whole.pages(), plan.sheets);
        let found = ENGINE.preflight(&whole, &Rules { safe: 0.0, press: true });
        assert!(found.iter().all(|p| p.kind != ProblemKind::CodeUnreadable), "{found:?}");
    }
}

#[test]
fn a_job_sheet_runs_on_with_its_packing_list() {
    let packing =
        (0..80).map(|i| [format!("门店 {i}"), "滨江路 1 号".to_owned(), "2".to_owned(), format!("{i}")]).collect();
    let job =
        super::JobSheet { title: "五月拼团海报".into(), job: "J-0501".into(), packing, ..Default::default() };
    let sources = KitSources {
        main: super::job::KIT,
        files: &[super::job::file()],
        today: Date::constant(2026, 5, 1),
        sides: None,
    };
    let sheet = ENGINE.open(&sources).expect("opens").set(&super::job::data(&job)).expect("sets");
    assert!(sheet.pages() > 1);
}

#[test]
fn a_job_sheet_says_how_many_stores_it_leaves_out_and_gives_no_room_to_addresses_that_nobody_wrote() {
    let text = |address: &str| {
        let packing = vec![["滨江店".to_owned(), address.to_owned(), "2".to_owned(), "第 1–3 张".to_owned()]];
        let more = "另有 38,000 家，见 packing.csv".to_owned();
        let job = super::JobSheet { title: "海报".into(), packing, more, ..Default::default() };
        let files = [super::job::file()];
        let sources =
            KitSources { main: super::job::KIT, files: &files, today: Date::constant(2026, 5, 1), sides: None };
        let sheet = ENGINE.open(&sources).expect("opens").set(&super::job::data(&job)).expect("sets");
        let mut text = String::new();
        sheet.pages.iter().for_each(|page| read(&page.frame, &mut text));
        text
    };
    let (bare, addressed) = (text(""), text("滨江路 1 号"));
    assert!(bare.contains("另有 38,000 家，见 packing.csv") && bare.contains("第 1–3 张"), "{bare}");
    assert!(!bare.contains("地址") && addressed.contains("地址"), "{bare} {addressed}");
}

fn read(frame: &typst::layout::Frame, text: &mut String) {
    for (_, item) in frame.items() {
        match item {
            typst::layout::FrameItem::Group(group) => read(&group.frame, text),
            typst::layout::FrameItem::Text(item) => text.push_str(&item.text),
            _ => {}
        }
    }
}

/// What the shipped kits are made of.
pub(super) fn kit_files() -> Vec<(String, Arc<[u8]>)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("kits");
    let mut files: Vec<(String, Arc<[u8]>)> = Vec::new();
    for kit in std::fs::read_dir(&root).expect("kits").flatten() {
        for file in std::fs::read_dir(kit.path()).expect("a kit").flatten() {
            let path = format!("/kits/{}/{}", kit.file_name().to_string_lossy(), file.file_name().to_string_lossy());
            files.push((path, std::fs::read(file.path()).expect("a file").into()));
        }
    }
    files.sort();
    files
}

#[test]
fn every_shipped_kit_sets_its_shortest_and_longest_texts() {
    let files = kit_files();
    let mut seen = 0;
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with("/kit.toml")) {
        let toml: toml::Table = toml::from_str(std::str::from_utf8(bytes).expect("UTF-8")).expect("TOML");
        let folder = path.trim_end_matches("/kit.toml");
        let main = format!("{folder}/{}", toml["main"].as_str().expect("main"));
        let paper = &toml["paper"];
        let sides = paper["sides"].as_integer().and_then(|n| usize::try_from(n).ok()).filter(|&n| n > 0);
        let safe = paper["safe"].as_str().and_then(|s| s.trim_end_matches("mm").parse().ok()).expect("safe");
        let kit = ENGINE
            .open(&KitSources { main: &main, files: &files, today: Date::constant(2026, 5, 1), sides })
            .expect("opens");
        let samples = files.iter().find(|(p, _)| *p == format!("{folder}/samples.json")).expect("samples");
        let samples: serde_json::Map<String, Value> = serde_json::from_slice(&samples.1).expect("JSON");
        let layouts = toml["layout"].as_array().expect("layouts").len();
        assert!(layouts >= 2 && samples.len() >= 3, "{folder}");
        for (name, data) in &samples {
            let sheet = kit.set(data).unwrap_or_else(|problems| panic!("{folder} {name}: {problems:?}"));
            assert_eq!(sheet.notes, Vec::new(), "{folder} {name}");
            if name.ends_with("-mid") && !folder.contains("rollup") {
                let press = toml["output"].as_str() == Some("print");
                let found = ENGINE.preflight(&sheet, &Rules { safe, press });
                assert_eq!(found, Vec::new(), "{folder} {name}");
            }
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen} samples");
}

#[test]
fn black_on_colour_prints_over_it_and_on_white_nothing_is_touched() {
    let over = |body: &str| {
        let bytes = pdf(&[set(body).expect("sets")], PdfKind::Press);
        let document = lopdf::Document::load_mem(&bytes).expect("a PDF");
        let page = document.page_iter().next().expect("a page");
        let content = document.get_page_content(page);
        let named = content.windows(7).any(|w| w == b"/SoOver");
        let states = document.get_dictionary(page).expect("a page").get(b"Resources").expect("resources");
        let states = match states {
            lopdf::Object::Reference(id) => document.get_dictionary(*id).expect("resources"),
            other => other.as_dict().expect("resources"),
        };
        assert_eq!(states.has(b"ExtGState"), named);
        named
    };
    let red = "#place(top + left, rect(width: 50mm, height: 20mm, fill: cmyk(0%, 90%, 80%, 0%)))";
    assert!(over(&format!("{red}#text(fill: cmyk(0%, 0%, 0%, 100%))[黑]")));
    assert!(!over(&format!("{red}#text(fill: white)[白]")));
    assert!(!over("#text(fill: cmyk(0%, 0%, 0%, 100%))[黑]"));
}

#[test]
fn a_logo_that_is_too_large_is_told_the_largest_that_reads() {
    let fits = set("#qr(\"https://k.example.com/q/a1/\", size: 30mm, level: \"H\", hole: 26%)");
    assert!(fits.is_ok(), "{:?}", fits.err());
    let problem = only_problem(set("#qr(\"https://k.example.com/q/a1/\", size: 30mm, level: \"H\", hole: 50%)"));
    assert_eq!(problem.kind, ProblemKind::CodeUnreadable);
    assert!(problem.help[0].zh.contains("模块"), "{problem:?}");
    let problem = only_problem(set("#qr(\"https://k.example.com/q/a1/\", size: 30mm, level: \"M\", hole: 20%)"));
    assert!(problem.help[0].zh.contains("level: \"H\""), "{problem:?}");
}

#[test]
fn a_card_that_reaches_over_its_sheet_and_a_code_that_is_missing_there_are_found() {
    let url = "https://k.example.com/q/a1/";
    let record = set_with(&format!("#qr(\"{url}\", size: 30mm)"), &json!({}), Some(1)).expect("sets");
    let wish = Imposition {
        sheet: (210.0, 297.0),
        margin: 10.0,
        gap: 6.0,
        order: Order::Rows,
        duplex: Duplex::Sheetwise,
        marks: false,
        bars: false,
        slug: Vec::new(),
        about: Vec::new(),
        lang: crate::base::lang::Lang::Zh,
        skip: 0,
    };
    let card = Card { width: 90.0, height: 54.0, bleed: 3.0, sides: 1 };
    let good = plan(card, 1, &wish).expect("fits");
    let look = |plan: &super::imposition::Plan, url: &str| {
        let whole = ENGINE.impose(plan, &wish, 0..1, &|_| Some(record.clone())).expect("imposes");
        ENGINE.look_at_sheets(plan, 0..1, &whole, &|_| vec![url.to_owned()])
    };
    assert_eq!(look(&good, url), Vec::new());
    let lost = look(&good, "https://k.example.com/q/a2/");
    assert!(!lost.is_empty() && lost.iter().all(|p| p.kind == ProblemKind::CodeUnreadable), "{lost:?}");
    let mut outside = good.clone();
    outside.sheet = (100.0, 60.0);
    let found: Vec<ProblemKind> = look(&outside, url).into_iter().map(|problem| problem.kind).collect();
    assert_eq!(found, [ProblemKind::PressRule]);
}

#[test]
fn a_code_that_reaches_over_the_trim_is_found_although_it_reads() {
    let look = |left: &str| {
        let body = format!("#place(top + left, dx: {left}, qr(\"https://k.example.com/q/a1/\", size: 30mm))");
        let sheet = set(&body).expect("sets");
        ENGINE.preflight(&sheet, &Rules { safe: 3.0, press: true })
    };
    assert_eq!(look("0mm"), Vec::new());
    let found = look("70mm");
    assert!(found.iter().any(|p| p.kind == ProblemKind::CodeUnreadable && p.severity == Severity::Error), "{found:?}");
}
