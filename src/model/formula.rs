//! A formula over named figures: one tree from which the page, the spreadsheet, the browser and the trend are made.
//!
//! What a formula means, so that Rust, Excel, WPS, LibreOffice and the browser say the same:
//!
//! 1. A value is a number or *no value* (printed `—`). A blank input, text in an input and an unknown name are no value.
//! 2. `+ − × ÷` and `round` of no value are no value. A blank is never taken for 0: a figure that nobody wrote down
//!    must not look like a bad result.
//! 3. `sum avg min max` look only at those of their arguments that have a value, and are no value when none has.
//!    `count` is how many have one, so it is 0 and never no value.
//! 4. `if(a > b, x, y)` is no value when `a` or `b` is; the branch not taken may be anything.
//!    Comparisons stand only there: truth is not a number.
//! 5. *Nothing is what rounds to 0 at six decimals.* Dividing by nothing gives no value; two numbers are equal when
//!    their difference is nothing. Spreadsheets and browsers count in binary floats, whose `0.1 + 0.2 − 0.3` is not 0
//!    but 0.00000000000000005; with this rule they agree with us. What people type has at most six decimals, so the
//!    rule never blurs an input.
//! 6. `round(x, n)` rounds half away from zero, 2.5 → 3 and −2.5 → −3, after taking `x` to nine decimals: in floats
//!    0.285 × 100 is 28.499999999999996, and LibreOffice would round that down.
//! 7. Rust counts in exact fractions, the others in floats of 15 digits: results agree to 15 digits of the largest
//!    number on the way, and printed numbers, which show far fewer, are the same.
//! 8. A number beyond 10^300 on the way is no value.

mod excel;
mod parse;
mod print;
mod system;

use crate::base::{exact::Exact, span::Span};

pub use excel::{Cell, NO_VALUE};
pub use parse::parse;
pub use print::{if_name, round_name};
pub use system::{Circle, System};

/// Decimals that floats carry to `round`; see rule 6.
const FLOAT_DECIMALS: i32 = 9;

/// A formula as written, read once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    pub root: Expr,
}

/// One node and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    pub kind: Kind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `percent` only says how it was written: 5% is 0.05.
    Number {
        value: Exact,
        percent: bool,
    },
    /// An input or another KPI.
    Name(String),
    Minus(Box<Expr>),
    Op(Op, Box<Expr>, Box<Expr>),
    Round(Box<Expr>, i32),
    If(Box<Test>, Box<Expr>, Box<Expr>),
    /// At least one argument.
    Fold(Fold, Vec<Expr>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    pub compare: Compare,
    pub left: Expr,
    pub right: Expr,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Add,
    Sub,
    Mul,
    Div,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    Sum,
    Avg,
    Min,
    Max,
    Count,
}

impl Formula {
    /// Every name with the place where it stands, in the order of writing, repeated as often as written.
    pub fn names(&self) -> Vec<(&str, Span)> {
        fn walk<'a>(e: &'a Expr, out: &mut Vec<(&'a str, Span)>) {
            if let Kind::Name(name) = &e.kind {
                out.push((name, e.span));
            }
            for part in e.parts() {
                walk(part, out);
            }
        }
        let mut out = Vec::new();
        walk(&self.root, &mut out);
        out
    }

    /// Whether this sign stands anywhere in it.
    pub fn uses(&self, op: Op) -> bool {
        fn walk(e: &Expr, op: Op) -> bool {
            matches!(e.kind, Kind::Op(o, ..) if o == op) || e.parts().into_iter().any(|part| walk(part, op))
        }
        walk(&self.root, op)
    }

    /// The value for these figures; `None` is no value. `figure` answers for a name; blank and unknown are both `None`.
    pub fn eval(&self, figure: &dyn Fn(&str) -> Option<Exact>) -> Option<Exact> {
        eval(&self.root, figure)
    }
}

impl Expr {
    /// The expressions directly below, in the order of writing.
    pub fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            Kind::Number { .. } | Kind::Name(_) => Vec::new(),
            Kind::Minus(a) | Kind::Round(a, _) => vec![a],
            Kind::Op(_, a, b) => vec![a, b],
            Kind::If(test, a, b) => vec![&test.left, &test.right, a, b],
            Kind::Fold(_, list) => list.iter().collect(),
        }
    }
}

impl Compare {
    /// `order` is how left compares with right.
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Compare::Less => order.is_lt(),
            Compare::LessEqual => order.is_le(),
            Compare::Greater => order.is_gt(),
            Compare::GreaterEqual => order.is_ge(),
            Compare::Equal => order.is_eq(),
            Compare::NotEqual => order.is_ne(),
        }
    }
}

fn eval(e: &Expr, figure: &dyn Fn(&str) -> Option<Exact>) -> Option<Exact> {
    let value = match &e.kind {
        Kind::Number { value, .. } => value.clone(),
        Kind::Name(name) => figure(name)?,
        Kind::Minus(a) => -&eval(a, figure)?,
        Kind::Op(op, a, b) => {
            let (a, b) = (eval(a, figure)?, eval(b, figure)?);
            match op {
                Op::Add => &a + &b,
                Op::Sub => &a - &b,
                Op::Mul => &a * &b,
                Op::Div if b.is_nothing() => return None,
                Op::Div => a.over(&b)?,
            }
        }
        Kind::Round(a, decimals) => eval(a, figure)?.rounded(FLOAT_DECIMALS).rounded(*decimals),
        Kind::If(test, yes, no) => {
            let difference = &eval(&test.left, figure)? - &eval(&test.right, figure)?;
            let order =
                if difference.is_nothing() { std::cmp::Ordering::Equal } else { difference.cmp(&Exact::zero()) };
            eval(if test.compare.holds(order) { yes } else { no }, figure)?
        }
        Kind::Fold(fold, list) => {
            let values: Vec<Exact> = list.iter().filter_map(|e| eval(e, figure)).collect();
            let sum = || values.iter().fold(Exact::zero(), |a, b| &a + b);
            match fold {
                Fold::Count => Exact::int(values.len() as i64),
                _ if values.is_empty() => return None,
                Fold::Sum => sum(),
                Fold::Avg => sum().over(&Exact::int(values.len() as i64))?,
                Fold::Min => values.into_iter().min()?,
                Fold::Max => values.into_iter().max()?,
            }
        }
    };
    value.is_countable().then_some(value)
}
