//! `sopress what-if CAMPAIGN field=value…`: the sums of a campaign, as planned and with other inputs; no file is touched.

mod json;

use super::{Opened, Terminal, WRONG, named, open, say, tell, threads};
use crate::{
    base::{
        diag::{Diags, Severity},
        han,
        lang::{Lang, Words},
    },
    cli::Common,
    model::{
        campaign::{CampaignHead, Mechanic},
        economy::{Economy, Line, economy},
        scenario,
    },
    parse::{
        Source,
        what_if::{Override, what_if},
    },
    report, words,
};

pub fn run(common: &Common, campaign: &str, changes: &[String], as_json: bool, terminal: &Terminal) -> u8 {
    threads(None);
    let Opened { compiled, lang, .. } = match open(common, terminal, terminal.today(None)) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let Some(found) = named(&compiled.book, campaign, lang) else { return WRONG };
    let mut overrides = Vec::new();
    for change in changes {
        let Some(change) = Override::parse(change) else {
            tell(
                words!(
                    "错误：“{change}”应写成 字段=值，例如 participants=2000\n",
                    "error: write “{change}” as field=value, for example participants=2000\n"
                )
                .get(lang),
            );
            return WRONG;
        };
        overrides.push(change);
    }
    let Some(file) = compiled.sources.get(found.head.file) else { return WRONG };
    let source = Source { file: file.id, text: file.text() };
    let (before, _) = what_if(&source, &file.path, &[]);
    let (after, diags) = what_if(&source, &file.path, &overrides);
    if diags.has_errors() {
        let errors: Vec<_> = diags.sorted().into_iter().filter(|diag| diag.severity == Severity::Error).collect();
        tell(&report::print(&errors, &compiled.sources, terminal.style(common, lang)));
        return WRONG;
    }
    let (Some(old), Some(new)) = (&before.mechanic, &after.mechanic) else {
        tell(
            words!("错误：这个活动没有玩法，算不出什么\n", "error: this campaign has no mechanic to compute\n")
                .get(lang),
        );
        return WRONG;
    };
    // The checks see the changed numbers, too.
    let mut findings = Diags::new();
    crate::check::economy::one(&after.head, new, &mut findings);
    let findings = findings.sorted();
    let title = &after.head.title.value;
    if as_json {
        let asked =
            json::Asked { title, before: (&before.head, old), after: (&after.head, new), changes, findings: &findings };
        say(&json::text(&asked, lang));
        return 0;
    }
    let label = new.kind().label();
    let mut out = format!("{title}（{}）\n\n", label.get(lang));
    if overrides.is_empty() {
        out.push_str(&plan(&economy(&after.head, new), lang));
    } else {
        out.push_str(&changed(&economy(&before.head, old), &economy(&after.head, new), lang));
    }
    out.push_str(&guesses(&after.head, new, lang));
    out.push_str(&strongest(&after.head, new, lang));
    out.push_str(&cuts(&after.head, new, lang));
    say(&out);
    if !findings.is_empty() && !common.quiet {
        tell(&report::print(&findings, &compiled.sources, terminal.style(common, lang)));
    }
    0
}

/// All inputs, and all results with their formulas.
fn plan(economy: &Economy, lang: Lang) -> String {
    let mut rows = vec![heads([words!("输入", "input"), words!("值", "value"), words!("字段", "field")], lang)];
    rows.extend(
        economy
            .inputs
            .iter()
            .map(|input| vec![input.label.get(lang).to_string(), with_unit(&input.value, lang), input.key.clone()]),
    );
    let mut out = table(&rows);
    let mut rows = vec![heads([words!("结果", "result"), words!("值", "value"), words!("怎么算", "how")], lang)];
    rows.extend(
        economy
            .lines
            .iter()
            .map(|line| vec![line.label.get(lang).to_string(), with_unit(&line.value, lang), how(line, lang)]),
    );
    out.push('\n');
    out.push_str(&table(&rows));
    for note in &economy.notes {
        out.push_str(&format!("* {}\n", note.get(lang)));
    }
    out
}

