//! The usual slips of people who write TOML by hand, in their words: the parser speaks English to programmers.

mod said;
pub mod yaml;

use super::{han, lang::Words};
use crate::words;
use said::{backslash, control, date, line_break, number, remark, truth, zero};
use std::ops::Range;

/// What is wrong at `at` of `text` and what to do, given what the parser says.
pub fn explain(message: &str, text: &str, at: &Range<usize>) -> (Words, Words) {
    let slip = Slip::new(text, at);
    if let Some(found) = slip.odd_character(message) {
        return found;
    }
    let says = |part: &str| message.contains(part);
    if says("invalid date") || says("invalid time") {
        return date();
    }
    if says("duplicate key") || says("extend") {
        return slip.twice();
    }
    if says("must be quoted") || says("invalid bare") || says("invalid value") {
        return slip.unquoted();
    }
    if says("invalid boolean") {
        return truth();
    }
    if says("unquoted key") || says("keys cannot be") {
        return slip.key();
    }
    if says("escape") || says("unicode value digits") {
        return backslash();
    }
    if says("string") || says("opening quote") {
        return slip.open_quote(message);
    }
    if says("array elements") || says("in array") || says("unclosed array") && !says("table") {
        return slip.list();
    }
    if says("key-value pairs") || says("inline table") {
        return slip.braces();
    }
    if says("unclosed table") || says("unclosed array table") || says("missing table") {
        return slip.heading();
    }
    if says("extra `=`") || says("missing value") || says("no value") || says("invalid key-value") {
        return slip.no_value();
    }
    if says("unexpected key or value") || says("unexpected content") {
        return slip.left_over();
    }
    if says("leading zero") {
        return zero();
    }
    if says("number") || says("float") || says("digits") || says("sign") || says("radix") {
        return number();
    }
    if says("comment character") {
        return control();
    }
    if says("carriage return") {
        return line_break();
    }
    if says("recurs") {
        return (
            words!("括号一层套一层，太深了", "brackets stand inside brackets, too deep"),
            words!("拆开来写，每项单独一行", "take it apart, one line for each"),
        );
    }
    (
        words!("这里写得不对，读不下去", "this cannot be read as TOML ({message})"),
        words!(
            "每行写成 键 = 值；文字放在英文引号里，例如 title = \"入群流程\"",
            "write each line as key = value, texts in quotes, for example title = \"Joining\""
        ),
    )
}

/// Keys that people write in Chinese.
const KEYS: [(&[&str], &str); 13] = [
    (&["标题", "题目"], "title"),
    (&["名称", "名字", "姓名"], "name"),
    (&["摘要", "简介", "说明"], "summary"),
    (&["编号", "代码"], "code"),
    (&["版本", "版本号"], "version"),
    (&["状态"], "status"),
    (&["负责人"], "owner"),
    (&["批准人", "审批人"], "approver"),
    (&["岗位", "角色"], "roles"),
    (&["标签"], "tags"),
    (&["读者", "可见范围"], "audience"),
    (&["来源"], "source"),
    (&["分类", "类别"], "category"),
];

/// The line of a mistake and the place in it.
struct Slip<'a> {
    text: &'a str,
    /// Where the mistake begins, in `text`.
    at: usize,
    line: &'a str,
    /// Where the mistake begins, in `line`.
    column: usize,
}

impl<'a> Slip<'a> {
    fn new(text: &'a str, range: &Range<usize>) -> Slip<'a> {
        let at = (0..=range.start.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let from = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let to = text[at..].find('\n').map_or(text.len(), |end| at + end);
        Slip { text, at, line: text[from..to].trim_end(), column: at - from }
    }

    /// The line up to the equals sign, as a key.
    fn key_name(&self) -> &'a str {
        self.line.split_once('=').map_or("", |(key, _)| key.trim())
    }

    /// What stands behind the equals sign, without a remark.
    fn value(&self) -> &'a str {
        let value = self.line.split_once('=').map_or("", |(_, value)| value);
        value.split(" #").next().unwrap_or(value).trim()
    }

