//! The integration tests, in one binary.

mod codes;
mod draw;
mod economy;
mod floors;
mod figures_read_back;
mod formula_agrees;
mod shipped;
mod search;
mod support;
mod tidy;
mod ui;
mod worksheet;
