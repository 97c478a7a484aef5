//! What each way of writing comes out as.

use super::*;
use crate::model::text::{Kind, Piece, Tag};

/// Pieces in short: `p(` opens a paragraph, `)` closes.
fn short(text: &Text<Written>) -> String {
    text.pieces.iter().map(piece).collect()
}

fn piece(piece: &Piece<Written>) -> String {
    let link = |to: &Written| match to {
        Written::Address(address) => address.clone(),
        Written::Name { kind, name, anchor } => format!(
            "{}{name}{}",
            kind.map(|kind| format!("{}:", kind.en())).unwrap_or_default(),
            anchor.as_ref().map(|a| format!("#{a}")).unwrap_or_default()
        ),
    };
    match &piece.kind {
        Kind::Close => ")".into(),
        Kind::Text(text) => text.replace('\n', "¶"),
        Kind::Code(code) => format!("`{code}`"),
        Kind::SoftBreak => "⏎".into(),
        Kind::HardBreak => "↵".into(),
        Kind::Rule => "—".into(),
        Kind::Task(done) => if *done { "☑" } else { "☐" }.into(),
        Kind::FootnoteRef(label) => format!("^{label}"),
        Kind::Value(path) => format!("«{path}»"),
        Kind::Embed(to) => format!("embed<{}>", link(to)),
        Kind::Open(tag) => match tag {
            Tag::Paragraph => "p(".into(),
            Tag::Heading(h) => {
                let mut more = format!("#{}", h.anchor);
                for class in &h.classes {
                    more += &format!(" .{class}");
                }
                for attr in &h.attrs {
                    more += &format!(" {}={}", attr.key, attr.value);
                }
                format!("h{}[{more}](", h.level)
            }
            Tag::Quote => "quote(".into(),
            Tag::Alert(alert) => format!("{alert:?}("),
            Tag::CodeBlock { lang } => format!("code[{lang}]("),
            Tag::List { start: None } => "ul(".into(),
            Tag::List { start: Some(start) } => format!("ol[{start}]("),
            Tag::Item => "li(".into(),
            Tag::DefinitionList => "dl(".into(),
            Tag::DefinitionTitle => "dt(".into(),
            Tag::Definition => "dd(".into(),
            Tag::Table(_) => "table(".into(),
            Tag::TableHead => "head(".into(),
            Tag::TableRow => "row(".into(),
            Tag::TableCell => "cell(".into(),
            Tag::Emphasis => "em(".into(),
            Tag::Strong => "b(".into(),
            Tag::Strike => "s(".into(),
            Tag::Link { to, .. } => format!("a<{}>(", link(to)),
            Tag::Image { from, .. } => format!("img<{}>(", link(from)),
            Tag::Footnote(label) => format!("note[{label}]("),
            Tag::Container { name, title } => format!(":{name}[{title}]("),
        },
    }
}

fn read(source: &str) -> (String, Vec<String>) {
    let mut diags = Diags::new();
    let text = text(source, 0, FileId(0), &mut diags);
    let codes = diags.sorted().into_iter().map(|d| d.code.id().to_string()).collect();
    (short(&text), codes)
}

fn table(cases: &[(&str, &str)]) {
    for (source, expected) in cases {
        let (found, codes) = read(source);
        assert_eq!(&found, expected, "{source}");
        assert_eq!(codes, Vec::<String>::new(), "{source}");
    }
}

fn told(cases: &[(&str, &str, &[&str])]) {
    for (source, expected, codes) in cases {
        let (found, told) = read(source);
        assert_eq!(&found, expected, "{source}");
        assert_eq!(&told, codes, "{source}");
    }
}

