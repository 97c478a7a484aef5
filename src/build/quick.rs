//! The quick way of a preview: one record read again and put in its place, when no other page can tell it from before.
//!
//! A save mostly changes the words of one page. What others take from that page is little: its names, its address, its tags,
//! a few values. When these are as they were, its own page can be made without reading the rest of the book. What other
//! pages show of the change, such as a new mention in a list, comes with the whole reading, which always follows.

use super::{compile::Compiled, plan};
use crate::{
    base::{
        diag::{Diag, Diags},
        span::{FileId, Spanned},
    },
    model::{
        Book, Record,
        campaign::Campaign,
        chapter::{Chapter, Document},
        kpi::Kpi,
        script::{Library, Script},
        table::Id,
        text::{Kind, Link, Tag, Text},
        waiver::Waiver,
    },
    output::html::Survey,
    parse::{self, Draft, front, waiver},
    resolve::Known,
    source::{self, Again, SourceFile, Sources},
};
use std::sync::Arc;

/// More files than a person saves at once are a checkout, which is read as a whole.
const MOST: usize = 8;

/// A book with some records put in place anew.
pub struct Quick {
    pub compiled: Compiled,
    /// The files that are another text now; the rules were not asked.
    pub files: Vec<Reread>,
}

/// A file that was read again by itself.
pub struct Reread {
    pub file: FileId,
    /// What reading it by itself tells now.
    pub now: Vec<Diag>,
    /// What reading it by itself told of its earlier text. Whatever else is known of the file needs the whole book to be told
    /// or taken back.
    pub before: Vec<Diag>,
}

/// `None` when others may see something of the change, so that only the whole reading tells. No file in the result means
/// that nothing is another than before.
pub fn again(before: &Compiled, survey: &Survey, changed: &[String]) -> Option<Quick> {
    if changed.len() > MOST {
        return None;
    }
    let mut read = Vec::new();
    for path in changed {
        match source::reread(&before.sources, path) {
            Again::Same => {}
            Again::Other(file) => read.push(file),
            Again::Unsure => return None,
        }
    }
    let mut quick = Quick {
        compiled: Compiled {
            sources: before.sources.clone(),
            book: before.book.clone(),
            theme: before.theme.clone(),
            known: before.known.clone(),
            diags: Diags::new(),
        },
        files: Vec::new(),
    };
    for file in read {
        let (id, mut found) = (file.id, file.problems().collect::<Vec<_>>());
        let earlier = before.sources.get(id)?;
        let known = before.known.clone();
        let mut desk = Desk { known: &known, survey, sources: &before.sources, book: &mut quick.compiled.book };
        let mut told: Vec<Diag> = earlier.problems().collect();
        told.extend(desk.told(earlier));
        found.extend(desk.put(earlier, &file)?);
        quick.compiled.sources.put(file);
        quick.files.push(Reread { file: id, now: found, before: told });
    }
    Some(quick)
}

struct Desk<'a> {
    known: &'a Arc<Known>,
    survey: &'a Survey,
    sources: &'a Sources,
    book: &'a mut Book,
}

