//! Figures that teams filled in (填报): what they typed for each period, as read from their files and as merged by team.

use std::collections::HashMap;

use super::{
    formula::{Formula, System},
    kpi::Kpi,
    table::{Id, Table},
};
use crate::base::{
    date::{self, Date},
    exact::Exact,
    span::{FileId, Span},
};

/// One file as written.
#[derive(Clone, Debug)]
pub struct FiguresDraft {
    pub file: FileId,
    /// The folder below `content/data/kpi/`, else the file's own name.
    pub team: String,
    /// The tabs of a workbook.
    pub sheets: Vec<String>,
    /// The names of figures, each with the place of its heading.
    pub heads: Vec<(String, Place)>,
    pub entries: Vec<Entry>,
}

/// One figure as written. Many, so its place is small.
#[derive(Clone, Debug)]
pub struct Entry {
    /// An input, a WeCom field or a WeCom heading.
    pub name: String,
    pub period: String,
    pub value: Exact,
    pub place: Place,
}

/// Where a cell stands: characters of a CSV file, or a cell of a workbook, which has no characters to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub span: Span,
    /// Sheet, row and column of a workbook, counted from 0.
    pub cell: Option<(u16, u32, u16)>,
}

/// One team's figures, all files together; periods in the order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    pub team: String,
    pub periods: Vec<String>,
    pub inputs: Vec<String>,
    /// By input, then by period.
    values: Vec<Vec<Option<Exact>>>,
}

impl Figures {
    /// `values` by input, then by period.
    pub fn new(team: String, periods: Vec<String>, inputs: Vec<String>, values: Vec<Vec<Option<Exact>>>) -> Figures {
        Figures { team, periods, inputs, values }
    }

    pub fn value(&self, input: usize, period: usize) -> Option<&Exact> {
        self.values.get(input)?.get(period)?.as_ref()
    }
}

/// How the KPIs of a book are computed from figures; made once for all teams.
#[derive(Debug)]
pub struct Calculation<'a> {
    ids: Vec<Id<Kpi>>,
    system: System<'a>,
}

impl<'a> Calculation<'a> {
    pub fn new(kpis: &'a Table<Kpi>) -> Calculation<'a> {
        let figures: std::collections::HashSet<&str> =
            kpis.values().flat_map(|kpi| &kpi.head.inputs).map(|input| input.name.value.as_str()).collect();
        let with_formula = kpis.iter().filter_map(|(id, kpi)| Some((id, kpi, kpi.head.formula.as_ref()?)));
        let (ids, formulas): (Vec<_>, Vec<(Vec<&str>, &Formula)>) =
            with_formula.map(|(id, kpi, formula)| (id, (vec![kpi.head.name.value.as_str()], formula))).unzip();
        Calculation { ids, system: System::new(&formulas, &|name| figures.contains(name)) }
    }

    /// Every KPI of a team in its last `periods` periods; a KPI without any value is left out.
    pub fn last(&self, figures: &Figures, periods: usize) -> Vec<Course> {
        let first = figures.periods.len().saturating_sub(periods);
        let rows: HashMap<&str, usize> =
            figures.inputs.iter().enumerate().map(|(i, name)| (name.as_str(), i)).collect();
        let columns: Vec<Vec<Option<Exact>>> = (first..figures.periods.len())
            .map(|period| self.system.eval(&|name| figures.value(*rows.get(name)?, period).cloned()))
            .collect();
        let mut courses = Vec::new();
        for (index, kpi) in self.ids.iter().enumerate() {
            let points: Vec<(String, Option<Exact>)> = columns
                .iter()
                .zip(&figures.periods[first..])
                .map(|(column, label)| (label.clone(), column[index].clone()))
                .collect();
            if points.iter().any(|(_, value)| value.is_some()) {
                courses.push(Course { kpi: *kpi, team: figures.team.clone(), points });
            }
        }
        courses
    }
}

/// A KPI of one team over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    pub kpi: Id<Kpi>,
    pub team: String,
    pub points: Vec<(String, Option<Exact>)>,
}

