//! Where every page stands: which pages an audience gets, their paths, and the tree of chapters.

use crate::{
    base::{artifact::OutPath, slug},
    model::{
        Book, Record,
        campaign::Campaign,
        chapter::{Audience, Chapter},
        code::LiveCode,
        kpi::Kpi,
        plan::Plan,
        print::Print,
        role::Role,
        rubric::Rubric,
        script::Library,
        table::Id,
        translation::Translation,
    },
};
use std::collections::{BTreeMap, HashMap};

/// Every kind of page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageId {
    Home,
    /// The whole tree of chapters; all other pages show their own branch only.
    Contents,
    /// All rules that are checked.
    Appendix,
    Chapter(Id<Chapter>),
    /// A chapter in another language.
    Translation(Id<Translation>),
    /// All libraries with the matrix of what is covered.
    Scripts,
    Library(Id<Library>),
    Campaigns,
    /// All campaigns by months.
    Calendar,
    Campaign(Id<Campaign>),
    /// The rules for those who take part, made from the campaign's data.
    Rules(Id<Campaign>),
    Kpis,
    Kpi(Id<Kpi>),
    /// By its number in `Places::stages`.
    Stage(u32),
    Plan(Id<Plan>),
    Rubric(Id<Rubric>),
    Prints,
    Print(Id<Print>),
    Roles,
    Role(Id<Role>),
    Terms,
    Tags,
    /// By its number in `Places::tags`.
    Tag(u32),
    Code(Id<LiveCode>),
    /// Where a short code is typed; with the first code.
    ShortCode,
    Changes,
    Search,
    NotFound,
}

/// The pages of one audience.
#[derive(Debug)]
pub struct Places {
    pub audience: Audience,
    chapters: Vec<Option<OutPath>>,
    translations: Vec<Option<OutPath>>,
    libraries: Vec<Option<OutPath>>,
    campaigns: Vec<Option<OutPath>>,
    rules: Vec<Option<OutPath>>,
    kpis: Vec<Option<OutPath>>,
    plans: Vec<Option<OutPath>>,
    rubrics: Vec<Option<OutPath>>,
    /// Those in which this audience sees something.
    pub stages: Vec<Stage>,
    prints: Vec<Option<OutPath>>,
    roles: Vec<OutPath>,
    codes: Vec<OutPath>,
    pub tags: Vec<Tag>,
    pub tree: Tree,
    /// The chapter that is the handbook's own page, if there is one; the contents page shows it.
    pub preface: Option<Id<Chapter>>,
}

/// A stage that has a page.
#[derive(Debug)]
pub struct Stage {
    pub name: String,
    /// Among all stages of the book.
    pub number: u32,
    path: OutPath,
}

/// A tag and what bears it, in the order of the book.
#[derive(Debug)]
pub struct Tag {
    pub name: String,
    pub path: OutPath,
    pub records: Vec<Record>,
}

/// Chapters by their folders.
#[derive(Debug, Default)]
pub struct Tree {
    /// Those at the top, in order.
    pub top: Vec<Id<Chapter>>,
    parents: Vec<Option<Id<Chapter>>>,
    children: Vec<Vec<Id<Chapter>>>,
    /// `2.3`, by the place among its siblings.
    numbers: Vec<String>,
    /// In reading order.
    order: Vec<Id<Chapter>>,
    at: Vec<usize>,
}

