//! A print of the book on the press: the data of each row, the pages made of it, and what is wrong said at the writer's place.

use super::{
    OutputIntent, PdfKind, Place, Problem, ProblemKind, Rules, ink,
    task::{Finish, Limits, Task},
};
use crate::{
    base::{
        artifact::{Artifact, OutPath},
        date::{Date, DateTime},
        diag::{Diag, Severity},
        lang::Lang,
        span::{Span, Spanned},
    },
    model::{
        Book,
        data::DataRow,
        kit::{FieldKind, Kit, KitOutput},
        print::{Piece, Print},
        table::Id,
    },
    words,
};
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

/// Where a piece's file stands: `prints/<print>/<piece>.pdf`; a picture for chats is a PNG, a set of pictures a ZIP.
pub fn path(book: &Book, print: &Print, piece: &Piece) -> OutPath {
    let ending = match print.kit.map(|kit| &book.kits[kit]) {
        Some(kit) if kit.output == KitOutput::Image && kit.paper.sides == 1 => "png",
        Some(kit) if kit.output == KitOutput::Image => "zip",
        _ => "pdf",
    };
    OutPath::own(format!("prints/{}/{}.{ending}", print.head.slug, piece.slug))
}

/// Where the picture of a print's first piece stands.
pub fn preview_path(print: &Print) -> OutPath {
    OutPath::own(format!("prints/{0}/{0}-preview.png", print.head.slug))
}

/// Pixels of a preview's longer side: enough for a phone at twice its density.
const PREVIEW: u32 = 720;

/// Dots an inch that make a preview of a paper, and its size in pixels.
fn preview_dots(kit: &Kit) -> (u32, u32, u32) {
    // Sizes are in tenths of a millimetre, an inch has 254 of them.
    let longer = kit.paper.width.max(kit.paper.height).max(1);
    let dpi = (PREVIEW * 254 / longer).clamp(10, 300);
    let pixels = |length: u32| (f64::from(dpi) * f64::from(length) / 254.0).round() as u32;
    (dpi, pixels(kit.paper.width), pixels(kit.paper.height))
}

/// The size of a preview in pixels; `None` without a kit.
pub fn preview_size(book: &Book, print: &Print) -> Option<(u32, u32)> {
    let (_, width, height) = preview_dots(&book.kits[print.kit?]);
    Some((width, height))
}

/// What came of one piece: its file, and what there is to say about it.
#[derive(Debug)]
pub struct Made {
    pub artifact: Option<Artifact>,
    pub diags: Vec<Diag>,
}

