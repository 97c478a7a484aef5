//! How an order is divided: which copies, in what order, on which sheets, in which file. Every machine divides it alike.

use crate::{
    base::{
        code::Code,
        date::Date,
        diag::{Diag, Severity, nearest},
        lang::listed,
    },
    model::{
        filter::Filter,
        kit::KitOutput,
        print::{Piece, Print},
    },
    output::print::{
        PdfKind,
        imposition::{self, Card, Duplex, Imposition, Order as Cutting},
        order::Order,
        task::{Finish, Task},
    },
    words,
};
use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, ops::Range, sync::Arc};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For the print shop.
    Press,
    /// For the eye: in screen colours, without bleed.
    Proof,
    Png,
    Svg,
}

/// Paper to lay cards on.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheets {
    /// Millimetres; `None` is the card itself with room for marks around it.
    pub paper: Option<(f64, f64)>,
    /// Between trims; without it each card keeps its whole bleed.
    pub gap: Option<f64>,
    /// Piles of cut cards in order; without a word, when there are serial numbers.
    pub stacks: Option<bool>,
    pub turn: bool,
    /// As many copies more as fill the last sheet of each piece.
    pub fill: bool,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Wish {
    pub format: Option<Format>,
    pub sheets: Option<Sheets>,
    pub dpi: Option<u32>,
    /// Which rows: a condition, numbers of rows, or names of pieces.
    pub rows: Option<String>,
    /// Which of how many, from 0.
    pub shard: Option<(usize, usize)>,
    pub keep_going: bool,
    pub zip: bool,
    /// What was found wrong with rows before: the papers say why they were left out.
    pub wrong: Vec<Diag>,
}

/// One copy of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its number among the print's pieces.
    pub piece: u32,
    pub copy: u32,
}

/// One file for the print shop, or the pictures of some pieces.
#[derive(Clone, Debug)]
pub struct Part {
    /// Numbers of its records.
    pub records: Vec<usize>,
    pub sheets: Range<usize>,
}

pub struct Plan {
    pub format: Format,
    pub records: Vec<Record>,
    /// Pieces whose rows are wrong.
    pub left_out: Vec<Record>,
    /// Copies that nobody asked for, on sheets that would not be full.
    pub filled: usize,
    pub parts: Vec<Part>,
    pub sheets: Option<(imposition::Plan, Imposition)>,
    pub dpi: u32,
    /// A hash of everything that all parts are made from.
    base: [u8; 32],
}

/// Records of a part: enough that a file is worth opening, few enough that little is lost with one.
const SMALL: usize = 100;
const LARGE: usize = 1000;

/// Above and below one card with marks around it: ink patches and the slug line.
const STRIP: f64 = 7.0;

