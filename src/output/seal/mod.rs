//! A handbook behind a password: every file of an output is sealed, and each page becomes a question for the password that
//! opens it in the reader's browser, on a server and from a disk.
//!
//! AES-256-GCM, the key by PBKDF2-HMAC-SHA256. The salt follows from the site and the nonce from key, path and content, so
//! that the same content is sealed to the same bytes; no two contents share a nonce. The path is authenticated with its
//! content, so sealed files cannot be exchanged. Addresses and sizes stay visible.

use crate::base::{
    artifact::{Artifact, OutPath},
    lang::{Lang, Words},
};
use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// What OWASP asks of PBKDF2-HMAC-SHA256; a tenth of a second on a phone, and on a guesser's machine for each guess.
pub const ROUNDS: u32 = 600_000;

const SCRIPT: &str = include_str!("unlock.js");
const STYLE: &str = include_str!("lock.css");

/// What a right password opens, so that a wrong one is told from a page that was tampered with.
const CHECK: &str = "sopress";

/// A password made ready for one site.
pub struct Seal {
    salt: [u8; 16],
    key: [u8; 32],
    lang: Lang,
    /// Where the page for lost addresses finds the rest of the site.
    lost_root: String,
    script: Artifact,
    style: Artifact,
}

impl std::fmt::Debug for Seal {
    /// A key is nobody's business, not even a log's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal")
    }
}

impl Seal {
    /// `site` tells this site from others: two sites with one password have different keys.
    pub fn new(password: &str, site: &str, lang: Lang, lost_root: String) -> Seal {
        let mut salt = [0; 16];
        salt.copy_from_slice(&Sha256::digest(format!("sopress salt\0{site}"))[..16]);
        let key = pbkdf2::pbkdf2_hmac_array::<Sha256, 32>(password.as_bytes(), &salt, ROUNDS);
        let (script, style) = (named("unlock", "js", SCRIPT), named("lock", "css", STYLE));
        Seal { salt, key, lang, lost_root, script, style }
    }

    /// The script and the style of the question; they are the same for every site.
    pub fn files(&self) -> [Artifact; 2] {
        [self.script.clone(), self.style.clone()]
    }

    /// What is published in the place of a file; `None` for one that could only be read in the clear.
    pub fn seal(&self, artifact: Artifact) -> Option<Artifact> {
        let path = artifact.path.as_str();
        match path {
            "sitemap.xml" | "feed.xml" | "llms.txt" => None,
            "robots.txt" | "version.js" => Some(artifact),
            "_headers" | "nginx.conf.txt" => Some(allow_opened(artifact)),
            // The program of the pages, which says nothing about the site.
            _ if path.starts_with("_theme/") && path.ends_with(".js") => Some(artifact),
            _ if path.ends_with(".html") => Some(Artifact::new(artifact.path.clone(), self.question(&artifact))),
            _ => {
                let sealed = self.sealed(path, &artifact.bytes);
                let script = format!("sopressSealed(\"{path}\",\"{sealed}\");\n");
                Some(Artifact::new(OutPath::own(format!("{path}.js")), script))
            }
        }
    }

    /// Nonce and sealed bytes, as text.
    fn sealed(&self, path: &str, bytes: &[u8]) -> String {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.key).expect("any length will do");
        for part in [b"sopress nonce", path.as_bytes(), bytes] {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        let mut nonce = [0; 12];
        nonce.copy_from_slice(&mac.finalize().into_bytes()[..12]);
        let cipher = Aes256Gcm::new(&self.key.into());
        let payload = Payload { msg: bytes, aad: path.as_bytes() };
        let sealed = cipher.encrypt(&nonce.into(), payload).expect("far below the cipher's limit of 64 GB");
        BASE64.encode([&nonce[..], &sealed].concat())
    }

