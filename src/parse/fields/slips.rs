//! Reads a table as it was meant: a key that is a slip of one that is not there is told once, and read as that one.

use super::Fields;
use crate::{
    base::{
        diag::{meant, near},
        span::{Span, Spanned},
    },
    parse::data::Datum,
};

/// A key that nothing asked for and that is near to one that was asked for and is not there.
struct Slip {
    /// Which of the entries.
    at: usize,
    key: &'static str,
    /// The value, where it may be that of another key: nothing is said of it then.
    doubted: Option<Span>,
}

impl<'d> Fields<'d> {
    /// Reads the table with `read`, and once more when keys were slips, so that nothing is told to be missing that stands
    /// there misspelt. Reports the keys that nothing asked for.
    pub fn read<T>(mut self, mut read: impl FnMut(&mut Fields<'d>) -> T) -> T {
        let before = self.diags.borrow().len();
        let mut record = read(&mut self);
        let slips = self.slips();
        if !slips.is_empty() {
            self.diags.borrow_mut().truncate(before);
            for slip in &slips {
                self.unknown(&self.entries[slip.at].0, Some(meant(slip.key)));
                self.entries[slip.at].0.value = slip.key.to_string();
            }
            self.join_lists();
            self.entries.iter_mut().for_each(|(_, _, taken)| *taken = false);
            let told = self.diags.borrow().len();
            record = read(&mut self);
            self.doubt(&slips, told);
        }
        self.finish();
        record
    }

    fn slips(&self) -> Vec<Slip> {
        let mut slips: Vec<Slip> = Vec::new();
        for (at, (name, value, taken)) in self.entries.iter().enumerate() {
            if *taken || self.asked.iter().any(|a| a.key == name.value) {
                continue;
            }
            // `[[roles]]` among `[[role]]` is one of them.
            let list = |value: &Datum| matches!(value, Datum::List(_)) && holds_tables(value);
            let joins = |key: &str| {
                list(&value.value)
                    && self.entries.iter().any(|(name, other, _)| name.value == key && list(&other.value))
            };
            let free = |key: &&str| (!self.has(key) || joins(key)) && slips.iter().all(|slip| slip.key != *key);
            let keys = || self.asked.iter().map(|a| a.key);
            let (Some(any), Some(absent)) = (near(&name.value, keys()), near(&name.value, keys().filter(free))) else {
                continue;
            };
            // A key that is there already and is nearer is what the writer is told.
            if absent.distance <= any.distance {
                let doubted = (absent.distance > 1 && !holds_tables(&value.value)).then_some(value.span);
                slips.push(Slip { at, key: absent.name, doubted });
            }
        }
        slips
    }

    /// Lists of tables under one key become one, in the order of writing.
    fn join_lists(&mut self) {
        let mut at = 0;
        while at < self.entries.len() {
            let (before, rest) = self.entries.split_at_mut(at);
            let (name, value, _) = &mut rest[0];
            let first = before.iter_mut().find(|(known, ..)| known.value == name.value);
            if let (Some((_, Spanned { value: Datum::List(all), .. }, _)), Datum::List(more)) =
                (first, &mut value.value)
            {
                all.append(more);
                all.sort_by_key(|item| item.span);
                self.entries.remove(at);
            } else {
                at += 1;
            }
        }
    }

    /// Forgets what was said since `told` of values whose key was no more than a guess.
    fn doubt(&self, slips: &[Slip], told: usize) {
        let doubted = |span: Span| slips.iter().filter_map(|slip| slip.doubted).any(|value| value.contains(span));
        let said = self.diags.borrow_mut().split_off(told);
        self.diags.borrow_mut().extend(said.into_iter().filter(|diag| !diag.span.is_some_and(doubted)));
    }
}

fn holds_tables(value: &Datum) -> bool {
    match value {
        Datum::Table(_) => true,
        Datum::List(items) => items.iter().any(|item| matches!(item.value, Datum::Table(_))),
        Datum::Text(_) | Datum::Bare(_) | Datum::Bool(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{diag::Diags, span::FileId},
        parse::data,
        words,
    };
    use std::cell::RefCell;

    /// What is told of a table that needs `title` and `start` and may have `rate`, and the rate.
    fn told(toml: &str) -> (Vec<String>, Option<i64>) {
        let mut diags = Diags::new();
        let entries = data::toml(toml, FileId(0), 0, &mut diags);
        let cell = RefCell::new(diags);
        let rate = Fields::new(words!("表", "a table"), Span::file(FileId(0)), entries, &cell).read(|f| {
            f.need_text("title");
            f.need().date_time("start");
            f.share("rate").map(|rate| rate.value.0)
        });
        let list = cell.into_inner().sorted();
        (
            list.into_iter()
                .map(|diag| {
                    [diag.message.zh]
                        .into_iter()
                        .chain(diag.help.into_iter().map(|h| h.zh))
                        .collect::<Vec<_>>()
                        .join(" ")
                })
                .collect(),
            rate,
        )
    }

    #[test]
    fn a_slip_of_a_key_is_told_once_and_read_as_that_key() {
        let (list, rate) = told("titel = \"x\"\nstrat = 2026-05-01\nrat = \"5%\"\n");
        assert_eq!(
            list,
            [
                "表没有“titel”这个键 是不是想写“title”？",
                "表没有“strat”这个键 是不是想写“start”？",
                "表没有“rat”这个键 是不是想写“rate”？"
            ]
        );
        assert_eq!(rate, Some(50_000));
    }

    #[test]
    fn a_key_that_is_there_is_not_meant_twice() {
        let (list, _) = told("title = \"x\"\ntitel = \"y\"\nstart = 2026-05-01\n");
        assert_eq!(list, ["表没有“titel”这个键 是不是想写“title”？"]);
        let (list, _) = told("titel = \"x\"\ntilte = \"y\"\nstart = 2026-05-01\n");
        assert_eq!(list.len(), 2, "{list:?}");
    }

    #[test]
    fn of_a_value_under_a_guessed_key_nothing_is_said() {
        let (list, _) = told("title = \"x\"\nstart_at = \"下周一\"\n");
        assert_eq!(list, ["表没有“start_at”这个键 是不是想写“start”？"]);
        let (list, _) = told("title = \"x\"\nstrat = \"下周一\"\n");
        assert_eq!(list.len(), 2, "a sure slip with a wrong value is two mistakes: {list:?}");
    }
}