impl Course {
    /// The last period that has a value.
    pub fn latest(&self) -> Option<(&str, &Exact)> {
        self.points.iter().rev().find_map(|(label, value)| Some((label.as_str(), value.as_ref()?)))
    }

    /// The team's own band: the lowest and highest value of the periods before the latest; `None` with fewer than three.
    pub fn own_band(&self) -> Option<(&Exact, &Exact)> {
        let mut known: Vec<&Exact> = self.points.iter().filter_map(|(_, value)| value.as_ref()).collect();
        known.pop();
        if known.len() < 3 {
            return None;
        }
        Some((known.iter().min()?, known.iter().max()?))
    }
}

impl Place {
    /// `填写!D7`; `None` for a CSV file, whose span shows the cell itself.
    pub fn cell_name(&self, sheets: &[String]) -> Option<String> {
        let (sheet, row, column) = self.cell?;
        let mut letters = String::new();
        let mut rest = u32::from(column) + 1;
        while rest > 0 {
            letters.insert(0, (b'A' + ((rest - 1) % 26) as u8) as char);
            rest = (rest - 1) / 26;
        }
        let sheet = sheets.get(usize::from(sheet)).map_or("", String::as_str);
        Some(format!("{sheet}!{letters}{}", row + 1))
    }
}

/// The last day of a period as it is shown: a day, a week or a month of the calendar.
pub fn last_day(label: &str) -> Option<Date> {
    let (PeriodKey::At(first), shown) = PeriodKey::read(label) else { return None };
    if shown.contains('W') {
        return first.checked_add(jiff::Span::new().days(6)).ok();
    }
    Some(if shown.len() == "2026-05".len() { first.last_of_month() } else { first })
}

/// How periods sort: dates by time, numbered weeks and months by number, other names as they come.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodKey {
    /// The first day of a day or month; a year and week as `2026-W18`.
    At(Date),
    /// `第3周`, `5月`, `3`, with what stands around the number.
    Number(String, u32, u32),
    Name(String),
}

impl PeriodKey {
    /// Also the name under which the period is shown: dates in one form, whatever was typed.
    pub fn read(text: &str) -> (PeriodKey, String) {
        let text = text.trim();
        if let Some(day) = date::parse_date(text) {
            return (PeriodKey::At(day), day.to_string());
        }
        let plain: String = text.chars().map(crate::base::exact::half_width).filter(|c| !c.is_whitespace()).collect();
        let numbers: Vec<u32> = plain.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
        let around: String = plain.chars().filter(|c| !c.is_ascii_digit()).collect();
        let year = |n: u32| (1900..=2999).contains(&n);
        match (around.to_lowercase().as_str(), numbers.as_slice()) {
            ("年月" | "-" | "/" | ".", [y, m]) if year(*y) && (1..=12).contains(m) => {
                match Date::new(*y as i16, *m as i8, 1) {
                    Ok(first) => (PeriodKey::At(first), format!("{y}-{m:02}")),
                    Err(_) => (PeriodKey::Name(plain), text.to_string()),
                }
            }
            ("-w" | "w" | "年第周", [y, w]) if year(*y) && (1..=53).contains(w) => {
                // Weeks of a year sort among themselves and between the dates around them.
                let day = jiff::civil::ISOWeekDate::new(*y as i16, *w as i8, jiff::civil::Weekday::Monday);
                match day {
                    Ok(day) => (PeriodKey::At(day.date()), format!("{y}-W{w:02}")),
                    Err(_) => (PeriodKey::Name(plain), text.to_string()),
                }
            }
            (_, [n]) => (PeriodKey::Number(around, *n, 0), text.to_string()),
            (_, [n, m]) => (PeriodKey::Number(around, *n, *m), text.to_string()),
            _ => (PeriodKey::Name(plain), text.to_string()),
        }
    }
}
