//! Imposed sheets looked at once more: where cards stand on each, and what reads from the first and the last.
//!
//! Every record was looked at before; what imposition could spoil is its place, its clipping and its turn, and those are
//! the same on all sheets of a plan. So places are checked on every sheet and codes are read from two of them.

use std::collections::BTreeSet;
use std::ops::Range;

use ecow::EcoVec;
use typst_layout::Page;

use super::engine::{Engine, Sheet};
use super::imposition::{Cell, Plan};
use super::problem::{Problem, ProblemKind};
use crate::{base::diag::Severity, words};

/// Millimetres that count as nothing.
const HAIR: f64 = 0.01;

impl Engine {
    /// What is wrong with some sheets of a plan; `whole` holds their faces, `codes` gives the codes of a record.
    pub fn look_at_sheets(
        &self,
        plan: &Plan,
        sheets: Range<usize>,
        whole: &Sheet,
        codes: &dyn Fn(usize) -> Vec<String>,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        for sheet in sheets.clone() {
            for face in 0..plan.faces {
                places(plan, sheet, &plan.cells(sheet, face), &mut problems);
            }
        }
        let ends: BTreeSet<usize> = sheets.clone().take(1).chain(sheets.clone().last()).collect();
        for sheet in ends {
            let first = (sheet - sheets.start) * plan.faces;
            let pages: EcoVec<Page> = whole.pages.iter().skip(first).take(plan.faces).cloned().collect();
            let expected: BTreeSet<String> = plan.records_of(sheet..sheet + 1).into_iter().flat_map(codes).collect();
            let mut part = whole.clone();
            (part.pages, part.codes) = (pages, expected.into_iter().collect());
            let number = sheet + 1;
            // That a code is soft was told of its record, and so was what is wrong with its page.
            let lost =
                |problem: &Problem| problem.kind == ProblemKind::CodeUnreadable && problem.severity == Severity::Error;
            let found = self.read_back(&part, false);
            problems.extend(found.into_iter().filter(lost).map(|problem| {
                let (zh, en) = (&problem.message.zh, &problem.message.en);
                Problem::error(ProblemKind::CodeUnreadable, words!("第 {number} 张大版：{zh}", "sheet {number}: {en}"))
                    .help(words!("加大间隔，或换更大的纸", "leave a larger gap, or use larger paper"))
            }));
        }
        problems
    }
}

/// Every card within the paper, and none over another.
fn places(plan: &Plan, sheet: usize, cells: &[Cell], problems: &mut Vec<Problem>) {
    let number = sheet + 1;
    let size = |cell: &Cell| match cell.turn {
        0 | 180 => (plan.card.width, plan.card.height),
        _ => (plan.card.height, plan.card.width),
    };
    for (index, cell) in cells.iter().enumerate() {
        let ((x, y), (w, h), [left, top, right, bottom]) = (cell.at, size(cell), cell.bleed);
        let inside = x - left >= -HAIR
            && y - top >= -HAIR
            && x + w + right <= plan.sheet.0 + HAIR
            && y + h + bottom <= plan.sheet.1 + HAIR;
        if !inside {
            problems.push(Problem::error(
                ProblemKind::PressRule,
                words!("第 {number} 张上有一份伸出了纸边", "a card of sheet {number} reaches over the paper's edge"),
            ));
        }
        let meets = |other: &Cell| {
            let ((ox, oy), (ow, oh)) = (other.at, size(other));
            x + HAIR < ox + ow && ox + HAIR < x + w && y + HAIR < oy + oh && oy + HAIR < y + h
        };
        if cells[index + 1..].iter().any(meets) {
            problems.push(Problem::error(
                ProblemKind::PressRule,
                words!("第 {number} 张上有两份叠在一起", "two cards of sheet {number} lie over each other"),
            ));
        }
    }
}
