//! Pages of small workspaces: nothing a writer types becomes markup, nothing hidden is printed, a theme is changed by parts.

use crate::support;
use sopress::{
    base::{
        date::Date,
        diag::{Diags, Severity},
        lang::Lang,
    },
    model::{Book, chapter::Audience},
    output::{
        Press,
        html::{PageId, Places, Printer, Survey, search_text},
    },
    parse, resolve,
    source::{Sources, builtin},
    theme::{Theme, ThemeFile},
};

const EVERYTHING: &str = r##"--- sopress.toml
title = "手册 <q>"
base_url = "https://t.example.com/book"
[brand]
name = "牌子 \"&"
--- content/roles.toml
[[role]]
name = "客服"
en = "Agent"
slug = "agent"
color = "#0F6E8C"
duty = "接待"
--- content/terms.toml
[[term]]
name = "包裹卡"
meaning = "放在包裹里的卡 <i>"
slug = "card"
--- content/handbook/01-a.md
+++
title = "第一章 <script>alert(1)</script>"
tags = ["标签<"]
+++
开头说到包裹卡。

:::only internal
只给内部
:::

| 甲 | 乙 |
|---|---|
| 1 & 2 | <x> |

## 通过好友 {#accept .step role=客服 sla=5m}
- [ ] 第一项
- [x] 第二项
  - 里面一层

## 合适吗 {#check .step .decision role=客服 if="合适 >" then=done else=accept}
## 完成 {#done .step role=客服}

[危险](javascript:alert(1)) `<code>` **粗**[^1]

[^1]: 注 <u>
--- content/scripts/a.md
+++
title = "欢迎"
category = "欢迎"
+++
## 你好 {#hello}
> 在吗 <s>

### 普通用户 {tier=normal}
您好 {昵称} <3 & 谢谢
--- content/kpis/k.md
+++
name = "成团率"
formula = "成团数 / 开团数"
unit = "%"
+++
意思
"##;

pub(crate) fn sources(text: &str) -> Sources {
    let mut files: Vec<(String, String)> = builtin::FILES
        .iter()
        .filter_map(|(path, bytes)| Some((path.to_string(), String::from_utf8(bytes.to_vec()).ok()?)))
        .filter(|(path, _)| path.starts_with("themes/"))
        .collect();
    for (path, body) in support::files(text) {
        files.retain(|(known, _)| *known != path);
        files.push((path, body));
    }
    Sources::from_texts(files.iter().map(|(path, body)| (path.as_str(), body.as_str())))
}

pub(crate) fn book(sources: &Sources) -> Book {
    let mut diags = Diags::new();
    let manuscript = parse::parse(sources, &mut diags);
    resolve::resolve(manuscript, &|file| sources.path(file).to_string(), &mut diags)
}

fn theme(sources: &Sources, name: &str, diags: &mut Diags) -> Theme {
    let files: Vec<ThemeFile<'_>> = sources
        .under("themes/")
        .map(|file| ThemeFile { id: file.id, path: &file.path, bytes: file.bytes(), text: file.text() })
        .collect();
    let mut wanted = book(sources).site.theme;
    wanted.value = name.to_string();
    Theme::load(&files, &wanted, diags)
}

/// Every page as `(path, text)`.
pub(crate) fn pages(sources: &Sources, theme_name: &str, lang: Lang, audience: Audience) -> Vec<(String, String)> {
    let mut diags = Diags::new();
    let book = book(sources);
    let theme = theme(sources, theme_name, &mut diags);
    assert!(!diags.has_errors(), "{:?}", diags.sorted());
    let today = Date::constant(2026, 5, 20);
    let press = Press {
        book: &book,
        theme: &theme,
        today,
        audience,
        lang,
        build: "b",
        search_base: "_search/x",
        downloads: &[],
        rules: &[],
        findings: &[],
    };
    let survey = Survey::new(press);
    let printer = Printer::new(press, &survey);
    let print = |page| {
        let artifact = printer.page(page).unwrap_or_else(|diag| panic!("{page:?}: {}", diag.message.en));
        (artifact.path.to_string(), String::from_utf8(artifact.bytes).expect("UTF-8"))
    };
    printer.pages().into_iter().map(print).collect()
}

