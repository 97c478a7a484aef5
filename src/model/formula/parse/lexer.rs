//! The words and signs of a formula, each with its place.

use crate::base::{
    code::Code,
    diag::{Diag, Diags},
    exact::{DECIMALS, DIGITS, Exact, half_width},
    span::Span,
};
use crate::model::formula::{Compare, Op};
use crate::words;

#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub what: What,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Number { value: Exact, percent: bool },
    Name(String),
    Op(Op),
    Compare(Compare),
    Open,
    Close,
    Comma,
}

/// `None` when a character has no meaning here; all such are told.
pub fn tokens(text: &str, span: Span, diags: &mut Diags) -> Option<Vec<Token>> {
    let chars: Vec<(usize, char)> = text.char_indices().map(|(at, c)| (at, fold(c))).collect();
    let offset = |i: usize| chars.get(i).map_or(text.len(), |(at, _)| *at);
    let mut out = Vec::new();
    let mut clean = true;
    let mut i = 0;
    while let Some(&(_, c)) = chars.get(i) {
        let start = i;
        i += 1;
        let next = chars.get(i).map(|(_, c)| *c);
        let what = match c {
            _ if c.is_whitespace() => continue,
            '+' => What::Op(Op::Add),
            '-' => What::Op(Op::Sub),
            '*' => What::Op(Op::Mul),
            '/' => What::Op(Op::Div),
            '(' => What::Open,
            ')' => What::Close,
            ',' => What::Comma,
            '≤' => What::Compare(Compare::LessEqual),
            '≥' => What::Compare(Compare::GreaterEqual),
            '≠' => What::Compare(Compare::NotEqual),
            '<' | '>' | '=' | '!' => {
                let compare = match (c, next) {
                    ('<', Some('=')) => Compare::LessEqual,
                    ('<', Some('>')) | ('!', Some('=')) => Compare::NotEqual,
                    ('>', Some('=')) => Compare::GreaterEqual,
                    ('=', Some('=')) | ('=', _) => Compare::Equal,
                    ('<', _) => Compare::Less,
                    ('>', _) => Compare::Greater,
                    _ => {
                        clean = stray(c, span.part(offset(start), offset(i)), diags);
                        continue;
                    }
                };
                let double = matches!((c, next), (_, Some('=')) | ('<', Some('>')));
                i += usize::from(double);
                What::Compare(compare)
            }
            _ if is_name(c) || c == '.' => {
                while chars.get(i).is_some_and(|(_, c)| is_name(*c) || *c == '.') {
                    i += 1;
                }
                let word: String = chars[start..i].iter().map(|(_, c)| c).collect();
                let percent = chars.get(i).is_some_and(|(_, c)| *c == '%');
                if word.chars().all(|c| c.is_ascii_digit() || c == '.') {
                    i += usize::from(percent);
                    let whole = if percent { format!("{word}%") } else { word };
                    match Exact::parse(&whole) {
                        Some(value) => What::Number { value, percent },
                        None => {
                            clean = bad_number(&whole, span.part(offset(start), offset(i)), diags);
                            continue;
                        }
                    }
                } else if word.contains('.') {
                    let place = span.part(offset(start), offset(i));
                    let help = words!("名字只用文字、数字和下划线", "a name has letters, digits and underscores only");
                    diags.push(
                        Diag::error(Code::FORMULA, place, words!("名字里有点号：{word}", "a name with a dot: {word}"))
                            .help(help),
                    );
                    clean = false;
                    continue;
                } else {
                    What::Name(word)
                }
            }
            _ => {
                clean = stray(c, span.part(offset(start), offset(i)), diags);
                continue;
            }
        };
        out.push(Token { what, span: span.part(offset(start), offset(i)) });
    }
    clean.then_some(out)
}

/// Full-width and typographic signs mean their plain ones.
fn fold(c: char) -> char {
    match half_width(c) {
        '×' | '✕' | '∗' => '*',
        '÷' | '∕' => '/',
        '−' | '–' | '﹣' => '-',
        '、' => ',',
        '≦' => '≤',
        '≧' => '≥',
        c => c,
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn stray(c: char, place: Span, diags: &mut Diags) -> bool {
    let help = match c {
        '%' => words!("百分号紧跟在数字后面，例如 5%", "a percent sign follows a number, such as 5%"),
        '^' => words!("没有乘方，用 × 连乘", "there are no powers; multiply with ×"),
        '{' | '}' | '[' | ']' => words!("括号只用 ( )", "use ( ) for brackets"),
        '!' => words!("不等于写作 ≠ 或 !=", "not equal is written ≠ or !="),
        _ => words!(
            "可以用数字、名字、+ − × ÷、括号和函数",
            "numbers, names, + − × ÷, brackets and functions may be used"
        ),
    };
    let message = words!("公式里不能有“{c}”", "“{c}” cannot stand in a formula");
    diags.push(Diag::error(Code::FORMULA, place, message).help(help));
    false
}

fn bad_number(word: &str, place: Span, diags: &mut Diags) -> bool {
    let message = words!("看不懂的数字：{word}", "not a number: {word}");
    let help = words!(
        "写成 12 或 0.5 或 5%；最多 {DECIMALS} 位小数、{DIGITS} 位数字",
        "write 12, 0.5 or 5%; at most {DECIMALS} decimals and {DIGITS} digits"
    );
    diags.push(Diag::error(Code::FORMULA, place, message).help(help));
    false
}
