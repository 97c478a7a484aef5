//! What a lottery publishes: prizes, chances, how it is drawn, how a prize is claimed.

use super::{Favour, Hold, Part, Sheet};
use crate::{
    base::{
        lang::{Lang, Words},
        span::Spanned,
    },
    model::{
        economy::{Level, Value, economy_at},
        lottery::{Condition, DrawMode, Entry, Lottery, Prize},
    },
    words,
};

pub(super) fn facts(lottery: &Lottery, sheet: &mut Sheet<'_>) {
    sheet.part(Part::Who);
    sheet.flag(
        "lottery.exclude_staff",
        words!("内部人员", "staff"),
        lottery.exclude_staff,
        [words!("可以参加", "may take part"), words!("不参加", "may not take part")],
    );
    sheet.part(Part::How);
    for (index, entry) in lottery.entry.iter().enumerate() {
        self::entry(index, entry, sheet);
    }
    sheet.count("lottery.draws_per_user", words!("每人抽奖", "draws a person"), lottery.draws_per_user, |n| {
        words!("{n} 次", "{n}")
    });
    sheet.part(Part::Offer);
    for (index, prize) in lottery.prizes.iter().enumerate() {
        self::prize(index, prize, lottery, sheet);
    }
    chances(lottery, sheet);
    draw(lottery, sheet);
    claim(lottery, sheet);
}

fn entry(index: usize, entry: &Spanned<Entry>, sheet: &mut Sheet<'_>) {
    let entry_span = entry.span;
    let entry = &entry.value;
    let Some(cond) = entry.cond else { return };
    let n = index + 1;
    let (zh, en) = (cond.value.label().zh, cond.value.label().en);
    let mut say = match cond.value {
        Condition::Free => words!("免费参加，不用下单", "free, no order needed"),
        _ => words!("条件：{zh}", "for {en}"),
    };
    let mut raw = zh;
    let mut add = |words: Words, part: String| {
        say = Words::new(format!("{}，{}", say.zh, words.zh), format!("{}, {}", say.en, words.en));
        raw.push_str(&format!(" {part}"));
    };
    if let Some(cost) = entry.cost {
        let cost = cost.value;
        add(words!("每次 {cost} 积分", "{cost} points each time"), format!("cost={cost}"));
    }
    if let Some(each) = entry.per_user {
        let each = each.value;
        add(words!("每人最多 {each} 次", "{each} times a person"), format!("per_user={each}"));
    }
    if let Some(daily) = entry.per_day {
        let daily = daily.value;
        add(words!("每天最多 {daily} 次", "{daily} times a day"), format!("per_day={daily}"));
    }
    sheet.push(format!("lottery.entry.{n}"), words!("参与方式 {n}", "way {n}"), say, raw, entry_span);
}

fn prize(index: usize, prize: &Spanned<Prize>, lottery: &Lottery, sheet: &mut Sheet<'_>) {
    let place = prize.span;
    let prize = &prize.value;
    let n = index + 1;
    let key = |field: &str| format!("lottery.prizes.{n}.{field}");
    let rank = if prize.rank.value.is_empty() { format!("奖项{n}") } else { prize.rank.value.clone() };
    sheet.item.clone_from(&rank);
    sheet.text_at(key("rank"), words!("奖项", "prize"), &rank, prize.rank.span);
    sheet.text_at(key("name"), words!("奖品", "what it is"), &prize.name.value, prize.name.span);
    sheet.choice(&key("kind"), words!("种类", "kind"), &prize.kind, |kind| kind.label());
    let each = lottery.draw_mode.is_some_and(|mode| mode.value == DrawMode::Group);
    let qty = sheet.count(key("qty"), words!("数量", "how many"), prize.qty, |n| match each {
        true => words!("每群 {n} 份", "{n} in each group"),
        false => words!("{n} 份", "{n}"),
    });
    if let Some(fact) = qty {
        fact.favour = Favour::More;
    }
    if let Some(fact) = sheet.money(key("market_value"), words!("价值", "worth"), prize.market_value) {
        fact.favour = Favour::More;
    }
    if let Some(fact) = sheet.rate(key("chance"), words!("每次中奖概率", "chance of one draw"), prize.chance) {
        fact.favour = Favour::More;
    }
    sheet.text_at(key("scope"), words!("怎么用", "where it may be used"), &prize.scope, place);
    if let Some(fact) = sheet.date(key("valid_until"), words!("有效期到", "valid until"), prize.valid_until) {
        fact.favour = Favour::More;
    }
    sheet.text_at(key("delivery"), words!("怎么给", "how it is delivered"), &prize.delivery, place);
    if let Some(fact) = sheet.at(key("claim_deadline"), words!("领取截止", "claim until"), prize.claim_deadline) {
        fact.favour = Favour::More;
    }
    sheet.item.clear();
}

