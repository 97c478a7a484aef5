//! The integration tests, in one binary.

mod codes;
mod draw;
mod floors;
mod formula_agrees;
mod shipped;
mod support;
mod ui;