fn page(pages: &[(String, String)], path: &str) -> String {
    pages.iter().find(|(p, _)| p == path).unwrap_or_else(|| panic!("no {path}")).1.clone()
}

#[test]
fn every_page_is_printed_in_both_languages_with_one_title_and_every_anchor_once() {
    let sources = sources(EVERYTHING);
    for lang in [Lang::Zh, Lang::En] {
        for (path, html) in pages(&sources, "default", lang, Audience::Internal) {
            assert_eq!(html.matches("<h1").count(), 1, "{path}");
            let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count, "{path}: an id stands twice");
            assert!(!html.contains(" style=\"") && !html.contains(" onclick"), "{path}: not allowed by our own policy");
        }
    }
}

#[test]
fn what_a_writer_types_never_becomes_markup() {
    for (path, html) in pages(&sources(EVERYTHING), "default", Lang::Zh, Audience::Internal) {
        for bad in ["<script>alert", "<q>", "<i>接", "<s>", "<x>", "<u>", "javascript:", "卡 <i>"] {
            assert!(!html.contains(bad), "{path} holds {bad}");
        }
    }
}

#[test]
fn a_narrower_circle_is_left_out_of_pages_and_search() {
    let text = EVERYTHING.replace("tags =", "audience = \"public\"\ntags =");
    let sources = sources(&text);
    let shown = page(&pages(&sources, "default", Lang::Zh, Audience::Internal), "handbook/a/index.html");
    assert!(shown.contains("只给内部"));
    for (path, html) in pages(&sources, "default", Lang::Zh, Audience::Public) {
        assert!(!html.contains("只给内部"), "{path}");
    }
    let book = book(&sources);
    for page in Places::new(&book, Audience::Public).pages(&book) {
        let found = search_text(&book, Audience::Public, page).map_or_else(String::new, |text| format!("{text:?}"));
        assert!(!found.contains("只给内部"), "{page:?}");
    }
}

#[test]
fn a_chapter_without_an_audience_is_no_page_of_the_public_book() {
    let sources = sources(EVERYTHING);
    let book = book(&sources);
    let pages = Places::new(&book, Audience::Public).pages(&book);
    assert!(!pages.iter().any(|page| matches!(page, PageId::Chapter(_))));
}

#[test]
fn steps_are_cards_with_role_limit_ticks_and_ways_on() {
    let html = page(&pages(&sources(EVERYTHING), "default", Lang::Zh, Audience::Internal), "handbook/a/index.html");
    for part in [
        "class=\"step role-agent\" id=\"accept\"",
        "<b>5</b>分钟",
        "id=\"tick-accept-1\" data-tick>",
        "data-tick checked>",
        "step-decision role-agent",
        "合适 &gt;",
        "<svg class=\"flow-chart\"",
        "data-meaning=\"放在包裹里的卡 &lt;i&gt;\"",
        "<td data-label=\"甲\">",
    ] {
        assert!(html.contains(part), "the chapter lacks {part}");
    }
}

#[test]
fn a_workspace_replaces_one_part_one_token_and_one_word() {
    let text = format!(
        "{EVERYTHING}--- themes/mine/templates/parts/thumb.html\n<p class=\"mine\">{{{{ w.nav.home }}}}</p>{{% include \"default/parts/thumb.html\" %}}\n--- themes/mine/css/tokens/mine.css\n:root {{ --paper: #abcdef; }}\n--- themes/mine/i18n/zh.toml\n[nav]\nhome = \"门口\"\n"
    );
    let sources = sources(&text);
    let html = page(&pages(&sources, "mine", Lang::Zh, Audience::Internal), "index.html");
    assert!(html.contains("<p class=\"mine\">门口</p>"));
    assert!(html.contains("class=\"thumb\""), "the part that was replaced is still there to be used");
    let theme = theme(&sources, "mine", &mut Diags::new());
    let css = theme.stylesheet("", "");
    assert!(css.find("--paper: #abcdef").expect("the token") > css.find("--paper: #fbfaf6").expect("the default's"));
    assert_eq!(theme.words(Lang::Zh).get("nav.handbook"), "手册");
}

