//! The course of a KPI as an SVG drawing and as a table: goal, the team's own band, the last periods.
//!
//! Drawn at build time, so that it needs no script and prints. All is drawn in `currentColor`; a theme gives colours by class and
//! `data-state`, and a drawing without a theme is still read.
//! Our own drawing, because chart crates give fixed colours, no title for screen readers, and labels as floats.

mod compare;
mod scale;

use crate::{
    base::{
        exact::Exact,
        lang::{Lang, Words},
    },
    model::{
        goal::{self, Goal, Standing},
        kpi::Unit,
    },
    words,
};
use scale::Scale;
use std::fmt::Write;

pub use compare::{Bar, bars};

/// One KPI of one team over its last periods.
#[derive(Clone, Debug)]
pub struct Trend<'a> {
    /// Unique on its page: an ASCII name for the anchors of title and description.
    pub id: &'a str,
    /// `成团率 · 锦绣花园一群`.
    pub title: &'a str,
    pub unit: Unit,
    pub decimals: u32,
    pub goal: &'a Goal,
    /// The lowest and highest of the team's own earlier periods.
    pub own: Option<(&'a Exact, &'a Exact)>,
    /// In the order of time; at most a dozen can be labelled.
    pub points: &'a [(String, Option<Exact>)],
    pub lang: Lang,
}

/// Narrow, so that its letters are still read on a phone.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 10.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 32.0;

/// The drawing; empty when no period has a value.
pub fn svg(trend: &Trend<'_>) -> String {
    let values: Vec<&Exact> = trend.points.iter().filter_map(|(_, value)| value.as_ref()).collect();
    if values.is_empty() {
        return String::new();
    }
    let limits = [&trend.goal.low, &trend.goal.high];
    let band = trend.own.iter().flat_map(|(low, high)| [*low, *high]);
    let scale = Scale::over(values.iter().copied().chain(limits.into_iter().flatten()).chain(band));
    let y = |value: &Exact| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - scale.place(value));
    let step = (WIDTH - LEFT - RIGHT) / trend.points.len() as f64;
    let x = |index: usize| LEFT + step * (index as f64 + 0.5);
    let show = |value: &Exact| goal::show(trend.unit, Some(value), trend.decimals);
    let (id, title, desc) = (escape(trend.id), escape(trend.title), escape(&describe(trend)));
    let mut out = format!(
        "<svg class=\"chart\" font-size=\"14\" fill=\"currentColor\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
         xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{id}-title\">{title}</title><desc id=\"{id}-desc\">{desc}</desc>"
    );
    if let Some((low, high)) = trend.own {
        let (top, bottom) = (y(high), y(low));
        let _ = write!(
            out,
            "<rect class=\"chart-own\" fill-opacity=\"0.08\" x=\"{LEFT}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
            WIDTH - LEFT - RIGHT,
            (bottom - top).max(1.0)
        );
    }
    for tick in scale.ticks() {
        let at = y(&tick);
        let label = escape(&goal::show(trend.unit, Some(&tick), scale.decimals(trend.unit)));
        let _ = write!(
            out,
            "<line class=\"chart-grid\" stroke=\"currentColor\" stroke-opacity=\"0.15\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
             <text class=\"chart-label\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
            WIDTH - RIGHT,
            LEFT - 8.0,
            at + 4.0
        );
    }
    for (limit, sign) in [(&trend.goal.low, '≥'), (&trend.goal.high, '≤')] {
        let Some(limit) = limit else { continue };
        let at = y(limit);
        // On the side where the line of values is farther away.
        let away = |value: Option<&&Exact>| value.map_or(0.0, |value| (y(value) - at).abs());
        let anchor = if away(values.last()) > away(values.first()) { "end" } else { "start" };
        let label = escape(&format!("{} {sign} {}", words!("目标", "goal").get(trend.lang), show(limit)));
        let _ = write!(
            out,
            "<line class=\"chart-goal\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-dasharray=\"6 4\" x1=\"{LEFT}\" x2=\"{end:.1}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
             <text class=\"chart-label chart-goal-label\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{label}</text>",
            if anchor == "end" { WIDTH - RIGHT } else { LEFT + 4.0 },
            at - 5.0,
            end = WIDTH - RIGHT
        );
    }
    // A period without a value breaks the line: nothing is drawn where nothing is known.
    let mut path = String::new();
    let mut pen = 'M';
    for (index, (_, value)) in trend.points.iter().enumerate() {
        match value {
            Some(value) => {
                let _ = write!(path, "{pen}{:.1} {:.1}", x(index), y(value));
                pen = 'L';
            }
            None => pen = 'M',
        }
    }
    let _ = write!(
        out,
        "<path class=\"chart-line\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" d=\"{path}\"/>"
    );
    let last = trend.points.iter().rposition(|(_, value)| value.is_some());
    for (index, (label, value)) in trend.points.iter().enumerate() {
        if let Some(value) = value {
            let (at, state) = ((x(index), y(value)), trend.goal.standing(value).map_or("", Standing::key));
            let _ = write!(
                out,
                "<circle class=\"chart-point\" data-state=\"{state}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"{}\"/>",
                at.0,
                at.1,
                if Some(index) == last { 5 } else { 3 }
            );
            if Some(index) == last {
                // Above the point, or below it where the top of the drawing is near.
                let above = if at.1 < TOP + 16.0 { 20.0 } else { -10.0 };
                let _ = write!(
                    out,
                    "<text class=\"chart-value\" font-weight=\"700\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                    at.0,
                    at.1 + above,
                    escape(&show(value))
                );
            }
        }
        let _ = write!(
            out,
            "<text class=\"chart-label\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            x(index),
            HEIGHT - 10.0,
            escape(&fit(label, step))
        );
    }
    out.push_str("</svg>");
    out
}

