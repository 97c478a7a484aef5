//! Talk scripts (话术): what a customer says, and what to send, by tier and situation, with slots to fill.

use super::{
    chapter::{Audience, Status},
    role::Role,
    table::Id,
    text::{Link, Text, Written},
};
use crate::base::span::{FileId, Span, Spanned};

/// One file of `content/scripts/`: a scene with its scripts.
#[derive(Clone, Debug)]
pub struct LibraryDraft {
    pub head: LibraryHead,
    pub roles: Vec<Spanned<String>>,
    pub intro: Text<Written>,
    pub scripts: Vec<ScriptDraft>,
}

#[derive(Clone, Debug)]
pub struct Library {
    pub head: LibraryHead,
    pub roles: Vec<Id<Role>>,
    pub intro: Text<Link>,
    pub scripts: Vec<Id<Script>>,
}

/// What both forms of a library say alike.
#[derive(Clone, Debug)]
pub struct LibraryHead {
    pub file: FileId,
    pub span: Span,
    pub title: Spanned<String>,
    pub slug: String,
    pub summary: String,
    /// 欢迎, 投诉, 好评, 跑题, 催单 … : a row of the coverage matrix.
    pub category: Spanned<String>,
    pub channels: Vec<Spanned<Channel>>,
    pub owner: Option<Spanned<String>>,
    pub status: Spanned<Status>,
    pub version: Option<Spanned<String>>,
    pub audience: Audience,
    pub tags: Vec<Spanned<String>>,
    pub slots: Vec<Slot>,
}

/// Where a script is said; decides which rules apply and how strictly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    Group,
    Dm,
    Phone,
    Sms,
    Moments,
    ShopIm,
    Live,
}

impl Channel {
    pub const CHOICES: &[(&'static [&'static str], Channel)] = &[
        (&["group", "群"], Channel::Group),
        (&["dm", "私聊"], Channel::Dm),
        (&["phone", "电话"], Channel::Phone),
        (&["sms", "短信"], Channel::Sms),
        (&["moments", "朋友圈"], Channel::Moments),
        (&["shop_im", "店铺客服"], Channel::ShopIm),
        (&["live", "直播"], Channel::Live),
    ];

    pub fn zh(self) -> &'static str {
        Channel::CHOICES.iter().find(|(_, c)| *c == self).map_or("", |(names, _)| names[1])
    }

    pub fn key(self) -> &'static str {
        Channel::CHOICES.iter().find(|(_, c)| *c == self).map_or("", |(names, _)| names[0])
    }
}

/// A slot that a library explains: `{昵称}` is filled by the reader on the page.
#[derive(Clone, Debug)]
pub struct Slot {
    pub name: Spanned<String>,
    pub example: String,
    pub max: Option<u32>,
    /// The standing value, if any.
    pub default: String,
}

#[derive(Clone, Debug)]
pub struct ScriptDraft {
    pub head: ScriptHead,
    pub asks: Text<Written>,
    pub notes: Text<Written>,
    pub variants: Vec<Variant>,
}

#[derive(Clone, Debug)]
pub struct Script {
    pub library: Id<Library>,
    pub head: ScriptHead,
    /// What the customer says.
    pub asks: Text<Link>,
    /// What the writer tells the reader beside: when to use it, what not to say.
    pub notes: Text<Link>,
    pub variants: Vec<Variant>,
}

/// What both forms of a script say alike.
#[derive(Clone, Debug)]
pub struct ScriptHead {
    pub span: Span,
    pub name: Spanned<String>,
    /// On the library's page.
    pub anchor: String,
    pub keywords: Vec<String>,
    pub shortcut: Option<String>,
    /// Where to hand over when it does not help.
    pub escalate: Option<String>,
}

/// One wording of a script.
#[derive(Clone, Debug)]
pub struct Variant {
    pub span: Span,
    pub name: String,
    pub anchor: String,
    pub tier: Tier,
    /// The situation, `when=rain`; empty for the usual one.
    pub when: String,
    /// What is sent, ready for a chat: lines and slots, no markup.
    pub message: Message,
    /// The same as written, with the place of every piece, for rules about wording.
    pub written: Text<Written>,
}

/// Whom a wording is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    #[default]
    All,
    Normal,
    Vip,
}

impl Tier {
    pub const CHOICES: &[(&'static [&'static str], Tier)] =
        &[(&["all", "全部"], Tier::All), (&["normal", "普通"], Tier::Normal), (&["vip", "VIP"], Tier::Vip)];
}

/// A message as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Text(String),
    /// `{昵称}`, without the braces.
    Slot(String, Span),
}

impl Message {
    /// Cuts `{…}` slots out of a text whose first byte stands at `span.start`.
    pub fn parse(text: &str, span: Span) -> Message {
        let mut parts = Vec::new();
        let mut done = 0;
        let mut at = 0;
        while let Some(open) = text[at..].find('{').map(|i| at + i) {
            let Some(close) = text[open..].find('}').map(|i| open + i) else { break };
            let name = &text[open + 1..close];
            let is_slot = !name.is_empty() && name.chars().count() <= 20 && !name.contains(['{', '\n', '"', '<']);
            if is_slot {
                if done < open {
                    parts.push(Part::Text(text[done..open].to_string()));
                }
                parts.push(Part::Slot(name.trim().to_string(), span.part(open, close + 1)));
                done = close + 1;
            }
            at = close + 1;
        }
        if done < text.len() {
            parts.push(Part::Text(text[done..].to_string()));
        }
        Message { parts }
    }

    /// As written, with the braces.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Slot(name, _) => {
                    out.push('{');
                    out.push_str(name);
                    out.push('}');
                }
            }
        }
        out
    }

    /// The slots in order, each once.
    pub fn slots(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for part in &self.parts {
            if let Part::Slot(name, _) = part
                && !names.contains(&name.as_str())
            {
                names.push(name);
            }
        }
        names
    }
}
