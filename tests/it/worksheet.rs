//! What a workbook holds, read back as a file.

use calamine::{Data, Reader, Xlsx};
use sopress::base::{
    date::Date,
    diag::Diags,
    exact::Exact,
    lang::Lang,
    span::{FileId, Span},
};
use sopress::model::{
    formula::{Formula, parse},
    kpi::{Direction, Unit},
    live::Chance,
};
use sopress::output::sheet::{Calc, Columns, Economics, Factor, Input, Line, Outcome, Worksheet, workbook};
use std::io::Cursor;

pub fn formula(text: &str) -> Formula {
    let mut diags = Diags::new();
    parse(text, Span::new(FileId(0), 0, text.len()), &mut diags).unwrap_or_else(|| panic!("{text}: {diags:?}"))
}

pub fn number(text: &str) -> Option<Exact> {
    Exact::parse(text)
}

/// Two figures, two KPIs of which one guards the other, three weeks, and the sums of a group buy.
pub fn sample() -> Worksheet {
    let input = |name: &str, values: &[&str]| Input {
        names: vec![name.to_string()],
        unit: "个".to_string(),
        from: "后台".to_string(),
        values: values.iter().map(|v| number(v)).collect(),
    };
    let line = |name: &str, text: &str, direction, target: &str, guard: Option<&str>| Line {
        names: vec![name.to_string()],
        en: "rate".to_string(),
        formula: formula(text),
        unit: Unit::Percent,
        direction,
        period: "每周".to_string(),
        target: number(target),
        low: None,
        high: None,
        band: String::new(),
        meaning: "=cmd|'/c calc'!A1".to_string(),
        misuse: "@SUM(A1)".to_string(),
        guard: guard.map(str::to_string),
    };
    let factor = |name: &str, unit, value: &str| Factor {
        names: vec![name.to_string()],
        unit,
        decimals: 2,
        values: vec![number(value)],
        is_time: false,
        note: String::new(),
    };
    let outcome = |name: &str, calc| Outcome {
        names: vec![name.to_string()],
        calc,
        unit: Unit::Yuan,
        decimals: 2,
        note: String::new(),
        is_time: false,
        strong: false,
    };
    Worksheet {
        lang: Lang::Zh,
        title: "=1+1 五月拼团 & 测算".to_string(),
        subject: "锦绣花园一群".to_string(),
        version: "v1 & 2".to_string(),
        link: None,
        created: Date::constant(2026, 5, 1),
        periods: vec!["第1周".to_string(), "第2周".to_string(), "第3周".to_string()],
        columns: Columns::Periods,
        inputs: vec![input("开团数", &["40", "0"]), input("成团数", &["30", "5"])],
        lines: vec![
            line("成团率", "成团数 ÷ 开团数", Direction::Up, "80%", Some("失败率")),
            line("失败率", "1 − 成团率", Direction::Down, "10%", None),
            line("绕圈", "绕圈 + 1", Direction::Down, "", None),
        ],
        forms: Vec::new(),
        economics: Some(Economics {
            cases: vec!["预期".to_string()],
            factors: vec![
                factor("团价", Unit::Yuan, "49.9"),
                factor("成本", Unit::Yuan, "30.8"),
                factor("还差", Unit::Count, "2"),
                factor("邀请", Unit::Count, "5"),
                factor("概率", Unit::Percent, "15%"),
            ],
            outcomes: vec![
                outcome("结果", Calc::Section),
                outcome("期望", Calc::Formula(formula("毛利 × 成团概率"))),
                outcome("毛利", Calc::Formula(formula("团价 − 成本"))),
                outcome(
                    "成团概率",
                    Calc::Chance(Chance::AtLeast {
                        least: "还差".to_string(),
                        tries: "邀请".to_string(),
                        chance: "概率".to_string(),
                    }),
                ),
            ],
            notes: Vec::new(),
            strongest: None,
            cuts: Vec::new(),
        }),
    }
}

fn open(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    Xlsx::new(Cursor::new(bytes)).expect("a workbook")
}

fn cell(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str, row: u32, column: u32) -> Data {
    let range = book.worksheet_range(sheet).expect("the sheet is there");
    range.get_value((row, column)).cloned().unwrap_or(Data::Empty)
}

#[test]
fn the_same_worksheet_gives_the_same_bytes() {
    assert!(workbook(&sample()) == workbook(&sample()));
}

