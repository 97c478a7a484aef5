//! TOML and YAML as one tree of data with the place of every key and value.

use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
        slip,
        span::{FileId, Span, Spanned},
    },
    words,
};
use saphyr_parser::{Event, Parser, ScalarStyle};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A value as written. Numbers keep their letters, so that nothing is lost to a float.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Datum {
    Text(String),
    /// A number, date or time, as written.
    Bare(String),
    Bool(bool),
    List(Vec<Spanned<Datum>>),
    Table(Entries),
}

/// The keys of a table in the order of writing.
pub type Entries = Vec<(Spanned<String>, Spanned<Datum>)>;

impl Datum {
    /// What it is, in the reader's language, for messages about a wrong type.
    pub fn what(&self) -> crate::base::lang::Words {
        match self {
            Datum::Text(_) => words!("文字", "a text"),
            Datum::Bare(_) => words!("数字或日期", "a number or date"),
            Datum::Bool(_) => words!("true/false", "true/false"),
            Datum::List(_) => words!("一组值", "a list"),
            Datum::Table(_) => words!("一张表", "a table"),
        }
    }
}

/// Every text of some entries with the keys that lead to it, joined by dots, in the order of writing.
pub fn texts<'a>(
    entries: impl IntoIterator<Item = (&'a Spanned<String>, &'a Spanned<Datum>)>,
) -> Vec<(String, Spanned<String>)> {
    fn walk(datum: &Spanned<Datum>, path: &str, found: &mut Vec<(String, Spanned<String>)>) {
        match &datum.value {
            Datum::Text(text) => found.push((path.to_string(), Spanned::new(text.clone(), datum.span))),
            Datum::List(list) => list.iter().for_each(|item| walk(item, path, found)),
            Datum::Table(entries) => {
                for (key, value) in entries {
                    walk(value, &format!("{path}.{}", key.value), found);
                }
            }
            Datum::Bare(_) | Datum::Bool(_) => {}
        }
    }
    let mut found = Vec::new();
    for (key, value) in entries {
        walk(value, &key.value, &mut found);
    }
    found
}

/// Reads TOML whose first byte stands at `offset` of the file. Always gives what could be read.
pub fn toml(text: &str, file: FileId, offset: usize, diags: &mut Diags) -> Entries {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut entries = entries(table.into_inner(), file, offset);
    // The parser goes on after an error and then sees ghosts: believe the first.
    let first = errors.iter().map(|error| (error.span().unwrap_or(0..0), error)).min_by_key(|(range, _)| range.start);
    if let Some((range, error)) = first {
        if let Some(read) = with_brackets(text, &range, file, offset, diags) {
            return read;
        }
        let span = Span::new(file, offset + range.start, offset + range.end);
        let (message, help) = slip::explain(error.message(), text, &range);
        diags.push(Diag::error(Code::SYNTAX, span, message).help(help));
        prune(&mut entries, span);
    }
    entries
}

/// Among tables of a list, `[[role]]`, one that lost a bracket: told there, and the whole read as it is meant. `None` when
/// that is not what is wrong at `at`.
fn with_brackets(text: &str, at: &Range<usize>, file: FileId, offset: usize, diags: &mut Diags) -> Option<Entries> {
    let line = text.get(..at.start)?.rfind('\n').map_or(0, |end| end + 1);
    let name = text[line..].lines().next()?.trim().trim_start_matches('[').trim_end_matches(']');
    let (one, two) = (format!("[{name}]"), format!("[[{name}]]"));
    if name.is_empty() || !text.lines().any(|line| line.trim() == two) {
        return None;
    }
    let mut mended = String::with_capacity(text.len() + 8);
    let (mut lost, mut put_in) = (Vec::new(), Vec::new());
    for line in text.split_inclusive('\n') {
        let start = mended.len() - put_in.len();
        if line.trim() == one {
            let before = line.len() - line.trim_start().len();
            lost.push(Span::new(file, offset + start + before, offset + start + before + one.len()));
            put_in.extend([mended.len() + before, mended.len() + before + one.len() + 1]);
            mended.push_str(&line.replacen(&one, &two, 1));
        } else {
            mended.push_str(line);
        }
    }
    let (table, errors) = DeTable::parse_recoverable(&mended);
    if lost.is_empty() || !errors.is_empty() {
        return None;
    }
    let mut read = entries(table.into_inner(), file, 0);
    // Places count in the text as it was written.
    let back = |place: u32| offset as u32 + place - put_in.iter().filter(|put| **put < place as usize).count() as u32;
    each_span(&mut read, &|span| *span = Span { start: back(span.start), end: back(span.end), ..*span });
    for span in lost {
        let message = words!("[{name}] 少了一层方括号", "[{name}] lacks a pair of brackets");
        let help = words!("写成 [[{name}]]，和别的一样", "write [[{name}]] like the others");
        diags.push(Diag::error(Code::SYNTAX, span, message).help(help));
    }
    Some(read)
}

