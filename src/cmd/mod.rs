//! Floor 7: one file for each command; the only code that prints or knows the environment.

pub mod serve;
