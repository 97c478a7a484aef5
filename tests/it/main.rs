//! The integration tests, in one binary.

mod codes;
mod floors;
mod formula_agrees;
mod support;
mod ui;
