//! The scale of a drawing: round numbers at its lines, found without a float, so that every machine finds the same.

use crate::{base::exact::Exact, model::kpi::Unit};

/// From `low` to `high` in whole steps.
#[derive(Clone, Debug)]
pub struct Scale {
    low: Exact,
    high: Exact,
    step: Exact,
}

/// Spaces between the lines of a drawing.
const SPACES: i64 = 4;

impl Scale {
    /// Holds all values. Begins at 0 unless all values lie in the upper half, where a change would not be seen.
    pub fn over<'a>(values: impl Iterator<Item = &'a Exact>) -> Scale {
        let values: Vec<&Exact> = values.collect();
        let zero = Exact::zero();
        let mut low = values.iter().min().map_or_else(Exact::zero, |v| (*v).clone());
        let mut high = values.iter().max().map_or_else(Exact::zero, |v| (*v).clone());
        if low > zero && &low + &low < high {
            low = zero.clone();
        }
        if high < zero && &high + &high > low {
            high = zero;
        }
        if low == high {
            let room = if low.is_nothing() { Exact::int(1) } else { low.abs() };
            let half = &room * &Exact::ratio(1, 2).unwrap_or_else(Exact::zero);
            low = &low - &half;
            high = &high + &half;
        }
        let step = step(&(&high - &low));
        let down = |v: &Exact| v.over(&step).map_or_else(Exact::zero, |n| &n.floor() * &step);
        let up = |v: &Exact| v.over(&step).map_or_else(Exact::zero, |n| &n.ceil() * &step);
        let (low, high) = (down(&low), up(&high));
        Scale { low, high, step }
    }

    /// 0 at the bottom, 1 at the top.
    pub fn place(&self, value: &Exact) -> f64 {
        (value - &self.low).over(&(&self.high - &self.low)).map_or(0.0, |share| share.to_f64())
    }

    pub fn ticks(&self) -> Vec<Exact> {
        let mut list = vec![self.low.clone()];
        while let Some(last) = list.last().filter(|last| **last < self.high) {
            let next = last + &self.step;
            list.push(next);
        }
        list
    }

    /// As few decimals as tell the lines apart.
    pub fn decimals(&self, unit: Unit) -> u32 {
        let step = if unit == Unit::Percent { &self.step * &Exact::int(100) } else { self.step.clone() };
        let low = if unit == Unit::Percent { &self.low * &Exact::int(100) } else { self.low.clone() };
        (0..=6).find(|d| [&step, &low].iter().all(|n| n.rounded(*d) == **n)).unwrap_or(6) as u32
    }
}

/// The smallest of 1, 2, 5, 10, 20, … (or 0.1, 0.2, …) of which `SPACES` cover the range.
fn step(range: &Exact) -> Exact {
    for power in -9..=300 {
        for digit in [1, 2, 5] {
            let ten = Exact::int(10).power(i32::abs(power) as u32);
            let step = if power < 0 { Exact::int(digit).over(&ten) } else { Some(&Exact::int(digit) * &ten) };
            if let Some(step) = step.filter(|step| &(step * &Exact::int(SPACES)) >= range) {
                return step;
            }
        }
    }
    range.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_at_round_numbers_and_hold_every_value() {
        for (values, want) in [
            (vec!["55%", "82%", "75%"], vec!["0.5", "0.6", "0.7", "0.8", "0.9"]),
            (vec!["3", "90"], vec!["0", "50", "100"]),
            (vec!["-30", "210"], vec!["-100", "0", "100", "200", "300"]),
            (vec!["5"], vec!["2", "4", "6", "8"]),
            (vec!["0"], vec!["-0.5", "0", "0.5"]),
        ] {
            let numbers: Vec<Exact> = values.iter().map(|v| Exact::parse(v).expect("a number")).collect();
            let scale = Scale::over(numbers.iter());
            let ticks: Vec<String> = scale.ticks().iter().map(|t| t.short(6)).collect();
            assert_eq!(ticks, want, "{values:?}");
            assert!(numbers.iter().all(|n| (0.0..=1.0).contains(&scale.place(n))), "{values:?}");
        }
    }
}
