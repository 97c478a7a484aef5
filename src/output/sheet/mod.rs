//! Worksheets as XLSX: a workbook to fill in (填写), its KPIs (指标), charts (趋势), explanations (说明) and the sums of a
//! campaign (活动测算).
//!
//! The input structs know no record, so that a campaign, a stage and a team print alike. Every formula carries the
//! value that we computed, because phones show cached values and never calculate. Text is always written as text.

mod agreement;
mod annex;
pub mod campaign;
mod chances;
mod contest;
mod economics;
mod entry;
mod figures;
pub mod kpis;
mod look;
mod names;
mod notes;
pub mod plain;
pub mod plan;
mod rubric;
mod trend;

use crate::base::{date::Date, exact::Exact, lang::Lang};
use crate::model::{
    formula::{Formula, System},
    goal::{Goal, decimals},
    kpi::{Direction, Unit},
};
use look::Look;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

pub use agreement::{Agreement, Clause};
pub use contest::Contest;
pub use economics::{Calc, Economics, Factor, Outcome, StrongRow, Strongest};
pub use rubric::{RubricForm, RubricRow};

/// One workbook.
#[derive(Clone, Debug)]
pub struct Worksheet {
    pub lang: Lang,
    /// `五月拼团 · 指标表`.
    pub title: String,
    /// The team, stage or campaign that fills it in.
    pub subject: String,
    /// Printed in every footer, so that two copies can be told apart: `v1.2 · 2026-05-01`.
    pub version: String,
    /// The address of the page in the handbook, when it has one.
    pub link: Option<String>,
    /// The date in the file's properties; never the clock's.
    pub created: Date,
    /// The columns: `第1周`, `5月1日`. Those that go to one chart.
    pub periods: Vec<String>,
    pub columns: Columns,
    pub inputs: Vec<Input>,
    pub lines: Vec<Line>,
    pub economics: Option<Economics>,
    /// Tabs to write on, in their order.
    pub forms: Vec<Form>,
}

/// A tab that is filled in by people and not by periods.
#[derive(Clone, Debug)]
pub enum Form {
    Agreement(Agreement),
    Rubric(RubricForm),
    Contest(Contest),
}

/// What the columns of figures are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    Periods,
    /// One period of several teams: to compare. Nobody reads it back, for its columns would pass for periods.
    Teams,
}

/// A figure that somebody reads somewhere and types in.
#[derive(Clone, Debug)]
pub struct Input {
    /// All names under which a formula may mention it; the first is shown.
    pub names: Vec<String>,
    /// `人`, `元`, `%`, `分钟`; decides what may be typed.
    pub unit: String,
    /// Where it is read.
    pub from: String,
    /// One for each period, `None` where nothing is known yet; may be shorter than the periods.
    pub values: Vec<Option<Exact>>,
}

/// A KPI.
#[derive(Clone, Debug)]
pub struct Line {
    /// All names under which a formula may mention it; the first is shown.
    pub names: Vec<String>,
    pub en: String,
    pub formula: Formula,
    pub unit: Unit,
    pub direction: Direction,
    /// How often it is looked at.
    pub period: String,
    pub target: Option<Exact>,
    /// The band of a KPI that is good in between.
    pub low: Option<Exact>,
    pub high: Option<Exact>,
    /// Published figures with source and grade, for the page of explanations only.
    pub band: String,
    pub meaning: String,
    pub misuse: String,
    /// The name of the KPI that shows when this one is bought dearly; ignored when it is not in this workbook.
    pub guard: Option<String>,
}

impl Line {
    pub fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    /// From where to where it is good.
    pub fn goal(&self) -> Goal {
        match self.direction {
            Direction::Up => Goal { low: self.target.clone(), high: None },
            Direction::Down => Goal { low: None, high: self.target.clone() },
            Direction::Range => Goal { low: self.low.clone(), high: self.high.clone() },
        }
    }
}

impl Input {
    pub fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    pub fn value(&self, period: usize) -> Option<&Exact> {
        self.values.get(period)?.as_ref()
    }
}

