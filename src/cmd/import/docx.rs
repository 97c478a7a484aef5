//! A Word document as Markdown: headings, paragraphs, lists, tables, bold and italic, links and pictures. What else is in it is named.

use super::notes::{Notes, Why};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use std::{
    collections::{BTreeMap, HashMap},
    io::{Cursor, Read},
};
use zip::ZipArchive;

/// The text, and pictures by the name that it gives them.
#[derive(Debug, Default)]
pub struct Document {
    pub text: String,
    pub pictures: BTreeMap<String, Vec<u8>>,
}

/// A part larger than this is no text that somebody wrote.
const LARGEST_PART: u64 = 64 << 20;

/// `folder`: where its pictures will be, beside the page. `None` when it is no Word document.
pub fn read(bytes: Vec<u8>, folder: &str, path: &str, notes: &mut Notes) -> Option<Document> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let main = part(&mut zip, "word/document.xml").and_then(|bytes| String::from_utf8(bytes).ok())?;
    let text_of = |zip: &mut ZipArchive<_>, name: &str| {
        part(zip, name).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    };
    let mut walker = Walker {
        styles: styles(&text_of(&mut zip, "word/styles.xml")),
        lists: lists(&text_of(&mut zip, "word/numbering.xml")),
        targets: targets(&text_of(&mut zip, "word/_rels/document.xml.rels")),
        folder,
        path,
        ..Walker::default()
    };
    walker.walk(&main, notes);
    let mut document = Document { text: walker.out, ..Document::default() };
    for (name, inside) in walker.pictures {
        match part(&mut zip, &inside) {
            Some(bytes) => drop(document.pictures.insert(name, bytes)),
            None => notes.push(Why::Picture, path, 0, inside),
        }
    }
    // What stands in parts of its own is not in the text.
    let beside = ["footnotes", "endnotes", "comments", "header", "footer", "embeddings/"];
    let names: Vec<String> = zip.file_names().flatten().map(|name| name.into_owned()).collect();
    for name in names {
        let Some(inside) = name.strip_prefix("word/") else { continue };
        if beside.iter().any(|beside| inside.starts_with(beside)) && !is_bare(&mut zip, &name) {
            notes.push(Why::NotTaken, path, 0, name);
        }
    }
    Some(document)
}

fn part(zip: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    zip.by_name(name).ok()?.take(LARGEST_PART).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// A header without a word.
fn is_bare(zip: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> bool {
    let text = part(zip, name).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let mut reader = Reader::from_str(&text);
    let mut inside = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => inside = local(&tag) == "t",
            Ok(Event::Text(text)) if inside && !text.trim().is_empty() => return false,
            Ok(Event::End(_)) => inside = false,
            Ok(Event::Eof) | Err(_) => return name.ends_with(".xml"),
            _ => {}
        }
    }
}

/// `w:p` is `p`: which letter stands for the name space does not matter.
fn local(tag: &BytesStart<'_>) -> String {
    tag.local_name().as_ref().to_string()
}

fn attr(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes().flatten().find(|attr| attr.key.local_name().as_ref() == name).map(|attr| {
        let text = attr.value.to_string();
        quick_xml::escape::unescape(&text).map(|text| text.into_owned()).unwrap_or(text)
    })
}

/// Whether a switch such as `<w:b/>` is on.
fn is_on(tag: &BytesStart<'_>) -> bool {
    !attr(tag, "val").is_some_and(|value| matches!(value.as_str(), "0" | "false" | "none"))
}

/// The level of each style that is a heading; 1 for the document's title.
fn styles(xml: &str) -> HashMap<String, u8> {
    let mut found = HashMap::new();
    let mut style = String::new();
    each(xml, |tag| match local(tag).as_str() {
        "style" => style = attr(tag, "styleId").unwrap_or_default(),
        "name" => {
            let name = attr(tag, "val").unwrap_or_default().to_lowercase();
            let name = name.replace(' ', "");
            let level = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题")).and_then(|n| n.parse().ok());
            if let Some(level) = level.or((matches!(name.as_str(), "title" | "标题")).then_some(1_u8)) {
                found.insert(style.clone(), level.clamp(1, 6));
            }
        }
        "outlineLvl" => {
            if let Some(level) = attr(tag, "val").and_then(|n| n.parse::<u8>().ok()).filter(|level| *level < 6) {
                found.entry(style.clone()).or_insert(level + 1);
            }
        }
        _ => {}
    });
    found
}

