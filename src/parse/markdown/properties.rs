//! What holds for every text, tried on random ones.

use super::*;
use crate::model::text::{Kind, Piece, Tag};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, TagEnd};

/// Random Markdown: what means something to us, in any order.
fn markdown() -> impl Strategy<Value = String> {
    let signs = prop::sample::select(vec![
        "*",
        "**",
        "***",
        "_",
        "__",
        "~~",
        "`",
        "```\n",
        "\\",
        "\n",
        "\n\n",
        " ",
        "  \n",
        "\t",
        "> ",
        "- ",
        "1. ",
        "# ",
        "[",
        "]",
        "[[",
        "]]",
        "![[",
        "(",
        ")",
        "](",
        "]: ",
        "|",
        "\n|-|-|\n",
        "{",
        "}",
        "{{",
        "}}",
        "{#a}",
        " {.a b=c}",
        ":::",
        "::::",
        ":::tip ",
        "\n:::tab 甲\n",
        "\n:::\n",
        "<",
        ">",
        "<!--",
        "-->",
        "<b>",
        "<br>",
        "https://a.cn/",
        "www.",
        "h",
        "甲",
        "乙",
        "。",
        "，",
        "“",
        "”",
        "（",
        "）",
        "话术:",
        "#",
        "=",
        "---\n",
        "[^1]",
        "[^1]: ",
        ": ",
        "&amp;",
        "&",
        "a",
        "b1",
        "！",
        "😀",
        "\u{1}",
        "\u{2}",
        "\u{5}",
        "\r\n",
        "\r",
        "é",
        "\u{3000}",
        "\u{FEFF}",
        "- [ ] ",
        "> [!NOTE]\n",
    ]);
    prop::collection::vec(signs, 0..40).prop_map(|parts| parts.concat())
}

fn holds(source: &str, from: usize, text: &Text<Written>) -> Result<(), TestCaseError> {
    let mut depth = 0_i64;
    for piece in &text.pieces {
        match piece.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close => depth -= 1,
            _ => {}
        }
        prop_assert!(depth >= 0);
        let (start, end) = (piece.span.start as usize, piece.span.end as usize);
        prop_assert!(from <= start && start <= end && end <= source.len(), "{piece:?}");
        prop_assert!(source.is_char_boundary(start) && source.is_char_boundary(end), "{piece:?}");
    }
    prop_assert_eq!(depth, 0);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_is_balanced_and_keeps_its_places(source in markdown()) {
        let mut diags = Diags::new();
        let whole = text(&source, 0, FileId(0), &mut diags);
        holds(&source, 0, &whole)?;
        for diag in diags.iter() {
            let span = diag.span.expect("has a place");
            prop_assert!(source.get(span.start as usize..span.end as usize).is_some(), "{diag:?}");
        }
        let shifted = format!("页头\n{source}");
        let below = text(&shifted, 7, FileId(0), &mut Diags::new());
        holds(&shifted, 7, &below)?;
        prop_assert_eq!(whole.plain(), below.plain());
        message(&source, Span::new(FileId(0), 0, source.len()));
    }

    #[test]
    fn a_text_that_equals_its_source_has_its_place(source in markdown()) {
        for piece in text(&source, 0, FileId(0), &mut Diags::new()).pieces {
            // Joined texts span what was taken out between them; alone they are the source itself.
            if let Kind::Text(text) = &piece.kind {
                let written = source_of(&source, piece.span);
                // A tab before code becomes spaces.
                let Some(first) = text.trim_start().chars().next() else { continue };
                prop_assert!(written.contains(first) || written.contains('&'), "{text:?} at {written:?}");
            }
        }
    }

    #[test]
    fn plain_paragraphs_are_kept_to_the_letter(lines in prop::collection::vec("[甲乙丙a-c，。“”（）！0-9]{1,12}", 1..6)) {
        let source = lines.join("\n\n").replace(['h', 'w'], "a");
        let text = text(&source, 0, FileId(0), &mut Diags::new());
        prop_assert_eq!(text.plain(), lines.join("\n"));
    }

    #[test]
    fn without_chinese_it_is_commonmark(source in "[ab.*_` \\\\()\\[\\]!\"-]{0,24}") {
        let source = source.replace('[', "[a");
        let ours: String = text(&source, 0, FileId(0), &mut Diags::new()).pieces.iter().filter_map(ours).collect();
        let events = Parser::new_ext(&source, Options::empty()).filter_map(theirs);
        prop_assert_eq!(ours, events.collect::<String>(), "{}", source);
    }
}

