//! Reads a script library: each second-level heading is a script, each third-level heading one of its wordings.

use super::{
    Source as File,
    chapter::{address, audience, own_slug, plain_text},
    fields::Fields,
    markdown, record,
};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, nearest},
        lang::{Words, listed},
        span::{Span, Spanned},
    },
    model::{
        chapter::Status,
        script::{Channel, LibraryDraft, LibraryHead, Message, Part, ScriptDraft, ScriptHead, Slot, Tier, Variant},
        text::{Attr, Heading, Kind, Tag, Text, Written},
    },
    words,
};

/// What a library is called in messages.
pub fn what() -> Words {
    words!("话术库", "a script library")
}

/// `path` is below `content/scripts/`.
pub fn library(source: &File<'_>, path: &str) -> (LibraryDraft, Diags) {
    let ((head, roles), body, mut diags) = record::titled(source, what(), |fields| header(fields, source, path));
    let headings: Vec<(usize, &Heading)> = body.headings().filter(|(_, h)| h.level <= 3).collect();
    let first = headings.iter().find(|(_, h)| h.level <= 2).map_or(body.pieces.len(), |(at, _)| *at);
    let intro = part(&body, 0, first);
    let mut scripts = Vec::new();
    for (number, (at, heading)) in headings.iter().enumerate() {
        if heading.level > 2 {
            continue;
        }
        let below: Vec<(usize, &Heading)> =
            headings[number + 1..].iter().take_while(|(_, h)| h.level > 2).copied().collect();
        let end = headings[number + 1..].iter().find(|(_, h)| h.level <= 2).map_or(body.pieces.len(), |(at, _)| *at);
        scripts.push(script(source, &body, (*at, heading), &below, end, &mut diags));
    }
    undeclared_slots(&head.slots, &scripts, &mut diags);
    for variant in scripts.iter().flat_map(|script| &script.variants) {
        open_slots(source, &variant.written, &mut diags);
    }
    if scripts.is_empty() {
        diags.push(
            Diag::warning(Code::MISSING_KEY, head.span, words!("这个话术库里没有话术", "this library has no scripts"))
                .help(words!(
                    "每条话术写一个二级标题：## 新人进群",
                    "give each script a second-level heading: ## Newcomer"
                )),
        );
    }
    (LibraryDraft { head, roles, intro, scripts }, diags)
}

/// Where a library lists its slots, another name in a message is a slip: nobody is asked to fill it in with an example.
fn undeclared_slots(slots: &[Slot], scripts: &[ScriptDraft], diags: &mut Diags) {
    if slots.is_empty() {
        return;
    }
    let declared = || slots.iter().map(|slot| slot.name.value.as_str());
    for part in scripts.iter().flat_map(|script| &script.variants).flat_map(|variant| &variant.message.parts) {
        let Part::Slot(name, span) = part else { continue };
        if !declared().any(|known| known == name) {
            diags.push(
                Diag::warning(
                    Code::UNKNOWN_VALUE,
                    *span,
                    words!("空位“{name}”没有在 [[slots]] 里写", "the slot “{name}” is not listed in [[slots]]"),
                )
                .help(nearest(name, declared()))
                .help(words!(
                    "在页头加一段：[[slots]]，下一行 name = \"{name}\"，再一行 example = \"…\"",
                    "add to the header: [[slots]], then name = \"{name}\", then example = \"…\""
                )),
            );
        }
    }
}

