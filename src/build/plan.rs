//! What will be made, before anything is: every output with its path and the sources that it is made from.

use crate::{
    base::{
        artifact::OutPath,
        code::Code,
        diag::{Diag, Diags},
        slug::slug,
        span::{FileId, Span},
    },
    model::{
        Book,
        asset::Asset,
        campaign::Campaign,
        chapter::Audience,
        figures::Figures,
        plan::{Measure, Plan},
        print::Print,
        role::Role,
        rollout::{self, Run},
        rubric::Rubric,
        table::Id,
    },
    output::{
        html::{self, PageId, Places},
        print::{
            HAS_ENGINE,
            form::{self, Form},
            handbook::Part,
            order,
        },
        script, sheet,
    },
    words,
};
use std::collections::BTreeMap;

/// A piece of work that makes one file, or a folder of files that only make sense together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Job {
    Page(PageId),
    /// Styles, scripts, pictures and the small files that a site needs.
    Assets,
    /// A picture in several widths.
    Picture(Id<Asset>),
    /// The search data; its folder has its hash for a name.
    Search,
    /// One piece of a print, by its number.
    Piece(Id<Print>, usize),
    /// A campaign's worksheet.
    Sheet(Id<Campaign>),
    /// The worksheet of a stage, by its number among the stages that KPIs name.
    StageSheet(usize),
    /// The worksheet of a team with figures, by its number.
    TeamSheet(usize),
    /// What counts in a plan, with points, agreement and scoring sheets.
    PlanSheet(Id<Plan>),
    RubricSheet(Id<Rubric>),
    /// A worksheet, an agreement or a scoring sheet for the office printer.
    Form(Form),
    /// A campaign's timeline; with a role, only what is that role's to do.
    Calendar(Id<Campaign>, Option<Id<Role>>),
    /// The dates of one store of a roll-out, by the number of its run.
    StoreCalendar(Id<Campaign>, usize),
    /// The rules of a campaign as a document.
    Rules(Id<Campaign>),
    /// The first page of a print as a picture.
    Preview(Id<Print>),
    /// The picture beside a link to the book.
    Social,
    /// The handbook, or what of it belongs to a chapter or a role, as a document to print or pass on.
    Handbook(Part),
    /// Every record, for other tools; the list of pages for language models; every script.
    Records,
    Llms,
    ScriptList,
}

impl Job {
    /// Whether it needs the print engine.
    pub fn is_pressed(self) -> bool {
        matches!(self, Job::Piece(..) | Job::Preview(_) | Job::Rules(_) | Job::Handbook(_) | Job::Form(_) | Job::Social)
    }
}

#[derive(Clone, Debug)]
pub struct Planned {
    pub job: Job,
    /// A file, or a folder with a slash at its end.
    pub path: String,
    /// What it is made from first of all; empty when it is made from the whole book.
    pub sources: Vec<FileId>,
}

