//! A made-up workspace of any size: Chinese pages of 2–4 KB whose words follow a Zipf law, so that index sizes are like real ones.

use std::{fmt::Write as _, fs, io, path::Path};

const WORDS: &[&str] = &[
    "社群",
    "运营",
    "团长",
    "抽奖",
    "拼团",
    "砍价",
    "签到",
    "话术",
    "客服",
    "门店",
    "包裹卡",
    "二维码",
    "海报",
    "复购",
    "裂变",
    "用户",
    "奖品",
    "规则",
    "时间",
    "活动",
    "优惠券",
    "下单",
    "退款",
    "物流",
    "欢迎语",
    "群公告",
    "转化",
    "触达",
    "标签",
    "复盘",
    "私域",
    "引流",
    "企业微信",
    "朋友圈",
    "直播",
    "秒杀",
    "满减",
    "积分",
    "会员",
    "客诉",
    "素材",
    "排期",
    "目标",
    "指标",
    "进群率",
    "打开率",
    "成交",
    "老客",
];

/// A generator that is the same everywhere (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

/// Any of 3,000 characters but those with which chance would say what the rules forbid, such as 不退 or 首家.
fn character(random: &mut Random) -> char {
    let found = char::from_u32(0x4E00 + random.below(3000) as u32);
    found.filter(|c| !"不最第首独国世仅唯免保包".contains(*c)).unwrap_or('丙')
}

struct Vocabulary {
    words: Vec<String>,
    /// Sums of the weights 1/(rank+1)^0.9, scaled to whole numbers.
    sums: Vec<u64>,
}

impl Vocabulary {
    fn new(random: &mut Random) -> Vocabulary {
        let mut words: Vec<String> = WORDS.iter().map(|w| (*w).to_string()).collect();
        for _ in 0..6000 {
            let length = [1, 2, 2, 2, 3][random.below(5)];
            words.push((0..length).map(|_| character(random)).collect());
        }
        let mut sum = 0;
        let sums = (0..words.len())
            .map(|rank| {
                sum += (1e9 / (rank as f64 + 1.0).powf(0.9)) as u64;
                sum
            })
            .collect();
        Vocabulary { words, sums }
    }

    fn word(&self, random: &mut Random) -> &str {
        let total = *self.sums.last().expect("has words");
        let at = random.next() % total;
        &self.words[self.sums.partition_point(|sum| *sum <= at)]
    }

    fn sentence(&self, random: &mut Random, length: usize) -> String {
        let mut text = String::new();
        while text.chars().count() < length {
            text.push_str(self.word(random));
            if random.below(8) == 0 {
                text.push('，');
            }
        }
        format!("{}。", text.trim_end_matches('，'))
    }
}

/// Writes a workspace of `pages` chapters below `root`.
pub fn workspace(root: &Path, pages: usize) -> io::Result<u64> {
    let mut random = Random(1);
    let vocabulary = Vocabulary::new(&mut random);
    fs::create_dir_all(root)?;
    fs::write(root.join("sopress.toml"), "title = \"负载\"\nbase_url = \"https://load.example.com\"\n")?;
    // Folders of at most 25 pages, at most 40 at the top: a book of any size keeps the shape of a book.
    let path = |page: usize| format!("{:02}-part/{:03}-unit/{:05}-p{page}.md", page % 40, page / 1000, page);
    let mut bytes = 0;
    for page in 0..pages {
        let mut word = || vocabulary.word(&mut random).to_string();
        let title = format!("{}{}{page}", word(), word());
        let mut text = format!("+++\ntitle = \"{title}\"\ntags = [\"{}\"]\n+++\n\n", WORDS[page % WORDS.len()]);
        for section in 0..4 {
            let (a, b) = (vocabulary.word(&mut random).to_string(), vocabulary.word(&mut random).to_string());
            let paragraph = vocabulary.sentence(&mut random, 120);
            let item = vocabulary.sentence(&mut random, 20);
            let target = path(random.below(pages));
            let _ = write!(text, "## {a}{b}\n\n{paragraph}\n\n- {item}\n- **{b}** [{a}](../../{target})\n\n");
            if section == 1 {
                let _ = write!(text, "| {a} | {b} |\n|---|---|\n| {b} | {}% |\n\n", random.below(99) + 1);
            }
            if section == 2 {
                let _ = write!(text, "```json\n{{\"{a}\": {}}}\n```\n\n", random.below(99) + 1);
            }
        }
        let file = root.join("content/handbook").join(path(page));
        fs::create_dir_all(file.parent().expect("below a folder"))?;
        bytes += text.len() as u64;
        fs::write(file, text)?;
    }
    Ok(bytes)
}
