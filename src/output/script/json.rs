//! All scripts as JSON. The fields: `format` (1), `scripts`, and of each script `library`, `category`, `name`, `path`, `channels`,
//! `keywords`, `shortcut`, `customer_says`, `notes`, `escalate`, `slots` (`name`, `example`, `max`, `default`), `variants` (`name`,
//! `tier`, `when`, `message` with `{slots}`).

use super::{Line, words_of};
use crate::model::{chapter::Audience, script::Tier};
use serde_json::{Value, json};

/// Order and fields are always the same; what is not said is left out.
pub fn json(lines: &[Line<'_>], audience: Audience) -> String {
    let scripts: Vec<Value> =
        lines.chunk_by(|a, b| std::ptr::eq(a.script, b.script)).map(|group| script(group, audience)).collect();
    let mut out = serde_json::to_string_pretty(&json!({ "format": 1, "scripts": scripts })).expect("plain data");
    out.push('\n');
    out
}

fn script(group: &[Line<'_>], audience: Audience) -> Value {
    let (head, script) = (group[0].head(), group[0].script);
    let used: Vec<&str> = group.iter().flat_map(|line| line.variant.message.slots()).collect();
    let slots = head.slots.iter().filter(|slot| used.contains(&slot.name.value.as_str())).map(|slot| {
        lean(json!({ "name": slot.name.value, "example": slot.example, "max": slot.max, "default": slot.default }))
    });
    let variants = group.iter().map(|line| {
        let tier = match line.variant.tier {
            Tier::All => "all",
            Tier::Normal => "normal",
            Tier::Vip => "vip",
        };
        let message = line.variant.message.plain();
        lean(json!({ "name": line.variant.name, "tier": tier, "when": line.variant.when, "message": message }))
    });
    lean(json!({
        "library": head.title.value,
        "category": head.category.value,
        "name": script.head.name.value,
        "path": format!("scripts/{}/#{}", head.slug, script.head.anchor),
        "channels": head.channels.iter().map(|channel| channel.value.key()).collect::<Vec<_>>(),
        "keywords": script.head.keywords,
        "shortcut": script.head.shortcut,
        "customer_says": words_of(&script.asks, audience),
        "notes": words_of(&script.notes, audience),
        "escalate": script.head.escalate,
        "slots": slots.collect::<Vec<_>>(),
        "variants": variants.collect::<Vec<_>>(),
    }))
}

/// Without what is empty.
fn lean(value: Value) -> Value {
    let Value::Object(map) = value else { return value };
    let said = |value: &Value| !(value.is_null() || value == "" || value.as_array().is_some_and(Vec::is_empty));
    Value::Object(map.into_iter().filter(|(_, value)| said(value)).collect())
}
