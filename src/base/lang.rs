//! The two languages of everything that a user reads.

/// Chinese first, English second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    /// Reads a BCP 47 tag or a POSIX locale by its first two letters: `zh-CN`, `zh_CN.UTF-8`, `en`.
    pub fn parse(tag: &str) -> Option<Lang> {
        match tag.get(..2)?.to_ascii_lowercase().as_str() {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// The first part of addresses in this language, and of file names.
    pub fn short(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }

    /// The tag for `lang=` attributes.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }
}

/// One sentence in both languages; the reader's language is chosen when it is printed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Words {
    pub zh: String,
    pub en: String,
}

impl Words {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Words {
        Words { zh: zh.into(), en: en.into() }
    }

    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// Names one after the other, as Chinese and as English lists them.
pub fn listed<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> (String, String) {
    let names: Vec<T> = names.into_iter().collect();
    let with = |mark: &str| names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(mark);
    (with("、"), with(", "))
}

/// `words!("没有名为“{n}”的活动", "no campaign named “{n}”")`: both texts are format strings over the same variables.
#[macro_export]
macro_rules! words {
    ($zh:literal, $en:literal $(, $($arg:tt)*)?) => {
        $crate::base::lang::Words::new(format!($zh $(, $($arg)*)?), format!($en $(, $($arg)*)?))
    };
}
