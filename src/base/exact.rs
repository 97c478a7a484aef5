//! Exact numbers for figures and formulas: 1 ÷ 3 × 3 is 1, and 1.005 rounds to 1.01.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

/// A rational number without a rounding error. What people type has at most six decimals and fifteen digits,
/// so that a spreadsheet's number holds it as well.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(BigRational);

/// Decimals that people may type; one part in a million is the smallest rate that sopress knows.
pub const DECIMALS: u32 = 6;
/// Digits that a spreadsheet keeps.
pub const DIGITS: usize = 15;

impl Exact {
    pub fn int(value: i64) -> Exact {
        Exact(BigRational::from_integer(value.into()))
    }

    /// `None` when the denominator is 0.
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Exact> {
        (denominator != 0).then(|| Exact(BigRational::new(numerator.into(), denominator.into())))
    }

    pub fn zero() -> Exact {
        Exact(BigRational::zero())
    }

    pub fn one() -> Exact {
        Exact::int(1)
    }

    /// Numbers of any size; the denominator must not be 0.
    pub fn big(numerator: BigInt, denominator: BigInt) -> Exact {
        Exact(BigRational::new(numerator, denominator))
    }

    /// Numerator and denominator in lowest terms; the denominator is positive.
    pub fn parts(&self) -> (&BigInt, &BigInt) {
        (self.0.numer(), self.0.denom())
    }

    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Down to the whole number.
    #[must_use]
    pub fn floor(&self) -> Exact {
        Exact(self.0.floor())
    }

    /// Up to the whole number.
    #[must_use]
    pub fn ceil(&self) -> Exact {
        Exact(self.0.ceil())
    }

    /// Reads what people type: `1,280`, `１２.５`, `35%`, `¥49.90`, `-3`. `None` when it is no number, or has more
    /// decimals (counted after `%` is taken off) or digits than are kept.
    pub fn parse(text: &str) -> Option<Exact> {
        let plain: String = text.trim().chars().map(half_width).filter(|c| !matches!(c, ',' | ' ' | '_')).collect();
        let plain = plain.trim_start_matches(['¥', '￥']).trim_end_matches('元');
        let (plain, percent) = match plain.strip_suffix('%') {
            Some(rest) => (rest, true),
            None => (plain, false),
        };
        let (negative, digits) = match plain.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, plain.strip_prefix('+').unwrap_or(plain)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let part = part.trim_end_matches('0');
        let digits_only = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let room = if percent { DECIMALS - 2 } else { DECIMALS } as usize;
        if whole.is_empty() || !digits_only(whole) || !digits_only(part) || part.len() > room {
            return None;
        }
        let joined = format!("{whole}{part}");
        if joined.trim_start_matches('0').len() > DIGITS {
            return None;
        }
        let scale = part.len() + if percent { 2 } else { 0 };
        let value = BigRational::new(joined.parse::<BigInt>().ok()?, power(scale as u32));
        Some(Exact(if negative { -value } else { value }))
    }

    /// The decimal of fifteen digits that a spreadsheet shows for this cell; `None` when it is not finite.
    pub fn from_f64(value: f64) -> Option<Exact> {
        if !value.is_finite() {
            return None;
        }
        let text = format!("{value:.14e}");
        let (mantissa, exponent) = text.split_once('e')?;
        let exponent = exponent.parse::<i32>().ok()? - 14;
        let digits: BigInt = mantissa.replace('.', "").parse().ok()?;
        let scale = power(exponent.unsigned_abs());
        Some(Exact(if exponent < 0 {
            BigRational::new(digits, scale)
        } else {
            BigRational::from_integer(digits * scale)
        }))
    }

    /// `None` when it is no whole number or does not fit.
    pub fn to_i64(&self) -> Option<i64> {
        if self.0.is_integer() { self.0.to_integer().to_i64() } else { None }
    }

    #[must_use]
    pub fn power(&self, exponent: u32) -> Exact {
        Exact(BigRational::new_raw(self.0.numer().pow(exponent), self.0.denom().pow(exponent)))
    }

    /// For cells and drawings; no printed number is decided by it.
    pub fn to_f64(&self) -> f64 {
        self.0.to_f64().unwrap_or(f64::MAX)
    }

    /// Half away from zero; negative `decimals` round to tens, hundreds and so on.
    #[must_use]
    pub fn rounded(&self, decimals: i32) -> Exact {
        let scale = BigRational::from_integer(power(decimals.unsigned_abs()));
        Exact(if decimals < 0 { (&self.0 / &scale).round() * scale } else { (&self.0 * &scale).round() / scale })
    }

    /// Whether it counts as zero: it rounds to 0 at six decimals.
    pub fn is_nothing(&self) -> bool {
        self.0.abs() * BigRational::from_integer(2.into()) < BigRational::new(1.into(), power(DECIMALS))
    }

