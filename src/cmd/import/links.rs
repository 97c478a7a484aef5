//! The links of a page: between pages they stay, to nowhere they become text, whatever names a place is named as here.

use super::{
    address,
    edits::Edits,
    layout::stem,
    notes::{Notes, Why},
    places::{FILE, Places},
};
use crate::{
    base::diag::Diags,
    model::text::{Kind, Tag, Text, Written},
    parse::markdown,
};
use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

/// Where everything was and is; old paths are below the imported folder, new ones below `content/handbook/`.
#[derive(Default)]
pub struct Map {
    pub pages: HashMap<String, (String, Places)>,
    pub assets: HashMap<String, String>,
    /// Pages and assets by the name that `[[…]]` uses: without folder, in small letters.
    names: HashMap<String, String>,
}

impl Map {
    pub fn new(
        pages: HashMap<String, (String, Places)>,
        titles: &[(String, String)],
        assets: HashMap<String, String>,
    ) -> Map {
        let mut names = HashMap::new();
        let sorted: BTreeSet<&String> = pages.keys().collect();
        for path in sorted {
            let name = path.rsplit('/').next().unwrap_or(path);
            names.entry(stem(name).to_lowercase()).or_insert_with(|| path.clone());
            names.entry(stem(path).to_lowercase()).or_insert_with(|| path.clone());
        }
        for (title, path) in titles {
            names.entry(title.to_lowercase()).or_insert_with(|| path.clone());
        }
        for path in assets.keys().collect::<BTreeSet<_>>() {
            let name = path.rsplit('/').next().unwrap_or(path);
            names.entry(name.to_lowercase()).or_insert_with(|| path.clone());
        }
        Map { pages, assets, names }
    }

    /// The old path that an address means, as a page or an asset.
    fn find(&self, home: &str, address: &str) -> Option<String> {
        let mut starts: Vec<Option<String>> = Vec::new();
        match address.strip_prefix('/') {
            // The top of the site may be any folder above.
            Some(rest) => {
                let folders: Vec<usize> = home.match_indices('/').map(|(at, _)| at + 1).collect();
                starts.extend(folders.iter().rev().map(|&at| address::join(&home[..at], rest)));
                starts.push(address::join("", rest));
            }
            None => {
                starts.push(address::join(home, address));
                // Written for a page that is a folder of its own.
                starts.push(address::join(&format!("{}/", stem(home)), address));
            }
        }
        starts.into_iter().flatten().find_map(|path| self.at(&path))
    }

    fn at(&self, path: &str) -> Option<String> {
        if self.assets.contains_key(path) {
            return Some(path.to_string());
        }
        let bare = path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm")).unwrap_or(path);
        let folder = if path.is_empty() { String::new() } else { format!("{bare}/") };
        let inner = ["_index", "index", "README", "readme", "Readme"].map(|name| format!("{folder}{name}.md"));
        let own = [path.to_string(), format!("{bare}.md"), format!("{bare}.markdown")];
        own.into_iter().chain(inner).find(|path| self.pages.contains_key(path))
    }
}

pub struct Linker<'a> {
    pub map: &'a Map,
    /// The page, as it was and as it is.
    pub source: &'a str,
    pub target: &'a str,
    /// The number in the old file of each line.
    pub numbers: &'a [usize],
    /// The old paths of all files that pages show.
    pub used: &'a mut BTreeSet<String>,
    pub notes: &'a mut Notes,
}

