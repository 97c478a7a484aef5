//! One formula, three calculators: Rust, LibreOffice and the browser's script say the same for 1,000 random cases.

use std::{fs, io::Write, path::Path, process::Command};

use calamine::{Data, Reader};
use rust_xlsxwriter::{Formula as CellFormula, Workbook};
use sopress::base::{
    diag::Diags,
    exact::Exact,
    span::{FileId, Span},
};
use sopress::model::formula::{Cell, Expr, Fold, Formula, Kind, NO_VALUE, Op};

const CASES: usize = 1_000;
const NAMES: [&str; 6] = ["成团数", "开团数", "b", "_c", "7日", "ＧＭＶ"];

struct Case {
    text: String,
    formula: Formula,
    /// `None` is a blank cell.
    figures: Vec<Option<String>>,
    /// What Rust says, and how far a float may be from it.
    value: Option<Exact>,
    error: f64,
}

#[test]
fn rust_spreadsheet_and_browser_agree_on_a_thousand_random_formulas() {
    let (cases, unsteady) = cases();
    assert!(unsteady * 10 < CASES, "{unsteady} cases stand on a float's edge: the sample says too little");
    let mut told = Vec::new();
    match libreoffice(&cases) {
        Some(values) => told.push(("LibreOffice", values)),
        None => eprintln!("skipped: no soffice here, so the spreadsheet is not compared"),
    }
    match browser(&cases) {
        Some(values) => told.push(("worksheet.js", values)),
        None => eprintln!("skipped: no node here, so the browser's script is not compared"),
    }
    for (who, values) in told {
        assert_eq!(values.len(), cases.len(), "{who} answered another number of cases");
        for (case, found) in cases.iter().zip(values) {
            let agrees = match (&case.value, found) {
                (None, None) => true,
                (Some(ours), Some(theirs)) => (ours.to_f64() - theirs).abs() <= case.error * 8.0,
                _ => false,
            };
            let ours = case.value.as_ref().map(Exact::to_f64);
            assert!(
                agrees,
                "{who}: {found:?}, Rust: {ours:?} (± {}), for {} with {:?}; cell {:?}",
                case.error,
                case.text,
                case.figures,
                case.formula.to_excel(&cell(2))
            );
        }
    }
}

/// Where floats are known to go astray.
const BY_HAND: [&str; 10] = [
    "round(1.005, 2)",
    "round(-1.005, 2)",
    "round(2.675, 2)",
    "round(0.285 * 100)",
    "round(1.15 + 2.3, 1)",
    "1 / (0.1 + 0.2 - 0.3)",
    "if(0.1 * 3 = 0.3, 1, 2)",
    "if(1 / 3 * 3 >= 1, 1, 2)",
    "round(2 / 3 * 0.75)",
    "1000000 * 0.000001 - 1",
];

/// Numbers that come the same way on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.roll(list.len() as u64) as usize]
    }
}

fn cases() -> (Vec<Case>, usize) {
    let mut dice = Dice(0x5eed_2026_0501);
    let (mut cases, mut unsteady) = (Vec::new(), 0);
    let mut by_hand = BY_HAND.iter();
    while cases.len() < CASES {
        let text = by_hand.next().map_or_else(|| expression(&mut dice, 4), |text| text.to_string());
        let mut diags = Diags::new();
        let span = Span::new(FileId(0), 0, text.len());
        // A literal zero below a bar is refused, as it should be; so is what no cell can hold.
        let Some(formula) = sopress::model::formula::parse(&text, span, &mut diags) else { continue };
        let figures: Vec<Option<String>> = NAMES.iter().map(|_| figure(&mut dice)).collect();
        let find = |name: &str| figures[place(name)].as_deref().and_then(Exact::parse);
        let value = formula.eval(&find);
        let Some(checked) = steady(&formula.root, &find) else {
            unsteady += 1;
            continue;
        };
        assert_eq!(checked.as_ref().map(|s| &s.value), value.as_ref(), "the check of {text} went astray");
        let error = checked.map_or(0.0, |s| s.error);
        cases.push(Case { text, formula, figures, value, error });
    }
    (cases, unsteady)
}

fn place(name: &str) -> usize {
    let name = if name == "GMV" { "ＧＭＶ" } else { name };
    NAMES.iter().position(|n| *n == name).expect("only these names are used")
}

fn figure(dice: &mut Dice) -> Option<String> {
    let sign = dice.pick(&["", "", "-"]);
    Some(match dice.roll(12) {
        0 | 1 => return None,
        2 => "0".to_string(),
        3 => "1".to_string(),
        4 => format!("{sign}0.{}", dice.pick(&["1", "2", "3", "7", "005", "000001", "999999"])),
        5 => format!("{sign}{}", 1 + dice.roll(999_999_999_999_999)),
        6 => format!("{sign}{}.{:02}", dice.roll(9_999_999_999), dice.roll(100)),
        7 => format!("{sign}{}.5", dice.roll(100)),
        8 => format!("{}.{}%", dice.roll(200), dice.roll(10)),
        _ => format!("{sign}{}", dice.roll(500)),
    })
}

