//! The command line of what writers ask and note: schemas, releases, changes, uses.

use super::{Action, Makers};
use crate::{base::date::Date, words};
use clap::{ArgMatches, Command};
use std::path::PathBuf;

#[derive(Clone, Debug)]
pub enum Writers {
    Check(Check),
    Schema { kind: Option<String>, out: Option<PathBuf> },
    Release { today: Option<Date> },
    WhatChanged { since: Option<String>, json: bool },
    New(New),
    Ack(Ack),
    WhoUses { name: String, json: bool },
}

#[derive(Clone, Debug)]
pub struct Check {
    pub deny_warnings: bool,
    /// Set every print and look at its pages.
    pub prints: bool,
    pub today: Option<Date>,
    /// What is known to be wrong and not told again.
    pub baseline: Option<PathBuf>,
    pub write_baseline: Option<PathBuf>,
}

#[derive(Clone, Debug)]
pub struct New {
    pub kind: String,
    pub title: String,
    /// Below `content/handbook/`, for a chapter.
    pub folder: Option<String>,
    pub mechanic: Option<String>,
    pub kit: Option<String>,
    pub today: Option<Date>,
}

#[derive(Clone, Debug)]
pub struct Ack {
    /// Who read what: name, role, chapter, version, date.
    pub file: PathBuf,
    /// Everybody who should: name, role.
    pub people: Option<PathBuf>,
    pub chapter: Option<String>,
    pub json: bool,
    pub out: Option<PathBuf>,
    pub today: Option<Date>,
}

/// What `read` knows.
pub const NAMES: [&str; 7] = ["check", "report", "new", "who-uses", "schema", "release", "what-changed"];

