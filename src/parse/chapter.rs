//! Reads a chapter: its header, its text, and the steps that its headings mark.

use super::{Source as File, fields::Fields, record};
use crate::{
    base::{
        code::Code,
        date,
        diag::{Diag, Diags},
        lang::Words,
        slug::slug,
        span::{Span, Spanned},
    },
    model::{
        chapter::{Audience, Branch, Change, ChapterDraft, Document, Form, Source, Status, StepDraft, StepPlace},
        text::{Attr, Heading, Kind, Piece, Tag, Text, Written, plain},
    },
    words,
};
/// What a chapter is called in messages.
pub fn what() -> Words {
    words!("章节", "a chapter")
}

/// `path` is below `content/handbook/`.
pub fn chapter(source: &File<'_>, path: &str) -> (ChapterDraft, Diags) {
    let (draft, (), diags) = with(source, path, |_| ());
    (draft, diags)
}

/// A chapter and what else its header may say.
pub fn with<T>(source: &File<'_>, path: &str, mut more: impl FnMut(&mut Fields<'_>) -> T) -> (ChapterDraft, T, Diags) {
    let read = |fields: &mut Fields<'_>| (header(fields, source, path), more(fields));
    let (((document, roles, kpis), more), body, mut diags) = record::titled(source, what(), read);
    let steps = steps(&body, &mut diags);
    (ChapterDraft { document, roles, kpis, body, steps }, more, diags)
}

type Header = (Document, Vec<Spanned<String>>, Vec<Spanned<String>>);

/// The keys of a chapter's header, in the order in which the documentation lists them.
pub fn header(fields: &mut Fields<'_>, source: &File<'_>, path: &str) -> Header {
    let place = Place::of(path);
    let span = fields.span();
    let title = fields.need_text("title");
    let slug = match own_slug(fields) {
        Some(slug) => place.with_name(&slug),
        None => place.path(),
    };
    let document = Document {
        file: source.file,
        span,
        title,
        slug,
        order: place.order,
        is_folder: place.is_folder,
        summary: plain_text(fields.text("summary")),
        code: fields.text("code"),
        version: fields.text("version"),
        status: fields.choice("status", Status::CHOICES).unwrap_or(Spanned::new(Status::Draft, span)),
        owner: fields.text("owner"),
        approver: fields.text("approver"),
        effective_from: fields.date("effective_from"),
        review_by: fields.date("review_by"),
        audience: audience(fields),
        tags: fields.texts("tags"),
        aliases: fields.texts("aliases"),
        changelog: fields.tables("changelog", words!("修订记录", "a change"), |f| Change {
            version: plain_text(f.text("version")),
            date: f.date("date").map(|d| d.value),
            what: f.need_text("what").value,
            why: plain_text(f.text("why")),
        }),
        sla: fields.minutes("sla"),
        records: fields.tables("records", words!("记录", "a record"), |f| Form {
            form: f.need_text("form").value,
            place: plain_text(f.text("where")),
            keep: f.text("keep"),
        }),
        source: fields.table("source", words!("来源", "a source"), |f| Source {
            from: f.need_text("from").value,
            reliability: plain_text(f.text("reliability")),
        }),
    };
    (document, fields.texts("roles"), fields.texts("kpis"))
}

/// The widest audience that is named; the team when none is.
pub fn audience(fields: &mut Fields<'_>) -> Audience {
    fields.choices("audience", Audience::CHOICES).into_iter().map(|a| a.value).min().unwrap_or_default()
}

pub fn plain_text(text: Option<Spanned<String>>) -> String {
    text.map(|t| t.value).unwrap_or_default()
}

/// What a file's path says: its order by numbers, its address without them.
struct Place {
    order: Vec<String>,
    folders: Vec<String>,
    name: String,
    is_folder: bool,
}

impl Place {
    fn of(path: &str) -> Place {
        let mut order: Vec<String> = path.strip_suffix(".md").unwrap_or(path).split('/').map(str::to_string).collect();
        let is_folder = order.last().is_some_and(|name| name == "_index");
        if is_folder {
            order.pop();
        }
        let mut parts: Vec<String> = order.iter().map(|part| address(part)).collect();
        let name = parts.pop().unwrap_or_default();
        Place { order, folders: parts, name, is_folder }
    }

    fn with_name(&self, name: &str) -> String {
        let name = address(name);
        self.folders.iter().map(String::as_str).chain([name.as_str()]).collect::<Vec<_>>().join("/")
    }

    fn path(&self) -> String {
        self.with_name(&self.name)
    }
}

/// `02-入群流程` is `ru-qun-liu-cheng`: the number is for the order alone.
pub fn address(name: &str) -> String {
    let bare = name.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['-', '_', '.', ' ']);
    let bare = if bare.is_empty() { name } else { bare };
    slug(bare)
}