/// The same figures as an HTML table, for those who do not see the drawing and for who wants the numbers.
pub fn table(trend: &Trend<'_>) -> String {
    let lang = trend.lang;
    let heads = [words!("周期", "period"), words!("数值", "value"), words!("目标", "goal"), words!("状态", "state")];
    let mut out = format!("<table class=\"chart-table\"><caption>{}</caption><thead><tr>", escape(trend.title));
    for head in &heads {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escape(head.get(lang)));
    }
    out.push_str("</tr></thead><tbody>");
    let goal = trend.goal.show(trend.unit, trend.decimals);
    for (label, value) in trend.points {
        let state = value.as_ref().and_then(|value| trend.goal.standing(value));
        let (key, word) = state.map_or(("", "—".to_string()), |s| (s.key(), s.label().get(lang).to_string()));
        let _ = write!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td data-state=\"{key}\">{}</td></tr>",
            escape(label),
            escape(&goal::show(trend.unit, value.as_ref(), trend.decimals)),
            if goal.is_empty() { "—".to_string() } else { escape(&goal) },
            escape(&word)
        );
    }
    out.push_str("</tbody></table>");
    out
}

/// What the drawing shows, in a sentence: latest value, how it stands, from where it came, the team's own band.
pub fn describe(trend: &Trend<'_>) -> String {
    let show = |value: &Exact| {
        let unit = if trend.unit == Unit::Percent { "" } else { goal::unit(trend.unit, trend.lang) };
        let gap = if trend.lang == Lang::En && !unit.is_empty() { " " } else { "" };
        format!("{}{gap}{unit}", goal::show(trend.unit, Some(value), trend.decimals))
    };
    let known: Vec<(&str, &Exact)> =
        trend.points.iter().filter_map(|(label, value)| Some((label.as_str(), value.as_ref()?))).collect();
    let (Some((first_label, first)), Some((label, latest))) = (known.first(), known.last()) else {
        return words!("还没有数据。", "no figures yet.").get(trend.lang).to_string();
    };
    let latest_shown = show(latest);
    let mut parts = vec![words!("最近一期（{label}）为 {latest_shown}", "latest ({label}): {latest_shown}")];
    if let Some(standing) = trend.goal.standing(latest) {
        let (word, goal) = (standing.label(), trend.goal.show(trend.unit, trend.decimals));
        parts.push(Words::new(format!("目标 {goal}，{}", word.zh), format!("goal {goal}, {}", word.en)));
    }
    if known.len() > 1 {
        let first_shown = show(first);
        parts.push(match latest.cmp(first) {
            std::cmp::Ordering::Greater => {
                words!("比{first_label}的 {first_shown} 高", "higher than {first_shown} of {first_label}")
            }
            std::cmp::Ordering::Less => {
                words!("比{first_label}的 {first_shown} 低", "lower than {first_shown} of {first_label}")
            }
            std::cmp::Ordering::Equal => words!("与{first_label}相同", "the same as {first_label}"),
        });
    }
    if let Some((low, high)) = trend.own {
        let (low, high) = (show(low), show(high));
        parts.push(words!("自己过去几期在 {low} 到 {high} 之间", "own earlier periods lie between {low} and {high}"));
    }
    let missing = trend.points.len() - known.len();
    if missing > 0 {
        parts.push(words!("{missing} 期没有数", "{missing} periods have no figure"));
    }
    let (comma, stop) = if trend.lang == Lang::Zh { ("；", "。") } else { ("; ", ".") };
    parts.iter().map(|p| p.get(trend.lang)).collect::<Vec<_>>().join(comma) + stop
}

/// As much of a label as its place holds; the table below has it whole. A Han character is 14 wide.
fn fit(label: &str, room: f64) -> String {
    let width = |c: char| if c.is_ascii() { 7.5 } else { 14.0 };
    if label.chars().map(width).sum::<f64>() <= room - 6.0 {
        return label.to_string();
    }
    // Of a date the day says most, of a week its number.
    if let [_, week] = label.split("-W").collect::<Vec<_>>()[..] {
        return format!("W{week}");
    }
    if let [_, month, day] = label.split('-').collect::<Vec<_>>()[..] {
        return format!("{month}-{day}");
    }
    let mut left = room - 16.0;
    let short: String = label
        .chars()
        .take_while(|c| {
            left -= width(*c);
            left >= 0.0
        })
        .collect();
    format!("{short}…")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
