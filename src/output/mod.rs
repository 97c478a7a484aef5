//! The outputs, strangers to each other: each takes a finished book and gives artifacts.

pub mod search;
