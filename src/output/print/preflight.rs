//! What a print shop would send back: inks, lines, type, pictures, safe area.

use std::collections::BTreeSet;

use typst::layout::{Abs, Frame, FrameItem, Point, Rect, Size, Transform};
use typst::visualize::{Color, FillRule, FixedStroke, Geometry, Paint, ProcessColor};
use typst_layout::Page;

use super::Rules;
use super::engine::{Engine, Sheet};
use super::problem::{Problem, ProblemKind};
use crate::words;

impl Engine {
    /// Everything found, in the order of pages; an empty list means that it may go to the printer.
    pub fn preflight(&self, sheet: &Sheet, rules: &Rules) -> Vec<Problem> {
        let mut problems = self.read_back(sheet, true);
        for (index, page) in sheet.pages.iter().enumerate() {
            let number = index + 1;
            let mut look = Look { rules, page, number, found: BTreeSet::new(), problems: &mut problems };
            look.frame(&page.frame, Transform::identity(), false);
        }
        problems
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
                    // A code is a group of one path filled even-odd.
                    let mut inside = group.frame.items();
                    if let (Some((_, FrameItem::Shape(shape, _))), None) = (inside.next(), inside.next())
                        && let (FillRule::EvenOdd, Geometry::Curve(curve), false) =
                            (shape.fill_rule, &shape.geometry, clipped)
                    {
                        self.code(mapped(curve.bbox(None), here.pre_concat(group.transform)));
                    }
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

    /// A code against the trim.
    fn code(&mut self, rect: Rect) {
        let page = self.page.frame.size();
        let hair = Abs::pt(0.5);
        let (right, bottom) = (page.x - rect.max.x, page.y - rect.max.y);
        if rect.min.x + hair < Abs::zero()
            || rect.min.y + hair < Abs::zero()
            || right + hair < Abs::zero()
            || bottom + hair < Abs::zero()
        {
            self.say("code", |n| {
                Problem::error(
                    ProblemKind::CodeUnreadable,
                    words!("第 {n} 面的二维码伸出了裁切线", "the code of page {n} reaches over the trim"),
                )
                .help(words!("挪进来，或缩小", "move it in, or make it smaller"))
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
        let over = -nearest(rect, page);
        if over > hair {
            let mm = over.to_mm();
            self.say("cut", |n| {
                Problem::error(
                    ProblemKind::Overset,
                    words!(
                        "第 {n} 面的“{shown}”伸出页面 {mm:.1} 毫米，会被裁掉",
                        "“{shown}” of page {n} reaches {mm:.1} mm over the edge and would be cut"
                    ),
                )
                .help(words!("缩短它，或在长词里加空格", "shorten it, or give a long word a place to break"))
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

pub(super) fn mapped(rect: Rect, t: Transform) -> Rect {
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
