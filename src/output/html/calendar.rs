//! The calendar of all campaigns: months of weeks on a desk, the days on which something happens on a phone.

use super::{
    Printer,
    campaign::{TaskView, day, weekday},
    frame::Head,
    places::PageId,
    views::{ChipView, LinkView},
};
use crate::{
    base::{date::Date, diag::Diag},
    model::{Book, Record, campaign::Campaign, chapter::Audience, rollout, table::Id},
};
use serde::Serialize;
use std::collections::BTreeMap;

/// Nobody plans further ahead than two years; a wrong date must not make a page of a thousand months.
const MONTHS: usize = 24;

#[derive(Debug, Serialize)]
struct CalendarView {
    months: Vec<MonthView>,
    weekdays: Vec<String>,
    tasks: Vec<TaskView>,
}

#[derive(Debug, Serialize)]
struct MonthView {
    /// `2026-12`.
    id: String,
    name: String,
    /// Its last day, by which the reader's clock knows that it is over.
    last: String,
    weeks: Vec<Vec<DayView>>,
}

/// A day of a week; those of other months are only room.
#[derive(Debug, Default, Serialize)]
struct DayView {
    date: String,
    number: i8,
    day: String,
    weekday: String,
    bars: Vec<BarView>,
    tasks: Vec<DueView>,
}

/// A campaign on a day.
#[derive(Clone, Debug, Serialize)]
struct BarView {
    link: LinkView,
    /// Where, when only some stores run it then.
    place: String,
    starts: bool,
    ends: bool,
    /// Bears its name here: on its first and last day, and where a week begins.
    named: bool,
    /// Its row within the week, so that it stands in a line with its other days.
    row: usize,
}

#[derive(Debug, Serialize)]
struct DueView {
    time: String,
    what: String,
    href: String,
    campaign: String,
    place: String,
    role: Option<ChipView>,
}

/// Whether there is anything to show: a campaign of this audience that has dates.
pub fn is_needed(book: &Book, audience: Audience) -> bool {
    book.campaigns
        .values()
        .any(|campaign| campaign.head.audience.open_to(audience) && rollout::span_of(campaign).is_some())
}

pub fn page(printer: &Printer<'_>, root: &str) -> Result<Vec<u8>, Diag> {
    let book = printer.press.book;
    let shown: Vec<(Id<Campaign>, &Campaign)> =
        book.campaigns.iter().filter(|(id, _)| printer.places.path(PageId::Campaign(*id)).is_some()).collect();
    let bars = bars(printer, root, &shown);
    let mut due = due(printer, root, &shown);
    let days: Vec<Date> = bars.iter().flat_map(|bar| [bar.from, bar.to]).chain(due.keys().copied()).collect();
    let mut months = Vec::new();
    if let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) {
        let mut month = first.first_of_month();
        while month <= *last && months.len() < MONTHS {
            months.push(self::month(printer, month, &bars, &mut due));
            let Ok(next) = month.checked_add(jiff::Span::new().months(1)) else { break };
            month = next;
        }
    }
    let view = CalendarView { months, weekdays: weekdays(printer), tasks: super::home::tasks(printer, root) };
    let head = Head {
        title: printer.word("calendar.title").to_string(),
        about: printer.word("calendar.about").to_string(),
        kind: "calendar",
        crumbs: vec![
            printer.crumb(root, PageId::Home, printer.word("nav.home")),
            printer.crumb(root, PageId::Campaigns, printer.word("nav.campaigns")),
        ],
        ..Head::default()
    };
    printer.print(PageId::Calendar, root, "calendar.html", &head, view)
}

fn weekdays(printer: &Printer<'_>) -> Vec<String> {
    // The first of January 2024 was a Monday.
    (1..=7).map(|day| weekday(printer, Date::constant(2024, 1, day)).to_string()).collect()
}

/// One run of a campaign from its first to its last day.
struct Bar {
    from: Date,
    to: Date,
    link: LinkView,
    place: String,
}

