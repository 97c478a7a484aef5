//! Bare addresses in a text: where `https://…` and `www.…` end, also before Chinese characters and punctuation.

use std::ops::Range;

/// The address that begins at `at`, when one does. The range ends before what belongs to the sentence.
pub fn at(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = &text.as_bytes()[at..];
    let scheme = ["https://", "http://", "www."]
        .into_iter()
        .find(|scheme| rest.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes())))?;
    if text.as_bytes()[..at].last().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'/' | b'.' | b'@'))
    {
        return None;
    }
    // The host is looked at first: what has none is left after a few bytes.
    let host = &rest[scheme.len()..];
    let host = &host[..host.iter().position(|&b| !belongs(b) || b"/?#:".contains(&b)).unwrap_or(host.len())];
    if !host.first().is_some_and(u8::is_ascii_alphanumeric) || (scheme == "www." && !host[1..].contains(&b'.')) {
        return None;
    }
    let len = rest.iter().position(|&b| !belongs(b)).unwrap_or(rest.len());
    Some(at..at + without_punctuation(&rest[..len]))
}

fn belongs(b: u8) -> bool {
    b.is_ascii_graphic()
        && !matches!(b, b'<' | b'>' | b'"' | b'`' | b'*' | b'|' | b'\\' | b'^' | b'{' | b'}' | b'[' | b']')
}

/// Cuts off what ends the sentence: full stops, closing brackets that were not opened.
fn without_punctuation(address: &[u8]) -> usize {
    let mut len = address.len();
    // Counted once and kept up to date, so that a thousand brackets stay linear.
    let count = |bracket| address.iter().filter(|&&b| b == bracket).count();
    let (opened, mut closed) = (count(b'('), count(b')'));
    while let Some(last) = len.checked_sub(1).map(|i| address[i]) {
        match last {
            b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'_' | b'~' => {}
            b')' if closed > opened => closed -= 1,
            _ => break,
        }
        len -= 1;
    }
    len
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_before_the_sentence() {
        for (text, address) in [
            ("https://a.cn/路", Some("https://a.cn/")),
            ("https://a.cn，看", Some("https://a.cn")),
            ("https://a.cn/b_c?d=1&e=2#f。", Some("https://a.cn/b_c?d=1&e=2#f")),
            ("https://a.cn/b.", Some("https://a.cn/b")),
            ("https://a.cn/b(c))", Some("https://a.cn/b(c)")),
            ("http://localhost:8000/a", Some("http://localhost:8000/a")),
            ("www.a.cn看", Some("www.a.cn")),
            ("www.a", None),
            ("https://", None),
            ("https://。", None),
            ("http://a{昵称}", Some("http://a")),
        ] {
            assert_eq!(at(text, 0).map(|range| &text[range]), address, "{text}");
        }
        assert_eq!(at("xhttp://a.cn", 1), None);
    }
}
