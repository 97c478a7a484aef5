//! A print (物料): a kit with its fields filled, once or once for each row of a table.

use super::{campaign::Campaign, chapter::Audience, code::LiveCode, data::DataTable, kit::Kit, table::Id};
use crate::base::{
    check_digit::Scheme,
    span::{FileId, Span, Spanned},
};

/// `content/prints/<name>.toml` as written.
#[derive(Clone, Debug)]
pub struct PrintDraft {
    pub head: PrintHead,
    pub kit: Spanned<String>,
    pub campaign: Option<Spanned<String>>,
    pub rows: Option<Spanned<String>>,
    /// Which of the rows, as a condition.
    pub only: Option<Spanned<String>>,
    /// Columns to sort by, one after the other; `-` before a name turns it round.
    pub sort: Vec<Spanned<String>>,
    /// What every cell of a column looks like, as a pattern: a number of a store that is none stops its row.
    pub columns: Vec<(Spanned<String>, Spanned<String>)>,
    /// How many of each row: a number, or the column that says it.
    pub copies: Option<Spanned<String>>,
    pub serial: Option<Serial>,
    pub versions: Vec<VersionDraft>,
    /// What tells where a code was scanned, in the same way as `code`.
    pub channel: Option<Spanned<String>>,
    /// A live code's id; `{column}` takes a value of the row.
    pub code: Option<Spanned<String>>,
    /// The file's name for each row, in the same way.
    pub name: Option<Spanned<String>>,
}

#[derive(Clone, Debug)]
pub struct Print {
    pub head: PrintHead,
    /// `None` when its kit was not found; it was reported, and nothing is printed.
    pub kit: Option<Id<Kit>>,
    pub campaign: Option<Id<Campaign>>,
    /// As written, for the gallery.
    pub code_pattern: Option<String>,
    /// One for each row of its table, or one alone.
    pub pieces: Vec<Piece>,
    pub serial: Option<Serial>,
    pub versions: Vec<Version>,
    pub channel: Option<String>,
}

/// Numbers that run through all copies of a print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Serial {
    pub prefix: String,
    pub start: u32,
    /// Filled up with zeros.
    pub digits: u32,
    pub check: Option<Scheme>,
}

impl Serial {
    /// The number of a copy, counted from 0, with its check digits.
    pub fn number(&self, copy: u64) -> String {
        let width = self.digits as usize;
        let number = format!("{:0width$}", u64::from(self.start) + copy);
        let check = self.check.map(|scheme| scheme.check(&number)).unwrap_or_default();
        format!("{}{number}{check}", self.prefix)
    }
}

/// `[[version]]` as written: other words for some rows.
#[derive(Clone, Debug)]
pub struct VersionDraft {
    pub when: Spanned<String>,
    pub fields: Vec<(Spanned<String>, Spanned<String>)>,
}

/// Other words for the rows for which a condition holds.
#[derive(Clone, Debug)]
pub struct Version {
    pub fields: Vec<(Spanned<String>, Spanned<String>)>,
}

#[derive(Clone, Debug)]
pub struct PrintHead {
    pub file: FileId,
    pub span: Span,
    pub title: Spanned<String>,
    pub slug: String,
    pub about: String,
    pub layout: Option<Spanned<String>>,
    pub audience: Audience,
    /// Values for the kit's fields; `{column}` takes a value of the row.
    pub fields: Vec<(Spanned<String>, Spanned<String>)>,
    /// Until when it hangs; live codes must outlast it.
    pub shown_until: Option<Spanned<crate::base::date::Date>>,
}

/// One copy to be printed.
#[derive(Clone, Debug)]
pub struct Piece {
    /// ASCII, unique in the print: the file's name.
    pub slug: String,
    pub row: Option<(Id<DataTable>, usize)>,
    pub code: Option<Id<LiveCode>>,
    /// How many of it.
    pub copies: u32,
    /// How many copies the pieces before it have, in the order of the print.
    pub before: u64,
    /// Which of the print's versions it has.
    pub version: Option<usize>,
    /// Its row has a mistake, which was reported.
    pub wrong: bool,
}

impl Print {
    /// What a field of a piece holds, as written: its version's words, else the print's own.
    pub fn field(&self, piece: &Piece, key: &str) -> Option<&Spanned<String>> {
        let version = piece.version.and_then(|number| self.versions.get(number));
        let others = version.map_or(&[][..], |version| &version.fields);
        others.iter().chain(&self.head.fields).find(|(name, _)| name.value == key).map(|(_, value)| value)
    }

    /// Copies of all pieces.
    pub fn copies(&self) -> u64 {
        self.pieces.last().map_or(0, |piece| piece.before + u64::from(piece.copies))
    }

    /// A pattern's own words for a copy, before its columns are filled in: `{serial}` and `{copy}`.
    pub fn own_words(&self, pattern: &str, piece: &Piece, copy: u32) -> String {
        if !pattern.contains('{') {
            return pattern.to_string();
        }
        let serial = self.serial.as_ref().map(|serial| serial.number(piece.before + u64::from(copy)));
        let text = serial.map_or_else(|| pattern.to_string(), |serial| pattern.replace("{serial}", &serial));
        text.replace("{copy}", &(copy + 1).to_string())
    }
}
