//! Rules about wording over every text of the book: severity by the channel on which it is read, one hit for each place.

/// The pages of some codes, which stand beside this file.
macro_rules! rule_pages {
    ($($id:literal),* $(,)?) => {
        [$(crate::base::code::Page { code: crate::base::code::Code($id), text: include_str!(concat!($id, ".md")) }),*]
    };
}

pub mod advertising;
pub mod consumer;
pub mod engine;
pub mod message;
pub mod passage;
mod plain;
pub mod price;
pub mod privacy;
pub mod review;
pub mod wechat;

use crate::{
    base::{
        code::Page,
        diag::{Diag, Diags},
    },
    model::{
        Book,
        campaign::Campaign,
        chapter::Audience,
        print::Print,
        script::{Library, Script},
    },
};
use engine::Engine;
use passage::{Outlet, Passage};
use rayon::prelude::*;
use std::sync::OnceLock;

/// The families in the order in which rules that find the same place are asked.
const FAMILIES: [&[engine::Rule]; 6] =
    [review::RULES, advertising::RULES, price::RULES, consumer::RULES, wechat::RULES, message::RULES];

/// The pages of all rules about wording.
pub fn pages() -> impl Iterator<Item = &'static Page> + Clone {
    [review::PAGES, advertising::PAGES, price::PAGES, consumer::PAGES, wechat::PAGES, message::PAGES, privacy::PAGES]
        .into_iter()
        .flatten()
}

/// The rules ready to be used, made once: a preview checks after every save.
pub fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    match ENGINE.get() {
        Some(engine) => engine,
        // Made outside the lock: its patterns are made in parallel, and a thread that helps may come here, too.
        None => {
            let engine = Engine::new(FAMILIES.into_iter().chain([privacy::RULES]).flatten().copied().collect());
            ENGINE.get_or_init(|| engine)
        }
    }
}

pub fn check(book: &Book, diags: &mut Diags) {
    let engine = engine();
    let found: Vec<Vec<Diag>> = passages(book).par_iter().map(|passage| findings(engine, passage, book)).collect();
    diags.extend(found.into_iter().flatten());
}

/// What the rules say about one text.
pub fn findings(engine: &Engine, passage: &Passage, book: &Book) -> Vec<Diag> {
    let hits = engine.scan(passage, |id| super::limit(book, id)).into_iter();
    hits.map(|hit| {
        let rule = &engine.rules[hit.rule];
        Diag::new(rule.code, hit.severity, passage.span(&hit.range), (rule.says)(hit.words.trim())).help((rule.help)())
    })
    .collect()
}

/// Every text of the book with where it is read, in the order of the book.
fn passages(book: &Book) -> Vec<Passage> {
    let mut site = Passage::new([Outlet::Public]);
    for text in [&book.site.title, &book.site.about, &book.site.brand.slogan] {
        site.unplaced(text, book.site.span);
    }
    let mut all = vec![site];
    for chapter in book.chapters.values() {
        let mut text = Passage::new([by_audience(chapter.document.audience)]);
        text.value(&chapter.document.title);
        text.unplaced(&chapter.document.summary, chapter.document.span);
        text.pieces(&chapter.body.pieces);
        all.push(text);
    }
    for library in book.libraries.values() {
        library_texts(book, library, &mut all);
    }
    for campaign in book.campaigns.values() {
        campaign_texts(campaign, &mut all);
    }
    for kpi in book.kpis.values() {
        let mut text = Passage::new([Outlet::Internal]);
        text.pieces(&kpi.body.pieces);
        all.push(text);
    }
    for term in book.terms.values() {
        let mut text = Passage::new([Outlet::Internal]);
        text.unplaced(&term.meaning, term.span);
        all.push(text);
    }
    all.extend(book.prints.values().map(print_text));
    // Whoever scans a code reads its caption.
    all.extend(book.codes.values().flat_map(|code| &code.destinations).filter_map(|to| to.caption.as_ref()).map(
        |caption| {
            let mut text = Passage::new([Outlet::Public]);
            text.value(caption);
            text
        },
    ));
    all
}

