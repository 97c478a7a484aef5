//! Where something was written.

/// A source file's number, given by `source::Sources`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A half-open byte range of one source file. Every mistake that a user can make has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        // Sources refuses files above 64 MB, so offsets fit.
        Span { file, start: start as u32, end: end.max(start) as u32 }
    }

    /// The beginning of a file, for mistakes about the file as a whole.
    pub fn file(file: FileId) -> Span {
        Span { file, start: 0, end: 0 }
    }

    /// From the beginning of `self` to the end of `other`; both in one file.
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether the other lies inside.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// The part `from..to` of this span, in bytes counted from its start.
    pub fn part(self, from: usize, to: usize) -> Span {
        Span { file: self.file, start: self.start + from as u32, end: self.start + to as u32 }
    }
}

/// A value together with the place where it was written; used only where a later stage can complain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Spanned<T> {
    pub fn new(value: T, span: Span) -> Spanned<T> {
        Spanned { value, span }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }

    pub fn as_ref(&self) -> Spanned<&T> {
        Spanned { value: &self.value, span: self.span }
    }
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
