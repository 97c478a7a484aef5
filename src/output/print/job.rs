//! The job sheet of an order: a page for people, made by the same engine as the prints.

use std::sync::Arc;

use serde_json::{Value, json};

use super::JobSheet;
use crate::{
    base::lang::{Lang, Words},
    words,
};

static SOURCE: &str = include_str!("job.typ");

/// Its kit, for [`super::task::Task::main`].
pub const KIT: &str = "/sopress/job.typ";

/// The kit's file, to stand among the others.
pub fn file() -> (String, Arc<[u8]>) {
    (KIT.to_owned(), Arc::from(SOURCE.as_bytes()))
}

/// What the kit prints.
pub fn data(job: &JobSheet) -> Value {
    let pairs = |list: &[(String, String)]| -> Value { list.iter().map(|(a, b)| json!([a, b])).collect() };
    let packing: Value = job.packing.iter().map(|row| json!(row)).collect();
    json!({
        "words": labels(job.lang), "lang": job.lang.tag(),
        "title": job.title, "job": job.job, "facts": pairs(&job.facts), "checks": pairs(&job.checks),
        "failed": pairs(&job.failed), "packing": packing, "more": job.more,
    })
}

/// The sheet's own words, by the names that its source uses.
fn labels(lang: Lang) -> Value {
    let say = |words: Words| words.get(lang).to_string();
    json!({
        "kind": say(words!("施工单", "JOB SHEET")),
        "page": [say(words!("第", "page")), say(words!("页，共", "of")), say(words!("页", ""))],
        "checks": [say(words!("检查", "Checks")), say(words!("项目", "Check")), say(words!("结果", "Result"))],
        "failed": [say(words!("没有印的行", "Rows not printed")), say(words!("行", "Row")), say(words!("原因", "Why"))],
        "packing": [
            say(words!("装箱单", "Packing list")), say(words!("门店", "Store")), say(words!("地址", "Address")),
            say(words!("份数", "Copies")), say(words!("位置", "Place")),
        ],
        "signs": [say(words!("下单", "Ordered")), say(words!("印制", "Printed")), say(words!("验收", "Accepted"))],
    })
}