#[test]
fn chinese_bold_comes_out_as_it_is_meant() {
    table(&[
        ("**注意：**请", "p(b(注意：)请)"),
        ("这是**重点。**后面，还有**“引号”**文字", "p(这是b(重点。)后面，还有b(“引号”)文字)"),
        ("**“甲”**和**“乙”**", "p(b(“甲”)和b(“乙”))"),
        ("**（一）**乙", "p(b(（一）)乙)"),
        ("涨**100%**的", "p(涨b(100%)的)"),
        ("看**[链接](u)**后", "p(看b(a<u>(链接))后)"),
        ("看**`码`**后", "p(看b(`码`)后)"),
        ("他说：**“好。”**然后**走。**", "p(他说：b(“好。”)然后b(走。))"),
        ("***重。***后", "p(em(b(重。))后)"),
        ("**重*斜。*后**", "p(b(重em(斜。)后))"),
        ("~~原价。~~现价", "p(s(原价。)现价)"),
        ("*斜。*后", "p(em(斜。)后)"),
        ("** 重点 **", "p(b(重点))"),
        ("这是** 重点**吧", "p(这是b(重点)吧)"),
        ("叫做 **Short summary **，", "p(叫做 b(Short summary)，)"),
        ("- **甲：**乙", "ul(li(b(甲：)乙))"),
        ("|**甲：**乙|\n|-|", "table(head(cell(b(甲：)乙)))"),
        ("**甲**、**乙**", "p(b(甲)、b(乙))"),
        ("**{昵称}**你好", "p(b({昵称})你好)"),
        ("请**“{{ a.b }}”**内", "p(请b(“«a.b»”)内)"),
    ]);
}

#[test]
fn other_emphasis_is_commonmark() {
    table(&[
        ("*a **b** c*", "p(em(a b(b) c))"),
        ("**a*b**", "p(b(a*b))"),
        ("a*\"b\"*", "p(a*\"b\"*)"),
        ("snake_case_name", "p(snake_case_name)"),
        ("_a_ __b__", "p(em(a) b(b))"),
        ("***a** b*", "p(em(b(a) b))"),
        ("*a `*` b*", "p(em(a `*` b))"),
        ("*a [b*](c)", "p(*a a<c>(b*))"),
        ("\\*a\\* \\**b*", "p(*a* *em(b))"),
        ("a * b", "p(a * b)"),
        ("*[a*b](c*d_e_ \"f*\")*", "p(em(a<c*d_e_>(a*b)))"),
        ("`a*b_c_`", "p(`a*b_c_`)"),
        ("[a](b<c*_d_ \"x*\\*y_\")", "p(a<b<c*_d_>(a))"),
        ("[*a*](b\\_c*d_ \"e\\_*\")", "p(a<b_c*d_>(em(a)))"),
        ("[a](<b *c* d>) *e*", "p(a<b *c* d>(a) em(e))"),
        ("[a*]\n\n[a*]: b*c_d_", "p(a<b*c_d_>(a*))"),
        ("* a\n* b", "ul(li(a)li(b))"),
        ("***", "—"),
        ("_ _ _", "—"),
        ("138****5678和139****5678", "p(138****5678和139****5678)"),
        ("约10~20元，30~40元", "p(约10~20元，30~40元)"),
        ("好的~~ 来了~~", "p(好的~~ 来了~~)"),
    ]);
}

#[test]
fn a_literal_marker_is_told() {
    told(&[
        ("**甲", "p(**甲)", &["MD-003"]),
        ("张**，李**", "p(张**，李**)", &["MD-003", "MD-003"]),
        ("`**甲`", "p(`**甲`)", &[]),
        ("甲 [[话术:乙", "p(甲 [[话术:乙)", &["MD-003"]),
        ("甲 ![[乙]]", "p(甲 a<乙>(乙))", &["MD-003"]),
    ]);
}

#[test]
fn line_breaks_between_han_vanish() {
    table(&[
        ("甲\n乙", "p(甲乙)"),
        ("甲，\n乙", "p(甲，乙)"),
        ("甲a\n乙", "p(甲a⏎乙)"),
        ("a\nb", "p(a⏎b)"),
        ("**甲**\n乙", "p(b(甲)乙)"),
        ("甲\n**乙**", "p(甲b(乙))"),
        ("甲  \n乙", "p(甲↵乙)"),
        ("> 甲\n> 乙", "quote(p(甲乙))"),
        ("甲[^1]\n乙\n\n[^1]: 丙", "p(甲^1乙)note[1](p(丙))"),
        ("甲\r\n乙", "p(甲乙)"),
    ]);
}

