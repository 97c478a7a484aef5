//! Teams side by side: one bar each for the latest value of a KPI, with the goal as a line through all.

use super::{escape, fit, scale::Scale};
use crate::{
    base::{exact::Exact, lang::Lang},
    model::{
        goal::{self, Goal, Standing},
        kpi::Unit,
    },
    words,
};
use std::fmt::Write;

/// One team.
#[derive(Clone, Debug)]
pub struct Bar {
    pub name: String,
    pub value: Option<Exact>,
}

const WIDTH: f64 = 480.0;
const NAMES: f64 = 136.0;
const VALUES: f64 = 66.0;
const ROW: f64 = 28.0;
const TOP: f64 = 22.0;

/// Bars in the given order; empty when no team has a value. `id` and `title` as for a trend.
pub fn bars(id: &str, title: &str, list: &[Bar], unit: Unit, decimals: u32, goal: &Goal, lang: Lang) -> String {
    let zero = Exact::zero();
    let values = list.iter().filter_map(|bar| bar.value.as_ref());
    if values.clone().next().is_none() {
        return String::new();
    }
    let scale = Scale::over(values.chain([&zero]).chain([&goal.low, &goal.high].into_iter().flatten()));
    let x = |value: &Exact| NAMES + (WIDTH - NAMES - VALUES) * scale.place(value);
    let height = TOP + ROW * list.len() as f64 + 8.0;
    let said: Vec<String> =
        list.iter().map(|bar| format!("{} {}", bar.name, goal::show(unit, bar.value.as_ref(), decimals))).collect();
    let (id, title) = (escape(id), escape(title));
    let desc = escape(&said.join(if lang == Lang::Zh { "；" } else { "; " }));
    let mut out = format!(
        "<svg class=\"chart\" font-size=\"14\" fill=\"currentColor\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
         xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{id}-title\">{title}</title><desc id=\"{id}-desc\">{desc}</desc>"
    );
    for (index, bar) in list.iter().enumerate() {
        let middle = TOP + ROW * (index as f64 + 0.5);
        let _ = write!(
            out,
            "<text class=\"chart-label\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            NAMES - 8.0,
            middle + 4.0,
            escape(&fit(&bar.name, NAMES - 8.0))
        );
        let shown = escape(&goal::show(unit, bar.value.as_ref(), decimals));
        let Some(value) = &bar.value else {
            let _ = write!(out, "<text class=\"chart-label\" x=\"{NAMES}\" y=\"{:.1}\">{shown}</text>", middle + 4.0);
            continue;
        };
        let (from, to) = (x(&zero).min(x(value)), x(&zero).max(x(value)));
        let state = goal.standing(value).map_or("", Standing::key);
        let _ = write!(
            out,
            "<rect class=\"chart-bar\" fill-opacity=\"0.5\" data-state=\"{state}\" x=\"{from:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{}\"/>\
             <text class=\"chart-value\" font-weight=\"700\" x=\"{:.1}\" y=\"{:.1}\">{shown}</text>",
            middle - ROW * 0.32,
            (to - from).max(1.0),
            ROW * 0.64,
            to + 6.0,
            middle + 4.0
        );
    }
    for (limit, sign) in [(&goal.low, '≥'), (&goal.high, '≤')] {
        let Some(limit) = limit else { continue };
        let at = x(limit);
        let label = format!("{} {sign} {}", words!("目标", "goal").get(lang), goal::show(unit, Some(limit), decimals));
        let _ = write!(
            out,
            "<line class=\"chart-goal\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-dasharray=\"6 4\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{:.1}\" y2=\"{:.1}\"/>\
             <text class=\"chart-label chart-goal-label\" x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            TOP - 4.0,
            height - 6.0,
            TOP - 8.0,
            escape(&label)
        );
    }
    out.push_str("</svg>");
    out
}
