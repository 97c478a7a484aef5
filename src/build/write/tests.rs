use super::*;
use crate::base::{artifact::OutPath, code::Code};
use std::collections::BTreeMap;

fn site(files: &[(&str, &str)]) -> Vec<Artifact> {
    files.iter().map(|(path, text)| Artifact::new(OutPath::own(*path), *text)).collect()
}

/// All files below, without the marker.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let files = WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
    let all = files.map(|entry| (name(entry.path()), fs::read_to_string(entry.path()).expect("readable")));
    all.filter(|(name, _)| name != marker::NAME).collect()
}

fn texts(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect()
}

fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("readable")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn parent() -> (tempfile::TempDir, PathBuf) {
    let parent = tempfile::tempdir().expect("a temporary folder");
    let out = parent.path().join("deep/public");
    (parent, out)
}

const FIRST: &[(&str, &str)] = &[("index.html", "1"), ("a/b/same.html", "same"), ("a/gone.html", "x")];
const SECOND: &[(&str, &str)] = &[("index.html", "2"), ("a/b/same.html", "same"), ("new/c.html", "c")];

#[test]
fn a_second_build_replaces_the_first_and_leaves_nothing_beside_it() {
    let (_parent, out) = parent();
    let written = write(site(FIRST), &out).expect("a new folder");
    assert_eq!((written.files, written.bytes, written.unchanged, written.removed), (3, 6, 0, 0));
    let written = write(site(SECOND), &out).expect("our folder");
    assert_eq!((written.files, written.unchanged, written.removed, written.kept.len()), (3, 1, 1, 0));
    assert_eq!(tree(&out), texts(SECOND));
    assert_eq!(entries(out.parent().expect("has one")), ["public"]);
}

#[test]
fn the_same_site_gives_the_same_folder_whatever_was_there_before() {
    let (_parent, out) = parent();
    write(site(FIRST), &out).expect("a new folder");
    write(site(SECOND), &out).expect("our folder");
    let (_other_parent, other) = parent_named("elsewhere");
    write(site(SECOND).into_iter().rev(), &other).expect("a new folder");
    assert_eq!(fs::read(out.join(marker::NAME)).expect("there"), fs::read(other.join(marker::NAME)).expect("there"));
    assert_eq!(tree(&out), tree(&other));
}

fn parent_named(name: &str) -> (tempfile::TempDir, PathBuf) {
    let parent = tempfile::tempdir().expect("a temporary folder");
    let out = parent.path().join(name);
    (parent, out)
}

#[test]
fn a_file_edited_by_hand_in_the_output_is_written_anew() {
    let (_parent, out) = parent();
    write(site(FIRST), &out).expect("a new folder");
    fs::write(out.join("a/b/same.html"), "sane").expect("written");
    let written = write(site(FIRST), &out).expect("our folder");
    assert_eq!(written.unchanged, 2);
    assert_eq!(tree(&out), texts(FIRST));
}

#[test]
fn what_no_build_wrote_is_carried_over() {
    let (_parent, out) = parent();
    write(site(FIRST), &out).expect("a new folder");
    fs::write(out.join("CNAME"), "example.cn").expect("written");
    fs::write(out.join("a/.DS_Store"), "litter").expect("written");
    fs::create_dir_all(out.join(".git/refs/tags")).expect("made");
    fs::write(out.join(".git/HEAD"), "ref").expect("written");
    fs::create_dir_all(out.join("new")).expect("made");
    fs::write(out.join("new/c.html"), "mine").expect("written");
    let written = write(site(SECOND), &out).expect("our folder");
    assert_eq!(written.kept, [".git", "CNAME", "new.kept"]);
    assert!(out.join(".git/refs/tags").is_dir(), "a folder of others goes whole");
    let mut expected = texts(SECOND);
    expected.extend(texts(&[("CNAME", "example.cn"), (".git/HEAD", "ref"), ("new.kept/c.html", "mine")]));
    assert_eq!(tree(&out), expected);
    assert_eq!(write(site(SECOND), &out).expect("our folder").kept.len(), 3, "and so do the later builds");
}

