//! Black that prints over what lies below it: type, codes and lines of 100 K leave the colours under them whole, so that
//! plates that are a little off show no white seams. So do the marks of the bindery, on plates that no press prints.
//!
//! The engine writes no overprint, so finished pages are gone through again; only those where it makes a difference.

use std::collections::BTreeSet;

use lopdf::content::Operation;
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use typst::layout::{Frame, FrameItem, Point, Rect, Transform};
use typst::visualize::{Color, Geometry, Paint, ProcessColor, SpotColorantName};
use typst_layout::Page;

use super::preflight::mapped;

/// Names of the two states in a page's resources; the engine's own are a letter and a number.
const OVER: &str = "SoOver";
const OUT: &str = "SoOut";

/// Plates of the bindery, by the names that kits give them.
const BINDERY: [&str; 3] = ["Fold", "Cut", "Glue"];

/// Whether black or a mark of the bindery stands on colour somewhere on this page.
pub(super) fn wanted(page: &Page) -> bool {
    let mut grounds = Vec::new();
    if page.fill_or_transparent().is_some_and(|fill| is_colour(&fill)) {
        grounds.push(Rect::new(Point::zero(), page.frame.size().to_point()));
    }
    stands_on(&page.frame, Transform::identity(), &mut grounds)
}

fn stands_on(frame: &Frame, outer: Transform, grounds: &mut Vec<Rect>) -> bool {
    frame.items().any(|(at, item)| {
        let here = outer.pre_concat(Transform::translate(at.x, at.y));
        match item {
            FrameItem::Group(group) => stands_on(&group.frame, here.pre_concat(group.transform), grounds),
            FrameItem::Text(text) => goes_over(&text.fill) && touches(mapped(text.bbox(), here), grounds),
            FrameItem::Image(_, size, _) => {
                grounds.push(mapped(Rect::new(Point::zero(), size.to_point()), here));
                false
            }
            FrameItem::Shape(shape, _) => {
                let rect = match &shape.geometry {
                    Geometry::Line(to) => Rect::new(Point::zero().min(*to), Point::zero().max(*to)),
                    Geometry::Rect(size) => Rect::new(Point::zero(), size.to_point()),
                    Geometry::Curve(curve) => curve.bbox(None),
                };
                let rect = mapped(rect, here);
                let black = shape.fill.as_ref().is_some_and(goes_over)
                    || shape.stroke.as_ref().is_some_and(|stroke| goes_over(&stroke.paint));
                if black && touches(rect, grounds) {
                    return true;
                }
                if shape.fill.as_ref().is_some_and(is_colour) {
                    grounds.push(rect);
                }
                false
            }
            FrameItem::Link(..) | FrameItem::Tag(_) => false,
        }
    })
}

fn touches(rect: Rect, grounds: &[Rect]) -> bool {
    let meet = |ground: &Rect| {
        rect.min.x < ground.max.x && rect.max.x > ground.min.x && rect.min.y < ground.max.y && rect.max.y > ground.min.y
    };
    grounds.iter().any(meet)
}

/// Black alone, and the plates of the bindery.
fn goes_over(paint: &Paint) -> bool {
    match paint {
        Paint::Solid(Color::Process(ProcessColor::Cmyk(c))) => c.c + c.m + c.y == 0.0 && c.k == 1.0,
        Paint::Solid(Color::Spot(spot)) => match &spot.colorant.name {
            Some(SpotColorantName::Custom(name)) => BINDERY.contains(&name.as_str()),
            _ => false,
        },
        _ => false,
    }
}

/// Anything on another plate than black.
fn is_colour(paint: &Paint) -> bool {
    !matches!(paint, Paint::Solid(Color::Process(ProcessColor::Cmyk(c))) if c.c + c.m + c.y == 0.0)
}

/// Goes through a page's content and lets its black print over.
pub(super) fn set(document: &mut Document, page: ObjectId, operations: &mut Vec<Operation>) -> lopdf::Result<()> {
    let bindery = bindery(document, page);
    *operations = with_overprint(std::mem::take(operations), &bindery);
    let states: [(&str, Dictionary); 2] = [
        (OVER, dictionary! { "Type" => "ExtGState", "op" => true, "OP" => true, "OPM" => 1 }),
        (OUT, dictionary! { "Type" => "ExtGState", "op" => false, "OP" => false }),
    ];
    // Pages may share a list of states; this page's own is a copy.
    let mut all = match resources(document, page)?.get(b"ExtGState") {
        Ok(Object::Reference(id)) => {
            let id = *id;
            document.get_dictionary(id)?.clone()
        }
        Ok(Object::Dictionary(known)) => known.clone(),
        _ => Dictionary::new(),
    };
    for (name, state) in states {
        all.set(name, state);
    }
    resources(document, page)?.set("ExtGState", all);
    Ok(())
}

/// What a page calls the colour spaces of the bindery's plates.
fn bindery(document: &Document, page: ObjectId) -> BTreeSet<Vec<u8>> {
    let is_one = |space: &Object| {
        let Ok((_, Object::Array(space))) = document.dereference(space) else { return false };
        let name = |at: usize| space.get(at).and_then(|name| name.as_name().ok()).unwrap_or_default();
        name(0) == b"Separation" && BINDERY.iter().any(|plate| plate.as_bytes() == name(1))
    };
    let all = document.get_dictionary(page).ok().and_then(|page| super::plates::resources(document, page));
    let all = all.and_then(|all| document.get_dict_in_dict(all, b"ColorSpace").ok());
    let all = all.into_iter().flat_map(|spaces| spaces.iter());
    all.filter(|(_, space)| is_one(space)).map(|(name, _)| name.clone()).collect()
}

