//! Pictures that come to the press in the colours of a screen: each is named once, with its colours and what to do.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, PoisonError};

use typst::layout::{Frame, FrameItem};
use typst::visualize::{ExchangeFormat, Image, ImageKind, RasterFormat};
use usvg::{Group, Node, Paint};

use super::engine::{Engine, Sheet};
use super::ink::{Ink, find};
use super::problem::{Place, Problem, ProblemKind};
use crate::base::lang::Words;
use crate::words;

/// So many colours of a picture are named.
const NAMED: usize = 6;

impl Engine {
    /// What stays in the colours of a screen when `inks` are replaced; `files` give the pictures their names.
    pub fn look_at_pictures(&self, sheet: &Sheet, inks: &[Ink], files: &[(String, Arc<[u8]>)]) -> Vec<Problem> {
        let (mut found, mut problems) = (BTreeSet::new(), Vec::new());
        for page in &sheet.pages {
            images(&page.frame, &mut |image| {
                let key = typst::utils::hash128(&(image, inks));
                if !found.insert(key) {
                    return;
                }
                // A logo is looked at once and not once a row.
                let mut known = self.screen.lock().unwrap_or_else(PoisonError::into_inner);
                problems.extend(known.entry(key).or_insert_with(|| look(image, inks, files)).clone());
            });
        }
        problems
    }
}

fn images(frame: &Frame, visit: &mut impl FnMut(&Image)) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => images(&group.frame, visit),
            FrameItem::Image(image, ..) => visit(image),
            _ => {}
        }
    }
}

fn look(image: &Image, inks: &[Ink], files: &[(String, Arc<[u8]>)]) -> Option<Problem> {
    let mut colors = Colors::default();
    let data = match image.kind() {
        ImageKind::Svg(svg) => {
            colors.group(svg.tree().root(), inks);
            svg.data()
        }
        ImageKind::Raster(raster) => {
            let jpeg = raster.format() == RasterFormat::Exchange(ExchangeFormat::Jpg);
            colors.photo = raster.dynamic().color().has_color() && !(jpeg && is_cmyk(raster.data()));
            raster.data()
        }
        ImageKind::Pdf(_) => return None,
    };
    if colors.all.is_empty() && !colors.mixed && !colors.photo {
        return None;
    }
    let file = files.iter().find(|(_, bytes)| bytes[..] == data[..]).map(|(path, _)| path);
    let name = match file {
        Some(path) => {
            let path = path.trim_start_matches('/');
            words!("图片 {path} ", "the picture {path}")
        }
        None => words!("模板里的一张图", "a picture of the kit"),
    };
    let problem = if matches!(image.kind(), ImageKind::Svg(_)) { drawing(&name, &colors) } else { photo(&name) };
    Some(problem.at(file.map(|path| Place { file: path.clone(), range: colors.place(data) })))
}

/// The screen colours of a picture that no ink is known for.
#[derive(Default)]
struct Colors {
    all: BTreeSet<[u8; 3]>,
    /// Gradients and patterns, which are never replaced.
    mixed: bool,
    /// Dots instead of shapes, or such a picture inside.
    photo: bool,
}

