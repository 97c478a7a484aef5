//! Campaigns as they are read, and the sums that come from them.

mod bargain;
mod check_in;

use super::*;
use crate::model::formula;
use crate::{
    base::{
        exact::Exact,
        lang::Lang,
        money::Fen,
        span::{FileId, Span},
    },
    model::{
        chance::Binomial,
        economy::{Economy, Level, Value, economy, economy_at},
        live::Live,
    },
};

fn read(text: &str) -> (CampaignDraft, Vec<Diag>) {
    let (draft, diags) = campaign(&File { file: FileId(0), text }, "may.md");
    (draft, diags.sorted())
}

/// The sums of a campaign that has no mistakes; `fields` stand below a usual head.
fn sums(head: &str, fields: &str) -> Economy {
    let (draft, diags) = read(&format!(
        "+++\ntitle = \"五月活动\"\nstart = \"2026-05-01 00:00\"\nend = \"2026-05-31 00:00\"\n{head}\n{fields}\n+++\n"
    ));
    let told: Vec<&str> = diags.iter().map(|d| d.message.zh.as_str()).collect();
    assert!(told.is_empty(), "{told:?}");
    let economy = economy(&draft.head, draft.mechanic.as_ref().expect("a mechanic was written"));
    every_line_shows_its_formula(&economy);
    worksheets_compute_the_same(&economy);
    economy
}

fn every_line_shows_its_formula(economy: &Economy) {
    for line in &economy.lines {
        assert!(!line.formula.zh.is_empty() && !line.formula.en.is_empty(), "{}", line.key);
        assert!(
            line.live == Live::Fixed
                || !line.filled.is_empty()
                || ["smallest", "last_opening"].contains(&line.key.as_str()),
            "{}",
            line.key
        );
    }
    let mut names: Vec<&str> = economy.inputs.iter().map(|i| i.label.zh.as_str()).collect();
    names.extend(economy.lines.iter().map(|l| l.label.zh.as_str()));
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "a name is used twice");
    assert!(names.iter().all(|n| n.chars().all(|c| c.is_alphanumeric() || c == '_')), "{names:?}");
}

/// What the worksheet would compute from the same inputs must be what was computed here.
fn worksheets_compute_the_same(economy: &Economy) {
    let mut figures: Vec<(&str, Option<Exact>)> =
        economy.inputs.iter().map(|i| (i.label.zh.as_str(), i.value.number().cloned())).collect();
    for line in &economy.lines {
        let known = |name: &str| figures.iter().find(|(n, _)| *n == name).and_then(|(_, v)| v.clone());
        if let Live::Chance(chance) = &line.live {
            assert_eq!(chance.value(&known).as_ref(), line.value.number(), "{}", line.key);
        }
        if let Live::Formula(text) = &line.live {
            let mut diags = Diags::new();
            let formula = formula::parse(text, Span::file(FileId(0)), &mut diags);
            let formula = formula.unwrap_or_else(|| panic!("{}: {text} is no formula: {diags:?}", line.key));
            let value = formula.eval(&known);
            assert_eq!(value.as_ref(), line.value.number(), "{}: {text}", line.key);
        }
        figures.push((line.label.zh.as_str(), line.value.number().cloned()));
    }
}

fn show(economy: &Economy, key: &str) -> String {
    assert!(economy.line(key).is_some(), "no line {key}");
    economy.value(key).show(Lang::Zh)
}

const LOTTERY: &str = r#"
[lottery]
draw_mode = "scheduled"
participants = 3000
new_share = "35%"
[[lottery.prizes]]
rank = "一等奖"
name = "空气炸锅"
kind = "product"
qty = 2
unit_cost = "128"
ship = "6"
[[lottery.prizes]]
rank = "二等奖"
name = "10 元券"
kind = "coupon"
qty = 60
unit_cost = "10"
[[lottery.prizes]]
rank = "三等奖"
name = "零食包"
kind = "product"
qty = 100
unit_cost = "3"
ship = "6"
"#;

const LOTTERY_HEAD: &str = r#"
mechanic = "lottery"
budget = "2500"
value_per_new = "5"
[[fixed_costs]]
name = "工具和设计"
amount = "450"
"#;

