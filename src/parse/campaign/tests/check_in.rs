//! The sums of check-ins.

use super::*;

const CHECK_IN: &str = r#"
[check_in]
cycle = "30d"
base = 5
points_per_yuan = 100
users = 2000
daily_return = "98%"
[[check_in.ladder]]
day = 7
points = 20
[[check_in.ladder]]
day = 14
points = 50
[[check_in.ladder]]
day = 21
points = 80
[[check_in.ladder]]
day = 30
points = 150
"#;

#[test]
fn a_check_in_owes_what_perfect_users_would_collect() {
    let economy = sums("mechanic = \"check-in\"", CHECK_IN);
    assert_eq!(show(&economy, "perfect"), "450");
    assert_eq!(show(&economy, "liability"), "900000");
    assert_eq!(show(&economy, "worst"), "9000.00");
    // Σ r^(d−1) × (5 + bonus of the day) over 30 days, exactly; a study that printed 182 for 95 % had rounded 181.47 up.
    for (back, points) in [("98%", "306.7"), ("95%", "181.47"), ("90%", "88.01"), ("80%", "34.12")] {
        let economy = sums("mechanic = \"check-in\"", &CHECK_IN.replace("98%", back));
        let Value::Points(each) = economy.value("each") else { panic!("points") };
        assert_eq!(each.short(2), points, "{back}");
    }
}

#[test]
fn a_replacing_tier_gives_less_than_an_adding_one() {
    let fields = CHECK_IN.replace("day = 30\npoints = 150", "day = 30\npoints = 150\nmode = \"replace\"");
    assert_eq!(show(&sums("mechanic = \"check-in\"", &fields), "perfect"), "445");
}

#[test]
fn weekly_streaks_begin_anew_on_mondays() {
    // May 2026 begins on a Friday: 3 + 7 + 7 + 7 + 6 days, so the seventh day comes three times.
    let fields = CHECK_IN.replace("cycle = \"30d\"", "cycle = \"week\"");
    assert_eq!(show(&sums("mechanic = \"check-in\"", &fields), "perfect"), "210");
}