fn ours(piece: &Piece<Written>) -> Option<String> {
    Some(match &piece.kind {
        Kind::Open(Tag::Emphasis) => "<em>".into(),
        Kind::Open(Tag::Strong) => "<b>".into(),
        Kind::Open(Tag::Link { to: Written::Address(to), .. }) => format!("<a {to}>"),
        Kind::Open(Tag::Image { from: Written::Address(to), .. }) => format!("<img {to}>"),
        Kind::Open(_) => "<>".into(),
        Kind::Close => "</>".into(),
        Kind::Text(text) => text.clone(),
        Kind::Code(code) => format!("`{code}`"),
        Kind::Rule => "—".into(),
        _ => return None,
    })
}

fn theirs(event: Event) -> Option<String> {
    Some(match event {
        Event::Start(pulldown_cmark::Tag::Emphasis) => "<em>".into(),
        Event::Start(pulldown_cmark::Tag::Strong) => "<b>".into(),
        Event::Start(pulldown_cmark::Tag::Link { dest_url, .. }) => format!("<a {dest_url}>"),
        Event::Start(pulldown_cmark::Tag::Image { dest_url, .. }) => format!("<img {dest_url}>"),
        Event::Start(_) => "<>".into(),
        Event::End(TagEnd::HtmlBlock) => "</>".into(),
        Event::End(_) => "</>".into(),
        Event::Text(text) => text.to_string(),
        Event::Code(code) => format!("`{code}`"),
        Event::Rule => "—".into(),
        _ => return None,
    })
}

/// Patterns on which a careless reader is quadratic; twice the length may take twice the time.
#[test]
fn long_texts_take_no_more_than_their_length() {
    let patterns: [(&str, &str, &str); 24] = [
        ("", "**甲。", ""),
        ("", "**甲。**乙_", ""),
        ("", "** 甲 ", ""),
        ("", "*a_ ", ""),
        ("a**b", "c* ", ""),
        ("", "a***b~~", ""),
        ("", "[[a|", ""),
        ("", "[[", "]]"),
        ("", "![[甲]] ", ""),
        ("", "{{ a ", ""),
        ("", "{{ a }}", ""),
        ("# ", "{#a ", "}"),
        ("", "# 甲 {#a}\n", ""),
        ("", "# 甲\n", ""),
        ("", "<a ", ""),
        ("", "<!--", ""),
        ("", "[a](<b", ""),
        ("", "https://.", ""),
        ("", "www.a:", ""),
        ("", ":::tab\n", ""),
        ("", ":::tip\n::::\n", ""),
        ("", "- ", "x\n\n\n\n\n\n\n\n\n\n"),
        ("", "> ", "甲"),
        ("", "甲\n", ""),
    ];
    for (head, part, tail) in patterns {
        let time = |bytes: usize| {
            let source = format!("{head}{}{tail}", part.repeat(bytes / part.len()));
            let start = std::time::Instant::now();
            text(&source, 0, FileId(0), &mut Diags::new());
            message(&source, Span::new(FileId(0), 0, source.len()));
            start.elapsed()
        };
        // The machine may be busy with something else: believe the best of some tries.
        let best = |bytes| (0..3).map(|_| time(bytes)).min().expect("three tries").as_secs_f64();
        let (long, short) = (best(120_000), best(15_000));
        assert!(long < 1.0 || long < 30.0 * short, "eight times {part:?}: {short:.4} s, then {long:.4} s");
    }
}