/// All jobs for an audience, sorted by path; no two want one path.
pub fn plan(book: &Book, audience: Audience, diags: &mut Diags) -> Vec<Planned> {
    let places = Places::new(book, audience);
    let mut list = Vec::new();
    for page in places.pages(book) {
        if let Some(path) = places.path(page) {
            list.push(Planned { job: Job::Page(page), path: path.to_string(), sources: page_sources(book, page) });
        }
    }
    list.push(Planned { job: Job::Assets, path: "_assets/".to_string(), sources: Vec::new() });
    for (id, asset) in book.assets.iter().filter(|(_, asset)| !html::picture_widths(asset).is_empty()) {
        let path = html::picture_folder(asset);
        list.push(Planned { job: Job::Picture(id), path, sources: vec![asset.file] });
    }
    list.push(Planned { job: Job::Search, path: "_search/".to_string(), sources: Vec::new() });
    for (id, print) in
        book.prints.iter().filter(|(_, print)| print.head.audience.open_to(audience) && print.kit.is_some())
    {
        let many = print.pieces.len() > MOST_PIECES;
        if many {
            let (count, slug) = (print.pieces.len(), &print.head.slug);
            diags.push(
                Diag::note(
                    Code::TOO_MANY_PIECES,
                    print.head.title.span,
                    words!(
                        "这份物料有 {count} 行，网站里只放一张预览图",
                        "this print has {count} rows; the site shows a preview alone"
                    ),
                )
                .help(words!("用 sopress export {slug} 导出全部", "sopress export {slug} makes them all")),
            );
        }
        for (number, piece) in print.pieces.iter().enumerate().filter(|_| !many) {
            let mut sources = vec![print.head.file];
            sources.extend(print.kit.map(|kit| book.kits[kit].file));
            sources.extend(piece.row.map(|(table, _)| book.data[table].file));
            list.push(Planned {
                job: Job::Piece(id, number),
                path: order::path(book, print, piece).to_string(),
                sources,
            });
        }
        if !print.pieces.is_empty() {
            let sources = vec![print.head.file];
            list.push(Planned { job: Job::Preview(id), path: order::preview_path(print).to_string(), sources });
        }
    }
    // Without the press there are still the pages, which print well enough.
    if cfg!(feature = "press") {
        for (id, campaign) in
            book.campaigns.iter().filter(|(_, campaign)| campaign.head.rules_audience.open_to(audience))
        {
            let path = rules_path(campaign).to_string();
            list.push(Planned { job: Job::Rules(id), path, sources: vec![campaign.head.file] });
        }
    }
    for (id, campaign) in book.campaigns.iter().filter(|(_, campaign)| campaign.head.audience.open_to(audience)) {
        let sources = vec![campaign.head.file];
        list.push(Planned { job: Job::Sheet(id), path: sheet_path(campaign).to_string(), sources: sources.clone() });
        if campaign.head.start.is_some() && campaign.head.end.is_some() {
            for role in std::iter::once(None).chain(roles_of(campaign).into_iter().map(Some)) {
                let path = calendar_path(book, campaign, role).to_string();
                list.push(Planned { job: Job::Calendar(id, role), path, sources: sources.clone() });
            }
            for (number, run) in rollout::runs(campaign).iter().enumerate().filter(|(_, run)| !run.slug.is_empty()) {
                let path = store_calendar_path(campaign, run).to_string();
                list.push(Planned { job: Job::StoreCalendar(id, number), path, sources: sources.clone() });
            }
        }
    }
    // Stages and teams are the team's own affair.
    let stages = if audience == Audience::Internal { sheet::kpis::stages(book) } else { Vec::new() };
    for (number, stage) in stages.into_iter().enumerate() {
        list.push(Planned { job: Job::StageSheet(number), path: stage_path(stage).to_string(), sources: Vec::new() });
    }
    if audience == Audience::Internal {
        for (number, figures) in book.figures.iter().enumerate() {
            list.push(Planned {
                job: Job::TeamSheet(number),
                path: team_path(number, figures).to_string(),
                sources: Vec::new(),
            });
        }
    }
    sheets_of_plans(book, audience, &mut list);
    forms(book, audience, &mut list);
    if book.site.handbook_pdf {
        let job = Job::Handbook(Part::Whole);
        list.push(Planned { job, path: HANDBOOK.to_string(), sources: Vec::new() });
    }
    if book.site.chapter_pdf {
        let chapters = book.chapters.iter().map(|(id, chapter)| (Part::Chapter(id), Some(chapter.document.file)));
        let roles = book.roles.iter().map(|(id, role)| (Part::Role(id), Some(role.span.file)));
        for (part, source) in chapters.chain(roles).filter(|(part, _)| !part.is_empty(book, audience)) {
            if let Some(path) = handbook_path(&places, part) {
                list.push(Planned {
                    job: Job::Handbook(part),
                    path: path.to_string(),
                    sources: source.into_iter().collect(),
                });
            }
        }
    }
    for (job, path) in [(Job::Records, RECORDS), (Job::Llms, LLMS), (Job::ScriptList, SCRIPT_LIST)] {
        if job != Job::ScriptList || !script::lines(book, audience).is_empty() {
            list.push(Planned { job, path: path.to_string(), sources: Vec::new() });
        }
    }
    // Who shows a link fetches the picture by its whole address. The engine is not started for it alone.
    let has_press = cfg!(feature = "press") && list.iter().any(|planned| planned.job.is_pressed());
    if has_press && !book.site.base_url.value.is_empty() {
        list.push(Planned { job: Job::Social, path: SOCIAL.to_string(), sources: Vec::new() });
    }
    list.sort_by(|a, b| a.path.cmp(&b.path));
    refuse_twice(&list, diags);
    list
}

/// A plan goes out whole or not at all: with a part of it nobody could reach the total.
fn is_whole(book: &Book, plan: &Plan, audience: Audience) -> bool {
    plan.head.audience.open_to(audience)
        && plan.weights.iter().all(|weight| match weight.measure {
            Measure::Kpi(id) => book.kpis[id].head.audience.open_to(audience),
            Measure::Rubric(id) => book.rubrics[id].head.audience.open_to(audience),
        })
}

fn sheets_of_plans(book: &Book, audience: Audience, list: &mut Vec<Planned>) {
    for (id, plan) in book.plans.iter().filter(|(_, plan)| is_whole(book, plan, audience)) {
        let path = format!("plans/{0}/{0}.xlsx", plan.head.slug);
        list.push(Planned { job: Job::PlanSheet(id), path, sources: vec![plan.head.file] });
    }
    for (id, rubric) in book.rubrics.iter().filter(|(_, rubric)| rubric.head.audience.open_to(audience)) {
        let path = format!("rubrics/{0}/{0}.xlsx", rubric.head.slug);
        list.push(Planned { job: Job::RubricSheet(id), path, sources: vec![rubric.head.file] });
    }
}

