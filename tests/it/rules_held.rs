//! What a campaign publishes: the facts of its rules page, the lock that holds them, and what is told when one changes.

use crate::support::{lay_out, shown, sopress};
use sopress::{
    base::diag::Diags,
    model::{
        Book,
        published::{Part, facts},
    },
    parse, resolve,
    source::Sources,
};
use std::{collections::BTreeSet, fs, path::Path};

const SITE: &str = "title = \"样\"\n[brand]\nname = \"样\"\norg = \"样店\"\nphone = \"400-1\"\n";

const LOTTERY: &str = r#"+++
title = "年货抽奖"
mechanic = "lottery"
start = "2026-05-01 10:00"
end = "2026-05-03 20:00"
who = "满十八周岁的邻居"
how = "点参与得到一个序号"
tax = "由主办方承担"
contact = "店长"
dispute = "找店长"
personal_data = "收手机号，用来联系中奖人"
keep_days = 30
carrier = "mini_program"
stores = ["甲店"]

[lottery]
draw_mode = "scheduled"
participants = { low = 100, mid = 200, high = 400 }
draw_at = "2026-05-04 10:00"
draw_method = "摇号"
result_place = "门口公告栏"
exclude_staff = true
forfeit = "过期作废"
winner_notice_at = "2026-05-04 12:00"
archive_until = 2028-12-31
[[lottery.entry]]
cond = "free"
per_user = 1
[[lottery.prizes]]
rank = "一等奖"
name = "锅"
kind = "product"
qty = 2
unit_cost = "50"
market_value = "80"
delivery = "到店"
claim_deadline = "2026-05-10 20:00"
+++
"#;

fn book(campaign: &str) -> Book {
    let sources = Sources::from_texts(vec![("sopress.toml", SITE), ("content/campaigns/a.md", campaign)]);
    let mut diags = Diags::new();
    let manuscript = parse::parse(&sources, &mut diags);
    assert!(!diags.has_errors(), "{:?}", diags.iter().collect::<Vec<_>>());
    resolve::resolve(manuscript, &|file| sources.path(file).to_string(), &mut diags)
}

/// `key value`, in the order of the page.
fn said(campaign: &str) -> Vec<String> {
    let book = book(campaign);
    let campaign = book.campaigns.values().next().expect("one campaign");
    facts(campaign, &book.site).iter().map(|fact| format!("{} {}", fact.key, fact.value.zh)).collect()
}

#[test]
fn a_lottery_publishes_everything_that_must_be_published() {
    assert_eq!(
        said(LOTTERY),
        [
            "start 2026-05-01 10:00",
            "end 2026-05-03 20:00",
            "who 满十八周岁的邻居",
            "stores 甲店",
            "lottery.exclude_staff 不参加",
            "how 点参与得到一个序号",
            "carrier 小程序",
            "lottery.entry.1 免费参加，不用下单，每人最多 1 次",
            "lottery.prizes.1.rank 一等奖",
            "lottery.prizes.1.name 锅",
            "lottery.prizes.1.kind 实物",
            "lottery.prizes.1.qty 2 份",
            "lottery.prizes.1.market_value 80 元",
            "lottery.prizes.1.delivery 到店",
            "lottery.prizes.1.claim_deadline 2026-05-10 20:00",
            "odds.1 100 人参加时 1/50；200 人时 1/100；400 人时 1/200",
            "lottery.participants 奖品数量 ÷ 参加人数，按预计的人数列出；参加的人越多，概率越小，开奖后公布实际人数",
            "lottery.draw_mode 定时开奖",
            "lottery.draw_at 2026-05-04 10:00",
            "lottery.draw_method 摇号",
            "lottery.result_place 门口公告栏",
            "lottery.winner_notice_at 2026-05-04 12:00",
            "lottery.forfeit 过期作废",
            "lottery.archive_until 2028-12-31",
            "tax 由主办方承担",
            "personal_data 收手机号，用来联系中奖人",
            "keep_days 活动结束后 30 天，到期删除",
            "dispute 找店长",
            "contact 店长",
            "brand.org 样店",
            "brand.phone 400-1",
        ]
    );
}

