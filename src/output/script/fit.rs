//! Lines as a target takes them: blanks as the target writes them, every length looked at, nothing cut in silence.

use super::{
    Line,
    target::{Column, Holds, Target},
    words_of,
};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
    },
    model::{
        chapter::Audience,
        script::{Message, Part, Tier},
    },
    words,
};
use std::collections::BTreeSet;

/// What one target gets.
#[derive(Debug, Default)]
pub struct Fitted {
    pub rows: Vec<Vec<String>>,
    /// For each row whether the target would spoil it.
    pub spoilt: Vec<bool>,
    /// Errors stand for lines that the target would spoil; with one of them nothing should be written.
    pub diags: Diags,
}

pub fn fit(lines: &[Line<'_>], target: &Target, audience: Audience) -> Fitted {
    let mut fitted = Fitted::default();
    let groups: Vec<Vec<Line<'_>>> = match target.whole_scripts {
        false => lines.iter().map(|line| vec![*line]).collect(),
        true => lines
            .chunk_by(|a, b| std::ptr::eq(a.script, b.script))
            .map(|all| {
                let usual: Vec<Line<'_>> = all.iter().filter(|line| line.is_usual()).copied().collect();
                if usual.is_empty() { vec![all[0]] } else { usual }
            })
            .collect(),
    };
    let mut fitter = Fitter { target, audience, blanks: BTreeSet::new(), spoilt: false, diags: Diags::new() };
    for group in &groups {
        fitter.spoilt = false;
        let mut row = Vec::with_capacity(target.columns.len());
        for column in &target.columns {
            let text = fitter.cell(group, column.holds);
            row.push(fitter.within(text, column, group));
        }
        fitted.rows.push(row);
        fitted.spoilt.push(fitter.spoilt);
    }
    fitted.diags = fitter.diags;
    if let Some(most) = target.most_rows.filter(|most| fitted.rows.len() > *most) {
        let (zh, en, rows) = (&target.zh, &target.en, fitted.rows.len());
        let message = words!("一共 {rows} 条，{zh}一次最多收 {most} 条", "{rows} lines; {en} takes {most} at once");
        let place = lines[0].span();
        let source = &target.source;
        fitted.diags.push(Diag::error(Code::SCRIPT_ROWS, place, message).help(words!(
            "停用不再用的话术，或者分几次导出。依据：{source}",
            "retire scripts that are not used any more, or export in parts. Source: {source}"
        )));
    }
    fitted
}

struct Fitter<'a> {
    target: &'a Target,
    audience: Audience,
    /// The blanks that were told of, by library: the same one is in many of its scripts.
    blanks: BTreeSet<(String, String)>,
    /// Whether the row at hand has a mistake.
    spoilt: bool,
    diags: Diags,
}

