//! The stable codes of diagnostics. A code is never reused; each has a page that `sopress explain CODE` prints.
//!
//! Codes of the compiler stand here; a rule of `check/` defines its own beside its predicate.

use super::lang::{Lang, Words};
use crate::words;

/// A stable name such as `KEY-001`, printed with every diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl Code {
    pub fn id(self) -> &'static str {
        self.0
    }
}

/// What `explain` prints: what the code means, why, and a wrong and a right example. Markdown; Chinese, then English after a line `---`.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    pub code: Code,
    pub text: &'static str,
}

impl Page {
    /// Its text in one language: Chinese stands before a line `---`, English after it.
    pub fn text(&self, lang: Lang) -> &'static str {
        let (zh, en) = self.text.split_once("\n---\n").unwrap_or((self.text, self.text));
        match lang {
            Lang::Zh => zh.trim(),
            Lang::En => en.trim(),
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $id:literal;)*) => {
        impl Code {
            $($(#[doc = $doc])* pub const $name: Code = Code($id);)*
        }

        /// The pages of the compiler's own codes, in the order of their ids within a family.
        pub const PAGES: &[Page] = &[$(Page { code: Code::$name, text: include_str!(concat!("code/", $id, ".md")) }),*];
    };
}

codes! {
    /// A file cannot be read, or is not a regular file inside the workspace.
    UNREADABLE_FILE = "SRC-001";
    /// A file is not UTF-8 (or, for a table, GB18030).
    WRONG_ENCODING = "SRC-002";
    /// There is no `sopress.toml` here or above.
    NO_WORKSPACE = "SRC-003";
    /// A file in `content/` that no part of sopress reads.
    STRAY_FILE = "SRC-004";
    /// Control characters that change what a reader sees.
    CONTROL_CHARACTER = "SRC-005";
    /// TOML or YAML that cannot be read.
    SYNTAX = "SYN-001";
    /// A header that is opened and never closed.
    OPEN_HEADER = "SYN-002";
    /// Headers in YAML beside others in TOML.
    MIXED_HEADERS = "SYN-003";
    /// A key that this kind of record does not have.
    UNKNOWN_KEY = "KEY-001";
    /// A key that must be there.
    MISSING_KEY = "KEY-002";
    /// A value of the wrong type or form.
    WRONG_VALUE = "VAL-001";
    /// A value that is none of those allowed.
    UNKNOWN_CHOICE = "VAL-002";
    /// A number, length or date outside of what makes sense.
    OUT_OF_RANGE = "VAL-003";
    /// A name of a record that does not exist.
    UNKNOWN_NAME = "REF-001";
    /// Two records of one kind with one name or id.
    DUPLICATE_NAME = "REF-002";
    /// A link to a file or place that does not exist.
    BROKEN_LINK = "REF-003";
    /// A value `{{ … }}` that does not exist.
    UNKNOWN_VALUE = "REF-004";
    /// A picture that is missing or broken.
    BROKEN_IMAGE = "REF-005";
    /// A file that cannot be asked for by its name.
    AMBIGUOUS_NAME = "REF-006";
    /// A translation without the chapter that it translates.
    NO_ORIGINAL = "REF-007";
    /// Raw HTML in a text.
    RAW_HTML = "MD-001";
    /// A `:::` container that is unknown, never closed or never opened.
    CONTAINER = "MD-002";
    /// Markers such as `**` that print as they stand.
    LITERAL_MARKER = "MD-003";
    /// Lists or quotes nested deeper than anyone can read.
    TOO_DEEP = "MD-004";
    /// A row of a table with more or fewer cells than its heading.
    TABLE_CELLS = "MD-005";
    /// A formula that cannot be read.
    FORMULA = "FML-001";
    /// A formula that leads back to itself.
    FORMULA_CYCLE = "FML-002";
    /// A field that a print must give, or that its kit does not have.
    PRINT_FIELD = "PRT-001";
    /// A character that no font of the kit has.
    MISSING_GLYPH = "PRT-002";
    /// A font family that is not there.
    UNKNOWN_FONT = "PRT-003";
    /// Text that does not fit its page, or vanished.
    OVERSET = "PRT-004";
    /// A mistake in a kit's source.
    KIT_SOURCE = "PRT-005";
    /// A code that no reader could decode as it stands.
    CODE_UNREADABLE = "PRT-006";
    /// A kit that ran too long or took too much memory.
    KIT_RUNAWAY = "PRT-007";
    /// A page that a print shop would send back.
    PRESS_RULE = "PRT-008";
    /// This binary has no print engine.
    NO_PRESS = "PRT-009";
    /// An order to export that cannot be understood.
    WRONG_ORDER = "PRT-010";
    /// A print of so many rows that the site does not hold each.
    TOO_MANY_PIECES = "PRT-011";
    /// A print without a row.
    NOTHING_TO_PRINT = "PRT-015";
    /// A cell that a print's words are made of is empty.
    EMPTY_CELL = "PRT-016";
    /// A picture that goes to the press in the colours of a screen.
    SCREEN_COLOUR = "PRT-014";
    /// A message that another program would cut.
    SCRIPT_LENGTH = "SCR-001";
    /// A blank that a program which sends by itself cannot fill in.
    SCRIPT_BLANK = "SCR-002";
    /// More scripts than a program takes at once.
    SCRIPT_ROWS = "SCR-003";
    /// A name that was cut, or a shortcut left out, for another program.
    SCRIPT_CUT = "SCR-004";
    /// A character that the chosen encoding does not have.
    SCRIPT_ENCODING = "SCR-005";
    /// A mistake in a theme's template.
    TEMPLATE = "THM-001";
    /// Two outputs that want one path.
    SAME_PATH = "OUT-001";
    /// The output folder is not ours, or cannot be written.
    OUTPUT_FOLDER = "OUT-002";
    /// A published address that no page has any more.
    GONE_PAGE = "PUB-001";
    /// A printed code that is gone.
    GONE_CODE = "PUB-002";
    /// A published place of a page that is gone.
    GONE_ANCHOR = "PUB-003";
    /// A redirect that leads to no page.
    DEAD_REDIRECT = "PUB-004";
    /// A redirect without use.
    IDLE_REDIRECT = "PUB-005";
    /// A page that fewer people may see than when it was published.
    NARROWED_PAGE = "PUB-006";
    /// Content that changed under the version that was published.
    VERSION_NOT_RAISED = "DOC-003";
    /// Another build is running in this workspace.
    BUILD_RUNNING = "OUT-003";
}

/// A part of a page of a code: words with the places that are code, or an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// True for what stands between backticks.
    Words(Vec<(bool, &'static str)>),
    Example(&'static str),
}

impl Page {
    /// The title without the code, and what follows, in one language.
    pub fn read(&self, lang: Lang) -> (&'static str, Vec<Block>) {
        let (zh, en) = self.text.split_once("\n---\n").unwrap_or((self.text, self.text));
        let text = match lang {
            Lang::Zh => zh.trim(),
            Lang::En => en.trim(),
        };
        let (title, mut rest) = text.split_once('\n').unwrap_or((text, ""));
        let title = title.trim_start_matches('#').trim().trim_start_matches(self.code.id()).trim();
        let mut blocks = Vec::new();
        while !rest.trim_start().is_empty() {
            rest = rest.trim_start_matches(['\n', ' ']);
            if let Some(example) = rest.strip_prefix("```") {
                let inside = example.split_once('\n').map_or("", |(_, inside)| inside);
                let (example, after) = inside.split_once("\n```").unwrap_or((inside, ""));
                blocks.push(Block::Example(example));
                rest = after;
            } else {
                let (words, after) = rest.split_once("\n\n").unwrap_or((rest, ""));
                blocks.push(Block::Words(
                    words.trim().split('`').enumerate().map(|(n, part)| (n % 2 == 1, part)).collect(),
                ));
                rest = after;
            }
        }
        (title, blocks)
    }
}

/// What a family of rules is about.
pub fn family_name(id: &str) -> Words {
    match id {
        "ADV" => words!("广告用语", "advertising"),
        "BAR" => words!("砍价", "bargains"),
        "BRD" => words!("品牌色", "brand colours"),
        "CHK" => words!("签到与积分", "check-ins and points"),
        "CON" => words!("消费者权益", "consumers' rights"),
        "CPN" => words!("优惠券", "coupons"),
        "DIS" => words!("限时折扣", "discounts"),
        "DOC" => words!("文件管理", "documents"),
        "ECO" => words!("算账", "economics"),
        "GRP" => words!("拼团", "group buys"),
        "LIV" => words!("直播", "live streams"),
        "LOT" => words!("有奖销售", "lotteries"),
        "MSG" => words!("短信与电话", "text messages and calls"),
        "PIC" => words!("图片", "pictures"),
        "PII" => words!("个人信息", "personal data"),
        "PLN" => words!("阶段方案", "plans"),
        "PRC" => words!("价格", "prices"),
        "PYR" => words!("分销层级", "levels of distribution"),
        "REV" => words!("评价", "reviews"),
        "TML" => words!("时间线", "timelines"),
        "TRN" => words!("译文", "translations"),
        "TSK" => words!("任务宝", "referrals"),
        "WVR" => words!("例外", "waivers"),
        "WX" => words!("微信与企业微信", "WeChat and WeCom"),
        other => words!("{other}", "{other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_a_title_words_and_examples() {
        let page = Page {
            code: Code::UNKNOWN_KEY,
            text: "# KEY-001 题\n\n用 `a` 写。\n\n错：\n\n```toml\nb = 1\n\nc = 2\n```\n\n完。\n---\n# KEY-001 title\n\nYes.\n",
        };
        let (title, blocks) = page.read(Lang::Zh);
        assert_eq!(title, "题");
        assert_eq!(
            blocks,
            [
                Block::Words(vec![(false, "用 "), (true, "a"), (false, " 写。")]),
                Block::Words(vec![(false, "错：")]),
                Block::Example("b = 1\n\nc = 2"),
                Block::Words(vec![(false, "完。")]),
            ]
        );
        assert_eq!(page.read(Lang::En), ("title", vec![Block::Words(vec![(false, "Yes.")])]));
    }
}
