//! Screen colours that are inks on paper: those of the brand's table, black and white.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::model::site::Brand;

/// A screen colour and what is printed for it, in percent of cyan, magenta, yellow and black.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ink {
    pub rgb: [u8; 3],
    pub cmyk: [u8; 4],
}

/// Crisp in one ink, and never out of register.
const BLACK: Ink = Ink { rgb: [0; 3], cmyk: [0, 0, 0, 100] };
/// Paper.
const WHITE: Ink = Ink { rgb: [255; 3], cmyk: [0; 4] };

/// What a press file replaces; a colour of the brand comes before black and white.
pub(super) fn of(brand: &Brand) -> Vec<Ink> {
    let primary = brand.primary_cmyk.map(|cmyk| (brand.primary.value, cmyk));
    let more = brand.colors.iter().map(|color| (color.rgb, color.cmyk));
    let own = primary.into_iter().chain(more).map(|(rgb, cmyk)| Ink { rgb: [rgb.0, rgb.1, rgb.2], cmyk });
    own.chain([BLACK, WHITE]).collect()
}

/// The brand's colours as kits read them.
pub(super) fn colors(brand: &Brand) -> Value {
    let mut colors = json!({ "primary": { "rgb": brand.primary.value.to_string() } });
    if let Some(cmyk) = brand.primary_cmyk {
        colors["primary"]["cmyk"] = json!(cmyk);
    }
    for color in &brand.colors {
        colors[&color.name.value] = json!({ "rgb": color.rgb.to_string(), "cmyk": color.cmyk });
    }
    colors
}

/// The ink of exactly this colour.
#[cfg(feature = "press")]
pub(super) fn find(inks: &[Ink], rgb: [u8; 3]) -> Option<[u8; 4]> {
    inks.iter().find(|ink| ink.rgb == rgb).map(|ink| ink.cmyk)
}
