//! `sopress import` of what is no Markdown: a Word document, a table of scripts; and the folders of Hugo and Zola.

use crate::support::{lay_out, shown, sopress, tree};
use std::{
    fs,
    io::{Cursor, Write},
    path::Path,
    process::Output,
};

const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6,
    0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0xf0,
    0x1f, 0, 5, 0, 1, 0xff, 0x89, 0x99, 0x3d, 0x1d, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

fn import(from: &Path, dir: &Path) -> Output {
    let output = sopress().arg("import").arg(from).arg("--out").arg(dir.join("new")).output().expect("runs");
    assert!(output.status.success(), "{}", shown(&output));
    let check = sopress().args(["check", "--format", "short", "--root"]).arg(dir.join("new")).output().expect("runs");
    assert!(check.status.success(), "{}", shown(&check));
    output
}

fn made(dir: &Path, path: &str) -> String {
    let all = tree(&dir.join("new"));
    let found = all.iter().find(|(name, _)| name == path);
    let names: Vec<_> = all.iter().map(|(name, _)| name).collect();
    String::from_utf8(found.unwrap_or_else(|| panic!("no {path} in {names:?}")).1.clone()).expect("text")
}

/// A Word document of these paragraphs, with a list, a link and a picture to use.
fn document(body: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let head = "<?xml version=\"1.0\"?>";
    let space = "xmlns:w=\"w\" xmlns:r=\"r\" xmlns:a=\"a\" xmlns:wp=\"wp\"";
    for (name, text) in [
        ("word/document.xml", format!("{head}<w:document {space}><w:body>{body}</w:body></w:document>")),
        (
            "word/styles.xml",
            format!(
                "{head}<w:styles {space}><w:style w:styleId=\"a1\"><w:name w:val=\"Title\"/></w:style><w:style w:styleId=\"2\"><w:name w:val=\"heading 2\"/></w:style></w:styles>"
            ),
        ),
        (
            "word/numbering.xml",
            format!(
                "{head}<w:numbering {space}><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"decimal\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
            ),
        ),
        (
            "word/_rels/document.xml.rels",
            format!(
                "{head}<Relationships><Relationship Id=\"rId1\" Target=\"media/image1.png\"/><Relationship Id=\"rId2\" Target=\"https://e.com/\"/></Relationships>"
            ),
        ),
        (
            "word/comments.xml",
            format!(
                "{head}<w:comments {space}><w:comment><w:p><w:r><w:t>批注</w:t></w:r></w:p></w:comment></w:comments>"
            ),
        ),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
        zip.write_all(text.as_bytes()).expect("memory");
    }
    zip.start_file("word/media/image1.png", zip::write::SimpleFileOptions::default()).expect("memory");
    zip.write_all(PIXEL).expect("memory");
    zip.finish().expect("memory").into_inner()
}

fn p(style: &str, inner: &str) -> String {
    format!("<w:p><w:pPr>{style}</w:pPr>{inner}</w:p>")
}

