//! A campaign (活动): who, when, what it may cost, its timeline, scripts and materials, and one of the mechanics.

use super::{
    bargain::Bargain,
    chapter::Audience,
    check_in::CheckIn,
    coupon::Coupon,
    discount::Discount,
    group_buy::GroupBuy,
    kpi::Kpi,
    lottery::Lottery,
    print::Print,
    referral::Referral,
    role::Role,
    rollout::Rollout,
    script::{Channel, Script},
    table::Id,
    text::{Link, Text, Written},
};
use crate::{
    base::{
        date::{Date, DateTime, Time},
        lang::Words,
        money::{Fen, Ppm},
        span::{FileId, Span, Spanned},
    },
    words,
};

#[derive(Clone, Debug)]
pub struct CampaignDraft {
    pub head: CampaignHead,
    pub mechanic: Option<Mechanic>,
    pub scripts: Vec<(Spanned<String>, Spanned<String>)>,
    pub materials: Vec<Spanned<String>>,
    pub kpis: Vec<Spanned<String>>,
    pub timeline: Vec<TaskDraft>,
    pub body: Text<Written>,
}

#[derive(Clone, Debug)]
pub struct Campaign {
    pub head: CampaignHead,
    /// `None` when it could not be read; it was reported.
    pub mechanic: Option<Mechanic>,
    /// Scripts by their slot: preview, rules, launch, winner …
    pub scripts: Vec<(String, Id<Script>)>,
    pub materials: Vec<Id<Print>>,
    pub kpis: Vec<Id<Kpi>>,
    /// In the order of time.
    pub timeline: Vec<Task>,
    pub body: Text<Link>,
}

/// What both forms of a campaign say alike. Money is fen, rates are ppm, times are of the workspace's zone.
#[derive(Clone, Debug)]
pub struct CampaignHead {
    pub file: FileId,
    pub span: Span,
    pub title: Spanned<String>,
    pub slug: String,
    pub summary: String,
    pub audience: Audience,
    pub scene: Option<Spanned<Scene>>,
    pub owner: Option<Spanned<String>>,
    pub approver: Option<Spanned<String>>,
    pub approved_on: Option<Spanned<Date>>,
    /// Until when the papers of its advertisements are kept.
    pub ad_archive_until: Option<Spanned<Date>>,
    /// `None` when it was not said or could not be read; it was reported.
    pub start: Option<Spanned<DateTime>>,
    pub end: Option<Spanned<DateTime>>,
    pub review_at: Option<Spanned<DateTime>>,
    pub stores: Vec<Spanned<String>>,
    /// Where it is carried out: mini_program, h5, wecom_group, moments, shop_platform, offline.
    pub carrier: Option<Spanned<String>>,
    pub channels: Vec<Spanned<Channel>>,
    pub goal: String,
    /// Who may take part, and what counts as new.
    pub who: String,
    pub new_user: String,
    pub budget: Option<Spanned<Fen>>,
    /// The share that the payment service keeps.
    pub pay_fee: Ppm,
    pub fixed_costs: Vec<FixedCost>,
    pub value_per_new: Option<Spanned<Fen>>,
    pub contact: String,
    pub dispute: String,
    /// What is collected of people, why, and for how long.
    pub personal_data: String,
    pub keep_days: Option<Spanned<u32>>,
    /// In which steps one takes part, who bears the tax on prizes.
    pub how: String,
    pub tax: String,
    /// Who may see the rules page; it is for those who take part, so often for more people than the playbook.
    pub rules_audience: Audience,
    /// Stores that run it at times of their own.
    pub rollout: Vec<Rollout>,
    /// What was changed in the rules after they were published, and why.
    pub rule_changes: Vec<RuleChange>,
    pub tags: Vec<Spanned<String>>,
    pub aliases: Vec<Spanned<String>>,
    /// Every text of the header as written, by its key such as `lottery.forfeit`, for rules about wording.
    pub texts: Vec<(String, Spanned<String>)>,
}

/// A published fact that was changed after the start: the rules page shows it, and the lock accepts it.
#[derive(Clone, Debug)]
pub struct RuleChange {
    pub span: Span,
    pub date: Option<Spanned<Date>>,
    /// The fact by its key: `end`, `lottery.prizes.2.qty`.
    pub what: Spanned<String>,
    pub from: Spanned<String>,
    pub to: Spanned<String>,
    pub why: String,
}

#[derive(Clone, Debug)]
pub struct FixedCost {
    pub name: String,
    pub amount: Spanned<Fen>,
}

/// What a campaign is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scene {
    Retain,
    Activate,
    Convert,
    Fission,
}

impl Scene {
    pub fn label(self) -> Words {
        match self {
            Scene::Retain => words!("留存", "retain"),
            Scene::Activate => words!("促活", "activate"),
            Scene::Convert => words!("转化", "convert"),
            Scene::Fission => words!("裂变", "fission"),
        }
    }

    pub const CHOICES: &[(&'static [&'static str], Scene)] = &[
        (&["retain", "留存"], Scene::Retain),
        (&["activate", "促活"], Scene::Activate),
        (&["convert", "转化"], Scene::Convert),
        (&["fission", "裂变"], Scene::Fission),
    ];
}

/// How a campaign works, with its own fields and sums.
#[derive(Clone, Debug)]
pub enum Mechanic {
    Lottery(Lottery),
    GroupBuy(GroupBuy),
    Bargain(Bargain),
    CheckIn(CheckIn),
    Discount(Discount),
    Coupon(Coupon),
    Referral(Referral),
}

