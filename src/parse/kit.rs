//! Reads a kit's `kit.toml`.

use super::{Source as File, chapter::plain_text, fields::Fields, record};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
        lang::Words,
        span::Spanned,
    },
    model::kit::{FieldKind, Kit, KitField, KitOutput, Layout, Paper},
    words,
};

/// What a kit is called in messages.
pub fn what() -> Words {
    words!("模板", "a kit")
}

/// `name` is the kit's folder.
pub fn kit(source: &File<'_>, name: &str) -> (Kit, Diags) {
    record::toml(source, what(), |fields| header(fields, source, name))
}

/// The keys of a kit.
pub fn header(fields: &mut Fields<'_>, source: &File<'_>, name: &str) -> Kit {
    let title = fields.need_text("name").value;
    let nothing = Paper { width: 0, height: 0, bleed: 0, safe: 0, sides: 1, dpi: 144 };
    Kit {
        file: source.file,
        span: fields.span(),
        name: name.to_string(),
        title_en: fields.text("name_en").map_or_else(|| title.clone(), |t| t.value),
        title,
        about: plain_text(fields.text("about")),
        about_en: plain_text(fields.text("about_en")),
        main: fields.need_text("main"),
        output: fields.choice("output", KitOutput::CHOICES).map_or(KitOutput::Print, |o| o.value),
        paper: fields.table("paper", words!("纸张 [paper]", "[paper]"), paper).unwrap_or(nothing),
        layouts: values(fields.tables("layout", words!("版式", "a layout"), |f| {
            let id = f.need_text("id").value;
            let name = f.text("name").map_or_else(|| id.clone(), |t| t.value);
            Layout { name_en: f.text("name_en").map_or_else(|| name.clone(), |t| t.value), id, name }
        })),
        fields: values(fields.tables("field", words!("模板的一项", "a field"), field)),
    }
}

fn values<T>(list: Vec<Spanned<T>>) -> Vec<T> {
    list.into_iter().map(|item| item.value).collect()
}

fn paper(fields: &mut Fields<'_>) -> Paper {
    Paper {
        width: length(fields, "width").unwrap_or(0),
        height: length(fields, "height").unwrap_or(0),
        bleed: length(fields, "bleed").unwrap_or(0),
        safe: length(fields, "safe").unwrap_or(0),
        sides: fields.count("sides").map_or(1, |n| n.value),
        dpi: fields.count("dpi").map_or(144, |n| n.value),
    }
}

/// A length such as `90mm` or `0.5mm`, in tenths of a millimetre.
fn length(fields: &mut Fields<'_>, key: &'static str) -> Option<u32> {
    let text = fields.like(r"^\s*\d+(\.\d)?\s*mm\s*$").text(key)?;
    let read = text.value.trim().strip_suffix("mm").and_then(|number| {
        let (whole, part) = number.trim().split_once('.').unwrap_or((number.trim(), "0"));
        let tenths: u32 = if part.len() == 1 { part.parse().ok()? } else { return None };
        whole.parse::<u32>().ok().filter(|mm| *mm <= 20_000).map(|mm| mm * 10 + tenths)
    });
    if read.is_none() {
        fields.push(
            Diag::error(Code::WRONG_VALUE, text.span, words!("“{key}”不是长度", "“{key}” is no length"))
                .help(words!("写成毫米，例如 {key} = \"90mm\"", "write millimetres, for example {key} = \"90mm\"")),
        );
    }
    read
}

fn field(fields: &mut Fields<'_>) -> KitField {
    let key = fields.need_text("key").value;
    let default = plain_text(fields.text("default"));
    let label = fields.text("label").map_or_else(|| key.clone(), |t| t.value);
    KitField {
        kind: fields.choice("type", FieldKind::CHOICES).map_or(FieldKind::Text, |k| k.value),
        label_en: fields.text("label_en").map_or_else(|| label.clone(), |t| t.value),
        label,
        help: plain_text(fields.text("help")),
        needed: fields.bool("required").is_some_and(|r| r.value),
        max: fields.count("max").map(|n| n.value),
        max_lines: fields.count("max_lines").map(|n| n.value),
        default_en: fields.text("default_en").map_or_else(|| default.clone(), |t| t.value),
        default,
        choices: fields.texts("choices").into_iter().map(|choice| choice.value).collect(),
        key,
    }
}
