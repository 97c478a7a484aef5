//! What a kit can call besides the engine's own library: `qr(…)`, and `trouble(…)` to report what only the kit can know.

use std::sync::{Arc, LazyLock};

use ecow::{EcoString, EcoVec, eco_format};
use typst::comemo::Tracked;
use typst::diag::{SourceDiagnostic, SourceResult};
use typst::engine::Engine;
use typst::foundations::{
    Args, Array, Bytes, CastInfo, Context, Dict, IntoValue, NativeElement, NativeFuncData, NativeFuncPtr, Packed,
    Scope, Smart, StyleChain, Value,
};
use typst::introspection::{Locator, MetadataElem};
use typst::layout::{
    Abs, BlockElem, Frame, FrameItem, GroupItem, Length, Point, Ratio, Region, Rel, Size, Sizing, Transform,
};
use typst::syntax::Span;
use typst::visualize::{Cmyk, Color, Curve, FillRule, Geometry, Paint, ProcessColor, Shape};

use super::code::{self, Level, Matrix};
use super::problem::{Problem, ProblemKind};
use crate::base::lang::Words;
use crate::words;

pub(super) fn define(scope: &mut Scope) {
    scope.define_func_with_data(&QR);
    scope.define_func_with_data(&QR_MODULES);
    scope.define_func_with_data(&TROUBLE);
}

macro_rules! native {
    ($name:ident, $call:ident, $text:literal) => {
        static $name: NativeFuncData = NativeFuncData {
            function: NativeFuncPtr(&$call),
            name: $text,
            title: $text,
            docs: "",
            def_site: None,
            keywords: &[],
            contextual: false,
            scope: LazyLock::new(&|| Scope::new()),
            params: LazyLock::new(&|| Vec::new()),
            returns: LazyLock::new(&|| CastInfo::Any),
        };
    };
}

native!(QR, qr, "qr");
native!(QR_MODULES, qr_modules, "qr-modules");
native!(TROUBLE, trouble, "trouble");

/// Below this width of a module many phones fail on paper (four dots of a 300 dpi printer).
const MODULE_ERROR_MM: f64 = 0.33;
/// Below this width it works with good paper and good light.
const MODULE_WARNING_MM: f64 = 0.40;
/// Light around a code that the standard asks for, in modules.
const QUIET: i64 = 4;