/// Everything that a kit may read, by the paths that kits use.
pub fn files(book: &Book) -> Vec<(String, Arc<[u8]>)> {
    let drawn = |path: &str| [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"].iter().any(|end| path.ends_with(end));
    let assets = book.assets.values().filter(|file| drawn(&file.path.to_ascii_lowercase()));
    book.kit_files.iter().chain(assets).map(|file| (format!("/{}", file.path), file.bytes.clone())).collect()
}

/// The fonts among the files of kits, in their order.
pub fn fonts(files: &[(String, Arc<[u8]>)]) -> Vec<Vec<u8>> {
    files.iter().filter(|(path, _)| is_font(path)).map(|(_, bytes)| bytes.to_vec()).collect()
}

fn is_font(path: &str) -> bool {
    [".otf", ".ttf", ".ttc"].iter().any(|ending| path.to_ascii_lowercase().ends_with(ending))
}

/// A font file of the workspace that cannot be read or used, said at the file.
pub fn font_problem(book: &Book, problem: Problem) -> Made {
    let number: Option<usize> = problem.field.as_deref().and_then(|field| field.parse().ok());
    let mut fonts = book.kit_files.iter().filter(|file| is_font(&file.path));
    let file = number.and_then(|number| fonts.nth(number)).map(|file| Span::file(file.file));
    let diag = Diag::new(problem.kind.code(), problem.severity, file, problem.message);
    Made { artifact: None, diags: vec![problem.help.into_iter().fold(diag, |diag, help| diag.help(help))] }
}

/// A problem of the handbook as a document, said in its kit or at the workspace's own file.
pub fn problem_of_book(book: &Book, problem: Problem) -> Diag {
    let place = problem.place.as_ref().and_then(|place| kit_span(book, place));
    let diag = Diag::new(problem.kind.code(), problem.severity, place.or(Some(book.site.span)), problem.message);
    problem.help.into_iter().fold(diag, |diag, help| diag.help(help))
}

fn kit_span(book: &Book, place: &Place) -> Option<Span> {
    let kit = book.kit_files.iter().find(|file| format!("/{}", file.path) == place.file).map(|file| file.file);
    let file = kit
        .or_else(|| book.assets.values().find(|file| format!("/{}", file.path) == place.file).map(|file| file.file))?;
    Some(Span::new(file, place.range.start, place.range.end))
}

/// A picture of the workspace by the path that kits use.
fn picture(path: &str) -> String {
    format!("/content/{}", path.trim().trim_start_matches("./").trim_start_matches('/').trim_start_matches("content/"))
}

/// A print whose kit lies on the press.
pub struct Order<'a> {
    pub book: &'a Book,
    pub print: &'a Print,
    pub kit: &'a Kit,
    today: Date,
}

