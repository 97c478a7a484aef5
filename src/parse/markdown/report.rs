//! Gathers the mistakes of one text: after the fiftieth of a kind the rest is only counted.

use crate::{
    base::diag::{Diag, Diags},
    words,
};
use std::collections::BTreeMap;

const ENOUGH: usize = 50;

pub struct Report<'d> {
    diags: &'d mut Diags,
    counts: BTreeMap<&'static str, (usize, Diag)>,
}

impl<'d> Report<'d> {
    pub fn new(diags: &'d mut Diags) -> Report<'d> {
        Report { diags, counts: BTreeMap::new() }
    }

    /// Takes a closure, so that what is only counted costs nothing.
    pub fn push(&mut self, code: crate::base::code::Code, diag: impl FnOnce() -> Diag) {
        match self.counts.get_mut(code.id()) {
            Some((count, _)) if *count >= ENOUGH => *count += 1,
            Some((count, last)) => {
                *count += 1;
                *last = diag();
                self.diags.push(last.clone());
            }
            None => {
                let first = diag();
                self.diags.push(first.clone());
                self.counts.insert(code.id(), (1, first));
            }
        }
    }

    pub fn finish(self) {
        for (count, last) in self.counts.into_values() {
            let more = count.saturating_sub(ENOUGH);
            if more > 0 {
                self.diags.push(Diag::new(
                    last.code,
                    last.severity,
                    last.span,
                    words!("后面还有 {more} 处同类问题没有列出", "{more} more of this kind are not listed"),
                ));
            }
        }
    }
}
