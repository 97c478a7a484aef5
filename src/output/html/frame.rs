//! What stands around every page: head, top bar, branch of the tree, footer.

use super::{
    Printer,
    places::PageId,
    views::{ChipView, LinkView, MarkView, PictureView},
};
use crate::{
    base::lang::Lang,
    output::{DownloadKind, Press, Shelf},
};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct FrameView<'a> {
    pub lang: &'a str,
    /// `../` as often as the page is deep.
    pub root: &'a str,
    /// Of the page alone.
    pub title: &'a str,
    pub about: &'a str,
    pub site: &'a str,
    pub brand: &'a str,
    pub slogan: &'a str,
    pub logo: Option<&'a str>,
    /// The page's address on the net, when the site has one.
    pub canonical: Option<String>,
    pub css: &'a str,
    pub first: &'a str,
    /// For templates with parts that depend on the reader's day: right after them.
    pub early: &'a str,
    pub js: &'a str,
    /// The picture beside a link to the page, by its whole address.
    pub card: Option<&'a PictureView>,
    /// The page in each language that it has, itself included; none when it has one alone.
    pub languages: Vec<LanguageView>,
    /// Scripts that this page alone needs.
    pub extra: Vec<&'a str>,
    pub build: &'a str,
    pub version: &'a str,
    /// The page's path: what feedback and stored ticks name.
    pub page: String,
    /// The kind of page, as a class.
    pub kind: &'static str,
    /// The main parts of the site.
    pub tabs: Vec<LinkView>,
    /// Less often needed parts, in the menu and the footer.
    pub more: Vec<LinkView>,
    pub crumbs: Vec<LinkView>,
    /// Ancestors' siblings never: the page's own branch only.
    pub side: Vec<LinkView>,
    pub side_title: String,
    pub toc: Vec<MarkView>,
    pub roles: &'a [ChipView],
    pub search_base: &'a str,
    /// Not to be found by search machines: error pages and what is not public.
    pub noindex: bool,
    /// The document's number and version in the footer's slug line.
    pub slug_line: String,
    /// What the checks say of this page's file; for the team alone.
    findings: Vec<super::appendix::FindingView>,
}

/// The page in one language.
#[derive(Debug, Serialize)]
pub struct LanguageView {
    pub tag: &'static str,
    /// The language in its own words.
    pub name: &'static str,
    pub href: String,
    /// On the net, when the site has an address there.
    pub address: Option<String>,
    pub here: bool,
}

/// What a page says about itself; the rest of the frame is the same everywhere.
#[derive(Debug, Default)]
pub struct Head {
    pub title: String,
    pub about: String,
    pub kind: &'static str,
    pub crumbs: Vec<LinkView>,
    pub side: Vec<LinkView>,
    pub side_title: String,
    pub toc: Vec<MarkView>,
    pub extra: Vec<&'static str>,
    pub slug_line: String,
}

/// The view of a whole page.
#[derive(Debug, Serialize)]
pub struct PageView<'a, T: Serialize> {
    pub frame: FrameView<'a>,
    pub page: T,
}

