//! The whole handbook of an audience as one PDF: chapters by folders, script libraries, terms.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::document::{Links, Target, blocks, say};
use super::{
    PdfKind,
    task::{Finish, Limits, Task},
};
use crate::{
    base::{
        code::{Block, Page, family_name},
        date::{Date, parse_minutes},
        lang::Lang,
    },
    model::{
        Book, Record,
        chapter::{Audience, Chapter, Status},
        role::Role,
        script::{Library, Tier, Variant},
        table::Id,
        text::{Link, Text},
    },
    words,
};

const KIT: &str = "/kits/handbook/handbook.typ";

/// How much of the book goes into one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Whole,
    Chapter(Id<Chapter>),
    /// What concerns a role: its chapters, steps and scripts.
    Role(Id<Role>),
}

impl Part {
    fn has_chapter(self, id: Id<Chapter>, chapter: &Chapter) -> bool {
        match self {
            Part::Whole => true,
            Part::Chapter(only) => id == only,
            Part::Role(role) => {
                chapter.roles.contains(&role) || chapter.steps.iter().any(|step| step.role == Some(role))
            }
        }
    }

    fn has_library(self, library: &Library) -> bool {
        match self {
            Part::Whole => true,
            Part::Chapter(_) => false,
            Part::Role(role) => library.roles.contains(&role),
        }
    }

    /// Whether anything would stand in it.
    pub fn is_empty(self, book: &Book, audience: Audience) -> bool {
        let chapter =
            |(id, chapter): (Id<Chapter>, &Chapter)| shown(chapter, audience) && self.has_chapter(id, chapter);
        let library = |library: &Library| library.head.audience.open_to(audience) && self.has_library(library);
        !book.chapters.iter().any(chapter) && !book.libraries.values().any(library)
    }

    fn title(self, book: &Book) -> (String, String) {
        match self {
            Part::Whole => (book.site.title.clone(), book.site.about.clone()),
            Part::Chapter(id) => (book.chapters[id].document.title.value.clone(), book.site.title.clone()),
            Part::Role(id) => (book.roles[id].name.value.clone(), book.roles[id].duty.clone()),
        }
    }
}

fn shown(chapter: &Chapter, audience: Audience) -> bool {
    let document = &chapter.document;
    // A folder's own page of no words is only its title.
    document.audience.open_to(audience)
        && document.status.value != Status::Retired
        && !(document.is_folder && chapter.body.is_empty())
}

