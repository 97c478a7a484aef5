//! 填写: one row for each figure, one column for each period, yellow cells to type in.

use super::{
    Columns, Worksheet,
    look::{self, Look},
};
use crate::base::lang::Lang;
use crate::model::formula::NO_VALUE;
use rust_xlsxwriter::{DataValidation, DataValidationRule, Formula, Workbook, Worksheet as Tab, XlsxError};

pub const FIRST_ROW: u32 = 5;
pub const FIRST_COLUMN: u16 = 3;

/// The name of a period on another tab: as it was given, or what will be typed here.
pub fn head(tab: &mut Tab, look: &Look, sheet: &Worksheet, period: usize, place: (u32, u16)) -> Result<(), XlsxError> {
    let name = &sheet.periods[period];
    if !name.is_empty() || sheet.inputs.is_empty() {
        return look::text(tab, place.0, place.1, name, &look.head());
    }
    let typed = format!("{}!{}", look.tab_entry(), look::at(4, FIRST_COLUMN + period as u16));
    let formula = format!("=IF({typed}=\"\",\"{NO_VALUE}\",{typed})");
    tab.write_formula_with_format(place.0, place.1, Formula::new(formula).set_result(NO_VALUE), &look.head())?;
    Ok(())
}

/// Where a formula on another tab finds a figure.
pub fn cell(look: &Look, input: usize, period: usize) -> String {
    format!("{}!{}", look.tab_entry(), look::at(FIRST_ROW + input as u32, FIRST_COLUMN + period as u16))
}

pub fn write(book: &mut Workbook, look: &Look, sheet: &Worksheet) -> Result<(), XlsxError> {
    let last_column = FIRST_COLUMN + sheet.periods.len().saturating_sub(1) as u16;
    let last_row = FIRST_ROW + sheet.inputs.len().saturating_sub(1) as u32;
    let name = look.tab_entry();
    let tab = book.add_worksheet().set_name(name)?;
    look::page(tab, look, &sheet.title, &sheet.version, sheet.periods.len() > 4)?;
    tab.set_tab_color(rust_xlsxwriter::Color::RGB(look::TYPED_LINE));
    tab.set_column_width(0, 22)?.set_column_width(1, 7)?.set_column_width(2, 30)?;
    for column in FIRST_COLUMN..=last_column {
        tab.set_column_width(column, 10.5)?;
    }
    tab.set_row_height(0, 30)?;
    look::text(tab, 0, 0, &sheet.title, &look.title())?;
    look::text(tab, 1, 0, &format!("{}　{}", sheet.subject, sheet.version), &look.hint())?;
    let hint = look.say(
        "只填黄色格子；没有数就留空，不要填 0。算不出的指标显示 —。",
        "Fill in the yellow cells only. Leave a cell empty when there is no figure; do not type 0. KPIs that cannot be computed show —.",
    );
    look::text(tab, 2, 0, hint, &look.hint())?;
    tab.set_row_height(4, 24)?;
    // The name by which a heading is known when the workbook comes back.
    let corner = match sheet.columns {
        Columns::Periods => look.say("项目", "Figure"),
        Columns::Teams => look.say("项目＼团队", "Figure \\ team"),
    };
    look::text(tab, 4, 0, corner, &look.head_left())?;
    look::text(tab, 4, 1, look.say("单位", "Unit"), &look.head())?;
    look::text(tab, 4, 2, look.say("从哪里抄", "Read it from"), &look.head_left())?;
    for (i, period) in sheet.periods.iter().enumerate() {
        // A period that has no name yet gets one from whoever fills it in.
        let format = if period.is_empty() { look.typed("@") } else { look.head() };
        look::text(tab, 4, FIRST_COLUMN + i as u16, period, &format)?;
    }
    for (i, input) in sheet.inputs.iter().enumerate() {
        let row = FIRST_ROW + i as u32;
        let kind = Typed::of(&input.unit);
        let long = input.from.chars().count().max(input.name().chars().count() * 2) as u32;
        tab.set_row_height(row, 24.max(15 * long.div_ceil(18)))?;
        look::text(tab, row, 0, input.name(), &look.name())?;
        look::text(tab, row, 1, &input.unit, &look.center())?;
        look::text(tab, row, 2, &input.from, &look.small())?;
        let format = look.typed(kind.format());
        for period in 0..sheet.periods.len() {
            look::figure(tab, row, FIRST_COLUMN + period as u16, input.value(period), &format)?;
        }
        tab.add_data_validation(row, FIRST_COLUMN, row, last_column, &kind.validation(look, input.name())?)?;
    }
    tab.set_freeze_panes(FIRST_ROW, 1)?;
    tab.set_print_area(0, 0, last_row, last_column)?.set_repeat_rows(4, 4)?.set_repeat_columns(0, 0)?;
    Ok(())
}

/// How a figure of that unit is shown where it is typed.
pub fn number_of(unit: &str) -> &'static str {
    Typed::of(unit).format()
}

/// What may be typed for a figure of that unit.
pub fn validation_of(unit: &str, look: &Look, name: &str) -> Result<DataValidation, XlsxError> {
    Typed::of(unit).validation(look, name)
}

/// What may be typed, by the unit that the writer gave.
enum Typed {
    Whole,
    Percent,
    Money,
    Amount,
}

impl Typed {
    fn of(unit: &str) -> Typed {
        match unit.trim() {
            "%" | "％" | "percent" => Typed::Percent,
            "元" | "yuan" | "¥" | "万元" => Typed::Money,
            "分钟" | "小时" | "min" | "h" | "分" | "points" | "倍" | "x" => Typed::Amount,
            _ => Typed::Whole,
        }
    }

    fn format(&self) -> &'static str {
        match self {
            Typed::Whole => "#,##0",
            Typed::Percent => "0.0%",
            Typed::Money => "#,##0.00",
            Typed::Amount => "#,##0.##",
        }
    }

    fn validation(&self, look: &Look, name: &str) -> Result<DataValidation, XlsxError> {
        let most = 1e12;
        let (rule, what) = match self {
            Typed::Whole => (
                DataValidation::new().allow_decimal_number(DataValidationRule::Between(0.0, most)),
                look.say(
                    "填不小于 0 的数，例如 128；没有数就留空。",
                    "a number from 0, such as 128; leave empty if unknown.",
                ),
            ),
            Typed::Percent => (
                DataValidation::new().allow_decimal_number(DataValidationRule::Between(-10.0, 10.0)),
                look.say("填百分数，例如 35%；没有数就留空。", "a percentage, such as 35%; leave empty if unknown."),
            ),
            Typed::Money => (
                DataValidation::new().allow_decimal_number(DataValidationRule::Between(-most, most)),
                look.say(
                    "填金额（元），例如 1280.50；亏损填负数。",
                    "an amount in yuan, such as 1280.50; a loss is negative.",
                ),
            ),
            Typed::Amount => (
                DataValidation::new().allow_decimal_number(DataValidationRule::Between(0.0, most)),
                look.say(
                    "填不小于 0 的数，可以有小数；没有数就留空。",
                    "a number from 0, decimals allowed; leave empty if unknown.",
                ),
            ),
        };
        let title: String = name.chars().take(30).collect();
        let wrong = match look.lang {
            Lang::Zh => format!("这里只能填数字。{what}"),
            Lang::En => format!("Only a number can stand here: {what}"),
        };
        rule.set_input_title(title)?
            .set_input_message(what)?
            .set_error_title(look.say("填错了", "Not a number"))?
            .set_error_message(wrong)
    }
}
