//! Vector pictures on the plates of a press: what is exactly a colour of the brand, black or white becomes its inks.
//!
//! The engine writes every SVG in the colours of a screen. Finished pages and the groups in them are gone through again,
//! and only those that have such colours at all; gradients, patterns, masks and photos stay as they are.

use std::collections::BTreeSet;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::ink::{Ink, find};

/// Names that a page has for colour spaces of a screen.
pub(super) type Spaces = BTreeSet<Vec<u8>>;

/// The screen's colour spaces among the resources of a page or a group.
pub(super) fn spaces(document: &Document, resources: &Dictionary) -> Spaces {
    let Some(all) = dictionary(document, resources.get(b"ColorSpace").ok()) else { return Spaces::new() };
    all.iter().filter(|(_, space)| is_screen(document, space)).map(|(name, _)| name.clone()).collect()
}

/// The resources that a page or a group names itself.
pub(super) fn resources<'a>(document: &'a Document, owner: &'a Dictionary) -> Option<&'a Dictionary> {
    dictionary(document, owner.get(b"Resources").ok())
}

fn dictionary<'a>(document: &'a Document, object: Option<&'a Object>) -> Option<&'a Dictionary> {
    match document.dereference(object?).ok()?.1 {
        Object::Dictionary(found) => Some(found),
        Object::Stream(found) => Some(&found.dict),
        _ => None,
    }
}

/// Grey and RGB after a profile, or RGB of the device.
fn is_screen(document: &Document, space: &Object) -> bool {
    parts(document, space).is_some_and(|count| count < 4)
}

/// How many parts a colour has in a space of the device or after a profile.
fn parts(document: &Document, space: &Object) -> Option<i64> {
    match document.dereference(space).ok()?.1 {
        Object::Name(name) if name == b"DeviceRGB" => Some(3),
        Object::Array(space) if space.first()?.as_name().is_ok_and(|name| name == b"ICCBased") => {
            dictionary(document, space.get(1))?.get(b"N").and_then(Object::as_i64).ok()
        }
        _ => None,
    }
}

/// What a graphics state paints with.
#[derive(Clone, Default)]
struct Paint {
    /// The screen's colour space that the page means, when it means one.
    space: Option<Vec<u8>>,
    /// Its colour was replaced, and the space with it.
    replaced: bool,
}

/// Whether anything was replaced.
pub(super) fn set(operations: &mut Vec<Operation>, spaces: &Spaces, inks: &[Ink]) -> bool {
    let mut now: [Paint; 2] = Default::default();
    let (mut outer, mut changed) = (Vec::new(), false);
    let mut out = Vec::with_capacity(operations.len() + 8);
    for operation in operations.drain(..) {
        let paint = match operation.operator.as_str() {
            "cs" | "sc" | "scn" | "k" | "g" | "rg" => 0,
            "CS" | "SC" | "SCN" | "K" | "G" | "RG" => 1,
            other => {
                match other {
                    "q" => outer.push(now.clone()),
                    "Q" => now = outer.pop().unwrap_or_default(),
                    _ => {}
                }
                out.push(operation);
                continue;
            }
        };
        let (cs, k) = [("cs", "k"), ("CS", "K")][paint];
        let paint = &mut now[paint];
        let ink = match operation.operator.as_str() {
            "cs" | "CS" => {
                let name = operation.operands.first().and_then(|name| name.as_name().ok());
                *paint =
                    Paint { space: name.filter(|name| spaces.contains(*name)).map(<[u8]>::to_vec), replaced: false };
                None
            }
            "rg" | "RG" => {
                *paint = Paint::default();
                rgb(&operation.operands).and_then(|rgb| find(inks, rgb))
            }
            "sc" | "scn" | "SC" | "SCN" if paint.space.is_some() => {
                rgb(&operation.operands).and_then(|rgb| find(inks, rgb))
            }
            "sc" | "scn" | "SC" | "SCN" => None,
            _ => {
                *paint = Paint::default();
                None
            }
        };
        if let Some(ink) = ink {
            (paint.replaced, changed) = (true, true);
            let part = |part: &u8| match part {
                0 => Object::Integer(0),
                100 => Object::Integer(1),
                part => Object::Real(f32::from(*part) / 100.0),
            };
            let parts = ink.iter().map(part).collect();
            out.push(Operation::new(k, parts));
            continue;
        }
        // The space that was replaced is needed again.
        if let (Some(space), true) = (&paint.space, paint.replaced) {
            out.push(Operation::new(cs, vec![Object::Name(space.clone())]));
            paint.replaced = false;
        }
        out.push(operation);
    }
    *operations = out;
    changed
}

/// One part is a grey, three are red, green and blue; nothing else is exactly a colour of a screen.
fn rgb(operands: &[Object]) -> Option<[u8; 3]> {
    let eight = |part: &Object| {
        let value = part.as_float().ok()? * 255.0;
        let whole = value.round();
        ((value - whole).abs() < 0.01 && (0.0..=255.0).contains(&whole)).then_some(whole as u8)
    };
    match operands {
        [grey] => eight(grey).map(|grey| [grey; 3]),
        [red, green, blue] => Some([eight(red)?, eight(green)?, eight(blue)?]),
        _ => None,
    }
}

