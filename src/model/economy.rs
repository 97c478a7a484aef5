//! What a campaign costs and brings: every number with its formula and inputs, so that pages, worksheets and the terminal print the same.

use super::{
    campaign::{CampaignHead, Mechanic},
    ledger::Ledger,
    live::Live,
    sum::{self, Exact},
};
use crate::{
    base::{
        date::{self, DateTime},
        lang::{Lang, Words},
        money::{Fen, Ppm},
    },
    words,
};

/// All sums of one campaign. Lines stand in reading order; a formula names inputs and lines above it.
#[derive(Clone, Debug)]
pub struct Economy {
    pub inputs: Vec<Input>,
    pub lines: Vec<Line>,
    /// What was assumed, where the result holds only under that assumption.
    pub notes: Vec<Words>,
    /// The most that it can cost; `None` when an input is missing.
    pub worst: Option<Fen>,
    pub expected: Option<Fen>,
    pub per_participant: Option<Fen>,
    pub per_new: Option<Fen>,
    /// So many new members pay for it.
    pub break_even_new: Option<i64>,
    /// Whether the worst case stays inside the budget; `None` without a budget.
    pub budget_ok: Option<bool>,
}

/// A number that the writer gave.
#[derive(Clone, Debug)]
pub struct Input {
    /// The field it came from: `participants`, `prizes.2.qty`.
    pub key: String,
    /// The Chinese one, without spaces, is its name in expressions.
    pub label: Words,
    pub value: Value,
}

/// A number that was computed.
#[derive(Clone, Debug)]
pub struct Line {
    pub key: String,
    pub label: Words,
    pub value: Value,
    pub case: Case,
    /// How it is computed, by names.
    pub formula: Words,
    /// The same with the numbers put in; empty when `formula` is a sentence.
    pub filled: String,
    /// How a worksheet computes it anew.
    pub live: Live,
    /// Keys of the inputs and lines that it was computed from.
    pub from: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    Worst,
    Expected,
    Neutral,
}

/// A number with what it counts. Money is in yuan, a rate of 35 % is 7/20.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Money(Exact),
    Rate(Exact),
    Count(Exact),
    Points(Exact),
    Hours(Exact),
    /// A ratio such as ROI.
    Times(Exact),
    /// A chance that people read as “one in n”.
    Odds(Exact),
    At(DateTime),
    Yes(bool),
    /// Missing, or divided by zero.
    None,
}

impl Value {
    pub fn number(&self) -> Option<&Exact> {
        match self {
            Value::Money(n)
            | Value::Rate(n)
            | Value::Count(n)
            | Value::Points(n)
            | Value::Hours(n)
            | Value::Times(n)
            | Value::Odds(n) => Some(n),
            Value::At(_) | Value::Yes(_) | Value::None => None,
        }
    }

    /// The same kind of value with another number.
    #[must_use]
    pub fn with(&self, number: &Exact) -> Value {
        let number = number.clone();
        match self {
            Value::Money(_) => Value::Money(number),
            Value::Rate(_) => Value::Rate(number),
            Value::Count(_) => Value::Count(number),
            Value::Points(_) => Value::Points(number),
            Value::Hours(_) => Value::Hours(number),
            Value::Times(_) => Value::Times(number),
            Value::Odds(_) => Value::Odds(number),
            Value::At(_) | Value::Yes(_) | Value::None => self.clone(),
        }
    }

    pub fn fen(&self) -> Option<Fen> {
        match self {
            Value::Money(yuan) => Some(sum::to_fen(yuan)),
            _ => None,
        }
    }

    pub fn ppm(&self) -> Option<Ppm> {
        match self {
            Value::Rate(rate) | Value::Odds(rate) => Some(sum::to_ppm(rate)),
            _ => None,
        }
    }

    /// As a plain decimal number for cells: yuan, 0.35 for a rate; at most 12 digits behind the point.
    pub fn plain(&self) -> Option<String> {
        self.number().map(|exact| exact.short(12))
    }

    /// The unit behind the number, empty when the number says it itself.
    pub fn unit(&self) -> Words {
        match self {
            Value::Money(_) => words!("元", "yuan"),
            Value::Points(_) => words!("分", "points"),
            Value::Hours(_) => words!("小时", "hours"),
            Value::Times(_) => words!("倍", "x"),
            _ => words!("", ""),
        }
    }

