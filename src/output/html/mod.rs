//! The handbook as a site: finished HTML that needs no server and no script to be read.

mod appendix;
mod assets;
mod calendar;
mod campaign;
mod card;
mod changes;
mod chapter;
pub mod chart;
mod code;
mod color;
mod contents;
mod economy;
mod escape;
mod flow;
mod frame;
mod highlight;
mod home;
mod kpi;
mod lexicon;
mod media;
mod picture;
mod places;
mod plain;
mod plan;
mod print;
mod prose;
mod redirect;
mod role;
mod rubric;
mod rules;
mod script;
mod search;
mod short_code;
mod site_files;
mod stage;
mod survey;
mod tag;
mod term;
mod trend;
mod uses;
mod views;
mod worksheet;

pub use code::pictures as code_pictures;
pub use picture::{folder as picture_folder, widths as picture_widths};
pub use places::{PageId, Places};
pub use plain::{SearchText, Section, search_text};
pub use redirect::{Course, courses as redirect_courses};
pub use site_files::published_root;
pub use survey::Survey;

use super::{Download, DownloadKind, Press, Shelf};
use crate::{
    base::{
        artifact::{Artifact, OutPath},
        date::Date,
        diag::Diag,
        lang::Lang,
    },
    model::{
        Record,
        asset::Asset,
        chapter::{Chapter, Status},
        role::Role,
        table::Id,
        text::RecordKind,
        translation::Translation,
    },
};
use frame::Common;
use std::collections::HashMap;
use survey::Voice;
use views::{ChipView, FileView, LinkView, PictureView, StampView};

/// Prints pages of one book.
#[derive(Clone, Copy, Debug)]
pub struct Printer<'a> {
    pub press: Press<'a>,
    pub places: &'a Places,
    uses: &'a uses::Uses,
    courses: &'a trend::Courses,
    lexicon: &'a lexicon::Lexicon,
    media: &'a [media::Place],
    logo: Option<&'a str>,
    voices: &'a [Voice],
    translations: &'a HashMap<Id<Chapter>, Id<Translation>>,
    files: &'a assets::Files,
    common: &'a Common,
}

