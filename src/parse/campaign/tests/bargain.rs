//! The sums of bargains.

use super::*;

const BARGAIN: &str = r#"
[bargain]
product = "锅"
first = "99"
floor = "29"
helpers = 15
min_cut = "0.50"
cost = "40"
ship = "6"
stock = 100
starters = 400
success_prob = "30%"
avg_helpers_failed = 4
new_share = "35%"
"#;

#[test]
fn a_bargain_loses_at_most_its_whole_stock() {
    let economy = sums("mechanic = \"bargain\"", BARGAIN);
    assert_eq!(show(&economy, "total_cut"), "70.00");
    assert_eq!(show(&economy, "loss"), "17.00");
    assert_eq!(show(&economy, "worst"), "1700.00");
    let (draft, _) = read(&format!("+++\ntitle = \"x\"\nmechanic = \"bargain\"\n{BARGAIN}+++\n"));
    let Some(Mechanic::Bargain(bargain)) = draft.mechanic else { panic!("a bargain was written") };
    let cuts = bargain.cuts("may");
    assert_eq!((cuts.len(), cuts.iter().copied().sum()), (15, Fen(7000)));
    assert_eq!(cuts, bargain.cuts("may"));
    assert_eq!(show(&economy, "successes"), "100");
    // 100 × 15 + 300 × 4 = 2 700 helpers, 945 of them new.
    assert_eq!(show(&economy, "reached"), "2700");
    assert_eq!(show(&economy, "per_new"), "1.80");
    assert_eq!(show(&economy, "feasible"), "是");
}

#[test]
fn what_newcomers_cut_more_saves_helpers_and_costs_nothing() {
    let plain = sums("mechanic = \"bargain\"", BARGAIN);
    let economy = sums("mechanic = \"bargain\"", &format!("{BARGAIN}new_user_bonus = \"2\""));
    // 70 ÷ (70 ÷ 15 + 35 % × 2) = 13.04 helpers; 100 × 13.04 + 300 × 4 = 2 504.3 are reached.
    assert_eq!(economy.line("needed").expect("a line").filled, "70.00 ÷ (4.67 + 35% × 2.00)");
    assert_eq!(show(&economy, "reached"), "2504.3");
    assert_eq!(show(&economy, "per_new"), "1.94");
    for key in ["loss", "worst", "expected"] {
        assert_eq!(show(&economy, key), show(&plain, key), "{key}");
    }
    let by_count = format!("{BARGAIN}new_user_bonus = \"2\"\nsuccess = \"helpers\"");
    assert_eq!(show(&sums("mechanic = \"bargain\"", &by_count), "reached"), "2700");
}

#[test]
fn real_engines_differ_from_the_plan() {
    let yudao = BARGAIN
        .replace("floor = \"29\"", "floor = \"0\"")
        .replace("min_cut = \"0.50\"", "min_cut = \"2\"\nmax_cut = \"8\"\nengine = \"yudao\"");
    let economy = sums("mechanic = \"bargain\"", &yudao);
    assert_eq!(show(&economy, "yudao_end"), "24.00");
    assert_eq!(show(&economy, "yudao_defect"), "39.00");
    let crmeb = BARGAIN
        .replace("first = \"99\"", "first = \"100\"")
        .replace("floor = \"29\"", "floor = \"0\"")
        .replace("new_share = \"35%\"\n", "")
        .replace("helpers = 15", "helpers = 20\nengine = \"crmeb\"");
    let economy = sums("mechanic = \"bargain\"", &crmeb);
    // Played through 20,000 times (`model/engines.rs`) it is 92.3 %, 98.5 % and 0.4; a plan plays it 1,000 times.
    assert_eq!(
        ["crmeb_front", "crmeb_half", "crmeb_pennies"].map(|key| show(&economy, key)),
        ["92.29%", "98.53%", "0.4"]
    );
}

#[test]
fn a_count_of_helpers_ends_a_bargain_above_its_floor() {
    let by_count = BARGAIN
        .replace("floor = \"29\"", "floor = \"0\"")
        .replace("min_cut = \"0.50\"", "min_cut = \"2\"\nmax_cut = \"8\"\nsuccess = \"helpers\"");
    let economy = sums("mechanic = \"bargain\"", &by_count);
    // 99 − 15 × 5 = 24 on average, and 15 × 8 reaches the floor: 46 − 24 and 46 − 0 are lost.
    assert_eq!(
        ["end", "lowest", "mean_loss", "loss"].map(|key| show(&economy, key)),
        ["24.00", "0.00", "22.00", "46.00"]
    );
    assert_eq!((show(&economy, "worst").as_str(), show(&economy, "expected").as_str()), ("4600.00", "2200.00"));
    assert_eq!(["room_min", "room_max"].map(|key| show(&economy, key)), ["69.00", "21.00"]);
    let floor = sums("mechanic = \"bargain\"", &by_count.replace("\"helpers\"", "\"floor\""));
    assert_eq!((show(&floor, "worst").as_str(), show(&floor, "expected").as_str()), ("4600.00", "4600.00"));
}
