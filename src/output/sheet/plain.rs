//! A worksheet without looks: as CSV for other programs and as JSON for scripts.

use super::{Columns, Line, Plan, Worksheet};
use crate::{
    base::{exact::Exact, lang::Lang},
    model::{
        formula::NO_VALUE,
        goal::{self, Standing, decimals},
    },
};
use serde_json::{Value, json};

/// Digits behind the point; as many as count.
const DIGITS: u32 = 6;

/// The figures, and below them what is computed of them; as it can be put back. Begins with a byte order mark, for
/// spreadsheets take a file without one for GBK.
pub fn csv(sheet: &Worksheet) -> String {
    let plan = Plan::new(sheet);
    let say = |zh: &'static str, en: &'static str| if sheet.lang == Lang::Zh { zh } else { en };
    let corner = match sheet.columns {
        Columns::Periods => say("项目", "figure"),
        Columns::Teams => say("项目＼团队", "figure \\ team"),
    };
    let mut rows = vec![vec![corner.to_string(), say("单位", "unit").to_string(), say("说明", "note").to_string()]];
    rows[0].extend(sheet.periods.iter().cloned());
    for input in &sheet.inputs {
        let mut row = vec![input.name().to_string(), input.unit.clone(), input.from.clone()];
        row.extend((0..sheet.periods.len()).map(|period| plain(input.value(period))));
        rows.push(row);
    }
    for (line, values) in sheet.lines.iter().zip(&plan.values) {
        let unit = goal::unit(line.unit, sheet.lang).to_string();
        let mut row = vec![line.name().to_string(), unit, line.formula.to_plain(sheet.lang)];
        row.extend(values.iter().map(|value| match value {
            Some(value) => goal::show(line.unit, Some(value), decimals(line.unit, &line.formula)).replace(',', ""),
            None => NO_VALUE.to_string(),
        }));
        rows.push(row);
    }
    let mut out = String::from("\u{feff}");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

/// The same with goals, and where each value stands to its goal.
pub fn json(sheet: &Worksheet) -> Value {
    let plan = Plan::new(sheet);
    let inputs: Vec<Value> = sheet
        .inputs
        .iter()
        .map(|input| {
            let values: Vec<Value> = (0..sheet.periods.len()).map(|period| number(input.value(period))).collect();
            json!({ "name": input.name(), "unit": input.unit, "from": input.from, "values": values })
        })
        .collect();
    let kpis: Vec<Value> =
        sheet.lines.iter().zip(&plan.values).map(|(line, values)| kpi(line, values, sheet.lang)).collect();
    let columns = match sheet.columns {
        Columns::Periods => "periods",
        Columns::Teams => "teams",
    };
    json!({
        "title": sheet.title, "subject": sheet.subject, "version": sheet.version, columns: sheet.periods,
        "inputs": inputs, "kpis": kpis,
    })
}

fn kpi(line: &Line, values: &[Option<Exact>], lang: Lang) -> Value {
    let (goal, digits) = (line.goal(), decimals(line.unit, &line.formula));
    let standing = |value: &Option<Exact>| value.as_ref().and_then(|v| goal.standing(v)).map(Standing::key);
    json!({
        "name": line.name(), "en": line.en, "unit": goal::unit(line.unit, lang), "formula": line.formula.to_plain(lang),
        "goal": goal.show(line.unit, digits), "guard": line.guard,
        "values": values.iter().map(|value| number(value.as_ref())).collect::<Vec<_>>(),
        "shown": values.iter().map(|value| goal::show(line.unit, value.as_ref(), digits)).collect::<Vec<_>>(),
        "standing": values.iter().map(standing).collect::<Vec<_>>(),
    })
}

/// A number for JSON; `null` for none.
pub fn number(value: Option<&Exact>) -> Value {
    value.map_or(Value::Null, |value| json!(value.rounded(DIGITS as i32).to_f64()))
}

fn plain(value: Option<&Exact>) -> String {
    value.map_or_else(String::new, |value| value.short(DIGITS))
}

/// A cell of a CSV file. Text that a spreadsheet would take for a formula gets an apostrophe; numbers stay numbers.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && Exact::parse(cell).is_none();
    let cell = if formula { format!("'{cell}") } else { cell.to_string() };
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}
