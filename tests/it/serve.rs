//! The preview in a real browser: what is saved is seen, what is wrong is said in the page, and what is mended is gone.

use crate::support::{repository, shown, sopress};
use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

/// Ends the preview with the test, however the test ends.
struct Preview(Child);

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_page_follows_its_source_without_reloading() {
    let Some(tools) = std::env::var_os("SOPRESS_TOOLS").map(PathBuf::from) else {
        eprintln!("skipped: the browser driver is not installed (./test installs it)");
        return;
    };
    let dir = tempfile::tempdir().expect("folder");
    let book = dir.path().join("book");
    let made = sopress().args(["init", "--lang", "zh"]).arg(&book).output().expect("runs");
    assert!(made.status.success(), "{}", shown(&made));
    let child = sopress()
        .args(["serve", "--port", "0", "--root"])
        .arg(&book)
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn();
    let mut preview = Preview(child.expect("starts"));
    let mut lines = BufReader::new(preview.0.stderr.take().expect("piped")).lines();
    let url = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| {
            line.split_once("http://").map(|(_, rest)| format!("http://{}", rest.split('/').next().unwrap_or("")))
        })
        .expect("the preview says where it is");
    // Somebody must read what it says, or it waits.
    let reader = std::thread::spawn(move || lines.map_while(Result::ok).count());
    let output = Command::new("node")
        .arg(repository().join("tests/browser/serve.mjs"))
        .arg(format!("{url}/handbook/start/index.html"))
        .arg(book.join("content/handbook/01-start.md"))
        .env("SOPRESS_TOOLS", &tools)
        .output()
        .expect("node runs");
    drop(preview);
    let _ = reader.join();
    assert!(output.status.success(), "{}", shown(&output));
}
