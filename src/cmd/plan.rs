//! `sopress plan`: every output path, and the sources that it is made from.

use super::{Opened, Terminal, WRONG, open, say, tell, threads};
use crate::{
    build::plan::{self, Planned},
    cli::Common,
    model::chapter::Audience,
    report,
    source::Sources,
};
use serde::Serialize;

#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    sources: Vec<&'a str>,
}

pub fn run(common: &Common, only: Option<&str>, audience: Audience, json: bool, terminal: &Terminal) -> u8 {
    threads(None);
    let Opened { mut compiled, lang, .. } = match open(common, terminal, terminal.today(None)) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let mut diags = std::mem::take(&mut compiled.diags);
    let planned = plan::plan(&compiled.book, audience, &mut diags);
    let rows: Vec<Row<'_>> = planned
        .iter()
        .filter(|planned| only.is_none_or(|glob| plan::matches(glob, &planned.path)))
        .map(|planned| row(planned, &compiled.sources))
        .collect();
    if json {
        let mut text = serde_json::to_string_pretty(&rows).expect("texts always make JSON");
        text.push('\n');
        say(&text);
    } else {
        say(&rows.iter().map(|row| format!("{}  ←  {}\n", row.path, row.sources.join(", "))).collect::<String>());
    }
    if diags.has_errors() {
        tell(&report::print(&diags.sorted(), &compiled.sources, terminal.style(common, lang)));
        return WRONG;
    }
    0
}

fn row<'a>(planned: &'a Planned, sources: &'a Sources) -> Row<'a> {
    let from: Vec<&str> = planned.sources.iter().map(|file| sources.path(*file)).collect();
    Row { path: &planned.path, sources: if from.is_empty() { vec!["*"] } else { from } }
}
