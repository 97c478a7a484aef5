//! 趋势: one chart for each KPI, actual values as columns and the target as a line, and the figures of all charts below.

use super::{
    Line, Plan, Worksheet, decimals, entry, figures,
    look::{self, Look, at},
};
use crate::model::formula::Op;
use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType,
    ChartMarker, ChartSolidFill, Color, ObjectMovement, Workbook, XlsxError,
};

const WIDTH: u32 = 470;
const HEIGHT: u32 = 232;
/// Rows of the default height that one chart covers, with a little air.
const ROWS: u32 = 13;
const FIRST_ROW: u32 = 3;
/// Where the right chart begins, and the last column that it covers.
const RIGHT: u16 = 6;
const LAST_COLUMN: u16 = 13;
/// Pixels of an A4 page within our margins, of a row, and how much wider columns may come out, in percent.
const PAGE: (u32, u32) = (698, 990);
const ROW: u32 = 20;
const WIDER: u32 = 118;
/// Pixels of the first two columns and of a period's.
const NAMES: u32 = 224;
const PERIOD: u32 = 66;

pub fn write(book: &mut Workbook, look: &Look, sheet: &Worksheet, plan: &Plan) -> Result<(), XlsxError> {
    let tab_name = look.tab_trend();
    let last = sheet.periods.len().saturating_sub(1) as u16;
    let table = FIRST_ROW + (sheet.lines.len() as u32).div_ceil(2) * ROWS;
    let tab = book.add_worksheet().set_name(tab_name)?;
    look::page(tab, look, &sheet.title, &sheet.version, false)?;
    tab.set_tab_color(Color::RGB(0x8FB8BE));
    tab.set_column_width_pixels(0, 170)?.set_column_width_pixels(1, 54)?;
    for column in 2..=(2 + last).max(LAST_COLUMN) {
        tab.set_column_width_pixels(column, PERIOD)?;
    }
    tab.set_row_height(0, 30)?;
    look::text(tab, 0, 0, &sheet.title, &look.title())?;
    let hint = look.say(
        "柱＝实际，虚线＝目标。没有数的一期没有柱子。图中的数在下面的表里。",
        "Columns: actual; dashed line: goal. A period without a figure has no column. The figures are in the table below.",
    );
    look::text(tab, 1, 0, hint, &look.hint())?;
    look::text(tab, table, 0, look.say("图中的数", "Figures"), &look.head_left())?;
    look::text(tab, table, 1, look.say("", ""), &look.head())?;
    for i in 0..sheet.periods.len() {
        entry::head(tab, look, sheet, i, (table, 2 + i as u16))?;
    }
    let mut row = table;
    for (index, line) in sheet.lines.iter().enumerate() {
        row += 1;
        let number = look::number(line.unit, decimals(line.unit, &line.formula));
        let actual = row;
        look::text(tab, row, 0, line.name(), &look.name())?;
        look::text(tab, row, 1, look.say("实际", "actual"), &look.center())?;
        for period in 0..sheet.periods.len() {
            let from =
                format!("={}!{}", look.tab_figures(), at(plan.rows[index], figures::FIRST_COLUMN + period as u16));
            look::formula(
                tab,
                (row, 2 + period as u16),
                &from,
                plan.values[index][period].as_ref(),
                &look.computed(&number),
            )?;
        }
        let goal = line.goal();
        let mut goals = Vec::new();
        let limits = [
            (goal.low.as_ref(), figures::low(plan, index), look.say("目标 ≥", "goal ≥")),
            (goal.high.as_ref(), figures::high(plan, index), look.say("目标 ≤", "goal ≤")),
        ];
        for (limit, cell, name) in limits {
            let Some(limit) = limit else { continue };
            row += 1;
            look::text(tab, row, 0, line.name(), &look.guard())?;
            look::text(tab, row, 1, name, &look.center())?;
            let from = format!("={}!{}", look.tab_figures(), at(cell.0, cell.1));
            for period in 0..sheet.periods.len() {
                look::formula(tab, (row, 2 + period as u16), &from, Some(limit), &look.computed_guard(&number))?;
            }
            goals.push(row);
        }
        let chart = chart(tab_name, table, (actual, &goals), last, &number, line);
        let (top, left) = (FIRST_ROW + index as u32 / 2 * ROWS, if index % 2 == 0 { 0 } else { RIGHT });
        tab.insert_chart_with_offset(top, left, &chart, 4, 2)?;
    }
    // A chart is not cut by the end of a page, and the table is not begun where it would not end. Breaks of our own hold
    // only at a scale of our own, so it is chosen with room for fonts that are wider than ours.
    let columns = u32::from((2 + last).max(LAST_COLUMN)) - 1;
    let scale = (PAGE.0 * 100 / ((NAMES + PERIOD * columns) * WIDER / 100)).clamp(10, 100);
    // What is a little too long for one page is made to fit: a second one would hold a few lines.
    let one = PAGE.1 * 100 / ((row + 2) * ROW);
    let scale = if one < scale && one * 10 >= scale * 7 { one } else { scale };
    let rows = PAGE.1 * 100 / scale / ROW;
    let per_page = (rows.saturating_sub(FIRST_ROW + 1) / ROWS).max(1);
    let mut breaks: Vec<u32> =
        (1..).map(|page| FIRST_ROW + page * per_page * ROWS).take_while(|row| *row < table).collect();
    let page = breaks.last().copied().unwrap_or(0);
    if row - page > rows {
        breaks.push(table);
    }
    tab.set_print_scale(scale as u16);
    tab.set_page_breaks(&breaks)?;
    tab.set_print_area(0, 0, row, (2 + last).max(LAST_COLUMN))?;
    Ok(())
}

