//! The integration tests, in one binary.

mod codes;
mod floors;
mod formula_agrees;
mod search;
mod support;
mod ui;
