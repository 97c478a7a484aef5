//! What formulas mean, print as, and complain about.

use super::parse;
use crate::base::{
    diag::Diags,
    exact::Exact,
    lang::Lang,
    span::{FileId, Span},
};
use crate::model::formula::{Cell, Formula, System};

fn read(text: &str) -> Formula {
    let mut diags = Diags::new();
    let formula = parse(text, Span::new(FileId(0), 0, text.len()), &mut diags);
    assert!(diags.is_empty(), "{text}: {diags:?}");
    formula.expect("no mistake, so a formula")
}

fn value(text: &str, figures: &[(&str, &str)]) -> String {
    let find = |name: &str| figures.iter().find(|(n, _)| *n == name).and_then(|(_, v)| Exact::parse(v));
    read(text).eval(&find).map_or("—".to_string(), |v| v.short(6))
}

/// The first mistake: the characters it marks and its message.
fn mistake(text: &str) -> (String, String) {
    let mut diags = Diags::new();
    let padded = Span::new(FileId(3), 10, 10 + text.len());
    assert_eq!(parse(text, padded, &mut diags), None, "{text}");
    let first = diags.iter().next().expect("a formula that is refused says why");
    let span = first.span.expect("with a place");
    assert!(!first.help.is_empty(), "{text}: a mistake without help");
    (text[span.start as usize - 10..span.end as usize - 10].to_string(), first.message.zh.clone())
}

fn excel(text: &str) -> String {
    let cell = |name: &str| Cell { at: name.to_uppercase(), typed: name != "k" };
    read(text).to_excel(&cell).expect("short enough")
}

#[test]
fn arithmetic_is_exact_and_binds_as_at_school() {
    for (text, want) in [
        ("1 + 2 × 3", "7"),
        ("（1＋2）×３", "9"),
        ("1 ÷ 3 × 3", "1"),
        ("2 − 3 − 4", "-5"),
        ("-2 * -3", "6"),
        ("8 / 4 / 2", "1"),
        ("50% × 10", "5"),
        ("round(1.005, 2)", "1.01"),
        ("round(-2.5)", "-3"),
        ("round(1250, -2)", "1300"),
        ("四舍五入(2.5)", "3"),
        ("if(0.1 + 0.2 = 0.3, 1, 2)", "1"),
        ("如果(2 ≥ 3，1，2)", "2"),
        ("sum(1, 2, 3) - avg(1, 2, 3) + max(1,2) - min(1,2) + count(7,7)", "7"),
    ] {
        assert_eq!(value(text, &[]), want, "{text}");
    }
}

#[test]
fn a_blank_is_no_value_and_never_zero() {
    let figures = [("成团数", "30"), ("开团数", "40"), ("零", "0")];
    for (text, want) in [
        ("成团数 ÷ 开团数", "0.75"),
        ("成团数 ÷ 零", "—"),
        ("成团数 + 没填", "—"),
        ("round(没填)", "—"),
        ("sum(成团数, 没填)", "30"),
        ("avg(没填, 成团数, 开团数)", "35"),
        ("min(没填)", "—"),
        ("count(没填, 成团数 ÷ 零, 成团数)", "1"),
        ("if(成团数 > 没填, 1, 2)", "—"),
        ("if(成团数 > 1, 成团数, 没填)", "30"),
        ("if(开团数 = 0, 0, 成团数 ÷ 开团数)", "0.75"),
        ("1 ÷ (0.3 − 0.1 − 0.2)", "—"),
    ] {
        assert_eq!(value(text, &figures), want, "{text}");
    }
}

#[test]
fn names_are_chinese_english_and_may_begin_with_a_digit() {
    let formula = read("7日留存 ÷ new_members + ＶＩＰ");
    let names: Vec<&str> = formula.names().into_iter().map(|(n, _)| n).collect();
    assert_eq!(names, ["7日留存", "new_members", "VIP"]);
    let span = formula.names()[1].1;
    assert_eq!((span.start, span.end), (14, 25));
}

#[test]
fn mistakes_are_marked_at_their_characters() {
    for (text, marked, message) in [
        ("", "", "公式是空的"),
        ("a +", "", "公式没有写完"),
        ("a b", "b", "两个数之间少了运算符号"),
        ("(a + b", "", "缺少右括号"),
        ("a + b）", "）", "多了一个右括号"),
        ("a × ÷ b", "÷", "多了一个符号，或它前面少了内容"),
        ("summ(a)", "summ", "没有名为“summ”的函数"),
        ("a ^ 2", "^", "公式里不能有“^”"),
        ("a > b", ">", "这里不能写比较"),
        ("if(a, b, c)", ",", "条件里要有比较"),
        ("if(a > b, c)", ")", "如果(…) 少了一部分"),
        ("if(a < b < c, d, e)", "<", "这里不能写比较"),
        ("1.2.3 + a", "1.2.3", "看不懂的数字：1.2.3"),
        ("1,000 + a", ",", "逗号只能写在函数的括号里"),
        ("round(a, b)", "b", "小数位数要写成 -6 到 6 的整数"),
        ("a / 0", "0", "除以零"),
        ("0.0000001", "0.0000001", "看不懂的数字：0.0000001"),
    ] {
        assert_eq!(mistake(text), (marked.to_string(), message.to_string()), "{text}");
    }
}