#[test]
fn every_formula_carries_our_value_and_a_missing_one_is_a_dash() {
    let bytes = workbook(&sample());
    let mut book = open(&bytes);
    assert_eq!(book.sheet_names(), ["填写", "指标", "趋势", "活动测算", "说明"]);
    assert_eq!(cell(&mut book, "指标", 5, 7), Data::Float(0.75));
    assert_eq!(cell(&mut book, "指标", 5, 8), Data::String("—".to_string()), "nothing was opened, so there is no rate");
    assert_eq!(cell(&mut book, "指标", 5, 9), Data::String("—".to_string()), "nothing was typed yet");
    assert_eq!(cell(&mut book, "指标", 5, 5), Data::String("接近".to_string()), "75% is within a tenth of 80%");
    assert_eq!(cell(&mut book, "指标", 6, 0), Data::String("↳ 护栏 失败率".to_string()));
    assert_eq!(cell(&mut book, "指标", 6, 7), Data::Float(0.25));
    assert_eq!(cell(&mut book, "指标", 8, 7), Data::String("—".to_string()), "a KPI that leads back to itself");
}

#[test]
fn a_chance_and_what_follows_from_it_are_exact() {
    let bytes = workbook(&sample());
    let mut book = open(&bytes);
    // 1 − 0.85⁵ − 5 · 0.15 · 0.85⁴
    let Data::Float(chance) = cell(&mut book, "活动测算", 15, 2) else { panic!("no chance") };
    assert!((chance - 0.16479).abs() < 1e-12, "{chance}");
    let Data::Float(expected) = cell(&mut book, "活动测算", 13, 2) else { panic!("no result") };
    assert!((expected - 19.1 * 0.16479).abs() < 1e-9, "{expected}");
}

#[test]
fn text_of_the_content_never_becomes_a_formula() {
    let bytes = workbook(&sample());
    let mut book = open(&bytes);
    for sheet in book.sheet_names() {
        for row in book.worksheet_formula(&sheet).expect("formulas").rows() {
            for formula in row {
                let bad = ["cmd|", "@SUM", "1+1 "].iter().any(|part| formula.contains(part));
                assert!(!bad, "{sheet}: {formula}");
            }
        }
    }
    assert_eq!(cell(&mut book, "填写", 0, 0), Data::String("=1+1 五月拼团 & 测算".to_string()));
}

#[test]
fn thousands_of_periods_and_control_characters_are_no_danger() {
    let mut sheet = sample();
    sheet.periods = (1..=400).map(|i| format!("{i}\u{1}\u{b}")).collect();
    sheet.title = "长".repeat(40_000);
    sheet.lines[0].names = vec!["名/称[1]:*?".to_string()];
    let bytes = workbook(&sheet);
    let mut book = open(&bytes);
    assert!(matches!(cell(&mut book, "填写", 4, 402), Data::String(_)));
}

mod drawing {
    use super::number;
    use sopress::base::lang::Lang;
    use sopress::model::{goal::Goal, kpi::Unit};
    use sopress::output::html::chart::{Bar, Trend, bars, svg, table};

    fn points(list: &[&str]) -> Vec<(String, Option<sopress::base::exact::Exact>)> {
        list.iter().enumerate().map(|(i, v)| (format!("第{}周", i + 1), number(v))).collect()
    }

    #[test]
    fn a_trend_says_in_words_what_it_draws() {
        let goal = Goal { low: number("75%"), high: None };
        let points = points(&["55%", "73.1%", "", "82%", "70.7%"]);
        let (low, high) = (number("55%").expect("a number"), number("82%").expect("a number"));
        let trend = Trend {
            id: "rate",
            title: "成团率 <一群>",
            unit: Unit::Percent,
            decimals: 1,
            goal: &goal,
            own: Some((&low, &high)),
            points: &points,
            lang: Lang::Zh,
        };
        let drawn = svg(&trend);
        assert!(drawn.contains("<title id=\"rate-title\">成团率 &lt;一群&gt;</title>"), "{drawn}");
        assert!(drawn.contains(
            "最近一期（第5周）为 70.7%；目标 ≥ 75.0%，接近；比第1周的 55.0% 高；自己过去几期在 55.0% 到 82.0% 之间；1 期没有数。"
        ));
        assert_eq!(drawn.matches("<circle").count(), 4);
        let path = drawn.split(" d=\"").nth(1).expect("a path");
        assert_eq!(path[..path.find('"').expect("closed")].matches('M').count(), 2, "a gap breaks the line");
        let shown = table(&trend);
        assert!(
            shown.contains("<th scope=\"row\">第3周</th><td>—</td><td>≥ 75.0%</td><td data-state=\"\">—</td>"),
            "{shown}"
        );
        assert!(shown.contains("<td data-state=\"near\">接近</td>"));
    }

    #[test]
    fn nothing_known_draws_nothing() {
        let goal = Goal::default();
        let trend = Trend {
            id: "x",
            title: "x",
            unit: Unit::Count,
            decimals: 0,
            goal: &goal,
            own: None,
            points: &points(&["", ""]),
            lang: Lang::En,
        };
        assert_eq!(svg(&trend), "");
        assert_eq!(bars("x", "x", &[Bar { name: "a".into(), value: None }], Unit::Count, 0, &goal, Lang::En), "");
    }
}
