//! The worksheet on a page, as the data that `worksheet.js` builds its form from: figures to type, KPIs to see.

use super::Printer;
use crate::model::{
    Record,
    goal::{self, Goal},
    kpi::{self, Kpi, Unit},
    table::Id,
};
use serde_json::{Value, json};

/// For these KPIs alone.
pub fn data(printer: &Printer<'_>, root: &str, title: &str, wanted: &[Id<Kpi>]) -> String {
    data_with(printer, root, title, wanted, Vec::new(), Vec::new())
}

/// For these KPIs, those that guard them and those that their formulas use. Safe inside a `script` element; empty when
/// none can be computed. More figures and lines come behind.
pub fn data_with(
    printer: &Printer<'_>,
    root: &str,
    title: &str,
    wanted: &[Id<Kpi>],
    more_inputs: Vec<Value>,
    more_lines: Vec<Value>,
) -> String {
    let book = printer.press.book;
    let shown = kpi::with_used(&book.kpis, wanted, &|kpi| kpi.head.audience.open_to(printer.press.audience));
    if shown.is_empty() && more_lines.is_empty() {
        return String::new();
    }
    let mut inputs: Vec<(&str, Value)> = Vec::new();
    for input in shown.iter().flat_map(|id| &book.kpis[*id].head.inputs) {
        let name = input.name.value.as_str();
        if !inputs.iter().any(|(known, _)| *known == name) {
            inputs.push((name, json!({ "names": [name], "unit": input.unit, "from": input.from })));
        }
    }
    let lines: Vec<Value> = shown.iter().map(|id| line(printer, root, *id)).chain(more_lines).collect();
    let inputs: Vec<Value> = inputs.into_iter().map(|(_, value)| value).chain(more_inputs).collect();
    // `</script>` in a name must not end the element.
    json!({ "title": title, "inputs": inputs, "lines": lines }).to_string().replace('<', "\\u003c")
}

fn line(printer: &Printer<'_>, root: &str, id: Id<Kpi>) -> Value {
    let head = &printer.press.book.kpis[id].head;
    let formula = head.formula.as_ref().expect("only KPIs whose formula was read are listed");
    let goal = Goal::of(head);
    let limit = |limit: &Option<crate::base::exact::Exact>| limit.as_ref().map_or(Value::Null, |n| json!(n.to_f64()));
    json!({
        "names": [head.name.value],
        "unit": goal::unit(head.unit, printer.press.lang),
        "percent": head.unit == Unit::Percent,
        "decimals": goal::decimals(head.unit, formula),
        "formula": formula.to_json(),
        "low": limit(&goal.low),
        "high": limit(&goal.high),
        "link": printer.href(root, Record::Kpi(id), None),
    })
}
