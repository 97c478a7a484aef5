//! Money in integer fen and rates in parts per million: no float decides a printed number.

use std::fmt;

/// An amount in fen (1/100 yuan). Sums of campaigns stay far below the limits of `i64`; products go through `i128`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(pub i64);

impl Fen {
    pub const ZERO: Fen = Fen(0);

    /// Reads `49.90`, `49.9`, `¥1,280`, `128 元`, `-3.5`; at most two decimals, at most 10 billion yuan.
    pub fn parse(text: &str) -> Option<Fen> {
        let text = text.trim().trim_start_matches(['¥', '￥']).trim_end_matches(['元', '圆']).trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (yuan, fen) = digits.split_once('.').unwrap_or((digits, "0"));
        let yuan: String = yuan.chars().filter(|c| !matches!(c, ',' | '，')).collect();
        let plain = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !plain(&yuan) || !plain(fen) || fen.len() > 2 || yuan.len() > 10 {
            return None;
        }
        let fen = if fen.len() == 1 { fen.parse::<i64>().ok()? * 10 } else { fen.parse().ok()? };
        let total = yuan.parse::<i64>().ok()? * 100 + fen;
        Some(Fen(if negative { -total } else { total }))
    }

    /// `self × count`, capped at the limits of the type, which no real campaign reaches.
    #[must_use]
    pub fn times(self, count: i64) -> Fen {
        Fen(clamp(i128::from(self.0) * i128::from(count)))
    }

    /// `self × rate`, rounded half away from zero to the fen.
    #[must_use]
    pub fn share(self, rate: Ppm) -> Fen {
        Fen(clamp(div_round(i128::from(self.0) * i128::from(rate.0), 1_000_000)))
    }

    /// `self ÷ count`, rounded half away from zero to the fen; `None` when `count` is 0.
    pub fn per(self, count: i64) -> Option<Fen> {
        (count != 0).then(|| Fen(clamp(div_round(i128::from(self.0), i128::from(count)))))
    }

    /// Without the decimals when they are zero: `128`, `49.90`.
    pub fn short(self) -> String {
        if self.0 % 100 == 0 { (self.0 / 100).to_string() } else { self.to_string() }
    }
}

impl fmt::Display for Fen {
    /// Always two decimals: `-11.40`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let abs = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", abs / 100, abs % 100)
    }
}

impl std::ops::Add for Fen {
    type Output = Fen;

    fn add(self, other: Fen) -> Fen {
        Fen(self.0.saturating_add(other.0))
    }
}

impl std::ops::Sub for Fen {
    type Output = Fen;

    fn sub(self, other: Fen) -> Fen {
        Fen(self.0.saturating_sub(other.0))
    }
}

impl std::ops::Neg for Fen {
    type Output = Fen;

    fn neg(self) -> Fen {
        Fen(self.0.saturating_neg())
    }
}

impl std::iter::Sum for Fen {
    fn sum<I: Iterator<Item = Fen>>(iter: I) -> Fen {
        iter.fold(Fen::ZERO, |a, b| a + b)
    }
}

/// A rate in parts per million: 35 % is 350 000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ppm(pub i64);

impl Ppm {
    pub const ONE: Ppm = Ppm(1_000_000);

    /// Reads `35%`, `0.6%`, `0.35`, `1`; at most four decimals of a percent, so that nothing is lost.
    pub fn parse(text: &str) -> Option<Ppm> {
        let text = text.trim();
        let (digits, shift) = match text.strip_suffix(['%', '％']) {
            Some(rest) => (rest.trim(), 4),
            None => (text, 6),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(part) || whole.len() > 6 || part.len() > shift {
            return None;
        }
        let scale = 10_i64.pow(shift as u32);
        let part = format!("{part:0<shift$}");
        Some(Ppm(whole.parse::<i64>().ok()? * scale + part.parse::<i64>().ok()?))
    }
}

impl fmt::Display for Ppm {
    /// As a percentage without needless zeros: `35%`, `0.6%`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 10_000, self.0 % 10_000);
        if part == 0 {
            write!(f, "{whole}%")
        } else {
            write!(f, "{}%", format!("{whole}.{part:04}").trim_end_matches('0'))
        }
    }
}

/// Division rounded half away from zero.
pub fn div_round(numerator: i128, denominator: i128) -> i128 {
    let (n, d) = if denominator < 0 { (-numerator, -denominator) } else { (numerator, denominator) };
    let half = d / 2;
    if n >= 0 { (n + half) / d } else { (n - half) / d }
}

fn clamp(value: i128) -> i64 {
    value.clamp(i128::from(i64::MIN + 1), i128::from(i64::MAX)) as i64
}
