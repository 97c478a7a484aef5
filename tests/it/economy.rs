//! What is told about a campaign's numbers: the wrong number, and the nearest one that works.

use sopress::{
    base::{diag::Diags, span::FileId},
    check::economy::{PAGES, one, stacking},
    model::campaign::Mechanic,
    parse,
};

/// What is told about a campaign: code, message, helps; and whether the place is the given text.
fn told(head: &str, fields: &str) -> Vec<String> {
    let text = format!(
        "+++\ntitle = \"五月活动\"\nstart = \"2026-05-01 00:00\"\nend = \"2026-05-31 00:00\"\n{head}\n{fields}\n+++\n"
    );
    let source = parse::Source { file: FileId(0), text: &text };
    let (draft, found) = parse::campaign::campaign(&source, "may.md");
    assert!(found.is_empty(), "{:?}", found.iter().collect::<Vec<_>>());
    let mut diags = Diags::new();
    one(&draft.head, draft.mechanic.as_ref().expect("a mechanic was written"), &mut diags);
    shown(diags, &text)
}

fn shown(diags: Diags, text: &str) -> Vec<String> {
    diags
        .sorted()
        .into_iter()
        .map(|diag| {
            let span = diag.span.expect("every finding has a place");
            let place = text[span.start as usize..span.end as usize].lines().next().unwrap_or("").to_string();
            let helps: Vec<&str> = diag.help.iter().map(|help| help.zh.as_str()).collect();
            format!("{} [{place}] {}；{}", diag.code.id(), diag.message.zh, helps.join("；"))
        })
        .collect()
}

const LOTTERY: &str = r#"
[lottery]
draw_mode = "scheduled"
participants = 3000
[[lottery.prizes]]
rank = "一等奖"
name = "空气炸锅"
qty = 2
unit_cost = "128"
ship = "6"
[[lottery.prizes]]
rank = "二等奖"
name = "零食包"
qty = 100
unit_cost = "3"
ship = "6"
"#;

#[test]
fn a_prize_without_a_quantity_says_what_the_budget_buys() {
    assert_eq!(
        told("mechanic = \"lottery\"\nbudget = \"1000\"", &LOTTERY.replace("qty = 100\n", "")),
        [
            "LOT-002 [\"二等奖\"] “二等奖”没有写数量：算不出最坏要花多少，也不能公示；其他奖项和固定费用之外，预算还剩 732.00 元，最多 qty = 81"
        ]
    );
}

#[test]
fn a_worst_case_above_the_budget_says_what_fits() {
    assert_eq!(
        told("mechanic = \"lottery\"\nbudget = \"1000\"", LOTTERY),
        [
            "ECO-001 [\"1000\"] 最坏要花 1168.00 元，比预算 1000.00 元多 168.00 元；二等奖数量最多 81 就在预算内；或把预算改成 1168.00"
        ]
    );
    assert!(told("mechanic = \"lottery\"\nbudget = \"1168\"", LOTTERY).is_empty());
}

#[test]
fn a_high_guess_above_the_budget_is_a_warning() {
    let check_in = "[check_in]\ncycle = \"30d\"\nexpiry = \"一年\"\nmall = \"商城\"\nbase = 5\npoints_per_yuan = 100\nusers = [100, 200, 400]\ndaily_return = \"90%\"";
    assert_eq!(
        told("mechanic = \"check-in\"\nbudget = \"500\"", check_in),
        [
            "ECO-001 [\"500\"] 参与人数到高位时最坏要花 600.00 元，超过预算 500.00 元；写上库存或名额来封顶，或把预算改成 600.00"
        ]
    );
}

#[test]
fn weights_that_leave_a_gap_say_the_missing_blank() {
    let instant = LOTTERY
        .replace("scheduled", "instant")
        .replace("qty = 2\n", "qty = 20\nchance = \"0.1%\"\n")
        .replace("qty = 100\n", "qty = 900\nchance = \"20%\"\n")
        .replace("participants = 3000", "participants = 3000\nmiss_chance = \"70%\"");
    assert_eq!(
        told("mechanic = \"lottery\"", &instant),
        ["LOT-010 [\"70%\"] 中奖率 20.1% 加上不中奖 70% 是 90.1%，不是 100%；写 miss_chance = \"79.9%\""]
    );
    assert!(told("mechanic = \"lottery\"", &instant.replace("70%", "79.9%")).is_empty());
}

