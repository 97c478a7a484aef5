//! What real shop programs make of a plan, as their sources have it: CRMEB of 2024-11-29 and yudao of that time.

use super::{cuts::Random, sum::Exact};
use crate::base::money::{Fen, Ppm};

/// So many bargains are played through: a share is then known to about a tenth of a percent.
pub const RUNS: u32 = 1_000;

/// The bargains that CRMEB's rule gave, all with the same seed.
///
/// Each helper takes 20–50 % of what is left after a fen for everyone still to come (himself too), cut off to the fen and
/// at least one; somebody new takes 50 %; the last one takes what is left.
pub struct CrmebBargains {
    total: Fen,
    runs: u32,
    /// What the first, second … helper took in all bargains together.
    cuts: Vec<i64>,
    pennies: i64,
}

impl CrmebBargains {
    /// `None` when there is less than a fen for each helper, which CRMEB refuses.
    pub fn play(total: Fen, helpers: u32, new: Ppm, runs: u32) -> Option<CrmebBargains> {
        if helpers < 2 || total.0 < i64::from(helpers) || runs == 0 {
            return None;
        }
        let mut random = Random(20_241_129);
        let (mut cuts, mut pennies) = (vec![0; helpers as usize], 0);
        for _ in 0..runs {
            let mut rest = total.0;
            for (index, sum) in cuts.iter_mut().enumerate() {
                let coming = i64::from(helpers) - index as i64;
                let cut = if coming == 1 {
                    rest
                } else {
                    let is_new = random.next() % 1_000_000 < new.0.unsigned_abs();
                    let percent = if is_new { 50 } else { 20 + (random.next() % 31) as i64 };
                    ((rest - coming) * percent / 100).max(1)
                };
                pennies += i64::from(cut == 1);
                *sum += cut;
                rest -= cut;
            }
        }
        Some(CrmebBargains { total, runs, cuts, pennies })
    }

    /// The share of the whole way that the first so many helpers take.
    pub fn share_of(&self, first: u32) -> Option<Exact> {
        let sum: i64 = self.cuts.iter().take(first as usize).sum();
        Exact::int(sum).over(&(Exact::int(self.total.0) * Exact::int(i64::from(self.runs))))
    }

    /// How many cuts of one fen a bargain has.
    pub fn pennies(&self) -> Option<Exact> {
        Exact::ratio(self.pennies, i64::from(self.runs))
    }

    /// What the last so many helpers take each, in yuan.
    pub fn last(&self, count: u32) -> Option<Exact> {
        let skip = self.cuts.len().saturating_sub(count as usize);
        let sum: i64 = self.cuts[skip..].iter().sum();
        Exact::ratio(sum, i64::from(self.runs) * 100 * (self.cuts.len() - skip) as i64)
    }
}

/// CRMEB draws a whole number from 0 to the sum of the weights, both ends included, so that one in `sum + 1` draws meets no
/// prize at all, not even the blank.
pub fn crmeb_gap(weights: u32) -> Exact {
    Exact::ratio(1, i64::from(weights) + 1).unwrap_or_else(Exact::zero)
}

/// The usual sum of weights, 100 or ten times as much until every chance is a whole number in it.
pub fn usual_weights(chances: &[Ppm]) -> u32 {
    let mut sum = 100;
    while sum < 1_000_000 && chances.iter().any(|chance| chance.0 * i64::from(sum) % Ppm::ONE.0 != 0) {
        sum *= 10;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(share: Option<Exact>) -> f64 {
        share.expect("played").to_f64() * 100.0
    }

    #[test]
    fn crmeb_takes_nearly_all_with_the_first_helpers() {
        // 100 yuan, 20 helpers. 20,000 bargains by a generator of another language gave 92.3 % and 98.5 %.
        let played = CrmebBargains::play(Fen(10_000), 20, Ppm(0), 20_000).expect("enough for all");
        assert!((percent(played.share_of(6)) - 92.3).abs() < 0.1, "{}", percent(played.share_of(6)));
        assert!((percent(played.share_of(10)) - 98.5).abs() < 0.05, "{}", percent(played.share_of(10)));
        // Each of the last four takes 2–8 fen.
        for count in 1..=4 {
            let fen = percent(played.last(count));
            assert!((2.0..8.5).contains(&fen), "the last {count}: {fen} fen each");
        }
        assert_eq!(played.share_of(20), Some(Exact::one()), "nothing is lost");
    }

    #[test]
    fn crmeb_leaves_single_fen_for_late_helpers() {
        let played = CrmebBargains::play(Fen(29_900), 30, Ppm(0), 20_000).expect("enough for all");
        let pennies = played.pennies().expect("played").to_f64();
        assert!((pennies - 5.6).abs() < 0.1, "{pennies}");
    }

    #[test]
    fn fewer_bargains_tell_nearly_the_same() {
        let (few, many) = (RUNS, 20_000);
        let share = |runs| percent(CrmebBargains::play(Fen(10_000), 20, Ppm(0), runs).expect("enough").share_of(6));
        assert!((share(few) - share(many)).abs() < 0.3);
    }

    #[test]
    fn newcomers_take_half() {
        let played = CrmebBargains::play(Fen(10_000), 20, Ppm::ONE, 1).expect("enough for all");
        assert_eq!(played.cuts[..2], [4990, 2495]);
        assert!(CrmebBargains::play(Fen(19), 20, Ppm(0), 1).is_none(), "less than a fen for each");
    }

    #[test]
    fn one_draw_in_a_hundred_and_one_meets_nothing() {
        assert_eq!(crmeb_gap(100), Exact::ratio(1, 101).expect("not zero"));
        assert_eq!([100, 10_000].map(|sum| (crmeb_gap(sum) * Exact::int(100)).fixed(2)), ["0.99", "0.01"]);
        assert_eq!([&[Ppm(50_000)][..], &[Ppm(1_000)], &[Ppm(12_345)]].map(usual_weights), [100, 1_000, 1_000_000]);
        assert_eq!(usual_weights(&[]), 100);
    }
}