/// The forms of everything that has a worksheet.
fn forms(book: &Book, audience: Audience, list: &mut Vec<Planned>) {
    // Without the kit nothing can be set; and a program without the engine makes everything else of a book.
    if !HAS_ENGINE || !book.kit_files.iter().any(|file| file.path == form::KIT.trim_start_matches('/')) {
        return;
    }
    let open = |of: Audience| of.open_to(audience);
    let mut forms: Vec<(Form, Option<FileId>)> = Vec::new();
    for (id, campaign) in book.campaigns.iter().filter(|(_, campaign)| open(campaign.head.audience)) {
        if campaign.kpis.iter().any(|id| open(book.kpis[*id].head.audience)) {
            forms.push((Form::Campaign(id), Some(campaign.head.file)));
        }
    }
    let kpis = book.kpis.iter().filter(|(_, kpi)| open(kpi.head.audience) && kpi.head.formula.is_some());
    forms.extend(kpis.map(|(id, kpi)| (Form::Kpi(id), Some(kpi.head.file))));
    if audience == Audience::Internal {
        forms.extend((0..sheet::kpis::stages(book).len()).map(|number| (Form::Stage(number), None)));
    }
    let plans = book.plans.iter().filter(|(_, plan)| is_whole(book, plan, audience));
    forms.extend(plans.map(|(id, plan)| (Form::Plan(id), Some(plan.head.file))));
    let rubrics = book.rubrics.iter().filter(|(_, rubric)| open(rubric.head.audience));
    forms.extend(rubrics.map(|(id, rubric)| (Form::Rubric(id), Some(rubric.head.file))));
    list.extend(forms.into_iter().map(|(form, source)| Planned {
        job: Job::Form(form),
        path: form_path(book, form).to_string(),
        sources: source.into_iter().collect(),
    }));
}

pub fn form_path(book: &Book, form: Form) -> OutPath {
    let beside = |folder: &str, slug: &str| format!("{folder}/{slug}/{slug}-form.pdf");
    OutPath::own(match form {
        Form::Campaign(id) => beside("campaigns", &book.campaigns[id].head.slug),
        Form::Kpi(id) => beside("kpis", &book.kpis[id].head.slug),
        Form::Plan(id) => beside("plans", &book.plans[id].head.slug),
        Form::Rubric(id) => beside("rubrics", &book.rubrics[id].head.slug),
        Form::Stage(number) => format!("kpis/stage-{}-form.pdf", slug(sheet::kpis::stages(book)[number])),
    })
}

/// The page that a form belongs to, from the site's root; empty when this audience has none.
pub fn form_page(places: &Places, form: Form) -> String {
    let page = match form {
        Form::Campaign(id) => PageId::Campaign(id),
        Form::Kpi(id) => PageId::Kpi(id),
        Form::Plan(id) => PageId::Plan(id),
        Form::Rubric(id) => PageId::Rubric(id),
        Form::Stage(number) => match places.stages.iter().position(|stage| stage.number as usize == number) {
            Some(index) => PageId::Stage(index as u32),
            None => PageId::Kpis,
        },
    };
    places.path(page).map_or_else(String::new, |path| path.to_string())
}

pub fn sheet_path(campaign: &Campaign) -> OutPath {
    OutPath::own(format!("campaigns/{0}/{0}.xlsx", campaign.head.slug))
}

pub fn calendar_path(book: &Book, campaign: &Campaign, role: Option<Id<Role>>) -> OutPath {
    let slug = &campaign.head.slug;
    OutPath::own(match role {
        None => format!("campaigns/{slug}/{slug}.ics"),
        Some(role) => format!("campaigns/{slug}/{slug}-{}.ics", book.roles[role].slug),
    })
}

/// The roles that a campaign's timeline names, each once.
pub(super) fn roles_of(campaign: &Campaign) -> Vec<Id<Role>> {
    let mut roles: Vec<Id<Role>> = campaign.timeline.iter().filter_map(|task| task.role).collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}

pub fn store_calendar_path(campaign: &Campaign, run: &Run<'_>) -> OutPath {
    OutPath::own(format!("campaigns/{0}/{0}-store-{1}.ics", campaign.head.slug, run.slug))
}

/// Where the printable rules stand.
pub fn rules_path(campaign: &Campaign) -> OutPath {
    OutPath::own(format!("campaigns/{0}/{0}-rules.pdf", campaign.head.slug))
}

pub fn stage_path(stage: &str) -> OutPath {
    OutPath::own(format!("kpis/stage-{}.xlsx", slug(stage)))
}