#[test]
fn a_lottery_costs_at_worst_all_its_prizes() {
    let economy = sums(LOTTERY_HEAD, LOTTERY);
    assert_eq!(show(&economy, "worst"), "2218.00");
    assert_eq!(show(&economy, "per_new"), "2.11");
    assert_eq!(["odds.1", "odds.2", "odds.3"].map(|key| show(&economy, key)), ["1/1500", "1/50", "1/30"]);
    assert_eq!(show(&economy, "per_participant"), "0.74");
    assert_eq!(show(&economy, "break_even_participants"), "1268");
    assert_eq!(economy.break_even_new, Some(444));
    assert_eq!(economy.budget_ok, Some(true));
    let line = economy.line("worst").expect("every campaign has it");
    assert_eq!(line.live, Live::Formula("奖品最坏成本 + 固定费用合计".to_string()));
    assert_eq!(line.filled, "1768.00 + 450.00");
    assert_eq!(line.from, ["fixed", "worst_prizes"]);
}

#[test]
fn fewer_people_than_prizes_win_them_all() {
    let (draft, _) = read(&format!(
        "+++\ntitle = \"x\"\nstart = 2026-05-01\nend = 2026-05-03\n{LOTTERY_HEAD}{}+++\n",
        LOTTERY.replace("participants = 3000", "participants = { low = 50, mid = 3000, high = 6000 }")
    ));
    let mechanic = draft.mechanic.expect("a lottery was written");
    let low = economy_at(&draft.head, &mechanic, Level::Low, None);
    assert_eq!(show(&low, "won.3"), "50");
    assert_eq!(show(&low, "odds.3"), "1/1");
    assert_eq!(show(&low, "worst"), "2218.00");
    assert_eq!(show(&economy_at(&draft.head, &mechanic, Level::High, None), "odds.1"), "1/3000");
}

#[test]
fn a_draw_that_waits_for_a_full_house_gives_nothing_without_it() {
    let full = |at: u32| LOTTERY.replace("\"scheduled\"", &format!("\"full\"\nfull_at = {at}"));
    let opened = sums(LOTTERY_HEAD, &full(2000));
    assert_eq!((show(&opened, "expected").as_str(), show(&opened, "odds.1").as_str()), ("2218.00", "1/1000"));
    let closed = sums(LOTTERY_HEAD, &full(4000));
    assert_eq!((show(&closed, "expected").as_str(), show(&closed, "worst").as_str()), ("450.00", "2218.00"));
}

#[test]
fn a_lottery_in_every_group_has_its_prizes_in_every_group() {
    let groups = LOTTERY.replace("\"scheduled\"", "\"group\"\ngroups = 6");
    let economy = sums("mechanic = \"lottery\"", &groups);
    assert_eq!(show(&economy, "worst"), "10608.00");
    assert_eq!(show(&economy, "odds.1"), "1/250");
}

#[test]
fn an_instant_lottery_runs_out_by_its_binomial() {
    let economy = sums(
        "mechanic = \"lottery\"",
        r#"
[lottery]
draw_mode = "instant"
participants = 1000
draws_per_user = 1
[[lottery.prizes]]
rank = "一等奖"
name = "炸锅"
qty = 10
unit_cost = "100"
chance = "5%"
"#,
    );
    // Five per cent printed, ten pieces, a thousand draws: one per cent in truth.
    assert_eq!(show(&economy, "real.1"), "1%");
    assert_eq!(show(&economy, "stock_out.1"), "100%");
    assert_eq!(show(&economy, "lasts.1"), "200");
    assert_eq!(show(&economy, "worst"), "1000.00");
    assert_eq!(show(&economy, "expected"), "1000.00");
}

fn group_buy(size: u32, perk: &str) -> String {
    format!(
        r#"
[group_buy]
mode = "standard"
product = "牛奶"
size = {size}
price = "49.90"
cost = "26"
ship = "4.50"
leader_perk = "{perk}"
invites = 10
join_prob = "15%"
groups = 100
"#
    )
}

const GROUP_HEAD: &str = "mechanic = \"group-buy\"\npay_fee = \"0.6%\"";

#[test]
fn a_free_leader_needs_a_group_of_three() {
    let margins = [2, 3, 5].map(|size| show(&sums(GROUP_HEAD, &group_buy(size, "free")), "group_margin"));
    assert_eq!(margins, ["-11.40", "7.70", "45.90"]);
    let economy = sums(GROUP_HEAD, &group_buy(2, "free"));
    assert_eq!(show(&economy, "margin"), "19.10");
    assert_eq!(show(&economy, "smallest"), "3");
}

