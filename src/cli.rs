//! The command line, in the reader's language: what can be asked, and what was.

use crate::{
    base::{
        date::{self, Date},
        lang::{Lang, Words},
    },
    model::chapter::Audience,
    report::Format,
    words,
};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::path::PathBuf;

mod kpi;
mod outputs;
mod spoken;
mod writers;

pub use kpi::{Export as KpiExport, Import as KpiImport, Kpi, Trend as KpiTrend};
pub use outputs::{Codes, CodesWhat, Export, Scripts};
pub use writers::{Ack, Check, New, Writers};

/// What every command takes.
#[derive(Clone, Debug)]
pub struct Common {
    /// `--root`; else the folder above that has a `sopress.toml`.
    pub root: Option<PathBuf>,
    /// `--lang`; else the workspace's language, else the environment's.
    pub lang: Option<Lang>,
    pub format: Format,
    pub quiet: bool,
}

#[derive(Clone, Debug)]
pub enum Action {
    Build(Build),
    Export(Box<Export>),
    Scripts(Scripts),
    Codes(Codes),
    Plan { only: Option<String>, audience: Audience, json: bool },
    Serve(Serve),
    WhatIf { campaign: String, changes: Vec<String>, json: bool },
    Lock { campaign: String, today: Option<Date> },
    Draw(Draw),
    Search(Search),
    Init { dir: PathBuf },
    Import { folder: PathBuf, out: PathBuf },
    Kpi(Kpi),
    Explain { code: String },
    Writers(Writers),
    Completions { shell: clap_complete::Shell },
}

#[derive(Clone, Debug)]
pub struct Build {
    pub out: Option<PathBuf>,
    pub only: Option<String>,
    pub audience: Audience,
    pub today: Option<Date>,
    pub jobs: Option<usize>,
    /// Also pack the site: beside the output, or where it is said.
    pub zip: Option<Zip>,
    /// Behind a password: from this file, else from the environment.
    pub encrypt: bool,
    pub password_file: Option<PathBuf>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Zip {
    Beside,
    At(PathBuf),
}

#[derive(Clone, Debug)]
pub struct Search {
    pub query: String,
    pub json: bool,
    pub limit: usize,
    /// The output whose index is asked.
    pub out: Option<PathBuf>,
}

#[derive(Clone, Debug)]
pub struct Serve {
    /// `None`: the first free one.
    pub port: Option<u16>,
    pub host: bool,
    pub open: bool,
    pub today: Option<Date>,
}

#[derive(Clone, Debug)]
pub struct Draw {
    pub campaign: String,
    pub entries: PathBuf,
    /// People who may not win.
    pub exclude: Option<PathBuf>,
    /// Default: `draws/<campaign>/` in the workspace, and `secret.txt` in it.
    pub out: Option<PathBuf>,
    pub secret: Option<PathBuf>,
    /// Without it the list is frozen and nothing is drawn.
    pub number: Option<String>,
}

/// How commands and their options are made, in one language and one look.
struct Makers<'a> {
    text: &'a dyn Fn(Words) -> String,
    sub: &'a dyn Fn(&'static str, Words) -> Command,
    arg: &'a dyn Fn(&'static str, Words, Words) -> Arg,
    flag: &'a dyn Fn(&'static str, Words) -> Arg,
    operand: &'a dyn Fn(&'static str, Words, Words) -> Arg,
    audience: &'a dyn Fn() -> Arg,
    today: &'a dyn Fn() -> Arg,
}

/// What a wrong command line leads to: text to print, and the exit code.
#[derive(Debug)]
pub struct Stop {
    pub text: String,
    pub exit: i32,
}

/// The language before any workspace is known: `--lang`, else the environment.
pub fn early_lang(args: &[String], environment: Option<&str>) -> Lang {
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let value = arg
            .strip_prefix("--lang=")
            .map(str::to_string)
            .or_else(|| (arg == "--lang").then(|| args.next().cloned()).flatten());
        if let Some(lang) = value.as_deref().and_then(Lang::parse) {
            return lang;
        }
    }
    environment.and_then(Lang::parse).unwrap_or_default()
}

