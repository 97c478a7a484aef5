//! Prints: the gallery, and a page for each print with its fields, rows and downloads.

use super::{
    Printer,
    frame::Head,
    places::PageId,
    views::{CellView, FileView, LinkView, PictureView},
};
use crate::{
    base::{diag::Diag, lang::Lang},
    model::{Record, chapter::Audience, print::Print, table::Id},
};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct PrintView {
    title: String,
    about: String,
    kit: String,
    size: Option<SizeView>,
    facts: Vec<CellView>,
    fields: Vec<CellView>,
    picture: Option<PictureView>,
    files: Vec<FileView>,
    campaign: Option<LinkView>,
    pieces: Vec<PieceView>,
    more_pieces: usize,
    used_by: Vec<LinkView>,
}

/// Trim and bleed in millimetres.
#[derive(Debug, Serialize)]
struct SizeView {
    width: String,
    height: String,
    bleed: String,
    tall: bool,
}

#[derive(Debug, Serialize)]
struct PieceView {
    name: String,
    row: String,
    code: Option<LinkView>,
    files: Vec<FileView>,
}

/// So many rows stand on a print's page; of 500 stores the zip is what one wants.
const PIECES: usize = 200;

pub fn page(printer: &Printer<'_>, root: &str, id: Id<Print>) -> Result<Vec<u8>, Diag> {
    let book = printer.press.book;
    let print = &book.prints[id];
    let head = &print.head;
    let kit = print.kit.map(|kit| &book.kits[kit]);
    let en = printer.press.lang == Lang::En;
    let label = |name: &str| {
        let field = kit.and_then(|kit| kit.fields.iter().find(|f| f.key == name));
        match field {
            Some(field) if en && !field.label_en.is_empty() => field.label_en.clone(),
            Some(field) if !field.label.is_empty() => field.label.clone(),
            _ => name.to_string(),
        }
    };
    let mut facts = Vec::new();
    let mut fact = |key: &'static str, value: String| {
        if !value.is_empty() {
            facts.push(CellView { label: printer.word(key).to_string(), value, ..CellView::default() });
        }
    };
    fact("print.pieces", print.pieces.len().to_string());
    fact("print.shown_until", head.shown_until.as_ref().map_or_else(String::new, |d| d.value.to_string()));
    fact("print.layout", head.layout.as_ref().map_or_else(String::new, |l| l.value.clone()));
    let record = Record::Print(id);
    let pieces = print.pieces.iter().take(PIECES).map(|piece| {
        let row = piece.row.map(|(table, row)| (&book.data[table], row));
        PieceView {
            name: piece.slug.clone(),
            row: row.map_or_else(String::new, |(table, row)| {
                let cells = table.rows.get(row).map_or_else(Vec::new, |row| row.cells);
                cells.iter().take(3).map(|c| c.value.as_str()).filter(|c| !c.is_empty()).collect::<Vec<_>>().join(" · ")
            }),
            code: piece.code.and_then(|code| {
                let mut link = printer.link(root, Record::Code(code))?;
                let code = &book.codes[code];
                link.text = code.id.value.clone();
                // What the team calls it and noted; nobody else is told.
                if printer.press.audience == Audience::Internal {
                    let notes = code.destinations.iter().map(|d| d.note.as_str());
                    let said = std::iter::once(code.title.as_str()).chain(notes).filter(|text| !text.is_empty());
                    link.note = said.collect::<Vec<_>>().join(" · ");
                }
                Some(link)
            }),
            files: printer.downloads(root, record, Some(&piece.slug)),
        }
    });
    let view = PrintView {
        title: head.title.value.clone(),
        about: head.about.clone(),
        kit: kit.map_or_else(String::new, |k| {
            if en && !k.title_en.is_empty() { k.title_en.clone() } else { k.title.clone() }
        }),
        size: size(printer, id),
        facts,
        fields: head
            .fields
            .iter()
            .map(|(name, value)| CellView {
                label: label(&name.value),
                value: value.value.clone(),
                ..CellView::default()
            })
            .collect(),
        picture: printer.preview(root, record, None),
        files: printer.downloads(root, record, None),
        campaign: print.campaign.and_then(|id| printer.link(root, Record::Campaign(id))),
        pieces: pieces.collect(),
        more_pieces: print.pieces.len().saturating_sub(PIECES),
        used_by: printer.links(root, printer.uses.of(record).iter().copied()),
    };
    let page_head = Head {
        title: head.title.value.clone(),
        about: head.about.clone(),
        kind: "print",
        crumbs: vec![
            printer.crumb(root, PageId::Home, printer.word("nav.home")),
            printer.crumb(root, PageId::Prints, printer.word("nav.prints")),
        ],
        ..Head::default()
    };
    printer.print(PageId::Print(id), root, "print.html", &page_head, view)
}

fn size(printer: &Printer<'_>, id: Id<Print>) -> Option<SizeView> {
    let kit = &printer.press.book.kits[printer.press.book.prints[id].kit?];
    let mm = |tenths: u32| {
        if tenths.is_multiple_of(10) { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
    };
    Some(SizeView {
        width: mm(kit.paper.width),
        height: mm(kit.paper.height),
        bleed: mm(kit.paper.bleed),
        tall: kit.paper.height > kit.paper.width,
    })
}

#[derive(Debug, Serialize)]
struct IndexView {
    prints: Vec<EntryView>,
}

#[derive(Debug, Serialize)]
struct EntryView {
    link: LinkView,
    kit: String,
    size: Option<SizeView>,
    pieces: usize,
    picture: Option<PictureView>,
    files: Vec<FileView>,
}

pub fn index(printer: &Printer<'_>, root: &str) -> Result<Vec<u8>, Diag> {
    let book = printer.press.book;
    let entry = |(id, print): (Id<Print>, &Print)| {
        Some(EntryView {
            link: printer.link(root, Record::Print(id))?,
            kit: print.kit.map_or_else(String::new, |kit| book.kits[kit].title.clone()),
            size: size(printer, id),
            pieces: print.pieces.len(),
            picture: printer.preview(root, Record::Print(id), None),
            files: printer.downloads(root, Record::Print(id), None),
        })
    };
    let head = Head {
        title: printer.word("nav.prints").to_string(),
        about: printer.word("prints.about").to_string(),
        kind: "prints",
        crumbs: vec![printer.crumb(root, PageId::Home, printer.word("nav.home"))],
        ..Head::default()
    };
    printer.print(
        PageId::Prints,
        root,
        "prints.html",
        &head,
        IndexView { prints: book.prints.iter().filter_map(entry).collect() },
    )
}
