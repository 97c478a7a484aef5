//! What a document stands on: a retired one is not pointed to, an invented source is not a fact.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
        span::Span,
    },
    model::{
        Book, Record,
        chapter::Status,
        text::{Kind, Link, Tag, Text},
    },
    words,
};

pub const RETIRED: Page = Page { code: Code("DOC-009"), text: include_str!("DOC-009.md") };
pub const INVENTED: Page = Page { code: Code("DOC-015"), text: include_str!("DOC-015.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    for chapter in book.chapters.values() {
        if chapter.document.status.value != Status::Retired {
            retired(book, &chapter.body, diags);
        }
        invented(&chapter.document, diags);
    }
    for library in book.libraries.values() {
        retired(book, &library.intro, diags);
    }
    for campaign in book.campaigns.values() {
        retired(book, &campaign.body, diags);
    }
    for kpi in book.kpis.values() {
        retired(book, &kpi.body, diags);
    }
}

fn retired(book: &Book, text: &Text<Link>, diags: &mut Diags) {
    for piece in &text.pieces {
        let (Kind::Open(Tag::Link { to, .. }) | Kind::Embed(to)) = &piece.kind else { continue };
        let Link::Record(Record::Chapter(id), _) = to else { continue };
        let target = &book.chapters[*id].document;
        if target.status.value == Status::Retired {
            told(piece.span, &target.title.value, target.status.span, diags);
        }
    }
}

fn told(span: Span, title: &str, status: Span, diags: &mut Diags) {
    diags.push(
        Diag::warning(
            RETIRED.code,
            span,
            words!("“{title}”已经停用，还在被引用", "“{title}” is retired and still pointed to"),
        )
        .label(status, words!("在这里停用", "retired here"))
        .help(words!("改成接替它的文件，或删掉这个链接", "point to what took its place, or remove the link")),
    );
}

fn invented(document: &crate::model::chapter::Document, diags: &mut Diags) {
    let Some(source) = &document.source else { return };
    let words = ["虚构", "杜撰", "编造", "fiction", "invented"];
    let said = |text: &str| {
        words.iter().any(|word| text.contains(word))
            && !["非虚构", "不取事实", "只取结构", "nonfiction"].iter().any(|word| text.contains(word))
    };
    if document.status.value == Status::Effective && (said(&source.reliability) || said(&source.from)) {
        diags.push(
            Diag::warning(
                INVENTED.code,
                document.status.span,
                words!("生效的文件依据的是虚构的来源", "a document in force stands on an invented source"),
            )
            .help(words!(
                "换成能核对的来源；只作例子的，把 status 改回 draft，或在正文里写明是示例",
                "name a source that can be checked; an example goes back to draft or says that it is one"
            )),
        );
    }
}
