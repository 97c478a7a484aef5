//! Bargain.

#[derive(Clone, Debug)]
pub struct Bargain {}