pub fn team_path(number: usize, figures: &Figures) -> OutPath {
    let name = slug(&figures.team);
    OutPath::own(format!("kpis/team-{}.xlsx", if name.is_empty() { (number + 1).to_string() } else { name }))
}

/// Where the picture beside a link to the book stands; its address stays.
pub const SOCIAL: &str = "social.png";

/// Where a part of the handbook stands as a document: beside its page.
pub fn handbook_path(places: &Places, part: Part) -> Option<OutPath> {
    let page = match part {
        Part::Whole => return Some(OutPath::own(HANDBOOK)),
        Part::Chapter(id) => PageId::Chapter(id),
        Part::Role(id) => PageId::Role(id),
    };
    let page = places.path(page)?.to_string();
    OutPath::new(format!("{}.pdf", page.strip_suffix(".html").unwrap_or(&page)))
}

/// A print of more rows is an order for the print shop: nobody looks for a file among ten thousand on a page.
const MOST_PIECES: usize = 1000;

/// Where the handbook stands as one document.
pub const HANDBOOK: &str = "handbook/handbook.pdf";

/// What other tools read.
pub const RECORDS: &str = "records.json";
pub const LLMS: &str = "llms.txt";
pub const SCRIPT_LIST: &str = "scripts/scripts.json";

fn page_sources(book: &Book, page: PageId) -> Vec<FileId> {
    match page {
        PageId::Chapter(id) => vec![book.chapters[id].document.file],
        PageId::Translation(id) => vec![book.translations[id].chapter.document.file],
        PageId::Library(id) => vec![book.libraries[id].head.file],
        PageId::Campaign(id) | PageId::Rules(id) => vec![book.campaigns[id].head.file],
        PageId::Kpi(id) => vec![book.kpis[id].head.file],
        PageId::Plan(id) => vec![book.plans[id].head.file],
        PageId::Rubric(id) => vec![book.rubrics[id].head.file],
        PageId::Print(id) => vec![book.prints[id].head.file],
        PageId::Role(id) => vec![book.roles[id].span.file],
        PageId::Terms => book.terms.values().take(1).map(|term| term.span.file).collect(),
        PageId::Code(id) => vec![book.codes[id].span.file],
        _ => Vec::new(),
    }
}

/// Two outputs that want one path, also where a disk does not tell cases apart: the later would win in silence.
fn refuse_twice(list: &[Planned], diags: &mut Diags) {
    let mut taken: BTreeMap<String, &Planned> = BTreeMap::new();
    for planned in list {
        let Some(first) = taken.insert(planned.path.to_ascii_lowercase(), planned) else { continue };
        let path = &planned.path;
        let place = |planned: &Planned| planned.sources.first().map(|file| Span::file(*file));
        let message = words!("两个文件都要输出到 {path}", "two sources want to be {path}");
        let mut diag =
            Diag::new(Code::SAME_PATH, crate::base::diag::Severity::Error, place(planned), message).help(words!(
                "给其中一个加上 slug = \"别的名字\"，或改文件名",
                "give one of them slug = \"another-name\", or rename its file"
            ));
        if let Some(other) = place(first) {
            diag = diag.label(other, words!("另一个在这里", "the other is here"));
        }
        diags.push(diag);
    }
}

/// Whether a path matches a glob: `*` within a name, `**` across folders, `?` one letter. A folder matches when
/// something below it could.
pub fn matches(glob: &str, path: &str) -> bool {
    fn go(glob: &[u8], path: &[u8]) -> bool {
        match glob.first() {
            None => path.is_empty(),
            Some(b'*') if glob.get(1) == Some(&b'*') => {
                let rest = glob[2..].strip_prefix(b"/").unwrap_or(&glob[2..]);
                (0..=path.len()).any(|at| go(rest, &path[at..]))
            }
            Some(b'*') => {
                let end = path.iter().position(|b| *b == b'/').unwrap_or(path.len());
                (0..=end).any(|at| go(&glob[1..], &path[at..]))
            }
            Some(b'?') => path.first().is_some_and(|b| *b != b'/') && go(&glob[1..], &path[1..]),
            Some(letter) => path.first() == Some(letter) && go(&glob[1..], &path[1..]),
        }
    }
    if path.ends_with('/') {
        return glob.starts_with(path) || glob.starts_with("**") || go(glob.as_bytes(), format!("{path}x").as_bytes());
    }
    go(glob.as_bytes(), path.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn globs_match_names_and_folders() {
        assert!(matches("prints/**", "prints/card/a.pdf"));
        assert!(matches("**/*.ics", "campaigns/may/may.ics"));
        assert!(matches("*.html", "index.html"));
        assert!(!matches("*.html", "a/index.html"));
        assert!(matches("_search/**", "_search/"));
        assert!(matches("**", "_assets/"));
        assert!(!matches("prints/**", "_assets/"));
        assert!(matches("q/?/index.html", "q/a/index.html"));
    }
}