#[test]
fn several_mistakes_are_told_in_one_run() {
    let text = "foo(a) + bar(b) ÷ 0";
    let mut diags = Diags::new();
    assert_eq!(parse(text, Span::new(FileId(0), 0, text.len()), &mut diags), None);
    assert_eq!(diags.iter().count(), 3);
}

#[test]
fn no_depth_or_length_breaks_the_reader() {
    for text in ["(".repeat(5_000), "-".repeat(1_900), "a+".repeat(900), "if(".repeat(600), "sum(1+".repeat(300)] {
        let mut diags = Diags::new();
        assert_eq!(parse(&text, Span::new(FileId(0), 0, text.len()), &mut diags), None);
        assert!(diags.has_errors());
    }
}

#[test]
fn a_formula_that_no_cell_can_hold_is_refused() {
    let mut text = "a".to_string();
    for _ in 0..12 {
        text = format!("1/(1+{text})");
    }
    assert_eq!(mistake(&text).1, "公式太复杂，电子表格的一个单元格装不下");
}

#[test]
fn a_cell_asks_for_its_figures_and_never_shows_an_error() {
    for (text, want) in [
        ("a ÷ b", r#"=IF(COUNT(A,B)<2,"—",IFERROR(A/B,"—"))"#),
        ("a − b", r#"=IF(COUNT(A,B)<2,"—",A-B)"#),
        ("a / (b + c)", r#"=IF(COUNT(A,B,C)<3,"—",IFERROR(A/IF(ROUND(B+C,6)=0,0,B+C),"—"))"#),
        ("a / k", r#"=IF(COUNT(A,K)<2,"—",IFERROR(A/IF(ROUND(K,6)=0,0,K),"—"))"#),
        ("a - (b - c)", r#"=IF(COUNT(A,B,C)<3,"—",A-(B-C))"#),
        ("sum(a, b)", r#"=IFERROR(IF(COUNT(A,B)=0,NA(),SUM(A,B)),"—")"#),
        ("avg(a, b)", r#"=IFERROR(AVERAGE(A,B),"—")"#),
        ("if(a >= 10, b, 0)", r#"=IF(COUNT(A)<1,"—",IFERROR(IF(A>=10,IF(COUNT(B)<1,NA(),B),0),"—"))"#),
        ("5%", "=5%"),
    ] {
        assert_eq!(excel(text), want, "{text}");
    }
}

#[test]
fn people_read_signs_and_fractions() {
    let formula = read("(a+b)/max(c,1)-5%*d");
    assert_eq!(formula.to_plain(Lang::Zh), "(a + b) ÷ 最大(c，1) − 5% × d");
    assert_eq!(formula.to_plain(Lang::En), "(a + b) ÷ max(c, 1) − 5% × d");
    let html = read("a/b").to_html(Lang::Zh, &|n| format!("<b>{n}</b>"));
    assert_eq!(
        html,
        "<span class=\"formula\" role=\"math\" aria-label=\"a ÷ b\"><span class=\"formula-fraction\"><span><b>a</b></span>\
         <span class=\"formula-slash\"> ÷ </span><span><b>b</b></span></span></span>"
    );
}

#[test]
fn what_is_printed_reads_back_as_the_same() {
    for text in ["a-(b-c)", "-(a+b)*c", "a/(b*c)/d", "if(a-1 >= b, round(c, 2), sum(d, 5%))", "-(-a)", "a*-b"] {
        let once = read(text);
        for lang in [Lang::Zh, Lang::En] {
            let again = read(&once.to_plain(lang));
            assert_eq!(again.to_json(), once.to_json(), "{text}");
        }
    }
}

#[test]
fn the_browser_gets_a_compact_tree() {
    assert_eq!(read("成团数/(开团数-1)").to_json().to_string(), r#"["/","成团数",["-","开团数",1]]"#);
    assert_eq!(
        read("if(a<=5%, -a, round(b,2))").to_json().to_string(),
        r#"["if","<=","a",0.05,["neg","a"],["round","b",2]]"#
    );
}

#[test]
fn formulas_may_name_each_other_but_not_in_a_circle() {
    let (rate, cost, profit) = (read("成团数 / 开团数"), read("投入 / 成团率"), read("毛利 - 成本"));
    let formulas = [(vec!["净利"], &profit), (vec!["成本"], &cost), (vec!["成团率", "rate"], &rate)];
    let system = System::new(&formulas, &|_| false);
    let figures = [("成团数", 3), ("开团数", 4), ("投入", 30), ("毛利", 100)];
    let values = system.eval(&|name| figures.iter().find(|(n, _)| *n == name).map(|(_, v)| Exact::int(*v)));
    assert_eq!(values, [Some(Exact::int(60)), Some(Exact::int(40)), Exact::ratio(3, 4)]);
    assert!(system.circles().is_empty());

    let (a, b, c) = (read("乙 + 1"), read("甲 × 2"), read("甲 + 5"));
    let formulas = [(vec!["甲"], &a), (vec!["乙"], &b), (vec!["丙"], &c)];
    let system = System::new(&formulas, &|_| false);
    assert_eq!(system.circles().len(), 1);
    assert_eq!(system.circles()[0].names, ["甲", "乙", "甲"]);
    assert_eq!(system.eval(&|_| None), [None, None, None]);
    assert!(!system.is_sound(2), "it needs one on a circle");
    assert!(System::new(&formulas, &|name| name == "乙").circles().is_empty(), "a typed figure ends the circle");
}
