//! Compares the book with what was published: addresses that vanished, content that changed under its old version.

use super::{Kind, Ledger, Present, Published};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, Severity},
        lang::Words,
    },
    model::{
        Book,
        chapter::{Audience, Status},
        site::Site,
    },
    output::html::{Course, Places, redirect_courses},
    words,
};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that does not agree, in the order of the lock.
pub fn check(ledger: &Ledger, present: &[Present], book: &Book, diags: &mut Diags) {
    let here: BTreeMap<(Kind, &str), &Present> =
        present.iter().map(|now| ((now.kind, now.address.as_str()), now)).collect();
    let pages: BTreeSet<&str> =
        present.iter().filter(|now| now.kind.is_page()).map(|now| now.address.as_str()).collect();
    let redirected: BTreeSet<&str> = book.site.redirects.iter().map(|(from, _)| bare(&from.value)).collect();
    for published in &ledger.published {
        let address = published.address.as_str();
        if let Some(now) = here.get(&(published.kind, address)) {
            let narrower = published.kind.is_page() && now.audience > published.audience;
            if narrower && !led_on_for(published.audience, address, book) {
                diags.push(narrowed(published, now));
            }
            continue;
        }
        let led_on = pages.contains(address) || redirected.contains(bare(address));
        match published.kind {
            // Somebody may hold a link to any page that ever was, and a printed code for ever.
            kind if kind.is_page() && !led_on => diags.push(gone_page(published, present, &book.site)),
            Kind::Step | Kind::Script | Kind::Term => {
                let page = address.split('#').next().unwrap_or(address);
                let was_there = published.last().is_some_and(|state| state.mark.is_some());
                // Where the page itself is gone it is enough to say that.
                if was_there && (pages.contains(page) || page == "terms/") {
                    diags.push(gone_anchor(published, present));
                }
            }
            _ => {}
        }
    }
    versions(ledger, present, book, diags);
}

fn gone_page(published: &Published, present: &[Present], site: &Site) -> Diag {
    let Published { title, address, .. } = published;
    let heir = heir(published, present);
    // What leads to no page of the book leads to the page above it.
    let to = heir.map_or_else(|| above(address), |heir| heir.address.as_str());
    let place = published.span.or(Some(site.span));
    if published.kind == Kind::Code {
        let id = address.trim_start_matches("q/").trim_end_matches('/');
        return Diag::new(
            Code::GONE_CODE,
            Severity::Error,
            place,
            words!(
                "印出去的活码“{id}”不见了，扫码会打不开",
                "the printed code “{id}” is gone; scanning it leads nowhere"
            ),
        )
        .help(words!(
            "在 content/data/codes.csv 里加回 id 是 {id} 的一行",
            "put the row with the id {id} back into content/data/codes.csv"
        ))
        .help(words!(
            "或在 sopress.toml 的 [redirects] 下写 \"{address}\" = \"新的去处/\"",
            "or write \"{address}\" = \"where/it/leads/\" below [redirects] in sopress.toml"
        ));
    }
    let kind = published.kind.label();
    let moved: Words = match heir {
        Some(heir) => {
            let now = &heir.address;
            words!("，像是搬到了 {now}", "; it seems to have moved to {now}")
        }
        None => words!("", ""),
    };
    let message = Words::new(
        format!("发布过的网址 {address}（{}“{title}”）打不开了{}", kind.zh, moved.zh),
        format!("the published address {address} ({} “{title}”) is gone{}", kind.en, moved.en),
    );
    Diag::new(Code::GONE_PAGE, Severity::Error, place, message).help(words!(
        "在 sopress.toml 的 [redirects] 下加一行：\"{address}\" = \"{to}\"",
        "add a line below [redirects] in sopress.toml: \"{address}\" = \"{to}\""
    ))
}

/// Whether those for whom a page is gone are led to another.
fn led_on_for(audience: Audience, address: &str, book: &Book) -> bool {
    let leads = |course: Course| matches!(course, Course::Leads { from, .. } if bare(from.as_str()) == bare(address));
    !book.site.redirects.is_empty() && redirect_courses(book, &Places::new(book, audience)).into_iter().any(leads)
}

fn narrowed(published: &Published, now: &Present) -> Diag {
    let Published { title, address, kind, audience, .. } = published;
    let (kind, above) = (kind.label(), above(address));
    let (who, id) = match audience {
        Audience::Public => (words!("公开", "everyone"), "public"),
        _ => (words!("门店", "the stores"), "store"),
    };
    let message = Words::new(
        format!("{}“{title}”给{}发布过，现在收窄了范围，{address} 他们打不开了", kind.zh, who.zh),
        format!("{} “{title}” was published for {}, who cannot open {address} any more", kind.en, who.en),
    );
    Diag::warning(Code::NARROWED_PAGE, now.span, message)
        .help(words!(
            "没想收回，就写回 audience = [\"{id}\"]",
            "if that was not meant, write audience = [\"{id}\"] again"
        ))
        .help(words!(
            "要收回，就在 sopress.toml 的 [redirects] 下给他们另一页：\"{address}\" = \"{above}\"",
            "if it was, give them another page below [redirects] in sopress.toml: \"{address}\" = \"{above}\""
        ))
}