/// The groups and grey photos of a file, wherever they are nested: their colours, and the inks that they are mixed in. Masks
/// stay, for they are no colours.
pub(super) fn set_parts(document: &mut Document, inks: &[Ink]) {
    let masks = masks(document);
    let (mut groups, mut photos): (Vec<ObjectId>, Vec<ObjectId>) = Default::default();
    for (id, object) in &document.objects {
        let Object::Stream(stream) = object else { continue };
        match stream.dict.get(b"Subtype").and_then(Object::as_name) {
            Ok(b"Form") if !masks.contains(id) => groups.push(*id),
            Ok(b"Image") => photos.push(*id),
            _ => {}
        }
    }
    for id in photos {
        let Ok(photo) = document.get_object(id).and_then(Object::as_stream) else { continue };
        // Black and white of a screen would come out in four inks.
        if photo.dict.get(b"ColorSpace").is_ok_and(|space| parts(document, space) == Some(1))
            && let Ok(photo) = document.get_object_mut(id).and_then(Object::as_stream_mut)
        {
            photo.dict.set("ColorSpace", Object::Name(b"DeviceGray".to_vec()));
        }
    }
    for id in groups {
        let Ok(stream) = document.get_object(id).and_then(Object::as_stream) else { continue };
        let spaces = resources(document, &stream.dict).map(|own| spaces(document, own)).unwrap_or_default();
        let mixed = dictionary(document, stream.dict.get(b"Group").ok())
            .and_then(|group| group.get(b"CS").ok())
            .is_some_and(|space| is_screen(document, space));
        let content = stream.get_plain_content().ok().and_then(|bytes| Content::decode(&bytes).ok());
        let rewritten = content.and_then(|mut content| {
            set(&mut content.operations, &spaces, inks).then(|| content.encode().ok()).flatten()
        });
        if let Some(content) = rewritten {
            document.change_content_stream(id, content);
        }
        if mixed && let Ok(stream) = document.get_object_mut(id).and_then(Object::as_stream_mut) {
            // Mixed as red, green and blue, black of one ink would come out as four.
            let group = stream.dict.get_mut(b"Group").and_then(Object::as_dict_mut);
            if let Ok(group) = group {
                group.set("CS", Object::Name(b"DeviceCMYK".to_vec()));
            }
        }
    }
}

/// Groups that are masks.
fn masks(document: &Document) -> BTreeSet<ObjectId> {
    let mask = |object: &Object| {
        let state = object.as_dict().ok()?;
        let mask = dictionary(document, state.get(b"SMask").ok())?;
        mask.get(b"G").and_then(Object::as_reference).ok()
    };
    document.objects.values().filter_map(mask).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREEN: Ink = Ink { rgb: [11, 107, 79], cmyk: [90, 30, 75, 25] };
    const BLACK: Ink = Ink { rgb: [0; 3], cmyk: [0, 0, 0, 100] };

    fn rewritten(content: &str) -> String {
        let mut content = Content::decode(content.as_bytes()).expect("operators");
        let spaces = Spaces::from([b"c0".to_vec(), b"c1".to_vec()]);
        set(&mut content.operations, &spaces, &[GREEN, BLACK]);
        String::from_utf8(content.encode().expect("written")).expect("ASCII").replace('\n', " ")
    }

    #[test]
    fn a_colour_of_the_brand_becomes_its_inks() {
        assert_eq!(
            rewritten("/c0 cs 0.043137256 0.41960785 0.30980393 scn 0 0 m f"),
            "/c0 cs 0.9 0.3 0.75 0.25 k 0 0 m f"
        );
        assert_eq!(rewritten("/c1 CS 0 SCN"), "/c1 CS 0 0 0 1 K");
        assert_eq!(rewritten("0 0 0 RG"), "0 0 0 1 K");
    }

    #[test]
    fn what_is_only_near_a_colour_stays() {
        for content in
            ["/c0 cs 0.043137256 0.41960785 0.313725 scn", "/c1 cs 0.2 scn", "/c0 cs 0.0431 0.4180 0.3098 scn"]
        {
            assert!(!rewritten(content).contains('k'), "{content}: {}", rewritten(content));
        }
    }

    #[test]
    fn a_space_that_was_replaced_is_named_again_for_the_next_colour() {
        assert_eq!(
            rewritten("/c0 cs 0 0 0 scn 0.2 0.4 0.6 scn 0.2 0.4 0.7 scn"),
            "/c0 cs 0 0 0 1 k /c0 cs 0.2 0.4 0.6 scn 0.2 0.4 0.7 scn"
        );
        assert_eq!(rewritten("/c0 cs q 0 0 0 scn Q 0.2 0.4 0.6 scn"), "/c0 cs q 0 0 0 1 k Q 0.2 0.4 0.6 scn");
    }

    #[test]
    fn plates_tints_and_patterns_are_no_colours_of_a_screen() {
        for content in ["/sep cs 0 scn", "/Pattern cs /p0 scn", "0 0 0 1 k", "0 g", "/c0 cs /sep cs 1 scn"] {
            assert_eq!(rewritten(content), content);
        }
    }
}
