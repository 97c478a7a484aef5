//! One line of text, from the parser's tokens to pieces.

use super::{
    Page, emphasis,
    report::Report,
    scan::{Atom, Scan, Token},
    sink::Sink,
    slips,
};
use crate::{
    base::{code::Code, diag::Diag},
    model::text::Tag,
    words,
};
use std::ops::Range;

/// Writes the tokens of one paragraph, heading or cell; `end` is where a heading's braces begin.
pub fn write(page: Page, masked: &str, tokens: Vec<Token>, end: Option<usize>, sink: &mut Sink, report: &mut Report) {
    // Most texts are one run of words without any sign in it.
    let mut scan = Scan::new(page, masked.as_bytes(), report);
    scan.run(tokens, end);
    let (mut atoms, mut runs) = (scan.atoms, scan.runs);
    if runs.iter().any(|run| run.byte == b'*' && run.literal().len() == 2) {
        meant(&page, &mut atoms, &mut runs);
    }
    for atom in atoms {
        match atom {
            Atom::Words(range) => {
                slips::look(&page, &range, report);
                sink.words(&range);
            }
            Atom::Piece(crate::model::text::Kind::Text(text), range) => sink.text(&text, &range),
            Atom::Piece(kind, range) => sink.leaf(kind, &range),
            Atom::Open(tag, range) => {
                sink.open(tag, &range);
            }
            Atom::Close(range) => sink.close(&range),
            Atom::Run(index) => {
                let run = &runs[index];
                for (_, range) in &run.closes {
                    sink.close(range);
                }
                let literal = run.literal();
                if !literal.is_empty() {
                    if run.byte == b'*' && literal.len() == 2 {
                        report.push(Code::LITERAL_MARKER, || literal_marker(&page, &literal));
                    }
                    sink.words(&literal);
                }
                for (size, range) in run.opens.iter().rev() {
                    let tag = match (run.byte, size) {
                        (b'~', _) => Tag::Strike,
                        (_, 1) => Tag::Emphasis,
                        _ => Tag::Strong,
                    };
                    sink.open(tag, range);
                }
            }
        }
    }
}

/// Pairs what CommonMark leaves and a Chinese writer clearly meant, and takes the spaces within away.
fn meant(page: &Page, atoms: &mut [Atom], runs: &mut [emphasis::Run]) {
    // The run that waits for its partner, for each level that is open.
    let mut waiting: Vec<Option<(usize, usize)>> = vec![None];
    for at in 0..atoms.len() {
        match atoms[at] {
            Atom::Open(..) => waiting.push(None),
            Atom::Close(_) => drop(waiting.pop()),
            Atom::Run(index) => {
                for _ in &runs[index].closes {
                    waiting.pop();
                }
                let untouched = runs[index].closes.is_empty() && runs[index].opens.is_empty();
                if runs[index].byte == b'*' && untouched {
                    let level = waiting.last_mut().expect("the outermost level stays");
                    match *level {
                        Some((open, opener)) if emphasis::clearly_meant(page, &runs[opener], &runs[index]) => {
                            emphasis::join_meant(runs, opener, index);
                            *level = None;
                            if let Some(Atom::Words(range)) = atoms.get_mut(open + 1) {
                                let text = &page.body[range.clone()];
                                range.start += text.len() - text.trim_start().len();
                            }
                            if let Some(Atom::Words(range)) = atoms.get_mut(at - 1) {
                                range.end = range.start + page.body[range.clone()].trim_end().len();
                            }
                        }
                        _ => *level = Some((at, index)),
                    }
                    continue;
                }
                for _ in &runs[index].opens {
                    waiting.push(None);
                }
            }
            _ => {}
        }
    }
}

fn literal_marker(page: &Page, range: &Range<usize>) -> Diag {
    Diag::warning(
        Code::LITERAL_MARKER,
        page.span(range),
        words!("“**”没有配对，会原样显示", "“**” has no partner and prints as it stands"),
    )
    .help(words!(
        "加粗要写成 **文字**，星号和文字之间不留空格；真要显示星号就写成 \\*\\*",
        "bold is **text** without spaces inside the stars; to print stars write \\*\\*"
    ))
}