impl Plan {
    pub fn new(
        order: &Order<'_>,
        wish: &Wish,
        unfit: &[Diag],
        files: &[(String, Arc<[u8]>)],
        today: Date,
    ) -> Result<Plan, Box<Diag>> {
        let format = wish.format.unwrap_or(match order.kit.output {
            KitOutput::Image => Format::Png,
            KitOutput::Print | KitOutput::Document => Format::Press,
        });
        let pictures = matches!(format, Format::Png | Format::Svg);
        let chosen = choose(order, wish.rows.as_deref())?;
        let unfit: BTreeSet<Option<&str>> = unfit.iter().map(|diag| diag.row.as_deref()).collect();
        let wrong = |piece: &Piece| {
            let row = order.row(piece).map(|(table, row)| format!("{}:{}", table.path, row.line));
            piece.wrong || unfit.contains(&row.as_deref())
        };
        let places = match &wish.sheets {
            Some(sheets) if sheets.fill => fill(order, sheets, format, today, files)?,
            _ => 1,
        };
        let (mut records, mut left_out, mut filled) = (Vec::new(), Vec::new(), 0);
        for (number, piece) in order.print.pieces.iter().enumerate().filter(|(number, _)| chosen.contains(number)) {
            // The same picture twice is one picture.
            let copies = if pictures && order.print.serial.is_none() { 1 } else { piece.copies };
            let (list, copies) = match wrong(piece) {
                true => (&mut left_out, copies),
                false => {
                    let full = copies.next_multiple_of(places);
                    filled += (full - copies) as usize;
                    (&mut records, full)
                }
            };
            list.extend((0..copies).map(|copy| Record { piece: u32::try_from(number).unwrap_or(u32::MAX), copy }));
        }
        let sheets = match &wish.sheets {
            Some(sheets) if !pictures => Some(lay(order, sheets, format, records.len(), today, files)?),
            _ => None,
        };
        // No more than a hundred files, and none of more than a thousand records, whatever is lost.
        let most = records.len().div_ceil(100).next_multiple_of(SMALL).clamp(SMALL, LARGE);
        let parts = match &sheets {
            Some((plan, _)) => {
                let many = most.div_ceil(plan.per_sheet);
                let ranges = (0..plan.sheets).step_by(many).map(|from| from..(from + many).min(plan.sheets));
                ranges.map(|sheets| Part { records: plan.records_of(sheets.clone()), sheets }).collect()
            }
            None => (0..records.len())
                .step_by(most)
                .map(|from| Part { records: (from..(from + most).min(records.len())).collect(), sheets: 0..0 })
                .collect(),
        };
        let dpi = wish.dpi.unwrap_or(match order.kit.output {
            KitOutput::Image => order.kit.paper.dpi,
            KitOutput::Print | KitOutput::Document => 300,
        });
        Ok(Plan { format, records, left_out, filled, parts, sheets, dpi, base: base(files) })
    }

    /// Stands in the slug line of every sheet and on the job sheet: the same when nothing that is printed from has changed.
    pub fn stamp(&self) -> String {
        hex(&self.base[..3])
    }

