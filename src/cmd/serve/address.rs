//! Who may ask, and for what: hosts, origins, the secret of a preview that the network can reach, and paths.

use super::head::Head;
use crate::base::artifact::OutPath;
use std::{
    hash::{BuildHasher, Hasher, RandomState},
    net::{IpAddr, SocketAddr},
};

/// What the gate knows about itself when a request comes in.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub port: u16,
    /// Names beside `localhost` and the address that was called, for who previews through a tunnel of their own.
    pub hosts: Vec<String>,
    /// The first part of every path from another machine; `None` when only this machine can reach us.
    pub secret: Option<String>,
}

/// What a request asks for, below the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// `folder` when the path ended in `/`, or was empty: its `index.html`.
    Page {
        path: OutPath,
        folder: bool,
    },
    Live {
        query: String,
    },
    LiveScript,
    LiveStyle,
    /// A path that no output can have.
    Nothing,
}

/// A request that may be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    pub wanted: Wanted,
    /// What stands before every path for who asked: `/`, or `/secret/`.
    pub base: String,
}

impl Rules {
    /// The error is the status to refuse with. `here` is the address that was called, `there` who called.
    pub fn admit(&self, head: &Head, here: SocketAddr, there: IpAddr) -> Result<Admitted, u16> {
        // A page of another site may have pointed its own name at this machine (DNS rebinding).
        if !self.is_our_name(&head.host, here.ip()) {
            return Err(403);
        }
        if head.header("origin").is_some_and(|origin| origin != format!("http://{}", head.host)) {
            return Err(403);
        }
        // Another site, or another server on this machine, may link to us but not take us in as a script or picture.
        let foreign = matches!(head.header("sec-fetch-site"), Some("cross-site" | "same-site"));
        if foreign && head.header("sec-fetch-mode") != Some("navigate") {
            return Err(403);
        }
        let (path, query) = head.target.split_once('?').unwrap_or((&head.target, ""));
        let path = decode(path).ok_or(400_u16)?;
        let mut path = path.strip_prefix('/').unwrap_or(&path);
        let mut base = "/".to_string();
        if let Some(secret) = &self.secret {
            match path.strip_prefix(secret.as_str()).and_then(|rest| rest.strip_prefix('/')) {
                Some(rest) => {
                    path = rest;
                    base = format!("/{secret}/");
                }
                None if there.is_loopback() => {}
                None => return Err(404),
            }
        }
        let wanted = match path {
            "__live" => Wanted::Live { query: query.to_string() },
            "__live.js" => Wanted::LiveScript,
            "__live.css" => Wanted::LiveStyle,
            _ => page(path),
        };
        Ok(Admitted { wanted, base })
    }

    fn is_our_name(&self, host: &str, here: IpAddr) -> bool {
        let host = host.to_ascii_lowercase();
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host.as_str(), Some(80)),
        };
        let called = match here {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        };
        // Through a tunnel the port is the tunnel's.
        let tunnel =
            self.hosts.iter().any(|known| known.eq_ignore_ascii_case(name) || known.eq_ignore_ascii_case(&host));
        tunnel || (port == Some(self.port) && (["localhost", "127.0.0.1", "[::1]"].contains(&name) || name == called))
    }
}

/// Percent-decodes once; `None` for what is broken, not UTF-8, or has control characters.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'%' {
            let digits = rest.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = &rest[2..];
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|path| !path.chars().any(char::is_control))
}

/// Only what could be the path of an output goes further; nothing hidden is one.
fn page(path: &str) -> Wanted {
    let folder = path.is_empty() || path.ends_with('/');
    let whole = if folder { format!("{path}index.html") } else { path.to_string() };
    let hidden = whole.split('/').any(|part| part.starts_with('.'));
    match OutPath::new(whole).filter(|_| !hidden) {
        Some(path) => Wanted::Page { path, folder },
        None => Wanted::Nothing,
    }
}

