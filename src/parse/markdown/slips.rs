//! Marks that a Chinese writer's eye reads and Markdown does not: full-width brackets, a heading without its space, a table
//! that is none. They print as they stand, and nobody would see why.

use super::{Page, report::Report};
use crate::{
    base::{code::Code, diag::Diag, lang::Words},
    words,
};
use std::ops::Range;

/// Looks at a run of plain words.
pub fn look(page: &Page, range: &Range<usize>, report: &mut Report) {
    wide_link(page, range, report);
    let words = &page.body[range.clone()];
    let mut tell = |at: usize, len: usize, (message, help): (Words, Words)| {
        let place = page.span(&(range.start + at..range.start + at + len));
        report.push(Code::LITERAL_MARKER, || Diag::warning(Code::LITERAL_MARKER, place, message).help(help));
    };
    if let Some(at) = words.find("【【").filter(|_| words.contains("】】")) {
        let slip = (
            words!("链接用了【【】】，会原样显示", "a link in 【【】】 prints as it stands"),
            words!("写成 [[种类:名字]]，方括号用英文的", "write [[kind:name]] with ASCII brackets"),
        );
        tell(at, words[at..].find("】】").map_or("【【".len(), |end| end + "】】".len()), slip);
    }
    let mut from = 0;
    while let Some((at, len)) = braces(&words[from..]) {
        let place = from + at..from + at + len;
        from = place.end;
        // A backslash before it, or nothing in it, and it was meant so.
        let written = &words[place.clone()];
        let meant = written.starts_with('{') && written.ends_with("}}") && !written.ends_with("}}}");
        if meant || page.body[..range.start + place.start].ends_with('\\') {
            continue;
        }
        let slip = (
            words!("值的花括号不成对，或用了全角，会原样显示", "the braces of a value are not in pairs, or full-width"),
            words!("写成 {{{{ limit.名字 }}}}，四个花括号都用英文的", "write {{{{ limit.name }}}} with ASCII braces"),
        );
        tell(place.start, len, slip);
    }
    if let Some(at) = words.find("](").filter(|at| leads(&words[at + 2..], ")")) {
        let slip = (
            words!("链接没有读出来，会原样显示", "this link was not read and prints as it stands"),
            words!(
                "地址里有空格的，用尖括号包起来：[文字](<我的 图.jpg>)",
                "put an address with spaces in angle brackets: [text](<my picture.jpg>)"
            ),
        );
        tell(at, words[at..].find(')').map_or(2, |end| end + 1), slip);
    } else if let Some(at) = words.find("] (").filter(|at| leads(&words[at + 3..], ")")) {
        let slip = (
            words!("] 和 ( 之间有空格，链接会原样显示", "a space between ] and ( keeps this from being a link"),
            words!("去掉空格：[文字](地址)", "take it out: [text](address)"),
        );
        tell(at, 3, slip);
    }
    // Marks of lists and quotes are short, and the limit keeps a long line of many words linear.
    const MARKS: usize = 32;
    let from = page.body.floor_char_boundary(range.start.saturating_sub(MARKS));
    let before = &page.body[from..range.start];
    let line = before.rfind('\n').map(|end| end + 1).or((from == 0).then_some(0));
    let begins = line.is_some_and(|line| before[line..].chars().all(|c| " \t>-*+".contains(c)));
    if begins && let Some((len, slip)) = at_start(page, range, words) {
        tell(0, len, slip);
        return;
    }
    if let Some(at) = ["{#", "｛#", "｛＃", "{＃"].into_iter().find_map(|open| words.find(open)) {
        let slip = (
            words!(
                "标题的花括号没有读出来，会原样显示",
                "the braces of a heading were not read and print as they stand"
            ),
            words!(
                "写在标题那一行的最后：{{#锚点 .step role=岗位}}，花括号用英文的，别漏了右边一个",
                "end the heading's line with {{#anchor .step role=name}}, in ASCII braces, both of them"
            ),
        );
        tell(at, words.len() - at, slip);
    }
}

