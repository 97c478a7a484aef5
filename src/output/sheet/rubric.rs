//! 评分: a rubric to score by: what each score looks like, room for several people, their mean and how far they are apart.

use super::{
    Worksheet,
    look::{self, Look, at},
};
use crate::{
    base::money::Ppm,
    model::{Book, formula::NO_VALUE, rubric::Rubric, table::Id},
};
use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DataValidation, DataValidationRule, Formula, Workbook, XlsxError,
};

#[derive(Clone, Debug)]
pub struct RubricForm {
    pub name: String,
    pub summary: String,
    pub low: u32,
    pub high: u32,
    pub raters: u32,
    /// The scores that the columns of levels describe.
    pub scores: Vec<u32>,
    pub rows: Vec<RubricRow>,
    /// Whether the dimensions weigh differently.
    pub weighed: bool,
}

#[derive(Clone, Debug)]
pub struct RubricRow {
    pub name: String,
    pub ask: String,
    pub share: Ppm,
    /// By `RubricForm::scores`; empty where nothing was written.
    pub levels: Vec<String>,
}

/// Apart by so many scores, two people saw different things.
const APART: u32 = 2;
const FIRST_ROW: u32 = 5;
const LEVELS: u16 = 3;

pub fn of(book: &Book, id: Id<Rubric>) -> RubricForm {
    let head = &book.rubrics[id].head;
    let most = head.dimensions.iter().map(|dimension| dimension.levels.len()).max().unwrap_or(0);
    let scores = head.scores(most);
    let row = |(dimension, share): (&crate::model::rubric::Dimension, Ppm)| {
        let own = head.scores(dimension.levels.len());
        let level = |score: &u32| {
            let place = own.iter().position(|known| known == score);
            place.and_then(|place| dimension.levels.get(place)).map_or_else(String::new, |level| level.value.clone())
        };
        RubricRow {
            name: dimension.name.value.clone(),
            ask: dimension.ask.clone(),
            share,
            levels: scores.iter().map(level).collect(),
        }
    };
    RubricForm {
        name: head.name.value.clone(),
        summary: head.summary.clone(),
        low: head.low,
        high: head.high,
        raters: head.raters,
        rows: head.dimensions.iter().zip(head.shares()).map(row).collect(),
        weighed: !head.dimensions.is_empty() && head.dimensions.iter().all(|dimension| dimension.weight.is_some()),
        scores,
    }
}

