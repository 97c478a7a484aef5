//! What a record asks of its header: each key with the shape of its value, as noted by a `Fields` that describes.

/// What a key holds; what schemas and help texts are made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    Text,
    Texts,
    Bool,
    Count,
    /// A count, or a low, a middle and a high guess of it.
    Spread,
    Money,
    Rate,
    Date,
    DateTime,
    Minutes,
    /// One of several words, each with all its spellings, of which the first is the one that help shows.
    Choice(Vec<&'static [&'static str]>),
    Choices(Vec<&'static [&'static str]>),
    Table(Vec<Asked>),
    Tables(Vec<Asked>),
    /// Texts under keys of the writer's own choosing, or, where some are listed, under these alone.
    Map(&'static [&'static str]),
}

impl Shape {
    pub fn is_table(&self) -> bool {
        matches!(self, Shape::Table(_) | Shape::Tables(_))
    }
}

/// One key that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub key: &'static str,
    pub shape: Shape,
    pub needed: bool,
    /// What a text must look like, as a regular expression that editors know.
    pub pattern: Option<&'static str>,
}
