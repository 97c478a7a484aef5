//! Codes read from the finished page: rasterised with whatever lies over them, sharp and a little blurred, and decoded.

use std::{collections::BTreeSet, sync::PoisonError};

use rqrr::PreparedImage;
use typst::foundations::{Content, Smart};
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Rect, Sides, Size, Transform};
use typst::syntax::Span;
use typst::utils::Scalar;
use typst::visualize::{FillRule, Image};
use typst_layout::Page;

use super::code::Matrix;
use super::engine::{Engine, Sheet};
use super::preflight::mapped;
use super::problem::{Problem, ProblemKind};
use crate::words;

/// A page is looked at with this many dots an inch, fewer when it is large.
const DPI: f64 = 150.0;
/// No more dots than this of a whole page, and of one code: a large print has large codes.
const MOST_PIXELS: f64 = 2_000_000.0;
const MOST_OF_CODE: f64 = 250_000.0;

impl Engine {
    /// What is wrong with the codes of a sheet: all that it should hold must read from its pages and, when `pictures` are
    /// looked at as well, nothing else.
    pub fn read_back(&self, sheet: &Sheet, pictures: bool) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut read = BTreeSet::new();
        let expected: BTreeSet<&str> = sheet.codes.iter().map(String::as_str).collect();
        if expected.is_empty() {
            return problems;
        }
        for (index, page) in sheet.pages.iter().enumerate() {
            let number = index + 1;
            read.extend(self.codes_of(page, number, pictures, &mut problems));
        }
        // A code that was set and stands nowhere as we draw it may still be seen by looking at the whole.
        if expected.iter().any(|text| !read.contains(*text)) {
            read.extend(sheet.pages.iter().flat_map(|page| picture(page, DPI, MOST_PIXELS).codes()));
        }
        for text in expected.iter().filter(|text| !read.contains(**text)) {
            problems.push(
                Problem::error(
                    ProblemKind::CodeUnreadable,
                    words!(
                        "从成品页面上读不出二维码：{text}",
                        "the code cannot be read from the finished page: {text}"
                    ),
                )
                .help(words!("看看它是否被盖住、裁掉或太小", "see whether it is covered, cut off or too small")),
            );
        }
        for text in read.iter().filter(|text| !expected.contains(text.as_str())) {
            problems.push(
                Problem::error(
                    ProblemKind::CodeUnreadable,
                    words!(
                        "页面上的二维码读出来是别的内容：{text}",
                        "a code on the page reads as something else: {text}"
                    ),
                )
                .help(words!(
                    "图片里若有二维码，请换成 qr(…)",
                    "if it is part of a picture, set it with qr(…) instead"
                )),
            );
        }
        problems
    }

    /// What reads from a page: each of our codes as it comes out of the finished picture, with whatever lies over it, as
    /// it is and a little blurred; and codes in pictures, which are not ours.
    fn codes_of(&self, page: &Page, number: usize, pictures: bool, problems: &mut Vec<Problem>) -> BTreeSet<String> {
        let (mut sharp, mut soft) = (BTreeSet::new(), BTreeSet::new());
        let mut places = Vec::new();
        code_places(&page.frame, Transform::identity(), &mut places);
        for place in &places {
            let picture = picture(&region(page, place.rect), DPI, MOST_OF_CODE);
            let read = picture.modules(place.modules, 0);
            let blurred = picture.modules(place.modules, 1);
            let text = read.as_ref().and_then(Matrix::text);
            // The same modules are the same text, and reading is what takes time.
            let again = if read == blurred { text.clone() } else { blurred.as_ref().and_then(Matrix::text) };
            match (text, again) {
                (Some(text), again) => {
                    sharp.insert(text);
                    soft.extend(again);
                }
                // Turned, or so covered that its grid is not where it was drawn: looked for as a phone looks.
                (None, _) => {
                    let large = self::picture(&region(page, place.rect), 2.0 * DPI, 4.0 * MOST_OF_CODE);
                    sharp.extend(large.codes());
                    soft.extend(large.blurred(2).codes());
                }
            }
        }
        if pictures {
            images(&page.frame, &mut |image, size| sharp.extend(self.codes_in(image, size)));
        }
        for lost in sharp.difference(&soft).filter(|_| !places.is_empty()) {
            problems.push(
                Problem::warning(
                    ProblemKind::CodeUnreadable,
                    words!(
                        "第 {number} 面的二维码稍一模糊就读不出来：{lost}",
                        "the code on page {number} does not read when a little blurred: {lost}"
                    ),
                )
                .help(words!("放大二维码或缩短内容", "make the code larger or its text shorter")),
            );
        }
        sharp
    }

    /// Codes that are part of a picture; a logo is looked at once and not once a row.
    fn codes_in(&self, image: &Image, size: Size) -> BTreeSet<String> {
        let key = typst::utils::hash128(image);
        if let Some(known) = self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let mut frame = Frame::hard(size);
        frame.push(Point::zero(), FrameItem::Image(image.clone(), size, Span::detached()));
        let page = Page {
            frame,
            bleed: Sides::splat(Abs::zero()),
            fill: Smart::Auto,
            numbering: None,
            supplement: Content::empty(),
            number: 1,
        };
        let found = picture(&page, 2.0 * DPI, 4.0 * MOST_OF_CODE).codes();
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(key, found.clone());
        found
    }
}

fn images(frame: &Frame, visit: &mut impl FnMut(&Image, Size)) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Image(image, size, _) => visit(image, *size),
            FrameItem::Group(group) => images(&group.frame, visit),
            _ => {}
        }
    }
}

/// A part of a page as a page of its own.
fn region(page: &Page, place: Rect) -> Page {
    let mut frame = Frame::hard((place.max - place.min).to_size());
    frame.push(-place.min, FrameItem::Group(GroupItem::new(page.frame.clone())));
    Page { frame, bleed: Sides::splat(Abs::zero()), ..page.clone() }
}

