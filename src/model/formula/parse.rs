//! Reads a formula: full-width signs and digits mean the same as half-width ones, and every mistake has its characters.

mod lexer;
#[cfg(test)]
mod tests;

use crate::base::{
    code::Code,
    diag::{Diag, Diags, nearest},
    lang::{Lang, Words},
    span::Span,
};
use crate::model::formula::{Cell, Expr, Fold, Formula, Kind, Op, Test, if_name, round_name};
use crate::words;
use lexer::{Token, What};

/// Characters of one formula; what is longer is several KPIs.
const LONGEST: usize = 2_000;
/// Brackets within brackets; spreadsheets allow 64 levels of functions, of which a level here may take three.
const DEEPEST: usize = 16;
/// Figures and signs in one formula.
const LARGEST: usize = 256;

/// `span` is the place of `text`, byte for byte. Never panics; `None` when something is wrong and was told.
pub fn parse(text: &str, span: Span, diags: &mut Diags) -> Option<Formula> {
    let before = diags.count(crate::base::diag::Severity::Error);
    if text.chars().count() > LONGEST {
        let message = words!("公式太长", "the formula is too long");
        diags.push(Diag::error(Code::FORMULA, span, message).help(split()));
        return None;
    }
    let tokens = lexer::tokens(text, span, diags)?;
    if tokens.is_empty() {
        let help = words!("写一个公式，例如 成团数 ÷ 开团数", "write one, for example groups_full / groups_opened");
        diags.push(Diag::error(Code::FORMULA, span, words!("公式是空的", "the formula is empty")).help(help));
        return None;
    }
    if tokens.len() > LARGEST {
        diags.push(Diag::error(Code::FORMULA, span, words!("公式太长", "the formula is too long")).help(split()));
        return None;
    }
    let end = span.part(text.len(), text.len());
    let mut parser = Parser { tokens, at: 0, depth: 0, end, diags };
    let root = parser.sum()?;
    parser.nothing_left()?;
    let formula = Formula { root };
    // The places of cells are at most as long as this; a formula that fits with them fits in every worksheet.
    let widest = |_: &str| Cell { at: "'活动测算'!$XX$1000".to_string(), typed: false };
    if formula.to_excel(&widest).is_none() {
        let message =
            words!("公式太复杂，电子表格的一个单元格装不下", "the formula is too involved for one spreadsheet cell");
        diags.push(Diag::error(Code::FORMULA, span, message).help(split()));
        return None;
    }
    // A mistake that did not stop the reading, such as an unknown function.
    (diags.count(crate::base::diag::Severity::Error) == before).then_some(formula)
}

fn split() -> Words {
    words!("拆成几个指标，公式里可以用别的指标的名字", "split it into several KPIs; a formula may name other KPIs")
}

struct Parser<'d> {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    end: Span,
    diags: &'d mut Diags,
}

enum Function {
    Fold(Fold),
    Round,
    If,
    /// Told already; its arguments are read for their own mistakes.
    Unknown,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&What> {
        self.tokens.get(self.at).map(|t| &t.what)
    }

    /// The place of the next token, or the end of the formula.
    fn here(&self) -> Span {
        self.tokens.get(self.at).map_or(self.end, |t| t.span)
    }

    fn take(&mut self, what: &What) -> bool {
        let found = self.peek() == Some(what);
        self.at += usize::from(found);
        found
    }

    fn wrong<T>(&mut self, span: Span, message: Words, help: impl Into<Option<Words>>) -> Option<T> {
        self.diags.push(Diag::error(Code::FORMULA, span, message).help(help));
        None
    }

    fn sum(&mut self) -> Option<Expr> {
        let mut left = self.product()?;
        while let Some(What::Op(op @ (Op::Add | Op::Sub))) = self.peek() {
            let op = *op;
            self.at += 1;
            let right = self.product()?;
            left = join(op, left, right);
        }
        Some(left)
    }

    fn product(&mut self) -> Option<Expr> {
        let mut left = self.signed()?;
        while let Some(What::Op(op @ (Op::Mul | Op::Div))) = self.peek() {
            let op = *op;
            self.at += 1;
            let right = self.signed()?;
            let zero = matches!(&right.kind, Kind::Number { value, .. } if value.is_nothing());
            if op == Op::Div && zero {
                let help = words!("除数应是一个会变的数", "divide by a figure");
                self.diags
                    .push(Diag::error(Code::FORMULA, right.span, words!("除以零", "division by zero")).help(help));
            }
            left = join(op, left, right);
        }
        Some(left)
    }