#[test]
fn groups_fill_as_the_binomial_says() {
    for (size, invites, chance) in
        [(3, 5, "16.5"), (3, 10, "45.6"), (3, 20, "82.4"), (5, 10, "5.0"), (5, 20, "35.2"), (10, 30, "2.8")]
    {
        let fields = group_buy(size, "none").replace("invites = 10", &format!("invites = {invites}"));
        let Value::Rate(rate) = sums(GROUP_HEAD, &fields).value("completion") else { panic!("a rate") };
        assert_eq!((rate * Exact::int(100)).fixed(1), chance, "{size} of {invites}");
    }
}

#[test]
fn a_ladder_earns_least_at_its_last_step() {
    let economy = sums(
        GROUP_HEAD,
        r#"
[group_buy]
mode = "ladder"
product = "牛奶"
cost = "26"
ship = "4.50"
solo_price = "59.90"
invites = 10
join_prob = "30%"
groups = 100
[[group_buy.ladder]]
size = 2
price = "49.90"
[[group_buy.ladder]]
size = 4
price = "44.90"
"#,
    );
    assert_eq!(show(&economy, "margin.1"), "19.10");
    assert_eq!(show(&economy, "margin"), "14.13");
    assert_eq!(show(&economy, "completion"), "97.18%");
    assert!(economy.line("profit").expect("computed").live != Live::Fixed);
}

#[test]
fn a_ladder_earns_the_mean_over_every_size_that_it_may_reach() {
    let steps = [(2, "49.90"), (4, "44.90"), (9, "39.90")];
    let ladder: String = steps
        .iter()
        .map(|(size, price)| format!("[[group_buy.ladder]]\nsize = {size}\nprice = \"{price}\"\n"))
        .collect();
    for perk in ["none", "free", "amount"] {
        let economy = sums(
            GROUP_HEAD,
            &format!(
                "[group_buy]\nmode = \"ladder\"\nproduct = \"牛奶\"\ncost = \"26\"\nship = \"4.50\"\ninvites = 20\n\
                 join_prob = \"17%\"\ngroups = 100\nleader_perk = \"{perk}\"\nperk_cost = \"3\"\n{ladder}"
            ),
        );
        let joiners = Binomial::new(20, &Exact::ratio(17, 100).expect("not zero"));
        let margin = |step: usize| economy.value(&format!("margin.{}", step + 1)).number().expect("known").clone();
        let whole = |n: u32| Exact::int(i64::from(n));
        let counted = joiners.mean(|joined| {
            let people = (joined + 1).min(9);
            let Some(step) = steps.iter().rposition(|(size, _)| people >= *size) else { return Exact::zero() };
            match perk {
                "free" => whole(people - 1) * margin(step) - Exact::ratio(3050, 100).expect("not zero"),
                "amount" => whole(people) * margin(step) - whole(3),
                _ => whole(people) * margin(step),
            }
        });
        assert_eq!(economy.value("mean_margin"), Value::Money(counted), "{perk}");
        let waiting = joiners.mean(|joined| if joined == 0 { Exact::one() } else { Exact::zero() });
        assert_eq!(economy.value("waiting"), Value::Count(waiting), "{perk}");
    }
}

#[test]
fn a_lottery_group_pays_only_for_winners() {
    let economy = sums(
        GROUP_HEAD,
        r#"
[group_buy]
mode = "lottery_group"
product = "牛奶"
size = 10
price = "9.90"
cost = "26"
ship = "4.50"
winners = 1
consolation_cost = "1"
invites = 20
join_prob = "50%"
groups = 100
"#,
    );
    // One winner loses 9.8406 − 30.50, nine get a coupon of 1 yuan.
    assert_eq!(show(&economy, "group_margin"), "-29.66");
    assert_eq!(show(&economy, "stock_needed"), "100");
    // Each winner loses 20.66: no size pays.
    assert_eq!(show(&economy, "largest"), "0");
}

