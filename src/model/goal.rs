//! Where a KPI should be, whether a value is there, and how its values are shown: by one rule on pages and in worksheets.

use super::{
    formula::{Formula, NO_VALUE, Op},
    kpi::{Direction, KpiHead, Unit},
};
use crate::base::{
    exact::Exact,
    lang::{Lang, Words},
};
use crate::words;

/// Off by no more than a tenth of the limit is “near”.
pub const NEAR_PERCENT: i64 = 10;

/// From where to where a value is good; open on both sides when nothing was set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Goal {
    pub low: Option<Exact>,
    pub high: Option<Exact>,
}

impl Goal {
    /// The target, on the side that the direction asks for; `0.5–1.2` for a KPI that is good in between. A published
    /// band is no goal: it says nothing about this team.
    pub fn of(head: &KpiHead) -> Goal {
        let read = |text: &str| read(text, head.unit);
        let Some(target) = head.target.as_ref().map(|target| target.value.trim()) else { return Goal::default() };
        match head.direction {
            Direction::Up => Goal { low: read(target), high: None },
            Direction::Down => Goal { low: None, high: read(target) },
            Direction::Range => Goal::between(target, head.unit),
        }
    }

    /// `0.5–1.2`, or one end of it.
    pub fn between(text: &str, unit: Unit) -> Goal {
        let (text, read) = (text.trim(), |text: &str| read(text, unit));
        // A minus in front is a sign, not a “to”.
        let to = text.char_indices().skip(1).find(|(_, c)| matches!(c, '–' | '—' | '-' | '~' | '～' | '至' | '到'));
        match to {
            Some((at, c)) => Goal { low: read(&text[..at]), high: read(&text[at + c.len_utf8()..]) },
            None if text.starts_with('≤') => Goal { low: None, high: read(text) },
            None => Goal { low: read(text), high: None },
        }
    }

    pub fn is_open(&self) -> bool {
        self.low.is_none() && self.high.is_none()
    }

    /// `None` without a goal.
    pub fn standing(&self, value: &Exact) -> Option<Standing> {
        if self.is_open() {
            return None;
        }
        let slack = |limit: &Exact| &limit.abs() * &Exact::ratio(NEAR_PERCENT, 100).unwrap_or_else(Exact::zero);
        let misses = |near: bool| {
            let below = self.low.as_ref().map(|low| value - &if near { low - &slack(low) } else { low.clone() });
            let above = self.high.as_ref().map(|high| &if near { high + &slack(high) } else { high.clone() } - value);
            [below, above].into_iter().flatten().any(|room| room.is_negative() && !room.is_nothing())
        };
        Some(match (misses(false), misses(true)) {
            (false, _) => Standing::Good,
            (true, false) => Standing::Near,
            (true, true) => Standing::Bad,
        })
    }

    /// `≥ 75%`, `≤ 6.00`, `0.5–1.2`; empty without a goal.
    pub fn show(&self, unit: Unit, decimals: u32) -> String {
        let print = |value: &Exact| show(unit, Some(value), decimals);
        match (&self.low, &self.high) {
            (None, None) => String::new(),
            (Some(low), None) => format!("≥ {}", print(low)),
            (None, Some(high)) => format!("≤ {}", print(high)),
            (Some(low), Some(high)) => format!("{}–{}", print(low), print(high)),
        }
    }
}

/// Whether a value is where it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Good,
    Near,
    Bad,
}

impl Standing {
    pub fn label(self) -> Words {
        match self {
            Standing::Good => words!("达标", "on target"),
            Standing::Near => words!("接近", "near"),
            Standing::Bad => words!("未达标", "off target"),
        }
    }

    /// For classes and attributes.
    pub fn key(self) -> &'static str {
        match self {
            Standing::Good => "good",
            Standing::Near => "near",
            Standing::Bad => "bad",
        }
    }
}