    fn signed(&mut self) -> Option<Expr> {
        let start = self.here();
        match self.peek() {
            Some(What::Op(Op::Sub)) => {
                self.at += 1;
                self.enter(start)?;
                let inner = self.signed()?;
                self.depth -= 1;
                Some(Expr { span: start.to(inner.span), kind: Kind::Minus(Box::new(inner)) })
            }
            Some(What::Op(Op::Add)) => {
                self.at += 1;
                self.enter(start)?;
                let inner = self.signed();
                self.depth -= 1;
                inner
            }
            _ => self.single(),
        }
    }

    fn single(&mut self) -> Option<Expr> {
        let span = self.here();
        match self.peek().cloned() {
            Some(What::Number { value, percent }) => {
                self.at += 1;
                Some(Expr { kind: Kind::Number { value, percent }, span })
            }
            Some(What::Name(name)) => {
                self.at += 1;
                if self.take(&What::Open) {
                    self.call(&name, span)
                } else {
                    Some(Expr { kind: Kind::Name(name), span })
                }
            }
            Some(What::Open) => {
                self.at += 1;
                self.enter(span)?;
                let inner = self.sum()?;
                self.no_comparison()?;
                let close = self.close(span)?;
                self.depth -= 1;
                Some(Expr { kind: inner.kind, span: span.to(close) })
            }
            Some(_) => {
                let help = words!("这里应写数字、名字或括号", "a number, a name or a bracket belongs here");
                self.wrong(
                    span,
                    words!("多了一个符号，或它前面少了内容", "a sign too many, or something is missing before it"),
                    help,
                )
            }
            None => {
                let help = words!("补上数字或名字", "add a number or a name");
                self.wrong(span, words!("公式没有写完", "the formula ends too early"), help)
            }
        }
    }

    /// After `name(`.
    fn call(&mut self, name: &str, span: Span) -> Option<Expr> {
        self.enter(span)?;
        let function = find(name).unwrap_or_else(|| {
            let help = nearest(name, names()).unwrap_or_else(|| {
                let known = names().collect::<Vec<_>>().join(" ");
                words!("可用的函数：{known}", "known functions: {known}")
            });
            self.diags.push(
                Diag::error(Code::FORMULA, span, words!("没有名为“{name}”的函数", "no function “{name}”")).help(help),
            );
            Function::Unknown
        });
        let expr = match function {
            Function::If => self.condition(span)?,
            Function::Round => {
                let inner = self.sum()?;
                let decimals = if self.take(&What::Comma) { self.decimals()? } else { 0 };
                let close = self.close(span)?;
                Expr { kind: Kind::Round(Box::new(inner), decimals), span: span.to(close) }
            }
            Function::Fold(_) | Function::Unknown => {
                let mut list = vec![self.sum()?];
                self.no_comparison()?;
                while self.take(&What::Comma) {
                    list.push(self.sum()?);
                    self.no_comparison()?;
                }
                let close = self.close(span)?;
                let fold = if let Function::Fold(fold) = function { fold } else { Fold::Sum };
                Expr { kind: Kind::Fold(fold, list), span: span.to(close) }
            }
        };
        self.depth -= 1;
        Some(expr)
    }

    fn condition(&mut self, span: Span) -> Option<Expr> {
        let left = self.sum()?;
        let Some(What::Compare(compare)) = self.peek().cloned() else {
            let help = words!("例如 if(开团数 >= 10, 成团率, 0)", "for example if(groups >= 10, rate, 0)");
            return self.wrong(self.here(), words!("条件里要有比较", "the condition has no comparison"), help);
        };
        self.at += 1;
        let right = self.sum()?;
        self.no_comparison()?;
        self.comma(span)?;
        let yes = self.sum()?;
        self.no_comparison()?;
        self.comma(span)?;
        let no = self.sum()?;
        self.no_comparison()?;
        let close = self.close(span)?;
        let kind = Kind::If(Box::new(Test { compare, left, right }), Box::new(yes), Box::new(no));
        Some(Expr { kind, span: span.to(close) })
    }