#[test]
fn odds_that_do_not_hold_to_the_end_say_what_would() {
    let instant = "[lottery]\ndraw_mode = \"instant\"\nparticipants = 1000\nmiss_chance = \"95%\"\n[[lottery.prizes]]\nrank = \"一等奖\"\nname = \"券\"\nqty = 10\nunit_cost = \"5\"\nchance = \"5%\"";
    assert_eq!(
        told("mechanic = \"lottery\"", instant),
        [
            "LOT-011 [\"5%\"] “一等奖”有 100% 的可能提前抽完：标示 5%，实际约 1%；数量加到 63 件，才有 95% 的把握发到最后；或把中奖率降到 0.5435%"
        ]
    );
    // P(Bin(1000, 5 %) ≥ 62) is 5.1 %, of 63 it is 3.8 %.
    assert!(told("mechanic = \"lottery\"", &instant.replace("qty = 10", "qty = 63")).is_empty());
}

#[test]
fn impossible_stocks_and_full_houses_are_told() {
    let few =
        LOTTERY.replace("participants = 3000", "participants = 3000\nstock = 90").replace("qty = 2\n", "qty = 0\n");
    assert_eq!(
        told("mechanic = \"lottery\"", &few),
        [
            "LOT-010 [90] 实物奖品要 100 件，库存只有 90 件；备到 100 件，或把奖品减到 90 件",
            "LOT-010 [0] “一等奖”的数量是 0；至少写 1，或删掉这个奖项",
        ]
    );
    let full = LOTTERY.replace("scheduled\"", "full\"\nfull_at = 9000");
    assert_eq!(
        told("mechanic = \"lottery\"", &full),
        ["LOT-010 [9000] 要满 9000 人才开奖，最多估计 4500 人：开不了奖；不超过预期人数 3000"]
    );
}

const GROUP: &str = r#"
[group_buy]
mode = "standard"
product = "牛奶"
size = 2
price = "49.90"
cost = "26"
ship = "4.50"
leader_perk = "free"
refund_hours = 24
limit_hours = 24
"#;

#[test]
fn a_free_leader_in_a_group_of_two_says_the_loss_and_the_size_that_pays() {
    let head = "mechanic = \"group-buy\"\npay_fee = \"0.6%\"";
    assert_eq!(
        told(head, &format!("{GROUP}groups = 10")),
        ["GRP-003 [\"free\"] 2 人团每团亏 11.40 元；成团人数至少 3 人，每团赚 7.70 元"]
    );
    assert!(told(head, &format!("{GROUP}groups = 10").replace("size = 2", "size = 3")).is_empty());
    let below_cost = format!("{GROUP}groups = 10").replace("49.90", "29.90");
    assert_eq!(told(head, &below_cost), ["GRP-003 [\"free\"] 2 人团每团亏 31.28 元；每单就在亏：拼团价至少 30.69 元"]);
}

#[test]
fn ladders_that_do_not_fall_are_told_with_the_nearest_price() {
    let ladder = "[group_buy]\nmode = \"ladder\"\nproduct = \"牛奶\"\ncost = \"26\"\nrefund_hours = 24\nlimit_hours = 24\ngroups = 10\n\
        [[group_buy.ladder]]\nsize = 3\nprice = \"49.90\"\n[[group_buy.ladder]]\nsize = 3\nprice = \"49.90\"\n\
        [[group_buy.ladder]]\nsize = 5\nprice = \"25\"";
    assert_eq!(
        told("mechanic = \"group-buy\"", ladder),
        [
            "GRP-004 [3] 第 2 档 3 人，不比上一档多；至少 4 人",
            "GRP-004 [\"49.90\"] 第 2 档 49.90 元，不比上一档便宜；最高 49.89 元",
            "GRP-003 [\"25\"] 第 3 档每单亏 1.00 元；至少 26.00 元才不亏",
        ]
    );
}

#[test]
fn groups_without_stock_time_or_people_are_told() {
    let fields = GROUP
        .replace("size = 2", "size = 10\nstock = 95\ngroups = 10\ninvites = 30\njoin_prob = \"15%\"")
        .replace("limit_hours = 24", "limit_hours = 800\nauto_fill = true")
        .replace("refund_hours = 24\n", "");
    assert_eq!(
        told("mechanic = \"group-buy\"", &fields),
        [
            "GRP-002 [[group_buy]] 没有写未成团多久退款；加上 refund_hours = 24",
            "GRP-007 [10] 10 人团只有 2.8% 能成；降到 7 人团；或让每个团长能触达 44 人",
            "GRP-005 [95] 10 个团全成要 100 件，库存 95 件只够 9 个团；备到 100 件，或写明开团数以 9 个为限",
            "GRP-006 [800] 拼团时限 800 小时，活动一共只有 720 小时；最多 720 小时",
            "GRP-001 [true] 模拟成团是虚构交易；写 auto_fill = false；人数不够就退款，或降低成团人数",
        ]
    );
}

