//! The command line of `sopress kpi`: export, import, trend.

use super::{Action, Makers};
use crate::words;
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::path::PathBuf;

#[derive(Clone, Debug)]
pub enum Kpi {
    Export(Export),
    Import(Import),
    Trend(Trend),
}

#[derive(Clone, Debug)]
pub struct Export {
    /// A team, a stage, a campaign; without one every team, of one period.
    pub name: Option<String>,
    /// `2026-W18`, or from–to as `2026-W18..2026-W21`.
    pub period: Option<String>,
    pub last: Option<usize>,
    /// `xlsx`, `csv` or `json`; else by the ending of `out`.
    pub form: Option<String>,
    pub out: Option<PathBuf>,
}

#[derive(Clone, Debug)]
pub struct Import {
    pub files: Vec<PathBuf>,
    pub team: Option<String>,
    pub dry: bool,
    pub replace: bool,
    pub json: bool,
}

#[derive(Clone, Debug)]
pub struct Trend {
    pub kpi: Option<String>,
    pub team: Option<String>,
    pub stage: Option<String>,
    pub last: usize,
    pub json: bool,
}

/// Periods that are shown when nobody says how many.
const LAST: usize = 8;

pub fn command(make: &Makers<'_>) -> Command {
    let t = make.text;
    let path = || clap::value_parser!(PathBuf);
    let number = || clap::value_parser!(u16).range(1..=520);
    let optional = |name: &'static str, value, help| (make.operand)(name, value, help).required(false);
    let json = || (make.flag)("json", words!("输出 JSON", "print JSON"));
    let team = || {
        (make.arg)(
            "team",
            words!("团队", "TEAM"),
            words!("哪个团队（默认：按文件名或全部）", "which team (default: by the file's name, or all)"),
        )
    };
    let last = || {
        (make.arg)(
            "last",
            words!("数量", "N"),
            words!("最近几期（默认 8）", "how many of the latest periods (default: 8)"),
        )
        .value_parser(number())
    };
    (make.sub)(
        "kpi",
        words!("指标：导出表格、导入填好的表、看走势", "KPIs: export worksheets, import filled ones, show trends"),
    )
    .subcommand_required(true)
    .disable_help_subcommand(true)
    .subcommand_help_heading(t(words!("命令", "Commands")))
    .subcommand_value_name(t(words!("命令", "COMMAND")))
    .subcommand(
        (make.sub)(
            "export",
            words!(
                "把一个团队、阶段、活动或一期的表写成 XLSX、CSV 或 JSON",
                "write the sheet of a team, stage, campaign or period as XLSX, CSV or JSON"
            ),
        )
        .arg(optional(
            "name",
            words!("名字", "NAME"),
            words!(
                "团队、阶段或活动；不写＝各团队对比，要给 --period",
                "a team, stage or campaign; without: all teams side by side, with --period"
            ),
        ))
        .arg((make.arg)(
            "period",
            words!("周期", "PERIOD"),
            words!(
                "哪一期，例如 2026-W18，或 2026-W18..2026-W21",
                "which period, for example 2026-W18, or 2026-W18..2026-W21"
            ),
        ))
        .arg(
            (make.arg)(
                "last",
                words!("数量", "N"),
                words!("只要最近几期（默认全部）", "only the latest periods (default: all)"),
            )
            .value_parser(number())
            .conflicts_with("period"),
        )
        .arg(
            (make.arg)(
                "as",
                words!("格式", "FORM"),
                words!(
                    "xlsx、csv 或 json（默认看 --out 的后缀，否则 xlsx）",
                    "xlsx, csv or json (default: by the ending of --out, else xlsx)"
                ),
            )
            .value_parser(["xlsx", "csv", "json"])
            .hide_possible_values(true),
        )
        .arg((make.flag)("json", words!("等于 --as json", "the same as --as json")).conflicts_with("as"))
        .arg(
            (make.arg)(
                "out",
                words!("文件", "FILE"),
                words!(
                    "写到哪里（默认：xlsx 写到当前文件夹，csv 和 json 打印出来）",
                    "where to (default: xlsx into this folder; csv and json are printed)"
                ),
            )
            .value_parser(path()),
        ),
    )
    .subcommand(
        (make.sub)(
            "import",
            words!(
                "把填好的 XLSX 或 CSV 收进 content/data/kpi/，先说读到了什么、哪一格有错",
                "take filled XLSX or CSV files into content/data/kpi/, told what was read and which cell is wrong"
            ),
        )
        .arg(
            Arg::new("files")
                .required(true)
                .num_args(1..)
                .value_name(t(words!("文件", "FILES")))
                .help(t(words!("填好的表，或企业微信统计的导出", "filled worksheets, or exports of WeCom statistics")))
                .action(ArgAction::Append)
                .value_parser(path()),
        )
        .arg(team())
        .arg((make.flag)("dry-run", words!("只看结果，不写文件", "only tell; write nothing")))
        .arg((make.flag)("replace", words!("同名的旧文件可以换掉", "an older file of that name may be replaced")))
        .arg(json()),
    )
    .subcommand(
        (make.sub)(
            "trend",
            words!("走势：最近几期、目标、自己的区间和变化", "trends: the latest periods, goal, own band and change"),
        )
        .arg(optional(
            "kpi",
            words!("指标", "KPI"),
            words!("指标的名字或编号（默认全部）", "the KPI's name or number (default: all)"),
        ))
        .arg(team())
        .arg((make.arg)("stage", words!("阶段", "STAGE"), words!("只看这个阶段的指标", "only the KPIs of this stage")))
        .arg(last())
        .arg(json()),
    )
}

pub fn read(matches: &ArgMatches) -> Action {
    let (name, sub) = matches.subcommand().expect("a command is required");
    let text = |name: &str| sub.get_one::<String>(name).cloned();
    let last = || sub.get_one::<u16>("last").map(|n| usize::from(*n));
    Action::Kpi(match name {
        "export" => Kpi::Export(Export {
            name: text("name"),
            period: text("period"),
            last: last(),
            form: if sub.get_flag("json") { Some("json".to_string()) } else { text("as") },
            out: sub.get_one::<PathBuf>("out").cloned(),
        }),
        "import" => Kpi::Import(Import {
            files: sub.get_many::<PathBuf>("files").map(|files| files.cloned().collect()).unwrap_or_default(),
            team: text("team"),
            dry: sub.get_flag("dry-run"),
            replace: sub.get_flag("replace"),
            json: sub.get_flag("json"),
        }),
        _ => Kpi::Trend(Trend {
            kpi: text("kpi"),
            team: text("team"),
            stage: text("stage"),
            last: last().unwrap_or(LAST),
            json: sub.get_flag("json"),
        }),
    })
}
