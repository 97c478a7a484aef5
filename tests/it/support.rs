//! Workspaces from one text, temporary folders, and the program as a user runs it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A folder with all below it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).expect("copied");
        }
    }
}

/// The repository.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The program, in Chinese whatever the machine speaks, on a fixed day where a command takes one.
pub fn sopress() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sopress"));
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("LANG", "zh_CN.UTF-8")
        .env("COLUMNS", "100");
    command
}

/// A workspace in one text: `--- path` headings, each followed by the file. The settings may be left out.
pub fn files(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix("--- "), files.last_mut()) {
            (Some(path), _) => files.push((path.trim().to_string(), String::new())),
            (None, Some((_, body))) => body.push_str(line),
            (None, None) => {}
        }
    }
    if files.iter().all(|(path, _)| path != "sopress.toml") {
        let settings = "title = \"测试手册\"\nbase_url = \"https://t.example.com\"\n";
        files.push(("sopress.toml".to_string(), settings.to_string()));
    }
    files
}

/// The same on the disk.
pub fn lay_out(text: &str, dir: &Path) {
    for (path, body) in files(text) {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("folder");
        fs::write(path, body).expect("file");
    }
}

/// Standard output and error together, as a terminal shows them.
pub fn shown(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Every file below a folder with its bytes, in the order of paths.
pub fn tree(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| entry.expect("readable"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
            (path, fs::read(entry.path()).expect("readable"))
        })
        .collect();
    files.sort();
    files
}

/// A checker that `./test` installs; `None`, and said, where it is not.
pub fn tool(path: &str) -> Option<PathBuf> {
    let found =
        std::env::var_os("SOPRESS_TOOLS").map(|tools| PathBuf::from(tools).join(path)).filter(|path| path.exists());
    if found.is_none() {
        eprintln!("skipped: {path} is not installed (./test installs it)");
    }
    found
}

/// Runs a checker that must be content, and gives what it said.
pub fn passes(command: &mut Command) -> String {
    let output = command.output().expect("runs");
    assert!(output.status.success(), "{}", shown(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
