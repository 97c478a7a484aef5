//! Reads a print: which kit, which rows, which fields.

use super::{
    Source as File,
    chapter::{address, audience, own_slug, plain_text},
    fields::Fields,
    record,
};
use crate::{
    base::{check_digit::Scheme, diag::Diags, lang::Words, span::Spanned},
    model::print::{PrintDraft, PrintHead, Serial, VersionDraft},
    words,
};

/// What a print is called in messages.
pub fn what() -> Words {
    words!("物料", "a print")
}

/// `path` is below `content/prints/`.
pub fn print(source: &File<'_>, path: &str) -> (PrintDraft, Diags) {
    record::toml(source, what(), |fields| header(fields, source, path))
}

/// The keys of a print.
pub fn header(fields: &mut Fields<'_>, source: &File<'_>, path: &str) -> PrintDraft {
    let file_name = path.strip_suffix(".toml").unwrap_or(path).rsplit('/').next().unwrap_or(path);
    let head = PrintHead {
        file: source.file,
        span: fields.span(),
        title: fields.need_text("title"),
        slug: own_slug(fields).unwrap_or_else(|| address(file_name)),
        about: plain_text(fields.text("about")),
        layout: fields.text("layout"),
        audience: audience(fields),
        shown_until: fields.date("shown_until"),
        fields: fields.map("fields"),
    };
    let kit: Spanned<String> = fields.need_text("kit");
    PrintDraft {
        head,
        kit,
        campaign: fields.text("campaign"),
        rows: fields.text("rows"),
        only: fields.text("where"),
        sort: fields.texts("sort"),
        columns: fields.map("columns"),
        copies: fields.text("copies"),
        serial: fields.table("serial", words!("编号 [serial]", "[serial]"), serial),
        versions: fields
            .tables("version", words!("文案版本", "a version"), |fields| VersionDraft {
                when: fields.need_text("when"),
                fields: fields.map("fields"),
            })
            .into_iter()
            .map(|version| version.value)
            .collect(),
        channel: fields.text("channel"),
        code: fields.text("code"),
        name: fields.text("name"),
    }
}

fn serial(fields: &mut Fields<'_>) -> Serial {
    Serial {
        prefix: fields.text("prefix").map_or_else(String::new, |text| text.value),
        start: fields.count("start").map_or(1, |count| count.value),
        digits: fields.count("digits").map_or(6, |count| count.value.min(18)),
        check: fields.choice("check", Scheme::CHOICES).map(|scheme| scheme.value),
    }
}