/// One file with cover, contents, running heads, outline and links.
pub fn task(book: &Book, audience: Audience, today: Date, part: Part, rules: &[&'static Page]) -> Task {
    Task {
        main: KIT.to_string(),
        sides: None,
        today: (today.year(), today.month(), today.day()),
        records: vec![data(book, audience, today, part, rules)],
        skip: BTreeSet::new(),
        rules: None,
        finish: Finish::Pdfs(PdfKind::Document),
        title: part.title(book).0,
        author: book.site.brand.name.clone(),
        lang: book.site.lang.tag().to_string(),
        dated: true,
        intent: None,
        inks: Vec::new(),
        limits: Limits::BOOK,
    }
}

/// What the handbook kit prints.
pub fn data(book: &Book, audience: Audience, today: Date, part: Part, rules: &[&'static Page]) -> Value {
    let site = &book.site;
    let mut sections = handbook(book, audience, part);
    let libraries: Vec<Value> = book
        .libraries
        .values()
        .filter(|library| library.head.audience.open_to(audience) && part.has_library(library))
        .map(|library| self::library(book, audience, library))
        .collect();
    let whole = part == Part::Whole;
    // The rules are for those who write and those who sell.
    let rules = if whole && audience != Audience::Public { appendix(rules) } else { Vec::new() };
    let terms = if whole { terms(book) } else { Vec::new() };
    for (title, chapters) in [
        (words!("话术", "Scripts"), libraries),
        (words!("术语", "Terms"), terms),
        (words!("附录：检查规则", "Appendix: rules of the checks"), rules),
    ] {
        if !chapters.is_empty() {
            sections.push(json!({ "title": title.get(site.lang), "chapters": chapters }));
        }
    }
    let (title, subtitle) = part.title(book);
    json!({
        "lang": site.lang.tag(),
        "fields": {},
        "brand": brand(book),
        "document": {
            "title": title, "subtitle": subtitle, "version": site.version, "date": today.to_string(),
            "owner": site.brand.org, "audience": reader(audience),
        },
        "sections": sections,
    })
}

/// The brand as kits read it.
pub fn brand(book: &Book) -> Value {
    let site = &book.site;
    let mut brand = json!({ "name": site.brand.name, "colors": super::ink::colors(&site.brand) });
    if let Some(font) = &site.brand.print_font {
        brand["font"] = json!(font.value);
    }
    if let Some(logo) = &site.brand.logo {
        brand["logo"] = json!(format!("/{}", logo.value.trim_start_matches('/')));
    }
    brand
}

/// A section for each folder at the top; what stands in no folder comes first.
fn handbook(book: &Book, audience: Audience, part: Part) -> Vec<Value> {
    let mut sections: Vec<(String, String, Vec<Value>)> = Vec::new();
    for (id, chapter) in book.chapters.iter() {
        let document = &chapter.document;
        if !shown(chapter, audience) || !part.has_chapter(id, chapter) {
            continue;
        }
        let nested = document.slug.contains('/') || document.is_folder;
        let folder = if nested { document.slug.split('/').next().unwrap_or("") } else { "" };
        let found = sections.iter().position(|(known, ..)| known == folder).unwrap_or_else(|| {
            let own = book.chapters.values().find(|c| c.document.is_folder && c.document.slug == folder);
            let title = own.filter(|_| !folder.is_empty()).map_or("导读", |chapter| &chapter.document.title.value);
            sections.push((folder.to_owned(), title.to_owned(), Vec::new()));
            sections.len() - 1
        });
        sections[found].2.push(self::chapter(book, audience, chapter));
    }
    sections
        .into_iter()
        .filter(|(.., chapters)| !chapters.is_empty())
        .map(|(_, title, chapters)| json!({ "title": title, "chapters": chapters }))
        .collect()
}

fn chapter(book: &Book, audience: Audience, chapter: &Chapter) -> Value {
    let document = &chapter.document;
    let mut facts = Vec::new();
    let mut fact = |word: &str, value: Option<String>| facts.extend(value.map(|value| json!([word, value])));
    fact("编号", document.code.as_ref().map(|code| code.value.clone()));
    fact("版本", document.version.as_ref().map(|version| version.value.clone()));
    fact("负责人", document.owner.as_ref().map(|owner| owner.value.clone()));
    fact("生效", document.effective_from.as_ref().map(|date| date.value.to_string()));
    fact("下次复核", document.review_by.as_ref().map(|date| date.value.to_string()));
    let id = chapter_id(&document.slug);
    json!({ "id": id, "title": document.title.value, "facts": facts, "blocks": text(book, audience, &chapter.body, &format!("{id}#")) })
}

fn library(book: &Book, audience: Audience, library: &Library) -> Value {
    let id = library_id(&library.head.slug);
    let prefix = format!("{id}#");
    let mut all = text(book, audience, &library.intro, &prefix);
    for script in library.scripts.iter().map(|&id| &book.scripts[id]) {
        let anchor = format!("{prefix}{}", script.head.anchor);
        all.push(json!({ "kind": "h", "level": 2, "id": anchor, "t": [script.head.name.value], "facts": [] }));
        if !script.asks.is_empty() {
            all.push(json!({ "kind": "quote", "blocks": text(book, audience, &script.asks, &prefix) }));
        }
        all.extend(text(book, audience, &script.notes, &prefix));
        all.extend(script.variants.iter().map(|variant| say(&label(variant), &variant.message.plain())));
    }
    json!({ "id": id, "title": library.head.title.value, "facts": [["类别", library.head.category.value]], "blocks": all })
}

fn label(variant: &Variant) -> String {
    let tier = match variant.tier {
        Tier::All => "",
        Tier::Normal => "普通",
        Tier::Vip => "VIP",
    };
    [variant.name.as_str(), tier].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" · ")
}

fn terms(book: &Book) -> Vec<Value> {
    let items: Vec<Value> = book
        .terms
        .values()
        .map(|term| json!({ "t": [term.name.value], "blocks": [{ "kind": "p", "t": [term.meaning] }] }))
        .collect();
    if items.is_empty() {
        return Vec::new();
    }
    vec![json!({ "id": "terms", "title": "术语表", "facts": [], "blocks": [{ "kind": "defs", "items": items }] })]
}

/// Every rule, a chapter for each family.
fn appendix(rules: &[&'static Page]) -> Vec<Value> {
    let mut chapters: Vec<(&str, Vec<Value>)> = Vec::new();
    for page in rules {
        let code = page.code.id();
        let family = code.split('-').next().unwrap_or("");
        if chapters.last().is_none_or(|(last, _)| *last != family) {
            chapters.push((family, Vec::new()));
        }
        let (_, blocks) = chapters.last_mut().expect("just pushed");
        let (title, parts) = page.read(Lang::Zh);
        blocks.push(json!({ "kind": "h", "level": 3, "id": format!("rules:{code}"), "t": [format!("{code}　{title}")], "facts": [] }));
        blocks.extend(parts.into_iter().map(|part| match part {
            Block::Example(text) => json!({ "kind": "code", "lang": "", "text": text }),
            Block::Words(words) => {
                let t: Vec<Value> = words
                    .into_iter()
                    .map(|(code, text)| if code { json!({ "c": text }) } else { json!(text) })
                    .collect();
                json!({ "kind": "p", "t": t })
            }
        }));
    }
    chapters
        .into_iter()
        .map(|(family, blocks)| json!({ "id": format!("rules:{family}"), "title": family_name(family).zh, "facts": [], "blocks": blocks }))
        .collect()
}

fn text(book: &Book, audience: Audience, text: &Text<Link>, prefix: &str) -> Vec<Value> {
    let links = Links {
        target: &|link| target(book, link, prefix),
        label: &|link| name(book, link),
        prefix,
        facts: &|key, value| {
            let word = match key {
                "role" => "岗位",
                "sla" => "时限",
                "script" => "话术",
                _ => return None,
            };
            let minutes = if key == "sla" { parse_minutes(value) } else { None };
            Some((word.to_owned(), minutes.map_or_else(|| value.to_owned(), within)))
        },
    };
    blocks(&text.seen_by(audience).pieces, &links)
}

fn target(book: &Book, link: &Link, prefix: &str) -> Target {
    match link {
        Link::Web(address) => Target::Web(address.clone()),
        Link::Place(anchor) => Target::Place(format!("{prefix}{anchor}")),
        Link::Record(Record::Chapter(id), anchor) => {
            let id = chapter_id(&book.chapters[*id].document.slug);
            Target::Place(anchor.as_ref().map_or_else(|| id.clone(), |anchor| format!("{id}#{anchor}")))
        }
        Link::Record(Record::Library(id), _) => Target::Place(library_id(&book.libraries[*id].head.slug)),
        Link::Record(Record::Script(id), _) => {
            let script = &book.scripts[*id];
            Target::Place(format!("{}#{}", library_id(&book.libraries[script.library].head.slug), script.head.anchor))
        }
        Link::Record(Record::Term(_), _) => Target::Place("terms".to_owned()),
        Link::File(id) => {
            let path = &book.assets[*id].path;
            let drawn = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"];
            let lower = path.to_ascii_lowercase();
            if drawn.iter().any(|ending| lower.ends_with(ending)) {
                Target::File(format!("/{path}"))
            } else {
                Target::None
            }
        }
        Link::Record(..) | Link::Broken => Target::None,
    }
}

fn name(book: &Book, link: &Link) -> String {
    match link {
        Link::Web(address) => address.clone(),
        Link::Record(record, _) => match record {
            Record::Chapter(id) => book.chapters[*id].document.title.value.clone(),
            Record::Library(id) => book.libraries[*id].head.title.value.clone(),
            Record::Script(id) => book.scripts[*id].head.name.value.clone(),
            Record::Campaign(id) => book.campaigns[*id].head.title.value.clone(),
            Record::Kpi(id) => book.kpis[*id].head.name.value.clone(),
            Record::Plan(id) => book.plans[*id].head.title.value.clone(),
            Record::Rubric(id) => book.rubrics[*id].head.name.value.clone(),
            Record::Print(id) => book.prints[*id].head.title.value.clone(),
            Record::Role(id) => book.roles[*id].name.value.clone(),
            Record::Term(id) => book.terms[*id].name.value.clone(),
            Record::Code(id) => book.codes[*id].title.clone(),
        },
        Link::File(id) => book.assets[*id].path.rsplit('/').next().unwrap_or_default().to_owned(),
        Link::Place(_) | Link::Broken => String::new(),
    }
}

fn within(minutes: u32) -> String {
    match minutes {
        m if m % (24 * 60) == 0 => format!("{} 天", m / (24 * 60)),
        m if m % 60 == 0 => format!("{} 小时", m / 60),
        m => format!("{m} 分钟"),
    }
}

/// Labels of the document: no other part of it uses these beginnings.
fn chapter_id(slug: &str) -> String {
    format!("chapter:{slug}")
}

fn library_id(slug: &str) -> String {
    format!("scripts:{slug}")
}

fn reader(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "公开",
        Audience::Store => "门店",
        Audience::Internal => "内部",
    }
}
