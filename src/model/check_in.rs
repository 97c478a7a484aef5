//! CheckIn.

#[derive(Clone, Debug)]
pub struct CheckIn {}
