//! What a draw leaves behind: a record for machines, a notice of the winners, and a page on which anyone recomputes it.

use crate::{
    base::lang::{Lang, Words},
    model::draw::{Draw, LIST_HEAD, Pick},
    words,
};
use serde_json::json;
use std::fmt::Write;

/// Recomputes the draw in a browser; also run from `file://`.
const SCRIPT: &str = include_str!("../../themes/default/js/draw.js");
const STYLE: &str = include_str!("draw.css");

/// What a draw does not prove; said wherever one is shown.
pub fn limits() -> Words {
    words!(
        "它证明：名单公布以后，没有人能挑选谁中奖。它不证明：名单本身真实、没有漏掉或多加的人。名单由主办方负责。",
        "It proves that nobody could choose the winners once the list was published. It does not prove that the list itself is honest and complete; for that the organiser answers."
    )
}

/// How it was done, for people.
pub fn method() -> Words {
    words!(
        "截止后冻结名单并公布它的 SHA-256，事先公布保密串的 SHA-256；种子 = SHA256(名单哈希|保密串|公开数字)。从 0 起逐个计数，取 SHA256(种子|计数) 的前 6 个字节作为一个数；落在票数整数倍以外的数丢弃，其余除以票数取余，得到票号；已经中过的人跳过。按奖项顺序依次取满，最后取候补。",
        "The list was frozen and its SHA-256 published, as was that of a secret before. Seed = SHA256(list hash|secret|number). Counting from 0, the first 6 bytes of SHA256(seed|counter) are a number; those beyond the last whole multiple of the ticket count are thrown away, the others modulo the ticket count give the ticket; people drawn before are passed over. Prizes are filled in their order, then the alternates."
    )
}

/// Everything that is public, as JSON; the same draw gives the same bytes.
pub fn record(draw: &Draw) -> String {
    let (prizes, alternates) = draw.results();
    let pick = |pick: &Pick| {
        let ticket = draw.ticket(*pick);
        json!({ "ticket": ticket.number, "name": ticket.name, "phone": ticket.phone, "counter": pick.counter })
    };
    let prizes: Vec<_> = prizes
        .iter()
        .map(|(prize, picks)| {
            json!({
                "rank": prize.rank,
                "name": prize.name,
                "count": prize.count,
                "winners": picks.iter().map(pick).collect::<Vec<_>>(),
            })
        })
        .collect();
    let record = json!({
        "format": "sopress-draw-1",
        "campaign": draw.campaign,
        "list": {
            "sha256": draw.list.sha256,
            "tickets": draw.list.tickets.len(),
            "people": draw.list.people,
            "doubles": draw.list.doubles,
            "excluded": draw.list.excluded,
            "head": LIST_HEAD,
        },
        "secret": draw.secret,
        "secret_sha256": draw.secret_sha256,
        "number": draw.number,
        "number_source": draw.source,
        "seed": draw.seed,
        "prizes": prizes,
        "alternates": alternates.iter().map(pick).collect::<Vec<_>>(),
        "method": method().en,
        "limits": limits().en,
    });
    let mut text = serde_json::to_string_pretty(&record).expect("plain data is always JSON");
    text.push('\n');
    text
}

/// The winners by prize, masked, as Markdown to be posted.
pub fn notice(draw: &Draw, lang: Lang) -> String {
    let say = |words: Words| words.get(lang).to_string();
    let (prizes, alternates) = draw.results();
    let campaign = &draw.campaign;
    let mut out = say(words!("# {campaign}：中奖名单\n", "# {campaign}: winners\n"));
    let line = |pick: &Pick| {
        let ticket = draw.ticket(*pick);
        let number = ticket.number;
        let (name, phone) = (&ticket.name, &ticket.phone);
        let line = say(words!("- {number} 号　{name}　{phone}", "- no. {number}  {name}  {phone}"));
        line.trim_end().to_string() + "\n"
    };
    for (prize, picks) in prizes {
        let _ = write!(out, "\n## {}　{}\n\n", prize.rank, prize.name);
        picks.iter().for_each(|pick| out.push_str(&line(pick)));
        let missing = prize.count as usize - picks.len();
        if missing > 0 {
            out.push_str(&say(words!(
                "- 人数不够，空缺 {missing} 个\n",
                "- {missing} left: there were not enough people\n"
            )));
        }
    }
    if !alternates.is_empty() {
        out.push_str(&say(words!("\n## 候补（按顺序递补）\n\n", "\n## Alternates, in this order\n\n")));
        alternates.iter().for_each(|pick| out.push_str(&line(pick)));
    }
    let (people, tickets) = (draw.list.people, draw.list.tickets.len());
    let (list, secret, number) = (&draw.list.sha256, &draw.secret, &draw.number);
    out.push_str(&say(words!(
        "\n{people} 人参加，{tickets} 张票。名单 SHA-256：`{list}`；保密串：`{secret}`；公开数字：`{number}`。\n\n",
        "\n{people} people, {tickets} tickets. SHA-256 of the list: `{list}`; secret: `{secret}`; number: `{number}`.\n\n"
    )));
    out.push_str(&say(limits()));
    out.push('\n');
    out
}

