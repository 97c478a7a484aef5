//! `sopress draw CAMPAIGN --entries FILE`: freezes the list and promises a secret; with `--number`, draws and writes the proof.

use super::{Opened, Terminal, UNABLE, WRONG, named, open, say, tell, threads};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, Severity},
        lang::{Lang, Words},
        span::{FileId, Span},
        system::why,
    },
    cli::{self, Common},
    model::{
        campaign::{Campaign, Mechanic},
        data::DataTable,
        draw::{Draw, Entrant, List, Places, freeze, sha256},
        lottery::Lottery,
    },
    output::draw as proof,
    parse::csv,
    report,
    source::{Sources, decode},
    words,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

pub fn run(common: &Common, options: &cli::Draw, terminal: &Terminal) -> u8 {
    threads(None);
    let Opened { root, compiled, lang } = match open(common, terminal, terminal.today(None)) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let Some(campaign) = named(&compiled.book, &options.campaign, lang) else { return WRONG };
    let Some(Mechanic::Lottery(lottery)) = &campaign.mechanic else {
        let title = &campaign.head.title.value;
        return wrong(&words!("“{title}”不是抽奖", "“{title}” is no lottery"), lang);
    };
    let read = |path: &Path| entrants(path, common, terminal, lang);
    let entrants = match read(&options.entries) {
        Ok(entrants) => entrants,
        Err(exit) => return exit,
    };
    let excluded = match options.exclude.as_deref().map(read).unwrap_or(Ok(Vec::new())) {
        Ok(excluded) => excluded,
        Err(exit) => return exit,
    };
    let list = freeze(&entrants, &excluded);
    let folder = options.out.clone().unwrap_or_else(|| root.join("draws").join(&campaign.head.slug));
    let secret_path = options.secret.clone().unwrap_or_else(|| folder.join("secret.txt"));
    let done = match &options.number {
        None => promise(&list, &folder, &secret_path, lang),
        Some(number) => match fs::read_to_string(&secret_path) {
            Ok(secret) => decide(campaign, lottery, (list, &entrants), (secret.trim(), number.trim()), &folder, lang),
            Err(error) => Err(failed(&secret_path, &error)),
        },
    };
    match done {
        Ok(text) => {
            say(&text);
            0
        }
        Err(words) => wrong(&words, lang),
    }
}

fn wrong(words: &Words, lang: Lang) -> u8 {
    let text = words.get(lang);
    tell(crate::words!("错误：{text}\n", "error: {text}\n").get(lang));
    WRONG
}

fn failed(path: &Path, error: &io::Error) -> Words {
    let (path, (zh, en)) = (path.display(), why(error));
    words!("{path} 读写不了：{zh}", "{path} cannot be read or written: {en}")
}

/// The first step: the list to be published, a secret to be kept, and what to put into the campaign.
fn promise(list: &List, folder: &Path, secret_path: &Path, lang: Lang) -> Result<String, Words> {
    write(&folder.join("list.csv"), &list.text)?;
    let secret = match fs::read_to_string(secret_path) {
        Ok(secret) => secret.trim().to_string(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let secret = new_secret().map_err(|error| failed(Path::new("/dev/urandom"), &error))?;
            write(secret_path, &format!("{secret}\n"))?;
            secret
        }
        Err(error) => return Err(failed(secret_path, &error)),
    };
    let (people, tickets) = (list.people, list.tickets.len());
    let (doubles, excluded, hash) = (list.doubles, list.excluded, &list.sha256);
    let secret_hash = sha256(&secret);
    let (list_path, secret_path) = (folder.join("list.csv"), secret_path.display());
    let list_path = list_path.display();
    Ok(words!(
        "名单冻结：{people} 人，{tickets} 张票；重复的 {doubles} 条、不能参加的 {excluded} 条没有算进去\n\
         公布：{list_path}\n保密到开奖：{secret_path}\n\n在公开数字出来之前公布下面两行，并写进活动：\n\n\
         [lottery.commit]\nlist_sha256 = \"{hash}\"\nsecret_sha256 = \"{secret_hash}\"\n\n{}\n",
        "list frozen: {people} people, {tickets} tickets; {doubles} doubles and {excluded} who may not win were left out\n\
         publish: {list_path}\nkeep secret until the draw: {secret_path}\n\npublish these before the number is known, and put them into the campaign:\n\n\
         [lottery.commit]\nlist_sha256 = \"{hash}\"\nsecret_sha256 = \"{secret_hash}\"\n\n{}\n",
        proof::limits().get(lang)
    )
    .get(lang)
    .to_string())
}

