//! Dates and times of a workspace: as civil times in its time zone. The clock is read at the top of the program and passed down.

pub use jiff::civil::{Date, DateTime, Time, Weekday};
pub use jiff::tz::TimeZone;

/// Reads `2026-05-01`, also with `/` or `.` or as `2026年5月1日`.
pub fn parse_date(text: &str) -> Option<Date> {
    let plain: String = text
        .trim()
        .trim_end_matches('日')
        .chars()
        .map(|c| if matches!(c, '年' | '月' | '/' | '.') { '-' } else { c })
        .collect();
    let mut parts = plain.split('-').map(|p| p.trim().parse::<i16>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() || !(1900..=2999).contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Reads `10:00` or `10:00:30`.
pub fn parse_time(text: &str) -> Option<Time> {
    let mut parts = text.trim().split([':', '：']).map(|p| p.parse::<i8>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = match parts.next() {
        Some(second) => second?,
        None => 0,
    };
    if parts.next().is_some() {
        return None;
    }
    Time::new(hour, minute, second, 0).ok()
}

/// Reads `2026-05-01 10:00`, with a space or a `T` between; a date alone is midnight at its beginning.
pub fn parse_date_time(text: &str) -> Option<DateTime> {
    let text = text.trim();
    match text.split_once(['T', ' ']) {
        Some((date, time)) => Some(parse_date(date)?.to_datetime(parse_time(time)?)),
        None => Some(parse_date(text)?.to_datetime(Time::midnight())),
    }
}

/// Reads a span of time such as `5m`, `2h`, `3d`, `5分钟`, `2 小时`, `3天`; in minutes.
pub fn parse_minutes(text: &str) -> Option<u32> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let count: u32 = text[..end].parse().ok()?;
    let unit = match text[end..].trim() {
        "m" | "min" | "分" | "分钟" => 1,
        "h" | "小时" => 60,
        "d" | "天" | "日" => 24 * 60,
        "w" | "周" => 7 * 24 * 60,
        _ => return None,
    };
    count.checked_mul(unit)
}

/// `2026-05-01 10:00`.
pub fn show(at: DateTime) -> String {
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}