impl Desk<'_> {
    /// What reading a file by itself tells.
    fn told(&self, file: &SourceFile) -> Diags {
        let Some((record, (draft, mut diags))) = self.known.record_in(file.id).zip(parse::draft(file)) else {
            return Diags::new();
        };
        let sources = self.sources;
        let path_of = move |file: FileId| sources.path(file).to_string();
        match (draft, record) {
            (Draft::Chapter(draft), _) => drop(self.known.chapter(draft, &path_of, &mut diags)),
            (Draft::Library(draft), Record::Library(id)) => {
                drop(self.known.library((id, &self.book.libraries[id]), draft, &path_of, &mut diags));
            }
            (Draft::Campaign(draft), _) => drop(self.known.campaign(*draft, &path_of, &mut diags)),
            (Draft::Kpi(draft), _) => drop(self.known.kpi(draft, &path_of, &mut diags)),
            _ => {}
        }
        diags
    }

    /// Puts the record of a file in its place; `None` when others would see it.
    fn put(&mut self, earlier: &SourceFile, file: &SourceFile) -> Option<Diags> {
        let record = self.known.record_in(file.id)?;
        let (draft, mut diags) = parse::draft(file)?;
        let sources = self.sources;
        let path_of = move |file: FileId| sources.path(file).to_string();
        match (draft, record) {
            (Draft::Chapter(draft), Record::Chapter(id)) => {
                let chapter = self.known.chapter(draft, &path_of, &mut diags);
                self.same_chapter(&self.book.chapters[id], &chapter).then_some(())?;
                self.book.chapters.put(id, chapter);
            }
            (Draft::Library(draft), Record::Library(id)) => {
                let before = &self.book.libraries[id];
                let (library, scripts) = self.known.library((id, before), draft, &path_of, &mut diags);
                self.same_library(before, &library, &scripts).then_some(())?;
                for (id, script) in library.scripts.iter().zip(scripts) {
                    self.book.scripts.put(*id, script);
                }
                self.book.libraries.put(id, library);
            }
            (Draft::Campaign(draft), Record::Campaign(id)) => {
                let campaign = self.known.campaign(*draft, &path_of, &mut diags);
                self.same_campaign(&self.book.campaigns[id], &campaign).then_some(())?;
                self.book.campaigns.put(id, campaign);
            }
            (Draft::Kpi(draft), Record::Kpi(id)) => {
                // Figures, worksheets and other formulas hang on a KPI's header.
                (header(earlier) == header(file)).then_some(())?;
                let kpi = self.known.kpi(draft, &path_of, &mut diags);
                self.same_kpi(&kpi).then_some(())?;
                self.book.kpis.put(id, kpi);
            }
            _ => return None,
        }
        self.put_waivers(file);
        Some(diags)
    }

    fn same_chapter(&self, a: &Chapter, b: &Chapter) -> bool {
        let (seen, now) = (&a.document, &b.document);
        let names = |d: &Document| {
            (d.title.value.clone(), value(&d.code), values(&d.aliases), values(&d.tags), d.order.clone())
        };
        let place = |d: &Document| (d.slug.clone(), d.is_folder, d.audience);
        names(seen) == names(now) && place(seen) == place(now) && self.shows_published(&b.body)
    }

    fn same_library(&self, a: &Library, b: &Library, scripts: &[Script]) -> bool {
        let names = |library: &Library| {
            let head = &library.head;
            (head.title.value.clone(), head.slug.clone(), values(&head.tags), head.audience)
        };
        let same = |id: &Id<Script>, script: &Script| self.book.scripts[*id].head.name.value == script.head.name.value;
        names(a) == names(b)
            && a.scripts.len() == scripts.len()
            && a.scripts.iter().zip(scripts).all(|(id, script)| same(id, script))
            && self.shows_published(&b.intro)
            && scripts.iter().all(|script| self.shows_published(&script.asks) && self.shows_published(&script.notes))
    }

    fn same_campaign(&self, a: &Campaign, b: &Campaign) -> bool {
        let names = |campaign: &Campaign| {
            let head = &campaign.head;
            let place = (head.slug.clone(), head.audience);
            (head.title.value.clone(), place, values(&head.aliases), values(&head.tags))
        };
        // What a text may name: `{{ 活动.五月拼团.end }}`.
        let told = |campaign: &Campaign| {
            let head = &campaign.head;
            let days = (head.start.as_ref().map(|at| at.value), head.end.as_ref().map(|at| at.value));
            (days, head.budget.as_ref().map(|budget| budget.value), head.contact.clone())
        };
        names(a) == names(b)
            && told(a) == told(b)
            && plan::roles_of(a) == plan::roles_of(b)
            && self.shows_published(&b.body)
    }

    fn same_kpi(&self, kpi: &Kpi) -> bool {
        self.shows_published(&kpi.body)
    }

    /// A picture that no page showed before is not among the files of the site yet.
    fn shows_published(&self, text: &Text<Link>) -> bool {
        text.pieces.iter().all(|piece| match &piece.kind {
            Kind::Open(Tag::Link { to: Link::File(asset), .. }) => self.survey.offers(*asset),
            Kind::Open(Tag::Image { from: Link::File(asset), .. }) | Kind::Embed(Link::File(asset)) => {
                self.survey.shows(*asset)
            }
            _ => true,
        })
    }

    fn put_waivers(&mut self, file: &SourceFile) {
        let of_file = |waiver: &Waiver| waiver.span.file == file.id;
        let source = parse::Source { file: file.id, text: file.text() };
        let now = waiver::waivers(&source, false);
        if now.is_empty() && !self.book.waivers.iter().any(of_file) {
            return;
        }
        self.book.waivers.retain(|waiver| !of_file(waiver));
        let at = self.book.waivers.partition_point(|waiver| waiver.span.file < file.id);
        self.book.waivers.splice(at..at, now);
    }
}

/// The text of a file above its body.
fn header(file: &SourceFile) -> &str {
    &file.text()[..front::split(file.text(), file.id, &mut Diags::new()).body]
}

fn value(text: &Option<Spanned<String>>) -> Option<String> {
    text.as_ref().map(|text| text.value.clone())
}

fn values(texts: &[Spanned<String>]) -> Vec<String> {
    texts.iter().map(|text| text.value.clone()).collect()
}
