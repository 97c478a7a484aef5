//! Bytes to text: UTF-8 as it is; a table may be GB18030; anything else is named for what it is and read as well as can be.

use crate::{
    base::{
        code::Code,
        diag::{Diag, Severity},
        span::Span,
    },
    words,
};
use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};

/// What is wrong with how a text was stored; offsets are into the decoded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    Encoding {
        guess: Guess,
        at: usize,
    },
    /// A table was converted from GB18030.
    Converted,
    /// The first control character, and how many there are.
    Control {
        at: usize,
        end: usize,
        count: usize,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    Gb18030,
    Utf16,
    /// UTF-8 that was cut or damaged.
    Damaged,
    Unknown,
}

/// A file in a wrong encoding is still decoded, by the best guess: the error stands, but the names in the file are known
/// to the others, who must not be told that they are missing. Takes the byte order mark off. Of `gb18030` tables the
/// conversion is only noted.
pub fn decode(bytes: Vec<u8>, gb18030: bool) -> (String, Vec<Problem>) {
    let mut problems = Vec::new();
    let text = match encoding_of(&bytes) {
        Ok(()) => {
            let mut text = String::from_utf8(bytes).expect("just found valid");
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            text
        }
        Err((Guess::Gb18030, _)) if gb18030 => {
            problems.push(Problem::Converted);
            GB18030.decode_without_bom_handling(&bytes).0.into_owned()
        }
        Err((guess, encoding)) => {
            let text = match encoding {
                Some(encoding) => encoding.decode_with_bom_removal(&bytes).0.into_owned(),
                None => String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_string(),
            };
            let at = text.find(char::REPLACEMENT_CHARACTER).filter(|_| guess == Guess::Damaged).unwrap_or(0);
            problems.push(Problem::Encoding { guess, at });
            text
        }
    };
    problems.extend(control_characters(&text));
    (text, problems)
}

fn encoding_of(bytes: &[u8]) -> Result<(), (Guess, Option<&'static Encoding>)> {
    // Letters and digits in UTF-16 without a mark are valid UTF-8 with a NUL after each.
    let half_nul = |odd: usize| {
        let sample = &bytes[..bytes.len().min(1024) / 2 * 2];
        let nul = sample.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
        let other = sample.iter().skip(1 - odd).step_by(2).filter(|b| **b == 0).count();
        sample.len() >= 4 && nul * 4 > sample.len() / 2 && other == 0
    };
    if bytes.starts_with(&[0xff, 0xfe]) || half_nul(1) {
        return Err((Guess::Utf16, Some(UTF_16LE)));
    }
    if bytes.starts_with(&[0xfe, 0xff]) || half_nul(0) {
        return Err((Guess::Utf16, Some(UTF_16BE)));
    }
    let Err(error) = std::str::from_utf8(bytes) else { return Ok(()) };
    // Much that is right before or after the wrong bytes is no accident: Chinese of another encoding hardly ever is
    // valid UTF-8 for long.
    let (mut right, mut wrong) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    if right > wrong {
        return Err((Guess::Damaged, None));
    }
    if GB18030.decode_without_bom_handling_and_without_replacement(&bytes[error.valid_up_to()..]).is_some() {
        return Err((Guess::Gb18030, Some(GB18030)));
    }
    Err((Guess::Unknown, None))
}

/// NUL and its like, and the marks that turn the order of reading around: both can make a page say what its source does
/// not show.
fn control_characters(text: &str) -> Option<Problem> {
    let bytes = text.as_bytes();
    let suspect = |b: &u8| (*b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c)) || *b == 0xe2;
    let mut first = None;
    let mut count = 0;
    let mut from = 0;
    while let Some(found) = bytes[from..].iter().position(suspect) {
        let at = from + found;
        let end = match &bytes[at..] {
            [0xe2, 0x80, 0xaa..=0xae, ..] | [0xe2, 0x81, 0xa6..=0xa9, ..] => at + 3,
            [0xe2, ..] => {
                from = at + 1;
                continue;
            }
            _ => at + 1,
        };
        first.get_or_insert((at, end));
        count += 1;
        from = end;
    }
    first.map(|(at, end)| Problem::Control { at, end, count })
}

