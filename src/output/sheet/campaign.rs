//! A campaign's workbook: its KPIs to be filled in day by day, and its sums live.

use super::{Calc, Economics, Factor, Input, Line, Outcome, Worksheet};
use crate::{
    base::{
        date::DateTime,
        diag::Diags,
        lang::Lang,
        span::{FileId, Span},
    },
    model::{
        Book,
        campaign::Campaign,
        economy::{self, Case, Economy, Level, Live, Value},
        formula,
        goal::Goal,
        kpi::{Kpi, Unit},
        table::Id,
    },
    words,
};

/// More columns than a person fills in; a longer campaign is followed week by week.
const MOST_DAYS: i32 = 31;
/// Columns where nothing is known of the dates.
const WEEKS: usize = 8;

/// The workbook of one campaign.
pub fn workbook(book: &Book, id: Id<Campaign>) -> Vec<u8> {
    super::workbook(&worksheet(book, id))
}

fn worksheet(book: &Book, id: Id<Campaign>) -> Worksheet {
    let campaign = &book.campaigns[id];
    let head = &campaign.head;
    let lang = book.site.lang;
    let title = &head.title.value;
    let start = head.start.as_ref().map(|at| at.value);
    let kpis = with_used(book, &campaign.kpis);
    Worksheet {
        lang,
        title: words!("{title} · 指标与测算", "{title} · figures and sums").get(lang).to_string(),
        subject: title.clone(),
        version: format!("v{}", book.site.version),
        link: (!book.site.base_url.value.is_empty())
            .then(|| format!("{}/campaigns/{}/index.html", book.site.base_url.value, head.slug)),
        created: start.map_or(jiff::civil::date(2020, 1, 1), |at| at.date()),
        periods: periods(start, head.end.as_ref().map(|at| at.value), lang),
        inputs: inputs(book, &kpis),
        lines: kpis.iter().map(|id| line(book, *id)).collect(),
        economics: campaign.mechanic.as_ref().map(|mechanic| {
            let level = |level| economy::economy_at(head, mechanic, level, None);
            economics(&[level(Level::Low), level(Level::Mid), level(Level::High)], lang)
        }),
    }
}

/// The KPIs of a campaign, those that guard them, and those that their formulas use, each once.
fn with_used(book: &Book, wanted: &[Id<Kpi>]) -> Vec<Id<Kpi>> {
    let mut list: Vec<Id<Kpi>> = Vec::new();
    let guards = wanted.iter().filter_map(|id| book.kpis[*id].guard);
    let mut open: Vec<Id<Kpi>> = wanted.iter().copied().chain(guards).collect();
    open.reverse();
    while let Some(id) = open.pop() {
        if list.contains(&id) || book.kpis[id].head.formula.is_none() {
            continue;
        }
        list.push(id);
        let formula = book.kpis[id].head.formula.iter();
        for (name, _) in formula.flat_map(|formula| formula.names()) {
            open.extend(book.kpis.iter().filter(|(_, kpi)| kpi.head.name.value == name).map(|(used, _)| used));
        }
    }
    list
}

