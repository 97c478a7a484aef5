//! Floor 6: runs jobs and writes the output; the only code that does.

pub mod lock;
pub mod marker;
pub mod write;
