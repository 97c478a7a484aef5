//! A defined name for the row of every figure and KPI: `填写_成团数`, `指标_成团率`, for formulas of the reader's own.

use super::{
    Plan, Worksheet, entry, figures,
    look::{Look, at},
};
use rust_xlsxwriter::{Workbook, XlsxError};
use std::collections::BTreeSet;

pub fn write(book: &mut Workbook, look: &Look, sheet: &Worksheet, plan: &Plan) -> Result<(), XlsxError> {
    let last = sheet.periods.len().saturating_sub(1) as u16;
    let mut taken = BTreeSet::new();
    let (entry_tab, figures_tab) = (look.tab_entry(), look.tab_figures());
    let inputs = sheet.inputs.iter().enumerate().map(|(i, input)| {
        let row = entry::FIRST_ROW + i as u32;
        (entry_tab, input.name(), row, entry::FIRST_COLUMN)
    });
    let lines =
        sheet.lines.iter().zip(&plan.rows).map(|(line, row)| (figures_tab, line.name(), *row, figures::FIRST_COLUMN));
    for (tab, name, row, column) in inputs.chain(lines) {
        let letter = |c: char| if c.is_alphanumeric() { c } else { '_' };
        let name: String = format!("{tab}_{name}").chars().map(letter).take(200).collect();
        // Names that differ only in signs or case would be one name to a spreadsheet: the first has it.
        if !taken.insert(name.to_lowercase()) {
            continue;
        }
        let range = format!("{}:{}", absolute(row, column), absolute(row, column + last));
        book.define_name(name, &format!("={tab}!{range}"))?;
    }
    Ok(())
}

fn absolute(row: u32, column: u16) -> String {
    let cell = at(row, column);
    let split = cell.find(|c: char| c.is_ascii_digit()).unwrap_or(cell.len());
    format!("${}${}", &cell[..split], &cell[split..])
}
