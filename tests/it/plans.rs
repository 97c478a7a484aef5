//! Plans become workbooks with live points and ranks, and forms for paper; nobody gets a form with what is not theirs.

use calamine::{Data, Reader, Xlsx};
use sopress::{
    base::{date::Date, diag::Diags},
    model::{Book, chapter::Audience, table::Id},
    output::{
        print::form::{self, Form},
        sheet,
    },
    parse, resolve,
    source::Sources,
};
use std::io::Cursor;

const KPI: &str = "+++
name = \"发言率\"
formula = \"说话的 ÷ 全部\"
unit = \"%\"
direction = \"up\"
stages = [\"试点\"]
guard = \"员工占比\"
audience = \"store\"
[[inputs]]
name = \"说话的\"
[[inputs]]
name = \"全部\"
+++
";
const GUARD: &str = "+++
name = \"员工占比\"
formula = \"员工的 ÷ 说话的\"
unit = \"%\"
direction = \"down\"
[[inputs]]
name = \"员工的\"
[[inputs]]
name = \"说话的\"
+++
";
const RUBRIC: &str = "+++
name = \"执行\"
feeds = \"执行分\"
[[dimensions]]
name = \"按时\"
levels = [\"没做\", \"常迟\", \"都按时\"]
+++
";
/// What a contest and a stage have in common.
const PLAN: &str = "+++
title = \"试点方案\"
KIND
stage = \"试点\"
gates = [\"做完四周\"]
[[weights]]
kpi = \"发言率\"
weight = \"60%\"
zero = \"0%\"
full = \"50%\"
SECOND
weight = \"40%\"
zero = \"100%\"
full = \"0%\"
+++
";

fn book(plan: &str) -> Book {
    let sources = Sources::from_texts([
        ("sopress.toml", "title = \"测\"\nbase_url = \"https://t.example.com\"\n"),
        ("content/kpis/a.md", KPI),
        ("content/kpis/b.md", GUARD),
        ("content/rubrics/r.md", RUBRIC),
        ("content/plans/p.md", plan),
        ("content/data/kpi/甲.csv", "周期,说话的,全部,员工的\n第1周,20,100,10\n"),
        ("content/data/kpi/乙.csv", "周期,说话的,全部,员工的\n第1周,40,100,\n"),
        ("content/data/kpi/丙.csv", "周期,说话的,全部,员工的\n第1周,30,100,3\n"),
    ]);
    let mut diags = Diags::new();
    let manuscript = parse::parse(&sources, &mut diags);
    let book = resolve::resolve(manuscript, &|file| sources.path(file).to_string(), &mut diags);
    assert!(!diags.has_errors(), "{diags:?}");
    book
}

fn cells(bytes: Vec<u8>, tab: &str) -> Vec<Vec<String>> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let range = workbook.worksheet_range(tab).unwrap_or_else(|_| panic!("no {tab}: {:?}", workbook.sheet_names()));
    let show = |cell: &Data| match cell {
        Data::Float(number) => format!("{number:.2}"),
        Data::Empty => String::new(),
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(show).collect()).collect()
}

#[test]
fn a_contest_ranks_groups_by_their_totals_and_leaves_out_who_lacks_a_figure() {
    let plan = PLAN.replace("KIND", "kind = \"contest\"").replace("SECOND", "[[weights]]\nkpi = \"员工占比\"");
    let book = book(&plan);
    let rows = cells(sheet::plan::workbook(&book, Id::new(0)), "评比");
    let of = |team: &str| rows.iter().find(|row| row[1] == team).unwrap_or_else(|| panic!("no {team}: {rows:?}"));
    // 20 of 100 speak: 40 of 100 points; half of them staff: 50. 40 × 60 % + 50 × 40 %.
    let total = |team: &str| of(team).iter().rev().find(|cell| !cell.is_empty()).cloned().unwrap_or_default();
    assert_eq!((total("甲"), total("丙"), total("乙")), ("44.00".into(), "72.00".into(), "—".into()));
    assert_eq!(
        (&of("甲")[0], &of("丙")[0], &of("乙")[0]),
        (&"2.00".to_string(), &"1.00".to_string(), &"—".to_string())
    );
}

#[test]
fn a_stage_plan_has_an_agreement_points_and_a_scoring_sheet() {
    let plan = PLAN.replace("KIND\n", "").replace(
        "SECOND\nweight = \"40%\"\nzero = \"100%\"\nfull = \"0%\"",
        "[[weights]]\nrubric = \"执行\"\nweight = \"40%\"",
    );
    let book = book(&plan);
    let bytes = sheet::plan::workbook(&book, Id::new(0));
    let agreement = cells(bytes.clone(), "约定");
    assert!(agreement.iter().any(|row| row[0] == "发言率" && row[2] == "0.60" && row[4] == "50.0%"), "{agreement:?}");
    assert!(agreement.iter().any(|row| row[0] == "合计" && row[2] == "1.00"), "{agreement:?}");
    let figures = cells(bytes.clone(), "指标");
    assert!(
        figures.iter().any(|row| row[0] == "得分·执行分") && figures.iter().any(|row| row[0] == "总分"),
        "{figures:?}"
    );
    let scoring = cells(bytes, "评分·执行");
    assert!(scoring.iter().any(|row| row[0] == "按时" && row.contains(&"都按时".to_string())), "{scoring:?}");
}

#[test]
fn a_form_leads_to_its_page_and_keeps_what_is_for_the_team_from_stores() {
    let plan = PLAN.replace("KIND\n", "").replace(
        "SECOND\nweight = \"40%\"\nzero = \"100%\"\nfull = \"0%\"",
        "[[weights]]\nrubric = \"执行\"\nweight = \"40%\"",
    );
    let book = book(&plan);
    let made = |audience| form::data(&book, audience, Form::Kpi(Id::new(0)), "kpis/a/index.html").to_string();
    let (team, store) = (made(Audience::Internal), made(Audience::Store));
    assert!(team.contains("https://t.example.com/kpis/a/") && team.contains("护栏：员工占比"), "{team}");
    assert!(store.contains("说话的 ÷ 全部") && !store.contains("员工"), "{store}");
    let task =
        form::task(&book, Audience::Internal, Date::constant(2026, 5, 1), Form::Plan(Id::new(0)), "plans/p/index.html");
    let text = task.records[0].to_string();
    assert_eq!(task.title, "试点方案");
    assert!(text.contains("做完四周") && text.contains("50.0%"), "{text}");
}