#[test]
fn a_folder_that_is_not_ours_is_refused_and_untouched() {
    let (_parent, out) = parent();
    fs::create_dir_all(&out).expect("made");
    fs::write(out.join("photo.jpg"), "precious").expect("written");
    let error = write(site(FIRST), &out).expect_err("not ours");
    assert_eq!(error.code, Code::OUTPUT_FOLDER);
    assert_eq!(tree(&out), texts(&[("photo.jpg", "precious")]));
    assert_eq!(entries(out.parent().expect("has one")), ["public"]);
}

#[test]
fn a_file_in_the_place_of_the_output_is_refused_and_an_empty_folder_taken() {
    let (_parent, out) = parent_named("public");
    fs::write(&out, "precious").expect("written");
    assert_eq!(write(site(FIRST), &out).expect_err("a file").code, Code::OUTPUT_FOLDER);
    assert_eq!(fs::read_to_string(&out).expect("there"), "precious");
    fs::remove_file(&out).expect("removed");
    fs::create_dir(&out).expect("made");
    write(site(FIRST), &out).expect("an empty folder");
    assert_eq!(tree(&out), texts(FIRST));
}

#[test]
fn a_build_that_gives_up_leaves_the_last_output_and_nothing_beside_it() {
    let (_parent, out) = parent();
    write(site(FIRST), &out).expect("a new folder");
    let output = Output::open(&out, Duration::ZERO).expect("our folder");
    output.put(&site(SECOND)[0]).expect("put");
    drop(output);
    assert_eq!(tree(&out), texts(FIRST));
    assert_eq!(entries(out.parent().expect("has one")), ["public"]);
}

#[test]
fn what_a_killed_build_left_is_mended_by_the_next() {
    let (_parent, out) = parent();
    let beside = out.parent().expect("has one").join(".public.sopress");
    // Killed while writing: no marker in the new folder.
    write(site(FIRST), &out).expect("a new folder");
    fs::create_dir_all(beside.join("new/a")).expect("made");
    fs::write(beside.join("new/a/half.html"), "<ht").expect("written");
    write(site(FIRST), &out).expect("mended");
    assert!(!beside.exists());
    // Killed after the exchange: the old output, with a file of others, is where the new one was.
    fs::create_dir_all(&beside).expect("made");
    write(site(SECOND), &beside.join("new")).expect("a new folder");
    fs::write(beside.join("new/CNAME"), "example.cn").expect("written");
    write(site(FIRST), &out).expect("mended");
    assert!(!beside.exists());
    assert_eq!(tree(&out).remove("CNAME").as_deref(), Some("example.cn"));
    // Killed between two renames, where folders cannot be exchanged.
    fs::create_dir_all(&beside).expect("made");
    fs::rename(&out, beside.join("old")).expect("moved");
    write(site(SECOND), &out).expect("mended");
    assert!(!beside.exists());
    assert_eq!(tree(&out).remove("CNAME").as_deref(), Some("example.cn"));
}

#[test]
fn two_builds_at_once_exclude_each_other() {
    let (_parent, out) = parent();
    let first = Output::open(&out, Duration::ZERO).expect("a new folder");
    assert_eq!(Output::open(&out, Duration::from_millis(40)).expect_err("held").code, Code::BUILD_RUNNING);
    drop(first);
    Output::open(&out, Duration::ZERO).expect("free again");
}

#[test]
fn two_artifacts_with_one_path_are_an_error() {
    let (_parent, out) = parent();
    let error = write(site(&[("a.html", "1"), ("a.html", "2")]), &out).expect_err("twice");
    assert_eq!(error.code, Code::SAME_PATH);
    assert!(!out.exists());
}

#[cfg(unix)]
#[test]
fn a_link_to_the_output_stays_a_link() {
    let (parent, out) = parent_named("public");
    let real = parent.path().join("www");
    fs::create_dir(&real).expect("made");
    std::os::unix::fs::symlink(&real, &out).expect("linked");
    write(site(FIRST), &out).expect("an empty folder");
    write(site(SECOND), &out).expect("our folder");
    assert!(fs::symlink_metadata(&out).expect("there").is_symlink());
    assert_eq!(tree(&real), texts(SECOND));
}
