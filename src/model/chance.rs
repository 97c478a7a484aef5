//! Binomial chances: exact for few trials, in integers with a known error for many; never a float.

use crate::base::exact::Exact;
use num_bigint::BigInt;
use num_traits::{One, ToPrimitive, Zero};

/// Up to so many trials the result is an exact fraction.
const EXACT_TRIALS: u32 = 200;

/// `n` trials that each succeed with the chance `p`.
#[derive(Clone, Debug)]
pub struct Binomial {
    n: u32,
    /// `weights[k - first]` is in proportion to the chance of `k` successes; outside of them it is nothing.
    weights: Vec<BigInt>,
    first: u32,
    total: BigInt,
}

impl Binomial {
    /// `p` below 0 counts as 0, above 1 as 1.
    ///
    /// Above 200 trials the weights start with 2⁶⁰ at the likeliest count and go outwards by their exact ratios, each
    /// rounded down. The rounding of m terms adds up to less than m²/2 units of the whole, and the whole is more than
    /// m/8 times 2⁶⁰, so every chance is right to m/2⁵⁸: 10⁻¹⁴ for 100 000 trials, 10⁻¹² for a billion.
    pub fn new(n: u32, p: &Exact) -> Binomial {
        let p = p.clone().clamp(Exact::zero(), Exact::one());
        if p.is_zero() {
            return Binomial::always(n, 0);
        }
        if p == Exact::one() {
            return Binomial::always(n, n);
        }
        if n <= EXACT_TRIALS {
            return Binomial::exact(n, &p);
        }
        Binomial::fixed(n, &p)
    }

    fn always(n: u32, count: u32) -> Binomial {
        Binomial { n, weights: vec![BigInt::one()], first: count, total: BigInt::one() }
    }

    fn exact(n: u32, p: &Exact) -> Binomial {
        let (hit, all) = p.parts();
        let miss = all - hit;
        let mut choose = BigInt::one();
        let mut weights = Vec::with_capacity(n as usize + 1);
        for k in 0..=n {
            weights.push(&choose * hit.pow(k) * miss.pow(n - k));
            choose = choose * BigInt::from(n - k) / BigInt::from(k + 1);
        }
        Binomial { n, weights, first: 0, total: all.pow(n) }
    }

    fn fixed(n: u32, p: &Exact) -> Binomial {
        // A chance finer than a billionth is rounded to one, so that products fit.
        let scale = 1_000_000_000_u128;
        let (hit, miss) = match (p.parts().0.to_u64(), p.parts().1.to_u64()) {
            (Some(a), Some(b)) if b <= 1 << 30 => (u128::from(a), u128::from(b - a)),
            _ => {
                let a = (p * &Exact::int(1_000_000_000)).rounded(0).to_i64().unwrap_or(0);
                let a = u128::from(a.unsigned_abs()).clamp(1, scale - 1);
                (a, scale - a)
            }
        };
        let trials = u128::from(n);
        let mode = ((trials + 1) * hit / (hit + miss)).min(trials);
        let top = 1_u128 << 60;
        let mut up = Vec::new();
        let (mut k, mut weight) = (mode, top);
        while k < trials {
            weight = weight * (trials - k) * hit / ((k + 1) * miss);
            if weight == 0 {
                break;
            }
            up.push(weight);
            k += 1;
        }
        let mut down = Vec::new();
        let (mut k, mut weight) = (mode, top);
        while k > 0 {
            weight = weight * k * miss / ((trials - k + 1) * hit);
            if weight == 0 {
                break;
            }
            down.push(weight);
            k -= 1;
        }
        let first = u32::try_from(k).unwrap_or(0);
        let weights: Vec<BigInt> = down.into_iter().rev().chain([top]).chain(up).map(BigInt::from).collect();
        let total = weights.iter().sum();
        Binomial { n, weights, first, total }
    }

    /// The chance of exactly `k` successes.
    pub fn exactly(&self, k: u32) -> Exact {
        let weight = k.checked_sub(self.first).and_then(|index| self.weights.get(index as usize));
        Exact::big(weight.cloned().unwrap_or_default(), self.total.clone())
    }

    /// The chance of `k` successes or more.
    pub fn at_least(&self, k: u32) -> Exact {
        if k == 0 {
            return Exact::one();
        }
        let skip = k.saturating_sub(self.first) as usize;
        let weight: BigInt = self.weights.iter().skip(skip).sum();
        Exact::big(weight, self.total.clone())
    }

    /// The mean of what `worth` gives for each count of successes.
    pub fn mean(&self, worth: impl Fn(u32) -> Exact) -> Exact {
        (self.first..)
            .zip(&self.weights)
            .map(|(k, weight)| Exact::big(weight.clone(), self.total.clone()) * worth(k))
            .sum()
    }

    /// The mean number of successes when only `cap` of them count.
    pub fn mean_capped(&self, cap: u32) -> Exact {
        let sum: BigInt = (self.first..).zip(&self.weights).map(|(k, weight)| weight * BigInt::from(k.min(cap))).sum();
        Exact::big(sum, self.total.clone())
    }

