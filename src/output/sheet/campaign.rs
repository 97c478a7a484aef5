//! A campaign's workbook: its KPIs to be filled in day by day, and its sums live.

use super::{Calc, Columns, Economics, Factor, Outcome, StrongRow, Strongest, Worksheet, kpis};
use crate::{
    base::{
        diag::Diags,
        exact::Exact,
        lang::Lang,
        span::{FileId, Span},
    },
    model::{
        Book,
        campaign::{Campaign, CampaignHead, Mechanic},
        chapter::Audience,
        economy::{self, Case, Economy, Level, Value},
        formula,
        kpi::{self, Unit},
        live::Live,
        scenario, sum,
        table::Id,
    },
    words,
};

/// The workbook of one campaign.
pub fn workbook(book: &Book, audience: Audience, id: Id<Campaign>) -> Vec<u8> {
    super::workbook(&worksheet(book, audience, id))
}

/// What it holds.
pub fn worksheet(book: &Book, audience: Audience, id: Id<Campaign>) -> Worksheet {
    let campaign = &book.campaigns[id];
    let head = &campaign.head;
    let lang = book.site.lang;
    let title = &head.title.value;
    let start = head.start.as_ref().map(|at| at.value);
    let list = kpi::with_used(&book.kpis, &campaign.kpis, &|kpi| kpi.head.audience.open_to(audience));
    Worksheet {
        lang,
        title: words!("{title} · 指标与测算", "{title} · figures and sums").get(lang).to_string(),
        subject: title.clone(),
        version: format!("v{}", book.site.version),
        link: (!book.site.base_url.value.is_empty())
            .then(|| format!("{}/campaigns/{}/index.html", book.site.base_url.value, head.slug)),
        created: start.map_or(jiff::civil::date(2020, 1, 1), |at| at.date()),
        periods: kpi::periods(start, head.end.as_ref().map(|at| at.value), lang),
        columns: Columns::Periods,
        inputs: kpis::inputs(book, &list),
        lines: kpis::lines(book, &list),
        forms: Vec::new(),
        economics: campaign.mechanic.as_ref().map(|mechanic| {
            let level = |level| economy::economy_at(head, mechanic, level, None);
            let mut all = economics(&[level(Level::Low), level(Level::Mid), level(Level::High)], lang);
            all.strongest = strongest(head, mechanic, lang);
            if let Mechanic::Bargain(bargain) = mechanic {
                all.cuts = bargain.cuts(&head.slug).into_iter().map(sum::yuan).collect();
            }
            all
        }),
    }
}

/// Three cases side by side: the lines are those of the middle one, which has them all.
fn economics(cases: &[Economy; 3], lang: Lang) -> Economics {
    let [_, mid, _] = cases;
    let factors = mid
        .inputs
        .iter()
        .enumerate()
        .filter(|(_, input)| figure(&input.value).is_some())
        .map(|(at, input)| Factor {
            names: vec![input.label.zh.clone()],
            unit: unit(&input.value),
            decimals: decimals(&input.value),
            values: cases.iter().map(|case| case.inputs.get(at).and_then(|i| figure(&i.value))).collect(),
            is_time: matches!(input.value, Value::At(_)),
            note: String::new(),
        })
        .collect();
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut last = None;
    let mut lines: Vec<&economy::Line> = mid.lines.iter().filter(|line| figure(&line.value).is_some()).collect();
    // What both cases build on, then the worst, then what is expected.
    lines.sort_by_key(|line| match line.case {
        Case::Neutral => 0,
        Case::Worst => 1,
        Case::Expected => 2,
    });
    for line in lines {
        let value = |case: &Economy| case.line(&line.key).and_then(|line| figure(&line.value));
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
            is_time: matches!(line.value, Value::At(_)),
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
        strongest: None,
        cuts: Vec::new(),
    }
}

/// So many of the inputs that move the result most.
const MOST_STRONG: usize = 8;

fn strongest(head: &CampaignHead, mechanic: &Mechanic, lang: Lang) -> Option<Strongest> {
    let plan = economy::economy(head, mechanic);
    let result = plan.result()?;
    let rows = scenario::sensitivities(head, mechanic).into_iter().take(MOST_STRONG).map(|row| StrongRow {
        name: row.label.get(lang).to_string(),
        unit: unit(&row.inputs[0]),
        decimals: decimals(&row.inputs[0]),
        inputs: row.inputs.map(|value| value.number().cloned()),
        results: row.results.map(|value| value.number().cloned()),
    });
    Some(Strongest { result: result.label.get(lang).to_string(), unit: unit(&result.value), rows: rows.collect() })
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
        is_time: false,
        strong: false,
    }
}

fn calc(live: &Live) -> Option<Calc> {
    match live {
        Live::Formula(text) => {
            let nowhere = Span::file(FileId(u32::MAX));
            formula::parse(text, nowhere, &mut Diags::new()).map(Calc::Formula)
        }
        Live::Chance(chance) => Some(Calc::Chance(chance.clone())),
        // More than the formula language can say.
        Live::Fixed => None,
    }
}

/// A number, or a time as days since the end of 1899.
fn figure(value: &Value) -> Option<Exact> {
    let Value::At(at) = value else { return value.number().cloned() };
    let zero = jiff::civil::date(1899, 12, 30);
    let days = i64::from(zero.until(at.date()).ok()?.get_days());
    let minutes = i64::from(at.hour()) * 60 + i64::from(at.minute());
    Exact::ratio(days * 1440 + minutes, 1440)
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
