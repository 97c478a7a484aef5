//! Lists the default theme and the kits, so that they are inside the program and a change in one makes it anew.

#![allow(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]

use std::{env, fmt::Write, fs, path::Path};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("set by cargo");
    let mut files = Vec::new();
    for folder in ["kits", "themes/default"] {
        println!("cargo::rerun-if-changed={folder}");
        list(&Path::new(&root).join(folder), folder, &mut files);
    }
    // As the workspace is sorted, by whole paths: not folder by folder.
    files.sort();
    let mut code = String::from("&[\n");
    for file in files {
        // Where the sources lie is asked when they are compiled: what this script wrote may have been carried elsewhere.
        let place = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/\", {file:?})");
        writeln!(code, "    ({file:?}, include_bytes!({place})),").expect("a string takes all");
    }
    code.push(']');
    let out = env::var("OUT_DIR").expect("set by cargo");
    fs::write(Path::new(&out).join("builtin.rs"), code).expect("cargo's own folder can be written");
}

fn list(folder: &Path, name: &str, files: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let part = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{name}/{part}");
        match entry.file_type() {
            _ if part.starts_with('.') || part.ends_with('~') => {}
            Ok(kind) if kind.is_dir() => list(&entry.path(), &path, files),
            Ok(kind) if kind.is_file() => files.push(path),
            _ => {}
        }
    }
}
