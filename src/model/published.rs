//! What a campaign publishes to those who take part: one list of facts, from which its rules page, its printed rules and
//! its lock are made, so that none can say something else.

mod lottery;
mod offers;

use super::{
    campaign::{Campaign, Mechanic},
    rollout,
    script::Channel,
    site::Site,
};
use crate::{
    base::{
        date::{Date, DateTime, show},
        lang::Words,
        money::{Fen, Ppm},
        span::{Span, Spanned},
    },
    words,
};

/// One published fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub part: Part,
    /// What it belongs to within its part, such as a prize; empty for the part as a whole.
    pub item: String,
    /// Where it stands in the campaign's file: `end`, `lottery.prizes.2.qty`.
    pub key: String,
    pub label: Words,
    /// As people read it.
    pub value: Words,
    /// As it was meant, whatever words this version of the program finds for it: what a lock keeps.
    pub raw: String,
    pub span: Span,
    pub favour: Favour,
    pub hold: Hold,
}

/// What a lock does with a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    Locked,
    /// May still be added after the start, such as the fingerprint of a list that closes at the end; then it is held.
    Later,
    /// Follows from facts that are locked themselves.
    Derived,
}

/// Which change of a fact is good for those who take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Favour {
    More,
    Less,
    /// Nobody can tell from the value alone.
    Unknown,
}

impl Fact {
    /// With what it belongs to: “二等奖 · 数量”.
    pub fn whole_label(&self) -> Words {
        let (item, zh, en) = (&self.item, &self.label.zh, &self.label.en);
        if item.is_empty() { self.label.clone() } else { words!("{item} · {zh}", "{item} · {en}") }
    }

    /// Whether `to` is worse than `from` for those who take part.
    pub fn is_worse(&self, from: &str, to: &str) -> bool {
        let order = match (Fen::parse(from), Fen::parse(to)) {
            (Some(from), Some(to)) => to.cmp(&from),
            // Dates and times of one form are ordered as texts are.
            _ => to.cmp(from),
        };
        match self.favour {
            Favour::More => order.is_lt(),
            Favour::Less => order.is_gt(),
            Favour::Unknown => false,
        }
    }
}

/// The parts of a rules page, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Time,
    Who,
    How,
    Offer,
    Chances,
    Draw,
    Claim,
    Tax,
    Data,
    Dispute,
    Organiser,
}

impl Part {
    /// Its place on a page.
    pub fn anchor(self) -> &'static str {
        match self {
            Part::Time => "time",
            Part::Who => "who",
            Part::How => "how",
            Part::Offer => "offer",
            Part::Chances => "chances",
            Part::Draw => "draw",
            Part::Claim => "claim",
            Part::Tax => "tax",
            Part::Data => "data",
            Part::Dispute => "dispute",
            Part::Organiser => "organiser",
        }
    }

    pub fn label(self) -> Words {
        match self {
            Part::Time => words!("活动时间", "when"),
            Part::Who => words!("谁能参加", "who may take part"),
            Part::How => words!("怎么参加", "how to take part"),
            Part::Offer => words!("有什么", "what there is"),
            Part::Chances => words!("中奖机会", "chances"),
            Part::Draw => words!("怎么开奖", "how it is drawn"),
            Part::Claim => words!("怎么领取", "how to claim"),
            Part::Tax => words!("税费", "taxes"),
            Part::Data => words!("个人信息", "personal data"),
            Part::Dispute => words!("有疑问找谁", "questions and disputes"),
            Part::Organiser => words!("主办方", "organiser"),
        }
    }
}

/// All facts, part by part, in a fixed order.
pub fn facts(campaign: &Campaign, site: &Site) -> Vec<Fact> {
    let mut sheet = Sheet { campaign, facts: Vec::new(), part: Part::Time, item: String::new() };
    time(&mut sheet);
    who(&mut sheet);
    how(&mut sheet);
    match &campaign.mechanic {
        Some(Mechanic::Lottery(lottery)) => lottery::facts(lottery, &mut sheet),
        Some(mechanic) => offers::facts(mechanic, &mut sheet),
        None => {}
    }
    let head = &campaign.head;
    sheet.part(Part::Tax);
    sheet.text("tax", words!("税由谁承担", "who bears the tax"), &head.tax);
    sheet.part(Part::Data);
    sheet.text("personal_data", words!("收集什么、为什么", "what is collected, and why"), &head.personal_data);
    sheet.count("keep_days", words!("保存", "kept for"), head.keep_days, |n| {
        words!("活动结束后 {n} 天，到期删除", "{n} days after the end, then deleted")
    });
    sheet.part(Part::Dispute);
    sheet.text("dispute", words!("争议处理", "disputes"), &head.dispute);
    sheet.text("contact", words!("联系", "contact"), &head.contact);
    sheet.part(Part::Organiser);
    let brand = &site.brand;
    sheet.text("brand.org", words!("主办方", "organiser"), &brand.org);
    sheet.text("brand.phone", words!("电话", "phone"), &brand.phone);
    sheet.text("brand.hours", words!("服务时间", "hours"), &brand.hours);
    sheet.facts.sort_by_key(|fact| fact.part);
    sheet.facts
}

