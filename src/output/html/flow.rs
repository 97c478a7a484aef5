//! The flow of a chapter's steps as a drawing: a lane for each role, decisions, jumps and loops.

use super::{Printer, escape};
use crate::model::{Record, chapter::Step, role::Role, table::Id};
use std::fmt::Write;

const LANE: i32 = 124;
const BOX: i32 = 108;
const TALL: i32 = 54;
const ROW: i32 = 92;
const HEAD: i32 = 34;
/// Between two jumps that run side by side.
const TRACK: i32 = 12;
/// A line of text in a box, in Han characters.
const LINE: usize = 7;

/// `None` when there is nothing to see: fewer than three steps.
pub fn chart(printer: &Printer<'_>, steps: &[Step]) -> Option<String> {
    // Beyond that a drawing is longer than the text that it explains.
    if !(3..=40).contains(&steps.len()) {
        return None;
    }
    let mut lanes: Vec<Option<Id<Role>>> = Vec::new();
    for step in steps {
        if !lanes.contains(&step.role) {
            lanes.push(step.role);
        }
    }
    let edges = edges(steps, printer.word("step.else"));
    let jumps_left = edges.iter().filter(|e| e.to <= e.from).count() as i32;
    let jumps_right = edges.iter().filter(|e| e.to > e.from + 1).count() as i32;
    let left = if jumps_left > 0 { jumps_left * TRACK + 10 } else { 2 };
    let right = if jumps_right > 0 { jumps_right * TRACK + 10 } else { 2 };
    let width = left + LANE * lanes.len() as i32 + right;
    let height = HEAD + ROW * steps.len() as i32 + 44;
    let drawing = Drawing { lanes: &lanes, left, width, right_edge: width - right, steps };

    let mut out = String::new();
    let label = escape::escaped(printer.word("step.flow"));
    let _ = write!(
        out,
        "<svg class=\"flow-chart\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"group\" aria-label=\"{label}\">"
    );
    drawing.lanes(printer, height, &mut out);
    drawing.edges(&edges, &mut out);
    for index in 0..steps.len() {
        drawing.step(printer, index, &mut out);
    }
    let (x, y) = drawing.center(steps.len());
    let end = escape::escaped(printer.word("step.end"));
    let _ = write!(
        out,
        "<g class=\"flow-end\"><rect x=\"{}\" y=\"{}\" width=\"56\" height=\"26\" rx=\"13\"/><text x=\"{x}\" y=\"{}\">{end}</text></g></svg>",
        x - 28,
        y - 13,
        y + 5
    );
    Some(out)
}

struct Edge<'a> {
    from: usize,
    /// The number of steps is the end.
    to: usize,
    label: &'a str,
}

/// Where each step leads; without branches to the next one, and so does a decision whose conditions all fail.
fn edges<'a>(steps: &'a [Step], otherwise: &'a str) -> Vec<Edge<'a>> {
    let mut edges = Vec::new();
    for (from, step) in steps.iter().enumerate() {
        for branch in &step.next {
            let label = if branch.condition.is_empty() && step.place.decision { otherwise } else { &branch.condition };
            edges.push(Edge { from, to: branch.to, label });
        }
        if step.next.iter().all(|branch| !branch.condition.is_empty()) {
            edges.push(Edge { from, to: from + 1, label: if step.next.is_empty() { "" } else { otherwise } });
        }
    }
    edges
}

struct Drawing<'a> {
    lanes: &'a [Option<Id<Role>>],
    left: i32,
    width: i32,
    right_edge: i32,
    steps: &'a [Step],
}

