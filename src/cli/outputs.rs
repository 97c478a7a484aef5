//! The command line of what leaves the workspace: parcels for the print shop, scripts for chat tools, live codes.

use super::{Action, Makers, audience, spoken::Valid};
use crate::{base::date::Date, model::chapter::Audience, words};
use clap::{ArgMatches, Command, builder::PossibleValue};
use std::path::PathBuf;

#[derive(Clone, Debug)]
pub struct Export {
    pub print: String,
    pub rows: Option<String>,
    /// `a4`, `a3`, `sra3`, `marks` or `320x450`.
    pub sheet: Option<String>,
    pub gap: Option<u32>,
    pub order: Option<String>,
    pub turn: bool,
    pub fill: bool,
    pub kind: Option<String>,
    pub dpi: Option<u32>,
    pub zip: bool,
    /// `2/8`, as given.
    pub shard: Option<(usize, usize)>,
    pub keep_going: bool,
    pub out: Option<PathBuf>,
    pub today: Option<Date>,
    pub jobs: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct Scripts {
    /// Names of targets, or `json`; none means all.
    pub targets: Vec<String>,
    pub gbk: bool,
    /// Writes the lines that fit.
    pub keep_going: bool,
    pub out: Option<PathBuf>,
    pub audience: Audience,
}

#[derive(Clone, Debug)]
pub struct Codes {
    pub what: CodesWhat,
    pub json: bool,
    pub out: Option<PathBuf>,
    pub today: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodesWhat {
    List,
    Check,
    Export,
}

pub const NAMES: [&str; 3] = ["export", "scripts", "codes"];

pub fn commands(make: &Makers<'_>) -> [Command; 3] {
    let Makers { sub, arg, flag, operand, .. } = make;
    [
        sub("export", words!("导出交给印刷厂的整包：文件、施工单、清单", "make a parcel for the print shop: files, job sheet, lists"))
                .arg(operand("print", words!("物料", "PRINT"), words!("物料的名字", "the print's name")))
                .arg(arg("rows", words!("哪些行", "ROWS"), words!("条件、序号或名字，例如 'area == \"锦绣片区\"'、12,15-20", "a condition, numbers or names, for example 'area == \"North\"' or 12,15-20")))
                .arg(arg("sheet", words!("纸张", "PAPER"), words!("拼到 a4、a3、sra3 或 320x450 毫米的纸上；marks 表示单张带裁切线", "lay on paper: a4, a3, sra3 or 320x450 (mm); marks is one alone with crop marks")))
                .arg(arg("gap", words!("毫米", "MM"), words!("成品之间的间隔（默认两倍出血；0 共用一刀）", "between cards (default: two bleeds; 0 shares one cut)")).allow_negative_numbers(true).value_parser(clap::value_parser!(u32).range(0..=50)))
                .arg(arg("order", words!("顺序", "ORDER"), words!("rows 逐行，stacks 切开后各叠依次（有编号时默认）", "rows, or stacks: piles in order after cutting (default with serials)")).value_parser(["rows", "stacks"]).hide_possible_values(true))
                .arg(flag("turn", words!("自翻版：正反面拼在一块版上", "work and turn: front and back on one plate")))
                .arg(flag("fill", words!("每份排满整张纸，不留空位", "repeat each record until its sheet is full")))
                .arg(arg("format", words!("格式", "FORMAT"), words!("press（印刷）、proof（校样）、png 或 svg", "press, proof, png or svg")).value_parser(formats()).hide_possible_values(true))
                .arg(arg("dpi", words!("精度", "DPI"), words!("PNG 的精度（默认 300）", "resolution of PNGs (default: 300)")).value_parser(clap::value_parser!(u32).range(36..=1200)))
                .arg(flag("zip", words!("再打成一个 zip", "also pack it into one zip")))
                .arg(arg("shard", words!("第几份", "I/N"), words!("只做 N 份里的第 I 份，几台机器分着做，例如 2/8", "make only part I of N, for several machines, for example 2/8")).value_parser(shard))
                .arg(flag("keep-going", words!("有错的行跳过，其余照出", "leave out rows that are wrong and print the others")))
                .arg(arg("out", words!("文件夹", "DIR"), words!("输出到哪里（默认：工作区的 exports/物料/）", "where to (default: exports/<print>/ in the workspace)")).value_parser(clap::value_parser!(PathBuf)))
                .arg((make.today)())
                .arg(
                    arg("jobs", words!("数量", "N"), words!("同时做几件事（默认：处理器核数）", "how many at a time (default: one a core)"))
                        .value_parser(clap::value_parser!(u16).range(1..=256)),
                ),
        sub("scripts", words!("把话术导出到千牛、工作台等软件能导入的文件", "export scripts as files that chat tools import"))
                .arg(
                    operand("targets", words!("格式", "TARGET"), words!("qianniu、shop-im、workbench、linkwechat、yiwaiwai、keyword-bot、table 或 json（默认：由人发送的各种，加 json）", "qianniu, shop-im, workbench, linkwechat, yiwaiwai, keyword-bot, table or json (default: those that people send from, and json)"))
                        .required(false)
                        .num_args(0..),
                )
                .arg(flag("keep-going", words!("放不进去的话术跳过，其余照写", "leave out scripts that do not fit and write the others")))
                .arg(flag("gbk", words!("CSV 用 GBK 编码（默认 UTF-8，带 BOM）", "CSV in GBK (default: UTF-8 with a byte order mark)")))
                .arg((make.audience)())
                .arg(arg("out", words!("文件夹", "DIR"), words!("输出到哪里（默认：工作区的 exports/scripts/）", "where to (default: exports/scripts/ in the workspace)")).value_parser(clap::value_parser!(PathBuf))),
        sub("codes", words!("活码：list 列出，check 检查，export 导出图片", "live codes: list, check or export them"))
                .arg(operand("what", words!("做什么", "WHAT"), words!("list、check 或 export", "list, check or export")).value_parser(["list", "check", "export"]).hide_possible_values(true))
                .arg(flag("json", words!("输出 JSON", "print JSON")))
                .arg(arg("out", words!("文件夹", "DIR"), words!("export 输出到哪里（默认：工作区的 exports/codes/）", "where export writes to (default: exports/codes/ in the workspace)")).value_parser(clap::value_parser!(PathBuf)))
                .arg((make.today)()),
    ]
}

pub fn read(name: &str, sub: &ArgMatches) -> Action {
    match name {
        "export" => Action::Export(Box::new(Export {
            print: sub.get_one::<String>("print").cloned().unwrap_or_default(),
            rows: sub.get_one::<String>("rows").cloned(),
            sheet: sub.get_one::<String>("sheet").cloned(),
            gap: sub.get_one::<u32>("gap").copied(),
            order: sub.get_one::<String>("order").cloned(),
            turn: sub.get_flag("turn"),
            fill: sub.get_flag("fill"),
            // The same word chooses how mistakes are told.
            kind: sub.get_one::<String>("format").filter(|f| !["full", "short", "json"].contains(&f.as_str())).cloned(),
            dpi: sub.get_one::<u32>("dpi").copied(),
            zip: sub.get_flag("zip"),
            shard: sub.get_one::<(usize, usize)>("shard").copied(),
            keep_going: sub.get_flag("keep-going"),
            out: sub.get_one::<PathBuf>("out").cloned(),
            today: sub.get_one::<Date>("today").copied(),
            jobs: sub.get_one::<u16>("jobs").map(|n| usize::from(*n)),
        })),
        "scripts" => Action::Scripts(Scripts {
            targets: sub.get_many::<String>("targets").map(|all| all.cloned().collect()).unwrap_or_default(),
            gbk: sub.get_flag("gbk"),
            keep_going: sub.get_flag("keep-going"),
            out: sub.get_one::<PathBuf>("out").cloned(),
            audience: audience(sub),
        }),
        _ => Action::Codes(Codes {
            what: match sub.get_one::<String>("what").map(String::as_str) {
                Some("check") => CodesWhat::Check,
                Some("export") => CodesWhat::Export,
                _ => CodesWhat::List,
            },
            json: sub.get_flag("json"),
            out: sub.get_one::<PathBuf>("out").cloned(),
            today: sub.get_one::<Date>("today").copied(),
        }),
    }
}

/// What comes out; the others choose how mistakes are told, and are not offered here.
fn formats() -> Vec<PossibleValue> {
    let own = ["press", "proof", "png", "svg"].map(PossibleValue::new);
    own.into_iter().chain(["full", "short", "json"].map(|name| PossibleValue::new(name).hide(true))).collect()
}

/// `2/8`: the second of eight.
fn shard(text: &str) -> Result<(usize, usize), Valid> {
    let pair = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
    pair.filter(|(number, of)| (1..=*of).contains(number) && *of <= 100_000).ok_or_else(|| {
        Valid(words!(
            "第几份/一共几份，例如 2/8；第几份从 1 到一共的份数",
            "part/parts, for example 2/8; the part is 1 to the number of parts"
        ))
    })
}
