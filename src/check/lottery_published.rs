//! What a lottery must publish, how dear a prize may be, and how long its papers are kept.

use super::limit;
use crate::{
    base::{
        code::{Code, Page},
        date::Date,
        diag::{Diag, Diags},
        lang::Words,
        money::Fen,
    },
    model::{
        Book,
        campaign::{Campaign, CampaignHead, Mechanic},
        lottery::{Condition, DrawMode, Lottery, PrizeKind},
    },
    words,
};

pub const DEAREST: Page = Page { code: Code("LOT-001"), text: include_str!("LOT-001.md") };
pub const MISSING: Page = Page { code: Code("LOT-002"), text: include_str!("LOT-002.md") };
pub const COUPON: Page = Page { code: Code("LOT-006"), text: include_str!("LOT-006.md") };
pub const SHOWN: Page = Page { code: Code("LOT-007"), text: include_str!("LOT-007.md") };
pub const ARCHIVE: Page = Page { code: Code("LOT-008"), text: include_str!("LOT-008.md") };
pub const TAX: Page = Page { code: Code("LOT-012"), text: include_str!("LOT-012.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    for campaign in book.campaigns.values() {
        let Some(Mechanic::Lottery(lottery)) = &campaign.mechanic else { continue };
        dearest(book, lottery, diags);
        missing(book, &campaign.head, lottery, diags);
        coupons(lottery, diags);
        shown(book, campaign, lottery, diags);
        archive(book, &campaign.head, lottery, diags);
        tax(campaign, lottery, diags);
    }
}

fn yuan(count: u32) -> Fen {
    Fen(i64::from(count) * 100)
}

fn dearest(book: &Book, lottery: &Lottery, diags: &mut Diags) {
    let Some(most) = limit(book, "lottery_prize_max").map(yuan) else { return };
    for prize in &lottery.prizes {
        let Some(value) = prize.value.market_value.filter(|value| value.value > most) else { continue };
        let (name, worth) = (&prize.value.name.value, value.value);
        diags.push(
            Diag::error(
                DEAREST.code,
                value.span,
                words!(
                    "“{name}”价值 {worth} 元，超过抽奖式有奖销售的上限 {most} 元",
                    "“{name}” is worth {worth} yuan; a prize that is drawn may be worth {most} at most"
                ),
            )
            .help(words!(
                "换成不超过 {most} 元的奖品；折扣和使用权也要按市价折算",
                "choose a prize of at most {most} yuan; discounts and rights of use count at market price"
            )),
        );
    }
}

/// What is not published, in the order in which the rules page prints it.
fn missing(book: &Book, head: &CampaignHead, lottery: &Lottery, diags: &mut Diags) {
    let mut gaps: Vec<Words> = Vec::new();
    let mut gap = |missing: bool, words: Words| {
        if missing && !gaps.contains(&words) {
            gaps.push(words);
        }
    };
    let mode = lottery.draw_mode.map(|mode| mode.value);
    // That there is no prize at all is told by `economy/lottery.rs`.
    gap(lottery.entry.is_empty(), words!("参加条件和方式（entry）", "how to enter (entry)"));
    gap(
        matches!(mode, Some(DrawMode::Scheduled | DrawMode::Group)) && lottery.draw_at.is_none(),
        words!("开奖时间（draw_at）", "when it is drawn (draw_at)"),
    );
    gap(
        mode == Some(DrawMode::Full) && lottery.full_at.is_none(),
        words!("满多少人开奖（full_at）", "how many open the draw (full_at)"),
    );
    gap(lottery.draw_method.is_empty(), words!("开奖办法（draw_method）", "how it is drawn (draw_method)"));
    for prize in &lottery.prizes {
        let prize = &prize.value;
        let name = &prize.name.value;
        gap(prize.kind.is_none(), words!("“{name}”的种类（kind）", "the kind of “{name}”"));
        // A missing quantity is told at its place, with the number that the budget allows (`economy/lottery.rs`).
        gap(
            prize.market_value.is_none(),
            words!("“{name}”的金额或价格（market_value）", "the worth of “{name}” (market_value)"),
        );
        gap(
            prize.delivery.is_empty(),
            words!("“{name}”的交付方式（delivery）", "how “{name}” is handed over (delivery)"),
        );
        gap(
            prize.claim_deadline.is_none(),
            words!("“{name}”的兑奖时间（claim_deadline）", "until when “{name}” is claimed (claim_deadline)"),
        );
    }
    gap(lottery.forfeit.is_empty(), words!("弃奖条件（forfeit）", "when a prize is forfeited (forfeit)"));
    gap(
        book.site.brand.org.is_empty(),
        words!("主办方（sopress.toml 的 brand.org）", "the organiser (brand.org in sopress.toml)"),
    );
    gap(head.contact.is_empty(), words!("联系方式（contact）", "whom to ask (contact)"));
    if gaps.is_empty() {
        return;
    }
    let zh = gaps.iter().map(|gap| gap.zh.as_str()).collect::<Vec<_>>().join("、");
    let en = gaps.iter().map(|gap| gap.en.as_str()).collect::<Vec<_>>().join(", ");
    let mut diag = Diag::error(
        MISSING.code,
        lottery.span,
        words!("有奖销售公示信息缺少：{zh}", "what a lottery must publish is missing: {en}"),
    )
    .help(words!("把这些写全，活动规则页会一起印出来", "write them; the rules page prints them all"));
    for prize in &lottery.prizes {
        let name = &prize.value.name.value;
        if gaps.iter().any(|gap| gap.zh.starts_with(&format!("“{name}”"))) {
            diag = diag.label(prize.value.rank.span, words!("这一项不全", "this one is incomplete"));
        }
    }
    diags.push(diag);
}