/// Letters and digits that nobody guesses: the standard library's hash keys come from the system's random source.
pub fn secret(length: usize) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut out = String::new();
    while out.len() < length {
        let mut number = RandomState::new().build_hasher().finish();
        // 60 of 64 bits: 12 letters of 5 bits each.
        for _ in 0..12 {
            out.push(char::from(LETTERS[(number % 32) as usize]));
            number /= 32;
        }
    }
    out.truncate(length);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cmd::serve::head;

    fn ask(rules: &Rules, target: &str, extra: &str, there: [u8; 4]) -> Result<Wanted, u16> {
        let request = format!("GET {target} HTTP/1.1\r\n{extra}\r\n\r\n");
        let head = head::parse(request.as_bytes()).unwrap_or(Err(0))?;
        let here = SocketAddr::from(([192, 168, 0, 7], 8000));
        rules.admit(&head, here, IpAddr::from(there)).map(|admitted| admitted.wanted)
    }

    fn local() -> Rules {
        Rules { port: 8000, ..Rules::default() }
    }

    #[test]
    fn our_names_are_served_and_others_are_not() {
        for host in ["localhost:8000", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "192.168.0.7:8000"] {
            assert!(ask(&local(), "/", &format!("Host: {host}"), [127, 0, 0, 1]).is_ok(), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:8000",
            "localhost.evil.example:8000",
            "192.168.0.8:8000",
            "localhost",
            "localhost:1",
            "",
            "0.0.0.0:8000",
        ] {
            assert_eq!(ask(&local(), "/", &format!("Host: {host}"), [127, 0, 0, 1]), Err(403), "{host}");
        }
        let tunnel = Rules { hosts: vec!["me.example".into()], ..local() };
        assert!(ask(&tunnel, "/", "Host: me.example", [127, 0, 0, 1]).is_ok());
    }

    #[test]
    fn other_origins_get_nothing_but_may_link_here() {
        let with =
            |extra: &str| ask(&local(), "/", &format!("Host: localhost:8000\r\n{extra}"), [127, 0, 0, 1]).is_ok();
        assert!(with("Origin: http://localhost:8000"));
        assert!(!with("Origin: http://evil.example"));
        assert!(!with("Origin: null"));
        assert!(!with("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors"));
        assert!(with("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate"));
    }

    #[test]
    fn paths_are_decoded_once_and_confined() {
        let wanted = |target: &str| ask(&local(), target, "Host: localhost:8000", [127, 0, 0, 1]);
        let page = |path: &str, folder| Ok(Wanted::Page { path: OutPath::own(path), folder });
        assert_eq!(wanted("/"), page("index.html", true));
        assert_eq!(wanted("/a/?q=/../x"), page("a/index.html", true));
        assert_eq!(wanted("/a%2Fb.html"), page("a/b.html", false));
        for target in [
            "/../x",
            "/%2e%2e/x",
            "/a/./b",
            "//x",
            "/a//b",
            "/.git/HEAD",
            "/%2egit",
            "/.sopress-output",
            "/a\\b",
            "/a%5cb",
            "/c:/x",
            "/x::$DATA",
            "/%252e%252e/x",
            "/%E4%B8%AD",
        ] {
            assert_eq!(wanted(target), Ok(Wanted::Nothing), "{target}");
        }
        for target in ["/%zz", "/%4", "/%ff%fe", "/%00", "/a%0d%0ab"] {
            assert_eq!(wanted(target), Err(400), "{target}");
        }
    }

    #[test]
    fn other_machines_need_the_secret() {
        let rules = Rules { secret: Some("s3cret".into()), ..local() };
        let from = |target: &str, there| ask(&rules, target, "Host: 192.168.0.7:8000", there);
        let index = Ok(Wanted::Page { path: OutPath::own("index.html"), folder: true });
        assert_eq!(from("/s3cret/", [192, 168, 0, 9]), index);
        assert_eq!(from("/", [127, 0, 0, 1]), index);
        for target in ["/", "/s3cre/", "/s3cret", "/__live.js", "/s3cretx/"] {
            assert_eq!(from(target, [192, 168, 0, 9]), Err(404), "{target}");
        }
        assert_eq!(secret(10).len(), 10);
        assert_ne!(secret(10), secret(10));
    }

    proptest::proptest! {
        #[test]
        fn no_request_whatever_leads_out_of_the_site(target in "[/.%a-f0-9\\\\:;?#~$中 ]{0,40}", extra in "[A-Za-z:\r\n %/.-]{0,40}") {
            let secret = Rules { secret: Some("s".into()), ..local() };
            for rules in [local(), secret] {
                if let Ok(Wanted::Page { path, .. }) = ask(&rules, &format!("/{target}"), &format!("Host: localhost:8000\r\n{extra}"), [127, 0, 0, 1]) {
                    let plain = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':', '%']);
                    proptest::prop_assert!(path.as_str().split('/').all(plain), "{path}");
                }
            }
        }
    }
}
