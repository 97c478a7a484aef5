//! What `what-if --json` prints: inputs, results with formulas, scenarios, what moves the result, findings. Numbers are
//! texts, so that no reader rounds them.

use crate::{
    base::{
        diag::{Diag, Severity},
        lang::Lang,
    },
    model::{
        campaign::{CampaignHead, Mechanic},
        economy::{Case, Economy, Value, economy},
        scenario,
    },
};
use serde_json::{Value as Json, json};

/// A campaign before and after; both are the same without changes.
pub struct Asked<'a> {
    pub title: &'a str,
    pub before: (&'a CampaignHead, &'a Mechanic),
    pub after: (&'a CampaignHead, &'a Mechanic),
    pub changes: &'a [String],
    pub findings: &'a [Diag],
}

pub fn text(asked: &Asked<'_>, lang: Lang) -> String {
    let (head, mechanic) = asked.after;
    let before = economy(asked.before.0, asked.before.1);
    let after = economy(head, mechanic);
    let report = json!({
        "campaign": asked.title,
        "slug": head.slug,
        "mechanic": mechanic.kind().name(),
        "changes": asked.changes,
        "inputs": after.inputs.iter().map(|input| {
            let mut row = number(&input.value, lang);
            row["field"] = json!(input.key);
            row["label"] = json!(input.label.get(lang));
            was(&mut row, before.inputs.iter().find(|old| old.key == input.key).map(|old| &old.value), &input.value, lang);
            row
        }).collect::<Vec<_>>(),
        "results": results(&before, &after, lang),
        "notes": after.notes.iter().map(|note| note.get(lang)).collect::<Vec<_>>(),
        "scenarios": scenario::scenarios(head, mechanic).iter().map(|row| json!({
            "field": row.key,
            "label": row.label.get(lang),
            "low": number(&row.values[0], lang),
            "expected": number(&row.values[1], lang),
            "high": number(&row.values[2], lang),
        })).collect::<Vec<_>>(),
        "sensitivity": scenario::sensitivities(head, mechanic).iter().map(|row| json!({
            "field": row.key,
            "label": row.label.get(lang),
            "less": { "input": number(&row.inputs[0], lang), "result": number(&row.results[0], lang) },
            "more": { "input": number(&row.inputs[1], lang), "result": number(&row.results[1], lang) },
        })).collect::<Vec<_>>(),
        "cuts": match mechanic {
            Mechanic::Bargain(bargain) => bargain.steps(&head.slug).iter()
                .map(|(cut, price)| json!({ "cut": cut.to_string(), "price": price.to_string() })).collect(),
            _ => Vec::new(),
        },
        "findings": asked.findings.iter().map(|diag| json!({
            "code": diag.code.id(),
            "severity": match diag.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            },
            "message": diag.message.get(lang),
            "help": diag.help.iter().map(|help| help.get(lang)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    });
    let mut text = serde_json::to_string_pretty(&report).expect("texts and numbers always make JSON");
    text.push('\n');
    text
}

fn results(before: &Economy, after: &Economy, lang: Lang) -> Vec<Json> {
    let lines = after.lines.iter().map(|line| {
        let mut row = number(&line.value, lang);
        row["field"] = json!(line.key);
        row["label"] = json!(line.label.get(lang));
        row["case"] = json!(match line.case {
            Case::Worst => "worst",
            Case::Expected => "expected",
            Case::Neutral => "",
        });
        row["formula"] = json!(line.formula.get(lang));
        row["with_numbers"] = json!(line.filled);
        row["from"] = json!(line.from);
        was(&mut row, before.lines.iter().find(|old| old.key == line.key).map(|old| &old.value), &line.value, lang);
        row
    });
    lines.collect()
}

fn number(value: &Value, lang: Lang) -> Json {
    match value {
        Value::None => json!({ "value": null, "unit": "" }),
        value => json!({ "value": value.show(lang), "unit": value.unit().get(lang) }),
    }
}

/// What it was before the change, where it differs.
fn was(row: &mut Json, before: Option<&Value>, after: &Value, lang: Lang) {
    if let Some(before) = before.filter(|before| *before != after) {
        row["was"] = number(before, lang)["value"].clone();
    }
}
