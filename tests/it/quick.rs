//! The quick way of the preview: whatever is edited, a page that it shows is the page that a whole build would make.

use sopress::{
    base::{
        artifact::Artifact,
        diag::{Diag, Diags},
    },
    build::{
        compile::{self, Compiled},
        plan::{self, Planned},
        pressroom::crew::Hands,
        quick,
        run::{Options, Site},
    },
    model::{Record, chapter::Audience},
    output::html::{PageId, Places, Printer, Survey},
};
use std::{collections::BTreeMap, fs};

/// SplitMix64: the same edits everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

const OPTIONS: Options<'static> = Options {
    audience: Audience::Internal,
    today: jiff::civil::Date::constant(2026, 5, 20),
    only: None,
    hands: Hands::OWN,
    seal: None,
};

fn planned(compiled: &Compiled) -> Vec<Planned> {
    plan::plan(&compiled.book, Audience::Internal, &mut Diags::new())
}

/// The pages of a book, printed with a survey of this one or of an earlier one.
fn pages(compiled: &Compiled, survey: &Survey, planned: &[Planned], only: &[PageId]) -> BTreeMap<String, String> {
    let site = Site::unsearched(compiled, planned, "_search");
    let printer = Printer::new(site.press(compiled, &OPTIONS), survey);
    let page = |artifact: Artifact| (artifact.path.to_string(), String::from_utf8(artifact.bytes).expect("UTF-8"));
    only.iter().map(|id| page(printer.page(*id).unwrap_or_else(|diag| panic!("{}", diag.message.en)))).collect()
}

fn survey(compiled: &Compiled) -> Survey {
    let site = Site::unsearched(compiled, &planned(compiled), "_search");
    Survey::new(site.press(compiled, &OPTIONS))
}

/// One of the things that a writer does to a line.
fn edit(text: &str, random: &mut Random, donor: &str) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let at = random.below(lines.len());
    let other = donor.split_inclusive('\n').nth(random.below(donor.split_inclusive('\n').count())).unwrap_or("\n");
    let mut fresh = String::new();
    match random.below(8) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, "\n一句新的话，写给**群管家**看。\n\n"),
        2 => lines.insert(at, other),
        3 => lines.insert(at, "## 新的一节 {#fresh}\n"),
        4 => lines.insert(at, "见 [[#fresh]]、[[话术:新人进群]]和 {{ brand.name }}。\n"),
        5 => {
            let chars: Vec<char> = lines[at].chars().collect();
            let cut = random.below(chars.len());
            fresh.extend(chars[..cut].iter().chain(['新', '字'].iter()).chain(&chars[cut..]));
            lines[at] = &fresh;
        }
        6 => lines.truncate(at),
        _ => lines.insert(at, "- [ ] 再做一件事\n"),
    }
    lines.concat()
}

