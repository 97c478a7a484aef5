//! The larger pieces of a text: lists with boxes to tick, tables, containers.

use super::{Shut, Writer, escape};
use crate::model::{
    chapter::Audience,
    text::{Alert, Align, Kind, Link, Tag, Text},
};

impl Writer<'_, '_> {
    pub(super) fn open_table(&mut self, text: &Text<Link>, at: usize, aligns: &[Align]) {
        let mut labels = Vec::new();
        let mut index = at + 1;
        if matches!(text.pieces.get(index).map(|p| &p.kind), Some(Kind::Open(Tag::TableHead))) {
            let end = text.after(index);
            index += 1;
            while index < end {
                if matches!(text.pieces[index].kind, Kind::Open(Tag::TableCell)) {
                    labels.push(text.plain_at(index));
                    index = text.after(index);
                } else {
                    index += 1;
                }
            }
        }
        // A table that may be wider than its column can be scrolled, so it must be reachable by keys.
        let wide = labels.len() > 4;
        self.out.push_str(if wide {
            "<div class=\"table table-wide\" tabindex=\"0\" role=\"group\""
        } else {
            "<div class=\"table\""
        });
        if wide {
            escape::attribute("aria-label", self.prose.printer.word("page.table"), &mut self.out);
        }
        self.out.push_str("><table>");
        self.tables.push((labels, aligns.to_vec(), 0));
    }

    pub(super) fn cell(&mut self) -> Shut {
        let in_head = matches!(self.stack.last(), Some(Shut::Head));
        let Some((labels, aligns, column)) = self.tables.last_mut() else { return Shut::Nothing };
        let index = *column;
        *column += 1;
        let align = match aligns.get(index) {
            Some(Align::Right) => " class=\"right\"",
            Some(Align::Center) => " class=\"center\"",
            _ => "",
        };
        if in_head {
            self.out.push_str("<th scope=\"col\"");
            self.out.push_str(align);
            self.out.push('>');
            Shut::Cell("</th>")
        } else {
            self.out.push_str("<td");
            self.out.push_str(align);
            if let Some(label) = labels.get(index).filter(|label| !label.is_empty()) {
                escape::attribute("data-label", label, &mut self.out);
            }
            self.out.push('>');
            Shut::Cell("</td>")
        }
    }

    /// `None` when the reader must not see it.
    pub(super) fn container(&mut self, name: &str, title: &str) -> Option<Shut> {
        let printer = self.prose.printer;
        let class = match name {
            "details" => {
                self.out.push_str("<details><summary>");
                escape::push(if title.is_empty() { printer.word("page.more") } else { title }, &mut self.out);
                self.out.push_str("</summary>\n");
                return Some(Shut::Plain("</details>\n"));
            }
            "only" => {
                let audience = Audience::of_block(title);
                if !audience.open_to(printer.press.audience) {
                    return None;
                }
                if audience == Audience::Public {
                    return Some(Shut::Nothing);
                }
                self.out.push_str("<div class=\"only\"><p class=\"only-name\">");
                escape::push(
                    printer.word(if audience == Audience::Store { "audience.store" } else { "audience.internal" }),
                    &mut self.out,
                );
                self.out.push_str("</p>\n");
                return Some(Shut::Plain("</div>\n"));
            }
            "tabs" => return Some(self.plain("<div class=\"tabs\">\n", "</div>\n")),
            "tab" => {
                self.out.push_str("<div class=\"tab\"><p class=\"tab-name\">");
                escape::push(title, &mut self.out);
                self.out.push_str("</p>\n");
                return Some(Shut::Plain("</div>\n"));
            }
            "compare" => return Some(self.plain("<div class=\"compare\">\n", "</div>\n")),
            "good" | "bad" => {
                let name_word = if title.is_empty() {
                    printer.word(if name == "good" { "page.good" } else { "page.bad" })
                } else {
                    title
                };
                self.out.push_str(&format!("<div class=\"compare-side compare-{name}\"><p class=\"compare-name\">"));
                escape::push(name_word, &mut self.out);
                self.out.push_str("</p>\n");
                return Some(Shut::Plain("</div>\n"));
            }
            "tip" => Alert::Tip,
            "warning" => Alert::Warning,
            "important" => Alert::Important,
            "caution" => Alert::Caution,
            _ => Alert::Note,
        };
        let (key, class) = alert_words(class);
        self.out.push_str(&format!("<div class=\"alert alert-{class}\" role=\"note\"><p class=\"alert-name\">"));
        escape::push(if title.is_empty() { printer.word(key) } else { title }, &mut self.out);
        self.out.push_str("</p>\n");
        Some(Shut::Plain("</div>\n"))
    }

    /// A box to tick with its label. The label ends where its line ends: a list may follow inside the item.
    pub(super) fn task(&mut self, done: bool) {
        let count = self.ticks.entry(self.step).or_insert(0);
        *count += 1;
        let count = *count;
        let place = match self.step {
            Some(step) => self.prose.steps[step].place.anchor.clone(),
            None => format!("{}body", self.prose.prefix),
        };
        let id = format!("tick-{place}-{count}");
        self.out.push_str("<input type=\"checkbox\"");
        escape::attribute("id", &id, &mut self.out);
        self.out.push_str(if done { " data-tick checked>" } else { " data-tick>" });
        self.out.push_str("<label");
        escape::attribute("for", &id, &mut self.out);
        self.out.push('>');
        match self.stack.last_mut() {
            Some(Shut::Item { label } | Shut::Paragraph { label }) => *label = true,
            _ => self.out.push_str("</label>"),
        }
    }

    pub(super) fn end_label(&mut self) {
        if let Some(Shut::Item { label } | Shut::Paragraph { label }) = self.stack.last_mut()
            && *label
        {
            *label = false;
            self.out.push_str("</label>");
        }
    }

    pub(super) fn list(&mut self, text: &Text<Link>, at: usize, start: Option<u64>) -> Shut {
        match start {
            Some(1) => self.plain("<ol>\n", "</ol>\n"),
            Some(number) => {
                self.out.push_str(&format!("<ol start=\"{number}\">\n"));
                Shut::Plain("</ol>\n")
            }
            None if is_task(text, at + 1) => self.plain("<ul class=\"ticks\">\n", "</ul>\n"),
            None => self.plain("<ul>\n", "</ul>\n"),
        }
    }
}

pub(super) fn alert_words(alert: Alert) -> (&'static str, &'static str) {
    match alert {
        Alert::Note => ("alert.note", "note"),
        Alert::Tip => ("alert.tip", "tip"),
        Alert::Important => ("alert.important", "important"),
        Alert::Warning => ("alert.warning", "warning"),
        Alert::Caution => ("alert.caution", "caution"),
    }
}

/// Whether the item that opens at `at` begins with a box to tick.
pub(super) fn is_task(text: &Text<Link>, at: usize) -> bool {
    let kind = |index: usize| text.pieces.get(index).map(|piece| &piece.kind);
    matches!(kind(at), Some(Kind::Open(Tag::Item)))
        && match kind(at + 1) {
            Some(Kind::Task(_)) => true,
            Some(Kind::Open(Tag::Paragraph)) => matches!(kind(at + 2), Some(Kind::Task(_))),
            _ => false,
        }
}
