//! `sopress new KIND TITLE`: a record to begin with, which has no mistake, in its place.

mod campaign;
mod print;

use super::{Opened, Terminal, UNABLE, open, say, schema, stop_with, tell, threads};
use crate::{
    base::{date::Date, diag::nearest, lang::Lang, slug::slug, span::Span, system::why},
    build::compile::Compiled,
    cli::{Common, New},
    model::{
        data::DataTable,
        kpi::{Direction, Unit},
    },
    words,
};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

macro_rules! text {
    ($name:literal) => {
        [
            include_str!(concat!("../../../starters/new/zh/", $name)),
            include_str!(concat!("../../../starters/new/en/", $name)),
        ]
    };
}
use text;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Chapter,
    Script,
    Campaign,
    Kpi,
    Plan,
    Rubric,
    Print,
    Role,
    Term,
    Store,
}

const KINDS: [(&str, &str, Kind); 10] = [
    ("chapter", "章节", Kind::Chapter),
    ("script", "话术", Kind::Script),
    ("campaign", "活动", Kind::Campaign),
    ("kpi", "指标", Kind::Kpi),
    ("plan", "方案", Kind::Plan),
    ("rubric", "量表", Kind::Rubric),
    ("print", "物料", Kind::Print),
    ("role", "岗位", Kind::Role),
    ("term", "术语", Kind::Term),
    ("store", "门店", Kind::Store),
];

/// What was made: the file, and the line of it.
struct Made {
    path: PathBuf,
    line: usize,
}

/// A reason why nothing was made, as a sentence.
type Refused = String;

pub fn run(common: &Common, options: &New, terminal: &Terminal) -> u8 {
    threads(None);
    let today = terminal.today(options.today);
    let Opened { root, compiled, lang } = match open(common, terminal, today) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let Some(kind) = KINDS.iter().find(|(en, zh, _)| options.kind == *en || options.kind == *zh) else {
        return unknown_kind(&options.kind, lang);
    };
    let title = options.title.trim();
    if title.is_empty() || title.contains(['"', '\\', '\n', '{', '}', '[', ']', '|']) {
        let sentence = words!(
            "“{title}”不能当名字：不要引号、括号和换行",
            "“{title}” is no name: leave out quotes, brackets and line breaks"
        );
        return stop_with(sentence.get(lang), lang);
    }
    if let Some(span) = taken(kind.2, title, &compiled) {
        let (what, place) = (kind.1, compiled.sources.place(span));
        let (path, line) = (place.path, place.line);
        let en = kind.0;
        let sentence = words!(
            "已经有名为“{title}”的{what}：{path}:{line}；换一个名字",
            "there is a {en} called “{title}” already: {path}:{line}; choose another name"
        );
        return stop_with(sentence.get(lang), lang);
    }
    let desk = Desk { root: &root, compiled: &compiled, title, today, options, lang };
    match desk.make(kind.2) {
        Ok(made) => {
            desk.tell(&made);
            0
        }
        Err(sentence) => stop_with(&sentence, lang),
    }
}

/// The record of that kind that has the name already.
fn taken(kind: Kind, title: &str, compiled: &Compiled) -> Option<Span> {
    let book = &compiled.book;
    let found = |mut names: Box<dyn Iterator<Item = (&str, Span)> + '_>| {
        names.find(|(name, _)| name.to_lowercase() == title.to_lowercase()).map(|(_, span)| span)
    };
    found(match kind {
        Kind::Chapter => {
            Box::new(book.chapters.values().map(|c| (c.document.title.value.as_str(), c.document.title.span)))
        }
        Kind::Script => Box::new(book.libraries.values().map(|l| (l.head.title.value.as_str(), l.head.title.span))),
        Kind::Campaign => Box::new(book.campaigns.values().map(|c| (c.head.title.value.as_str(), c.head.title.span))),
        Kind::Kpi => Box::new(book.kpis.values().map(|k| (k.head.name.value.as_str(), k.head.name.span))),
        Kind::Plan => Box::new(book.plans.values().map(|p| (p.head.title.value.as_str(), p.head.title.span))),
        Kind::Rubric => Box::new(book.rubrics.values().map(|r| (r.head.name.value.as_str(), r.head.name.span))),
        Kind::Print => Box::new(book.prints.values().map(|p| (p.head.title.value.as_str(), p.head.title.span))),
        Kind::Role => Box::new(book.roles.values().map(|r| (r.name.value.as_str(), r.name.span))),
        Kind::Term => Box::new(book.terms.values().map(|t| (t.name.value.as_str(), t.name.span))),
        Kind::Store => {
            let stores = book.data.values().filter(|table| table.path == "data/stores.csv");
            // Rows are made when they are looked at, so that their texts cannot be lent to others.
            let same = |name: &str| name.to_lowercase() == title.to_lowercase();
            let row = |table: &DataTable| {
                table.rows.iter().find(|row| table.cell(row, "name").is_some_and(|name| same(&name.value)))
            };
            return stores.filter_map(row).next().map(|row| row.span);
        }
    })
}