impl Fitter<'_> {
    fn cell(&mut self, group: &[Line<'_>], holds: Holds) -> String {
        let (target, audience) = (self.target, self.audience);
        let line = &group[0];
        let list = |texts: Vec<String>, gap: &str| texts.join(gap);
        match holds {
            Holds::Text => {
                let texts = group.iter().map(|line| self.filled(line)).collect();
                // What parts two replies may not stand within one.
                if target.whole_scripts { list(texts, "|") } else { list(texts, "") }
            }
            Holds::Title if target.whole_scripts => line.script.head.name.value.clone(),
            Holds::Title => line.title(),
            Holds::Code => line.script.head.shortcut.clone().unwrap_or_default(),
            Holds::Category => line.head().category.value.clone(),
            Holds::Group => line.head().title.value.clone(),
            Holds::Path => format!("{}/{}", line.head().category.value, line.head().title.value),
            Holds::Tags => list(line.head().tags.iter().map(|tag| tag.value.clone()).collect(), ","),
            Holds::Keywords => {
                let own = &line.script.head.keywords;
                if own.is_empty() { line.script.head.name.value.clone() } else { own.join(",") }
            }
            Holds::Priority => "0".to_string(),
            Holds::Tier => match line.variant.tier {
                Tier::All => String::new(),
                Tier::Normal => "普通".to_string(),
                Tier::Vip => "VIP".to_string(),
            },
            Holds::When => line.variant.when.clone(),
            Holds::Asks => words_of(&line.script.asks, audience),
        }
    }

    /// The message as the target is to hold it.
    fn filled(&mut self, line: &Line<'_>) -> String {
        let target = self.target;
        let mut out = String::new();
        for part in &line.variant.message.parts {
            let (name, span) = match part {
                Part::Text(text) => {
                    out.push_str(text);
                    continue;
                }
                Part::Slot(name, span) => (name, span),
            };
            let standing = line.slot(name).map(|slot| slot.default.as_str()).filter(|text| !text.is_empty());
            match target.placeholder(name).or(standing) {
                Some(text) => out.push_str(text),
                None if target.by_hand => {
                    out.push('{');
                    out.push_str(name);
                    out.push('}');
                }
                None => {
                    self.spoilt = true;
                    if self.blanks.insert((line.head().slug.clone(), name.clone())) {
                        let (zh, en) = (&target.zh, &target.en);
                        let known = target.slots.values().map(String::as_str).collect::<Vec<_>>().join(" ");
                        let message = words!(
                            "{zh}不会填空位“{name}”，发出去就是空的",
                            "{en} cannot fill in the blank “{name}”; it would go out as it is"
                        );
                        let help = match known.is_empty() {
                            true => words!(
                                "给这个空位写上 default = \"…\"，或者不往这里导出",
                                "give the blank a default = \"…\", or do not export to this program"
                            ),
                            false => words!(
                                "给这个空位写上 default = \"…\"；它自己会填的只有 {known}",
                                "give the blank a default = \"…\"; it fills in only {known}"
                            ),
                        };
                        self.diags.push(Diag::error(Code::SCRIPT_BLANK, *span, message).help(help));
                    }
                }
            }
        }
        if target.whole_scripts { out.replace('|', "｜") } else { out }
    }

    /// A text within its limit. A message that is too long is an error: whoever gets half of it is misled. A name is cut, and said to be.
    fn within(&mut self, text: String, column: &Column, group: &[Line<'_>]) -> String {
        let target = self.target;
        let Some(most) = column.max else { return text };
        let line = &group[0];
        let letters = match column.holds {
            Holds::Text => group.iter().map(|line| longest(line, target)).max().unwrap_or(0).max(text.chars().count()),
            _ => text.chars().count(),
        };
        if letters <= most {
            return text;
        }
        let (zh, en, header, id) = (&target.zh, &target.en, &column.header, target.limit_id(column.holds));
        let over = letters - most;
        let message = words!(
            "填好空位后有 {letters} 字，{zh}的“{header}”最多 {most} 字",
            "{letters} characters with its blanks filled in; “{header}” of {en} holds {most}"
        );
        let (source, day) = (&target.source, &target.checked_on);
        let help = words!(
            "减去 {over} 字，或分成两条。依据：{source}（{day}）；上限变了就在 limits.toml 里写 {id}",
            "take {over} out, or make two of it. Source: {source} ({day}); when the limit has changed, write {id} in limits.toml"
        );
        match column.holds {
            Holds::Text => {
                self.spoilt = true;
                self.diags.push(Diag::error(Code::SCRIPT_LENGTH, line.span(), message).help(help));
                text
            }
            Holds::Code => {
                let message = words!(
                    "快捷编码“{text}”有 {letters} 个字符，{zh}最多 {most} 个，这一格留空",
                    "the shortcut “{text}” has {letters} characters; {en} takes {most}, so it is left out"
                );
                let help = words!("改成不超过 {most} 个字符的 shortcut=…", "give it a shortcut=… of at most {most}");
                self.diags.push(Diag::warning(Code::SCRIPT_CUT, line.script.head.span, message).help(help));
                String::new()
            }
            _ => {
                let short: String = text.chars().take(most).collect();
                let message = words!(
                    "“{text}”有 {letters} 字，{zh}的“{header}”最多 {most} 字，写成了“{short}”",
                    "“{text}” has {letters} characters; “{header}” of {en} holds {most}: it became “{short}”"
                );
                let help = words!("改一个不超过 {most} 字的名字", "give it a name of at most {most}");
                self.diags.push(Diag::warning(Code::SCRIPT_CUT, line.span(), message).help(help));
                short
            }
        }
    }
}

/// The characters of a message when all of its blanks are as long as they may be.
fn longest(line: &Line<'_>, target: &Target) -> usize {
    let message: &Message = &line.variant.message;
    let length = |part: &Part| match part {
        Part::Text(text) => text.chars().count(),
        Part::Slot(name, _) => {
            let standing = line.slot(name).filter(|slot| !slot.default.is_empty());
            match (target.placeholder(name), standing, line.slot(name)) {
                (Some(text), ..) => text.chars().count(),
                (None, Some(slot), _) => slot.default.chars().count(),
                (None, None, Some(slot)) => slot
                    .max
                    .map_or(0, |max| max as usize)
                    .max(slot.example.chars().count())
                    .max(name.chars().count() + 2),
                (None, None, None) => name.chars().count() + 2,
            }
        }
    };
    message.parts.iter().map(length).sum()
}
