//! Formula.

#[derive(Clone, Debug)]
pub struct Formula {}