#[test]
fn a_group_or_a_bargain_that_outlives_its_campaign_is_told() {
    let head = "mechanic = \"group-buy\"";
    let fields = GROUP.replace("size = 2", "size = 3\ngroups = 10");
    assert!(told(head, &fields).is_empty());
    assert_eq!(
        told(head, &fields.replace("limit_hours = 24\n", "")),
        [
            "GRP-006 [[group_buy]] 没有写开团后多久要成团：活动结束时还没满的团怎么算，谁也不知道；加上 limit_hours = 24；最晚开团时间会自动算出来"
        ]
    );
    let long = format!("{BARGAIN}valid_hours = 721");
    assert_eq!(
        told("mechanic = \"bargain\"", &long),
        ["BAR-006 [721] 砍价时限 721 小时，活动一共只有 720 小时；最多 720 小时"]
    );
    assert!(told("mechanic = \"bargain\"", &long.replace("721", "720")).is_empty());
}

const BARGAIN: &str =
    "[bargain]\nproduct = \"锅\"\nfirst = \"99\"\nfloor = \"29\"\nhelpers = 15\ncost = \"40\"\nstock = 100\n";

#[test]
fn a_floor_that_cannot_be_reached_says_what_would() {
    assert_eq!(
        told("mechanic = \"bargain\"", &format!("{BARGAIN}max_cut = \"4\"")),
        [
            "BAR-003 [\"4\"] 15 人最多砍掉 60.00 元，只能到 39.00 元，到不了底价；最大一刀至少 4.67 元；或助力人数至少 18 人"
        ]
    );
    assert_eq!(
        told("mechanic = \"bargain\"", &format!("{BARGAIN}min_cut = \"5\"")),
        [
            "BAR-003 [\"5\"] 15 人每人至少砍掉的加起来是 75.00 元，总共只有 70.00 元可砍；最小一刀最多 4.66 元；或助力人数最多 14 人"
        ]
    );
    assert!(told("mechanic = \"bargain\"", &format!("{BARGAIN}min_cut = \"4.66\"")).is_empty());
    assert!(told("mechanic = \"bargain\"", &format!("{BARGAIN}max_cut = \"4.67\"")).is_empty());
    assert_eq!(
        told("mechanic = \"bargain\"", &BARGAIN.replace("29", "99")),
        ["BAR-003 [\"99\"] 底价不低于起始价；底价最高 98.99 元"]
    );
}

#[test]
fn engines_that_differ_from_the_plan_are_told() {
    let yudao = BARGAIN.replace("\"29\"", "\"0\"");
    assert_eq!(
        told("mechanic = \"bargain\"", &format!("{yudao}min_cut = \"2\"\nmax_cut = \"8\"\nengine = \"yudao\"")),
        [
            "BAR-005 [\"yudao\"] 芋道满 15 人就算成功：从 99.00 元平均只砍到 24.00 元，不是底价 0.00 元；最小一刀加最大一刀至少 13.20 元才到得了底价；按它代码里的缺陷，平均停在 39.00 元"
        ]
    );
    assert_eq!(
        told("mechanic = \"bargain\"", &format!("{BARGAIN}max_cut = \"8\"\nengine = \"yudao\""))[0],
        "BAR-005 [\"29\"] 芋道把底价当成随机下限：底价 29.00 元大于最大一刀 8.00 元，一助力就出错；先修复引擎的代码，或底价最高 8.00 元"
    );
    let hundred = "[bargain]\nproduct = \"锅\"\nfirst = \"100\"\nfloor = \"0\"\nhelpers = 20\nmin_cut = \"1\"\ncost = \"40\"\nstock = 100\n";
    assert_eq!(
        told("mechanic = \"bargain\"", &format!("{hundred}engine = \"crmeb\"")),
        [
            "BAR-005 [\"crmeb\"] CRMEB 每刀砍余额的 20%–50%：前 6 人平均就砍掉 92.3%，前 10 人 98.5%；最后四人平均每刀 0.04 元，平均有 0.4 刀只砍 1 分钱；CRMEB 没有最小一刀，min_cut 1.00 元不会生效；在规则和话术里说明越往后越少，或减少助力人数"
        ]
    );
}

#[test]
fn a_count_of_helpers_promises_no_floor() {
    let by_count = format!("{BARGAIN}max_cut = \"4\"\nsuccess = \"helpers\"");
    assert!(told("mechanic = \"bargain\"", &by_count).is_empty());
}

