//! Floor 2: reads sources into drafts. Never fails, never stops at the first mistake, always makes the record.

pub mod data;
pub mod fields;
pub mod front;
pub mod markdown;
