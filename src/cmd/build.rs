//! `sopress build`: the whole workspace into one folder.

use super::{Opened, Terminal, WRONG, open, password, stop, stop_with, tell, threads};
use crate::{
    base::{
        diag::{Diag, Severity},
        lang::Lang,
    },
    build::{
        plan,
        run::{self, Made, Options},
        zip,
    },
    cli::{Build, Common, Zip},
    report::{self, Format},
    words,
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::{Duration, Instant};

/// A build that is done sooner needs no bar.
const BLINK: Duration = Duration::from_millis(300);

pub fn run(common: &Common, build: &Build, terminal: &Terminal) -> u8 {
    let began = Instant::now();
    threads(build.jobs);
    let today = terminal.today(build.today);
    let Opened { root, compiled, lang } = match open(common, terminal, today) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let style = terminal.style(common, lang);
    // The pages of the team show what was found, so the book keeps it.
    let mut diags = compiled.diags.clone();
    let planned = plan::plan(&compiled.book, build.audience, &mut diags);
    let out = build.out.clone().unwrap_or_else(|| root.join("public"));
    if diags.has_errors() {
        let list = diags.sorted();
        tell(&report::print(&list, &compiled.sources, style));
        return nothing_written(common, &list, lang);
    }
    let seal = match build.encrypt.then(|| password::of_build(build, &root, terminal)).transpose() {
        Ok(password) => password.map(|password| run::seal(&compiled.book, build.audience, &password)),
        Err(words) => return stop_with(words.get(lang), lang),
    };
    let hands = terminal.hands(build.jobs);
    let options = Options { audience: build.audience, today, only: build.only.as_deref(), hands, seal: seal.as_ref() };
    let total =
        planned.iter().filter(|p| build.only.as_deref().is_none_or(|glob| plan::matches(glob, &p.path))).count();
    let bar = bar(total, terminal.live && !common.quiet && common.format == Format::Full, lang);
    let made = run::build(&compiled, &planned, &options, &out, &|| bar.inc(1));
    bar.finish_and_clear();
    let mut made = match made {
        Ok(made) => made,
        Err(diag) => return stop(&diag, &compiled.sources, style),
    };
    diags.extend(std::mem::take(&mut made.diags));
    let list = diags.sorted();
    let failed = list.iter().any(|d| d.severity == Severity::Error);
    if !list.is_empty() || common.format.is_document() {
        let shown: Vec<_> = list.iter().filter(|d| !common.quiet || d.severity == Severity::Error).cloned().collect();
        tell(&report::print(&shown, &compiled.sources, style));
    }
    if failed {
        return nothing_written(common, &list, lang);
    }
    let zipped = match &build.zip {
        None => None,
        Some(wanted) => {
            let file = match wanted {
                Zip::Beside => zip::beside(&out),
                Zip::At(file) => file.clone(),
            };
            match zip::zip(&out, &file) {
                Ok(bytes) => Some((file, bytes)),
                Err(diag) => return stop(&diag, &compiled.sources, style),
            }
        }
    };
    if !common.quiet && !common.format.is_document() {
        tell(&summary(&made, &out.display().to_string(), began.elapsed(), lang));
        if !list.is_empty() {
            tell(&format!("  {}\n", report::summary(&list, lang)));
        }
        if let Some((file, bytes)) = zipped {
            let (file, size) = (file.display(), size(bytes));
            tell(words!("  打包：{file}（{size}）\n", "  packed: {file} ({size})\n").get(lang));
        }
        for kept in &made.written.kept {
            tell(
                words!("  保留了不是 sopress 生成的 {kept}\n", "  kept {kept}, which sopress did not make\n").get(lang),
            );
        }
    }
    0
}

/// How a run ends whose mistakes let nothing be written.
fn nothing_written(common: &Common, list: &[Diag], lang: Lang) -> u8 {
    if common.format == Format::Full {
        let summary = report::summary(list, lang);
        tell(
            words!(
                "{summary}；没有输出，上一次的结果还在\n",
                "{summary}; nothing was written, the last output stands\n"
            )
            .get(lang),
        );
    }
    WRONG
}

fn bar(total: usize, shown: bool, lang: Lang) -> ProgressBar {
    if !shown {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
    let template = words!(
        "  正在编译 {{bar:24}} {{pos}}/{{len}}，还要 {{eta}}",
        "  building {{bar:24}} {{pos}}/{{len}}, {{eta}} left"
    );
    if let Ok(style) = ProgressStyle::with_template(template.get(lang)) {
        bar.set_style(style.progress_chars("━━ "));
    }
    let later = bar.clone();
    std::thread::spawn(move || {
        std::thread::sleep(BLINK);
        if !later.is_finished() {
            later.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
    });
    bar
}

fn summary(made: &Made, out: &str, took: Duration, lang: Lang) -> String {
    let Made { pages, pieces, sheets, calendars, written, .. } = made;
    let (files, unchanged, removed) = (written.files, written.unchanged, written.removed);
    let size = size(written.bytes);
    let seconds = format!("{:.2}", took.as_secs_f64());
    let changed = files - unchanged;
    words!(
        "完成：{pages} 页、{pieces} 份印刷件、{sheets} 份表格、{calendars} 份日历，共 {files} 个文件 {size}（新写 {changed}，删除 {removed}），用时 {seconds} 秒\n  {out}\n",
        "done: {pages} pages, {pieces} prints, {sheets} worksheets, {calendars} calendars; {files} files, {size} ({changed} written, {removed} removed) in {seconds} s\n  {out}\n"
    )
    .get(lang)
    .to_string()
}

fn size(bytes: u64) -> String {
    match bytes {
        0..=1023 => format!("{bytes} B"),
        1024..=1_048_575 => format!("{} KB", bytes / 1024),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}
