//! The formula for people (plain text, a fraction on the page) and for the browser's evaluator.

use serde_json::{Value, json};

use super::{Compare, Expr, Fold, Formula, Kind, Op};
use crate::base::{exact::Exact, lang::Lang};

impl Formula {
    /// `成团数 ÷ 开团数`.
    pub fn to_plain(&self, lang: Lang) -> String {
        plain(&self.root, 0, lang)
    }

    /// A fraction bar where the whole is a quotient. `name` gives the HTML of a name, escaped, perhaps a link.
    /// The parts are `span`s that style without script and read well without style.
    pub fn to_html(&self, lang: Lang, name: &dyn Fn(&str) -> String) -> String {
        let label = escape(&self.to_plain(lang));
        let inner = html(&self.root, 0, lang, name);
        // What is math is read as a whole; links inside would be out of reach.
        let role = if inner.contains("<a ") { "group" } else { "math" };
        format!("<span class=\"formula\" role=\"{role}\" aria-label=\"{label}\">{inner}</span>")
    }

    /// For `worksheet.js`: a number, a name as a string, or a list that opens with its operation:
    /// `["/","成团数",["-","开团数",1]]`, `["if","<",a,b,x,y]`, `["round",x,2]`, `["sum",a,b]`, `["neg",a]`.
    pub fn to_json(&self) -> Value {
        to_json(&self.root)
    }
}

impl Op {
    /// The sign that people read.
    fn sign(self) -> char {
        match self {
            Op::Add => '+',
            Op::Sub => '−',
            Op::Mul => '×',
            Op::Div => '÷',
        }
    }

    fn binds(self) -> u8 {
        match self {
            Op::Add | Op::Sub => 1,
            Op::Mul | Op::Div => 2,
        }
    }
}

impl Compare {
    fn sign(self) -> &'static str {
        match self {
            Compare::Less => "<",
            Compare::LessEqual => "≤",
            Compare::Greater => ">",
            Compare::GreaterEqual => "≥",
            Compare::Equal => "=",
            Compare::NotEqual => "≠",
        }
    }

    fn ascii(self) -> &'static str {
        match self {
            Compare::LessEqual => "<=",
            Compare::GreaterEqual => ">=",
            Compare::NotEqual => "<>",
            other => other.sign(),
        }
    }
}

impl Fold {
    pub const ALL: [Fold; 5] = [Fold::Sum, Fold::Avg, Fold::Min, Fold::Max, Fold::Count];

    /// As written in a formula.
    pub fn name(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Fold::Sum, Lang::Zh) => "合计",
            (Fold::Avg, Lang::Zh) => "平均",
            (Fold::Min, Lang::Zh) => "最小",
            (Fold::Max, Lang::Zh) => "最大",
            (Fold::Count, Lang::Zh) => "计数",
            (Fold::Sum, Lang::En) => "sum",
            (Fold::Avg, Lang::En) => "avg",
            (Fold::Min, Lang::En) => "min",
            (Fold::Max, Lang::En) => "max",
            (Fold::Count, Lang::En) => "count",
        }
    }
}

/// The names of `if` and `round`.
pub fn if_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "如果",
        Lang::En => "if",
    }
}

pub fn round_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "四舍五入",
        Lang::En => "round",
    }
}

fn number(value: &Exact, percent: bool) -> String {
    if percent { format!("{}%", (value * &Exact::int(100)).short(4)) } else { value.short(6) }
}

fn comma(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "，",
        Lang::En => ", ",
    }
}

fn plain(e: &Expr, place: u8, lang: Lang) -> String {
    let (text, binds) = match &e.kind {
        Kind::Number { value, percent } => (number(value, *percent), 4),
        Kind::Name(name) => (name.clone(), 4),
        Kind::Minus(a) => (format!("−{}", plain(a, 4, lang)), 3),
        Kind::Op(op, a, b) => {
            let binds = op.binds();
            (format!("{} {} {}", plain(a, binds, lang), op.sign(), plain(b, binds + 1, lang)), binds)
        }
        Kind::Round(a, decimals) => {
            (format!("{}({}{}{decimals})", round_name(lang), plain(a, 0, lang), comma(lang)), 4)
        }
        Kind::If(test, yes, no) => {
            let (left, right) = (plain(&test.left, 1, lang), plain(&test.right, 1, lang));
            let (yes, no, comma) = (plain(yes, 0, lang), plain(no, 0, lang), comma(lang));
            (format!("{}({left} {} {right}{comma}{yes}{comma}{no})", if_name(lang), test.compare.sign()), 4)
        }
        Kind::Fold(fold, list) => {
            let list: Vec<String> = list.iter().map(|e| plain(e, 0, lang)).collect();
            (format!("{}({})", fold.name(lang), list.join(comma(lang))), 4)
        }
    };
    if binds < place { format!("({text})") } else { text }
}

fn html(e: &Expr, place: u8, lang: Lang, name: &dyn Fn(&str) -> String) -> String {
    let print = |e: &Expr, place| html(e, place, lang, name);
    let call = |function: &str, list: Vec<String>| (format!("{function}({})", list.join(comma(lang))), 4);
    let (text, binds) = match &e.kind {
        Kind::Name(n) => (name(n), 4),
        Kind::Number { .. } => (plain(e, 0, lang), 4),
        Kind::Minus(a) => (format!("−{}", print(a, 4)), 3),
        Kind::Op(Op::Div, a, b) => {
            let (top, bottom) = (print(a, 0), print(b, 0));
            // The sign between the parts is for readers without style and for what is copied.
            let slash = "<span class=\"formula-slash\"> ÷ </span>";
            (format!("<span class=\"formula-fraction\"><span>{top}</span>{slash}<span>{bottom}</span></span>"), 4)
        }
        Kind::Op(op, a, b) => {
            let binds = op.binds();
            (format!("{} {} {}", print(a, binds), op.sign(), print(b, binds + 1)), binds)
        }
        Kind::Round(a, decimals) => call(round_name(lang), vec![print(a, 0), decimals.to_string()]),
        Kind::If(test, yes, no) => {
            let sign = escape(test.compare.sign());
            let test = format!("{} {sign} {}", print(&test.left, 1), print(&test.right, 1));
            call(if_name(lang), vec![test, print(yes, 0), print(no, 0)])
        }
        Kind::Fold(fold, list) => call(fold.name(lang), list.iter().map(|e| print(e, 0)).collect()),
    };
    if binds < place { format!("({text})") } else { text }
}

fn to_json(e: &Expr) -> Value {
    match &e.kind {
        Kind::Number { value, .. } if value.is_integer() => {
            value.short(0).parse::<i64>().map_or(json!(value.to_f64()), Value::from)
        }
        Kind::Number { value, .. } => json!(value.to_f64()),
        Kind::Name(name) => json!(name),
        Kind::Minus(a) => json!(["neg", to_json(a)]),
        Kind::Op(op, a, b) => {
            let sign = match op {
                Op::Add => "+",
                Op::Sub => "-",
                Op::Mul => "*",
                Op::Div => "/",
            };
            json!([sign, to_json(a), to_json(b)])
        }
        Kind::Round(a, decimals) => json!(["round", to_json(a), decimals]),
        Kind::If(test, yes, no) => {
            json!(["if", test.compare.ascii(), to_json(&test.left), to_json(&test.right), to_json(yes), to_json(no)])
        }
        Kind::Fold(fold, list) => {
            let mut out = vec![json!(fold.name(Lang::En))];
            out.extend(list.iter().map(to_json));
            Value::Array(out)
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