/// Braces that were meant for a slot and are sent as they stand: `｛昵称｝`, `{昵称`.
fn open_slots(source: &File<'_>, written: &Text<Written>, diags: &mut Diags) {
    let (Some(first), Some(last)) = (written.pieces.first(), written.pieces.last()) else { return };
    let span = written.pieces.iter().fold(first.span.to(last.span), |all, piece| all.to(piece.span));
    let text = markdown::source_of(source.text, span);
    let mut at = 0;
    while let Some(open) = text[at..].find(['{', '｛']).map(|found| at + found) {
        let wide = text[open..].starts_with('｛');
        let inside = open + if wide { '｛'.len_utf8() } else { 1 };
        at = inside;
        let rest = &text[inside..];
        // `{{ … }}` is a value.
        if rest.starts_with('{') {
            at += rest.find("}}").map_or(1, |end| end + 2);
            continue;
        }
        let end = rest.find(['}', '｝', '{', '｛', '\n']).unwrap_or(rest.len());
        let close = rest[end..].chars().next();
        if rest[..end].chars().count() > 20 || close == Some('}') && !wide {
            continue;
        }
        let closed = matches!(close, Some('}' | '｝'));
        let name: String = if closed { rest[..end].trim().to_string() } else { "…".to_string() };
        let length = if closed { end + close.map_or(0, char::len_utf8) } else { 0 };
        diags.push(
            Diag::warning(
                Code::LITERAL_MARKER,
                span.part(open, inside + length),
                words!(
                    "空位的花括号不成对，或用了全角，会原样发出去",
                    "the braces of a slot are not in pairs, or full-width, and are sent as they stand"
                ),
            )
            .help(words!("写成 {{{name}}}，两个花括号都用英文的", "write {{{name}}} with ASCII braces")),
        );
    }
}

/// The keys of a library's header.
pub fn header(fields: &mut Fields<'_>, source: &File<'_>, path: &str) -> (LibraryHead, Vec<Spanned<String>>) {
    let span = fields.span();
    let name = path.strip_suffix(".md").unwrap_or(path).rsplit('/').next().unwrap_or(path).to_string();
    let head = LibraryHead {
        file: source.file,
        span,
        title: fields.need_text("title"),
        slug: own_slug(fields).unwrap_or_else(|| address(&name)),
        summary: plain_text(fields.text("summary")),
        category: fields.need_text("category"),
        channels: fields.choices("channels", Channel::CHOICES),
        owner: fields.text("owner"),
        status: fields.choice("status", Status::CHOICES).unwrap_or(Spanned::new(Status::Effective, span)),
        version: fields.text("version"),
        audience: audience(fields),
        tags: fields.texts("tags"),
        slots: fields
            .tables("slots", words!("空位", "a slot"), |f| Slot {
                name: f.need_text("name"),
                example: plain_text(f.text("example")),
                max: f.count("max").map(|n| n.value),
                default: plain_text(f.text("default")),
            })
            .into_iter()
            .map(|slot| slot.value)
            .collect(),
    };
    (head, fields.texts("roles"))
}

fn part(body: &Text<Written>, from: usize, to: usize) -> Text<Written> {
    Text { pieces: body.pieces[from..to].to_vec() }
}