impl Drawing<'_> {
    fn center(&self, index: usize) -> (i32, i32) {
        let step = self.steps.get(index).or(self.steps.last());
        let lane = step.and_then(|step| self.lanes.iter().position(|lane| *lane == step.role)).unwrap_or(0);
        let y = HEAD + ROW * index as i32 + if index < self.steps.len() { ROW / 2 } else { 20 };
        (self.left + LANE * lane as i32 + LANE / 2, y)
    }

    fn lanes(&self, printer: &Printer<'_>, height: i32, out: &mut String) {
        for (at, lane) in self.lanes.iter().enumerate() {
            let x = self.left + LANE * at as i32;
            let (class, name) = match lane {
                Some(id) => (format!(" role-{}", printer.press.book.roles[*id].slug), printer.name(Record::Role(*id))),
                None => (String::new(), printer.word("step.anyone")),
            };
            let name = escape::escaped(name);
            let _ = write!(
                out,
                "<g class=\"flow-lane{class}\"><rect x=\"{}\" y=\"8\" width=\"{}\" height=\"3\"/><text x=\"{}\" y=\"28\">{name}</text>",
                x + 8,
                LANE - 16,
                x + LANE / 2
            );
            if at > 0 {
                let _ = write!(out, "<path d=\"M{x} 6V{height}\"/>");
            }
            out.push_str("</g>");
        }
    }

    fn edges(&self, edges: &[Edge<'_>], out: &mut String) {
        let (mut lefts, mut rights) = (0, 0);
        for edge in edges {
            let (x1, y1) = self.center(edge.from);
            let (x2, y2) = self.center(edge.to);
            let end = edge.to >= self.steps.len();
            let top = y2 - if end { 13 } else { TALL / 2 };
            let (path, head, text) = if edge.to == edge.from + 1 {
                let start = y1 + TALL / 2;
                let middle = (start + top) / 2;
                let path = if x1 == x2 {
                    format!("M{x1} {start}V{}", top - 5)
                } else {
                    format!("M{x1} {start}V{middle}H{x2}V{}", top - 5)
                };
                (path, (x2, top, 'd'), (x1 + 6, start + 14, "start"))
            } else if edge.to > edge.from {
                rights += 1;
                let track = self.right_edge + rights * TRACK;
                let side = x2 + if end { 28 } else { BOX / 2 };
                (
                    format!("M{} {y1}H{track}V{y2}H{}", x1 + BOX / 2, side + 5),
                    (side, y2, 'l'),
                    (x1 + BOX / 2 + 5, y1 - 5, "start"),
                )
            } else {
                lefts += 1;
                let track = self.left - lefts * TRACK;
                let side = x2 - BOX / 2;
                (
                    format!("M{} {y1}H{track}V{y2}H{}", x1 - BOX / 2, side - 5),
                    (side, y2, 'r'),
                    (x1 - BOX / 2 - 5, y1 - 5, "end"),
                )
            };
            let (x, y, way) = head;
            let arrow = match way {
                'd' => format!("M{x} {y}l-4 -7h8z"),
                'l' => format!("M{x} {y}l7 -4v8z"),
                _ => format!("M{x} {y}l-7 -4v8z"),
            };
            let _ =
                write!(out, "<g class=\"flow-edge\"><path d=\"{path}\"/><path class=\"flow-arrow\" d=\"{arrow}\"/>");
            if !edge.label.is_empty() {
                let (x, y, anchor) = text;
                let label = escape::escaped(edge.label);
                let _ = write!(out, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{label}</text>");
            }
            out.push_str("</g>");
        }
        debug_assert!(self.width > 0);
    }

    fn step(&self, printer: &Printer<'_>, index: usize, out: &mut String) {
        let step = &self.steps[index];
        let (x, y) = self.center(index);
        let class = step.role.map_or_else(String::new, |id| format!(" role-{}", printer.press.book.roles[id].slug));
        let anchor = escape::escaped(&step.place.anchor);
        let _ = write!(out, "<a class=\"flow-step{class}\" href=\"#{anchor}\">");
        let (left, right, top, bottom) = (x - BOX / 2, x + BOX / 2, y - TALL / 2, y + TALL / 2);
        if step.place.decision {
            let _ = write!(
                out,
                "<path d=\"M{} {top}H{}L{} {y}L{} {bottom}H{}L{} {y}Z\"/>",
                left + 10,
                right - 10,
                right + 4,
                right - 10,
                left + 10,
                left - 4
            );
        } else {
            let _ = write!(out, "<rect x=\"{left}\" y=\"{top}\" width=\"{BOX}\" height=\"{TALL}\"/>");
        }
        let lines = wrap(&format!("{} {}", index + 1, step.place.title));
        let first = y + 5 - (lines.len() as i32 - 1) * 8;
        out.push_str("<text>");
        for (at, line) in lines.iter().enumerate() {
            let line = escape::escaped(line);
            let _ = write!(out, "<tspan x=\"{x}\" y=\"{}\">{line}</tspan>", first + at as i32 * 16);
        }
        out.push_str("</text></a>");
    }
}

/// At most three lines; Latin letters count half.
fn wrap(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut width = 0;
    for c in text.chars() {
        let wide = if c.is_ascii() { 1 } else { 2 };
        if width + wide > LINE * 2 {
            if lines.len() == 3 {
                let last = lines.last_mut().expect("begun with one line");
                last.pop();
                last.push('…');
                return lines;
            }
            lines.push(String::new());
            width = 0;
        }
        lines.last_mut().expect("begun with one line").push(c);
        width += wide;
    }
    lines
}