fn bars(printer: &Printer<'_>, root: &str, campaigns: &[(Id<Campaign>, &Campaign)]) -> Vec<Bar> {
    let mut bars = Vec::new();
    for (id, campaign) in campaigns {
        let Some(link) = printer.link(root, Record::Campaign(*id)) else { continue };
        // Stores that run it on the same days are one bar.
        let mut runs: BTreeMap<(Date, Date), Vec<&str>> = BTreeMap::new();
        for run in rollout::runs(campaign) {
            runs.entry((run.start.date(), run.end.date())).or_default().extend(run.stores);
        }
        let alone = runs.len() == 1;
        bars.extend(runs.into_iter().map(|((from, to), stores)| Bar {
            from,
            to,
            link: link.clone(),
            place: if alone { String::new() } else { stores.join("、") },
        }));
    }
    bars.sort_by_key(|bar| (bar.from, std::cmp::Reverse(bar.to)));
    bars
}

fn due(printer: &Printer<'_>, root: &str, campaigns: &[(Id<Campaign>, &Campaign)]) -> BTreeMap<Date, Vec<DueView>> {
    let mut days: BTreeMap<Date, Vec<DueView>> = BTreeMap::new();
    for (id, campaign) in campaigns {
        let page = printer.page_href(root, PageId::Campaign(*id));
        for due in rollout::due(campaign) {
            days.entry(due.at.date()).or_default().push(DueView {
                time: super::campaign::time(due.at),
                what: due.task.head.what.value.clone(),
                href: format!("{page}#timeline"),
                campaign: campaign.head.title.value.clone(),
                place: due.stores.join("、"),
                role: due.task.role.map(|role| printer.chip(root, role)),
            });
        }
    }
    for list in days.values_mut() {
        list.sort_by(|a, b| a.time.cmp(&b.time));
    }
    days
}

fn month(printer: &Printer<'_>, first: Date, bars: &[Bar], due: &mut BTreeMap<Date, Vec<DueView>>) -> MonthView {
    let last = first.last_of_month();
    let mut weeks = Vec::new();
    let mut monday = before(first, first.weekday().to_monday_zero_offset());
    while monday <= last {
        let sunday = after(monday, 6);
        // A bar keeps its row through the week.
        let mut rows: Vec<Option<usize>> = Vec::new();
        let mut row_of = vec![None; bars.len()];
        for (index, bar) in bars.iter().enumerate().filter(|(_, bar)| bar.from <= sunday && bar.to >= monday) {
            let free = rows
                .iter()
                .position(|taken| taken.is_none_or(|other| bars[other].to < bar.from))
                .unwrap_or_else(|| {
                    rows.push(None);
                    rows.len() - 1
                });
            rows[free] = Some(index);
            row_of[index] = Some(free);
        }
        let days = (0..7).map(|offset| {
            let date = after(monday, offset);
            if date.month() != first.month() {
                return DayView::default();
            }
            let bars = bars.iter().zip(&row_of).filter(|(bar, _)| bar.from <= date && date <= bar.to);
            DayView {
                date: date.to_string(),
                number: date.day(),
                day: day(date),
                weekday: weekday(printer, date).to_string(),
                bars: bars
                    .map(|(bar, row)| BarView {
                        link: bar.link.clone(),
                        place: bar.place.clone(),
                        starts: date == bar.from,
                        ends: date == bar.to,
                        named: date == bar.from || date == bar.to || offset == 0,
                        row: row.unwrap_or(0) + 1,
                    })
                    .collect(),
                tasks: due.remove(&date).unwrap_or_default(),
            }
        });
        weeks.push(days.collect());
        monday = after(monday, 7);
    }
    MonthView {
        id: format!("{:04}-{:02}", first.year(), first.month()),
        name: match printer.press.lang {
            crate::base::lang::Lang::Zh => format!("{} 年 {} 月", first.year(), first.month()),
            crate::base::lang::Lang::En => first.strftime("%B %Y").to_string(),
        },
        last: last.to_string(),
        weeks,
    }
}

fn before(date: Date, days: i8) -> Date {
    date.checked_sub(jiff::Span::new().days(days)).unwrap_or(date)
}

fn after(date: Date, days: i8) -> Date {
    date.checked_add(jiff::Span::new().days(days)).unwrap_or(date)
}
