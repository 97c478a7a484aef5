//! GroupBuy.

#[derive(Clone, Debug)]
pub struct GroupBuy {}
