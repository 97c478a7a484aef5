//! The integration tests, in one binary.

mod audience;
mod codes;
mod draw;
mod economy;
mod every_figure;
#[cfg(feature = "press")]
mod export;
#[cfg(feature = "press")]
mod export_pictures;
#[cfg(feature = "press")]
mod export_rows;
#[cfg(feature = "press")]
mod export_sheets;
mod figures_read_back;
mod floors;
mod formats;
mod formula_agrees;
mod fuzz_corpus;
mod help;
mod import_command;
mod import_documents;
mod kit_outputs;
mod kpi_command;
#[cfg(target_os = "linux")]
mod limits;
mod live_codes;
mod new;
mod plans;
#[cfg(feature = "press")]
mod pressroom;
mod quick;
mod release;
mod report_ack;
mod rules;
mod rules_held;
mod rules_told;
mod schemas;
mod scripts;
mod seal;
mod search;
mod search_command;
mod serve;
mod shipped;
mod site;
mod starters;
mod support;
mod tidy;
mod timelines;
mod ui;
mod who_uses;
mod worksheet;
