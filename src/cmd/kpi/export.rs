//! `sopress kpi export`: a worksheet of a team, a stage, a campaign, or of one period over all teams.

use super::Desk;
use crate::{
    base::{slug::slug, system::why},
    cli::KpiExport,
    cmd::{UNABLE, say, stop_with, tell},
    model::{
        chapter::Audience,
        figures::{Figures, PeriodKey},
    },
    output::sheet::{self, Worksheet, plain},
    words,
};
use std::{fs, ops::Range, path::PathBuf};

pub fn run(desk: &Desk<'_>, options: &KpiExport) -> u8 {
    let (sheet, name) = match chosen(desk, options) {
        Ok(chosen) => chosen,
        Err(exit) => return exit,
    };
    let ending =
        options.out.as_ref().and_then(|out| out.extension()).map(|ending| ending.to_string_lossy().to_lowercase());
    let form = options.form.clone().or(ending).unwrap_or_else(|| "xlsx".to_string());
    let bytes = match form.as_str() {
        "xlsx" => sheet::workbook(&sheet),
        "csv" => plain::csv(&sheet).into_bytes(),
        "json" => {
            let mut text =
                serde_json::to_string_pretty(&plain::json(&sheet)).expect("texts and numbers always make JSON");
            text.push('\n');
            text.into_bytes()
        }
        other => {
            let message = words!("不会写“.{other}”", "cannot write “.{other}”");
            return desk.refuse(&message, other, ["xlsx", "csv", "json"].into_iter());
        }
    };
    let out = match &options.out {
        Some(out) => out.clone(),
        None if form == "xlsx" => PathBuf::from(format!("{name}.xlsx")),
        None => {
            say(&String::from_utf8_lossy(&bytes));
            return 0;
        }
    };
    if let Err(error) = fs::write(&out, bytes) {
        let (path, (zh, en)) = (out.display(), why(&error));
        return stop_with(words!("{path} 写不了：{zh}", "{path} cannot be written: {en}").get(desk.lang), desk.lang);
    }
    if !desk.common.quiet {
        let (path, kpis, inputs, columns) = (out.display(), sheet.lines.len(), sheet.inputs.len(), sheet.periods.len());
        tell(
            words!(
                "写好了 {path}：{kpis} 个指标，{inputs} 个要填的数，{columns} 列\n",
                "wrote {path}: {kpis} KPIs, {inputs} figures, {columns} columns\n"
            )
            .get(desk.lang),
        );
    }
    0
}

/// The worksheet that is meant, and the name of its file.
fn chosen(desk: &Desk<'_>, options: &KpiExport) -> Result<(Worksheet, String), u8> {
    let book = desk.book();
    let Some(name) = options.name.as_deref() else { return all_teams(desk, options) };
    if let Some(team) = desk.team(name) {
        let periods = periods(desk, team, options)?;
        return Ok((sheet::kpis::team_sheet(book, team, periods), file_name("team", name)));
    }
    let stages = sheet::kpis::stages(book);
    if stages.contains(&name) {
        return Ok((sheet::kpis::stage_sheet(book, name), file_name("stage", name)));
    }
    let campaign = book.campaigns.iter().find(|(_, campaign)| {
        let head = &campaign.head;
        head.title.value == name || head.slug == name || head.aliases.iter().any(|alias| alias.value == name)
    });
    if let Some((id, campaign)) = campaign {
        return Ok((sheet::campaign::worksheet(book, Audience::Internal, id), campaign.head.slug.clone()));
    }
    let teams = book.figures.iter().map(|figures| figures.team.as_str());
    let titles = book.campaigns.values().map(|campaign| campaign.head.title.value.as_str());
    let message = words!("没有名为“{name}”的团队、阶段或活动", "no team, stage or campaign is named “{name}”");
    Err(desk.refuse(&message, name, teams.chain(stages.iter().copied()).chain(titles)))
}

fn all_teams(desk: &Desk<'_>, options: &KpiExport) -> Result<(Worksheet, String), u8> {
    let teams = desk.teams(None)?;
    let newest = || {
        let last = teams.iter().filter_map(|figures| figures.periods.last());
        last.max_by_key(|period| PeriodKey::read(period).0).cloned()
    };
    let asked = options.period.as_deref().map(|period| PeriodKey::read(period).1);
    let Some(period) = asked.clone().or_else(newest) else { return Err(UNABLE) };
    let sheet = sheet::kpis::teams_sheet(desk.book(), &period);
    if sheet.periods.is_empty() {
        return Err(no_period(desk, &period, teams.iter().flat_map(|figures| &figures.periods)));
    }
    Ok((sheet, file_name("teams", &period)))
}

/// The periods of a team that were asked for.
fn periods(desk: &Desk<'_>, team: &Figures, options: &KpiExport) -> Result<Range<usize>, u8> {
    let count = team.periods.len();
    if let Some(last) = options.last {
        return Ok(count.saturating_sub(last)..count);
    }
    let Some(asked) = options.period.as_deref() else { return Ok(0..count) };
    let (first, last) = asked.split_once("..").unwrap_or((asked, asked));
    let place = |text: &str| {
        let (key, label) = PeriodKey::read(text);
        let found = team.periods.iter().position(|known| *known == label || PeriodKey::read(known).0 == key);
        found.ok_or_else(|| no_period(desk, &label, team.periods.iter()))
    };
    let (first, last) = (place(first)?, place(last)?);
    Ok(first.min(last)..first.max(last) + 1)
}

fn no_period<'n>(desk: &Desk<'_>, period: &str, known: impl Iterator<Item = &'n String>) -> u8 {
    let message = words!("没有“{period}”这一期的数", "there are no figures for “{period}”");
    let mut list: Vec<&str> = Vec::new();
    for name in known.map(String::as_str) {
        if !list.contains(&name) {
            list.push(name);
        }
    }
    // The latest are the likely ones.
    desk.refuse(&message, period, list.into_iter().rev())
}

/// As the file of the same worksheet is called in the output.
fn file_name(kind: &str, name: &str) -> String {
    format!("{kind}-{}", slug(name))
}
