//! What the search is to know of a page: its words by section, without what its audience must not see.

use super::{places::PageId, uses};
use crate::base::span::FileId;
use crate::model::{
    Book,
    chapter::Audience,
    role::Role,
    table::Id,
    text::{Kind, Link, RecordKind, Tag, Text},
};

/// A page as the search sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchText {
    pub title: String,
    pub kind: RecordKind,
    /// Names of roles that it is for; none means everybody.
    pub roles: Vec<String>,
    /// Other words that lead here.
    pub aliases: Vec<String>,
    /// The first has an empty anchor and heading: what stands before the first heading.
    pub sections: Vec<Section>,
    /// The file that it was written in.
    pub source: Option<FileId>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    pub anchor: String,
    pub heading: String,
    pub text: String,
}

/// `None` for pages that only list others.
pub fn search_text(book: &Book, audience: Audience, page: PageId) -> Option<SearchText> {
    let texts = |list: &[crate::base::span::Spanned<String>]| list.iter().map(|t| t.value.clone()).collect::<Vec<_>>();
    match page {
        PageId::Chapter(_) | PageId::Translation(_) => {
            let chapter = match page {
                PageId::Chapter(id) => &book.chapters[id],
                PageId::Translation(id) => &book.translations[id].chapter,
                _ => return None,
            };
            let document = &chapter.document;
            let mut sections = sections(&chapter.body, audience);
            sections[0].text = join(&document.summary, &sections[0].text);
            let mut aliases = texts(&document.aliases);
            aliases.extend(texts(&document.tags));
            aliases.extend(document.code.as_ref().map(|c| c.value.clone()));
            Some(SearchText {
                title: document.title.value.clone(),
                kind: RecordKind::Chapter,
                roles: names(book, &super::chapter::roles_of(chapter)),
                aliases,
                sections,
                source: Some(document.file),
            })
        }
        PageId::Library(id) => {
            let library = &book.libraries[id];
            let mut list = vec![Section {
                text: join(&library.head.summary, &plain(&library.intro, audience)),
                ..Section::default()
            }];
            for script_id in &library.scripts {
                let script = &book.scripts[*script_id];
                let mut text = script.head.keywords.join(" ");
                text = join(&text, script.head.shortcut.as_deref().unwrap_or(""));
                text = join(&text, &plain(&script.asks, audience));
                text = join(&text, &plain(&script.notes, audience));
                for variant in &script.variants {
                    text = join(&text, &variant.message.plain());
                }
                list.push(Section {
                    anchor: script.head.anchor.clone(),
                    heading: script.head.name.value.clone(),
                    text,
                });
            }
            let mut aliases = texts(&library.head.tags);
            aliases.push(library.head.category.value.clone());
            Some(SearchText {
                title: library.head.title.value.clone(),
                kind: RecordKind::Script,
                roles: names(book, &library.roles),
                aliases,
                sections: list,
                source: Some(library.head.file),
            })
        }
        PageId::Campaign(id) => {
            let campaign = &book.campaigns[id];
            let head = &campaign.head;
            let mut list = sections(&campaign.body, audience);
            list[0].text = [&head.summary, &head.goal, &head.who]
                .iter()
                .fold(list[0].text.clone(), |text, more| join(more, &text));
            let tasks =
                campaign.timeline.iter().map(|task| task.head.what.value.as_str()).collect::<Vec<_>>().join("\n");
            if !tasks.is_empty() {
                list.push(Section { anchor: "timeline".to_string(), heading: String::new(), text: tasks });
            }
            let mut roles: Vec<Id<Role>> = Vec::new();
            for role in campaign.timeline.iter().filter_map(|task| task.role) {
                if !roles.contains(&role) {
                    roles.push(role);
                }
            }
            let mut aliases = texts(&head.aliases);
            aliases.extend(texts(&head.tags));
            Some(SearchText {
                title: head.title.value.clone(),
                kind: RecordKind::Campaign,
                roles: names(book, &roles),
                aliases,
                sections: list,
                source: Some(head.file),
            })
        }
        PageId::Kpi(id) => {
            let kpi = &book.kpis[id];
            let head = &kpi.head;
            let mut list = sections(&kpi.body, audience);
            list[0].text = [&head.misuse, &head.formula_text.value]
                .iter()
                .fold(list[0].text.clone(), |text, more| join(more, &text));
            let mut aliases = texts(&head.aliases);
            aliases.extend([head.en.clone()]);
            aliases.extend(head.number.as_ref().map(|n| n.value.clone()));
            Some(SearchText {
                title: head.name.value.clone(),
                kind: RecordKind::Kpi,
                roles: Vec::new(),
                aliases,
                sections: list,
                source: Some(head.file),
            })
        }
        PageId::Plan(id) => {
            let (plan, head) = (&book.plans[id], &book.plans[id].head);
            let mut list = sections(&plan.body, audience);
            let lines = [&head.gates, &head.nodes, &head.not_yet].into_iter().flatten();
            let more = lines.fold(head.summary.clone(), |text, line| join(&text, line));
            list[0].text = join(&more, &list[0].text);
            let roles: Vec<Id<Role>> = plan.owner.into_iter().chain(plan.approver).collect();
            Some(SearchText {
                title: head.title.value.clone(),
                kind: RecordKind::Plan,
                roles: names(book, &roles),
                aliases: texts(&head.aliases),
                sections: list,
                source: Some(head.file),
            })
        }
        PageId::Rubric(id) => {
            let (rubric, head) = (&book.rubrics[id], &book.rubrics[id].head);
            let mut list = sections(&rubric.body, audience);
            let mut text = head.summary.clone();
            for dimension in &head.dimensions {
                text = join(&text, &dimension.name.value);
                text = join(&text, &dimension.ask);
                text = dimension.levels.iter().fold(text, |text, level| join(&text, &level.value));
            }
            list[0].text = join(&text, &list[0].text);
            let mut aliases = texts(&head.aliases);
            aliases.push(head.en.clone());
            Some(SearchText {
                title: head.name.value.clone(),
                kind: RecordKind::Rubric,
                roles: Vec::new(),
                aliases,
                sections: list,
                source: Some(head.file),
            })
        }
        PageId::Print(id) => {
            let head = &book.prints[id].head;
            let fields = head.fields.iter().map(|(_, value)| value.value.as_str()).collect::<Vec<_>>().join("\n");
            let text = join(&head.about, &fields);
            Some(one(head.title.value.clone(), RecordKind::Print, Vec::new(), text, head.file))
        }
        PageId::Role(id) => {
            let role = &book.roles[id];
            let mut aliases = texts(&role.aliases);
            aliases.push(role.en.clone());
            let mut found = one(
                role.name.value.clone(),
                RecordKind::Role,
                aliases,
                join(&role.duty, &role.daily.join("\n")),
                role.span.file,
            );
            found.roles = vec![role.name.value.clone()];
            Some(found)
        }
        PageId::Terms => {
            let mut list = vec![Section::default()];
            list.extend(book.terms.values().map(|term| {
                let names = std::iter::once(term.en.as_str())
                    .chain(term.aliases.iter().map(|a| a.value.as_str()))
                    .collect::<Vec<_>>()
                    .join(" ");
                Section {
                    anchor: term.slug.clone(),
                    heading: term.name.value.clone(),
                    text: join(&names, &term.meaning),
                }
            }));
            let title = RecordKind::Term.zh().to_string();
            Some(SearchText {
                title,
                kind: RecordKind::Term,
                roles: Vec::new(),
                aliases: vec!["glossary".to_string()],
                sections: list,
                source: book.terms.values().next().map(|t| t.span.file),
            })
        }
        _ => None,
    }
}

