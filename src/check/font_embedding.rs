//! What a font's maker allows: a font that must not be embedded must not go into a PDF, and all of ours carry their fonts.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
        lang::Words,
        span::Span,
    },
    model::Book,
    words,
};

pub const PAGE: Page = Page { code: Code("PRT-012"), text: include_str!("PRT-012.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    for file in &book.kit_files {
        let Some(allowed) = embedding(&file.bytes) else { continue };
        let place = Span::file(file.file);
        let ask: Words = words!(
            "换一个允许嵌入的字体（思源黑体、阿里巴巴普惠体都可以），或向字体厂商要商用嵌入的版本",
            "use a font that allows it (Noto Sans, Source Han Sans), or ask its maker for a version that does"
        );
        let diag = match allowed {
            Embedding::Restricted => Diag::error(
                PAGE.code,
                place,
                words!(
                    "这个字体不许嵌入（fsType 为“受限”），不能进印刷 PDF",
                    "this font must not be embedded (its fsType says “restricted”), so no press PDF may carry it"
                ),
            ),
            Embedding::BitmapOnly => Diag::error(
                PAGE.code,
                place,
                words!(
                    "这个字体只许嵌入点阵，不许嵌入轮廓",
                    "only the bitmaps of this font may be embedded, not its outlines"
                ),
            ),
            Embedding::Whole => Diag::warning(
                PAGE.code,
                place,
                words!(
                    "这个字体不许只嵌入用到的字（子集），而 PDF 里放的是子集",
                    "this font must not be cut down to the characters in use, and PDFs carry it cut down"
                ),
            ),
            Embedding::PreviewAndPrint => {
                diags.push(
                    Diag::note(
                        PAGE.code,
                        place,
                        words!("这个字体只许用于查看和打印", "this font may be embedded for viewing and printing only"),
                    )
                    .help(words!(
                        "印刷没有问题；PDF 不要拿去编辑",
                        "printing is fine; nobody may edit a PDF that carries it"
                    )),
                );
                continue;
            }
            Embedding::Free => continue,
        };
        diags.push(diag.help(ask));
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Embedding {
    Free,
    PreviewAndPrint,
    Whole,
    BitmapOnly,
    Restricted,
}

/// What the strictest face of a font file allows; `None` for another file, or one whose tables cannot be found.
fn embedding(bytes: &[u8]) -> Option<Embedding> {
    if bytes.get(..4)? != b"ttcf" {
        return face(bytes, 0);
    }
    let count = usize::try_from(u32_at(bytes, 8)?).ok()?;
    let starts = (0..count.min(64)).filter_map(|i| usize::try_from(u32_at(bytes, 12 + 4 * i)?).ok());
    starts.filter_map(|start| face(bytes, start)).max()
}

fn face(bytes: &[u8], start: usize) -> Option<Embedding> {
    let kind = bytes.get(start..start + 4)?;
    if ![b"OTTO".as_slice(), &[0, 1, 0, 0], b"true"].contains(&kind) {
        return None;
    }
    let tables = usize::from(u16_at(bytes, start + 4)?);
    let entry = (0..tables).map(|i| start + 12 + 16 * i).find(|&at| bytes.get(at..at + 4) == Some(b"OS/2"))?;
    let table = usize::try_from(u32_at(bytes, entry + 8)?).ok()?;
    let flags = u16_at(bytes, table.checked_add(8)?)?;
    // Where a font says several things, the mildest holds.
    Some(match flags {
        f if f & 0x0200 != 0 => Embedding::BitmapOnly,
        f if f & 0x000E == 0x0002 => Embedding::Restricted,
        f if f & 0x0100 != 0 => Embedding::Whole,
        f if f & 0x000C == 0x0004 => Embedding::PreviewAndPrint,
        _ => Embedding::Free,
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{Embedding, embedding};

    /// The least that has an OS/2 table.
    fn font(flags: u16) -> Vec<u8> {
        let mut bytes = b"OTTO\0\x01\0\0\0\0\0\0OS/2\0\0\0\0\0\0\0\x1c\0\0\0\x0a".to_vec();
        bytes.extend([0; 8]);
        bytes.extend(flags.to_be_bytes());
        bytes
    }

    #[test]
    fn the_mildest_of_several_permissions_holds() {
        let allowed = [0, 2, 4, 8, 2 | 4, 0x100, 0x200, 0x102].map(|flags| embedding(&font(flags)));
        use Embedding::{BitmapOnly, Free, PreviewAndPrint, Restricted, Whole};
        let expected = [Free, Restricted, PreviewAndPrint, Free, PreviewAndPrint, Whole, BitmapOnly, Restricted];
        assert_eq!(allowed, expected.map(Some));
    }

    #[test]
    fn the_shipped_font_is_free_and_what_is_no_font_says_nothing() {
        assert_eq!(embedding(include_bytes!("../../fonts/SopressHei-Regular.otf")), Some(Embedding::Free));
        assert_eq!(embedding(b"name = \"card\""), None);
        assert_eq!(embedding(&font(2)[..20]), None);
    }

    #[test]
    fn a_collection_is_as_strict_as_its_strictest_face() {
        let mut bytes = b"ttcf\0\x01\0\0\0\0\0\x01\0\0\0\x10".to_vec();
        let mut face = font(2);
        // Offsets count from the beginning of the file.
        face[23] += 16;
        bytes.extend(face);
        assert_eq!(embedding(&bytes), Some(Embedding::Restricted));
    }
}