fn coupons(lottery: &Lottery, diags: &mut Diags) {
    for prize in &lottery.prizes {
        let prize = &prize.value;
        let Some(kind) = prize.kind.filter(|kind| {
            matches!(kind.value, PrizeKind::Coupon | PrizeKind::Points | PrizeKind::Balance | PrizeKind::Virtual)
        }) else {
            continue;
        };
        if !prize.scope.is_empty() && prize.valid_until.is_some() {
            continue;
        }
        let name = &prize.name.value;
        diags.push(
            Diag::warning(
                COUPON.code,
                kind.span,
                words!("“{name}”没有写清使用范围和有效期", "“{name}” does not say for what and until when it holds"),
            )
            .help(words!(
                "加上 scope（哪里能用、怎么兑）和 valid_until（到哪天）",
                "add scope (where and how it is used) and valid_until"
            )),
        );
    }
}

/// Everything that the campaign says, for words that must stand somewhere.
fn says(campaign: &Campaign, words: &[&str]) -> bool {
    let body = campaign.body.plain();
    words
        .iter()
        .any(|word| body.contains(word) || campaign.head.texts.iter().any(|(_, text)| text.value.contains(word)))
}

fn shown(book: &Book, campaign: &Campaign, lottery: &Lottery, diags: &mut Diags) {
    let Some(most) = limit(book, "lottery_publish_prize").map(yuan) else { return };
    let on_site = campaign.head.carrier.as_ref().is_some_and(|carrier| carrier.value == "offline");
    let Some(mode) = lottery.draw_mode.filter(|mode| on_site && mode.value == DrawMode::Instant) else { return };
    let dear = lottery.prizes.iter().any(|prize| prize.value.market_value.is_some_and(|value| value.value > most));
    if dear && !says(campaign, &["随时公示", "兑奖情况", "公示兑奖", "中奖公示"]) {
        diags.push(
            Diag::warning(
                SHOWN.code,
                mode.span,
                words!(
                    "现场即开且奖品超过 {most} 元，要随时公示兑奖情况",
                    "drawn on the spot with prizes above {most} yuan: show all the time what has been won"
                ),
            )
            .help(words!("在步骤或正文里写明在哪里、怎么公示", "say in the steps or the text where it is shown")),
        );
    }
}

fn archive(book: &Book, head: &CampaignHead, lottery: &Lottery, diags: &mut Diags) {
    let Some(years) = limit(book, "lottery_archive_years") else { return };
    let Some(end) = head.end else { return };
    let Some(needed) = i16::try_from(years).ok().and_then(|years| after(end.value.date(), years)) else { return };
    if lottery.archive_until.is_some_and(|until| until.value >= needed) {
        return;
    }
    let span = lottery.archive_until.map_or(lottery.span, |until| until.span);
    diags.push(
        Diag::warning(
            ARCHIVE.code,
            span,
            words!("有奖销售档案保存不足 {years} 年", "the papers of the lottery are kept for less than {years} years"),
        )
        .help(words!("写 archive_until = {needed} 或更晚", "write archive_until = {needed} or later")),
    );
}

/// The same day so many years later; the 29th of February becomes the 28th.
fn after(date: Date, years: i16) -> Option<Date> {
    date.checked_add(jiff::Span::new().years(years)).ok()
}

fn tax(campaign: &Campaign, lottery: &Lottery, diags: &mut Diags) {
    let free = lottery.entry.iter().filter_map(|entry| entry.value.cond);
    let Some(free) = free.into_iter().find(|cond| cond.value == Condition::Free) else { return };
    let given =
        lottery.prizes.iter().any(|prize| prize.value.market_value.is_some_and(|value| value.value > Fen::ZERO));
    if given
        && campaign.head.tax.is_empty()
        && !says(campaign, &["个税", "个人所得税", "偶然所得", "income tax", "Income tax"])
    {
        diags.push(
            Diag::note(
                TAX.code,
                free.span,
                words!(
                    "给没有购买的人随机发奖，可能要代扣偶然所得个税",
                    "prizes for people who bought nothing may be subject to income tax withheld"
                ),
            )
            .help(words!(
                "先问财务，并用 tax = \"…\" 写明税由谁承担",
                "ask the accountants, and say with tax = \"…\" who bears it"
            )),
        );
    }
}
