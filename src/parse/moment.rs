//! Reads times relative to a campaign: `T-3d 20:00`, `end-2h`, `T+7`, `开始-3天 20:00`.

use crate::{
    base::{date, lang::Words},
    model::campaign::Moment,
    words,
};

/// `None` when the text is no such time.
pub fn moment(text: &str) -> Option<Moment> {
    let plain: String = text
        .trim()
        .chars()
        .map(|c| match c {
            '－' | '−' | '–' | '—' => '-',
            '＋' => '+',
            '：' => ':',
            '　' => ' ',
            other => other,
        })
        .collect();
    let (from_end, rest) = anchor(&plain)?;
    let rest = rest.trim_start();
    let (minutes, days, rest) = match rest.chars().next() {
        Some(sign @ ('+' | '-')) => {
            let rest = rest[1..].trim_start();
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let count: i64 = rest[..digits].parse().ok()?;
            let (minutes, days, rest) = unit(rest[digits..].trim_start())?;
            let sign = if sign == '-' { -1 } else { 1 };
            let moved = count.checked_mul(minutes)?.checked_mul(sign)?;
            // Ten years either way are enough, and keep the calendar from running out.
            if moved.abs() > 3660 * 24 * 60 {
                return None;
            }
            (moved, days, rest)
        }
        _ => (0, true, rest),
    };
    let rest = rest.trim();
    let time = if rest.is_empty() { None } else { Some(date::parse_time(rest)?) };
    // `end-2h 20:00` would say the time twice.
    if time.is_some() && !days {
        return None;
    }
    Some(Moment { from_end, minutes, time })
}

fn anchor(text: &str) -> Option<(bool, &str)> {
    const WORDS: [(&str, bool); 9] = [
        ("开始", false),
        ("开始时间", false),
        ("start", false),
        ("T0", false),
        ("T", false),
        ("结束", true),
        ("结束时间", true),
        ("end", true),
        ("E", true),
    ];
    let lower = text.to_lowercase();
    WORDS
        .iter()
        .filter(|(word, _)| lower.starts_with(&word.to_lowercase()))
        .max_by_key(|(word, _)| word.len())
        .map(|(word, from_end)| (*from_end, &text[word.len()..]))
        // `Tomorrow` and `ended` are other words.
        .filter(|(_, rest)| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

/// Minutes of one unit, whether it is whole days, and what follows; without a unit it is days.
fn unit(text: &str) -> Option<(i64, bool, &str)> {
    const UNITS: [(&str, i64); 12] = [
        ("小时", 60),
        ("分钟", 1),
        ("min", 1),
        ("天", 1440),
        ("日", 1440),
        ("周", 10080),
        ("时", 60),
        ("分", 1),
        ("d", 1440),
        ("h", 60),
        ("m", 1),
        ("w", 10080),
    ];
    for (word, minutes) in UNITS {
        if let Some(rest) = text.strip_prefix(word) {
            let ends = rest.is_empty() || rest.starts_with(|c: char| c == ' ' || c.is_ascii_digit());
            return ends.then_some((minutes, minutes >= 1440, rest));
        }
    }
    (text.is_empty() || text.starts_with(|c: char| c.is_ascii_digit()) || text.contains(':'))
        .then_some((1440, true, text))
}

/// What may be written, for help.
pub fn wanted() -> Words {
    words!(
        "写成 \"T-3d 20:00\"（开始前 3 天的 20:00）、\"T+7\"、\"end-2h\"；也可以用 开始、结束、天、小时",
        "write \"T-3d 20:00\" (20:00, 3 days before the start), \"T+7\" or \"end-2h\""
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::date::{parse_date_time, show};

    fn at(text: &str) -> Option<String> {
        let start = parse_date_time("2026-05-01 10:00");
        let end = parse_date_time("2026-05-03 22:00");
        moment(text).and_then(|m| m.at(start, end)).map(show)
    }

    #[test]
    fn relative_times_become_dates() {
        for (text, expected) in [
            ("T", "2026-05-01 10:00"),
            ("T0", "2026-05-01 10:00"),
            ("T 12:00", "2026-05-01 12:00"),
            ("T-3d 20:00", "2026-04-28 20:00"),
            ("T-10d", "2026-04-21 10:00"),
            ("T+7", "2026-05-08 10:00"),
            ("T+7 09:30", "2026-05-08 09:30"),
            ("T - 1 d 20:00", "2026-04-30 20:00"),
            ("t-2w", "2026-04-17 10:00"),
            ("end-2h", "2026-05-03 20:00"),
            ("end+1d 10:00", "2026-05-04 10:00"),
            ("end-30min", "2026-05-03 21:30"),
            ("开始-3天 20:00", "2026-04-28 20:00"),
            ("结束－2小时", "2026-05-03 20:00"),
            ("结束时间＋1日 10：00", "2026-05-04 10:00"),
        ] {
            assert_eq!(at(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_relative_time_is_refused() {
        for text in ["", "Tomorrow", "ended", "T-", "T-x", "T-3y", "T 25:00", "end-2h 20:00", "2026-05-01", "T-99999d"]
        {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