/// What only counts at the beginning of a line.
fn at_start(page: &Page, range: &Range<usize>, words: &str) -> Option<(usize, (Words, Words))> {
    let hashes = words.chars().take_while(|c| matches!(c, '#' | '＃')).count();
    let marks: usize = words.chars().take(hashes).map(char::len_utf8).sum();
    let wide = words.starts_with('＃');
    // `#话题#` is a topic; a heading has two or more, or an anchor.
    if (2..=6).contains(&hashes) && words.len() > marks && (wide || !words[marks..].starts_with([' ', '\t'])) {
        let level = "#".repeat(hashes);
        let title = words[marks..].split(['{', '｛']).next().unwrap_or("").trim();
        let title: String = title.chars().take(20).collect();
        return Some((
            marks,
            (
                words!("# 后面要空一格，这一行才是标题", "a heading needs a space behind its #"),
                words!("写成 {level} {title}", "write {level} {title}"),
            ),
        ));
    }
    // The line that ends one is told with the line that begins it.
    if words.starts_with("：：：") && !words.trim_matches('：').trim().is_empty() {
        let slip = (
            words!("容器用了全角冒号，会原样显示", "a container in full-width colons prints as it stands"),
            words!("写成英文冒号 :::，首尾两行都一样", "write ASCII colons ::: in both lines"),
        );
        return Some((words.len(), slip));
    }
    let box_of_two = ["[]", "【】", "【 】"].into_iter().find(|mark| words.starts_with(mark));
    let mark = box_of_two.or_else(|| ["-[", "-【"].into_iter().find(|mark| words.starts_with(mark)));
    let item = page.body[..range.start].ends_with([' ', '\t']) || words.starts_with('-');
    if let Some(mark) = mark.filter(|_| item) {
        let slip = (
            words!("清单的方框没有读出来，会原样显示", "the box of this item was not read and prints as it stands"),
            words!(
                "写成 - [ ] 事情，短横线后、方框里、方框后各空一格",
                "write - [ ] thing, with a space behind the dash, in the box and behind it"
            ),
        );
        return Some((mark.len(), slip));
    }
    if let Some((kind, _)) = words.strip_prefix("[!").and_then(|rest| rest.split_once(']'))
        && page.body[..range.start].ends_with("> ")
        && kind.len() < 20
    {
        let slip = (
            words!("没有“{kind}”这种提示框，会原样显示", "there is no alert “{kind}”; it prints as it stands"),
            words!(
                "可以写：[!NOTE] [!TIP] [!IMPORTANT] [!WARNING] [!CAUTION]",
                "it can be: [!NOTE] [!TIP] [!IMPORTANT] [!WARNING] [!CAUTION]"
            ),
        );
        return Some(("[!".len() + kind.len() + 1, slip));
    }
    table(page, range, words)
}

/// Whether what follows is the address of a file or page, up to its end.
fn leads(rest: &str, end: &str) -> bool {
    let address = rest.split(end).next().unwrap_or("");
    let file = [".md", ".png", ".jpg", ".jpeg", ".webp", ".html"].iter().any(|kind| address.ends_with(kind));
    rest.contains(end) && (file || address.starts_with("http"))
}

/// Lines of cells that are no table: the line of dashes is missing or has another number of cells, or the bars are wide.
fn table(page: &Page, range: &Range<usize>, words: &str) -> Option<(usize, (Words, Words))> {
    let bar = |line: &str| line.trim_start().chars().next().filter(|c| matches!(c, '|' | '｜'));
    let first = bar(words)?;
    let line_end = page.body[range.start..].find('\n').map_or(page.body.len(), |end| range.start + end);
    let line = page.body[range.start..line_end].trim();
    let cells = |line: &str| line.trim().trim_matches(['|', '｜']).split(['|', '｜']).count();
    let next = page.body.get(line_end + 1..).and_then(|rest| rest.lines().next()).unwrap_or("").trim();
    let before = page.body[..range.start].trim_end_matches([' ', '\t', '>']).strip_suffix('\n').unwrap_or("");
    let follows = bar(before.rsplit('\n').next().unwrap_or("")).is_some();
    // Told once, at the first of the lines.
    if follows || cells(line) < 2 || bar(next).is_none() {
        return None;
    }
    let dashes = next.chars().all(|c| "|｜-－—: ：".contains(c)) && next.contains(['-', '－', '—']);
    let wanted = cells(line);
    let row = format!("|{}", "---|".repeat(wanted.min(12)));
    let help = if first == '｜' || next.contains('｜') {
        words!("竖线用英文的 |，短横线用英文的 -", "use ASCII bars | and dashes -")
    } else if dashes {
        let found = cells(next);
        words!(
            "表头有 {wanted} 格，下面的分隔行有 {found} 格；写成 {row}",
            "the heading has {wanted} cells, the line below {found}; write {row}"
        )
    } else {
        words!("表头下面加一行 {row}", "put a line {row} below the heading")
    };
    Some((
        line.len(),
        (words!("这几行没有读成表格，会原样显示", "these lines are no table and print as they stand"), help),
    ))
}