/// One part of a rules page with its facts.
#[derive(Debug)]
pub struct Group<'a> {
    pub part: Part,
    pub items: Vec<Item<'a>>,
}

/// A prize, a tier, a store; or the part's own facts, without a name.
#[derive(Debug)]
pub struct Item<'a> {
    pub name: &'a str,
    pub facts: Vec<&'a Fact>,
}

/// Facts in the form of a page.
pub fn groups(facts: &[Fact]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for fact in facts {
        if groups.last().is_none_or(|group| group.part != fact.part) {
            groups.push(Group { part: fact.part, items: Vec::new() });
        }
        let items = &mut groups.last_mut().expect("just pushed").items;
        if items.last().is_none_or(|item| item.name != fact.item) {
            items.push(Item { name: &fact.item, facts: Vec::new() });
        }
        items.last_mut().expect("just pushed").facts.push(fact);
    }
    groups
}

fn time(sheet: &mut Sheet<'_>) {
    let head = &sheet.campaign.head;
    let rolled = !head.rollout.is_empty();
    for (number, run) in rollout::runs(sheet.campaign).into_iter().enumerate() {
        let (start, end) = (show(run.start), show(run.end));
        sheet.item = if rolled { run.stores.join("、") } else { String::new() };
        let key = |name: &str| if run.slug.is_empty() { name.to_string() } else { format!("rollout.{number}.{name}") };
        let from = if run.slug.is_empty() { head.start.map_or(run.span, |at| at.span) } else { run.span };
        let to = if run.slug.is_empty() { head.end.map_or(run.span, |at| at.span) } else { run.span };
        let of = |words: Words| if rolled { Words::new(words.zh, words.en) } else { words };
        sheet.push(key("start"), of(words!("开始", "starts")), words!("{start}", "{start}"), start.clone(), from);
        sheet.push(key("end"), of(words!("结束", "ends")), words!("{end}", "{end}"), end.clone(), to).favour =
            Favour::More;
    }
    sheet.item.clear();
}

fn who(sheet: &mut Sheet<'_>) {
    let head = &sheet.campaign.head;
    sheet.part(Part::Who);
    sheet.text("who", words!("参加条件", "conditions"), &head.who);
    sheet.text("new_user", words!("新用户", "new members"), &head.new_user);
    if let Some(first) = head.stores.first() {
        let all = head.stores.iter().map(|store| store.value.as_str()).collect::<Vec<_>>().join("、");
        sheet.push("stores", words!("参与门店", "stores"), words!("{all}", "{all}"), all.clone(), first.span);
    }
}

fn how(sheet: &mut Sheet<'_>) {
    let head = &sheet.campaign.head;
    sheet.part(Part::How);
    sheet.text("how", words!("步骤", "steps"), &head.how);
    if let Some(carrier) = &head.carrier {
        let label = carrier_label(&carrier.value);
        sheet.push("carrier", words!("在哪里参加", "where"), label, carrier.value.clone(), carrier.span);
    }
    if let Some(first) = head.channels.first() {
        let zh = head.channels.iter().map(|c| channel_label(c.value).zh).collect::<Vec<_>>().join("、");
        let en = head.channels.iter().map(|c| channel_label(c.value).en).collect::<Vec<_>>().join(", ");
        let raw = head.channels.iter().map(|c| c.value.key()).collect::<Vec<_>>().join(" ");
        sheet.push("channels", words!("通知发在", "announced in"), Words::new(zh, en), raw, first.span);
    }
}