/// Whether each list counts, by its number and depth.
fn lists(xml: &str) -> HashMap<(String, u32), bool> {
    let (mut kinds, mut found) = (HashMap::<(String, u32), bool>::new(), HashMap::new());
    let (mut kind, mut level, mut list) = (String::new(), 0, None);
    each(xml, |tag| match local(tag).as_str() {
        "abstractNum" => (kind, list) = (attr(tag, "abstractNumId").unwrap_or_default(), None),
        "lvl" => level = attr(tag, "ilvl").and_then(|n| n.parse().ok()).unwrap_or(0),
        "numFmt" if list.is_none() => {
            let counts = !matches!(attr(tag, "val").as_deref(), Some("bullet" | "none"));
            kinds.insert((kind.clone(), level), counts);
        }
        "num" => list = attr(tag, "numId"),
        "abstractNumId" => {
            let of = attr(tag, "val").unwrap_or_default();
            for level in 0..9 {
                if let (Some(list), Some(counts)) = (&list, kinds.get(&(of.clone(), level))) {
                    found.insert((list.clone(), level), *counts);
                }
            }
        }
        _ => {}
    });
    found
}

/// Where links lead and pictures are.
fn targets(xml: &str) -> HashMap<String, String> {
    let mut found = HashMap::new();
    each(xml, |tag| {
        if let (Some(id), Some(target)) = (attr(tag, "Id"), attr(tag, "Target")) {
            found.insert(id, target);
        }
    });
    found
}

fn each(xml: &str, mut see: impl FnMut(&BytesStart<'_>)) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => see(&tag),
            Ok(Event::Eof) | Err(_) => return,
            _ => {}
        }
    }
}

#[derive(Default)]
struct Walker<'a> {
    styles: HashMap<String, u8>,
    lists: HashMap<(String, u32), bool>,
    targets: HashMap<String, String>,
    folder: &'a str,
    path: &'a str,
    out: String,
    pictures: BTreeMap<String, String>,
    paragraph: Paragraph,
    run: Run,
    /// Rows of the table that is open; a table within a table becomes lines of its cell.
    table: Vec<Vec<String>>,
    depth: usize,
    /// Within text that was struck out by a reviewer.
    deleted: usize,
    link: Option<String>,
    /// What the writer said about the next picture.
    alt: String,
    in_list: bool,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    level: Option<u8>,
    list: Option<(String, u32)>,
}

/// How some words look.
#[derive(Clone, Default, PartialEq, Eq)]
struct Run {
    text: String,
    bold: bool,
    italic: bool,
    strike: bool,
}