pub fn commands(make: &Makers<'_>) -> [Command; 7] {
    let path = || clap::value_parser!(PathBuf);
    let json = || (make.flag)("json", words!("输出 JSON", "print JSON"));
    [
        (make.sub)("check", words!("只检查，不输出", "check and write nothing"))
            .arg(
                (make.arg)(
                    "deny",
                    words!("warnings", "warnings"),
                    words!("把警告也当作错误：--deny warnings", "take warnings for errors: --deny warnings"),
                )
                .value_parser(["warnings"])
                .hide_possible_values(true),
            )
            .arg((make.flag)(
                "prints",
                words!("再把每份印刷件排出来，逐页检查", "also set every print and look at each page"),
            ))
            .arg(
                (make.arg)(
                    "baseline",
                    words!("文件", "FILE"),
                    words!("这份基线里记下的旧问题不再报", "do not tell again what this baseline lists"),
                )
                .value_parser(path()),
            )
            .arg(
                (make.arg)(
                    "write-baseline",
                    words!("文件", "FILE"),
                    words!(
                        "把现有的问题记成基线，接手旧手册时用",
                        "list what is wrong now as a baseline, for a folder that is taken over"
                    ),
                )
                .value_parser(path())
                .conflicts_with("baseline"),
            )
            .arg((make.today)()),
        (make.sub)(
            "release",
            words!(
                "记下这一版：每个网址和每份内容，写进 sopress.lock",
                "note a release: every address and every content, in sopress.lock"
            ),
        )
        .arg((make.today)()),
        (make.sub)(
            "what-changed",
            words!("列出和上一版（或某一版）相比改了什么", "list what changed since the last or another release"),
        )
        .arg((make.arg)(
            "since",
            words!("版本", "VERSION"),
            words!(
                "和哪一版比，例如 1.0.0 或 2026-11-22（默认上一版）",
                "the version or day, for example 1.0.0 or 2026-11-22 (default: the last release)"
            ),
        ))
        .arg(json()),
        (make.sub)("new", words!("新建一条内容：能通过检查的样子，放在该放的地方", "begin a record: one that passes the check, in its place"))
            .arg((make.operand)(
                "kind",
                words!("种类", "KIND"),
                words!(
                    "章节、话术、活动、指标、方案、量表、物料、岗位、术语、门店（也可以写 chapter、script、campaign、kpi、plan、rubric、print、role、term、store）",
                    "chapter, script, campaign, kpi, plan, rubric, print, role, term or store"
                ),
            ))
            .arg((make.operand)("title", words!("名字", "TITLE"), words!("它的名字，例如 入群流程", "its name")))
            .arg((make.arg)(
                "in",
                words!("文件夹", "FOLDER"),
                words!("章节放进 content/handbook/ 下的哪个文件夹", "for a chapter: the folder below content/handbook/"),
            ))
            .arg((make.arg)(
                "mechanic",
                words!("玩法", "MECHANIC"),
                words!(
                    "活动的玩法：抽奖、拼团、砍价、签到、限时折扣、优惠券、任务宝（默认 拼团）",
                    "for a campaign: lottery, group-buy, bargain, check-in, discount, coupon or referral (default: group-buy)"
                ),
            ))
            .arg((make.arg)(
                "kit",
                words!("模板", "KIT"),
                words!("物料用的模板（默认 insert-90x54）", "for a print: its kit (default: insert-90x54)"),
            ))
            .arg((make.today)()),
        (make.sub)("report", words!("统计：ack 看谁没读、谁读的是旧版", "reports: ack tells who has not read, or read an older version"))
            .subcommand_required(true)
            .disable_help_subcommand(true)
            .subcommand_help_heading((make.text)(words!("命令", "Commands")))
            .subcommand_value_name((make.text)(words!("命令", "COMMAND")))
            .subcommand(
                (make.sub)(
                    "ack",
                    words!(
                        "对照签收表：每一章谁没读、谁读的是旧版",
                        "from a list of acknowledgements: who has not read each chapter, or read an older version"
                    ),
                )
                .arg(
                    (make.operand)(
                        "file",
                        words!("文件", "FILE"),
                        words!(
                            "签收表 CSV：姓名,岗位,章节,版本,日期（GBK 也可以）",
                            "the list as CSV: name,role,chapter,version,date"
                        ),
                    )
                    .value_parser(path()),
                )
                .arg(
                    (make.arg)(
                        "people",
                        words!("文件", "FILE"),
                        words!("应读人员 CSV：姓名,岗位；一行都没签的人也会列出来", "everybody who should read, as CSV: name,role; finds those who signed nothing"),
                    )
                    .value_parser(path()),
                )
                .arg((make.arg)(
                    "chapter",
                    words!("章节", "CHAPTER"),
                    words!("只看这一章（默认：生效并有版本的每一章）", "this chapter alone (default: all in force that have a version)"),
                ))
                .arg(
                    (make.arg)("out", words!("文件", "FILE"), words!("再写成 CSV", "also write a CSV")).value_parser(path()),
                )
                .arg(json())
                .arg((make.today)()),
            ),
        (make.sub)("who-uses", words!("列出哪些地方用到一个名字", "list every place that uses a name"))
            .arg((make.operand)(
                "name",
                words!("名字", "NAME"),
                words!(
                    "例如 店长、指标:成团率、limit.group_size、{{昵称}}、a.png",
                    "for example a role, kpi:NAME, limit.group_size, {{slot}}, a.png"
                ),
            ))
            .arg(json()),
        (make.sub)(
            "schema",
            words!(
                "列出各种 TOML 文件的写法（JSON Schema），给编辑器提示和检查用",
                "JSON Schemas of every TOML file, for editors that complete and check"
            ),
        )
        .arg(
            (make.operand)(
                "kind",
                words!("种类", "KIND"),
                words!("只要一种，例如 campaign", "one of them, for example campaign"),
            )
            .required(false),
        )
        .arg(
            (make.arg)("out", words!("文件夹", "DIR"), words!("写进这个文件夹", "write them into this folder"))
                .value_parser(path()),
        ),
    ]
}

pub fn read(name: &str, sub: &ArgMatches) -> Action {
    let text = |name: &str| sub.get_one::<String>(name).cloned();
    let path = |name: &str| sub.get_one::<PathBuf>(name).cloned();
    let today = || sub.get_one::<Date>("today").copied();
    Action::Writers(match name {
        "check" => Writers::Check(Check {
            deny_warnings: sub.contains_id("deny"),
            prints: sub.get_flag("prints"),
            today: today(),
            baseline: path("baseline"),
            write_baseline: path("write-baseline"),
        }),
        "schema" => Writers::Schema { kind: text("kind"), out: path("out") },
        "report" => {
            let (_, sub) = sub.subcommand().expect("a command is required");
            let path = |name: &str| sub.get_one::<PathBuf>(name).cloned();
            Writers::Ack(Ack {
                file: path("file").unwrap_or_default(),
                people: path("people"),
                chapter: sub.get_one::<String>("chapter").cloned(),
                json: sub.get_flag("json"),
                out: path("out"),
                today: sub.get_one::<Date>("today").copied(),
            })
        }
        "new" => Writers::New(New {
            kind: text("kind").unwrap_or_default(),
            title: text("title").unwrap_or_default(),
            folder: text("in"),
            mechanic: text("mechanic"),
            kit: text("kit"),
            today: today(),
        }),
        "who-uses" => Writers::WhoUses { name: text("name").unwrap_or_default(), json: sub.get_flag("json") },
        "release" => Writers::Release { today: today() },
        _ => Writers::WhatChanged { since: text("since"), json: sub.get_flag("json") },
    })
}