fn carrier_label(key: &str) -> Words {
    match key {
        "mini_program" => words!("小程序", "the mini program"),
        "h5" => words!("活动网页", "a web page"),
        "wecom_group" => words!("企业微信群", "the WeCom group"),
        "moments" => words!("朋友圈", "Moments"),
        "shop_platform" => words!("网店", "the online shop"),
        "offline" => words!("门店现场", "the store itself"),
        other => words!("{other}", "{other}"),
    }
}

fn channel_label(channel: Channel) -> Words {
    match channel {
        Channel::Group => words!("社群", "groups"),
        Channel::Dm => words!("私聊", "private messages"),
        Channel::Phone => words!("电话", "calls"),
        Channel::Sms => words!("短信", "text messages"),
        Channel::Moments => words!("朋友圈", "Moments"),
        Channel::ShopIm => words!("店铺客服", "the shop's chat"),
        Channel::Live => words!("直播", "live streams"),
    }
}

/// Where a mechanic writes its facts.
struct Sheet<'a> {
    campaign: &'a Campaign,
    facts: Vec<Fact>,
    part: Part,
    item: String,
}

impl Sheet<'_> {
    fn part(&mut self, part: Part) {
        self.part = part;
        self.item.clear();
    }

    fn push(&mut self, key: impl Into<String>, label: Words, value: Words, raw: String, span: Span) -> &mut Fact {
        self.facts.push(Fact {
            part: self.part,
            item: self.item.clone(),
            key: key.into(),
            label,
            value,
            raw,
            span,
            favour: Favour::Unknown,
            hold: Hold::Locked,
        });
        self.facts.last_mut().expect("just pushed")
    }

    /// A text as the writer put it; nothing when it is empty.
    fn text(&mut self, key: impl Into<String>, label: Words, text: &str) {
        if text.is_empty() {
            return;
        }
        let key = key.into();
        let head = &self.campaign.head;
        let span = head.texts.iter().find(|(name, _)| *name == key).map_or(head.span, |(_, text)| text.span);
        self.text_at(key, label, text, span);
    }

    fn text_at(&mut self, key: impl Into<String>, label: Words, text: &str, span: Span) {
        if !text.is_empty() {
            self.push(key, label, words!("{text}", "{text}"), text.to_string(), span);
        }
    }

    fn count(
        &mut self,
        key: impl Into<String>,
        label: Words,
        count: Option<Spanned<u32>>,
        say: impl FnOnce(u32) -> Words,
    ) -> Option<&mut Fact> {
        let count = count?;
        Some(self.push(key, label, say(count.value), count.value.to_string(), count.span))
    }

    fn money(&mut self, key: impl Into<String>, label: Words, fen: Option<Spanned<Fen>>) -> Option<&mut Fact> {
        let fen = fen?;
        let yuan = fen.value.short();
        Some(self.push(key, label, words!("{yuan} 元", "{yuan} yuan"), fen.value.to_string(), fen.span))
    }

    fn rate(&mut self, key: impl Into<String>, label: Words, rate: Option<Spanned<Ppm>>) -> Option<&mut Fact> {
        let rate = rate?;
        let percent = rate.value.to_string();
        Some(self.push(key, label, words!("{percent}", "{percent}"), percent.clone(), rate.span))
    }

    fn at(&mut self, key: impl Into<String>, label: Words, at: Option<Spanned<DateTime>>) -> Option<&mut Fact> {
        let at = at?;
        let text = show(at.value);
        Some(self.push(key, label, words!("{text}", "{text}"), text.clone(), at.span))
    }

    fn date(&mut self, key: impl Into<String>, label: Words, date: Option<Spanned<Date>>) -> Option<&mut Fact> {
        let date = date?;
        let text = date.value.to_string();
        Some(self.push(key, label, words!("{text}", "{text}"), text.clone(), date.span))
    }

    fn flag(&mut self, key: impl Into<String>, label: Words, flag: Option<Spanned<bool>>, say: [Words; 2]) {
        let Some(flag) = flag else { return };
        let [no, yes] = say;
        let value = if flag.value { yes } else { no };
        self.push(key, label, value, flag.value.to_string(), flag.span);
    }

    fn choice<T>(&mut self, key: &str, label: Words, chosen: &Option<Spanned<T>>, say: impl FnOnce(&T) -> Words) {
        let Some(chosen) = chosen else { return };
        let value = say(&chosen.value);
        // The Chinese word is one of those that the file may hold.
        let raw = value.zh.clone();
        self.push(key, label, value, raw, chosen.span);
    }
}
