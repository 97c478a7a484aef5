//! The schemas for editors are those of this program, the shipped files keep to them, and wrong files do not.

use crate::support::{passes, repository, shown, sopress, tool, tree};
use std::{fs, path::Path, process::Command};

fn check(workspace: &Path, python: &Path) -> Command {
    let mut command = Command::new(python);
    command.arg(repository().join("tests/checkers/schemas.py")).arg(workspace);
    command
}

#[test]
fn the_committed_schemas_are_those_of_this_program() {
    let dir = tempfile::tempdir().expect("folder");
    let made = sopress().args(["schema", "--lang", "zh", "--out"]).arg(dir.path()).output().expect("runs");
    assert!(made.status.success(), "{}", shown(&made));
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let (fresh, kept) = (tree(dir.path()), tree(&repository().join("schemas")));
    assert_eq!(names(&fresh), names(&kept), "run: sopress schema --out schemas");
    for ((name, fresh), (_, kept)) in fresh.iter().zip(&kept) {
        assert!(fresh == kept, "schemas/{name} is stale; run: sopress schema --out schemas");
    }
}

#[test]
fn every_shipped_file_keeps_to_its_schema() {
    let Some(python) = tool("venv/bin/python") else { return };
    let said = passes(&mut check(&repository(), &python));
    assert!(said.contains(" files, 0 mistakes"), "{said}");
    for lang in ["zh", "en"] {
        let dir = tempfile::tempdir().expect("folder");
        let book = dir.path().join("book");
        sopress().args(["init", "--lang", lang]).arg(&book).output().expect("runs");
        passes(&mut check(&book, &python));
    }
}

#[test]
fn a_wrong_file_fails_its_schema_and_the_check_alike() {
    let Some(python) = tool("venv/bin/python") else { return };
    let wrong = [
        ("content/roles.toml", "#:schema ../schemas/roles.schema.json\n[[role]]\nname = \"店长\"\ncolor = \"red\"\n"),
        ("content/terms.toml", "#:schema ../schemas/terms.schema.json\n[[term]]\nname = \"社群\"\n"),
        (
            "content/limits.toml",
            "#:schema ../schemas/limits.schema.json\n[[limit]]\nid = \"a\"\nname = \"a\"\nsource = \"s\"\nvalue = \"many\"\n",
        ),
        ("content/prints/a.toml", "#:schema ../../schemas/print.schema.json\ntitle = \"a\"\nkitt = \"insert-a6\"\n"),
        ("content/handbook/02-a.md", "+++\ntitle = \"a\"\nstatus = \"done\"\n+++\n"),
        (
            "content/scripts/a.md",
            "+++\ntitle = \"a\"\ncategory = \"欢迎\"\nchannels = [\"fax\"]\n+++\n\n## 你好\n\n你好\n",
        ),
        (
            "content/campaigns/a.md",
            "+++\ntitle = \"a\"\nmechanic = \"coupon\"\nstart = 2026-05-01\nend = 2026-05-03\nbudget = \"a lot\"\n\
             [coupon]\nkind = \"reduce\"\namount = \"5\"\ntotal = 10\n+++\n",
        ),
        ("content/kpis/a.md", "+++\nname = \"a\"\nformula = \"x / y\"\ndirection = \"sideways\"\n+++\n"),
    ];
    let dir = tempfile::tempdir().expect("folder");
    let book = dir.path().join("book");
    sopress().args(["init", "--lang", "zh"]).arg(&book).output().expect("runs");
    for (path, text) in wrong {
        let path = book.join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("folder");
        fs::write(path, text).expect("written");
    }
    let output = check(&book, &python).output().expect("runs");
    let told = shown(&sopress().args(["check", "--format", "short", "--root"]).arg(&book).output().expect("runs"));
    assert_eq!(output.status.code(), Some(1), "{}", shown(&output));
    for (path, _) in wrong {
        let said = shown(&output);
        assert!(said.lines().any(|line| line.starts_with(path)), "the schema of {path}:\n{said}");
        assert!(told.lines().any(|line| line.starts_with(path)), "the check of {path}:\n{told}");
    }
}
