//! Who uses what: read once over the whole book, so that a page finds its related records without a search.

use super::places::Places;
use crate::model::{
    Book, Record,
    chapter::Audience,
    plan::Measure,
    text::{Kind, Link, Tag, Text},
};
use std::collections::HashMap;

/// For each record the visible records that mention it, in the order of the book, each once.
#[derive(Debug, Default)]
pub struct Uses {
    by: HashMap<Record, Vec<Record>>,
    /// Assets that a visible text shows.
    pub shown: Vec<bool>,
    /// Assets that a visible text links to.
    pub asked: Vec<bool>,
}

impl Uses {
    pub fn new(book: &Book, places: &Places) -> Uses {
        let mut uses =
            Uses { by: HashMap::new(), shown: vec![false; book.assets.len()], asked: vec![false; book.assets.len()] };
        let audience = places.audience;
        for (id, chapter) in book.chapters.iter() {
            let me = Record::Chapter(id);
            if !places.shows(book, me) {
                continue;
            }
            chapter.roles.iter().for_each(|role| uses.add(Record::Role(*role), me));
            chapter.kpis.iter().for_each(|kpi| uses.add(Record::Kpi(*kpi), me));
            for step in &chapter.steps {
                step.role.iter().for_each(|role| uses.add(Record::Role(*role), me));
                step.script.iter().for_each(|script| uses.add(Record::Script(*script), me));
            }
            uses.text(&chapter.body, me, audience);
        }
        for translation in book.translations.values() {
            let me = Record::Chapter(translation.of);
            if translation.chapter.document.audience.open_to(audience) && places.shows(book, me) {
                uses.text(&translation.chapter.body, me, audience);
            }
        }
        for (id, library) in book.libraries.iter() {
            let me = Record::Library(id);
            if !places.shows(book, me) {
                continue;
            }
            library.roles.iter().for_each(|role| uses.add(Record::Role(*role), me));
            uses.text(&library.intro, me, audience);
            for script in &library.scripts {
                uses.text(&book.scripts[*script].asks, me, audience);
                uses.text(&book.scripts[*script].notes, me, audience);
            }
        }
        for (id, campaign) in book.campaigns.iter() {
            let me = Record::Campaign(id);
            if !places.shows(book, me) {
                continue;
            }
            campaign.scripts.iter().for_each(|(_, script)| uses.add(Record::Script(*script), me));
            campaign.materials.iter().for_each(|print| uses.add(Record::Print(*print), me));
            campaign.kpis.iter().for_each(|kpi| uses.add(Record::Kpi(*kpi), me));
            for task in &campaign.timeline {
                task.role.iter().for_each(|role| uses.add(Record::Role(*role), me));
                task.script.iter().for_each(|script| uses.add(Record::Script(*script), me));
                task.material.iter().for_each(|print| uses.add(Record::Print(*print), me));
            }
            uses.text(&campaign.body, me, audience);
        }
        for (id, kpi) in book.kpis.iter() {
            let me = Record::Kpi(id);
            if !places.shows(book, me) {
                continue;
            }
            kpi.guard.iter().for_each(|guard| uses.add(Record::Kpi(*guard), me));
            uses.text(&kpi.body, me, audience);
        }
        for (id, plan) in book.plans.iter() {
            let me = Record::Plan(id);
            if !places.shows(book, me) {
                continue;
            }
            plan.owner.iter().chain(&plan.approver).for_each(|role| uses.add(Record::Role(*role), me));
            for weight in &plan.weights {
                uses.add(
                    match weight.measure {
                        Measure::Kpi(id) => Record::Kpi(id),
                        Measure::Rubric(id) => Record::Rubric(id),
                    },
                    me,
                );
            }
            uses.text(&plan.body, me, audience);
        }
        for (id, rubric) in book.rubrics.iter() {
            let me = Record::Rubric(id);
            if places.shows(book, me) {
                uses.text(&rubric.body, me, audience);
            }
        }
        for (id, print) in book.prints.iter() {
            let me = Record::Print(id);
            if !places.shows(book, me) {
                continue;
            }
            print.campaign.iter().for_each(|campaign| uses.add(Record::Campaign(*campaign), me));
            print.pieces.iter().filter_map(|piece| piece.code).for_each(|code| uses.add(Record::Code(code), me));
        }
        uses
    }

    pub fn of(&self, record: Record) -> &[Record] {
        self.by.get(&record).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, used: Record, by: Record) {
        let list = self.by.entry(used).or_default();
        // Uses of one page come one after the other, so looking at the last is enough.
        if used != by && list.last() != Some(&by) {
            list.push(by);
        }
    }

    fn text(&mut self, text: &Text<Link>, by: Record, audience: Audience) {
        visible(text, audience, |kind| {
            let link = match kind {
                Kind::Open(Tag::Link { to, .. }) => to,
                Kind::Open(Tag::Image { from, .. }) => from,
                Kind::Embed(link) => link,
                _ => return,
            };
            match link {
                Link::Record(record, _) => self.add(*record, by),
                Link::File(asset) if matches!(kind, Kind::Open(Tag::Link { .. })) => self.asked[asset.index()] = true,
                Link::File(asset) => self.shown[asset.index()] = true,
                Link::Web(_) | Link::Place(_) | Link::Broken => {}
            }
        });
    }
}

/// Goes over the pieces that an audience sees: what stands in an `:::only` of a narrower circle is passed over.
pub fn visible<'t>(text: &'t Text<Link>, audience: Audience, mut each: impl FnMut(&'t Kind<Link>)) {
    let mut at = 0;
    while at < text.pieces.len() {
        let kind = &text.pieces[at].kind;
        if is_hidden(kind, audience) {
            at = text.after(at);
        } else {
            each(kind);
            at += 1;
        }
    }
}

/// Whether a piece opens a block that the audience must not see.
pub fn is_hidden(kind: &Kind<Link>, audience: Audience) -> bool {
    match kind {
        Kind::Open(Tag::Container { name, title }) if name == "only" => !Audience::of_block(title).open_to(audience),
        _ => false,
    }
}