fn r(look: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{look}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

#[test]
fn a_word_document_becomes_a_chapter_with_its_pictures() {
    let dir = tempfile::tempdir().expect("folder");
    let list = "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>";
    let picture = "<w:r><w:drawing><wp:docPr descr=\"入口照片\"/><a:blip r:embed=\"rId1\"/></w:drawing></w:r>";
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", p("", &r("", text)));
    let body = [
        p("<w:pStyle w:val=\"a1\"/>", &r("", "进群 &amp; 欢迎")),
        p(
            "",
            &[
                r("", "先看"),
                r("<w:b/>", "这"),
                r("<w:b/>", "里"),
                r("", "，再看"),
                format!("<w:hyperlink r:id=\"rId2\">{}</w:hyperlink>", r("", "官网")),
            ]
            .concat(),
        ),
        p("<w:pStyle w:val=\"2\"/>", &r("<w:b/>", "步骤")),
        p(list, &r("", "扫码")),
        p(list, &[r("", "通"), format!("<w:del>{}</w:del>", r("", "不")), r("", "过")].concat()),
        p("", picture),
        format!(
            "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
            cell("岗位"),
            cell("时限"),
            cell("客服"),
            cell("5|分钟")
        ),
        p("", &r("", "# 不是标题 *也不斜*")),
    ];
    let file = dir.path().join("入群手册.docx");
    fs::write(&file, document(&body.concat())).expect("file");
    let output = import(&file, dir.path());
    assert!(shown(&output).contains("1 页，1 个图片"), "{}", shown(&output));
    assert_eq!(
        made(dir.path(), "content/handbook/入群手册.md"),
        "+++\ntitle = \"进群 & 欢迎\"\n+++\n\n先看**这里**，再看[官网](https://e.com/)\n\n## 步骤\n\n1. 扫码\n1. 通过\n\n\
         ![入口照片](入群手册-media/image1.png)\n\n| 岗位 | 时限 |\n| --- | --- |\n| 客服 | 5\\|分钟 |\n\n\\# 不是标题 \\*也不斜\\*\n"
    );
    let all = tree(&dir.path().join("new"));
    assert!(all.iter().any(|(path, bytes)| path == "content/handbook/入群手册-media/image1.png" && bytes == PIXEL));
    let report = made(dir.path(), "import/report.md");
    assert!(report.contains("word/comments.xml") && report.contains("deleted text × 1"), "{report}");
}

#[test]
fn a_table_of_scripts_becomes_libraries() {
    let dir = tempfile::tempdir().expect("folder");
    let table = "快捷短语编码,快捷短语,快捷短语分组,备注\r\nhy,\"您好，#客户昵称#\n# 欢迎\",欢迎,常用\r\n,马上发出*哦*,发货,\r\n,,发货,没有内容\r\n";
    let (bytes, ..) = encoding_rs::GBK.encode(table);
    fs::create_dir(dir.path().join("old")).expect("folder");
    fs::write(dir.path().join("old/千牛.csv"), bytes).expect("file");
    let output = import(&dir.path().join("old"), dir.path());
    assert!(shown(&output).contains("话术：2 条，2 个话术库"), "{}", shown(&output));
    assert_eq!(
        made(dir.path(), "content/scripts/01-huan-ying.md"),
        "+++\ntitle = \"欢迎\"\ncategory = \"欢迎\"\n+++\n\n## 您好 {shortcut=hy}\n\n您好，{客户昵称}\n\\# 欢迎\n"
    );
    assert!(made(dir.path(), "content/scripts/02-fa-huo.md").contains("马上发出\\*哦\\*"));
    let report = made(dir.path(), "import/report.md");
    assert!(report.contains("备注\n  常用\n") && report.contains("没有内容"), "{report}");
}

#[test]
fn what_was_exported_comes_back_as_it_was() {
    let dir = tempfile::tempdir().expect("folder");
    let old = "--- sopress.toml\ntitle = \"测试\"\n--- content/scripts/a.md\n+++\ntitle = \"催单\"\ncategory = \"物流\"\n+++\n\n## 下雨 {#a keywords=慢,雨 shortcut=xy}\n\n> 怎么还不到\n\n### 普通 {tier=normal}\n\n{昵称}，在路上。\n- 稍等\n\n### VIP {tier=vip}\n\n{昵称}您好，\n马上查。\n";
    let home = dir.path().join("home");
    fs::create_dir(&home).expect("folder");
    lay_out(old, &home);
    let scripts = |root: &Path| {
        let out = root.join("x");
        let run = sopress()
            .args(["scripts", "table", "json", "--out"])
            .arg(&out)
            .arg("--root")
            .arg(root)
            .output()
            .expect("runs");
        assert!(run.status.success(), "{}", shown(&run));
        (out.join("scripts.csv"), fs::read_to_string(out.join("scripts.csv")).expect("a table"))
    };
    let (file, first) = scripts(&home);
    import(&file, dir.path());
    let (_, second) = scripts(&dir.path().join("new"));
    assert_eq!(first, second);
}

#[test]
fn folders_of_hugo_keep_their_pictures_and_short_codes_are_named() {
    let dir = tempfile::tempdir().expect("folder");
    let old = dir.path().join("old");
    fs::create_dir(&old).expect("folder");
    lay_out(
        "--- hugo.toml\ntitle = \"老手册\"\n--- content/a.md\n---\ntitle: 甲\nweight: 2\ndraft: false\n---\n看 [乙]({{< relref \"b.md\" >}})。\n\n{{< youtube w7Ft2 >}}\n\n![图](/img/a.svg)\n--- content/b.md\n+++\ntitle = \"乙\"\nweight = 1\n[taxonomies]\ntags = [\"售后\"]\n+++\n正文\n--- static/img/a.svg\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>\n",
        &old,
    );
    fs::remove_file(old.join("sopress.toml")).expect("not part of it");
    import(&old, dir.path());
    let page = made(dir.path(), "content/handbook/02-a.md");
    assert!(page.contains("[乙](01-b.md)") && page.contains("![图](img/a.svg)") && !page.contains("youtube"), "{page}");
    assert!(made(dir.path(), "content/handbook/01-b.md").contains("tags = [\"售后\"]"));
    assert!(made(dir.path(), "sopress.toml").contains("老手册"));
    let report = made(dir.path(), "import/report.md");
    assert!(report.contains("youtube: {{< youtube w7Ft2 >}}") && report.contains("draft: false"), "{report}");
    assert!(!report.contains("售后"), "what was taken over is not told as left out: {report}");
}

#[test]
fn a_short_phrase_beside_the_message_is_its_name_and_other_columns_are_kept_whole() {
    let dir = tempfile::tempdir().expect("folder");
    let old = dir.path().join("old");
    fs::create_dir(&old).expect("folder");
    fs::write(old.join("a.csv"), "分组,快捷短语,内容,备注\n欢迎,新人,您好,常用\n售后,退款,马上办,少用\n")
        .expect("file");
    import(&old, dir.path());
    let page = made(dir.path(), "content/scripts/01-huan-ying.md");
    assert!(page.contains("## 新人") && page.contains("您好"), "{page}");
    let report = made(dir.path(), "import/report.md");
    assert!(report.contains("常用") && report.contains("少用"), "{report}");
}

#[test]
fn a_damaged_document_is_told_and_stops_nothing() {
    let dir = tempfile::tempdir().expect("folder");
    let old = dir.path().join("old");
    fs::create_dir(&old).expect("folder");
    fs::write(old.join("a.md"), "# 甲\n").expect("file");
    fs::write(old.join("b.docx"), "no zip").expect("file");
    fs::write(old.join("c.xlsx"), "no zip").expect("file");
    let whole = document(&p("", &r("", "半")));
    fs::write(old.join("d.docx"), &whole[..whole.len() / 2]).expect("file");
    import(&old, dir.path());
    let report = made(dir.path(), "import/report.md");
    assert!(report.contains("b.docx") && report.contains("d.docx"), "{report}");
}
