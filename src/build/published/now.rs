//! What stands at each address now, with a mark that changes when the content does.

use super::Kind;
use crate::{
    base::span::{FileId, Span, Spanned},
    model::{Book, chapter::Audience},
    output::html::{PageId, Places},
    source::Sources,
};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

/// One record of the book as it would be published.
#[derive(Clone, Debug)]
pub struct Present {
    pub kind: Kind,
    pub title: String,
    pub address: String,
    /// The widest audience that gets it.
    pub audience: Audience,
    /// Its own version, with its place, where it has one.
    pub version: String,
    pub version_span: Option<Span>,
    /// What its content is known by: a hash, or for a number the number itself.
    pub mark: String,
    pub span: Span,
    /// What the mark is made from while it is not made yet.
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    /// From a byte of a file to another, without the keys that say nothing about the content.
    Slice(FileId, usize, usize),
    Words(String),
    /// Shown as it is.
    Value(String),
}

/// Keys of headers that may change while the content stays.
const ADMIN: [&str; 9] =
    ["version", "status", "owner", "approver", "approved_on", "effective_from", "review_by", "review_at", "checked_on"];

/// Everything that has an address, sorted by kind and address; no two have both in common.
pub fn present(book: &Book, sources: &Sources) -> Vec<Present> {
    let mut list = addresses(book, sources);
    list.par_iter_mut().for_each(|present| present.mark = mark(&present.content, sources));
    list.sort_by(|a, b| (a.kind, &a.address).cmp(&(b.kind, &b.address)));
    list.dedup_by(|a, b| a.kind == b.kind && a.address == b.address);
    list
}

fn addresses(book: &Book, sources: &Sources) -> Vec<Present> {
    // The team's build has every page.
    let places = Places::new(book, Audience::Internal);
    let wider = [Audience::Public, Audience::Store].map(|audience| Places::new(book, audience));
    let page = |page: PageId| {
        let audience = wider.iter().find(|places| places.path(page).is_some()).map(|places| places.audience);
        places.path(page).map(|path| (folder(path.as_str()), audience.unwrap_or_default()))
    };
    let end = |file: FileId| sources.get(file).map_or(0, |file| file.text().len());
    let whole = |file: FileId| Content::Slice(file, 0, end(file));
    let mut list = Vec::new();
    let mut put =
        |kind, title: &str, address: Option<(String, Audience)>, version: Option<&Spanned<String>>, span, content| {
            let Some((address, audience)) = address else { return };
            list.push(Present {
                kind,
                title: title.to_string(),
                address,
                audience,
                version: version.map(|v| v.value.clone()).unwrap_or_default(),
                version_span: version.map(|v| v.span),
                mark: String::new(),
                span,
                content,
            });
        };
    for (id, chapter) in book.chapters.iter() {
        let document = &chapter.document;
        let address = page(PageId::Chapter(id));
        let file = document.file;
        let from = chapter.body.pieces.first().map_or(end(file), |piece| piece.span.start as usize);
        let content = Content::Slice(file, from, end(file));
        let version = document.version.as_ref();
        put(Kind::Chapter, &document.title.value, address.clone(), version, document.title.span, content);
        for step in chapter.steps.iter().map(|step| &step.place) {
            let last = chapter.body.pieces.get(step.to.saturating_sub(1)).map_or(step.span, |piece| piece.span);
            let content = Content::Slice(file, step.span.start as usize, last.end as usize);
            put(Kind::Step, &step.title, at(address.as_ref(), &step.anchor), None, step.span, content);
        }
    }
    for (id, library) in book.libraries.iter() {
        let head = &library.head;
        let address = page(PageId::Library(id));
        put(
            Kind::Library,
            &head.title.value,
            address.clone(),
            head.version.as_ref(),
            head.title.span,
            whole(head.file),
        );
        let starts: Vec<usize> =
            library.scripts.iter().map(|script| book.scripts[*script].head.span.start as usize).collect();
        for script in library.scripts.iter().map(|script| &book.scripts[*script].head) {
            let from = script.span.start as usize;
            let to = starts.iter().copied().filter(|start| *start > from).min().unwrap_or(end(head.file));
            let content = Content::Slice(head.file, from, to);
            put(Kind::Script, &script.name.value, at(address.as_ref(), &script.anchor), None, script.span, content);
        }
    }
    for (id, campaign) in book.campaigns.iter() {
        let head = &campaign.head;
        put(Kind::Campaign, &head.title.value, page(PageId::Campaign(id)), None, head.title.span, whole(head.file));
    }
    for (id, kpi) in book.kpis.iter() {
        let head = &kpi.head;
        put(Kind::Kpi, &head.name.value, page(PageId::Kpi(id)), None, head.name.span, whole(head.file));
    }
    for (id, plan) in book.plans.iter() {
        let head = &plan.head;
        put(Kind::Plan, &head.title.value, page(PageId::Plan(id)), None, head.title.span, whole(head.file));
    }
    for (id, rubric) in book.rubrics.iter() {
        let head = &rubric.head;
        put(Kind::Rubric, &head.name.value, page(PageId::Rubric(id)), None, head.name.span, whole(head.file));
    }
    for (id, print) in book.prints.iter() {
        let head = &print.head;
        put(Kind::Print, &head.title.value, page(PageId::Print(id)), None, head.title.span, whole(head.file));
    }
    for (id, role) in book.roles.iter() {
        let content = Content::Words(format!("{}\n{}\n{}", role.duty, role.daily.join("\n"), role.team));
        put(Kind::Role, &role.name.value, page(PageId::Role(id)), None, role.name.span, content);
    }
    let terms = page(PageId::Terms);
    for term in book.terms.values() {
        let content = Content::Words(term.meaning.clone());
        put(Kind::Term, &term.name.value, at(terms.as_ref(), &term.slug), None, term.name.span, content);
    }
    for limit in book.limits.values() {
        let content = Content::Value(format!("{}{}", limit.value.value, limit.unit));
        put(
            Kind::Limit,
            &limit.name,
            Some((format!("limit.{}", limit.id.value), Audience::Internal)),
            None,
            limit.id.span,
            content,
        );
    }
    for (id, code) in book.codes.iter() {
        let targets: Vec<&str> = code.destinations.iter().map(|d| d.target.value.as_str()).collect();
        let title = if code.title.is_empty() { &code.id.value } else { &code.title };
        put(Kind::Code, title, page(PageId::Code(id)), None, code.id.span, Content::Words(targets.join("\n")));
    }
    list
}

