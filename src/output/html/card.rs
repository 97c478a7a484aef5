//! Cards of records: what stands in a text that embeds one, and the card of a script wherever it appears.

use super::{Printer, escape, prose::Prose, views::LinkView};
use crate::{
    base::diag::Diag,
    model::{
        Record,
        script::{Part, Script, Tier},
        table::Id,
        text::{Link, Text},
    },
};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct ScriptView {
    /// On its library's page; empty elsewhere, where an id could stand twice.
    pub anchor: String,
    pub name: String,
    pub href: String,
    pub category: String,
    pub channels: Vec<String>,
    pub asks: String,
    pub notes: String,
    pub keywords: String,
    pub shortcut: String,
    pub escalate: String,
    pub variants: Vec<VariantView>,
    pub slots: Vec<SlotView>,
    pub campaigns: Vec<LinkView>,
}

#[derive(Debug, Serialize)]
pub struct VariantView {
    pub name: String,
    pub tier: &'static str,
    pub tier_word: String,
    pub when: String,
    /// The message as HTML: text, and slots to be filled.
    pub message: String,
    pub length: usize,
}

#[derive(Debug, Serialize)]
pub struct SlotView {
    pub name: String,
    pub example: String,
    pub default: String,
    pub max: u32,
}

/// Any other record in a text.
#[derive(Debug, Serialize)]
struct CardView {
    link: LinkView,
    class: &'static str,
    picture: Option<super::views::PictureView>,
}

pub fn card(printer: &Printer<'_>, root: &str, record: Record) -> Result<String, Diag> {
    let theme = printer.press.theme;
    match record {
        Record::Script(id) => theme.print("parts/script.html", printer.press.lang, &script(printer, root, id, false)?),
        Record::Kpi(id) => theme.print("parts/kpi-card.html", printer.press.lang, &super::kpi::card(printer, root, id)),
        _ => {
            let Some(link) = printer.link(root, record) else { return Ok(String::new()) };
            let view =
                CardView { link, class: super::record_class(record), picture: printer.preview(root, record, None) };
            theme.print("parts/card.html", printer.press.lang, &view)
        }
    }
}

/// `own` on the page of the script's library, where its anchor stands.
pub fn script(printer: &Printer<'_>, root: &str, id: Id<Script>, own: bool) -> Result<ScriptView, Diag> {
    let book = printer.press.book;
    let script = &book.scripts[id];
    let library = &book.libraries[script.library].head;
    let prose = |text: &Text<Link>| -> Result<String, Diag> {
        let prefix = if own { format!("{}-", script.head.anchor) } else { String::new() };
        Ok(Prose { printer, root, steps: &[], top: 4, terms: false, prefix: &prefix }.all(text)?.html)
    };
    let mut names: Vec<&str> = Vec::new();
    for variant in &script.variants {
        names.extend(variant.message.slots().into_iter().filter(|name| !names.contains(name)).collect::<Vec<_>>());
    }
    let slots = names.into_iter().map(|name| {
        let known = library.slots.iter().find(|slot| slot.name.value == name);
        SlotView {
            name: name.to_string(),
            example: known.map_or_else(String::new, |slot| slot.example.clone()),
            default: known.map_or_else(String::new, |slot| slot.default.clone()),
            max: known.and_then(|slot| slot.max).unwrap_or(0),
        }
    });
    let campaigns = printer
        .uses
        .of(Record::Script(id))
        .iter()
        .copied()
        .filter(|record| own && matches!(record, Record::Campaign(_) | Record::Chapter(_)));
    Ok(ScriptView {
        anchor: if own { script.head.anchor.clone() } else { String::new() },
        name: script.head.name.value.clone(),
        href: printer.href(root, Record::Script(id), None).unwrap_or_default(),
        category: library.category.value.clone(),
        channels: library.channels.iter().map(|c| channel_word(printer, c.value.key()).to_string()).collect(),
        asks: prose(&script.asks)?,
        notes: prose(&script.notes)?,
        keywords: script.head.keywords.join("、"),
        shortcut: script.head.shortcut.clone().unwrap_or_default(),
        escalate: script.head.escalate.clone().unwrap_or_default(),
        variants: script.variants.iter().map(|variant| self::variant(printer, variant)).collect(),
        slots: slots.collect(),
        campaigns: printer.links(root, campaigns),
    })
}

fn variant(printer: &Printer<'_>, variant: &crate::model::script::Variant) -> VariantView {
    let mut message = String::new();
    for part in &variant.message.parts {
        match part {
            Part::Text(text) => escape::push(text, &mut message),
            Part::Slot(name, _) => {
                message.push_str("<span class=\"slot\"");
                escape::attribute("data-slot", name, &mut message);
                message.push('>');
                escape::push(&format!("{{{name}}}"), &mut message);
                message.push_str("</span>");
            }
        }
    }
    let (tier, key) = match variant.tier {
        Tier::All => ("all", "tier.all"),
        Tier::Normal => ("normal", "tier.normal"),
        Tier::Vip => ("vip", "tier.vip"),
    };
    let tier_word = printer.word(key).to_string();
    let name = if variant.name.is_empty() { tier_word.clone() } else { variant.name.clone() };
    VariantView {
        name,
        tier,
        tier_word,
        when: variant.when.clone(),
        message,
        length: variant.message.plain().chars().count(),
    }
}

pub fn channel_word<'a>(printer: &Printer<'a>, key: &str) -> &'a str {
    printer.word(match key {
        "group" => "channel.group",
        "dm" => "channel.dm",
        "phone" => "channel.phone",
        "sms" => "channel.sms",
        "moments" => "channel.moments",
        "shop_im" => "channel.shop_im",
        _ => "channel.live",
    })
}
