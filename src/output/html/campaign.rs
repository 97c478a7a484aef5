//! A campaign in one screen, then its timeline, scripts, materials and KPIs; and the list of all campaigns.

use super::{
    Printer,
    frame::Head,
    places::PageId,
    prose::Prose,
    views::{CellView, ChipView, FileView, LinkView, MarkView, PictureView},
};
use crate::{
    base::{
        date::{Date, DateTime},
        diag::Diag,
    },
    model::{
        Record,
        campaign::{Campaign, Mechanic, Scene, Task},
        rollout::{self, Due},
        table::Id,
    },
};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct CampaignView {
    title: String,
    summary: String,
    mechanic: String,
    scene: String,
    when: Option<WhenView>,
    facts: Vec<CellView>,
    people: Vec<CellView>,
    goal: String,
    rules: String,
    tags: Vec<LinkView>,
    files: Vec<FileView>,
    economy: Option<super::economy::EconomyView>,
    timeline: Vec<DayView>,
    /// Stores that have dates of their own.
    rollout: Vec<RunView>,
    scripts: Vec<LinkView>,
    materials: Vec<MaterialView>,
    kpis: Vec<LinkView>,
    /// Data of the worksheet; empty when there is none.
    worksheet: String,
    slug: String,
    body: String,
    used_by: Vec<LinkView>,
}

/// From when to when, set large; the days left come from the reader's clock.
#[derive(Debug, Serialize)]
pub struct WhenView {
    pub start: String,
    pub end: String,
    pub start_day: String,
    pub start_time: String,
    pub end_day: String,
    pub end_time: String,
    pub days: i32,
}

/// One store of a roll-out, with every step at its own date.
#[derive(Debug, Serialize)]
struct RunView {
    stores: String,
    when: WhenView,
    budget: String,
    note: String,
    calendar: Option<FileView>,
    steps: Vec<CellView>,
}

#[derive(Debug, Serialize)]
struct DayView {
    date: String,
    day: String,
    weekday: String,
    /// `T-3`, `开始`, `结束`.
    mark: String,
    tasks: Vec<TaskView>,
}

#[derive(Debug, Serialize)]
pub struct TaskView {
    pub at: String,
    /// `12.08`, where tasks of several days stand in one list.
    pub day: String,
    pub weekday: String,
    pub time: String,
    pub what: String,
    pub when: String,
    pub role: Option<ChipView>,
    pub script: Option<LinkView>,
    pub material: Option<LinkView>,
    pub checklist: Vec<String>,
    /// At which stores, when they have dates of their own.
    pub place: String,
    /// Set on the home page, where tasks of several campaigns meet.
    pub campaign: Option<LinkView>,
}

#[derive(Debug, Serialize)]
struct MaterialView {
    link: LinkView,
    picture: Option<PictureView>,
}

