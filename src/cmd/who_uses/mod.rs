//! `sopress who-uses NAME`: every place that would change its meaning if that name did.

mod mentions;

use super::{Opened, Terminal, UNABLE, open, say, tell, threads};
use crate::{
    base::{diag::nearest, lang::Lang, span::Span},
    build::compile::Compiled,
    cli::Common,
    model::{Book, text::RecordKind},
    words,
};
use mentions::{Mention, Thing, mentions};
use serde::Serialize;

pub fn run(common: &Common, name: &str, json: bool, terminal: &Terminal) -> u8 {
    threads(None);
    let Opened { compiled, lang, .. } = match open(common, terminal, terminal.today(None)) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let (kind, wanted) = asked(name);
    let known = targets(&compiled.book);
    let mut found: Vec<Target> =
        known.iter().filter(|t| kind.is_none_or(|kind| t.thing == kind) && t.is_called(&wanted)).cloned().collect();
    let mentions = mentions(&compiled.sources);
    if found.is_empty() {
        // Slots, pictures and names that nothing bears: whatever is written that way.
        found.push(Target {
            thing: kind.unwrap_or(Thing::Any),
            title: wanted.clone(),
            names: vec![wanted],
            span: None,
        });
    }
    let answers: Vec<Answer> = found.iter().map(|target| answer(target, &mentions, &compiled, lang)).collect();
    if answers.iter().all(|answer| answer.uses.is_empty() && answer.file.is_none()) {
        return unknown(name, &known, lang);
    }
    if json {
        say(&format!("{}\n", serde_json::to_string_pretty(&answers).expect("texts always make JSON")));
    } else {
        say(&answers.iter().map(|answer| text(answer, lang)).collect::<String>());
    }
    0
}

/// `指标:成团率` asks for one kind; `{昵称}` and `{{ vars.x }}` are read as they are written.
fn asked(name: &str) -> (Option<Thing>, String) {
    let plain = name.trim().trim_start_matches("[[").trim_end_matches("]]").trim_matches(['{', '}']).trim();
    match plain.split_once([':', '：']) {
        Some((kind, rest)) => match RecordKind::parse(kind.trim()) {
            Some(kind) => (Some(Thing::Record(kind)), rest.trim().to_string()),
            None => (None, plain.to_string()),
        },
        None => (None, plain.to_string()),
    }
}

/// Something that has a name.
#[derive(Clone, Debug)]
struct Target {
    thing: Thing,
    title: String,
    names: Vec<String>,
    span: Option<Span>,
}

