//! What the other mechanics publish: prices, limits, stocks, rewards, and when money comes back.

use super::{Fact, Favour, Part, Sheet};
use crate::{
    base::lang::Words,
    model::{
        bargain::{Bargain, Success},
        campaign::Mechanic,
        check_in::{CheckIn, TierMode},
        coupon::Coupon,
        discount::Discount,
        goods::Goods,
        group_buy::{GroupBuy, GroupMode, Perk},
        ref_price::RefPrice,
        referral::Referral,
    },
    words,
};

pub(super) fn facts(mechanic: &Mechanic, sheet: &mut Sheet<'_>) {
    sheet.part(Part::Offer);
    match mechanic {
        Mechanic::GroupBuy(m) => group_buy(m, sheet),
        Mechanic::Bargain(m) => bargain(m, sheet),
        Mechanic::CheckIn(m) => check_in(m, sheet),
        Mechanic::Discount(m) => discount(m, sheet),
        Mechanic::Coupon(m) => coupon(m, sheet),
        Mechanic::Referral(m) => referral(m, sheet),
        // It has a file of its own.
        Mechanic::Lottery(_) => {}
    }
}

fn better(fact: Option<&mut Fact>, favour: Favour) {
    if let Some(fact) = fact {
        fact.favour = favour;
    }
}

fn pieces(n: u32) -> Words {
    words!("{n} 件", "{n}")
}

fn hours(n: u32) -> Words {
    words!("{n} 小时", "{n} hours")
}

fn people(n: u32) -> Words {
    words!("{n} 人", "{n} people")
}

fn goods(table: &str, goods: &Goods, sheet: &mut Sheet<'_>) {
    sheet.text_at(format!("{table}.product"), words!("商品", "goods"), &goods.product.value, goods.product.span);
}

fn ref_price(table: &str, reference: &RefPrice, sheet: &mut Sheet<'_>) {
    sheet.money(format!("{table}.ref_price"), words!("划线价", "crossed-out price"), reference.price);
    sheet.text(format!("{table}.ref_basis"), words!("划线价的依据", "where it comes from"), &reference.basis);
}

fn group_buy(m: &GroupBuy, sheet: &mut Sheet<'_>) {
    goods("group_buy", &m.goods, sheet);
    sheet.choice("group_buy.mode", words!("玩法", "mode"), &m.mode, |mode| mode.label());
    better(sheet.money("group_buy.price", words!("拼团价", "group price"), m.price), Favour::Less);
    sheet.money("group_buy.solo_price", words!("单独购买价", "price alone"), m.solo_price);
    ref_price("group_buy", &m.ref_price, sheet);
    better(
        sheet.count("group_buy.size", words!("成团人数（含团长）", "people in a group"), m.size, people),
        Favour::Less,
    );
    for (index, step) in m.ladder.iter().enumerate() {
        let (Some(size), Some(price)) = (step.value.size, step.value.price) else { continue };
        let (people, yuan, n) = (size.value, price.value.short(), index + 1);
        sheet.push(
            format!("group_buy.ladder.{n}"),
            words!("第 {n} 档", "step {n}"),
            words!("满 {people} 人，每件 {yuan} 元", "from {people} people, {yuan} yuan each"),
            format!("{people} {}", price.value),
            step.span,
        );
    }
    if m.leader_perk.is_some_and(|perk| perk.value != Perk::None) {
        sheet.choice("group_buy.leader_perk", words!("团长优惠", "for the leader"), &m.leader_perk, |perk| {
            perk.label()
        });
    }
    better(
        sheet.count("group_buy.winners", words!("每团得到商品的人", "who get the goods"), m.winners, people),
        Favour::More,
    );
    better(sheet.count("group_buy.stock", words!("数量", "stock"), m.stock, pieces), Favour::More);
    sheet.count("group_buy.per_user", words!("每人限购", "per person"), m.per_user, pieces);
    sheet.count("group_buy.per_order", words!("每单限购", "per order"), m.per_order, pieces);
    sheet.count("group_buy.limit_hours", words!("开团后多久内要成团", "time to fill a group"), m.limit_hours, hours);
    sheet.part(Part::Claim);
    let refund = sheet.count(
        "group_buy.refund_hours",
        words!("没有成团", "if a group does not fill"),
        m.refund_hours,
        |n| words!("{n} 小时内原路退款，不收任何费用", "refunded within {n} hours, in full"),
    );
    better(refund, Favour::Less);
    if m.mode.as_ref().is_some_and(|mode| mode.value == GroupMode::Ladder) {
        let text =
            words!("先付高价，满更高一档后差价原路退回", "the higher price is paid first, the difference comes back");
        let span = m.mode.as_ref().map_or(m.span, |mode| mode.span);
        sheet.push("group_buy.difference", words!("差价", "difference"), text, "refund".to_string(), span);
    }
}

