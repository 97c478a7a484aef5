//! Files of figures become one record for each team: names are inputs of KPIs, periods stand in the order of time.

use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, nearest},
        span::FileId,
    },
    model::{
        figures::{Figures, FiguresDraft, PeriodKey, Place},
        kpi::Kpi,
        table::Table,
        wecom,
    },
    words,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One record for each team, sorted by its name.
pub fn figures(
    drafts: Vec<FiguresDraft>,
    kpis: &Table<Kpi>,
    path_of: &dyn Fn(FileId) -> String,
    diags: &mut Diags,
) -> Vec<Figures> {
    if drafts.is_empty() {
        return Vec::new();
    }
    let known = Known::new(kpis);
    let mut teams: BTreeMap<String, Vec<FiguresDraft>> = BTreeMap::new();
    for draft in drafts {
        teams.entry(draft.team.clone()).or_default().push(draft);
    }
    teams.into_iter().map(|(team, files)| merge(team, files, &known, path_of, diags)).collect()
}

/// What a column can mean.
struct Known<'a> {
    inputs: HashMap<&'a str, &'a str>,
    by_field: HashMap<&'a str, Vec<&'a str>>,
    results: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn new(kpis: &'a Table<Kpi>) -> Known<'a> {
        let mut known = Known { inputs: HashMap::new(), by_field: HashMap::new(), results: BTreeSet::new() };
        for kpi in kpis.values() {
            known.results.insert(&kpi.head.name.value);
            known.results.insert(&kpi.head.en);
            for input in &kpi.head.inputs {
                let name = input.name.value.as_str();
                known.inputs.insert(name, name);
                if !input.wecom.is_empty() {
                    let names = known.by_field.entry(&input.wecom).or_default();
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
        }
        known
    }

    /// The inputs that a heading fills; `None` when nobody knows it.
    fn inputs(&self, heading: &str) -> Option<Vec<&'a str>> {
        if let Some(name) = self.inputs.get(heading) {
            return Some(vec![name]);
        }
        match wecom::field(heading) {
            // A column of WeCom that no KPI uses is not a mistake.
            Some(field) => Some(self.by_field.get(field).cloned().unwrap_or_default()),
            // Results that a worksheet printed are computed anew.
            None => self.results.contains(heading).then(Vec::new),
        }
    }
}

fn merge(
    team: String,
    files: Vec<FiguresDraft>,
    known: &Known<'_>,
    path_of: &dyn Fn(FileId) -> String,
    diags: &mut Diags,
) -> Figures {
    let mut keys: BTreeMap<PeriodKey, (usize, String)> = BTreeMap::new();
    let mut read: HashMap<String, (PeriodKey, String)> = HashMap::new();
    for entry in files.iter().flat_map(|file| &file.entries) {
        let order = keys.len();
        let (key, label) = read.entry(entry.period.clone()).or_insert_with(|| PeriodKey::read(&entry.period)).clone();
        keys.entry(key).or_insert((order, label));
    }
    // Names without a number stand as they were found, behind those that can be sorted.
    let mut periods: Vec<(PeriodKey, usize, String)> =
        keys.into_iter().map(|(key, (order, label))| (key, order, label)).collect();
    periods.sort_by(|a, b| match (&a.0, &b.0) {
        (PeriodKey::Name(_), PeriodKey::Name(_)) => a.1.cmp(&b.1),
        _ => a.0.cmp(&b.0),
    });
    let columns: HashMap<&PeriodKey, usize> = periods.iter().enumerate().map(|(i, (key, ..))| (key, i)).collect();
    let mut rows: BTreeMap<&str, Vec<Option<(crate::base::exact::Exact, Place)>>> = BTreeMap::new();
    for file in &files {
        for (name, place) in file.heads.iter().filter(|(name, _)| known.inputs(name).is_none()) {
            diags.push(unknown(name, *place, known, &file.sheets));
        }
        for entry in &file.entries {
            let Some(inputs) = known.inputs(&entry.name) else { continue };
            let Some(column) = read.get(&entry.period).and_then(|(key, _)| columns.get(key)) else { continue };
            for input in inputs {
                let row = rows.entry(input).or_insert_with(|| vec![None; periods.len()]);
                match &row[*column] {
                    Some((value, earlier)) if *value != entry.value => {
                        diags.push(differs(entry, value, *earlier, &file.sheets, path_of));
                    }
                    _ => row[*column] = Some((entry.value.clone(), entry.place)),
                }
            }
        }
    }
    let labels = periods.iter().map(|(.., label)| label.clone()).collect();
    let inputs = rows.keys().map(|name| (*name).to_string()).collect();
    let values =
        rows.into_values().map(|row| row.into_iter().map(|cell| cell.map(|(value, _)| value)).collect()).collect();
    Figures::new(team, labels, inputs, values)
}

fn unknown(name: &str, place: Place, known: &Known<'_>, sheets: &[String]) -> Diag {
    let message = words!("没有指标用到“{name}”", "no KPI uses “{name}”");
    let mut names: Vec<&str> = known.inputs.keys().copied().collect();
    names.sort_unstable();
    let diag = Diag::warning(Code::UNKNOWN_NAME, place.span, message).help(nearest(name, names));
    let help = words!(
        "改成指标文件 [[inputs]] 里的名字；不需要的列可以删掉",
        "use a name from some KPI's [[inputs]]; a column that is not needed can go"
    );
    with_cell(diag.help(help), place, sheets)
}

fn differs(
    entry: &crate::model::figures::Entry,
    value: &crate::base::exact::Exact,
    earlier: Place,
    sheets: &[String],
    path_of: &dyn Fn(FileId) -> String,
) -> Diag {
    let (name, period) = (&entry.name, &entry.period);
    let (first, second, other) = (value.short(6), entry.value.short(6), path_of(earlier.span.file));
    let message = words!(
        "{period} 的“{name}”有两个不同的数：{first} 和 {second}",
        "“{name}” of {period} has two different values: {first} and {second}"
    );
    let diag = Diag::error(Code::DUPLICATE_NAME, entry.place.span, message);
    with_cell(
        diag.help(words!("另一个写在 {other}；留下对的那一个", "the other stands in {other}; keep the right one")),
        entry.place,
        sheets,
    )
}

fn with_cell(diag: Diag, place: Place, sheets: &[String]) -> Diag {
    match place.cell_name(sheets) {
        Some(cell) => diag.row(cell),
        None => diag,
    }
}
