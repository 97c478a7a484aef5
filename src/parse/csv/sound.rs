//! What cannot have been meant in a table of data: another separator, headings that collide, numbers that a spreadsheet
//! mangled, addresses that no code can hold.

use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
        span::{Span, Spanned},
    },
    model::data::DataTable,
    words,
};
use std::collections::HashMap;

/// Bytes of an address that a QR code holds at the usual error correction.
const CODE_HOLDS: usize = 2331;

/// What a spreadsheet puts where a formula failed or a column is too narrow.
const FAILED: [&str; 7] = ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "####"];

pub fn check(table: &DataTable, diags: &mut Diags) {
    let Some(first) = table.columns.first() else {
        diags.push(
            Diag::warning(Code::MISSING_KEY, Span::file(table.file), words!("这张表是空的", "this table is empty"))
                .help(words!(
                    "第一行写列名，例如 id,name,address",
                    "write headings in the first line, for example id,name,address"
                )),
        );
        return;
    };
    if let ([one], Some(separator)) = (table.columns.as_slice(), first.value.find([';', '，', '；', '\t'])) {
        let found = one.value[separator..].chars().next().unwrap_or(';');
        let found = if found == '\t' { "Tab".to_string() } else { found.to_string() };
        diags.push(
            Diag::error(
                Code::SYNTAX,
                one.span,
                words!(
                    "这张表用“{found}”分列，读成了一列",
                    "this table is separated by “{found}” and reads as one column"
                ),
            )
            .help(words!(
                "列与列之间用英文逗号；在表格软件里另存为“CSV UTF-8（逗号分隔）”",
                "separate columns by commas; in a spreadsheet save as “CSV UTF-8 (comma delimited)”"
            )),
        );
        return;
    }
    headings(table, diags);
    keys(table, first, diags);
    for cell in table.rows.iter().flat_map(|row| row.cells) {
        value(&cell, diags);
    }
}

fn headings(table: &DataTable, diags: &mut Diags) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for (number, column) in table.columns.iter().enumerate() {
        let name = column.value.as_str();
        if name.is_empty() {
            let number = number + 1;
            diags.push(
                Diag::warning(
                    Code::MISSING_KEY,
                    column.span,
                    words!(
                        "第 {number} 列没有列名，别处用不到它",
                        "column {number} has no heading, so nothing can use it"
                    ),
                )
                .help(words!("写上列名，或删掉这一列", "give it a heading, or take the column out")),
            );
        } else if let Some(before) = seen.insert(name, column.span) {
            diags.push(
                Diag::error(
                    Code::DUPLICATE_NAME,
                    column.span,
                    words!("两列都叫“{name}”", "two columns are called “{name}”"),
                )
                .label(before, words!("先写在这里", "first here"))
                .help(words!("给其中一列改名", "rename one of them")),
            );
        }
    }
}

/// Rows of a table whose first column numbers them. The rows of one live code are its destinations.
fn keys(table: &DataTable, first: &Spanned<String>, diags: &mut Diags) {
    let numbers = first.value.eq_ignore_ascii_case("id") || first.value.ends_with("编号");
    if !numbers || table.path == "data/codes.csv" {
        return;
    }
    let mut seen: HashMap<String, Span> = HashMap::new();
    for key in table.rows.iter().filter_map(|row| row.cells.into_iter().next()).filter(|key| !key.value.is_empty()) {
        let name = key.value.as_str();
        if let Some(before) = seen.insert(name.to_string(), key.span) {
            diags.push(
                Diag::warning(
                    Code::DUPLICATE_NAME,
                    key.span,
                    words!("编号“{name}”写了两次", "the id “{name}” stands twice"),
                )
                .label(before, words!("先写在这里", "first here"))
                .help(words!("每一行的编号要不同", "give each row an id of its own")),
            );
        }
        if name.contains(['/', '\\']) || name.contains("..") {
            diags.push(
                Diag::warning(
                    Code::WRONG_VALUE,
                    key.span,
                    words!(
                        "编号“{name}”里有斜杠或两个点，当不了文件名",
                        "the id “{name}” has slashes or dots, which no file name can have"
                    ),
                )
                .help(words!("只用字母、数字和短横线", "use letters, digits and hyphens")),
            );
        }
    }
}

fn value(cell: &Spanned<String>, diags: &mut Diags) {
    let text = cell.value.as_str();
    if FAILED.iter().any(|failed| text.starts_with(failed)) || is_mangled(text) {
        diags.push(
            Diag::warning(
                Code::WRONG_VALUE,
                cell.span,
                words!("“{text}”像是表格软件改坏的", "“{text}” looks as if a spreadsheet mangled it"),
            )
            .help(words!(
                "把这一列设成“文本”格式，重新填上原来的内容",
                "set the column to “text” and type the value again"
            )),
        );
        return;
    }
    let lower = text.get(..12).unwrap_or(text).to_ascii_lowercase();
    if ["javascript:", "vbscript:", "data:", "file:"].iter().any(|scheme| lower.starts_with(scheme)) {
        diags.push(
            Diag::error(
                Code::WRONG_VALUE,
                cell.span,
                words!("这不是能打开的网址", "this is no address that can be opened"),
            )
            .help(words!("写成 https:// 开头的网址", "write an address that begins with https://")),
        );
    } else if lower.starts_with("http") && text.len() > CODE_HOLDS {
        let length = text.len();
        diags.push(
            Diag::warning(
                Code::OUT_OF_RANGE,
                cell.span,
                words!(
                    "网址有 {length} 个字节，二维码放不下（最多 {CODE_HOLDS}）",
                    "the address has {length} bytes, more than the {CODE_HOLDS} of a QR code"
                ),
            )
            .help(words!("换成短网址，或用活码", "use a short address, or a live code")),
        );
    }
}

/// `1.38E+10`: a phone number or an id that lost its digits.
fn is_mangled(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['E', 'e']) else { return false };
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let digits = digits.split_once('.').map_or(number(digits), |(whole, part)| number(whole) && number(part));
    digits && power.strip_prefix('+').is_some_and(number)
}

#[cfg(test)]
mod tests {
    use super::super::data;
    use crate::base::span::FileId;

    fn told(text: &str) -> Vec<String> {
        let (_, diags) = data(text, FileId(0), "data/stores.csv");
        diags.sorted().into_iter().map(|diag| diag.message.zh).collect()
    }

    #[test]
    fn slips_of_spreadsheets_are_told() {
        assert_eq!(told(""), ["这张表是空的"]);
        assert_eq!(told("id;name\n1;a\n"), ["这张表用“;”分列，读成了一列"]);
        assert_eq!(told("id，name\n1，a\n"), ["这张表用“，”分列，读成了一列"]);
        assert_eq!(told("id,a,a\n1,2,3\n"), ["两列都叫“a”"]);
        assert_eq!(told("id,,a\n1,2,3\n"), ["第 2 列没有列名，别处用不到它"]);
        assert_eq!(told("id,a\n1,2\n1,3\n"), ["编号“1”写了两次"]);
        assert_eq!(told("id,phone\n1,1.38E+10\n2,#N/A\n").len(), 2);
        assert_eq!(told("id,to\n1,JavaScript:x\n"), ["这不是能打开的网址"]);
        assert_eq!(told("id,to\n../a,https://x\n").len(), 1);
        assert_eq!(told(&format!("id,to\n1,https://{}\n", "a".repeat(3000))).len(), 1);
    }

    #[test]
    fn a_plain_table_is_quiet() {
        assert_eq!(told("id,name,note\nA1,一店,3E 座；a\nA2,二店,E+5\n"), [""; 0]);
    }
}
