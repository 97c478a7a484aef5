//! Fields that hold a number: counts, guesses, money, rates, dates and spans of time.

use super::{Fields, Shape};
use crate::{
    base::{
        code::Code,
        date::{self, Date, DateTime},
        diag::Diag,
        han,
        lang::Words,
        money::{Fen, Ppm},
        span::Spanned,
    },
    model::economy::Spread,
    parse::data::Datum,
    words,
};

impl Fields<'_> {
    /// A whole number from 0 to a billion.
    pub fn count(&mut self, key: &'static str) -> Option<Spanned<u32>> {
        let value = self.take(key, Shape::Count, false)?;
        let wanted = || words!("一个整数，例如 {key} = 20", "a whole number, for example {key} = 20");
        self.scalar(key, value, wanted, |text| {
            text.replace(['_', ','], "").trim().parse().ok().filter(|n| *n <= 1_000_000_000)
        })
    }

    /// A guess: one number, `[low, middle, high]`, or a table of the three.
    pub fn spread(&mut self, key: &'static str) -> Option<Spanned<Spread>> {
        let value = self.take(key, Shape::Spread, false)?;
        let span = value.span;
        let whole = |datum: &Datum| match datum {
            Datum::Bare(text) | Datum::Text(text) => {
                han::narrow(text).replace(['_', ','], "").trim().parse::<u32>().ok().filter(|n| *n <= 1_000_000_000)
            }
            _ => None,
        };
        let guess = match &value.value {
            Datum::List(list) => match list.as_slice() {
                [low, mid, high] => Some((whole(&low.value), whole(&mid.value), whole(&high.value))),
                _ => None,
            },
            Datum::Table(entries) => {
                let get =
                    |name: &str| entries.iter().find(|(key, _)| key.value == name).and_then(|(_, v)| whole(&v.value));
                let known = entries.iter().all(|(key, _)| matches!(key.value.as_str(), "low" | "mid" | "high"));
                known.then(|| (get("low"), get("mid"), get("high")))
            }
            one => {
                let one = whole(one).map(|n| Spanned::new(Spread::around(n), span));
                if one.is_some() {
                    return one;
                }
                None
            }
        };
        match guess {
            Some((Some(low), Some(mid), Some(high))) if low <= mid && mid <= high => {
                Some(Spanned::new(Spread { low, mid, high, given: true }, span))
            }
            _ => {
                let wanted = words!(
                    "一个整数 {key} = 3000，或从低到高三个：{key} = {{ low = 1500, mid = 3000, high = 6000 }}",
                    "one number {key} = 3000, or three that rise: {key} = {{ low = 1500, mid = 3000, high = 6000 }}"
                );
                self.wrong(span, key, &value.value, wanted);
                None
            }
        }
    }

    pub fn money(&mut self, key: &'static str) -> Option<Spanned<Fen>> {
        let value = self.take(key, Shape::Money, false)?;
        let wanted = || {
            words!(
                "以元为单位、最多两位小数的金额，例如 {key} = \"49.90\"",
                "an amount in yuan with at most two decimals, for example {key} = \"49.90\""
            )
        };
        let (span, amount) = (value.span, self.scalar(key, value, wanted, Fen::parse)?);
        if amount.value >= Fen::ZERO {
            return Some(amount);
        }
        let (now, without) = (amount.value, -amount.value);
        let message = words!("“{key}”是 {now} 元，不能是负数", "“{key}” is {now} yuan; it cannot be negative");
        let help = words!("写 {key} = \"{without}\"", "write {key} = \"{without}\"");
        self.push(Diag::error(Code::OUT_OF_RANGE, span, message).help(help));
        None
    }

    pub fn rate(&mut self, key: &'static str) -> Option<Spanned<Ppm>> {
        self.read_rate(key, true).map(|(rate, _)| rate)
    }

    /// The rate, and whether its size was told already; it may be `large`, above 100 %.
    fn read_rate(&mut self, key: &'static str, large: bool) -> Option<(Spanned<Ppm>, bool)> {
        let value = self.take(key, Shape::Rate, false)?;
        let wanted = || words!("百分比，例如 {key} = \"35%\"", "a percentage, for example {key} = \"35%\"");
        let rate = self.scalar(key, value.clone(), wanted, Ppm::parse)?;
        let mut told = false;
        if let (Datum::Text(text) | Datum::Bare(text), true) = (&value.value, rate.value > Ppm::ONE)
            && !text.contains(['%', '％'])
        {
            // Read to the letter it is a hundred times what was meant.
            let (text, read) = (text.trim(), rate.value);
            let message = words!("“{key}”的“{text}”会读成 {read}", "“{text}” of “{key}” is read as {read}");
            let help = words!("写上百分号：{key} = \"{text}%\"", "add the sign: {key} = \"{text}%\"");
            let meant =
                large.then(|| words!("真的要这么大，写 \"{read}\"", "if it is meant to be so large, write \"{read}\""));
            self.push(Diag::error(Code::OUT_OF_RANGE, value.span, message).help(help).help(meant));
            told = true;
        }
        Some((rate, told))
    }

    /// A chance or a part of something: from 0 to 100 %.
    pub fn share(&mut self, key: &'static str) -> Option<Spanned<Ppm>> {
        let (rate, told) = self.read_rate(key, false)?;
        if (Ppm(0)..=Ppm::ONE).contains(&rate.value) {
            return Some(rate);
        }
        let now = rate.value;
        if !told {
            let nearest = if now < Ppm(0) { Ppm(0) } else { Ppm::ONE };
            let message = words!("“{key}”是 {now}，只能在 0% 到 100% 之间", "“{key}” is {now}; it can be 0% to 100%");
            let help = words!("最接近的是 {key} = \"{nearest}\"", "the nearest is {key} = \"{nearest}\"");
            self.push(Diag::error(Code::OUT_OF_RANGE, rate.span, message).help(help));
        }
        None
    }

    pub fn date(&mut self, key: &'static str) -> Option<Spanned<Date>> {
        let value = self.take(key, Shape::Date, false)?;
        let wanted = || words!("日期，例如 {key} = 2026-05-01", "a date, for example {key} = 2026-05-01");
        self.scalar(key, value, wanted, date::parse_date)
    }

    /// A time of the workspace's own zone.
    pub fn date_time(&mut self, key: &'static str) -> Option<Spanned<DateTime>> {
        let value = self.take(key, Shape::DateTime, false)?;
        let wanted = || {
            words!(
                "日期和时间，例如 {key} = \"2026-05-01 10:00\"",
                "a date and time, for example {key} = \"2026-05-01 10:00\""
            )
        };
        self.scalar(key, value, wanted, date::parse_date_time)
    }

    pub fn minutes(&mut self, key: &'static str) -> Option<Spanned<u32>> {
        let value = self.take(key, Shape::Minutes, false)?;
        let wanted = || {
            words!(
                "时长，例如 {key} = \"5m\"、\"2h\"、\"3天\"",
                "a span of time, for example {key} = \"5m\", \"2h\", \"3d\""
            )
        };
        self.scalar(key, value, wanted, date::parse_minutes)
    }

    fn scalar<T>(
        &self,
        key: &'static str,
        value: Spanned<Datum>,
        wanted: impl Fn() -> Words,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<Spanned<T>> {
        match &value.value {
            // What the reader of TOML could not read was told by it.
            Datum::Bare(text) if text.is_empty() => None,
            Datum::Text(text) | Datum::Bare(text) => match read(&han::narrow(text)) {
                Some(read) => Some(Spanned::new(read, value.span)),
                None => {
                    self.wrong(value.span, key, &value.value, wanted());
                    None
                }
            },
            other => {
                self.wrong(value.span, key, other, wanted());
                None
            }
        }
    }
}