    pub fn trials(&self) -> u32 {
        self.n
    }
}

/// `r⁰·x₁ + r¹·x₂ + …`: what a chain of days is worth when each day is reached from the one before with the chance `r`.
/// One common denominator is carried along, so that a year of days costs no more than a year of multiplications.
pub fn chain(r: &Exact, days: &[Exact]) -> Exact {
    if days.iter().any(|day| !day.is_integer()) {
        return days.iter().rev().fold(Exact::zero(), |sum, day| day + &(r * &sum));
    }
    // Horner from the last day, without reducing fractions on the way: Σ = (x₁·bᵐ + a·(…)) ÷ bᵐ.
    let (a, b) = r.parts();
    let mut numerator = BigInt::zero();
    let mut power = BigInt::one();
    for (index, day) in days.iter().rev().enumerate() {
        if index > 0 {
            power *= b;
        }
        numerator = day.parts().0 * &power + a * numerator;
    }
    Exact::big(numerator, power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sum::ratio;

    fn whole(number: i64) -> Exact {
        Exact::int(number)
    }

    fn power(base: &Exact, exponent: u32) -> Exact {
        base.power(exponent)
    }

    #[test]
    fn few_trials_are_exact() {
        let p = ratio(15, 100);
        let bin = Binomial::new(5, &p);
        // 1 − 0.85⁵ − 5·0.15·0.85⁴
        let q = ratio(85, 100);
        let rest = power(&q, 5) + whole(5) * p.clone() * power(&q, 4);
        assert_eq!(bin.at_least(2), Exact::one() - rest);
        assert_eq!(bin.at_least(0), Exact::one());
        assert_eq!(bin.at_least(6), Exact::zero());
        assert_eq!(bin.mean_capped(5), whole(5) * p.clone());
        assert_eq!(bin.mean(|k| whole(i64::from(k))), whole(5) * p.clone());
        assert_eq!(bin.exactly(5), power(&p, 5));
    }

    #[test]
    fn chances_are_those_of_all_cases_counted_out() {
        for (n, a, b) in [(1, 1, 2), (5, 1, 3), (8, 7, 9)] {
            let p = ratio(a, b);
            let bin = Binomial::new(n, &p);
            for k in 0..=n {
                let (mut least, mut capped) = (Exact::zero(), Exact::zero());
                for case in 0_u32..1 << n {
                    let hits = case.count_ones();
                    let chance = p.power(hits) * ratio(b - a, b).power(n - hits);
                    capped = capped + chance.clone() * whole(i64::from(hits.min(k)));
                    if hits >= k {
                        least = least + chance;
                    }
                }
                assert_eq!((bin.at_least(k), bin.mean_capped(k)), (least, capped), "{n} {a}/{b} {k}");
            }
        }
    }

    #[test]
    fn many_trials_agree_with_the_exact_ones() {
        let bound = ratio(1, 1_000_000_000_000);
        for (n, a, b) in [(60, 1, 20), (199, 1, 1000), (200, 999, 1000), (150, 1, 2), (200, 1, 1_000_000)] {
            let p = ratio(a, b);
            let (exact, fixed) = (Binomial::exact(n, &p), Binomial::fixed(n, &p));
            for k in 0..=n {
                assert!((exact.at_least(k) - fixed.at_least(k)).abs() < bound, "{n} {a}/{b} ≥ {k}");
                assert!((exact.exactly(k) - fixed.exactly(k)).abs() < bound, "{n} {a}/{b} = {k}");
            }
        }
    }

    #[test]
    fn a_hundred_thousand_trials_keep_their_mean_and_their_symmetry() {
        let bin = Binomial::new(100_001, &ratio(1, 2));
        let off = bin.at_least(50_001) - ratio(1, 2);
        assert!(off.abs() < ratio(1, 1_000_000_000_000), "{off:?}");
        let bin = Binomial::new(100_000, &ratio(3, 10_000));
        let off = bin.mean_capped(100_000) - whole(30);
        assert!(off.abs() < ratio(1, 1_000_000_000), "{off:?}");
    }

    #[test]
    fn sure_and_impossible_trials_are_so() {
        assert_eq!(Binomial::new(10, &Exact::one()).at_least(10), Exact::one());
        assert_eq!(Binomial::new(10, &Exact::zero()).at_least(1), Exact::zero());
        assert_eq!(Binomial::new(0, &ratio(1, 2)).at_least(1), Exact::zero());
    }

    #[test]
    fn a_chain_of_days_is_the_sum_of_its_powers() {
        let r = ratio(4, 5);
        let days = [whole(5), whole(7), ratio(1, 2)];
        assert_eq!(chain(&r, &days), whole(5) + r.clone() * whole(7) + r.clone() * r.clone() * ratio(1, 2));
        let days = [whole(5), whole(7), whole(9)];
        assert_eq!(chain(&r, &days), whole(5) + r.clone() * whole(7) + r.clone() * r.clone() * whole(9));
        assert_eq!(chain(&r, &[]), Exact::zero());
    }
}
