//! The papers of a parcel: a report for machines, lists for people who cut and pack, and the job sheet.

use super::{
    super::{
        pressroom::crew::{self, Hands},
        write::failed,
    },
    kept::Kept,
    packing::Store,
    parts::{Format, Plan, hex},
    table::Table,
};
use crate::{
    base::{
        date::Date,
        diag::{Diag, Severity},
        lang::{Lang, Words},
    },
    model::{
        data::{DataRow, DataTable},
        kit::KitOutput,
        print::Piece,
    },
    output::print::{
        JobSheet, PdfKind, Problem,
        imposition::Order as Cutting,
        job,
        order::Order,
        task::{Event, Finish},
    },
    words,
};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

/// All that papers are made from.
pub struct Parcel<'a> {
    pub order: &'a Order<'a>,
    pub plan: &'a Plan,
    pub done: &'a BTreeMap<usize, Kept>,
    pub diags: &'a [Diag],
    pub notes: &'a [Note],
    pub today: Date,
}

/// What is to be looked at and stops nothing, once for all records that are alike: so many of them, of which the first are
/// listed.
#[derive(Serialize)]
pub struct Note {
    pub code: &'static str,
    pub message: Words,
    pub help: Vec<Words>,
    pub count: usize,
    pub records: Vec<usize>,
    pub rows: Vec<String>,
}

/// One printed record, as cutters and packers look for it.
pub(super) struct Line<'a> {
    pub record: usize,
    pub file: String,
    /// Counted from 1 within the file.
    pub page: usize,
    /// Sheet and place on it, counted from 1.
    pub sheet: Option<(usize, usize)>,
    pub codes: &'a [String],
    pub failed: Option<&'a Problem>,
}

