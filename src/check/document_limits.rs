//! What a document promises as a whole: its time holds its steps, its records have an end, its ticks can be ticked, its campaigns run while it is in force.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
        lang::Words,
    },
    model::{
        Book, Record,
        chapter::{Chapter, Status},
        text::{Kind, Link, Tag},
    },
    words,
};

pub const TOO_SLOW: Page = Page { code: Code("DOC-008"), text: include_str!("DOC-008.md") };
pub const KEPT: Page = Page { code: Code("DOC-011"), text: include_str!("DOC-011.md") };
pub const VAGUE: Page = Page { code: Code("DOC-012"), text: include_str!("DOC-012.md") };
pub const NOT_YET: Page = Page { code: Code("DOC-014"), text: include_str!("DOC-014.md") };

/// Words that two people tick differently; a number beside them settles it.
const MOODS: [&str; 14] = [
    "做好",
    "注意",
    "认真",
    "尽量",
    "适当",
    "良好",
    "重视",
    "加强",
    "用心",
    "合理",
    "积极",
    "carefully",
    "properly",
    "as needed",
];

pub fn check(book: &Book, diags: &mut Diags) {
    for chapter in book.chapters.values() {
        time(chapter, diags);
        ticks(chapter, diags);
        for record in chapter.document.records.iter().filter(|record| record.value.keep.is_none()) {
            let name = &record.value.form;
            diags.push(
                Diag::warning(
                    KEPT.code,
                    record.span,
                    words!("记录“{name}”没有写保存多久", "how long the record “{name}” is kept is not said"),
                )
                .help(words!(
                    "加上 keep = \"2年\" 这样的期限，到期删除",
                    "add a time such as keep = \"730d\"; it is deleted then"
                )),
            );
        }
    }
    campaigns(book, diags);
}

/// The steps one after the other, by the slowest way that never turns back.
fn time(chapter: &Chapter, diags: &mut Diags) {
    let Some(whole) = chapter.document.sla else { return };
    let mut least = vec![0_u64; chapter.steps.len() + 1];
    for (index, step) in chapter.steps.iter().enumerate().rev() {
        let falls_through = step.next.iter().all(|branch| !branch.condition.is_empty());
        let on = step.next.iter().map(|branch| branch.to).chain(falls_through.then_some(index + 1));
        let rest = on.filter(|to| *to > index).filter_map(|to| least.get(to)).max().copied().unwrap_or(0);
        least[index] = rest + u64::from(step.place.sla.unwrap_or(0));
    }
    let sum = least.iter().max().copied().unwrap_or(0);
    if sum <= u64::from(whole.value) {
        return;
    }
    let Words { zh: steps_zh, en: steps_en } = span_of(sum);
    let Words { zh: most_zh, en: most_en } = span_of(whole.value.into());
    diags.push(
        Diag::warning(
            TOO_SLOW.code,
            whole.span,
            words!(
                "各步的时限加起来要 {steps_zh}，整个流程只给了 {most_zh}",
                "its steps may take {steps_en} together, the whole may take {most_en}"
            ),
        )
        .help(words!("把 sla 改成 {steps_zh}，或缩短其中几步", "set sla to {steps_en}, or give some steps less time")),
    );
}

/// Minutes as people say them: the largest unit that comes out even.
fn span_of(minutes: u64) -> Words {
    match minutes {
        m if m % 1440 == 0 => {
            let days = m / 1440;
            words!("{days} 天", "{days} days")
        }
        m if m % 60 == 0 => {
            let hours = m / 60;
            words!("{hours} 小时", "{hours} hours")
        }
        m => words!("{m} 分钟", "{m} minutes"),
    }
}

fn ticks(chapter: &Chapter, diags: &mut Diags) {
    for step in &chapter.steps {
        let pieces = &chapter.body.pieces[step.place.from..step.place.to];
        let places = pieces.iter().filter(|piece| matches!(piece.kind, Kind::Task(_)));
        for (item, place) in step.place.checklist.iter().zip(places) {
            let Some(mood) = MOODS.iter().find(|mood| item.replace("注意事项", "").contains(**mood)) else {
                continue;
            };
            if item.chars().any(|c| c.is_ascii_digit() || "二两三四五六七八九十".contains(c)) {
                continue;
            }
            diags.push(
                Diag::note(
                    VAGUE.code,
                    place.span,
                    words!(
                        "“{item}”没法打勾：怎样算“{mood}”，每个人说的不一样",
                        "“{item}” cannot be ticked: everybody means something else by “{mood}”"
                    ),
                )
                .help(words!(
                    "写成看得见的动作或数字，例如“5 分钟内回复”“拍照发到群里”",
                    "write what can be seen or counted, for example “answered within 5 minutes”"
                )),
            );
        }
    }
}

/// What a campaign points to is in force when it starts.
fn campaigns(book: &Book, diags: &mut Diags) {
    for campaign in book.campaigns.values() {
        let Some(start) = campaign.head.start else { continue };
        for piece in &campaign.body.pieces {
            let (Kind::Open(Tag::Link { to, .. }) | Kind::Embed(to)) = &piece.kind else { continue };
            let Link::Record(Record::Chapter(id), _) = to else { continue };
            let document = &book.chapters[*id].document;
            let Some(from) = document.effective_from.filter(|from| from.value > start.value.date()) else { continue };
            if document.status.value == Status::Retired {
                continue;
            }
            let (name, day, first) = (&document.title.value, from.value, start.value.date());
            diags.push(
                Diag::warning(
                    NOT_YET.code,
                    piece.span,
                    words!(
                        "活动 {first} 开始，“{name}”要到 {day} 才生效",
                        "the campaign starts on {first}; “{name}” is in force from {day}"
                    ),
                )
                .label(from.span, words!("从这天起生效", "in force from here"))
                .help(words!(
                    "把活动推到 {day} 以后，或提前批准“{name}”",
                    "start it on {day} or later, or approve “{name}” earlier"
                )),
            );
        }
    }
}
