//! Below the sums of a campaign: what moves the result most, and the cuts of a bargain one by one.

use super::{
    economics::{Economics, Strongest, Table},
    look::{self, Look, at},
};
use crate::{base::exact::Exact, model::kpi::Unit};
use rust_xlsxwriter::{Worksheet as Tab, XlsxError};

/// Writes from this row on and gives back the last row that it used.
pub fn write(tab: &mut Tab, look: &Look, economics: &Economics, table: &Table, mut row: u32) -> Result<u32, XlsxError> {
    if let Some(strongest) = economics.strongest.as_ref().filter(|strongest| !strongest.rows.is_empty()) {
        row = self::strongest(tab, look, strongest, row + 1)?;
    }
    if !economics.cuts.is_empty() {
        row = cuts(tab, look, economics, table, row + 1)?;
    }
    Ok(row)
}

fn strongest(tab: &mut Tab, look: &Look, strongest: &Strongest, mut row: u32) -> Result<u32, XlsxError> {
    let title = look.say("影响最大的数：", "What moves it most: ");
    look::text(tab, row, 0, &format!("{title}{}", strongest.result), &look.section())?;
    let hint = look.say(
        "每次只改一个数；按活动文件里的数算，不随上面的改动重算。",
        "One number at a time, from the campaign's file; it does not follow changes above.",
    );
    look::text(tab, row + 1, 0, hint, &look.hint())?;
    row += 2;
    let heads = [
        look.say("假设", "Assumption"),
        look.say("少一成", "10% less"),
        look.say("结果", "Result"),
        look.say("多一成", "10% more"),
        look.say("结果", "Result"),
    ];
    for (column, head) in heads.iter().enumerate() {
        look::text(tab, row, column as u16, head, &look.head())?;
    }
    for line in &strongest.rows {
        row += 1;
        look::text(tab, row, 0, &line.name, &look.name())?;
        let input = look.computed(&look::number(line.unit, line.decimals));
        let result = look.computed_strong(&look::number(strongest.unit, 2));
        for (side, column) in [(0, 1), (1, 3)] {
            look::figure(tab, row, column, line.inputs[side].as_ref(), &input)?;
            look::figure(tab, row, column + 1, line.results[side].as_ref(), &result)?;
        }
    }
    Ok(row + 1)
}

/// Each cut, the price after it, and their sum, which must be the whole way down.
fn cuts(tab: &mut Tab, look: &Look, economics: &Economics, table: &Table, mut row: u32) -> Result<u32, XlsxError> {
    look::text(tab, row, 0, look.say("逐刀金额", "The cuts"), &look.section())?;
    row += 1;
    let heads = [look.say("第几刀", "Cut"), look.say("元", "yuan"), look.say("砍后价格", "Price after")];
    for (column, head) in heads.iter().enumerate() {
        look::text(tab, row, column as u16, head, &look.head())?;
    }
    let yuan = look::number(Unit::Yuan, 2);
    let (cut_look, price_look) = (look.typed(&yuan), look.computed(&yuan));
    let cases = economics.cases.len();
    let value = |name: &str| {
        let factor = economics.factors.iter().find(|factor| factor.names.iter().any(|n| n == name))?;
        factor.values.get(cases / 2)?.clone()
    };
    let first = row + 1;
    let mut before = table.place("起始价", cases).unwrap_or_else(|| "0".to_string());
    let mut price = value("起始价");
    for (index, cut) in economics.cuts.iter().enumerate() {
        row += 1;
        look::text(tab, row, 0, &(index + 1).to_string(), &look.name())?;
        look::figure(tab, row, 1, Some(cut), &cut_look)?;
        price = price.map(|price| price - cut.clone());
        let formula = format!("=ROUND({before}-{},2)", at(row, 1));
        look::formula(tab, (row, 2), &formula, price.as_ref(), &price_look)?;
        before = at(row, 2);
    }
    let sum: Exact = economics.cuts.iter().cloned().sum();
    let last = row;
    row += 1;
    look::text(tab, row, 0, look.say("合计", "Sum"), &look.name())?;
    let strong = look.computed_strong(&yuan);
    look::formula(tab, (row, 1), &format!("=ROUND(SUM({}:{}),2)", at(first, 1), at(last, 1)), Some(&sum), &strong)?;
    Ok(row + 1)
}
