//! The job sheet of an order: a page for people, made by the same engine as the prints.

use std::sync::Arc;

use serde_json::{Value, json};

use super::JobSheet;

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
        "title": job.title, "job": job.job, "facts": pairs(&job.facts), "checks": pairs(&job.checks),
        "failed": pairs(&job.failed), "packing": packing,
    })
}
