//! Timelines against each other and the calendar, and one recipe at many stores.

use sopress::{
    base::{
        date::Date,
        diag::{Diags, Severity},
    },
    check::check,
    model::{Book, chapter::Audience, rollout},
    output::calendar::{self, Whose},
    parse, resolve,
    source::Sources,
};
use std::collections::BTreeSet;

const SITE: &str = "title = \"样\"\nbase_url = \"https://t.example.com\"\n[brand]\nname = \"样\"\norg = \"样店\"\n";
const LIBRARY: &str = "+++\ntitle = \"活动话术\"\ncategory = \"活动\"\nchannels = [\"group\"]\n+++\n\n## 预告\n\n明天见\n\n## 回访\n\n谢谢\n";
const LIMITS: &str = "[[limit]]\nid = \"commercial_days_week\"\nname = \"商业\"\nvalue = 3\nunit = \"天\"\nsource = \"样\"\nchecked_on = 2026-01-01\nsure = \"H\"\n[[limit]]\nid = \"print_lead_days\"\nname = \"印刷\"\nvalue = 5\nunit = \"天\"\nsource = \"样\"\nchecked_on = 2026-01-01\nsure = \"H\"\n";

/// A campaign with `start`, more header, and steps as `at|script or -|material or -`.
fn campaign(title: &str, start: &str, header: &str, steps: &[&str]) -> String {
    let mut text = format!(
        "+++\ntitle = \"{title}\"\nstart = \"{start} 10:00\"\nend = \"{}\"\n{header}\n",
        if header.contains("# long") { "2026-05-31 20:00" } else { "2026-05-20 20:00" }
    );
    for step in steps {
        let [at, script, material] = step.split('|').collect::<Vec<_>>()[..] else { panic!("{step}") };
        text.push_str(&format!("[[timeline]]\nat = \"{at}\"\ndo = \"{at}\"\n"));
        if script != "-" {
            text.push_str(&format!("script = \"{script}\"\n"));
        }
        if material != "-" {
            text.push_str(&format!("material = \"{material}\"\n"));
        }
    }
    text.push_str("+++\n");
    text
}

fn book(campaigns: &[&str]) -> Book {
    let kit = "name = \"海报\"\nmain = \"a.typ\"\noutput = \"print\"\n[paper]\nwidth = \"210mm\"\nheight = \"297mm\"\n";
    let picture = kit.replace("\"print\"", "\"image\"");
    let paths: Vec<String> = (0..campaigns.len()).map(|n| format!("content/campaigns/c{n}.md")).collect();
    let mut files = vec![
        ("sopress.toml", SITE),
        ("content/limits.toml", LIMITS),
        ("content/scripts/a.md", LIBRARY),
        ("kits/paper/kit.toml", kit),
        ("kits/chat/kit.toml", &picture),
        ("content/prints/p.toml", "title = \"海报\"\nkit = \"paper\"\n"),
        ("content/prints/q.toml", "title = \"群图\"\nkit = \"chat\"\n"),
    ];
    files.extend(paths.iter().map(String::as_str).zip(campaigns.iter().copied()));
    let sources = Sources::from_texts(files);
    let mut diags = Diags::new();
    let manuscript = parse::parse(&sources, &mut diags);
    resolve::resolve(manuscript, &|file| sources.path(file).to_string(), &mut diags)
}

/// What the rules of timelines say: code, message, helps.
fn told(campaigns: &[&str]) -> Vec<String> {
    let mut diags = Diags::new();
    check(&book(campaigns), Date::constant(2026, 5, 1), &mut diags);
    diags
        .sorted()
        .into_iter()
        .filter(|diag| diag.code.id().starts_with("TML-"))
        .map(|diag| {
            let mark = if diag.severity == Severity::Error { "!" } else { "" };
            let helps: Vec<&str> = diag.help.iter().map(|help| help.zh.as_str()).collect();
            format!("{}{mark} {}；{}", diag.code.id(), diag.message.zh, helps.join("；"))
        })
        .collect()
}