fn each_span(entries: &mut Entries, change: &dyn Fn(&mut Span)) {
    fn inside(datum: &mut Spanned<Datum>, change: &dyn Fn(&mut Span)) {
        change(&mut datum.span);
        match &mut datum.value {
            Datum::Table(entries) => each_span(entries, change),
            Datum::List(list) => list.iter_mut().for_each(|item| inside(item, change)),
            Datum::Text(_) | Datum::Bare(_) | Datum::Bool(_) => {}
        }
    }
    for (key, value) in entries {
        change(&mut key.span);
        inside(value, change);
    }
}

fn entries(table: DeTable<'_>, file: FileId, offset: usize) -> Entries {
    let mut list: Entries = table
        .into_iter()
        .map(|(key, value)| {
            let key_span = Span::new(file, offset + key.span().start, offset + key.span().end);
            (Spanned::new(key.into_inner().into_owned(), key_span), datum(value, file, offset))
        })
        .collect();
    list.sort_by_key(|(key, _)| key.span);
    list
}

fn datum(value: toml::Spanned<DeValue<'_>>, file: FileId, offset: usize) -> Spanned<Datum> {
    let span = Span::new(file, offset + value.span().start, offset + value.span().end);
    let datum = match value.into_inner() {
        DeValue::String(text) => Datum::Text(text.into_owned()),
        DeValue::Integer(number) => Datum::Bare(match number.radix() {
            10 => number.as_str().to_string(),
            radix => i64::from_str_radix(number.as_str(), radix)
                .map_or_else(|_| number.as_str().to_string(), |n| n.to_string()),
        }),
        DeValue::Float(number) => Datum::Bare(number.as_str().to_string()),
        DeValue::Boolean(flag) => Datum::Bool(flag),
        DeValue::Datetime(at) => Datum::Bare(at.to_string()),
        DeValue::Array(list) => Datum::List(list.into_iter().map(|v| datum(v, file, offset)).collect()),
        DeValue::Table(table) => Datum::Table(entries(table, file, offset)),
    };
    Spanned::new(datum, span)
}

