//! The integration tests, in one binary.

mod audience;
mod codes;
mod draw;
mod economy;
mod figures_read_back;
mod floors;
mod formula_agrees;
mod import_command;
mod kit_outputs;
mod kpi_command;
mod quick;
mod rules;
mod schemas;
mod rules_held;
mod search;
mod search_command;
mod serve;
mod shipped;
mod site;
mod starters;
mod support;
mod tidy;
mod ui;
mod worksheet;
