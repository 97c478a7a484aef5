//! Every figure of every mechanic and mode stands on the campaign's page, in `what-if` as text and as JSON, and in its workbook.

use crate::{
    site::{book, pages, sources},
    support::{lay_out, passes, repository, shown, sopress, tool},
};
use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use sopress::{base::lang::Lang, model::chapter::Audience, output::sheet};
use std::{fmt::Write, io::Cursor, process::Command};

/// A campaign, and the keys of its figures; `!` marks one that a worksheet cannot compute anew, `-` one that is no number.
struct Case {
    slug: &'static str,
    mechanic: &'static str,
    head: &'static str,
    fields: String,
    figures: &'static str,
}

const LOTTERY: &str = r#"
participants = [1000, 3000, 5000]
new_share = "35%"
join_rate = "80%"
coupon_redeem = "10%"
coupon_margin = "6"
[[lottery.prizes]]
rank = "一等奖"
name = "锅"
qty = 2
unit_cost = "128"
ship = "6"
chance = "0.1%"
[[lottery.prizes]]
rank = "二等奖"
name = "零食"
qty = 90
unit_cost = "3"
ship = "6"
chance = "4%"
"#;

const DRAWN: &str =
    "worst_prizes expected_prizes odds.1 odds.2 won.1 won.2 come_back new per_new break_even_participants";
const INSTANT: &str = "draws worst_prizes expected_prizes odds.1 odds.2 won.1 won.2 stock_out.1 stock_out.2 lasts.1 \
    real.1 come_back new per_new break_even_participants";

const GROUP: &str = r#"
product = "奶"
cost = "26"
ship = "4.50"
solo_price = "59.90"
leader_perk = "amount"
perk_cost = "5"
limit_hours = 24
refund_hours = 24
stock = 900
invites = 10
join_prob = "15%"
groups = [50, 100, 150]
new_share = "60%"
"#;

const FILLED: &str = "margin group_margin completion filled profit waiting refunds refund_sum stock_needed \
    last_opening given people new per_new most_groups";

const BARGAIN: &str = r#"
product = "锅"
first = "99"
helpers = 15
min_cut = "2"
max_cut = "8"
cost = "40"
ship = "6"
stock = 100
starters = [200, 400, 600]
success_prob = "30%"
avg_helpers_failed = 4
helps_per_day = 8
new_share = "35%"
"#;

const CUT: &str = "total_cut mean_cut room_min room_max -feasible loss successes reached time new per_new";

const CHECK_IN: &str = r#"
base = 5
points_per_yuan = 100
expiry = "一年"
users = [1000, 2000, 3000]
daily_return = "95%"
redeem_rate = "70%"
[check_in.makeup]
cost = 30
[[check_in.ladder]]
day = 7
points = 20
[[check_in.ladder]]
day = 14
points = 50
mode = "replace"
coupon = "券"
coupon_cost = "2"
[[check_in.cumulative]]
days = 20
points = 30
"#;

const CHECKED: &str = "!days perfect liability liability_money each !each_at.98 !each_at.80 issued outstanding active \
    per_active makeup_gain coupons_worst coupons reach.1 !times.1";