impl Target {
    fn is_called(&self, name: &str) -> bool {
        self.names.iter().any(|known| same(known, name))
    }
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

fn targets(book: &Book) -> Vec<Target> {
    let mut list = Vec::new();
    let mut put = |thing, title: &str, others: Vec<&str>, span| {
        let names = std::iter::once(title).chain(others).filter(|name| !name.is_empty()).map(str::to_string).collect();
        list.push(Target { thing, title: title.to_string(), names, span: Some(span) });
    };
    let record = Thing::Record;
    for chapter in book.chapters.values() {
        let document = &chapter.document;
        let mut others: Vec<&str> = document.aliases.iter().chain(&document.code).map(|n| n.value.as_str()).collect();
        others.push(&document.slug);
        put(record(RecordKind::Chapter), &document.title.value, others, document.title.span);
    }
    for script in book.scripts.values() {
        let long = format!("{}/{}", book.libraries[script.library].head.title.value, script.head.name.value);
        put(record(RecordKind::Script), &script.head.name.value, vec![&long], script.head.span);
    }
    for campaign in book.campaigns.values() {
        let head = &campaign.head;
        let others = head.aliases.iter().map(|a| a.value.as_str()).chain([head.slug.as_str()]).collect();
        put(record(RecordKind::Campaign), &head.title.value, others, head.title.span);
    }
    for kpi in book.kpis.values() {
        let head = &kpi.head;
        let number = head.number.as_ref().map_or("", |number| number.value.as_str());
        let others = head.aliases.iter().map(|a| a.value.as_str()).chain([number, &head.en, &head.slug]).collect();
        put(record(RecordKind::Kpi), &head.name.value, others, head.name.span);
    }
    for plan in book.plans.values() {
        put(record(RecordKind::Plan), &plan.head.title.value, vec![&plan.head.slug], plan.head.title.span);
    }
    for rubric in book.rubrics.values() {
        put(record(RecordKind::Rubric), &rubric.head.name.value, vec![&rubric.head.slug], rubric.head.name.span);
    }
    for print in book.prints.values() {
        put(record(RecordKind::Print), &print.head.title.value, vec![&print.head.slug], print.head.title.span);
    }
    for role in book.roles.values() {
        let others = role.aliases.iter().map(|a| a.value.as_str()).chain([role.slug.as_str(), &role.en]).collect();
        put(record(RecordKind::Role), &role.name.value, others, role.name.span);
    }
    for term in book.terms.values() {
        let others = term.aliases.iter().map(|a| a.value.as_str()).chain([term.slug.as_str(), &term.en]).collect();
        put(record(RecordKind::Term), &term.name.value, others, term.name.span);
    }
    for code in book.codes.values() {
        put(record(RecordKind::Code), &code.id.value, vec![&code.title], code.id.span);
    }
    for kit in book.kits.values() {
        put(Thing::Kit, &kit.name, vec![&kit.title], kit.span);
    }
    for limit in book.limits.values() {
        let (id, name) = (&limit.id.value, &limit.name);
        let value = format!("limit.{id}");
        let others = [id.clone(), name.clone(), format!("上限.{id}"), format!("上限.{name}")];
        put(Thing::Value, &value, others.iter().map(String::as_str).collect(), limit.id.span);
    }
    for (name, value) in &book.site.vars {
        let full = format!("vars.{}", name.value);
        put(Thing::Value, &full, vec![&name.value], name.span.to(value.span));
    }
    list
}

#[derive(Serialize)]
struct Answer {
    kind: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    uses: Vec<Use>,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Use {
    file: String,
    line: usize,
    column: usize,
    /// The key, or the way of writing: `roles`, `[[…]]`, `{{ … }}`.
    r#as: String,
}

fn answer(target: &Target, mentions: &[Mention], compiled: &Compiled, lang: Lang) -> Answer {
    let place = target.span.map(|span| compiled.sources.place(span));
    let mut uses: Vec<Use> = mentions
        .iter()
        .filter(|mention| mention.thing.fits(target.thing) && target.is_called(&mention.name))
        // A name is no use of itself.
        .filter(|mention| target.span != Some(mention.span))
        .map(|mention| {
            let at = compiled.sources.place(mention.span);
            Use { file: at.path.to_string(), line: at.line, column: at.column, r#as: mention.how.clone() }
        })
        .collect();
    uses.sort();
    uses.dedup();
    Answer {
        kind: target.thing.label().get(lang).to_string(),
        name: target.title.clone(),
        file: place.map(|place| place.path.to_string()),
        line: place.map(|place| place.line),
        uses,
    }
}

fn text(answer: &Answer, lang: Lang) -> String {
    let Answer { kind, name, file, line, uses } = answer;
    let place = match (file, line) {
        (Some(file), Some(line)) => format!("  {file}:{line}"),
        _ => String::new(),
    };
    let mut out = words!("{kind}“{name}”{place}\n", "{kind} “{name}”{place}\n").get(lang).to_string();
    for Use { file, line, column, r#as } in uses {
        out.push_str(&format!("  {file}:{line}:{column}  {as}\n"));
    }
    let count = uses.len();
    out.push_str(
        match count {
            0 => words!("  没有地方用到\n", "  nothing uses it\n"),
            _ => words!("  共 {count} 处\n", "  {count} in all\n"),
        }
        .get(lang),
    );
    out
}

fn unknown(name: &str, known: &[Target], lang: Lang) -> u8 {
    tell(
        words!("错误：没有“{name}”，也没有地方写到它\n", "error: there is no “{name}”, and nothing mentions it\n")
            .get(lang),
    );
    let (_, wanted) = asked(name);
    if let Some(hint) = nearest(&wanted, known.iter().flat_map(|t| t.names.iter().map(String::as_str))) {
        tell(&format!("  {}\n", hint.get(lang)));
    }
    UNABLE
}