/// The second step: what was promised must still hold; then everything is written at once.
fn decide(
    campaign: &Campaign,
    lottery: &Lottery,
    (list, entrants): (List, &[Entrant]),
    (secret, number): (&str, &str),
    folder: &Path,
    lang: Lang,
) -> Result<String, Words> {
    let promised = |field: fn(&crate::model::lottery::Commit) -> Option<&crate::base::span::Spanned<String>>| {
        lottery.commit.as_ref().and_then(field).map(|hash| hash.value.clone())
    };
    if let Some(promised) = promised(|c| c.list_sha256.as_ref()).filter(|hash| *hash != list.sha256) {
        let now = &list.sha256;
        return Err(words!(
            "名单和承诺的不一样：承诺 {promised}，现在 {now}\n  用冻结时的那份名单",
            "the list is not the promised one: {promised} was promised, this is {now}\n  use the list as it was frozen"
        ));
    }
    if promised(|c| c.secret_sha256.as_ref()).is_some_and(|hash| hash != sha256(secret)) {
        return Err(words!(
            "保密串和承诺的不一样\n  用冻结时生成的那个 secret.txt",
            "the secret is not the promised one\n  use the secret.txt that was made when the list was frozen"
        ));
    }
    if number.is_empty() {
        return Err(words!("公开数字是空的", "the public number is empty"));
    }
    let mut prizes = Vec::new();
    for prize in &lottery.prizes {
        let rank = &prize.value.rank.value;
        let Some(count) = prize.value.qty else {
            return Err(words!("“{rank}”没有数量，开不了奖", "“{rank}” has no quantity"));
        };
        prizes.push(Places { rank: rank.clone(), name: prize.value.name.value.clone(), count: count.value });
    }
    let record = folder.join("record.json");
    let source = lottery.entropy.as_ref().map_or("", |entropy| entropy.source.as_str());
    let alternates = lottery.alternates.map_or(0, |n| n.value);
    let draw = Draw::run(&campaign.head.title.value, list, (secret, number, source), prizes, alternates);
    // Drawing until the winners please is what all this is against.
    let proven = proof::record(&draw);
    if fs::read_to_string(&record).is_ok_and(|before| before != proven) {
        let record = record.display();
        return Err(words!(
            "已经开过奖，这次的名单、数字或奖项不同：{record}\n  开奖只有一次；确实要作废重开，先公开说明原因，再把整个文件夹改名保存",
            "this was drawn before, with another list, number or prizes: {record}\n  a draw happens once; to void it, say publicly why, then keep the folder under another name"
        ));
    }
    for (name, text) in [
        ("record.json", proven),
        ("winners.md", proof::notice(&draw, lang)),
        ("verify.html", proof::verify_page(&draw, lang)),
        ("list.csv", draw.list.text.clone()),
        ("winners-private.csv", private(&draw, entrants)),
    ] {
        write(&folder.join(name), &text)?;
    }
    let open = match lottery.commit {
        Some(_) => words!("", ""),
        None => words!(
            "注意：活动里没有 [lottery.commit]，别人无从知道名单和保密串是不是事先定好的\n",
            "note: the campaign has no [lottery.commit], so nobody can know that list and secret were fixed before\n"
        ),
    };
    let (seed, folder) = (&draw.seed, folder.display());
    Ok(words!(
        "开奖完成，种子 {seed}\n公布：{folder} 里的 winners.md、verify.html、record.json、list.csv\n不要公布：winners-private.csv（联系中奖人用）\n{}{}\n",
        "drawn, seed {seed}\npublish: winners.md, verify.html, record.json, list.csv in {folder}\ndo not publish: winners-private.csv (to reach the winners)\n{}{}\n",
        open.get(lang),
        proof::limits().get(lang)
    )
    .get(lang)
    .to_string())
}

/// Whom to call; never published. A cell that a spreadsheet would take for a formula gets a quote in front.
fn private(draw: &Draw, entrants: &[Entrant]) -> String {
    let cell = |text: &str| {
        let text = if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_string() };
        format!("\"{}\"", text.replace('"', "\"\""))
    };
    let (prizes, alternates) = draw.results();
    let mut rows = vec!["\u{feff}rank,ticket,name,phone".to_string()];
    let alternate = [("alternate", alternates)];
    let prizes = prizes.iter().map(|(prize, picks)| (prize.rank.as_str(), *picks));
    for (rank, picks) in prizes.chain(alternate) {
        for pick in picks {
            let ticket = draw.ticket(*pick);
            let entrant = &entrants[ticket.entrant];
            rows.push(format!("{},{},{},{}", cell(rank), ticket.number, cell(&entrant.name), cell(&entrant.phone)));
        }
    }
    rows.join("\r\n") + "\r\n"
}

