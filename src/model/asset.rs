//! A picture or download of the workspace that pages and prints may use.

use crate::base::span::FileId;
use image::{ImageDecoder, ImageReader, Limits, metadata::Orientation};
use sha2::{Digest, Sha256};
use std::{io::Cursor, sync::Arc};

/// A file that is published under a name of its content.
#[derive(Clone, Debug)]
pub struct Asset {
    pub file: FileId,
    /// Below the workspace, such as `content/handbook/img/door.jpg`.
    pub path: String,
    pub bytes: Arc<[u8]>,
    /// Ten hexadecimal digits of the content's hash.
    pub hash: String,
    /// Of a picture made of pixels whose header can be read.
    pub frame: Option<Frame>,
    /// It came with the program, and nobody who reads a message can change it.
    pub builtin: bool,
}

/// What a picture's header says. The pixels are not looked at: a small file can claim any number of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    pub format: Format,
    /// As it is seen: a photo that a phone took on its side is turned.
    pub width: u32,
    pub height: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    Webp,
}

/// More pixels than any page needs, and more than a phone can hold.
pub const MOST_PIXELS: u64 = 100_000_000;

impl Asset {
    pub fn new(file: FileId, path: String, bytes: Arc<[u8]>) -> Asset {
        let hash = short_hash(&bytes);
        let frame = frame(&bytes);
        Asset { file, path, bytes, hash, frame, builtin: false }
    }

    /// In small letters, without the dot.
    pub fn ending(&self) -> String {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        ending.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
    }

    /// Whether the end of a picture is missing, as when a download broke off.
    pub fn is_cut_off(&self) -> bool {
        let bytes = &self.bytes[..];
        match self.frame.map(|frame| frame.format) {
            Some(Format::Png) => !ends_with(bytes, b"IEND"),
            Some(Format::Jpeg) => scan_of_jpeg(bytes).is_some_and(|scan| !ends_with(&bytes[scan..], &[0xff, 0xd9])),
            Some(Format::Webp) => {
                let told =
                    bytes.get(4..8).map_or(0, |four| four.iter().rev().fold(0, |n, b| (n << 8) | usize::from(*b)));
                bytes.len() < told.saturating_add(8)
            }
            None => false,
        }
    }

    /// Whether its name promises a picture whose header we can read.
    pub fn claims_frame(&self) -> bool {
        matches!(self.ending().as_str(), "jpg" | "jpeg" | "png" | "webp")
    }
}

impl Frame {
    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Ten hexadecimal digits of a content's hash.
pub fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a mark stands near the end or, where phones put a film behind the picture, anywhere.
fn ends_with(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).rev().any(|part| part == mark)
}

/// Where the pixels of a JPEG begin; the small picture in its header, which has an end of its own, stands before that.
fn scan_of_jpeg(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        let [0xff, kind, high, low] = *bytes.get(at..at + 4)? else { return None };
        if kind == 0xda {
            return Some(at);
        }
        at += 2 + (usize::from(high) << 8 | usize::from(low));
    }
}

fn frame(bytes: &[u8]) -> Option<Frame> {
    let format = match image::guess_format(bytes).ok()? {
        image::ImageFormat::Jpeg => Format::Jpeg,
        image::ImageFormat::Png => Format::Png,
        image::ImageFormat::WebP => Format::Webp,
        _ => return None,
    };
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    // Nothing is decoded here, so a size without sense is worth knowing.
    reader.limits(Limits::no_limits());
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let lies = matches!(
        decoder.orientation().unwrap_or(Orientation::NoTransforms),
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    );
    let (width, height) = if lies { (height, width) } else { (width, height) };
    (width > 0 && height > 0).then_some(Frame { format, width, height })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::span::FileId;

    /// The header of a picture of 65000 × 65000, and nothing after it.
    fn giant() -> Vec<u8> {
        let mut bytes = Vec::new();
        let encoder = image::codecs::png::PngEncoder::new(&mut bytes);
        image::ImageEncoder::write_image(encoder, &[0], 1, 1, image::ExtendedColorType::L8).expect("one pixel");
        let mut header = bytes[12..29].to_vec();
        header[4..8].copy_from_slice(&65_000u32.to_be_bytes());
        header[8..12].copy_from_slice(&65_000u32.to_be_bytes());
        bytes[12..29].copy_from_slice(&header);
        bytes[29..33].copy_from_slice(&crc(&header).to_be_bytes());
        bytes
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (!(crc & 1)).wrapping_add(1)))
        })
    }

    fn asset(path: &str, bytes: &[u8]) -> Asset {
        Asset::new(FileId(0), path.to_string(), bytes.into())
    }

    #[test]
    fn a_size_is_read_from_the_header_alone() {
        let frame = asset("a.png", &giant()).frame.expect("a header");
        assert_eq!((frame.width, frame.height), (65_000, 65_000));
        assert!(frame.pixels() > MOST_PIXELS);
    }

    #[test]
    fn a_picture_whose_end_is_missing_is_cut_off() {
        let picture = image::DynamicImage::new_rgb8(40, 40);
        for (name, format) in [
            ("a.png", image::ImageFormat::Png),
            ("a.jpg", image::ImageFormat::Jpeg),
            ("a.webp", image::ImageFormat::WebP),
        ] {
            let mut bytes = Cursor::new(Vec::new());
            picture.write_to(&mut bytes, format).expect("a small picture");
            let bytes = bytes.into_inner();
            assert!(!asset(name, &bytes).is_cut_off(), "{name}");
            assert!(asset(name, &bytes[..bytes.len() - 20]).is_cut_off(), "{name}");
            let with_film = [&bytes[..], &[7; 500]].concat();
            assert!(!asset(name, &with_film).is_cut_off(), "{name}");
        }
    }

    #[test]
    fn what_is_no_picture_has_no_frame() {
        assert!(asset("a.png", b"not a picture").frame.is_none());
        assert!(asset("a.PNG", b"").claims_frame() && !asset("a.pdf", b"").claims_frame());
    }
}
