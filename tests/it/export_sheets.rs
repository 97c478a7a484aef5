//! Sheets of an order as a print shop gets them: which card stands where, what lies behind it, and in which order piles are.

use crate::support::{lay_out, passes, shown, sopress};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A card of 90 × 54 mm that says only its number, `F…` in front and `B…` behind.
const KIT: &str = "--- kits/two/kit.toml\nname = \"双面\"\nmain = \"two.typ\"\n[paper]\nwidth = \"90mm\"\nheight = \"54mm\"\nbleed = \"3mm\"\nsides = 2\n[[field]]\nkey = \"no\"\n\
     --- kits/two/two.typ\n#set page(width: 90mm, height: 54mm, bleed: 3mm, margin: 0mm)\n#set text(font: \"Sopress Hei\", size: 12pt, fill: cmyk(0%, 0%, 0%, 100%))\n\
     #let no = json(\"/data.json\").fields.no\n#place(center + horizon, \"F\" + no)\n#pagebreak()\n#place(center + horizon, \"B\" + no)\n\
     --- content/prints/card.toml\ntitle = \"号卡\"\nkit = \"two\"\nrows = \"data/stores.csv\"\nname = \"{id}\"\ncopies = \"30\"\n[serial]\ndigits = 3\n[fields]\nno = \"{serial}\"\n\
     --- content/data/stores.csv\nid,name\ns1,滨江店\n";

/// Where words stand on a page, by their middles in tenths of a millimetre.
type Words = BTreeMap<String, (i64, i64)>;

fn sheets(more: &[&str]) -> (tempfile::TempDir, Vec<Words>) {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(KIT, dir.path());
    let out = dir.path().join("out");
    let mut command = sopress();
    command.args(["export", "号卡", "--today", "2026-11-30", "--root"]).arg(dir.path()).arg("--out").arg(&out);
    let made = command.args(more).output().expect("runs");
    assert!(made.status.success(), "{}", shown(&made));
    let pages = words(&out.join("card.pdf"));
    (dir, pages)
}

fn words(pdf: &Path) -> Vec<Words> {
    let html = passes(Command::new("pdftotext").arg("-bbox").arg(pdf).arg("-"));
    let value = |line: &str, key: &str| -> f64 {
        let rest = line.split_once(&format!("{key}=\"")).expect("a box").1;
        rest.split('"').next().expect("a number").parse().expect("a number")
    };
    let mm = |points: f64| (points / 72.0 * 254.0).round() as i64;
    let mut pages = Vec::new();
    for line in html.lines().map(str::trim) {
        if line.starts_with("<page ") {
            pages.push(Words::new());
        } else if let Some((at, rest)) = line.split_once("\">").filter(|_| line.starts_with("<word ")) {
            let word = rest.trim_end_matches("</word>");
            let at = format!("{at}\"");
            let middle = |from, to| mm(f64::midpoint(value(&at, from), value(&at, to)));
            let cards = word.len() == 4 && word.starts_with(['F', 'B']);
            if cards {
                let page = pages.last_mut().expect("a page");
                assert!(page.insert(word.to_owned(), (middle("xMin", "xMax"), middle("yMin", "yMax"))).is_none());
            }
        }
    }
    pages
}

fn near(a: i64, b: i64) -> bool {
    (a - b).abs() <= 3
}

#[test]
fn every_back_lies_behind_its_front_when_the_sheet_is_turned() {
    let (_dir, pages) = sheets(&["--sheet", "a3"]);
    assert_eq!(pages.len() % 2, 0);
    let mut seen = 0;
    for pair in pages.chunks(2) {
        for (front, (x, y)) in &pair[0] {
            let (bx, by) = pair[1][&front.replace('F', "B")];
            assert!(near(*x, 2970 - bx) && near(*y, by), "{front}: {x},{y} and {bx},{by}");
            seen += 1;
        }
        assert_eq!(pair[0].len(), pair[1].len());
    }
    assert_eq!(seen, 30);
}

