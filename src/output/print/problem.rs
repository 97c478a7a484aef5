//! What can be wrong with a printed page, with its place in the kit; the caller adds the print and its row.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::base::{code::Code, diag::Severity, lang::Words};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub kind: ProblemKind,
    pub severity: Severity,
    pub message: Words,
    pub place: Option<Place>,
    /// The field of the kit whose value caused it, when the kit says so.
    pub field: Option<String>,
    /// The one that no font has.
    #[serde(default)]
    pub character: Option<char>,
    pub help: Vec<Words>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ProblemKind {
    MissingGlyph,
    UnknownFont,
    Overset,
    KitSource,
    CodeUnreadable,
    /// The kit prints a code and was given none.
    NoCode,
    /// The page sets, and a print shop would still send it back.
    PressRule,
    /// A picture goes to the press in the colours of a screen.
    ScreenColour,
    /// The kit ran too long or took too much memory and was stopped.
    Runaway,
    /// This binary was built without the print engine.
    NoPress,
}

/// A byte range of a kit's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// As given in the sources: `/kits/poster-a3/poster.typ`.
    pub file: String,
    pub range: Range<usize>,
}

impl Problem {
    pub fn error(kind: ProblemKind, message: Words) -> Problem {
        Problem {
            kind,
            severity: Severity::Error,
            message,
            place: None,
            field: None,
            character: None,
            help: Vec::new(),
        }
    }

    pub fn warning(kind: ProblemKind, message: Words) -> Problem {
        Problem { severity: Severity::Warning, ..Problem::error(kind, message) }
    }

    #[must_use]
    pub fn at(mut self, place: impl Into<Option<Place>>) -> Problem {
        self.place = place.into();
        self
    }

    #[must_use]
    pub fn help(mut self, words: impl Into<Option<Words>>) -> Problem {
        self.help.extend(words.into());
        self
    }
}

impl ProblemKind {
    pub fn code(self) -> Code {
        match self {
            ProblemKind::MissingGlyph => Code::MISSING_GLYPH,
            ProblemKind::UnknownFont => Code::UNKNOWN_FONT,
            ProblemKind::Overset => Code::OVERSET,
            ProblemKind::KitSource => Code::KIT_SOURCE,
            ProblemKind::CodeUnreadable | ProblemKind::NoCode => Code::CODE_UNREADABLE,
            ProblemKind::PressRule => Code::PRESS_RULE,
            ProblemKind::ScreenColour => Code::SCREEN_COLOUR,
            ProblemKind::Runaway => Code::KIT_RUNAWAY,
            ProblemKind::NoPress => Code::NO_PRESS,
        }
    }

    /// How a kit's own source names it in `trouble(kind: …)`.
    #[cfg(feature = "press")]
    pub(super) fn named(name: &str) -> Option<ProblemKind> {
        Some(match name {
            "overset" => ProblemKind::Overset,
            "code" => ProblemKind::NoCode,
            "kit" => ProblemKind::KitSource,
            "press" => ProblemKind::PressRule,
            _ => return None,
        })
    }
}
