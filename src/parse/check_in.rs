//! Reads a check-in's table.

use super::{chapter::plain_text, fields::Fields};
use crate::{
    base::{code::Code, diag::Diag, span::Spanned},
    model::check_in::{CheckIn, Cumulative, Cycle, MakeUp, Tier, TierMode},
    words,
};

pub fn read(fields: &mut Fields<'_>) -> CheckIn {
    CheckIn {
        span: fields.span(),
        cycle: cycle(fields),
        cutoff: plain_text(fields.text("cutoff")),
        base: fields.need().count("base"),
        ladder: fields.tables("ladder", words!("连签奖励", "a tier of the ladder"), |f| Tier {
            day: f.need().count("day"),
            points: f.count("points"),
            coupon: plain_text(f.text("coupon")),
            coupon_cost: f.money("coupon_cost"),
            mode: f.choice("mode", TierMode::CHOICES),
        }),
        cumulative: fields.tables("cumulative", words!("累计奖励", "a cumulative tier"), |f| Cumulative {
            days: f.need().count("days"),
            points: f.need().count("points"),
        }),
        makeup: fields.table("makeup", words!("补签", "making up"), |f| {
            let span = f.span();
            let makeup = MakeUp { allowed: f.bool("allowed"), cost: f.count("cost"), max: f.count("max") };
            Spanned::new(makeup, span)
        }),
        multiplier: fields.rate("multiplier"),
        member_share: fields.share("member_share"),
        points_per_yuan: fields.count("points_per_yuan"),
        point_value: fields.money("point_value"),
        expiry: plain_text(fields.text("expiry")),
        redeem_rate: fields.share("redeem_rate"),
        users: fields.spread("users"),
        daily_return: fields.share("daily_return"),
        mall: plain_text(fields.text("mall")),
    }
}

/// `none`, `week`, `month`, or a number of days from 2 to 365: `30d`, `30天`, `days(30)`, `30`.
fn cycle(fields: &mut Fields<'_>) -> Option<Spanned<Cycle>> {
    let text = fields.need().text("cycle")?;
    let plain = text.value.trim().to_ascii_lowercase();
    let days = plain.strip_prefix("days(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(&plain);
    let days = days.trim_end_matches(['d', '天', '日']).trim().parse::<u32>();
    let cycle = match plain.as_str() {
        "none" | "不重置" => Cycle::Never,
        "week" | "周" | "每周" => Cycle::Week,
        "month" | "月" | "每月" => Cycle::Month,
        _ => match days {
            Ok(days) if (2..=365).contains(&days) => Cycle::Days(days),
            _ => {
                let wrong = &text.value;
                fields.push(
                    Diag::error(
                        Code::WRONG_VALUE,
                        text.span,
                        words!("“{wrong}”不是签到周期", "“{wrong}” is no cycle of a check-in"),
                    )
                    .help(words!(
                        "写 \"none\"、\"week\"、\"month\"，或 2 到 365 天：\"30d\"",
                        "write \"none\", \"week\", \"month\", or 2 to 365 days: \"30d\""
                    )),
                );
                return None;
            }
        },
    };
    Some(Spanned::new(cycle, text.span))
}
