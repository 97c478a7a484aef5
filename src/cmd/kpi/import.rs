//! `sopress kpi import`: filled files are read as the build would read them, told about, and only then put in their place.

use super::{Desk, columns};
use crate::{
    base::{
        diag::{Diag, Severity},
        exact::Exact,
        slug::slug,
        system::why,
    },
    build::compile::{self, Compiled},
    cli::KpiImport,
    cmd::{WRONG, say, stop_with, tell},
    model::figures::Figures,
    report, words,
};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// A file for the folder of figures.
struct Incoming {
    from: PathBuf,
    /// Below the workspace.
    path: String,
    team: String,
    bytes: Vec<u8>,
    /// The very same stands there already.
    known: bool,
}

/// What a team gained.
#[derive(Serialize)]
struct Gain {
    team: String,
    files: Vec<String>,
    periods: Vec<String>,
    figures: usize,
    new: usize,
    changed: usize,
    kpis: usize,
}

pub fn run(desk: &Desk<'_>, options: &KpiImport) -> u8 {
    let mut incoming: Vec<Incoming> = Vec::new();
    for file in &options.files {
        match take(desk, options, file) {
            Ok(file) => incoming.push(file),
            Err(exit) => return exit,
        }
    }
    let mut taken: BTreeMap<String, &Path> = BTreeMap::new();
    for file in &incoming {
        if let Some(other) = taken.insert(file.path.to_lowercase(), &file.from) {
            let (one, two) = (other.display(), file.from.display());
            let message = words!(
                "{one} 和 {two} 会放到同一个地方：改一个文件名",
                "{one} and {two} would go to one place: rename one of them"
            );
            return stop_with(message.get(desk.lang), desk.lang);
        }
    }
    let sources =
        incoming.iter().fold(desk.compiled.sources.clone(), |all, file| all.with(&file.path, file.bytes.clone()));
    let after = compile::understand(sources, crate::base::diag::Diags::new(), desk.terminal.today(None));
    let told = told(&after, &incoming);
    let wrong = told.iter().any(|diag| diag.severity == Severity::Error);
    let gains: Vec<Gain> = gains(desk, &after, &incoming);
    if !wrong && !options.dry {
        for file in incoming.iter().filter(|file| !file.known) {
            if let Err(error) = put(&desk.compiled.sources.root.join(&file.path), &file.bytes) {
                let (path, (zh, en)) = (&file.path, why(&error));
                return stop_with(
                    words!("{path} 写不了：{zh}", "{path} cannot be written: {en}").get(desk.lang),
                    desk.lang,
                );
            }
        }
    }
    if options.json {
        print_json(desk, &after, &gains, &told, !wrong && !options.dry);
    } else {
        print(desk, &after, &gains, &told, wrong, options.dry);
    }
    if wrong { WRONG } else { 0 }
}

/// Reads a file and finds where it belongs.
fn take(desk: &Desk<'_>, options: &KpiImport, from: &Path) -> Result<Incoming, u8> {
    let shown = from.display();
    let stop = |message: crate::base::lang::Words| stop_with(message.get(desk.lang), desk.lang);
    let name = from.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let ending = ending.to_lowercase();
    if !["xlsx", "csv"].contains(&ending.as_str()) {
        return Err(stop(words!(
            "{shown} 不是 .xlsx 或 .csv：用 Excel、WPS 或 LibreOffice 另存为 .xlsx",
            "{shown} is neither .xlsx nor .csv: save it as .xlsx with Excel, WPS or LibreOffice"
        )));
    }
    let bytes = fs::read(from).map_err(|error| {
        let (zh, en) = why(&error);
        stop(words!("{shown} 读不了：{zh}", "{shown} cannot be read: {en}"))
    })?;
    // Our own files are called by the team's name in letters.
    let ours = desk.book().figures.iter().find(|figures| format!("team-{}", slug(&figures.team)) == stem);
    let team =
        options.team.clone().or_else(|| ours.map(|figures| figures.team.clone())).unwrap_or_else(|| stem.to_string());
    if team.trim().is_empty() || team.starts_with('.') || team.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|'])
    {
        return Err(stop(words!("团队的名字“{team}”不能当文件夹名", "the team's name “{team}” cannot name a folder")));
    }
    let path = format!("content/data/kpi/{team}/{stem}.{ending}");
    let before = fs::read(desk.compiled.sources.root.join(&path)).ok();
    let known = before.as_ref().is_some_and(|before| *before == bytes);
    if before.is_some() && !known && !options.replace {
        return Err(stop(words!(
            "已经有 {path}，内容不同：加 --replace 换掉它，或把新文件改名",
            "there is a different {path} already: add --replace to replace it, or rename the new file"
        )));
    }
    Ok(Incoming { from: from.to_path_buf(), path, team, bytes, known })
}

