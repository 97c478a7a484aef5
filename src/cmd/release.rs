//! `sopress release`: notes what is published now, every address and every content, in `sopress.lock`.

use super::{Opened, Terminal, UNABLE, WRONG, open, say, tell, threads};
use crate::{
    base::{date::Date, diag::Diags, lang::Lang, system::why},
    build::published::{self, Change, Ledger, Release, What},
    cli::Common,
    report, words,
};
use std::fs;

pub fn run(common: &Common, today: Option<Date>, terminal: &Terminal) -> u8 {
    threads(None);
    let today = terminal.today(today);
    let Opened { root, mut compiled, lang } = match open(common, terminal, today) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let diags = std::mem::take(&mut compiled.diags);
    if diags.has_errors() {
        tell(&report::print(&diags.sorted(), &compiled.sources, terminal.style(common, lang)));
        tell(words!("先改好错误，再记这一版\n", "mend the mistakes first\n").get(lang));
        return WRONG;
    }
    let present = published::present(&compiled.book, &compiled.sources);
    let ledger = published::read(&compiled.sources, &mut Diags::new()).unwrap_or_default();
    let version = compiled.book.site.version.clone();
    let changes = published::changes(&ledger, ledger.releases.len(), &present);
    let widened = published::widened(&ledger, &present);
    if let Some(last) = ledger.releases.last() {
        if changes.is_empty() && widened == 0 {
            let version = &last.version;
            say(words!("和 {version} 一样，没有要记的\n", "the same as {version}; there is nothing to note\n")
                .get(lang));
            return 0;
        }
        if ledger.releases.iter().any(|release| release.version == version) {
            return taken(&version, changes.len().max(widened), lang);
        }
    }
    let counts = counts(&changes, &ledger, lang);
    let release = Release { version: version.clone(), date: Some(today) };
    let file = root.join(published::FILE);
    if let Err(error) = replace(&file, &published::write(&ledger.with(release, &present))) {
        let (file, (zh, en)) = (file.display(), why(&error));
        tell(words!("错误：写不了 {file}：{zh}\n", "error: cannot write {file}: {en}\n").get(lang));
        return UNABLE;
    }
    let file = published::FILE;
    say(words!(
        "记下了 {version}：{counts}\n  {file} 要和内容一起保存；以后网址不见了、内容改了没升版本，check 都会说\n",
        "noted {version}: {counts}\n  keep {file} with the content; from now on check tells of addresses that vanish and of versions that were not raised\n"
    )
    .get(lang));
    0
}

/// A version that was published is not published again with another content.
fn taken(version: &str, changed: usize, lang: Lang) -> u8 {
    let next = published::next(version);
    tell(
        words!(
            "错误：{version} 已经发布过，现在有 {changed} 处不一样\n  在 sopress.toml 里写 version = \"{next}\" 再来；sopress what-changed 列出改了什么\n",
            "error: {version} was published before, and {changed} records differ now\n  write version = \"{next}\" in sopress.toml and try again; sopress what-changed lists them\n"
        )
        .get(lang),
    );
    WRONG
}

fn counts(changes: &[Change<'_>], ledger: &Ledger, lang: Lang) -> String {
    let count = |what| changes.iter().filter(|change| change.what == what).count();
    let (added, changed, removed) = (count(What::Added), count(What::Changed), count(What::Removed));
    if ledger.releases.is_empty() {
        return words!("第一次，{added} 条", "the first time, {added} records").get(lang).to_string();
    }
    words!("新增 {added}，修改 {changed}，去掉 {removed}", "{added} added, {changed} changed, {removed} removed")
        .get(lang)
        .to_string()
}

/// Writes beside and renames, so that a file cut short never stands there.
fn replace(file: &std::path::Path, text: &str) -> std::io::Result<()> {
    let beside = file.with_extension("lock.new");
    fs::write(&beside, text)?;
    fs::rename(&beside, file)
}