    /// Without its unit.
    pub fn show(&self, lang: Lang) -> String {
        match self {
            Value::Money(yuan) => yuan.fixed(2),
            Value::Rate(rate) => show_rate(rate),
            Value::Count(n) | Value::Points(n) | Value::Hours(n) => n.short(1),
            Value::Times(n) => n.short(2),
            Value::Odds(chance) => show_odds(chance),
            Value::At(at) => date::show(*at),
            Value::Yes(yes) => match (lang, yes) {
                (Lang::Zh, true) => "是".to_string(),
                (Lang::Zh, false) => "否".to_string(),
                (Lang::En, true) => "yes".to_string(),
                (Lang::En, false) => "no".to_string(),
            },
            Value::None => "—".to_string(),
        }
    }
}

/// In percent; below one percent two more digits are shown, so that small chances do not print as nothing.
pub fn show_rate(rate: &Exact) -> String {
    let percent = rate * &Exact::int(100);
    let digits = if percent.abs() < Exact::one() { 4 } else { 2 };
    format!("{}%", percent.short(digits))
}

/// `1/1500` when it comes out even, else `1/46.9`; 1 and more is `1/1`.
fn show_odds(chance: &Exact) -> String {
    match Exact::one().over(chance) {
        None => "0".to_string(),
        Some(_) if *chance >= Exact::one() => "1/1".to_string(),
        Some(times) => format!("1/{}", times.short(1)),
    }
}

/// A count that is guessed three times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    pub low: u32,
    pub mid: u32,
    pub high: u32,
    /// False when the writer gave one number; low and high are then half of it and half more.
    pub given: bool,
}

impl Spread {
    /// From one number: half of it, it, and half more.
    pub fn around(mid: u32) -> Spread {
        Spread { low: mid / 2, mid, high: mid.saturating_add(mid / 2), given: false }
    }

    pub fn at(self, level: Level) -> u32 {
        match level {
            Level::Low => self.low,
            Level::Mid => self.mid,
            Level::High => self.high,
        }
    }
}

/// Which of the three guesses is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Low,
    Mid,
    High,
}

impl Level {
    pub const ALL: [Level; 3] = [Level::Low, Level::Mid, Level::High];

    pub fn label(self) -> Words {
        match self {
            Level::Low => words!("低", "low"),
            Level::Mid => words!("预期", "expected"),
            Level::High => words!("高", "high"),
        }
    }
}

/// The key of an input and another value for it, to see how much depends on it.
pub type Nudge<'a> = Option<(&'a str, &'a Exact)>;

/// The sums of a campaign as planned.
pub fn economy(head: &CampaignHead, mechanic: &Mechanic) -> Economy {
    economy_at(head, mechanic, Level::Mid, None)
}

/// The same for another guess of participation, or with one input nudged.
pub fn economy_at(head: &CampaignHead, mechanic: &Mechanic, level: Level, nudge: Nudge) -> Economy {
    let mut ledger = Ledger::new(head, level, nudge);
    match mechanic {
        Mechanic::Lottery(lottery) => lottery.sums(&mut ledger),
        Mechanic::GroupBuy(group_buy) => group_buy.sums(&mut ledger),
        Mechanic::Bargain(bargain) => bargain.sums(&mut ledger),
        Mechanic::CheckIn(check_in) => check_in.sums(&mut ledger),
        Mechanic::Discount(discount) => discount.sums(&mut ledger),
        Mechanic::Coupon(coupon) => coupon.sums(&mut ledger),
        Mechanic::Referral(referral) => referral.sums(&mut ledger),
    }
    ledger.close()
}

impl Economy {
    pub fn line(&self, key: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.key == key)
    }

    /// The keys of all inputs and lines that a line was computed from, on whatever way.
    pub fn behind(&self, key: &str) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        let mut open = vec![key];
        while let Some(key) = open.pop() {
            let Some(line) = self.line(key) else { continue };
            for from in line.from.iter().map(String::as_str).filter(|from| !found.contains(from)).collect::<Vec<_>>() {
                found.push(from);
                open.push(from);
            }
        }
        found
    }

    /// The line that a planner looks at first: profit where it is known, else the cost of a new member, else the cost.
    pub fn result(&self) -> Option<&Line> {
        ["profit", "per_new", "expected"]
            .into_iter()
            .filter_map(|key| self.line(key))
            .find(|line| line.value.number().is_some())
    }

    /// The value of a line, `Value::None` when there is no such line.
    pub fn value(&self, key: &str) -> Value {
        self.line(key).map_or(Value::None, |line| line.value.clone())
    }
}
