//! Binomial chances: exact for few trials, in integers with a known error for many; never a float.

use super::sum::{Exact, ratio, whole};
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
        if p.is_one() {
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
        let (hit, miss) = (p.numer().clone(), p.denom() - p.numer());
        let mut choose = BigInt::one();
        let mut weights = Vec::with_capacity(n as usize + 1);
        for k in 0..=n {
            weights.push(&choose * hit.pow(k) * miss.pow(n - k));
            choose = choose * BigInt::from(n - k) / BigInt::from(k + 1);
        }
        Binomial { n, weights, first: 0, total: p.denom().pow(n) }
    }

    fn fixed(n: u32, p: &Exact) -> Binomial {
        // A chance finer than a billionth is rounded to one, so that products fit.
        let scale = 1_000_000_000_u128;
        let (hit, miss) = match (p.numer().to_u64(), p.denom().to_u64()) {
            (Some(a), Some(b)) if b <= 1 << 30 => (u128::from(a), u128::from(b - a)),
            _ => {
                let a = super::sum::round(&(p * whole(1_000_000_000))).to_u64().unwrap_or(0);
                let a = u128::from(a).clamp(1, scale - 1);
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
        Exact::new(weight.cloned().unwrap_or_default(), self.total.clone())
    }

    /// The chance of `k` successes or more.
    pub fn at_least(&self, k: u32) -> Exact {
        if k == 0 {
            return Exact::one();
        }
        let skip = k.saturating_sub(self.first) as usize;
        let weight: BigInt = self.weights.iter().skip(skip).sum();
        Exact::new(weight, self.total.clone())
    }

    /// The mean of what `worth` gives for each count of successes.
    pub fn mean(&self, worth: impl Fn(u32) -> Exact) -> Exact {
        let sum = (self.first..)
            .zip(&self.weights)
            .fold(Exact::zero(), |sum, (k, weight)| sum + Exact::from_integer(weight.clone()) * worth(k));
        sum / Exact::from_integer(self.total.clone())
    }

    /// The mean number of successes when only `cap` of them count.
    pub fn mean_capped(&self, cap: u32) -> Exact {
        let sum: BigInt =
            (self.first..).zip(&self.weights).map(|(k, weight)| weight * BigInt::from(k.min(cap))).sum();
        Exact::new(sum, self.total.clone())
    }

    pub fn trials(&self) -> u32 {
        self.n
    }
}

/// `r⁰·x₁ + r¹·x₂ + …`: what a chain of days is worth when each day is reached from the one before with the chance `r`.
/// One common denominator is carried along, so that a year of days costs no more than a year of multiplications.
pub fn chain(r: &Exact, days: &[Exact]) -> Exact {
    let (a, b) = (r.numer(), r.denom());
    let mut sum = Exact::zero();
    // Horner from the last day, without reducing fractions on the way: Σ = (x₁·bᵐ + a·(…)) / bᵐ.
    let mut numerator = BigInt::zero();
    let mut power = BigInt::one();
    let whole_days = days.iter().all(|day| day.is_integer());
    if !whole_days {
        for day in days.iter().rev() {
            sum = day + r * sum;
        }
        return sum;
    }
    for (index, day) in days.iter().rev().enumerate() {
        if index > 0 {
            power *= b;
        }
        numerator = day.numer() * &power + a * numerator;
    }
    Exact::new(numerator, power)
}

/// A fraction of small numbers, for callers that have no exact numbers of their own.
pub fn fraction(a: u32, b: u32) -> Exact {
    ratio(i64::from(a), i64::from(b.max(1)))
}