/// Printed paths and chips that every page repeats; made once.
#[derive(Debug)]
pub struct Common {
    pub roles: Vec<ChipView>,
    pub tabs: Vec<(PageId, &'static str)>,
    pub more: Vec<(PageId, &'static str)>,
    pub card: Option<PictureView>,
}

impl Common {
    pub fn new(press: &Press<'_>) -> Common {
        let book = press.book;
        let mut tabs = vec![(PageId::Home, "nav.home")];
        if !book.chapters.is_empty() {
            tabs.push((PageId::Contents, "nav.handbook"));
        }
        if !book.libraries.is_empty() {
            tabs.push((PageId::Scripts, "nav.scripts"));
        }
        if !book.campaigns.is_empty() {
            tabs.push((PageId::Campaigns, "nav.campaigns"));
        }
        let mut more = Vec::new();
        if !book.kpis.is_empty() {
            more.push((PageId::Kpis, "nav.kpis"));
        }
        if !book.prints.is_empty() {
            more.push((PageId::Prints, "nav.prints"));
        }
        if !book.roles.is_empty() {
            more.push((PageId::Roles, "nav.roles"));
        }
        if !book.terms.is_empty() {
            more.push((PageId::Terms, "nav.terms"));
        }
        more.extend([(PageId::Tags, "nav.tags"), (PageId::Changes, "nav.changes")]);
        Common { roles: Vec::new(), tabs, more, card: card(press) }
    }
}

/// Of the book as a whole, where the build makes one.
fn card(press: &Press<'_>) -> Option<PictureView> {
    press.downloads.iter().find_map(|d| match d.kind {
        DownloadKind::Preview { width, height } if d.shelf == Shelf::Site => Some(PictureView {
            src: format!("{}/{}", press.book.site.base_url.value, d.path),
            alt: press.book.site.title.clone(),
            width,
            height,
        }),
        _ => None,
    })
}

/// The part of the site that a page belongs to.
fn section(page: PageId) -> PageId {
    match page {
        PageId::Chapter(_) | PageId::Translation(_) | PageId::Contents => PageId::Contents,
        PageId::Library(_) | PageId::Scripts => PageId::Scripts,
        PageId::Campaign(_) | PageId::Rules(_) | PageId::Campaigns | PageId::Calendar => PageId::Campaigns,
        PageId::Kpi(_) | PageId::Kpis | PageId::Stage(_) | PageId::Plan(_) | PageId::Rubric(_) => PageId::Kpis,
        PageId::Print(_) | PageId::Prints => PageId::Prints,
        PageId::Role(_) | PageId::Roles => PageId::Roles,
        PageId::Tag(_) | PageId::Tags => PageId::Tags,
        other => other,
    }
}

impl<'a> Printer<'a> {
    pub(super) fn frame<'v>(&'v self, page: PageId, root: &'v str, head: &'v Head) -> FrameView<'v> {
        let site = &self.press.book.site;
        let here = section(page);
        let link = |(target, key): &(PageId, &'static str)| LinkView {
            href: self.page_href(root, *target),
            text: self.word(key).to_string(),
            here: *target == here,
            kind: key.rsplit('.').next().unwrap_or("").to_string(),
            ..LinkView::default()
        };
        let path = self.path_of(page);
        let path = path.as_str();
        let open = self.press.audience == crate::model::chapter::Audience::Public && page != PageId::NotFound;
        let canonical = (open && !site.base_url.value.is_empty())
            .then(|| format!("{}/{}", site.base_url.value, path.strip_suffix("index.html").unwrap_or(path)));
        let brand = if site.brand.name.is_empty() { &site.title } else { &site.brand.name };
        FrameView {
            lang: self.press.lang.tag(),
            root,
            title: &head.title,
            about: if head.about.is_empty() { &site.about } else { &head.about },
            // Customers read the pages of codes, and the handbook's name is for the team.
            site: if matches!(page, PageId::Code(_) | PageId::ShortCode) { brand } else { &site.title },
            brand,
            slogan: &site.brand.slogan,
            // A picture cannot be looked for like the rest of that page.
            logo: self.logo.filter(|_| page != PageId::NotFound),
            canonical,
            css: self.files.css.path.as_str(),
            first: self.files.first.path.as_str(),
            early: self.files.early.path.as_str(),
            js: self.files.main.path.as_str(),
            card: self.common.card.as_ref(),
            languages: self.languages(page, root, open),
            extra: head.extra.iter().filter_map(|name| self.files.extra(name)).collect(),
            build: self.press.build,
            version: &site.version,
            page: path.to_string(),
            kind: head.kind,
            tabs: self.common.tabs.iter().map(link).collect(),
            more: self.common.more.iter().map(link).collect(),
            crumbs: head.crumbs.clone(),
            side: head.side.clone(),
            side_title: head.side_title.clone(),
            toc: head.toc.clone(),
            roles: &self.common.roles,
            search_base: self.press.search_base,
            noindex: !open,
            slug_line: head.slug_line.clone(),
            findings: self.findings(root, self.file_of(page)),
        }
    }

    fn languages(&self, page: PageId, root: &str, open: bool) -> Vec<LanguageView> {
        let book = self.press.book;
        let of = match page {
            PageId::Chapter(id) => Some(id),
            PageId::Contents => self.places.preface,
            PageId::Translation(id) => Some(book.translations[id].of),
            _ => None,
        };
        let Some(of) = of else { return Vec::new() };
        let others = book.translations.iter().filter(|(_, t)| t.of == of);
        let pages = std::iter::once((PageId::Chapter(of), book.site.lang))
            .chain(others.map(|(id, t)| (PageId::Translation(id), t.lang)));
        let list: Vec<LanguageView> = pages
            .filter_map(|(version, lang)| {
                let path = self.places.path(version)?;
                let base = &book.site.base_url.value;
                let short = path.as_str().strip_suffix("index.html").unwrap_or(path.as_str());
                Some(LanguageView {
                    tag: lang.tag(),
                    name: match lang {
                        Lang::Zh => "中文",
                        Lang::En => "English",
                    },
                    href: format!("{root}{path}"),
                    address: (open && !base.is_empty()).then(|| format!("{base}/{short}")),
                    here: path == self.path_of(page),
                })
            })
            .collect();
        if list.len() > 1 { list } else { Vec::new() }
    }

    /// Prints a page with its template.
    pub(super) fn print<T: Serialize>(
        &self,
        page: PageId,
        root: &str,
        template: &str,
        head: &Head,
        view: T,
    ) -> Result<Vec<u8>, crate::base::diag::Diag> {
        let view = PageView { frame: self.frame(page, root, head), page: view };
        self.press.theme.print(template, self.press.lang, &view).map(String::into_bytes)
    }
}
