//! A kit's kind decides what comes out: a press PDF, a document, a picture, or a set of pictures.

use crate::support::{lay_out, shown, sopress};
use std::fs;

#[test]
fn pictures_come_as_png_sets_as_zip_and_papers_as_pdf() {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(
        "--- content/prints/notice.toml\ntitle = \"群公告\"\nkit = \"group-notice\"\n[fields]\ntitle = \"今天到货\"\nbody = \"新米到店，自提请带袋子。\"\n\
         --- content/data/codes.csv\nid,title,kind,target\njoin,入群,contact,https://work.example.com/a\n\
         --- content/prints/nine.toml\ntitle = \"九宫格\"\nkit = \"moments-9\"\ncode = \"join\"\n[fields]\nheadline = \"楼下好货\"\n\
         --- content/prints/list.toml\ntitle = \"开店清单\"\nkit = \"checklist-a4\"\n[fields]\ntitle = \"开店清单\"\nsteps = \"开灯\\n看冷柜温度\"\n",
        dir.path(),
    );
    let output = sopress().args(["build", "--root"]).arg(dir.path()).output().expect("runs");
    assert!(output.status.success(), "{}", shown(&output));
    let starts = |path: &str, magic: &[u8]| {
        let bytes = fs::read(dir.path().join("public/prints").join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
        assert!(bytes.starts_with(magic), "{path} is something else");
        bytes
    };
    starts("notice/notice.png", b"\x89PNG");
    starts("list/list.pdf", b"%PDF");
    let set = starts("nine/nine.zip", b"PK");
    let names = (1..=9).map(|number| format!("nine-{number}.png"));
    for name in names {
        assert!(set.windows(name.len()).any(|part| part == name.as_bytes()), "{name} is missing");
    }
}
