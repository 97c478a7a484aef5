//! A rubric (量表): what is looked at, and what each score looks like, so that two people score alike.

use super::{
    chapter::Audience,
    text::{Link, Text, Written},
};
use crate::base::{
    money::Ppm,
    span::{FileId, Span, Spanned},
};

#[derive(Clone, Debug)]
pub struct RubricDraft {
    pub head: RubricHead,
    pub body: Text<Written>,
}

#[derive(Clone, Debug)]
pub struct Rubric {
    pub head: RubricHead,
    pub body: Text<Link>,
}

/// What both forms of a rubric say alike.
#[derive(Clone, Debug)]
pub struct RubricHead {
    pub file: FileId,
    pub span: Span,
    pub name: Spanned<String>,
    pub en: String,
    pub slug: String,
    pub summary: String,
    /// The lowest and the highest score.
    pub low: u32,
    pub high: u32,
    /// How many people score.
    pub raters: u32,
    /// The input of KPIs that the mean fills; empty when it fills none.
    pub feeds: Option<Spanned<String>>,
    pub dimensions: Vec<Dimension>,
    pub source: String,
    pub aliases: Vec<Spanned<String>>,
    pub audience: Audience,
}

/// One row of a rubric.
#[derive(Clone, Debug)]
pub struct Dimension {
    pub span: Span,
    pub name: Spanned<String>,
    pub en: String,
    /// What share of the whole it is; all alike when none says.
    pub weight: Option<Spanned<Ppm>>,
    /// The question behind it.
    pub ask: String,
    /// What scores look like: all of them, or the lowest, the middle and the highest.
    pub levels: Vec<Spanned<String>>,
}

impl RubricHead {
    /// The scores that the levels of a dimension describe.
    pub fn scores(&self, levels: usize) -> Vec<u32> {
        match levels {
            2 => vec![self.low, self.high],
            3 => vec![self.low, u32::midpoint(self.low, self.high), self.high],
            _ => (self.low..=self.high).collect(),
        }
    }

    /// The shares of the dimensions in ppm; all alike unless every one says its own.
    pub fn shares(&self) -> Vec<Ppm> {
        let given: Option<Vec<Ppm>> = self.dimensions.iter().map(|d| d.weight.as_ref().map(|w| w.value)).collect();
        given.unwrap_or_else(|| {
            let count = self.dimensions.len().max(1) as i64;
            self.dimensions.iter().map(|_| Ppm(1_000_000 / count)).collect()
        })
    }

    /// The figure that its mean is typed in as.
    pub fn figure(&self) -> &str {
        self.feeds.as_ref().map_or(&self.name.value, |feeds| &feeds.value)
    }
}
