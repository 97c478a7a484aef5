//! Pictures of an order on the plates: the brand's colours in its inks, and what stays in the colours of a screen told once.

use crate::support::{lay_out, passes, shown, sopress};
use std::{collections::BTreeSet, fs, path::Path, process::Command};

/// A card that is one picture from edge to edge.
const KIT: &str = "--- kits/one/kit.toml\nname = \"单面\"\nmain = \"one.typ\"\n[paper]\nwidth = \"60mm\"\nheight = \"40mm\"\nbleed = \"3mm\"\nsides = 1\n\
     --- kits/one/one.typ\n#set page(width: 60mm, height: 40mm, bleed: 3mm, margin: 0mm)\n#place(top + left, image(json(\"/data.json\").brand.logo, width: 60mm))\n\
     --- content/data/stores.csv\nid,name\ns1,滨江店\ns2,江南店\ns3,河西店\n\
     --- content/prints/card.toml\ntitle = \"标志卡\"\nkit = \"one\"\nrows = \"data/stores.csv\"\nname = \"{id}\"\n";

const BRAND: &str = "title = \"样\"\nbase_url = \"https://t.example.com\"\n[brand]\nname = \"样\"\nlogo = \"content/assets/logo.svg\"\nprimary = \"#0B6B4F\"\nprimary_cmyk = \"90 30 75 25\"\n";

fn workspace(dir: &Path, site: &str, shapes: &str) {
    lay_out(
        &format!(
            "{KIT}--- sopress.toml\n{site}--- content/assets/logo.svg\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 60 40\">{shapes}</svg>\n"
        ),
        dir,
    );
}

/// Exports the card; gives what was said and the inks of its dots, in percent, those of edges left out.
fn export(dir: &Path) -> (String, BTreeSet<[u8; 4]>) {
    let out = dir.join("out");
    let mut command = sopress();
    command.args(["export", "标志卡", "--today", "2026-11-30", "--root"]).arg(dir).arg("--out").arg(&out);
    let made = command.output().expect("runs");
    assert!(made.status.success(), "{}", shown(&made));
    let plates = dir.join("plates.pam");
    let mut gs = Command::new("gs");
    gs.args(["-q", "-sDEVICE=pamcmyk32", "-r36", "-dLastPage=1", "-o"]).arg(&plates).arg(out.join("card.pdf"));
    passes(&mut gs);
    let bytes = fs::read(&plates).expect("a picture");
    let head = bytes.windows(7).position(|w| w == b"ENDHDR\n").expect("a head") + 7;
    let percent = |ink: &u8| ((u32::from(*ink) * 100 + 127) / 255) as u8;
    let dots = bytes[head..].chunks_exact(4);
    (shown(&made), dots.map(|inks| [0, 1, 2, 3].map(|ink| percent(&inks[ink]))).collect())
}

#[test]
fn a_logo_prints_in_the_inks_of_the_brand_even_where_it_is_grouped_and_half_transparent() {
    let dir = tempfile::tempdir().expect("folder");
    let shapes = "<g opacity=\"0.5\"><g opacity=\"0.999\"><rect width=\"20\" height=\"40\" fill=\"#000\"/></g></g>\
         <rect x=\"20\" width=\"20\" height=\"40\" fill=\"#0b6b4f\"/><rect x=\"25\" y=\"10\" width=\"9\" height=\"9\" fill=\"#fff\"/>\
         <path d=\"M40 20h20\" stroke=\"#F2A33A\" stroke-width=\"40\"/>";
    let more = "[[brand.color]]\nname = \"accent\"\nrgb = \"#F2A33A\"\ncmyk = \"0 40 85 0\"\n";
    workspace(dir.path(), &format!("{BRAND}{more}"), shapes);
    let (said, inks) = export(dir.path());
    assert!(!said.contains("PRT-014"), "{said}");
    assert_eq!(inks, BTreeSet::from([[0, 0, 0, 0], [0, 0, 0, 50], [90, 30, 75, 25], [0, 40, 85, 0]]));
}

#[test]
fn a_colour_without_inks_is_told_once_for_all_rows_with_its_file_and_is_printed_as_the_shop_converts_it() {
    let dir = tempfile::tempdir().expect("folder");
    workspace(dir.path(), BRAND, "<rect width=\"60\" height=\"40\" fill=\"#F2A33A\"/>");
    let (said, inks) = export(dir.path());
    assert_eq!(said.matches("PRT-014").count(), 1, "{said}");
    assert!(said.contains("content/assets/logo.svg:1:") && said.contains("有屏幕颜色 #F2A33A"), "{said}");
    assert!(said.contains("一共 3 份这样"), "{said}");
    assert!(!inks.contains(&[0, 40, 85, 0]) && inks.len() == 2, "{inks:?}");
    let checked = sopress().args(["check", "--prints", "--today", "2026-11-30", "--root"]).arg(dir.path()).output();
    let checked = shown(&checked.expect("runs"));
    assert_eq!(checked.matches("PRT-014").count(), 1, "{checked}");
}

#[test]
fn gradients_stay_as_they_are_and_are_told() {
    let dir = tempfile::tempdir().expect("folder");
    let shapes = "<defs><linearGradient id=\"g\"><stop stop-color=\"#0B6B4F\"/><stop offset=\"1\" stop-color=\"#fff\"/></linearGradient></defs>\
         <rect width=\"60\" height=\"40\" fill=\"url(#g)\"/>";
    workspace(dir.path(), BRAND, shapes);
    let (said, inks) = export(dir.path());
    assert!(said.contains("PRT-014") && said.contains("渐变"), "{said}");
    assert!(inks.len() > 20, "{}", inks.len());
}

#[test]
fn a_photo_in_rgb_is_a_note_and_one_in_grey_prints_in_black_alone() {
    let dir = tempfile::tempdir().expect("folder");
    let site = BRAND.replace("logo.svg", "photo.png");
    lay_out(&format!("{KIT}--- sopress.toml\n{site}"), dir.path());
    let path = dir.path().join("content/assets/photo.png");
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    image::RgbImage::from_pixel(900, 600, image::Rgb([200, 80, 40])).save(&path).expect("written");
    let (said, _) = export(dir.path());
    assert!(said.contains("PRT-014") && said.contains("content/assets/photo.png"), "{said}");
    image::GrayImage::from_pixel(900, 600, image::Luma([51])).save(&path).expect("written");
    let (said, inks) = export(dir.path());
    assert!(!said.contains("PRT-014"), "{said}");
    assert_eq!(inks, BTreeSet::from([[0, 0, 0, 0], [0, 0, 0, 80]]));
}
