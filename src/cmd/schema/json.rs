//! A format as JSON Schema, draft 7: the one that editors' TOML plug-ins read.

use crate::{
    base::lang::Lang,
    parse::{
        fields::{Asked, Shape},
        schema::{Format, about},
    },
};
use serde_json::{Map, Value, json};

// What `base::date`, `base::money` and `Fields` read, as editors can check it.
const DATE: &str = r"^\s*\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?\s*$";
const DATE_TIME: &str =
    r"^\s*\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?([T ]\s*\d{1,2}[:：]\d{1,2}([:：]\d{1,2})?)?\s*$";
const MINUTES: &str = r"^\s*\d+\s*(m|min|分|分钟|h|小时|d|天|日|w|周)\s*$";
const COUNT: &str = r"^[\s\d_,，]*\d[\s\d_,，]*$";
const MONEY: &str = r"^\s*[¥￥]?\s*-?\d[\d,，]*(\.\d{1,2})?\s*[元圆]?\s*$";
const RATE: &str = r"^\s*\d{1,6}(\.\d{0,6})?\s*[%％]?\s*$";

/// The largest count that is read.
const BILLION: u32 = 1_000_000_000;

pub fn schema(format: &Format, lang: Lang) -> String {
    let mut root = table(&format.asked, format.id, lang);
    let head = [
        ("$schema", json!("http://json-schema.org/draft-07/schema#")),
        ("$comment", json!("sopress schema")),
        ("title", json!(format!("{} · {}", format.what.get(lang), format.place))),
    ];
    for (key, value) in head {
        root.insert(key.into(), value);
    }
    let mut text = serde_json::to_string_pretty(&Value::Object(root)).expect("texts and numbers always make JSON");
    text.push('\n');
    text
}

fn table(asked: &[Asked], path: &str, lang: Lang) -> Map<String, Value> {
    let properties: Map<String, Value> =
        asked.iter().map(|one| (one.key.to_string(), Value::Object(key(one, path, lang)))).collect();
    let needed: Vec<&str> = asked.iter().filter(|one| one.needed).map(|one| one.key).collect();
    let mut table = Map::new();
    table.insert("type".into(), json!("object"));
    table.insert("properties".into(), Value::Object(properties));
    table.insert("additionalProperties".into(), json!(false));
    if !needed.is_empty() {
        table.insert("required".into(), json!(needed));
    }
    table
}

fn key(one: &Asked, above: &str, lang: Lang) -> Map<String, Value> {
    let path = format!("{above}.{}", one.key);
    let mut schema = match shape(&one.shape, one.pattern, &path, lang) {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    if let Some(about) = about(&path) {
        schema.insert("description".into(), json!(about.words.get(lang)));
        // TOML and JSON write texts, numbers and switches alike.
        if let Some(default) = about.default.and_then(|text| serde_json::from_str::<Value>(text).ok()) {
            schema.insert("default".into(), default);
        }
    }
    schema
}

fn shape(shape: &Shape, pattern: Option<&str>, path: &str, lang: Lang) -> Value {
    let text = match pattern {
        Some(pattern) => json!({ "type": "string", "pattern": pattern }),
        // A bare number or day is taken as text.
        None => json!({ "type": ["string", "number"] }),
    };
    let count = || json!({ "type": ["integer", "string"], "minimum": 0, "maximum": BILLION, "pattern": COUNT });
    let word = |words: &[&[&str]]| json!({ "type": "string", "enum": words.concat() });
    let one_or_more = |one: Value| json!({ "anyOf": [one, { "type": "array", "items": one }] });
    match shape {
        Shape::Text => text,
        Shape::Texts => one_or_more(text),
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::Count => count(),
        Shape::Spread => json!({ "anyOf": [
            count(),
            { "type": "array", "items": count(), "minItems": 3, "maxItems": 3 },
            {
                "type": "object",
                "properties": { "low": count(), "mid": count(), "high": count() },
                "required": ["low", "mid", "high"],
                "additionalProperties": false,
            },
        ] }),
        Shape::Money => json!({ "type": ["string", "number"], "pattern": MONEY }),
        Shape::Rate => json!({ "type": ["string", "number"], "minimum": 0, "pattern": RATE }),
        Shape::Date => json!({ "type": "string", "pattern": DATE }),
        Shape::DateTime => json!({ "type": "string", "pattern": DATE_TIME }),
        Shape::Minutes => json!({ "type": "string", "pattern": MINUTES }),
        Shape::Choice(words) => word(words),
        Shape::Choices(words) => one_or_more(word(words)),
        Shape::Table(inner) => Value::Object(table(inner, path, lang)),
        Shape::Tables(inner) => json!({ "type": "array", "items": table(inner, path, lang) }),
        Shape::Map(keys) => {
            let value = json!({ "type": ["string", "number", "boolean"] });
            if keys.is_empty() {
                return json!({ "type": "object", "additionalProperties": value });
            }
            let keys: Map<String, Value> = keys.iter().map(|key| ((*key).to_string(), value.clone())).collect();
            json!({ "type": "object", "properties": keys, "additionalProperties": false })
        }
    }
}
