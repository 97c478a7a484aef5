//! Reads `roles.toml`.

use super::{
    Source as File,
    chapter::{own_slug, plain_text},
    fields::Fields,
    record,
};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
        slug::slug,
    },
    model::{role::Role, site::Rgb},
    words,
};

pub fn roles(source: &File<'_>) -> (Vec<Role>, Diags) {
    record::toml(source, words!("岗位表", "the list of roles"), header)
}

/// The keys of `roles.toml`.
pub fn header(fields: &mut Fields<'_>) -> Vec<Role> {
    // Told apart by hue alone nobody could: these are the defaults, of even darkness on white.
    const COLORS: [Rgb; 8] = [
        Rgb(0x8C, 0x2F, 0x1B),
        Rgb(0x1B, 0x5E, 0x8C),
        Rgb(0x2E, 0x6B, 0x34),
        Rgb(0x6A, 0x3D, 0x8F),
        Rgb(0x8A, 0x5A, 0x00),
        Rgb(0x00, 0x6B, 0x68),
        Rgb(0x9C, 0x2C, 0x67),
        Rgb(0x4A, 0x55, 0x68),
    ];
    let mut number = 0;
    let read = |f: &mut Fields<'_>| {
        let name = f.need_text("name");
        let color = f.like(Rgb::PATTERN).text("color").and_then(|text| {
            let color = Rgb::parse(&text.value);
            if color.is_none() {
                f.push(
                    Diag::error(Code::WRONG_VALUE, text.span, words!("颜色读不懂", "this colour cannot be read"))
                        .help(words!("写成 #RRGGBB", "write #RRGGBB")),
                );
            }
            color
        });
        number += 1;
        Role {
            span: f.span(),
            en: plain_text(f.text("en")),
            slug: own_slug(f).unwrap_or_else(|| slug(&name.value)),
            aliases: f.texts("aliases"),
            color: color.unwrap_or(COLORS[(number - 1) % COLORS.len()]),
            duty: plain_text(f.text("duty")),
            daily: f.texts("daily").into_iter().map(|line| line.value).collect(),
            team: plain_text(f.text("team")),
            name,
        }
    };
    fields.tables("role", words!("岗位", "a role"), read).into_iter().map(|role| role.value).collect()
}
