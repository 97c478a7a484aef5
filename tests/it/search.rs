//! The search cases: `tests/search/*.toml` are asked of the reader, and of the theme's script in node, and both must agree.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use sopress::output::search::{Answer, Filter, Index, Kind, Page, Reader, Section, index};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    synonyms: Vec<Vec<String>>,
    page: Vec<PageText>,
    case: Vec<Case>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct PageText {
    url: String,
    title: String,
    kind: String,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    aliases: Vec<String>,
    section: Vec<SectionText>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct SectionText {
    anchor: String,
    heading: String,
    text: String,
}

/// `expect` are the first hits in order, as `url` or `url#anchor`; empty means that nothing is found.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    query: String,
    kind: Option<String>,
    role: Option<String>,
    expect: Vec<String>,
    #[serde(default)]
    reading: String,
    /// Marked pieces of the first hit's snippet.
    marked: Option<Vec<String>>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files() -> Vec<(String, File)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(root().join("tests/search"))
        .expect("tests/search")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a text");
        let file = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path.file_stem().expect("a name").to_string_lossy().into_owned(), file)
    };
    paths.into_iter().map(read).collect()
}

fn pages(file: &File) -> Vec<Page> {
    let page = |page: &PageText| Page {
        url: page.url.clone(),
        title: page.title.clone(),
        kind: Kind::parse(&page.kind).expect("a kind"),
        roles: page.roles.clone(),
        aliases: page.aliases.clone(),
        source: format!("content/{}", page.url),
        sections: page
            .section
            .iter()
            .map(|s| Section { anchor: s.anchor.clone(), heading: s.heading.clone(), text: s.text.clone() })
            .collect(),
    };
    file.page.iter().map(page).collect()
}

fn ask(reader: &Reader<'_>, case: &Case) -> Answer {
    let kind = case.kind.as_deref().map(|kind| Kind::parse(kind).expect("a kind"));
    reader.search(&case.query, &Filter { kind, role: case.role.clone() }, 10)
}

#[test]
fn every_case_finds_what_it_expects() {
    let mut wrong = Vec::new();
    for (name, file) in files() {
        let made = index(&pages(&file), &file.synonyms);
        let reader = Reader::of(&made).expect("an index");
        for case in &file.case {
            let answer = ask(&reader, case);
            let place =
                |url: &str, anchor: &str| if anchor.is_empty() { url.to_string() } else { format!("{url}#{anchor}") };
            let found: Vec<String> = answer.hits.iter().map(|hit| place(&hit.url, &hit.anchor)).collect();
            let same = if case.expect.is_empty() { found.is_empty() } else { found.starts_with(&case.expect) };
            let reading = answer.reading.unwrap_or_default();
            if !same || reading != case.reading {
                wrong.push(format!("{name}: {}: found {found:?} as “{reading}”", case.query));
            }
            if let (Some(marked), Some(hit)) = (&case.marked, answer.hits.first()) {
                let pieces: Vec<&str> =
                    hit.snippet.marks.iter().map(|range| &hit.snippet.text[range.clone()]).collect();
                let title_or_heading = format!("{}{}", hit.title, hit.heading);
                if !marked.iter().all(|m| pieces.contains(&m.as_str()) || title_or_heading.contains(m.as_str())) {
                    wrong.push(format!("{name}: {}: marked {pieces:?}", case.query));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_browser_script_gives_the_same_hits_scores_and_snippets() {
    if Command::new("node").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("skipped: node is not here, so the browser's side was not run");
        return;
    }
    let mut wrong = Vec::new();
    for (name, file) in files() {
        let made = index(&pages(&file), &file.synonyms);
        let theirs = browser(&made, &file.case);
        let reader = Reader::of(&made).expect("an index");
        for (case, theirs) in file.case.iter().zip(theirs) {
            let ours = in_units(&ask(&reader, case));
            if ours != theirs {
                wrong.push(format!("{name}: {}:\n  reader  {ours}\n  browser {theirs}", case.query));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Asks the theme's script, outside of a browser, from a folder like a built site.
fn browser(made: &Index, cases: &[Case]) -> Vec<serde_json::Value> {
    let site = tempfile::tempdir().expect("a folder");
    for artifact in &made.artifacts {
        let path = site.path().join(artifact.path.as_str());
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, &artifact.bytes).expect("a file");
    }
    let question = |case: &Case| serde_json::json!({ "query": case.query, "kind": case.kind, "role": case.role });
    let questions: Vec<_> = cases.iter().map(question).collect();
    let input = site.path().join("questions.json");
    fs::write(&input, serde_json::to_vec(&questions).expect("plain")).expect("a file");
    let run = Command::new("node")
        .arg(root().join("tests/search/run.js"))
        .arg(root().join("themes/default/js"))
        .arg(site.path())
        .arg(&made.base)
        .stdin(fs::File::open(&input).expect("just written"))
        .output()
        .expect("node");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&run.stdout).expect("answers")
}

/// An answer in the words of `run.js`: marks as UTF-16 units.
fn in_units(answer: &Answer) -> serde_json::Value {
    let units = |text: &str| text.encode_utf16().count();
    let hits: Vec<_> = answer
        .hits
        .iter()
        .map(|hit| {
            let text = &hit.snippet.text;
            let marks: Vec<_> = hit.snippet.marks.iter().map(|m| [units(&text[..m.start]), units(&text[..m.end])]).collect();
            serde_json::json!({
                "url": hit.url, "anchor": hit.anchor, "title": hit.title, "score": hit.score, "text": text, "marks": marks,
            })
        })
        .collect();
    serde_json::json!({ "reading": answer.reading.clone().unwrap_or_default(), "hits": hits })
}

#[test]
fn an_index_is_the_same_bytes_every_time() {
    for (_, file) in files() {
        let (one, two) = (index(&pages(&file), &file.synonyms), index(&pages(&file), &file.synonyms));
        assert_eq!(one.base, two.base);
        assert_eq!(one.artifacts, two.artifacts);
    }
}

#[test]
fn a_changed_text_changes_the_folder() {
    let (_, file) = files().remove(0);
    let mut changed = pages(&file);
    changed[0].sections[0].text.push('新');
    assert_ne!(index(&pages(&file), &[]).base, index(&changed, &[]).base);
}

#[test]
fn sources_are_told_by_the_reader_and_not_by_the_shards() {
    let (_, file) = files().remove(0);
    let made = index(&pages(&file), &[]);
    let reader = Reader::of(&made).expect("an index");
    assert_eq!(reader.search("砍价", &Filter::default(), 1).hits[0].source, "content/bargain/");
    assert!(made.artifacts.iter().all(|a| !String::from_utf8_lossy(&a.bytes).contains("content/")));
}

#[test]
fn a_damaged_or_missing_shard_is_no_panic() {
    let (_, file) = files().remove(0);
    let made = index(&pages(&file), &[]);
    for (missing, artifact) in made.artifacts.iter().enumerate() {
        let get = |path: &str| {
            let at = made.artifacts.iter().position(|a| a.path.as_str() == path)?;
            let bytes = &made.artifacts[at].bytes;
            if at == missing { Some(bytes[..bytes.len() / 2].to_vec()) } else { Some(bytes.clone()) }
        };
        let Some(reader) = Reader::open(&made.base, get) else {
            assert!(artifact.path.as_str().ends_with("meta.js"));
            continue;
        };
        for case in &file.case {
            ask(&reader, case);
        }
    }
}
