//! sopress: Markdown and TOML in; a handbook, scripts, campaigns, prints and worksheets out.
//!
//! The floors and what each may import stand in ARCHITECTURE.md; a test holds them to it.

#![forbid(unsafe_code)]

pub mod base;
pub mod output;
