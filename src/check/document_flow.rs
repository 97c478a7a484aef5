//! A flow of steps: every step can be reached, and from every step one comes to the end.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
    },
    model::{Book, chapter::Chapter},
    words,
};

pub const PAGE: Page = Page { code: Code("DOC-007"), text: include_str!("DOC-007.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    for chapter in book.chapters.values().filter(|chapter| !chapter.steps.is_empty()) {
        let leads = leads(chapter);
        let end = chapter.steps.len();
        // A step behind one that ends begins a flow of its own: a chapter may tell several.
        let mut reached = vec![false; end + 1];
        for entry in (0..end).filter(|index| *index == 0 || leads[index - 1] == [end]) {
            for (known, now) in reached.iter_mut().zip(walk(&leads, entry)) {
                *known |= now;
            }
        }
        for (index, step) in chapter.steps.iter().enumerate() {
            if !reached[index] {
                diags.push(
                    Diag::warning(PAGE.code, step.place.span, words!("没有哪一步走得到这里", "no step leads here"))
                        .help(words!(
                            "在前面某一步写 then=这一步的名字，或把它挪到单独的章节",
                            "let an earlier step lead here with then=…, or give it a chapter of its own"
                        )),
                );
            } else if !walk(&leads, index)[end] {
                diags.push(
                    Diag::warning(
                        PAGE.code,
                        step.place.span,
                        words!("从这一步走不到结束：一直在绕圈", "from this step the flow never ends: it goes round"),
                    )
                    .help(words!(
                        "给圈里的一步加上出口，例如 else=end",
                        "give a step of the loop a way out, for example else=end"
                    )),
                );
            }
        }
    }
}

/// Where each step leads; the number of steps is the end. Without branches, and where all have a condition, to the next.
fn leads(chapter: &Chapter) -> Vec<Vec<usize>> {
    let steps = chapter.steps.iter().enumerate().map(|(index, step)| {
        let mut to: Vec<usize> = step.next.iter().map(|branch| branch.to).collect();
        if step.next.iter().all(|branch| !branch.condition.is_empty()) {
            to.push(index + 1);
        }
        to
    });
    steps.collect()
}

fn walk(leads: &[Vec<usize>], from: usize) -> Vec<bool> {
    let mut reached = vec![false; leads.len() + 1];
    let mut waiting = vec![from];
    while let Some(at) = waiting.pop() {
        if !std::mem::replace(&mut reached[at], true) {
            waiting.extend(leads.get(at).into_iter().flatten());
        }
    }
    reached
}
