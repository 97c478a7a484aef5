//! What an import could not take over as it stood: kept with its place, so that nothing is lost in silence.

use crate::{
    base::lang::{Lang, Words},
    words,
};
use std::{collections::BTreeMap, fmt::Write};

/// Why something is told, in the order of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    Link,
    Picture,
    WebPicture,
    Key,
    Header,
    Block,
    Html,
    ShortCode,
    Value,
    Escaped,
    Rule,
    Encoding,
    Renamed,
    Outline,
    NotTaken,
}

impl Why {
    pub fn title(self) -> Words {
        match self {
            Why::Link => words!("链接指向不存在的地方，留下文字", "links that lead nowhere became text"),
            Why::Picture => words!("图片不存在，留下说明文字", "pictures that are missing became their words"),
            Why::WebPicture => words!("别人网站上的图片改成了链接", "pictures on other sites became links"),
            Why::Key => {
                words!("页头里 sopress 没有的键，原文收在这里", "keys of headers that sopress does not have, kept here")
            }
            Why::Header => words!("页头读不懂，原文收在这里", "headers that cannot be read, kept here"),
            Why::Block => {
                words!("不认识的块：只留下内容，或原文收在这里", "unknown blocks: content only, or kept here")
            }
            Why::Html => words!("去掉的 HTML 标签", "HTML tags that were taken off"),
            Why::ShortCode => words!(
                "短代码：从页面上拿下来，名字和原文收在这里",
                "short codes: taken off the page, kept here by their names"
            ),
            Why::Value => words!("短代码和变量改成了普通文字", "short codes and variables became text"),
            Why::Escaped => {
                words!("在 sopress 里另有含义，改成了普通文字", "what means something else in sopress became text")
            }
            Why::Rule => words!(
                "合规规则查到的问题：原文没动，先放行 90 天，请逐条复核",
                "findings of rules: not a word was changed, let through for 90 days, to be reviewed"
            ),
            Why::Encoding => words!("编码转换或去掉了控制字符", "converted encodings, or control characters taken off"),
            Why::Renamed => words!("换了文件名", "files with another name"),
            Why::Outline => words!("只用来排序的目录文件", "outlines that gave the order only"),
            Why::NotTaken => words!("没有导入的文件", "files that were not imported"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    pub why: Why,
    /// Below the imported folder.
    pub file: String,
    /// 0 for the file as a whole.
    pub line: usize,
    /// As it was written.
    pub was: String,
}

#[derive(Clone, Debug, Default)]
pub struct Notes {
    list: Vec<Note>,
}

impl Notes {
    pub fn push(&mut self, why: Why, file: &str, line: usize, was: impl Into<String>) {
        self.list.push(Note { why, file: file.to_string(), line, was: was.into() });
    }

    pub fn extend(&mut self, other: Notes) {
        self.list.extend(other.list);
    }

    pub fn counts(&self) -> BTreeMap<Why, usize> {
        let mut counts = BTreeMap::new();
        for note in &self.list {
            *counts.entry(note.why).or_insert(0) += 1;
        }
        counts
    }

    /// The whole as Markdown.
    pub fn report(&self, from: &str, pages: usize, pictures: usize, lang: Lang) -> String {
        let mut list = self.list.clone();
        list.sort();
        let mut out = words!(
            "# 导入报告\n\n来自 `{from}`：{pages} 页，{pictures} 个图片和附件。下面是没有原样进来的东西，行号是原文件的。\n",
            "# Import report\n\nFrom `{from}`: {pages} pages, {pictures} pictures and attachments. Below is what did not come in as it stood; lines are those of the old files.\n"
        )
        .get(lang)
        .to_string();
        let mut why = None;
        for note in &list {
            if why != Some(note.why) {
                why = Some(note.why);
                let count = list.iter().filter(|other| other.why == note.why).count();
                write!(out, "\n## {} ({count})\n\n", note.why.title().get(lang)).expect("a string takes all");
            }
            item(&mut out, note);
        }
        out
    }
}

fn item(out: &mut String, note: &Note) {
    let Note { file, line, was, .. } = note;
    out.push_str("- ");
    out.push_str(file);
    if *line > 0 {
        write!(out, ":{line}").expect("a string takes all");
    }
    let longest = was.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    match was.lines().count() {
        0 => out.push('\n'),
        1 => {
            let ticks = "`".repeat(longest + 1);
            let gap = if longest > 0 { " " } else { "" };
            writeln!(out, " — {ticks}{gap}{}{gap}{ticks}", was.trim_end()).expect("a string takes all");
        }
        _ => {
            let fence = "`".repeat(longest.max(2) + 1);
            write!(out, "\n\n  {fence}text\n").expect("a string takes all");
            for line in was.lines() {
                writeln!(out, "  {line}").expect("a string takes all");
            }
            writeln!(out, "  {fence}\n").expect("a string takes all");
        }
    }
}
