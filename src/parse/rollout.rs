//! Reads the stores that run a campaign at dates of their own.

use super::{chapter::plain_text, fields::Fields};
use crate::{
    base::{code::Code, date::show, diag::Diag},
    model::rollout::Rollout,
    words,
};

pub fn read(fields: &mut Fields<'_>) -> Vec<Rollout> {
    let all = fields.tables("rollout", words!("分店安排", "a store of the roll-out"), |f| {
        let mut stores: Vec<_> = f.text("store").into_iter().collect();
        stores.extend(f.texts("stores"));
        let rollout = Rollout {
            span: f.span(),
            stores,
            start: f.date_time("start"),
            end: f.date_time("end"),
            budget: f.money("budget"),
            note: plain_text(f.text("note")),
        };
        if rollout.stores.is_empty() {
            f.push(
                Diag::error(
                    Code::MISSING_KEY,
                    f.span(),
                    words!("分店安排没有写是哪家店", "the roll-out names no store"),
                )
                .help(words!("加上一行 store = \"店名\"", "add a line store = \"name\"")),
            );
        }
        if let (Some(start), Some(end)) = (rollout.start, rollout.end)
            && end.value <= start.value
        {
            let at = show(start.value);
            f.push(
                Diag::error(Code::OUT_OF_RANGE, end.span, words!("结束不晚于开始", "the end is not after the start"))
                    .label(start.span, words!("开始", "the start"))
                    .help(words!("写 {at} 之后的时间", "write a time after {at}")),
            );
        }
        rollout
    });
    all.into_iter().map(|rollout| rollout.value).collect()
}
