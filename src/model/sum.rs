//! Exact sums that show how they came about: a term carries its value, its formula by names and its formula by numbers.

pub use crate::base::exact::Exact;

use crate::{
    base::{
        lang::Words,
        money::{Fen, Ppm},
    },
    words,
};
use std::ops::{Add, Div, Mul, Sub};

/// A number of an economy together with the formula that it came from. Money is in yuan, a rate of 35 % is 7/20.
#[derive(Clone, Debug)]
pub struct Term {
    /// `None` when an input is missing or something was divided by zero; it prints as “—”.
    pub value: Option<Exact>,
    /// By names, for people.
    pub formula: Words,
    /// In the formula language of worksheets, over the Chinese names of inputs and earlier lines.
    pub expression: String,
    /// By numbers, for people: `2 × (128.00 + 6.00)`.
    pub filled: String,
    binding: Binding,
}

/// How firmly the parts of a formula hold together, to set parentheses only where they are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Sum,
    Product,
    Atom,
}

impl Term {
    /// A number that has a name.
    pub fn named(name: Words, value: Option<Exact>, shown: String) -> Term {
        Term { value, expression: name.zh.clone(), formula: name, filled: shown, binding: Binding::Atom }
    }

    /// A number that stands for itself in formulas.
    pub fn number(number: i64) -> Term {
        let shown = number.to_string();
        Term {
            value: Some(Exact::int(number)),
            formula: Words::new(shown.clone(), shown.clone()),
            expression: shown.clone(),
            filled: shown,
            binding: Binding::Atom,
        }
    }

    /// `a + b + c`; 0 when there is nothing to add.
    pub fn total(terms: impl IntoIterator<Item = Term>) -> Term {
        terms.into_iter().reduce(|sum, term| sum + term).unwrap_or_else(|| Term::number(0))
    }

    #[must_use]
    pub fn min(&self, other: &Term) -> Term {
        self.smaller_or_larger(other, "<=", words!("较小者", "min"), |a, b| if a <= b { a } else { b })
    }

    #[must_use]
    pub fn max(&self, other: &Term) -> Term {
        self.smaller_or_larger(other, ">=", words!("较大者", "max"), |a, b| if a >= b { a } else { b })
    }

    /// This term when `reached` is at least `needed`, else 0.
    #[must_use]
    pub fn when(&self, reached: &Term, needed: &Term) -> Term {
        let value =
            both(reached, needed).and_then(|(a, b)| if a >= b { self.value.clone() } else { Some(Exact::zero()) });
        let (a, b, then) = (&reached.expression, &needed.expression, &self.expression);
        let (zh_a, zh_b, zh) = (&reached.formula.zh, &needed.formula.zh, &self.formula.zh);
        let (en_a, en_b, en) = (&reached.formula.en, &needed.formula.en, &self.formula.en);
        Term {
            value,
            formula: words!("{zh_a} 达到 {zh_b} 时为 {zh}，否则 0", "{en} when {en_a} is at least {en_b}, else 0"),
            expression: format!("if({a} >= {b}, {then}, 0)"),
            filled: format!("{} ≥ {} ? {} : 0", reached.filled, needed.filled, self.filled),
            binding: Binding::Sum,
        }
    }

    /// Up to the next whole number.
    #[must_use]
    pub fn ceil(&self) -> Term {
        self.to_whole("+", "<", words!("进到整数", "round up"), |a| a.ceil())
    }

    /// Down to the whole number.
    #[must_use]
    pub fn floor(&self) -> Term {
        self.to_whole("-", ">", words!("舍到整数", "round down"), |a| a.floor())
    }

    // The language's own min and max pass over missing values; here a missing value must be seen.
    fn smaller_or_larger(&self, other: &Term, test: &str, name: Words, pick: fn(Exact, Exact) -> Exact) -> Term {
        let (a, b) = (&self.expression, &other.expression);
        Term {
            value: both(self, other).map(|(a, b)| pick(a, b)),
            formula: Words::new(
                format!("{}({}, {})", name.zh, self.formula.zh, other.formula.zh),
                format!("{}({}, {})", name.en, self.formula.en, other.formula.en),
            ),
            expression: format!("if({a} {test} {b}, {a}, {b})"),
            filled: format!("{}({}, {})", name.en, self.filled, other.filled),
            binding: Binding::Atom,
        }
    }

    fn to_whole(&self, sign: &str, test: &str, name: Words, round: fn(Exact) -> Exact) -> Term {
        let a = &self.expression;
        Term {
            value: self.value.clone().map(round),
            formula: Words::new(
                format!("{}({})", name.zh, self.formula.zh),
                format!("{}({})", name.en, self.formula.en),
            ),
            expression: format!("round({a}, 0) {sign} if(round({a}, 0) {test} {a}, 1, 0)"),
            filled: self.filled.clone(),
            binding: Binding::Sum,
        }
    }

