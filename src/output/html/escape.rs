//! Text into HTML, safe in content and in double-quoted attributes.

pub fn push(text: &str, out: &mut String) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            // Control characters are not allowed in HTML; line ends and tabs are.
            0..=8 | 11 | 12 | 14..=31 | 127 => "\u{FFFD}",
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(entity);
        done = at + 1;
    }
    out.push_str(&text[done..]);
}

pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push(text, &mut out);
    out
}

/// ` name="value"`.
pub fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push(value, out);
    out.push('"');
}

/// An address that may stand in `href`: anything that could run a script is refused.
pub fn safe_address(address: &str) -> Option<String> {
    let address = address.trim();
    let lower = address.to_ascii_lowercase();
    let fine = ["https://", "http://", "mailto:", "tel:", "sms:", "weixin://", "alipays://"];
    if !fine.iter().any(|scheme| lower.starts_with(scheme)) {
        return None;
    }
    // Spaces, quotes and Chinese as percent codes; what is coded already stays.
    let mut out = String::with_capacity(address.len());
    for byte in address.bytes() {
        match byte {
            b'!' | b'#'..=b';' | b'=' | b'?'..=b'[' | b']' | b'_' | b'a'..=b'z' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(out)
}
