//! Forms for the office printer: a campaign's, a stage's and a KPI's worksheet, a plan's agreement or scoreboard, and a rubric,
//! as tables to fill in by hand with a code that leads to the page.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    PdfKind,
    task::{Finish, Limits, Task},
};
use crate::{
    base::{date::Date, lang::Lang, money::Ppm},
    model::{
        Book,
        campaign::Campaign,
        chapter::Audience,
        goal::{self, Goal},
        kpi::{self, Kpi},
        plan::{Measure, Plan, PlanKind, Scale, Weight},
        rubric::Rubric,
        table::Id,
    },
    words,
};

/// In the workspace, with a slash in front.
pub const KIT: &str = "/kits/worksheet/form.typ";
/// Periods that stand side by side on a page and still leave room to write.
const ACROSS: usize = 8;
/// Groups on a scoreboard.
const GROUPS: usize = 10;

/// What a form is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    Campaign(Id<Campaign>),
    /// By its number among the stages of the book.
    Stage(usize),
    Kpi(Id<Kpi>),
    Plan(Id<Plan>),
    Rubric(Id<Rubric>),
}

/// The piece of work that prints it. `address` is the page's, from the site's root; without a site there is no code.
pub fn task(book: &Book, audience: Audience, today: Date, form: Form, address: &str) -> Task {
    let data = data(book, audience, form, address);
    Task {
        main: KIT.to_string(),
        sides: None,
        today: (today.year(), today.month(), today.day()),
        title: data["form"]["title"].as_str().unwrap_or_default().to_string(),
        records: vec![data],
        skip: BTreeSet::new(),
        rules: None,
        finish: Finish::Pdfs(PdfKind::Document),
        author: book.site.brand.name.clone(),
        lang: book.site.lang.tag().to_string(),
        dated: false,
        intent: None,
        inks: Vec::new(),
        limits: Limits::PAGE,
    }
}

/// What the kit prints.
pub fn data(book: &Book, audience: Audience, form: Form, address: &str) -> Value {
    let site = &book.site;
    let mut brand = json!({ "name": site.brand.name, "colors": super::ink::colors(&site.brand) });
    if let Some(font) = &site.brand.print_font {
        brand["font"] = json!(font.value);
    }
    let base = &site.base_url.value;
    let url =
        if base.is_empty() { String::new() } else { format!("{base}/{}", address.trim_end_matches("index.html")) };
    let desk = Desk { book, audience, lang: site.lang };
    let mut parts = match form {
        Form::Campaign(id) => desk.campaign(id),
        Form::Stage(number) => desk.stage(number),
        Form::Kpi(id) => desk.kpi(id),
        Form::Plan(id) => desk.plan(id),
        Form::Rubric(id) => desk.rubric(id),
    };
    parts["version"] = json!(format!("v{}", site.version));
    json!({ "fields": {}, "brand": brand, "code": { "url": url }, "form": parts })
}

struct Desk<'a> {
    book: &'a Book,
    audience: Audience,
    lang: Lang,
}