fn bargain(m: &Bargain, sheet: &mut Sheet<'_>) {
    goods("bargain", &m.goods, sheet);
    sheet.money("bargain.first", words!("起始价", "first price"), m.first);
    better(sheet.money("bargain.floor", words!("底价", "floor price"), m.floor), Favour::Less);
    ref_price("bargain", &m.ref_price, sheet);
    better(sheet.count("bargain.helpers", words!("要多少人助力", "helpers needed"), m.helpers, people), Favour::Less);
    sheet.choice("bargain.success", words!("怎样算成功", "what counts as success"), &m.success, |success| {
        match success {
            Success::Floor => words!("砍到底价", "the floor is reached"),
            Success::Helpers => words!("助力人数满，按当时的价格", "all have helped, at the price then"),
        }
    });
    sheet.money("bargain.min_cut", words!("每刀最少", "smallest cut"), m.min_cut);
    sheet.money("bargain.max_cut", words!("每刀最多", "largest cut"), m.max_cut);
    if let (Some(front), Some(share)) = (m.front_k, m.front_share) {
        let (k, percent) = (front.value, share.value.to_string());
        let said = words!(
            "前 {k} 位一共砍掉可变部分的 {percent}，其余人分剩下的",
            "the first {k} cut {percent} of what varies, the others the rest"
        );
        sheet.push("bargain.front", words!("前几位", "the first helpers"), said, format!("{k} {percent}"), front.span);
    }
    better(
        sheet.money("bargain.new_user_bonus", words!("新用户每刀多砍", "more from a new member"), m.new_user_bonus),
        Favour::More,
    );
    let engine = m.rules().map(|_| match m.new_user_bonus {
        Some(_) => words!(
            "新用户多砍的从后面的金额里扣，合计仍正好等于起始价减底价，按元和人数显示进度",
            "what a new member cuts more is taken from later cuts; they still add up exactly, and progress is shown in yuan and people"
        ),
        None => words!(
            "每刀金额事先排定，合计正好等于起始价减底价，按元和人数显示进度",
            "the cuts are set before, add up exactly, and progress is shown in yuan and people"
        ),
    });
    if let (Some(text), Some(first)) = (engine, m.first) {
        sheet.push("bargain.schedule", words!("进度", "progress"), text, "exact".to_string(), first.span);
    }
    sheet.flag(
        "bargain.self_cut",
        words!("发起人自己", "the starter"),
        m.self_cut,
        [words!("不能砍", "may not cut"), words!("可以砍一刀", "may cut once")],
    );
    sheet.count("bargain.help_limit", words!("每人最多帮", "one may help"), m.help_limit, |n| {
        words!("{n} 个好友", "{n} friends")
    });
    sheet.count("bargain.valid_hours", words!("发起后有效", "valid for"), m.valid_hours, hours);
    sheet.flag(
        "bargain.buy_anytime",
        words!("没有砍到底价", "before the floor"),
        m.buy_anytime,
        [words!("不能购买", "cannot be bought"), words!("可以按当前价购买", "may be bought at the price then")],
    );
    better(sheet.count("bargain.stock", words!("数量", "stock"), m.stock, pieces), Favour::More);
    sheet.part(Part::Claim);
    better(
        sheet.count("bargain.order_deadline_h", words!("成功后多久内下单", "order within"), m.order_deadline_h, hours),
        Favour::More,
    );
}

fn check_in(m: &CheckIn, sheet: &mut Sheet<'_>) {
    sheet.choice("check_in.cycle", words!("周期", "cycle"), &m.cycle, |cycle| cycle.label());
    sheet.text("check_in.cutoff", words!("一天算到", "a day ends at"), &m.cutoff);
    better(sheet.count("check_in.base", words!("每天签到", "each day"), m.base, points), Favour::More);
    for (index, tier) in m.ladder.iter().enumerate() {
        let Some(day) = tier.value.day else { continue };
        let (day, n) = (day.value, index + 1);
        let replaces = tier.value.mode.is_some_and(|mode| mode.value == TierMode::Replace);
        let got = match (tier.value.points, tier.value.coupon.is_empty()) {
            (Some(p), true) => points(p.value),
            (Some(p), false) => {
                let (p, coupon) = (p.value, &tier.value.coupon);
                words!("{p} 积分和{coupon}", "{p} points and {coupon}")
            }
            (None, _) => {
                let coupon = &tier.value.coupon;
                words!("{coupon}", "{coupon}")
            }
        };
        let (zh, en) = (got.zh, got.en);
        let said = match replaces {
            true => words!("{zh}（代替当天的基础积分）", "{en} (instead of that day's points)"),
            false => words!("另得 {zh}", "{en} on top"),
        };
        let raw = format!("{day} {zh} {}", if replaces { "replace" } else { "add" });
        sheet.push(
            format!("check_in.ladder.{n}"),
            words!("连续 {day} 天", "{day} days in a row"),
            said,
            raw,
            tier.span,
        );
    }
    for (index, tier) in m.cumulative.iter().enumerate() {
        let (Some(days), Some(p)) = (tier.value.days, tier.value.points) else { continue };
        let (days, n) = (days.value, index + 1);
        sheet.push(
            format!("check_in.cumulative.{n}"),
            words!("累计 {days} 天", "{days} days in all"),
            points(p.value),
            format!("{days} {}", p.value),
            tier.span,
        );
    }
    if let Some(makeup) = &m.makeup {
        let allowed = makeup.value.allowed.is_none_or(|allowed| allowed.value);
        let cost = makeup.value.cost.map_or(0, |cost| cost.value);
        let said = match (allowed, makeup.value.max) {
            (false, _) => words!("不能补签", "missed days cannot be made up"),
            (true, Some(max)) => {
                let max = max.value;
                words!("每次 {cost} 积分，最多 {max} 次", "{cost} points each, {max} at most")
            }
            (true, None) => words!("每次 {cost} 积分", "{cost} points each"),
        };
        let raw =
            format!("{allowed} {cost} {}", makeup.value.max.map_or_else(String::new, |max| max.value.to_string()));
        sheet.push("check_in.makeup", words!("补签", "make-up"), said, raw, makeup.span);
    }
    sheet.part(Part::Claim);
    sheet.count("check_in.points_per_yuan", words!("积分抵现", "points for a yuan"), m.points_per_yuan, |n| {
        words!("{n} 积分抵 1 元", "{n} points are 1 yuan")
    });
    sheet.money("check_in.point_value", words!("一个积分值", "a point is worth"), m.point_value);
    sheet.text("check_in.expiry", words!("积分有效期", "points are valid"), &m.expiry);
    sheet.text("check_in.mall", words!("在哪里换", "where they are redeemed"), &m.mall);
}

