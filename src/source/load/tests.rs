use super::*;
use crate::base::diag::Severity;

fn workspace(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("made");
        fs::write(path, bytes).expect("written");
    }
    folder
}

fn read_all(folder: &Path) -> (Sources, Vec<(Severity, String)>) {
    let mut diags = Diags::new();
    let sources = load(folder, &[], &mut diags).expect("the root is there");
    let told = diags
        .sorted()
        .into_iter()
        .map(|d| (d.severity, format!("{} {}", d.code.id(), sources.path(d.span.expect("has a place").file))));
    let told = told.collect();
    (sources, told)
}

fn paths(sources: &Sources) -> Vec<&str> {
    sources.files().iter().map(|f| f.path.as_str()).collect()
}

#[test]
fn only_what_some_part_reads_is_read() {
    let folder = workspace(&[
        ("sopress.toml", b""),
        ("notes.txt", b"x"),
        ("content/a.md", b"x"),
        ("content/pic.PNG", b"x"),
        ("content/.git/config", b"x"),
        ("content/.env", b"x"),
        ("content/a.md~", b"x"),
        ("content/.#a.md", b"x"),
        ("content/~$table.xlsx", b"x"),
        ("content/#a.md#", b"x"),
        ("content/Thumbs.db", b"x"),
        ("content/film.mp4", b"x"),
        ("kits/card/card.typ", b"x"),
        ("kits/card/LICENSE", b"x"),
        ("themes/mine/css/a.css", b"x"),
        ("public/index.html", b"x"),
        ("target/content/b.md", b"x"),
    ]);
    let (sources, told) = read_all(folder.path());
    assert_eq!(
        paths(&sources),
        ["content/a.md", "content/pic.PNG", "kits/card/card.typ", "sopress.toml", "themes/mine/css/a.css"]
    );
    assert_eq!(told, [(Severity::Note, "SRC-004 content/film.mp4".to_string())]);
}

#[test]
fn a_workspace_file_wins_over_the_built_in_one_of_its_path() {
    let folder = workspace(&[("themes/default/css/a.css", b"mine")]);
    let builtin: &[(&'static str, &'static [u8])] = &[
        ("themes/default/css/a.css", b"theirs"),
        ("themes/default/css/b.css", b"theirs"),
        ("kits/x/OFL.txt", b"licence"),
    ];
    let sources = load(folder.path(), builtin, &mut Diags::new()).expect("the root is there");
    let texts: Vec<_> = sources.files().iter().map(|f| (f.path.as_str(), f.text(), f.builtin)).collect();
    assert_eq!(texts, [("themes/default/css/a.css", "mine", false), ("themes/default/css/b.css", "theirs", true)]);
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_and_special_files_are_named_and_not_read() {
    use std::os::unix::{fs::symlink, net::UnixListener};
    let outside = workspace(&[("secret.md", b"secret")]);
    let folder = workspace(&[("content/a.md", b"x"), (".git/config.md", b"secret"), ("content/real/b.md", b"b")]);
    let at = |name: &str| folder.path().join("content").join(name);
    symlink(outside.path().join("secret.md"), at("out.md")).expect("linked");
    symlink(outside.path(), at("outdir")).expect("linked");
    symlink("../.git/config.md", at("git.md")).expect("linked");
    symlink("a.md", at("within.md")).expect("linked");
    symlink("nothing.md", at("dangling.md")).expect("linked");
    symlink("real", at("loop")).expect("linked");
    let _listener = UnixListener::bind(at("pipe.md")).expect("a socket");
    let (sources, told) = read_all(folder.path());
    assert_eq!(paths(&sources), ["content/a.md", "content/real/b.md", "content/within.md"]);
    let named: Vec<_> = told.iter().map(|(_, what)| what.as_str()).collect();
    assert_eq!(
        named,
        ["dangling.md", "git.md", "loop", "out.md", "outdir", "pipe.md"].map(|name| format!("SRC-001 content/{name}"))
    );
    assert!(sources.files().iter().all(|f| f.text() != "secret"));
}

#[cfg(unix)]
#[test]
fn a_content_folder_that_is_a_link_is_refused() {
    let outside = workspace(&[("a.md", b"secret")]);
    let folder = workspace(&[("sopress.toml", b"")]);
    std::os::unix::fs::symlink(outside.path(), folder.path().join("content")).expect("linked");
    let (sources, told) = read_all(folder.path());
    assert_eq!(paths(&sources), ["sopress.toml"]);
    assert_eq!(told, [(Severity::Error, "SRC-001 content".to_string())]);
}

#[test]
fn a_file_in_another_encoding_is_an_error_and_a_table_in_gb18030_only_a_note() {
    let gb = encoding_rs::GB18030.encode("门店,电话\n人民路店,1\n").0.into_owned();
    let folder = workspace(&[("content/a.md", &gb), ("content/data/stores.csv", &gb)]);
    let (sources, told) = read_all(folder.path());
    assert_eq!(
        told,
        [
            (Severity::Error, "SRC-002 content/a.md".to_string()),
            (Severity::Note, "SRC-002 content/data/stores.csv".to_string())
        ]
    );
    assert!(sources.files().iter().all(|f| f.text().starts_with("门店")));
}

#[test]
fn a_huge_file_is_refused_by_its_size() {
    let folder = workspace(&[("content/a.md", b"")]);
    let file = File::options().write(true).open(folder.path().join("content/a.md")).expect("opens");
    file.set_len(MAX_BYTES + 1).expect("grows");
    let (sources, told) = read_all(folder.path());
    assert!(sources.files().is_empty());
    assert_eq!(told, [(Severity::Error, "SRC-001 content/a.md".to_string())]);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "files are given an age")]