pub fn write(book: &mut Workbook, look: &Look, sheet: &Worksheet, form: &RubricForm) -> Result<(), XlsxError> {
    let raters = LEVELS + form.scores.len() as u16;
    let (mean, apart) = (raters + form.raters as u16, raters + form.raters as u16 + 1);
    let reason = apart + 1;
    let tab =
        book.add_worksheet().set_name(look::tab_name(&format!("{}{}", look.say("评分·", "score "), form.name)))?;
    look::page(tab, look, &form.name, &sheet.version, true)?;
    tab.set_tab_color(Color::RGB(look::TYPED_LINE));
    tab.set_column_width(0, 13)?.set_column_width(1, 22)?.set_column_width(2, 8)?;
    for column in LEVELS..raters {
        tab.set_column_width(column, if form.scores.len() > 3 { 16 } else { 22 })?;
    }
    for column in raters..=apart {
        tab.set_column_width(column, 8)?;
    }
    tab.set_column_width(reason, 30)?;
    tab.set_row_height(0, 30)?;
    look::text(tab, 0, 0, &form.name, &look.title())?;
    look::text(tab, 1, 0, &form.summary, &look.hint())?;
    let hint = look.say(
        "每人在黄色格里打分，互相不看；打完再对。相差两分以上（橙色）的那一项，各讲一个例子再定。",
        "Each person scores in the yellow cells without looking at the others. Where two are two or more apart (orange), each gives an example before it is settled.",
    );
    look::text(tab, 2, 0, hint, &look.hint())?;
    let mut heads = vec![
        look.say("项", "Dimension").to_string(),
        look.say("问什么", "Question").to_string(),
        look.say("占比", "Share").to_string(),
    ];
    heads.extend(form.scores.iter().map(|score| format!("{score} {}", look.say("分", ""))));
    heads.extend((1..=form.raters).map(|n| format!("{}{n}", look.say("评分人", "rater "))));
    heads.extend(
        [
            look.say("平均", "Mean"),
            look.say("相差", "Apart"),
            look.say("理由（附一条例子）", "Reason, with an example"),
        ]
        .map(str::to_string),
    );
    tab.set_row_height(4, 24)?;
    for (column, head) in heads.iter().enumerate() {
        look::text(tab, 4, column as u16, head.trim(), &if column < 2 { look.head_left() } else { look.head() })?;
    }
    for (index, row) in form.rows.iter().enumerate() {
        let at_row = FIRST_ROW + index as u32;
        let long = row.levels.iter().chain([&row.ask]).map(|text| text.chars().count()).max().unwrap_or(0) as u32;
        tab.set_row_height(at_row, 28.max(16 * long.div_ceil(if form.scores.len() > 3 { 8 } else { 11 })))?;
        look::text(tab, at_row, 0, &row.name, &look.name())?;
        look::text(tab, at_row, 1, &row.ask, &look.text())?;
        if form.weighed {
            let share = crate::model::plan::exact(row.share);
            look::figure(tab, at_row, 2, Some(&share), &look.computed("0%"))?;
        } else {
            look::text(tab, at_row, 2, "", &look.center())?;
        }
        for (column, level) in row.levels.iter().enumerate() {
            look::text(tab, at_row, LEVELS + column as u16, level, &look.small())?;
        }
        for column in raters..mean {
            look::figure(tab, at_row, column, None, &look.typed("0.#"))?;
        }
        let range = format!("{}:{}", at(at_row, raters), at(at_row, mean - 1));
        let text = format!("=IF(COUNT({range})=0,\"{NO_VALUE}\",AVERAGE({range}))");
        look::formula(tab, (at_row, mean), &text, None, &look.computed_strong("0.0"))?;
        let text = format!("=IF(COUNT({range})<2,\"{NO_VALUE}\",MAX({range})-MIN({range}))");
        look::formula(tab, (at_row, apart), &text, None, &look.computed("0.#"))?;
        look::text(tab, at_row, reason, "", &look.typed_text())?;
    }
    let last = FIRST_ROW + form.rows.len().saturating_sub(1) as u32;
    let (low, high) = (form.low, form.high);
    let rule = DataValidation::new()
        .allow_decimal_number(DataValidationRule::Between(f64::from(low), f64::from(high)))
        .set_input_title(look.say("打分", "Score"))?
        .set_input_message(match look.lang {
            crate::base::lang::Lang::Zh => format!("{low} 到 {high} 分，没打就留空。"),
            crate::base::lang::Lang::En => format!("{low} to {high}; leave empty when not scored."),
        })?
        .set_error_title(look.say("超出分值", "Outside the scale"))?
        .set_error_message(match look.lang {
            crate::base::lang::Lang::Zh => format!("只能填 {low} 到 {high} 的分。"),
            crate::base::lang::Lang::En => format!("A score from {low} to {high}."),
        })?;
    tab.add_data_validation(FIRST_ROW, raters, last, mean - 1, &rule)?;
    let cell = at(FIRST_ROW, apart);
    let far = format!("=AND(ISNUMBER({cell}),{cell}>={APART})");
    let far = ConditionalFormatFormula::new().set_rule(far.as_str()).set_format(look.near());
    tab.add_conditional_format(FIRST_ROW, apart, last, apart, &far)?;
    let end = last + 1;
    tab.set_row_height(end, 28)?;
    for column in 0..=reason {
        look::text(tab, end, column, "", &look.section())?;
    }
    look::text(tab, end, 0, look.say("平均分", "Mean"), &look.section().set_indent(1))?;
    let (means, shares) =
        (format!("{}:{}", at(FIRST_ROW, mean), at(last, mean)), format!("{}:{}", at(FIRST_ROW, 2), at(last, 2)));
    let whole = if form.weighed { format!("SUMPRODUCT({means},{shares})") } else { format!("AVERAGE({means})") };
    let text = format!("=IF(COUNT({means})<{},\"{NO_VALUE}\",{whole})", form.rows.len());
    tab.write_formula_with_format(end, mean, Formula::new(text).set_result(NO_VALUE), &look.computed_strong("0.0"))?;
    look::sign(
        tab,
        look,
        end + 2,
        &[look.say("评分人", "Scored by"), look.say("日期", "Date"), look.say("对分记录人", "Settled by")],
    )?;
    tab.set_freeze_panes(FIRST_ROW, 1)?;
    tab.set_print_area(0, 0, end + 2, reason)?;
    Ok(())
}
