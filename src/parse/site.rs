//! Reads `sopress.toml`.

use super::{Source as File, chapter::plain_text, fields::Fields, record};
use crate::{
    base::{
        code::Code,
        date::TimeZone,
        diag::{Diag, Diags},
        lang::{Lang, Words},
        span::Spanned,
    },
    model::site::{Brand, BrandColor, PressCondition, Rgb, Site},
    words,
};

/// The accent of a workspace that names none.
const PRIMARY: Rgb = Rgb(0xB3, 0x26, 0x1E);

/// What it is called in messages.
pub fn what() -> Words {
    words!("sopress.toml", "sopress.toml")
}

pub fn site(source: &File<'_>, diags: &mut Diags) -> Site {
    let (site, found) = record::toml(source, what(), header);
    diags.extend(found);
    site
}

/// The keys of `sopress.toml`.
pub fn header(fields: &mut Fields<'_>) -> Site {
    let span = fields.span();
    let title = fields.need_text("title").value;
    let (zone, zone_name) = zone(fields);
    let brand = fields.table("brand", words!("品牌 [brand]", "[brand]"), brand);
    Site {
        span,
        about: plain_text(fields.text("about")),
        lang: fields
            .choice("lang", &[(&["zh-CN", "zh"], Lang::Zh), (&["en"], Lang::En)])
            .map_or(Lang::Zh, |lang| lang.value),
        zone,
        zone_name,
        base_url: base_url(fields),
        version: fields.text("version").map_or_else(|| "1.0.0".to_string(), |v| v.value),
        theme: fields.text("theme").unwrap_or(Spanned::new("default".to_string(), span)),
        brand: brand.unwrap_or_else(|| Brand {
            name: title.clone(),
            slogan: String::new(),
            primary: Spanned::new(PRIMARY, span),
            primary_cmyk: None,
            colors: Vec::new(),
            logo: None,
            print_font: None,
            org: title.clone(),
            phone: String::new(),
            hours: String::new(),
        }),
        press: fields.table("press", words!("印刷条件 [press]", "[press]"), press),
        title,
        handbook_pdf: fields.bool("handbook_pdf").is_some_and(|flag| flag.value),
        chapter_pdf: fields.bool("chapter_pdf").is_some_and(|flag| flag.value),
        vars: fields.map("vars"),
        redirects: fields.map("redirects"),
    }
}

fn zone(fields: &mut Fields<'_>) -> (TimeZone, String) {
    const DEFAULT: &str = "Asia/Shanghai";
    let written = fields.text("time_zone");
    let name = written.as_ref().map_or(DEFAULT, |w| w.value.as_str());
    match TimeZone::get(name) {
        Ok(zone) => (zone, name.to_string()),
        Err(_) => {
            if let Some(written) = &written {
                fields.push(
                    Diag::error(
                        Code::WRONG_VALUE,
                        written.span,
                        words!("没有“{name}”这个时区", "there is no time zone “{name}”"),
                    )
                    .help(words!("例如 Asia/Shanghai", "for example Asia/Shanghai")),
                );
            }
            (TimeZone::fixed(jiff::tz::offset(8)), DEFAULT.to_string())
        }
    }
}

fn base_url(fields: &mut Fields<'_>) -> Spanned<String> {
    let Some(url) = fields.like("^https?://").text("base_url") else {
        return Spanned::new(String::new(), fields.span());
    };
    let fine = url.value.is_ascii()
        && (url.value.starts_with("https://") || url.value.starts_with("http://"))
        && url.value.len() > 10;
    if !fine {
        fields.push(
            Diag::error(
                Code::WRONG_VALUE,
                url.span,
                words!("base_url 不是完整的网址", "base_url is not a whole address"),
            )
            .help(words!(
                "写成 base_url = \"https://域名/路径\"，中文域名写成 xn-- 形式",
                "write base_url = \"https://host/path\" in ASCII"
            )),
        );
    }
    url.map(|u| u.trim_end_matches('/').to_string())
}

fn press(fields: &mut Fields<'_>) -> PressCondition {
    PressCondition {
        condition: fields.need_text("condition").value,
        info: fields.text("info").map_or_else(String::new, |text| text.value),
        profile: fields.text("profile"),
    }
}

fn brand(fields: &mut Fields<'_>) -> Brand {
    let span = fields.span();
    let name = fields.need_text("name").value;
    let primary = rgb(fields, "primary");
    let inks = cmyk(fields, "primary_cmyk");
    let colors = fields.tables("color", words!("品牌色 [[brand.color]]", "[[brand.color]]"), |f| {
        let (name, rgb, cmyk) = (f.need_text("name"), rgb(f.need(), "rgb"), cmyk(f.need(), "cmyk"));
        Some(BrandColor { name, rgb: rgb?.value, cmyk: cmyk? })
    });
    Brand {
        slogan: plain_text(fields.text("slogan")),
        primary: primary.unwrap_or(Spanned::new(PRIMARY, span)),
        primary_cmyk: inks,
        colors: colors.into_iter().filter_map(|color| color.value).collect(),
        logo: fields.text("logo"),
        print_font: fields.text("print_font"),
        org: fields.text("org").map_or_else(|| name.clone(), |o| o.value),
        phone: plain_text(fields.text("phone")),
        hours: plain_text(fields.text("hours")),
        name,
    }
}

/// A colour on screens.
fn rgb(fields: &mut Fields<'_>, key: &'static str) -> Option<Spanned<Rgb>> {
    let text = fields.like(Rgb::PATTERN).text(key)?;
    let read = Rgb::parse(&text.value);
    if read.is_none() {
        fields.push(
            Diag::error(Code::WRONG_VALUE, text.span, words!("颜色读不懂", "this colour cannot be read"))
                .help(words!("写成 #RRGGBB，例如 #B3261E", "write #RRGGBB, for example #B3261E")),
        );
    }
    read.map(|color| Spanned::new(color, text.span))
}

/// A colour in inks.
fn cmyk(fields: &mut Fields<'_>, key: &'static str) -> Option<[u8; 4]> {
    let text = fields.like(r"^\s*\d{1,3}([ ,]+\d{1,3}){3}\s*$").text(key)?;
    let parts = text.value.split([' ', ',']).filter(|part| !part.is_empty());
    let parts: Vec<u8> = parts.filter_map(|part| part.parse().ok().filter(|value| *value <= 100)).collect();
    let read = <[u8; 4]>::try_from(parts).ok();
    if read.is_none() {
        fields.push(
            Diag::error(Code::WRONG_VALUE, text.span, words!("印刷色读不懂", "this print colour cannot be read")).help(
                words!(
                    "写四个 0 到 100 的数：C M Y K，例如 \"0 90 80 20\"",
                    "write four numbers from 0 to 100: C M Y K, for example \"0 90 80 20\""
                ),
            ),
        );
    }
    read
}