fn a_second_reading_shares_what_did_not_change_and_sees_what_did() {
    let folder = workspace(&[("content/a.md", b"1"), ("content/b.md", b"1"), ("content/c.md", b"1\0")]);
    let long_ago = SystemTime::now() - Duration::from_secs(60);
    for name in ["a.md", "b.md", "c.md"] {
        let file = File::options().write(true).open(folder.path().join("content").join(name)).expect("opens");
        file.set_modified(long_ago).expect("set");
    }
    let first = load(folder.path(), &[], &mut Diags::new()).expect("the root is there");
    fs::write(folder.path().join("content/a.md"), b"2").expect("written");
    fs::write(folder.path().join("content/0.md"), b"0").expect("written");
    let mut diags = Diags::new();
    let second = reload(folder.path(), &[], &first, &mut diags).expect("the root is there");
    let texts: Vec<_> = second.files().iter().map(|f| f.text()).collect();
    assert_eq!(texts, ["0", "2", "1", "1\0"]);
    let same = |path: &str| first.find(path).expect("read").same(second.find(path).expect("read"));
    assert!(!same("content/a.md") && same("content/b.md"));
    let shared = |s: &Sources| s.find("content/b.md").expect("read").text().as_ptr();
    assert_eq!(shared(&first), shared(&second));
    let told: Vec<_> = diags.iter().map(|d| second.path(d.span.expect("has a place").file)).collect();
    assert_eq!(told, ["content/c.md"], "what was wrong with an unchanged file is told again");
}

#[test]
fn the_watcher_asks_only_for_paths_that_matter() {
    for path in ["content/a.md", "content", "kits/x/y.typ", "sopress.toml"] {
        assert!(matters(path), "{path}");
    }
    for path in
        ["public/index.html", ".git/HEAD", "content/.#a.md", "content/.cache/x.md", "README.md", "content/a.md~", ""]
    {
        assert!(!matters(path), "{path}");
    }
}

#[test]
fn a_refresh_gives_what_a_full_reading_gives() {
    let folder =
        workspace(&[("content/a.md", b"1"), ("content/b.md", b"\0"), ("content/c/d.md", b"1"), ("content/x.mp4", b"")]);
    let builtin: &[(&'static str, &'static [u8])] = &[("kits/card/kit.toml", b"built in")];
    let read = |sources: &Sources| -> Vec<(String, String)> {
        sources.files().iter().map(|f| (f.path.clone(), f.text().to_string())).collect()
    };
    let mut before = load(folder.path(), builtin, &mut Diags::new()).expect("the root is there");
    let at = |path: &str| folder.path().join(path);
    type Change<'a> = (&'a str, &'a dyn Fn());
    let changes: [Change; 8] = [
        ("content/a.md", &|| fs::write(at("content/a.md"), "2").expect("written")),
        ("content/new.md", &|| fs::write(at("content/new.md"), "n").expect("written")),
        ("content/b.md", &|| fs::remove_file(at("content/b.md")).expect("removed")),
        ("content/y.mp4", &|| fs::write(at("content/y.mp4"), "").expect("written")),
        ("content/x.mp4", &|| fs::remove_file(at("content/x.mp4")).expect("removed")),
        ("content/c", &|| fs::remove_dir_all(at("content/c")).expect("removed")),
        ("kits", &|| {
            fs::create_dir_all(at("kits/card")).expect("made");
            fs::write(at("kits/card/kit.toml"), "mine").expect("written");
        }),
        ("kits/card/kit.toml", &|| fs::remove_file(at("kits/card/kit.toml")).expect("removed")),
    ];
    for (path, change) in changes {
        change();
        let (mut told, mut expected) = (Diags::new(), Diags::new());
        before = refresh(&before, builtin, &[path.to_string()], &mut told).expect("the root is there");
        let whole = load(folder.path(), builtin, &mut expected).expect("the root is there");
        assert_eq!(read(&before), read(&whole), "after {path}");
        assert_eq!(told.sorted(), expected.sorted(), "after {path}");
    }
}

#[cfg(unix)]
#[test]
fn a_refresh_does_not_read_behind_a_link() {
    let outside = workspace(&[("secret.md", b"secret")]);
    let folder = workspace(&[("content/a.md", b"1")]);
    std::os::unix::fs::symlink(outside.path(), folder.path().join("content/out")).expect("linked");
    let before = load(folder.path(), &[], &mut Diags::new()).expect("the root is there");
    let after =
        refresh(&before, &[], &["content/out/secret.md".to_string()], &mut Diags::new()).expect("the root is there");
    assert_eq!(paths(&after), ["content/a.md"]);
}
