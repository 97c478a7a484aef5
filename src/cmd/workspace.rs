//! The workspace that a command works on, and what a person names in it.

use super::{Terminal, stop, tell};
use crate::{
    base::{
        date::Date,
        diag::{Diags, nearest},
        lang::{Lang, Words, listed},
        span::FileId,
        system::why,
    },
    build::compile::{self, Compiled},
    cli::Common,
    model::{Book, campaign::Campaign, print::Print, table::Id},
    parse::{Source, site},
    source::{self, Sources},
    words,
};
use std::{fs, io, path::PathBuf};

/// A workspace that was read, and the language to speak about it.
pub struct Opened {
    pub root: PathBuf,
    pub compiled: Compiled,
    pub lang: Lang,
}

/// Finds the workspace that is meant and reads it; what keeps it from being read is told, and gives the exit code.
pub fn open(common: &Common, terminal: &Terminal, today: Date) -> Result<Opened, u8> {
    let root = root(common, terminal)?;
    let compiled =
        compile::compile(&root, None, today).map_err(|error| unreadable(&error, terminal.lang(common, None)))?;
    let lang = terminal.lang(common, Some(compiled.book.site.lang));
    Ok(Opened { root, compiled, lang })
}

/// The workspace that is meant: `--root`, else the folder above with a `sopress.toml`.
pub fn root(common: &Common, terminal: &Terminal) -> Result<PathBuf, u8> {
    let start = match &common.root {
        Some(root) => root.clone(),
        None => std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
    };
    let style = terminal.style(common, terminal.lang(common, None));
    source::find_root(&start).map_err(|diag| stop(&diag, &Sources::default(), style))
}

/// The language to speak where a workspace may or may not be at hand; only its settings are read.
pub fn language(common: &Common, terminal: &Terminal) -> Lang {
    let start = common.root.clone().or_else(|| std::env::current_dir().ok());
    let root = start.and_then(|start| source::find_root(&start).ok());
    let settings = root.and_then(|root| fs::read_to_string(root.join("sopress.toml")).ok());
    let site = settings.map(|text| site::site(&Source { file: FileId(0), text: &text }, &mut Diags::new()));
    terminal.lang(common, site.map(|site| site.lang))
}

/// “工作区读不了：…”.
pub fn unreadable(error: &io::Error, lang: Lang) -> u8 {
    let (zh, en) = why(error);
    tell(words!("错误：工作区读不了：{zh}\n", "error: the workspace cannot be read: {en}\n").get(lang));
    super::UNABLE
}

/// The campaign of that title, address or other name; what is not found is said with the nearest.
pub fn named<'a>(book: &'a Book, name: &str, lang: Lang) -> Option<&'a Campaign> {
    let wanted = name.trim();
    let found = book.campaigns.values().find(|campaign| {
        let head = &campaign.head;
        head.title.value == wanted || head.slug == wanted || head.aliases.iter().any(|alias| alias.value == wanted)
    });
    if found.is_none() {
        let titles: Vec<&str> = book.campaigns.values().map(|campaign| campaign.head.title.value.as_str()).collect();
        let problem = words!("错误：没有名为“{wanted}”的活动\n", "error: no campaign is named “{wanted}”\n");
        not_found(&problem, wanted, &titles, lang);
    }
    found
}

/// The print of that title or address; what is not found is said with the nearest.
pub fn named_print(book: &Book, name: &str, lang: Lang) -> Option<Id<Print>> {
    let wanted = name.trim();
    let found = book.prints.iter().find(|(_, print)| print.head.title.value == wanted || print.head.slug == wanted);
    if found.is_none() {
        let titles: Vec<&str> = book.prints.values().map(|print| print.head.title.value.as_str()).collect();
        let problem = words!("错误：没有名为“{wanted}”的物料\n", "error: no print is called “{wanted}”\n");
        not_found(&problem, wanted, &titles, lang);
    }
    found.map(|(id, _)| id)
}

/// Says what is missing, with the name that was probably meant or all there are.
fn not_found(problem: &Words, wanted: &str, titles: &[&str], lang: Lang) {
    tell(problem.get(lang));
    match nearest(wanted, titles.iter().copied()) {
        Some(hint) => tell(&format!("  {}\n", hint.get(lang))),
        None => {
            let (zh, en) = listed(titles);
            tell(words!("  有：{zh}\n", "  there are: {en}\n").get(lang));
        }
    }
}
