//! Print workers by themselves: a kit that never ends is stopped after its time, a kit that eats memory after its share,
//! and both with the record that did it.

use sopress::{
    base::lang::Lang,
    build::pressroom::crew::{self, Hands},
    output::print::task::{Event, Limits, Task},
};
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// Sets the word of each record; what the kit does with some of them is the test's.
fn task(words: &[&str], limits: Limits, finish: &str) -> Task {
    let records: Vec<_> = words.iter().map(|word| serde_json::json!({ "word": word })).collect();
    serde_json::from_value(serde_json::json!({
        "main": "/kits/a/a.typ", "sides": 1, "today": [2026, 5, 1], "records": records, "skip": [], "rules": null,
        "finish": { finish: "Press" }, "title": "", "author": "", "lang": "zh-CN", "dated": false, "intent": null, "inks": [],
        "limits": { "seconds": limits.seconds, "megabytes": limits.megabytes },
    }))
    .expect("a task")
}

/// The problems of each record, and how many files came.
fn run(count: usize, bomb: &str, tasks: Vec<Task>) -> (BTreeMap<(usize, usize), Vec<String>>, usize) {
    let kit = format!(
        "#set page(width: 60mm, height: 40mm)\n#set text(font: \"Sopress Hei\")\n#let data = json(\"/data.json\")\n#if data.word == \"bomb\" {{ {bomb} }}\n#data.word\n"
    );
    let files: Vec<(String, Arc<[u8]>)> = vec![("/kits/a/a.typ".to_string(), kit.into_bytes().into())];
    let program = Path::new(env!("CARGO_BIN_EXE_sopress"));
    let hands = Hands { program: Some(program), count };
    let (said, made) = (Mutex::new(BTreeMap::new()), Mutex::new(0));
    let fonts = crew::run(hands, &files, tasks.into_iter().enumerate(), &|number, event| match event {
        Event::Set { record, problems, .. } => {
            let texts = problems.iter().map(|problem| problem.message.get(Lang::Zh).to_string()).collect();
            assert!(said.lock().expect("held").insert((number, record), texts).is_none(), "said once");
        }
        Event::File { bytes, .. } => {
            assert!(bytes.starts_with(b"%PDF"));
            *made.lock().expect("held") += 1;
        }
        Event::Failed(problems) => panic!("{problems:?}"),
        Event::Begun(_) | Event::Done => {}
    });
    assert_eq!(fonts, []);
    (said.into_inner().expect("held"), made.into_inner().expect("held"))
}

#[test]
fn nested_loops_are_stopped_after_their_time_with_their_row_and_the_others_come_out() {
    let limits = Limits { seconds: 2, megabytes: 1024 };
    let loops = "for a in range(100000) { for b in range(100000) { for c in range(100000) { } } }";
    let began = Instant::now();
    let tasks = vec![task(&["一", "bomb", "三"], limits, "Pdfs"), task(&["四", "五", "bomb"], limits, "Pdf")];
    let (said, made) = run(2, loops, tasks);
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
    let wrong: Vec<_> = said.iter().filter(|(_, texts)| !texts.is_empty()).collect();
    let stopped = vec!["模板排这一份超过了 2 秒，被停下来了".to_string()];
    assert_eq!(wrong, [(&(0, 1), &stopped), (&(1, 2), &stopped)]);
    // Two files of their own, and one of the two others together.
    assert_eq!((said.len(), made), (6, 3));
}

#[test]
fn a_growing_text_is_stopped_at_its_share_of_memory_and_the_others_come_out() {
    let limits = Limits { seconds: 60, megabytes: 600 };
    let grows = "let s = \"x\"\n for i in range(60) { s = s + s }";
    let (said, made) = run(1, grows, vec![task(&["一", "bomb", "三"], limits, "Pdf")]);
    let stopped = "模板排这一份时用光了内存（上限 600 MB）或套得太深，被停下来了".to_string();
    assert_eq!(said.get(&(0, 1)), Some(&vec![stopped]));
    assert_eq!((said.len(), made), (3, 1));
}
