//! The job sheet of an order: a page for people, made by the same engine as the prints.

use std::sync::Arc;

use serde_json::{Value, json};

use super::engine::{Engine, Sheet};
use super::problem::Problem;
use super::{JobSheet, KitSources};
use crate::base::date::Date;

static SOURCE: &str = include_str!("job.typ");

impl Engine {
    /// As many pages as the packing list takes.
    pub fn job_sheet(&self, job: &JobSheet) -> Result<Sheet, Vec<Problem>> {
        let files = [("/job.typ".to_owned(), Arc::<[u8]>::from(SOURCE.as_bytes()))];
        let sources = KitSources { main: "/job.typ", files: &files, today: Date::constant(2000, 1, 1), sides: None };
        let pairs = |list: &[(String, String)]| -> Value { list.iter().map(|(a, b)| json!([a, b])).collect() };
        let packing: Value = job.packing.iter().map(|row| json!(row)).collect();
        self.open(&sources)?.set(&json!({
            "title": job.title, "job": job.job, "facts": pairs(&job.facts), "checks": pairs(&job.checks),
            "failed": pairs(&job.failed), "packing": packing,
        }))
    }
}
