//! `sopress kpi trend`: the latest periods of each KPI in each team, with goal, own band and change.

use super::{Desk, columns};
use crate::{
    base::lang::Lang,
    cli::KpiTrend,
    cmd::say,
    model::{
        figures::{Calculation, Course},
        goal::{self, Goal, Standing},
        kpi::Kpi,
    },
    output::sheet::{kpis, plain::number},
    words,
};
use serde_json::{Value, json};

/// Blocks of the longest bar.
const BAR: usize = 24;

pub fn run(desk: &Desk<'_>, options: &KpiTrend) -> u8 {
    let book = desk.book();
    let wanted = match wanted(desk, options) {
        Ok(wanted) => wanted,
        Err(exit) => return exit,
    };
    let teams = match desk.teams(options.team.as_deref()) {
        Ok(teams) => teams,
        Err(exit) => return exit,
    };
    let calculation = Calculation::new(&book.kpis);
    let mut courses: Vec<Course> = teams.iter().flat_map(|team| calculation.last(team, options.last)).collect();
    courses.retain(|course| wanted.contains(&course.kpi));
    courses.sort_by(|a, b| (a.kpi, &a.team).cmp(&(b.kpi, &b.team)));
    let rows: Vec<Row<'_>> = courses.iter().map(|course| Row::new(&book.kpis[course.kpi], course)).collect();
    if options.json {
        let list: Vec<Value> = rows.iter().map(|row| row.json(desk)).collect();
        let mut text = serde_json::to_string_pretty(&list).expect("texts and numbers always make JSON");
        text.push('\n');
        say(&text);
        return 0;
    }
    if rows.is_empty() {
        say(words!("这里还没有算得出的数。\n", "Nothing can be computed here yet.\n").get(desk.lang));
        return 0;
    }
    if options.kpi.is_some() {
        let parts: Vec<String> = rows.iter().map(|row| row.periods(desk)).collect();
        say(&parts.join("\n"));
        return 0;
    }
    let heads = [
        words!("指标", "KPI"),
        words!("团队", "team"),
        words!("走势", "course"),
        words!("最近一期", "latest"),
        words!("值", "value"),
        words!("变化", "change"),
        words!("目标", "goal"),
        words!("自己的区间", "own band"),
        words!("状态", "state"),
    ];
    let mut table = vec![heads.iter().map(|head| head.get(desk.lang).to_string()).collect()];
    table.extend(rows.iter().map(|row| row.line(desk)));
    say(&columns::table(&table, 4..8));
    0
}

/// The KPIs that are meant.
fn wanted(desk: &Desk<'_>, options: &KpiTrend) -> Result<Vec<crate::model::table::Id<Kpi>>, u8> {
    let book = desk.book();
    if let Some(stage) = options.stage.as_deref() {
        let stages = kpis::stages(book);
        if !stages.contains(&stage) {
            let message = words!("没有“{stage}”这个阶段", "there is no stage “{stage}”");
            return Err(desk.refuse(&message, stage, stages.into_iter()));
        }
    }
    let in_stage =
        |kpi: &Kpi| options.stage.as_ref().is_none_or(|stage| kpi.head.stages.iter().any(|s| s.value == *stage));
    let called = |kpi: &Kpi| {
        let head = &kpi.head;
        let same = |name: &str| options.kpi.as_deref().is_none_or(|wanted| name.eq_ignore_ascii_case(wanted.trim()));
        same(&head.name.value)
            || same(&head.en)
            || same(&head.slug)
            || head.number.as_ref().is_some_and(|number| same(&number.value))
            || head.aliases.iter().any(|alias| same(&alias.value))
    };
    let list: Vec<_> = book.kpis.iter().filter(|(_, kpi)| in_stage(kpi) && called(kpi)).map(|(id, _)| id).collect();
    match options.kpi.as_deref() {
        Some(name) if list.is_empty() => {
            let message = words!("没有名为“{name}”的指标", "no KPI is named “{name}”");
            Err(desk.refuse(&message, name, book.kpis.values().map(|kpi| kpi.head.name.value.as_str())))
        }
        _ => Ok(list),
    }
}

/// One KPI of one team.
struct Row<'a> {
    kpi: &'a Kpi,
    course: &'a Course,
    goal: Goal,
    decimals: u32,
}