/// The address of a page as people write it.
fn folder(path: &str) -> String {
    path.strip_suffix("index.html").unwrap_or(path).to_string()
}

fn at(page: Option<&(String, Audience)>, anchor: &str) -> Option<(String, Audience)> {
    page.map(|(page, audience)| (format!("{page}#{anchor}"), *audience))
}

fn mark(content: &Content, sources: &Sources) -> String {
    let text = match content {
        Content::Value(value) => return value.clone(),
        Content::Words(words) => words.clone(),
        Content::Slice(file, from, to) => {
            let text = sources.get(*file).and_then(|file| file.text().get(*from..*to)).unwrap_or_default();
            plain(text, *from == 0)
        }
    };
    Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// A text as its readers see it: whatever the line ends, without spaces at ends of lines, blank lines and, in a whole file,
/// without the keys that are about the document only.
fn plain(text: &str, whole: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_header = whole;
    let mut in_changelog = false;
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        if in_header {
            if line.starts_with('[') {
                in_changelog = line == "[[changelog]]";
            }
            let key = line.split(['=', ':']).next().unwrap_or_default().trim();
            if (line == "+++" || line == "---") && !out.is_empty() {
                (in_header, in_changelog) = (false, false);
            } else if in_changelog || ADMIN.contains(&key) || line.starts_with('#') {
                continue;
            }
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_mark_stays_while_only_the_papers_change() {
        let old = "+++\r\ntitle = \"a\"\r\nversion = \"1\"\r\n[[changelog]]\r\nversion = \"1\"\r\nwhat = \"x\"\r\n+++\r\n\r\n正文 \r\n";
        let new = "+++\n# why\ntitle = \"a\"\nversion = \"2\"\nowner = \"店长\"\n+++\n正文\n";
        assert_eq!(plain(old, true), plain(new, true));
        assert_ne!(plain(new, true), plain(&new.replace("正文", "证文"), true));
        assert_ne!(plain(new, true), plain(&new.replace("\"a\"", "\"b\""), true));
    }
}
