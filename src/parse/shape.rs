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
    Choice(Vec<&'static str>),
    Choices(Vec<&'static str>),
    Table(Vec<Asked>),
    Tables(Vec<Asked>),
    /// Keys of the writer's own choosing, with texts as values.
    Map,
}

/// One key that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub key: &'static str,
    pub shape: Shape,
    pub needed: bool,
}