fn gone_anchor(published: &Published, present: &[Present]) -> Diag {
    let Published { title, address, kind, .. } = published;
    let label = kind.label();
    let anchor = address.split('#').nth(1).unwrap_or_default();
    let message = Words::new(
        format!("发布过的位置 {address}（{}“{title}”）不见了，旧链接只到页首", label.zh),
        format!("the published place {address} ({} “{title}”) is gone; old links end at the top of the page", label.en),
    );
    let diag = Diag::new(Code::GONE_ANCHOR, Severity::Warning, published.span, message);
    let diag = match heir(published, present) {
        Some(heir) => diag.label(heir.span, words!("现在在这里", "it is here now")),
        None => diag,
    };
    diag.help(match kind {
        Kind::Term => words!(
            "给这个术语写上 slug = \"{anchor}\"；真的不要了就再运行一次 sopress release",
            "give the term slug = \"{anchor}\"; if it is really gone, run sopress release"
        ),
        _ => words!(
            "在标题的花括号里写回 #{anchor}；真的不要了就再运行一次 sopress release",
            "write #{anchor} into the braces of its heading; if it is really gone, run sopress release"
        ),
    })
}

/// The record that took its place: of its kind, with its title or its content, and not published elsewhere before.
fn heir<'a>(published: &Published, present: &'a [Present]) -> Option<&'a Present> {
    let same = |now: &&Present| now.kind == published.kind;
    let mark = published.last().and_then(|state| state.mark.as_deref());
    present
        .iter()
        .filter(same)
        .find(|now| now.title == published.title)
        .or_else(|| present.iter().filter(same).find(|now| Some(now.mark.as_str()) == mark))
}

fn above(address: &str) -> &str {
    let trimmed = address.trim_end_matches('/');
    trimmed.rfind('/').map_or("handbook/", |at| &address[..=at])
}

/// An address without the slashes and file name that people add or leave out.
fn bare(address: &str) -> &str {
    address.trim_matches('/').trim_end_matches("index.html").trim_end_matches('/')
}

/// Content that is not what was published, under the version that was published.
fn versions(ledger: &Ledger, present: &[Present], book: &Book, diags: &mut Diags) {
    let known: BTreeMap<(Kind, &str), &Published> =
        ledger.published.iter().map(|p| ((p.kind, p.address.as_str()), p)).collect();
    let drafts: BTreeSet<_> = book
        .chapters
        .values()
        .filter(|chapter| matches!(chapter.document.status.value, Status::Draft | Status::Retired))
        .map(|chapter| chapter.document.title.span)
        .collect();
    for now in present.iter().filter(|now| !drafts.contains(&now.span)) {
        let Some(place) = now.version_span else { continue };
        let Some(last) = known.get(&(now.kind, now.address.as_str())).and_then(|p| p.last()) else { continue };
        let changed = last.mark.as_deref().is_some_and(|mark| mark != now.mark);
        if !changed || last.version != now.version {
            continue;
        }
        let (version, next) = (&now.version, next(&now.version));
        let release = &last.release;
        diags.push(
            Diag::warning(
                Code::VERSION_NOT_RAISED,
                place,
                words!(
                    "内容和 {release} 发布时不一样了，版本还是 {version}",
                    "the content is not what {release} published, yet the version is still {version}"
                ),
            )
            .help(words!(
                "把 version 改成 \"{next}\"，并在 [[changelog]] 里写一句改了什么",
                "set version = \"{next}\", and say in [[changelog]] what changed"
            )),
        );
    }
}

/// The version after this one: its last number raised.
pub fn next(version: &str) -> String {
    let at = version
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + version[at..].chars().next().map_or(1, char::len_utf8));
    match version[at..].parse::<u64>() {
        Ok(number) => format!("{}{}", &version[..at], number + 1),
        Err(_) => format!("{version}.1"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_version_raises_the_last_number() {
        assert_eq!(next("1.0.9"), "1.0.10");
        assert_eq!(next("3"), "4");
        assert_eq!(next("2026年版3"), "2026年版4");
        assert_eq!(next("首版"), "首版.1");
        assert_eq!(next(""), ".1");
    }

    #[test]
    fn addresses_are_the_same_however_they_are_written() {
        assert_eq!(bare("/handbook/a/index.html"), bare("handbook/a"));
        assert_eq!(above("handbook/a/b/"), "handbook/a/");
        assert_eq!(above("kpis/"), "handbook/");
    }
}
