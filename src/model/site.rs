//! What `sopress.toml` says: the workspace itself, its brand, its variables.

use crate::base::{
    date::TimeZone,
    lang::Lang,
    span::{Span, Spanned},
};

#[derive(Clone, Debug)]
pub struct Site {
    pub span: Span,
    pub title: String,
    /// One sentence for the home page and link previews.
    pub about: String,
    pub lang: Lang,
    /// The zone of every date in the workspace.
    pub zone: TimeZone,
    pub zone_name: String,
    /// Where the site will stand, without a slash at the end; printed codes lead there. Empty when it was not said.
    pub base_url: Spanned<String>,
    /// The handbook's own version, printed in footers.
    pub version: String,
    /// The theme's folder below `themes/`.
    pub theme: Spanned<String>,
    pub brand: Brand,
    /// What press PDFs are made for.
    pub press: Option<PressCondition>,
    /// Whether the handbook is also made as one PDF; a book of thousands of pages takes minutes to set.
    pub handbook_pdf: bool,
    /// Whether every chapter and every role has its own PDF.
    pub chapter_pdf: bool,
    /// `[vars]`, for `{{ name }}`.
    pub vars: Vec<(Spanned<String>, Spanned<String>)>,
    /// `[redirects]`: an old address and where it leads now.
    pub redirects: Vec<(Spanned<String>, Spanned<String>)>,
}

#[derive(Clone, Debug)]
pub struct Brand {
    pub name: String,
    pub slogan: String,
    /// `#RRGGBB`.
    pub primary: Spanned<Rgb>,
    /// For print, in percent; `None` means computed by the kit from the screen colour.
    pub primary_cmyk: Option<[u8; 4]>,
    /// The others that print in inks of their own.
    pub colors: Vec<BrandColor>,
    /// A picture in the workspace.
    pub logo: Option<Spanned<String>>,
    /// The family that prints are set in; what it lacks comes from the built-in one.
    pub print_font: Option<Spanned<String>>,
    /// The legal person that organises campaigns, its phone and office hours.
    pub org: String,
    pub phone: String,
    pub hours: String,
}

/// A colour of the brand with what is printed for it.
#[derive(Clone, Debug)]
pub struct BrandColor {
    /// How kits call it, such as `accent`.
    pub name: Spanned<String>,
    pub rgb: Rgb,
    /// In percent.
    pub cmyk: [u8; 4],
}

/// The inks, paper and machine that a press PDF names, so that a print shop need not guess.
#[derive(Clone, Debug)]
pub struct PressCondition {
    /// Its name in the ICC registry, such as `JC200103` or `FOGRA39`.
    pub condition: String,
    /// In words.
    pub info: String,
    /// An ICC profile below `kits/`.
    pub profile: Option<Spanned<String>>,
}

/// A screen colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// What `parse` reads, for schemas.
    pub const PATTERN: &'static str = "^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$";

    /// Reads `#RRGGBB` or `#RGB`.
    pub fn parse(text: &str) -> Option<Rgb> {
        let hex = text.trim().strip_prefix('#')?;
        if !hex.is_ascii() {
            return None;
        }
        let pair = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
        let one = |at: usize| u8::from_str_radix(hex.get(at..at + 1)?, 16).ok().map(|v| v * 17);
        match hex.len() {
            6 => Some(Rgb(pair(0)?, pair(2)?, pair(4)?)),
            3 => Some(Rgb(one(0)?, one(1)?, one(2)?)),
            _ => None,
        }
    }

    /// Contrast of two colours after WCAG 2, from 1 to 21.
    pub fn contrast(self, other: Rgb) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Relative luminance after WCAG 2, from 0 to 1.
    pub fn luminance(self) -> f64 {
        let part = |v: u8| {
            let v = f64::from(v) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(self.0) + 0.7152 * part(self.1) + 0.0722 * part(self.2)
    }
}

impl std::fmt::Display for Rgb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }
}
