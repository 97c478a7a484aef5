//! Smaller versions of a picture: a phone on a weak network asks for the width that it shows, not for the camera's.

use crate::{
    base::{artifact::OutPath, code::Code, diag::Diag, span::Span},
    model::asset::{Asset, Format, Frame, MOST_PIXELS, short_hash},
    words,
};
use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, webp::WebPEncoder},
    imageops::FilterType,
    metadata::Orientation,
};
use std::io::Cursor;

/// Widths in pixels: a phone, a phone with a fine screen, a wide page with a fine screen. A picture is never wider: a page's
/// column has 736.
const STEPS: [u32; 3] = [480, 960, 1600];
/// Below this, a picture is left as it is.
const SMALL: usize = 24 << 10;
const QUALITY: u8 = 80;
/// Goes into the names of versions: another way to make them gives them other names.
const RECIPE: &str = "1";

/// The widths that are made of a picture, narrow ones first; none where it is small, huge, or of a kind that stays as it is.
pub fn widths(asset: &Asset) -> Vec<u32> {
    let Some(frame) = asset.frame else { return Vec::new() };
    if asset.bytes.len() < SMALL || frame.pixels() > MOST_PIXELS || frame.format == Format::Webp {
        return Vec::new();
    }
    let mut widths: Vec<u32> = STEPS.into_iter().filter(|step| *step < frame.width).collect();
    if frame.width <= STEPS[STEPS.len() - 1] {
        widths.push(frame.width);
    }
    widths
}

/// The folder of a picture's versions, its own even where two pictures are the same. Its name has the hash of the picture and of
/// the recipe, so a file below it is never out of date.
pub fn folder(asset: &Asset) -> String {
    let name = asset.path.rsplit('/').next().unwrap_or(&asset.path);
    let stem = crate::base::slug::slug(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let hash = short_hash(format!("{RECIPE} {} {}", asset.path, asset.hash).as_bytes());
    format!("_pictures/{stem}{}{hash}/", if stem.is_empty() { "" } else { "-" })
}

/// Where a version stands. Photos stay JPEG; graphics become WebP, which keeps every pixel.
pub fn path(asset: &Asset, width: u32) -> OutPath {
    let ending = if asset.frame.is_some_and(|frame| frame.format == Format::Jpeg) { "jpg" } else { "webp" };
    OutPath::own(format!("{}{width}.{ending}", folder(asset)))
}

/// The versions of some widths. One that would come out larger than the picture itself is the picture itself.
pub fn make(asset: &Asset, widths: &[u32]) -> Result<Vec<(u32, Vec<u8>)>, Diag> {
    let Some(frame) = asset.frame else { return Ok(Vec::new()) };
    versions(asset, frame, widths).map_err(|error| {
        let message = words!("图片读到一半就坏了：{error}", "the picture is broken: {error}");
        let help = words!("重新导出或重新拷贝这张图片", "export or copy the picture again");
        Diag::error(Code::BROKEN_IMAGE, Span::file(asset.file), message).help(help)
    })
}

fn versions(asset: &Asset, frame: Frame, widths: &[u32]) -> image::ImageResult<Vec<(u32, Vec<u8>)>> {
    let mut reader = ImageReader::new(Cursor::new(&*asset.bytes)).with_guessed_format()?;
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_PIXELS * 8);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().unwrap_or(None);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    // Eight bits a channel: what screens show and what both encoders take.
    let picture = match (frame.format, picture.color().has_alpha()) {
        (Format::Jpeg, _) if !picture.color().has_color() => DynamicImage::ImageLuma8(picture.into_luma8()),
        (Format::Jpeg, _) | (_, false) => DynamicImage::ImageRgb8(picture.into_rgb8()),
        _ => DynamicImage::ImageRgba8(picture.into_rgba8()),
    };
    let mut made = Vec::new();
    for width in widths {
        let height = (u64::from(*width) * u64::from(frame.height) / u64::from(frame.width)).max(1) as u32;
        let smaller;
        let version = if *width == frame.width {
            &picture
        } else {
            smaller = picture.resize_exact(*width, height, FilterType::CatmullRom);
            &smaller
        };
        let bytes = encode(version, frame.format, profile.clone())?;
        made.push((*width, if bytes.len() < asset.bytes.len() { bytes } else { asset.bytes.to_vec() }));
    }
    Ok(made)
}

fn encode(picture: &DynamicImage, format: Format, profile: Option<Vec<u8>>) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let (width, height, color) = (picture.width(), picture.height(), picture.color().into());
    match format {
        Format::Jpeg => {
            let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
            // Without its profile a photo of a modern phone looks dull.
            if let Some(profile) = profile {
                let _ = encoder.set_icc_profile(profile);
            }
            encoder.write_image(picture.as_bytes(), width, height, color)?;
        }
        Format::Png | Format::Webp => {
            let mut encoder = WebPEncoder::new_lossless(&mut bytes);
            if let Some(profile) = profile {
                let _ = encoder.set_icc_profile(profile);
            }
            encoder.write_image(picture.as_bytes(), width, height, color)?;
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::span::FileId;
    use image::RgbImage;

    /// A photo of 2000 × 1500: noise, so that it does not compress to nothing.
    fn photo() -> Asset {
        let mut seed = 1u32;
        let picture = RgbImage::from_fn(2000, 1500, |x, y| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            image::Rgb([(x / 8) as u8, (y / 6) as u8, (seed >> 27) as u8 * 4])
        });
        let mut bytes = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
        encoder.write_image(&picture, 2000, 1500, image::ExtendedColorType::Rgb8).expect("encodes");
        Asset::new(FileId(0), "content/img/门 口.jpg".to_string(), bytes.into())
    }

    #[test]
    fn versions_have_their_width_and_are_never_larger() {
        let asset = photo();
        let widths = widths(&asset);
        assert_eq!(widths, [480, 960, 1600]);
        let made = make(&asset, &widths).expect("a whole picture");
        for (width, bytes) in &made {
            let version = Asset::new(FileId(0), "a.jpg".to_string(), bytes.as_slice().into());
            let frame = version.frame.expect("a picture");
            assert_eq!((frame.width, frame.height), (*width, width * 3 / 4));
            assert!(bytes.len() < asset.bytes.len());
        }
        assert_eq!(make(&asset, &widths).expect("again"), made);
    }

    #[test]
    fn a_picture_that_ends_early_has_its_place() {
        let whole = photo();
        let half = whole.bytes[..200].to_vec();
        let mut asset = Asset::new(FileId(7), whole.path.clone(), half.into());
        asset.frame = whole.frame;
        let diag = make(&asset, &[480]).expect_err("half a picture");
        assert_eq!(diag.code, Code::BROKEN_IMAGE);
        assert_eq!(diag.span.map(|span| span.file), Some(FileId(7)));
    }

    #[test]
    fn a_small_picture_is_left_as_it_is() {
        let mut bytes = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, 80);
        encoder.write_image(&vec![9; 1000 * 10 * 3], 1000, 10, image::ExtendedColorType::Rgb8).expect("encodes");
        assert!(widths(&Asset::new(FileId(0), "a.jpg".to_string(), bytes.into())).is_empty());
    }
}
