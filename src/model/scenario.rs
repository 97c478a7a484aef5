//! A campaign under other assumptions: low and high participation, one input a little off, or inputs changed at will.

use super::{
    campaign::{CampaignHead, Mechanic},
    economy::{Economy, Level, Value, economy, economy_at},
};
use crate::base::{exact::Exact, lang::Words};

/// One number in the three guesses of participation.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub key: String,
    pub label: Words,
    /// Low, expected, high.
    pub values: [Value; 3],
    /// Whether the writer gave it.
    pub is_input: bool,
}

/// The inputs and results that differ between the guesses, and the totals in any case.
pub fn scenarios(head: &CampaignHead, mechanic: &Mechanic) -> Vec<Scenario> {
    const ALWAYS: [&str; 4] = ["worst", "expected", "per_new", "profit"];
    let [low, mid, high] = Level::ALL.map(|level| economy_at(head, mechanic, level, None));
    let inputs = mid.inputs.iter().map(|input| {
        let at = |economy: &Economy| {
            economy.inputs.iter().find(|i| i.key == input.key).map_or(Value::None, |i| i.value.clone())
        };
        let values = [at(&low), input.value.clone(), at(&high)];
        Scenario { key: input.key.clone(), label: input.label.clone(), values, is_input: true }
    });
    let lines = mid.lines.iter().map(|line| {
        let values = [low.value(&line.key), line.value.clone(), high.value(&line.key)];
        Scenario { key: line.key.clone(), label: line.label.clone(), values, is_input: false }
    });
    inputs
        .chain(lines)
        .filter(|row| ALWAYS.contains(&row.key.as_str()) || row.values.iter().any(|value| *value != row.values[1]))
        .collect()
}

/// How much the result moves when one input is a tenth lower or higher; a small count moves by one.
#[derive(Clone, Debug)]
pub struct Sensitivity {
    pub key: String,
    pub label: Words,
    pub inputs: [Value; 2],
    pub results: [Value; 2],
    /// The distance between the two results.
    pub swing: Exact,
}

/// The inputs that move the result, the strongest first; equal ones in the order of the sheet.
pub fn sensitivities(head: &CampaignHead, mechanic: &Mechanic) -> Vec<Sensitivity> {
    let plan = economy(head, mechanic);
    let Some(result) = plan.result().map(|line| line.key.clone()) else { return Vec::new() };
    let mut rows: Vec<Sensitivity> = plan
        .inputs
        .iter()
        .filter_map(|input| {
            let [less, more] = around(&input.value)?;
            let run = |to: &Exact| economy_at(head, mechanic, Level::Mid, Some((&input.key, to))).value(&result);
            let results = [run(&less), run(&more)];
            let swing = (results[1].number()? - results[0].number()?).abs();
            (!swing.is_zero()).then(|| Sensitivity {
                key: input.key.clone(),
                label: input.label.clone(),
                inputs: [input.value.with(&less), input.value.with(&more)],
                results,
                swing,
            })
        })
        .collect();
    rows.sort_by(|a, b| b.swing.cmp(&a.swing));
    rows
}

/// A tenth below and above; a rate stays at most 1, a count moves by at least one and stays whole.
fn around(value: &Value) -> Option<[Exact; 2]> {
    let number = value.number()?;
    if number.is_zero() {
        return None;
    }
    let tenth = Exact::ratio(1, 10)?;
    let step = number * &tenth;
    match value {
        Value::Count(_) | Value::Points(_) => {
            let step = step.abs().rounded(0).max(Exact::one());
            Some([(number - &step).max(Exact::zero()), number + &step])
        }
        Value::Rate(_) => Some([number - &step, (number + &step).min(Exact::one())]),
        _ => Some([number - &step, number + &step]),
    }
}

/// A number before and after a change.
#[derive(Clone, Debug)]
pub struct Change {
    pub key: String,
    pub label: Words,
    pub before: Value,
    pub after: Value,
}

/// Inputs and lines that differ; what exists on one side only has `Value::None` on the other.
pub fn changes(before: &Economy, after: &Economy) -> Vec<Change> {
    type Row<'a> = (&'a str, &'a Words, &'a Value);
    fn rows(economy: &Economy) -> Vec<Row<'_>> {
        let inputs = economy.inputs.iter().map(|i| (i.key.as_str(), &i.label, &i.value));
        inputs.chain(economy.lines.iter().map(|l| (l.key.as_str(), &l.label, &l.value))).collect()
    }
    fn change((key, label, before): Row<'_>, after: &Value) -> Option<Change> {
        (before != after).then(|| Change {
            key: key.to_string(),
            label: label.clone(),
            before: before.clone(),
            after: after.clone(),
        })
    }
    let (old, new) = (rows(before), rows(after));
    let gone = old.iter().filter_map(|row| {
        let other = new.iter().find(|other| other.0 == row.0).map_or(&Value::None, |other| other.2);
        change(*row, other)
    });
    let come = new.iter().filter(|row| old.iter().all(|other| other.0 != row.0)).map(|(key, label, after)| Change {
        key: (*key).to_string(),
        label: (*label).clone(),
        before: Value::None,
        after: (*after).clone(),
    });
    gone.chain(come).collect()
}