    /// Whether a spreadsheet can hold it on the way to a result: below about 10^300.
    pub fn is_countable(&self) -> bool {
        self.0.numer().bits() <= self.0.denom().bits() + 996
    }

    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    pub fn is_integer(&self) -> bool {
        self.0.is_integer()
    }

    #[must_use]
    pub fn abs(&self) -> Exact {
        Exact(self.0.abs())
    }

    /// `None` when the other is exactly 0.
    pub fn over(&self, other: &Exact) -> Option<Exact> {
        (!other.0.is_zero()).then(|| Exact(&self.0 / &other.0))
    }

    /// Always that many decimals, half away from zero, never `-0`: `-11.40`.
    pub fn fixed(&self, decimals: u32) -> String {
        let scaled = (&self.0 * BigRational::from_integer(power(decimals))).round().to_integer();
        let digits = format!("{:0>width$}", scaled.abs().to_string(), width = decimals as usize + 1);
        let (whole, part) = digits.split_at(digits.len() - decimals as usize);
        let sign = if scaled.is_negative() { "-" } else { "" };
        if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }

    /// At most that many decimals, without needless zeros: `12.5`.
    pub fn short(&self, decimals: u32) -> String {
        let text = self.fixed(decimals);
        let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        if text == "-0" { "0".to_string() } else { text.to_string() }
    }

    /// As `short`, with a comma every three digits: `12,345.6`.
    pub fn grouped(&self, decimals: u32) -> String {
        let text = self.short(decimals);
        let (sign, rest) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
        let (whole, part) = rest.split_once('.').map_or((rest, None), |(whole, part)| (whole, Some(part)));
        let mut out = sign.to_string();
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        if let Some(part) = part {
            out.push('.');
            out.push_str(part);
        }
        out
    }
}

/// The half-width character of a full-width one; others stay.
pub fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn power(exponent: u32) -> BigInt {
    BigInt::from(10).pow(exponent)
}

impl std::ops::Add for &Exact {
    type Output = Exact;

    fn add(self, other: &Exact) -> Exact {
        Exact(&self.0 + &other.0)
    }
}

impl std::ops::Sub for &Exact {
    type Output = Exact;

    fn sub(self, other: &Exact) -> Exact {
        Exact(&self.0 - &other.0)
    }
}

impl std::ops::Mul for &Exact {
    type Output = Exact;

    fn mul(self, other: &Exact) -> Exact {
        Exact(&self.0 * &other.0)
    }
}

impl std::ops::Add for Exact {
    type Output = Exact;

    fn add(self, other: Exact) -> Exact {
        Exact(self.0 + other.0)
    }
}

impl std::ops::Sub for Exact {
    type Output = Exact;

    fn sub(self, other: Exact) -> Exact {
        Exact(self.0 - other.0)
    }
}

impl std::ops::Mul for Exact {
    type Output = Exact;

    fn mul(self, other: Exact) -> Exact {
        Exact(self.0 * other.0)
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Exact>>(iter: I) -> Exact {
        iter.fold(Exact::zero(), |a, b| a + b)
    }
}

impl std::ops::Neg for &Exact {
    type Output = Exact;

    fn neg(self) -> Exact {
        Exact(-&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn e(text: &str) -> Exact {
        Exact::parse(text).expect("a number")
    }

    #[test]
    fn what_people_type_is_read() {
        for (typed, shown) in [
            ("1,280", "1280"),
            ("１２．５", "12.5"),
            ("35%", "0.35"),
            ("¥49.90", "49.9"),
            ("-3", "-3"),
            ("12 元", "12"),
        ] {
            assert_eq!(e(typed).short(6), shown, "{typed}");
        }
        for wrong in ["", "abc", "1.2.3", "--1", "1e5", "0.0000001", "1234567890123456", "=1", "%", "."] {
            assert_eq!(Exact::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn rounding_is_half_away_from_zero() {
        assert_eq!(e("1.005").fixed(2), "1.01");
        assert_eq!(e("-1.005").fixed(2), "-1.01");
        assert_eq!(e("-0.001").fixed(2), "0.00");
        assert_eq!(e("1250").rounded(-2), e("1300"));
        assert_eq!(e("1234567.5").grouped(2), "1,234,567.5");
        assert_eq!(e("-100").grouped(0), "-100");
    }

    #[test]
    fn a_cell_is_read_as_the_decimal_that_it_shows() {
        assert_eq!(Exact::from_f64(0.1 + 0.2), Exact::parse("0.3"));
        assert_eq!(Exact::from_f64(-1280.0), Exact::parse("-1280"));
        assert_eq!(Exact::from_f64(f64::NAN), None);
    }

    #[test]
    fn a_third_three_times_is_one() {
        let third = Exact::ratio(1, 3).expect("not by zero");
        assert_eq!(&third * &Exact::int(3), Exact::int(1));
    }
}