fn names(book: &Book, roles: &[Id<Role>]) -> Vec<String> {
    roles.iter().map(|id| book.roles[*id].name.value.clone()).collect()
}

fn one(title: String, kind: RecordKind, aliases: Vec<String>, text: String, file: FileId) -> SearchText {
    SearchText {
        title,
        kind,
        roles: Vec::new(),
        aliases,
        sections: vec![Section { text, ..Section::default() }],
        source: Some(file),
    }
}

fn join(a: &str, b: &str) -> String {
    match (a.is_empty(), b.is_empty()) {
        (_, true) => a.to_string(),
        (true, false) => b.to_string(),
        _ => format!("{a}\n{b}"),
    }
}

fn plain(text: &Text<Link>, audience: Audience) -> String {
    sections(text, audience)
        .into_iter()
        .fold(String::new(), |all, section| join(&join(&all, &section.heading), &section.text))
}

/// The words of a text by its headings.
fn sections(text: &Text<Link>, audience: Audience) -> Vec<Section> {
    let mut list = vec![Section::default()];
    let mut blocks: Vec<(bool, bool)> = Vec::new();
    let mut in_heading = false;
    uses::visible(text, audience, |kind| {
        let section = list.last_mut().expect("begun with one section");
        let out = if in_heading { &mut section.heading } else { &mut section.text };
        match kind {
            Kind::Open(Tag::Heading(heading)) => {
                blocks.push((true, true));
                in_heading = true;
                list.push(Section { anchor: heading.anchor.clone(), ..Section::default() });
            }
            Kind::Open(tag) => {
                blocks.push((tag.is_block(), false));
                if let Tag::Container { title, name } = tag
                    && name != "only"
                {
                    out.push_str(title);
                    out.push('\n');
                }
            }
            Kind::Close => {
                let (block, heading) = blocks.pop().unwrap_or((false, false));
                if heading {
                    in_heading = false;
                } else if block && !out.ends_with('\n') {
                    out.push('\n');
                }
            }
            Kind::Text(words) | Kind::Code(words) => out.push_str(words),
            Kind::SoftBreak => out.push(' '),
            Kind::HardBreak => out.push('\n'),
            Kind::Value(_) | Kind::Rule | Kind::Task(_) | Kind::FootnoteRef(_) | Kind::Embed(_) => {}
        }
    });
    for section in &mut list {
        section.text.truncate(section.text.trim_end().len());
    }
    list
}