fn script(
    source: &File<'_>,
    body: &Text<Written>,
    (at, heading): (usize, &Heading),
    below: &[(usize, &Heading)],
    end: usize,
    diags: &mut Diags,
) -> ScriptDraft {
    let span = body.pieces[at].span;
    let name = Spanned::new(body.plain_at(at), span);
    let mut head =
        ScriptHead { span, name, anchor: heading.anchor.clone(), keywords: Vec::new(), shortcut: None, escalate: None };
    for Attr { key, value, span } in &heading.attrs {
        match key.as_str() {
            "keywords" => {
                head.keywords =
                    value.split([',', '，', '、']).map(|w| w.trim().to_string()).filter(|w| !w.is_empty()).collect();
            }
            "shortcut" => head.shortcut = Some(value.clone()),
            "escalate" => head.escalate = Some(value.clone()),
            "tier" | "when" => diags.push(
                Diag::error(
                    Code::UNKNOWN_KEY,
                    *span,
                    words!(
                        "“{key}”属于三级标题，这里是二级",
                        "“{key}” belongs to a third-level heading; this is the second level"
                    ),
                )
                .help(words!(
                    "在这条话术下面写 ### 名字 {{{key}={value}}}，再写要发的话",
                    "write ### name {{{key}={value}}} below, with the words that are sent"
                )),
            ),
            _ => unknown_attr(key, *span, &["keywords", "shortcut", "escalate"], diags),
        }
    }
    let text_from = body.after(at);
    let text_to = below.first().map_or(end, |(at, _)| *at);
    // The quote is what the customer says; the rest is a note, or the message itself where there are no wordings.
    let mut asks = Text::default();
    let mut notes = Text::default();
    let mut message_from = None;
    let mut index = text_from;
    while index < text_to {
        let after = body.after(index).min(text_to).max(index + 1);
        if matches!(body.pieces[index].kind, Kind::Open(Tag::Quote)) && asks.is_empty() {
            asks = part(body, index, after);
        } else {
            if message_from.is_none() {
                message_from = Some(index);
            }
            notes.pieces.extend_from_slice(&body.pieces[index..after]);
        }
        index = after;
    }
    let mut variants = Vec::new();
    if below.is_empty() {
        notes = Text::default();
        if let Some(from) = message_from {
            variants.push(Variant {
                span,
                name: String::new(),
                anchor: heading.anchor.clone(),
                tier: Tier::All,
                when: String::new(),
                message: message(source, body, from, text_to),
                written: part(body, from, text_to),
            });
        }
    }
    for (number, (at, heading)) in below.iter().enumerate() {
        let to = below.get(number + 1).map_or(end, |(at, _)| *at);
        variants.push(variant(source, body, *at, to, heading, diags));
    }
    if variants.iter().all(|v| v.message.parts.is_empty()) {
        diags.push(
            Diag::error(Code::MISSING_KEY, span, words!("这条话术没有内容", "this script has no words"))
                .help(words!("在标题下面写上要发送的文字", "write below the heading what is to be sent")),
        );
    }
    ScriptDraft { head, asks, notes, variants }
}

fn variant(
    source: &File<'_>,
    body: &Text<Written>,
    at: usize,
    to: usize,
    heading: &Heading,
    diags: &mut Diags,
) -> Variant {
    let span = body.pieces[at].span;
    let mut variant = Variant {
        span,
        name: body.plain_at(at),
        anchor: heading.anchor.clone(),
        tier: Tier::All,
        when: String::new(),
        message: message(source, body, body.after(at), to),
        written: part(body, body.after(at), to),
    };
    for Attr { key, value, span } in &heading.attrs {
        match key.as_str() {
            "tier" => match Tier::CHOICES.iter().find(|(names, _)| names.contains(&value.as_str())) {
                Some((_, tier)) => variant.tier = *tier,
                None => diags.push(
                    Diag::error(
                        Code::UNKNOWN_CHOICE,
                        *span,
                        words!("没有“{value}”这个层级", "there is no tier “{value}”"),
                    )
                    .help(nearest(value, ["all", "normal", "vip"]))
                    .help(words!("可以写：all | normal | vip", "it can be: all | normal | vip")),
                ),
            },
            "when" => variant.when = value.clone(),
            _ => unknown_attr(key, *span, &["tier", "when"], diags),
        }
    }
    variant
}

fn unknown_attr(key: &str, span: Span, known: &[&str], diags: &mut Diags) {
    let (zh, en) = listed(known);
    diags.push(
        Diag::error(
            Code::UNKNOWN_KEY,
            span,
            words!("话术标题没有“{key}”这个属性", "a script heading has no attribute “{key}”"),
        )
        .help(nearest(key, known.iter().copied()))
        .help(words!("可用：{zh}", "known: {en}")),
    );
}

/// The text of a range of pieces as it is sent: what the writer wrote, without its markup.
fn message(source: &File<'_>, body: &Text<Written>, from: usize, to: usize) -> Message {
    let Some(first) = body.pieces.get(from).filter(|_| from < to) else { return Message::default() };
    let span = body.pieces[from..to].iter().fold(first.span, |all, piece| all.to(piece.span));
    Message::parse(&markdown::message(source.text, span), span)
}