    /// What stands from the mistake on.
    fn rest(&self) -> &'a str {
        self.line.get(self.column..).unwrap_or("")
    }

    /// Chinese punctuation and odd spaces outside of quotes: an input method was on.
    fn odd_character(&self, message: &str) -> Option<(Words, Words)> {
        const FULL: &str = "“”‘’＂＇＝，［］【】｛｝：；、。＃";
        const SPACES: [char; 2] = ['\u{3000}', '\u{a0}'];
        if message.contains("duplicate") || message.contains("escape") {
            return None;
        }
        let bare = message.contains("must be quoted") || message.contains("invalid bare");
        let mut quote = None;
        for (place, c) in self.line.char_indices() {
            match (c, quote) {
                ('#', None) => break,
                ('"' | '\'', None) => quote = Some(c),
                (c, Some(open)) if c == open => quote = None,
                (_, Some(_)) => {}
                // In a text that wants quotes, only its own first character is at fault.
                (c, None) if FULL.contains(c) && (!bare || self.value().starts_with(c) || place < self.column) => {
                    return Some((
                        words!(
                            "这里用了中文标点 {c} ，TOML 读不懂",
                            "a full-width “{c}” stands here, which TOML cannot read"
                        ),
                        words!(
                            "换成英文标点：引号用 \" ，等号用 = ，逗号用 , ，方括号用 [ ]",
                            "use the ASCII character: \" for quotes, = and , and [ ]"
                        ),
                    ));
                }
                (c, None) if SPACES.contains(&c) && place < self.line.find('=').unwrap_or(0) => {
                    return Some((
                        words!("等号前面有一个不普通的空格", "an unusual space stands before the equals sign"),
                        words!("删掉它，用键盘重打一个空格", "delete it and type an ordinary space"),
                    ));
                }
                _ => {}
            }
        }
        None
    }

    fn twice(&self) -> (Words, Words) {
        let line = self.line.trim();
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            let name = clip(name.trim_start_matches('['));
            return (
                words!("[{name}] 写了两次", "[{name}] is written twice"),
                words!(
                    "合成一个；要写好几条的，每条都用双方括号 [[{name}]]",
                    "make them one; where several are meant, head each with [[{name}]]"
                ),
            );
        }
        let key = clip(self.key_name());
        (words!("“{key}”写了两次", "“{key}” is written twice"), words!("删掉其中一行", "remove one of the two lines"))
    }

    /// A value without quotes.
    fn unquoted(&self) -> (Words, Words) {
        let (key, value) = (self.key_name(), self.value());
        let in_list = value.starts_with('[');
        if value.is_empty() {
            let key = clip(key);
            return (
                words!("“{key}”后面没有值", "“{key}” has no value"),
                words!(
                    "写上值，例如 {key} = \"…\"；没有就删掉这一行",
                    "write one, such as {key} = \"…\", or remove the line"
                ),
            );
        }
        // A remark behind the value, begun as other languages do, or with a full-width mark.
        if let Some(mark) = ["//", "＃"].into_iter().find(|mark| value.contains(mark)) {
            let plain = value.split(mark).next().unwrap_or("").trim();
            if plain.parse::<f64>().is_ok() || plain.ends_with(['"', ']']) {
                return remark();
            }
        }
        let narrow = han::narrow(value);
        if narrow != value && narrow.parse::<f64>().is_ok() {
            let example = clip(&format!("{key} = {narrow}"));
            return (words!("数字用了全角", "the digits are full-width"), words!("写成 {example}", "write {example}"));
        }
        let digits = value.starts_with(|c: char| c.is_ascii_digit());
        if digits && (value.contains(['年', '/']) || value.matches('.').count() == 2) {
            return date();
        }
        if ["是", "否", "对", "错", "真", "假", "有", "无", "True", "False", "TRUE", "FALSE", "yes", "no"]
            .contains(&value)
        {
            return truth();
        }
        let example = if in_list {
            let items: Vec<String> = value
                .trim_matches(['[', ']', ' '])
                .split([',', '，', '、'])
                .map(|item| format!("\"{}\"", item.trim().trim_matches('"')))
                .collect();
            format!("{key} = [{}]", items.join(", "))
        } else {
            format!("{key} = \"{}\"", value.trim_matches(['"', '\'', '`']))
        };
        let example = if self.line.contains('=') { clip(&example) } else { "title = \"…\"".to_string() };
        (words!("文字要放在英文引号里", "a text must stand in quotes"), words!("写成 {example}", "write {example}"))
    }

    /// A key that is no plain ASCII word.
    fn key(&self) -> (Words, Words) {
        let heading = self.line.trim().starts_with('[');
        if !heading && !self.line.contains('=') {
            return self.no_value();
        }
        let name = if heading { self.line.trim().trim_matches(['[', ']']) } else { self.key_name() };
        let name = clip(name.trim());
        if name.is_empty() {
            return (
                words!("这里缺少键的名字", "a key's name is missing here"),
                words!("每行写成 键 = 值，例如 title = \"…\"", "write each line as key = value, such as title = \"…\""),
            );
        }
        if let Some((_, key)) = KEYS.iter().find(|(names, _)| names.contains(&name.as_str())) {
            return (
                words!("键要写英文，不是“{name}”", "keys are English words, not “{name}”"),
                words!("写成 {key}", "write {key}"),
            );
        }
        (
            words!("键“{name}”不是英文字母", "the key “{name}” is not made of ASCII letters"),
            words!(
                "键用英文，例如 title = \"…\"；自己起的名字（如 [vars] 里的）可以是中文，要放进英文引号：\"{name}\" = …",
                "keys are English words, such as title = \"…\"; a name of your own (in [vars], say) goes in quotes: \"{name}\" = …"
            ),
        )
    }

    fn open_quote(&self, message: &str) -> (Words, Words) {
        if self.rest().starts_with(|c: char| c.is_control()) || message.contains("visible") && !self.rest().is_empty() {
            return control();
        }
        if message.contains("multi-line") {
            return (
                words!("三个引号没有合上", "the three quotes are never closed"),
                words!("在文字结束的地方再写三个引号", "put three quotes again where the text ends"),
            );
        }
        let mark = if message.contains("literal") { '\'' } else { '"' };
        let next = self.text.get(self.at..).and_then(|rest| rest.lines().nth(1)).unwrap_or("");
        let key = clip(self.key_name());
        let help = if next.trim().is_empty() || next.contains('=') || next.trim_start().starts_with('[') {
            words!("在这一行末尾补上 {mark}", "put {mark} at the end of this line")
        } else {
            words!(
                "在这一行末尾补上 {mark}；文字有好几行，就用三个引号：{key} = \"\"\"…\"\"\"",
                "put {mark} at the end of this line; a text of several lines stands in three quotes: {key} = \"\"\"…\"\"\""
            )
        };
        (words!("引号没有合上", "the quote is never closed"), help)
    }

    /// Inside `[ … ]`.
    fn list(&self) -> (Words, Words) {
        if self.begins_another() || self.at >= self.text.trim_end().len() {
            return (
                words!("上面的方括号 [ 没有合上", "the bracket [ above is never closed"),
                words!("在那一项的末尾补上 ]", "put ] behind its last item"),
            );
        }
        if self.rest().trim_start().starts_with(',') {
            return (words!("这里多了一个逗号", "there is a comma too many"), words!("删掉它", "remove it"));
        }
        (
            words!(
                "两项之间缺少逗号，或有一项的引号没有合上",
                "a comma is missing between two items, or a quote is open"
            ),
            words!("写成 [\"客服\", \"群管家\"]", "write [\"one\", \"two\"]"),
        )
    }

    /// Inside `{ … }`.
    fn braces(&self) -> (Words, Words) {
        if self.begins_another() || self.at >= self.text.trim_end().len() {
            return (
                words!("上面的花括号 {{ 没有合上", "the brace {{ above is never closed"),
                words!("在那一项的末尾补上 }}", "put }} behind its last item"),
            );
        }
        (
            words!("花括号里的写法不对", "what stands in the braces cannot be read"),
            words!("写成 {{ 键 = \"值\", 键 = \"值\" }}", "write {{ key = \"value\", key = \"value\" }}"),
        )
    }

    /// Whether the line of the mistake begins something new, so that what stands above was left open.
    fn begins_another(&self) -> bool {
        let line = self.line.trim_start();
        let word = line.split(['=', ' ']).next().unwrap_or("");
        let key = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
        let before_mistake = self.line.get(..self.column).unwrap_or("").trim();
        (key && line.contains('=') && (before_mistake.is_empty() || before_mistake == word)) || line.starts_with('[')
    }

    /// `[name]` or `[[name]]`.
    fn heading(&self) -> (Words, Words) {
        let name = clip(self.line.trim().trim_matches(['[', ']', ' ']));
        let whole = if self.line.trim().starts_with("[[") { format!("[[{name}]]") } else { format!("[{name}]") };
        (
            words!("方括号没有合上", "the bracket is never closed"),
            words!("这一行写成 {whole}", "write {whole} on this line"),
        )
    }

    fn no_value(&self) -> (Words, Words) {
        let line = self.line.trim();
        let before = line.split([':', '：', '=']).next().unwrap_or("").trim();
        if line.starts_with("- ") || line.starts_with("* ") {
            return (
                words!("这里不能用短横线列清单", "a list with dashes cannot stand here"),
                words!("写成一行：roles = [\"客服\", \"群管家\"]", "write one line: roles = [\"one\", \"two\"]"),
            );
        }
        if !line.contains('=') && line.contains(':') && before.is_ascii() {
            let before = clip(before);
            return (
                words!("键和值之间要用等号，不是冒号", "an equals sign stands between key and value, no colon"),
                words!("写成 {before} = \"…\"", "write {before} = \"…\""),
            );
        }
        if !line.contains('=') {
            return (
                words!("这一行没有等号", "this line has no equals sign"),
                words!(
                    "写成 键 = 值；是说明就在前面加 #；是上一行没写完的文字，就用三个引号把整段包起来：\"\"\"…\"\"\"",
                    "write key = value; put # before a remark; put a text of several lines in three quotes: \"\"\"…\"\"\""
                ),
            );
        }
        if before.contains(' ') {
            return (
                words!("键的名字里有空格", "the key's name has a space"),
                words!(
                    "键是一个英文词，用下划线代替空格",
                    "a key is one word; put an underscore in place of the space"
                ),
            );
        }
        (
            words!(
                "等号后面缺少值，或多了一个等号",
                "a value is missing after the equals sign, or there is one too many"
            ),
            words!("每行写成 键 = 值", "write each line as key = value"),
        )
    }

    /// Something behind a value that was complete.
    fn left_over(&self) -> (Words, Words) {
        let rest = self.rest().trim_start();
        let before = self.line.get(..self.column).unwrap_or("").trim_end();
        if rest.starts_with("//") || rest.starts_with("--") {
            return remark();
        }
        if let Some(mark) = rest.chars().next().filter(|c| ",;]})".contains(*c)) {
            let number = before.ends_with(|c: char| c.is_ascii_digit());
            if mark == ',' && number && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
                return (
                    words!("数字里不能有逗号", "a number has no commas"),
                    words!("直接写，例如 1000", "write it without, such as 1000"),
                );
            }
            return (
                words!("行尾多了一个 {mark}", "the line has a {mark} too many"),
                words!("删掉它，每项单独一行", "remove it; each item has a line of its own"),
            );
        }
        if self.line.trim_start().starts_with('[') && before.ends_with(']') {
            let before = clip(before);
            return (
                words!("{before} 后面不能再写东西", "nothing may follow behind {before}"),
                words!("从下一行写起", "begin on the next line"),
            );
        }
        // `title = "他说"好"吧"`: the text goes on behind what looked like its end.
        let quotes = self.line.matches('"').count();
        let another = rest.split_once('=').is_some_and(|(key, _)| {
            let key = key.trim();
            !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
        });
        if before.ends_with('"') && quotes > 2 && !another {
            return (
                words!(
                    "引号里面又有英文引号，文字在这里断开了",
                    "quotes stand inside of quotes, and the text breaks off here"
                ),
                words!("里面的换成中文引号 “ ”，或写成 \\\"", "use “ ” inside, or write \\\""),
            );
        }
        if another {
            return (
                words!("一行里写了两项", "two items stand on one line"),
                words!("第二项从新的一行写起", "begin a new line for the second"),
            );
        }
        (
            words!("值后面还有多余的字", "something follows behind the value"),
            words!("文字要整个放进引号里；说明写在 # 后面", "put the whole text in quotes, and remarks behind #"),
        )
    }
}

/// At most 60 characters of a writer's line: a line of 20,000 helps nobody.
fn clip(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_string(),
    }
}
