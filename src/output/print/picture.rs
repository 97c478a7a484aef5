//! A code as a picture of its own, for whoever lays out something elsewhere: exact modules, quiet zone and all.

use super::code::{Level, Matrix, encode};
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use std::fmt::Write;

/// Light around a code, in modules.
const QUIET: usize = 4;

/// A code with enough redundancy for paper; `None` when the text is too long for any.
fn matrix(text: &str) -> Option<Matrix> {
    encode(text, Level::Q).or_else(|| encode(text, Level::M)).filter(|matrix| matrix.reads(text))
}

/// Black on white, so many dots a module that it is at least `side` dots wide.
pub fn png(text: &str, side: usize) -> Option<Vec<u8>> {
    let matrix = matrix(text)?;
    let whole = matrix.size() + 2 * QUIET;
    let dots = side.div_ceil(whole).max(1);
    let width = whole * dots;
    let dark = |x: usize, y: usize| {
        let inside = |v: usize| v.checked_sub(QUIET).filter(|v| *v < matrix.size());
        inside(x / dots).zip(inside(y / dots)).is_some_and(|(x, y)| matrix.is_dark(x, y))
    };
    let grey: Vec<u8> = (0..width * width).map(|i| if dark(i % width, i / width) { 0 } else { 255 }).collect();
    let mut bytes = Vec::new();
    let size = u32::try_from(width).ok()?;
    PngEncoder::new(&mut bytes).write_image(&grey, size, size, ExtendedColorType::L8).ok()?;
    Some(bytes)
}

/// One path on white, in modules.
pub fn svg(text: &str) -> Option<String> {
    let matrix = matrix(text)?;
    let whole = matrix.size() + 2 * QUIET;
    let mut path = String::new();
    for border in matrix.outline() {
        for (number, (x, y)) in border.into_iter().enumerate() {
            let (letter, x, y) = (if number == 0 { 'M' } else { 'L' }, x + QUIET, y + QUIET);
            write!(path, "{letter}{x} {y}").ok()?;
        }
        path.push('Z');
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {whole} {whole}\" shape-rendering=\"crispEdges\"><rect width=\"{whole}\" height=\"{whole}\" fill=\"#fff\"/><path fill-rule=\"evenodd\" d=\"{path}\"/></svg>\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_reads_back_as_its_text() {
        let text = "https://k.example.com/q/a1/";
        let bytes = png(text, 300).expect("short enough");
        let picture = image::load_from_memory(&bytes).expect("a PNG").into_luma8();
        assert!(picture.width() >= 300);
        let mut prepared = rqrr::PreparedImage::prepare(picture);
        let found: Vec<String> =
            prepared.detect_grids().iter().filter_map(|grid| Some(grid.decode().ok()?.1)).collect();
        assert_eq!(found, [text]);
    }

    #[test]
    fn a_text_that_is_too_long_gives_no_picture() {
        assert!(png(&"长".repeat(2000), 300).is_none() && svg(&"长".repeat(2000)).is_none());
    }
}