pub fn page(printer: &Printer<'_>, root: &str, id: Id<Campaign>) -> Result<Vec<u8>, Diag> {
    let book = printer.press.book;
    let campaign = &book.campaigns[id];
    let head = &campaign.head;
    let body = Prose { printer, root, steps: &[], top: 2, terms: true, prefix: "" }.all(&campaign.body)?;
    let mut marks: Vec<MarkView> = Vec::new();
    let mut section = |anchor: &str, key: &'static str, there: bool| {
        if there {
            marks.push(MarkView { level: 2, anchor: anchor.to_string(), text: printer.word(key).to_string() });
        }
    };
    let economy = super::economy::view(printer, campaign);
    section("economy", "campaign.economy", economy.is_some());
    section("rollout", "campaign.rollout", !head.rollout.is_empty());
    section("timeline", "campaign.timeline", !campaign.timeline.is_empty());
    let shows = |record| printer.places.shows(book, record);
    let scripts_shown = campaign.scripts.iter().any(|(_, script)| shows(Record::Script(*script)));
    section("scripts", "campaign.scripts", scripts_shown);
    section("materials", "campaign.materials", campaign.materials.iter().any(|id| shows(Record::Print(*id))));
    section("kpis", "campaign.kpis", campaign.kpis.iter().any(|id| shows(Record::Kpi(*id))));
    marks.extend(super::chapter::toc(&body.marks));
    let scripts = campaign.scripts.iter().filter_map(|(slot, script)| {
        let mut link = printer.link(root, Record::Script(*script))?;
        link.kind = slot_word(printer, slot);
        Some(link)
    });
    let mut files = printer.downloads(root, Record::Campaign(id), None);
    files.retain(|file| !file.href.contains("-store-"));
    files.extend(super::rules::document(printer, root, id).map(|mut file| {
        file.text = format!("{} · {}", file.text, printer.word("rules.title"));
        file
    }));
    let view = CampaignView {
        title: head.title.value.clone(),
        summary: head.summary.clone(),
        mechanic: mechanic_word(printer, campaign).to_string(),
        scene: head.scene.as_ref().map_or_else(String::new, |s| printer.word(scene_key(s.value)).to_string()),
        when: when(campaign),
        facts: super::economy::facts(printer, campaign),
        people: people(printer, campaign),
        goal: head.goal.clone(),
        rules: printer.page_href(root, PageId::Rules(id)),
        tags: super::chapter::tags(printer, root, Record::Campaign(id), &head.tags),
        files,
        economy,
        timeline: timeline(printer, root, campaign),
        rollout: if head.rollout.is_empty() { Vec::new() } else { runs(printer, root, id) },
        scripts: scripts.collect(),
        materials: campaign
            .materials
            .iter()
            .filter_map(|id| {
                Some(MaterialView {
                    link: printer.link(root, Record::Print(*id))?,
                    picture: printer.preview(root, Record::Print(*id), None),
                })
            })
            .collect(),
        worksheet: super::worksheet::data(printer, root, &head.title.value, &campaign.kpis),
        slug: head.slug.clone(),
        kpis: printer.links(root, campaign.kpis.iter().map(|id| Record::Kpi(*id))),
        body: body.html,
        used_by: printer.links(
            root,
            printer.uses.of(Record::Campaign(id)).iter().copied().filter(|r| matches!(r, Record::Chapter(_))),
        ),
    };
    let page_head = Head {
        title: head.title.value.clone(),
        about: head.summary.clone(),
        kind: "campaign",
        crumbs: vec![
            printer.crumb(root, PageId::Home, printer.word("nav.home")),
            printer.crumb(root, PageId::Campaigns, printer.word("nav.campaigns")),
        ],
        side: siblings(printer, root, id),
        side_title: printer.word("nav.campaigns").to_string(),
        toc: marks,
        extra: if view.worksheet.is_empty() { Vec::new() } else { vec!["worksheet"] },
        ..Head::default()
    };
    printer.print(PageId::Campaign(id), root, "campaign.html", &page_head, view)
}

fn siblings(printer: &Printer<'_>, root: &str, id: Id<Campaign>) -> Vec<LinkView> {
    let all = printer.press.book.campaigns.iter().map(|(other, _)| other).take(60);
    all.filter_map(|other| {
        let mut link = printer.link(root, Record::Campaign(other))?;
        link.note.clear();
        link.here = other == id;
        Some(link)
    })
    .collect()
}

pub fn mechanic_word<'a>(printer: &Printer<'a>, campaign: &Campaign) -> &'a str {
    match &campaign.mechanic {
        Some(Mechanic::Lottery(_)) => printer.word("mechanic.lottery"),
        Some(Mechanic::GroupBuy(_)) => printer.word("mechanic.group_buy"),
        Some(Mechanic::Bargain(_)) => printer.word("mechanic.bargain"),
        Some(Mechanic::CheckIn(_)) => printer.word("mechanic.check_in"),
        Some(Mechanic::Discount(_)) => printer.word("mechanic.discount"),
        Some(Mechanic::Coupon(_)) => printer.word("mechanic.coupon"),
        Some(Mechanic::Referral(_)) => printer.word("mechanic.referral"),
        None => "",
    }
}

fn scene_key(scene: Scene) -> &'static str {
    match scene {
        Scene::Retain => "scene.retain",
        Scene::Activate => "scene.activate",
        Scene::Convert => "scene.convert",
        Scene::Fission => "scene.fission",
    }
}

/// A slot's name in words; one that the theme does not know is shown as it is.
fn slot_word(printer: &Printer<'_>, slot: &str) -> String {
    let key = format!("slot.{slot}");
    let word = printer.press.theme.words(printer.press.lang).get(&key).to_string();
    if word == key { slot.to_string() } else { word }
}

