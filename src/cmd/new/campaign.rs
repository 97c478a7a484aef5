//! A campaign to begin with: two weeks ahead, with numbers that pay, in one of the mechanics.

use super::{Desk, Refused, text};
use crate::{
    base::{
        date::Date,
        diag::nearest,
        lang::{Lang, listed},
    },
    model::campaign::MechanicKind,
    words,
};
use jiff::ToSpan;

pub fn text(desk: &Desk<'_>) -> Result<String, Refused> {
    let kind = mechanic(desk)?;
    let pick = |texts: [&'static str; 2]| texts[usize::from(desk.lang == Lang::En)];
    let table = pick(match kind {
        MechanicKind::Lottery => text!("lottery.toml"),
        MechanicKind::GroupBuy => text!("group-buy.toml"),
        MechanicKind::Bargain => text!("bargain.toml"),
        MechanicKind::CheckIn => text!("check-in.toml"),
        MechanicKind::Discount => text!("discount.toml"),
        MechanicKind::Coupon => text!("coupon.toml"),
        MechanicKind::Referral => text!("referral.toml"),
    });
    let (scene, budget, carrier) = match kind {
        MechanicKind::Lottery => ("retain", "1000.00", "mini_program"),
        MechanicKind::GroupBuy => ("fission", "1200.00", "mini_program"),
        MechanicKind::Bargain => ("fission", "1000.00", "offline"),
        MechanicKind::CheckIn => ("activate", "800.00", "mini_program"),
        MechanicKind::Discount => ("convert", "900.00", "mini_program"),
        MechanicKind::Coupon => ("retain", "2500.00", "mini_program"),
        MechanicKind::Referral => ("fission", "1500.00", "wecom_group"),
    };
    let role = desk.compiled.book.roles.values().next();
    let role = role.map_or_else(String::new, |role| format!("role = \"{}\"\n", role.name.value));
    let tax = match (kind, desk.lang) {
        (MechanicKind::Lottery, Lang::Zh) => "tax = \"如依法需要缴纳偶然所得个人所得税，由主办方承担并代扣代缴。\"\n",
        (MechanicKind::Lottery, Lang::En) => "tax = \"Income tax on prizes, where due, is paid by the organiser.\"\n",
        _ => "",
    };
    let day = |days: i32| later(desk.today, days).to_string();
    let replaced = [
        ("@table@", table.to_string()),
        ("@title@", desk.title.to_string()),
        ("@mechanic@", kind.name().to_string()),
        ("@scene@", scene.to_string()),
        ("@carrier@", carrier.to_string()),
        ("@budget@", budget.to_string()),
        ("@start@", day(14)),
        ("@end@", day(if kind == MechanicKind::CheckIn { 20 } else { 16 })),
        ("@after@", day(17)),
        ("@claim@", day(24)),
        ("@review@", day(27)),
        // The law asks for two years, counted from the end.
        ("@archive@", day(760)),
        ("@taskrole@", role),
        ("@tax@", tax.to_string()),
    ];
    let whole = pick(text!("campaign.md")).to_string();
    Ok(replaced.iter().fold(whole, |text, (mark, value)| text.replace(mark, value)))
}

fn later(today: Date, days: i32) -> Date {
    today.saturating_add(days.days())
}

fn mechanic(desk: &Desk<'_>) -> Result<MechanicKind, Refused> {
    let Some(wanted) = &desk.options.mechanic else { return Ok(MechanicKind::GroupBuy) };
    let all = MechanicKind::CHOICES;
    if let Some((_, kind)) = all.iter().find(|(names, _)| names.contains(&wanted.as_str())) {
        return Ok(*kind);
    }
    let known: Vec<&str> = all.iter().map(|(names, _)| names[0]).collect();
    let (zh, en) = listed(&known);
    let hint = nearest(wanted, all.iter().flat_map(|(names, _)| names.iter().copied()));
    let hint = hint.map_or_else(String::new, |hint| format!("\n  {}", hint.get(desk.lang)));
    Err(words!(
        "没有“{wanted}”这种玩法{hint}\n  可以是：{zh}",
        "there is no mechanic “{wanted}”{hint}\n  it can be: {en}"
    )
    .get(desk.lang)
    .to_string())
}
