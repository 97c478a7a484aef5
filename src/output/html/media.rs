//! Pictures and downloads: which are published, under which name, how large they are.

use super::{Printer, escape};
use crate::{
    base::artifact::{Artifact, OutPath},
    model::{asset::Asset, text::Link},
};
use sha2::{Digest, Sha256};
use std::io::Cursor;

/// An asset under a name of its content, so that a cache can never show an old one.
#[derive(Clone, Debug)]
pub struct Place {
    pub path: OutPath,
    pub size: Option<(u32, u32)>,
    /// Only what a visible page shows is published.
    pub used: bool,
}

impl Place {
    pub fn new(asset: &Asset) -> Place {
        let name = asset.path.rsplit('/').next().unwrap_or(&asset.path);
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let stem = crate::base::slug::slug(stem);
        let ending: String =
            ending.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        let dot = if ending.is_empty() { "" } else { "." };
        let dash = if stem.is_empty() { "" } else { "-" };
        let path = OutPath::own(format!("_assets/{stem}{dash}{}{dot}{ending}", short_hash(&asset.bytes)));
        Place { path, size: size(&asset.bytes, &ending), used: false }
    }
}

/// Ten hexadecimal digits of a content's hash.
pub fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}

fn size(bytes: &[u8], ending: &str) -> Option<(u32, u32)> {
    if ending == "svg" {
        return svg_size(std::str::from_utf8(bytes).ok()?);
    }
    image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.into_dimensions().ok()
}

/// Width and height from a drawing's `viewBox`, rounded up; enough to keep its place while it loads.
fn svg_size(text: &str) -> Option<(u32, u32)> {
    let head = &text[text.find("<svg")?..];
    let head = &head[..head.find('>')?];
    let view = &head[head.find("viewBox=")? + 9..];
    let numbers: Vec<f64> = view[..view.find(['"', '\''])?].split([' ', ',']).filter_map(|n| n.parse().ok()).collect();
    match numbers[..] {
        [_, _, width, height] if width > 0.0 && height > 0.0 => Some((width.ceil() as u32, height.ceil() as u32)),
        _ => None,
    }
}

/// A picture of the workspace with its size; one from elsewhere becomes a link, because a page asks no other host for anything.
pub fn picture(printer: &Printer<'_>, root: &str, from: &Link, alt: &str, title: &str, out: &mut String) {
    match from {
        Link::File(asset) => {
            let place = &printer.media[asset.index()];
            out.push_str("<img class=\"picture\" loading=\"lazy\" decoding=\"async\"");
            escape::attribute("src", &format!("{root}{}", place.path), out);
            escape::attribute("alt", alt, out);
            if let Some((width, height)) = place.size {
                out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
            }
            if !title.is_empty() {
                escape::attribute("title", title, out);
            }
            out.push('>');
        }
        Link::Web(address) => match escape::safe_address(address) {
            Some(address) => {
                out.push_str("<a class=\"out\" rel=\"noopener noreferrer\"");
                escape::attribute("href", &address, out);
                out.push('>');
                escape::push(if alt.is_empty() { &address } else { alt }, out);
                out.push_str("</a>");
            }
            None => escape::push(alt, out),
        },
        _ => {
            out.push_str("<span class=\"missing\">");
            escape::push(alt, out);
            out.push_str("</span>");
        }
    }
}

/// The published assets themselves; two files of one content are one artifact.
pub fn artifacts(printer: &Printer<'_>) -> Vec<Artifact> {
    let mut list: Vec<Artifact> = Vec::new();
    for (place, asset) in printer.media.iter().zip(printer.press.book.assets.values()) {
        if place.used && !list.iter().any(|a| a.path == place.path) {
            list.push(Artifact::new(place.path.clone(), asset.bytes.to_vec()));
        }
    }
    list
}
