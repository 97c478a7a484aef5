//! What stands behind a group's code: raw links of invitations, one picture for two codes, pictures that hold no code.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
    },
    model::{
        Book,
        asset::Asset,
        code::{Destination, DestinationKind, LiveCode},
        table::Id,
    },
    words,
};
use image::{GrayImage, ImageReader, imageops::FilterType};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, HashMap},
    io::Cursor,
    sync::{Mutex, OnceLock, PoisonError},
};

pub const LINK: Page = Page { code: Code("CDE-004"), text: include_str!("CDE-004.md") };
pub const TWICE: Page = Page { code: Code("CDE-005"), text: include_str!("CDE-005.md") };
pub const EMPTY: Page = Page { code: Code("CDE-006"), text: include_str!("CDE-006.md") };

/// What the code of a WeChat group holds: an invitation that ends after days and when the group is full.
const INVITATION: &str = "weixin.qq.com/g/";

/// The longer side at which codes are looked for first, and then again: what is too fine at one is found at the other.
const SIDES: [u32; 2] = [1200, 600];

/// Pictures with more pixels are told by another rule or are no pictures of a group.
const MOST_PIXELS: u64 = 40_000_000;

pub fn check(book: &Book, diags: &mut Diags) {
    let ways: Vec<(&LiveCode, &Destination, Option<Id<Asset>>)> = book
        .codes
        .values()
        .flat_map(|code| code.destinations.iter().map(move |to| (code, to, to.picture(&book.assets))))
        .collect();
    let mut pictures: Vec<Id<Asset>> = ways.iter().filter_map(|(_, _, picture)| *picture).collect();
    pictures.sort_unstable();
    pictures.dedup();
    let found: HashMap<Id<Asset>, Found> = pictures.par_iter().map(|id| (*id, look(&book.assets[*id]))).collect();
    let mut shown: BTreeMap<&str, (&LiveCode, &Destination)> = BTreeMap::new();
    for (code, to, picture) in &ways {
        let found = picture.and_then(|id| found.get(&id));
        invitation(to, found, diags);
        let Some(id) = picture.filter(|_| to.kind.value == DestinationKind::Group) else { continue };
        if found == Some(&Found::Nothing) {
            diags.push(empty(to));
        }
        // Two files with one code in them are one group, too.
        let holds = match found {
            Some(Found::Text(text)) => text.as_str(),
            _ => book.assets[id].hash.as_str(),
        };
        let (first, at) = *shown.entry(holds).or_insert((code, to));
        if first.id.value != code.id.value {
            diags.push(twice(first, at, code, to));
        }
    }
}

fn invitation(to: &Destination, found: Option<&Found>, diags: &mut Diags) {
    let is_link = is_invitation(&to.target.value);
    let in_picture = matches!(found, Some(Found::Text(text)) if is_invitation(text));
    if !is_link && (!in_picture || to.kind.value == DestinationKind::Group) {
        return;
    }
    let message = if is_link {
        words!(
            "这是微信群的邀请链接：7 天后失效，群满了也进不去",
            "this is the link of an invitation into a WeChat group: it ends after 7 days, and when the group is full"
        )
    } else {
        words!(
            "这张图片是微信群的二维码：7 天后失效，群满了也进不去",
            "this picture is the code of a WeChat group: it ends after 7 days, and when the group is full"
        )
    };
    diags.push(
        Diag::warning(LINK.code, to.target.span, message)
            .help(words!(
                "kind 写 group，target 写群二维码的图片，再写 expires（到期日）和 capacity（能进多少人）",
                "write kind group, the picture of the group's code as target, its last day (expires) and its room (capacity)"
            ))
            .help(words!(
                "要长期用，就改成企业微信的联系人或入群方式（contact）",
                "for longer use a contact or a join way of WeCom (contact)"
            )),
    );
}

fn is_invitation(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    let bare = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
    bare.starts_with(INVITATION)
}

fn empty(to: &Destination) -> Diag {
    let picture = &to.target.value;
    Diag::warning(
        EMPTY.code,
        to.target.span,
        words!("群二维码的图片 {picture} 里找不到二维码", "no QR code is found in the group's picture {picture}"),
    )
    .help(words!(
        "在微信的群资料里打开“群二维码”，保存图片后换上；截图要截全，不要打马赛克",
        "open the group's QR code in WeChat, save the picture and put it in; it must be whole and not blurred"
    ))
}

fn twice(first: &LiveCode, at: &Destination, code: &LiveCode, to: &Destination) -> Diag {
    let (first, id) = (&first.id.value, &code.id.value);
    Diag::warning(
        TWICE.code,
        to.target.span,
        words!(
            "活码 {id} 和 {first} 是同一张群二维码，两处的人进了同一个群",
            "the codes {id} and {first} show one group's code; both lead into one group"
        ),
    )
    .label(at.target.span, words!("{first} 在这里", "{first} is here"))
    .help(words!(
        "换上 {id} 自己的群二维码；两处本来就是一个群，就都用编号 {first}",
        "put in the group's code of {id}; if it is one group, use the id {first} in both places"
    ))
}

