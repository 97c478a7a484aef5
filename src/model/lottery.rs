//! Lottery.

#[derive(Clone, Debug)]
pub struct Lottery {}