#[test]
fn draws_that_a_lottery_program_loses_are_told_with_their_share() {
    let instant = "[lottery]\ndraw_mode = \"instant\"\nparticipants = 100\nmiss_chance = \"95%\"\nengine = \"crmeb\"\n[[lottery.prizes]]\nrank = \"一等奖\"\nname = \"券\"\nqty = 100\nunit_cost = \"5\"\nchance = \"5%\"";
    assert_eq!(
        told("mechanic = \"lottery\"", instant),
        [
            "LOT-013 [\"crmeb\"] CRMEB 在 0 到 100 之间抽数，两头都算：101 次里有 1 次（0.99%）什么都对不上，连“未中奖”也不显示；把权重同比放大到合计 10000，漏掉的降到 0.01%；或请开发把随机数的上限减 1"
        ]
    );
    let fine = instant.replace("engine = \"crmeb\"", "engine = \"crmeb\"\nweights_total = 10000");
    let fine = told("mechanic = \"lottery\"", &fine);
    assert!(fine[0].contains("10001 次里有 1 次（0.01%）"), "{fine:?}");
    let scheduled = told("mechanic = \"lottery\"", &LOTTERY.replace("scheduled\"", "scheduled\"\nengine = \"crmeb\""));
    assert_eq!(
        scheduled,
        [
            "LOT-013 [\"scheduled\"] CRMEB 的抽奖只有即抽即中，不会等到一个时间再开；写 draw_mode = \"instant\"，或去掉 engine，用 sopress draw 开奖"
        ]
    );
}

#[test]
fn more_successes_than_stock_are_told() {
    assert_eq!(
        told("mechanic = \"bargain\"", &format!("{BARGAIN}starters = 400\nsuccess_prob = \"30%\"")),
        ["BAR-004 [100] 预期砍成 120 单，库存只有 100 件：有人砍成了却买不到；备到 120 件，或写明先到先得并显示余量"]
    );
}

#[test]
fn a_bargain_that_takes_longer_than_its_limit_is_told() {
    let slow = format!("{BARGAIN}helps_per_day = 6\nvalid_hours = 48");
    assert_eq!(
        told("mechanic = \"bargain\"", &slow),
        ["BAR-006 [48] 每天 6 人助力，15 人要 60 小时，时限只有 48 小时；时限至少 60 小时；或助力人数最多 12 人"]
    );
    assert!(told("mechanic = \"bargain\"", &slow.replace("valid_hours = 48", "valid_hours = 60")).is_empty());
}

#[test]
fn tiers_out_of_reach_and_cheap_make_ups_are_told() {
    let check_in = "[check_in]\ncycle = \"week\"\nbase = 5\nexpiry = \"一年\"\nmall = \"商城\"\npoints_per_yuan = 100\nusers = 10\n\
        [check_in.makeup]\ncost = 10\n[[check_in.ladder]]\nday = 7\npoints = 50\n[[check_in.ladder]]\nday = 14\npoints = 20\n\
        [[check_in.cumulative]]\ndays = 40\npoints = 9";
    assert_eq!(
        told("mechanic = \"check-in\"", check_in),
        [
            "CHK-003 [10] 补签一次花 10 分，就能拿到第 7 天的 55 分；补签写 55 分以上，或规定补签的天数不计入连签",
            "CHK-002 [14] 签到每周一重置，连签 14 天的奖励不是每一轮都拿得到；最多写第 7 天",
            "CHK-004 [20] 坚持更久反而只有 20 分；至少 50 分",
            "CHK-002 [40] 活动一共 30 天，累计不到 40 天；最多写 30 天",
        ]
    );
    let cheap = check_in.replace("cost = 10", "cost = 3").replace("expiry = \"一年\"\nmall = \"商城\"\n", "");
    let told = told("mechanic = \"check-in\"", &cheap);
    assert!(told[0].starts_with("CHK-001") && told[1].contains("补签一次花 3 分，却补回 5 分"), "{told:?}");
}

#[test]
fn discounts_that_are_none_are_told() {
    let discount = "[discount]\nproduct = \"牛奶\"\nprice = \"39.90\"\nnormal_price = \"49.90\"\ncost = \"30\"\nref_price = \"99\"\nlowest_7d = \"69\"\nstock = 100\nexpected_sales = 90\nnormal_sales = 80";
    assert_eq!(
        told("mechanic = \"discount\"", discount),
        [
            "ECO-004 [[discount]] 按预期要亏：-701.00 元；影响最大的是活动价：写成 43.89 时是 -341.90 元",
            "PRC-001 [\"99\"] 划线价 99.00 元高于前七日最低成交价 69.00 元；最高写 69.00 元",
            "PRC-001 [\"99\"] 划线价没有写依据；加上 ref_basis，写明这个价格的来源和日期，或去掉 ref_price",
            "DIS-002 [100] 要卖 161 件才和平时赚得一样多，库存只有 100 件；备到 161 件，或少降一点",
        ]
    );
}