#[test]
fn cut_piles_laid_on_each_other_are_in_the_order_of_their_serials() {
    let (dir, pages) = sheets(&["--sheet", "a3"]);
    let mut piles: BTreeMap<(i64, i64), Vec<String>> = BTreeMap::new();
    for front in pages.iter().step_by(2) {
        for (word, (x, y)) in front {
            piles.entry((y / 50, x / 50)).or_default().push(word.clone());
        }
    }
    assert!(pages.len() >= 4, "several sheets make piles");
    let all: Vec<String> = piles.into_values().flatten().collect();
    let expected: Vec<String> = (1..=30).map(|number| format!("F{number:03}")).collect();
    assert_eq!(all, expected);
    let manifest = fs::read_to_string(dir.path().join("out/manifest.csv")).expect("a list");
    // The second of a pile stands on the second sheet, in the same place.
    assert!(manifest.lines().nth(2).expect("a row").contains(",3,2,1,ok"), "{manifest}");
}

#[test]
fn without_a_gap_one_cut_serves_two_cards() {
    let (_dir, pages) = sheets(&["--sheet", "a3", "--gap", "0", "--order", "rows"]);
    let (first, second, below) = (pages[0]["F001"], pages[0]["F002"], pages[0]["F004"]);
    assert!(near(second.0 - first.0, 900) && near(below.1 - first.1, 540), "{first:?} {second:?} {below:?}");
}

#[test]
fn work_and_turn_puts_both_sides_on_one_plate_that_backs_itself() {
    let (_dir, pages) = sheets(&["--sheet", "sra3", "--turn"]);
    let mut seen = 0;
    for page in &pages {
        for (front, (x, y)) in page.iter().filter(|(word, _)| word.starts_with('F')) {
            let (bx, by) = page[&front.replace('F', "B")];
            // Turned about its upright middle the plate prints each back behind its front.
            assert!(near(*x, 3200 - bx) && near(*y, by), "{front}: {x},{y} and {bx},{by}");
            seen += 1;
        }
    }
    assert_eq!(seen, 30);
}

/// A print “海报” of three stores on paper of one size with a bleed of 3 mm, laid on sheets: its pages, each with its boxes
/// and with the words that stand outside the bleed, in points from the upper left corner.
struct Page {
    boxes: BTreeMap<String, [f64; 4]>,
    slug: Vec<(String, [f64; 4])>,
}

