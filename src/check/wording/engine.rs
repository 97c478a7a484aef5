//! Finds what the rules about wording look for: the longest hit of each place, minus negations, safe words and exemptions.

use super::{passage::Outlet, passage::Passage, passage::Reach, plain::Plain};
use crate::base::{code::Code, diag::Severity, lang::Words};
use rayon::prelude::*;
use regex::Regex;
use std::{collections::BTreeMap, ops::Range};

/// A rule about wording. Patterns are regular expressions over the folded text (`Plain`); their `.` never crosses the
/// end of a sentence.
#[derive(Clone, Copy)]
pub struct Rule {
    pub code: Code,
    pub reach: Reach,
    /// What is wrong; a group named `x` narrows the place.
    pub finds: &'static str,
    /// Words that look alike and are not meant: a hit that touches them is none.
    pub safe: &'static str,
    /// What must stand in the same sentence (or, when `whole`, in the same text) too.
    pub needs: &'static str,
    /// What excuses it there; all of them are needed.
    pub unless: &'static [&'static str],
    /// Whether `needs` and `unless` look at the whole text.
    pub whole: bool,
    /// The first number within the hit must be larger than this limit of the book.
    pub over: &'static str,
    /// A negation in front means that the rule is being followed.
    pub negatable: bool,
    pub says: fn(&str) -> Words,
    pub help: fn() -> Words,
}

impl Rule {
    /// What most rules have; code, pattern and words are their own.
    pub const BASE: Rule = Rule {
        code: Code(""),
        reach: Reach::Everywhere,
        finds: "",
        safe: "",
        needs: "",
        unless: &[],
        whole: false,
        over: "",
        negatable: true,
        says: |x| Words::new(x, x),
        help: || Words::new("", ""),
    };
}

/// A hit: the rule's number, the bytes of the passage, how bad it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub rule: usize,
    pub range: Range<usize>,
    pub severity: Severity,
    /// The words found, as written.
    pub words: String,
}

/// The rules ready to be used.
pub struct Engine {
    pub rules: Vec<Rule>,
    ready: Vec<Ready>,
    before: Regex,
    within: Regex,
    after: Regex,
}

impl Ready {
    /// Whether everything around is as the rule wants it, in a sentence or in the whole text.
    fn holds(&self, said: &str) -> bool {
        self.needs.as_ref().is_none_or(|needs| needs.is_match(said))
            && (self.unless.is_empty() || !self.unless.iter().all(|unless| unless.is_match(said)))
    }
}

struct Ready {
    finds: Regex,
    safe: Option<Regex>,
    needs: Option<Regex>,
    unless: Vec<Regex>,
}

/// The ends of sentences in a folded text.
const ENDS: [char; 6] = ['。', '!', '?', ';', '…', '\n'];

/// A negation that still governs what follows it.
const BEFORE: &str = "((禁止|严禁|不得|不能|不许|不可以|不允许|不要|不用|不以|不做|不搞|不写|不说|不印|不卖|不售|不放|不在|不贴|不挂|不设|不换|不收|不给|不发|不会|不承诺|不宣称|不使用|不出现|不显示|无需|没有|并非|避免|杜绝|拒绝|谨防|警惕|防止|勿|删除|删掉|去掉|绝不|从不|删去|举报|别用|别写|别说|违规|违法|而不是|算不算|不管)[^,。!?;\\n]{0,14}|[不别没非无禁])[“\"「『《‘]?$";
/// The same in the middle of what was found.
const WITHIN: &str = "不得|不写|不记|不要|不能|不许|不做|不用|不必|禁止|严禁|不收集|不登记";
/// What follows when something is only spoken about.
const AFTER: &str = "^[”\"」』》’]?[^,。!?;\\n]{0,10}(违法|违规|不行|不可以|禁止|不成立|不允许|要删|删除|被罚|处罚|驳回|算违|无效|被封|封号|屏蔽)|^[^。!?;\\n]{0,40}(都|一概|一律|均)不(做|行|许|写|能|可以|要|搞|发|用|说|卖)";

impl Engine {
    pub fn new(rules: Vec<Rule>) -> Engine {
        let ready = rules
            .par_iter()
            .map(|rule| Ready {
                finds: pattern(rule.finds),
                safe: optional(rule.safe),
                needs: optional(rule.needs),
                unless: rule.unless.iter().map(|unless| pattern(unless)).collect(),
            })
            .collect();
        Engine { rules, ready, before: pattern(BEFORE), within: pattern(WITHIN), after: pattern(AFTER) }
    }

