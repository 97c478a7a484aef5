//! Follows the links and values of a text. Afterwards nothing dangles: what leads nowhere was reported and prints as text.

use super::{names::Names, value::Values};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, nearest},
        percent::decode,
        span::{FileId, Span, Spanned},
    },
    model::{
        Record,
        table::Id,
        text::{Kind, Link, Piece, Tag, Text, Written},
    },
    words,
};
use std::collections::HashSet;

/// Where a text stands: relative links start from its folder.
pub struct Home<'a> {
    pub file: FileId,
    /// Below the workspace.
    pub path: &'a str,
}

pub struct Linker<'a> {
    pub names: &'a Names,
    pub values: &'a Values,
    /// A file that was read again since the names were taken, and the places that it has now.
    pub anew: Option<(FileId, HashSet<String>)>,
}

impl Linker<'_> {
    pub fn text(&self, text: Text<Written>, home: &Home<'_>, diags: &mut Diags) -> Text<Link> {
        let pieces = text
            .pieces
            .into_iter()
            .map(|piece| {
                let span = piece.span;
                Piece { kind: self.kind(piece.kind, span, home, diags), span }
            })
            .collect();
        Text { pieces }
    }

    fn kind(&self, kind: Kind<Written>, span: Span, home: &Home<'_>, diags: &mut Diags) -> Kind<Link> {
        match kind {
            Kind::Open(tag) => Kind::Open(self.tag(tag, span, home, diags)),
            Kind::Close => Kind::Close,
            Kind::Text(text) => Kind::Text(text),
            Kind::Code(text) => Kind::Code(text),
            Kind::SoftBreak => Kind::SoftBreak,
            Kind::HardBreak => Kind::HardBreak,
            Kind::Rule => Kind::Rule,
            Kind::Task(done) => Kind::Task(done),
            Kind::FootnoteRef(name) => Kind::FootnoteRef(name),
            Kind::Value(name) => Kind::Text(self.values.get(&Spanned::new(name, span), diags)),
            Kind::Embed(to) => Kind::Embed(self.link(to, span, home, diags)),
        }
    }

    fn tag(&self, tag: Tag<Written>, span: Span, home: &Home<'_>, diags: &mut Diags) -> Tag<Link> {
        match tag {
            Tag::Link { to, title } => Tag::Link { to: self.link(to, span, home, diags), title },
            Tag::Image { from, title } => Tag::Image { from: self.image(from, span, home, diags), title },
            Tag::Paragraph => Tag::Paragraph,
            Tag::Heading(heading) => Tag::Heading(heading),
            Tag::Quote => Tag::Quote,
            Tag::Alert(alert) => Tag::Alert(alert),
            Tag::CodeBlock { lang } => Tag::CodeBlock { lang },
            Tag::List { start } => Tag::List { start },
            Tag::Item => Tag::Item,
            Tag::DefinitionList => Tag::DefinitionList,
            Tag::DefinitionTitle => Tag::DefinitionTitle,
            Tag::Definition => Tag::Definition,
            Tag::Table(align) => Tag::Table(align),
            Tag::TableHead => Tag::TableHead,
            Tag::TableRow => Tag::TableRow,
            Tag::TableCell => Tag::TableCell,
            Tag::Emphasis => Tag::Emphasis,
            Tag::Strong => Tag::Strong,
            Tag::Strike => Tag::Strike,
            Tag::Footnote(name) => Tag::Footnote(name),
            Tag::Container { name, title } => Tag::Container { name, title },
        }
    }

    fn link(&self, to: Written, span: Span, home: &Home<'_>, diags: &mut Diags) -> Link {
        match to {
            Written::Name { kind, name, anchor } => {
                let name = Spanned::new(name, span);
                if name.value.is_empty() {
                    // `[[#place]]` leads to a place on the same page.
                    return anchor.map_or(Link::Broken, |anchor| self.place(home.file, anchor, span, diags));
                }
                let record = match kind {
                    Some(kind) => self.names.find(kind, &name, diags),
                    None => self.names.find_any(&name, diags),
                };
                let Some(record) = record else { return Link::Broken };
                let anchor = anchor.filter(|anchor| self.has_anchor(record, anchor, span, diags));
                Link::Record(record, anchor)
            }
            Written::Address(address) => self.address(&address, span, home, diags),
        }
    }

    fn address(&self, address: &str, span: Span, home: &Home<'_>, diags: &mut Diags) -> Link {
        if let Some(anchor) = address.strip_prefix('#') {
            return self.place(home.file, decode(anchor), span, diags);
        }
        if let Some(scheme) = scheme(address) {
            if ["http", "https", "mailto", "tel", "weixin", "sms"].contains(&scheme.to_ascii_lowercase().as_str()) {
                return Link::Web(address.to_string());
            }
            diags.push(
                Diag::error(
                    Code::BROKEN_LINK,
                    span,
                    words!("不能链接到“{scheme}:”这样的地址", "a link cannot lead to “{scheme}:”"),
                )
                .help(words!(
                    "用 https:// 开头的网址，或工作区里的文件",
                    "use an address with https://, or a file of the workspace"
                )),
            );
            return Link::Broken;
        }
        if address.starts_with("//") {
            return Link::Web(format!("https:{address}"));
        }
        let (path, anchor) = match address.split_once('#') {
            Some((path, anchor)) => (path, Some(decode(anchor))),
            None => (address, None),
        };
        let path = path.split('?').next().unwrap_or(path);
        let Some(path) = join(home.path, &decode(path)) else {
            self.broken(address, span, diags);
            return Link::Broken;
        };
        if let Some(asset) = self.names.asset_at(&path) {
            return Link::File(Id::new(asset));
        }
        let candidates = [path.clone(), format!("{path}.md"), format!("{path}/_index.md"), format!("{path}/index.md")];
        match candidates.iter().find_map(|path| self.names.record_at(path)) {
            Some(record) => {
                let anchor = anchor.filter(|anchor| !anchor.is_empty() && self.has_anchor(record, anchor, span, diags));
                Link::Record(record, anchor)
            }
            None => {
                self.broken(address, span, diags);
                Link::Broken
            }
        }
    }

    fn image(&self, from: Written, span: Span, home: &Home<'_>, diags: &mut Diags) -> Link {
        let Written::Address(address) = from else { return Link::Broken };
        if scheme(&address).is_some() || address.starts_with("//") {
            diags.push(
                Diag::warning(
                    Code::BROKEN_IMAGE,
                    span,
                    words!(
                        "图片在别人的网站上，手册不会去取",
                        "this picture stands on another site, from which the handbook does not fetch"
                    ),
                )
                .help(words!(
                    "把图片存到 content/ 下面，再写它的相对路径",
                    "save the picture below content/ and write its relative path"
                )),
            );
            return Link::Broken;
        }
        let path = join(home.path, &decode(address.split(['?', '#']).next().unwrap_or("")));
        if let Some(asset) = path.as_deref().and_then(|path| self.names.asset_at(path)) {
            return Link::File(Id::new(asset));
        }
        diags.push(
            Diag::error(Code::BROKEN_IMAGE, span, words!("找不到图片“{address}”", "there is no picture “{address}”"))
                .help(self.nearest_file(&address))
                .help(words!("路径从这个文件所在的文件夹算起", "the path starts from the folder of this file")),
        );
        Link::Broken
    }

    fn place(&self, file: FileId, anchor: String, span: Span, diags: &mut Diags) -> Link {
        let known = self.anchors(file);
        if anchor.is_empty() || known.is_some_and(|anchors| anchors.contains(&anchor)) {
            return Link::Place(anchor);
        }
        self.no_anchor(&anchor, file, span, diags);
        Link::Broken
    }

    fn anchors(&self, file: FileId) -> Option<&HashSet<String>> {
        match &self.anew {
            Some((anew, anchors)) if *anew == file => Some(anchors),
            _ => self.names.anchors(file),
        }
    }

    fn has_anchor(&self, record: Record, anchor: &str, span: Span, diags: &mut Diags) -> bool {
        let Some(file) = self.names.file_of(record) else { return false };
        let found = self.anchors(file).is_some_and(|anchors| anchors.contains(anchor));
        if !found {
            self.no_anchor(anchor, file, span, diags);
        }
        found
    }

    fn no_anchor(&self, anchor: &str, file: FileId, span: Span, diags: &mut Diags) {
        let mut known: Vec<&str> = self.anchors(file).into_iter().flatten().map(String::as_str).collect();
        known.sort_unstable();
        diags.push(
            Diag::error(
                Code::BROKEN_LINK,
                span,
                words!("那一页没有“#{anchor}”这个位置", "that page has no place “#{anchor}”"),
            )
            .help(nearest(anchor, known))
            .help(words!("给标题加上名字：## 标题 {{#{anchor}}}", "give the heading a name: ## Heading {{#{anchor}}}")),
        );
    }

    fn broken(&self, address: &str, span: Span, diags: &mut Diags) {
        diags.push(
            Diag::error(
                Code::BROKEN_LINK,
                span,
                words!("链接的文件不存在：{address}", "the file of this link does not exist: {address}"),
            )
            .help(self.nearest_file(address))
            .help(words!("也可以按名字链接：[[章节:标题]]", "you can link by name, too: [[chapter:Title]]")),
        );
    }

    /// A file of the same or a similar name, wherever it is.
    fn nearest_file(&self, address: &str) -> Option<crate::base::lang::Words> {
        let wanted = decode(address.split('#').next().unwrap_or(address));
        let wanted = wanted.rsplit('/').next().unwrap_or("");
        let mut known: Vec<&str> = self.names.paths().collect();
        known.sort_unstable();
        if let Some(path) = known.iter().find(|path| path.rsplit('/').next() == Some(wanted)) {
            return Some(words!("同名文件在 {path}", "a file of that name is {path}"));
        }
        nearest(wanted, known.iter().map(|path| path.rsplit('/').next().unwrap_or(path)))
    }
}

/// The scheme of an address such as `https:`; a Windows drive letter is none.
fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let plain = scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    plain.then_some(scheme)
}

/// A path from the folder of `home`, or from `content/` when it begins with a slash; `None` when it leaves the workspace.
pub fn join(home: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = match path.strip_prefix('/') {
        Some(_) => vec!["content"],
        None => home.split('/').collect(),
    };
    if !path.starts_with('/') {
        parts.pop();
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
