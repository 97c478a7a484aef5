//! The integration tests, in one binary.

mod codes;
mod floors;
mod support;
mod ui;
