//! Reads a campaign: its header with one mechanic, and the playbook text below.

use super::{
    Source as File, bargain,
    chapter::{address, audience, own_slug, plain_text},
    check_in, coupon, discount,
    fields::Fields,
    group_buy, lottery, moment, record, referral, rollout,
};
use crate::{
    base::{
        code::Code,
        date::{DateTime, show},
        diag::{Diag, Diags, nearest},
        lang::{Words, listed},
        money::Ppm,
        span::Spanned,
    },
    model::{
        campaign::{
            CampaignDraft, CampaignHead, FixedCost, Mechanic, MechanicKind, RuleChange, SLOTS, Scene, TaskDraft,
            TaskHead,
        },
        chapter::Audience,
        script::Channel,
        text::Text,
    },
    words,
};

/// What a campaign is called in messages.
pub fn what() -> Words {
    words!("活动", "a campaign")
}

/// `path` is below `content/campaigns/`.
pub fn campaign(source: &File<'_>, path: &str) -> (CampaignDraft, Diags) {
    let (mut draft, body, diags) = record::markdown(source, what(), |fields| {
        let texts = fields.all_texts();
        let mut draft = header(fields, source, path);
        draft.head.texts = texts;
        draft
    });
    draft.body = body;
    (draft, diags)
}

/// The keys of a campaign's header; the text is read afterwards.
pub fn header(fields: &mut Fields<'_>, source: &File<'_>, path: &str) -> CampaignDraft {
    let head = head(fields, source, path);
    dates(fields, &head);
    CampaignDraft {
        head,
        mechanic: mechanic(fields),
        scripts: scripts(fields),
        materials: fields.texts("materials"),
        kpis: fields.texts("kpis"),
        timeline: timeline(fields),
        body: Text::default(),
    }
}

fn head(fields: &mut Fields<'_>, source: &File<'_>, path: &str) -> CampaignHead {
    let span = fields.span();
    let file_name = path.strip_suffix(".md").unwrap_or(path).rsplit('/').next().unwrap_or(path);
    let audience = audience(fields);
    CampaignHead {
        file: source.file,
        span,
        title: fields.need_text("title"),
        slug: own_slug(fields).unwrap_or_else(|| address(file_name)),
        summary: plain_text(fields.text("summary")),
        audience,
        scene: fields.choice("scene", Scene::CHOICES),
        owner: fields.text("owner"),
        approver: fields.text("approver"),
        approved_on: fields.date("approved_on"),
        ad_archive_until: fields.date("ad_archive_until"),
        start: fields.need().date_time("start"),
        end: fields.need().date_time("end"),
        review_at: fields.date_time("review_at"),
        stores: fields.texts("stores"),
        carrier: fields.choice("carrier", CARRIERS).map(|c| c.map(str::to_string)),
        channels: fields.choices("channels", Channel::CHOICES),
        goal: plain_text(fields.text("goal")),
        who: plain_text(fields.text("who")),
        new_user: plain_text(fields.text("new_user")),
        budget: fields.money("budget"),
        pay_fee: fields.share("pay_fee").map_or(Ppm(0), |fee| fee.value),
        fixed_costs: fields
            .tables("fixed_costs", words!("固定费用", "a fixed cost"), |f| {
                let name = f.need_text("name").value;
                f.need().money("amount").map(|amount| FixedCost { name, amount })
            })
            .into_iter()
            .filter_map(|cost| cost.value)
            .collect(),
        value_per_new: fields.money("value_per_new"),
        contact: plain_text(fields.text("contact")),
        dispute: plain_text(fields.text("dispute")),
        personal_data: plain_text(fields.text("personal_data")),
        keep_days: fields.count("keep_days"),
        how: plain_text(fields.text("how")),
        tax: plain_text(fields.text("tax")),
        rules_audience: rules_audience(fields, audience),
        rollout: rollout::read(fields),
        rule_changes: rule_changes(fields),
        tags: fields.texts("tags"),
        aliases: fields.texts("aliases"),
        texts: Vec::new(),
    }
}

/// The rules are for those who take part; without a word of their own they follow the campaign.
fn rules_audience(fields: &mut Fields<'_>, campaign: Audience) -> Audience {
    fields.choice("rules_audience", Audience::CHOICES).map_or(campaign, |audience| audience.value)
}

fn rule_changes(fields: &mut Fields<'_>) -> Vec<RuleChange> {
    let changes = fields.tables("rule_changes", words!("规则变更", "a change of the rules"), |f| RuleChange {
        span: f.span(),
        date: f.need().date("date"),
        what: f.need_text("what"),
        // Empty when something was added or taken away.
        from: f.text("from").unwrap_or_else(|| Spanned::new(String::new(), f.span())),
        to: f.text("to").unwrap_or_else(|| Spanned::new(String::new(), f.span())),
        why: f.need_text("why").value,
    });
    changes.into_iter().map(|change| change.value).collect()
}

fn dates(fields: &Fields<'_>, head: &CampaignHead) {
    in_order(fields, head.start, head.end);
    for rollout in &head.rollout {
        // Both of its own were looked at where they were read.
        match (rollout.start, rollout.end) {
            (None, Some(end)) => in_order(fields, head.start, Some(end)),
            (Some(start), None) => in_order(fields, Some(start), head.end),
            _ => {}
        }
    }
}

fn in_order(fields: &Fields<'_>, start: Option<Spanned<DateTime>>, end: Option<Spanned<DateTime>>) {
    let (Some(start), Some(end)) = (start, end) else { return };
    if end.value > start.value {
        return;
    }
    let at = show(start.value);
    fields.push(
        Diag::error(Code::OUT_OF_RANGE, end.span, words!("结束不晚于开始", "the end is not after the start"))
            .label(start.span, words!("开始", "the start"))
            .help(words!("写 {at} 之后的时间", "write a time after {at}")),
    );
}