fn cases() -> Vec<Case> {
    let case = |slug, mechanic, fields: String, figures| Case { slug, mechanic, head: "", fields, figures };
    let lottery = |mode: &str| format!("[lottery]\n{mode}\n{LOTTERY}");
    let group = |mode: &str| format!("[group_buy]\n{mode}\n{GROUP}");
    let bargain = |more: &str| format!("[bargain]\n{more}\n{BARGAIN}");
    let check_in = |cycle: &str| format!("[check_in]\ncycle = \"{cycle}\"\n{CHECK_IN}");
    let single = "size = 3\nprice = \"49.90\"";
    vec![
        case("scheduled", "lottery", lottery("draw_mode = \"scheduled\""), DRAWN),
        case("full", "lottery", lottery("draw_mode = \"full\"\nfull_at = 2000"), DRAWN),
        case("groups", "lottery", lottery("draw_mode = \"group\"\ngroups = 6"), DRAWN),
        case("instant", "lottery", lottery("draw_mode = \"instant\"\ndraws_per_user = 2\nmiss_chance = \"95.9%\""), INSTANT),
        case(
            "wheel",
            "lottery",
            lottery("draw_mode = \"instant\"\nmiss_chance = \"95.9%\"\nengine = \"crmeb\""),
            "draws engine_gap engine_lost won.1 stock_out.2",
        ),
        case("standard", "group-buy", group(&format!("mode = \"standard\"\n{single}")), FILLED),
        case("old-new", "group-buy", group(&format!("mode = \"old_brings_new\"\n{single}")), FILLED),
        case("paid", "group-buy", group(&format!("mode = \"standard\"\n{single}")), "smallest perk_cost solo_margin"),
        case(
            "drawn-group",
            "group-buy",
            group("mode = \"lottery_group\"\nsize = 3\nprice = \"49.90\"\nwinners = 1\nconsolation_cost = \"1\""),
            "margin group_margin largest completion filled profit refunds stock_needed last_opening new per_new",
        ),
        Case {
            head: "",
            slug: "ladder",
            mechanic: "group-buy",
            fields: group("mode = \"ladder\"")
                + "[[group_buy.ladder]]\nsize = 2\nprice = \"49.90\"\n[[group_buy.ladder]]\nsize = 4\nprice = \"44.90\"\n",
            figures: "margin.1 margin.2 margin group_margin smallest completion reach.2 below.2 paying.1 paying.2 \
                mean_margin profit refunds stock_needed last_opening new per_new",
        },
        case("to-floor", "bargain", bargain("floor = \"29\"\nsuccess = \"floor\""), CUT),
        case(
            "by-count",
            "bargain",
            bargain("floor = \"0\"\nsuccess = \"helpers\""),
            "total_cut room_min room_max -feasible lowest loss end mean_loss successes reached time new per_new",
        ),
        case(
            "newcomers",
            "bargain",
            bargain("floor = \"29\"\nnew_user_bonus = \"2\"\nengine = \"crmeb\""),
            "needed loss per_new !crmeb_front !crmeb_half !crmeb_last !crmeb_pennies",
        ),
        case("yudao", "bargain", bargain("floor = \"0\"\nengine = \"yudao\""), "loss !yudao_end !yudao_defect"),
        case("never", "check-in", check_in("none"), CHECKED),
        case("weekly", "check-in", check_in("week"), CHECKED),
        case("monthly", "check-in", check_in("month"), CHECKED),
        case("thirty", "check-in", check_in("30d"), CHECKED),
        case(
            "cheaper",
            "discount",
            "[discount]\nproduct = \"奶\"\nprice = \"39.90\"\nnormal_price = \"49.90\"\ncost = \"26\"\nship = \"4.50\"\nstock = 500\nexpected_sales = [200, 300, 400]\nnormal_sales = 100\n".to_string(),
            "margin usual_margin cut sold needed_sales sell_through profit",
        ),
        case(
            "voucher",
            "coupon",
            "[coupon]\nkind = \"reduce\"\nthreshold = \"99\"\namount = \"20\"\ntotal = 1000\nclaim_rate = \"60%\"\nredeem_rate = \"25%\"\nbasket = \"128\"\nmargin_rate = \"35%\"\nscope = \"全场\"\nvalid_days = 7\nnew_share = \"10%\"\n".to_string(),
            "off off_at_threshold effective cheapest used profit new per_new",
        ),
        case(
            "friends",
            "referral",
            "[referral]\nparticipants = [100, 200, 300]\ninvites = 10\ninvite_conv = \"20%\"\nkeep_rate = \"80%\"\nwelcome_cost = \"0.50\"\n[[referral.tiers]]\nneed = 3\nname = \"鸡蛋\"\nreward_cost = \"8\"\nstock = 50\n".to_string(),
            "k joined reach.1 given.1 per_need.1 new per_new",
        ),
    ]
}

/// Of all campaigns, whatever the mechanic.
const ALWAYS: &str = "fixed worst expected per_participant budget_left";