/// `qr(text, size: 30mm, quiet: 4, level: "M", fill: cmyk(0%, 0%, 0%, 100%), paper: none, hole: 0%, reading: none, screen: false)`
///
/// `size` is that of the whole block with its quiet zone. `hole` is the part of the side kept free for a logo, which the
/// kit lays over it. `reading` is the distance from which it is scanned. `screen` is for pictures seen on a screen, where
/// millimetres mean nothing. Every code is read back from the finished page: by preflight, else by the engine itself.
fn qr(engine: &mut Engine, _: Tracked<Context>, args: &mut Args) -> SourceResult<Value> {
    let span = args.span;
    let text: EcoString = args.expect("text")?;
    let size: Length = args.named("size")?.unwrap_or_else(|| Abs::mm(30.0).into());
    let quiet: i64 = args.named("quiet")?.unwrap_or(QUIET);
    let level: Option<EcoString> = args.named("level")?;
    let fill: Color = args.named("fill")?.unwrap_or_else(black);
    let paper: Option<Color> = args.named::<Option<Color>>("paper")?.flatten();
    let hole: Ratio = args.named("hole")?.unwrap_or_else(Ratio::zero);
    let reading: Option<Length> = args.named::<Option<Length>>("reading")?.flatten();
    let screen: bool = args.named("screen")?.unwrap_or(false);
    args.take().finish()?;

    let fail = |words, help| stop(span, ProblemKind::CodeUnreadable, None, words, help);
    let level = read_level(span, level.as_deref())?;
    if text.is_empty() {
        return fail(words!("二维码没有内容", "the QR code has nothing to say"), None);
    }
    let Some(mut matrix) = encoded(text.clone(), level) else {
        return fail(
            words!(
                "二维码内容太长（{} 个字符）",
                "the text of the QR code is too long ({} characters)",
                text.chars().count()
            ),
            None,
        );
    };
    let modules = matrix.size();
    let whole = modules as f64 + 2.0 * quiet.max(0) as f64;
    let module = size.abs.to_mm() / whole;
    if quiet < QUIET {
        return fail(
            words!("二维码四周只留了 {quiet} 个模块的空白", "the QR code has only {quiet} modules of light around it"),
            Some(words!(
                "至少 {QUIET} 个：许多手机靠空白找到二维码",
                "at least {QUIET}: many phones find a code by it"
            )),
        );
    }
    if !screen {
        let needed = |per_module: f64| (per_module * whole * 10.0).ceil() / 10.0;
        if module < MODULE_ERROR_MM {
            let least = needed(MODULE_WARNING_MM);
            return fail(
                words!(
                    "二维码太小：每个模块 {module:.2} 毫米，低于 {MODULE_ERROR_MM} 毫米",
                    "the QR code is too small: {module:.2} mm a module, below {MODULE_ERROR_MM} mm"
                ),
                Some(words!(
                    "连空白至少 {least:.1} 毫米见方，或缩短内容（现在 {modules}×{modules} 模块）",
                    "make it {least:.1} mm with its quiet zone, or shorten the text (now {modules}×{modules} modules)"
                )),
            );
        }
        if module < MODULE_WARNING_MM {
            let least = needed(MODULE_WARNING_MM);
            engine.sink.warn(warning(
                span,
                ProblemKind::CodeUnreadable,
                words!("二维码偏小：每个模块 {module:.2} 毫米", "the QR code is small: {module:.2} mm a module"),
                Some(words!("连空白 {least:.1} 毫米见方更稳妥", "{least:.1} mm with its quiet zone is safer")),
            ));
        }
        if let Some(reading) = reading {
            let (wide, distance) = (module * modules as f64, reading.abs.to_mm());
            if wide * 10.0 < distance {
                let least = distance / 10.0 / modules as f64 * whole;
                return fail(
                    words!(
                        "从 {:.1} 米处扫不到这个二维码：它宽 {wide:.0} 毫米",
                        "this QR code cannot be scanned from {:.1} m: it is {wide:.0} mm wide",
                        distance / 1000.0
                    ),
                    Some(words!(
                        "连空白至少 {least:.0} 毫米见方（距离的十分之一）",
                        "make it at least {least:.0} mm with its quiet zone (a tenth of the distance)"
                    )),
                );
            }
        }
    }
    let ground = paper.clone().unwrap_or(Color::WHITE);
    let (ink, light) = (luminance(&fill), luminance(&ground));
    let contrast = (light + 0.05) / (ink + 0.05);
    if contrast < 3.0 {
        let inverted = ink > light;
        return fail(
            if inverted {
                words!("二维码反白了：深色与浅色对调", "the QR code is inverted: light on dark")
            } else {
                words!("二维码对比度太低：{contrast:.1}:1", "the contrast of the QR code is too low: {contrast:.1}:1")
            },
            Some(words!(
                "用深色印在浅底上，至少 4.5:1；微信等扫码器常读不出反白码",
                "print it dark on light, at least 4.5:1; many readers fail on inverted codes"
            )),
        );
    }
    if contrast < 4.5 {
        engine.sink.warn(warning(
            span,
            ProblemKind::CodeUnreadable,
            words!("二维码对比度偏低：{contrast:.1}:1", "the contrast of the QR code is low: {contrast:.1}:1"),
            Some(words!("至少 4.5:1", "at least 4.5:1 is safer")),
        ));
    }

    let hole_side = (hole.get().clamp(0.0, 1.0) * modules as f64).floor() as usize;
    if hole_side > 0 {
        matrix = Arc::new(matrix.with_hole(hole_side));
        let side = hole_side | 1;
        let covered = u32::try_from(side * side * 1000 / (modules * modules)).unwrap_or(1000);
        let limit = level.logo_limit();
        if covered > limit || !matrix.reads_when_damaged(&text) {
            let (now, most) = (f64::from(covered) / 10.0, f64::from(limit) / 10.0);
            return fail(
                words!(
                    "二维码中间的标志盖住了 {now:.1}% 的面积，{level:?} 级最多 {most:.0}%",
                    "the logo covers {now:.1}% of the QR code, level {level:?} bears {most:.0}%"
                ),
                Some(match code::encode(&text, level).and_then(|whole| whole.largest_hole(&text, level)) {
                    Some(side) => {
                        let (part, wide) = (side * 100 / modules, side as f64 * module);
                        words!(
                            "最大可以用 hole: {part}%（{side}×{side} 模块，{wide:.1} 毫米见方）",
                            "the largest is hole: {part}% ({side}×{side} modules, {wide:.1} mm square)"
                        )
                    }
                    None => words!(
                        "{level:?} 级放不下标志：用 level: \"H\"，标志最多占面积的 10%",
                        "level {level:?} bears no logo: use level: \"H\", which bears one of 10% of the area"
                    ),
                }),
            );
        }
    }
    // How the caller learns which codes a page holds; `Sheet::codes` collects them.
    engine.sink.warn(SourceDiagnostic::warning(span, eco_format!("{CODE_MARK}{text}")));

    let captured = picture(&matrix, quiet, fill, paper).spanned(span);
    let side = Rel::from(size);
    Ok(BlockElem::single_layouter(captured, draw)
        .with_width(Smart::Custom(side))
        .with_height(Sizing::Rel(side))
        .pack()
        .spanned(span)
        .into_value())
}

