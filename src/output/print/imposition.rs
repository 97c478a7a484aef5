//! How many records stand on a sheet of paper, where, which way up, and in which order after cutting.
//!
//! Lengths are millimetres. Only places are computed here; [`super::Engine::impose`] puts pages there.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::base::lang::Lang;

/// One record's piece of paper.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Trim size.
    pub width: f64,
    pub height: f64,
    pub bleed: f64,
    /// 1 or 2.
    pub sides: usize,
}

/// The wish of whoever sends the order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Imposition {
    /// Width and height of the paper as it goes into the machine.
    pub sheet: (f64, f64),
    /// From the paper's edge to the first trim edge, at least: see [`margin`].
    pub margin: f64,
    /// Between trim edges. 0 means one cut for two cards; less than two bleeds means that neighbours share the gap.
    pub gap: f64,
    pub order: Order,
    pub duplex: Duplex,
    /// Crop and registration marks.
    pub marks: bool,
    /// Patches of ink to measure.
    pub bars: bool,
    /// What the slug line says besides the sheet and its records and must not lose: job, version, date.
    pub slug: Vec<String>,
    /// What it says where there is room: brand, data.
    pub about: Vec<String>,
    /// Of the slug line.
    pub lang: Lang,
    /// Cells of the first sheet that are already used up.
    pub skip: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// Record after record, row by row: for packing by hand.
    Rows,
    /// Cut and stack: each pile of cut cards is in order, and the piles follow each other. For serials.
    Stacks,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Duplex {
    /// Front and back on two plates; the sheet is turned about its vertical axis.
    Sheetwise,
    /// Front and back side by side on one plate, printed twice with the sheet turned: every record comes twice.
    WorkAndTurn,
}

/// Length of a crop mark.
pub const MARK: f64 = 5.0;
/// Along every edge of the paper: the machine grips the sheet there, and a digital press leaves it white.
pub const EDGE: f64 = 3.0;

/// Between the trim and its crop marks, which stay out of the bleed.
pub fn off(bleed: f64) -> f64 {
    bleed.max(2.0)
}

/// What crop marks need around cards. Ink patches, targets and the slug line stand between the marks when the paper has
/// no more room than this, so that A3 fits on SRA3.
pub fn margin(bleed: f64) -> f64 {
    EDGE + MARK + off(bleed)
}

/// The smallest paper that takes one card (two side by side when the plate is turned), as the card stands.
pub fn smallest(card: Card, wish: &Imposition) -> (f64, f64) {
    let across = if wish.duplex == Duplex::WorkAndTurn && card.sides == 2 { 2.0 } else { 1.0 };
    let size = |trim: f64| (trim + 2.0 * wish.margin - 1e-6).ceil();
    (size(across * card.width + (across - 1.0) * wish.gap), size(card.height))
}

/// Names of [`paper`], from the smallest.
pub const PAPERS: [&str; 3] = ["a4", "a3", "sra3"];

/// Paper sizes by the names that people use.
pub fn paper(name: &str) -> Option<(f64, f64)> {
    Some(match name.to_ascii_lowercase().as_str() {
        "a4" => (210.0, 297.0),
        "a3" => (297.0, 420.0),
        "sra3" => (320.0, 450.0),
        _ => return None,
    })
}

#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub card: Card,
    pub sheet: (f64, f64),
    pub columns: usize,
    pub rows: usize,
    /// Whether cards lie on their side.
    pub turned: bool,
    /// Different records on one sheet.
    pub per_sheet: usize,
    pub sheets: usize,
    pub records: usize,
    /// PDF pages a sheet.
    pub faces: usize,
    order: Order,
    work_and_turn: bool,
    gap: f64,
    skip: usize,
    /// Left and top of the first trim edge.
    origin: (f64, f64),
}

/// One page of one record on one face of a sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    pub record: usize,
    /// Which of the record's pages: 0 is the front.
    pub side: usize,
    /// Left and top of the trimmed card on the sheet.
    pub at: (f64, f64),
    /// Degrees clockwise: 0, 90 or 270.
    pub turn: u16,
    /// Bleed kept on the left, top, right and bottom of the sheet's view.
    pub bleed: [f64; 4],
}