#[test]
fn a_page_made_the_quick_way_is_the_page_of_a_whole_build() {
    let dir = tempfile::tempdir().expect("folder");
    crate::support::copy(&crate::support::repository().join("content"), &dir.path().join("content"));
    fs::copy(crate::support::repository().join("sopress.toml"), dir.path().join("sopress.toml")).expect("copied");
    let mut random = Random(7);
    let mut compiled = compile::open(dir.path()).expect("reads");
    let records: Vec<String> = ["content/handbook/", "content/scripts/", "content/campaigns/", "content/kpis/"]
        .iter()
        .flat_map(|folder| compiled.sources.under(folder))
        .filter(|file| file.extension() == "md")
        .map(|file| file.path.clone())
        .collect();
    let (mut quick_ones, mut slow_ones) = (0, 0);
    for _ in 0..60 {
        let path = &records[random.below(records.len())];
        let donor = &records[random.below(records.len())];
        let file = dir.path().join(path);
        let before = fs::read_to_string(&file).expect("read");
        let donor = fs::read_to_string(dir.path().join(donor)).expect("read");
        fs::write(&file, edit(&before, &mut random, &donor)).expect("written");
        let earlier = survey(&compiled);
        let quick = quick::again(&compiled, &earlier, std::slice::from_ref(path));
        let whole = compile::read_again(&compiled.sources, Some(std::slice::from_ref(path))).expect("reads");
        match quick {
            None => slow_ones += 1,
            Some(quick) => {
                quick_ones += 1;
                let file = whole.sources.find(path).expect("read").id;
                let record = whole.known.record_in(file).expect("a record");
                let planned_before = planned(&compiled);
                let (page, _) = Places::page_of(&whole.book, record);
                let shown = |id: PageId| match (id, record) {
                    (PageId::Chapter(id), Record::Chapter(_)) if whole.book.chapters[id].document.slug.is_empty() => {
                        PageId::Contents
                    }
                    _ => id,
                };
                let mut wanted = vec![shown(page)];
                wanted.extend(match page {
                    PageId::Campaign(id) => Some(PageId::Rules(id)),
                    _ => None,
                });
                let quick_pages = pages(&quick.compiled, &earlier, &planned_before, &wanted);
                let whole_pages = pages(&whole, &survey(&whole), &planned(&whole), &wanted);
                assert_eq!(quick_pages, whole_pages, "{path}");
                let sorted = |list: Vec<Diag>| {
                    let mut diags = Diags::new();
                    diags.extend(list);
                    diags.sorted()
                };
                let of = |diags: &Diags| {
                    diags.iter().filter(|d| d.span.is_some_and(|span| span.file == file)).cloned().collect::<Vec<_>>()
                };
                let told = of(&compiled.diags);
                let before: Vec<Diag> = quick.files.iter().flat_map(|again| again.before.clone()).collect();
                assert!(before.iter().all(|diag| told.contains(diag)), "{path}: what was not told is taken back");
                let read: Vec<Diag> = quick.files.into_iter().flat_map(|again| again.now).collect();
                let (read, of_file) = (sorted(read), sorted(of(&whole.diags)));
                // Two campaigns of one name, or a formula that leads back to itself, are found by looking at all.
                let looks_at_all = matches!(record, Record::Campaign(_) | Record::Kpi(_));
                assert!(read.iter().all(|diag| of_file.contains(diag)), "{path}");
                assert!(looks_at_all || read == of_file, "{path}");
            }
        }
        compiled = whole;
        if random.below(4) == 0 {
            fs::write(&file, &before).expect("written");
            compiled = compile::read_again(&compiled.sources, Some(std::slice::from_ref(path))).expect("reads");
        }
    }
    assert!(quick_ones > 20 && slow_ones > 2, "{quick_ones} quick, {slow_ones} slow");
}

#[test]
fn what_only_the_whole_book_tells_stays_while_one_file_is_read_again() {
    let dir = tempfile::tempdir().expect("folder");
    let kpi = |name: &str, other: &str| {
        format!("+++\nname = \"{name}\"\nformula = \"{other} / 2\"\nunit = \"%\"\n+++\n\n好。\n")
    };
    let text = format!("--- content/kpis/a.md\n{}--- content/kpis/b.md\n{}", kpi("甲率", "乙率"), kpi("乙率", "甲率"));
    crate::support::lay_out(&text, dir.path());
    let compiled = compile::open(dir.path()).expect("reads");
    let circles = |diags: &[Diag]| diags.iter().filter(|diag| diag.code.id() == "FML-002").count();
    let all: Vec<Diag> = compiled.diags.iter().cloned().collect();
    assert!(circles(&all) > 0, "each leads to the other");
    let path = "content/kpis/a.md".to_string();
    fs::write(dir.path().join(&path), kpi("甲率", "乙率").replace("好。", "更好，见[[指标:没有的]]。"))
        .expect("written");
    let quick = quick::again(&compiled, &survey(&compiled), std::slice::from_ref(&path)).expect("one page");
    let [again] = quick.files.as_slice() else { panic!("one file") };
    assert_eq!((circles(&again.before), circles(&again.now)), (0, 0), "the circle is neither told nor taken back");
    assert!(again.now.iter().any(|diag| diag.code.id() == "REF-001"), "{:?}", again.now);
}