/// What a picture holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Found {
    Text(String),
    /// Something like a code that cannot be read here, or a picture that cannot be opened.
    Unsure,
    Nothing,
}

/// Looks once for each content: a preview checks after every save.
fn look(asset: &Asset) -> Found {
    static KNOWN: OnceLock<Mutex<HashMap<(String, usize), Found>>> = OnceLock::new();
    let known = KNOWN.get_or_init(Mutex::default);
    let key = (asset.hash.clone(), asset.bytes.len());
    if let Some(found) = known.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return found.clone();
    }
    let found = read(asset);
    known.lock().unwrap_or_else(PoisonError::into_inner).insert(key, found.clone());
    found
}

fn read(asset: &Asset) -> Found {
    let Some(frame) = asset.frame.filter(|frame| frame.pixels() <= MOST_PIXELS) else { return Found::Unsure };
    let reader = ImageReader::new(Cursor::new(&asset.bytes[..])).with_guessed_format();
    let Some(picture) = reader.ok().and_then(|reader| reader.decode().ok()) else { return Found::Unsure };
    let grey = picture.into_luma8();
    let longer = frame.width.max(frame.height);
    let mut seen = false;
    // Only what is about to be told as empty is looked at as it is, and light on dark.
    let sides = SIDES.into_iter().chain((longer > SIDES[0]).then_some(longer));
    for (side, inverted) in sides.flat_map(|side| [(side, false), (side, true)]) {
        match codes_in(scaled(&grey, side.min(longer)), inverted) {
            Found::Nothing => {}
            Found::Unsure => seen = true,
            text => return text,
        }
    }
    if seen { Found::Unsure } else { Found::Nothing }
}

/// The picture with its longer side so long at most.
fn scaled(grey: &GrayImage, side: u32) -> GrayImage {
    let longer = grey.width().max(grey.height());
    if longer <= side {
        return grey.clone();
    }
    let scale = |length: u32| (u64::from(length) * u64::from(side) / u64::from(longer)).max(1);
    let size = |length: u32| u32::try_from(scale(length)).unwrap_or(side);
    image::imageops::resize(grey, size(grey.width()), size(grey.height()), FilterType::Triangle)
}

fn codes_in(mut grey: GrayImage, inverted: bool) -> Found {
    if inverted {
        image::imageops::invert(&mut grey);
    }
    let mut prepared = rqrr::PreparedImage::prepare(grey);
    let grids = prepared.detect_grids();
    match grids.iter().find_map(|grid| grid.decode().ok()) {
        Some((_, text)) => Found::Text(text),
        None if grids.is_empty() => Found::Nothing,
        None => Found::Unsure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::span::FileId;
    use image::{DynamicImage, ImageFormat, Luma};

    fn asset(picture: GrayImage, format: ImageFormat) -> Asset {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageLuma8(picture).write_to(&mut bytes, format).expect("a picture");
        Asset::new(FileId(0), "content/a".to_string(), bytes.into_inner().into())
    }

    /// A code on a screen of a phone with lines like text above and below, as a screenshot has them.
    fn screenshot(width: u32, height: u32, side: u32) -> GrayImage {
        let matrix = fast_qr::QRBuilder::new("https://weixin.qq.com/g/AwYAAB").build().expect("short enough");
        let dots = side / (matrix.size as u32 + 8);
        let code = GrayImage::from_fn(side, side, |x, y| {
            let at = |v: u32| (v / dots).checked_sub(4).map(|v| v as usize).filter(|v| *v < matrix.size);
            Luma([if at(x).zip(at(y)).is_some_and(|(x, y)| matrix[y][x].value()) { 0 } else { 255 }])
        });
        let mut screen = GrayImage::from_fn(width, height, |x, y| {
            let line = y % 90 < 30 && (x / 7 + y / 11) % 3 == 0;
            Luma([if line { 60 } else { 237 }])
        });
        image::imageops::replace(&mut screen, &code, i64::from(width / 6), i64::from(height / 3));
        screen
    }

    #[test]
    fn a_code_is_read_in_pictures_as_people_take_them() {
        let text = Found::Text("https://weixin.qq.com/g/AwYAAB".to_string());
        assert_eq!(read(&asset(screenshot(1080, 2400, 620), ImageFormat::Jpeg)), text);
        assert_eq!(read(&asset(screenshot(2000, 1500, 260), ImageFormat::Jpeg)), text, "small in a photo");
        let mut dark = screenshot(800, 800, 420);
        image::imageops::invert(&mut dark);
        assert_eq!(read(&asset(dark, ImageFormat::Png)), text, "light on dark");
    }

    #[test]
    fn a_picture_without_a_code_is_empty_and_one_that_cannot_be_opened_is_not_judged() {
        let face = GrayImage::from_fn(640, 640, |x, y| Luma([((x * 3 + y * 5) / 20 % 256) as u8]));
        assert_eq!(read(&asset(face, ImageFormat::Jpeg)), Found::Nothing);
        let broken = Asset::new(FileId(0), "content/a.png".to_string(), b"\x89PNG"[..].into());
        assert_eq!(read(&broken), Found::Unsure);
    }
}