fn resources(document: &mut Document, page: ObjectId) -> lopdf::Result<&mut Dictionary> {
    match document.get_dictionary(page)?.get(b"Resources")? {
        Object::Reference(id) => {
            let id = *id;
            document.get_dictionary_mut(id)
        }
        _ => document.get_dictionary_mut(page)?.get_mut(b"Resources")?.as_dict_mut(),
    }
}

/// What a paint does to what lies below it.
#[derive(Clone, Copy, Default, PartialEq)]
enum Ink {
    #[default]
    Other,
    Black,
    Bindery,
}

/// What the graphics state holds that decides it.
#[derive(Clone, Copy, Default)]
struct State {
    /// Black alone, or a plate of the bindery.
    fill: Ink,
    line: Ink,
    over: bool,
}

/// Type, codes (the only paths filled even-odd) and lines of pure black go over, and all of the bindery; everything else
/// knocks out.
fn with_overprint(operations: Vec<Operation>, bindery: &BTreeSet<Vec<u8>>) -> Vec<Operation> {
    let mut out = Vec::with_capacity(operations.len() + 16);
    let (mut now, mut outer) = (State::default(), Vec::new());
    for operation in operations {
        let black = || {
            let inks: Vec<f32> = operation.operands.iter().filter_map(|ink| ink.as_float().ok()).collect();
            if inks == [0.0, 0.0, 0.0, 1.0] { Ink::Black } else { Ink::Other }
        };
        let plate = || {
            let name = operation.operands.first().and_then(|name| name.as_name().ok());
            if name.is_some_and(|name| bindery.contains(name)) { Ink::Bindery } else { Ink::Other }
        };
        // A tint of a plate is still of that plate.
        let tint = |ink: Ink| if ink == Ink::Bindery { ink } else { Ink::Other };
        let over = match operation.operator.as_str() {
            "q" => {
                outer.push(now);
                None
            }
            "Q" => {
                now = outer.pop().unwrap_or_default();
                None
            }
            "k" => {
                now.fill = black();
                None
            }
            "K" => {
                now.line = black();
                None
            }
            "cs" => {
                now.fill = plate();
                None
            }
            "CS" => {
                now.line = plate();
                None
            }
            "g" | "rg" => {
                now.fill = Ink::Other;
                None
            }
            "G" | "RG" => {
                now.line = Ink::Other;
                None
            }
            "sc" | "scn" => {
                now.fill = tint(now.fill);
                None
            }
            "SC" | "SCN" => {
                now.line = tint(now.line);
                None
            }
            "Tj" | "TJ" | "'" | "\"" | "f*" => Some(now.fill != Ink::Other),
            "S" | "s" => Some(now.line != Ink::Other),
            "f" | "F" => Some(now.fill == Ink::Bindery),
            "B" | "B*" | "b" | "b*" | "sh" | "Do" => Some(false),
            _ => None,
        };
        if let Some(over) = over.filter(|over| *over != now.over) {
            now.over = over;
            let name = if over { OVER } else { OUT };
            out.push(Operation::new("gs", vec![Object::Name(name.into())]));
        }
        out.push(operation);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::with_overprint;
    use lopdf::content::Content;

    fn rewritten(content: &str) -> String {
        let mut content = Content::decode(content.as_bytes()).expect("operators");
        let bindery = [b"c1".to_vec()].into();
        content.operations = with_overprint(std::mem::take(&mut content.operations), &bindery);
        String::from_utf8(content.encode().expect("written")).expect("ASCII").replace('\n', " ")
    }

    #[test]
    fn only_black_type_codes_and_lines_print_over() {
        assert_eq!(rewritten("0 0 0 1 k (a) Tj"), "0 0 0 1 k /SoOver gs (a) Tj");
        assert_eq!(rewritten("0 0 0 1 K 0 0 m 1 1 l S"), "0 0 0 1 K 0 0 m 1 1 l /SoOver gs S");
        assert_eq!(rewritten("0 0 0 0.5 k (a) Tj"), "0 0 0 0.5 k (a) Tj");
        assert_eq!(rewritten("0 0 0 1 k 0 0 m 1 1 l f"), "0 0 0 1 k 0 0 m 1 1 l f");
    }

    #[test]
    fn marks_of_the_bindery_print_over_and_other_spot_colours_do_not() {
        assert_eq!(rewritten("/c1 CS 1 SCN 0 0 m 1 1 l S"), "/c1 CS 1 SCN 0 0 m 1 1 l /SoOver gs S");
        assert_eq!(rewritten("/c1 cs 1 scn (a) Tj"), "/c1 cs 1 scn /SoOver gs (a) Tj");
        assert_eq!(rewritten("/c0 cs 1 scn (a) Tj"), "/c0 cs 1 scn (a) Tj");
        assert_eq!(rewritten("/c1 cs 1 scn 0 1 1 0 k (a) Tj"), "/c1 cs 1 scn 0 1 1 0 k (a) Tj");
    }

    #[test]
    fn white_after_black_knocks_out_again() {
        assert_eq!(
            rewritten("0 0 0 1 k (a) Tj 0 0 0 0 k (b) Tj"),
            "0 0 0 1 k /SoOver gs (a) Tj 0 0 0 0 k /SoOut gs (b) Tj"
        );
        assert_eq!(
            rewritten("q 0 0 0 1 k (a) Tj Q 0 0 0 0 k (b) Tj"),
            "q 0 0 0 1 k /SoOver gs (a) Tj Q 0 0 0 0 k (b) Tj"
        );
    }
}