    fn comma(&mut self, function: Span) -> Option<()> {
        if self.take(&What::Comma) {
            return Some(());
        }
        let help = words!(
            "要写三部分：条件，成立时的值，不成立时的值",
            "it takes three parts: condition, value if so, value if not"
        );
        let diag = Diag::error(Code::FORMULA, self.here(), words!("如果(…) 少了一部分", "if(…) lacks a part"));
        self.diags.push(diag.label(function, words!("这个函数", "this function")).help(help));
        None
    }

    /// The number of decimals in `round(x, n)`: written out, so that the spreadsheet's cell format can follow.
    fn decimals(&mut self) -> Option<i32> {
        let span = self.here();
        let negative = self.take(&What::Op(Op::Sub));
        let count = match self.peek() {
            Some(What::Number { value, percent: false }) if value.is_integer() => value.short(0).parse::<i32>().ok(),
            _ => None,
        };
        match count.filter(|n| *n <= 6) {
            Some(n) => {
                self.at += 1;
                Some(if negative { -n } else { n })
            }
            None => self.wrong(
                span,
                words!("小数位数要写成 -6 到 6 的整数", "the number of decimals is no whole number from -6 to 6"),
                words!("例如 round(平均分, 1)", "for example round(score, 1)"),
            ),
        }
    }

    fn close(&mut self, open: Span) -> Option<Span> {
        let span = self.here();
        if self.take(&What::Close) {
            return Some(span);
        }
        let (message, help) = match self.peek() {
            Some(What::Name(_) | What::Number { .. } | What::Open) => between(),
            Some(What::Compare(_)) => return self.no_comparison().map(|()| span),
            _ => (words!("缺少右括号", "a closing bracket is missing"), words!("补上 )", "add )")),
        };
        let diag = Diag::error(Code::FORMULA, span, message);
        self.diags.push(diag.label(open, words!("从这里开始", "opened here")).help(help));
        None
    }

    fn no_comparison(&mut self) -> Option<()> {
        if !matches!(self.peek(), Some(What::Compare(_))) {
            return Some(());
        }
        let message = words!("这里不能写比较", "a comparison cannot stand here");
        let help = words!(
            "比较只写在 if(…) 的第一部分，一次一个：if(甲 > 乙, 丙, 丁)",
            "it belongs in the first part of if(…), one at a time: if(a > b, c, d)"
        );
        self.wrong(self.here(), message, help)
    }

    fn nothing_left(&mut self) -> Option<()> {
        self.no_comparison()?;
        match self.peek() {
            None => Some(()),
            Some(What::Close) => self.wrong(
                self.here(),
                words!("多了一个右括号", "a closing bracket too many"),
                words!("删掉它，或在前面补上 (", "delete it, or add ( before"),
            ),
            Some(What::Comma) => self.wrong(
                self.here(),
                words!("逗号只能写在函数的括号里", "a comma stands only between the arguments of a function"),
                words!("数字里不写千位逗号", "numbers are written without thousands separators"),
            ),
            Some(_) => {
                let (message, help) = between();
                self.wrong(self.here(), message, help)
            }
        }
    }

    fn enter(&mut self, span: Span) -> Option<()> {
        self.depth += 1;
        if self.depth <= DEEPEST {
            return Some(());
        }
        self.wrong(span, words!("括号套得太深", "brackets are nested too deep"), split())
    }
}

fn between() -> (Words, Words) {
    let message = words!("两个数之间少了运算符号", "a sign is missing between two figures");
    (message, words!("补上 + − × ÷ 之一；名字里不要有空格", "add one of + − × ÷; a name has no spaces"))
}

fn join(op: Op, left: Expr, right: Expr) -> Expr {
    Expr { span: left.span.to(right.span), kind: Kind::Op(op, Box::new(left), Box::new(right)) }
}

fn find(name: &str) -> Option<Function> {
    let name = name.to_lowercase();
    for lang in [Lang::Zh, Lang::En] {
        if name == if_name(lang) {
            return Some(Function::If);
        }
        if name == round_name(lang) {
            return Some(Function::Round);
        }
        if let Some(fold) = Fold::ALL.into_iter().find(|f| f.name(lang) == name) {
            return Some(Function::Fold(fold));
        }
    }
    None
}

fn names() -> impl Iterator<Item = &'static str> {
    [Lang::En, Lang::Zh].into_iter().flat_map(|lang| {
        let folds = Fold::ALL.into_iter().map(move |f| f.name(lang));
        folds.chain([if_name(lang), round_name(lang)])
    })
}