/// By names, then by numbers.
fn how(line: &Line, lang: Lang) -> String {
    let formula = line.formula.get(lang);
    if line.filled.is_empty() { formula.to_string() } else { format!("{formula} = {}", line.filled) }
}

/// The cuts of a bargain one by one, each with the price after it.
fn cuts(head: &CampaignHead, mechanic: &Mechanic, lang: Lang) -> String {
    let Mechanic::Bargain(bargain) = mechanic else { return String::new() };
    let steps = bargain.steps(&head.slug);
    if steps.is_empty() {
        return String::new();
    }
    let names = [words!("第几刀", "cut"), words!("砍掉", "takes"), words!("砍后价格", "price after")];
    let mut rows = vec![heads(names, lang)];
    let numbered = steps.iter().enumerate();
    rows.extend(
        numbered.map(|(index, (cut, price))| vec![(index + 1).to_string(), cut.to_string(), price.to_string()]),
    );
    format!("\n{}", table(&rows))
}

/// What differs.
fn changed(before: &Economy, after: &Economy, lang: Lang) -> String {
    let changes = scenario::changes(before, after);
    if changes.is_empty() {
        return words!("什么都没有变。\n", "Nothing changes.\n").get(lang).to_string();
    }
    let names = [words!("数字", "number"), words!("现在", "now"), words!("改后", "then"), words!("怎么算", "how")];
    let mut rows = vec![heads(names, lang)];
    rows.extend(changes.iter().map(|change| {
        let how = after.line(&change.key).map_or_else(String::new, |line| how(line, lang));
        vec![change.label.get(lang).to_string(), with_unit(&change.before, lang), with_unit(&change.after, lang), how]
    }));
    table(&rows)
}

fn guesses(head: &CampaignHead, mechanic: &Mechanic, lang: Lang) -> String {
    let rows = scenario::scenarios(head, mechanic);
    let names = [words!("情景", "scenario"), words!("低", "low"), words!("预期", "expected"), words!("高", "high")];
    let mut out = vec![heads(names, lang)];
    out.extend(rows.iter().map(|row| {
        let mut cells = vec![row.label.get(lang).to_string()];
        cells.extend(row.values.iter().map(|value| with_unit(value, lang)));
        cells
    }));
    format!("\n{}", table(&out))
}

fn strongest(head: &CampaignHead, mechanic: &Mechanic, lang: Lang) -> String {
    let plan = economy(head, mechanic);
    let rows = scenario::sensitivities(head, mechanic);
    let Some(result) = plan.result().filter(|_| !rows.is_empty()) else { return String::new() };
    let name = &result.label;
    let names = [
        Words::new(format!("影响{}最大的", name.zh), format!("what moves the {}", name.en)),
        words!("低 10%", "10% less"),
        words!("结果", "result"),
        words!("高 10%", "10% more"),
        words!("结果", "result"),
    ];
    let mut out = vec![heads(names, lang)];
    out.extend(rows.iter().take(6).map(|row| {
        vec![
            row.label.get(lang).to_string(),
            row.inputs[0].show(lang),
            row.results[0].show(lang),
            row.inputs[1].show(lang),
            row.results[1].show(lang),
        ]
    }));
    format!("\n{}", table(&out))
}

fn heads<const N: usize>(names: [Words; N], lang: Lang) -> Vec<String> {
    names.iter().map(|name| name.get(lang).to_string()).collect()
}

fn with_unit(value: &crate::model::economy::Value, lang: Lang) -> String {
    format!("{} {}", value.show(lang), value.unit().get(lang)).trim_end().to_string()
}

/// Columns of equal width, Chinese counted as wide.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| width_of(cell)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - width_of(cell) + 2));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// In columns of a terminal.
fn width_of(text: &str) -> usize {
    text.chars().map(|c| if han::is_wide(c) { 2 } else { 1 }).sum()
}