#[test]
fn coupons_that_eat_their_basket_are_told() {
    let coupon = "[coupon]\nkind = \"reduce\"\nthreshold = \"99\"\namount = \"40\"\ntotal = 10\nmargin_rate = \"35%\"\nscope = \"全场\"\nvalid_days = 7";
    assert_eq!(
        told("mechanic = \"coupon\"", coupon),
        [
            "CPN-001 [\"99\"] 买 99.00 元减 40.00 元，毛利只有 34.65 元：每单亏 5.35 元；门槛至少 114.29 元；或最多减 34.65 元"
        ]
    );
    let share = "[coupon]\nkind = \"percent\"\npercent = \"20%\"\nthreshold = \"50\"\ntotal = 10\nbasket = \"128\"\nmargin_rate = \"35%\"";
    let told = told("mechanic = \"coupon\"", share);
    assert!(told.iter().any(|t| t.starts_with("CPN-003") && t.contains("cap 最多 \"44.80\"")), "{told:?}");
    assert_eq!(told.iter().filter(|t| t.starts_with("CPN-004")).count(), 2, "{told:?}");
}

#[test]
fn two_coupons_on_one_basket_are_told_once() {
    let text = |title: &str, other: &str, threshold: u32| {
        format!(
            "+++\ntitle = \"{title}\"\nstart = 2026-05-01\nend = 2026-05-31\nmechanic = \"coupon\"\n[coupon]\nkind = \"reduce\"\n\
             threshold = \"{threshold}\"\namount = \"20\"\ntotal = 10\nmargin_rate = \"35%\"\nscope = \"全场\"\nvalid_days = 7\nstacks_with = [\"{other}\"]\n+++\n"
        )
    };
    let (a, b) = (text("大券", "小券", 99), text("小券", "大券", 59));
    let read = |text: &str| parse::campaign::campaign(&parse::Source { file: FileId(0), text }, "x.md").0;
    let (first, second) = (read(&a), read(&b));
    let pair: Vec<_> = [&first, &second]
        .into_iter()
        .filter_map(|draft| match &draft.mechanic {
            Some(Mechanic::Coupon(coupon)) => Some((&draft.head, coupon)),
            _ => None,
        })
        .collect();
    let mut diags = Diags::new();
    stacking(&pair, &mut diags);
    assert_eq!(
        shown(diags, &a),
        [
            "CPN-002 [\"小券\"] 和“小券”一起用：买 99.00 元共减 40.00 元，毛利 34.65 元，每单亏 5.35 元；一起用的门槛至少 114.29 元，或不许叠加"
        ]
    );
}

#[test]
fn rewards_that_cost_too_much_or_run_out_are_told() {
    let referral = "[referral]\nparticipants = 200\ninvites = 10\ninvite_conv = \"20%\"\n\
        [[referral.tiers]]\nneed = 3\nname = \"鸡蛋\"\nreward_cost = \"30\"\nstock = 50\n\
        [[referral.tiers]]\nneed = 20\nname = \"锅\"\nreward_cost = \"60\"";
    assert_eq!(
        told("mechanic = \"referral\"\nvalue_per_new = \"5\"", referral),
        [
            "TSK-001 [\"30\"] “鸡蛋”花 30.00 元，3 个新增只值 15.00 元；至少要 6 人，或奖励最多 15.00 元",
            "TSK-003 [50] 预期 65 人达成“鸡蛋”，只有 50 份；备到 65 份，或写明先到先得并显示余量",
            "TSK-003 [[[referral.tiers]]] “锅”没有写数量：最坏每个发起人都要发；加上 stock = …，并写明先到先得",
            "TSK-002 [20] “锅”要 20 人，每人只触达 10 人；最多 10 人",
        ]
    );
}

#[test]
fn every_rule_has_its_page_in_both_languages() {
    for page in PAGES {
        let id = page.code.id();
        let (zh, en) = page.text.split_once("\n---\n").expect("two languages");
        assert!(zh.starts_with(&format!("# {id} ")) && en.trim_start().starts_with(&format!("# {id} ")), "{id}");
    }
    let mut ids: Vec<&str> = PAGES.iter().map(|page| page.code.id()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), PAGES.len());
}
