//! Every name that a workspace's files mention, with its place: in headers, links, braces, values, pictures and tables.

use crate::{
    base::{
        diag::Diags,
        lang::Words,
        span::{FileId, Span, Spanned},
    },
    model::text::{Kind, RecordKind, Tag, Written},
    parse::{
        csv,
        data::{self, Datum, Entries},
        front, markdown,
    },
    source::{SourceFile, Sources},
    words,
};

/// What a name can be the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    Record(RecordKind),
    Kit,
    /// `limit.…`, `vars.…`.
    Value,
    Slot,
    /// A picture or another file, by its path.
    File,
    Any,
}

impl Thing {
    /// Whether a mention of this can mean that.
    pub fn fits(self, target: Thing) -> bool {
        self == target || self == Thing::Any || target == Thing::Any
    }

    pub fn label(self) -> Words {
        match self {
            Thing::Record(kind) => Words::new(kind.zh(), kind.en()),
            Thing::Kit => words!("模板", "kit"),
            Thing::Value => words!("数值", "value"),
            Thing::Slot => words!("空位", "slot"),
            Thing::File => words!("文件", "file"),
            Thing::Any => words!("名字", "name"),
        }
    }
}

pub struct Mention {
    pub thing: Thing,
    pub name: String,
    /// As the writer put it: a key, `[[…]]`, `{…}`.
    pub how: String,
    pub span: Span,
}

/// Keys of headers whose texts name nothing.
const PLAIN: [&str; 14] = [
    "title", "id", "number", "name", "en", "slug", "aliases", "summary", "about", "category", "unit", "from", "what",
    "why",
];

pub fn mentions(sources: &Sources) -> Vec<Mention> {
    let mut list = Vec::new();
    // Mistakes were told by the compiler; here every file is read for its names alone.
    let mut faults = Diags::new();
    let own = |file: &&SourceFile| file.is_text() && (file.path == "sopress.toml" || file.path.starts_with("content/"));
    for file in sources.files().iter().filter(own) {
        match file.extension().as_str() {
            "md" => {
                let front = front::split(file.text(), file.id, &mut faults);
                header(&front.entries, "", &mut list);
                body(file, front.body, &mut list, &mut faults);
                if file.path.starts_with("content/scripts/") {
                    slots(file.text(), file.id, &mut list);
                }
            }
            "toml" => header(&data::toml(file.text(), file.id, 0, &mut faults), "", &mut list),
            "csv" => {
                let (table, _) = csv::table(file.text(), file.id, &file.path);
                // The codes' own rows are no uses of them.
                let is_codes = file.path == "content/data/codes.csv";
                for cell in table.rows.iter().flat_map(|row| row.cells.into_iter().enumerate()) {
                    let (column, cell) = cell;
                    let how = table.columns.get(column).map_or("", |column| column.value.as_str());
                    let names_itself = is_codes && matches!(how, "id" | "title" | "caption");
                    if !cell.value.is_empty() && !names_itself {
                        list.push(mention(Thing::Any, &cell.value, how, cell.span));
                    }
                }
            }
            _ => {}
        }
    }
    list
}

fn mention(thing: Thing, name: &str, how: &str, span: Span) -> Mention {
    Mention { thing, name: name.to_string(), how: how.to_string(), span }
}

/// What the texts below a key name; `None` for keys that name nothing.
fn thing_of(path: &str) -> Option<Thing> {
    let key = path.rsplit('.').next().unwrap_or(path);
    if PLAIN.contains(&key) {
        return None;
    }
    let record = |kind| Some(Thing::Record(kind));
    match (path.split('.').next().unwrap_or(path), key) {
        ("scripts", _) => record(RecordKind::Script),
        (_, "role" | "roles" | "owner" | "approver") => record(RecordKind::Role),
        (_, "kpi" | "kpis" | "guard") => record(RecordKind::Kpi),
        (_, "script") => record(RecordKind::Script),
        (_, "material" | "materials") => record(RecordKind::Print),
        (_, "campaign") => record(RecordKind::Campaign),
        (_, "kit") => Some(Thing::Kit),
        (_, "rubric") => record(RecordKind::Rubric),
        _ => Some(Thing::Any),
    }
}