/// Names and titles are taken from cells, so that no text of the content is read as a range.
fn chart(tab: &str, heads: u32, (actual, goals): (u32, &[u32]), last: u16, number: &str, line: &Line) -> Chart {
    let small = || {
        let mut font = ChartFont::new();
        font.set_size(9).set_color(Color::RGB(look::MUTED));
        font
    };
    let mut chart = Chart::new_column();
    chart
        .set_width(WIDTH)
        .set_height(HEIGHT)
        .set_alt_text(look::clip(line.name()))
        .set_object_movement(ObjectMovement::MoveButDontSizeWithCells);
    let mut fill = ChartSolidFill::new();
    fill.set_color(Color::RGB(0x4E96A0));
    chart
        .add_series()
        .set_name((tab, actual, 1))
        .set_categories((tab, heads, 2, heads, 2 + last))
        .set_values((tab, actual, 2, actual, 2 + last))
        .set_format(ChartFormat::new().set_solid_fill(&fill))
        .set_gap(60);
    if !goals.is_empty() {
        let mut lines = Chart::new_line();
        for goal in goals {
            let mut line = ChartLine::new();
            line.set_color(Color::RGB(0xC0562B)).set_width(1.75).set_dash_type(ChartLineDashType::Dash);
            lines
                .add_series()
                .set_name((tab, *goal, 1))
                .set_categories((tab, heads, 2, heads, 2 + last))
                .set_values((tab, *goal, 2, *goal, 2 + last))
                .set_marker(ChartMarker::new().set_none())
                .set_format(ChartFormat::new().set_line(&line));
        }
        chart.combine(&lines);
    }
    let mut title = ChartFont::new();
    title.set_bold().set_size(11).set_color(Color::RGB(look::INK));
    chart.title().set_name((tab, actual, 0)).set_font(&title);
    let mut grid = ChartLine::new();
    grid.set_color(Color::RGB(0xE6EAED)).set_width(0.75);
    chart.y_axis().set_num_format(number).set_font(&small()).set_major_gridlines_line(&grid);
    if !line.formula.uses(Op::Sub) {
        // Columns that do not begin at 0 make every small change look large.
        chart.y_axis().set_min(0);
    }
    chart.x_axis().set_font(&small()).set_label_position(ChartAxisLabelPosition::Low);
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&small());
    let mut border = ChartLine::new();
    border.set_color(Color::RGB(look::LINE));
    chart.chart_area().set_format(ChartFormat::new().set_border(&border));
    chart
}
