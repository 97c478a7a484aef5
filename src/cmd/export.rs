//! `sopress export`: a parcel for the print shop.

use super::{Opened, Terminal, UNABLE, WRONG, named_print, open, stop, tell, threads};
use crate::{
    base::{
        diag::{Diag, Severity},
        lang::{Lang, Words},
    },
    build::{
        export::{self, Format, Outcome, Sheets, Wish},
        zip,
    },
    cli::{Common, Export},
    model::kit::{Kit, KitOutput},
    output::print::imposition,
    report::{self, Format as Shape},
    words,
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::{Duration, Instant};

pub fn run(common: &Common, options: &Export, terminal: &Terminal) -> u8 {
    let began = Instant::now();
    threads(options.jobs);
    let Opened { root, mut compiled, lang } = match open(common, terminal, terminal.today(options.today)) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let style = terminal.style(common, lang);
    let Some(id) = named_print(&compiled.book, &options.print, lang) else { return UNABLE };
    let kit = compiled.book.prints[id].kit.map(|kit| &compiled.book.kits[kit]);
    if let Some(clash) = kit.and_then(|kit| clash(options, kit)) {
        tell(clash.get(lang));
        return UNABLE;
    }
    let sheets = match sheets(options, lang) {
        Ok(sheets) => sheets,
        Err(exit) => return exit,
    };
    let slug = &compiled.book.prints[id].head.slug;
    let out = options.out.clone().unwrap_or_else(|| root.join("exports").join(slug));
    let today = options.today.or_else(|| export::day_of(&out)).unwrap_or(terminal.today);
    let all = std::mem::take(&mut compiled.diags).sorted();
    let (wrong, notices): (Vec<Diag>, Vec<Diag>) = all.into_iter().partition(|d| d.severity == Severity::Error);
    let (own, elsewhere): (Vec<Diag>, Vec<Diag>) = wrong.into_iter().partition(|d| export::concerns(&compiled, id, d));
    let (rows, whole): (Vec<Diag>, Vec<Diag>) = own.into_iter().partition(|d| export::row_of(&compiled, id, d));
    // Of what is only to be looked at, that of the rows which are printed.
    let notices = notices.into_iter().filter(|d| d.severity == Severity::Warning && export::row_of(&compiled, id, d));
    let asked = |d: &Diag| export::asked_for(&compiled, id, options.rows.as_deref(), today, d);
    let (rows, notices): (Vec<Diag>, Vec<Diag>) =
        (rows.into_iter().filter(asked).collect(), notices.filter(asked).collect());
    if !whole.is_empty() {
        tell(&report::print(&whole, &compiled.sources, style));
        return WRONG;
    }
    let wish = Wish {
        format: options.kind.as_deref().map(format),
        sheets,
        dpi: options.dpi,
        rows: options.rows.clone(),
        shard: options.shard.map(|(number, of)| (number - 1, of)),
        keep_going: options.keep_going,
        zip: options.zip,
        wrong: rows.clone(),
    };
    let bar = bar(terminal.live && !common.quiet && common.format == Shape::Full, lang);
    let made = export::export(&compiled, id, &wish, today, terminal.hands(options.jobs), &out, &|all, done, kept| {
        if bar.length() != Some(all as u64) {
            bar.set_length(all as u64);
            bar.set_position(kept as u64);
            bar.reset_eta();
        }
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    let mut outcome = match made {
        Ok(outcome) => outcome,
        Err(diag) => return stop(&diag, &compiled.sources, style),
    };
    let mut list = rows;
    list.extend(notices);
    list.append(&mut outcome.diags);
    list.sort_by(|a, b| (a.severity, a.span, a.code.id(), &a.row).cmp(&(b.severity, b.span, b.code.id(), &b.row)));
    list.dedup();
    let shown: Vec<_> = list.iter().filter(|d| !common.quiet || d.severity == Severity::Error).cloned().collect();
    if !shown.is_empty() || common.format == Shape::Json {
        tell(&report::print(&shown, &compiled.sources, style));
    }
    let zipped = match outcome.complete && options.zip {
        false => None,
        true => match zip::zip(&out, &zip::beside(&out)) {
            Ok(bytes) => Some((zip::beside(&out), bytes)),
            Err(diag) => return stop(&diag, &compiled.sources, style),
        },
    };
    if common.format != Shape::Json && !common.quiet {
        tell(&summary(&outcome, options, began.elapsed(), lang));
        if outcome.begun {
            tell(&format!("  {}\n", out.display()));
        }
        let ink = compiled.book.prints[id].kit.is_some_and(|kit| compiled.book.kits[kit].output == KitOutput::Print);
        if ink && outcome.begun && matches!(options.kind.as_deref(), Some("proof" | "png" | "svg")) {
            tell(
                words!(
                    "  这是屏幕颜色（RGB），给人看的；送印刷厂用 --format press\n",
                    "  these are screen colours (RGB), for looking at; a print shop wants --format press\n"
                )
                .get(lang),
            );
        }
        if let Some((file, bytes)) = zipped {
            let (file, kb) = (file.display(), bytes / 1024);
            tell(words!("  打包：{file}（{kb} KB）\n", "  packed: {file} ({kb} KB)\n").get(lang));
        }
        if !elsewhere.is_empty() {
            let count = elsewhere.len();
            tell(
                words!(
                    "  别处还有 {count} 个错误，不影响这份物料：sopress check 查看\n",
                    "  {count} mistakes elsewhere do not touch this print: see sopress check\n"
                )
                .get(lang),
            );
        }
    }
    let failed = list.iter().any(|diag| diag.severity == Severity::Error);
    if failed || outcome.failed > 0 { WRONG } else { 0 }
}

fn format(name: &str) -> Format {
    match name {
        "proof" => Format::Proof,
        "png" => Format::Png,
        "svg" => Format::Svg,
        _ => Format::Press,
    }
}

/// Options that would change nothing beside each other: nobody shall believe that they did.
fn clash(options: &Export, kit: &Kit) -> Option<Words> {
    let image = kit.output == KitOutput::Image;
    let kind = options.kind.as_deref().unwrap_or(if image { "png" } else { "press" });
    if options.sheet.is_some() && image {
        return Some(words!(
            "错误：这份物料是发在群里的图片，不能拼版\n  去掉 --sheet\n",
            "error: this print is a picture for chats and cannot be laid on sheets\n  leave --sheet out\n"
        ));
    }
    if options.sheet.is_some() && matches!(kind, "png" | "svg") {
        return Some(words!(
            "错误：--sheet 不能和 --format {kind} 一起用，图片是一份一张\n  拼版用 --format press（送印）或 proof（校样），或去掉 --sheet\n",
            "error: --sheet does not go with --format {kind}: each picture is one record\n  sheets go with --format press or proof; or leave --sheet out\n"
        ));
    }
    if options.sheet.as_deref() == Some("marks")
        && (options.turn || options.fill || options.order.is_some() || options.gap.is_some())
    {
        return Some(words!(
            "错误：--sheet marks 是一张一份，用不上 --gap、--order、--turn、--fill\n  拼到一张纸上用 --sheet a4、a3、sra3 或 320x450\n",
            "error: --sheet marks is one to a sheet; --gap, --order, --turn and --fill do nothing there\n  several on a sheet: --sheet a4, a3, sra3 or 320x450\n"
        ));
    }
    if options.turn && kit.paper.sides == 1 {
        return Some(words!(
            "错误：--turn 要两面的物料，这份只有一面\n  去掉 --turn\n",
            "error: --turn is for prints of two sides, this one has one\n  leave --turn out\n"
        ));
    }
    if options.dpi.is_some() && kind != "png" {
        return Some(words!(
            "错误：--dpi 只和 --format png 一起用；--format {kind} 里的文字和线条没有精度\n  去掉 --dpi，或加 --format png\n",
            "error: --dpi goes with --format png only; text and lines of --format {kind} have no resolution\n  leave --dpi out, or add --format png\n"
        ));
    }
    None
}

fn sheets(options: &Export, lang: Lang) -> Result<Option<Sheets>, u8> {
    let Some(name) = options.sheet.as_deref() else {
        if options.turn || options.fill || options.order.is_some() || options.gap.is_some() {
            tell(
                words!(
                    "错误：--gap、--order、--turn、--fill 要和 --sheet 一起用\n  例如 --sheet sra3\n",
                    "error: --gap, --order, --turn and --fill go with --sheet\n  for example --sheet sra3\n"
                )
                .get(lang),
            );
            return Err(UNABLE);
        }
        return Ok(None);
    };
    let custom = || {
        let (width, height) = name.split_once(['x', 'X', '×'])?;
        let side = |text: &str| text.trim().parse().ok().filter(|mm| (50.0..=5000.0).contains(mm));
        Some((side(width)?, side(height)?))
    };
    let paper = if name == "marks" { None } else { imposition::paper(name).or_else(custom) };
    if paper.is_none() && name != "marks" {
        tell(
            words!(
                "错误：没有“{name}”这种纸\n  可以写：a4、a3、sra3、marks，或毫米 320x450\n",
                "error: there is no paper “{name}”\n  it can be: a4, a3, sra3, marks, or millimetres 320x450\n"
            )
            .get(lang),
        );
        return Err(UNABLE);
    }
    Ok(Some(Sheets {
        paper,
        gap: options.gap.map(f64::from),
        stacks: options.order.as_deref().map(|order| order == "stacks"),
        turn: options.turn,
        fill: options.fill,
    }))
}

fn bar(shown: bool, lang: Lang) -> ProgressBar {
    if !shown {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(5));
    let template = words!(
        "  排版 {{bar:24}} {{pos}}/{{len}} 行，每秒 {{per_sec}}，还要 {{eta}}",
        "  setting {{bar:24}} {{pos}}/{{len}} rows, {{per_sec}}, {{eta}} left"
    );
    if let Ok(style) = ProgressStyle::with_template(template.get(lang)) {
        let style = style.with_key("per_sec", |state: &indicatif::ProgressState, to: &mut dyn std::fmt::Write| {
            let _ = write!(to, "{:.0}", state.per_sec());
        });
        bar.set_style(style.progress_chars("━━ "));
    }
    bar
}

fn summary(outcome: &Outcome, options: &Export, took: Duration, lang: Lang) -> String {
    let Outcome { records, printed, failed, kept, parts, open, files, bytes, complete, .. } = outcome;
    let seconds = format!("{:.1}", took.as_secs_f64());
    let speed = format!("{:.0}", printed.saturating_sub(*kept) as f64 / took.as_secs_f64().max(0.001));
    let kb = bytes / 1024;
    let mut text = String::new();
    if *complete {
        text.push_str(
            words!(
                "完成：{printed} 份，{files} 个文件 {kb} KB（沿用 {kept} 份），用时 {seconds} 秒，每秒 {speed} 份\n",
                "done: {printed} records, {files} files, {kb} KB ({kept} kept) in {seconds} s, {speed} a second\n"
            )
            .get(lang),
        );
        if *failed > 0 {
            text.push_str(
                words!("  {failed} 份有错，没有印\n", "  {failed} were wrong and are not printed\n").get(lang),
            );
        }
    } else if *failed > 0 && !outcome.begun {
        text.push_str(
            words!(
                "{records} 份里有 {failed} 份有错，还没有开始排版；改好后再运行。先出其余的：加 --keep-going\n",
                "{failed} of {records} are wrong and nothing was set; mend them and run again. Add --keep-going to have the others now\n"
            )
            .get(lang),
        );
    } else if *failed > 0 {
        text.push_str(
            words!(
                "{records} 份里有 {failed} 份有错，没有打成整包；改好后再运行，做好的会沿用。先出其余的：加 --keep-going\n",
                "{failed} of {records} are wrong and there is no parcel; mend them and run again, what is done is kept. Add --keep-going to have the others now\n"
            )
            .get(lang),
        );
    } else if *open > 0 {
        let (number, of) = options.shard.unwrap_or((1, 1));
        text.push_str(
            words!(
                "第 {number}/{of} 份做好了，整单 {parts} 个文件还差 {open} 个；都放进同一个文件夹后再运行一次 export，就有施工单和清单\n",
                "part {number}/{of} is done, {open} of {parts} files are still to come; put all into one folder and run export once more for the job sheet and lists\n"
            )
            .get(lang),
        );
    }
    text
}
