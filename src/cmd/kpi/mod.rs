//! `sopress kpi`: worksheets out, filled worksheets in, and how figures went.

mod columns;
mod export;
mod import;
mod trend;

use super::{Opened, Terminal, WRONG, open, tell, threads};
use crate::{
    base::{
        diag::nearest,
        lang::{Lang, Words, listed},
    },
    build::compile::Compiled,
    cli::{Common, Kpi},
    model::{Book, figures::Figures},
    words,
};

pub fn run(common: &Common, options: &Kpi, terminal: &Terminal) -> u8 {
    threads(None);
    let Opened { compiled, lang, .. } = match open(common, terminal, terminal.today(None)) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let desk = Desk { common, terminal, compiled, lang };
    match options {
        Kpi::Export(options) => export::run(&desk, options),
        Kpi::Import(options) => import::run(&desk, options),
        Kpi::Trend(options) => trend::run(&desk, options),
    }
}

/// What each of the three works with.
struct Desk<'a> {
    common: &'a Common,
    terminal: &'a Terminal,
    compiled: Compiled,
    lang: Lang,
}

impl Desk<'_> {
    fn book(&self) -> &Book {
        &self.compiled.book
    }

    /// Says what could not be done, and what there is instead.
    fn refuse<'n>(&self, message: &Words, wrong: &str, known: impl Iterator<Item = &'n str>) -> u8 {
        let lang = self.lang;
        tell(&format!("{}{}\n", words!("错误：", "error: ").get(lang), message.get(lang)));
        let known: Vec<&str> = known.collect();
        let help = nearest(wrong, known.iter().copied()).unwrap_or_else(|| {
            let (zh, en) = listed(known.iter().take(20).copied());
            words!("有：{zh}", "there are: {en}")
        });
        if !known.is_empty() {
            tell(&format!("  {}\n", help.get(lang)));
        }
        WRONG
    }

    fn team(&self, name: &str) -> Option<&Figures> {
        self.book().figures.iter().find(|figures| figures.team == name)
    }

    /// The teams that are meant: one by name, else all. `Err` is the exit code, told.
    fn teams(&self, name: Option<&str>) -> Result<Vec<&Figures>, u8> {
        let all: Vec<&Figures> = self.book().figures.iter().collect();
        if all.is_empty() {
            let none = words!(
                "还没有填好的数：把表放进 content/data/kpi/，或用 sopress kpi import 收进来",
                "there are no figures yet: put worksheets into content/data/kpi/, or take them in with sopress kpi import"
            );
            return Err(self.refuse(&none, "", std::iter::empty()));
        }
        let Some(name) = name else { return Ok(all) };
        match self.team(name) {
            Some(team) => Ok(vec![team]),
            None => {
                let message = words!("没有名为“{name}”的团队", "no team is named “{name}”");
                Err(self.refuse(&message, name, all.iter().map(|figures| figures.team.as_str())))
            }
        }
    }
}