#[test]
fn a_mistake_in_a_template_has_its_place() {
    let text = format!("{EVERYTHING}--- themes/mine/templates/parts/side.html\n第一行\n{{{{ v.frame. }}}}\n");
    let sources = sources(&text);
    let mut diags = Diags::new();
    theme(&sources, "mine", &mut diags);
    let list = diags.sorted();
    let diag = list.iter().find(|d| d.severity == Severity::Error).expect("a mistake");
    let place = sources.place(diag.span.expect("a place"));
    assert_eq!((diag.code.id(), place.path, place.line), ("THM-001", "themes/mine/templates/parts/side.html", 2));
}

#[test]
fn both_languages_of_the_theme_have_the_same_words() {
    let sources = sources(EVERYTHING);
    let theme = theme(&sources, "default", &mut Diags::new());
    let zh: Vec<&str> = theme.words(Lang::Zh).keys().collect();
    let en: Vec<&str> = theme.words(Lang::En).keys().collect();
    assert_eq!(zh, en);
}

const TRANSLATED: &str = r#"--- sopress.toml
title = "手册"
base_url = "https://h.example.com"
--- content/roles.toml
[[role]]
name = "客服"
en = "Agent"
--- content/handbook/01-join.md
+++
title = "入群流程"
version = "1.1.0"
owner = "客服"
audience = "public"
+++

## 通过 {#accept .step role=客服}
--- content/handbook/01-join.en.md
+++
title = "Joining"
translates = "1.0.0"
+++

## Accept {#accept .step role=客服}

See [the answers](02-reply.md).
--- content/handbook/02-reply.md
+++
title = "应答"
audience = "public"
+++
--- content/handbook/02-reply.en.md
+++
title = "Answers"
+++
--- content/handbook/03-secret.md
+++
title = "内部"
+++
--- content/handbook/03-secret.en.md
+++
title = "Secret"
audience = "public"
+++
"#;

#[test]
fn a_translation_has_its_own_page_and_both_lead_to_each_other() {
    let pages = pages(&sources(TRANSLATED), "default", Lang::Zh, Audience::Public);
    let (zh, en) = (page(&pages, "handbook/join/index.html"), page(&pages, "en/handbook/join/index.html"));
    assert!(en.contains("<html lang=\"en\"") && en.contains(">Joining</h1>") && en.contains(">Agent</dd>"), "{en}");
    assert!(
        en.contains("<a href=\"../../../handbook/join/index.html\" lang=\"zh-CN\" hreflang=\"zh-CN\">中文</a>"),
        "{en}"
    );
    assert!(
        zh.contains("<a href=\"../../en/handbook/join/index.html\" lang=\"en\" hreflang=\"en\">English</a>"),
        "{zh}"
    );
    for html in [&zh, &en] {
        for (tag, path) in [("zh-CN", "handbook/join/"), ("en", "en/handbook/join/")] {
            let link = format!("<link rel=\"alternate\" hreflang=\"{tag}\" href=\"https://h.example.com/{path}\">");
            assert!(html.contains(&link), "{link} is not in {html}");
        }
    }
    // A page in English leads to the English version where there is one.
    assert!(en.contains("href=\"../../../en/handbook/reply/index.html\""), "{en}");
    assert!(en.contains("This follows version 1.0.0"), "{en}");
    assert!(
        !zh.contains("class=\"behind\"") && !page(&pages, "en/handbook/reply/index.html").contains("class=\"behind\"")
    );
    // What is hidden in one language is not shown in another.
    assert!(pages.iter().all(|(path, html)| !path.contains("secret") && !html.contains("Secret")));
}
