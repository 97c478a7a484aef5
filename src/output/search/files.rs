//! Writes the shards: `meta`, `t/<n>` terms, `d/<n>` texts, `t2s` and `py` for queries that found little.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::{
    Index, Page,
    collect::{Collected, Name},
    encode::{Lines, number, places, quote, script},
    fold,
    sound::Readings,
};
use crate::base::artifact::{Artifact, OutPath};

/// Takes what was collected, so that it is gone before the scripts are put together: on large sites both are large.
pub fn write(
    pages: &[Cow<'_, Page>],
    synonyms: &[Vec<String>],
    collected: Collected,
    pairs: Vec<(String, String)>,
    initials: Vec<(String, String)>,
) -> Index {
    let chars: BTreeSet<char> = collected
        .terms
        .iter()
        .flat_map(|term| match term.name {
            Name::One(a) => [Some(a), None],
            Name::Pair(a, b) => [Some(a), Some(b)],
            Name::Word(_) => [None, None],
        })
        .flatten()
        .collect();
    let (terms, firsts) = term_shards(&collected, &pairs, &initials);
    drop((collected, pairs, initials));
    let (texts, text_starts) = text_shards(pages);
    let site_sounds = sounds(&chars);
    let all_sounds = sounds(&everyday().chain(chars.iter().copied()).collect());

    let mut files = vec![
        ("meta".to_string(), Value::Ready(meta(pages, synonyms, &firsts, &text_starts, &site_sounds))),
        ("py".to_string(), Value::Text(spell_out(&all_sounds))),
        ("t2s".to_string(), Value::Text(traditional(&chars))),
    ];
    files.extend(terms.into_iter().enumerate().map(|(at, shard)| (format!("t/{at}"), Value::Text(shard))));
    files.extend(texts.into_iter().enumerate().map(|(at, shard)| (format!("d/{at}"), Value::Ready(shard))));

    let scripts: Vec<(String, Vec<u8>, [u8; 32])> = files
        .into_par_iter()
        .map(|(key, value)| {
            let bytes = match value {
                Value::Text(text) => script(&key, &["\"", &text, "\""]),
                Value::Ready(value) => script(&key, &[&value]),
            };
            let hash = Sha256::digest(&bytes).into();
            (key, bytes, hash)
        })
        .collect();
    let mut all = Sha256::new();
    for (_, _, hash) in &scripts {
        all.update(hash);
    }
    let hash: String = all.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let base = format!("_search/{hash}");
    let artifacts = scripts
        .into_iter()
        .map(|(key, bytes, _)| Artifact::new(OutPath::own(format!("{base}/{key}.js")), bytes))
        .collect();
    Index { artifacts, base, sources: pages.iter().map(|page| page.source.clone()).collect(), left_out: 0 }
}

/// What a shard holds: a text in which nothing needs escaping, or JavaScript that is ready.
enum Value {
    Text(String),
    Ready(String),
}

/// A site four times as large has shards twice as large and twice as many: few bytes for a small one, not too many files for a large one.
fn target(total: usize, factor: usize) -> usize {
    (total.isqrt() * factor).clamp(3 << 10, 64 << 10)
}

fn term_shards(
    collected: &Collected,
    pairs: &[(String, String)],
    initials: &[(String, String)],
) -> (Vec<String>, Vec<String>) {
    let spoken: usize = pairs.iter().chain(initials).map(|(key, data)| key.len() / 2 + data.len()).sum();
    let listed: usize = collected.terms.iter().map(|term| 5 + 3 * collected.places(term).len()).sum();
    let mut lines = Lines::new(target(spoken + listed, 3));
    let mut data = String::new();
    let below_tilde = |name: &Name| matches!(name, Name::Word(word) if word.as_bytes()[0] < b'~');
    let middle = collected.terms.partition_point(|term| below_tilde(&term.name));
    let (below, above) = collected.terms.split_at(middle);
    for (key, data) in initials {
        lines.push_word(key, data);
    }
    for (part, then) in [(below, pairs), (above, &[][..])] {
        for term in part {
            data.clear();
            places(term.pages, collected.places(term), &mut data);
            lines.push(&term.name, &data);
        }
        for (key, data) in then {
            lines.push_word(key, data);
        }
    }
    lines.finish()
}

/// Shards of `[[page, url, title, first section here, [anchor, heading, text] …] …]`, and the number of the first section of each.
fn text_shards(pages: &[Cow<'_, Page>]) -> (Vec<String>, Vec<u32>) {
    let total: usize = pages.iter().flat_map(|page| &page.sections).map(|s| s.text.len() + s.heading.len() + 20).sum();
    let target = target(total, 2);
    let (mut shards, mut starts): (Vec<String>, Vec<u32>) = (Vec::new(), Vec::new());
    let mut section = 0;
    let empty = [super::Section::default()];
    for (number, page) in pages.iter().enumerate() {
        let mut named = false;
        let sections = if page.sections.is_empty() { &empty[..] } else { &page.sections[..] };
        for (at, part) in sections.iter().enumerate() {
            if shards.last().is_none_or(|shard| shard.len() >= target) {
                if let Some(shard) = shards.last_mut() {
                    shard.push_str(if named { "]]" } else { "]" });
                }
                shards.push("[".to_string());
                starts.push(section);
                named = false;
            }
            let shard = shards.last_mut().expect("there is one now");
            if !named {
                if shard.len() > 1 {
                    shard.push(',');
                }
                shard.push_str(&format!("[{number},"));
                quote(&page.url, shard);
                shard.push(',');
                quote(&page.title, shard);
                shard.push_str(&format!(",{at}"));
                named = true;
            }
            shard.push_str(",[");
            quote(&part.anchor, shard);
            shard.push(',');
            quote(&part.heading, shard);
            shard.push(',');
            quote(&part.text, shard);
            shard.push(']');
            section += 1;
        }
        if named {
            shards.last_mut().expect("it holds this page").push(']');
        }
    }
    if let Some(shard) = shards.last_mut() {
        shard.push(']');
    }
    (shards, starts)
}

/// The 3,755 characters of GB 2312's first level. A wrong character need not be one of the site, but its sound must be known.
fn everyday() -> impl Iterator<Item = char> {
    let codes = (0xB0u8..=0xD7).flat_map(|row| (0xA1u8..=0xFE).map(move |cell| [row, cell]));
    codes.filter_map(|code| {
        let (text, _) = encoding_rs::GBK.decode_without_bom_handling(&code);
        text.chars().next().filter(|c| fold::class(*c) == fold::Class::Han)
    })
}

/// For each syllable the characters that are mostly read so, and those that sometimes are.
fn sounds(chars: &BTreeSet<char>) -> BTreeMap<&'static str, [String; 2]> {
    let mut sounds: BTreeMap<&str, [String; 2]> = BTreeMap::new();
    for c in chars {
        for (at, syllable) in Readings::of(*c).iter().enumerate() {
            sounds.entry(syllable).or_default()[at.min(1)].push(*c);
        }
    }
    sounds
}

fn spell_out(sounds: &BTreeMap<&str, [String; 2]>) -> String {
    sounds.iter().map(|(syllable, [mostly, sometimes])| format!("{syllable}:{mostly}.{sometimes} ")).collect()
}

/// Pairs of characters: as typed, and as this site writes it.
fn traditional(chars: &BTreeSet<char>) -> String {
    fold::traditional().filter(|(_, to)| chars.contains(to)).flat_map(|(from, to)| [from, to]).collect()
}

/// What every query needs first. Kinds are digits; `o` gives for each page a place in `s`, the sets of roles, whose members are places in `r`.
fn meta(
    pages: &[Cow<'_, Page>],
    synonyms: &[Vec<String>],
    firsts: &[String],
    text_starts: &[u32],
    sounds: &BTreeMap<&str, [String; 2]>,
) -> String {
    let roles: Vec<&str> =
        pages.iter().flat_map(|p| &p.roles).map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect();
    let set_of = |page: &Page| -> BTreeSet<usize> {
        page.roles.iter().filter_map(|role| roles.binary_search(&role.as_str()).ok()).collect()
    };
    let sets: Vec<BTreeSet<usize>> =
        pages.iter().map(|page| set_of(page)).collect::<BTreeSet<_>>().into_iter().collect();
    let (mut owners, mut sections, mut starts, mut kinds) =
        (String::new(), String::new(), String::new(), String::new());
    for page in pages {
        kinds.push_str(&(page.kind as u8).to_string());
        number(sets.binary_search(&set_of(page)).expect("sets hold it") as u32, &mut owners);
        number(page.sections.len().max(1) as u32, &mut sections);
    }
    let mut before = 0;
    for start in text_starts {
        number(start - before, &mut starts);
        before = *start;
    }
    let mut out = format!("{{\"n\":{}", pages.len());
    let mut field = |name: &str, value: &str| {
        out.push_str(",\"");
        out.push_str(name);
        out.push_str("\":");
        out.push_str(value);
    };
    let text = |value: &str| {
        let mut quoted = String::new();
        quote(value, &mut quoted);
        quoted
    };
    let list = |values: Vec<String>| format!("[{}]", values.join(","));
    field("k", &text(&kinds));
    field("r", &list(roles.iter().map(|role| text(role)).collect()));
    field("s", &list(sets.iter().map(|set| list(set.iter().map(usize::to_string).collect())).collect()));
    field("o", &text(&owners));
    field("u", &text(&sections));
    // The first shard begins at the empty text, which `quote` would trim away together with its separator.
    field("b", &format!("\"{}\"", firsts.join(" ")));
    field("x", &text(&starts));
    field("y", &text(&sounds.keys().copied().collect::<Vec<_>>().join(" ")));
    field("w", &list(synonyms.iter().map(|group| list(group.iter().map(|word| text(word)).collect())).collect()));
    out.push('}');
    out
}
