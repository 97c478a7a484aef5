//! The integration tests, in one binary.

mod codes;
mod draw;
mod economy;
mod figures_read_back;
mod floors;
mod formula_agrees;
mod kit_outputs;
mod rules;
mod search;
mod serve;
mod import_command;
mod search_command;
mod shipped;
mod site;
mod starters;
mod support;
mod tidy;
mod ui;
mod worksheet;