fn expression(dice: &mut Dice, depth: u32) -> String {
    if depth == 0 || dice.roll(6) == 0 {
        return match dice.roll(5) {
            0 => dice.pick(&["0", "1", "2", "100", "0.1", "5%", "2.5", "0.000001", "3"]).to_string(),
            _ => dice.pick(&NAMES).to_string(),
        };
    }
    let a = expression(dice, depth - 1);
    let b = expression(dice, depth - 1);
    match dice.roll(16) {
        0 | 1 => format!("{a} + {b}"),
        2 | 3 => format!("{a} － {b}"),
        4 => format!("{a} × {b}"),
        5 => format!("({a}) * ({b})"),
        6..=8 => format!("({a}) ÷ ({b})"),
        9 => format!("-({a})"),
        10 => format!("round({a}, {})", dice.pick(&["0", "2", "-2", "6", "1"])),
        11 | 12 => {
            let (c, d) = (expression(dice, depth - 1), expression(dice, depth - 1));
            format!("if({a} {} {b}, {c}, {d})", dice.pick(&["<", "<=", ">", "≥", "=", "≠"]))
        }
        13 => format!("{}({a}, {b})", dice.pick(&["sum", "avg", "min", "max", "count"])),
        14 => format!("{}({a}，{b}，{})", dice.pick(&["合计", "平均", "最小", "最大", "计数"]), dice.pick(&NAMES)),
        _ => format!("{a} / {}", dice.pick(&NAMES)),
    }
}

/// A value and how far a calculation in floats may be from it.
struct Steady {
    value: Exact,
    error: f64,
}

/// Rounding of one operation in a float, and the far wider snapping of differences in spreadsheets.
const FLOAT: f64 = 2.3e-16;
const SNAP: f64 = 4.0e-15;
const NOTHING: f64 = 5e-7;

/// `Some(None)` is no value. `None`: a decision (is it zero, which is greater, up or down) lies within a float's error,
/// so that calculators with floats may rightly differ.
fn steady(e: &Expr, find: &dyn Fn(&str) -> Option<Exact>) -> Option<Option<Steady>> {
    let exact = |value: Exact| {
        let error = value.to_f64().abs() * FLOAT;
        Some(Some(Steady { value, error }))
    };
    // Whether |x| lies clearly on one side of what counts as nothing.
    let clear = |x: f64, error: f64| (x.abs() - NOTHING).abs() > error + NOTHING * 1e-9;
    macro_rules! need {
        ($part:expr) => {
            match steady($part, find)? {
                Some(value) => value,
                None => return Some(None),
            }
        };
    }
    let done = match &e.kind {
        Kind::Number { value, .. } => return exact(value.clone()),
        Kind::Name(name) => match find(name) {
            Some(value) => return exact(value),
            None => return Some(None),
        },
        Kind::Minus(a) => {
            let a = need!(a);
            Steady { value: -&a.value, error: a.error }
        }
        Kind::Op(op, a, b) => {
            // Both sides are looked at, for a side on the edge makes the whole stand there.
            let (a, b) = (steady(a, find)?, steady(b, find)?);
            let (Some(a), Some(b)) = (a, b) else { return Some(None) };
            let (x, y) = (a.value.to_f64().abs(), b.value.to_f64().abs());
            let (value, error) = match op {
                Op::Add => (&a.value + &b.value, a.error + b.error),
                Op::Sub => (&a.value - &b.value, a.error + b.error),
                Op::Mul => (&a.value * &b.value, x * b.error + y * a.error + a.error * b.error),
                Op::Div => {
                    if !clear(y, b.error) {
                        return None;
                    }
                    if b.value.is_nothing() {
                        return Some(None);
                    }
                    (a.value.over(&b.value)?, (a.error + x / y * b.error) / (y - b.error))
                }
            };
            // Only a difference that is all but zero is snapped to zero.
            let (size, all) = (value.to_f64().abs(), x.max(y) * SNAP);
            let snapped = if matches!(op, Op::Add | Op::Sub) && size <= all { all } else { 0.0 };
            let error = error + size * FLOAT + snapped;
            Steady { value, error }
        }
        Kind::Round(a, decimals) => {
            let a = need!(a);
            let value = a.value.rounded(9).rounded(*decimals);
            let (x, unit) = (a.value.to_f64().abs(), 10f64.powi(-decimals));
            let left = (&(&a.value - &value).abs() - &Exact::from_f64(unit / 2.0)?).to_f64().abs();
            // Calculators mend a tie that is off in its last digits, but no more than that.
            let mended = left == 0.0 && a.error < 4e-10;
            if !mended && left <= a.error * 2.0 + x * 1e-14 {
                return None;
            }
            let error = value.to_f64().abs() * FLOAT * 2.0;
            Steady { value, error }
        }
        Kind::If(test, yes, no) => {
            let (a, b) = (need!(&test.left), need!(&test.right));
            let difference = &a.value - &b.value;
            let size = a.value.to_f64().abs().max(b.value.to_f64().abs());
            if !clear(difference.to_f64(), a.error + b.error + size * SNAP) {
                return None;
            }
            let order =
                if difference.is_nothing() { std::cmp::Ordering::Equal } else { difference.cmp(&Exact::zero()) };
            need!(if test.compare.holds(order) { yes } else { no })
        }
        Kind::Fold(fold, list) => {
            let mut known = Vec::new();
            for part in list {
                known.extend(steady(part, find)?);
            }
            let count = Exact::int(known.len() as i64);
            if *fold == Fold::Count {
                return exact(count);
            }
            if known.is_empty() {
                return Some(None);
            }
            let sum = known.iter().fold(Exact::zero(), |sum, s| &sum + &s.value);
            let all: f64 = known.iter().map(|s| s.error + s.value.to_f64().abs() * FLOAT * 4.0).sum();
            let value = match fold {
                Fold::Min => known.iter().map(|s| s.value.clone()).min()?,
                Fold::Max => known.iter().map(|s| s.value.clone()).max()?,
                Fold::Avg => sum.over(&count)?,
                _ => sum,
            };
            Steady { value, error: all }
        }
    };
    if done.error.is_nan() || done.error.is_infinite() {
        return None;
    }
    Some(Some(done))
}

