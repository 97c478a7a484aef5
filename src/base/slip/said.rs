//! What is said of a slip that is the same whatever stands around it.

use crate::{base::lang::Words, words};

pub fn date() -> (Words, Words) {
    (
        words!("没有这个日期或时间", "there is no such date or time"),
        words!(
            "写成 2026-05-01（月和日都是两位），带时间的放进引号：\"2026-05-01 10:00\"",
            "write 2026-05-01, and with a time in quotes: \"2026-05-01 10:00\""
        ),
    )
}

pub fn truth() -> (Words, Words) {
    (
        words!("这个词读不懂", "this word cannot be read"),
        words!(
            "是写 true，否写 false，都用小写；别的文字放进引号",
            "write true or false in small letters; put any other text in quotes"
        ),
    )
}

pub fn backslash() -> (Words, Words) {
    (
        words!("引号里的反斜杠 \\ 有特别的意思", "a backslash in quotes has a meaning of its own"),
        words!("要写反斜杠就写两个 \\\\；路径用 /", "write two \\\\ for one; paths use /"),
    )
}

pub fn zero() -> (Words, Words) {
    (
        words!("数字不能以 0 开头", "a number cannot begin with 0"),
        words!("去掉前面的 0；编号和电话放进引号", "leave the 0 out; put numbers that are names in quotes"),
    )
}

pub fn number() -> (Words, Words) {
    (
        words!("这个数字读不懂", "this number cannot be read"),
        words!(
            "只写数字，例如 500；带单位、百分号的放进引号：\"35%\"",
            "write digits alone, such as 500; with a unit or % in quotes: \"35%\""
        ),
    )
}

pub fn control() -> (Words, Words) {
    (
        words!("这里有看不见的控制字符", "an invisible control character stands here"),
        words!(
            "删掉这一小段重打；常常是从别处粘贴进来的",
            "delete these few letters and type them anew; they were pasted, mostly"
        ),
    )
}

pub fn line_break() -> (Words, Words) {
    (
        words!("换行符不对", "this is no line break"),
        words!("用编辑器另存，换行选 LF 或 CRLF", "save the file again with LF or CRLF line ends"),
    )
}

pub fn remark() -> (Words, Words) {
    (words!("说明要写在 # 后面", "a remark stands behind #"), words!("换成英文的 #", "put an ASCII # in its place"))
}
