//! Floor 0: words that every floor speaks. Nothing here knows a record, a file format or an output.

pub mod artifact;
pub mod check_digit;
pub mod code;
pub mod date;
pub mod diag;
pub mod exact;
pub mod han;
pub mod lang;
pub mod money;
pub mod percent;
pub mod slip;
pub mod slug;
pub mod span;
pub mod system;