/// Braces of a value that were not read: the place and length.
fn braces(words: &str) -> Option<(usize, usize)> {
    let at = words.match_indices(['{', '｛']).map(|(at, _)| at).find(|at| {
        let rest = &words[*at..];
        rest.starts_with("{{") || rest.starts_with("｛｛")
    })?;
    let rest = &words[at..];
    let end = rest.find(['}', '｝']).map_or(rest.len(), |end| {
        end + rest[end..].chars().take_while(|c| matches!(c, '}' | '｝')).map(char::len_utf8).sum::<usize>()
    });
    Some((at, end))
}

/// A row with more cells than the heading loses them, one with fewer has a bar too few most likely.
pub fn row(page: &Page, range: &Range<usize>, found: usize, wanted: usize) -> Diag {
    let help = if found > wanted {
        words!(
            "多出的格不会显示：删掉，或在表头和分隔行里加一列；格子里的竖线写成 \\|",
            "what is too many is not shown: remove it or add a column; write \\| for a bar within a cell"
        )
    } else {
        words!("补上竖线 |，空的格子也要写", "add the missing bar |, for empty cells too")
    };
    let message =
        words!("这一行有 {found} 格，表头有 {wanted} 格", "this row has {found} cells, the heading has {wanted}");
    Diag::warning(Code::TABLE_CELLS, page.span(range), message).help(help)
}

/// The cells of a row of a table, as the parser counts them.
pub fn cells(row: &str) -> usize {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut count = 1;
    let mut bytes = row.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'|' if at + 1 < row.len() => count += 1,
            _ => {}
        }
    }
    count
}

/// `［文字］（a.md）` and `[文字](a.md）`: a link to a Chinese writer's eye, and letters to Markdown.
fn wide_link(page: &Page, range: &Range<usize>, report: &mut Report) {
    // No address of a workspace is longer, and the limit keeps a thousand open brackets linear.
    const LONGEST: usize = 200;
    let words = &page.body[range.clone()];
    for (at, open) in words.match_indices(['（', '(']) {
        let from = range.start + at;
        let before = page.body[..from].chars().next_back();
        let Some(bracket) = before.filter(|c| matches!(c, ']' | '］')) else { continue };
        let rest = &page.body[from + open.len()..];
        let rest = &rest[..rest.floor_char_boundary(LONGEST)];
        let Some(end) = rest.find(['）', ')', '\n']) else { continue };
        let (address, close) = (&rest[..end], rest[end..].chars().next());
        let wide = bracket == '］' || open == "（" || close == Some('）');
        let leads =
            address.contains('/') || [".md", ".png", ".jpg", ".html"].iter().any(|kind| address.ends_with(kind));
        if wide && leads && close != Some('\n') {
            report.push(Code::LITERAL_MARKER, || {
                Diag::warning(
                    Code::LITERAL_MARKER,
                    page.span(&(from..from + open.len() + end)),
                    words!("链接用了全角括号，会原样显示", "a link with full-width brackets prints as it stands"),
                )
                .help(words!(
                    "写成 [文字](地址)，方括号和圆括号都用英文的",
                    "write [text](address) with ASCII brackets"
                ))
            });
        }
    }
}