impl Walker<'_> {
    fn walk(&mut self, xml: &str, notes: &mut Notes) {
        let mut reader = Reader::from_str(xml);
        let mut in_text = false;
        let mut odd: BTreeMap<&'static str, usize> = BTreeMap::new();
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag)) => {
                    let name = local(&tag);
                    in_text = name == "t";
                    self.open(&name, &tag, &mut odd);
                }
                Ok(Event::Empty(tag)) => {
                    let name = local(&tag);
                    self.open(&name, &tag, &mut odd);
                    if matches!(name.as_str(), "p" | "tr" | "tc" | "tbl" | "del" | "hyperlink" | "r") {
                        self.close(&name);
                    }
                }
                Ok(Event::Text(text)) if in_text && self.deleted == 0 => {
                    self.run.text.push_str(&text);
                }
                Ok(Event::GeneralRef(name)) if in_text && self.deleted == 0 => {
                    let entity = format!("&{};", &*name);
                    self.run.text.push_str(&quick_xml::escape::unescape(&entity).unwrap_or_default());
                }
                Ok(Event::End(tag)) => {
                    in_text = false;
                    let name = tag.local_name().as_ref().to_string();
                    self.close(&name);
                }
                Ok(Event::Eof) => break,
                Err(error) => {
                    notes.push(Why::Header, self.path, 0, error.to_string());
                    break;
                }
                _ => {}
            }
        }
        self.end_table();
        for (what, count) in odd {
            notes.push(Why::Block, self.path, 0, format!("{what} × {count}"));
        }
    }

    fn open(&mut self, name: &str, tag: &BytesStart<'_>, odd: &mut BTreeMap<&'static str, usize>) {
        match name {
            "p" if self.depth == 0 || self.paragraph.text.is_empty() => self.paragraph = Paragraph::default(),
            "p" => self.paragraph.text.push_str("<br>"),
            "pStyle" => {
                let style = attr(tag, "val").unwrap_or_default();
                self.paragraph.level = self.styles.get(&style).copied();
            }
            "outlineLvl" => {
                let level = attr(tag, "val").and_then(|n| n.parse::<u8>().ok()).filter(|level| *level < 6);
                self.paragraph.level = self.paragraph.level.or(level.map(|level| level + 1));
            }
            "numPr" => self.paragraph.list = Some((String::new(), 0)),
            "ilvl" => {
                if let Some(list) = &mut self.paragraph.list {
                    list.1 = attr(tag, "val").and_then(|n| n.parse().ok()).unwrap_or(0);
                }
            }
            "numId" => {
                if let Some(list) = &mut self.paragraph.list {
                    list.0 = attr(tag, "val").unwrap_or_default();
                }
            }
            "r" => self.run = Run::default(),
            "b" => self.run.bold = is_on(tag),
            "i" => self.run.italic = is_on(tag),
            "strike" | "dstrike" => self.run.strike = is_on(tag),
            "br" | "cr" if self.deleted == 0 => self.run.text.push('\n'),
            "tab" if self.deleted == 0 => self.run.text.push(' '),
            "del" | "moveFrom" => {
                self.deleted += 1;
                *odd.entry("修订里删掉的文字 deleted text").or_insert(0) += 1;
            }
            "hyperlink" => self.link = attr(tag, "id").and_then(|id| self.targets.get(&id).cloned()),
            "docPr" => self.alt = attr(tag, "descr").unwrap_or_default(),
            "blip" => self.picture(tag, odd),
            "tbl" => {
                self.depth += 1;
                if self.depth == 1 {
                    self.in_list = false;
                    self.table.clear();
                }
            }
            "tr" if self.depth == 1 => self.table.push(Vec::new()),
            "tc" if self.depth == 1 => self.paragraph = Paragraph::default(),
            "txbxContent" => {
                *odd.entry("文本框（文字在正文里） text boxes, their words are in the text").or_insert(0) += 1
            }
            "oMath" => *odd.entry("公式 formulas").or_insert(0) += 1,
            "chart" => *odd.entry("图表 charts").or_insert(0) += 1,
            "footnoteReference" | "endnoteReference" => *odd.entry("脚注 footnotes").or_insert(0) += 1,
            "gridSpan" | "vMerge" => *odd.entry("合并的单元格 merged cells").or_insert(0) += 1,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "r" => self.end_run(),
            "p" if self.depth == 0 => self.end_paragraph(),
            "tc" if self.depth == 1 => {
                let cell = std::mem::take(&mut self.paragraph).text;
                if let Some(row) = self.table.last_mut() {
                    row.push(cell.trim().replace('\n', "<br>").replace("<br><br>", "<br>"));
                }
            }
            "tbl" => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.end_table();
                }
            }
            "del" | "moveFrom" => self.deleted = self.deleted.saturating_sub(1),
            "hyperlink" => self.link = None,
            _ => {}
        }
    }

    fn picture(&mut self, tag: &BytesStart<'_>, odd: &mut BTreeMap<&'static str, usize>) {
        let Some(target) = attr(tag, "embed").and_then(|id| self.targets.get(&id).cloned()) else { return };
        let name = target.rsplit('/').next().unwrap_or(&target).to_string();
        let kind = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
        if !["png", "jpg", "jpeg", "gif", "webp", "svg"].contains(&kind.as_str()) {
            *odd.entry("浏览器打不开的图片 pictures that no browser shows").or_insert(0) += 1;
            return;
        }
        let inside = match target.strip_prefix('/') {
            Some(whole) => whole.to_string(),
            None => format!("word/{target}"),
        };
        let at = format!("{}/{name}", self.folder);
        self.paragraph.text.push_str(&format!(
            "![{}]({})",
            escaped(&std::mem::take(&mut self.alt)).replace('\n', " "),
            super::address::encode(&at)
        ));
        self.pictures.insert(at, inside);
    }

    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        if run.text.is_empty() {
            return;
        }
        let bare = run.text.trim();
        // Marks stand at the words, not at the blanks around them.
        let (start, end) = run.text.split_once(bare).unwrap_or(("", ""));
        let mut words = escaped(bare);
        if !bare.is_empty() {
            for (on, mark) in
                [(run.italic, "*"), (run.bold && self.paragraph.level.is_none(), "**"), (run.strike, "~~")]
            {
                if on {
                    words = format!("{mark}{words}{mark}");
                }
            }
            if let Some(link) = &self.link {
                words = format!("[{words}]({})", link.replace(' ', "%20").replace(')', "%29"));
            }
        }
        // Word cuts one bold phrase into several runs.
        let whole = format!("{start}{words}{end}");
        for mark in ["**", "*"] {
            let plain = |text: &str| mark == "**" || !text.ends_with("**");
            let meets = self.paragraph.text.ends_with(mark) && plain(&self.paragraph.text);
            if meets && whole.starts_with(mark) && (mark == "**" || !whole.starts_with("**")) && self.link.is_none() {
                let cut = self.paragraph.text.len() - mark.len();
                if self.paragraph.text[..cut].matches(mark).count() % 2 == 1 {
                    self.paragraph.text.truncate(cut);
                    self.paragraph.text.push_str(&whole[mark.len()..]);
                    return;
                }
            }
        }
        self.paragraph.text.push_str(&whole);
    }

    fn end_paragraph(&mut self) {
        let Paragraph { text, level, list } = std::mem::take(&mut self.paragraph);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if let Some(level) = level {
            self.block(&format!("{} {}", "#".repeat(usize::from(level)), text.replace('\n', " ")));
        } else if let Some((number, depth)) = list.filter(|(number, _)| number != "0") {
            let mark = if self.lists.get(&(number, depth)).copied().unwrap_or(false) { "1." } else { "-" };
            let pad = "   ".repeat(depth.min(8) as usize);
            let text = text.replace('\n', &format!("\n{pad}   "));
            if !self.in_list {
                self.gap();
            }
            self.out.push_str(&format!("{pad}{mark} {text}\n"));
            self.in_list = true;
            return;
        } else {
            let lines: Vec<String> = text.lines().map(at_line_start).collect();
            self.block(&lines.join("  \n"));
        }
        self.in_list = false;
    }

    fn end_table(&mut self) {
        let rows = std::mem::take(&mut self.table);
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        if width == 0 {
            return;
        }
        // A frame around one text is no table.
        if width == 1 && rows.len() == 1 {
            let text = rows[0][0].replace("<br>", "\n\n");
            return self.block(&text);
        }
        let line = |row: &Vec<String>| {
            let cell =
                |at: usize| row.get(at).map_or(String::new(), |cell| cell.replace('|', "\\|").replace("<br>", " "));
            format!("| {} |", (0..width).map(cell).collect::<Vec<_>>().join(" | "))
        };
        let mut lines: Vec<String> = rows.iter().map(line).collect();
        lines.insert(1, format!("|{}", " --- |".repeat(width)));
        self.block(&lines.join("\n"));
    }

    fn block(&mut self, text: &str) {
        self.gap();
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}

/// Words that Markdown would take for marks, as words.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_[]<~".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A line that begins with what would make it a heading, a quote, a list or a container.
pub fn at_line_start(line: &str) -> String {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let counted = digits > 0 && line[digits..].starts_with(['.', ')']);
    if line.starts_with(['#', '>', '-', '+', '=', '|', ':']) {
        format!("\\{line}")
    } else if counted {
        format!("{}\\{}", &line[..digits], &line[digits..])
    } else {
        line.to_string()
    }
}
