//! Reads the head of a request, strictly: what two readers could understand differently is refused.

use std::collections::HashMap;

/// A longer head is nobody's browser.
pub const MAX_HEAD: usize = 16 << 10;
const MAX_TARGET: usize = 4 << 10;

/// A GET or HEAD request without a body; all that this server answers.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// HEAD: the same answer without its body.
    pub bare: bool,
    /// As sent: a path that begins with `/`, perhaps with a query.
    pub target: String,
    pub host: String,
    headers: HashMap<String, String>,
}

impl Head {
    /// By its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// `None` while the head is not whole; an error is the status to refuse it with.
pub fn parse(bytes: &[u8]) -> Option<Result<Head, u16>> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let head = &bytes[..end.map_or(bytes.len(), |end| end + 2).min(MAX_HEAD)];
    // Told at once, not after the deadline: what can no longer become a request.
    let plain = head.first().is_none_or(u8::is_ascii_uppercase)
        && head.iter().enumerate().all(|(i, byte)| match byte {
            b'\n' => i > 0 && head[i - 1] == b'\r',
            b'\r' => head.get(i + 1).is_none_or(|next| *next == b'\n'),
            0 => false,
            _ => true,
        });
    if !plain {
        return Some(Err(400));
    }
    let line = head.split(|byte| *byte == b'\r').next().unwrap_or_default();
    if line.len() > MAX_TARGET + 32 {
        return Some(Err(414));
    }
    match end {
        Some(end) if end <= MAX_HEAD => Some(whole(&bytes[..end])),
        None if bytes.len() <= MAX_HEAD => None,
        _ => Some(Err(431)),
    }
}

fn whole(head: &[u8]) -> Result<Head, u16> {
    let mut lines = head.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let request = lines.next().and_then(|line| std::str::from_utf8(line).ok()).ok_or(400_u16)?;
    let mut headers = HashMap::new();
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':').ok_or(400_u16)?;
        let (name, value) = (&line[..colon], &line[colon + 1..]);
        // Also refuses a folded line and a space before the colon, the classics of smuggling.
        if name.is_empty() || !name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_!#$%&'*+.^`|~".contains(byte))
        {
            return Err(400);
        }
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        let value = String::from_utf8_lossy(value).trim().to_string();
        let twice = headers.insert(name.clone(), value).is_some();
        if twice && matches!(name.as_str(), "host" | "origin" | "content-length" | "transfer-encoding" | "range") {
            return Err(400);
        }
    }
    let [method, target, version] = request.split(' ').collect::<Vec<_>>()[..] else { return Err(400) };
    if !matches!(version, "HTTP/1.1" | "HTTP/1.0") || !method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(400);
    }
    let bare = match method {
        "GET" => false,
        "HEAD" => true,
        _ => return Err(405),
    };
    if headers.contains_key("transfer-encoding") || headers.get("content-length").is_some_and(|length| length != "0") {
        return Err(400);
    }
    // A whole address, an authority or `*` is for proxies.
    if !target.starts_with('/') || !target.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(400);
    }
    let host = headers.remove("host").ok_or(400_u16)?;
    Ok(Head { bare, target: target.to_string(), host, headers })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(request: &str) -> u16 {
        match parse(request.as_bytes()) {
            None => 0,
            Some(Ok(_)) => 200,
            Some(Err(status)) => status,
        }
    }

    #[test]
    fn a_browsers_request_is_read() {
        let head =
            parse(b"HEAD /a%20b?v=1 HTTP/1.1\r\nHOST: localhost:1\r\nX-Y:  z \r\n\r\n").expect("whole").expect("fine");
        assert!(head.bare);
        assert_eq!(
            (head.target.as_str(), head.host.as_str(), head.header("x-y")),
            ("/a%20b?v=1", "localhost:1", Some("z"))
        );
    }

    #[test]
    fn a_head_that_is_not_whole_is_waited_for_and_a_hopeless_one_is_not() {
        assert_eq!(status("GET / HTTP/1.1\r\nHost: a\r\n"), 0);
        assert_eq!(status(""), 0);
        assert_eq!(status("GET / HTTP/1.1\nHost: a\n"), 400);
        assert_eq!(status("\x16\x03\x01"), 400);
        assert_eq!(status("\r\n\r\n"), 400);
        assert_eq!(status(&format!("GET / HTTP/1.1\r\nX: {}", "a".repeat(MAX_HEAD))), 431);
        assert_eq!(status(&format!("GET /{}", "a".repeat(MAX_TARGET * 2))), 414);
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        let with = |line: &str| status(&format!("GET / HTTP/1.1\r\nHost: a\r\n{line}\r\n\r\n"));
        assert_eq!(with("A: b"), 200);
        for line in
            ["Host: b", " folded", "A : b", "garbage", "Transfer-Encoding: chunked", "Content-Length: 3", "A: \0"]
        {
            assert_eq!(with(line), 400, "{line:?}");
        }
        for (line, expected) in [
            ("POST / HTTP/1.1", 405),
            ("get / HTTP/1.1", 400),
            ("GET http://a/ HTTP/1.1", 400),
            ("GET * HTTP/1.1", 400),
            ("GET  / HTTP/1.1", 400),
            ("GET / HTTP/2.0", 400),
            ("GET /", 400),
        ] {
            assert_eq!(status(&format!("{line}\r\nHost: a\r\n\r\n")), expected, "{line}");
        }
        assert_eq!(status("GET / HTTP/1.1\r\nA: b\r\n\r\n"), 400, "no host");
    }
}