fn points(n: u32) -> Words {
    words!("{n} 积分", "{n} points")
}

fn discount(m: &Discount, sheet: &mut Sheet<'_>) {
    goods("discount", &m.goods, sheet);
    better(sheet.money("discount.price", words!("活动价", "price"), m.price), Favour::Less);
    ref_price("discount", &m.ref_price, sheet);
    better(sheet.count("discount.stock", words!("数量", "stock"), m.stock, pieces), Favour::More);
    sheet.count("discount.per_user", words!("每人限购", "per person"), m.per_user, pieces);
    sheet.count("discount.per_order", words!("每单限购", "per order"), m.per_order, pieces);
}

fn coupon(m: &Coupon, sheet: &mut Sheet<'_>) {
    sheet.choice("coupon.kind", words!("券种", "kind"), &m.kind, |kind| kind.label());
    better(sheet.money("coupon.threshold", words!("满多少可用", "from"), m.threshold), Favour::Less);
    better(sheet.money("coupon.amount", words!("减", "off"), m.amount), Favour::More);
    better(sheet.rate("coupon.percent", words!("减", "off"), m.percent), Favour::More);
    better(sheet.money("coupon.cap", words!("最多减", "at most"), m.cap), Favour::More);
    better(sheet.count("coupon.total", words!("总数", "how many"), m.total, |n| words!("{n} 张", "{n}")), Favour::More);
    sheet.count("coupon.per_user", words!("每人", "per person"), m.per_user, |n| words!("{n} 张", "{n}"));
    ref_price("coupon", &m.ref_price, sheet);
    sheet.text("coupon.scope", words!("使用范围", "where it may be used"), &m.scope);
    sheet.date("coupon.valid_from", words!("开始可用", "valid from"), m.valid_from);
    better(sheet.date("coupon.valid_until", words!("有效期到", "valid until"), m.valid_until), Favour::More);
    let days = sheet.count("coupon.valid_days", words!("领取后有效", "valid for"), m.valid_days, |n| {
        words!("{n} 天", "{n} days")
    });
    better(days, Favour::More);
    sheet.flag(
        "coupon.stackable",
        words!("与其他优惠", "with other offers"),
        m.stackable,
        [words!("不能同用", "cannot be combined"), words!("可以同用", "may be combined")],
    );
}

fn referral(m: &Referral, sheet: &mut Sheet<'_>) {
    for (index, tier) in m.tiers.iter().enumerate() {
        let n = index + 1;
        let tier = &tier.value;
        sheet.item = format!("第 {n} 档");
        let key = |field: &str| format!("referral.tiers.{n}.{field}");
        better(sheet.count(key("need"), words!("邀请", "invite"), tier.need, people), Favour::Less);
        sheet.text_at(key("name"), words!("得到", "and get"), &tier.name.value, tier.name.span);
        better(
            sheet.count(key("stock"), words!("数量", "how many"), tier.stock, |n| words!("{n} 份", "{n}")),
            Favour::More,
        );
    }
    sheet.item.clear();
    sheet.flag(
        "referral.deduct_unfollow",
        words!("被邀请人退出", "if an invited person leaves"),
        m.deduct_unfollow,
        [words!("仍然算数", "it still counts"), words!("扣回", "it is taken back")],
    );
    sheet.part(Part::Claim);
    sheet.choice("referral.claim", words!("怎么领", "how to claim"), &m.claim, |claim| claim.label());
}
