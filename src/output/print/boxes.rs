//! What a print shop reads besides the pages: bleed boxes, the printing condition, and the marks of PDF/X-4.
//!
//! The result has the structure of PDF/X-4 when a profile is given. It is not certified: nothing here validates it.

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary, text_string};
use typst_layout::Page;

use super::problem::{Problem, ProblemKind};
use super::{Ink, OutputIntent, PdfSettings, SheetBoxes, overprint, plates};
use crate::words;

pub(super) fn press_ready(bytes: Vec<u8>, pages: &[Page], settings: &PdfSettings) -> Result<Vec<u8>, Vec<Problem>> {
    finish(&bytes, pages, settings).map_err(|error| {
        vec![Problem::error(
            ProblemKind::PressRule,
            words!("印刷 PDF 写不出来：{error}", "the press PDF cannot be written: {error}"),
        )]
    })
}

fn finish(bytes: &[u8], pages: &[Page], settings: &PdfSettings) -> lopdf::Result<Vec<u8>> {
    let mut document = Document::load_mem(bytes)?;
    let ids: Vec<_> = document.page_iter().collect();
    for (number, id) in ids.into_iter().enumerate() {
        rewrite(&mut document, id, pages.get(number).is_some_and(overprint::wanted), settings.inks)?;
        let page = document.get_dictionary_mut(id)?;
        let Ok(media) = page.get(b"MediaBox").cloned() else { continue };
        let Some(sheet) = settings.sheet else {
            // A page of its own: what the engine calls the page is the bleed.
            if page.get(b"TrimBox").is_err() {
                page.set("TrimBox", media.clone());
            }
            page.set("BleedBox", media);
            continue;
        };
        // A sheet: PDF/X wants the trim inside the bleed inside the page, and what is outside the trim is waste. With one
        // card that is the card. With many no box can be each of them: it is all of them together, from the first cut to
        // the last, so that marks, patches and the slug line are never taken for the product. The single cuts are told by
        // the crop marks.
        let (trim, bleed) = sheet.boxes(&media)?;
        page.set("TrimBox", trim);
        page.set("BleedBox", bleed);
    }
    plates::set_parts(&mut document, settings.inks);
    if let Some(intent) = settings.intent {
        let entry = output_intent(&mut document, intent, settings.profile);
        let catalog = document.catalog_mut()?;
        catalog.set("OutputIntents", Object::Array(vec![entry]));
    }
    let info = match document.trailer.get(b"Info").and_then(Object::as_reference) {
        Ok(id) => document.get_dictionary_mut(id)?,
        Err(_) => {
            let id = document.add_object(Dictionary::new());
            document.trailer.set("Info", Object::Reference(id));
            document.get_dictionary_mut(id)?
        }
    };
    // “No trapping was done”: PDF/X asks to say so.
    info.set("Trapped", Object::Name(b"False".to_vec()));
    if settings.intent.is_some() && settings.profile.is_some() {
        name_standard(&mut document)?;
    }
    let mut out = Vec::with_capacity(bytes.len() + 4096);
    document.save_modern(&mut out)?;
    Ok(out)
}

impl SheetBoxes {
    /// Trim and bleed in the file's own measure: points, from the lower left corner.
    fn boxes(&self, media: &Object) -> lopdf::Result<(Object, Object)> {
        let media: Vec<f32> = media.as_array()?.iter().map(Object::as_float).collect::<lopdf::Result<_>>()?;
        let [x, bottom, right, top] = media[..] else { return Err(lopdf::Error::DictKey("MediaBox".to_owned())) };
        let points = |mm: f64| (mm / 25.4 * 72.0) as f32;
        let around = |more: f64| {
            let [l, t, r, b] = self.trim;
            let edges = [x + points(l - more), top - points(b + more), x + points(r + more), top - points(t - more)];
            // Never over the paper's edge.
            let [l, b, r, t] = edges;
            let edges = [l.max(x), b.max(bottom), r.min(right), t.min(top)];
            Object::Array(edges.into_iter().map(Object::Real).collect())
        };
        Ok((around(0.0), around(self.bleed)))
    }
}

/// Goes through a page's content when there is something to do: screen colours that are inks, black that prints over.
fn rewrite(document: &mut Document, page: ObjectId, over: bool, inks: &[Ink]) -> lopdf::Result<()> {
    let own = document.get_dictionary(page)?;
    let spaces = plates::resources(document, own).map(|own| plates::spaces(document, own)).unwrap_or_default();
    if !over && (spaces.is_empty() || inks.is_empty()) {
        return Ok(());
    }
    let mut content = Content::decode(&document.get_page_content(page))?;
    let inked = plates::set(&mut content.operations, &spaces, inks);
    if over {
        overprint::set(document, page, &mut content.operations)?;
    }
    if over || inked {
        document.change_page_content(page, content.encode()?)?;
    }
    Ok(())
}

fn output_intent(document: &mut Document, intent: &OutputIntent, profile: Option<&[u8]>) -> Object {
    let mut entry = dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFX",
        "OutputConditionIdentifier" => text_string(&intent.condition),
        "RegistryName" => Object::string_literal("http://www.color.org"),
        "Info" => text_string(if intent.info.is_empty() { &intent.condition } else { &intent.info }),
    };
    if let Some(profile) = profile {
        let mut stream = Stream::new(dictionary! { "N" => 4 }, profile.to_vec());
        // A profile that does not get smaller is kept as it is.
        let _ = stream.compress();
        let id = document.add_object(stream);
        entry.set("DestOutputProfile", Object::Reference(id));
    }
    Object::Reference(document.add_object(entry))
}

/// PDF/X-4 names itself in the XMP packet and nowhere else.
fn name_standard(document: &mut Document) -> lopdf::Result<()> {
    let Ok(id) = document.catalog()?.get(b"Metadata").and_then(Object::as_reference) else { return Ok(()) };
    let stream = document.get_object_mut(id)?.as_stream_mut()?;
    let text = String::from_utf8_lossy(&stream.content).into_owned();
    // A document that was trapped says so in two places.
    let mark = "<rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"><pdf:Trapped>False</pdf:Trapped></rdf:Description><rdf:Description rdf:about=\"\" xmlns:pdfxid=\"http://www.npes.org/pdfx/ns/id/\"><pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion></rdf:Description></rdf:RDF>";
    stream.set_content(text.replace("</rdf:RDF>", mark).into_bytes());
    Ok(())
}