#[test]
fn every_mechanic_publishes_its_price_its_quantity_and_how_to_claim() {
    let mechanics = [
        "mechanic = \"group-buy\"\n[group_buy]\nmode = \"ladder\"\nproduct = \"米\"\ncost = \"1\"\nprice = \"10\"\nsize = 3\nlimit_hours = 24\nrefund_hours = 48\nstock = 9\ngroups = 3\n[[group_buy.ladder]]\nsize = 3\nprice = \"9\"\n[[group_buy.ladder]]\nsize = 5\nprice = \"8\"",
        "mechanic = \"bargain\"\n[bargain]\nproduct = \"锅\"\ncost = \"1\"\nfirst = \"10\"\nfloor = \"5\"\nhelpers = 5\nmin_cut = \"0.10\"\nsuccess = \"floor\"\nvalid_hours = 24\norder_deadline_h = 24\nstock = 5\nstarters = 9",
        "mechanic = \"check-in\"\n[check_in]\ncycle = \"30d\"\nbase = 5\nexpiry = \"一年\"\nusers = 9\npoints_per_yuan = 100\nmall = \"商城\"\n[[check_in.ladder]]\nday = 7\npoints = 20",
        "mechanic = \"discount\"\n[discount]\nproduct = \"奶\"\ncost = \"1\"\nprice = \"9\"\nref_price = \"12\"\nref_basis = \"收银记录\"\nstock = 9",
        "mechanic = \"coupon\"\n[coupon]\nkind = \"reduce\"\nthreshold = \"50\"\namount = \"5\"\ntotal = 10\nscope = \"全部\"\nvalid_days = 10",
        "mechanic = \"referral\"\n[referral]\nparticipants = 9\ninvites = 5\ninvite_conv = \"10%\"\nclaim = \"self\"\n[[referral.tiers]]\nneed = 2\nname = \"鸡蛋\"\nreward_cost = \"5\"\nstock = 9",
    ];
    for mechanic in mechanics {
        let text = format!(
            "+++\ntitle = \"样\"\nstart = \"2026-05-01 10:00\"\nend = \"2026-05-03 20:00\"\nwho = \"邻居\"\nhow = \"点\"\n{mechanic}\n+++\n"
        );
        let book = book(&text);
        let campaign = book.campaigns.values().next().expect("one campaign");
        let parts: BTreeSet<Part> = facts(campaign, &book.site).iter().map(|fact| fact.part).collect();
        let wanted = [Part::Time, Part::Who, Part::How, Part::Offer, Part::Organiser];
        assert!(wanted.iter().all(|part| parts.contains(part)), "{mechanic}: {parts:?}");
        let keys: Vec<String> = facts(campaign, &book.site).into_iter().map(|fact| fact.key).collect();
        let unique: BTreeSet<&String> = keys.iter().collect();
        assert_eq!(unique.len(), keys.len(), "a fact stands twice: {keys:?}");
    }
}

fn lay(dir: &Path, campaign: &str) {
    lay_out(&format!("--- sopress.toml\n{SITE}--- content/campaigns/draw.md\n{campaign}"), dir);
}

fn lock(dir: &Path, day: &str) -> (Option<i32>, String) {
    let output = sopress().args(["lock", "年货抽奖", "--today", day, "--root"]).arg(dir).output().expect("runs");
    (output.status.code(), shown(&output))
}

/// What `check` says of the lock, message by message.
fn told(dir: &Path) -> Vec<String> {
    let output = sopress().args(["--format", "short", "check", "--root"]).arg(dir).output().expect("runs");
    shown(&output).lines().filter(|line| line.contains("LOT-004")).map(str::to_string).collect()
}

#[test]
fn a_changed_fact_is_told_with_both_values_until_a_reason_is_logged() {
    let dir = tempfile::tempdir().expect("folder");
    lay(dir.path(), LOTTERY);
    assert_eq!(lock(dir.path(), "2026-05-01").0, Some(0));
    assert!(told(dir.path()).is_empty());
    lay(dir.path(), &LOTTERY.replace("qty = 2", "qty = 3"));
    let found = told(dir.path());
    // The chances follow from the quantity: one change is one message.
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("“一等奖 · 数量”公布的是“2”，现在是“3”"), "{found:?}");
    let logged = "[[rule_changes]]\ndate = 2026-05-02\nwhat = \"lottery.prizes.1.qty\"\nfrom = \"2\"\nto = \"3\"\nwhy = \"多加一份\"\n\n[lottery]";
    lay(dir.path(), &LOTTERY.replace("qty = 2", "qty = 3").replace("[lottery]", logged));
    assert!(told(dir.path()).is_empty(), "{:?}", told(dir.path()));
    let output = sopress().args(["build", "--root"]).arg(dir.path()).args(["--only", "campaigns/**/*.html"]).output();
    let output = output.expect("runs");
    assert!(output.status.success(), "{}", shown(&output));
    let page = fs::read_to_string(dir.path().join("public/campaigns/draw/rules/index.html")).expect("the rules");
    assert!(page.contains("规则变更") && page.contains("多加一份") && page.contains("<del>2</del> → <ins>3</ins>"));
}

