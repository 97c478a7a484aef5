//! Every shipped kit under the words that writers give it: the longest allowed, words that cannot break, another language.

use std::sync::{Arc, LazyLock};

use serde_json::{Map, Value, json};
use typst::layout::{Frame, FrameItem, Point, Rect, Transform};
use typst::visualize::{FillRule, Geometry};

use super::preflight::mapped;
use super::{Engine, KitSources, Problem, ProblemKind, Rules, Sheet};
use crate::base::date::Date;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Vec::new()).0);
static FILES: LazyLock<Vec<(String, Arc<[u8]>)>> = LazyLock::new(super::tests::kit_files);

/// A kit whose fields a writer fills.
struct Kit {
    folder: &'static str,
    toml: toml::Table,
    open: super::Kit<'static>,
}

impl Kit {
    fn all() -> Vec<Kit> {
        let kits = FILES.iter().filter_map(|(path, bytes)| {
            let folder = path.strip_suffix("/kit.toml")?;
            let toml: toml::Table = toml::from_str(std::str::from_utf8(bytes).expect("UTF-8")).expect("TOML");
            let main = format!("{folder}/{}", toml["main"].as_str().expect("main"));
            let sides = toml["paper"]["sides"].as_integer().and_then(|n| usize::try_from(n).ok()).filter(|&n| n > 0);
            let today = Date::constant(2026, 5, 1);
            let open = ENGINE.open(&KitSources { main: &main, files: &FILES, today, sides }).expect("opens");
            Some(Kit { folder, toml, open })
        });
        kits.filter(|kit| kit.folder != "/kits/handbook").collect()
    }

    fn fields(&self) -> impl Iterator<Item = (&str, &str, &toml::Table)> {
        self.toml["field"].as_array().expect("fields").iter().map(|field| {
            let field = field.as_table().expect("a field");
            (field["key"].as_str().expect("key"), field["type"].as_str().expect("type"), field)
        })
    }

    /// The fields of text, but for the number of rows of a worksheet.
    fn texts(&self) -> impl Iterator<Item = (&str, &str, &toml::Table)> {
        self.fields().filter(|(key, kind, _)| ["text", "long"].contains(kind) && *key != "blank")
    }

    fn required(&self, text: &str) -> Map<String, Value> {
        let needed =
            self.fields().filter(|(.., field)| field.get("required").and_then(toml::Value::as_bool) == Some(true));
        needed.map(|(key, ..)| (key.to_owned(), json!(text))).collect()
    }

    fn layouts(&self) -> Vec<String> {
        let all = self.toml["layout"].as_array().expect("layouts");
        all.iter().map(|layout| layout["id"].as_str().expect("id").to_owned()).collect()
    }

    fn is_press(&self) -> bool {
        self.toml["output"].as_str() == Some("print")
    }

    fn rules(&self) -> Rules {
        let safe = self.toml["paper"]["safe"].as_str().and_then(|safe| safe.trim_end_matches("mm").parse().ok());
        Rules { safe: safe.expect("safe"), press: self.is_press() }
    }

    fn set(&self, data: &Value) -> Result<Sheet, Vec<Problem>> {
        self.open.set(data)
    }
}

fn data(fields: Map<String, Value>, lang: &str) -> Value {
    json!({
        "lang": lang, "fields": fields, "row": {}, "store": { "name": "S", "address": "A 1" }, "job": { "id": "J1" },
        "brand": { "name": "Fresh", "colors": { "primary": { "rgb": "#d8432b", "cmyk": [0, 85, 85, 5] } } },
        "code": { "id": "k7q2", "short": "K7Q2", "url": "https://shequn.example.cn/q/k7q2/", "typed": "shequn.example.cn/q/" },
    })
}

/// Where text stands on a page, and where codes do.
fn places(frame: &Frame, outer: Transform, texts: &mut Vec<(String, Rect)>, codes: &mut Vec<Rect>) {
    for (at, item) in frame.items() {
        let here = outer.pre_concat(Transform::translate(at.x, at.y));
        match item {
            FrameItem::Group(group) => places(&group.frame, here.pre_concat(group.transform), texts, codes),
            FrameItem::Text(text) => texts.push((text.text.to_string(), mapped(text.bbox(), here))),
            FrameItem::Shape(shape, _) => {
                if let (FillRule::EvenOdd, Geometry::Curve(curve)) = (shape.fill_rule, &shape.geometry) {
                    codes.push(mapped(curve.bbox(None), here));
                }
            }
            _ => {}
        }
    }
}