impl Desk<'_> {
    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.lang == Lang::Zh { zh } else { en }
    }

    fn campaign(&self, id: Id<Campaign>) -> Value {
        let campaign = &self.book.campaigns[id];
        let head = &campaign.head;
        let open = |kpi: &Kpi| kpi.head.audience.open_to(self.audience);
        let list = kpi::with_used(&self.book.kpis, &campaign.kpis, &open);
        let at = |at: &Option<crate::base::span::Spanned<crate::base::date::DateTime>>| at.as_ref().map(|at| at.value);
        let periods = kpi::periods(at(&head.start), at(&head.end), self.lang);
        let days = match (at(&head.start), at(&head.end)) {
            (Some(start), Some(end)) => format!("{} — {}", start.date(), end.date()),
            _ => String::new(),
        };
        self.form(
            &head.title.value,
            self.say("活动指标表", "Campaign worksheet"),
            &days,
            self.worksheet(&list, &periods),
        )
    }

    fn stage(&self, number: usize) -> Value {
        let name = self.book.stages().get(number).map_or_else(String::new, |name| (*name).to_string());
        let here: Vec<Id<Kpi>> = self
            .book
            .kpis
            .iter()
            .filter(|(_, kpi)| kpi.head.stages.iter().any(|stage| stage.value == name))
            .map(|(id, _)| id)
            .collect();
        let open = |kpi: &Kpi| kpi.head.audience.open_to(self.audience);
        let list = kpi::with_used(&self.book.kpis, &here, &open);
        let title = words!("{name}阶段指标表", "{name}: KPIs").get(self.lang).to_string();
        self.form(
            &title,
            self.say("阶段指标表", "Stage worksheet"),
            "",
            self.worksheet(&list, &vec![String::new(); ACROSS]),
        )
    }

    fn kpi(&self, id: Id<Kpi>) -> Value {
        let kpi = &self.book.kpis[id];
        let open = |kpi: &Kpi| kpi.head.audience.open_to(self.audience);
        let list = kpi::with_used(&self.book.kpis, &[id], &open);
        let mut parts = self.worksheet(&list, &vec![String::new(); ACROSS]);
        if !kpi.head.misuse.is_empty() {
            parts.push(list_part(self.say("容易怎么用错", "How it is misused"), vec![kpi.head.misuse.clone()], false));
        }
        let number = kpi.head.number.as_ref().map_or_else(String::new, |number| number.value.clone());
        self.form(&kpi.head.name.value, self.say("单项指标表", "KPI worksheet"), &number, parts)
    }

    fn plan(&self, id: Id<Plan>) -> Value {
        let plan = &self.book.plans[id];
        let head = &plan.head;
        let mut parts = Vec::new();
        if head.kind == PlanKind::Contest {
            parts.push(self.scoreboard(plan));
        }
        let heads = [
            head_cell(self.say("看什么", "Measure"), 1.5),
            head_cell(self.say("怎么算", "How it is computed"), 2.1),
            head_cell(self.say("占比", "Share"), 0.6),
            head_cell(self.say("零分线", "Nothing at"), 0.8),
            head_cell(self.say("满分线", "All at"), 0.8),
            head_cell(self.say("护栏", "Guard"), 1.1),
            head_cell(self.say("现状", "Now"), 0.9),
            head_cell(self.say("目标", "Goal"), 0.9),
            head_cell(self.say("理由、要什么配合", "Reason, help needed"), 2.4),
        ];
        let rows = plan.weights.iter().map(|weight| self.clause(weight)).collect::<Vec<_>>();
        let title = self.say(
            "占比与目标（执行的人先写，管的人批准）",
            "Shares and goals (drafted by those who do the work, approved by the manager)",
        );
        let tall = if rows.len() > 4 { 10.5 } else { 12.5 };
        let mut clauses = table(title, &heads, rows, tall, 0);
        // The scoreboard hangs on a wall, the agreement does not.
        clauses["fresh"] = json!(head.kind == PlanKind::Contest);
        parts.push(clauses);
        for (title, lines, ticks) in [
            (self.say("检查节点", "Nodes"), &head.nodes, true),
            (self.say("过关的样子", "Passed when"), &head.gates, true),
            (self.say("这一段不看", "Not counted yet"), &head.not_yet, false),
        ] {
            if !lines.is_empty() {
                parts.push(list_part(title, lines.clone(), ticks));
            }
        }
        let role = |id: Option<Id<crate::model::role::Role>>| {
            id.map_or_else(String::new, |id| self.book.roles[id].name.value.clone())
        };
        let named =
            |word: &str, role: String| if role.is_empty() { word.to_string() } else { format!("{word}（{role}）") };
        let mut form = self.form(&head.title.value, self.say("指标约定", "Agreement"), &head.period, parts);
        form["signs"] = json!([
            named(self.say("起草", "Drafted by"), role(plan.owner)),
            named(self.say("批准", "Approved by"), role(plan.approver)),
            self.say("日期", "Date"),
        ]);
        form
    }

    /// A row for each group, with its figures already rates: what is counted by hand has no formulas.
    fn scoreboard(&self, plan: &Plan) -> Value {
        let mut heads = vec![head_cell(self.say("群", "Group"), 1.6)];
        heads.extend(plan.weights.iter().map(|weight| {
            let (name, share) = (self.measured(weight.measure).0, weight.share);
            head_cell(&format!("{name}\n{share}"), 1.0)
        }));
        heads.extend([head_cell(self.say("总分", "Total"), 0.9), head_cell(self.say("名次", "Rank"), 0.7)]);
        let rows = vec![vec![Value::from(""); heads.len()]; GROUPS];
        let title =
            self.say("评比表（斜线上写数，斜线下写得分）", "Scoreboard (the figure above the stroke, points below)");
        let mut part = table(title, &heads, rows, 11.0, 1);
        part["split"] = json!([1, plan.weights.len()]);
        part
    }

    fn measured(&self, measure: Measure) -> (String, String, kpi::Unit, u32) {
        match measure {
            Measure::Kpi(id) => {
                let head = &self.book.kpis[id].head;
                let formula = head.formula.as_ref();
                let text = formula.map_or_else(String::new, |formula| formula.to_plain(self.lang));
                (
                    head.name.value.clone(),
                    text,
                    head.unit,
                    formula.map_or(0, |formula| goal::decimals(head.unit, formula)),
                )
            }
            Measure::Rubric(id) => {
                let head = &self.book.rubrics[id].head;
                (head.name.value.clone(), head.summary.clone(), kpi::Unit::Points, 1)
            }
        }
    }

    fn clause(&self, weight: &Weight) -> Vec<Value> {
        let (name, how, unit, decimals) = self.measured(weight.measure);
        let show = |value| goal::show(unit, Some(value), decimals);
        let (zero, full) = match &weight.scale {
            Scale::Line { zero, full } => (show(zero), show(full)),
            Scale::Within { low, high } => (String::new(), format!("{}–{}", show(low), show(high))),
        };
        let guard = match weight.measure {
            Measure::Kpi(id) => self.book.kpis[id].guard.map(|guard| self.book.kpis[guard].head.name.value.clone()),
            Measure::Rubric(_) => None,
        };
        let share: Ppm = weight.share;
        [
            name,
            how,
            share.to_string(),
            zero,
            full,
            guard.unwrap_or_default(),
            String::new(),
            String::new(),
            String::new(),
        ]
        .into_iter()
        .map(Value::from)
        .collect()
    }

    fn rubric(&self, id: Id<Rubric>) -> Value {
        let head = &self.book.rubrics[id].head;
        let most = head.dimensions.iter().map(|dimension| dimension.levels.len()).max().unwrap_or(0);
        let scores = head.scores(most);
        let weighed = head.dimensions.iter().all(|dimension| dimension.weight.is_some());
        let mut heads =
            vec![head_cell(self.say("项", "Dimension"), 1.1), head_cell(self.say("问什么", "Question"), 1.9)];
        heads.extend(scores.iter().map(|score| head_cell(words!("{score} 分", "{score}").get(self.lang), 1.9)));
        heads.extend((1..=head.raters).map(|n| head_cell(words!("评分人{n}", "rater {n}").get(self.lang), 0.75)));
        heads.push(head_cell(self.say("平均", "Mean"), 0.7));
        heads.push(head_cell(self.say("理由与例子", "Reason and example"), 2.4));
        let rows: Vec<Vec<Value>> = head
            .dimensions
            .iter()
            .zip(head.shares())
            .map(|(dimension, share)| {
                let name = &dimension.name.value;
                let own = head.scores(dimension.levels.len());
                let mut row =
                    vec![if weighed { format!("{name}\n{share}") } else { name.clone() }, dimension.ask.clone()];
                row.extend(scores.iter().map(|score| {
                    let place = own.iter().position(|known| known == score);
                    let level = place.and_then(|place| dimension.levels.get(place));
                    level.map_or_else(String::new, |level| level.value.clone())
                }));
                row.extend(std::iter::repeat_n(String::new(), head.raters as usize + 2));
                row.into_iter().map(Value::from).collect()
            })
            .collect();
        let note = self.say(
            "各打各的，打完再对；相差两分以上的，各讲一个例子再定。",
            "Score alone, then compare; where two are two or more apart, each gives an example before it is settled.",
        );
        let parts = vec![table(note, &heads, rows, 17.0, 1)];
        let mut form = self.form(&head.name.value, self.say("评分表", "Scoring sheet"), &head.summary, parts);
        form["signs"] =
            json!([self.say("评分人", "Scored by"), self.say("对分记录人", "Settled by"), self.say("日期", "Date")]);
        form["blanks"] = json!([self.say("群或阶段", "Group or stage"), self.say("第几次", "Round")]);
        form
    }

    /// Figures to write down and KPIs to compute of them, so many periods to a page.
    fn worksheet(&self, list: &[Id<Kpi>], periods: &[String]) -> Vec<Value> {
        let mut inputs: Vec<&kpi::KpiInput> = Vec::new();
        for input in list.iter().flat_map(|id| &self.book.kpis[*id].head.inputs) {
            if !inputs.iter().any(|known| known.name.value == input.name.value) {
                inputs.push(input);
            }
        }
        let mut parts = Vec::new();
        for chunk in periods.chunks(ACROSS) {
            let span = match (chunk.first(), chunk.last()) {
                (Some(first), Some(last)) if periods.len() > ACROSS => format!(" · {first}–{last}"),
                _ => String::new(),
            };
            let with = |heads: Vec<Value>| {
                heads.into_iter().chain(chunk.iter().map(|period| head_cell(period, 1.0))).collect::<Vec<_>>()
            };
            let blank = |cells: Vec<String>| {
                cells
                    .into_iter()
                    .chain(std::iter::repeat_n(String::new(), chunk.len()))
                    .map(Value::from)
                    .collect::<Vec<_>>()
            };
            let heads = with(vec![
                head_cell(self.say("要填的数", "Figure"), 1.5),
                head_cell(self.say("单位", "Unit"), 0.55),
                head_cell(self.say("从哪里抄", "Read it from"), 2.4),
            ]);
            let rows = inputs
                .iter()
                .map(|input| blank(vec![input.name.value.clone(), input.unit.clone(), input.from.clone()]));
            parts.push(table(
                &format!("{}{span}", self.say("一、填数", "1. Figures")),
                &heads,
                rows.collect(),
                10.5,
                3,
            ));
            let heads = with(vec![
                head_cell(self.say("指标", "KPI"), 1.5),
                head_cell(self.say("目标", "Goal"), 0.8),
                head_cell(self.say("怎么算", "How it is computed"), 2.15),
            ]);
            let rows = list.iter().map(|id| blank(self.line(*id, list)));
            parts.push(table(
                &format!("{}{span}", self.say("二、算出指标", "2. KPIs")),
                &heads,
                rows.collect(),
                10.5,
                3,
            ));
        }
        parts
    }

    fn line(&self, id: Id<Kpi>, list: &[Id<Kpi>]) -> Vec<String> {
        let kpi = &self.book.kpis[id];
        let head = &kpi.head;
        let formula = head.formula.as_ref();
        let decimals = formula.map_or(0, |formula| goal::decimals(head.unit, formula));
        let guard = kpi.guard.filter(|guard| list.contains(guard)).map(|guard| &self.book.kpis[guard].head.name.value);
        let name = match guard {
            Some(guard) => format!("{}\n{}{guard}", head.name.value, self.say("护栏：", "guard: ")),
            None => head.name.value.clone(),
        };
        let goal = Goal::of(head).show(head.unit, decimals);
        let goal = if goal.is_empty() { String::new() } else { format!("{goal}{}", unit_behind(head.unit, self.lang)) };
        vec![name, goal, formula.map_or_else(String::new, |formula| formula.to_plain(self.lang))]
    }

    fn form(&self, title: &str, kind: &str, note: &str, parts: Vec<Value>) -> Value {
        json!({
            "kind": kind, "title": title, "note": note, "parts": parts,
            "blanks": [self.say("团队", "Team"), self.say("周期", "Periods"), self.say("填表人", "Filled in by")],
            "signs": [self.say("填表人签名", "Filled in by"), self.say("复核人签名", "Checked by"), self.say("日期", "Date")],
            "scan": self.say("扫码看口径", "How it is counted"),
            "result": self.say("结果", "Result"),
            "page": [self.say("第", "page"), self.say("页，共", "of"), self.say("页", "")],
        })
    }
}

/// A percentage carries its sign already.
fn unit_behind(unit: kpi::Unit, lang: Lang) -> String {
    if unit == kpi::Unit::Percent { String::new() } else { format!(" {}", goal::unit(unit, lang)) }
}

fn head_cell(text: &str, wide: f64) -> Value {
    json!({ "t": text, "w": wide })
}

/// `still` columns at the left hold text; the others are written in.
fn table(title: &str, heads: &[Value], rows: Vec<Vec<Value>>, tall: f64, still: usize) -> Value {
    json!({ "part": "table", "title": title, "heads": heads, "rows": rows, "tall": tall, "still": still })
}

fn list_part(title: &str, lines: Vec<String>, ticks: bool) -> Value {
    json!({ "part": "list", "title": title, "lines": lines, "ticks": ticks })
}