impl Problem {
    /// In words; `file` is the beginning of the file.
    pub fn diag(&self, file: Span) -> Diag {
        match self {
            Problem::Encoding { guess, at } => {
                let message = match guess {
                    Guess::Gb18030 => words!(
                        "文件不是 UTF-8，看起来是 GBK/GB18030",
                        "the file is not UTF-8; it looks like GBK/GB18030"
                    ),
                    Guess::Utf16 => {
                        words!("文件不是 UTF-8，看起来是 UTF-16", "the file is not UTF-8; it looks like UTF-16")
                    }
                    Guess::Damaged => {
                        words!("这里的字节已损坏，不是完整的 UTF-8", "the bytes here are damaged: not whole UTF-8")
                    }
                    Guess::Unknown => words!("文件不是 UTF-8 文本", "the file is not UTF-8 text"),
                };
                let help = match guess {
                    Guess::Damaged => {
                        words!("请从备份或旧版本恢复这一处文字", "restore this place from a backup or an older version")
                    }
                    _ => words!(
                        "用编辑器打开，选“另存为”，编码选 UTF-8（记事本、WPS、VS Code 都可以）",
                        "open it in an editor and choose “Save as” with the encoding UTF-8"
                    ),
                };
                Diag::error(Code::WRONG_ENCODING, file.part(*at, *at), message).help(help)
            }
            Problem::Converted => Diag::note(
                Code::WRONG_ENCODING,
                file,
                words!("表格是 GBK/GB18030 编码，已自动转换", "the table is in GB18030 and was converted"),
            )
            .help(words!(
                "在表格软件里另存为“CSV UTF-8”，就不再有这条提示",
                "save it as “CSV UTF-8” and this note is gone"
            )),
            Problem::Control { at, end, count } => Diag::new(
                Code::CONTROL_CHARACTER,
                Severity::Warning,
                Some(file.part(*at, *end)),
                words!(
                    "文件里有 {count} 个看不见的控制字符，第一个在这里",
                    "the file has {count} invisible control characters, the first one here"
                ),
            )
            .help(words!(
                "删掉它：空字符会截断文字，方向控制符会让读者看到的顺序和实际不同",
                "delete it: a NUL cuts texts off, and a direction mark shows readers another order than the real one"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(bytes: &[u8]) -> Option<Guess> {
        decode(bytes.to_vec(), false).1.into_iter().find_map(|p| match p {
            Problem::Encoding { guess, .. } => Some(guess),
            _ => None,
        })
    }

    #[test]
    fn utf8_is_taken_as_it_is_without_its_mark() {
        assert_eq!(decode("\u{feff}你好\r\n".into(), false), ("你好\r\n".to_string(), vec![]));
        assert_eq!(decode(Vec::new(), false), (String::new(), vec![]));
    }

    #[test]
    fn other_encodings_are_named_and_read_as_guessed() {
        let chinese = "标题：包裹卡破损怎么办，先道歉再补发。";
        let gb = GB18030.encode(chinese).0.into_owned();
        assert_eq!(guess(&gb), Some(Guess::Gb18030));
        assert_eq!(decode(gb.clone(), false).0, chinese);
        assert_eq!(decode(gb, true), (chinese.to_string(), vec![Problem::Converted]));
        let little: Vec<u8> = "id,名称".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(guess(&[&[0xff, 0xfe], &little[..]].concat()), Some(Guess::Utf16));
        assert_eq!(guess(&"plain".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()), Some(Guess::Utf16));
        assert_eq!(guess(&"plain".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()), Some(Guess::Utf16));
        assert_eq!(guess(&[0x80, 0xff, 0xff, 0xfe, 0xff]), Some(Guess::Unknown));
    }

    #[test]
    fn a_cut_file_is_damaged_utf8_and_not_another_encoding() {
        let text = "群规一共三条，进群请先看。";
        let (decoded, problems) = decode(text.as_bytes()[..text.len() - 1].to_vec(), true);
        assert_eq!(problems, [Problem::Encoding { guess: Guess::Damaged, at: text.len() - 3 }]);
        assert!(decoded.starts_with("群规一共三条"));
    }

    #[test]
    fn control_characters_are_counted_and_ordinary_punctuation_is_not() {
        let (_, problems) = decode("“引号”——…\u{202e}倒\u{0}".into(), false);
        let at = "“引号”——…".len();
        assert_eq!(problems, [Problem::Control { at, end: at + 3, count: 2 }]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_become_text_and_problems_lie_inside_it(bytes: Vec<u8>, table: bool) {
            let (text, problems) = decode(bytes, table);
            for problem in problems {
                let end = match problem {
                    Problem::Encoding { at, .. } => at,
                    Problem::Converted => 0,
                    Problem::Control { at, end, count } => {
                        proptest::prop_assert!(at < end && count > 0);
                        end
                    }
                };
                proptest::prop_assert!(text.is_char_boundary(end));
            }
        }
    }
}