/// What stands outside its page or on a code.
fn astray(kit: &Kit, sheet: &Sheet) -> Vec<String> {
    let mut found = Vec::new();
    for page in &sheet.pages {
        let (mut texts, mut codes) = (Vec::new(), Vec::new());
        places(&page.frame, Transform::identity(), &mut texts, &mut codes);
        // One poster in nine pictures is cut on purpose.
        let whole = Rect::new(Point::zero(), page.frame.size().to_point());
        let inside = |r: &Rect| {
            r.min.x >= whole.min.x && r.max.x <= whole.max.x && r.min.y >= whole.min.y && r.max.y <= whole.max.y
        };
        let meets =
            |a: &Rect, b: &Rect| a.min.x < b.max.x && a.max.x > b.min.x && a.min.y < b.max.y && a.max.y > b.min.y;
        for (text, place) in &texts {
            if !inside(place) && !kit.folder.ends_with("moments-9") || codes.iter().any(|code| meets(place, code)) {
                found.push(format!("{text} {place:?}"));
            }
        }
    }
    found
}

/// What is wrong with a page: what stands outside it or on its code, and what the print shop refuses.
fn wrong(kit: &Kit, sheet: &Sheet) -> Vec<String> {
    let refused = ENGINE.preflight(sheet, &kit.rules()).into_iter().map(|problem| problem.message.en);
    astray(kit, sheet).into_iter().chain(refused).collect()
}

/// A word and an address that are longer than most lines.
const STIFF: [&str; 2] =
    ["Internationalization", "https://WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"];

#[test]
fn a_word_that_cannot_break_is_made_smaller_or_is_an_error_of_its_field() {
    let (mut oversets, mut found) = (0, Vec::new());
    for kit in Kit::all() {
        for (layout, (key, _, field)) in kit.layouts().iter().flat_map(|id| kit.texts().map(move |field| (id, field))) {
            let most = field.get("max").and_then(toml::Value::as_integer).and_then(|n| usize::try_from(n).ok());
            for word in STIFF.map(|word| &word[..most.unwrap_or(40).min(word.len())]) {
                let mut fields = kit.required("To");
                fields.insert("layout".to_owned(), json!(layout));
                fields.insert(key.to_owned(), json!(word));
                let bad = match kit.set(&data(fields, "en")) {
                    Ok(sheet) => astray(&kit, &sheet),
                    Err(problems) => {
                        oversets += 1;
                        let named = |p: &&Problem| p.kind == ProblemKind::Overset && p.field.as_deref() == Some(key);
                        problems.iter().filter(|p| !named(p)).map(|p| format!("{p:?}")).collect()
                    }
                };
                found.extend(bad.into_iter().map(|bad| format!("{} {layout} {key}={word}: {bad}", kit.folder)));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(oversets > 20, "{oversets} were too long");
}

#[test]
fn the_longest_texts_that_a_kit_allows_fit_it() {
    let mut found = Vec::new();
    for kit in Kit::all() {
        for layout in kit.layouts() {
            let mut fields = Map::new();
            for (key, _, field) in kit.texts() {
                let count = |name| field.get(name).and_then(toml::Value::as_integer);
                let Some(most) = count("max").and_then(|n| usize::try_from(n).ok()) else { continue };
                let lines = count("max_lines").and_then(|n| usize::try_from(n).ok());
                // A list of any number of lines has lines of a sentence each.
                let lines = lines.unwrap_or(if most > 400 { most / 40 } else { 1 });
                fields.insert(key.to_owned(), json!(vec!["国".repeat(most / lines); lines].join("\n")));
            }
            fields.insert("layout".to_owned(), json!(layout));
            let bad = match kit.set(&data(fields, "zh-CN")) {
                Ok(sheet) => wrong(&kit, &sheet),
                Err(problems) => problems.iter().map(|p| format!("{:?} {}", p.field, p.message.en)).collect(),
            };
            found.extend(bad.into_iter().map(|bad| format!("{} {layout}: {bad}", kit.folder)));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn kits_of_an_english_workspace_say_no_word_of_chinese() {
    let mut found = Vec::new();
    for kit in Kit::all() {
        // With all that can be said, with what must be, and with the words of the kit where the writer has none.
        for (layout, full) in kit.layouts().iter().flat_map(|id| [(id, true), (id, false)]) {
            let mut fields = kit.required("Milk today\nBread");
            for (key, _, field) in kit.texts().filter(|_| full) {
                let default = field.get("default_en").and_then(toml::Value::as_str);
                assert_eq!(field.contains_key("default"), default.is_some(), "{} {key}", kit.folder);
                fields.entry(key).or_insert_with(|| json!(default.unwrap_or("Call us")));
            }
            fields.insert("layout".to_owned(), json!(layout));
            let sheet = kit.set(&data(fields, "en")).unwrap_or_else(|p| panic!("{} {layout}: {p:?}", kit.folder));
            for page in &sheet.pages {
                let (mut texts, mut codes) = (Vec::new(), Vec::new());
                places(&page.frame, Transform::identity(), &mut texts, &mut codes);
                let chinese = texts.into_iter().filter(|(text, _)| text.chars().any(|c| c >= '\u{2e80}'));
                found.extend(chinese.map(|(text, _)| format!("{} {layout}: {text}", kit.folder)));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
