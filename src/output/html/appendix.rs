//! The appendix of rules: what each looks for, why, with law, date, source and sureness, a wrong and a right example. And
//! what was found on a page.

use super::{Printer, frame::Head, places::PageId, views::LinkView};
use crate::{
    base::{
        code::{Block, Page, family_name},
        diag::{Diag, Severity},
        span::FileId,
    },
    model::chapter::Audience,
};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct AppendixView {
    families: Vec<FamilyView>,
    count: usize,
}

#[derive(Debug, Serialize)]
struct FamilyView {
    id: &'static str,
    name: String,
    rules: Vec<RuleView>,
}

#[derive(Debug, Serialize)]
struct RuleView {
    code: &'static str,
    title: &'static str,
    blocks: Vec<BlockView>,
}

/// Words in parts, every other one code; or an example.
#[derive(Debug, Serialize)]
struct BlockView {
    example: &'static str,
    parts: Vec<PartView>,
}

#[derive(Debug, Serialize)]
struct PartView {
    code: bool,
    text: &'static str,
}

/// What a check says of a page.
#[derive(Clone, Debug, Serialize)]
pub struct FindingView {
    /// `error`, `warning` or `note`.
    pub kind: &'static str,
    pub kind_word: String,
    pub code: &'static str,
    /// Its rule in the appendix.
    pub href: String,
    pub place: String,
    pub message: String,
    pub help: Vec<String>,
}

/// The appendix is for those who write and those who sell, not for customers.
pub fn is_for(audience: Audience) -> bool {
    audience != Audience::Public
}

pub fn page(printer: &Printer<'_>, root: &str) -> Result<Vec<u8>, Diag> {
    let lang = printer.press.lang;
    let mut families: Vec<FamilyView> = Vec::new();
    for page in printer.press.rules {
        let id = family(page);
        if families.last().is_none_or(|family| family.id != id) {
            families.push(FamilyView { id, name: family_name(id).get(lang).to_string(), rules: Vec::new() });
        }
        let (title, blocks) = page.read(lang);
        let rule = RuleView { code: page.code.id(), title, blocks: blocks.into_iter().map(block).collect() };
        families.last_mut().expect("just pushed").rules.push(rule);
    }
    let count = printer.press.rules.len();
    let head = Head {
        title: printer.word("appendix.title").to_string(),
        about: printer.word("appendix.about").to_string(),
        kind: "appendix",
        crumbs: vec![
            printer.crumb(root, PageId::Home, printer.word("nav.home")),
            printer.crumb(root, PageId::Contents, printer.word("nav.handbook")),
        ],
        toc: families
            .iter()
            .map(|family| super::views::MarkView { level: 2, anchor: family.id.to_string(), text: family.name.clone() })
            .collect(),
        ..Head::default()
    };
    printer.print(PageId::Appendix, root, "appendix.html", &head, AppendixView { families, count })
}

fn block(block: Block) -> BlockView {
    match block {
        Block::Example(example) => BlockView { example, parts: Vec::new() },
        Block::Words(parts) => {
            BlockView { example: "", parts: parts.into_iter().map(|(code, text)| PartView { code, text }).collect() }
        }
    }
}

/// `LOT` of `LOT-004`.
fn family(page: &Page) -> &'static str {
    page.code.id().split('-').next().unwrap_or("")
}

impl Printer<'_> {
    /// What was found in a file, for the team alone; the worst first.
    pub(super) fn findings(&self, root: &str, file: Option<FileId>) -> Vec<FindingView> {
        let Some(file) = file.filter(|_| self.press.audience == Audience::Internal) else { return Vec::new() };
        let lang = self.press.lang;
        let appendix = self.page_href(root, PageId::Appendix);
        let mut found: Vec<(Severity, FindingView)> = self
            .press
            .findings
            .iter()
            .filter(|finding| finding.file == file)
            .map(|finding| {
                let diag = &finding.diag;
                let code = diag.code.id();
                let (kind, key) = match diag.severity {
                    Severity::Error => ("error", "findings.error"),
                    Severity::Warning => ("warning", "findings.warning"),
                    Severity::Note => ("note", "findings.note_kind"),
                };
                let view = FindingView {
                    kind,
                    kind_word: self.word(key).to_string(),
                    code,
                    href: format!("{appendix}#{code}"),
                    place: finding.place.clone(),
                    message: diag.message.get(lang).to_string(),
                    help: diag.help.iter().map(|help| help.get(lang).to_string()).collect(),
                };
                (diag.severity, view)
            })
            .collect();
        found.sort_by_key(|(severity, _)| *severity);
        found.into_iter().map(|(_, view)| view).collect()
    }

    /// The file that a page was written in, when it is one record's page.
    pub(super) fn file_of(&self, page: PageId) -> Option<FileId> {
        let book = self.press.book;
        match page {
            PageId::Chapter(id) => Some(book.chapters[id].document.file),
            PageId::Library(id) => Some(book.libraries[id].head.file),
            PageId::Campaign(id) => Some(book.campaigns[id].head.file),
            PageId::Kpi(id) => Some(book.kpis[id].head.file),
            PageId::Print(id) => Some(book.prints[id].head.file),
            _ => None,
        }
    }

    /// For the contents of the handbook.
    pub(super) fn appendix_link(&self, root: &str) -> Option<LinkView> {
        self.places.path(PageId::Appendix)?;
        Some(LinkView {
            note: self.word("appendix.about").to_string(),
            ..self.crumb(root, PageId::Appendix, self.word("appendix.title"))
        })
    }
}