/// One of our own codes on a page, with its quiet zone.
struct CodePlace {
    rect: Rect,
    /// On a side, quiet zone and all.
    modules: usize,
}

/// Where our own codes stand on a page, with their quiet zones: a group of one path filled even-odd in module units.
fn code_places(frame: &Frame, outer: Transform, found: &mut Vec<CodePlace>) {
    for (at, item) in frame.items() {
        let FrameItem::Group(group) = item else { continue };
        let here = outer.pre_concat(Transform::translate(at.x, at.y)).pre_concat(group.transform);
        let mut items = group.frame.items();
        match (items.next(), items.next()) {
            (Some((_, FrameItem::Shape(shape, _))), None) if shape.fill_rule == FillRule::EvenOdd => {
                let rect = mapped(Rect::new(Point::zero(), group.frame.size().to_point()), here);
                found.push(CodePlace { rect, modules: group.frame.width().to_pt().round() as usize });
            }
            _ => code_places(&group.frame, here, found),
        }
    }
}

/// A page in shades of grey, seen from above.
struct Picture {
    width: usize,
    height: usize,
    grey: Vec<u8>,
}

fn picture(page: &Page, dpi: f64, most: f64) -> Picture {
    let inches = page.frame.width().to_inches() * page.frame.height().to_inches();
    let dpi = dpi.min((most / inches.max(0.01)).sqrt());
    let options = typst_render::RenderOptions { pixel_per_pt: Scalar::new(dpi / 72.0), render_bleed: false };
    let pixels = typst_render::render(page, &options);
    let grey = pixels
        .pixels()
        .iter()
        .map(|p| {
            // What is clear shows the paper.
            let paper = 255 - u32::from(p.alpha());
            let [r, g, b] = [p.red(), p.green(), p.blue()].map(|part| u32::from(part) + paper);
            u8::try_from((r * 299 + g * 587 + b * 114) / 1000).unwrap_or(u8::MAX)
        })
        .collect();
    Picture { width: pixels.width() as usize, height: pixels.height() as usize, grey }
}

impl Picture {
    /// The code that fills the picture, module by module: the mean of a box of `radius` dots around each middle, as a
    /// phone sees it that is never quite still. `None` when it is not bounded by light.
    fn modules(&self, side: usize, radius: usize) -> Option<Matrix> {
        let dot = |module: usize, length: usize| (2 * module + 1) * length / (2 * side);
        let middles = |length: usize| -> Vec<std::ops::Range<usize>> {
            let around = |at: usize| at.saturating_sub(radius)..(at + radius + 1).min(length);
            (0..side).map(|module| around(dot(module, length).min(length - 1))).collect()
        };
        let (down, across) = (middles(self.height), middles(self.width));
        let mut seen = Vec::with_capacity(side * side);
        for rows in &down {
            for columns in &across {
                let lines = rows.clone().map(|y| &self.grey[y * self.width..][columns.clone()]);
                let sum: usize = lines.flatten().map(|dot| usize::from(*dot)).sum();
                seen.push(u8::try_from(sum / (rows.len() * columns.len())).unwrap_or(u8::MAX));
            }
        }
        let middle = u8::midpoint(*seen.iter().min()?, *seen.iter().max()?);
        let dark = |x: usize, y: usize| seen[y * side + x] < middle;
        let rows: Vec<usize> = (0..side).filter(|&y| (0..side).any(|x| dark(x, y))).collect();
        let columns: Vec<usize> = (0..side).filter(|&x| (0..side).any(|y| dark(x, y))).collect();
        let (top, left) = (*rows.first()?, *columns.first()?);
        let size = (rows.last()? - top).max(columns.last()? - left) + 1;
        // Light all around: many phones find a code by it.
        if top < 4 || left < 4 || top + size + 4 > side || left + size + 4 > side {
            return None;
        }
        let bytes: Vec<u8> = (0..size * size).map(|i| u8::from(dark(left + i % size, top + i / size))).collect();
        Some(Matrix::from_bytes(&bytes))
    }

    fn codes(&self) -> BTreeSet<String> {
        if self.width < 21 || self.height < 21 {
            return BTreeSet::new();
        }
        let mut image =
            PreparedImage::prepare_from_greyscale(self.width, self.height, |x, y| self.grey[y * self.width + x]);
        image.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
    }

    /// Each dot mixed with its neighbours, a phone that is never quite still: a box of `radius` dots around it, first
    /// across and then down.
    fn blurred(&self, radius: usize) -> Picture {
        let (w, h) = (self.width, self.height);
        let mut across = self.grey.clone();
        for (line, out) in self.grey.chunks_exact(w).zip(across.chunks_exact_mut(w)) {
            mixed(line, out, radius);
        }
        let mut grey = across.clone();
        let (mut column, mut out) = (vec![0; h], vec![0; h]);
        for x in 0..w {
            for (y, dot) in column.iter_mut().enumerate() {
                *dot = across[y * w + x];
            }
            mixed(&column, &mut out, radius);
            for (y, dot) in out.iter().enumerate() {
                grey[y * w + x] = *dot;
            }
        }
        Picture { width: w, height: h, grey }
    }
}

/// The mean around each dot of a line; its ends stay as they are.
fn mixed(line: &[u8], out: &mut [u8], radius: usize) {
    let side = 2 * radius + 1;
    out.copy_from_slice(line);
    for (window, dot) in line.windows(side).zip(out.iter_mut().skip(radius)) {
        let sum: usize = window.iter().map(|dot| usize::from(*dot)).sum();
        *dot = u8::try_from(sum / side).unwrap_or(u8::MAX);
    }
}
