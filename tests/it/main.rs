//! The integration tests, in one binary.

mod codes;
mod draw;
mod economy;
mod figures_read_back;
mod floors;
mod formula_agrees;
mod search;
mod shipped;
mod site;
mod support;
mod tidy;
mod ui;
mod worksheet;
