//! Live codes as customers and the team meet them: pages behind printed codes, `codes check`, pictures of groups.

use crate::{
    site,
    support::{lay_out, passes, repository, shown, sopress, tool},
};
use sopress::{base::lang::Lang, model::chapter::Audience, output::print::picture};
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const SITE: &str = "\
--- sopress.toml
title = \"内部手册\"
about = \"只给团队看\"
version = \"1.0.0\"
base_url = \"https://t.example.com/book\"
[brand]
name = \"邻里\"
phone = \"400-000-0000 转 8\"
";

fn workspace(codes: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(&format!("{SITE}--- content/data/codes.csv\n{codes}"), dir.path());
    dir
}

fn run(dir: &Path, args: &[&str]) -> Output {
    sopress().args(args).args(["--today", "2026-11-22", "--root"]).arg(dir).output().expect("runs")
}

fn built(dir: &Path, path: &str) -> String {
    let output = run(dir, &["build", "--quiet"]);
    assert!(output.status.success(), "{}", shown(&output));
    fs::read_to_string(dir.join("public").join(path)).expect("built")
}

#[test]
fn customers_read_the_caption_and_never_what_the_team_noted() {
    let dir = workspace(
        "id,title,caption,kind,target,note\n\
         card,包裹卡总码,加入邻里的会员群,contact,https://w.example.com/a,改去处只改这里\n\
         help,客服总码,,contact,https://w.example.com/b,活动后下线\n",
    );
    let page = built(dir.path(), "q/card/index.html");
    assert!(page.contains("<h1>邻里</h1>") && page.contains("加入邻里的会员群"), "{page}");
    let plain = built(dir.path(), "q/help/index.html");
    assert!(plain.contains("添加邻里的企业微信"), "{plain}");
    for page in [page, plain] {
        for inner in ["包裹卡总码", "改去处", "客服总码", "下线", "内部手册", "只给团队看"] {
            assert!(!page.contains(inner), "{inner}: {page}");
        }
    }
    let list = shown(&run(dir.path(), &["codes", "list"]));
    assert!(list.contains("包裹卡总码") && list.contains("改去处只改这里"), "{list}");
}

#[test]
fn a_caption_is_held_to_the_rules_about_wording() {
    let dir = workspace("id,caption,kind,target\na,全国最好的米油团,contact,https://w.example.com/a\n");
    let told = shown(&run(dir.path(), &["codes", "check", "--format", "short"]));
    assert!(told.contains("codes.csv:2:3: ") && told.contains("ADV-001"), "{told}");
}

#[test]
fn the_phone_number_is_dialled_by_a_tap() {
    let dir = workspace("id,kind,target,capacity,filled\na,url,https://w.example.com/a,200,200\n");
    let page = built(dir.path(), "q/a/index.html");
    assert_eq!(page.matches("href=\"tel:4000000000,8\"").count(), 2, "{page}");
}

#[test]
fn without_a_script_what_works_today_stands_first_and_the_rest_has_its_dates() {
    let dir = workspace(
        "id,kind,target,expires,opens,capacity,filled\n\
         a,url,https://w.example.com/full,2026-12-01,,200,200\n\
         a,url,https://w.example.com/soon,,2026-12-05 10:00,,\n\
         a,contact,https://w.example.com/now,,,,\n",
    );
    let page = built(dir.path(), "q/a/index.html");
    let script_free = page.replace('\n', "");
    let ways: Vec<&str> = script_free.split("<section ").skip(1).collect();
    assert!(ways[0].contains("/now") && !ways[0].contains(" hidden"), "{page}");
    assert!(ways[1].contains("/soon") && ways[1].contains(" hidden"), "{page}");
    assert!(ways[2].contains("/full") && ways[2].contains(" hidden"), "{page}");
    assert!(ways[0].contains("data-way=\"2\""), "the writer's order is kept for the script: {page}");
    let told = page.split("<noscript>").nth(1).expect("a state without a script");
    let (soon, full) = (told.find("2026-12-05 10:00 起可用"), told.find("人数已满"));
    assert!(soon.is_some() && soon < full, "{told}");
    assert!(!told.contains("/full"), "nobody is led into a full group: {told}");
}

#[test]
fn the_list_of_mistakes_about_codes_is_that_of_the_whole_check() {
    let dir = workspace(
        "id,kind,target\ncard,contact,https://w.example.com/a\nvip,contact,https://w.example.com/b\nold,contact,https://w.example.com/c\n",
    );
    assert!(run(dir.path(), &["release"]).status.success());
    fs::write(
        dir.path().join("content/data/codes.csv"),
        "id,kind,target\ncard,contact,https://w.example.com/a\nvip2,contact,https://w.example.com/b\n",
    )
    .expect("written");
    let settings = dir.path().join("sopress.toml");
    let text = fs::read_to_string(&settings).expect("text");
    fs::write(&settings, format!("{text}[redirects]\n\"q/old/\" = \"nowhere/\"\n")).expect("written");
    let (whole, codes) =
        (run(dir.path(), &["check", "--format", "short"]), run(dir.path(), &["codes", "check", "--format", "short"]));
    assert!(shown(&whole).contains("PUB-002") && shown(&whole).contains("“vip”不见了"), "{}", shown(&whole));
    assert_eq!(shown(&codes), shown(&whole));
    assert_eq!((codes.status.code(), whole.status.code()), (Some(1), Some(1)));
    let sum = shown(&run(dir.path(), &["codes", "check"]));
    assert!(sum.contains("2 个活码：2 个可用") && sum.contains("印出去的另有 1 个不见了"), "{sum}");
}

