//! Reads a lottery's table.

use super::{chapter::plain_text, fields::Fields};
use crate::{
    base::{code::Code, diag::Diag, money::Ppm, span::Spanned},
    model::lottery::{Commit, Condition, DrawMode, Engine, Entropy, Entry, Lottery, Prize, PrizeKind},
    words,
};

pub fn read(fields: &mut Fields<'_>) -> Lottery {
    Lottery {
        span: fields.span(),
        draw_mode: fields.need().choice("draw_mode", DrawMode::CHOICES),
        entry: fields.tables("entry", words!("参与方式", "an entry"), |f| Entry {
            cond: f.need().choice("cond", Condition::CHOICES),
            cost: f.count("cost"),
            per_user: f.count("per_user"),
            per_day: f.count("per_day"),
        }),
        prizes: fields.tables("prizes", words!("奖项", "a prize"), prize),
        miss: chance(fields, "miss_chance", "miss_weight_ppm"),
        participants: fields.need().spread("participants"),
        draws_per_user: fields.count("draws_per_user"),
        full_at: fields.count("full_at"),
        groups: fields.count("groups"),
        new_share: fields.share("new_share"),
        join_rate: fields.share("join_rate"),
        stock: fields.count("stock"),
        coupon_redeem: fields.share("coupon_redeem"),
        coupon_margin: fields.money("coupon_margin"),
        draw_at: fields.date_time("draw_at"),
        draw_method: plain_text(fields.text("draw_method")),
        result_place: plain_text(fields.text("result_place")),
        entropy: fields.table("entropy", words!("随机来源", "the entropy"), |f| Entropy {
            source: f.need_text("source").value,
            at: f.date_time("at"),
            fallback: plain_text(f.text("fallback")),
        }),
        commit: fields.table("commit", words!("开奖承诺", "the commitment"), |f| Commit {
            list_sha256: sha256(f, "list_sha256"),
            secret_sha256: sha256(f, "secret_sha256"),
        }),
        exclude_staff: fields.bool("exclude_staff"),
        forfeit: plain_text(fields.text("forfeit")),
        alternates: fields.count("alternates"),
        winner_notice_at: fields.date_time("winner_notice_at"),
        archive_until: fields.date("archive_until"),
        engine: fields.choice("engine", Engine::CHOICES),
        weights_total: fields.count("weights_total"),
    }
}

fn prize(fields: &mut Fields<'_>) -> Prize {
    Prize {
        rank: fields.need_text("rank"),
        name: fields.need_text("name"),
        kind: fields.choice("kind", PrizeKind::CHOICES),
        // A missing quantity is a matter of law and has a rule of its own.
        qty: fields.count("qty"),
        unit_cost: fields.need().money("unit_cost"),
        market_value: fields.money("market_value"),
        ship: fields.money("ship"),
        chance: chance(fields, "chance", "weight_ppm"),
        valid_until: fields.date("valid_until"),
        scope: plain_text(fields.text("scope")),
        delivery: plain_text(fields.text("delivery")),
        claim_deadline: fields.date_time("claim_deadline"),
    }
}

/// A chance as a percentage, or the same in millionths under its other name.
fn chance(fields: &mut Fields<'_>, percent: &'static str, millionths: &'static str) -> Option<Spanned<Ppm>> {
    let rate = fields.share(percent);
    let weight = fields.count(millionths).map(|n| n.map(|n| Ppm(i64::from(n))));
    if let (Some(_), Some(weight)) = (rate, weight) {
        fields.push(
            Diag::error(
                Code::WRONG_VALUE,
                weight.span,
                words!("{percent} 和 {millionths} 说的是同一件事", "{percent} and {millionths} say the same thing"),
            )
            .help(words!("只留一个", "keep one of them")),
        );
    }
    rate.or(weight)
}

fn sha256(fields: &mut Fields<'_>, key: &'static str) -> Option<Spanned<String>> {
    let text = fields.like("^[0-9A-Fa-f]{64}$").text(key)?;
    if text.value.len() == 64 && text.value.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Some(text.map(|t| t.to_ascii_lowercase()));
    }
    fields.push(
        Diag::error(Code::WRONG_VALUE, text.span, words!("“{key}”不是 SHA-256", "“{key}” is no SHA-256"))
            .help(words!("写成 64 位十六进制数字", "write 64 hexadecimal digits")),
    );
    None
}