fn periods(start: Option<DateTime>, end: Option<DateTime>, lang: Lang) -> Vec<String> {
    let week = |n: usize| words!("第{n}周", "week {n}").get(lang).to_string();
    let (Some(start), Some(end)) = (start, end) else { return (1..=WEEKS).map(week).collect() };
    let days = (end.date() - start.date()).get_days() + 1;
    if days > MOST_DAYS {
        return (1..=(days as usize).div_ceil(7)).map(week).collect();
    }
    let mut list = Vec::new();
    let mut day = start.date();
    for _ in 0..days.max(1) {
        let (m, d) = (day.month(), day.day());
        list.push(words!("{m}月{d}日", "{m}/{d}").get(lang).to_string());
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    list
}

fn inputs(book: &Book, kpis: &[Id<Kpi>]) -> Vec<Input> {
    let mut list: Vec<Input> = Vec::new();
    for id in kpis {
        for input in &book.kpis[*id].head.inputs {
            if list.iter().any(|known| known.name() == input.name.value) {
                continue;
            }
            let from = if input.wecom.is_empty() {
                input.from.clone()
            } else {
                let (from, field) = (&input.from, &input.wecom);
                words!("{from}（企业微信字段 {field}）", "{from} (WeCom field {field})").get(book.site.lang).to_string()
            };
            list.push(Input {
                names: vec![input.name.value.clone()],
                unit: input.unit.clone(),
                from,
                values: Vec::new(),
            });
        }
    }
    list
}

fn line(book: &Book, id: Id<Kpi>) -> Line {
    let kpi = &book.kpis[id];
    let head = &kpi.head;
    let (goal, band) = (Goal::of(head), head.band.as_ref());
    Line {
        names: vec![head.name.value.clone()],
        en: head.en.clone(),
        formula: head.formula.clone().expect("only KPIs whose formula was read are listed"),
        unit: head.unit,
        direction: head.direction,
        period: head.period.clone(),
        target: goal.low.clone().or_else(|| goal.high.clone()),
        low: goal.low,
        high: goal.high,
        band: band.map(|b| format!("{}–{}（{}）", show(&b.low), show(&b.high), b.source)).unwrap_or_default(),
        meaning: kpi.body.plain().lines().next().unwrap_or("").to_string(),
        misuse: head.misuse.clone(),
        guard: kpi.guard.map(|guard| book.kpis[guard].head.name.value.clone()),
    }
}

fn show(bound: &Option<String>) -> &str {
    bound.as_deref().unwrap_or("")
}

/// Three cases side by side: the lines are those of the middle one, which has them all.
fn economics(cases: &[Economy; 3], lang: Lang) -> Economics {
    let [_, mid, _] = cases;
    let factors = mid
        .inputs
        .iter()
        .enumerate()
        .filter(|(_, input)| input.value.number().is_some())
        .map(|(at, input)| Factor {
            names: vec![input.label.zh.clone()],
            unit: unit(&input.value),
            decimals: decimals(&input.value),
            values: cases.iter().map(|case| case.inputs.get(at).and_then(|i| i.value.number().cloned())).collect(),
            note: String::new(),
        })
        .collect();
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut last = None;
    let mut lines: Vec<&economy::Line> = mid.lines.iter().filter(|line| line.value.number().is_some()).collect();
    // What both cases build on, then the worst, then what is expected.
    lines.sort_by_key(|line| match line.case {
        Case::Neutral => 0,
        Case::Worst => 1,
        Case::Expected => 2,
    });
    for line in lines {
        let value = |case: &Economy| case.line(&line.key).and_then(|line| line.value.number().cloned());
        let calc = calc(&line.live).unwrap_or_else(|| Calc::Given(cases.iter().map(value).collect()));
        let fixed = matches!(calc, Calc::Given(_));
        let how = line.formula.get(lang);
        if last != Some(line.case) {
            last = Some(line.case);
            outcomes.push(section(line.case, lang));
        }
        outcomes.push(Outcome {
            names: vec![line.label.zh.clone()],
            calc,
            unit: unit(&line.value),
            decimals: decimals(&line.value),
            note: if fixed {
                words!("{how}（不随上面的假设重算）", "{how} (does not follow the assumptions above)")
                    .get(lang)
                    .to_string()
            } else {
                how.to_string()
            },
            strong: ["worst", "expected", "per_new"].contains(&line.key.as_str()),
        });
    }
    Economics {
        cases: [words!("低", "low"), words!("预期", "expected"), words!("高", "high")]
            .iter()
            .map(|w| w.get(lang).to_string())
            .collect(),
        factors,
        outcomes,
        notes: mid.notes.iter().map(|note| note.get(lang).to_string()).collect(),
    }
}

fn section(case: Case, lang: Lang) -> Outcome {
    let name = match case {
        Case::Worst => words!("最坏情况", "worst case"),
        Case::Expected => words!("预期情况", "expected case"),
        Case::Neutral => words!("基本数字", "basic figures"),
    };
    Outcome {
        names: vec![name.get(lang).to_string()],
        calc: Calc::Section,
        unit: Unit::Count,
        decimals: 0,
        note: String::new(),
        strong: false,
    }
}

fn calc(live: &Live) -> Option<Calc> {
    match live {
        Live::Formula(text) => {
            let nowhere = Span::file(FileId(u32::MAX));
            formula::parse(text, nowhere, &mut Diags::new()).map(Calc::Formula)
        }
        Live::AtLeast { least, tries, chance } => {
            Some(Calc::AtLeast { least: least.clone(), tries: tries.clone(), chance: chance.clone() })
        }
        // More than the formula language can say.
        Live::Fixed => None,
    }
}

fn unit(value: &Value) -> Unit {
    match value {
        Value::Money(_) => Unit::Yuan,
        Value::Rate(_) | Value::Odds(_) => Unit::Percent,
        Value::Points(_) => Unit::Points,
        Value::Times(_) => Unit::Times,
        Value::Count(_) | Value::Hours(_) | Value::At(_) | Value::Yes(_) | Value::None => Unit::Count,
    }
}

fn decimals(value: &Value) -> u32 {
    match value {
        Value::Money(_) | Value::Times(_) | Value::Rate(_) => 2,
        Value::Odds(_) => 4,
        Value::Count(number) => {
            if number.is_integer() {
                0
            } else {
                1
            }
        }
        Value::Hours(_) => 1,
        Value::Points(_) | Value::At(_) | Value::Yes(_) | Value::None => 0,
    }
}