struct Desk<'a> {
    root: &'a Path,
    compiled: &'a Compiled,
    title: &'a str,
    today: Date,
    options: &'a New,
    lang: Lang,
}

impl Desk<'_> {
    fn make(&self, kind: Kind) -> Result<Made, Refused> {
        let pick = |texts: [&'static str; 2]| texts[usize::from(self.lang == Lang::En)];
        let titled = |text: &str| text.replace("@title@", self.title);
        match kind {
            Kind::Chapter => {
                let role = self.compiled.book.roles.values().next().map(|role| role.name.value.as_str());
                let roles = role.map_or_else(String::new, |role| format!("owner = \"{role}\"\nroles = [\"{role}\"]\n"));
                let at_step = role.map_or_else(String::new, |role| format!(" role={}", attribute(role)));
                let text = titled(pick(text!("chapter.md"))).replace("@roles@", &roles).replace("@role@", &at_step);
                let folder = match &self.options.folder {
                    Some(folder) => format!("content/handbook/{}", folder.trim_matches('/')),
                    None => "content/handbook".to_string(),
                };
                self.file(&folder, "md", true, &text)
            }
            Kind::Script => self.file("content/scripts", "md", true, &titled(pick(text!("script.md")))),
            Kind::Kpi => self.file("content/kpis", "md", false, &titled(pick(text!("kpi.md")))),
            Kind::Plan => self.file("content/plans", "md", true, &self.plan(&titled(pick(text!("plan.md"))))?),
            Kind::Rubric => self.file("content/rubrics", "md", false, &titled(pick(text!("rubric.md")))),
            Kind::Campaign => self.file("content/campaigns", "md", false, &campaign::text(self)?),
            Kind::Print => {
                let line = schema::line("print", "content/prints/x.toml");
                self.file("content/prints", "toml", false, &format!("{line}{}", print::text(self)?))
            }
            Kind::Role => self.append("content/roles.toml", "roles", &titled(pick(text!("role.toml")))),
            Kind::Term => self.append("content/terms.toml", "terms", &titled(pick(text!("term.toml")))),
            Kind::Store => self.store(),
        }
    }

    /// About the first KPI that is better when higher or lower: for a band nobody could guess the ends.
    fn plan(&self, text: &str) -> Result<String, Refused> {
        let mut kpis = self.compiled.book.kpis.values().map(|kpi| &kpi.head);
        let Some(kpi) = kpis.find(|head| head.direction != Direction::Range && head.formula.is_some()) else {
            let first = words!(
                "方案要看指标，这里还没有：先用 sopress new 指标 新建一个",
                "a plan looks at KPIs and there is none yet: make one with sopress new kpi"
            );
            return Err(first.get(self.lang).to_string());
        };
        let all = if kpi.unit == Unit::Percent { "100%" } else { "100" };
        let (zero, full) = if kpi.direction == Direction::Down { (all, "0") } else { ("0", all) };
        Ok(text.replace("@kpi@", &kpi.name.value).replace("@zero@", zero).replace("@full@", full))
    }

    /// A new file named after the title, with the number that comes next where its neighbours have one.
    fn file(&self, folder: &str, extension: &str, always_numbered: bool, text: &str) -> Result<Made, Refused> {
        let name = slug(self.title);
        let name = if name.is_empty() { "new".to_string() } else { name };
        let path = match self.number(folder, always_numbered) {
            Some(number) => format!("{folder}/{number}-{name}.{extension}"),
            None => format!("{folder}/{name}.{extension}"),
        };
        let full = self.root.join(&path);
        let failed = |error: &std::io::Error| {
            let (zh, en) = why(error);
            words!("写不了 {path}：{zh}", "cannot write {path}: {en}").get(self.lang).to_string()
        };
        full.parent().map_or(Ok(()), fs::create_dir_all).map_err(|error| failed(&error))?;
        // Never over something, also when two are at it.
        match fs::File::create_new(&full) {
            Ok(mut file) => file.write_all(text.as_bytes()).map_err(|error| failed(&error))?,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(words!("{path} 已经在那里，没有动它", "{path} is there already and was left alone")
                    .get(self.lang)
                    .to_string());
            }
            Err(error) => return Err(failed(&error)),
        }
        Ok(Made { path: path.into(), line: 1 })
    }

    /// The number after the highest of a folder's names; `None` where they have none.
    fn number(&self, folder: &str, always: bool) -> Option<String> {
        let mut highest = 0;
        let (mut width, mut numbered, mut plain) = (2, 0, 0);
        for entry in fs::read_dir(self.root.join(folder)).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(['_', '.']) {
                continue;
            }
            let digits = name.bytes().take_while(u8::is_ascii_digit).count();
            match name[..digits].parse::<u32>() {
                Ok(number) if digits < 6 => {
                    highest = highest.max(number);
                    width = width.max(digits);
                    numbered += 1;
                }
                _ => plain += 1,
            }
        }
        let wanted = if numbered + plain == 0 { always } else { numbered >= plain };
        wanted.then(|| format!("{:0width$}", highest + 1))
    }

    /// One more paragraph at the end of a file that holds many records.
    fn append(&self, path: &str, format: &str, paragraph: &str) -> Result<Made, Refused> {
        let old = match fs::read_to_string(self.root.join(path)) {
            Ok(old) => old,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => schema::line(format, path),
            Err(error) => {
                let (zh, en) = why(&error);
                return Err(words!("读不了 {path}：{zh}", "cannot read {path}: {en}").get(self.lang).to_string());
            }
        };
        self.grow(path, &old, paragraph, true)
    }

    /// Writes the old text with something behind it.
    fn grow(&self, path: &str, old: &str, more: &str, gap: bool) -> Result<Made, Refused> {
        let mut text = old.to_string();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        if gap && !text.is_empty() {
            text.push('\n');
        }
        let line = text.lines().count() + 1;
        text.push_str(more);
        let full = self.root.join(path);
        let beside = full.with_extension("new");
        full.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&beside, text))
            .and_then(|()| fs::rename(&beside, &full))
            .map_err(|error| {
                let (zh, en) = why(&error);
                words!("写不了 {path}：{zh}", "cannot write {path}: {en}").get(self.lang).to_string()
            })?;
        Ok(Made { path: path.into(), line })
    }

    /// A row of the stores' table, under the headings that it has.
    fn store(&self) -> Result<Made, Refused> {
        const PATH: &str = "content/data/stores.csv";
        let id = slug(self.title);
        let old = match self.compiled.sources.find(PATH) {
            Some(file) => file.text().to_string(),
            None => "id,name,address,phone,hours\n".to_string(),
        };
        let columns: Vec<&str> = old.lines().next().unwrap_or_default().split(',').map(str::trim).collect();
        if !columns.contains(&"name") {
            return Err(words!(
                "{PATH} 的表头没有 name 这一列，加不了门店",
                "{PATH} has no column name, so no store can be added"
            )
            .get(self.lang)
            .to_string());
        }
        let cells: Vec<&str> = columns
            .iter()
            .map(|column| match *column {
                "id" => id.as_str(),
                "name" => self.title,
                _ => "",
            })
            .collect();
        if self.title.contains(',') {
            return Err(words!("门店名里不能有逗号", "a store's name has no comma").get(self.lang).to_string());
        }
        self.grow(PATH, &old, &format!("{}\n", cells.join(",")), false)
    }

    fn tell(&self, made: &Made) {
        let (path, line) = (made.path.display(), made.line);
        let place = if line > 1 { format!("{path}:{line}") } else { path.to_string() };
        say(words!(
            "建好了：{place}\n  打开它，把示范的话换成自己的；sopress serve --open 边写边看，sopress check 检查\n",
            "made {place}\n  open it and put your words in place of the examples; sopress serve --open shows it, sopress check checks it\n"
        )
        .get(self.lang));
    }
}

/// A value of a heading's braces, in quotes where it needs them.
fn attribute(text: &str) -> String {
    if text.contains([' ', '　']) { format!("\"{text}\"") } else { text.to_string() }
}

fn unknown_kind(kind: &str, lang: Lang) -> u8 {
    tell(words!("错误：没有“{kind}”这种内容\n", "error: there is no kind “{kind}”\n").get(lang));
    if let Some(hint) = nearest(kind, KINDS.iter().flat_map(|(en, zh, _)| [*en, *zh])) {
        tell(&format!("  {}\n", hint.get(lang)));
    }
    let all: Vec<String> = KINDS
        .iter()
        .map(|(en, zh, _)| if lang == Lang::Zh { format!("{en} {zh}") } else { (*en).to_string() })
        .collect();
    let all = all.join(if lang == Lang::Zh { "、" } else { ", " });
    tell(words!("  可以是：{all}\n", "  it can be: {all}\n").get(lang));
    UNABLE
}