/// `qr-modules(text, level: "M")`: modules on a side, without the quiet zone, so that a kit can choose a size.
fn qr_modules(_: &mut Engine, _: Tracked<Context>, args: &mut Args) -> SourceResult<Value> {
    let span = args.span;
    let text: EcoString = args.expect("text")?;
    let level: Option<EcoString> = args.named("level")?;
    args.take().finish()?;
    let level = read_level(span, level.as_deref())?;
    let Some(matrix) = encoded(text, level) else { return Ok(0_i64.into_value()) };
    Ok(i64::try_from(matrix.size()).unwrap_or(0).into_value())
}

/// A kit may ask for the same code many times before it stands: for its size, in a layout that is not chosen.
#[comemo::memoize]
fn encoded(text: EcoString, level: Level) -> Option<Arc<Matrix>> {
    code::encode(&text, level).map(Arc::new)
}

fn read_level(span: Span, name: Option<&str>) -> SourceResult<Level> {
    match name {
        None | Some("M") => Ok(Level::M),
        Some("L") => Ok(Level::L),
        Some("Q") => Ok(Level::Q),
        Some("H") => Ok(Level::H),
        Some(other) => stop(
            span,
            ProblemKind::CodeUnreadable,
            None,
            words!("没有“{other}”这个二维码纠错等级", "a QR code has no level “{other}”"),
            Some(words!("可用：L、M、Q、H", "use L, M, Q or H")),
        ),
    }
}

/// What `draw` needs, as a value that the engine can carry and compare.
fn picture(matrix: &Matrix, quiet: i64, fill: Color, paper: Option<Color>) -> Packed<MetadataElem> {
    let mut value = Dict::new();
    value.insert("modules".into(), Bytes::new(matrix.to_bytes()).into_value());
    value.insert("quiet".into(), quiet.into_value());
    value.insert("fill".into(), fill.into_value());
    value.insert("paper".into(), paper.into_value());
    Packed::new(MetadataElem::new(value.into_value()))
}

/// One path of whole numbers below one scaling: the smallest form in a PDF, and in one ink.
fn draw(
    picture: &Packed<MetadataElem>,
    _: &mut Engine,
    _: Locator,
    _: StyleChain,
    region: Region,
) -> SourceResult<Frame> {
    let Value::Dict(value) = &picture.value else { return Ok(Frame::soft(region.size)) };
    let (Ok(Value::Bytes(modules)), Ok(&Value::Int(quiet)), Ok(Value::Color(fill)), Ok(paper)) =
        (value.get("modules"), value.get("quiet"), value.get("fill"), value.get("paper"))
    else {
        return Ok(Frame::soft(region.size));
    };
    let mut frame = Frame::soft(region.size);
    if let Value::Color(paper) = paper {
        let ground = Geometry::Rect(region.size).filled(Paint::Solid(paper.clone()));
        frame.push(Point::zero(), FrameItem::Shape(ground, picture.span()));
    }
    let units = drawn(modules.clone(), quiet, fill.clone(), picture.span());
    let whole = units.width().to_pt();
    let mut group = GroupItem::new(units);
    let scale = Ratio::new(region.size.x.to_pt() / whole);
    group.transform = Transform::scale(scale, scale);
    frame.push(Point::zero(), FrameItem::Group(group));
    Ok(frame)
}

/// The code in units of modules. What measures it and what prints it share one drawing.
#[comemo::memoize]
fn drawn(modules: Bytes, quiet: i64, fill: Color, span: Span) -> Frame {
    let matrix = Matrix::from_bytes(&modules);
    let whole = matrix.size() as f64 + 2.0 * quiet as f64;
    let at = |(x, y): (usize, usize)| Point::new(Abs::pt(x as f64 + quiet as f64), Abs::pt(y as f64 + quiet as f64));
    let mut curve = Curve::new();
    for border in matrix.outline() {
        for (i, corner) in border.into_iter().enumerate() {
            if i == 0 { curve.move_(at(corner)) } else { curve.line(at(corner)) }
        }
        curve.close();
    }
    let shape = Shape {
        geometry: Geometry::Curve(curve),
        fill: Some(Paint::Solid(fill)),
        fill_rule: FillRule::EvenOdd,
        stroke: None,
    };
    let mut units = Frame::soft(Size::splat(Abs::pt(whole)));
    units.push(Point::zero(), FrameItem::Shape(shape, span));
    units
}

