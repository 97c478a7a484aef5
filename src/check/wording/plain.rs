//! A text as rules read it: half width, lower case, no blanks beside Han characters, look-alikes as what they look like.

use std::ops::Range;

/// The text with the byte of the original at which each of its bytes began.
pub struct Plain {
    pub text: String,
    origin: Vec<u32>,
}

impl Plain {
    pub fn new(original: &str) -> Plain {
        let mut plain =
            Plain { text: String::with_capacity(original.len()), origin: Vec::with_capacity(original.len()) };
        let mut chars = original.char_indices().peekable();
        let mut last = '\n';
        while let Some((at, c)) = chars.next() {
            if is_blank(c) {
                let next = chars.clone().map(|(_, c)| c).find(|c| !is_blank(*c)).unwrap_or('\n');
                if is_invisible(c) || !last.is_ascii() || !next.is_ascii() {
                    continue;
                }
            }
            for c in fold(c).to_lowercase() {
                plain.text.push(c);
                plain.origin.resize(plain.text.len(), at as u32);
                last = c;
            }
        }
        // One more, so that every end has an origin.
        plain.origin.push(original.len() as u32);
        plain
    }

    /// The bytes of the original that became the bytes `range`; the blanks behind them are not among them.
    pub fn source(&self, range: &Range<usize>, original: &str) -> Range<usize> {
        let start = self.origin[range.start] as usize;
        let last = self.origin[range.end - 1] as usize;
        let len = original[last..].chars().next().map_or(0, char::len_utf8);
        start..last + len
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{3000}' | '\u{a0}') || is_invisible(c)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Full width to half width, traditional forms and look-alikes that are used to slip past filters.
fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '蕞' => '最',
        '國' => '国',
        '級' => '级',
        '藥' => '药',
        '療' => '疗',
        '獎' => '奖',
        '評' => '评',
        '現' => '现',
        '紅' => '红',
        '轉' => '转',
        '發' => '发',
        '關' => '关',
        '領' => '领',
        '贈' => '赠',
        '價' => '价',
        '釋' => '释',
        '權' => '权',
        '終' => '终',
        '獨' => '独',
        '銷' => '销',
        '專' => '专',
        '①' => '1',
        '②' => '2',
        '③' => '3',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_widths_and_look_alikes_are_folded_and_places_kept() {
        let original = "全网 蕞　佳，１００％ 棉 No 1";
        let plain = Plain::new(original);
        assert_eq!(plain.text, "全网最佳,100%棉no 1");
        let at = plain.text.find("最佳").expect("is there");
        let source = plain.source(&(at..at + "最佳".len()), original);
        assert_eq!(&original[source], "蕞　佳");
    }
}