/// Where records go on sheets. `None` when not even one fits.
pub fn plan(card: Card, records: usize, wish: &Imposition) -> Option<Plan> {
    let room = (wish.sheet.0 - 2.0 * wish.margin, wish.sheet.1 - 2.0 * wish.margin);
    let work_and_turn = wish.duplex == Duplex::WorkAndTurn && card.sides == 2;
    let count = |size: f64, room: f64| {
        // A hair of tolerance: 3 × 90 mm fit into 270 mm.
        let fits = ((room + wish.gap + 1e-6) / (size + wish.gap)).floor();
        if fits < 0.0 { 0 } else { fits as usize }
    };
    let arrange = |turned: bool| {
        let (w, h) = if turned { (card.height, card.width) } else { (card.width, card.height) };
        let columns = count(w, room.0);
        (if work_and_turn { columns / 2 * 2 } else { columns }, count(h, room.1), turned)
    };
    let (upright, lying) = (arrange(false), arrange(true));
    let (columns, rows, turned) = if lying.0 * lying.1 > upright.0 * upright.1 { lying } else { upright };
    if columns * rows == 0 {
        return None;
    }
    let (w, h) = if turned { (card.height, card.width) } else { (card.width, card.height) };
    let grid = (columns as f64 * w + (columns - 1) as f64 * wish.gap, rows as f64 * h + (rows - 1) as f64 * wish.gap);
    let per_sheet = if work_and_turn { columns * rows / 2 } else { columns * rows };
    let skip = wish.skip.min(per_sheet - 1);
    Some(Plan {
        card,
        sheet: wish.sheet,
        columns,
        rows,
        turned,
        per_sheet,
        sheets: (records + skip).div_ceil(per_sheet),
        records,
        faces: if card.sides == 2 && !work_and_turn { 2 } else { 1 },
        order: wish.order,
        work_and_turn,
        gap: wish.gap,
        skip,
        origin: ((wish.sheet.0 - grid.0) / 2.0, (wish.sheet.1 - grid.1) / 2.0),
    })
}

impl Plan {
    /// The record in a place of a sheet, counted row by row from the left.
    pub fn record(&self, sheet: usize, place: usize) -> Option<usize> {
        let slot = match self.order {
            Order::Rows => sheet * self.per_sheet + place,
            Order::Stacks => place * self.sheets + sheet,
        };
        slot.checked_sub(self.skip).filter(|&record| record < self.records)
    }

    /// The records that some sheets need, in order: what a shard has to set.
    pub fn records_of(&self, sheets: Range<usize>) -> Vec<usize> {
        let mut records: Vec<usize> =
            sheets.flat_map(|sheet| (0..self.per_sheet).filter_map(move |place| self.record(sheet, place))).collect();
        records.sort_unstable();
        records
    }

    /// The cells of one face of one sheet; face 1 is the back.
    pub fn cells(&self, sheet: usize, face: usize) -> Vec<Cell> {
        let mut cells = Vec::new();
        for place in 0..self.per_sheet {
            let Some(record) = self.record(sheet, place) else { continue };
            let across = self.per_sheet / self.rows;
            let (row, column) = (place / across, place % across);
            if self.work_and_turn {
                cells.push(self.cell(record, 0, row, column));
                cells.push(self.cell(record, 1, row, self.columns - 1 - column));
            } else {
                // The back of a sheet is seen after turning it, so left and right change places.
                let column = if face == 0 { column } else { self.columns - 1 - column };
                cells.push(self.cell(record, face, row, column));
            }
        }
        cells
    }

    fn cell(&self, record: usize, side: usize, row: usize, column: usize) -> Cell {
        let (w, h) = self.cell_size();
        let inner = (self.gap / 2.0).min(self.card.bleed);
        let bleed = |outside: bool| if outside { self.card.bleed } else { inner };
        Cell {
            record,
            side,
            at: (self.origin.0 + column as f64 * (w + self.gap), self.origin.1 + row as f64 * (h + self.gap)),
            // A card that lies on its side and is turned over with the sheet would stand on its head.
            turn: match (self.turned, side) {
                (false, _) => 0,
                (true, 0) => 90,
                (true, _) => 270,
            },
            bleed: [
                bleed(column == 0),
                bleed(row == 0),
                bleed(column + 1 == self.columns),
                bleed(row + 1 == self.rows),
            ],
        }
    }

    /// Left, top, right and bottom of all trimmed cards together: what is outside falls away.
    pub fn trim(&self) -> [f64; 4] {
        let (w, h) = self.cell_size();
        let far = |origin: f64, count: usize, size: f64| origin + count as f64 * (size + self.gap) - self.gap;
        let (x, y) = self.origin;
        [x, y, far(x, self.columns, w), far(y, self.rows, h)]
    }

    fn cell_size(&self) -> (f64, f64) {
        if self.turned { (self.card.height, self.card.width) } else { (self.card.width, self.card.height) }
    }