fn laid(width: u32, height: u32, more: &[&str]) -> Result<Vec<Page>, String> {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(
        &format!(
            "--- kits/one/kit.toml\nname = \"单面\"\nmain = \"one.typ\"\n[paper]\nwidth = \"{width}mm\"\nheight = \"{height}mm\"\nbleed = \"3mm\"\nsides = 1\n\
             --- kits/one/one.typ\n#set page(width: {width}mm, height: {height}mm, bleed: 3mm, margin: 0mm)\n#set text(font: \"Sopress Hei\", size: 12pt, fill: cmyk(0%, 0%, 0%, 100%))\n#place(center + horizon)[卡]\n\
             --- content/prints/poster.toml\ntitle = \"邻里优选门店海报fit\"\nkit = \"one\"\nrows = \"data/stores.csv\"\nname = \"{{id}}\"\n\
             --- content/data/stores.csv\nid,name\ns1,滨江店\ns2,锦绣店\ns3,和平店\n"
        ),
        dir.path(),
    );
    let out = dir.path().join("out");
    let mut command = sopress();
    command.args(["export", "poster", "--today", "2026-11-30", "--root"]).arg(dir.path()).arg("--out").arg(&out);
    let made = command.args(more).output().expect("runs");
    if !made.status.success() {
        return Err(shown(&made));
    }
    let pdf = out.join("poster.pdf");
    let count = passes(Command::new("pdfinfo").arg(&pdf))
        .lines()
        .filter_map(|l| l.strip_prefix("Pages:"))
        .next()
        .map(|count| count.trim().parse::<usize>().expect("a number"));
    let page = |number: usize| {
        let number = number.to_string();
        let info = passes(Command::new("pdfinfo").args(["-box", "-f", &number, "-l", &number]).arg(&pdf));
        let boxes: BTreeMap<String, [f64; 4]> = info
            .lines()
            .filter_map(|line| line.strip_prefix("Page").and_then(|line| line.split_once("Box:")))
            .map(|(name, sides)| {
                let sides: Vec<f64> = sides.split_whitespace().map(|n| n.parse().expect("a number")).collect();
                let name = name.split_whitespace().next_back().expect("a name").to_owned();
                (name, sides.try_into().expect("four sides"))
            })
            .collect();
        let html = passes(Command::new("pdftotext").args(["-bbox", "-f", &number, "-l", &number]).arg(&pdf).arg("-"));
        let value = |line: &str, key: &str| -> f64 {
            let rest = line.split_once(&format!("{key}=\"")).expect("a box").1;
            rest.split('"').next().expect("a number").parse().expect("a number")
        };
        let words = html.lines().filter(|line| line.trim().starts_with("<word ") && !line.contains(">卡<"));
        let slug = words.map(|line| {
            let word = line.split_once("\">").expect("a word").1.trim_end_matches("</word>").to_owned();
            (word, ["xMin", "yMin", "xMax", "yMax"].map(|key| value(line, key)))
        });
        Page { slug: slug.collect(), boxes }
    };
    Ok((1..=count.expect("pages")).map(page).collect())
}

#[test]
fn boxes_of_a_sheet_tell_the_product_from_its_waste() {
    let mm = |points: f64| (points / 72.0 * 254.0).round() / 10.0;
    // Piece, sheet, and what is cut out of it: the piece, or all pieces from the first cut to the last.
    let cases = [
        ((297, 420), "marks", (297.0, 420.0)),
        ((297, 420), "sra3", (297.0, 420.0)),
        ((210, 297), "sra3", (297.0, 426.0)),
        ((90, 54), "a4", (186.0, 234.0)),
    ];
    for ((width, height), sheet, trimmed) in cases {
        for page in laid(width, height, &["--sheet", sheet]).expect("is laid") {
            let [media, crop, bleed, trim] = ["Media", "Crop", "Bleed", "Trim"].map(|name| page.boxes[name]);
            assert_eq!((mm(trim[2] - trim[0]), mm(trim[3] - trim[1])), trimmed, "{sheet}");
            assert_eq!(media, crop);
            for (side, sign) in [(0, 1.0), (1, 1.0), (2, -1.0), (3, -1.0)] {
                assert!((mm((trim[side] - bleed[side]) * sign) - 3.0).abs() < 0.11, "{sheet} {bleed:?} {trim:?}");
                assert!((bleed[side] - media[side]) * sign > 14.0, "{sheet} {bleed:?} {media:?}");
            }
        }
    }
}

#[test]
fn the_slug_line_is_whole_on_every_paper_and_stands_clear_of_the_cards() {
    let cases = [
        ((297, 420), &["--sheet", "sra3"][..]),
        ((210, 297), &["--sheet", "sra3"]),
        ((90, 54), &["--sheet", "a4"]),
        ((90, 54), &["--sheet", "marks"]),
        ((40, 60), &["--sheet", "marks"]),
        ((54, 90), &["--sheet", "a4", "--gap", "0"]),
    ];
    for ((width, height), more) in cases {
        let pages = laid(width, height, more).expect("is laid");
        for (number, page) in pages.iter().enumerate() {
            let text: String = page.slug.iter().map(|(word, _)| word.as_str()).collect();
            let (now, all) = (number + 1, pages.len());
            for part in ["邻里优选门店海报fit", &format!("第{now}/{all}张"), "条", "v1.0.0-", "2026-11-30"] {
                assert!(text.contains(part), "{width}×{height} {more:?}: {part} in {text}");
            }
            let (media, bleed) = (page.boxes["Media"], page.boxes["Bleed"]);
            // The file's boxes count from below.
            let (above, below) = (media[3] - bleed[3], media[3] - bleed[1]);
            for (word, [left, top, right, bottom]) in &page.slug {
                assert!(
                    *left > 8.0 && *top > 8.0 && *right < media[2] - 8.0 && *bottom < media[3] - 8.0,
                    "{width}×{height} {more:?}: {word} is cut"
                );
                let apart =
                    *bottom < above + 1.0 || *top > below - 1.0 || *right < bleed[0] + 1.0 || *left > bleed[2] - 1.0;
                assert!(apart, "{width}×{height} {more:?}: {word} runs into the cards");
            }
        }
    }
}

