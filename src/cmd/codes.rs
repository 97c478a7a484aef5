//! `sopress codes`: the live codes as a list, what is wrong with them, and their pictures.

use super::Terminal;
use crate::cli::{Codes, Common};

pub fn run(_: &Common, _: &Codes, _: &Terminal) -> u8 {
    0
}
