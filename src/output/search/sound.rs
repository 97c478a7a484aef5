//! Pinyin: the readings of a character, and how a reading is folded so that z/zh, c/ch, s/sh, n/l, in/ing, en/eng and an/ang meet.

use std::{collections::HashMap, sync::LazyLock};

use pinyin::ToPinyin;

/// Toneless readings, the commoner first, at most three; ü is written `v`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Readings([Option<&'static str>; 3]);

impl Readings {
    pub fn of(c: char) -> Readings {
        if let Some(several) = SEVERAL.get(&c) {
            return *several;
        }
        // Interjections without a vowel (ng, hm) are no syllables that anyone types.
        let one = c.to_pinyin().map(|p| p.plain()).filter(|s| s.contains(['a', 'e', 'i', 'o', 'u', 'ü']));
        Readings([one.map(plain_u), None, None])
    }

    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        self.0.into_iter().flatten()
    }
}

/// A syllable without the differences that many speakers do not make, and two bits that tell which it had.
pub fn blurred(syllable: &str) -> (String, u8) {
    let mut bits = 0;
    let mut text = syllable.to_string();
    let bytes = syllable.as_bytes();
    if bytes.len() > 1 && b"zcs".contains(&bytes[0]) && bytes[1] == b'h' {
        text.remove(1);
        bits |= 1;
    } else if bytes.first() == Some(&b'n') {
        text.replace_range(0..1, "l");
        bits |= 1;
    }
    if ["ang", "eng", "ing"].iter().any(|end| text.ends_with(end)) {
        text.pop();
        bits |= 2;
    }
    (text, bits)
}

fn plain_u(syllable: &'static str) -> &'static str {
    match syllable {
        "lü" => "lv",
        "nü" => "nv",
        "lüe" => "lve",
        "nüe" => "nve",
        "ê" => "e",
        other => other,
    }
}

static SEVERAL: LazyLock<HashMap<char, Readings>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    for line in include_str!("data/readings.txt").lines() {
        let mut chars = line.chars();
        let Some(c) = chars.next() else { continue };
        let mut readings = Readings::default();
        for (slot, syllable) in readings.0.iter_mut().zip(chars.as_str().split(' ')) {
            *slot = Some(syllable);
        }
        table.insert(c, readings);
    }
    table
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_characters_have_the_readings_of_today() {
        for (c, readings) in [
            ('长', "zhang chang"),
            ('重', "zhong chong"),
            ('行', "xing hang heng"),
            ('率', "lv shuai"),
            ('券', "quan xuan"),
            ('还', "hai huan"),
            ('单', "dan chan shan"),
            ('会', "hui kuai"),
            ('卡', "ka qia"),
            ('都', "dou du"),
            ('乐', "le yue"),
            ('拼', "pin"),
            ('砍', "kan"),
            ('团', "tuan"),
            ('女', "nv"),
            ('略', "lve"),
        ] {
            assert_eq!(Readings::of(c).iter().collect::<Vec<_>>().join(" "), readings, "{c}");
        }
    }

    #[test]
    fn blurred_syllables_meet_and_bits_tell_them_apart() {
        assert_eq!(blurred("zhong"), ("zong".into(), 1));
        assert_eq!(blurred("zong"), ("zong".into(), 0));
        assert_eq!(blurred("ning"), ("lin".into(), 3));
        assert_eq!(blurred("shang"), ("san".into(), 3));
        assert_eq!(blurred("en"), ("en".into(), 0));
        assert_eq!(blurred("n"), ("l".into(), 1));
    }
}
