//! The same surface for a binary that was built without the print engine: it only says so.

use super::imposition::{Imposition, Plan};
use super::problem::{Problem, ProblemKind};
use super::{Ink, KitSources, PdfSettings, Rules};
use crate::words;
use std::sync::Arc;

pub struct Engine(());

/// Never made: there is nothing to open a kit with.
pub struct Kit<'a>(std::convert::Infallible, std::marker::PhantomData<&'a Engine>);

/// Never made: there is nothing to set it with.
#[derive(Clone)]
pub struct Sheet {
    never: std::convert::Infallible,
    pub codes: Vec<String>,
    pub notes: Vec<Problem>,
}

impl Engine {
    pub fn new(_: Vec<Vec<u8>>) -> (Engine, Vec<Problem>) {
        (Engine(()), Vec::new())
    }

    pub fn open(&self, _: &KitSources) -> Result<Kit<'_>, Vec<Problem>> {
        Err(vec![no_press()])
    }

    pub fn impose(
        &self,
        _: &Plan,
        _: &Imposition,
        _: std::ops::Range<usize>,
        _: &dyn Fn(usize) -> Option<Sheet>,
    ) -> Result<Sheet, Vec<Problem>> {
        Err(vec![no_press()])
    }

    pub fn read_back(&self, sheet: &Sheet, _: bool) -> Vec<Problem> {
        match sheet.never {}
    }

    pub fn look_at_sheets(
        &self,
        _: &Plan,
        _: std::ops::Range<usize>,
        whole: &Sheet,
        _: &dyn Fn(usize) -> Vec<String>,
    ) -> Vec<Problem> {
        match whole.never {}
    }

    pub fn preflight(&self, sheet: &Sheet, _: &Rules) -> Vec<Problem> {
        match sheet.never {}
    }

    pub fn look_at_pictures(&self, sheet: &Sheet, _: &[Ink], _: &[(String, Arc<[u8]>)]) -> Vec<Problem> {
        match sheet.never {}
    }

    pub fn pdf(&self, _: &[Sheet], _: &PdfSettings) -> Result<Vec<u8>, Vec<Problem>> {
        Err(vec![no_press()])
    }

    pub fn png(&self, sheet: &Sheet, _: usize, _: u32, _: bool) -> Option<Vec<u8>> {
        match sheet.never {}
    }

    pub fn svg(&self, sheet: &Sheet, _: usize, _: bool) -> Option<String> {
        match sheet.never {}
    }
}

impl Kit<'_> {
    pub fn set(&self, _: &serde_json::Value) -> Result<Sheet, Vec<Problem>> {
        match self.0 {}
    }
}

impl Sheet {
    pub fn pages(&self) -> usize {
        match self.never {}
    }
}

fn no_press() -> Problem {
    Problem::error(
        ProblemKind::NoPress,
        words!("这个程序编译时没有带排版引擎", "this binary was built without the print engine"),
    )
    .help(words!(
        "用默认功能重新编译：cargo build --release",
        "build it with its default features: cargo build --release"
    ))
}
