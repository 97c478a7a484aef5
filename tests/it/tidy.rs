//! Format and lints are tests, too.

use crate::support::{repository, shown};
use std::process::Command;

#[test]
fn the_code_is_formatted() {
    let output = Command::new(env!("CARGO")).args(["fmt", "--check"]).current_dir(repository()).output().expect("runs");
    assert!(
        output.status.success(),
        "cargo fmt would change:\n{}",
        shown(&output).lines().take(40).collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn the_code_has_no_lint() {
    // Without the print engine, whose check alone would take minutes.
    let arguments = ["clippy", "--no-default-features", "--quiet", "--lib", "--bins", "--", "-D", "warnings"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(repository()).output().expect("runs");
    assert!(output.status.success(), "{}", shown(&output));
}
