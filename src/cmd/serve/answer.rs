//! What goes back: status, headers that keep a preview private, ranges and conditional requests.

use super::head::Head;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tiny_http::{HTTPVersion, Header, Response, StatusCode};

/// Ready to be sent: the head, then a part of the body.
#[derive(Clone, Debug)]
pub struct Answer {
    pub head: Vec<u8>,
    pub body: Arc<[u8]>,
    pub from: usize,
    pub to: usize,
}

/// The same for every answer. Nothing is stored, embedded elsewhere, read by others or told where the reader went.
const HEADERS: [(&str, &str); 9] = [
    ("Server", "sopress"),
    ("Connection", "close"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Content-Security-Policy", POLICY),
];

const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

/// The policy of a page with a script of its own, which is named by its hash.
fn policy_with(script: Option<&[u8]>) -> String {
    let allowed =
        script.map(|script| format!("; script-src 'self' 'sha256-{}'", STANDARD.encode(Sha256::digest(script))));
    format!("{POLICY}{}", allowed.unwrap_or_default())
}

/// The text of the script within a page that says that there is none.
fn inner_script(html: &[u8]) -> Option<&[u8]> {
    let html = std::str::from_utf8(html).ok()?;
    let tag = html.find("<script data-root=")?;
    let start = tag + html[tag..].find('>')? + 1;
    let end = start + html[start..].find("</script>")?;
    Some(&html.as_bytes()[start..end])
}

impl Answer {
    fn new(status: u16, extra: &[(&str, &str)], body: Arc<[u8]>, range: std::ops::Range<usize>, bare: bool) -> Answer {
        let usual = HEADERS.iter().filter(|(name, _)| extra.iter().all(|(own, _)| own != name));
        let fields = usual.chain(extra).filter_map(|(name, value)| Header::from_bytes(*name, *value).ok()).collect();
        // The library writes the head; the body is sent by the gate, which never waits for a reader.
        let response = Response::new(StatusCode(status), fields, std::io::empty(), Some(range.len()), None);
        let mut head = Vec::with_capacity(768);
        response
            .with_chunked_threshold(usize::MAX)
            .raw_print(&mut head, HTTPVersion(1, 1), &[], true, None)
            .expect("a vector takes all");
        let to = if bare { range.start } else { range.end };
        Answer { head, body, from: range.start, to }
    }

    /// A status and its number as text: for refusals, which say nothing about the site.
    pub fn refusal(status: u16) -> Answer {
        let body: Arc<[u8]> = format!("{status}\n").into_bytes().into();
        let allow = [("Allow", "GET, HEAD"), ("Content-Type", "text/plain; charset=utf-8")];
        let extra = if status == 405 { &allow[..] } else { &allow[1..] };
        let length = body.len();
        Answer::new(status, extra, body, 0..length, false)
    }

    /// To the folder of that name; `path` is one of ours and has no character that could lead elsewhere.
    pub fn moved(path: &str) -> Answer {
        Answer::new(302, &[("Location", path)], Arc::default(), 0..0, false)
    }

    /// The page that says so finds its styles by a script within it, the only one that may run.
    pub fn missing(html: Arc<[u8]>, head: &Head) -> Answer {
        let length = html.len();
        let policy = policy_with(inner_script(&html));
        let extra = [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", policy.as_str())];
        Answer::new(404, &extra, html, 0..length, head.bare)
    }

    /// `tag` names the content; two answers with one tag have the same content.
    pub fn found(bytes: Arc<[u8]>, mime: &str, tag: &str, head: &Head) -> Answer {
        let tag = format!("\"{tag}\"");
        let fields = [("Content-Type", mime), ("ETag", tag.as_str()), ("Accept-Ranges", "bytes")];
        let length = bytes.len();
        if head.header("if-none-match").is_some_and(|known| names(known, &tag)) {
            return Answer::new(304, &fields[1..], bytes, 0..length, true);
        }
        let same = head.header("if-range").is_none_or(|known| known == tag);
        match head.header("range").filter(|_| same).and_then(|asked| range(asked, length)) {
            Some(Ok(range)) => {
                let part = format!("bytes {}-{}/{length}", range.start, range.end - 1);
                Answer::new(206, &[&fields[..], &[("Content-Range", part.as_str())]].concat(), bytes, range, head.bare)
            }
            Some(Err(())) => {
                let part = format!("bytes */{length}");
                Answer::new(416, &[("Content-Range", part.as_str())], Arc::default(), 0..0, true)
            }
            None => Answer::new(200, &fields, bytes, 0..length, head.bare),
        }
    }
}

/// A short name of a content.
pub fn tag(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

pub fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "txt" | "md" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "otf" => "font/otf",
        "ttf" => "font/ttf",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

fn names(list: &str, tag: &str) -> bool {
    list.split(',').map(|one| one.trim()).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

/// One range in bytes. `None`: none, several or nonsense, and the whole is sent; an error: none of it is there.
fn range(asked: &str, length: usize) -> Option<Result<std::ops::Range<usize>, ()>> {
    let (first, last) = asked.strip_prefix("bytes=")?.trim().split_once('-')?;
    let number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
    let (from, to): (usize, usize) = match (first, last) {
        ("", last) => (length.saturating_sub(number(last)?), length),
        (first, "") => (number(first)?, length),
        (first, last) => (number(first)?, number(last)?.checked_add(1)?.min(length)),
    };
    if !first.is_empty() && !last.is_empty() && number(first)? > number(last)? {
        return None;
    }
    Some(if from < to { Ok(from..to) } else { Err(()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cmd::serve::head;

    fn get(extra: &str) -> (u16, String, String) {
        let request = format!("GET / HTTP/1.1\r\nHost: a\r\n{extra}\r\n");
        let head = head::parse(request.as_bytes()).expect("whole").expect("fine");
        let answer = Answer::found(Arc::from(&b"0123456789"[..]), "text/plain", "t", &head);
        let text = String::from_utf8(answer.head).expect("text");
        let status = text[9..12].parse().expect("a number");
        (status, text, String::from_utf8_lossy(&answer.body[answer.from..answer.to]).into_owned())
    }

    #[test]
    fn one_range_is_cut_and_others_are_the_whole() {
        for (range, status, body) in [
            ("bytes=2-4", 206, "234"),
            ("bytes=8-", 206, "89"),
            ("bytes=-3", 206, "789"),
            ("bytes=5-99999", 206, "56789"),
            ("bytes=10-", 416, ""),
            ("bytes=-0", 416, ""),
            ("bytes=9-1", 200, "0123456789"),
            ("bytes=0-0,2-2", 200, "0123456789"),
            ("bytes=-99999999999999999999999", 200, "0123456789"),
            ("lines=1-2", 200, "0123456789"),
        ] {
            let (got, head, part) = get(&format!("Range: {range}\r\n"));
            assert_eq!((got, part.as_str()), (status, body), "{range}");
            assert!(status != 416 || head.contains("Content-Range: bytes */10\r\n"));
        }
        assert_eq!(get("Range: bytes=0-1\r\nIf-Range: \"old\"\r\n").0, 200);
        assert_eq!(get("Range: bytes=0-1\r\nIf-Range: \"t\"\r\n").0, 206);
    }

    #[test]
    fn what_the_reader_has_is_not_sent_again() {
        assert_eq!(get("If-None-Match: \"x\", W/\"t\"\r\n").0, 304);
        assert_eq!(get("If-None-Match: *\r\n").0, 304);
        assert_eq!(get("If-None-Match: \"x\"\r\n").0, 200);
    }

    #[test]
    fn every_answer_keeps_the_preview_private() {
        for head in [get("").1, String::from_utf8(Answer::refusal(403).head).expect("text")] {
            for needed in [
                "nosniff",
                "no-store",
                "no-referrer",
                "default-src 'self'",
                "Cross-Origin-Resource-Policy: same-origin",
            ] {
                assert!(head.contains(needed), "{needed} in {head}");
            }
            assert!(!head.contains("Access-Control"));
        }
        assert!(get("").1.contains("Content-Length: 10\r\n"));
    }
}