const CARRIERS: &[(&[&str], &str)] = &[
    (&["mini_program", "小程序"], "mini_program"),
    (&["h5", "H5"], "h5"),
    (&["wecom_group", "企业微信群"], "wecom_group"),
    (&["moments", "朋友圈"], "moments"),
    (&["shop_platform", "店铺后台"], "shop_platform"),
    (&["offline", "线下"], "offline"),
];

/// The mechanic that `mechanic` names, from its table; a table of another one is a mistake.
fn mechanic(fields: &mut Fields<'_>) -> Option<Mechanic> {
    let named = fields.need().choice("mechanic", MechanicKind::CHOICES);
    // With one table and no name it is clear what was meant; the missing name was reported.
    let present: Vec<MechanicKind> = MechanicKind::ALL.into_iter().filter(|kind| fields.has(kind.table())).collect();
    let chosen = match (named, present.as_slice()) {
        (Some(named), _) => Some(named.value),
        (None, [only]) => Some(*only),
        (None, _) => None,
    };
    let mut read = None;
    for kind in MechanicKind::ALL {
        let table = kind.table();
        if fields.is_describing() || Some(kind) == chosen {
            let found = one(fields, kind);
            if let (None, Some(named), false) = (&found, named, fields.has(table)) {
                let (zh, en) = (kind.label().zh, kind.label().en);
                fields.push(
                    Diag::error(
                        Code::MISSING_KEY,
                        named.span,
                        words!("这是{zh}活动，却没有 [{table}] 表", "this is a {en}, yet there is no table [{table}]"),
                    )
                    .help(words!("加上 [{table}]，把{zh}的字段写在下面", "add [{table}] with its fields below")),
                );
            }
            read = found.or(read);
        } else if let Some(place) = fields.refuse(table) {
            let Some(chosen) = chosen else { continue };
            let (name, right) = (chosen.name(), chosen.table());
            let wanted = kind.name();
            fields.push(
                Diag::error(
                    Code::UNKNOWN_KEY,
                    place,
                    words!(
                        "mechanic 是“{name}”，这里却是 [{table}]",
                        "the mechanic is “{name}”, but this is [{table}]"
                    ),
                )
                .help(words!(
                    "把 mechanic 改成 \"{wanted}\"，或把这张表换成 [{right}]",
                    "set mechanic = \"{wanted}\", or make this table [{right}]"
                )),
            );
        }
    }
    read
}

fn one(fields: &mut Fields<'_>, kind: MechanicKind) -> Option<Mechanic> {
    match kind {
        MechanicKind::Lottery => fields.table("lottery", kind.label(), lottery::read).map(Mechanic::Lottery),
        MechanicKind::GroupBuy => fields.table("group_buy", kind.label(), group_buy::read).map(Mechanic::GroupBuy),
        MechanicKind::Bargain => fields.table("bargain", kind.label(), bargain::read).map(Mechanic::Bargain),
        MechanicKind::CheckIn => fields.table("check_in", kind.label(), check_in::read).map(Mechanic::CheckIn),
        MechanicKind::Discount => fields.table("discount", kind.label(), discount::read).map(Mechanic::Discount),
        MechanicKind::Coupon => fields.table("coupon", kind.label(), coupon::read).map(Mechanic::Coupon),
        MechanicKind::Referral => fields.table("referral", kind.label(), referral::read).map(Mechanic::Referral),
    }
}

fn scripts(fields: &mut Fields<'_>) -> Vec<(Spanned<String>, Spanned<String>)> {
    let scripts = fields.map_of("scripts", &SLOTS);
    for (slot, _) in &scripts {
        let name = &slot.value;
        if SLOTS.contains(&name.as_str()) {
            continue;
        }
        let (zh, en) = listed(SLOTS);
        let hint = nearest(name, SLOTS);
        let list = hint.is_none().then(|| words!("可用的位置：{zh}", "slots: {en}"));
        fields.push(
            Diag::error(
                Code::UNKNOWN_KEY,
                slot.span,
                words!("活动没有“{name}”这个话术位置", "a campaign has no script slot “{name}”"),
            )
            .help(hint)
            .help(list),
        );
    }
    scripts.into_iter().filter(|(slot, _)| SLOTS.contains(&slot.value.as_str())).collect()
}

fn timeline(fields: &mut Fields<'_>) -> Vec<TaskDraft> {
    let tasks = fields.tables("timeline", words!("时间线的一步", "a step of the timeline"), |f| {
        let span = f.span();
        let at = f.need_text("at");
        let when = moment::moment(&at.value).map(|moment| Spanned::new(moment, at.span));
        if when.is_none() && !at.value.trim().is_empty() {
            let wrong = &at.value;
            f.push(
                Diag::error(
                    Code::WRONG_VALUE,
                    at.span,
                    words!("“{wrong}”不是相对时间", "“{wrong}” is no relative time"),
                )
                .help(moment::wanted()),
            );
        }
        TaskDraft {
            head: TaskHead {
                span,
                what: f.need_text("do"),
                when,
                when_text: at.value,
                checklist: f.texts("checklist").into_iter().map(|item| item.value).collect(),
            },
            role: f.text("role"),
            script: f.text("script"),
            material: f.text("material"),
        }
    });
    tasks.into_iter().map(|task| task.value).collect()
}

#[cfg(test)]
mod tests;
