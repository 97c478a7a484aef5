//! sopress: Markdown and TOML in; a handbook, scripts, campaigns, prints and worksheets out.
//!
//! The floors and what each may import stand in ARCHITECTURE.md; a test holds them to it.

#![forbid(unsafe_code)]

pub mod base;
pub mod build;
pub mod check;
pub mod cli;
pub mod cmd;
pub mod model;
pub mod output;
pub mod parse;
pub mod report;
pub mod resolve;
pub mod source;
pub mod theme;