#[test]
fn two_campaigns_in_one_group_on_one_day_are_told() {
    let one = campaign("甲", "2026-05-10", "stores = [\"一店\", \"二店\"]", &["T|预告|-"]);
    let two = |stores: &str, at: &str| campaign("乙", "2026-05-12", stores, &[&format!("{at}|预告|-")]);
    assert_eq!(
        told(&[&one, &two("stores = [\"二店\", \"三店\"]", "T-2d")]),
        ["TML-001 “甲”和“乙”在同一天（2026-05-10）都要发到二店的群；错开一天，或用 [[rollout]] 给其中几家店另排日期"]
    );
    // A campaign without stores is everywhere.
    assert_eq!(told(&[&one, &two("", "T-2d")]).len(), 1);
    // Another day, another store, a store with a date of its own, an answer instead of a push.
    assert!(told(&[&one, &two("stores = [\"二店\"]", "T-1d")]).is_empty());
    assert!(told(&[&one, &two("stores = [\"三店\"]", "T-2d")]).is_empty());
    let moved = "stores = [\"二店\"]\n[[rollout]]\nstore = \"二店\"\nstart = \"2026-05-13 10:00\"";
    assert!(told(&[&one, &two(moved, "T-2d")]).is_empty());
    let answer = campaign("乙", "2026-05-12", "stores = [\"二店\"]\n[scripts]\nafter = \"回访\"", &["T-2d|回访|-"]);
    assert!(told(&[&one, &answer]).is_empty());
}

#[test]
fn stores_that_are_moved_onto_another_campaign_clash_there_alone() {
    let one = campaign("甲", "2026-05-10", "stores = [\"一店\", \"二店\"]", &["T|预告|-"]);
    let moved = "stores = [\"一店\", \"二店\"]\n[[rollout]]\nstore = \"二店\"\nstart = \"2026-05-10 10:00\"";
    let two = campaign("乙", "2026-05-12", moved, &["T|预告|-"]);
    let found = told(&[&one, &two]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("都要发到二店的群"), "{found:?}");
}

#[test]
fn what_is_sent_before_the_approval_is_an_error_with_the_earliest_day() {
    let sent = |approved: &str, at: &str| {
        campaign(
            "甲",
            "2026-05-10",
            &format!("approver = \"店长\"\n{approved}"),
            &[&format!("{at}|预告|-"), "T-9d|-|-"],
        )
    };
    assert_eq!(
        told(&[&sent("approved_on = 2026-05-08", "T-3d")]),
        ["TML-002! 2026-05-07 10:00 就要发“预告”，活动 2026-05-08 才批准；最早写成 T-2d，或提前批准"]
    );
    assert!(told(&[&sent("approved_on = 2026-05-07", "T-3d")]).is_empty());
    assert!(told(&[&sent("", "T-3d")]).is_empty(), "its day has not come");
    let late = campaign("甲", "2026-05-02", "approver = \"店长\"", &["T-2d|预告|-"]);
    assert_eq!(
        told(&[&late]),
        [
            "TML-002 2026-04-30 10:00 已经要发“预告”，活动还没有批准；批准后写 approved_on = 日期；没有批准就把日期往后排"
        ]
    );
    assert!(told(&[&campaign("甲", "2026-05-02", "", &["T-2d|预告|-"])]).is_empty(), "nobody approves it");
}

#[test]
fn a_print_that_comes_too_late_says_the_last_day() {
    let with = |material: &str, at: &str| {
        campaign("甲", "2026-05-10", &format!("materials = [\"{material}\"]"), &[&format!("{at}|-|{material}")])
    };
    assert_eq!(
        told(&[&with("海报", "T-2d")]),
        [
            "TML-003 “海报”到 2026-05-08 10:00 才定，印刷要 5 天，赶不上 2026-05-10 开始；最晚 2026-05-05 定稿送印（T-5d）；只在屏幕上用的换成图片模板"
        ]
    );
    assert!(told(&[&with("海报", "T-5d")]).is_empty());
    assert!(told(&[&with("群图", "T-2d")]).is_empty());
    // The first store to start decides.
    let early = campaign(
        "甲",
        "2026-05-10",
        "stores = [\"一店\", \"二店\"]\nmaterials = [\"海报\"]\n[[rollout]]\nstore = \"一店\"\nstart = \"2026-05-06 10:00\"\nend = \"2026-05-08 10:00\"",
        &["T-3d|-|海报"],
    );
    assert!(told(&[&early])[0].contains("赶不上 2026-05-06 开始"));
}

