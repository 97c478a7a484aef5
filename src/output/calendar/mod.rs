//! A campaign's timeline as a calendar file that phones and strict readers take, with UIDs that stay, so that a second import updates.

use crate::{
    base::date::{DateTime, TimeZone},
    model::{
        Book,
        campaign::{Campaign, Task},
        chapter::Audience,
        role::Role,
        rollout::{self, Run},
        table::Id,
    },
};
use icalendar::{Calendar, Component, Event, Property};

/// Minutes that a task takes in a calendar when nobody said.
const TASK_MINUTES: i64 = 30;

/// Whose calendar it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose<'a> {
    Everyone,
    Role(Id<Role>),
    /// A store of the roll-out, by the name of its run.
    Store(&'a str),
}

/// One event for the campaign itself at each of its runs, and one for each task. `None` without dates.
pub fn campaign(book: &Book, audience: Audience, id: Id<Campaign>, whose: Whose<'_>) -> Option<Vec<u8>> {
    let campaign = &book.campaigns[id];
    let start = campaign.head.start.as_ref()?.value;
    let zone = &book.site.zone;
    // A stamp of the clock would change the bytes of every build: what is known to have been decided last is the approval.
    let stamp =
        campaign.head.approved_on.as_ref().map_or(start, |day| day.value.to_datetime(jiff::civil::Time::midnight()));
    let desk = Desk { book, audience, campaign, stamp: utc(stamp, zone)? };
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//sopress//campaign//ZH"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.append_property(Property::new("X-WR-TIMEZONE", &book.site.zone_name));
    let title = &campaign.head.title.value;
    let runs = rollout::runs(campaign);
    let runs: Vec<&Run<'_>> = match whose {
        Whose::Store(slug) => runs.iter().filter(|run| run.slug == slug).collect(),
        Whose::Everyone | Whose::Role(_) => runs.iter().collect(),
    };
    match (whose, runs.as_slice()) {
        (Whose::Store(_), [run]) => calendar.name(&format!("{title} · {}", run.stores.join("、"))),
        _ => calendar.name(title),
    };
    for run in runs {
        desk.run(run, whose, &mut calendar)?;
    }
    Some(calendar.done().to_string().into_bytes())
}

/// What every event of a calendar needs.
struct Desk<'a> {
    book: &'a Book,
    audience: Audience,
    campaign: &'a Campaign,
    stamp: jiff::Timestamp,
}

impl Desk<'_> {
    fn run(&self, run: &Run<'_>, whose: Whose<'_>, calendar: &mut Calendar) -> Option<()> {
        let (head, zone) = (&self.campaign.head, &self.book.site.zone);
        let place = if head.rollout.is_empty() { String::new() } else { run.stores.join("、") };
        if !matches!(whose, Whose::Role(_)) {
            let mut event = Event::new();
            event.uid(&self.uid(run, "campaign"));
            event.summary(&with_place(&head.title.value, &place));
            event.description(&head.summary);
            push_times(&mut event, self.stamp, utc(run.start, zone)?, utc(run.end, zone)?);
            calendar.push(event.done());
        }
        let mut taken = crate::base::slug::Unique::default();
        for task in &self.campaign.timeline {
            // The name is taken for every task, so that a role's file has the same UIDs as the whole one.
            let name = taken.take(crate::base::slug::slug(&task.head.what.value));
            let Some(at) = run.at(task).and_then(|at| utc(at, zone)) else { continue };
            if matches!(whose, Whose::Role(role) if task.role != Some(role)) {
                continue;
            }
            let mut event = Event::new();
            event.uid(&self.uid(run, &name));
            event.summary(&with_place(&summary(self.book, self.campaign, task), &place));
            event.description(&description(self.book, self.audience, task));
            let until = at.checked_add(jiff::SignedDuration::from_mins(TASK_MINUTES)).ok()?;
            push_times(&mut event, self.stamp, at, until);
            calendar.push(event.done());
        }
        Some(())
    }

    /// A store's events bear its name, so that moving one store does not touch the others.
    fn uid(&self, run: &Run<'_>, name: &str) -> String {
        let host =
            self.book.site.base_url.value.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or("");
        let host = if host.is_empty() { "sopress" } else { host };
        let campaign = &self.campaign.head.slug;
        match run.slug.as_str() {
            "" => format!("{campaign}-{name}@{host}"),
            store => format!("{campaign}-{store}-{name}@{host}"),
        }
    }
}

fn with_place(text: &str, place: &str) -> String {
    if place.is_empty() { text.to_string() } else { format!("{text} · {place}") }
}

fn summary(book: &Book, campaign: &Campaign, task: &Task) -> String {
    let what = &task.head.what.value;
    let role = task.role.map(|id| format!("【{}】", book.roles[id].name.value)).unwrap_or_default();
    format!("{role}{what} · {}", campaign.head.title.value)
}

/// Scripts and prints are named only to those who may see them.
fn description(book: &Book, audience: Audience, task: &Task) -> String {
    let mut lines: Vec<String> = task.head.checklist.iter().map(|item| format!("□ {item}")).collect();
    let script = task.script.filter(|id| book.libraries[book.scripts[*id].library].head.audience.open_to(audience));
    let material = task.material.filter(|id| book.prints[*id].head.audience.open_to(audience));
    lines.extend(script.map(|id| format!("话术：{}", book.scripts[id].head.name.value)));
    lines.extend(material.map(|id| format!("物料：{}", book.prints[id].head.title.value)));
    lines.join("\n")
}

/// Times go out in UTC: every reader has it, and no file needs a table of zones.
fn utc(at: DateTime, zone: &TimeZone) -> Option<jiff::Timestamp> {
    zone.to_ambiguous_zoned(at).compatible().ok().map(|zoned| zoned.timestamp())
}

fn push_times(event: &mut Event, stamp: jiff::Timestamp, from: jiff::Timestamp, to: jiff::Timestamp) {
    let show = |at: jiff::Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
    event.append_property(Property::new("DTSTAMP", show(stamp)));
    event.append_property(Property::new("DTSTART", show(from)));
    event.append_property(Property::new("DTEND", show(to)));
}
