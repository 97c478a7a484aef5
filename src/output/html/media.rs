//! Pictures and downloads: which are published, under which name, how large they are.

use super::{Printer, escape, picture};
use crate::{
    base::artifact::{Artifact, OutPath},
    model::{
        asset::{Asset, Format},
        table::Id,
        text::Link,
    },
};

/// An asset under a name of its content, so that a cache can never show an old one.
#[derive(Clone, Debug)]
pub struct Place {
    pub path: OutPath,
    pub size: Option<(u32, u32)>,
    /// Widths of its versions.
    pub widths: Vec<u32>,
    /// A visible text shows it. Only what a visible page uses is published.
    pub shown: bool,
    /// A visible page asks for the file itself.
    pub asked: bool,
}

impl Place {
    pub fn new(asset: &Asset) -> Place {
        let name = asset.path.rsplit('/').next().unwrap_or(&asset.path);
        let stem = crate::base::slug::slug(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        let ending = asset.ending();
        let dot = if ending.is_empty() { "" } else { "." };
        let dash = if stem.is_empty() { "" } else { "-" };
        let path = OutPath::own(format!("_assets/{stem}{dash}{}{dot}{ending}", asset.hash));
        let size = match asset.frame {
            Some(frame) => Some((frame.width, frame.height)),
            None if ending == "svg" => std::str::from_utf8(&asset.bytes).ok().and_then(svg_size),
            None => None,
        };
        Place { path, size, widths: picture::widths(asset), shown: false, asked: false }
    }
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
        Link::File(asset) => shown(printer, root, *asset, alt, title, out),
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

/// The page's column at its widest, and what stands beside it on a phone.
const COLUMN: u32 = 736;
const MARGINS: u32 = 36;

fn shown(printer: &Printer<'_>, root: &str, id: Id<Asset>, alt: &str, title: &str, out: &mut String) {
    let place = &printer.media[id.index()];
    let asset = &printer.press.book.assets[id];
    let versions: Vec<String> =
        place.widths.iter().map(|width| format!("{root}{} {width}w", picture::path(asset, *width))).collect();
    let sizes = place.size.map_or(COLUMN, |(width, _)| width.min(COLUMN));
    let sizes = format!("(max-width: {}px) 100vw, {sizes}px", sizes + MARGINS);
    // Photos have versions of their own kind; a drawing's are of a newer kind than old phones know, so they are an offer.
    let is_photo = asset.frame.is_some_and(|frame| frame.format == Format::Jpeg) && !versions.is_empty();
    let offer = !versions.is_empty() && !is_photo;
    if offer {
        out.push_str("<picture><source type=\"image/webp\"");
        escape::attribute("srcset", &versions.join(", "), out);
        escape::attribute("sizes", &sizes, out);
        out.push('>');
    }
    out.push_str("<img class=\"picture\" loading=\"lazy\" decoding=\"async\"");
    let widest = place.widths.last().filter(|_| is_photo).map(|width| picture::path(asset, *width));
    escape::attribute("src", &format!("{root}{}", widest.as_ref().unwrap_or(&place.path)), out);
    if is_photo {
        escape::attribute("srcset", &versions.join(", "), out);
        escape::attribute("sizes", &sizes, out);
    }
    escape::attribute("alt", alt, out);
    if let Some((width, height)) = place.size {
        out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
    }
    if !title.is_empty() {
        escape::attribute("title", title, out);
    }
    out.push('>');
    if offer {
        out.push_str("</picture>");
    }
}

/// The published assets themselves; two files of one content are one artifact. A photo that is only shown is published by its
/// versions: they are smaller, and do not say where it was taken.
pub fn artifacts(printer: &Printer<'_>) -> Vec<Artifact> {
    let mut list: Vec<Artifact> = Vec::new();
    for (place, asset) in printer.media.iter().zip(printer.press.book.assets.values()) {
        let is_photo = asset.frame.is_some_and(|frame| frame.format == Format::Jpeg) && !place.widths.is_empty();
        let whole = place.asked || (place.shown && !is_photo);
        if whole && !list.iter().any(|a| a.path == place.path) {
            list.push(Artifact::new(place.path.clone(), asset.bytes.to_vec()));
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::svg_size;

    #[test]
    fn a_drawing_keeps_its_place_by_its_view_box() {
        assert_eq!(svg_size("<svg viewBox=\"0 0 64.2 32\" width=\"9\">"), Some((65, 32)));
        assert_eq!(svg_size("<svg width=\"9\">"), None);
        assert_eq!(svg_size("no drawing"), None);
    }
}