#[test]
fn an_invitation_into_a_group_is_no_lasting_destination() {
    let dir = workspace("id,kind,target\na,url,https://weixin.qq.com/g/AwYAAB\nb,url,https://w.example.com/g/\n");
    let told = shown(&run(dir.path(), &["codes", "check", "--format", "short"]));
    assert_eq!(told.matches("警告[CDE-004]").count(), 1, "{told}");
    assert!(told.contains("codes.csv:2:7: ") && told.contains("expires"), "{told}");
}

#[test]
fn pictures_of_groups_hold_a_code_and_each_its_own() {
    let dir = workspace(
        "id,kind,target,expires\n\
         a,group,img/a.png,2026-11-25\n\
         b,group,img/b.png,2026-11-25\n\
         c,group,img/c.png,2026-11-25\n\
         d,group,img/empty.png,2026-11-25\n\
         e,contact,img/a.png,\n",
    );
    let folder = dir.path().join("content/img");
    fs::create_dir_all(&folder).expect("folder");
    let code = |text: &str, side: usize| picture::png(text, side).expect("short enough");
    fs::write(folder.join("a.png"), code("https://weixin.qq.com/g/aaaa", 400)).expect("written");
    // Another file with the same code in it.
    fs::write(folder.join("b.png"), code("https://weixin.qq.com/g/aaaa", 900)).expect("written");
    fs::write(folder.join("c.png"), code("https://weixin.qq.com/g/cccc", 3000)).expect("written");
    image::GrayImage::from_fn(300, 300, |x, y| image::Luma([(x ^ y) as u8]))
        .save(folder.join("empty.png"))
        .expect("written");
    let told = shown(&run(dir.path(), &["codes", "check", "--format", "short"]));
    let lines: Vec<&str> = told.lines().filter(|line| line.contains("[CDE-00")).collect();
    let said = |place: &str, code: &str| lines.iter().any(|l| l.contains(place) && l.contains(code));
    assert!(said("codes.csv:3:", "CDE-005"), "{told}");
    assert!(said("codes.csv:5:", "CDE-006"), "{told}");
    assert!(said("codes.csv:6:", "CDE-004"), "a group's code as a lasting contact: {told}");
    let others = lines.iter().filter(|l| !l.contains("CDE-001")).count();
    assert_eq!(others, 3, "{told}");
}

#[test]
fn a_short_code_is_typed_on_a_page_that_knows_them_all() {
    let dir = workspace("id,kind,target\na,url,https://w.example.com/a\nb-2,url,https://w.example.com/b\n");
    let settings = dir.path().join("sopress.toml");
    let text = fs::read_to_string(&settings).expect("text");
    fs::write(&settings, format!("{text}[redirects]\n\"q/old/\" = \"q/a/\"\n")).expect("written");
    let page = built(dir.path(), "q/index.html");
    assert!(page.contains("data-short=\"a b-2 old\"") && page.contains("输入短码"), "{page}");
    assert!(!page.contains("内部手册"), "{page}");
    let nginx = fs::read_to_string(dir.path().join("public/nginx.conf.txt")).expect("built");
    assert!(nginx.contains("location ~ \"^/book/q/[^/]*[A-Z]\" {\n"), "{nginx}");
    for line in [
        "    rewrite \"(?i)^/book/q/b-2/?$\" /book/q/b-2/ permanent;\n",
        "    rewrite \"^/book/q/([^/]+)/?$\" /book/q/#$1 redirect;\n",
    ] {
        assert!(nginx.contains(line), "{line} is not in {nginx}");
    }
}

#[test]
fn without_codes_there_is_no_page_to_type_them() {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(SITE, dir.path());
    built(dir.path(), "index.html");
    assert!(!dir.path().join("public/q").exists());
    let nginx = fs::read_to_string(dir.path().join("public/nginx.conf.txt")).expect("built");
    assert!(!nginx.contains("rewrite") && !nginx.contains("{codes}"), "{nginx}");
}

#[test]
fn a_browser_shows_what_holds_by_its_clock_and_finds_what_is_typed() {
    if tool("npm/node_modules/playwright-core").is_none() {
        return;
    }
    let dir = workspace(
        "id,caption,kind,target,expires,opens,capacity,filled\n\
         demo,满了的群,url,https://w.example.com/a,2026-12-31,,200,200\n\
         demo,新群,url,https://w.example.com/b,2026-12-12,2026-12-05 10:00,,\n\
         demo,旧群,url,https://w.example.com/c,2026-12-04,,,\n\
         rice-group,拼团,url,https://w.example.com/d,,,,\n",
    );
    built(dir.path(), "q/index.html");
    passes(Command::new("node").arg(repository().join("tests/browser/codes.mjs")).arg(dir.path().join("public")));
}

#[test]
fn what_the_team_noted_about_a_code_stands_on_its_own_page_of_prints_alone() {
    let text = format!(
        "{SITE}--- content/data/codes.csv\nid,title,kind,target,note\na,总码,url,https://w.example.com/a,活动后换\n\
         --- content/prints/card.toml\ntitle = \"卡\"\nkit = \"insert-90x54\"\ncode = \"a\"\naudience = \"public\"\n[fields]\nheadline = \"进群\"\n"
    );
    let sources = site::sources(&text);
    for (audience, told) in [(Audience::Internal, true), (Audience::Store, false), (Audience::Public, false)] {
        let pages = site::pages(&sources, "default", Lang::Zh, audience);
        let (_, print) =
            pages.iter().find(|(path, _)| path.starts_with("prints/") && path != "prints/index.html").expect("a print");
        assert_eq!(print.contains("总码 · 活动后换"), told, "{audience:?}: {print}");
    }
}