#[test]
fn bare_addresses_become_links() {
    table(&[
        ("看https://a.cn/b_c_d，好", "p(看a<https://a.cn/b_c_d>(https://a.cn/b_c_d)，好)"),
        ("**https://a.cn**", "p(b(a<https://a.cn>(https://a.cn)))"),
        ("<https://a.cn/*x*>", "p(a<https://a.cn/*x*>(https://a.cn/*x*))"),
        ("www.a.cn", "p(a<http://www.a.cn>(www.a.cn))"),
        ("[https://a.cn](b)", "p(a<b>(https://a.cn))"),
        ("`https://a.cn`", "p(`https://a.cn`)"),
        ("<a@b.cn>", "p(a<mailto:a@b.cn>(a@b.cn))"),
    ]);
}

#[test]
fn values_and_record_links() {
    table(&[
        ("最多{{ limit.group_size }}人", "p(最多«limit.group_size»人)"),
        ("`{{ a }}` \\{{ a }} {{}} {昵称} $5 到 $10", "p(`{{ a }}` {{ a }} {{}} {昵称} $5 到 $10)"),
        ("[[话术:新人进群]]", "p(a<script:新人进群>(新人进群))"),
        ("[[campaign：五月#end|**看**这里]]", "p(a<campaign:五月#end>(b(看)这里))"),
        ("| [[话术:甲|乙]] | 丙 |\n|-|-|", "table(head(cell(a<script:甲>(乙))cell(丙)))"),
        ("`[[甲]]` \\[[甲]]", "p(`[[甲]]` [[甲]])"),
        ("![[话术:甲]]", "embed<script:甲>"),
        ("甲\n![[乙]]\n丙", "p(甲)embed<乙>p(丙)"),
        ("- ![[乙]]", "ul(li(embed<乙>))"),
        ("```\n![[乙]]\n:::tip\n```", "code[](![[乙]]¶:::tip¶)"),
        ("[[剧本:甲_乙_]]", "p(a<剧本:甲_乙_>(剧本:甲_乙_))"),
    ]);
}

#[test]
fn containers_nest_by_colons_and_by_ends() {
    table(&[
        (":::tip 标题\n甲\n:::", ":tip[标题](p(甲))"),
        ("前\n:::tip\n甲\n:::\n后", "p(前):tip[](p(甲))p(后)"),
        ("::::tabs\n:::tab 甲\na\n:::\n:::tab 乙\nb\n:::\n::::", ":tabs[](:tab[甲](p(a)):tab[乙](p(b)))"),
        (":::tabs\n:::tab 甲\na\n:::tab 乙\nb\n:::\n:::", ":tabs[](:tab[甲](p(a)):tab[乙](p(b)))"),
        ("::::tabs\n:::tab 甲\na\n:::tab 乙\nb\n::::", ":tabs[](:tab[甲](p(a)):tab[乙](p(b)))"),
        ("- 甲\n  :::note\n  乙\n  :::\n- 丙", "ul(li(甲:note[](p(乙)))li(丙))"),
        ("> :::note\n> 乙\n> :::", "quote(:note[](p(乙)))"),
        (":::only internal\n[甲][x]\n:::\n\n[x]: /u", ":only[internal](p(a</u>(甲)))"),
        ("::: details [更多]\n| a |\n|-|\n| b |\n:::", ":details[更多](table(head(cell(a))row(cell(b))))"),
        ("> 甲\n:::tip\n:::", "quote(p(甲)):tip[]()"),
    ]);
    told(&[
        (":::tpi\n甲\n:::", ":tpi[](p(甲))", &["MD-002"]),
        (":::tip\n甲", ":tip[](p(甲))", &["MD-002"]),
        ("甲\n:::", "p(甲)", &["MD-002"]),
        (":::bad\n甲\n:::", ":bad[](p(甲))", &["MD-002"]),
        ("- :::tip\n\n乙\n:::", "ul(li(:tip[]()))p(乙)", &["MD-002", "MD-002"]),
    ]);
}

#[test]
fn html_is_text() {
    told(&[
        ("<b>甲</b>**乙**", "p(<b>甲</b>b(乙))", &["MD-001"]),
        ("<script>\nalert(1)\n</script>", "p(<script>⏎alert(1)⏎</script>)", &["MD-001"]),
        ("甲<!-- 乙 -->丙\n\n<!-- 丁\n\n戊 -->\n\n己", "p(甲丙)p(己)", &[]),
        ("<!-- 丁\n\n戊", "p(<!-- 丁)p(戊)", &["MD-001"]),
        ("甲<br>乙<3 a<b", "p(甲↵乙<3 a<b)", &[]),
        ("<!-- a --> **b**", "p(**b**)", &["MD-001"]),
        ("`<b>` \\<b>", "p(`<b>` <b>)", &[]),
        ("&lt;b&gt;&amp;", "p(<b>&)", &[]),
    ]);
}