    /// The hits in the order of the text. `limit` gives the value of a limit of the book.
    pub fn scan(&self, passage: &Passage, limit: impl Fn(&str) -> Option<u32>) -> Vec<Hit> {
        let plain = Plain::new(&passage.text);
        let text = plain.text.as_str();
        let mut found: Vec<(Range<usize>, usize, Severity)> = Vec::new();
        for (number, (rule, ready)) in self.rules.iter().zip(&self.ready).enumerate() {
            let severity = passage.outlets.iter().filter_map(|outlet| rule.reach.severity(*outlet)).min();
            let Some(severity) = severity else { continue };
            let most = match rule.over {
                "" => None,
                id => match limit(id) {
                    Some(most) => Some(most),
                    // Nobody said how many are too many.
                    None => continue,
                },
            };
            let internal = passage.outlets.iter().all(|outlet| *outlet == Outlet::Internal);
            // The whole text is looked at once for a rule, however often it finds something.
            let mut whole = None;
            for hit in ready.finds.find_iter(text) {
                let range = self.narrowed(ready, text, hit.range());
                let sentence = sentence(text, &range);
                let holds = if rule.whole {
                    *whole.get_or_insert_with(|| ready.holds(text))
                } else {
                    ready.holds(&text[sentence.clone()])
                };
                if !holds || most.is_some_and(|most| number_in(&text[range.clone()]).is_none_or(|n| n <= most)) {
                    continue;
                }
                let safe = ready.safe.as_ref().is_some_and(|safe| {
                    safe.find_iter(&text[sentence.clone()])
                        .any(|m| sentence.start + m.start() < range.end && range.start < sentence.start + m.end())
                });
                let quoted = internal && text[..range.start].ends_with(['“', '《', '「', '"']);
                let negated = rule.negatable
                    && (quoted
                        || self.within.is_match(&text[range.clone()])
                        || self.before.is_match(&text[sentence.start..range.start])
                        || self.after.is_match(&text[range.end..sentence.end]));
                if !safe && !negated {
                    found.push((range, number, severity));
                    // What the whole text lacks is said once.
                    if rule.whole && !rule.unless.is_empty() {
                        break;
                    }
                }
            }
        }
        // The longest hit of a place tells; of two as long, the one whose rule stands first.
        found.sort_by_key(|(range, rule, _)| (usize::MAX - range.len(), range.start, *rule));
        let mut kept: BTreeMap<usize, (Range<usize>, usize, Severity)> = BTreeMap::new();
        for hit in found {
            let before = kept.range(..hit.0.end).next_back();
            if before.is_none_or(|(_, (range, _, _))| range.end <= hit.0.start) {
                kept.insert(hit.0.start, hit);
            }
        }
        kept.into_values()
            .map(|(range, rule, severity)| {
                let range = plain.source(&range, &passage.text);
                let words = passage.text[range.clone()].to_string();
                Hit { rule, range, severity, words }
            })
            .collect()
    }

    fn narrowed(&self, ready: &Ready, text: &str, hit: Range<usize>) -> Range<usize> {
        if ready.finds.capture_names().flatten().next().is_none() {
            return hit;
        }
        let groups = ready.finds.captures_at(text, hit.start);
        groups.and_then(|groups| groups.name("x").map(|x| x.range())).unwrap_or(hit)
    }
}

/// A sentence is not looked at farther than this, so that a text without an end stays linear.
const FAR: usize = 600;

/// The sentence around a place.
fn sentence(text: &str, range: &Range<usize>) -> Range<usize> {
    let first = text.floor_char_boundary(range.start.saturating_sub(FAR));
    let last = text.floor_char_boundary((range.end + FAR).min(text.len()));
    let start = text[first..range.start].rfind(ENDS).map_or(first, |at| {
        let at = first + at;
        at + text[at..].chars().next().map_or(1, char::len_utf8)
    });
    let end = text[range.end..last].find(ENDS).map_or(last, |at| range.end + at);
    start..end
}

/// Patterns are our own, so they are right; a test compiles them all.
fn pattern(written: &str) -> Regex {
    let inside = written.replace("\\.", "\u{1}").replace('.', "[^]").replace('\u{1}', "\\.");
    // Neither `.` nor “anything but a comma” goes on behind the end of a sentence.
    let inside = ["[^]", "[^,", "[^货"].iter().fold(inside, |text, open| {
        let closed = format!("[^。!?;…\\n{}", open.trim_start_matches("[^"));
        text.replace(open, &closed)
    });
    Regex::new(&inside).expect("our own pattern")
}

fn optional(written: &str) -> Option<Regex> {
    (!written.is_empty()).then(|| pattern(written))
}

/// The first number of a text: `30`, `三十`, `两`.
pub fn number_in(text: &str) -> Option<u32> {
    if let Some(at) = text.find(|c: char| c.is_ascii_digit()) {
        let digits = text[at..].split(|c: char| !c.is_ascii_digit()).next().unwrap_or("");
        return digits.parse().ok();
    }
    let mut sum: Option<u32> = None;
    let mut digit = 0;
    for c in text.chars() {
        let value = "零一二三四五六七八九".chars().position(|d| d == c).or((c == '两').then_some(2));
        match (value, c) {
            (Some(value), _) => {
                digit = u32::try_from(value).unwrap_or(0);
                sum = Some(sum.unwrap_or(0));
            }
            (None, '十' | '百' | '千') => {
                let unit = match c {
                    '十' => 10,
                    '百' => 100,
                    _ => 1000,
                };
                sum = Some(sum.unwrap_or(0).saturating_add(digit.max(1) * unit));
                digit = 0;
            }
            _ if sum.is_some() => break,
            _ => {}
        }
    }
    sum.map(|sum| sum.saturating_add(digit))
}