impl<'a> Printer<'a> {
    pub fn new(press: Press<'a>, survey: &'a Survey) -> Printer<'a> {
        let voice = &survey.voices[0];
        Printer {
            press,
            places: &survey.places,
            uses: &survey.uses,
            courses: &survey.courses,
            lexicon: &survey.lexicon,
            media: &survey.media,
            logo: survey.logo.as_deref(),
            voices: &survey.voices,
            translations: &voice.translations,
            files: &voice.files,
            common: &voice.common,
        }
    }

    /// The same printer with the interface of another language, if the book has one.
    fn in_language(self, lang: Lang) -> Printer<'a> {
        match self.voices.iter().find(|voice| voice.lang == lang) {
            Some(voice) => Printer {
                press: Press { lang, ..self.press },
                translations: &voice.translations,
                files: &voice.files,
                common: &voice.common,
                ..self
            },
            None => self,
        }
    }

    /// Every page that there is to print, in a fixed order.
    pub fn pages(&self) -> Vec<PageId> {
        self.places.pages(self.press.book)
    }

    /// One page, whole.
    pub fn page(&self, page: PageId) -> Result<Artifact, Diag> {
        let path = self.path_of(page);
        let root = if page == PageId::NotFound { site_files::absolute_root(self.press) } else { path.to_root() };
        let root = root.as_str();
        let bytes = match page {
            PageId::Home => home::page(self, root),
            PageId::Contents => contents::page(self, root),
            PageId::Appendix => appendix::page(self, root),
            PageId::Chapter(id) => chapter::page(self, root, id),
            PageId::Translation(id) => chapter::translated(self, root, id),
            PageId::Scripts => script::index(self, root),
            PageId::Library(id) => script::page(self, root, id),
            PageId::Campaigns => campaign::index(self, root),
            PageId::Calendar => calendar::page(self, root),
            PageId::Campaign(id) => campaign::page(self, root, id),
            PageId::Rules(id) => rules::page(self, root, id),
            PageId::Kpis => kpi::index(self, root),
            PageId::Kpi(id) => kpi::page(self, root, id),
            PageId::Stage(index) => stage::page(self, root, index),
            PageId::Plan(id) => plan::page(self, root, id),
            PageId::Rubric(id) => rubric::page(self, root, id),
            PageId::Prints => print::index(self, root),
            PageId::Print(id) => print::page(self, root, id),
            PageId::Roles => role::index(self, root),
            PageId::Role(id) => role::page(self, root, id),
            PageId::Terms => term::page(self, root),
            PageId::Tags => tag::index(self, root),
            PageId::Tag(index) => tag::page(self, root, index),
            PageId::Code(id) => code::page(self, root, id),
            PageId::ShortCode => short_code::page(self, root),
            PageId::Changes => changes::page(self, root),
            PageId::Search => search::page(self, root),
            PageId::NotFound => search::not_found(self, root),
        }?;
        Ok(Artifact { path, bytes })
    }

    /// Styles, scripts, pictures, and the small files that a site needs.
    pub fn assets(&self) -> Result<Vec<Artifact>, Diag> {
        let mut list = self.files.artifacts();
        list.extend(self.voices[1..].iter().map(|voice| voice.files.first.clone()));
        list.extend(media::artifacts(self));
        list.extend(site_files::artifacts(self)?);
        Ok(list)
    }

    /// Where the versions of a picture stand; none when no page of this audience shows it.
    pub fn picture_paths(&self, id: Id<Asset>) -> Vec<(u32, OutPath)> {
        let place = &self.media[id.index()];
        let asset = &self.press.book.assets[id];
        let widths = if place.shown { place.widths.as_slice() } else { &[] };
        widths.iter().map(|width| (*width, picture::path(asset, *width))).collect()
    }

    /// Versions of a picture, of those widths.
    pub fn picture(&self, id: Id<Asset>, widths: &[u32]) -> Result<Vec<Artifact>, Diag> {
        let asset = &self.press.book.assets[id];
        let made = picture::make(asset, widths)?;
        Ok(made.into_iter().map(|(width, bytes)| Artifact::new(picture::path(asset, width), bytes)).collect())
    }

    fn path_of(&self, page: PageId) -> OutPath {
        self.places.path(page).expect("only pages of this audience are printed")
    }

    fn word(&self, key: &'static str) -> &'a str {
        self.press.theme.words(self.press.lang).get(key)
    }

    fn word_with(&self, key: &str, n: impl std::fmt::Display) -> String {
        self.press.theme.words(self.press.lang).with(key, n)
    }

    fn page_href(&self, root: &str, page: PageId) -> String {
        self.places.path(page).map_or_else(String::new, |path| format!("{root}{path}"))
    }

    /// `None` when this audience does not see the record.
    fn href(&self, root: &str, record: Record, anchor: Option<&str>) -> Option<String> {
        let address = match self.version(record) {
            Some((id, chapter))
                if anchor.is_none_or(|anchor| chapter.body.headings().any(|(_, h)| h.anchor == anchor)) =>
            {
                let place = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
                format!("{}{place}", self.path_of(PageId::Translation(id)))
            }
            _ => self.places.address(self.press.book, record, anchor)?,
        };
        Some(format!("{root}{address}"))
    }

    /// A chapter in the printer's language, where it has been translated.
    fn version(&self, record: Record) -> Option<(Id<Translation>, &'a Chapter)> {
        let Record::Chapter(of) = record else { return None };
        let id = *self.translations.get(&of)?;
        Some((id, &self.press.book.translations[id].chapter))
    }

    fn asset_path(&self, asset: Id<Asset>) -> &str {
        self.media[asset.index()].path.as_str()
    }

    /// A record's name in the reader's language.
    fn name(&self, record: Record) -> &'a str {
        let book = self.press.book;
        if let Some((_, chapter)) = self.version(record) {
            return &chapter.document.title.value;
        }
        let either = |zh: &'a str, en: &'a str| if self.press.lang == Lang::En && !en.is_empty() { en } else { zh };
        match record {
            Record::Chapter(id) => &book.chapters[id].document.title.value,
            Record::Library(id) => &book.libraries[id].head.title.value,
            Record::Script(id) => &book.scripts[id].head.name.value,
            Record::Campaign(id) => &book.campaigns[id].head.title.value,
            Record::Kpi(id) => either(&book.kpis[id].head.name.value, &book.kpis[id].head.en),
            Record::Plan(id) => &book.plans[id].head.title.value,
            Record::Rubric(id) => either(&book.rubrics[id].head.name.value, &book.rubrics[id].head.en),
            Record::Print(id) => &book.prints[id].head.title.value,
            Record::Role(id) => either(&book.roles[id].name.value, &book.roles[id].en),
            Record::Term(id) => either(&book.terms[id].name.value, &book.terms[id].en),
            Record::Code(id) => {
                if book.codes[id].title.is_empty() {
                    &book.codes[id].id.value
                } else {
                    &book.codes[id].title
                }
            }
        }
    }

    fn summary(&self, record: Record) -> &'a str {
        let book = self.press.book;
        if let Some((_, chapter)) = self.version(record) {
            return &chapter.document.summary;
        }
        match record {
            Record::Chapter(id) => &book.chapters[id].document.summary,
            Record::Library(id) => &book.libraries[id].head.summary,
            Record::Campaign(id) => &book.campaigns[id].head.summary,
            Record::Kpi(id) => &book.kpis[id].head.formula_text.value,
            Record::Plan(id) => &book.plans[id].head.summary,
            Record::Rubric(id) => &book.rubrics[id].head.summary,
            Record::Print(id) => &book.prints[id].head.about,
            Record::Role(id) => &book.roles[id].duty,
            Record::Term(id) => &book.terms[id].meaning,
            Record::Script(id) => &book.libraries[book.scripts[id].library].head.title.value,
            Record::Code(_) => "",
        }
    }

    /// A link to a record, with its number, summary and roles; `None` when this audience does not see it.
    fn link(&self, root: &str, record: Record) -> Option<LinkView> {
        let href = self.href(root, record, None)?;
        let book = self.press.book;
        let (number, roles) = match record {
            Record::Chapter(id) => {
                (self.places.tree.number(id).to_string(), self.role_slugs(&chapter::roles_of(&book.chapters[id])))
            }
            Record::Library(id) => (String::new(), self.role_slugs(&book.libraries[id].roles)),
            Record::Kpi(id) => {
                (book.kpis[id].head.number.as_ref().map_or_else(String::new, |n| n.value.clone()), String::new())
            }
            _ => (String::new(), String::new()),
        };
        Some(LinkView {
            href,
            text: self.name(record).to_string(),
            note: self.summary(record).to_string(),
            number,
            roles,
            kind: self.kind_word(record).to_string(),
            here: false,
        })
    }

    fn links(&self, root: &str, records: impl IntoIterator<Item = Record>) -> Vec<LinkView> {
        records.into_iter().filter_map(|record| self.link(root, record)).collect()
    }

    fn kind_word(&self, record: Record) -> &'a str {
        let kind = match record {
            Record::Chapter(_) => RecordKind::Chapter,
            Record::Library(_) | Record::Script(_) => RecordKind::Script,
            Record::Campaign(_) => RecordKind::Campaign,
            Record::Kpi(_) => RecordKind::Kpi,
            Record::Plan(_) => RecordKind::Plan,
            Record::Rubric(_) => RecordKind::Rubric,
            Record::Print(_) => RecordKind::Print,
            Record::Role(_) => RecordKind::Role,
            Record::Term(_) => RecordKind::Term,
            Record::Code(_) => RecordKind::Code,
        };
        kind_word(self, kind)
    }

    fn role_slugs(&self, roles: &[Id<Role>]) -> String {
        roles.iter().map(|id| self.press.book.roles[*id].slug.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn chip(&self, root: &str, id: Id<Role>) -> ChipView {
        let role = &self.press.book.roles[id];
        ChipView {
            slug: role.slug.clone(),
            name: self.name(Record::Role(id)).to_string(),
            href: self.page_href(root, PageId::Role(id)),
        }
    }

    fn chips(&self, root: &str, roles: &[Id<Role>]) -> Vec<ChipView> {
        roles.iter().map(|id| self.chip(root, *id)).collect()
    }

    fn crumb(&self, root: &str, page: PageId, text: &str) -> LinkView {
        LinkView { href: self.page_href(root, page), text: text.to_string(), ..LinkView::default() }
    }

    fn stamp(&self, status: Status, since: Option<Date>) -> StampView {
        let (key, word) = match status {
            Status::Draft => ("draft", "status.draft"),
            Status::InReview => ("in-review", "status.in_review"),
            Status::Effective => ("effective", "status.effective"),
            Status::Retired => ("retired", "status.retired"),
        };
        StampView {
            key,
            text: self.word(word).to_string(),
            note: since.map_or_else(String::new, |date| date.to_string()),
        }
    }

    /// What other outputs made for a record, by kind; previews aside.
    fn downloads(&self, root: &str, record: Record, piece: Option<&str>) -> Vec<FileView> {
        self.files_on(root, Shelf::Record(record), piece)
    }

    fn files_on(&self, root: &str, shelf: Shelf, piece: Option<&str>) -> Vec<FileView> {
        let fits = |d: &&Download| {
            d.shelf == shelf && d.piece.as_deref() == piece && !matches!(d.kind, DownloadKind::Preview { .. })
        };
        self.press.downloads.iter().filter(fits).map(|d| self.file(root, d)).collect()
    }

    fn file(&self, root: &str, download: &Download) -> FileView {
        let (kind, key) = match download.kind {
            DownloadKind::Preview { .. } => ("preview", "file.preview"),
            DownloadKind::Press => ("press", "file.press"),
            DownloadKind::Picture => ("picture", "file.picture"),
            DownloadKind::Proof => ("proof", "file.proof"),
            DownloadKind::Sheet => ("sheet", "file.sheet"),
            DownloadKind::Zip => ("zip", "file.zip"),
            DownloadKind::Worksheet => ("worksheet", "file.worksheet"),
            DownloadKind::Form => ("form", "file.form"),
            DownloadKind::Calendar => ("calendar", "file.calendar"),
            DownloadKind::Document => ("document", "file.document"),
            DownloadKind::Data => ("data", "file.data"),
        };
        let ending = download.path.as_str().rsplit('.').next().unwrap_or("").to_ascii_uppercase();
        let word = self.word(key);
        let text = if download.label.is_empty() { word.to_string() } else { format!("{word} · {}", download.label) };
        FileView { href: format!("{root}{}", download.path), text, note: ending, kind }
    }

    fn preview(&self, root: &str, record: Record, piece: Option<&str>) -> Option<PictureView> {
        self.press.downloads.iter().find_map(|d| match d.kind {
            DownloadKind::Preview { width, height }
                if d.shelf == Shelf::Record(record) && (piece.is_none() || d.piece.as_deref() == piece) =>
            {
                Some(PictureView {
                    src: format!("{root}{}{}", d.path, d.stamp),
                    alt: self.name(record).to_string(),
                    width,
                    height,
                })
            }
            _ => None,
        })
    }
}

/// A kind of record in the reader's language.
fn kind_word<'a>(printer: &Printer<'a>, kind: RecordKind) -> &'a str {
    printer.word(match kind {
        RecordKind::Chapter => "kind.chapter",
        RecordKind::Script => "kind.script",
        RecordKind::Campaign => "kind.campaign",
        RecordKind::Kpi => "kind.kpi",
        RecordKind::Plan => "kind.plan",
        RecordKind::Rubric => "kind.rubric",
        RecordKind::Print => "kind.print",
        RecordKind::Role => "kind.role",
        RecordKind::Term => "kind.term",
        RecordKind::Code => "kind.code",
    })
}

/// The class of a link to a record.
fn record_class(record: Record) -> &'static str {
    match record {
        Record::Script(_) | Record::Library(_) => "to-script",
        Record::Campaign(_) => "to-campaign",
        Record::Kpi(_) | Record::Plan(_) | Record::Rubric(_) => "to-kpi",
        Record::Print(_) => "to-print",
        Record::Role(_) => "to-role",
        Record::Term(_) => "term",
        Record::Code(_) => "to-code",
        Record::Chapter(_) => "",
    }
}