impl Places {
    pub fn new(book: &Book, audience: Audience) -> Places {
        let seen = |a: Audience| a.open_to(audience);
        let chapters: Vec<bool> = book.chapters.values().map(|c| seen(c.document.audience)).collect();
        let preface =
            book.chapters.iter().find(|(id, c)| chapters[id.index()] && c.document.slug.is_empty()).map(|(id, _)| id);
        let mut unique = slug::Unique::default();
        unique.reserve("index");
        let mut chapter_paths = Vec::new();
        for (index, chapter) in book.chapters.values().enumerate() {
            let slug = &chapter.document.slug;
            chapter_paths.push(if !chapters[index] {
                None
            } else if slug.is_empty() {
                Some(OutPath::own("handbook/index.html"))
            } else {
                Some(page_path("handbook", &unique.take(plain(slug))))
            });
        }
        let translations = book.translations.values().map(|t| {
            let original = chapter_paths[t.of.index()].as_ref()?;
            let path = || OutPath::own(format!("{}/{original}", t.lang.short()));
            seen(t.chapter.document.audience).then(path)
        });
        let translations = translations.collect();
        let tree = Tree::new(book, &chapters, preface);
        // Rules may be for more people than their campaign: its address is the same for all.
        let campaign_paths = paths("campaigns", book.campaigns.values().map(|r| (r.head.slug.as_str(), true)));
        let rules_paths: Vec<Option<OutPath>> = campaign_paths
            .iter()
            .flatten()
            .map(|path| {
                let folder = path.as_str().trim_end_matches("index.html");
                Some(OutPath::own(format!("{folder}rules/index.html")))
            })
            .collect();
        let mut places = Places {
            audience,
            chapters: chapter_paths,
            translations,
            libraries: paths("scripts", book.libraries.values().map(|r| (r.head.slug.as_str(), seen(r.head.audience)))),
            campaigns: only(&campaign_paths, book.campaigns.values().map(|r| seen(r.head.audience))),
            rules: only(&rules_paths, book.campaigns.values().map(|r| seen(r.head.rules_audience))),
            kpis: paths("kpis", book.kpis.values().map(|r| (r.head.slug.as_str(), seen(r.head.audience)))),
            plans: paths("plans", book.plans.values().map(|r| (r.head.slug.as_str(), seen(r.head.audience)))),
            rubrics: paths("rubrics", book.rubrics.values().map(|r| (r.head.slug.as_str(), seen(r.head.audience)))),
            stages: stages(book, &seen),
            prints: paths("prints", book.prints.values().map(|r| (r.head.slug.as_str(), seen(r.head.audience)))),
            roles: paths("roles", book.roles.values().map(|r| (r.slug.as_str(), true))).into_iter().flatten().collect(),
            codes: paths("q", book.codes.values().map(|r| (r.id.value.as_str(), true))).into_iter().flatten().collect(),
            tags: Vec::new(),
            tree,
            preface,
        };
        places.tags = tags(book, &places);
        places
    }

    /// Every page, in the order of paths' kinds; no two have one path.
    pub fn pages(&self, book: &Book) -> Vec<PageId> {
        let mut pages = vec![PageId::Home, PageId::Contents];
        pages.extend(self.tree.order.iter().map(|id| PageId::Chapter(*id)));
        let translated = book.translations.iter().filter(|(id, _)| self.translations[id.index()].is_some());
        pages.extend(translated.map(|(id, _)| PageId::Translation(id)));
        if super::appendix::is_for(self.audience) {
            pages.push(PageId::Appendix);
        }
        pages.push(PageId::Scripts);
        pages.extend(
            book.libraries
                .iter()
                .filter(|(id, _)| self.libraries[id.index()].is_some())
                .map(|(id, _)| PageId::Library(id)),
        );
        pages.push(PageId::Campaigns);
        if super::calendar::is_needed(book, self.audience) {
            pages.push(PageId::Calendar);
        }
        for (id, _) in book.campaigns.iter() {
            pages.extend(self.campaigns[id.index()].is_some().then_some(PageId::Campaign(id)));
            pages.extend(self.rules[id.index()].is_some().then_some(PageId::Rules(id)));
        }
        pages.push(PageId::Kpis);
        pages.extend(book.kpis.iter().filter(|(id, _)| self.kpis[id.index()].is_some()).map(|(id, _)| PageId::Kpi(id)));
        pages.extend((0..self.stages.len()).map(|i| PageId::Stage(i as u32)));
        let plans = book.plans.iter().filter(|(id, _)| self.plans[id.index()].is_some());
        pages.extend(plans.map(|(id, _)| PageId::Plan(id)));
        let rubrics = book.rubrics.iter().filter(|(id, _)| self.rubrics[id.index()].is_some());
        pages.extend(rubrics.map(|(id, _)| PageId::Rubric(id)));
        pages.push(PageId::Prints);
        pages.extend(
            book.prints.iter().filter(|(id, _)| self.prints[id.index()].is_some()).map(|(id, _)| PageId::Print(id)),
        );
        pages.push(PageId::Roles);
        pages.extend(book.roles.iter().map(|(id, _)| PageId::Role(id)));
        pages.extend([PageId::Terms, PageId::Tags]);
        pages.extend((0..self.tags.len()).map(|i| PageId::Tag(i as u32)));
        pages.extend(book.codes.iter().map(|(id, _)| PageId::Code(id)));
        pages.extend((!self.codes.is_empty()).then_some(PageId::ShortCode));
        pages.extend([PageId::Changes, PageId::Search, PageId::NotFound]);
        pages
    }