impl<'a> Order<'a> {
    /// `None` when the print's kit was not found, which was reported.
    pub fn new(book: &'a Book, id: Id<Print>, today: Date) -> Option<Order<'a>> {
        let print = &book.prints[id];
        let kit = &book.kits[print.kit?];
        Some(Order { book, print, kit, today })
    }

    /// Work on some records of this print, told by what each hands to the kit.
    pub fn task(&self, records: Vec<Value>, finish: Finish) -> Task {
        let intent = self.intent();
        Task {
            main: format!("/kits/{}/{}", self.kit.name, self.kit.main.value),
            sides: (self.kit.paper.sides > 0).then_some(self.kit.paper.sides as usize),
            today: (self.today.year(), self.today.month(), self.today.day()),
            records,
            skip: BTreeSet::new(),
            rules: None,
            finish,
            title: self.print.head.title.value.clone(),
            author: self.book.site.brand.name.clone(),
            lang: self.book.site.lang.tag().to_string(),
            dated: self.kit.output == KitOutput::Document
                || intent.as_ref().is_some_and(|intent| intent.profile.is_some()),
            intent,
            inks: if self.kit.output == KitOutput::Print { ink::of(&self.book.site.brand) } else { Vec::new() },
            limits: Limits::PAGE,
        }
    }

    /// The printing condition of the workspace, for paper that goes to a print shop.
    pub fn intent(&self) -> Option<OutputIntent> {
        let press = self.book.site.press.as_ref().filter(|_| self.kit.output == KitOutput::Print)?;
        let profile = press.profile.as_ref().map(|path| format!("/{}", path.value.trim_start_matches('/')));
        Some(OutputIntent { condition: press.condition.clone(), info: press.info.clone(), profile })
    }

    /// Pieces as files of their own.
    pub fn pieces(&self, pieces: &[Piece]) -> Task {
        let finish = match self.kit.output {
            KitOutput::Print => Finish::Pdfs(PdfKind::Press),
            KitOutput::Document => Finish::Pdfs(PdfKind::Document),
            KitOutput::Image if self.kit.paper.sides == 1 => Finish::Png { dpi: self.kit.paper.dpi, first: true },
            KitOutput::Image => Finish::PngZip {
                dpi: self.kit.paper.dpi,
                names: pieces.iter().map(|piece| piece.slug.clone()).collect(),
            },
        };
        self.task(pieces.iter().map(|piece| self.data(piece, 0)).collect(), finish)
    }

    /// The first page of the first piece as a picture, cut to the trim.
    pub fn preview(&self) -> Task {
        let (dpi, ..) = preview_dots(self.kit);
        self.task(
            self.print.pieces.iter().take(1).map(|piece| self.data(piece, 0)).collect(),
            Finish::Png { dpi, first: true },
        )
    }

    /// Another one when the first page may look different: what the record hands over, the kits, and the pictures it names.
    pub fn stamp(&self) -> String {
        let mut hash = DefaultHasher::new();
        let task = serde_json::to_string(&self.preview()).expect("plain data");
        for file in &self.book.kit_files {
            (&file.path, &file.hash).hash(&mut hash);
        }
        for file in self.book.assets.values().filter(|file| task.contains(&*file.path)) {
            (&file.path, &file.hash).hash(&mut hash);
        }
        task.hash(&mut hash);
        format!("{:016x}", hash.finish())
    }

    /// What the print shop looks at; a picture for a screen and a sheet for the office have fewer rules.
    pub fn rules(&self) -> Rules {
        Rules { safe: f64::from(self.kit.paper.safe) / 10.0, press: self.kit.output == KitOutput::Print }
    }

    pub fn row(&self, piece: &Piece) -> Option<(&'a crate::model::data::DataTable, DataRow)> {
        let (table, row) = piece.row?;
        let table = &self.book.data[table];
        Some((table, table.rows.get(row)?))
    }

    /// Everything that a kit may print of one copy of a piece, as values: nothing of it is ever read as markup.
    pub fn data(&self, piece: &Piece, copy: u32) -> Value {
        let row = self.row(piece);
        let fill = |text: &str| {
            let own = self.print.own_words(text, piece, copy);
            row.as_ref().map_or_else(|| own.clone(), |(table, row)| table.fill(&own, row))
        };
        let lang = self.book.site.lang;
        let mut fields = Map::new();
        for field in &self.kit.fields {
            let given = self.print.field(piece, &field.key);
            let default = if lang == Lang::En { &field.default_en } else { &field.default };
            let value = given.map_or_else(|| default.clone(), |value| fill(&value.value));
            let value = match field.kind {
                FieldKind::Image if !value.trim().is_empty() => picture(&value),
                _ => value,
            };
            fields.insert(field.key.clone(), json!(value));
        }
        if let Some(layout) = &self.print.head.layout {
            fields.insert("layout".to_string(), json!(layout.value));
        }
        let mut columns = Map::new();
        if let Some((table, row)) = &row {
            for (column, cell) in table.columns.iter().zip(&row.cells) {
                columns.insert(column.value.clone(), json!(cell.value));
            }
        }
        let mut data = json!({ "lang": lang.tag(), "fields": fields, "row": columns, "store": columns, "brand": self.brand(), "job": { "id": piece.slug } });
        if let Some(code) = piece.code {
            let id = &self.book.codes[code].id.value;
            let site = &self.book.site.base_url.value;
            let url = format!("{site}/q/{id}/{}", self.channel(&fill));
            // What is typed in front of the code's name where no phone can scan.
            let typed = format!("{}/q/", site.split_once("://").map_or(site.as_str(), |(_, rest)| rest));
            data["code"] = json!({ "id": id, "short": id.to_uppercase(), "url": url, "typed": typed });
        }
        if let Some(serial) = &self.print.serial {
            data["serial"] = json!(serial.number(piece.before + u64::from(copy)));
        }
        if let Some(campaign) = self.print.campaign {
            let head = &self.book.campaigns[campaign].head;
            let day = |at: &Spanned<DateTime>| match lang {
                Lang::Zh => format!("{} 月 {} 日", at.value.month(), at.value.day()),
                Lang::En => at.value.strftime("%-d %B").to_string(),
            };
            let dash = if lang == Lang::En { " – " } else { "—" };
            let dates =
                head.start.as_ref().zip(head.end.as_ref()).map(|(from, to)| format!("{}{dash}{}", day(from), day(to)));
            data["campaign"] = json!({ "name": head.title.value, "dates": dates.unwrap_or_default() });
        }
        data
    }

    /// What the code's page is told of where it was scanned: `?c=…`.
    fn channel(&self, fill: &dyn Fn(&str) -> String) -> String {
        let Some(pattern) = &self.print.channel else { return String::new() };
        let mut query = String::from("?c=");
        for byte in fill(pattern).trim().bytes() {
            match byte {
                b if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) => query.push(char::from(b)),
                b => query.push_str(&format!("%{b:02X}")),
            }
        }
        query
    }