/// What stands at or behind a mistake was guessed by the parser: lists that it broke are left empty, keys that it is about
/// are left out, so that nothing is told of ghosts.
fn prune(entries: &mut Entries, mistake: Span) {
    let touches = |span: Span| span.start <= mistake.start && mistake.start <= span.end;
    entries.retain(|(key, value)| !touches(key.span) || matches!(value.value, Datum::Table(_) | Datum::List(_)));
    for (_, value) in entries {
        let broken = touches(value.span) || value.span.start >= mistake.start;
        match &mut value.value {
            Datum::Table(inner) => prune(inner, mistake),
            Datum::List(items) if items.iter().all(|item| !matches!(item.value, Datum::Table(_))) => {
                let behind = items.iter().any(|item| item.span.end >= mistake.start);
                let before = items.first().is_some_and(|item| item.span.start <= mistake.start);
                if (broken || (before && behind)) && value.span.start <= mistake.start {
                    items.clear();
                }
            }
            Datum::List(items) => {
                for item in items {
                    if let Datum::Table(inner) = &mut item.value {
                        prune(inner, mistake);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Reads YAML whose first byte stands at `offset` of the file, as far as headers use it: maps, lists and scalars.
pub fn yaml(text: &str, file: FileId, offset: usize, diags: &mut Diags) -> Entries {
    // The parser counts characters; headers are short, so a table of byte offsets is cheap.
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let place = |from: usize, to: usize| {
        let at = |chars: usize| offset + bytes.get(chars).copied().unwrap_or(text.len());
        Span::new(file, at(from), at(to))
    };
    enum Open {
        Map(Entries, Option<Spanned<String>>, Span),
        Seq(Vec<Spanned<Datum>>, Span),
    }
    let mut stack: Vec<Open> = Vec::new();
    let mut root = Entries::new();
    for next in Parser::new_from_str(text) {
        let (event, mark) = match next {
            Ok(pair) => pair,
            Err(error) => {
                let at = error.marker().index();
                let stop = bytes.get(at).copied().unwrap_or(text.len());
                let start = text[..stop].rfind('\n').map_or(0, |end| end + 1);
                let line = text[start..].lines().next().unwrap_or("");
                let before = text[..start].lines().next_back().unwrap_or("");
                let (message, help) = slip::yaml::explain(error.info(), line, before);
                // A full-width colon of the line before is what stopped it here.
                let colon = before.find('：').filter(|_| !before.contains(": ")).map(|colon| {
                    let from = offset + start - before.len() - 1 + colon;
                    Span::new(file, from, from + '：'.len_utf8())
                });
                diags.push(Diag::error(Code::SYNTAX, colon.unwrap_or_else(|| place(at, at)), message).help(help));
                break;
            }
        };
        let span = place(mark.start.index(), mark.end.index());
        let done = match event {
            Event::MappingStart(..) => {
                stack.push(Open::Map(Entries::new(), None, span));
                continue;
            }
            Event::SequenceStart(..) => {
                stack.push(Open::Seq(Vec::new(), span));
                continue;
            }
            Event::MappingEnd => match stack.pop() {
                Some(Open::Map(entries, _, start)) => {
                    if stack.is_empty() {
                        root = entries;
                        continue;
                    }
                    Spanned::new(Datum::Table(entries), start.to(span))
                }
                _ => continue,
            },
            Event::SequenceEnd => match stack.pop() {
                Some(Open::Seq(list, start)) => Spanned::new(Datum::List(list), start.to(span)),
                _ => continue,
            },
            Event::Scalar(value, style, ..) => Spanned::new(scalar(&value, style), span),
            Event::Alias(_) => {
                diags.push(
                    Diag::error(
                        Code::SYNTAX,
                        span,
                        words!("页头里不能用 YAML 别名（*名字）", "YAML aliases (*name) do not work in a header"),
                    )
                    .help(words!("把值直接写出来", "write the value itself")),
                );
                Spanned::new(Datum::Text(String::new()), span)
            }
            _ => continue,
        };
        match stack.last_mut() {
            Some(Open::Map(entries, key, _)) => match key.take() {
                None => *key = Some(Spanned::new(text_of(&done.value), done.span)),
                Some(name) => entries.push((name, done)),
            },
            Some(Open::Seq(list, _)) => list.push(done),
            None => {}
        }
    }
    root
}

fn text_of(datum: &Datum) -> String {
    match datum {
        Datum::Text(text) | Datum::Bare(text) => text.clone(),
        Datum::Bool(flag) => flag.to_string(),
        Datum::List(_) | Datum::Table(_) => String::new(),
    }
}

fn scalar(value: &str, style: ScalarStyle) -> Datum {
    if style != ScalarStyle::Plain {
        return Datum::Text(value.to_string());
    }
    match value {
        "true" | "True" | "yes" => Datum::Bool(true),
        "false" | "False" | "no" => Datum::Bool(false),
        _ if value.starts_with(|c: char| c.is_ascii_digit() || c == '-')
            && value.bytes().all(|b| b.is_ascii_digit() || b"-+.:TZ ".contains(&b)) =>
        {
            Datum::Bare(value.to_string())
        }
        _ => Datum::Text(value.to_string()),
    }
}

#[cfg(test)]
mod tests;
