//! Measures the search: `cargo run --release --example search_quality -- CORPUS QUERIES.json [times]`.
//!
//! CORPUS is a folder of Markdown; `--out DIR` writes the index there and asks it with the theme's script, too. Prints sizes, times, and how often what is expected comes first or among the first five.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Instant,
};

use sopress::output::search::{self, Answer, Filter, Index, Page, Reader, Section};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [corpus, queries, rest @ ..] = &args[..] else {
        eprintln!("search_quality CORPUS QUERIES.json [--times N] [--out DIR]");
        return ExitCode::from(2);
    };
    let option = |name: &str| rest.iter().position(|a| a == name).and_then(|at| rest.get(at + 1));
    let times: usize = option("--times").and_then(|n| n.parse().ok()).unwrap_or(1);
    let limit: usize = option("--pages").and_then(|n| n.parse().ok()).unwrap_or(usize::MAX);
    let mut files = Vec::new();
    walk(Path::new(corpus), &mut files);
    files.sort();
    let once: Vec<Page> = files.iter().filter_map(|file| load(Path::new(corpus), file)).collect();
    let mut pages: Vec<Page> = Vec::new();
    for n in 0..times {
        pages.extend(once.iter().cloned().map(|mut page| {
            page.url = format!("{n}/{}", page.url);
            page
        }));
    }
    pages.truncate(limit);
    let bytes: usize = pages.iter().flat_map(|p| &p.sections).map(|s| s.text.len() + s.heading.len()).sum();
    let (started, cpu) = (Instant::now(), cpu_seconds());
    let index = search::index(&pages, &[]);
    let (wall, cpu) = (started.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    let size: usize = index.artifacts.iter().map(|a| a.bytes.len()).sum();
    println!(
        "{} pages, {:.1} MB of text: {} shards, {:.1} MB, {wall:.2} s ({cpu:.2} s CPU), peak {} MB",
        pages.len(),
        bytes as f64 / 1e6,
        index.artifacts.len(),
        size as f64 / 1e6,
        peak_megabytes(),
    );
    for part in ["meta", "py", "t2s", "t/", "d/"] {
        let prefix = format!("{}/{part}", index.base);
        let of: Vec<usize> =
            index.artifacts.iter().filter(|a| a.path.as_str().starts_with(&prefix)).map(|a| a.bytes.len()).collect();
        println!(
            "  {part:5} {:5} files {:9} bytes, largest {}",
            of.len(),
            of.iter().sum::<usize>(),
            of.iter().max().unwrap_or(&0)
        );
    }
    let folder = option("--out").map(PathBuf::from);
    if let Some(out) = &folder {
        for artifact in &index.artifacts {
            let path = out.join(artifact.path.as_str());
            fs::create_dir_all(path.parent().expect("it has a folder")).expect("folder");
            fs::write(path, &artifact.bytes).expect("file");
        }
    }
    let Ok(text) = fs::read_to_string(queries) else { return ExitCode::SUCCESS };
    let set: Set = serde_json::from_str(&text).expect("queries as {queries: [{query, kind, expect}]}");
    let reader = Reader::of(&index).expect("our own index");
    let mut took: Vec<f64> = Vec::new();
    let ours: Vec<Answer> = set
        .queries
        .iter()
        .map(|q| {
            let started = Instant::now();
            let answer = reader.search(&q.query, &Filter::default(), 10);
            took.push(started.elapsed().as_secs_f64() * 1e3);
            answer
        })
        .collect();
    took.sort_by(f64::total_cmp);
    println!("reader, ms a query: median {:.2}, most {:.2}", took[took.len() / 2], took[took.len() - 1]);
    let urls = |answer: &Answer| answer.hits.iter().map(|hit| hit.url[2..].to_string()).collect::<Vec<_>>();
    report("reader", &set, &ours.iter().map(urls).collect::<Vec<_>>(), true);
    if let Some(out) = &folder {
        browser(&set, out, &index, &ours);
    }
    ExitCode::SUCCESS
}