#[test]
fn the_table_of_another_mechanic_is_a_mistake() {
    let (draft, diags) =
        read("+++\ntitle = \"x\"\nstart = 2026-05-01\nend = 2026-05-02\nmechanic = \"bargain\"\n[lottery]\n+++\n");
    assert!(draft.mechanic.is_none());
    let told: Vec<&str> = diags.iter().map(|d| d.message.zh.as_str()).collect();
    assert_eq!(told, ["这是砍价活动，却没有 [bargain] 表", "mechanic 是“bargain”，这里却是 [lottery]"]);
}

#[test]
fn all_mistakes_of_a_timeline_are_told_at_once() {
    let (draft, diags) = read(
        "+++\ntitle = \"x\"\nstart = 2026-05-01\nend = 2026-05-02\nmechanic = \"lottery\"\n\
         [scripts]\nlanch = \"开场\"\n[[timeline]]\nat = \"tomorrow\"\ndo = \"x\"\n[[timeline]]\nat = \"T+1\"\n\
         [lottery]\ndraw_mode = \"sheduled\"\nparticipants = [3, 2, 1]\n+++\n",
    );
    let told: Vec<&str> = diags.iter().map(|d| d.message.zh.as_str()).collect();
    assert_eq!(
        told,
        [
            "活动没有“lanch”这个话术位置",
            "“tomorrow”不是相对时间",
            "时间线的一步缺少“do”",
            "“draw_mode”不能是“sheduled”",
            "“participants”不能是一组值",
        ]
    );
    assert_eq!(draft.timeline.len(), 2);
}

#[test]
fn a_discount_says_how_much_must_be_sold() {
    let economy = sums(
        "mechanic = \"discount\"\n[[fixed_costs]]\nname = \"投放\"\namount = \"300\"",
        r#"
[discount]
product = "牛奶"
price = "39.90"
normal_price = "49.90"
cost = "26"
ship = "4.50"
stock = 500
expected_sales = 300
normal_sales = 100
"#,
    );
    assert_eq!(show(&economy, "margin"), "9.40");
    assert_eq!(show(&economy, "cut"), "10.00");
    assert_eq!(show(&economy, "worst"), "5300.00");
    assert_eq!(show(&economy, "expected"), "3300.00");
    // (100 × 19.40 + 300) ÷ 9.40, up to the next piece.
    assert_eq!(show(&economy, "needed_sales"), "239");
    assert_eq!(show(&economy, "sell_through"), "47.8%");
    assert_eq!(show(&economy, "profit"), "580.00");
}

#[test]
fn a_coupon_costs_at_worst_all_of_them() {
    let coupon = r#"
[coupon]
kind = "reduce"
threshold = "99"
amount = "20"
total = 1000
claim_rate = "60%"
redeem_rate = "25%"
basket = "128"
margin_rate = "35%"
"#;
    let economy = sums("mechanic = \"coupon\"", coupon);
    assert_eq!(show(&economy, "worst"), "20000.00");
    assert_eq!(show(&economy, "expected"), "3000.00");
    assert_eq!(show(&economy, "effective"), "20.2%");
    assert_eq!(show(&economy, "cheapest"), "14.65");
    let percent = coupon.replace("kind = \"reduce\"", "kind = \"percent\"\npercent = \"20%\"\ncap = \"30\"");
    let percent = percent.replace("amount = \"20\"\n", "");
    let economy = sums("mechanic = \"coupon\"", &percent);
    assert_eq!(show(&economy, "off"), "25.60");
    assert_eq!(show(&economy, "worst"), "30000.00");
    assert_eq!(sums("mechanic = \"coupon\"", &percent.replace("cap = \"30\"", "")).worst, None);
}

#[test]
fn a_referral_pays_for_those_who_reach_a_tier() {
    let economy = sums(
        "mechanic = \"referral\"",
        r#"
[referral]
participants = 200
invites = 10
invite_conv = "20%"
keep_rate = "80%"
welcome_cost = "0.50"
[[referral.tiers]]
need = 3
name = "鸡蛋"
reward_cost = "8"
stock = 50
"#,
    );
    assert_eq!(show(&economy, "k"), "2");
    assert_eq!(show(&economy, "reach.1"), "32.22%");
    assert_eq!(show(&economy, "given.1"), "50");
    assert_eq!(show(&economy, "worst"), "1400.00");
    // 50 × 8 + 400 × 0.50, for 320 who stay.
    assert_eq!(show(&economy, "expected"), "600.00");
    assert_eq!(show(&economy, "per_new"), "1.88");
}
