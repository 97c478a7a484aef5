//! Puts finished pages on sheets as a plan says: vectors stay vectors, fonts are embedded once, nothing is set again.

use std::ops::Range;
use std::sync::Arc;

use ecow::EcoVec;
use typst::foundations::Smart;
use typst::layout::{Abs, Angle, Frame, FrameItem, GroupItem, Point, Sides, Size, Transform};
use typst::visualize::{Curve, Geometry};
use typst_layout::Page;

use super::KitSources;
use super::engine::{Engine, Sheet};
use super::imposition::{Cell, EDGE, Imposition, MARK, Plan, off};
use super::problem::{Problem, ProblemKind};
use crate::base::date::Date;
use crate::words;

static SHEET: &str = include_str!("sheet.typ");

impl Engine {
    /// Some sheets of a plan, as the pages of one [`Sheet`]: faces follow each other, front before back.
    ///
    /// `record` gives a record's pages; a record that it does not have leaves its cell empty.
    pub fn impose(
        &self,
        plan: &Plan,
        wish: &Imposition,
        sheets: Range<usize>,
        record: &dyn Fn(usize) -> Option<Sheet>,
    ) -> Result<Sheet, Vec<Problem>> {
        let files = [("/sheet.typ".to_owned(), Arc::<[u8]>::from(SHEET.as_bytes()))];
        let sources =
            KitSources { main: "/sheet.typ", files: &files, today: Date::constant(2000, 1, 1), sides: Some(1) };
        let kit = self.open(&sources)?;
        let (xs, ys) = plan.edges();
        let mut whole: Option<Sheet> = None;
        for sheet in sheets {
            let records = plan.records_of(sheet..sheet + 1);
            let pieces: Vec<(usize, Option<Sheet>)> = records.iter().map(|&index| (index, record(index))).collect();
            for face in 0..plan.faces {
                let slug = slug(plan, wish, sheet, face, &records);
                let mut paper = kit.set(&serde_json::json!({
                    "width": plan.sheet.0, "height": plan.sheet.1, "xs": xs, "ys": ys,
                    "off": off(plan.card.bleed), "long": MARK, "edge": EDGE,
                    "marks": wish.marks, "bars": wish.bars, "slug": slug, "about": wish.about,
                }))?;
                let mut page = paper.pages[0].clone();
                for cell in plan.cells(sheet, face) {
                    let piece =
                        pieces.iter().find(|(index, _)| *index == cell.record).and_then(|(_, piece)| piece.as_ref());
                    let Some(source) = piece.and_then(|piece| piece.pages.get(cell.side)) else { continue };
                    page.frame.push(Point::zero(), FrameItem::Group(placed(source, &cell)));
                }
                page.bleed = Sides::splat(Abs::zero());
                page.fill = Smart::Auto;
                paper.pages = EcoVec::from([page]);
                match &mut whole {
                    Some(whole) => whole.pages.extend(paper.pages),
                    None => whole = Some(paper),
                }
            }
        }
        let mut whole = whole.ok_or_else(|| {
            vec![Problem::error(ProblemKind::PressRule, words!("没有要拼版的内容", "there is nothing to impose"))]
        })?;
        whole.notes.clear();
        Ok(whole)
    }
}

/// Which sheet and which records come right after the job: they tell two sheets of one job apart.
fn slug(plan: &Plan, wish: &Imposition, sheet: usize, face: usize, records: &[usize]) -> Vec<String> {
    let Some((job, rest)) = wish.slug.split_first() else { return Vec::new() };
    let (now, all, count) = (sheet + 1, plan.sheets, records.len());
    let mut parts = vec![words!("第 {now}/{all} 张", "sheet {now}/{all}")];
    match (plan.faces, face) {
        (1, _) => {}
        (_, 0) => parts.push(words!("正面", "front")),
        _ => parts.push(words!("背面", "back")),
    }
    match records {
        [] => {}
        [only] => parts.push(words!("第 {} 条", "record {}", only + 1)),
        [first, .., last] => {
            let (first, last) = (first + 1, last + 1);
            parts.push(words!("第 {first}–{last} 条（{count} 条）", "records {first}–{last} ({count})"));
        }
    }
    let own = parts.iter().map(|part| part.get(wish.lang).to_owned());
    std::iter::once(job.clone()).chain(own).chain(rest.iter().cloned()).collect()
}

/// A page as a group: clipped to the bleed that it may keep, turned, and moved to its cell.
fn placed(page: &Page, cell: &Cell) -> GroupItem {
    let (w, h) = (page.frame.width(), page.frame.height());
    let (x, y) = (Abs::mm(cell.at.0), Abs::mm(cell.at.1));
    let [left, top, right, bottom] = cell.bleed.map(Abs::mm);
    // From the sheet's view to the card's own.
    let (clip, transform) = match cell.turn {
        90 => {
            ([top, right, bottom, left], Transform::translate(x + h, y).pre_concat(Transform::rotate(Angle::deg(90.0))))
        }
        270 => (
            [bottom, left, top, right],
            Transform::translate(x, y + w).pre_concat(Transform::rotate(Angle::deg(-90.0))),
        ),
        _ => ([left, top, right, bottom], Transform::translate(x, y)),
    };
    let [left, top, right, bottom] = clip;
    let window = Size::new(w + left + right, h + top + bottom);
    let corner = Point::new(-left, -top);
    let mut inside = Frame::hard(page.frame.size());
    if let Some(fill) = page.fill_or_transparent() {
        inside.push(corner, FrameItem::Shape(Geometry::Rect(window).filled(fill), typst::syntax::Span::detached()));
    }
    for (at, item) in page.frame.items() {
        inside.push(*at, item.clone());
    }
    let mut curve = Curve::rect(window);
    curve.translate(corner);
    let mut group = GroupItem::new(inside);
    group.transform = transform;
    group.clip = Some(curve);
    group
}
