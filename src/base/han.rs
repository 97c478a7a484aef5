//! Classes of characters that decide how Chinese text is set: what is Han, what is full-width, what opens and what closes.

/// A character of Chinese or Japanese script, without punctuation.
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{2FDF}'
        | '々' | '〇' | '〡'..='〩'
        | '\u{3040}'..='\u{312F}'
        | '\u{31A0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// Punctuation and signs that are one Han character wide: `，`, `（`, `％`.
pub fn is_wide_punctuation(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{3030}'..='\u{303F}'
        | '\u{FE10}'..='\u{FE1F}' | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF65}'
        | '\u{FFE0}'..='\u{FFEE}')
}

/// Han, or anything as wide as Han: no space belongs beside it.
pub fn is_wide(c: char) -> bool {
    is_han(c)
        || is_wide_punctuation(c)
        || matches!(c, '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}')
}

/// Signs that Chinese and Latin text share, such as `“` and `…`: their neighbours tell whose they are.
pub fn is_shared_punctuation(c: char) -> bool {
    matches!(
        c,
        '·' | '‐'
            ..='‧'
                | '‰'
                | '※'
                | '→'
                | '←'
                | '↑'
                | '↓'
                | '★'
                | '☆'
                | '●'
                | '○'
                | '■'
                | '□'
                | '◆'
                | '◇'
                | '✓'
                | '✔'
                | '✗'
                | '✘'
    )
}

/// Punctuation and symbols of any script, as the flanking rules of CommonMark mean it.
pub fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || is_wide_punctuation(c) && c != '\u{3000}'
        || matches!(c, '¡'..='©' | '«' | '¬' | '®'..='±' | '´' | '¶'..='¸' | '»' | '¿' | '×' | '÷'
            | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{20A0}'..='\u{20C0}'
            | '\u{2100}'..='\u{2101}' | '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Stands before what it belongs to: `“`, `（`, `《`, `(`.
pub fn is_opening(c: char) -> bool {
    matches!(
        c,
        '“' | '‘'
            | '（'
            | '《'
            | '〈'
            | '「'
            | '『'
            | '【'
            | '〔'
            | '〖'
            | '〘'
            | '〚'
            | '［'
            | '｛'
            | '｟'
            | '｢'
            | '('
            | '['
            | '{'
    )
}

/// Stands behind what it belongs to: `。`, `，`, `”`, `）`, `%`.
pub fn is_closing(c: char) -> bool {
    matches!(
        c,
        '”' | '’'
            | '）'
            | '》'
            | '〉'
            | '」'
            | '』'
            | '】'
            | '〕'
            | '〗'
            | '〙'
            | '〛'
            | '］'
            | '｝'
            | '｠'
            | '｣'
            | ')'
            | ']'
            | '}'
            | '，'
            | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '．'
            | '｡'
            | '､'
            | '％'
            | '‰'
            | ','
            | '.'
            | ';'
            | ':'
            | '?'
            | '!'
            | '%'
    )
}

/// Whether a line break between these two is only the writer's and prints as nothing.
pub fn joins(before: char, after: char) -> bool {
    let loose = |c| is_shared_punctuation(c) || matches!(c, '\u{1F300}'..='\u{1FAFF}' | '\u{FE0F}');
    match (is_wide(before), is_wide(after)) {
        (true, true) => true,
        (true, false) => loose(after),
        (false, true) => loose(before),
        (false, false) => false,
    }
}

/// Digits and the marks of numbers and dates as a keyboard without an input method gives them: `４９．９０％` is `49.90%`.
pub fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' | '．' | '：' | '－' | '／' | '％' | '，' | '＋' => {
                char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
            }
            '\u{3000}' => ' ',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_break_vanishes_only_where_chinese_has_no_space() {
        for (before, after, gone) in [
            ('团', '长', true),
            ('，', '请', true),
            ('”', '说', true),
            ('说', '“', true),
            ('a', '说', false),
            ('说', '5', false),
            ('a', '“', false),
            ('한', '국', false),
        ] {
            assert_eq!(joins(before, after), gone, "{before}{after}");
        }
    }
}
