//! Format and lints are tests, too.

use crate::support::{repository, shown};
use std::process::Command;

#[test]
fn the_code_is_formatted() {
    let output = Command::new(env!("CARGO")).args(["fmt", "--check"]).current_dir(repository()).output().expect("runs");
    assert!(output.status.success(), "cargo fmt would change:\n{}", shown(&output).lines().take(40).collect::<Vec<_>>().join("\n"));
}