/// The name in addresses that a writer gave, as it can stand there; what had to change is said.
pub fn own_slug(fields: &mut Fields<'_>) -> Option<String> {
    let written = fields.like("^[a-z0-9]+(-[a-z0-9]+)*$").text("slug")?;
    let slug = address(&written.value);
    let (wrong, shown) = (&written.value, if slug.is_empty() { "…" } else { &slug });
    // Windows keeps these names to itself, and writers carry zips to such machines.
    let reserved = ["con", "prn", "aux", "nul"].contains(&slug.as_str())
        || (slug.len() == 4 && (slug.starts_with("com") || slug.starts_with("lpt")));
    if reserved {
        fields.push(
            Diag::warning(
                Code::WRONG_VALUE,
                written.span,
                words!("“{wrong}”在 Windows 上不能当文件名", "“{wrong}” cannot be a file's name on Windows"),
            )
            .help(words!(
                "换一个，例如 slug = \"{shown}-page\"",
                "choose another, for example slug = \"{shown}-page\""
            )),
        );
    } else if slug != written.value {
        fields.push(
            Diag::warning(
                Code::WRONG_VALUE,
                written.span,
                words!(
                    "网址里不能这样写，“{wrong}”会变成“{shown}”",
                    "an address cannot have this; “{wrong}” becomes “{shown}”"
                ),
            )
            .help(words!(
                "只用小写字母、数字和短横线，不以数字开头，例如 slug = \"{shown}\"",
                "use lower-case letters, digits and hyphens, and begin with a letter, for example slug = \"{shown}\""
            )),
        );
    }
    Some(slug)
}

/// The steps are the headings with the class `.step`; what follows until the next heading of their level belongs to them.
fn steps(body: &Text<Written>, diags: &mut Diags) -> Vec<StepDraft> {
    let headings: Vec<(usize, &Heading)> = body.headings().collect();
    let mut steps = Vec::new();
    for (number, (from, heading)) in headings.iter().enumerate() {
        let span = body.pieces[*from].span;
        if !heading.has_class("step") {
            if heading.has_class("decision") {
                diags.push(
                    Diag::warning(
                        Code::WRONG_VALUE,
                        span,
                        words!(
                            "有 .decision 却没有 .step，不会当作步骤",
                            "this has .decision but not .step, so it is no step"
                        ),
                    )
                    .help(words!("写成 {{#名字 .step .decision …}}", "write {{#name .step .decision …}}")),
                );
            }
            continue;
        }
        let to = headings[number + 1..]
            .iter()
            .find(|(_, h)| h.level <= heading.level)
            .map_or(body.pieces.len(), |(at, _)| *at);
        steps.push(step(body, span, *from, to, heading, diags));
    }
    steps
}

fn step(body: &Text<Written>, span: Span, from: usize, to: usize, heading: &Heading, diags: &mut Diags) -> StepDraft {
    const KNOWN: [&str; 6] = ["role", "sla", "script", "if", "then", "else"];
    let mut draft = StepDraft {
        place: StepPlace {
            span,
            title: body.plain_at(from),
            anchor: heading.anchor.clone(),
            from,
            to,
            sla: None,
            decision: heading.has_class("decision"),
            names_role: heading.attr("role").is_some(),
            checklist: checklist(&body.pieces[from..to]),
        },
        role: None,
        script: None,
        next: Vec::new(),
    };
    let mut condition = String::new();
    for Attr { key, value, span } in &heading.attrs {
        let value = || Spanned::new(value.clone(), *span);
        match key.as_str() {
            "role" => draft.role = Some(value()),
            "script" => draft.script = Some(value()),
            "sla" => match date::parse_minutes(&value()) {
                Some(minutes) => draft.place.sla = Some(minutes),
                None => diags.push(
                    Diag::error(Code::WRONG_VALUE, *span, words!("时限读不懂", "this time limit cannot be read"))
                        .help(words!("写成 sla=5m、sla=2h 或 sla=1d", "write sla=5m, sla=2h or sla=1d")),
                ),
            },
            "if" => condition = value().value,
            "then" => draft.next.push(Branch { condition: std::mem::take(&mut condition), to: value() }),
            "else" => draft.next.push(Branch { condition: String::new(), to: value() }),
            _ => diags.push(
                Diag::error(
                    Code::UNKNOWN_KEY,
                    *span,
                    words!("步骤没有“{key}”这个属性", "a step has no attribute “{key}”"),
                )
                .help(crate::base::diag::nearest(key, KNOWN))
                .help(words!("可用：role、sla、script、if、then、else", "known: role, sla, script, if, then, else")),
            ),
        }
    }
    draft
}

/// The words of each task list item, without what is nested below it.
fn checklist(pieces: &[Piece<Written>]) -> Vec<String> {
    let mut items = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if !matches!(piece.kind, Kind::Task(_)) {
            continue;
        }
        let mut depth = 0_i32;
        let mut end = at + 1;
        for piece in &pieces[at + 1..] {
            match &piece.kind {
                Kind::Open(Tag::List { .. }) => break,
                Kind::Open(_) => depth += 1,
                Kind::Close if depth == 0 => break,
                Kind::Close => depth -= 1,
                _ => {}
            }
            end += 1;
        }
        items.push(plain(&pieces[at + 1..end]).trim().to_string());
    }
    items
}
