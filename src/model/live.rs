//! How a worksheet computes a line anew when an input changes.

use super::{chance::Binomial, sum};
use crate::base::exact::Exact;

/// What a worksheet does with a line. Names are the Chinese labels of inputs and earlier lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Live {
    /// In the formula language of worksheets.
    Formula(String),
    /// What that language has no sign for, and every spreadsheet has a function for.
    Chance(Chance),
    /// More than a worksheet can do: the value stands as it was computed.
    Fixed,
}

/// A chance, or a mean, of independent trials or of days in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chance {
    /// P(Bin(tries, chance) ≥ least); `least` is taken up to a whole number.
    AtLeast { least: String, tries: String, chance: String },
    /// The mean of Bin(tries, chance) when no more than `cap` count.
    Capped { cap: String, tries: String, chance: String },
    /// rate^(day − 1): who came on the first day comes on this one.
    Reach { rate: String, day: String },
    /// Over cycles of so many days, each so many times: 1 + rate + rate² + … for every day of each.
    Days { rate: String, cycles: Vec<(u32, u32)> },
}

/// More trials than a worksheet is asked to count out.
pub const MOST_TRIES: u32 = 1_000_000;

impl Chance {
    /// The names that it is computed from, in order.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Chance::AtLeast { least: count, tries, chance } | Chance::Capped { cap: count, tries, chance } => {
                vec![count, tries, chance]
            }
            Chance::Reach { rate, day } => vec![rate, day],
            Chance::Days { rate, .. } => vec![rate],
        }
    }

    /// `None` when a figure is missing or is none that this can be asked of.
    pub fn value(&self, figure: &dyn Fn(&str) -> Option<Exact>) -> Option<Exact> {
        match self {
            Chance::AtLeast { least, tries, chance } => {
                let (bin, least) = trials(figure(tries)?, figure(chance)?, figure(least)?)?;
                Some(bin.at_least(least))
            }
            Chance::Capped { cap, tries, chance } => {
                let (bin, cap) = trials(figure(tries)?, figure(chance)?, figure(cap)?)?;
                Some(bin.mean_capped(cap))
            }
            Chance::Reach { rate, day } => {
                let (rate, day) = (figure(rate)?, sum::to_count(&figure(day)?)?);
                (day <= 4_000).then(|| rate.power(day.saturating_sub(1)))
            }
            Chance::Days { rate, cycles } => {
                let rate = figure(rate)?;
                let days = |days: u32| super::chance::chain(&rate, &vec![Exact::one(); days as usize]);
                Some(cycles.iter().map(|(length, times)| days(*length) * Exact::int(i64::from(*times))).sum())
            }
        }
    }
}

fn trials(tries: Exact, chance: Exact, count: Exact) -> Option<(Binomial, u32)> {
    if chance.is_negative() || chance > Exact::one() || count.is_negative() {
        return None;
    }
    let tries = sum::to_count(&tries).filter(|tries| *tries <= MOST_TRIES)?;
    Some((Binomial::new(tries, &chance), sum::to_count(&count.ceil())?))
}