fn runs(printer: &Printer<'_>, root: &str, id: Id<Campaign>) -> Vec<RunView> {
    let campaign = &printer.press.book.campaigns[id];
    let files = printer.downloads(root, Record::Campaign(id), None);
    let run = |run: rollout::Run<'_>| {
        let steps = campaign.timeline.iter().filter_map(|task| {
            let at = run.at(task)?;
            Some(CellView {
                label: format!("{} {}", day(at.date()), time(at)),
                value: task.head.what.value.clone(),
                note: task.role.map_or_else(String::new, |role| printer.name(Record::Role(role)).to_string()),
                ..CellView::default()
            })
        });
        let ending = format!("-store-{}.ics", run.slug);
        RunView {
            stores: run.stores.join("、"),
            when: when_from(run.start, run.end),
            budget: run.budget.map_or_else(String::new, crate::base::money::Fen::short),
            note: run.note.to_string(),
            calendar: files.iter().find(|file| !run.slug.is_empty() && file.href.ends_with(&ending)).cloned(),
            steps: steps.collect(),
        }
    };
    rollout::runs(campaign).into_iter().map(run).collect()
}

pub fn when(campaign: &Campaign) -> Option<WhenView> {
    let (start, end) = rollout::span_of(campaign)?;
    Some(when_from(start, end))
}

fn when_from(start: DateTime, end: DateTime) -> WhenView {
    WhenView {
        start: iso(start),
        end: iso(end),
        start_day: day(start.date()),
        start_time: time(start),
        end_day: day(end.date()),
        end_time: time(end),
        days: start.date().until(end.date()).map_or(0, |span| span.get_days()) + 1,
    }
}

/// `05.01`.
pub fn day(date: Date) -> String {
    format!("{:02}.{:02}", date.month(), date.day())
}

pub fn time(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

pub fn iso(at: DateTime) -> String {
    format!("{}T{:02}:{:02}", at.date(), at.hour(), at.minute())
}

fn people(printer: &Printer<'_>, campaign: &Campaign) -> Vec<CellView> {
    let head = &campaign.head;
    let mut cells = Vec::new();
    let mut cell = |key: &'static str, value: String| {
        if !value.is_empty() {
            cells.push(CellView { label: printer.word(key).to_string(), value, ..CellView::default() });
        }
    };
    let text =
        |v: &Option<crate::base::span::Spanned<String>>| v.as_ref().map_or_else(String::new, |v| v.value.clone());
    cell("doc.owner", text(&head.owner));
    let approver = text(&head.approver);
    let on = head.approved_on.as_ref().map(|d| d.value.to_string());
    cell(
        "doc.approver",
        match on {
            Some(on) if !approver.is_empty() => format!("{approver} · {on}"),
            _ => approver,
        },
    );
    cell("campaign.carrier", head.carrier.as_ref().map_or_else(String::new, |c| carrier(printer, &c.value)));
    let channels: Vec<&str> = head.channels.iter().map(|c| super::card::channel_word(printer, c.value.key())).collect();
    cell("campaign.channels", channels.join("、"));
    cell("campaign.who", head.who.clone());
    cell("campaign.new_user", head.new_user.clone());
    cell("campaign.stores", head.stores.iter().map(|s| s.value.as_str()).collect::<Vec<_>>().join("、"));
    cell("campaign.contact", head.contact.clone());
    cell(
        "campaign.review_at",
        head.review_at.as_ref().map_or_else(String::new, |at| crate::base::date::show(at.value)),
    );
    cells
}

fn carrier(printer: &Printer<'_>, key: &str) -> String {
    let full = format!("carrier.{key}");
    let word = printer.press.theme.words(printer.press.lang).get(&full).to_string();
    if word == full { key.to_string() } else { word }
}

fn timeline(printer: &Printer<'_>, root: &str, campaign: &Campaign) -> Vec<DayView> {
    let start = campaign.head.start.as_ref().map(|at| at.value.date());
    let end = campaign.head.end.as_ref().map(|at| at.value.date());
    let mut days: Vec<(Option<Date>, DayView)> = Vec::new();
    for task in &campaign.timeline {
        let date = task.at.map(|at| at.date());
        if days.last().is_none_or(|(last, _)| *last != date) {
            let mark = match (date, start) {
                (Some(date), _) if Some(date) == start => printer.word("campaign.start").to_string(),
                (Some(date), _) if Some(date) == end => printer.word("campaign.end").to_string(),
                (Some(date), Some(start)) => {
                    let days = start.until(date).map_or(0, |span| span.get_days());
                    if days < 0 { format!("T−{}", -days) } else { format!("T+{days}") }
                }
                _ => String::new(),
            };
            let view = DayView {
                date: date.map_or_else(String::new, |d| d.to_string()),
                day: date.map_or_else(|| task.head.when_text.clone(), day),
                weekday: date.map_or_else(String::new, |d| weekday(printer, d).to_string()),
                mark,
                tasks: Vec::new(),
            };
            days.push((date, view));
        }
        let (_, day) = days.last_mut().expect("just pushed");
        day.tasks.push(self::task(printer, root, task));
    }
    days.into_iter().map(|(_, day)| day).collect()
}