#[derive(serde::Deserialize)]
struct Set {
    queries: Vec<Query>,
}

#[derive(serde::Deserialize)]
struct Query {
    query: String,
    kind: String,
    expect: Vec<String>,
}

/// Recall at 1 and at 5 and the mean reciprocal rank, in all and for each kind.
fn report(who: &str, set: &Set, answers: &[Vec<String>], misses: bool) {
    let mut kinds: BTreeMap<&str, [f64; 4]> = BTreeMap::new();
    for (query, urls) in set.queries.iter().zip(answers) {
        let rank = urls.iter().position(|url| query.expect.contains(url)).map(|at| at + 1);
        for kind in ["all", &query.kind] {
            let sums = kinds.entry(kind).or_default();
            sums[0] += 1.0;
            sums[1] += f64::from(u8::from(rank == Some(1)));
            sums[2] += f64::from(u8::from(rank.is_some_and(|r| r <= 5)));
            sums[3] += rank.map_or(0.0, |r| 1.0 / r as f64);
        }
        if misses && rank != Some(1) {
            let rank = rank.map_or("-".to_string(), |r| r.to_string());
            println!(
                "  {:12} {:20} at {rank}, first {}",
                query.kind,
                query.query,
                urls.first().map_or("", String::as_str)
            );
        }
    }
    println!("{who:28} n  r@1  r@5  MRR");
    for (kind, [n, first, five, mrr]) in kinds {
        println!("  {kind:24} {n:4} {:.3} {:.3} {:.3}", first / n, five / n, mrr / n);
    }
}

/// The same questions to the theme's scripts, in node; and what a browser would have fetched for each.
fn browser(set: &Set, out: &Path, index: &Index, ours: &[Answer]) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let questions: Vec<_> = set.queries.iter().map(|q| serde_json::json!({ "query": q.query })).collect();
    let input = out.join("questions.json");
    fs::write(&input, serde_json::to_vec(&questions).expect("plain")).expect("file");
    let run = Command::new("node")
        .arg(here.join("tests/search/run.js"))
        .arg(here.join("themes/default/js"))
        .args([out.as_os_str(), index.base.as_ref()])
        .env("COUNT", "1")
        .stdin(fs::File::open(&input).expect("just written"))
        .output();
    let Ok(run) = run else { return println!("node is not here: the browser's side was not run") };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let theirs: Vec<serde_json::Value> = serde_json::from_slice(&run.stdout).expect("answers");
    let urls = |answer: &serde_json::Value| -> Vec<String> {
        let hits = answer["hits"].as_array().expect("hits");
        hits.iter().map(|hit| hit["url"].as_str().expect("url")[2..].to_string()).collect()
    };
    report("browser script", set, &theirs.iter().map(urls).collect::<Vec<_>>(), false);
    let mut same = 0;
    for ((query, one), two) in set.queries.iter().zip(ours).zip(&theirs) {
        let ours: Vec<_> =
            one.hits.iter().map(|h| (h.url.clone(), h.anchor.clone(), h.score, h.snippet.text.clone())).collect();
        let text = |hit: &serde_json::Value, name: &str| hit[name].as_str().unwrap_or_default().to_string();
        let theirs: Vec<_> = two["hits"]
            .as_array()
            .expect("hits")
            .iter()
            .map(|h| (text(h, "url"), text(h, "anchor"), h["score"].as_u64().unwrap_or(0), text(h, "text")))
            .collect();
        if ours == theirs && one.reading.clone().unwrap_or_default() == text(two, "reading") {
            same += 1;
        } else {
            println!("  differ on {}: {:?} {ours:?}\n {} {theirs:?}", query.query, one.reading, two["reading"]);
        }
    }
    println!("reader and browser script give the same hits, scores, snippets and reading on {same} of {}", ours.len());
    let sizes: BTreeMap<&str, usize> = index.artifacts.iter().map(|a| (a.path.as_str(), gzip(&a.bytes))).collect();
    let mut fetched: Vec<(usize, usize, &str)> = Vec::new();
    for (query, answer) in set.queries.iter().zip(&theirs) {
        let keys: Vec<&str> = answer["taken"].as_array().expect("keys").iter().filter_map(|key| key.as_str()).collect();
        let of = |keys: &mut dyn Iterator<Item = &&str>| {
            keys.map(|key| sizes[format!("{}/{key}.js", index.base).as_str()]).sum::<usize>()
        };
        // The texts of the first five hits are what a screen shows at first.
        let texts: Vec<&str> = keys.iter().filter(|key| key.starts_with("d/")).copied().take(5).collect();
        let sum = of(&mut keys.iter().filter(|key| !key.starts_with("d/"))) + of(&mut texts.iter());
        fetched.push((sum, keys.len(), &query.query));
    }
    fetched.sort();
    for part in [0, 50, 75, 90, 100] {
        let (bytes, files, query) = fetched[(fetched.len() - 1) * part / 100];
        println!("  first query, {part:3} %: {:6.1} KB compressed, {files} files ({query})", bytes as f64 / 1e3);
    }
}

