//! 约定: the agreement about a plan: the team drafts present value, goal and reason; the manager approves and looks at the nodes.

use super::{
    Worksheet,
    look::{self, Look, at},
};
use crate::{base::money::Ppm, model::kpi::Unit};
use rust_xlsxwriter::{Color, Formula, Workbook, XlsxError};

#[derive(Clone, Debug)]
pub struct Agreement {
    pub owner: String,
    pub approver: String,
    pub clauses: Vec<Clause>,
    pub nodes: Vec<String>,
    pub gates: Vec<String>,
    pub not_yet: Vec<String>,
}

/// One thing that counts, as text where only text is needed.
#[derive(Clone, Debug)]
pub struct Clause {
    pub name: String,
    pub formula: String,
    pub unit: Unit,
    pub decimals: u32,
    pub share: Ppm,
    pub zero: String,
    pub full: String,
    pub guard: String,
    pub why: String,
}

const FIRST_ROW: u32 = 5;
const LAST: u16 = 9;

pub fn write(book: &mut Workbook, look: &Look, sheet: &Worksheet, form: &Agreement) -> Result<(), XlsxError> {
    let tab = book.add_worksheet().set_name(look.say("约定", "Agreement"))?;
    look::page(tab, look, &sheet.title, &sheet.version, true)?;
    tab.set_tab_color(Color::RGB(look::BRAND));
    let widths = [18.0, 26.0, 8.0, 10.0, 10.0, 14.0, 11.0, 11.0, 28.0, 24.0];
    for (column, width) in widths.into_iter().enumerate() {
        tab.set_column_width(column as u16, width)?;
    }
    tab.set_row_height(0, 30)?;
    let title = format!("{} · {}", sheet.title, look.say("指标约定", "agreement"));
    look::text(tab, 0, 0, &title, &look.title())?;
    look::text(tab, 1, 0, &format!("{}　{}", sheet.subject, sheet.version), &look.hint())?;
    let hint = look.say(
        "黄色格由执行的人先写：现状、目标、理由；管的人批准，到检查节点来看。中途不改算法，要改下个周期改。",
        "Those who do the work fill in the yellow cells first: present value, goal, reason. The manager approves and looks at the nodes. The way of counting is not changed half-way.",
    );
    look::text(tab, 2, 0, hint, &look.hint())?;
    let heads = [
        look.say("看什么", "Measure"),
        look.say("怎么算", "How it is computed"),
        look.say("占比", "Share"),
        look.say("零分线", "Nothing at"),
        look.say("满分线", "All at"),
        look.say("护栏", "Guard"),
        look.say("现状", "Now"),
        look.say("目标", "Goal"),
        look.say("理由、要什么配合", "Reason, help needed"),
        look.say("为什么看它", "Why it counts"),
    ];
    tab.set_row_height(4, 24)?;
    for (column, head) in heads.into_iter().enumerate() {
        let left = [0, 1, 8, 9].contains(&column);
        look::text(tab, 4, column as u16, head, &if left { look.head_left() } else { look.head() })?;
    }
    for (index, clause) in form.clauses.iter().enumerate() {
        let row = FIRST_ROW + index as u32;
        let long = clause.formula.chars().count().max(clause.why.chars().count()) as u32;
        tab.set_row_height(row, 36.max(16 * long.div_ceil(11)))?;
        look::text(tab, row, 0, &clause.name, &look.name())?;
        look::text(tab, row, 1, &clause.formula, &look.small())?;
        look::figure(tab, row, 2, Some(&crate::model::plan::exact(clause.share)), &look.computed("0%"))?;
        for (column, text) in [(3, &clause.zero), (4, &clause.full), (5, &clause.guard)] {
            look::text(tab, row, column, text, &look.center().set_text_wrap())?;
        }
        let number = look::number(clause.unit, clause.decimals);
        for column in [6, 7] {
            look::figure(tab, row, column, None, &look.typed(&number))?;
        }
        look::text(tab, row, 8, "", &look.typed_text())?;
        look::text(tab, row, 9, &clause.why, &look.small())?;
    }
    let mut row = FIRST_ROW + form.clauses.len() as u32;
    if !form.clauses.is_empty() {
        for column in 0..=LAST {
            look::text(tab, row, column, "", &look.section())?;
        }
        look::text(tab, row, 0, look.say("合计", "In all"), &look.section().set_indent(1))?;
        let sum = format!("=SUM({}:{})", at(FIRST_ROW, 2), at(row - 1, 2));
        let all: i64 = form.clauses.iter().map(|clause| clause.share.0).sum();
        let result = crate::model::plan::exact(Ppm(all)).to_f64().to_string();
        tab.write_formula_with_format(row, 2, Formula::new(sum).set_result(result), &look.computed_strong("0%"))?;
    }
    row += 2;
    for (title, lines, ticks) in [
        (look.say("检查节点", "Nodes"), &form.nodes, true),
        (look.say("过关的样子", "Passed when"), &form.gates, true),
        (look.say("这一段不看", "Not counted yet"), &form.not_yet, false),
    ] {
        if lines.is_empty() {
            continue;
        }
        for column in 0..=LAST {
            look::text(tab, row, column, "", &look.section())?;
        }
        look::text(tab, row, 0, title, &look.section().set_indent(1))?;
        if ticks {
            look::text(tab, row, 8, look.say("结果", "Result"), &look.section())?;
        }
        for line in lines {
            row += 1;
            tab.set_row_height(row, 24)?;
            tab.merge_range(row, 0, row, 7, &look::clip(line), &look.text())?;
            if ticks {
                look::text(tab, row, 8, "", &look.typed_text())?;
                look::text(tab, row, 9, "", &look.typed_text())?;
            } else {
                tab.merge_range(row, 8, row, 9, "", &look.text())?;
            }
        }
        row += 2;
    }
    let owner = named(look.say("起草", "Drafted by"), &form.owner);
    let approver = named(look.say("批准", "Approved by"), &form.approver);
    look::sign(tab, look, row, &[&owner, &approver, look.say("日期", "Date")])?;
    tab.set_freeze_panes(FIRST_ROW, 1)?;
    tab.set_print_area(0, 0, row, LAST)?;
    Ok(())
}

fn named(word: &str, role: &str) -> String {
    if role.is_empty() { word.to_string() } else { format!("{word}（{role}）") }
}
