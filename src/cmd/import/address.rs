//! Relative addresses between files: read as other tools write them, written as Markdown needs them.

pub use crate::base::percent::decode;

/// What would end or change an address in `(…)` is percent-encoded; Chinese stays readable.
pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() && !"/-._~!,;=@+$".contains(c) {
            out.push_str(&format!("%{:02X}", c as u32));
        } else if c.is_whitespace() {
            let mut buffer = [0; 4];
            c.encode_utf8(&mut buffer).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
        } else {
            out.push(c);
        }
    }
    out
}

/// `path` as seen from the folder of `home`; `None` when it leaves the tree.
pub fn join(home: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = home.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The way from the file `from` to the file `to`.
pub fn way(from: &str, to: &str) -> String {
    let here: Vec<&str> = from.split('/').collect();
    let there: Vec<&str> = to.split('/').collect();
    let folders = here.len() - 1;
    let same = here[..folders].iter().zip(&there[..there.len() - 1]).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; folders - same];
    parts.extend(&there[same..]);
    encode(&parts.join("/"))
}

/// The scheme of an address such as `https:`; a Windows drive letter is none.
pub fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let plain = scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    plain.then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_between_files() {
        assert_eq!(way("a/b.md", "a/c d.md"), "c%20d.md");
        assert_eq!(way("a/x/b.md", "a/y/_index.md"), "../y/_index.md");
        assert_eq!(way("b.md", "菜(1).md"), "菜%281%29.md");
        assert_eq!(decode("%E8%8F%9C%281%29.md"), "菜(1).md");
        assert_eq!(join("a/b.md", "../c.md").as_deref(), Some("c.md"));
        assert_eq!(join("b.md", "../c.md"), None);
    }
}