impl Linker<'_> {
    pub fn convert(&mut self, body: &str) -> String {
        let text = markdown::text(body, 0, FILE, &mut Diags::new());
        let mut edits = Edits::default();
        let mut link_end = 0;
        for (at, piece) in text.pieces.iter().enumerate() {
            let range = piece.span.start as usize..piece.span.end as usize;
            let was = body.get(range.clone()).unwrap_or("");
            match &piece.kind {
                Kind::Value(_) => {
                    self.note(Why::Value, body, &range, was);
                    edits.replace(range.start..range.start, "\\");
                }
                Kind::Embed(Written::Name { name, anchor, .. }) => {
                    self.named(name, anchor.as_deref(), None, was.starts_with('!'), body, &range, &mut edits);
                }
                Kind::Open(Tag::Link { to: Written::Name { name, anchor, .. }, .. }) => {
                    link_end = range.end;
                    let shown = was.rsplit_once('|').map(|(_, shown)| shown.trim_end_matches(']').trim());
                    self.named(name, anchor.as_deref(), shown, was.starts_with('!'), body, &range, &mut edits);
                }
                Kind::Open(Tag::Link { to: Written::Address(to), title }) => {
                    link_end = range.end;
                    self.link(to, title, &text, at, body, &range, &mut edits);
                }
                Kind::Open(Tag::Image { from: Written::Address(from), title }) => {
                    let label = text.plain_at(at);
                    self.image(from, title, &label, range.start < link_end, body, &range, &mut edits);
                }
                _ => {}
            }
        }
        edits.apply(body)
    }

    /// `[text](address)`, `[text][name]` or `<address>`.
    #[expect(clippy::too_many_arguments, reason = "the place of a link is several things")]
    fn link(
        &mut self,
        to: &str,
        title: &str,
        text: &Text<Written>,
        at: usize,
        body: &str,
        range: &Range<usize>,
        edits: &mut Edits,
    ) {
        let was = &body[range.clone()];
        let new = match self.address(to) {
            Found::Same => return,
            Found::At(new) => Some(new),
            Found::Page(new, lost) => {
                self.note(Why::Link, body, range, &format!("{was} (#{lost})"));
                Some(new)
            }
            Found::Nowhere => {
                self.note(Why::Link, body, range, was);
                None
            }
        };
        if !was.starts_with('[') {
            // An address alone, which leads nowhere.
            let bare = was.trim_start_matches('<').trim_end_matches('>');
            edits.replace(range.clone(), bare);
            return;
        }
        let inner = text.pieces[at + 1..text.after(at) - 1].iter().map(|piece| piece.span.end as usize).max();
        let label = inner.unwrap_or(range.start + 1).clamp(range.start + 1, range.end);
        let Some(end) = body[label..range.end].find(']').map(|end| label + end) else { return };
        match new {
            Some(new) => edits.replace(end..range.end, format!("]({new}{})", quoted(title))),
            None => {
                edits.replace(range.start..range.start + 1, "");
                edits.replace(end..range.end, "");
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the place of a picture is several things")]
    fn image(
        &mut self,
        from: &str,
        title: &str,
        label: &str,
        in_link: bool,
        body: &str,
        range: &Range<usize>,
        edits: &mut Edits,
    ) {
        let was = &body[range.clone()];
        let file = from.rsplit('/').next().unwrap_or(from);
        let words = if label.trim().is_empty() { address::decode(file) } else { label.trim().to_string() };
        let words = words.replace(['[', ']'], " ");
        if address::scheme(from).is_some() || from.starts_with("//") {
            self.note(Why::WebPicture, body, range, was);
            let is_web = from.starts_with("http") || from.starts_with("//");
            let from = from.replace(' ', "%20").replace('(', "%28").replace(')', "%29");
            let link = if in_link || !is_web { words } else { format!("[{words}]({from})") };
            edits.replace(range.clone(), link);
            return;
        }
        let path = address::decode(from.split(['?', '#']).next().unwrap_or(""));
        match self.map.find(self.source, &path).and_then(|path| Some((self.map.assets.get(&path)?, path))) {
            Some((new, path)) => {
                let way = address::way(self.target, new);
                self.used.insert(path);
                edits.replace(
                    range.clone(),
                    format!("![{}]({way}{})", label.trim().replace(['[', ']'], " "), quoted(title)),
                );
            }
            None => {
                self.note(Why::Picture, body, range, was);
                edits.replace(range.clone(), words);
            }
        }
    }

    /// `[[name#anchor|shown]]`, as Obsidian and wikis write it.
    #[expect(clippy::too_many_arguments, reason = "the place of a link is several things")]
    fn named(
        &mut self,
        name: &str,
        anchor: Option<&str>,
        shown: Option<&str>,
        embed: bool,
        body: &str,
        range: &Range<usize>,
        edits: &mut Edits,
    ) {
        let was = &body[range.clone()];
        let found = match name.is_empty() {
            true => Some(self.source.to_string()),
            false => self.map.names.get(&name.to_lowercase()).cloned(),
        };
        let Some(path) = found else {
            self.note(Why::Link, body, range, was);
            let at = range.start + usize::from(was.starts_with('!'));
            edits.replace(at..at, "\\");
            return;
        };
        let shown = shown.filter(|shown| !shown.is_empty());
        if let Some(new) = self.map.assets.get(&path) {
            let way = address::way(self.target, new);
            let picture = embed && !["pdf", "csv", "xlsx"].iter().any(|end| path.ends_with(end));
            self.used.insert(path.clone());
            let shown = shown.unwrap_or(name);
            edits.replace(range.clone(), format!("{}[{shown}]({way})", if picture { "!" } else { "" }));
            return;
        }
        let place = anchor.and_then(|anchor| self.map.pages[&path].1.find(anchor));
        if let Some(anchor) = anchor.filter(|_| place.is_none()) {
            self.note(Why::Link, body, range, &format!("{was} (#{anchor})"));
        }
        let way = self.way(&path, place.unwrap_or(""));
        let shown = shown.unwrap_or(if name.is_empty() { anchor.unwrap_or("") } else { name });
        edits.replace(range.clone(), format!("[{shown}]({way})"));
    }

    fn address(&mut self, to: &str) -> Found {
        if let Some(scheme) = address::scheme(to) {
            let known = ["http", "https", "mailto", "tel", "weixin", "sms"];
            return if known.contains(&scheme.to_ascii_lowercase().as_str()) { Found::Same } else { Found::Nowhere };
        }
        if to.starts_with("//") {
            return Found::Same;
        }
        let (path, anchor) = to.split_once('#').unwrap_or((to, ""));
        let path = address::decode(path.split('?').next().unwrap_or(path));
        let anchor = address::decode(anchor);
        if path.is_empty() {
            let own = self.map.pages.get(self.source).and_then(|(_, places)| places.find(&anchor));
            return match own {
                Some(place) => Found::At(format!("#{}", address::encode(place))),
                None if anchor.is_empty() => Found::At("#".to_string()),
                None => Found::Nowhere,
            };
        }
        let Some(found) = self.map.find(self.source, &path) else { return Found::Nowhere };
        if let Some(new) = self.map.assets.get(&found) {
            let way = address::way(self.target, new);
            self.used.insert(found);
            return Found::At(way);
        }
        match self.map.pages[&found].1.find(&anchor) {
            Some(place) => Found::At(self.way(&found, place)),
            None if anchor.is_empty() => Found::At(self.way(&found, "")),
            None => Found::Page(self.way(&found, ""), anchor),
        }
    }

    fn way(&self, page: &str, place: &str) -> String {
        let way = address::way(self.target, &self.map.pages[page].0);
        if place.is_empty() { way } else { format!("{way}#{}", address::encode(place)) }
    }

    fn note(&mut self, why: Why, body: &str, range: &Range<usize>, was: &str) {
        let line = body[..range.start].matches('\n').count();
        self.notes.push(why, self.source, self.numbers.get(line).copied().unwrap_or(0), was);
    }
}

enum Found {
    /// As it stands.
    Same,
    At(String),
    /// The page is there, the place on it is not.
    Page(String, String),
    Nowhere,
}

fn quoted(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" \"{}\"", title.replace('\\', "\\\\").replace('"', "\\\"")) }
}