#[test]
fn paper_that_is_too_small_is_told_the_smallest_that_fits() {
    let refused = |width, height, more: &[&str]| laid(width, height, more).map(|_| ()).expect_err("does not fit");
    let said = refused(297, 420, &["--sheet", "a3"]);
    assert!(said.contains("319×442") && said.contains("--sheet sra3"), "{said}");
    let said = refused(300, 440, &["--sheet", "sra3"]);
    assert!(said.contains("--sheet 322x462") && !said.contains("--sheet sra3"), "{said}");
    assert!(laid(300, 440, &["--sheet", "322x462"]).is_ok());
}

/// Every shipped kit with the fields of a usual sample of its own.
fn shipped(dir: &Path) -> Vec<(String, String)> {
    let kits = crate::support::repository().join("kits");
    let mut folders: Vec<PathBuf> = fs::read_dir(kits).expect("kits").flatten().map(|entry| entry.path()).collect();
    folders.sort();
    let mut found = Vec::new();
    for folder in folders {
        let (Ok(toml), Ok(samples)) =
            (fs::read_to_string(folder.join("kit.toml")), fs::read(folder.join("samples.json")))
        else {
            continue;
        };
        let kit: toml::Table = toml::from_str(&toml).expect("TOML");
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        // A handbook is made of chapters and not of fields.
        if kit.get("field").is_none() {
            continue;
        }
        let samples: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&samples).expect("JSON");
        for (sample, data) in samples.iter().filter(|(sample, _)| sample.ends_with("-mid")) {
            let fields = data["fields"].as_object().expect("fields");
            let own =
                |key: &str| kit["field"].as_array().expect("fields").iter().any(|f| f["key"].as_str() == Some(key));
            let mut print = format!("title = \"{name} {sample}\"\nkit = \"{name}\"\ncode = \"join\"\n[fields]\n");
            for (key, value) in fields.iter().filter(|(key, _)| own(key)) {
                print.push_str(&format!("{key} = {value}\n"));
            }
            lay_out(&format!("--- content/prints/{name}-{sample}.toml\n{print}"), dir);
            found.push((format!("{name} {sample}"), kit["output"].as_str().unwrap_or("print").to_owned()));
        }
    }
    found
}

#[test]
fn qpdf_poppler_and_ghostscript_are_content_with_every_kit_in_every_layout() {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(
        "--- content/data/codes.csv\nid,title,kind,target\njoin,入群,contact,https://w.example.com/a\n",
        dir.path(),
    );
    let prints = shipped(dir.path());
    assert!(prints.len() >= 16, "{prints:?}");
    for (number, (print, output)) in prints.iter().enumerate() {
        let ways: &[&[&str]] = match output.as_str() {
            // The other layout goes the same ways.
            "print" if !print.ends_with("manual-mid") => &[&["--format", "press"]],
            "print" => &[&["--format", "press"], &["--format", "proof"], &["--sheet", "marks"]],
            "document" => &[&["--format", "press"]],
            _ => &[&["--format", "proof"]],
        };
        for (way, more) in ways.iter().enumerate() {
            let out = dir.path().join(format!("out-{number}-{way}"));
            let mut command = sopress();
            command.args(["export", print, "--today", "2026-11-30", "--root"]).arg(dir.path()).arg("--out").arg(&out);
            let made = command.args(*more).output().expect("runs");
            assert!(made.status.success(), "{print} {more:?}: {}", shown(&made));
            let pdfs = fs::read_dir(&out).expect("a folder").flatten().map(|entry| entry.path());
            for pdf in pdfs.filter(|path| path.extension().is_some_and(|end| end == "pdf")) {
                accepted(&pdf, output == "print" && way == 0 && !pdf.ends_with("job-sheet.pdf"));
            }
        }
    }
}