    /// Trim edges from left to right and from top to bottom: where crop marks stand.
    pub fn edges(&self) -> (Vec<f64>, Vec<f64>) {
        let (w, h) = self.cell_size();
        let line = |origin: f64, count: usize, size: f64| {
            let mut edges: Vec<f64> = (0..count)
                .flat_map(|i| {
                    let start = origin + i as f64 * (size + self.gap);
                    [start, start + size]
                })
                .collect();
            edges.dedup_by(|a, b| (*a - *b).abs() < 1e-6);
            edges
        };
        (line(self.origin.0, self.columns, w), line(self.origin.1, self.rows, h))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: Card = Card { width: 90.0, height: 54.0, bleed: 3.0, sides: 2 };

    fn wish(order: Order, duplex: Duplex) -> Imposition {
        Imposition {
            sheet: (320.0, 450.0),
            margin: 12.0,
            gap: 6.0,
            order,
            duplex,
            marks: true,
            bars: true,
            slug: Vec::new(),
            about: Vec::new(),
            lang: Lang::Zh,
            skip: 0,
        }
    }

    #[test]
    fn cards_are_laid_on_their_side_when_more_fit() {
        let plan = plan(CARD, 100, &wish(Order::Rows, Duplex::Sheetwise)).expect("fits");
        assert_eq!((plan.columns, plan.rows, plan.turned, plan.sheets), (3, 7, false, 5));
        let plan = super::plan(Card { width: 160.0, ..CARD }, 10, &wish(Order::Rows, Duplex::Sheetwise)).expect("fits");
        assert_eq!((plan.columns, plan.rows, plan.turned), (5, 2, true));
    }

    #[test]
    fn every_record_stands_once_on_each_face_and_its_back_lies_behind_its_front() {
        for order in [Order::Rows, Order::Stacks] {
            let plan = plan(CARD, 50, &wish(order, Duplex::Sheetwise)).expect("fits");
            let mut seen = [0; 50];
            for sheet in 0..plan.sheets {
                let (fronts, backs) = (plan.cells(sheet, 0), plan.cells(sheet, 1));
                for (front, back) in fronts.iter().zip(&backs) {
                    seen[front.record] += 1;
                    assert_eq!(front.record, back.record);
                    let mirrored = plan.sheet.0 - front.at.0 - 90.0;
                    assert!((mirrored - back.at.0).abs() < 1e-9 && (front.at.1 - back.at.1).abs() < 1e-9);
                }
            }
            assert!(seen.iter().all(|&times| times == 1));
        }
    }

    #[test]
    fn cut_stacks_are_in_order() {
        let plan = plan(CARD, 50, &wish(Order::Stacks, Duplex::Sheetwise)).expect("fits");
        let piles: Vec<usize> = (0..plan.per_sheet)
            .flat_map(|place| (0..plan.sheets).map(move |sheet| (sheet, place)))
            .filter_map(|(sheet, place)| plan.record(sheet, place))
            .collect();
        assert_eq!(piles, (0..50).collect::<Vec<_>>());
    }

    #[test]
    fn work_and_turn_puts_both_sides_on_one_face() {
        let plan = plan(CARD, 20, &wish(Order::Rows, Duplex::WorkAndTurn)).expect("fits");
        assert_eq!((plan.columns, plan.per_sheet, plan.faces), (4, 8, 1));
        let cells = plan.cells(0, 0);
        assert_eq!((cells[0].record, cells[0].side, cells[1].record, cells[1].side), (0, 0, 0, 1));
    }

    #[test]
    fn neighbours_share_a_gap_that_is_smaller_than_two_bleeds() {
        let plan = plan(CARD, 4, &Imposition { gap: 0.0, ..wish(Order::Rows, Duplex::Sheetwise) }).expect("fits");
        assert_eq!(plan.cells(0, 0)[0].bleed, [3.0, 3.0, 0.0, 0.0]);
    }

    #[test]
    fn sra3_takes_one_a3_two_a4_and_eight_a6() {
        for (width, height, expected) in [(297.0, 420.0, 1), (210.0, 297.0, 2), (105.0, 148.0, 8)] {
            let card = Card { width, height, ..CARD };
            let wish = Imposition { gap: 0.0, margin: margin(3.0), ..wish(Order::Rows, Duplex::Sheetwise) };
            assert_eq!(plan(card, 1, &wish).map(|plan| plan.per_sheet), Some(expected), "{width}×{height}");
        }
    }

    #[test]
    fn the_smallest_paper_takes_the_card_and_no_smaller_one_does() {
        for duplex in [Duplex::Sheetwise, Duplex::WorkAndTurn] {
            let wish = Imposition { margin: margin(3.0), ..wish(Order::Rows, duplex) };
            let (w, h) = smallest(CARD, &wish);
            let fits = |sheet| plan(CARD, 1, &Imposition { sheet, ..wish.clone() }).is_some();
            assert!(fits((w, h)) && !fits((w - 1.0, h)) && !fits((w, h - 1.0)), "{duplex:?} {w}×{h}");
        }
    }

    #[test]
    fn the_trim_of_a_sheet_is_that_of_its_outermost_cards() {
        let plan = plan(CARD, 4, &wish(Order::Rows, Duplex::Sheetwise)).expect("fits");
        let (xs, ys) = plan.edges();
        assert_eq!(plan.trim(), [xs[0], ys[0], xs[xs.len() - 1], ys[ys.len() - 1]]);
    }

    #[test]
    fn a_card_larger_than_the_paper_has_no_plan() {
        assert_eq!(plan(Card { width: 600.0, height: 500.0, ..CARD }, 1, &wish(Order::Rows, Duplex::Sheetwise)), None);
    }
}
