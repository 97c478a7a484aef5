//! Names for paths and anchors: ASCII for what goes into an address bar, pinyin for Chinese.

use pinyin::ToPinyin;

/// `包裹卡 SOP v2` becomes `bao-guo-ka-sop-v2`. Empty only when nothing in the text can be named.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    let mut open = false; // a Latin word or number is being written
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            if !open && !out.is_empty() {
                out.push('-');
            }
            out.push(c.to_ascii_lowercase());
            open = true;
        } else {
            open = false;
            if let Some(syllable) = c.to_pinyin() {
                if !out.is_empty() {
                    out.push('-');
                }
                out.push_str(&syllable.plain().replace('ü', "v"));
            }
        }
    }
    out
}

/// Gives each name once: the second `yi` becomes `yi-2`. A counter for each name keeps ten thousand equal headings linear.
#[derive(Debug, Default)]
pub struct Unique {
    seen: std::collections::HashMap<String, u32>,
}

impl Unique {
    pub fn take(&mut self, name: String) -> String {
        let name = if name.is_empty() { "x".to_string() } else { name };
        let count = self.seen.entry(name.clone()).or_insert(0);
        *count += 1;
        if *count == 1 {
            return name;
        }
        let mut number = *count;
        loop {
            let candidate = format!("{name}-{number}");
            if !self.seen.contains_key(&candidate) {
                self.seen.insert(name, number);
                self.seen.insert(candidate.clone(), 1);
                return candidate;
            }
            number += 1;
        }
    }

    /// Reserves a name that the writer gave; false when it is taken.
    pub fn reserve(&mut self, name: &str) -> bool {
        self.seen.insert(name.to_string(), 1).is_none()
    }
}
