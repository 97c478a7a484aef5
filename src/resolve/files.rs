//! Files that settings and tables name by a path: the logo, the pictures behind codes, the source of a kit.

use super::names::Names;
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, nearest},
        lang::listed,
        span::Spanned,
    },
    model::{Manuscript, kit::Kit},
    words,
};

pub fn check(manuscript: &Manuscript, names: &Names, diags: &mut Diags) {
    if let Some(logo) = &manuscript.site.brand.logo {
        let path = logo.value.trim_start_matches('/');
        if names.asset_at(path).is_none() {
            let path = &logo.value;
            let message = words!("找不到品牌的标志“{path}”", "the brand's logo “{path}” is not there");
            let help = words!(
                "路径从工作区算起，例如 logo = \"content/assets/logo.svg\"",
                "the path begins at the workspace, such as logo = \"content/assets/logo.svg\""
            );
            let near = nearest(path, manuscript.assets.iter().map(|asset| asset.path.as_str()));
            diags.push(Diag::error(Code::BROKEN_IMAGE, logo.span, message).help(near).help(help));
        }
    }
    for destination in manuscript.codes.iter().flat_map(|code| &code.destinations) {
        target(&destination.target, manuscript, names, diags);
    }
    for kit in &manuscript.kits {
        source(kit, manuscript, diags);
    }
}

/// Where a printed code leads: an address, or a picture below `content/`. Whoever scans one that is neither stands before
/// nothing.
fn target(target: &Spanned<String>, manuscript: &Manuscript, names: &Names, diags: &mut Diags) {
    let text = target.value.trim();
    let path = format!("content/{}", text.trim_start_matches("content/"));
    if text.contains("://") || text.is_empty() || names.asset_at(&path).is_some() {
        return;
    }
    let ending = text.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    let is_picture = text.contains('.') && ["png", "jpg", "jpeg", "webp", "gif", "svg"].contains(&ending.as_str());
    diags.push(if is_picture {
        let message = words!("活码要显示的图片“{text}”不存在", "the picture “{text}” that the code shows is not there");
        let help = words!(
            "路径从 content/ 算起，例如 codes/store-1.png",
            "the path begins at content/, such as codes/store-1.png"
        );
        let below = manuscript.assets.iter().map(|asset| asset.path.trim_start_matches("content/"));
        Diag::error(Code::BROKEN_IMAGE, target.span, message).help(nearest(text, below)).help(help)
    } else {
        let message = words!("活码的去处“{text}”不是完整的网址", "the destination “{text}” is no whole address");
        let help = if text.contains('.') && text.is_ascii() {
            words!("写成 https://{text}", "write https://{text}")
        } else {
            words!(
                "写以 https:// 开头的网址，或 content/ 下面一张图片的路径",
                "write an address that begins with https://, or the path of a picture below content/"
            )
        };
        Diag::error(Code::WRONG_VALUE, target.span, message).help(help)
    });
}

fn source(kit: &Kit, manuscript: &Manuscript, diags: &mut Diags) {
    let (name, main) = (&kit.name, &kit.main.value);
    let folder = format!("kits/{name}/");
    let path = format!("{folder}{main}");
    if main.is_empty() || manuscript.kit_files.iter().any(|file| file.path == path) {
        return;
    }
    let there = manuscript.kit_files.iter().filter_map(|file| file.path.strip_prefix(folder.as_str()));
    let sources: Vec<&str> = there.filter(|path| path.ends_with(".typ")).collect();
    let (zh, en) = listed(&sources);
    let list = (!sources.is_empty()).then(|| words!("文件夹里有：{zh}", "the folder has: {en}"));
    diags.push(
        Diag::error(
            Code::KIT_SOURCE,
            kit.main.span,
            words!("模板“{name}”的文件夹里没有 {main}", "the folder of the kit “{name}” has no {main}"),
        )
        .help(nearest(main, sources.iter().copied()))
        .help(list),
    );
}