pub fn parse(args: Vec<String>, lang: Lang) -> Result<(Common, Action), Stop> {
    match command(lang).try_get_matches_from(args) {
        Ok(matches) => Ok(read(&matches)),
        Err(error) => Err(spoken::explain(&error, lang)),
    }
}

/// The whole command line; also what completions are made from.
pub fn command(lang: Lang) -> Command {
    let t = |words: Words| words.get(lang).to_string();
    let template = match lang {
        Lang::Zh => "{about}\n\n用法：{usage}\n\n{all-args}{after-help}",
        Lang::En => "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}",
    };
    // What every command takes stands last.
    let common = t(words!("通用选项", "Common options"));
    let arg =
        |name: &'static str, value: Words, help: Words| Arg::new(name).long(name).value_name(t(value)).help(t(help));
    let flag = |name: &'static str, help: Words| Arg::new(name).long(name).action(ArgAction::SetTrue).help(t(help));
    let operand = |name: &'static str, value: Words, help: Words| {
        Arg::new(name).required(true).value_name(t(value)).help(t(help))
    };
    let help = || {
        Arg::new("help")
            .short('h')
            .long("help")
            .action(ArgAction::Help)
            .help(t(words!("显示这份帮助", "print this help")))
            .help_heading(common.clone())
    };
    let sub = |name: &'static str, about: Words| {
        Command::new(name).about(t(about)).help_template(template).disable_help_flag(true).arg(help())
    };
    let audience = || {
        arg(
            "audience",
            words!("读者", "AUDIENCE"),
            words!(
                "给谁看：internal（团队）、store（门店）、public（公开）",
                "for whom: internal (the team), store, public"
            ),
        )
        .value_parser(["internal", "store", "public"])
        .hide_possible_values(true)
        .default_value("internal")
        .hide_default_value(true)
    };
    let only = || {
        arg(
            "only",
            words!("通配", "GLOB"),
            words!(
                "只做路径匹配的产物，例如 \"prints/**\"",
                "only the outputs whose path matches, for example \"prints/**\""
            ),
        )
    };
    let today = || {
        arg(
            "today",
            words!("日期", "DATE"),
            words!("把哪一天当作今天，例如 2026-12-01", "which day is today, for example 2026-12-01"),
        )
        .value_parser(|text: &str| date::parse_date(text).ok_or("2026-12-01"))
    };
    let make =
        Makers { text: &t, sub: &sub, arg: &arg, flag: &flag, operand: &operand, audience: &audience, today: &today };
    let command = Command::new("sopress")
        .about(t(words!(
            "把一个文件夹的 Markdown 和 TOML 编译成社群团队的手册、话术、活动、物料和表格",
            "compiles a folder of Markdown and TOML into a community team's handbook, scripts, campaigns, prints and worksheets"
        )))
        .version(env!("CARGO_PKG_VERSION"))
        .help_template(template.replace("{all-args}", match lang {
            Lang::Zh => "命令：\n{subcommands}\n\n通用选项：\n{options}",
            Lang::En => "Commands:\n{subcommands}\n\nCommon options:\n{options}",
        }))
        .after_help(t(words!(
            "例如：\n  sopress init 手册 && cd 手册\n  sopress serve --open\n  sopress new 章节 \"入群流程\"\n\n每个命令都有自己的说明：sopress new --help",
            "For example:\n  sopress init handbook && cd handbook\n  sopress serve --open\n  sopress new chapter \"Joining\"\n\nEvery command has its own page: sopress new --help"
        )))
        .subcommand_required(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .arg(help())
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(t(words!("显示版本", "print the version")))
                .help_heading(common.clone()),
        )
        .arg(
            arg("root", words!("文件夹", "DIR"), words!("工作区（默认：有 sopress.toml 的上级文件夹）", "the workspace (default: the folder above that has a sopress.toml)"))
                .help_heading(common.clone())
                .global(true)
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .arg(
            arg("lang", words!("语言", "LANG"), words!("消息的语言：zh 或 en", "language of messages: zh or en"))
                .help_heading(common.clone())
                .global(true)
                .value_parser(["zh", "en", "zh-CN"])
                .hide_possible_values(true),
        )
        .arg(
            arg("format", words!("格式", "FORMAT"), words!("问题的格式：full、short、json、sarif 或 github", "format of mistakes: full, short, json, sarif or github"))
                .help_heading(common.clone())
                .global(true)
                .value_parser(["full", "short", "json", "sarif", "github"])
                .hide_possible_values(true)
                .default_value("full")
                .hide_default_value(true),
        )
        .arg(flag("quiet", words!("只说错误", "say nothing but mistakes")).short('q').global(true).help_heading(common.clone()))
        .subcommand(
            sub("build", words!("编译整个工作区", "build the whole workspace"))
                .arg(
                    arg("out", words!("文件夹", "DIR"), words!("输出到哪里（默认：工作区的 public/）", "where to (default: public/ in the workspace)"))
                        .value_parser(clap::value_parser!(PathBuf)),
                )
                .arg(only())
                .arg(audience())
                .arg(today())
                .arg(
                    arg("jobs", words!("数量", "N"), words!("同时做几件事（默认：处理器核数）", "how many at a time (default: one a core)"))
                        .value_parser(clap::value_parser!(u16).range(1..=256)),
                )
                .arg(
                    arg("zip", words!("文件", "FILE"), words!("再把网站打成一个 zip（默认：输出文件夹旁边的 public.zip）", "pack the site into one zip, too (default: public.zip beside the output)"))
                        .num_args(0..=1)
                        .default_missing_value(".")
                        .hide_default_value(true)
                        .value_parser(clap::value_parser!(PathBuf)),
                )
                .arg(flag("encrypt", words!("给全部内容加密码（AES-256），读者在浏览器里输入密码打开", "lock everything with a password (AES-256); readers open it in their browser")))
                .arg(
                    arg("password-file", words!("文件", "FILE"), words!("密码在这个文件里，放在工作区外面（默认：环境变量 SOPRESS_PASSWORD）", "the password stands in this file, outside the workspace (default: the variable SOPRESS_PASSWORD)"))
                        .requires("encrypt")
                        .value_parser(clap::value_parser!(PathBuf)),
                ),
        )
        .subcommands(outputs::commands(&make))
        .subcommand(
            sub("plan", words!("列出会产出的每个文件和它的来源", "list every output and what it is made from"))
                .arg(only())
                .arg(audience())
                .arg(flag("json", words!("输出 JSON", "print JSON"))),
        )
        .subcommand(
            sub("serve", words!("在浏览器里预览，保存后自动刷新", "preview in the browser, fresh after each save"))
                .arg(
                    arg("port", words!("端口", "PORT"), words!("端口（默认从 8017 起第一个空的）", "port (default: the first free one from 8017)"))
                        .value_parser(clap::value_parser!(u16)),
                )
                .arg(flag("host", words!("让同一网络里的手机也能打开", "let phones in the same network open it, too")))
                .arg(flag("open", words!("打开浏览器", "open the browser")))
                .arg(today()),
        )
        .subcommand(
            sub("what-if", words!("试算一个活动：改几个数字看结果，不动文件", "compute a campaign with other numbers; no file is touched"))
                .arg(operand("campaign", words!("活动", "CAMPAIGN"), words!("活动的名字", "the campaign's name")))
                .arg(
                    Arg::new("changes")
                        .num_args(0..)
                        .value_name(t(words!("字段=值", "FIELD=VALUE")))
                        .help(t(words!("例如 participants=2000 prizes.2.qty=80", "for example participants=2000 prizes.2.qty=80"))),
                )
                .arg(flag("json", words!("输出 JSON", "print JSON"))),
        )
        .subcommand(
            sub("lock", words!("锁定一个活动公布的规则：以后改了哪一项，要写原因", "lock what a campaign publishes: a later change needs a reason"))
                .arg(operand("campaign", words!("活动", "CAMPAIGN"), words!("活动的名字", "the campaign's name")))
                .arg(today()),
        )
        .subcommand(
            sub("draw", words!("给抽奖冻结名单；加 --number 开奖，并写出谁都能核对的证明", "freeze a lottery's list; with --number draw, with a proof that anyone can check"))
                .arg(operand("campaign", words!("活动", "CAMPAIGN"), words!("活动的名字", "the campaign's name")))
                .arg(
                    arg("entries", words!("文件", "FILE"), words!("参加者的 CSV：姓名,手机[,票数]", "CSV of those who take part: name,phone[,tickets]"))
                        .required(true)
                        .value_parser(clap::value_parser!(PathBuf)),
                )
                .arg(
                    arg("exclude", words!("文件", "FILE"), words!("不能中奖的人的 CSV，例如员工", "CSV of people who may not win, such as staff"))
                        .value_parser(clap::value_parser!(PathBuf)),
                )
                .arg(arg("number", words!("数字", "NUMBER"), words!("事先说好的公开数字，开奖时给出", "the public number that was named before; give it to draw")))
                .arg(
                    arg("secret", words!("文件", "FILE"), words!("保密串（默认：输出文件夹里的 secret.txt）", "the secret (default: secret.txt in the output folder)"))
                        .value_parser(clap::value_parser!(PathBuf)),
                )
                .arg(
                    arg("out", words!("文件夹", "DIR"), words!("输出到哪里（默认：工作区的 draws/活动/）", "where to (default: draws/<campaign>/ in the workspace)"))
                        .value_parser(clap::value_parser!(PathBuf)),
                ),
        )
        .subcommand(
            sub("search", words!("在已经编译好的手册里搜索", "search the handbook that was built"))
                .arg(operand("query", words!("要找的", "QUERY"), words!("汉字、英文、拼音或首字母", "Chinese, English, pinyin or initials")))
                .arg(flag("json", words!("输出 JSON", "print JSON")))
                .arg(
                    arg("limit", words!("数量", "N"), words!("最多几条（默认 10）", "how many at most (default: 10)"))
                        .value_parser(clap::value_parser!(u16).range(1..=1000)),
                )
                .arg(
                    arg("out", words!("文件夹", "DIR"), words!("编译到了哪里（默认：工作区的 public/）", "where it was built to (default: public/ in the workspace)"))
                        .value_parser(clap::value_parser!(PathBuf)),
                ),
        )
        .subcommand(
            sub("init", words!("新建一个工作区", "make a new workspace"))
                .arg(operand("dir", words!("文件夹", "DIR"), words!("新文件夹，或空文件夹", "a new or empty folder")).value_parser(clap::value_parser!(PathBuf))),
        )
        .subcommand(
            sub("import", words!("把 Markdown 文件夹、Word 文档或话术表格变成工作区", "make a workspace of a folder of Markdown, Word documents or tables of scripts"))
                .arg(operand("folder", words!("文件夹", "FOLDER"), words!("现有的文件夹，或一个 .docx、.xlsx、.csv 文件；不会改动它", "the folder that you have, or one .docx, .xlsx or .csv; it is left as it is")).value_parser(clap::value_parser!(PathBuf)))
                .arg(
                    arg("out", words!("文件夹", "DIR"), words!("新工作区放在哪里，要是空的", "where the workspace will be; must be empty"))
                        .required(true)
                        .value_parser(clap::value_parser!(PathBuf)),
                ),
        )
        .subcommand(kpi::command(&make))
        .subcommands(writers::commands(&make))
        .subcommand(
            sub("explain", words!("解释一个错误编号", "explain the code of a mistake"))
                .arg(operand("code", words!("编号", "CODE"), words!("例如 REF-001", "for example REF-001"))),
        )
        .subcommand(
            sub("completions", words!("输出命令补全脚本", "print a script that completes commands")).arg(
                operand("shell", words!("终端", "SHELL"), words!("bash、zsh、fish、powershell 或 elvish", "bash, zsh, fish, powershell or elvish"))
                    .value_parser(clap::value_parser!(clap_complete::Shell))
                    .hide_possible_values(true),
            ),
        );
    ORDER.into_iter().enumerate().fold(command, |command, (place, name)| match command.find_subcommand(name) {
        Some(_) => command.mut_subcommand(name, |sub| sub.display_order(place)),
        None => command,
    })
}