impl Mechanic {
    pub fn kind(&self) -> MechanicKind {
        match self {
            Mechanic::Lottery(_) => MechanicKind::Lottery,
            Mechanic::GroupBuy(_) => MechanicKind::GroupBuy,
            Mechanic::Bargain(_) => MechanicKind::Bargain,
            Mechanic::CheckIn(_) => MechanicKind::CheckIn,
            Mechanic::Discount(_) => MechanicKind::Discount,
            Mechanic::Coupon(_) => MechanicKind::Coupon,
            Mechanic::Referral(_) => MechanicKind::Referral,
        }
    }
}

/// Which of the mechanics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MechanicKind {
    Lottery,
    GroupBuy,
    Bargain,
    CheckIn,
    Discount,
    Coupon,
    Referral,
}

impl MechanicKind {
    pub const ALL: [MechanicKind; 7] = [
        MechanicKind::Lottery,
        MechanicKind::GroupBuy,
        MechanicKind::Bargain,
        MechanicKind::CheckIn,
        MechanicKind::Discount,
        MechanicKind::Coupon,
        MechanicKind::Referral,
    ];

    pub const CHOICES: &[(&'static [&'static str], MechanicKind)] = &[
        (&["lottery", "抽奖"], MechanicKind::Lottery),
        (&["group-buy", "group_buy", "拼团"], MechanicKind::GroupBuy),
        (&["bargain", "砍价"], MechanicKind::Bargain),
        (&["check-in", "check_in", "签到"], MechanicKind::CheckIn),
        (&["discount", "限时折扣"], MechanicKind::Discount),
        (&["coupon", "优惠券"], MechanicKind::Coupon),
        (&["referral", "任务宝"], MechanicKind::Referral),
    ];

    /// The value of `mechanic`.
    pub fn name(self) -> &'static str {
        match self {
            MechanicKind::Lottery => "lottery",
            MechanicKind::GroupBuy => "group-buy",
            MechanicKind::Bargain => "bargain",
            MechanicKind::CheckIn => "check-in",
            MechanicKind::Discount => "discount",
            MechanicKind::Coupon => "coupon",
            MechanicKind::Referral => "referral",
        }
    }

    /// The table that holds its fields.
    pub fn table(self) -> &'static str {
        match self {
            MechanicKind::Lottery => "lottery",
            MechanicKind::GroupBuy => "group_buy",
            MechanicKind::Bargain => "bargain",
            MechanicKind::CheckIn => "check_in",
            MechanicKind::Discount | MechanicKind::Coupon | MechanicKind::Referral => self.name(),
        }
    }

    pub fn label(self) -> Words {
        match self {
            MechanicKind::Lottery => words!("抽奖", "lottery"),
            MechanicKind::GroupBuy => words!("拼团", "group buy"),
            MechanicKind::Bargain => words!("砍价", "bargain"),
            MechanicKind::CheckIn => words!("签到", "check-in"),
            MechanicKind::Discount => words!("限时折扣", "limited discount"),
            MechanicKind::Coupon => words!("优惠券", "coupon"),
            MechanicKind::Referral => words!("任务宝", "referral"),
        }
    }
}

/// The slots of a campaign's scripts, in the order of its course.
pub const SLOTS: [&str; 15] = [
    "preview",
    "rules",
    "howto",
    "launch",
    "progress",
    "last_call",
    "sold_out",
    "winner",
    "consolation",
    "refund",
    "dispute",
    "delay",
    "after",
    "dm_invite",
    "phone_invite",
];

/// What a slot is for, for people.
pub fn slot_label(slot: &str) -> Words {
    match slot {
        "preview" => words!("预告", "preview"),
        "rules" => words!("规则", "rules"),
        "howto" => words!("玩法说明", "how to take part"),
        "launch" => words!("开场", "launch"),
        "progress" => words!("进度播报", "progress"),
        "last_call" => words!("最后提醒", "last call"),
        "sold_out" => words!("售罄", "sold out"),
        "winner" => words!("中奖通知", "winner"),
        "consolation" => words!("未中安慰", "consolation"),
        "refund" => words!("退款", "refund"),
        "dispute" => words!("争议答复", "dispute"),
        "delay" => words!("延迟说明", "delay"),
        "after" => words!("活动后", "afterwards"),
        "dm_invite" => words!("私信邀请", "invitation by message"),
        "phone_invite" => words!("电话邀请", "invitation by phone"),
        other => words!("{other}", "{other}"),
    }
}

/// A step of the timeline as written: `at = "T-3d 20:00"`.
#[derive(Clone, Debug)]
pub struct TaskDraft {
    pub head: TaskHead,
    pub role: Option<Spanned<String>>,
    pub script: Option<Spanned<String>>,
    pub material: Option<Spanned<String>>,
}

#[derive(Clone, Debug)]
pub struct Task {
    pub head: TaskHead,
    pub at: Option<DateTime>,
    pub role: Option<Id<Role>>,
    pub script: Option<Id<Script>>,
    pub material: Option<Id<Print>>,
}

#[derive(Clone, Debug)]
pub struct TaskHead {
    pub span: Span,
    pub what: Spanned<String>,
    pub when: Option<Spanned<Moment>>,
    /// As written, for showing.
    pub when_text: String,
    pub checklist: Vec<String>,
}

/// A time relative to the campaign: `T-3d 20:00`, `end-2h`, `T+7`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub from_end: bool,
    pub minutes: i64,
    /// When given, the day is moved by whole days and this is the time on that day.
    pub time: Option<Time>,
}

impl Moment {
    /// When that is; `None` when the campaign has no such date, or no calendar has that day.
    pub fn at(self, start: Option<DateTime>, end: Option<DateTime>) -> Option<DateTime> {
        let from = if self.from_end { end? } else { start? };
        let at = from.checked_add(jiff::Span::new().minutes(self.minutes)).ok()?;
        Some(match self.time {
            Some(time) => at.date().to_datetime(time),
            None => at,
        })
    }
}