    fn brand(&self) -> Value {
        let brand = &self.book.site.brand;
        let mut value =
            json!({ "name": brand.name, "slogan": brand.slogan, "phone": brand.phone, "colors": ink::colors(brand) });
        if let Some(font) = &brand.print_font {
            value["font"] = json!(font.value);
        }
        if let Some(logo) = &brand.logo {
            value["logo"] = json!(format!("/{}", logo.value.trim_start_matches('/')));
        }
        value
    }

    /// A problem of the page, said where it can be mended: at the row, at the print's field, or in the kit.
    pub fn diag(&self, problem: Problem, piece: Option<&Piece>) -> Diag {
        if problem.kind == ProblemKind::ScreenColour {
            // The picture's own fault, whichever rows print it: the same for all, so that it is told once.
            return problem_of_book(self.book, problem);
        }
        let own = |key: &str| self.print.head.fields.iter().find(|(name, _)| name.value == key).map(|(_, value)| value);
        let given = |key: &str| piece.map_or_else(|| own(key), |piece| self.print.field(piece, key));
        let field = problem.field.as_deref().and_then(given).map(|value| value.span);
        // What a kit misses is the writer's to give, and a text that it finds too long is his to cut, wherever the kit says
        // it. A broken kit is the designer's, and in a kit of the workspace a code that it draws too small, or a font.
        let writers = matches!(problem.kind, ProblemKind::Overset | ProblemKind::MissingGlyph | ProblemKind::NoCode);
        let own_kit = |place: &&Place| {
            let file = self.book.kit_files.iter().find(|file| format!("/{}", file.path) == place.file);
            problem.kind == ProblemKind::KitSource || file.is_some_and(|file| !file.builtin)
        };
        let kit = problem.place.as_ref().filter(|_| !writers).filter(own_kit);
        let kit = kit.and_then(|place| kit_span(self.book, place));
        // The brand's font is no row's fault.
        let font = self.book.site.brand.print_font.as_ref().filter(|font| {
            problem.kind == ProblemKind::UnknownFont && problem.message.zh.contains(&font.value.to_lowercase())
        });
        let row = piece.filter(|_| font.is_none()).and_then(|piece| self.row(piece));
        let print = self.print.head.title.span;
        // Of a character that no font has, the cell that holds it.
        let at = row.as_ref().map(|(_, row)| {
            let holds = |cell: &&Spanned<String>| problem.character.is_some_and(|c| cell.value.contains(c));
            row.cells.iter().find(holds).map_or(row.span, |cell| cell.span)
        });
        let span = font.map(|font| font.span).or(field).or(kit).or(at).unwrap_or(print);
        let mut diag = Diag::new(problem.kind.code(), problem.severity, Some(span), problem.message);
        if span != print {
            let title = &self.print.head.title.value;
            diag = diag.label(print, words!("物料“{title}”", "of the print “{title}”"));
        }
        if let Some(kit) = kit.filter(|kit| *kit != span && problem.severity == Severity::Error) {
            diag = diag.label(kit, words!("模板的这里", "here in the kit"));
        }
        if let Some((table, row)) = row {
            let (path, line) = (&table.path, row.line);
            diag = diag.row(format!("{path}:{line}"));
        }
        problem.help.into_iter().fold(diag, |diag, help| diag.help(help))
    }
}