impl<'a> Row<'a> {
    fn new(kpi: &'a Kpi, course: &'a Course) -> Row<'a> {
        let head = &kpi.head;
        let decimals = head.formula.as_ref().map_or(0, |formula| goal::decimals(head.unit, formula));
        Row { kpi, course, goal: Goal::of(head), decimals }
    }

    fn show(&self, value: Option<&crate::base::exact::Exact>) -> String {
        goal::show(self.kpi.head.unit, value, self.decimals)
    }

    fn standing(&self) -> Option<Standing> {
        self.course.latest().and_then(|(_, value)| self.goal.standing(value))
    }

    /// From the value before the latest to it; `None` with fewer than two.
    fn change(&self) -> Option<crate::base::exact::Exact> {
        let mut known = self.course.points.iter().rev().filter_map(|(_, value)| value.as_ref());
        let latest = known.next()?;
        Some(latest - known.next()?)
    }

    /// A change of a rate is said in percentage points.
    fn change_words(&self, change: Option<&crate::base::exact::Exact>, lang: Lang) -> String {
        let Some(change) = change else { return "—".to_string() };
        let shown = self.show(Some(change));
        let none = !shown.contains(|c: char| ('1'..='9').contains(&c));
        let shown = if none { shown.trim_start_matches('-').to_string() } else { shown };
        let sign = if none || shown.starts_with('-') { "" } else { "+" };
        match shown.strip_suffix('%') {
            Some(points) => format!("{sign}{points} {}", words!("个百分点", "pp").get(lang)),
            None => format!("{sign}{shown}"),
        }
    }

    fn own(&self) -> String {
        match self.course.own_band() {
            Some((low, high)) => format!("{}–{}", self.show(Some(low)), self.show(Some(high))),
            None => "—".to_string(),
        }
    }

    fn line(&self, desk: &Desk<'_>) -> Vec<String> {
        let latest = self.course.latest();
        let goal = self.goal.show(self.kpi.head.unit, self.decimals);
        vec![
            self.kpi.head.name.value.clone(),
            self.course.team.clone(),
            columns::spark(self.course.points.iter().map(|(_, value)| value.as_ref())),
            latest.map_or_else(String::new, |(period, _)| period.to_string()),
            self.show(latest.map(|(_, value)| value)),
            self.change_words(self.change().as_ref(), desk.lang),
            if goal.is_empty() { "—".to_string() } else { goal },
            self.own(),
            self.standing().map_or_else(String::new, |standing| standing.label().get(desk.lang).to_string()),
        ]
    }

    /// Period by period.
    fn periods(&self, desk: &Desk<'_>) -> String {
        let (head, lang) = (&self.kpi.head, desk.lang);
        let (name, team, unit) = (&head.name.value, &self.course.team, goal::unit(head.unit, lang));
        let mut out = words!("{name} · {team}（{unit}）\n", "{name} · {team} ({unit})\n").get(lang).to_string();
        let mut facts = Vec::new();
        let goal = self.goal.show(head.unit, self.decimals);
        if !goal.is_empty() {
            facts.push(words!("目标 {goal}", "goal {goal}"));
        }
        if self.course.own_band().is_some() {
            let own = self.own();
            facts.push(words!("自己过去的区间 {own}", "own band so far {own}"));
        }
        if let Some(guard) = self.kpi.guard.map(|guard| &desk.book().kpis[guard].head.name.value) {
            facts.push(words!("护栏：{guard}", "guard: {guard}"));
        }
        if !facts.is_empty() {
            let facts: Vec<&str> = facts.iter().map(|fact| fact.get(lang)).collect();
            out.push_str(&format!("{}\n", facts.join(if lang == Lang::Zh { "，" } else { ", " })));
        }
        let largest = self.course.points.iter().filter_map(|(_, value)| value.as_ref()).max();
        let mut rows = Vec::new();
        let mut before: Option<&crate::base::exact::Exact> = None;
        for (period, value) in &self.course.points {
            let change = value.as_ref().zip(before).map(|(value, before)| value - before);
            let standing = value.as_ref().and_then(|value| self.goal.standing(value));
            rows.push(vec![
                period.clone(),
                self.show(value.as_ref()),
                if value.is_some() && before.is_some() {
                    self.change_words(change.as_ref(), lang)
                } else {
                    String::new()
                },
                value
                    .as_ref()
                    .zip(largest)
                    .map_or_else(String::new, |(value, largest)| columns::bar(value, largest, BAR)),
                standing.map_or_else(String::new, |standing| standing.label().get(lang).to_string()),
            ]);
            before = value.as_ref().or(before);
        }
        out.push_str(&columns::table(&rows, 1..3));
        out
    }

    fn json(&self, desk: &Desk<'_>) -> Value {
        let (head, own) = (&self.kpi.head, self.course.own_band());
        let points: Vec<Value> = self
            .course
            .points
            .iter()
            .map(|(period, value)| json!({ "period": period, "value": number(value.as_ref()), "shown": self.show(value.as_ref()) }))
            .collect();
        json!({
            "kpi": head.name.value, "number": head.number.as_ref().map(|number| &number.value), "team": self.course.team,
            "unit": goal::unit(head.unit, desk.lang),
            "goal": { "low": number(self.goal.low.as_ref()), "high": number(self.goal.high.as_ref()) },
            "own_band": own.map(|(low, high)| json!([number(Some(low)), number(Some(high))])),
            "guard": self.kpi.guard.map(|guard| &desk.book().kpis[guard].head.name.value),
            "latest": self.course.latest().map(|(period, _)| period),
            "change": number(self.change().as_ref()),
            "standing": self.standing().map(Standing::key),
            "points": points,
        })
    }
}