#[test]
fn a_change_that_is_worse_for_those_who_take_part_stays_a_warning() {
    let dir = tempfile::tempdir().expect("folder");
    lay(dir.path(), LOTTERY);
    lock(dir.path(), "2026-05-01");
    let logged = "[[rule_changes]]\ndate = 2026-05-02\nwhat = \"end\"\nfrom = \"2026-05-03 20:00\"\nto = \"2026-05-02 20:00\"\nwhy = \"停电\"\n\n[lottery]";
    lay(
        dir.path(),
        &LOTTERY.replace("end = \"2026-05-03 20:00\"", "end = \"2026-05-02 20:00\"").replace("[lottery]", logged),
    );
    let found = told(dir.path());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("对参与者不利"), "{found:?}");
}

#[test]
fn a_wrong_log_a_forged_lock_and_a_lost_campaign_are_told() {
    let dir = tempfile::tempdir().expect("folder");
    lay(dir.path(), LOTTERY);
    lock(dir.path(), "2026-05-01");
    let path = dir.path().join("content/locks/draw.toml");
    let locked = fs::read_to_string(&path).expect("the lock");
    let logged = "[[rule_changes]]\ndate = 2026-04-30\nwhat = \"lottery.prizes.1.qt\"\nfrom = \"2\"\nto = \"3\"\nwhy = \"无\"\n\n[lottery]";
    lay(dir.path(), &LOTTERY.replace("[lottery]", logged));
    let found = told(dir.path()).join("\n");
    assert!(found.contains("公布的规则里没有“lottery.prizes.1.qt”这一项"), "{found}");
    assert!(found.contains("变更的日期早于锁定的日期 2026-05-01"), "{found}");
    lay(dir.path(), LOTTERY);
    fs::write(&path, locked.replace("value = \"到店\"", "value = \"送货\"")).expect("file");
    let found = told(dir.path()).join("\n");
    assert!(found.contains("锁里的“怎么给”被改过"), "{found}");
    fs::write(&path, &locked).expect("file");
    lay(dir.path(), &LOTTERY.replace("title =", "slug = \"other\"\ntitle ="));
    assert!(told(dir.path()).join("\n").contains("锁定的活动“draw”不见了"));
}

#[test]
fn a_running_campaign_is_never_locked_anew() {
    let dir = tempfile::tempdir().expect("folder");
    lay(dir.path(), LOTTERY);
    assert_eq!(lock(dir.path(), "2026-04-20").0, Some(0));
    lay(dir.path(), &LOTTERY.replace("qty = 2", "qty = 3"));
    // Before the start what was promised may still be settled anew.
    assert_eq!(lock(dir.path(), "2026-04-30").0, Some(0));
    assert!(told(dir.path()).is_empty());
    let (code, text) = lock(dir.path(), "2026-05-02");
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("公布的规则没有变"), "{text}");
    lay(dir.path(), &LOTTERY.replace("qty = 2", "qty = 1"));
    let (code, text) = lock(dir.path(), "2026-05-02");
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("不能重新锁定"), "{text}");
}

#[test]
fn what_is_wrong_is_not_locked() {
    let dir = tempfile::tempdir().expect("folder");
    lay(dir.path(), &LOTTERY.replace("qty = 2\n", ""));
    let (code, text) = lock(dir.path(), "2026-05-01");
    assert_eq!(code, Some(1), "{text}");
    assert!(!dir.path().join("content/locks").exists());
}

#[test]
fn a_page_shows_the_team_and_nobody_else_what_was_found_on_it() {
    let dir = tempfile::tempdir().expect("folder");
    lay(dir.path(), &LOTTERY.replace("title =", "audience = \"public\"\ntitle ="));
    let page = |audience: &str| {
        let out = dir.path().join(audience);
        let output = sopress()
            .args(["build", "--today", "2026-05-02", "--only", "**/*.html", "--audience", audience, "--root"])
            .arg(dir.path())
            .arg("--out")
            .arg(&out)
            .output()
            .expect("runs");
        assert!(output.status.success(), "{}", shown(&output));
        let rules = fs::read_to_string(out.join("rules/index.html")).ok();
        (fs::read_to_string(out.join("campaigns/draw/index.html")).expect("the campaign"), rules)
    };
    let (team, rules) = page("internal");
    assert!(team.contains("公布的规则还没有锁定") && team.contains("href=\"../../rules/index.html#LOT-004\""));
    assert!(rules.expect("an appendix").contains("id=\"LOT-004\""));
    let (stores, rules) = page("store");
    assert!(!stores.contains("还没有锁定") && rules.is_some());
    let (public, rules) = page("public");
    assert!(!public.contains("还没有锁定") && rules.is_none());
}
