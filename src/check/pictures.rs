//! Pictures that cannot be shown, or that a phone cannot hold, by their headers alone.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
        span::Span,
    },
    model::{Book, asset::MOST_PIXELS},
    words,
};

pub const PAGE: Page = Page { code: Code("PIC-001"), text: include_str!("PIC-001.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    for asset in book.assets.values() {
        let place = Span::file(asset.file);
        match asset.frame {
            Some(frame) if frame.pixels() > MOST_PIXELS => {
                let (width, height) = (frame.width, frame.height);
                let message = words!(
                    "图片有 {width}×{height} 像素，手机打不开",
                    "the picture has {width}×{height} pixels; a phone cannot open it"
                );
                let help =
                    words!("导出成长边不超过 4000 像素的图片", "export it with at most 4000 pixels on its longer side");
                diags.push(Diag::error(PAGE.code, place, message).help(help));
            }
            Some(_) if asset.is_cut_off() => {
                let message = words!("图片只有一截，后面的缺了", "the end of this picture is missing");
                let help = words!("重新下载或重新导出这张图片", "download or export the picture again");
                diags.push(Diag::warning(PAGE.code, place, message).help(help));
            }
            None if asset.claims_frame() => {
                let message = words!("这不是一张能显示的图片", "this is no picture that can be shown");
                let help = words!(
                    "重新导出为 JPG、PNG 或 WebP；下载了一半的文件要重新下载",
                    "export it again as JPG, PNG or WebP; download a half-loaded file again"
                );
                diags.push(Diag::warning(PAGE.code, place, message).help(help));
            }
            _ => {}
        }
    }
}