/// Where the figures of a row stand.
fn cell(row: usize) -> impl Fn(&str) -> Cell {
    move |name| Cell { at: format!("{}{row}", (b'A' + place(name) as u8) as char), typed: true }
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|out| out.status.success())
}

/// All cases in one workbook, calculated anew.
fn libreoffice(cases: &[Case]) -> Option<Vec<Option<f64>>> {
    if !has("soffice") {
        return None;
    }
    let folder = std::env::temp_dir().join(format!("sopress-formula-{}", std::process::id()));
    let profile = folder.join("profile/user");
    fs::create_dir_all(&profile).expect("a temporary folder");
    fs::write(profile.join("registrymodifications.xcu"), RECALCULATE).expect("a profile");
    let mut book = Workbook::new();
    let tab = book.add_worksheet();
    for (i, case) in cases.iter().enumerate() {
        let row = i as u32 + 1;
        for (column, figure) in case.figures.iter().enumerate() {
            if let Some(value) = figure.as_deref().and_then(Exact::parse) {
                tab.write_number(row, column as u16, value.to_f64()).expect("a number fits");
            }
        }
        let formula = case.formula.to_excel(&cell(i + 2)).expect("the parser refuses what is too long");
        tab.write_formula(row, NAMES.len() as u16, CellFormula::new(formula).set_result("stale")).expect("it fits");
    }
    let path = folder.join("cases.xlsx");
    book.save(&path).expect("a file");
    let out = folder.join("out");
    let status = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()))
        .args(["--headless", "--norestore", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
        .args([&out, &path])
        .output();
    assert!(status.is_ok_and(|o| o.status.success()), "LibreOffice failed");
    let mut read: calamine::Xlsx<_> = calamine::open_workbook(out.join("cases.xlsx")).expect("LibreOffice wrote it");
    let sheet = read.worksheet_range_at(0).expect("one sheet").expect("readable");
    let values = (0..cases.len()).map(|i| match sheet.get_value((i as u32 + 1, NAMES.len() as u32)) {
        Some(Data::Float(value)) => Some(*value),
        Some(Data::Int(value)) => Some(*value as f64),
        Some(Data::String(text)) if text == NO_VALUE => None,
        other => panic!("a cell must be a number or {NO_VALUE}, not {other:?}: {}", cases[i].text),
    });
    let values = values.collect();
    fs::remove_dir_all(&folder).expect("our own folder");
    Some(values)
}

const RECALCULATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"#;

/// The page's own script, as it is, in node.
fn browser(cases: &[Case]) -> Option<Vec<Option<f64>>> {
    if !has("node") {
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/js/worksheet.js");
    let mut program = fs::read_to_string(script).expect("the theme's script");
    program.push_str("\nvar cases = ");
    let list: Vec<serde_json::Value> = cases
        .iter()
        .map(|case| {
            let figure = |f: &Option<String>| serde_json::to_value(f).expect("a text");
            let names = NAMES.iter().map(|n| if *n == "ＧＭＶ" { "GMV" } else { n });
            let figures: serde_json::Map<_, _> = names.map(String::from).zip(case.figures.iter().map(figure)).collect();
            serde_json::json!([case.formula.to_json(), figures])
        })
        .collect();
    program.push_str(&serde_json::to_string(&list).expect("plain data"));
    program.push_str(
        ";\nconsole.log(JSON.stringify(cases.map(function (c) {
           return formulaValue(c[0], function (name) { return c[1][name] === null ? null : readFigure(c[1][name]); });
         })));\n",
    );
    let mut node = Command::new("node")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("node was there just now");
    node.stdin.take().expect("piped").write_all(program.as_bytes()).expect("node reads");
    let out = node.wait_with_output().expect("node ends");
    assert!(out.status.success(), "the script failed in node");
    Some(serde_json::from_slice(&out.stdout).expect("a list of numbers and nulls"))
}
