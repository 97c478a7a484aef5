//! The cuts of a bargain: exactly as many as there are helpers, none too small, and together exactly the whole way down.

use crate::base::money::{Fen, Ppm};

/// What a schedule of cuts must keep to.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// From the first price to the floor.
    pub total: Fen,
    pub helpers: u32,
    pub min: Fen,
    pub max: Option<Fen>,
    /// The first so many helpers share `front_share` of what is left after everyone's minimum.
    pub front: u32,
    pub front_share: Ppm,
}

/// Why no schedule exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Impossible {
    NoHelpers,
    /// All minimum cuts together are more than the way down; the value is the largest minimum that works.
    MinTooLarge(Fen),
    /// All maximum cuts together do not reach the floor; the value is the smallest maximum that works.
    MaxTooSmall(Fen),
}

impl Rules {
    pub fn possible(&self) -> Result<(), Impossible> {
        let helpers = i64::from(self.helpers);
        if helpers == 0 {
            return Err(Impossible::NoHelpers);
        }
        if self.min.times(helpers) > self.total {
            return Err(Impossible::MinTooLarge(Fen(self.total.0.max(0) / helpers)));
        }
        match self.max {
            Some(max) if max.times(helpers) < self.total => {
                Err(Impossible::MaxTooSmall(Fen((self.total.0 + helpers - 1) / helpers)))
            }
            _ => Ok(()),
        }
    }
}

/// The cuts in their order. The same rules and seed give the same cuts.
///
/// Everyone gets the minimum; the rest is parted between the front and the back, each part by seeded weights, and
/// rounded by largest remainder, so that the sum is exact in fen.
pub fn schedule(rules: &Rules, seed: u64) -> Result<Vec<Fen>, Impossible> {
    rules.possible()?;
    let helpers = rules.helpers as usize;
    let free = rules.total.0 - rules.min.0 * i64::from(rules.helpers);
    let front = (rules.front as usize).min(helpers);
    // Without a front, or without a back, the one part that exists takes everything.
    let front_free = match front {
        0 => 0,
        _ if front == helpers => free,
        _ => Fen(free).share(Ppm(rules.front_share.0.clamp(0, Ppm::ONE.0))).0,
    };
    let mut random = Random(seed);
    let weights: Vec<u64> = (0..helpers).map(|_| 500 + random.next() % 1001).collect();
    let mut cuts = apportion(front_free, &weights[..front]);
    cuts.extend(apportion(free - front_free, &weights[front..]));
    for cut in &mut cuts {
        *cut += rules.min.0;
    }
    if let Some(max) = rules.max {
        level(&mut cuts, max.0);
    }
    Ok(cuts.into_iter().map(Fen).collect())
}

/// Parts a sum by weights; what rounding leaves goes to the largest remainders, earlier ones first.
fn apportion(sum: i64, weights: &[u64]) -> Vec<i64> {
    let all: i128 = weights.iter().map(|w| i128::from(*w)).sum();
    if all == 0 {
        return Vec::new();
    }
    let exact: Vec<i128> = weights.iter().map(|w| i128::from(sum) * i128::from(*w)).collect();
    let mut parts: Vec<i64> = exact.iter().map(|e| (e / all) as i64).collect();
    let left = (sum - parts.iter().sum::<i64>()) as usize;
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(exact[i] % all), i));
    for &index in order.iter().take(left) {
        parts[index] += 1;
    }
    parts
}

/// Takes what stands above the maximum and spreads it evenly over those with room, early helpers first.
fn level(cuts: &mut [i64], max: i64) {
    let mut over: i64 = cuts.iter().map(|cut| (cut - max).max(0)).sum();
    for cut in cuts.iter_mut() {
        *cut = (*cut).min(max);
    }
    while over > 0 {
        let open = cuts.iter().filter(|cut| **cut < max).count() as i64;
        if open == 0 {
            return; // cannot be: the rules were found possible
        }
        let each = (over / open).max(1);
        for cut in cuts.iter_mut().filter(|cut| **cut < max) {
            let more = each.min(max - *cut).min(over);
            *cut += more;
            over -= more;
        }
    }
}

/// SplitMix64: small, known, and the same everywhere.
pub(super) struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(rules: &Rules, seed: u64) {
        let cuts = schedule(rules, seed).unwrap_or_else(|why| panic!("{rules:?}: {why:?}"));
        assert_eq!(cuts.len(), rules.helpers as usize, "{rules:?}");
        assert_eq!(cuts.iter().copied().sum::<Fen>(), rules.total, "{rules:?}");
        assert!(cuts.iter().all(|cut| *cut >= rules.min), "{rules:?}: {cuts:?}");
        assert!(cuts.iter().all(|cut| rules.max.is_none_or(|max| *cut <= max)), "{rules:?}: {cuts:?}");
        assert_eq!(cuts, schedule(rules, seed).expect("possible a moment ago"));
    }

    #[test]
    fn twenty_thousand_random_bargains_sum_exactly() {
        let mut random = Random(20_260_501);
        for case in 0..20_000 {
            let helpers = 1 + (random.next() % 60) as u32;
            let min = (random.next() % 200) as i64;
            let total = min * i64::from(helpers) + (random.next() % 50_000) as i64;
            let least_max = (total + i64::from(helpers) - 1) / i64::from(helpers);
            let max = (random.next().is_multiple_of(3)).then(|| Fen(least_max + (random.next() % 500) as i64));
            let rules = Rules {
                total: Fen(total),
                helpers,
                min: Fen(min),
                max,
                front: (random.next() % 70) as u32,
                front_share: Ppm((random.next() % 1_000_001) as i64),
            };
            kept(&rules, case);
        }
    }

    #[test]
    fn no_money_is_lost_without_a_front() {
        let rules =
            Rules { total: Fen(7000), helpers: 15, min: Fen(50), max: None, front: 0, front_share: Ppm(600_000) };
        kept(&rules, 1);
        kept(&Rules { front: 15, ..rules }, 1);
        kept(&Rules { front: 99, ..rules }, 1);
    }

    #[test]
    fn what_cannot_be_says_what_could() {
        let rules = Rules { total: Fen(700), helpers: 15, min: Fen(50), max: None, front: 0, front_share: Ppm(0) };
        assert_eq!(schedule(&rules, 1), Err(Impossible::MinTooLarge(Fen(46))));
        let rules = Rules { min: Fen(1), max: Some(Fen(40)), ..rules };
        assert_eq!(schedule(&rules, 1), Err(Impossible::MaxTooSmall(Fen(47))));
        assert_eq!(schedule(&Rules { helpers: 0, ..rules }, 1), Err(Impossible::NoHelpers));
    }

    #[test]
    fn another_seed_gives_other_cuts() {
        let rules =
            Rules { total: Fen(7000), helpers: 15, min: Fen(50), max: None, front: 5, front_share: Ppm(600_000) };
        assert_ne!(schedule(&rules, 1), schedule(&rules, 2));
    }
}