#[test]
fn more_days_of_selling_than_agreed_are_told_store_by_store() {
    // The tenth is a Sunday: the eleventh begins a week.
    let steps = ["T|预告|-", "T+1|预告|-", "T+2|预告|-", "T+2 20:00|预告|-"];
    let one = |stores: &str| campaign("甲", "2026-05-11", stores, &steps);
    assert!(told(&[&one("stores = [\"一店\"]")]).is_empty(), "three days are agreed on");
    let two = campaign("乙", "2026-05-14", "stores = [\"二店\", \"一店\"]", &["T|预告|-"]);
    assert_eq!(
        told(&[&one("stores = [\"一店\"]"), &two]),
        [
            "TML-004 2026-05-11 这一周，一店的群里有 4 天发活动，约定最多 3 天；把两次合成一次，或挪到下一周；约定写在上限表 commercial_days_week"
        ]
    );
    let next_week = campaign("乙", "2026-05-18", "stores = [\"一店\"]", &["T|预告|-"]);
    assert!(told(&[&one("stores = [\"一店\"]"), &next_week]).is_empty());
}

const ROLLED: &str = "stores = [\"一店\", \"二店\", \"三店\"]\n[[rollout]]\nstore = \"二店\"\nstart = \"2026-05-13 10:00\"\n[[rollout]]\nstores = [\"三店\", \"四店\"]\nstart = \"2026-05-14 08:00\"\nend = \"2026-05-15 20:00\"\nbudget = \"200\"";

#[test]
fn every_store_of_a_roll_out_has_its_own_dates() {
    let book = book(&[&campaign("甲", "2026-05-10", ROLLED, &["T-1d 20:00|预告|-", "end-2h|-|-"])]);
    let campaign = book.campaigns.values().next().expect("one");
    let due: Vec<String> = rollout::due(campaign)
        .iter()
        .map(|due| {
            format!("{} {} {}", sopress::base::date::show(due.at), due.task.head.what.value, due.stores.join("、"))
        })
        .collect();
    assert_eq!(
        due,
        [
            "2026-05-09 20:00 T-1d 20:00 一店",
            "2026-05-12 20:00 T-1d 20:00 二店",
            "2026-05-13 20:00 T-1d 20:00 三店、四店",
            "2026-05-15 18:00 end-2h 三店、四店",
            "2026-05-20 18:00 end-2h 一店、二店",
        ]
    );
}

/// The UIDs of a calendar, in order.
fn uids(bytes: &[u8]) -> Vec<String> {
    // Long lines are folded.
    let text = String::from_utf8_lossy(bytes).replace("\r\n ", "");
    text.lines().filter_map(|line| line.strip_prefix("UID:")).map(str::to_string).collect()
}

#[test]
fn a_stores_calendar_has_the_events_of_the_whole_one_and_keeps_them_when_others_move() {
    let calendars = |header: &str| {
        let book = book(&[&campaign("甲", "2026-05-10", header, &["T-1d 20:00|预告|-", "end-2h|-|-"])]);
        let (id, campaign) = book.campaigns.iter().next().expect("one");
        let stores: Vec<Vec<u8>> = rollout::runs(campaign)
            .iter()
            .filter(|run| !run.slug.is_empty())
            .map(|run| {
                calendar::campaign(&book, Audience::Internal, id, Whose::Store(&run.slug)).expect("it has dates")
            })
            .collect();
        (calendar::campaign(&book, Audience::Internal, id, Whose::Everyone).expect("it has dates"), stores)
    };
    let (whole, stores) = calendars(ROLLED);
    let all = uids(&whole);
    assert_eq!(all.len(), 12, "four runs of the campaign and two steps each: {all:?}");
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 12, "{all:?}");
    assert_eq!(stores.len(), 3);
    assert!(stores.iter().all(|store| uids(store).len() == 3 && uids(store).iter().all(|uid| all.contains(uid))));
    let (_, moved) = calendars(&ROLLED.replace("2026-05-13", "2026-05-12"));
    assert_ne!(stores[0], moved[0]);
    assert_eq!(uids(&stores[0]), uids(&moved[0]), "a second import updates");
    assert_eq!(stores[1..], moved[1..], "the others are the same files");
}
