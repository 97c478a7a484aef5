//! What the pages of one book share, computed once for all of them.

use super::{PageId, Places, Press, Printer, assets, code, frame::Common, lexicon, media, trend, uses};
use crate::{
    base::lang::Lang,
    model::{asset::Asset, chapter::Chapter, table::Id, translation::Translation},
};
use std::collections::{BTreeSet, HashMap};

/// What pages share. It borrows nothing, so it outlives the book that it was made of and
/// serves the next one, too, as long as it would come out the same.
#[derive(Debug)]
pub struct Survey {
    pub(super) places: Places,
    pub(super) uses: uses::Uses,
    pub(super) courses: trend::Courses,
    pub(super) lexicon: lexicon::Lexicon,
    pub(super) media: Vec<media::Place>,
    pub(super) logo: Option<String>,
    /// The site's language first, then those that chapters are translated into.
    pub(super) voices: Vec<Voice>,
}

/// What is said otherwise in each language.
#[derive(Debug)]
pub struct Voice {
    pub(super) lang: Lang,
    /// The translations into this language, by chapter.
    pub(super) translations: HashMap<Id<Chapter>, Id<Translation>>,
    pub(super) files: assets::Files,
    pub(super) common: Common,
}

impl Survey {
    pub fn new(press: Press<'_>) -> Survey {
        let book = press.book;
        let places = Places::new(book, press.audience);
        let uses = uses::Uses::new(book, &places);
        let mut media: Vec<media::Place> = book.assets.values().map(media::Place::new).collect();
        for (place, (shown, asked)) in media.iter_mut().zip(uses.shown.iter().zip(&uses.asked)) {
            (place.shown, place.asked) = (*shown, *asked);
        }
        let find = |path: &str| book.assets.iter().find(|(_, asset)| asset.path == path).map(|(id, _)| id);
        let logo = book.site.brand.logo.as_ref().and_then(|logo| find(&logo.value));
        for id in logo.into_iter().chain(code::pictures(book).into_iter().map(|(id, _)| id)) {
            media[id.index()].asked = true;
        }
        let logo = logo.map(|id| media[id.index()].path.to_string());
        let others: BTreeSet<Lang> = book.translations.values().map(|t| t.lang).filter(|l| *l != press.lang).collect();
        let voices = std::iter::once(press.lang).chain(others).map(|lang| {
            let seen = |id: Id<Translation>| places.path(PageId::Translation(id)).is_some();
            let own = book.translations.iter().filter(|(id, t)| t.lang == lang && seen(*id));
            Voice {
                lang,
                translations: own.map(|(id, t)| (t.of, id)).collect(),
                files: assets::Files::new(&Press { lang, ..press }),
                common: Common::new(&press),
            }
        });
        let mut survey = Survey {
            voices: voices.collect(),
            places,
            uses,
            courses: trend::Courses::new(book, press.audience),
            lexicon: lexicon::Lexicon::new(&book.terms),
            media,
            logo,
        };
        for at in 0..survey.voices.len() {
            let printer = Printer::new(press, &survey).in_language(survey.voices[at].lang);
            let roles = book.roles.iter().map(|(id, _)| printer.chip("", id)).collect();
            survey.voices[at].common.roles = roles;
        }
        survey
    }

    /// Whether a picture is published to be shown.
    pub fn shows(&self, asset: Id<Asset>) -> bool {
        self.media[asset.index()].shown
    }

    /// Whether a file is published as it is.
    pub fn offers(&self, asset: Id<Asset>) -> bool {
        self.media[asset.index()].asked
    }
}
