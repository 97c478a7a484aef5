//! What a print shop would send back: codes that do not read from the finished page, inks, lines, type, pictures, safe area.

use std::{collections::BTreeSet, sync::PoisonError};

use rqrr::PreparedImage;
use typst::foundations::{Content, Smart};
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Rect, Sides, Size, Transform};
use typst::syntax::Span;
use typst::utils::Scalar;
use typst::visualize::{Color, FillRule, FixedStroke, Geometry, Image, Paint, ProcessColor};
use typst_layout::Page;

use super::Rules;
use super::code::Matrix;
use super::engine::{Engine, Sheet};
use super::problem::{Problem, ProblemKind};
use crate::words;

/// A page is looked at with this many dots an inch, fewer when it is large.
const DPI: f64 = 150.0;
/// No more dots than this of a whole page, and of one code: a large print has large codes.
const MOST_PIXELS: f64 = 2_000_000.0;
const MOST_OF_CODE: f64 = 250_000.0;

impl Engine {
    /// Everything found, in the order of pages; an empty list means that it may go to the printer.
    pub fn preflight(&self, sheet: &Sheet, rules: &Rules) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut read = BTreeSet::new();
        let expected: BTreeSet<&str> = sheet.codes.iter().map(String::as_str).collect();
        for (index, page) in sheet.pages.iter().enumerate() {
            let number = index + 1;
            if !expected.is_empty() {
                read.extend(self.codes_of(page, number, &mut problems));
            }
            let mut look = Look { rules, page, number, found: BTreeSet::new(), problems: &mut problems };
            look.frame(&page.frame, Transform::identity(), false);
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
    fn codes_of(&self, page: &Page, number: usize, problems: &mut Vec<Problem>) -> BTreeSet<String> {
        let (mut sharp, mut soft) = (BTreeSet::new(), BTreeSet::new());
        let mut places = Vec::new();
        code_places(&page.frame, Transform::identity(), &mut places);
        for place in &places {
            let picture = picture(&region(page, place.rect), DPI, MOST_OF_CODE);
            let read = picture.modules(place.modules);
            let blurred = picture.blurred(1).modules(place.modules);
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
        pictures(&page.frame, &mut |image, size| sharp.extend(self.codes_in(image, size)));
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

fn pictures(frame: &Frame, visit: &mut impl FnMut(&Image, Size)) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Image(image, size, _) => visit(image, *size),
            FrameItem::Group(group) => pictures(&group.frame, visit),
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
    /// The code that fills the picture, module by module from their middles; `None` when it is not bounded by light.
    fn modules(&self, side: usize) -> Option<Matrix> {
        let (least, most) = (*self.grey.iter().min()?, *self.grey.iter().max()?);
        let middle = u8::midpoint(least, most);
        let dot = |module: usize, length: usize| (2 * module + 1) * length / (2 * side);
        let dark = |x: usize, y: usize| self.grey[dot(y, self.height) * self.width + dot(x, self.width)] < middle;
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

/// A walk over one page that says each thing once.
struct Look<'a> {
    rules: &'a Rules,
    page: &'a Page,
    number: usize,
    found: BTreeSet<&'static str>,
    problems: &'a mut Vec<Problem>,
}

impl Look<'_> {
    /// What stands in a clipped group is cut on purpose and need not lie inside the page.
    fn frame(&mut self, frame: &Frame, outer: Transform, clipped: bool) {
        for (at, item) in frame.items() {
            let here = outer.pre_concat(Transform::translate(at.x, at.y));
            match item {
                FrameItem::Group(group) => {
                    self.frame(&group.frame, here.pre_concat(group.transform), clipped || group.clip.is_some())
                }
                FrameItem::Text(text) => {
                    let size = text.size * scale(here);
                    if self.rules.press && size < Abs::pt(5.0) {
                        self.say("type", |n| {
                            Problem::error(
                                ProblemKind::PressRule,
                                words!("第 {n} 面有小于 5 磅的字", "page {n} has type below 5 pt"),
                            )
                            .help(words!("印刷品上的字至少 6 磅", "print no type below 6 pt"))
                        });
                    } else if self.rules.press && size < Abs::pt(5.99) {
                        self.say("small type", |n| {
                            Problem::warning(
                                ProblemKind::PressRule,
                                words!("第 {n} 面有小于 6 磅的字", "page {n} has type below 6 pt"),
                            )
                            .help(words!("至少 6 磅才印得清", "6 pt prints clearly"))
                        });
                    }
                    self.paint(&text.fill);
                    if !clipped {
                        let shown: String = text.text.chars().take(12).collect();
                        self.place(mapped(text.bbox(), here), &shown);
                    }
                }
                FrameItem::Shape(shape, _) => {
                    if let Some(fill) = &shape.fill {
                        self.paint(fill);
                    }
                    if let Some(stroke) = &shape.stroke {
                        self.line(stroke, here);
                    }
                    if let (Some(fill), Geometry::Rect(size)) = (&shape.fill, &shape.geometry) {
                        self.bleed(fill, mapped(Rect::new(Point::zero(), size.to_point()), here));
                    }
                }
                FrameItem::Image(image, size, _) => self.image(image, *size, here),
                FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }

    fn say(&mut self, what: &'static str, problem: impl FnOnce(usize) -> Problem) {
        if self.found.insert(what) {
            self.problems.push(problem(self.number));
        }
    }

    fn paint(&mut self, paint: &Paint) {
        if !self.rules.press {
            return;
        }
        let colors: Vec<Color> = match paint {
            Paint::Solid(color) => vec![color.clone()],
            Paint::Gradient(gradient) => gradient.stops_ref().iter().map(|(color, _)| color.clone()).collect(),
            Paint::Tiling(_) => Vec::new(),
        };
        for color in colors {
            match color {
                Color::Spot(_) => {}
                Color::Process(ProcessColor::Cmyk(inks)) => {
                    let total = ((inks.c + inks.m + inks.y + inks.k) * 100.0).round();
                    if total > 300.0 {
                        self.say("ink", |n| {
                            Problem::error(
                                ProblemKind::PressRule,
                                words!(
                                    "第 {n} 面的总墨量 {total}% 超过 300%",
                                    "page {n} has {total}% of ink, above 300%"
                                ),
                            )
                            .help(words!(
                                "墨太多干不透：用 100% 黑，或减少彩色",
                                "too much ink never dries: use black alone or less of the colours"
                            ))
                        });
                    } else if total > 250.0 {
                        self.say("much ink", |n| {
                            Problem::warning(
                                ProblemKind::PressRule,
                                words!(
                                    "第 {n} 面的总墨量 {total}% 超过 250%",
                                    "page {n} has {total}% of ink, above 250%"
                                ),
                            )
                        });
                    }
                }
                Color::Process(_) => self.say("rgb", |n| {
                    Problem::warning(
                        ProblemKind::PressRule,
                        words!(
                            "第 {n} 面有屏幕颜色（RGB 或灰度），黑色会印成四色",
                            "page {n} has screen colours (RGB or grey); black would print in four inks"
                        ),
                    )
                    .help(words!(
                        "在品牌色里写 cmyk，模板里用 cmyk(…)",
                        "give the brand's colours as cmyk, and use cmyk(…) in the kit"
                    ))
                }),
            }
        }
    }

    fn line(&mut self, stroke: &FixedStroke, here: Transform) {
        self.paint(&stroke.paint);
        if self.rules.press && stroke.thickness > Abs::zero() && stroke.thickness * scale(here) < Abs::pt(0.249) {
            self.say("line", |n| {
                Problem::error(
                    ProblemKind::PressRule,
                    words!("第 {n} 面有细于 0.25 磅的线", "page {n} has a line thinner than 0.25 pt"),
                )
                .help(words!("太细的线会断：至少 0.25 磅", "thin lines break: use at least 0.25 pt"))
            });
        }
    }

    fn image(&mut self, image: &typst::visualize::Image, size: Size, here: Transform) {
        use typst::visualize::ImageKind;
        if !self.rules.press || !matches!(image.kind(), ImageKind::Raster(_)) {
            return;
        }
        let wide = (size.x * scale(here)).to_inches();
        let dpi = (image.width() / wide.max(0.001)).round();
        // What is seen from afar needs fewer dots.
        let large = self.page.frame.width().max(self.page.frame.height()) > Abs::mm(500.0);
        let (least, fine) = if large { (72.0, 150.0) } else { (200.0, 300.0) };
        if dpi < least {
            self.say("dpi", |n| {
                Problem::error(
                    ProblemKind::PressRule,
                    words!(
                        "第 {n} 面的图片只有 {dpi} dpi，低于 {least}",
                        "a picture on page {n} has {dpi} dpi, below {least}"
                    ),
                )
                .help(words!("换一张更大的图：至少 {fine} dpi", "use a larger picture: at least {fine} dpi"))
            });
        } else if dpi < fine {
            self.say("low dpi", |n| {
                Problem::warning(
                    ProblemKind::PressRule,
                    words!("第 {n} 面的图片只有 {dpi} dpi", "a picture on page {n} has {dpi} dpi"),
                )
                .help(words!("{fine} dpi 才清晰", "{fine} dpi is sharp"))
            });
        }
    }

    /// Text against the trim and the safe area.
    fn place(&mut self, rect: Rect, shown: &str) {
        let page = self.page.frame.size();
        let hair = Abs::pt(0.5);
        if rect.max.x < Abs::zero() || rect.max.y < Abs::zero() || rect.min.x > page.x || rect.min.y > page.y {
            self.say("gone", |n| {
                Problem::error(
                    ProblemKind::Overset,
                    words!("第 {n} 面的“{shown}”排到了页面外面", "“{shown}” of page {n} lies outside of the page"),
                )
            });
            return;
        }
        let safe = Abs::mm(self.rules.safe);
        let inside = rect.min.x + hair >= safe
            && rect.min.y + hair >= safe
            && rect.max.x <= page.x - safe + hair
            && rect.max.y <= page.y - safe + hair;
        if !inside && self.rules.safe > 0.0 {
            let (mm, safe) = (nearest(rect, page).to_mm(), self.rules.safe);
            self.say("safe", |n| {
                Problem::warning(
                    ProblemKind::PressRule,
                    words!(
                        "第 {n} 面的“{shown}”离裁切线只有 {mm:.1} 毫米",
                        "“{shown}” of page {n} is {mm:.1} mm from the trim"
                    ),
                )
                .help(words!("文字离裁切线至少 {safe} 毫米", "keep text {safe} mm away from it"))
            });
        }
    }

    /// A coloured area that touches the trim and stops there shows white when the knife is a little off.
    fn bleed(&mut self, fill: &Paint, rect: Rect) {
        let page = self.page.frame.size();
        let bleed = self.page.bleed;
        if !self.rules.press
            || bleed.left <= Abs::zero()
            || matches!(fill, Paint::Solid(Color::Process(ProcessColor::Cmyk(c))) if c.c + c.m + c.y + c.k == 0.0)
        {
            return;
        }
        let near = |a: Abs, b: Abs| (a - b).abs() < Abs::pt(0.3);
        if near(rect.min.x, Abs::zero())
            || near(rect.min.y, Abs::zero())
            || near(rect.max.x, page.x)
            || near(rect.max.y, page.y)
        {
            self.say("bleed", |n| {
                Problem::warning(
                    ProblemKind::PressRule,
                    words!(
                        "第 {n} 面有色块停在裁切线上，没有出血",
                        "an area of page {n} stops at the trim without bleed"
                    ),
                )
                .help(words!(
                    "让它超出裁切线 {:.0} 毫米",
                    "let it run {:.0} mm over the trim",
                    bleed.left.to_mm()
                ))
            });
        }
    }
}

/// How much larger things become, by the root of the area.
fn scale(t: Transform) -> f64 {
    (t.sx.get() * t.sy.get() - t.kx.get() * t.ky.get()).abs().sqrt()
}

fn mapped(rect: Rect, t: Transform) -> Rect {
    let corners = [rect.min, rect.max, Point::new(rect.min.x, rect.max.y), Point::new(rect.max.x, rect.min.y)]
        .map(|p| p.transform(t));
    let (mut min, mut max) = (corners[0], corners[0]);
    for corner in corners {
        min = min.min(corner);
        max = max.max(corner);
    }
    Rect::new(min, max)
}

fn nearest(rect: Rect, page: Size) -> Abs {
    rect.min.x.min(rect.min.y).min(page.x - rect.max.x).min(page.y - rect.max.y)
}