    /// `None` for what this audience does not get.
    pub fn path(&self, page: PageId) -> Option<OutPath> {
        let own = |path: &str| Some(OutPath::own(path));
        match page {
            PageId::Home => own("index.html"),
            PageId::Contents => own("handbook/index.html"),
            PageId::Appendix => super::appendix::is_for(self.audience).then(|| OutPath::own("rules/index.html")),
            PageId::Chapter(id) => self.chapters[id.index()].clone(),
            PageId::Translation(id) => self.translations[id.index()].clone(),
            PageId::Scripts => own("scripts/index.html"),
            PageId::Library(id) => self.libraries[id.index()].clone(),
            PageId::Campaigns => own("campaigns/index.html"),
            PageId::Calendar => own("campaigns/calendar/index.html"),
            PageId::Campaign(id) => self.campaigns[id.index()].clone(),
            PageId::Rules(id) => self.rules[id.index()].clone(),
            PageId::Kpis => own("kpis/index.html"),
            PageId::Kpi(id) => self.kpis[id.index()].clone(),
            PageId::Stage(index) => Some(self.stages[index as usize].path.clone()),
            PageId::Plan(id) => self.plans[id.index()].clone(),
            PageId::Rubric(id) => self.rubrics[id.index()].clone(),
            PageId::Prints => own("prints/index.html"),
            PageId::Print(id) => self.prints[id.index()].clone(),
            PageId::Roles => own("roles/index.html"),
            PageId::Role(id) => Some(self.roles[id.index()].clone()),
            PageId::Terms => own("terms/index.html"),
            PageId::Tags => own("tags/index.html"),
            PageId::Tag(index) => Some(self.tags[index as usize].path.clone()),
            PageId::Code(id) => Some(self.codes[id.index()].clone()),
            PageId::ShortCode => (!self.codes.is_empty()).then(|| OutPath::own("q/index.html")),
            PageId::Changes => own("changes/index.html"),
            PageId::Search => own("search/index.html"),
            PageId::NotFound => own("404.html"),
        }
    }

    /// The page that shows a record, and the place on it.
    pub fn page_of(book: &Book, record: Record) -> (PageId, Option<&str>) {
        match record {
            Record::Chapter(id) => (PageId::Chapter(id), None),
            Record::Library(id) => (PageId::Library(id), None),
            Record::Script(id) => (PageId::Library(book.scripts[id].library), Some(&book.scripts[id].head.anchor)),
            Record::Campaign(id) => (PageId::Campaign(id), None),
            Record::Kpi(id) => (PageId::Kpi(id), None),
            Record::Plan(id) => (PageId::Plan(id), None),
            Record::Rubric(id) => (PageId::Rubric(id), None),
            Record::Print(id) => (PageId::Print(id), None),
            Record::Role(id) => (PageId::Role(id), None),
            Record::Term(id) => (PageId::Terms, Some(&book.terms[id].slug)),
            Record::Code(id) => (PageId::Code(id), None),
        }
    }

    pub fn shows(&self, book: &Book, record: Record) -> bool {
        self.path(Places::page_of(book, record).0).is_some()
    }

    /// The address of a record from the output's root: `scripts/huan-ying/index.html#welcome`.
    pub fn address(&self, book: &Book, record: Record, anchor: Option<&str>) -> Option<String> {
        let (page, place) = Places::page_of(book, record);
        let mut address = self.path(page)?.as_str().to_string();
        if let Some(place) = anchor.or(place) {
            address.push('#');
            address.push_str(place);
        }
        Some(address)
    }
}

impl Tree {
    fn new(book: &Book, seen: &[bool], preface: Option<Id<Chapter>>) -> Tree {
        let count = book.chapters.len();
        let mut tree = Tree {
            parents: vec![None; count],
            children: vec![Vec::new(); count],
            numbers: vec![String::new(); count],
            at: vec![usize::MAX; count],
            ..Tree::default()
        };
        let folders: HashMap<&str, Id<Chapter>> = book
            .chapters
            .iter()
            .filter(|(id, c)| c.document.is_folder && seen[id.index()])
            .map(|(id, c)| (c.document.slug.as_str(), id))
            .collect();
        for (id, chapter) in book.chapters.iter() {
            if !seen[id.index()] || preface == Some(id) {
                continue;
            }
            // The nearest folder above that has a page of its own.
            let mut slug = chapter.document.slug.as_str();
            let mut parent = None;
            while let Some((above, _)) = slug.rsplit_once('/') {
                if let Some(folder) = folders.get(above) {
                    parent = Some(*folder);
                    break;
                }
                slug = above;
            }
            tree.parents[id.index()] = parent;
            let siblings = match parent {
                Some(parent) => &mut tree.children[parent.index()],
                None => &mut tree.top,
            };
            siblings.push(id);
            let place = siblings.len();
            tree.numbers[id.index()] = match parent {
                Some(parent) => format!("{}.{place}", tree.numbers[parent.index()]),
                None => place.to_string(),
            };
            tree.at[id.index()] = tree.order.len();
            tree.order.push(id);
        }
        tree
    }