/// What the build would say about these files.
fn told(after: &Compiled, incoming: &[Incoming]) -> Vec<Diag> {
    let here = |diag: &Diag| {
        diag.span.is_some_and(|span| incoming.iter().any(|file| file.path == after.sources.path(span.file)))
    };
    let all: Vec<Diag> = after.diags.iter().filter(|diag| here(diag)).cloned().collect();
    let mut diags = crate::base::diag::Diags::new();
    diags.extend(all);
    diags.sorted()
}

fn gains(desk: &Desk<'_>, after: &Compiled, incoming: &[Incoming]) -> Vec<Gain> {
    let mut teams: Vec<&str> = incoming.iter().map(|file| file.team.as_str()).collect();
    teams.sort_unstable();
    teams.dedup();
    let calculation = crate::model::figures::Calculation::new(&after.book.kpis);
    teams
        .into_iter()
        .filter_map(|team| {
            let now = after.book.figures.iter().find(|figures| figures.team == team)?;
            let before = desk.team(team).map(values).unwrap_or_default();
            let now_values = values(now);
            let touched: Vec<&(&str, &str)> =
                now_values.iter().filter(|(key, value)| before.get(*key) != Some(*value)).map(|(key, _)| key).collect();
            let new = touched.iter().filter(|key| !before.contains_key(**key)).count();
            Some(Gain {
                team: team.to_string(),
                files: incoming.iter().filter(|file| file.team == team).map(|file| file.path.clone()).collect(),
                periods: now.periods.clone(),
                figures: now_values.len(),
                new,
                changed: touched.len() - new,
                kpis: calculation.last(now, now.periods.len()).len(),
            })
        })
        .collect()
}

/// Every figure of a team by name and period.
fn values(figures: &Figures) -> BTreeMap<(&str, &str), &Exact> {
    let mut all = BTreeMap::new();
    for (row, input) in figures.inputs.iter().enumerate() {
        for (column, period) in figures.periods.iter().enumerate() {
            if let Some(value) = figures.value(row, column) {
                all.insert((input.as_str(), period.as_str()), value);
            }
        }
    }
    all
}

/// Beside it first, so that a full disk leaves the old one whole.
fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = path.with_file_name(format!(".{name}.new"));
    fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}

fn print(desk: &Desk<'_>, after: &Compiled, gains: &[Gain], told: &[Diag], wrong: bool, dry: bool) {
    let lang = desk.lang;
    let heads = [
        words!("团队", "team"),
        words!("周期", "periods"),
        words!("数", "figures"),
        words!("新的", "new"),
        words!("改了", "changed"),
        words!("能算的指标", "KPIs"),
    ];
    let mut rows = vec![heads.iter().map(|head| head.get(lang).to_string()).collect::<Vec<String>>()];
    rows.extend(gains.iter().map(|gain| {
        let span = match (gain.periods.first(), gain.periods.last()) {
            (Some(first), Some(last)) if first != last => format!("{first} … {last}"),
            (Some(only), _) => only.clone(),
            _ => "—".to_string(),
        };
        let count = gain.periods.len();
        vec![
            gain.team.clone(),
            words!("{span}（{count} 期）", "{span} ({count})").get(lang).to_string(),
            gain.figures.to_string(),
            gain.new.to_string(),
            gain.changed.to_string(),
            gain.kpis.to_string(),
        ]
    }));
    if !gains.is_empty() && !desk.common.quiet {
        say(&columns::table(&rows, 2..6));
    }
    tell(&report::print(told, &after.sources, desk.terminal.style(desk.common, lang)));
    let files: Vec<&str> = gains.iter().flat_map(|gain| &gain.files).map(String::as_str).collect();
    let list = files.join("、");
    let last = if wrong {
        words!(
            "没有写入：改好上面的格子再导入一次。\n",
            "Nothing was written: mend the cells above and import again.\n"
        )
    } else if dry {
        words!("试读完毕，没有写入。\n", "Read for trial; nothing was written.\n")
    } else {
        words!("放好了：{list}\n", "Put into place: {list}\n")
    };
    if wrong || !desk.common.quiet {
        tell(last.get(lang));
    }
}

fn print_json(desk: &Desk<'_>, after: &Compiled, gains: &[Gain], told: &[Diag], written: bool) {
    let style = report::Style { format: report::Format::Json, ..desk.terminal.style(desk.common, desk.lang) };
    let problems = report::print(told, &after.sources, style);
    let problems: serde_json::Value = serde_json::from_str(&problems).unwrap_or_default();
    let all = serde_json::json!({ "written": written, "teams": gains, "problems": problems["diagnostics"] });
    let mut text = serde_json::to_string_pretty(&all).expect("texts and numbers always make JSON");
    text.push('\n');
    say(&text);
}