/// The odds at the low, the middle and the high guess of how many take part.
fn chances(lottery: &Lottery, sheet: &mut Sheet<'_>) {
    let Some(mechanic) = &sheet.campaign.mechanic else { return };
    let head = &sheet.campaign.head;
    let at = |level| economy_at(head, mechanic, level, None);
    let (low, mid, high) = (at(Level::Low), at(Level::Mid), at(Level::High));
    let mode = lottery.draw_mode.map(|mode| mode.value);
    let people = lottery.participants.map(|guess| guess.value);
    sheet.part(Part::Chances);
    for (index, prize) in lottery.prizes.iter().enumerate() {
        let key = format!("odds.{}", index + 1);
        let odds = |economy: &crate::model::economy::Economy| match economy.value(&key) {
            Value::None => None,
            value => Some((value.show(Lang::Zh), value.show(Lang::En))),
        };
        let (Some(low), Some(mid), Some(high)) = (odds(&low), odds(&mid), odds(&high)) else { continue };
        let rank = prize.value.rank.value.clone();
        let (zh, en) = match (mode, people) {
            // The chance of an instant draw, and of a draw that waits for a full house, does not hang on the guess.
            (Some(DrawMode::Instant), _) => (format!("每次 {}", mid.0), format!("{} each time", mid.1)),
            (Some(DrawMode::Full), _) => (mid.0, mid.1),
            (_, Some(people)) => (
                format!(
                    "{} 人参加时 {}；{} 人时 {}；{} 人时 {}",
                    people.low, low.0, people.mid, mid.0, people.high, high.0
                ),
                format!(
                    "{} with {} people; {} with {}; {} with {}",
                    low.1, people.low, mid.1, people.mid, high.1, people.high
                ),
            ),
            _ => continue,
        };
        let raw = zh.clone();
        let span = prize.value.qty.map_or(prize.span, |qty| qty.span);
        let label = if rank.is_empty() { format!("奖项{}", index + 1) } else { rank };
        sheet.push(key, words!("{label}", "{label}"), Words::new(zh, en), raw, span).hold = Hold::Derived;
    }
    let hangs_on_people = matches!(mode, Some(DrawMode::Scheduled | DrawMode::Group));
    if let Some(people) = lottery.participants.filter(|_| hangs_on_people) {
        let guess = people.value;
        let text = words!(
            "奖品数量 ÷ 参加人数，按预计的人数列出；参加的人越多，概率越小，开奖后公布实际人数",
            "prizes ÷ people, listed for the numbers that are expected; the more take part, the smaller it is; the true number is published after the draw"
        );
        let raw = format!("{} {} {}", guess.low, guess.mid, guess.high);
        sheet.push("lottery.participants", words!("怎么算", "how it is computed"), text, raw, people.span);
    }
}

fn draw(lottery: &Lottery, sheet: &mut Sheet<'_>) {
    sheet.part(Part::Draw);
    sheet.choice("lottery.draw_mode", words!("开奖方式", "mode"), &lottery.draw_mode, |mode| mode.label());
    sheet.count("lottery.full_at", words!("满多少人开奖", "drawn at"), lottery.full_at, |n| {
        words!("{n} 人", "{n} people")
    });
    sheet.at("lottery.draw_at", words!("开奖时间", "drawn at"), lottery.draw_at);
    sheet.text("lottery.draw_method", words!("办法", "method"), &lottery.draw_method);
    if let Some(entropy) = &lottery.entropy {
        sheet.text("lottery.entropy.source", words!("公开数字", "public number"), &entropy.source);
        sheet.at("lottery.entropy.at", words!("取数时间", "taken at"), entropy.at);
        sheet.text("lottery.entropy.fallback", words!("取不到时", "if it cannot be had"), &entropy.fallback);
    }
    if let Some(commit) = &lottery.commit {
        let hashes = [
            ("list_sha256", words!("名单指纹（SHA-256）", "fingerprint of the list (SHA-256)"), &commit.list_sha256),
            (
                "secret_sha256",
                words!("保密串指纹（SHA-256）", "fingerprint of the secret (SHA-256)"),
                &commit.secret_sha256,
            ),
        ];
        for (name, label, hash) in hashes {
            let Some(hash) = hash else { continue };
            let text = &hash.value;
            sheet
                .push(format!("lottery.commit.{name}"), label, words!("{text}", "{text}"), text.clone(), hash.span)
                .hold = Hold::Later;
        }
    }
    sheet.text("lottery.result_place", words!("结果公布在", "results are published in"), &lottery.result_place);
}

fn claim(lottery: &Lottery, sheet: &mut Sheet<'_>) {
    sheet.part(Part::Claim);
    sheet.at("lottery.winner_notice_at", words!("通知中奖人", "winners are told at"), lottery.winner_notice_at);
    sheet.text("lottery.forfeit", words!("没有领取", "if it is not claimed"), &lottery.forfeit);
    sheet.count("lottery.alternates", words!("候补", "alternates"), lottery.alternates, |n| words!("{n} 位", "{n}"));
    sheet.date("lottery.archive_until", words!("资料保存到", "papers are kept until"), lottery.archive_until);
}