/// A target or bound as a writer gives it: `80%`, `≥ 80%`, `6 元`. A percent of a KPI in percent is its hundredth.
pub fn read(text: &str, unit: Unit) -> Option<Exact> {
    let bare = text.trim().trim_start_matches(['≥', '≤', '>', '<', '=']).trim();
    if let Some(number) = Exact::parse(bare) {
        // `80` of a percentage means 80 %; 1 and below are taken as they stand.
        let bare_percent = unit == Unit::Percent && !bare.ends_with(['%', '％']) && number.abs() > Exact::int(1);
        return if bare_percent { number.over(&Exact::int(100)) } else { Some(number) };
    }
    let end = bare.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-' && c != ',').filter(|end| *end > 0)?;
    Exact::parse(&bare[..end])
}

/// Decimals of a KPI's values, everywhere. Counts that come from a division have one.
pub fn decimals(unit: Unit, formula: &Formula) -> u32 {
    match unit {
        Unit::Percent | Unit::Minutes => 1,
        Unit::Yuan | Unit::Times => 2,
        Unit::Count | Unit::Points => u32::from(formula.uses(Op::Div)),
    }
}

/// `75.0%`, `1,280.50`, `—`; the unit of other KPIs is said beside the number.
pub fn show(unit: Unit, value: Option<&Exact>, decimals: u32) -> String {
    let Some(value) = value else { return NO_VALUE.to_string() };
    if unit == Unit::Percent {
        return format!("{}%", (value * &Exact::int(100)).fixed(decimals));
    }
    let fixed = value.fixed(decimals);
    let whole = fixed.split('.').next().unwrap_or(&fixed).len();
    format!(
        "{}{}",
        Exact::parse(&fixed[..whole]).map_or_else(|| fixed[..whole].to_string(), |n| sign(&fixed, n.grouped(0))),
        &fixed[whole..]
    )
}

/// The whole part of −0.5 is 0 and loses its sign.
fn sign(fixed: &str, whole: String) -> String {
    if fixed.starts_with('-') && !whole.starts_with('-') { format!("-{whole}") } else { whole }
}

/// The unit as people write it.
pub fn unit(unit: Unit, lang: Lang) -> &'static str {
    match (unit, lang) {
        (Unit::Percent, _) => "%",
        (Unit::Yuan, Lang::Zh) => "元",
        (Unit::Yuan, Lang::En) => "yuan",
        (Unit::Count, Lang::Zh) => "个",
        (Unit::Count, Lang::En) => "n",
        (Unit::Minutes, Lang::Zh) => "分钟",
        (Unit::Minutes, Lang::En) => "min",
        (Unit::Points, Lang::Zh) => "分",
        (Unit::Points, Lang::En) => "points",
        (Unit::Times, Lang::Zh) => "倍",
        (Unit::Times, Lang::En) => "x",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn e(text: &str) -> Exact {
        Exact::parse(text).expect("a number")
    }

    #[test]
    fn near_is_within_a_tenth_of_the_limit() {
        let up = Goal { low: Some(e("75%")), high: None };
        let stands = |text: &str| up.standing(&e(text)).map(Standing::key);
        assert_eq!(
            ["75%", "68%", "67.5%", "67.4%"].map(stands),
            [Some("good"), Some("near"), Some("near"), Some("bad")]
        );
        let negative = Goal { low: Some(e("-10")), high: None };
        assert_eq!(negative.standing(&e("-10.5")), Some(Standing::Near));
        assert_eq!(Goal::default().standing(&e("1")), None);
    }

    #[test]
    fn goals_are_read_as_people_write_them() {
        for (text, unit, want) in [
            ("80%", Unit::Percent, "0.8"),
            ("≥ 80", Unit::Percent, "0.8"),
            ("0.8", Unit::Percent, "0.8"),
            ("1,280 元", Unit::Yuan, "1280"),
            ("5 分钟内", Unit::Minutes, "5"),
        ] {
            assert_eq!(read(text, unit).map(|n| n.short(6)).as_deref(), Some(want), "{text}");
        }
        assert_eq!(read("尽量高", Unit::Percent), None);
    }

    #[test]
    fn numbers_are_shown_with_their_decimals_and_thousands() {
        assert_eq!(show(Unit::Percent, Some(&e("0.12345")), 1), "12.3%");
        assert_eq!(show(Unit::Yuan, Some(&e("-1234567.5")), 2), "-1,234,567.50");
        assert_eq!(show(Unit::Yuan, Some(&e("-0.5")), 2), "-0.50");
        assert_eq!(show(Unit::Count, None, 0), "—");
    }
}