#[test]
fn headings_have_anchors_and_braces() {
    table(&[
        (
            "## 通过 **验证** {#accept .step role=客服 if=\"好，{a}\" k=你好,在吗}",
            "h2[#accept .step role=客服 if=好，{a} k=你好,在吗](通过 b(验证))",
        ),
        ("# 一\n\n## 一\n\n### {#yi}", "h1[#yi-2](一)h2[#yi-3](一)h3[#yi]()"),
        ("## 你好 {昵称}", "h2[#ni-hao-ni-cheng](你好 {昵称})"),
        ("标题 {.a}\n---", "h2[#biao-ti .a](标题)"),
        ("- # 甲 {#b}", "ul(li(h1[#b](甲)))"),
        ("```\n# 甲 {#b}\n```", "code[](# 甲 {#b}¶)"),
    ]);
    told(&[
        ("# 甲 {#a}\n# 乙 {#a}", "h1[#a](甲)h1[#a-2](乙)", &["REF-002"]),
        ("# 甲 {#a b}", "h1[#a](甲)", &["VAL-001"]),
    ]);
}

#[test]
fn the_rest_of_markdown() {
    table(&[
        ("- [ ] 甲\n- [x] 乙", "ul(li(☐甲)li(☑乙))"),
        ("> [!WARNING]\n> 甲", "Warning(p(甲))"),
        ("甲\n: 乙", "dl(dt(甲)dd(乙))"),
        ("3. 甲", "ol[3](li(甲))"),
        ("```rust,ignore\nfn\n```", "code[rust](fn¶)"),
        ("![图*a*](b.png)", "p(img<b.png>(图em(a)))"),
        ("- 甲\n\n  乙", "ul(li(p(甲)p(乙)))"),
        ("\"a\" -- 'b'...", "p(\"a\" -- 'b'...)"),
        ("> ```\n> a*\n> ```", "quote(code[](a*¶))"),
        ("`` a\nb* ``", "p(`a b*`)"),
    ]);
}

#[test]
fn nesting_is_cut_off_at_a_hundred_levels() {
    let (found, codes) = read(&format!("{}甲", "> ".repeat(5000)));
    assert_eq!(found.matches("quote(").count(), 90);
    assert!(found.contains("p(甲)"));
    assert_eq!(codes, ["MD-004"]);
    let (found, codes) = read(&format!("{}甲{}", "*".repeat(3000), "*".repeat(3000)));
    assert_eq!(found.matches("b(").count(), 99);
    assert_eq!(codes, ["MD-004"]);
}

#[test]
fn a_message_reads_as_it_was_written() {
    for (source, expected) in [
        ("**甲**\n乙\\*", "甲\n乙*"),
        ("甲\n\n\n乙", "甲\n\n乙"),
        ("看：\n\n1. 甲\n2. 乙\n   - 丙", "看：\n\n1. 甲\n2. 乙\n  - 丙"),
        ("[点这里](https://a.cn) https://b.cn", "点这里 https://a.cn https://b.cn"),
        ("亲~~在~~ {昵称} {{ limit.x }}", "亲~~在~~ {昵称} {{ limit.x }}"),
        ("- 甲\n- 乙\n\n丙", "- 甲\n- 乙\n\n丙"),
    ] {
        let span = Span::new(FileId(0), 0, source.len());
        assert_eq!(message(source, span), expected, "{source}");
    }
}

#[test]
fn a_link_with_full_width_brackets_is_told() {
    let told = |text: &str| {
        let mut diags = Diags::new();
        super::text(text, 0, FileId(0), &mut diags);
        diags.sorted().iter().filter(|diag| diag.message.zh.contains("全角括号")).count()
    };
    assert_eq!(told("见［规则］（rules.md）。\n"), 1);
    assert_eq!(told("见[规则]（../rules.md）。\n"), 1);
    assert_eq!(told("见[规则](rules.md）。\n"), 1);
    assert_eq!(told("见[规则](rules.md)（第二条）。\n"), 0);
    assert_eq!(told("见［规则］（第二条）。\n"), 0);
}