/// `trouble(zh, en, kind: "overset", field: none, help: none)`: stops with a message in both languages that points at the
/// writer's field. `help` is a pair of texts.
fn trouble(_: &mut Engine, _: Tracked<Context>, args: &mut Args) -> SourceResult<Value> {
    let span = args.span;
    let zh: EcoString = args.expect("zh")?;
    let en: EcoString = args.expect("en")?;
    let kind: Option<EcoString> = args.named("kind")?;
    let field: Option<EcoString> = args.named::<Option<EcoString>>("field")?.flatten();
    let help: Option<Array> = args.named::<Option<Array>>("help")?.flatten();
    args.take().finish()?;
    let kind = kind.as_deref().and_then(ProblemKind::named).unwrap_or(ProblemKind::KitSource);
    let help = help.and_then(|pair| match pair.as_slice() {
        [Value::Str(zh), Value::Str(en)] => Some(Words::new(zh.as_str(), en.as_str())),
        _ => None,
    });
    stop(span, kind, field.as_deref(), Words::new(zh.as_str(), en.as_str()), help)
}

/// Our own messages travel through the engine as one string; these characters cannot stand in a kit's text.
const SEPARATOR: char = '\u{1f}';
const CODE_MARK: char = '\u{1e}';

fn coded(kind: ProblemKind, field: Option<&str>, words: &Words, help: Option<&Words>) -> EcoString {
    let (help_zh, help_en) = help.map_or(("", ""), |h| (&h.zh, &h.en));
    let kind = KINDS.iter().position(|&k| k == kind).unwrap_or(0);
    eco_format!(
        "{SEPARATOR}{kind}{SEPARATOR}{}{SEPARATOR}{}{SEPARATOR}{}{SEPARATOR}{help_zh}{SEPARATOR}{help_en}",
        field.unwrap_or(""),
        words.zh,
        words.en
    )
}

const KINDS: [ProblemKind; 5] = [
    ProblemKind::KitSource,
    ProblemKind::CodeUnreadable,
    ProblemKind::NoCode,
    ProblemKind::Overset,
    ProblemKind::PressRule,
];

/// The problem that `qr` or `trouble` put into a message of the engine; severity and place are the engine's to say.
pub(super) fn decode(message: &str) -> Option<Problem> {
    let at = message.find(SEPARATOR)?;
    let parts: Vec<&str> = message[at..].split(SEPARATOR).collect();
    let [_, kind, field, zh, en, help_zh, help_en] = parts[..] else { return None };
    let kind = kind.parse::<usize>().ok().and_then(|i| KINDS.get(i).copied())?;
    let mut problem = Problem::error(kind, Words::new(zh, en));
    problem.field = (!field.is_empty()).then(|| field.to_owned());
    Some(problem.help((!help_zh.is_empty()).then(|| Words::new(help_zh, help_en))))
}

/// The text of a code that was set, when this warning only says so.
pub(super) fn code_text(message: &str) -> Option<&str> {
    message.strip_prefix(CODE_MARK)
}

fn stop<T>(span: Span, kind: ProblemKind, field: Option<&str>, words: Words, help: Option<Words>) -> SourceResult<T> {
    Err(EcoVec::from([SourceDiagnostic::error(span, coded(kind, field, &words, help.as_ref()))]))
}

fn warning(span: Span, kind: ProblemKind, words: Words, help: Option<Words>) -> SourceDiagnostic {
    SourceDiagnostic::warning(span, coded(kind, None, &words, help.as_ref()))
}

/// Black in one ink: four inks would blur the edges of modules when the plates are a little off.
fn black() -> Color {
    Color::Process(ProcessColor::Cmyk(Cmyk { c: 0.0, m: 0.0, y: 0.0, k: 1.0 }))
}

/// Relative luminance as in WCAG.
fn luminance(color: &Color) -> f64 {
    let linear = color.to_linear_rgb();
    0.2126 * f64::from(linear.red) + 0.7152 * f64::from(linear.green) + 0.0722 * f64::from(linear.blue)
}
