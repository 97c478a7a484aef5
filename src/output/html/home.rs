//! The home page answers what to do today: the reader's role, running campaigns, tasks that are due, what changed.

use super::{
    Printer,
    campaign::{RowView, TaskView},
    changes,
    frame::Head,
    places::PageId,
    role::RoleView,
    views::{ChangeView, LinkView},
};
use crate::{
    base::diag::Diag,
    model::{Record, rollout},
};
use serde::Serialize;

/// Tasks that the page carries; its script shows those around the reader's day.
const TASKS: usize = 200;

#[derive(Debug, Serialize)]
struct HomeView {
    title: String,
    about: String,
    roles: Vec<RoleView>,
    campaigns: Vec<RowView>,
    tasks: Vec<TaskView>,
    changes: Vec<ChangeView>,
    parts: Vec<LinkView>,
    libraries: Vec<LinkView>,
    counts: Vec<CountView>,
}

#[derive(Debug, Serialize)]
struct CountView {
    href: String,
    text: String,
    count: usize,
}

pub fn page(printer: &Printer<'_>, root: &str) -> Result<Vec<u8>, Diag> {
    let book = printer.press.book;
    let site = &book.site;
    let tasks = tasks(printer, root);
    let roles = book.roles.iter().map(|(id, _)| {
        let mut role = super::role::view(printer, root, id);
        role.chapters.truncate(8);
        role.steps.clear();
        role.tasks.clear();
        role
    });
    let changes = changes::latest(printer)
        .into_iter()
        .take(6)
        .map(|(_, id, change)| changes::view(change, printer.link(root, Record::Chapter(id))));
    let count = |page: PageId, key: &'static str, count: usize| CountView {
        href: printer.page_href(root, page),
        text: printer.word(key).to_string(),
        count,
    };
    let counts = [
        count(PageId::Contents, "nav.handbook", printer.places.tree.order().len()),
        count(PageId::Scripts, "nav.scripts", book.scripts.len()),
        count(PageId::Campaigns, "nav.campaigns", book.campaigns.len()),
        count(PageId::Kpis, "nav.kpis", book.kpis.len()),
        count(PageId::Prints, "nav.prints", book.prints.len()),
        count(PageId::Roles, "nav.roles", book.roles.len()),
        count(PageId::Terms, "nav.terms", book.terms.len()),
    ];
    let view = HomeView {
        title: site.title.clone(),
        about: site.about.clone(),
        roles: roles.collect(),
        campaigns: super::campaign::rows(printer, root),
        tasks,
        changes: changes.collect(),
        parts: printer.links(root, printer.places.tree.top.iter().take(40).map(|id| Record::Chapter(*id))),
        libraries: printer.links(root, book.libraries.iter().map(|(id, _)| Record::Library(id)).take(40)),
        counts: counts.into_iter().filter(|c| c.count > 0).collect(),
    };
    let head = Head {
        title: printer.word("nav.home").to_string(),
        about: site.about.clone(),
        kind: "home",
        ..Head::default()
    };
    printer.print(PageId::Home, root, "home.html", &head, view)
}

/// What is to be done from the day of the build on, store by store where they have dates of their own.
pub fn tasks(printer: &Printer<'_>, root: &str) -> Vec<TaskView> {
    let mut tasks: Vec<TaskView> = Vec::new();
    for (id, campaign) in printer.press.book.campaigns.iter() {
        let Some(link) = printer.link(root, Record::Campaign(id)) else { continue };
        for due in rollout::due(campaign).into_iter().filter(|due| due.at.date() >= printer.press.today) {
            let mut view = super::campaign::due(printer, root, &due);
            view.campaign = Some(link.clone());
            tasks.push(view);
        }
    }
    tasks.sort_by(|a, b| a.at.cmp(&b.at));
    tasks.truncate(TASKS);
    tasks
}