impl Parcel<'_> {
    /// Names and bytes, the same for the same order.
    pub fn papers(&self, hands: Hands<'_>, files: &[(String, Arc<[u8]>)]) -> Result<Vec<(String, Vec<u8>)>, Box<Diag>> {
        let lines = self.lines();
        let stores = self.stores(&lines);
        let fail = |error: csv::Error| failed(Path::new("manifest.csv"), &io::Error::other(error));
        let mut papers = vec![
            ("manifest.csv".to_string(), self.manifest(&lines).map_err(fail)?),
            ("packing.csv".to_string(), self.packing(&stores).map_err(fail)?),
            ("report.json".to_string(), self.report(&lines)),
        ];
        papers.push(("job-sheet.pdf".to_string(), self.job_sheet(&lines, &stores, hands, files)?));
        papers.sort();
        Ok(papers)
    }

    /// Papers travel with the parcel: they speak as the workspace does, whoever exports.
    pub(super) fn lang(&self) -> Lang {
        self.order.book.site.lang
    }

    pub(super) fn say(&self, words: &Words) -> String {
        words.get(self.lang()).to_string()
    }

    /// What the files are, and for which printing condition.
    fn standard(&self) -> Words {
        let condition = self.order.intent().map(|intent| (intent.condition, intent.profile.is_some()));
        match (self.plan.format, self.order.kit.output, condition) {
            (Format::Proof, ..) => {
                words!("校样 PDF（屏幕颜色，不要拿去印）", "proof PDF (screen colours, not for printing)")
            }
            (Format::Png, ..) => words!("PNG 图片（屏幕颜色）", "PNG pictures (screen colours)"),
            (Format::Svg, ..) => {
                words!("SVG 图片（屏幕颜色，不要拿去印）", "SVG pictures (screen colours, not for printing)")
            }
            (Format::Press, KitOutput::Document, _) => words!("文档 PDF", "document PDF"),
            (Format::Press, _, Some((name, true))) => {
                words!("印刷 PDF（PDF/X-4 结构），印刷条件 {name}", "press-ready PDF (PDF/X-4 structure) for {name}")
            }
            (Format::Press, _, Some((name, false))) => {
                words!("印刷 PDF，印刷条件 {name}，未嵌入配置文件", "press-ready PDF for {name}, without its profile")
            }
            (Format::Press, _, None) => {
                words!("印刷 PDF，未指定印刷条件", "press-ready PDF, no printing condition named")
            }
        }
    }

    fn lines(&self) -> Vec<Line<'_>> {
        let mut lines = Vec::new();
        for (&part, kept) in self.done {
            let mut page = 1;
            for row in &kept.rows {
                let record = self.plan.parts[part].records[row.record];
                let (file, at, sheet) = self.place(part, row.record, record, page);
                lines.push(Line {
                    record,
                    file,
                    page: at,
                    sheet,
                    codes: &row.codes,
                    failed: row.problems.iter().find(|problem| problem.severity == Severity::Error),
                });
                page += if row.failed() { 0 } else { row.pages };
            }
        }
        lines.sort_by_key(|line| line.record);
        lines
    }

    fn place(&self, part: usize, inside: usize, record: usize, page: usize) -> (String, usize, Option<(usize, usize)>) {
        match &self.plan.sheets {
            Some((plan, _)) => {
                let sheets = self.plan.parts[part].sheets.clone();
                let found = sheets.clone().find_map(|sheet| {
                    let place = (0..plan.per_sheet).find(|&place| plan.record(sheet, place) == Some(record))?;
                    Some((sheet, place))
                });
                let (sheet, place) = found.unwrap_or((sheets.start, 0));
                let page = (sheet - sheets.start) * plan.faces + 1;
                (self.plan.part_file(self.order, part), page, Some((sheet + 1, place + 1)))
            }
            None if matches!(self.plan.format, Format::Png | Format::Svg) => {
                (self.plan.file(self.order, part, Some(inside), 0), 1, None)
            }
            None => (self.plan.part_file(self.order, part), page, None),
        }
    }

    pub(super) fn row(&self, record: usize) -> Option<(&DataTable, DataRow)> {
        self.order.row(self.plan.piece(self.order, record))
    }

    fn manifest(&self, lines: &[Line<'_>]) -> csv::Result<Vec<u8>> {
        let mut table =
            Table::new(&["no", "piece", "row", "copy", "serial", "code", "file", "page", "sheet", "place", "state"])?;
        for line in lines {
            let record = self.plan.records[line.record];
            let piece = self.plan.piece(self.order, line.record);
            let serial = self.order.print.serial.as_ref();
            let number = |pair: Option<(usize, usize)>, first: bool| {
                pair.map_or_else(String::new, |(sheet, place)| if first { sheet } else { place }.to_string())
            };
            table.row(&[
                (line.record + 1).to_string(),
                piece.slug.clone(),
                self.row(line.record).map_or_else(String::new, |(table, row)| format!("{}:{}", table.path, row.line)),
                (record.copy + 1).to_string(),
                serial.map_or_else(String::new, |serial| serial.number(piece.before + u64::from(record.copy))),
                line.codes.join(" "),
                if line.failed.is_some() { String::new() } else { line.file.clone() },
                if line.failed.is_some() { String::new() } else { line.page.to_string() },
                number(line.sheet, true),
                number(line.sheet, false),
                line.failed.map_or_else(|| "ok".to_string(), |problem| self.say(&problem.message)),
            ])?;
        }
        // Rows that were wrong before anything was set have no number: they were never part of the run.
        for record in &self.plan.left_out {
            let piece = &self.order.print.pieces[record.piece as usize];
            let (row, why) = self.why(piece);
            let mut cells = vec![String::new(), piece.slug.clone(), row, (record.copy + 1).to_string()];
            cells.resize(10, String::new());
            cells.push(why.map_or_else(|| self.say(&words!("没有印", "not printed")), |diag| self.say(&diag.message)));
            table.row(&cells)?;
        }
        table.finish()
    }

    /// The row of a piece that was left out, and what was said of it.
    fn why(&self, piece: &Piece) -> (String, Option<&Diag>) {
        let row = self.order.row(piece);
        let row = row.map_or_else(String::new, |(table, row)| format!("{}:{}", table.path, row.line));
        // A print without rows has what is said of no row; what is only to be looked at is no reason.
        let said = self
            .diags
            .iter()
            .find(|diag| diag.severity == Severity::Error && diag.row.as_deref().unwrap_or_default() == row);
        (row, said)
    }

    fn report(&self, lines: &[Line<'_>]) -> Vec<u8> {
        let order = self.order;
        let failed: Vec<Value> = lines
            .iter()
            .filter_map(|line| {
                let problem = line.failed?;
                Some(json!({
                    "record": line.record + 1,
                    "piece": self.plan.piece(order, line.record).slug,
                    "row": self.row(line.record).map(|(table, row)| format!("{}:{}", table.path, row.line)),
                    "code": problem.kind.code().id(),
                    "message": problem.message,
                    "field": problem.field,
                    "help": problem.help,
                }))
            })
            .collect();
        let left_out: Vec<Value> = self
            .plan
            .left_out
            .iter()
            .map(|record| {
                let piece = &order.print.pieces[record.piece as usize];
                let (row, said) = self.why(piece);
                json!({
                    "piece": piece.slug, "row": Some(row).filter(|row| !row.is_empty()),
                    "code": said.map(|diag| diag.code.id()),
                    "message": said.map(|diag| &diag.message),
                })
            })
            .collect();
        let warnings: usize = self.done.values().flat_map(|kept| &kept.rows).map(|row| row.notices).sum();
        let files: Vec<Value> = self
            .done
            .values()
            .flat_map(|kept| &kept.files)
            .map(|file| json!({ "name": file.name, "bytes": file.bytes, "sha256": file.sha256 }))
            .collect();
        let codes: usize = self.done.values().flat_map(|kept| &kept.rows).map(|row| row.codes.len()).sum();
        let report = json!({
            "sopress": env!("CARGO_PKG_VERSION"),
            "job": self.number(),
            "print": order.print.head.slug,
            "title": order.print.head.title.value,
            "kit": order.kit.name,
            "version": order.book.site.version,
            "date": self.today.to_string(),
            "filled": self.plan.filled,
            "format": format!("{:?}", self.plan.format).to_lowercase(),
            "standard": self.standard(),
            "sheet": self.plan.sheets.as_ref().map(|(plan, _)| json!({
                "width_mm": plan.sheet.0, "height_mm": plan.sheet.1, "columns": plan.columns, "rows": plan.rows,
                "sheets": plan.sheets, "faces": plan.faces,
            })),
            "records": lines.len() + left_out.len(),
            "printed": lines.iter().filter(|line| line.failed.is_none()).count(),
            "codes_read_back": codes,
            "warnings": warnings,
            "notes": self.notes,
            "failed": failed,
            "left_out": left_out,
            "files": files,
        });
        let mut text = serde_json::to_vec_pretty(&report).expect("texts and numbers always make JSON");
        text.push(b'\n');
        text
    }

    /// Short enough to say on the phone, and the same for the same order.
    fn number(&self) -> String {
        let mut hash = Sha256::new();
        for kept in self.done.values() {
            hash.update(&kept.key);
        }
        format!("J-{}", hex(&hash.finalize()[..3]).to_uppercase())
    }

    fn job_sheet(
        &self,
        lines: &[Line<'_>],
        stores: &[Store],
        hands: Hands<'_>,
        files: &[(String, Arc<[u8]>)],
    ) -> Result<Vec<u8>, Box<Diag>> {
        let order = self.order;
        let fact = |word: Words, value: String| (self.say(&word), value);
        let printed = lines.iter().filter(|line| line.failed.is_none()).count();
        let mm = |tenths: u32| {
            if tenths.is_multiple_of(10) {
                (tenths / 10).to_string()
            } else {
                format!("{:.1}", f64::from(tenths) / 10.0)
            }
        };
        let paper = order.kit.paper;
        let (width, height, bleed) = (mm(paper.width), mm(paper.height), mm(paper.bleed));
        let size = words!("{width}×{height} mm，出血 {bleed} mm", "{width}×{height} mm, bleed {bleed} mm");
        let kit = match self.lang() {
            Lang::En if !order.kit.title_en.is_empty() => &order.kit.title_en,
            _ => &order.kit.title,
        };
        let copies = match self.plan.filled {
            0 => words!("{printed}", "{printed}"),
            more => words!("{printed}（排满整张，多印 {more}）", "{printed} ({more} more to fill sheets)"),
        };
        let mut facts = vec![
            fact(words!("模板", "Kit"), kit.to_string()),
            fact(words!("成品", "Size"), self.say(&size)),
            fact(words!("面数", "Sides"), paper.sides.to_string()),
            fact(words!("份数", "Copies"), self.say(&copies)),
            fact(words!("版本", "Version"), format!("v{}-{}", order.book.site.version, self.plan.stamp())),
            fact(words!("日期", "Date"), self.today.to_string()),
            fact(words!("文件格式", "Format"), self.say(&self.standard())),
        ];
        if self.plan.format == Format::Press && order.kit.output == KitOutput::Print {
            // Inks in front and behind, as print shops say it.
            let inks = if paper.sides == 1 {
                words!("4/0（CMYK）", "4/0 (CMYK)")
            } else {
                words!("4/4（CMYK）", "4/4 (CMYK)")
            };
            facts.insert(3, fact(words!("墨色", "Inks"), self.say(&inks)));
        }
        if let Some((plan, wish)) = &self.plan.sheets {
            let (w, h, columns, rows, gap) = (plan.sheet.0, plan.sheet.1, plan.columns, plan.rows, wish.gap);
            let sheet = if plan.faces == 1 && plan.card.sides == 2 {
                words!("{w}×{h} mm，自翻版", "{w}×{h} mm, work and turn")
            } else {
                words!("{w}×{h} mm", "{w}×{h} mm")
            };
            let grid =
                words!("{columns} 列 × {rows} 行，间隔 {gap} mm", "{columns} across × {rows} down, {gap} mm apart");
            let cut = match wish.order {
                Cutting::Rows => words!("逐张逐行", "sheet by sheet, row by row"),
                Cutting::Stacks => words!("切开后按叠排序", "in piles after cutting"),
            };
            facts.push(fact(words!("纸张", "Paper"), self.say(&sheet)));
            facts.push(fact(words!("拼版", "Imposition"), self.say(&grid)));
            facts.push(fact(words!("张数", "Sheets"), plan.sheets.to_string()));
            facts.push(fact(words!("顺序", "Order"), self.say(&cut)));
        }
        let files_of: usize = self.done.values().map(|kept| kept.files.len()).sum();
        facts.push(fact(words!("文件", "Files"), files_of.to_string()));
        let codes: usize = self.done.values().flat_map(|kept| &kept.rows).map(|row| row.codes.len()).sum();
        let warnings: usize = self.done.values().flat_map(|kept| &kept.rows).map(|row| row.notices).sum();
        let mut checks = vec![
            fact(
                words!("二维码", "Codes"),
                self.say(&match codes {
                    0 => words!("没有码", "none"),
                    _ => words!(
                        "{codes} 个，逐页栅格化后在机内读回，模糊后再读一遍",
                        "{codes}, each read back from its finished page, also when blurred"
                    ),
                }),
            ),
            fact(
                words!("页面", "Pages"),
                self.say(&words!(
                    "尺寸、出血、安全区、墨量、细线、字号、图片精度逐页看过",
                    "each looked at: size, bleed, safe area, inks, hairlines, type, pictures"
                )),
            ),
            fact(
                words!("提示", "Notes"),
                self.say(&match warnings {
                    0 => words!("没有", "none"),
                    _ => words!("{warnings} 条，见 report.json", "{warnings}, see report.json"),
                }),
            ),
        ];
        if self.plan.sheets.is_some() {
            checks.insert(1, fact(words!("大版", "Sheets"), self.say(&words!(
                "每张的位置都核对过；每个文件的第一张和最后一张，码从大版上再读一遍",
                "the places on each are checked; codes are read again from the first and last sheet of each file"
            ))));
        }
        let failed = lines.iter().filter_map(|line| {
            let row =
                self.row(line.record).map_or_else(String::new, |(table, row)| format!("{}:{}", table.path, row.line));
            Some((row, self.say(&line.failed?.message)))
        });
        let left_out = self.plan.left_out.iter().map(|record| {
            let piece = &order.print.pieces[record.piece as usize];
            let (row, why) = self.why(piece);
            let row = if row.is_empty() { piece.slug.clone() } else { row };
            (row, why.map_or_else(String::new, |diag| self.say(&diag.message)))
        });
        let job = JobSheet {
            lang: self.lang(),
            title: order.print.head.title.value.clone(),
            job: self.number(),
            facts,
            checks,
            failed: left_out.chain(failed).collect(),
            packing: self.packed_stores(stores),
            more: self.more_stores(stores),
        };
        self.set(job::data(&job), hands, files)
    }

    /// The sheet as PDF. It must be there whatever a store is called: a character that no font has is printed as its number.
    fn set(&self, data: Value, hands: Hands<'_>, files: &[(String, Arc<[u8]>)]) -> Result<Vec<u8>, Box<Diag>> {
        let mut text = data.to_string();
        let mut last = None;
        for _ in 0..2 {
            let data = serde_json::from_str(&text).expect("it was JSON, and no mark of JSON was replaced");
            let mut task = self.order.task(vec![data], Finish::Pdfs(PdfKind::Document));
            task.main = job::KIT.to_string();
            task.sides = None;
            task.dated = false;
            let (made, wrong) = (Mutex::new(None), Mutex::new(Vec::new()));
            crew::run(Hands { count: 1, ..hands }, files, std::iter::once((0, task)), &|_, event| match event {
                Event::File { bytes, .. } => *made.lock().unwrap_or_else(PoisonError::into_inner) = Some(bytes),
                Event::Set { problems, .. } | Event::Failed(problems) => {
                    wrong.lock().unwrap_or_else(PoisonError::into_inner).extend(problems);
                }
                Event::Begun(_) | Event::Done => {}
            });
            if let Some(bytes) = made.into_inner().unwrap_or_else(PoisonError::into_inner) {
                return Ok(bytes);
            }
            let wrong = wrong.into_inner().unwrap_or_else(PoisonError::into_inner);
            for character in wrong.iter().filter_map(|problem| problem.character) {
                text = text.replace(character, &format!("〔U+{:04X}〕", u32::from(character)));
            }
            last = wrong.into_iter().find(|problem| problem.severity == Severity::Error);
        }
        let why = last.map_or_else(|| words!("没有排出来", "it was not set"), |problem| problem.message);
        Err(failed(Path::new("job-sheet.pdf"), &io::Error::other(self.say(&why))))
    }
}