/// The bytes of the XLSX file; the same input gives the same bytes.
pub fn workbook(sheet: &Worksheet) -> Vec<u8> {
    write(sheet).expect("our own sheet names, ranges and clipped texts are within what the format allows")
}

fn write(sheet: &Worksheet) -> Result<Vec<u8>, XlsxError> {
    let look = Look::new(sheet.lang);
    let plan = Plan::new(sheet);
    let mut book = Workbook::new();
    // A digit of this font is eight pixels wide where it is installed; with seven every column would come out too wide.
    book.set_default_format(&look.plain(), 20, 72)?;
    let (year, month, day) = (sheet.created.year(), sheet.created.month(), sheet.created.day());
    let created = ExcelDateTime::from_ymd(year.clamp(1900, 9999) as u16, month as u8, day as u8)?;
    let properties = DocProperties::new().set_title(look::clip(&sheet.title)).set_creation_datetime(&created);
    book.set_properties(&properties.set_subject(look::clip(&sheet.subject)).set_author("sopress"));
    if !sheet.inputs.is_empty() {
        entry::write(&mut book, &look, sheet)?;
    }
    if !sheet.lines.is_empty() {
        figures::write(&mut book, &look, sheet, &plan)?;
        trend::write(&mut book, &look, sheet, &plan)?;
    }
    for form in &sheet.forms {
        match form {
            Form::Agreement(form) => agreement::write(&mut book, &look, sheet, form)?,
            Form::Rubric(form) => rubric::write(&mut book, &look, sheet, form)?,
            Form::Contest(form) => contest::write(&mut book, &look, sheet, form)?,
        }
    }
    if let Some(economics) = &sheet.economics {
        economics::write(&mut book, &look, sheet, economics)?;
    }
    notes::write(&mut book, &look, sheet)?;
    names::write(&mut book, &look, sheet, &plan)?;
    book.save_to_buffer()
}

/// What several sheets must agree on: where a KPI stands, and every value.
struct Plan {
    /// The row of each KPI on 指标.
    rows: Vec<u32>,
    /// The row of its guard's copy, and which KPI that is.
    guards: Vec<Option<(u32, usize)>>,
    /// Values by KPI and period.
    values: Vec<Vec<Option<Exact>>>,
    /// KPIs whose formula leads back to itself show no value.
    sound: Vec<bool>,
    /// For each name in a formula that is a KPI.
    meaning: std::collections::BTreeMap<String, usize>,
}

impl Plan {
    fn new(sheet: &Worksheet) -> Plan {
        let formulas: Vec<(Vec<&str>, &Formula)> =
            sheet.lines.iter().map(|l| (l.names.iter().map(String::as_str).collect(), &l.formula)).collect();
        let is_figure = |name: &str| find_input(sheet, name).is_some();
        let system = System::new(&formulas, &is_figure);
        let by_period: Vec<Vec<Option<Exact>>> = (0..sheet.periods.len())
            .map(|period| system.eval(&|name| sheet.inputs[find_input(sheet, name)?].value(period).cloned()))
            .collect();
        let values = (0..sheet.lines.len()).map(|line| by_period.iter().map(|p| p[line].clone()).collect()).collect();
        let (mut rows, mut guards, mut row) = (Vec::new(), Vec::new(), figures::FIRST_ROW);
        for (index, line) in sheet.lines.iter().enumerate() {
            rows.push(row);
            row += 1;
            let guard = line.guard.as_ref().and_then(|name| sheet.lines.iter().position(|l| l.names.contains(name)));
            guards.push(guard.filter(|guard| *guard != index).map(|guard| {
                row += 1;
                (row - 1, guard)
            }));
        }
        let mentioned = sheet.lines.iter().flat_map(|l| l.formula.names());
        let meaning = mentioned.filter_map(|(name, _)| Some((name.to_string(), system.find(name)?))).collect();
        let sound = (0..sheet.lines.len()).map(|i| system.is_sound(i)).collect();
        Plan { rows, guards, values, sound, meaning }
    }
}

fn find_input(sheet: &Worksheet, name: &str) -> Option<usize> {
    sheet.inputs.iter().position(|input| input.names.iter().any(|n| n == name))
}
