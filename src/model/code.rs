//! A live code (活码): the printed QR never changes, the page behind it shows today's destination.

use super::{
    asset::Asset,
    table::{Id, Table},
};
use crate::base::{
    date::{Date, DateTime},
    span::{Span, Spanned},
};

/// A short stable id and where it leads, by date and capacity in order. It refers to nothing, so the draft is the record.
#[derive(Clone, Debug)]
pub struct LiveCode {
    pub span: Span,
    /// ASCII, printed below the code; the QR holds `<base>/q/<id>/` for ever.
    pub id: Spanned<String>,
    /// What the team calls it; customers never read it.
    pub title: String,
    pub destinations: Vec<Destination>,
}

/// One row of `codes.csv`.
#[derive(Clone, Debug)]
pub struct Destination {
    pub span: Span,
    /// What its row calls the code, when it says so; for the team.
    pub title: Option<Spanned<String>>,
    pub kind: Spanned<DestinationKind>,
    /// An address, or a picture in the workspace to be long-pressed in WeChat.
    pub target: Spanned<String>,
    /// The last day on which it works.
    pub expires: Option<Spanned<Date>>,
    pub opens: Option<DateTime>,
    /// How many people fit in, for groups.
    pub capacity: Option<u32>,
    /// How many are in already.
    pub filled: Option<u32>,
    /// What the page says to those who scan, such as “加入锦绣花园店的微信群”.
    pub caption: Option<Spanned<String>>,
    /// For the team alone.
    pub note: String,
    /// How many groups stand behind a join way of WeCom.
    pub groups: Option<Spanned<u32>>,
    /// What WeCom's back office keeps of a contact way: the parameter of the channel, and a remark.
    pub state: Option<Spanned<String>>,
    pub remark: Option<Spanned<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DestinationKind {
    /// A static WeChat group code: a picture that dies after seven days.
    Group,
    /// A WeCom contact or a group join way that stays.
    Contact,
    MiniProgram,
    Url,
}

impl DestinationKind {
    pub const CHOICES: &[(&'static [&'static str], DestinationKind)] = &[
        (&["group", "群"], DestinationKind::Group),
        (&["contact", "联系人", "企业微信"], DestinationKind::Contact),
        (&["mini_program", "小程序"], DestinationKind::MiniProgram),
        (&["url", "网址"], DestinationKind::Url),
    ];
}

impl Destination {
    /// The picture that it shows, when it is no address.
    pub fn picture(&self, assets: &Table<Asset>) -> Option<Id<Asset>> {
        let target = self.target.value.trim();
        if target.contains("://") {
            return None;
        }
        let path = format!("content/{}", target.trim_start_matches("content/"));
        assets.iter().find(|(_, asset)| asset.path == path).map(|(id, _)| id)
    }

    pub fn is_full(&self) -> bool {
        self.capacity.is_some() && self.filled >= self.capacity
    }

    /// Whether it leads somewhere on a day.
    pub fn holds(&self, day: Date) -> bool {
        self.expires.as_ref().is_none_or(|last| last.value >= day)
            && self.opens.is_none_or(|opens| opens.date() <= day)
            && !self.is_full()
    }
}

impl LiveCode {
    /// Where it leads on a day: the first that holds.
    pub fn leads(&self, day: Date) -> Option<&Destination> {
        self.destinations.iter().find(|destination| destination.holds(day))
    }

    /// The last day on which any of its destinations works; `None` when one has no end.
    pub fn last_day(&self) -> Option<Date> {
        let ends: Option<Vec<Date>> =
            self.destinations.iter().map(|destination| destination.expires.as_ref().map(|last| last.value)).collect();
        ends.and_then(|ends| ends.into_iter().max())
    }
}
