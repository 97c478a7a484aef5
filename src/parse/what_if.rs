//! Reads a campaign as if some of its fields were others, without touching its file.

use super::{
    Source as File, campaign,
    data::{Datum, Entries},
    fields::Fields,
    front,
};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, Severity},
        lang::Words,
        span::{Span, Spanned},
    },
    model::campaign::{CampaignDraft, MechanicKind},
    words,
};
use std::cell::RefCell;

/// A field by its path and its other value: `prizes.2.qty`, `50`. List items count from 1. A field of the mechanic needs
/// no table name: `participants` is `lottery.participants`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    pub field: String,
    pub value: String,
}

impl Override {
    /// Reads `field=value`.
    pub fn parse(text: &str) -> Option<Override> {
        let (field, value) = text.split_once('=')?;
        let (field, value) = (field.trim(), value.trim());
        (!field.is_empty()).then(|| Override { field: field.to_string(), value: value.to_string() })
    }
}

/// The campaign with the overrides in place. Mistakes that the file has anyway are told too.
pub fn what_if(source: &File<'_>, path: &str, overrides: &[Override]) -> (CampaignDraft, Diags) {
    let mut diags = Diags::new();
    let mut front = front::split(source.text, source.file, &mut diags);
    for change in overrides {
        if let Err(wrong) = apply(&mut front.entries, front.span, change) {
            let field = &change.field;
            let message = words!("找不到字段“{field}”", "there is no field “{field}”");
            diags.push(Diag::new(Code::WRONG_VALUE, Severity::Error, None, message).help(wrong));
        }
    }
    let cell = RefCell::new(diags);
    let fields = Fields::new(campaign::what(), front.span, front.entries, &cell);
    let draft = fields.read(|fields| campaign::header(fields, source, path));
    (draft, cell.into_inner())
}

fn apply(entries: &mut Entries, place: Span, change: &Override) -> Result<(), Words> {
    let mut path: Vec<&str> = change.field.split('.').map(str::trim).collect();
    let known = head_keys();
    let first = path[0];
    if !known.contains(&first) && entries.iter().all(|(key, _)| key.value != first) {
        let tables = MechanicKind::ALL.map(MechanicKind::table);
        if let Some(table) = tables.into_iter().find(|table| entries.iter().any(|(key, _)| key.value == *table)) {
            path.insert(0, table);
        }
    }
    let datum = match change.value.as_str() {
        "true" => Datum::Bool(true),
        "false" => Datum::Bool(false),
        text => Datum::Text(text.to_string()),
    };
    set(entries, place, &path, datum)
}

fn set(entries: &mut Entries, place: Span, path: &[&str], datum: Datum) -> Result<(), Words> {
    let (name, rest) = (path[0], &path[1..]);
    let index = match entries.iter().position(|(key, _)| key.value == name) {
        Some(index) => index,
        None => {
            let empty = if rest.is_empty() { datum.clone() } else { Datum::Table(Entries::new()) };
            entries.push((Spanned::new(name.to_string(), place), Spanned::new(empty, place)));
            entries.len() - 1
        }
    };
    put(&mut entries[index].1, rest, datum)
}

fn put(value: &mut Spanned<Datum>, path: &[&str], datum: Datum) -> Result<(), Words> {
    let Some(name) = path.first() else {
        value.value = datum;
        return Ok(());
    };
    let span = value.span;
    match &mut value.value {
        Datum::Table(entries) => set(entries, span, path, datum),
        Datum::List(list) => {
            let count = list.len();
            let index = name.parse::<usize>().ok().filter(|n| (1..=count).contains(n)).ok_or_else(|| {
                words!("“{name}”应是第几项，1 到 {count}", "“{name}” should be an item's number, 1 to {count}")
            })?;
            put(&mut list[index - 1], &path[1..], datum)
        }
        // `participants.mid` of a guess that was written as one number.
        _ => Err(words!("“{name}”前面是一个值，下面没有字段", "what stands before “{name}” is a value without fields")),
    }
}

/// The keys of a campaign's header.
fn head_keys() -> Vec<&'static str> {
    let diags = RefCell::new(Diags::new());
    let mut fields = Fields::describe(&diags);
    let nothing = File { file: crate::base::span::FileId(u32::MAX), text: "" };
    campaign::header(&mut fields, &nothing, "");
    fields.into_asked().into_iter().map(|asked| asked.key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::span::FileId,
        model::{economy::economy, scenario},
    };

    const TEXT: &str = "+++\ntitle = \"x\"\nstart = 2026-05-01\nend = 2026-05-03\nmechanic = \"lottery\"\nbudget = \"50\"\n\
        [lottery]\ndraw_mode = \"scheduled\"\nparticipants = 100\nnew_share = \"50%\"\n\
        [[lottery.prizes]]\nrank = \"一等奖\"\nname = \"锅\"\nqty = 2\nunit_cost = \"10\"\n+++\n";

    fn with(overrides: &[&str]) -> (CampaignDraft, Vec<String>) {
        let overrides: Vec<Override> = overrides.iter().filter_map(|text| Override::parse(text)).collect();
        let (draft, diags) = what_if(&File { file: FileId(0), text: TEXT }, "x.md", &overrides);
        (draft, diags.iter().map(|d| format!("{} {}", d.message.zh, d.help.first().map_or("", |h| &h.zh))).collect())
    }

    fn shown(overrides: &[&str], key: &str) -> String {
        let (draft, told) = with(overrides);
        assert!(told.is_empty(), "{told:?}");
        economy(&draft.head, &draft.mechanic.expect("a lottery")).value(key).show(Default::default())
    }

    #[test]
    fn a_changed_field_changes_the_sums_and_nothing_else() {
        assert_eq!(shown(&[], "worst"), "20.00");
        assert_eq!(shown(&["prizes.1.qty=3"], "worst"), "30.00");
        assert_eq!(shown(&["lottery.prizes.1.qty = 3", "participants=50"], "odds.1"), "1/16.7");
        assert_eq!(shown(&["budget=15"], "budget_left"), "-5.00");
        assert_eq!(shown(&["prizes.1.ship=1.50"], "worst"), "23.00");
    }

    #[test]
    fn an_unknown_field_is_told() {
        assert_eq!(with(&["particpants=50"]).1, ["抽奖没有“particpants”这个键 是不是想写“participants”？"]);
        assert_eq!(with(&["prizes.7.qty=50"]).1, ["找不到字段“prizes.7.qty” “7”应是第几项，1 到 1"]);
        assert_eq!(with(&["prizes.1.qty=viele"]).1.len(), 1);
    }

    #[test]
    fn scenarios_and_sensitivity_follow_the_guesses() {
        let (draft, _) = with(&["value_per_new=3"]);
        let mechanic = draft.mechanic.expect("a lottery");
        let rows = scenario::scenarios(&draft.head, &mechanic);
        let row = rows.iter().find(|row| row.key == "per_new").expect("always there");
        let shown: Vec<String> = row.values.iter().map(|v| v.show(Default::default())).collect();
        assert_eq!(shown, ["0.80", "0.40", "0.27"]);
        let rows = scenario::sensitivities(&draft.head, &mechanic);
        let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
        // One prize more or less of two moves most; a rate of 100 % can only fall.
        assert_eq!(keys, ["prizes.1.qty", "participants", "new_share", "prizes.1.unit_cost", "join_rate"]);
    }
}
