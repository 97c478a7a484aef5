//! Roles: what each answers for, does in a day, and reads; and the page on which a reader chooses the own one.

use super::{
    Printer,
    campaign::{self, TaskView},
    frame::Head,
    places::PageId,
    views::{ChipView, FileView, LinkView},
};
use crate::{
    base::diag::Diag,
    model::{Record, role::Role, rollout, table::Id},
};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct RoleView {
    pub chip: ChipView,
    pub other_name: String,
    pub duty: String,
    pub team: String,
    pub daily: Vec<String>,
    pub chapters: Vec<LinkView>,
    pub steps: Vec<LinkView>,
    pub libraries: Vec<LinkView>,
    pub campaigns: Vec<LinkView>,
    pub tasks: Vec<TaskView>,
    pub files: Vec<FileView>,
}

/// What stands on a role's own page, and short on the home page.
pub fn view(printer: &Printer<'_>, root: &str, id: Id<Role>) -> RoleView {
    let book = printer.press.book;
    let role = &book.roles[id];
    let uses = printer.uses.of(Record::Role(id));
    let of = |keep: fn(&Record) -> bool| printer.links(root, uses.iter().copied().filter(keep));
    let mut steps = Vec::new();
    for record in uses {
        let Record::Chapter(chapter_id) = record else { continue };
        let chapter = &book.chapters[*chapter_id];
        for (at, step) in chapter.steps.iter().enumerate().filter(|(_, step)| step.role == Some(id)) {
            let Some(href) = printer.href(root, *record, Some(&step.place.anchor)) else { continue };
            steps.push(LinkView {
                href,
                text: step.place.title.clone(),
                note: chapter.document.title.value.clone(),
                number: (at + 1).to_string(),
                ..LinkView::default()
            });
        }
    }
    let mut tasks = Vec::new();
    for record in uses {
        let Record::Campaign(campaign_id) = record else { continue };
        for due in rollout::due(&book.campaigns[*campaign_id]).into_iter().filter(|due| due.task.role == Some(id)) {
            let mut task = campaign::due(printer, root, &due);
            task.campaign = printer.link(root, *record);
            let date = due.at.date();
            task.day = campaign::day(date);
            task.weekday = campaign::weekday(printer, date).to_string();
            tasks.push(task);
        }
    }
    tasks.sort_by(|a, b| a.at.cmp(&b.at));
    let name = printer.name(Record::Role(id));
    RoleView {
        chip: printer.chip(root, id),
        other_name: if name == role.name.value { role.en.clone() } else { role.name.value.clone() },
        duty: role.duty.clone(),
        team: role.team.clone(),
        daily: role.daily.clone(),
        chapters: of(|r| matches!(r, Record::Chapter(_))),
        steps,
        libraries: of(|r| matches!(r, Record::Library(_))),
        campaigns: of(|r| matches!(r, Record::Campaign(_))),
        tasks,
        files: printer.downloads(root, Record::Role(id), None),
    }
}

pub fn page(printer: &Printer<'_>, root: &str, id: Id<Role>) -> Result<Vec<u8>, Diag> {
    let view = view(printer, root, id);
    let head = Head {
        title: view.chip.name.clone(),
        about: view.duty.clone(),
        kind: "role",
        crumbs: vec![
            printer.crumb(root, PageId::Home, printer.word("nav.home")),
            printer.crumb(root, PageId::Roles, printer.word("nav.roles")),
        ],
        side: printer
            .press
            .book
            .roles
            .iter()
            .filter_map(|(other, _)| {
                let mut link = printer.link(root, Record::Role(other))?;
                link.note.clear();
                link.here = other == id;
                Some(link)
            })
            .collect(),
        side_title: printer.word("nav.roles").to_string(),
        ..Head::default()
    };
    printer.print(PageId::Role(id), root, "role.html", &head, view)
}

#[derive(Debug, Serialize)]
struct IndexView {
    teams: Vec<TeamView>,
}

#[derive(Debug, Serialize)]
struct TeamView {
    name: String,
    roles: Vec<RoleView>,
}

pub fn index(printer: &Printer<'_>, root: &str) -> Result<Vec<u8>, Diag> {
    let mut teams: Vec<TeamView> = Vec::new();
    for (id, role) in printer.press.book.roles.iter() {
        let at = teams.iter().position(|team| team.name == role.team).unwrap_or_else(|| {
            teams.push(TeamView { name: role.team.clone(), roles: Vec::new() });
            teams.len() - 1
        });
        teams[at].roles.push(view(printer, root, id));
    }
    let head = Head {
        title: printer.word("nav.roles").to_string(),
        about: printer.word("roles.about").to_string(),
        kind: "roles",
        crumbs: vec![printer.crumb(root, PageId::Home, printer.word("nav.home"))],
        ..Head::default()
    };
    printer.print(PageId::Roles, root, "roles.html", &head, IndexView { teams })
}
