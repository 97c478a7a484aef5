//! The papers of a parcel: a report for machines, lists for people who cut and pack, and the job sheet.

use super::{
    super::{
        pressroom::crew::{self, Hands},
        write::failed,
    },
    kept::Kept,
    parts::{Format, Plan, hex},
};
use crate::{
    base::{
        date::Date,
        diag::{Diag, Severity},
    },
    model::data::{DataRow, DataTable},
    output::print::{
        JobSheet, PdfKind, Problem, job,
        order::Order,
        task::{Event, Finish},
    },
};
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
    pub today: Date,
}

/// One printed record, as cutters and packers look for it.
struct Line<'a> {
    record: usize,
    file: String,
    /// Counted from 1 within the file.
    page: usize,
    /// Sheet and place on it, counted from 1.
    sheet: Option<(usize, usize)>,
    code: String,
    failed: Option<&'a Problem>,
}

/// A store, and what goes to it.
struct Store {
    name: String,
    address: String,
    copies: usize,
    places: Vec<(String, usize)>,
}

impl Parcel<'_> {
    /// Names and bytes, the same for the same order.
    pub fn papers(&self, hands: Hands<'_>, files: &[(String, Arc<[u8]>)]) -> Result<Vec<(String, Vec<u8>)>, Box<Diag>> {
        let lines = self.lines();
        let stores = self.stores(&lines);
        let fail = |error: csv::Error| failed(Path::new("manifest.csv"), &io::Error::other(error));
        let mut papers = vec![
            ("manifest.csv".to_string(), self.manifest(&lines).map_err(fail)?),
            ("packing.csv".to_string(), packing(&stores).map_err(fail)?),
            ("report.json".to_string(), self.report(&lines)),
        ];
        if let Some(sheet) = self.job_sheet(&lines, &stores, hands, files) {
            papers.push(("job-sheet.pdf".to_string(), sheet));
        }
        papers.sort();
        Ok(papers)
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
                    code: row.codes.join(" "),
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

    fn row(&self, record: usize) -> Option<(&DataTable, &DataRow)> {
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
                line.code.clone(),
                if line.failed.is_some() { String::new() } else { line.file.clone() },
                if line.failed.is_some() { String::new() } else { line.page.to_string() },
                number(line.sheet, true),
                number(line.sheet, false),
                line.failed.map_or_else(|| "ok".to_string(), |problem| problem.message.zh.clone()),
            ])?;
        }
        table.finish()
    }

    fn stores(&self, lines: &[Line<'_>]) -> Vec<Store> {
        let mut stores: Vec<Store> = Vec::new();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for line in lines.iter().filter(|line| line.failed.is_none()) {
            let piece = self.plan.piece(self.order, line.record);
            let cell = |names: &[&str]| {
                let (table, row) = self.row(line.record)?;
                names.iter().find_map(|name| table.cell(row, name)).map(|cell| cell.value.clone())
            };
            let name = cell(&["store", "门店", "店名", "name", "名称", "姓名"]).unwrap_or_else(|| piece.slug.clone());
            let address = cell(&["address", "地址", "收货地址"]).unwrap_or_default();
            let place = line.sheet.map_or(line.page, |(sheet, _)| sheet);
            let at = *known.entry(format!("{name}\n{address}")).or_insert_with(|| {
                stores.push(Store { name, address, copies: 0, places: Vec::new() });
                stores.len() - 1
            });
            stores[at].copies += 1;
            let place = (line.file.clone(), place);
            if stores[at].places.last() != Some(&place) {
                stores[at].places.push(place);
            }
        }
        stores
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
                let row = order.row(piece).map(|(table, row)| format!("{}:{}", table.path, row.line));
                let said = self.diags.iter().find(|diag| diag.row.is_some() && diag.row == row);
                json!({
                    "piece": piece.slug, "row": row,
                    "code": said.map(|diag| diag.code.id()),
                    "message": said.map(|diag| &diag.message),
                })
            })
            .collect();
        let warnings: usize = self.done.values().flat_map(|kept| &kept.rows).map(|row| row.problems.len()).sum();
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
            "format": format!("{:?}", self.plan.format).to_lowercase(),
            "sheet": self.plan.sheets.as_ref().map(|(plan, _)| json!({
                "width_mm": plan.sheet.0, "height_mm": plan.sheet.1, "columns": plan.columns, "rows": plan.rows,
                "sheets": plan.sheets, "faces": plan.faces,
            })),
            "records": lines.len() + left_out.len(),
            "printed": lines.iter().filter(|line| line.failed.is_none()).count(),
            "codes_read_back": codes,
            "warnings": warnings - failed.len(),
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
    ) -> Option<Vec<u8>> {
        let order = self.order;
        let fact = |word: &str, value: String| (word.to_string(), value);
        let printed = lines.iter().filter(|line| line.failed.is_none()).count();
        let mm = |tenths: u32| {
            if tenths.is_multiple_of(10) {
                (tenths / 10).to_string()
            } else {
                format!("{:.1}", f64::from(tenths) / 10.0)
            }
        };
        let paper = order.kit.paper;
        let mut facts = vec![
            fact("模板", order.kit.title.clone()),
            fact("成品", format!("{}×{} mm，出血 {} mm", mm(paper.width), mm(paper.height), mm(paper.bleed))),
            fact("面数", paper.sides.to_string()),
            fact("份数", printed.to_string()),
            fact("版本", order.book.site.version.clone()),
            fact("日期", self.today.to_string()),
        ];
        if let Some((plan, wish)) = &self.plan.sheets {
            let turn = if plan.faces == 1 && plan.card.sides == 2 { "，自翻版" } else { "" };
            facts.push(fact("纸张", format!("{}×{} mm{turn}", plan.sheet.0, plan.sheet.1)));
            facts.push(fact("拼版", format!("{} 列 × {} 行，间隔 {} mm", plan.columns, plan.rows, wish.gap)));
            facts.push(fact("张数", plan.sheets.to_string()));
            let cut = match wish.order {
                crate::output::print::imposition::Order::Rows => "逐张逐行",
                crate::output::print::imposition::Order::Stacks => "切开后按叠排序",
            };
            facts.push(fact("顺序", cut.to_string()));
        }
        let files_of: usize = self.done.values().map(|kept| kept.files.len()).sum();
        facts.push(fact("文件", files_of.to_string()));
        let codes: usize = self.done.values().flat_map(|kept| &kept.rows).map(|row| row.codes.len()).sum();
        let problems: Vec<&Problem> =
            self.done.values().flat_map(|kept| &kept.rows).flat_map(|row| &row.problems).collect();
        let warnings = problems.iter().filter(|problem| problem.severity != Severity::Error).count();
        let checks = vec![
            fact("二维码", format!("{codes} 个，逐页栅格化后在机内读回，模糊后再读一遍")),
            fact("页面", "尺寸、出血、安全区、墨量、细线、字号、图片精度逐页看过".to_string()),
            fact("提示", if warnings == 0 { "没有".to_string() } else { format!("{warnings} 条，见 report.json") }),
        ];
        let failed = lines.iter().filter_map(|line| {
            let row =
                self.row(line.record).map_or_else(String::new, |(table, row)| format!("{}:{}", table.path, row.line));
            Some((row, line.failed?.message.zh.clone()))
        });
        let left_out = self.plan.left_out.iter().map(|record| {
            let piece = &order.print.pieces[record.piece as usize];
            let row = order
                .row(piece)
                .map_or_else(|| piece.slug.clone(), |(table, row)| format!("{}:{}", table.path, row.line));
            let why = self.diags.iter().find(|diag| diag.row.as_ref() == Some(&row));
            (row, why.map_or_else(String::new, |diag| diag.message.zh.clone()))
        });
        let job = JobSheet {
            title: order.print.head.title.value.clone(),
            job: self.number(),
            facts,
            checks,
            failed: left_out.chain(failed).collect(),
            packing: stores
                .iter()
                .take(MOST_STORES)
                .map(|store| {
                    [store.name.clone(), store.address.clone(), store.copies.to_string(), places(&store.places)]
                })
                .collect(),
        };
        let mut task = order.task(vec![job::data(&job)], Finish::Pdfs(PdfKind::Document));
        task.main = job::KIT.to_string();
        task.sides = None;
        task.dated = false;
        let made = Mutex::new(None);
        crew::run(Hands { count: 1, ..hands }, files, std::iter::once((0, task)), &|_, event| {
            if let Event::File { bytes, .. } = event {
                *made.lock().unwrap_or_else(PoisonError::into_inner) = Some(bytes);
            }
        });
        made.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// So many stores stand on the job sheet; the rest stand in `packing.csv` alone.
const MOST_STORES: usize = 2000;

fn packing(stores: &[Store]) -> csv::Result<Vec<u8>> {
    let mut table = Table::new(&["门店", "地址", "份数", "位置"])?;
    for store in stores {
        table.row(&[store.name.clone(), store.address.clone(), store.copies.to_string(), places(&store.places)])?;
    }
    table.finish()
}

/// `a.pdf 1–3、7`: the file's name once, then pages or sheets in a row.
fn places(list: &[(String, usize)]) -> String {
    let mut out = String::new();
    let mut at = 0;
    let mut last = "";
    while at < list.len() {
        let (file, from) = &list[at];
        let mut end = at;
        while list.get(end + 1).is_some_and(|(next, page)| next == file && *page == list[end].1 + 1) {
            end += 1;
        }
        if file != last {
            out.push_str(if out.is_empty() { "" } else { "；" });
            out.push_str(file);
            out.push(' ');
        } else {
            out.push('、');
        }
        out.push_str(&from.to_string());
        if end > at {
            out.push_str(&format!("–{}", list[end].1));
        }
        last = file;
        at = end + 1;
    }
    out
}

/// A CSV as spreadsheets open it: UTF-8 with its mark, lines ending as they like, nothing that starts a formula.
struct Table(csv::Writer<Vec<u8>>);

impl Table {
    fn new(head: &[&str]) -> csv::Result<Table> {
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record(head)?;
        Ok(Table(writer))
    }

    fn row(&mut self, cells: &[String]) -> csv::Result<()> {
        self.0.write_record(cells.iter().map(|cell| match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            true => format!("'{cell}"),
            false => cell.clone(),
        }))
    }

    fn finish(self) -> csv::Result<Vec<u8>> {
        self.0.into_inner().map_err(|error| csv::Error::from(io::Error::other(error.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn places_name_a_file_once_and_join_pages_in_a_row() {
        let at = |file: &str, page| (file.to_string(), page);
        assert_eq!(
            places(&[at("a.pdf", 1), at("a.pdf", 2), at("a.pdf", 3), at("a.pdf", 7), at("b.pdf", 1)]),
            "a.pdf 1–3、7；b.pdf 1"
        );
    }
}
