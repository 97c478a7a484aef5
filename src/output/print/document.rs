//! Texts of the book as the tree of blocks that the handbook kit prints (`kits/shared/blocks.typ` reads it).
//!
//! The tree is JSON values only: words stay words whatever stands in them.

use serde_json::{Value, json};

use crate::model::text::{Alert, Align, Kind, Piece, Tag};

/// Where a link leads within the printed document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Web(String),
    /// A place of this document, as `id` of a chapter or heading.
    Place(String),
    /// A picture among the kit's files.
    File(String),
    /// Elsewhere: prints as its words.
    None,
}

/// A heading's attribute, by key and value, as what to show below it.
pub type Facts<'a> = dyn Fn(&str, &str) -> Option<(String, String)> + 'a;

/// What the caller knows of the links of a text.
pub struct Links<'a, L> {
    pub target: &'a dyn Fn(&L) -> Target,
    /// The words of a card `![[…]]` and of a link without words.
    pub label: &'a dyn Fn(&L) -> String,
    /// Put before every heading's anchor, so that two chapters may use the same: `chapter#`.
    pub prefix: &'a str,
    /// A heading's attributes as pairs to show below it: `("岗位", "客服")`.
    pub facts: &'a Facts<'a>,
}

/// The blocks of a text.
pub fn blocks<L>(pieces: &[Piece<L>], links: &Links<L>) -> Vec<Value> {
    let notes = footnotes(pieces, links);
    tree(pieces, links, &notes)
}

/// A message of a script, as it is sent, with the words of its tier or situation above it.
pub fn say(label: &str, message: &str) -> Value {
    json!({"kind": "say", "label": label, "lines": message.lines().collect::<Vec<_>>()})
}

/// Footnotes by name, as inlines: the engine sets them where they are called.
fn footnotes<L>(pieces: &[Piece<L>], links: &Links<L>) -> Vec<(String, Vec<Value>)> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < pieces.len() {
        if let Kind::Open(Tag::Footnote(name)) = &pieces[index].kind {
            let end = after(pieces, index);
            let body = tree(&pieces[index + 1..end - 1], links, &[]);
            let words: Vec<Value> = body.iter().filter_map(|block| block["t"].as_array()).flatten().cloned().collect();
            found.push((name.clone(), words));
            index = end;
        } else {
            index += 1;
        }
    }
    found
}