fn campaign(case: &Case) -> String {
    format!(
        "--- content/campaigns/{slug}.md\n+++\ntitle = \"活动 {slug}\"\nslug = \"{slug}\"\nmechanic = \"{mechanic}\"\n\
         start = \"2026-05-01 00:00\"\nend = \"2026-06-10 00:00\"\npay_fee = \"0.6%\"\nbudget = \"99999\"\n\
         value_per_new = \"5\"\n{head}[[fixed_costs]]\nname = \"设计\"\namount = \"450\"\n{fields}+++\n",
        slug = case.slug,
        mechanic = case.mechanic,
        head = case.head,
        fields = case.fields
    )
}

/// Every place where a figure is told, for one campaign.
struct Told {
    html: String,
    text: String,
    json: Value,
    cells: Vec<Vec<Data>>,
    formulas: Vec<Vec<String>>,
}

impl Told {
    fn row(&self, label: &str) -> Option<(&[Data], &[String])> {
        let at =
            self.cells.iter().position(|row| row.first().is_some_and(|cell| *cell == Data::String(label.into())))?;
        Some((&self.cells[at], &self.formulas[at]))
    }

    /// What is missing of the figure, in words.
    fn missing(&self, key: &str, live: bool, is_number: bool) -> Vec<String> {
        let Some(result) = self.json["results"].as_array().expect("results").iter().find(|r| r["field"] == key) else {
            return vec!["no result in JSON".to_string()];
        };
        let text = |name: &str| result[name].as_str().unwrap_or_default().to_string();
        let (label, value, formula, filled) = (text("label"), text("value"), text("formula"), text("with_numbers"));
        let mut gaps = Vec::new();
        let mut gap = |missing: bool, what: String| {
            if missing {
                gaps.push(what);
            }
        };
        gap(value.is_empty() || value == "—", format!("{label} has no value"));
        gap(formula.is_empty(), format!("{label} has no formula"));
        let from = result["from"].as_array().is_some_and(|from| !from.is_empty());
        gap(live && !from, format!("{label} names no inputs"));
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        for (what, part) in [("label", &label), ("value", &value), ("formula", &formula), ("numbers", &filled)] {
            gap(!self.html.contains(&escaped(part)), format!("{label}: {what} “{part}” not on the page"));
            gap(!self.text.contains(part.as_str()), format!("{label}: {what} “{part}” not in what-if"));
        }
        if !is_number {
            return gaps;
        }
        let Some((cells, formulas)) = self.row(&label) else {
            gap(true, format!("{label} not in the workbook"));
            return gaps;
        };
        gap(
            !cells[2..5].iter().all(|cell| matches!(cell, Data::Float(_) | Data::Int(_) | Data::DateTime(_))),
            format!("{label}: {:?}", &cells[2..5]),
        );
        gap(
            live != formulas[2..5].iter().all(|formula| !formula.is_empty()),
            format!("{label}: {:?}", &formulas[2..5]),
        );
        gaps
    }
}

fn sheet_of(bytes: &[u8]) -> (Vec<Vec<Data>>, Vec<Vec<String>>) {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let cells = book.worksheet_range("活动测算").expect("the sheet of sums");
    let formulas = book.worksheet_formula("活动测算").expect("formulas");
    let (height, width) = cells.get_size();
    let rows = |row: usize| (0..width.max(6)).map(move |column| (row as u32, column as u32));
    let cells = (0..height)
        .map(|row| rows(row).map(|at| cells.get_value(at).cloned().unwrap_or(Data::Empty)).collect())
        .collect();
    let formulas = (0..height)
        .map(|row| rows(row).map(|at| formulas.get_value(at).cloned().unwrap_or_default()).collect())
        .collect();
    (cells, formulas)
}

#[test]
fn a_spreadsheet_computes_every_figure_as_it_is_told() {
    let Some(python) = tool("venv/bin/python") else { return };
    if Command::new("soffice").arg("--version").output().is_err() {
        eprintln!("skipped: no soffice here");
        return;
    }
    let text: String = cases().iter().map(campaign).collect();
    let sources = sources(&text);
    let book = book(&sources);
    let dir = tempfile::tempdir().expect("a folder");
    let files: Vec<_> = book
        .campaigns
        .iter()
        .map(|(id, campaign)| {
            let path = dir.path().join(format!("{}.xlsx", campaign.head.slug));
            std::fs::write(&path, sheet::campaign::workbook(&book, Audience::Internal, id)).expect("written");
            path
        })
        .collect();
    assert_eq!(files.len(), cases().len());
    passes(Command::new(python).arg(repository().join("tests/checkers/sheets.py")).args(files));
}