pub fn task(printer: &Printer<'_>, root: &str, task: &Task) -> TaskView {
    TaskView {
        at: task.at.map_or_else(String::new, iso),
        day: String::new(),
        weekday: String::new(),
        time: task.at.map_or_else(String::new, time),
        what: task.head.what.value.clone(),
        when: task.head.when_text.clone(),
        role: task.role.map(|id| printer.chip(root, id)),
        script: task.script.and_then(|id| printer.link(root, Record::Script(id))),
        material: task.material.and_then(|id| printer.link(root, Record::Print(id))),
        checklist: task.head.checklist.clone(),
        place: String::new(),
        campaign: None,
    }
}

/// A step as it is due at some stores.
pub fn due(printer: &Printer<'_>, root: &str, due: &Due<'_>) -> TaskView {
    let mut view = task(printer, root, due.task);
    view.at = iso(due.at);
    view.time = time(due.at);
    view.place = due.stores.join("、");
    view
}

pub fn weekday<'a>(printer: &Printer<'a>, date: Date) -> &'a str {
    use crate::base::date::Weekday;
    printer.word(match date.weekday() {
        Weekday::Monday => "weekday.mon",
        Weekday::Tuesday => "weekday.tue",
        Weekday::Wednesday => "weekday.wed",
        Weekday::Thursday => "weekday.thu",
        Weekday::Friday => "weekday.fri",
        Weekday::Saturday => "weekday.sat",
        Weekday::Sunday => "weekday.sun",
    })
}

#[derive(Debug, Serialize)]
pub struct RowView {
    pub link: LinkView,
    pub mechanic: String,
    pub scene: String,
    pub owner: String,
    pub when: Option<WhenView>,
}

pub fn rows(printer: &Printer<'_>, root: &str) -> Vec<RowView> {
    let book = printer.press.book;
    let mut list: Vec<(Option<DateTime>, RowView)> = Vec::new();
    for (id, campaign) in book.campaigns.iter() {
        let Some(link) = row_link(printer, root, id) else { continue };
        let row = RowView {
            link,
            mechanic: mechanic_word(printer, campaign).to_string(),
            scene: campaign
                .head
                .scene
                .as_ref()
                .filter(|_| !super::rules::only(printer, id))
                .map_or_else(String::new, |s| printer.word(scene_key(s.value)).to_string()),
            owner: campaign
                .head
                .owner
                .as_ref()
                .filter(|_| !super::rules::only(printer, id))
                .map_or_else(String::new, |o| o.value.clone()),
            when: when(campaign),
        };
        list.push((campaign.head.start.as_ref().map(|s| s.value), row));
    }
    list.sort_by_key(|(start, _)| *start);
    list.into_iter().map(|(_, row)| row).collect()
}

/// To the campaign; to its rules where only those are for the reader.
fn row_link(printer: &Printer<'_>, root: &str, id: Id<Campaign>) -> Option<LinkView> {
    printer.link(root, Record::Campaign(id)).or_else(|| {
        super::rules::only(printer, id).then(|| LinkView {
            note: printer.summary(Record::Campaign(id)).to_string(),
            ..printer.crumb(root, PageId::Rules(id), printer.name(Record::Campaign(id)))
        })
    })
}

#[derive(Debug, Serialize)]
struct IndexView {
    campaigns: Vec<RowView>,
    /// Empty when no campaign has dates.
    calendar: String,
}

pub fn index(printer: &Printer<'_>, root: &str) -> Result<Vec<u8>, Diag> {
    let head = Head {
        title: printer.word("nav.campaigns").to_string(),
        about: printer.word("campaigns.about").to_string(),
        kind: "campaigns",
        crumbs: vec![printer.crumb(root, PageId::Home, printer.word("nav.home"))],
        ..Head::default()
    };
    let needed = super::calendar::is_needed(printer.press.book, printer.press.audience);
    let calendar = if needed { printer.page_href(root, PageId::Calendar) } else { String::new() };
    let view = IndexView { campaigns: rows(printer, root), calendar };
    printer.print(PageId::Campaigns, root, "campaigns.html", &head, view)
}
