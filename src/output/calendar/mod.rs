//! A campaign's timeline as a calendar file that phones and strict readers take, with UIDs that stay, so that a second import updates.

use crate::{
    base::date::{DateTime, TimeZone},
    model::{
        Book,
        campaign::{Campaign, Task},
        chapter::Audience,
        role::Role,
        table::Id,
    },
};
use icalendar::{Calendar, Component, Event, Property};

/// Minutes that a task takes in a calendar when nobody said.
const TASK_MINUTES: i64 = 30;

/// One event for the campaign itself and one for each task; with `role`, only that role's tasks. `None` without dates.
pub fn campaign(book: &Book, audience: Audience, id: Id<Campaign>, role: Option<Id<Role>>) -> Option<Vec<u8>> {
    let campaign = &book.campaigns[id];
    let (start, end) = (campaign.head.start.as_ref()?.value, campaign.head.end.as_ref()?.value);
    let zone = &book.site.zone;
    // A stamp of the clock would change the bytes of every build: what is known to have been decided last is the approval.
    let stamp =
        campaign.head.approved_on.as_ref().map_or(start, |day| day.value.to_datetime(jiff::civil::Time::midnight()));
    let stamp = utc(stamp, zone)?;
    let title = &campaign.head.title.value;
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//sopress//campaign//ZH"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.name(title);
    calendar.append_property(Property::new("X-WR-TIMEZONE", &book.site.zone_name));
    if role.is_none() {
        let mut event = Event::new();
        event.uid(&uid(book, &campaign.head.slug, "campaign"));
        event.summary(title);
        event.description(&campaign.head.summary);
        push_times(&mut event, stamp, utc(start, zone)?, utc(end, zone)?);
        calendar.push(event.done());
    }
    let mut taken = crate::base::slug::Unique::default();
    for task in &campaign.timeline {
        // The name is taken for every task, so that a role's file has the same UIDs as the whole one.
        let name = taken.take(crate::base::slug::slug(&task.head.what.value));
        let Some(at) = task.at.and_then(|at| utc(at, zone)) else { continue };
        if role.is_some() && task.role != role {
            continue;
        }
        let mut event = Event::new();
        event.uid(&uid(book, &campaign.head.slug, &name));
        event.summary(&summary(book, campaign, task));
        event.description(&description(book, audience, task));
        let until = at.checked_add(jiff::SignedDuration::from_mins(TASK_MINUTES)).ok()?;
        push_times(&mut event, stamp, at, until);
        calendar.push(event.done());
    }
    Some(calendar.done().to_string().into_bytes())
}

fn uid(book: &Book, campaign: &str, name: &str) -> String {
    let host = book.site.base_url.value.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or("");
    format!("{campaign}-{name}@{}", if host.is_empty() { "sopress" } else { host })
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