    pub fn parent(&self, id: Id<Chapter>) -> Option<Id<Chapter>> {
        self.parents[id.index()]
    }

    pub fn children(&self, id: Id<Chapter>) -> &[Id<Chapter>] {
        &self.children[id.index()]
    }

    /// Those beside it, itself included.
    pub fn siblings(&self, id: Id<Chapter>) -> &[Id<Chapter>] {
        self.parent(id).map_or(&self.top, |parent| self.children(parent))
    }

    pub fn number(&self, id: Id<Chapter>) -> &str {
        &self.numbers[id.index()]
    }

    pub fn order(&self) -> &[Id<Chapter>] {
        &self.order
    }

    /// The chapters before and after it in reading order.
    pub fn around(&self, id: Id<Chapter>) -> (Option<Id<Chapter>>, Option<Id<Chapter>>) {
        let at = self.at[id.index()];
        if at == usize::MAX {
            return (None, None);
        }
        (at.checked_sub(1).map(|i| self.order[i]), self.order.get(at + 1).copied())
    }

    /// From the top down to its parent.
    pub fn above(&self, id: Id<Chapter>) -> Vec<Id<Chapter>> {
        let mut list = Vec::new();
        let mut at = self.parent(id);
        while let Some(id) = at {
            list.push(id);
            at = self.parent(id);
        }
        list.reverse();
        list
    }
}

fn page_path(folder: &str, name: &str) -> OutPath {
    OutPath::own(format!("{folder}/{name}/index.html"))
}

/// A slug as parts that an address can hold; resolve already made it so, except in a book that has mistakes.
fn plain(slug: &str) -> String {
    let parts: Vec<String> = slug
        .split('/')
        .map(|part| {
            let fine = !part.is_empty()
                && part != "."
                && part != ".."
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
            if fine { part.to_string() } else { slug::slug(part) }
        })
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() { "x".to_string() } else { parts.join("/") }
}

/// Those that are seen.
fn only(paths: &[Option<OutPath>], seen: impl Iterator<Item = bool>) -> Vec<Option<OutPath>> {
    paths.iter().zip(seen).map(|(path, seen)| path.clone().filter(|_| seen)).collect()
}

fn paths<'a>(folder: &str, records: impl Iterator<Item = (&'a str, bool)>) -> Vec<Option<OutPath>> {
    let mut unique = slug::Unique::default();
    unique.reserve("index");
    unique.reserve("calendar");
    records.map(|(slug, seen)| seen.then(|| page_path(folder, &unique.take(plain(slug))))).collect()
}

/// A stage's name may itself be for few: it is shown with a KPI or plan of it, or not at all.
fn stages(book: &Book, seen: &dyn Fn(Audience) -> bool) -> Vec<Stage> {
    let shown = |name: &str| {
        let of_kpi = |kpi: &Kpi| seen(kpi.head.audience) && kpi.head.stages.iter().any(|stage| stage.value == name);
        let of_plan =
            |plan: &Plan| seen(plan.head.audience) && plan.head.stage.as_ref().is_some_and(|stage| stage.value == name);
        book.kpis.values().any(of_kpi) || book.plans.values().any(of_plan)
    };
    let mut unique = slug::Unique::default();
    let all = book.stages().into_iter().enumerate().filter(|(_, name)| shown(name));
    all.map(|(number, name)| Stage {
        name: name.to_string(),
        number: number as u32,
        path: page_path("stages", &unique.take(plain(&slug::slug(name)))),
    })
    .collect()
}

fn tags(book: &Book, places: &Places) -> Vec<Tag> {
    let mut found: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
    for (id, chapter) in book.chapters.iter().filter(|(id, _)| places.chapters[id.index()].is_some()) {
        for tag in &chapter.document.tags {
            found.entry(&tag.value).or_default().push(Record::Chapter(id));
        }
    }
    for (id, library) in book.libraries.iter().filter(|(id, _)| places.libraries[id.index()].is_some()) {
        for tag in &library.head.tags {
            found.entry(&tag.value).or_default().push(Record::Library(id));
        }
    }
    for (id, campaign) in book.campaigns.iter().filter(|(id, _)| places.campaigns[id.index()].is_some()) {
        for tag in &campaign.head.tags {
            found.entry(&tag.value).or_default().push(Record::Campaign(id));
        }
    }
    let mut unique = slug::Unique::default();
    unique.reserve("index");
    found
        .into_iter()
        .map(|(name, mut records)| {
            records.dedup();
            let path = page_path("tags", &unique.take(plain(&slug::slug(name))));
            Tag { name: name.to_string(), path, records }
        })
        .collect()
}
