//! The default theme and the kits that come with the program. A workspace file with the same path wins.

/// Path and bytes, in the order of paths.
pub const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/builtin.rs"));