impl Colors {
    fn group(&mut self, group: &Group, inks: &[Ink]) {
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group, inks),
                Node::Path(path) if path.is_visible() => {
                    self.paint(path.fill().map(usvg::Fill::paint), inks);
                    self.paint(path.stroke().map(usvg::Stroke::paint), inks);
                }
                Node::Text(text) => self.group(text.flattened(), inks),
                Node::Image(image) => match image.kind() {
                    usvg::ImageKind::SVG(tree) => self.group(tree.root(), inks),
                    _ => self.photo = true,
                },
                Node::Path(_) => {}
            }
        }
    }

    fn paint(&mut self, paint: Option<&Paint>, inks: &[Ink]) {
        match paint {
            Some(Paint::Color(color)) => {
                let rgb = [color.red, color.green, color.blue];
                if find(inks, rgb).is_none() {
                    self.all.insert(rgb);
                }
            }
            Some(_) => self.mixed = true,
            None => {}
        }
    }

    /// Where the first of them is written in the file, when it is written as usual.
    fn place(&self, data: &[u8]) -> Range<usize> {
        let Some([r, g, b]) = self.all.first() else { return 0..0 };
        let name = format!("#{r:02X}{g:02X}{b:02X}");
        // A mark of the encoding is no part of the text that places count in.
        let plain = !data.starts_with(b"\xEF\xBB\xBF");
        let at = data.windows(name.len()).position(|part| part.eq_ignore_ascii_case(name.as_bytes()));
        at.filter(|_| plain).map_or(0..0, |at| at..at + name.len())
    }

    /// `#F2A33A、#1B5E8C`
    fn named(&self) -> Words {
        let names: Vec<String> =
            self.all.iter().take(NAMED).map(|[r, g, b]| format!("#{r:02X}{g:02X}{b:02X}")).collect();
        let more = if self.all.len() > NAMED { "…" } else { "" };
        Words::new(format!("{}{more}", names.join("、")), format!("{}{more}", names.join(", ")))
    }
}

fn drawing(name: &Words, colors: &Colors) -> Problem {
    let (which, first) = (colors.named(), colors.all.first());
    let message = if colors.all.is_empty() {
        Words::new(
            format!("{}有屏幕颜色的渐变或照片，由印厂换算成油墨", name.zh),
            format!("{} has gradients or photos in screen colours; the print shop converts them", name.en),
        )
    } else {
        Words::new(
            format!("{}有屏幕颜色 {}，由印厂换算成油墨", name.zh, which.zh),
            format!("{} has the screen colours {}; the print shop converts them", name.en, which.en),
        )
    };
    let write = first.map(|[r, g, b]| {
        words!(
            "要印得准：在 sopress.toml 里写明油墨：[[brand.color]]，name = \"…\"，rgb = \"#{r:02X}{g:02X}{b:02X}\"，cmyk = \"…\"（四个 0 到 100 的数）",
            "to have it exact, give its inks in sopress.toml: [[brand.color]] with name = \"…\", rgb = \"#{r:02X}{g:02X}{b:02X}\" and cmyk = \"…\" (four numbers from 0 to 100)"
        )
    });
    let mixed = colors.mixed.then(|| {
        words!(
            "渐变和花纹不会换：改成单色，或请设计师给 CMYK 的文件",
            "gradients and patterns are never replaced: use plain colours, or ask the designer for a file in CMYK"
        )
    });
    Problem::warning(ProblemKind::ScreenColour, message).help(write).help(mixed)
}

fn photo(name: &Words) -> Problem {
    let message = Words::new(
        format!("{}是 RGB 的照片，由印厂换算成油墨", name.zh),
        format!("{} is a photo in RGB; the print shop converts it", name.en),
    );
    let mut problem = Problem::warning(ProblemKind::ScreenColour, message);
    // PDF/X-4 takes it.
    problem.severity = crate::base::diag::Severity::Note;
    problem.help(words!(
        "多数印厂收 RGB 照片，可以不管；要自己定颜色，就转成 CMYK 的 JPEG 再放进来",
        "most print shops take photos in RGB, so it may stay; to decide on the colours yourself, save it as a JPEG in CMYK"
    ))
}

/// Whether a JPEG has four parts: its frame header says so.
fn is_cmyk(data: &[u8]) -> bool {
    let mut at = 2;
    while let Some([0xFF, marker, high, low]) = data.get(at..at + 4) {
        let frame = matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC);
        if frame {
            return data.get(at + 9) == Some(&4);
        }
        at += 2 + usize::from(u16::from_be_bytes([*high, *low]));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_cmyk;

    #[test]
    fn the_header_of_a_jpeg_says_how_many_inks_it_has() {
        let jpeg = |parts: u8| [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC2, 0, 20, 8, 0, 1, 0, 1, parts];
        assert!(is_cmyk(&jpeg(4)) && !is_cmyk(&jpeg(3)) && !is_cmyk(&jpeg(4)[..10]) && !is_cmyk(b""));
    }
}