/// As a server sends it: zip's deflate is gzip's, its frame about a hundred bytes larger.
fn gzip(bytes: &[u8]) -> usize {
    let mut out = std::io::Cursor::new(Vec::new());
    let mut zip = zip::ZipWriter::new(&mut out);
    zip.start_file("x", zip::write::SimpleFileOptions::default()).expect("memory");
    zip.write_all(bytes).expect("memory");
    zip.finish().expect("memory");
    out.into_inner().len() - 90
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|e| e == "md") {
            files.push(path);
        }
    }
}

/// A rough reading of Markdown: the title from the header or the first heading, sections by headings, marks taken away.
fn load(root: &Path, file: &Path) -> Option<Page> {
    let text = fs::read_to_string(file).ok()?;
    let relative = file.strip_prefix(root).ok()?.to_string_lossy().replace('\\', "/");
    let mut page = Page { url: relative.clone(), source: relative, ..Page::default() };
    let mut lines = text.lines().peekable();
    if lines.peek() == Some(&"---") {
        lines.next();
        for line in lines.by_ref().take_while(|line| *line != "---") {
            if let Some(title) = line.strip_prefix("title:") {
                page.title = title.trim().trim_matches(['"', '\'']).to_string();
            }
        }
    }
    let mut sections = vec![Section::default()];
    let mut fenced = false;
    for line in lines {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") {
            fenced = !fenced;
            continue;
        }
        let level = trimmed.bytes().take_while(|b| *b == b'#').count();
        if !fenced && (1..=6).contains(&level) && trimmed[level..].starts_with(' ') {
            let (heading, anchor) = match trimmed[level..].trim().split_once("{#") {
                Some((heading, anchor)) => (plain(heading), anchor.trim_end_matches('}').to_string()),
                None => (plain(trimmed[level..].trim()), format!("s{}", sections.len())),
            };
            if page.title.is_empty() {
                page.title = heading;
            } else {
                sections.push(Section { anchor, heading, text: String::new() });
            }
            continue;
        }
        let text = &mut sections.last_mut()?.text;
        text.push_str(&if fenced { line.to_string() } else { plain(line) });
        text.push('\n');
    }
    if page.title.is_empty() {
        page.title = file.file_stem()?.to_string_lossy().into_owned();
    }
    page.sections = sections;
    Some(page)
}

/// Takes tags, link targets and emphasis away.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let tag = c == '<' && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        let end = if tag { rest.find('>') } else { rest.strip_prefix("](").and_then(|_| rest.find(')')) };
        if let Some(end) = end {
            rest = &rest[end + 1..];
            continue;
        }
        if !"*`[]!#>|".contains(c) {
            out.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    out.trim().to_string()
}

/// User and system time of this process. Linux only; elsewhere nothing is measured.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    [11, 12].iter().filter_map(|at| fields.get(*at)?.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn peak_megabytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1024
}