fn header(entries: &Entries, above: &str, list: &mut Vec<Mention>) {
    for (key, value) in entries {
        let path = if above.is_empty() { key.value.clone() } else { format!("{above}.{}", key.value) };
        datum(value, &path, list);
    }
}

fn datum(value: &Spanned<Datum>, path: &str, list: &mut Vec<Mention>) {
    match &value.value {
        Datum::Text(text) => {
            if let Some(thing) = thing_of(path) {
                list.push(mention(thing, text, path, value.span));
            }
            // A path leads to a file, which may be asked for by its name alone.
            if let Some((_, name)) = text.rsplit_once('/').filter(|(_, name)| name.contains('.') && !text.contains(' '))
            {
                list.push(mention(Thing::File, name, path, value.span));
            }
            braces(text, value.span, list);
        }
        Datum::List(items) => items.iter().for_each(|item| datum(item, path, list)),
        Datum::Table(entries) => header(entries, path, list),
        Datum::Bare(_) | Datum::Bool(_) => {}
    }
}

/// `{{ vars.x }}` in a text of a header.
fn braces(text: &str, span: Span, list: &mut Vec<Mention>) {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else { return };
        value(name, span, list);
        rest = after;
    }
}

/// A value by its whole name, and the record whose field it is.
fn value(name: &str, span: Span, list: &mut Vec<Mention>) {
    let name = name.trim();
    let how = format!("{{{{ {name} }}}}");
    list.push(mention(Thing::Value, name, &how, span));
    let mut parts = name.splitn(2, '.');
    let kind = parts.next().and_then(RecordKind::parse);
    if let (Some(kind), Some(rest)) = (kind, parts.next()) {
        let record = rest.rsplit_once('.').map_or(rest, |(record, _)| record);
        list.push(mention(Thing::Record(kind), record, &how, span));
    }
}

fn body(file: &SourceFile, from: usize, list: &mut Vec<Mention>, faults: &mut Diags) {
    let text = markdown::text(file.text(), from, file.id, faults);
    for piece in &text.pieces {
        match &piece.kind {
            Kind::Value(name) => value(name, piece.span, list),
            Kind::Embed(to) | Kind::Open(Tag::Link { to, .. }) => link(to, file, piece.span, list),
            Kind::Open(Tag::Image { from: to, .. }) => link(to, file, piece.span, list),
            Kind::Open(Tag::Heading(heading)) => {
                for attr in &heading.attrs {
                    if let Some(thing @ Thing::Record(_)) = thing_of(&attr.key) {
                        list.push(mention(thing, &attr.value, &attr.key, attr.span));
                    }
                }
            }
            _ => {}
        }
    }
}

fn link(to: &Written, file: &SourceFile, span: Span, list: &mut Vec<Mention>) {
    match to {
        Written::Name { kind, name, .. } => {
            let thing = kind.map_or(Thing::Any, Thing::Record);
            let kind = kind.map_or_else(String::new, |kind| format!("{}:", kind.zh()));
            list.push(mention(thing, name, &format!("[[{kind}{name}]]"), span));
        }
        Written::Address(address) if !address.contains("://") => {
            let path = address.split('#').next().unwrap_or(address);
            let name = path.rsplit('/').next().unwrap_or(path);
            let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            // By its name, as written, and from the workspace's root.
            for name in [name.to_string(), path.to_string(), join(folder, path)] {
                list.push(mention(Thing::File, &name, address, span));
            }
        }
        Written::Address(_) => {}
    }
}

/// `../a/b.png` from a folder, as a path of the workspace.
fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// `{昵称}` in a message.
fn slots(text: &str, file: FileId, list: &mut Vec<Mention>) {
    for (at, _) in text.match_indices('{') {
        let rest = &text[at + 1..];
        let Some(end) = rest.find(['}', '\n', '{']) else { return };
        let name = &rest[..end];
        let is_slot = rest[end..].starts_with('}') && !name.is_empty() && !name.starts_with(['#', '.', ' ']);
        if is_slot && !name.contains('=') {
            list.push(mention(Thing::Slot, name, &format!("{{{name}}}"), Span::new(file, at, at + end + 2)));
        }
    }
}