    pub fn piece<'a>(&self, order: &Order<'a>, record: usize) -> &'a Piece {
        &order.print.pieces[self.records[record].piece as usize]
    }

    pub fn task(&self, order: &Order<'_>, part: usize) -> Task {
        let part = &self.parts[part];
        let data = |&record: &usize| order.data(self.piece(order, record), self.records[record].copy);
        let kind = match (self.format, order.kit.output) {
            (Format::Proof, _) => PdfKind::Proof,
            (_, KitOutput::Document) => PdfKind::Document,
            _ => PdfKind::Press,
        };
        let finish = match (self.format, &self.sheets) {
            (Format::Png, _) => Finish::Png { dpi: self.dpi, first: false },
            (Format::Svg, _) => Finish::Svg,
            (_, None) => Finish::Pdf(kind),
            (_, Some((plan, wish))) => Finish::Sheets {
                kind,
                card: plan.card,
                wish: wish.clone(),
                sheets: part.sheets.clone(),
                all: self.records.len(),
                numbers: part.records.clone(),
            },
        };
        let mut task = order.task(part.records.iter().map(data).collect(), finish);
        task.rules = Some(order.rules());
        task
    }

    /// What tells whether a part that lies there is the one that would be made.
    pub fn key(&self, task: &Task) -> String {
        let mut hash = Sha256::new();
        hash.update(self.base);
        hash.update(serde_json::to_vec(task).expect("a task can be written"));
        hex(&hash.finalize())
    }

    /// The file's name: of a part, or of one picture.
    pub fn file(&self, order: &Order<'_>, part: usize, record: Option<usize>, page: usize) -> String {
        let Some(record) = record else { return self.part_file(order, part) };
        let number = self.parts[part].records[record];
        let Record { copy, .. } = self.records[number];
        let mut name = self.piece(order, number).slug.clone();
        if copy > 0 {
            name.push_str(&format!(".{}", copy + 1));
        }
        if order.kit.paper.sides != 1 {
            name.push_str(&format!("-{}", page + 1));
        }
        let ending = if self.format == Format::Svg { "svg" } else { "png" };
        format!("{name}.{ending}")
    }

    pub fn part_file(&self, order: &Order<'_>, part: usize) -> String {
        let slug = &order.print.head.slug;
        let proof = if self.format == Format::Proof { "-proof" } else { "" };
        match self.parts.len() {
            1 => format!("{slug}{proof}.pdf"),
            count => format!("{slug}{proof}-{:0width$}.pdf", part + 1, width = count.to_string().len().max(3)),
        }
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn base(files: &[(String, Arc<[u8]>)]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    for (path, bytes) in files {
        hash.update(path);
        hash.update([0]);
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    hash.finalize().into()
}

/// The pieces that are meant by `--rows`.
pub(super) fn choose(order: &Order<'_>, rows: Option<&str>) -> Result<BTreeSet<usize>, Box<Diag>> {
    let pieces = &order.print.pieces;
    let Some(text) = rows.map(str::trim).filter(|text| !text.is_empty()) else {
        if pieces.is_empty() {
            let title = &order.print.head.title.value;
            return Err(Box::new(
                said(words!(
                    "物料“{title}”一份也不印：没有一行可印",
                    "the print “{title}” prints nothing: it has no row"
                ))
                .help(words!("看看 where 的条件和表里的行", "look at its where and at the rows of its table")),
            ));
        }
        return Ok((0..pieces.len()).collect());
    };
    if let Some(numbers) = numbers(text) {
        if let Some(both) = named_by_number(order, text) {
            return Err(both);
        }
        let chosen: BTreeSet<usize> = numbers
            .into_iter()
            .flat_map(|(from, to)| from.max(1)..=to.min(pieces.len()))
            .map(|number| number - 1)
            .collect();
        return if chosen.is_empty() { Err(none(order.print, text)) } else { Ok(chosen) };
    }
    let names: Vec<&str> = text.split([',', '，', '、']).map(str::trim).collect();
    let named: Option<BTreeSet<usize>> =
        names.iter().map(|name| pieces.iter().position(|piece| piece.slug == *name)).collect();
    if let Some(named) = named {
        return Ok(named);
    }
    let filter = Filter::parse(text).map_err(|wrong| {
        let (from, to) = (wrong.place.start, wrong.place.end.max(wrong.place.start + 1).min(text.len()));
        let at = text.get(from..to).filter(|at| !at.is_empty()).map_or_else(String::new, |at| format!("：{at}"));
        let hint = nearest(text, pieces.iter().map(|piece| piece.slug.as_str()));
        let (zh, en) = (&wrong.message.zh, &wrong.message.en);
        let message = crate::base::lang::Words::new(
            format!("--rows 读不懂{at}（{zh}）"),
            format!("--rows cannot be read{at} ({en})"),
        );
        said(message).help(hint).help(words!(
            "写成条件（area == \"锦绣片区\"）、序号（12,15-20）或名字（jinxiu,heping）",
            "write a condition (area == \"North\"), numbers (12,15-20) or names (jinxiu,heping)"
        ))
    })?;
    let chosen: BTreeSet<usize> = pieces
        .iter()
        .enumerate()
        .filter(|(_, piece)| order.row(piece).is_some_and(|(table, row)| filter.holds(table, &row)))
        .map(|(number, _)| number)
        .collect();
    let table = pieces.iter().find_map(|piece| order.row(piece)).map(|(table, _)| table);
    let unknown = filter.columns().into_iter().find(|column| table.is_none_or(|table| table.column(column).is_none()));
    if let Some(column) = unknown {
        let columns: Vec<&str> = table.into_iter().flat_map(|table| &table.columns).map(|c| c.value.as_str()).collect();
        let (zh, en) = listed(&columns);
        let diag = said(words!("--rows：没有“{column}”这一列", "--rows: there is no column “{column}”"));
        return Err(Box::new(
            diag.help(nearest(column, columns.iter().copied())).help(words!("已有的列：{zh}", "there are: {en}")),
        ));
    }
    if chosen.is_empty() { Err(none(order.print, text)) } else { Ok(chosen) }
}

/// A number that is the name of another row as well: nobody can know which of them is meant.
fn named_by_number(order: &Order<'_>, text: &str) -> Option<Box<Diag>> {
    let pieces = &order.print.pieces;
    let (name, at) = text.split([',', '，', '、']).map(str::trim).find_map(|part| {
        let number: usize = part.parse().ok()?;
        let at = pieces.iter().position(|piece| piece.slug == part)?;
        (at + 1 != number).then_some((part, at + 1))
    })?;
    let table = pieces.iter().find_map(|piece| order.row(piece)).map(|(table, _)| table);
    let column = table.and_then(|table| table.columns.first()).map_or("id", |column| column.value.as_str());
    Some(Box::new(
        said(words!(
            "{name} 是第 {name} 行，也是第 {at} 行的名字",
            "{name} is the number of a row, and the name of row {at}"
        ))
        .help(words!(
            "按名字写 --rows '{column} == \"{name}\"'，按序号写 --rows {name}-{name}",
            "by name --rows '{column} == \"{name}\"', by number --rows {name}-{name}"
        )),
    ))
}

/// `12,15-20` as ranges.
fn numbers(text: &str) -> Option<Vec<(usize, usize)>> {
    text.split([',', '，', '、'])
        .map(|part| {
            let (from, to) = part.trim().split_once(['-', '–', '~']).unwrap_or((part, part));
            Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
        })
        .collect()
}

fn none(print: &Print, text: &str) -> Box<Diag> {
    let (title, count) = (&print.head.title.value, print.pieces.len());
    Box::new(
        said(words!("“{text}”一行也没有选中", "“{text}” chooses no row"))
            .help(words!("物料“{title}”有 {count} 行", "the print “{title}” has {count} rows")),
    )
}

/// What is wrong with the order and not with the sources.
fn said(message: crate::base::lang::Words) -> Diag {
    Diag::new(Code::WRONG_ORDER, Severity::Error, None, message)
}

fn lay(
    order: &Order<'_>,
    sheets: &Sheets,
    format: Format,
    records: usize,
    today: Date,
    files: &[(String, Arc<[u8]>)],
) -> Result<(imposition::Plan, Imposition), Box<Diag>> {
    let paper = order.kit.paper;
    let mm = |tenths: u32| f64::from(tenths) / 10.0;
    let card = Card {
        width: mm(paper.width),
        height: mm(paper.height),
        bleed: mm(paper.bleed),
        sides: paper.sides.max(1) as usize,
    };
    if paper.sides == 0 || paper.sides > 2 || order.kit.output == KitOutput::Image {
        let kit = &order.kit.name;
        return Err(Box::new(said(words!("模板 {kit} 不能拼版", "the kit {kit} cannot be laid on sheets")).help(
            words!(
                "去掉 --sheet；只有一面或两面的纸质模板才拼版",
                "leave --sheet out; only paper of one or two sides can"
            ),
        )));
    }
    let margin = imposition::margin(card.bleed);
    let size = sheets.paper.unwrap_or((card.width + 2.0 * margin, card.height + 2.0 * (margin + STRIP)));
    let version = &order.book.site.version;
    let data = order.print.pieces.iter().find_map(|piece| order.row(piece)).map(|(table, _)| table.path.clone());
    let stamp = hex(&base(files)[..3]);
    let wish = Imposition {
        sheet: size,
        margin,
        gap: sheets.gap.unwrap_or(2.0 * card.bleed),
        order: match sheets.stacks.unwrap_or(order.print.serial.is_some()) {
            true => Cutting::Stacks,
            false => Cutting::Rows,
        },
        duplex: if sheets.turn { Duplex::WorkAndTurn } else { Duplex::Sheetwise },
        marks: format == Format::Press,
        bars: format == Format::Press,
        slug: vec![order.print.head.title.value.clone(), format!("v{version}-{stamp}"), today.to_string()],
        about: std::iter::once(order.book.site.brand.name.clone())
            .chain(data)
            .filter(|part| !part.is_empty())
            .collect(),
        lang: order.book.site.lang,
        skip: 0,
    };
    match imposition::plan(card, records.max(1), &wish) {
        Some(mut plan) => {
            plan.records = records;
            Ok((plan, wish))
        }
        None => Err(Box::new(too_large(card, &wish))),
    }
}

/// How many places a sheet has, so that each piece gets sheets of its own and they are full.
fn fill(
    order: &Order<'_>,
    sheets: &Sheets,
    format: Format,
    today: Date,
    files: &[(String, Arc<[u8]>)],
) -> Result<u32, Box<Diag>> {
    let refused =
        |why: crate::base::lang::Words| Err(Box::new(said(why).help(words!("去掉 --fill", "leave --fill out"))));
    if order.print.serial.is_some() {
        return refused(words!(
            "有编号的物料不能用 --fill：同一个编号会印好几份",
            "--fill does not go with serials: the same number would be printed several times"
        ));
    }
    if sheets.stacks == Some(true) {
        return refused(words!(
            "--fill 让一张纸上都是同一份，不能和 --order stacks 一起用",
            "--fill puts the same card all over a sheet and does not go with --order stacks"
        ));
    }
    let (plan, _) = lay(order, sheets, format, 1, today, files)?;
    Ok(u32::try_from(plan.per_sheet).unwrap_or(1))
}

/// A card that the paper does not take, with the smallest paper that does.
fn too_large(card: Card, wish: &Imposition) -> Diag {
    let (w, h) = (card.width, card.height);
    let ((paper_w, paper_h), margin) = (wish.sheet, wish.margin);
    let (least_w, least_h) = imposition::smallest(card, wish);
    let on = |wish: &Imposition| imposition::plan(card, 1, wish).is_some();
    let named = imposition::PAPERS
        .into_iter()
        .find(|name| imposition::paper(name).is_some_and(|sheet| on(&Imposition { sheet, ..wish.clone() })));
    let mut diag = said(if wish.duplex == Duplex::WorkAndTurn {
        words!(
            "{paper_w}×{paper_h} 毫米的纸放不下 {w}×{h} 毫米成品的正反两面（自翻版要并排，四边各留 {margin} 毫米）",
            "paper of {paper_w}×{paper_h} mm does not take both sides of {w}×{h} mm side by side (with {margin} mm on each side)"
        )
    } else {
        words!(
            "{w}×{h} 毫米的成品放不进 {paper_w}×{paper_h} 毫米的纸（四边各留 {margin} 毫米：出血、裁切线和白边）",
            "{w}×{h} mm does not fit on paper of {paper_w}×{paper_h} mm (with {margin} mm on each side: bleed, crop marks and white edge)"
        )
    });
    if wish.duplex == Duplex::WorkAndTurn && on(&Imposition { duplex: Duplex::Sheetwise, ..wish.clone() }) {
        diag =
            diag.help(words!("去掉 --turn 就放得下：正反面各一块版", "it fits without --turn: a plate for each side"));
    }
    diag.help(match named {
        Some(name) => words!(
            "至少要 {least_w}×{least_h} 毫米的纸：--sheet {name}",
            "it takes paper of {least_w}×{least_h} mm at least: --sheet {name}"
        ),
        None => words!(
            "至少要 {least_w}×{least_h} 毫米的纸：--sheet {least_w}x{least_h}；只印一份带裁切线用 --sheet marks",
            "it takes paper of {least_w}×{least_h} mm at least: --sheet {least_w}x{least_h}; or --sheet marks for one with crop marks"
        ),
    })
}
