//! Where a mechanic writes its inputs and lines: names them, fills in their numbers, and ends with the totals of every campaign.

use super::{
    campaign::CampaignHead,
    economy::{Case, Economy, Input, Level, Line, Nudge, Spread, Value},
    live::{Chance, Live},
    sum::{self, Exact, Term},
};
use crate::{
    base::{
        lang::{Lang, Words},
        money::{Fen, Ppm},
        span::Spanned,
    },
    words,
};

/// Where a mechanic writes its inputs and lines.
pub struct Ledger<'a> {
    pub head: &'a CampaignHead,
    pub level: Level,
    nudge: Nudge<'a>,
    inputs: Vec<Input>,
    lines: Vec<Line>,
    notes: Vec<Words>,
    /// Names that formulas use, with the key of the input or line that bears each.
    names: Vec<(String, String)>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(head: &'a CampaignHead, level: Level, nudge: Nudge<'a>) -> Ledger<'a> {
        Ledger { head, level, nudge, inputs: Vec::new(), lines: Vec::new(), notes: Vec::new(), names: Vec::new() }
    }

    /// Whether one input is another one than planned, to see how much depends on it.
    pub fn is_nudged(&self) -> bool {
        self.nudge.is_some()
    }

    /// A number that the writer gave, as a term for formulas.
    pub fn input(&mut self, key: impl Into<String>, label: Words, value: Value) -> Term {
        let key = key.into();
        let value = match self.nudge {
            Some((nudged, to)) if nudged == key => value.with(to),
            _ => value,
        };
        let label = self.name(&key, label);
        let term = Term::named(label.clone(), value.number().cloned(), value.show(Lang::Zh));
        self.inputs.push(Input { key, label, value });
        term
    }

    pub fn money(&mut self, key: impl Into<String>, label: Words, fen: Option<Spanned<Fen>>) -> Term {
        self.input(key, label, fen.map_or(Value::None, |fen| Value::Money(sum::yuan(fen.value))))
    }

    /// An amount that is nothing when the writer did not say it.
    pub fn money_or_none(&mut self, key: impl Into<String>, label: Words, fen: Option<Spanned<Fen>>) -> Term {
        let fen = fen.map_or(Fen::ZERO, |fen| fen.value);
        self.input(key, label, Value::Money(sum::yuan(fen)))
    }

    pub fn rate(&mut self, key: impl Into<String>, label: Words, ppm: Option<Spanned<Ppm>>) -> Term {
        self.input(key, label, ppm.map_or(Value::None, |ppm| Value::Rate(sum::rate(ppm.value))))
    }

    /// A share that is everything when the writer did not say it.
    pub fn rate_or_all(&mut self, key: impl Into<String>, label: Words, ppm: Option<Spanned<Ppm>>) -> Term {
        let ppm = ppm.map_or(Ppm::ONE, |ppm| ppm.value);
        self.input(key, label, Value::Rate(sum::rate(ppm)))
    }

    pub fn count(&mut self, key: impl Into<String>, label: Words, count: Option<Spanned<u32>>) -> Term {
        self.input(key, label, count.map_or(Value::None, |n| Value::Count(Exact::int(i64::from(n.value)))))
    }

    /// A number of points, none when the writer did not say it.
    pub fn points(&mut self, key: impl Into<String>, label: Words, points: Option<Spanned<u32>>) -> Term {
        let points = points.map_or(0, |points| points.value);
        self.input(key, label, Value::Points(Exact::int(i64::from(points))))
    }

    pub fn count_or(&mut self, key: impl Into<String>, label: Words, count: Option<Spanned<u32>>, or: u32) -> Term {
        let count = count.map_or(or, |n| n.value);
        self.input(key, label, Value::Count(Exact::int(i64::from(count))))
    }

    /// A count at the level that this ledger is for.
    pub fn spread(&mut self, key: impl Into<String>, label: Words, spread: Option<Spanned<Spread>>) -> Term {
        let level = self.level;
        self.input(key, label, spread.map_or(Value::None, |s| Value::Count(Exact::int(i64::from(s.value.at(level))))))
    }

    /// A line that is arithmetic; gives back a term that names it.
    pub fn line(
        &mut self,
        key: impl Into<String>,
        label: Words,
        case: Case,
        value: fn(Exact) -> Value,
        term: &Term,
    ) -> Term {
        let value = term.value.clone().map_or(Value::None, value);
        let live = Live::Formula(term.expression.clone());
        self.push(key.into(), label, case, value, term.formula.clone(), term.filled.clone(), live)
    }

    /// A line that takes more than arithmetic: `how` says in a sentence how it was computed.
    pub fn figure(&mut self, key: impl Into<String>, label: Words, case: Case, value: Value, how: Words) -> Term {
        self.push(key.into(), label, case, value, how, String::new(), Live::Fixed)
    }

    /// A line whose formula people read as a sentence, and worksheets as an expression.
    pub fn told(
        &mut self,
        key: impl Into<String>,
        label: Words,
        case: Case,
        value: Value,
        how: Words,
        expression: String,
    ) -> Term {
        self.push(key.into(), label, case, value, how, String::new(), Live::Formula(expression))
    }

    /// The chance of at least `least` successes in `tries`; all three must be names, not sums.
    pub fn at_least(
        &mut self,
        key: impl Into<String>,
        label: Words,
        least: &Term,
        tries: &Term,
        chance: &Term,
    ) -> Term {
        let live = Chance::AtLeast {
            least: least.expression.clone(),
            tries: tries.expression.clone(),
            chance: chance.expression.clone(),
        };
        let write = |tries: &str, chance: &str, least: &str| format!("P(Bin({tries}, {chance}) ≥ {least})");
        let formula = Words::new(
            write(&tries.formula.zh, &chance.formula.zh, &least.formula.zh),
            write(&tries.formula.en, &chance.formula.en, &least.formula.en),
        );
        let filled = write(&tries.filled, &chance.filled, &least.filled);
        self.chance(key.into(), label, Value::Rate, live, &[least, tries, chance], (formula, filled))
    }

    /// The mean number of successes in `tries`, of which at most `cap` count; all three must be names, not sums.
    pub fn capped(&mut self, key: impl Into<String>, label: Words, cap: &Term, tries: &Term, chance: &Term) -> Term {
        let live = Chance::Capped {
            cap: cap.expression.clone(),
            tries: tries.expression.clone(),
            chance: chance.expression.clone(),
        };
        let formula = Words::new(
            format!("Bin({}, {}) 的均值，最多算到{}", tries.formula.zh, chance.formula.zh, cap.formula.zh),
            format!("mean of Bin({}, {}), at most {} counted", tries.formula.en, chance.formula.en, cap.formula.en),
        );
        let filled = format!("E(min(Bin({}, {}), {}))", tries.filled, chance.filled, cap.filled);
        self.chance(key.into(), label, Value::Count, live, &[cap, tries, chance], (formula, filled))
    }

    /// The chance that somebody comes until `day`, a name, when each day follows the one before with `rate`.
    pub fn reach(&mut self, key: impl Into<String>, label: Words, rate: &Term, day: &Term) -> Term {
        let live = Chance::Reach { rate: rate.expression.clone(), day: day.expression.clone() };
        let formula = Words::new(
            format!("{} 的（{} − 1）次方", rate.formula.zh, day.formula.zh),
            format!("{} to the power of {} − 1", rate.formula.en, day.formula.en),
        );
        let filled = format!("{}^({} − 1)", rate.filled, day.filled);
        self.chance(key.into(), label, Value::Rate, live, &[rate, day], (formula, filled))
    }

    /// The days on which somebody comes in cycles of these lengths, each so many times.
    pub fn days(&mut self, key: impl Into<String>, label: Words, rate: &Term, cycles: Vec<(u32, u32)>) -> Term {
        let (zh, en) = (&rate.formula.zh, &rate.formula.en);
        let formula = words!(
            "每个周期 Σ {zh} 的（第几天 − 1）次方，各周期相加",
            "Σ {en} to the power of day − 1 in every cycle, cycles added up"
        );
        let sum = |(days, times): &(u32, u32)| format!("{times} × Σ(d ≤ {days}) {}^(d − 1)", rate.filled);
        let filled = cycles.iter().map(sum).collect::<Vec<_>>().join(" + ");
        let live = Chance::Days { rate: rate.expression.clone(), cycles };
        self.chance(key.into(), label, Value::Count, live, &[rate], (formula, filled))
    }

    /// A line that is a chance over terms that are names.
    fn chance(
        &mut self,
        key: String,
        label: Words,
        value: fn(Exact) -> Value,
        live: Chance,
        of: &[&Term],
        (formula, filled): (Words, String),
    ) -> Term {
        let known = |name: &str| of.iter().find(|term| term.expression == name).and_then(|term| term.value.clone());
        let result = live.value(&known).map_or(Value::None, value);
        self.push(key, label, Case::Expected, result, formula, filled, Live::Chance(live))
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of a line, filled in one place")]
    fn push(
        &mut self,
        key: String,
        label: Words,
        case: Case,
        value: Value,
        formula: Words,
        filled: String,
        live: Live,
    ) -> Term {
        let label = self.name(&key, label);
        let from = match &live {
            Live::Formula(text) => self.named_in(text),
            Live::Chance(chance) => self.named_in(&chance.names().join(" ")),
            Live::Fixed => Vec::new(),
        };
        let term = Term::named(label.clone(), value.number().cloned(), value.show(Lang::Zh));
        self.lines.push(Line { key, label, value, case, formula, filled, live, from });
        term
    }

    pub fn note(&mut self, words: Words) {
        self.notes.push(words);
    }

    /// The label as a name that no other has and that the formula language can read.
    fn name(&mut self, key: &str, label: Words) -> Words {
        let plain: String = label.zh.chars().filter(|c| c.is_alphanumeric() || *c == '_').collect();
        let plain = if plain.starts_with(|c: char| c.is_ascii_digit()) || plain.is_empty() {
            format!("第{plain}")
        } else {
            plain
        };
        let mut zh = plain.clone();
        let mut number = 2;
        while self.names.iter().any(|(name, _)| *name == zh) {
            zh = format!("{plain}_{number}");
            number += 1;
        }
        self.names.push((zh.clone(), key.to_string()));
        Words::new(zh, label.en)
    }

    /// Keys of the names in an expression, each once, in the order of the sheet.
    fn named_in(&self, expression: &str) -> Vec<String> {
        let words: Vec<&str> = expression.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
        self.names.iter().filter(|(name, _)| words.contains(&name.as_str())).map(|(_, key)| key.clone()).collect()
    }

    /// The term that names an input or line written before; a hole when there is none.
    pub fn term(&self, key: &str) -> Term {
        let input = self.inputs.iter().find(|i| i.key == key).map(|i| (&i.label, &i.value));
        let found = input.or_else(|| self.lines.iter().find(|l| l.key == key).map(|l| (&l.label, &l.value)));
        match found {
            Some((label, value)) => Term::named(label.clone(), value.number().cloned(), value.show(Lang::Zh)),
            None => Term::named(words!("缺", "missing"), None, "—".to_string()),
        }
    }

    /// The fixed costs of the campaign, which every mechanic adds.
    pub fn fixed(&mut self) -> Term {
        let head = self.head;
        let parts: Vec<Term> = head
            .fixed_costs
            .iter()
            .enumerate()
            .map(|(index, cost)| {
                let name = &cost.name;
                let label = if name.is_empty() {
                    words!("固定费用{n}", "fixed cost {n}", n = index + 1)
                } else {
                    words!("{name}", "{name}")
                };
                self.money(format!("fixed_costs.{}.amount", index + 1), label, Some(cost.amount))
            })
            .collect();
        let total = Term::total(parts);
        self.line("fixed", words!("固定费用合计", "fixed costs"), Case::Neutral, Value::Money, &total)
    }

    /// The lines that every campaign ends with. `reached` people take part, `new` of them are new.
    pub fn totals(&mut self, worst: &Term, expected: &Term, reached: Option<&Term>, new: Option<&Term>) {
        let head = self.head;
        let worst = self.line("worst", words!("最坏总成本", "worst-case cost"), Case::Worst, Value::Money, worst);
        let expected =
            self.line("expected", words!("预期总成本", "expected cost"), Case::Expected, Value::Money, expected);
        if let Some(reached) = reached {
            let label = words!("每个参与者成本", "cost per participant");
            self.line("per_participant", label, Case::Expected, Value::Money, &(&expected / reached));
        }
        if let Some(new) = new {
            let new =
                self.line("new", words!("预期新增人数", "expected new members"), Case::Expected, Value::Count, new);
            let label = words!("每个新增成本", "cost per new member");
            self.line("per_new", label, Case::Expected, Value::Money, &(&expected / &new));
            if head.value_per_new.is_some() {
                let value =
                    self.money("value_per_new", words!("每个新增价值", "value of a new member"), head.value_per_new);
                let label = words!("保本新增人数", "new members to break even");
                let term = (&expected / &value).ceil();
                self.line("break_even_new", label, Case::Expected, Value::Count, &term);
                let label = words!("投入产出比", "return on cost");
                let term = (&new * &value - &expected) / &expected;
                self.line("roi", label, Case::Expected, Value::Times, &term);
            }
        }
        if head.budget.is_some() {
            let budget = self.money("budget", words!("预算", "budget"), head.budget);
            let label = words!("最坏情况下预算剩余", "budget left in the worst case");
            self.line("budget_left", label, Case::Worst, Value::Money, &(&budget - &worst));
        }
    }

    pub(super) fn close(self) -> Economy {
        let mut economy = Economy {
            inputs: self.inputs,
            lines: self.lines,
            notes: self.notes,
            worst: None,
            expected: None,
            per_participant: None,
            per_new: None,
            break_even_new: None,
            budget_ok: None,
        };
        economy.worst = economy.value("worst").fen();
        economy.expected = economy.value("expected").fen();
        economy.per_participant = economy.value("per_participant").fen();
        economy.per_new = economy.value("per_new").fen();
        economy.break_even_new = match economy.value("break_even_new") {
            Value::Count(n) => n.to_i64(),
            _ => None,
        };
        economy.budget_ok = economy.value("budget_left").fen().map(|left| left >= Fen::ZERO);
        economy
    }
}
