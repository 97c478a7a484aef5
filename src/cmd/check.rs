//! `sopress check`: says everything that is wrong and writes nothing but, when asked, a baseline.

use super::{Opened, Terminal, UNABLE, WRONG, open, say, stop_with, tell, threads};
use crate::{
    base::{
        diag::{Diag, Diags, Severity},
        lang::Lang,
        system::why,
    },
    build::{plan, pressroom, run::Options, theme},
    cli::{Check, Common},
    model::chapter::Audience,
    report::{
        self, Format,
        baseline::{Baseline, Entry},
    },
    words,
};
use std::{fs, path::Path};

pub fn run(common: &Common, options: &Check, terminal: &Terminal) -> u8 {
    threads(None);
    let Opened { mut compiled, lang, .. } = match open(common, terminal, terminal.today(options.today)) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let today = terminal.today(options.today);
    let hands = terminal.hands(None);
    let mut found = Diags::new();
    let planned = plan::plan(&compiled.book, Audience::Internal, &mut found);
    let as_built = Options { audience: Audience::Internal, today, only: None, hands, seal: None };
    found.extend(theme::look(&compiled, &planned, &as_built));
    let mut diags = std::mem::take(&mut compiled.diags);
    diags.extend(found);
    if options.prints {
        diags.extend(pressroom::look(&compiled.book, today, terminal.hands(None)));
    }
    let mut list = diags.sorted();
    if let Some(file) = &options.write_baseline {
        return write(file, &Baseline::of(&list, &compiled.sources), lang);
    }
    let (mut known, mut stale) = (0, Vec::new());
    if let Some(file) = &options.baseline {
        let baseline = match read(file, lang) {
            Ok(baseline) => baseline,
            Err(exit) => return exit,
        };
        let sifted = baseline.sift(list, &compiled.sources);
        (list, known, stale) = (sifted.new, sifted.known, sifted.stale);
    }
    let shown: Vec<Diag> = list.iter().filter(|d| !common.quiet || d.severity == Severity::Error).cloned().collect();
    // What a tool reads goes to the standard output.
    say(&report::print(&shown, &compiled.sources, terminal.style(common, lang)));
    let wrong = list
        .iter()
        .any(|d| d.severity == Severity::Error || (options.deny_warnings && d.severity == Severity::Warning));
    if common.format == Format::Full && !common.quiet {
        let outputs = planned.len();
        tell(&match list.is_empty() {
            true if known > 0 => words!("没有新的问题\n", "nothing new is wrong\n").get(lang).to_string(),
            true => {
                words!("没有问题，可以产出 {outputs} 个文件\n", "nothing is wrong; {outputs} outputs can be made\n")
                    .get(lang)
                    .to_string()
            }
            false => format!("{}\n", report::summary(&list, lang)),
        });
    }
    if !common.quiet {
        tell_known(known, &stale, lang);
    }
    if wrong { WRONG } else { 0 }
}

/// What the baseline kept quiet, and what it lists in vain.
fn tell_known(known: usize, stale: &[Entry], lang: Lang) {
    const SHOWN: usize = 5;
    if known > 0 {
        tell(words!("基线里的 {known} 处没有再报\n", "{known} of the baseline were not told again\n").get(lang));
    }
    if stale.is_empty() {
        return;
    }
    let count = stale.len();
    tell(
        words!(
            "基线里有 {count} 处已经改好，可以用 --write-baseline 重写一份：\n",
            "{count} of the baseline are mended; --write-baseline writes it anew:\n"
        )
        .get(lang),
    );
    for Entry { file, code, line, .. } in stale.iter().take(SHOWN) {
        tell(&format!("  {file}  {code}  {line}\n"));
    }
    if count > SHOWN {
        let more = count - SHOWN;
        tell(words!("  还有 {more} 处\n", "  and {more} more\n").get(lang));
    }
}

fn read(file: &Path, lang: Lang) -> Result<Baseline, u8> {
    let shown = file.display();
    let text = fs::read_to_string(file).map_err(|error| {
        let (zh, en) = why(&error);
        stop_with(words!("读不了基线 {shown}：{zh}", "cannot read the baseline {shown}: {en}").get(lang), lang)
    })?;
    Baseline::read(&text).ok_or_else(|| {
        stop_with(
            words!(
                "{shown} 不是基线文件；用 sopress check --write-baseline {shown} 写一份",
                "{shown} is no baseline; sopress check --write-baseline {shown} writes one"
            )
            .get(lang),
            lang,
        )
    })
}

fn write(file: &Path, baseline: &Baseline, lang: Lang) -> u8 {
    let (shown, count) = (file.display(), baseline.count());
    if let Err(error) = fs::write(file, baseline.write()) {
        let (zh, en) = why(&error);
        tell(words!("错误：写不了 {shown}：{zh}\n", "error: cannot write {shown}: {en}\n").get(lang));
        return UNABLE;
    }
    say(words!(
        "{shown}：记下了 {count} 处现有的问题\n  以后用 sopress check --baseline {shown}，只报新的问题\n",
        "{shown}: {count} known\n  from now on sopress check --baseline {shown} tells only what is new\n"
    )
    .get(lang));
    0
}
