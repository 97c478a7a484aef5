//! What a campaign costs and brings, every number with what it comes from.

use super::{Printer, views::CellView};
use crate::model::{
    campaign::{Campaign, Mechanic},
    economy::{self, Case, Economy, Value},
    scenario,
};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct EconomyView {
    inputs: Vec<CellView>,
    lines: Vec<LineView>,
    notes: Vec<String>,
    scenarios: Vec<ScenarioView>,
    /// What the table below measures: profit, the cost of a new member, or the cost.
    result: String,
    sensitivities: Vec<SensitivityView>,
    cuts: Vec<CutView>,
}

/// A number at low, expected and high participation.
#[derive(Debug, Serialize)]
struct ScenarioView {
    label: String,
    values: Vec<String>,
    unit: String,
}

/// An input a tenth off on both sides, and what the result is then.
#[derive(Debug, Serialize)]
struct SensitivityView {
    label: String,
    inputs: Vec<String>,
    results: Vec<String>,
    unit: String,
}

/// One helper's cut, and the price after it.
#[derive(Debug, Serialize)]
struct CutView {
    number: usize,
    cut: String,
    price: String,
}

#[derive(Debug, Serialize)]
struct LineView {
    label: String,
    value: String,
    unit: String,
    formula: String,
    filled: String,
    /// `worst`, `expected` or nothing.
    case: &'static str,
    case_word: String,
}

/// So many of the inputs that move the result most are shown.
const STRONGEST: usize = 6;

fn of(campaign: &Campaign) -> Option<Economy> {
    campaign.mechanic.as_ref().map(|mechanic| economy::economy(&campaign.head, mechanic))
}

pub fn view(printer: &Printer<'_>, campaign: &Campaign) -> Option<EconomyView> {
    let mechanic = campaign.mechanic.as_ref()?;
    let economy = of(campaign)?;
    let lang = printer.press.lang;
    let scenarios = scenario::scenarios(&campaign.head, mechanic).into_iter().map(|row| ScenarioView {
        label: row.label.get(lang).to_string(),
        values: row.values.iter().map(|value| value.show(lang)).collect(),
        unit: row.values[1].unit().get(lang).to_string(),
    });
    let strongest = scenario::sensitivities(&campaign.head, mechanic).into_iter().take(STRONGEST);
    let sensitivities = strongest.map(|row| SensitivityView {
        label: row.label.get(lang).to_string(),
        inputs: row.inputs.iter().map(|value| value.show(lang)).collect(),
        results: row.results.iter().map(|value| value.show(lang)).collect(),
        unit: row.results[0].unit().get(lang).to_string(),
    });
    let inputs = economy.inputs.iter().filter(|input| input.value != Value::None).map(|input| CellView {
        label: input.label.get(lang).to_string(),
        value: input.value.show(lang),
        unit: input.value.unit().get(lang).to_string(),
        ..CellView::default()
    });
    let lines = economy.lines.iter().map(|line| {
        let (case, key) = match line.case {
            Case::Worst => ("worst", "economy.worst"),
            Case::Expected => ("expected", "economy.expected"),
            Case::Neutral => ("", ""),
        };
        LineView {
            label: line.label.get(lang).to_string(),
            value: line.value.show(lang),
            unit: line.value.unit().get(lang).to_string(),
            formula: line.formula.get(lang).to_string(),
            filled: line.filled.clone(),
            case,
            case_word: if key.is_empty() { String::new() } else { printer.word(key).to_string() },
        }
    });
    Some(EconomyView {
        inputs: inputs.collect(),
        lines: lines.collect(),
        notes: economy.notes.iter().map(|note| note.get(lang).to_string()).collect(),
        scenarios: scenarios.collect(),
        result: economy.result().map_or_else(String::new, |line| line.label.get(lang).to_string()),
        sensitivities: sensitivities.collect(),
        cuts: cuts(campaign, mechanic),
    })
}

/// The plan's own schedule of a bargain; empty for other mechanics and where the floor cannot be reached.
fn cuts(campaign: &Campaign, mechanic: &Mechanic) -> Vec<CutView> {
    let Mechanic::Bargain(bargain) = mechanic else { return Vec::new() };
    let steps = bargain.steps(&campaign.head.slug).into_iter().enumerate();
    steps
        .map(|(index, (cut, price))| CutView { number: index + 1, cut: cut.to_string(), price: price.to_string() })
        .collect()
}

/// The numbers that matter, set large on the campaign's first screen.
pub fn facts(printer: &Printer<'_>, campaign: &Campaign) -> Vec<CellView> {
    let mut cells = Vec::new();
    let yuan = printer.word("unit.yuan");
    let mut cell = |key: &'static str, value: Option<String>, unit: &str, mood: &'static str| {
        if let Some(value) = value {
            cells.push(CellView {
                label: printer.word(key).to_string(),
                value,
                unit: unit.to_string(),
                mood,
                ..CellView::default()
            });
        }
    };
    let economy = of(campaign);
    cell("campaign.budget", campaign.head.budget.as_ref().map(|b| b.value.short()), yuan, "");
    if let Some(economy) = &economy {
        let mood = match economy.budget_ok {
            Some(true) => "good",
            Some(false) => "bad",
            None => "",
        };
        cell("economy.worst_cost", economy.worst.map(crate::base::money::Fen::short), yuan, mood);
        cell("economy.expected_cost", economy.expected.map(crate::base::money::Fen::short), yuan, "");
        cell("economy.per_new", economy.per_new.map(crate::base::money::Fen::short), yuan, "");
        cell("economy.break_even", economy.break_even_new.map(|n| n.to_string()), printer.word("unit.people"), "");
    }
    cells
}