/// One file that needs nothing else: the list, the result, and the sums to check it.
pub fn verify_page(draw: &Draw, lang: Lang) -> String {
    let title = words!("{}：核对开奖", "{}: check the draw", draw.campaign);
    let title = escaped(title.get(lang));
    let tag = lang.tag();
    let body = verify_body(draw, lang);
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{body}</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

/// The content of that page, for a layout of one's own; it needs `draw.js`.
pub fn verify_body(draw: &Draw, lang: Lang) -> String {
    let say = |words: Words| escaped(words.get(lang));
    let (prizes, alternates) = draw.results();
    let mut out = String::from("<section class=\"draw\" data-draw>\n");
    let _ = writeln!(out, "<p>{}</p>\n<p>{}</p>", say(method()), say(limits()));
    let _ = writeln!(out, "<table>\n<thead><tr>");
    for head in [
        words!("奖项", "prize"),
        words!("票号", "ticket"),
        words!("昵称", "name"),
        words!("手机", "phone"),
        words!("计数", "counter"),
    ] {
        let _ = write!(out, "<th scope=\"col\">{}</th>", say(head));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    let mut row = |rank: &str, pick: &Pick| {
        let ticket = draw.ticket(*pick);
        let (number, counter) = (ticket.number, pick.counter);
        let (rank, name, phone) = (escaped(rank), escaped(&ticket.name), escaped(&ticket.phone));
        let _ =
            writeln!(out, "<tr><td>{rank}</td><td>{number}</td><td>{name}</td><td>{phone}</td><td>{counter}</td></tr>");
    };
    for (prize, picks) in prizes {
        picks.iter().for_each(|pick| row(&prize.rank, pick));
    }
    let alternate = words!("候补", "alternate");
    alternates.iter().for_each(|pick| row(alternate.get(lang), pick));
    out.push_str("</tbody>\n</table>\n<dl>\n");
    for (name, value) in [
        (words!("名单 SHA-256", "SHA-256 of the list"), &draw.list.sha256),
        (words!("保密串的 SHA-256", "SHA-256 of the secret"), &draw.secret_sha256),
        (words!("保密串", "secret"), &draw.secret),
        (words!("公开数字", "public number"), &draw.number),
        (words!("公开数字的来源", "where the number was read"), &draw.source),
        (words!("种子", "seed"), &draw.seed),
    ] {
        if !value.is_empty() {
            let _ = writeln!(out, "<dt>{}</dt><dd><code>{}</code></dd>", say(name), escaped(value));
        }
    }
    out.push_str("</dl>\n<form data-draw-form hidden>\n");
    for (name, label) in [("secret", words!("保密串", "secret")), ("number", words!("公开数字", "public number"))]
    {
        let _ = writeln!(out, "<label>{}<input name=\"{name}\" autocomplete=\"off\"></label>", say(label));
    }
    let list =
        say(words!("名单（可以换成你在开奖前保存的那一份）", "list (put in the one that you kept before the draw)"));
    let again = say(words!("重新计算", "recompute"));
    let _ = writeln!(
        out,
        "<label>{list}<textarea name=\"list\" rows=\"12\" spellcheck=\"false\"></textarea></label>\n\
         <button type=\"submit\">{again}</button>\n</form>\n<div data-draw-result aria-live=\"polite\"></div>"
    );
    let _ = writeln!(out, "<script type=\"application/json\">{}</script>\n</section>", data(draw, lang));
    out
}

/// What the script reads; `<` is written so that no text can end the element.
fn data(draw: &Draw, lang: Lang) -> String {
    let say = |words: Words| words.get(lang).to_string();
    let prizes: Vec<_> =
        draw.prizes.iter().map(|p| json!({ "rank": p.rank, "name": p.name, "count": p.count })).collect();
    let data = json!({
        "list": draw.list.text,
        "list_sha256": draw.list.sha256,
        "secret": draw.secret,
        "secret_sha256": draw.secret_sha256,
        "number": draw.number,
        "prizes": prizes,
        "alternates": draw.alternates,
        "tickets": draw.picks.iter().map(|pick| draw.ticket(*pick).number).collect::<Vec<_>>(),
        "words": {
            "list": say(words!("名单", "The list")),
            "secret": say(words!("保密串", "The secret")),
            "winners": say(words!("中奖结果", "The winners")),
            "right": say(words!("与公布的一致", " agrees with what was published")),
            "wrong": say(words!("与公布的不一致", " differs from what was published")),
            "alternate": say(words!("候补", "alternate")),
        },
    });
    let text = serde_json::to_string(&data).expect("plain data is always JSON");
    text.replace('<', "\\u003c")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::draw::{Entrant, Places, freeze};

    fn draw() -> Draw {
        let entrants: Vec<Entrant> = (0..6)
            .map(|n| Entrant {
                name: "王<芳".to_string(),
                phone: format!("1380000000{n}"),
                id: String::new(),
                tickets: 1,
            })
            .collect();
        let prizes = vec![
            Places { rank: "一等奖".to_string(), name: "锅</script>".to_string(), count: 1 },
            Places { rank: "二等奖".to_string(), name: "券".to_string(), count: 9 },
        ];
        Draw::run("五月抽奖", freeze(&entrants, &[]), ("s", "3287.45", "上证指数"), prizes, 2)
    }

    #[test]
    fn a_notice_names_nobody_in_full_and_says_what_is_left() {
        let notice = notice(&draw(), Lang::Zh);
        assert!(notice.contains("## 一等奖") && notice.contains("王**　138****000"), "{notice}");
        assert!(notice.contains("空缺 4 个"), "{notice}");
        assert!(!notice.contains("1380000000"), "{notice}");
    }

    #[test]
    fn no_text_of_a_writer_ends_the_script() {
        let page = verify_page(&draw(), Lang::Zh);
        assert_eq!(page.matches("</script>").count(), 2, "the data and the sums");
        assert!(!page.contains("<芳"));
    }

    #[test]
    fn a_record_is_the_same_twice() {
        assert_eq!(record(&draw()), record(&draw()));
        assert!(record(&draw()).contains("\"format\": \"sopress-draw-1\""));
    }
}