    /// The right side of `-` and `/` is held together.
    fn join(&self, sign: &str, other: &Term, value: Option<Exact>) -> Term {
        let (binding, shown) = match sign {
            "+" => (Binding::Sum, "+"),
            "-" => (Binding::Sum, "−"),
            "*" => (Binding::Product, "×"),
            _ => (Binding::Product, "÷"),
        };
        let right = if matches!(sign, "-" | "/") { other.binding <= binding } else { other.binding < binding };
        let left = self.binding < binding;
        let write = |a: &str, sign: &str, b: &str| {
            let hold = |text: &str, held: bool| if held { format!("({text})") } else { text.to_string() };
            format!("{} {sign} {}", hold(a, left), hold(b, right))
        };
        // A negative number on the right would read as `a − -3`.
        let number = if other.binding == Binding::Atom && other.filled.starts_with('-') {
            format!("({})", other.filled)
        } else {
            other.filled.clone()
        };
        Term {
            value,
            formula: Words::new(
                write(&self.formula.zh, shown, &other.formula.zh),
                write(&self.formula.en, shown, &other.formula.en),
            ),
            expression: write(&self.expression, sign, &other.expression),
            filled: write(&self.filled, shown, &number),
            binding,
        }
    }
}

fn both(a: &Term, b: &Term) -> Option<(Exact, Exact)> {
    Some((a.value.clone()?, b.value.clone()?))
}

macro_rules! operators {
    ($($op:ident, $method:ident, $sign:literal, $compute:expr;)*) => {$(
        impl $op<&Term> for &Term {
            type Output = Term;
            fn $method(self, other: &Term) -> Term {
                let compute: fn(Exact, Exact) -> Option<Exact> = $compute;
                let value = both(self, other).and_then(|(a, b)| compute(a, b));
                self.join($sign, other, value)
            }
        }
        impl $op<Term> for Term {
            type Output = Term;
            fn $method(self, other: Term) -> Term {
                (&self).$method(&other)
            }
        }
        impl $op<&Term> for Term {
            type Output = Term;
            fn $method(self, other: &Term) -> Term {
                (&self).$method(other)
            }
        }
        impl $op<Term> for &Term {
            type Output = Term;
            fn $method(self, other: Term) -> Term {
                self.$method(&other)
            }
        }
    )*};
}

operators! {
    Add, add, "+", |a, b| Some(a + b);
    Sub, sub, "-", |a, b| Some(a - b);
    Mul, mul, "*", |a, b| Some(a * b);
    Div, div, "/", |a, b| a.over(&b);
}

/// `a ÷ b`; `b` must not be zero.
pub fn ratio(a: i64, b: i64) -> Exact {
    Exact::ratio(a, b).expect("callers give denominators of their own")
}

/// An amount in yuan.
pub fn yuan(fen: Fen) -> Exact {
    ratio(fen.0, 100)
}

pub fn rate(ppm: Ppm) -> Exact {
    ratio(ppm.0, 1_000_000)
}

/// An exact amount in yuan, rounded half away from zero to the fen.
pub fn to_fen(yuan: &Exact) -> Fen {
    Fen(rounded(yuan, 100))
}

/// An exact rate rounded to the millionth.
pub fn to_ppm(rate: &Exact) -> Ppm {
    Ppm(rounded(rate, 1_000_000))
}

fn rounded(exact: &Exact, scale: i64) -> i64 {
    let scaled = (exact * &Exact::int(scale)).rounded(0);
    scaled.to_i64().unwrap_or(if scaled.is_negative() { i64::MIN + 1 } else { i64::MAX })
}

/// The whole number below, when it fits.
pub fn to_count(exact: &Exact) -> Option<u32> {
    u32::try_from(exact.floor().to_i64()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, value: i64) -> Term {
        Term::named(Words::new(name, name), Some(Exact::int(value)), value.to_string())
    }

    #[test]
    fn parentheses_stand_only_where_they_are_needed() {
        let (a, b, c) = (named("a", 1), named("b", 2), named("c", -3));
        assert_eq!(((&a + &b) * &c).expression, "(a + b) * c");
        assert_eq!((&a * &b + &c).expression, "a * b + c");
        assert_eq!((&a - (&b - &c)).expression, "a - (b - c)");
        assert_eq!((&a - (&b - &c)).filled, "1 − (2 − (-3))");
        assert_eq!((&a / (&b * &c)).formula.zh, "a ÷ (b × c)");
        assert_eq!(a.min(&b).expression, "if(a <= b, a, b)");
        assert_eq!((&c / &b).ceil().value, Some(Exact::int(-1)));
    }

    #[test]
    fn what_is_missing_or_divided_by_zero_has_no_value() {
        let (a, zero) = (named("a", 1), named("z", 0));
        let hole = Term::named(Words::new("h", "h"), None, "—".to_string());
        assert_eq!((&a / &zero).value, None);
        assert_eq!((&a + &hole).value, None);
        assert_eq!(Term::total([]).value, Some(Exact::int(0)));
    }

    #[test]
    fn money_is_rounded_to_the_fen_only_at_the_end() {
        assert_eq!(to_fen(&ratio(191_006, 10_000)), Fen(1910));
        assert_eq!(to_fen(&ratio(-1, 200)), Fen(-1));
        assert_eq!(to_ppm(&ratio(1, 3)), Ppm(333_333));
    }
}
