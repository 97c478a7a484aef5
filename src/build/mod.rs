//! Floor 6: from a workspace to its output. Compiles, plans, runs jobs, writes; the only code that writes the output.

pub mod compile;
pub mod export;
pub mod lock;
pub mod marker;
pub mod plan;
pub mod pressroom;
pub mod published;
pub mod quick;
pub mod records;
pub mod redirects;
pub mod run;
pub mod theme;
pub mod write;
pub mod zip;