fn by_audience(audience: Audience) -> Outlet {
    match audience {
        Audience::Public => Outlet::Public,
        Audience::Store | Audience::Internal => Outlet::Internal,
    }
}

/// Scripts are read on their library's channels; what a customer says is not ours.
fn library_texts(book: &Book, library: &Library, all: &mut Vec<Passage>) {
    let mut intro = Passage::new([Outlet::Internal]);
    intro.pieces(&library.intro.pieces);
    all.push(intro);
    for script in library.scripts.iter().map(|id| &book.scripts[*id]) {
        let mut notes = Passage::new([Outlet::Internal]);
        notes.pieces(&script.notes.pieces);
        all.push(notes);
        all.extend(messages(library, script));
    }
}

/// What is sent, one passage for each wording.
pub fn messages<'a>(library: &'a Library, script: &'a Script) -> impl Iterator<Item = Passage> + 'a {
    script.variants.iter().map(|variant| {
        let mut text = Passage::new(outlets(library));
        text.pieces(&variant.written.pieces);
        // What stands in a slot when nobody fills it is sent too.
        for slot in library.head.slots.iter().filter(|slot| !slot.default.is_empty()) {
            if variant.message.slots().contains(&slot.name.value.as_str()) {
                text.unplaced(&slot.default, slot.name.span);
            }
        }
        text
    })
}

fn outlets(library: &Library) -> Vec<Outlet> {
    match library.head.channels.as_slice() {
        [] => vec![Outlet::Group],
        channels => channels.iter().map(|channel| Outlet::from(channel.value)).collect(),
    }
}

/// What a campaign's header tells customers is read where it is carried out; the rest is for the team.
fn campaign_texts(campaign: &Campaign, all: &mut Vec<Passage>) {
    let mut told = Passage::new([carrier(campaign)]);
    let mut kept = Passage::new([Outlet::Internal]);
    for (key, text) in &campaign.head.texts {
        if is_told(key) {
            told.value(text)
        } else if is_said(key) {
            kept.value(text)
        }
    }
    let mut body = Passage::new([by_audience(campaign.head.audience)]);
    body.pieces(&campaign.body.pieces);
    all.extend([told, kept, body]);
}

/// Where a campaign's rules are read.
pub fn carrier(campaign: &Campaign) -> Outlet {
    match campaign.head.carrier.as_ref().map(|carrier| carrier.value.as_str()) {
        Some("wecom_group") => Outlet::Group,
        Some("moments") => Outlet::Moments,
        Some("offline") => Outlet::Print,
        _ => Outlet::Public,
    }
}

/// The keys of a campaign's header that its public rules page prints.
fn is_told(key: &str) -> bool {
    const TOLD: [&str; 24] = [
        "start",
        "end",
        "title",
        "summary",
        "who",
        "new_user",
        "contact",
        "dispute",
        "personal_data",
        "product",
        "name",
        "rank",
        "scope",
        "delivery",
        "forfeit",
        "draw_method",
        "ref_basis",
        "cutoff",
        "expiry",
        "mall",
        "coupon",
        "what",
        "source",
        "fallback",
    ];
    let last = key.rsplit('.').next().unwrap_or(key);
    !key.starts_with("fixed_costs") && !key.starts_with("timeline") && TOLD.contains(&last)
}

/// The keys that hold sentences for the team and no names of other records.
fn is_said(key: &str) -> bool {
    ["goal", "timeline.do", "timeline.checklist"].contains(&key)
}

fn print_text(print: &Print) -> Passage {
    let mut text = Passage::new([Outlet::Print]);
    // A card for the team quotes under this name what nobody may say.
    for (_, value) in print.head.fields.iter().filter(|(name, _)| name.value != "never") {
        text.value(value);
    }
    text
}

#[cfg(test)]
mod tests;
