//! Formulas that name each other: their values in the order that they need, and the circles among them.

use std::collections::HashMap;

use super::Formula;
use crate::base::{exact::Exact, span::Span};

/// Formulas by their names; a name that is none of theirs is a figure.
#[derive(Debug, Default)]
pub struct System<'a> {
    formulas: Vec<&'a Formula>,
    names: HashMap<&'a str, usize>,
    order: Vec<usize>,
    circles: Vec<Circle>,
}

/// A formula that leads back to itself: where it steps to the next one, and the names on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circle {
    pub at: Span,
    pub names: Vec<String>,
}

impl<'a> System<'a> {
    /// Each formula with all names under which others may mention it. Of two formulas with one name the first has it.
    /// `is_figure` tells names that are typed in and so never mean a formula.
    pub fn new(formulas: &[(Vec<&'a str>, &'a Formula)], is_figure: &dyn Fn(&str) -> bool) -> System<'a> {
        let mut system = System::default();
        for (index, (names, formula)) in formulas.iter().enumerate() {
            system.formulas.push(formula);
            for name in names {
                if !is_figure(name) {
                    system.names.entry(name).or_insert(index);
                }
            }
        }
        let mut marks = vec![Mark::New; formulas.len()];
        for start in 0..formulas.len() {
            system.visit(start, &mut marks);
        }
        system
    }

    /// The formula that a name means.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }

    /// One for each circle, in the order of finding.
    pub fn circles(&self) -> &[Circle] {
        &self.circles
    }

    /// The value of each formula; those on a circle, and those that need them, have none.
    pub fn eval(&self, figure: &dyn Fn(&str) -> Option<Exact>) -> Vec<Option<Exact>> {
        let mut values: Vec<Option<Exact>> = vec![None; self.formulas.len()];
        for &index in &self.order {
            let value = self.formulas[index].eval(&|name| match self.find(name) {
                Some(other) => values[other].clone(),
                None => figure(name),
            });
            values[index] = value;
        }
        values
    }

    /// Whether the formula can be computed, that is, neither is on a circle nor needs one that is.
    pub fn is_sound(&self, index: usize) -> bool {
        self.order.contains(&index)
    }

    /// Depth first with a stack of its own: a chain of ten thousand KPIs is no danger.
    fn visit(&mut self, start: usize, marks: &mut [Mark]) {
        let mut stack: Vec<(usize, usize)> = vec![(start, 0)];
        if marks[start] != Mark::New {
            return;
        }
        marks[start] = Mark::Open;
        while let Some(&(index, next)) = stack.last() {
            let needs = self.formulas[index].names();
            let found =
                needs.iter().enumerate().skip(next).find_map(|(i, (name, span))| Some((i, self.find(name)?, *span)));
            let Some((i, other, span)) = found else {
                stack.pop();
                let sound =
                    needs.iter().filter_map(|(name, _)| self.find(name)).all(|other| marks[other] == Mark::Done);
                marks[index] = if sound { Mark::Done } else { Mark::Broken };
                if sound {
                    self.order.push(index);
                }
                continue;
            };
            stack.last_mut().expect("it was just looked at").1 = i + 1;
            match marks[other] {
                Mark::New => {
                    marks[other] = Mark::Open;
                    stack.push((other, 0));
                }
                Mark::Open => {
                    let from = stack.iter().position(|(index, _)| *index == other).unwrap_or(0);
                    let mut names: Vec<String> = stack[from..].iter().map(|(index, _)| self.name(*index)).collect();
                    names.push(self.name(other));
                    self.circles.push(Circle { at: span, names });
                }
                Mark::Done | Mark::Broken => {}
            }
        }
    }

    fn name(&self, index: usize) -> String {
        let mut names: Vec<&str> = self.names.iter().filter(|(_, i)| **i == index).map(|(name, _)| *name).collect();
        names.sort_by_key(|name| (std::cmp::Reverse(!name.is_ascii()), *name));
        names.first().map_or_else(String::new, ToString::to_string)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
    Broken,
}