fn after<L>(pieces: &[Piece<L>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (index, piece) in pieces.iter().enumerate().skip(open) {
        match piece.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close if depth == 1 => return index + 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    pieces.len()
}

/// An open tag with what stands in it so far.
struct Level<'a, L> {
    tag: Option<&'a Tag<L>>,
    children: Vec<Value>,
    task: Option<bool>,
}

fn tree<L>(pieces: &[Piece<L>], links: &Links<L>, notes: &[(String, Vec<Value>)]) -> Vec<Value> {
    let mut levels = vec![Level { tag: None, children: Vec::new(), task: None }];
    for piece in pieces {
        let here = levels.last_mut().expect("the outermost level stays");
        match &piece.kind {
            Kind::Open(tag) => levels.push(Level { tag: Some(tag), children: Vec::new(), task: None }),
            Kind::Close => {
                if levels.len() > 1
                    && let Some(level) = levels.pop()
                    && let Some(tag) = level.tag
                {
                    let made = closed(tag, level.children, level.task, links);
                    levels.last_mut().expect("the outermost level stays").children.extend(made);
                }
            }
            Kind::Text(text) => here.children.push(json!(text)),
            Kind::Code(text) => here.children.push(json!({"c": text})),
            Kind::SoftBreak => here.children.push(json!(" ")),
            Kind::HardBreak => here.children.push(json!({"br": true})),
            Kind::Rule => here.children.push(json!({"kind": "rule"})),
            Kind::Task(done) => here.task = Some(*done),
            Kind::FootnoteRef(name) => {
                if let Some((_, words)) = notes.iter().find(|(known, _)| known == name) {
                    here.children.push(json!({"note": words}));
                }
            }
            Kind::Value(path) => here.children.push(json!(format!("{{{{ {path} }}}}"))),
            Kind::Embed(to) => {
                let card = link(to, vec![json!((links.label)(to))], links);
                here.children.push(json!({"kind": "p", "t": [card]}));
            }
        }
    }
    while levels.len() > 1 {
        let level = levels.pop().expect("counted");
        levels.last_mut().expect("counted").children.extend(level.children);
    }
    paragraphs(levels.pop().map(|level| level.children).unwrap_or_default())
}

fn closed<L>(tag: &Tag<L>, children: Vec<Value>, task: Option<bool>, links: &Links<L>) -> Option<Value> {
    Some(match tag {
        Tag::Paragraph => match picture(&children) {
            Some(picture) => picture,
            None => json!({"kind": "p", "t": children, "task": task}),
        },
        Tag::Heading(heading) => {
            let facts: Vec<Value> = heading
                .attrs
                .iter()
                .filter_map(|attr| (links.facts)(&attr.key, &attr.value))
                .map(|(word, value)| json!([word, value]))
                .collect();
            let id =
                if heading.anchor.is_empty() { String::new() } else { format!("{}{}", links.prefix, heading.anchor) };
            json!({"kind": "h", "level": heading.level, "id": id, "t": children, "facts": facts})
        }
        Tag::Quote => json!({"kind": "quote", "blocks": paragraphs(children)}),
        Tag::Alert(alert) => json!({"kind": "alert", "tone": tone(*alert), "blocks": paragraphs(children)}),
        Tag::CodeBlock { lang } => {
            let text: String = children.iter().filter_map(Value::as_str).collect();
            json!({"kind": "code", "lang": lang, "text": text.trim_end_matches('\n')})
        }
        Tag::List { start } => {
            let items: Vec<Value> = children.into_iter().filter(|child| child.get("item").is_some()).collect();
            json!({"kind": "list", "start": start, "items": items})
        }
        Tag::Item => {
            let blocks = paragraphs(children);
            let task = task.or_else(|| blocks.first().and_then(|block| block["task"].as_bool()));
            json!({"item": true, "task": task, "blocks": blocks})
        }
        Tag::DefinitionList => json!({"kind": "defs", "items": definitions(children)}),
        Tag::DefinitionTitle => json!({"title": children}),
        Tag::Definition => json!({"meaning": paragraphs(children)}),
        Tag::Table(aligns) => {
            let mut rows = children.into_iter().filter_map(|child| child.get("row").cloned());
            let head = rows.next().unwrap_or_else(|| json!([]));
            let align: Vec<&str> = aligns.iter().map(|align| side(*align)).collect();
            json!({"kind": "table", "align": align, "head": head, "rows": rows.collect::<Vec<_>>()})
        }
        Tag::TableHead | Tag::TableRow => {
            let cells: Vec<Value> = children.into_iter().filter_map(|child| child.get("cell").cloned()).collect();
            json!({"row": cells})
        }
        Tag::TableCell => json!({"cell": children}),
        Tag::Emphasis => json!({"i": children}),
        Tag::Strong => json!({"b": children}),
        Tag::Strike => json!({"s": children}),
        Tag::Link { to, .. } => link(to, children, links),
        Tag::Image { from, .. } => {
            let alt: String = children.iter().filter_map(Value::as_str).collect();
            match (links.target)(from) {
                Target::File(path) => json!({"img": path, "alt": alt}),
                // A picture that is not at hand is still named.
                Target::Web(_) | Target::Place(_) | Target::None => json!(format!("［图：{alt}］")),
            }
        }
        // Set where it is called.
        Tag::Footnote(_) => return None,
        Tag::Container { name, title } => {
            json!({"kind": "box", "name": name, "title": title, "blocks": paragraphs(children)})
        }
    })
}

fn link<L>(to: &L, words: Vec<Value>, links: &Links<L>) -> Value {
    let words = if words.is_empty() { vec![json!((links.label)(to))] } else { words };
    match (links.target)(to) {
        Target::Web(address) => json!({"web": address, "t": words}),
        Target::Place(id) => json!({"to": id, "t": words}),
        Target::File(_) | Target::None => json!({"to": "", "t": words}),
    }
}

/// Blocks stay; runs of inlines between them become paragraphs.
fn paragraphs(children: Vec<Value>) -> Vec<Value> {
    let mut out = Vec::new();
    let mut run: Vec<Value> = Vec::new();
    for child in children {
        if child.get("kind").is_some() {
            flush(&mut run, &mut out);
            out.push(child);
        } else {
            run.push(child);
        }
    }
    flush(&mut run, &mut out);
    out
}

fn flush(run: &mut Vec<Value>, out: &mut Vec<Value>) {
    if !run.is_empty() {
        let run = std::mem::take(run);
        out.push(picture(&run).unwrap_or_else(|| json!({"kind": "p", "t": run})));
    }
}

/// A paragraph of one picture and nothing else is a picture of its own.
fn picture(children: &[Value]) -> Option<Value> {
    match children {
        [only] if only.get("img").is_some() => Some(json!({"kind": "image", "img": only["img"], "alt": only["alt"]})),
        _ => None,
    }
}

fn definitions(children: Vec<Value>) -> Vec<Value> {
    let mut items: Vec<Value> = Vec::new();
    for child in children {
        if let Some(title) = child.get("title") {
            items.push(json!({"t": title, "blocks": []}));
        } else if let (Some(meaning), Some(last)) = (child.get("meaning").and_then(Value::as_array), items.last_mut())
            && let Some(blocks) = last["blocks"].as_array_mut()
        {
            blocks.extend(meaning.iter().cloned());
        }
    }
    items
}

fn tone(alert: Alert) -> &'static str {
    match alert {
        Alert::Note => "note",
        Alert::Tip => "tip",
        Alert::Important => "important",
        Alert::Warning => "warning",
        Alert::Caution => "caution",
    }
}

fn side(align: Align) -> &'static str {
    match align {
        Align::None | Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    }
}
