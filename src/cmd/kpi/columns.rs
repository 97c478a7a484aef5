//! Tables for a terminal, where a Chinese character is two columns wide, and courses as little columns.

use crate::base::{exact::Exact, han};

/// Columns of equal width; those from `right` on are set to the right, as numbers are.
pub fn table(rows: &[Vec<String>], right: std::ops::Range<usize>) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(widest).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, (cell, wide)) in row.iter().zip(&widths).enumerate() {
            let space = " ".repeat(wide - width(cell));
            if right.contains(&column) {
                line.push_str(&space);
                line.push_str(cell);
            } else {
                line.push_str(cell);
                line.push_str(&space);
            }
            line.push_str("  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// In columns of a terminal. The em dash for “no value” counts as one, as terminals draw it.
fn width(text: &str) -> usize {
    text.chars().map(|c| if han::is_wide(c) { 2 } else { 1 }).sum()
}

/// `▁▃█·▅`: from the lowest to the highest of these values; a period without one is a dot.
pub fn spark<'a>(values: impl Iterator<Item = Option<&'a Exact>> + Clone) -> String {
    const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let known: Vec<&Exact> = values.clone().flatten().collect();
    let (Some(low), Some(high)) = (known.iter().min(), known.iter().max()) else {
        return values.map(|_| '·').collect();
    };
    values
        .map(|value| match value {
            None => '·',
            Some(_) if low == high => STEPS[3],
            Some(value) => STEPS[step(&(value - *low), &(*high - *low), STEPS.len() - 1)],
        })
        .collect()
}

/// A bar of up to `wide` blocks, from 0 to the largest; a negative value has none.
pub fn bar(value: &Exact, largest: &Exact, wide: usize) -> String {
    if value.is_negative() || largest.is_zero() {
        return String::new();
    }
    "█".repeat(step(value, largest, wide).max(usize::from(!value.is_zero())))
}

/// `part / whole` of `steps`, rounded.
fn step(part: &Exact, whole: &Exact, steps: usize) -> usize {
    let share = part.over(whole).map(|share| (&share * &Exact::int(steps as i64)).rounded(0));
    share.and_then(|share| share.to_i64()).and_then(|n| usize::try_from(n).ok()).unwrap_or(0).min(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_goes_from_low_to_high_with_dots_for_gaps() {
        let values: Vec<Option<Exact>> = ["1", "", "8", "4.5"].iter().map(|text| Exact::parse(text)).collect();
        assert_eq!(spark(values.iter().map(Option::as_ref)), "▁·█▅");
        assert_eq!(spark([Some(&Exact::one()), Some(&Exact::one())].into_iter()), "▄▄");
        assert_eq!(spark([None].into_iter()), "·");
    }

    #[test]
    fn columns_line_up_when_characters_are_wide() {
        let rows = [vec!["甲".to_string(), "5".to_string()], vec!["abc".to_string(), "12".to_string()]];
        assert_eq!(table(&rows, 1..2), "甲    5\nabc  12\n");
        assert_eq!(bar(&Exact::int(1), &Exact::int(100), 10), "█");
    }
}