fn read(matches: &ArgMatches) -> (Common, Action) {
    let (name, sub) = matches.subcommand().expect("a command is required");
    let common = Common {
        root: sub.get_one::<PathBuf>("root").cloned(),
        lang: sub.get_one::<String>("lang").and_then(|tag| Lang::parse(tag)),
        format: sub.get_one::<String>("format").and_then(|name| Format::parse(name)).unwrap_or(Format::Full),
        quiet: sub.get_flag("quiet"),
    };
    let audience = || audience(sub);
    let today = || sub.get_one::<Date>("today").copied();
    let only = || sub.get_one::<String>("only").cloned();
    let action = match name {
        "build" => Action::Build(Build {
            out: sub.get_one::<PathBuf>("out").cloned(),
            only: only(),
            audience: audience(),
            today: today(),
            jobs: sub.get_one::<u16>("jobs").map(|n| usize::from(*n)),
            zip: sub.get_one::<PathBuf>("zip").map(|file| match file.as_os_str() == "." {
                true => Zip::Beside,
                false => Zip::At(file.clone()),
            }),
            encrypt: sub.get_flag("encrypt"),
            password_file: sub.get_one::<PathBuf>("password-file").cloned(),
        }),
        name if outputs::NAMES.contains(&name) => outputs::read(name, sub),
        "plan" => Action::Plan { only: only(), audience: audience(), json: sub.get_flag("json") },
        "serve" => Action::Serve(Serve {
            port: sub.get_one::<u16>("port").copied(),
            host: sub.get_flag("host"),
            open: sub.get_flag("open"),
            today: today(),
        }),
        "what-if" => Action::WhatIf {
            campaign: sub.get_one::<String>("campaign").cloned().unwrap_or_default(),
            changes: sub.get_many::<String>("changes").map(|all| all.cloned().collect()).unwrap_or_default(),
            json: sub.get_flag("json"),
        },
        "lock" => {
            Action::Lock { campaign: sub.get_one::<String>("campaign").cloned().unwrap_or_default(), today: today() }
        }
        "draw" => {
            let path = |name: &str| sub.get_one::<PathBuf>(name).cloned();
            Action::Draw(Draw {
                campaign: sub.get_one::<String>("campaign").cloned().unwrap_or_default(),
                entries: path("entries").unwrap_or_default(),
                exclude: path("exclude"),
                out: path("out"),
                secret: path("secret"),
                number: sub.get_one::<String>("number").cloned(),
            })
        }
        "search" => Action::Search(Search {
            query: sub.get_one::<String>("query").cloned().unwrap_or_default(),
            json: sub.get_flag("json"),
            limit: sub.get_one::<u16>("limit").map_or(10, |n| usize::from(*n)),
            out: sub.get_one::<PathBuf>("out").cloned(),
        }),
        "import" => Action::Import {
            folder: sub.get_one::<PathBuf>("folder").cloned().unwrap_or_default(),
            out: sub.get_one::<PathBuf>("out").cloned().unwrap_or_default(),
        },
        "init" => Action::Init { dir: sub.get_one::<PathBuf>("dir").cloned().unwrap_or_default() },
        "kpi" => kpi::read(sub),
        name if writers::NAMES.contains(&name) => writers::read(name, sub),
        "explain" => Action::Explain { code: sub.get_one::<String>("code").cloned().unwrap_or_default() },
        _ => Action::Completions {
            shell: sub.get_one::<clap_complete::Shell>("shell").copied().unwrap_or(clap_complete::Shell::Bash),
        },
    };
    (common, action)
}

/// For whom; the team when it is not said.
fn audience(matches: &ArgMatches) -> Audience {
    match matches.get_one::<String>("audience").map(String::as_str) {
        Some("public") => Audience::Public,
        Some("store") => Audience::Store,
        _ => Audience::Internal,
    }
}

/// The commands in the order of a writer's day; those that are not named stand last.
const ORDER: [&str; 22] = [
    "init",
    "new",
    "serve",
    "check",
    "build",
    "search",
    "who-uses",
    "what-changed",
    "release",
    "report",
    "kpi",
    "what-if",
    "lock",
    "draw",
    "export",
    "codes",
    "scripts",
    "import",
    "plan",
    "schema",
    "explain",
    "completions",
];