fn accepted(pdf: &Path, press: bool) {
    passes(Command::new("qpdf").arg("--check").arg(pdf));
    let boxes = passes(Command::new("pdfinfo").arg("-box").arg(pdf));
    let side = |name: &str| -> Vec<f64> {
        let line = boxes.lines().find(|line| line.starts_with(name)).expect("a box");
        line[name.len() + 1..].split_whitespace().map(|n| n.parse().expect("a number")).collect()
    };
    if press {
        let (trim, bleed) = (side("TrimBox"), side("BleedBox"));
        let edges = [trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3]];
        assert!(edges.iter().all(|edge| (edge / 72.0 * 25.4 - 3.0).abs() < 0.05), "{}: {boxes}", pdf.display());
    }
    let fonts = passes(Command::new("pdffonts").arg(pdf));
    for font in fonts.lines().skip(2) {
        let flags: Vec<&str> = font.split_whitespace().rev().take(5).collect();
        // From the right: object, object, uni, sub, emb.
        assert_eq!((flags[4], flags[3], flags[2]), ("yes", "yes", "yes"), "{}: {font}", pdf.display());
    }
    let said = passes(Command::new("gs").args(["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=nullpage"]).arg(pdf));
    assert!(!said.to_lowercase().contains("error"), "{}: {said}", pdf.display());
}

#[test]
fn black_over_a_colour_leaves_the_other_plates_whole() {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(
        "--- kits/one/kit.toml\nname = \"单面\"\nmain = \"one.typ\"\n[paper]\nwidth = \"60mm\"\nheight = \"40mm\"\nbleed = \"3mm\"\nsides = 1\n\
         --- kits/one/one.typ\n#set page(width: 60mm, height: 40mm, bleed: 3mm, margin: 0mm, background: rect(width: 100%, height: 100%, fill: cmyk(0%, 20%, 100%, 0%)))\n\
         #set text(font: \"Sopress Hei\", size: 60pt, weight: \"bold\", fill: cmyk(0%, 0%, 0%, 100%))\n#place(center + horizon)[黑]\n\
         --- content/prints/card.toml\ntitle = \"黑卡\"\nkit = \"one\"\n",
        dir.path(),
    );
    let out = dir.path().join("out");
    let mut command = sopress();
    let made =
        command.args(["export", "黑卡", "--today", "2026-11-30", "--root"]).arg(dir.path()).arg("--out").arg(&out);
    let made = made.output().expect("runs");
    assert!(made.status.success(), "{}", shown(&made));
    let plates = dir.path().join("plates.pam");
    let mut gs = Command::new("gs");
    gs.args(["-q", "-sDEVICE=pamcmyk32", "-r72", "-dTextAlphaBits=1", "-o"]).arg(&plates).arg(out.join("card.pdf"));
    passes(&mut gs);
    let bytes = fs::read(&plates).expect("a picture");
    let head = bytes.windows(7).position(|w| w == b"ENDHDR\n").expect("a head") + 7;
    let black = bytes[head..].chunks_exact(4).filter(|inks| inks[3] == 255).collect::<Vec<_>>();
    assert!(black.len() > 500 && black.iter().all(|inks| inks[..3] == [0, 51, 255]), "{} dots", black.len());
}