#[test]
fn every_figure_is_told_everywhere() {
    let cases = cases();
    let mut workspace = String::from("--- sopress.toml\ntitle = \"手册\"\nbase_url = \"https://t.example.com\"\n");
    for case in &cases {
        workspace.push_str(&campaign(case));
    }
    let dir = tempfile::tempdir().expect("a folder");
    lay_out(&workspace, dir.path());
    let sources = sources(&workspace);
    let book = book(&sources);
    let pages = pages(&sources, "default", Lang::Zh, Audience::Internal);
    let mut wrong = String::new();
    for case in &cases {
        let what_if = |more: &[&str]| {
            let title = format!("活动 {}", case.slug);
            let mut command = sopress();
            let output = command.current_dir(dir.path()).arg("what-if").arg(title).args(more).output().expect("runs");
            assert!(output.status.success(), "{}: {}", case.slug, shown(&output));
            String::from_utf8(output.stdout).expect("text")
        };
        let path = format!("campaigns/{}/index.html", case.slug);
        let (id, _) = book.campaigns.iter().find(|(_, campaign)| campaign.head.slug == case.slug).expect("read");
        let (cells, formulas) = sheet_of(&sheet::campaign::workbook(&book, Audience::Internal, id));
        let told = Told {
            html: pages.iter().find(|(at, _)| *at == path).expect("a page").1.clone(),
            text: what_if(&[]),
            json: serde_json::from_str(&what_if(&["--json"])).expect("JSON"),
            cells,
            formulas,
        };
        for key in ALWAYS.split(' ').chain(case.figures.split_whitespace()) {
            let name = key.trim_start_matches(['!', '-']);
            // An input may be asked for, too: it stands with its value.
            if let Some(input) = told.json["inputs"].as_array().expect("inputs").iter().find(|i| i["field"] == name) {
                let label = input["label"].as_str().expect("a label");
                assert!(told.html.contains(label) && told.text.contains(label) && told.row(label).is_some(), "{label}");
                continue;
            }
            for gap in told.missing(name, !key.starts_with(['!', '-']), !key.starts_with('-')) {
                writeln!(wrong, "{} {name}: {gap}", case.slug).expect("a text takes all");
            }
        }
        tables(case.slug, &told, &mut wrong);
    }
    assert!(wrong.is_empty(), "{} gaps:\n{wrong}", wrong.lines().count());
}

/// The scenarios and what moves the result: all rows in all places.
fn tables(slug: &str, told: &Told, wrong: &mut String) {
    for (name, least) in [("scenarios", 3), ("sensitivity", 3)] {
        let rows = told.json[name].as_array().expect("rows");
        if rows.len() < least {
            writeln!(wrong, "{slug}: {} rows of {name}", rows.len()).expect("a text takes all");
        }
        if !told.html.contains(&format!("id=\"{name}\"")) {
            writeln!(wrong, "{slug}: no {name} on the page").expect("a text takes all");
        }
        for row in rows.iter().take(6) {
            let label = row["label"].as_str().expect("a label");
            let places =
                [told.html.matches(label).count() > 1, told.text.matches(label).count() > 1, told.row(label).is_some()];
            if places != [true; 3] {
                writeln!(wrong, "{slug}: {name} of {label}: {places:?}").expect("a text takes all");
            }
        }
    }
    let strongest =
        told.cells.iter().any(|row| matches!(&row[0], Data::String(text) if text.starts_with("影响最大的数")));
    if !strongest {
        writeln!(wrong, "{slug}: the workbook does not say what moves the result").expect("a text takes all");
    }
    let cuts = told.json["cuts"].as_array().expect("cuts");
    let shown = told.row("逐刀金额").is_some() && told.html.contains("id=\"cuts\"") && told.text.contains("第几刀");
    if cuts.is_empty() == shown {
        writeln!(wrong, "{slug}: {} cuts, shown: {shown}", cuts.len()).expect("a text takes all");
    }
}
