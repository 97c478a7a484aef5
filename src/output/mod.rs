//! Floor 5: what is made of the book. The parts are strangers to each other and pure: same input, same bytes.

pub mod calendar;
pub mod highlight;
pub mod print;
pub mod search;
pub mod sheet;