    fn question(&self, page: &Artifact) -> String {
        let path = page.path.as_str();
        let root = if path == "404.html" { self.lost_root.clone() } else { page.path.to_root() };
        let (script, style) = (self.script.path.as_str(), self.style.path.as_str());
        let say = |words: Words| words.get(self.lang).to_string();
        let title = say(crate::words!("需要密码", "A password is needed"));
        let mut out = format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n<link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"{root}{style}\">\n</head>\n<body>\n<main class=\"lock\">\n<h1>{title}</h1>\n<p id=\"lock-told\" role=\"alert\"></p>\n<form id=\"lock-form\" hidden>\n",
            self.lang.tag(),
        );
        let label = say(crate::words!("密码", "Password"));
        let keep = say(crate::words!("在这台设备上记住", "remember on this device"));
        let open = say(crate::words!("打开", "Open"));
        let _ = write!(
            out,
            "<label for=\"lock-password\">{label}</label>\n<input id=\"lock-password\" type=\"password\" autocomplete=\"current-password\" required>\n<label class=\"lock-keep\"><input id=\"lock-keep\" type=\"checkbox\"> {keep}</label>\n<button>{open}</button>\n</form>\n<noscript><p>{}</p></noscript>\n</main>\n",
            say(crate::words!("要打开脚本（JavaScript）才能解锁", "scripts (JavaScript) must be allowed to open it")),
        );
        let _ = write!(
            out,
            "<script id=\"lock-sealed\" type=\"text/plain\">{}</script>\n<script src=\"{root}{script}\" data-root=\"{root}\" data-path=\"{path}\" data-salt=\"{}\" data-rounds=\"{ROUNDS}\" data-check=\"{}\"",
            self.sealed(path, &page.bytes),
            BASE64.encode(self.salt),
            self.sealed("", CHECK.as_bytes()),
        );
        for (name, text) in self.told() {
            let _ = write!(out, " data-{name}=\"{text}\"");
        }
        out.push_str("></script>\n</body>\n</html>\n");
        out
    }

    fn told(&self) -> [(&'static str, String); 5] {
        let say = |words: Words| words.get(self.lang).to_string();
        [
            ("working", say(crate::words!("正在打开…", "opening…"))),
            ("wrong", say(crate::words!("密码不对，请再试一次", "that is not the password; try again"))),
            (
                "tampered",
                say(crate::words!(
                    "这一页的内容被改动过或没有传完，不能打开；请重新下载，还不行就找发给你的人",
                    "this page was altered or came incomplete and cannot be opened; fetch it again, or ask who gave it to you"
                )),
            ),
            (
                "insecure",
                say(crate::words!(
                    "浏览器只在 https:// 网址或本机文件里提供解密功能，这个 http:// 网址不行；请改用 https:// 打开，或把整个文件夹存到电脑里再双击打开",
                    "browsers decrypt only on https:// addresses or in files on this machine, not on this http:// address; open it by https://, or save the whole folder and open it from there"
                )),
            ),
            (
                "old",
                say(crate::words!(
                    "这个浏览器太旧，不能解密；请换一个新一点的浏览器",
                    "this browser is too old to decrypt; use a newer one"
                )),
            ),
        ]
    }
}

fn named(name: &str, ending: &str, text: &str) -> Artifact {
    let hash: String = Sha256::digest(text).iter().take(5).map(|byte| format!("{byte:02x}")).collect();
    Artifact::new(OutPath::own(format!("_theme/{name}-{hash}.{ending}")), text)
}

/// What was opened is handed to the page as addresses of the browser's own memory.
fn allow_opened(artifact: Artifact) -> Artifact {
    let text = String::from_utf8_lossy(&artifact.bytes)
        .replace("script-src 'self'", "style-src 'self' blob:; script-src 'self' blob:")
        .replace("img-src 'self'", "img-src 'self' blob:");
    Artifact::new(artifact.path, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Artifact {
        Artifact::new(OutPath::own("a/index.html"), text)
    }

    #[test]
    fn the_same_content_is_sealed_to_the_same_bytes_and_another_to_all_others() {
        let seal = Seal::new("一个长长的密码", "site", Lang::Zh, String::new());
        let text = |artifact| String::from_utf8(seal.seal(artifact).expect("published").bytes).expect("text");
        let (one, again, other) = (text(page("绝密的一页")), text(page("绝密的一页")), text(page("绝密的二页")));
        assert_eq!(one, again);
        assert_ne!(one, other);
        assert!(!one.contains("绝密"));
        let sealed = |path| seal.sealed(path, b"x");
        assert_ne!(sealed("a.pdf"), sealed("b.pdf"), "a file at another path is another file");
    }

    #[test]
    fn what_can_only_be_read_in_the_clear_is_left_out() {
        let seal = Seal::new("p", "site", Lang::Zh, String::new());
        let made = |path: &str| seal.seal(Artifact::new(OutPath::own(path), "绝密")).map(|a| a.path.to_string());
        assert_eq!(made("feed.xml"), None);
        assert_eq!(made("prints/a.pdf").as_deref(), Some("prints/a.pdf.js"));
        assert_eq!(made("_search/1/meta.js").as_deref(), Some("_search/1/meta.js.js"));
        assert_eq!(made("anything.new").as_deref(), Some("anything.new.js"), "what is not known is sealed");
    }

    #[test]
    fn two_sites_with_one_password_have_different_keys() {
        let key = |site| Seal::new("p", site, Lang::Zh, String::new()).key;
        assert_ne!(key("a"), key("b"));
    }
}