fn write(path: &Path, text: &str) -> Result<(), Words> {
    let folder = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    fs::create_dir_all(folder).and_then(|()| fs::write(path, text)).map_err(|error| failed(path, &error))
}

/// 32 bytes from the system's own source, in hexadecimal.
fn new_secret() -> io::Result<String> {
    let mut bytes = [0_u8; 32];
    io::Read::read_exact(&mut fs::File::open("/dev/urandom")?, &mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The people of a table; its mistakes are printed and nobody is left out in silence.
fn entrants(path: &Path, common: &Common, terminal: &Terminal, lang: Lang) -> Result<Vec<Entrant>, u8> {
    let bytes = fs::read(path).map_err(|error| {
        tell(crate::words!("错误：{}\n", "error: {}\n", failed(path, &error).get(lang)).get(lang));
        UNABLE
    })?;
    let (text, _) = decode::decode(bytes, true);
    let name = path.display().to_string();
    let sources = Sources::from_texts([(name.as_str(), text.as_str())]);
    let file = sources.files().first().map_or(FileId(0), |file| file.id);
    let (table, mut diags) = csv::table(&text, file, &name);
    let list = people(&table, &mut diags);
    let list_of = diags.sorted();
    if !list_of.is_empty() {
        tell(&report::print(&list_of, &sources, terminal.style(common, lang)));
    }
    if list_of.iter().any(|diag| diag.severity == Severity::Error) { Err(WRONG) } else { Ok(list) }
}

fn people(table: &DataTable, diags: &mut Diags) -> Vec<Entrant> {
    let column = |names: &[&str]| {
        table.columns.iter().position(|column| names.contains(&column.value.trim().to_lowercase().as_str()))
    };
    let name = column(&["name", "姓名", "昵称", "名字"]);
    let phone = column(&["phone", "手机", "手机号", "电话", "mobile"]);
    let id = column(&["id", "编号", "会员号", "微信号", "userid", "openid"]);
    let tickets = column(&["tickets", "票数", "次数", "抽奖次数"]);
    if let (Some(name), None, None) = (name, phone, id) {
        diags.push(
            Diag::warning(
                Code::MISSING_KEY,
                table.columns[name].span,
                words!("名单只有名字：同名的算同一个人", "the list has only names: people of one name count as one"),
            )
            .help(words!("加一列 手机 或 编号", "add a column phone or id")),
        );
    }
    if name.is_none() && phone.is_none() {
        diags.push(
            Diag::error(
                Code::MISSING_KEY,
                table.columns.first().map_or(Span::file(table.file), |column| column.span),
                words!("名单没有姓名或手机这一列", "the list has neither a column of names nor of phones"),
            )
            .help(words!(
                "表头写 姓名,手机（可以加 编号、票数），或 name,phone,id,tickets",
                "write the heading name,phone (and id, tickets)"
            )),
        );
        return Vec::new();
    }
    let mut list = Vec::new();
    for row in table.rows.iter() {
        let cell = |column: Option<usize>| column.and_then(|index| row.cells.get(index));
        let text = |column| cell(column).map_or_else(String::new, |cell| cell.value.clone());
        let count = match cell(tickets).filter(|cell| !cell.value.is_empty()) {
            None => 1,
            Some(cell) => match cell.value.parse::<u32>().ok().filter(|n| (1..=1000).contains(n)) {
                Some(count) => count,
                None => {
                    diags.push(
                        Diag::error(Code::WRONG_VALUE, cell.span, words!("票数读不懂", "this is no number of tickets"))
                            .help(words!("写 1 到 1000 的整数", "write a whole number from 1 to 1000")),
                    );
                    continue;
                }
            },
        };
        let entrant = Entrant { name: text(name), phone: text(phone), id: text(id), tickets: count };
        if entrant.name.trim().is_empty() && !entrant.phone.chars().any(|c| c.is_ascii_digit()) {
            diags.push(
                Diag::error(
                    Code::WRONG_VALUE,
                    row.span,
                    words!("这一行没有姓名也没有手机", "this row has no name and no phone"),
                )
                .help(words!("补上，或删掉这一行", "fill it in, or delete this row")),
            );
            continue;
        }
        list.push(entrant);
    }
    list
}
