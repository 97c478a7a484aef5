//! `[redirects]` that do nothing: a target that no page has, circles, detours, and old addresses where a page stands again.

use super::published::Ledger;
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, nearest},
        span::Spanned,
    },
    model::{Book, chapter::Audience},
    output::html::{Course, Places, redirect_courses},
    words,
};

pub fn check(book: &Book, ledger: Option<&Ledger>, diags: &mut Diags) {
    let lines = &book.site.redirects;
    if lines.is_empty() {
        return;
    }
    // Everyone, so that the first for whom a line leads on decides.
    let audiences = [Audience::Internal, Audience::Store, Audience::Public];
    let all: Vec<(Places, Vec<Course>)> = audiences
        .into_iter()
        .map(|audience| {
            let places = Places::new(book, audience);
            let courses = redirect_courses(book, &places);
            (places, courses)
        })
        .collect();
    let Some((team, _)) = all.first() else { return };
    let addresses: Vec<String> = team.pages(book).into_iter().filter_map(|page| team.path(page)).map(folder).collect();
    for (number, (from, to)) in lines.iter().enumerate() {
        let mut courses = all.iter().filter_map(|(_, courses)| courses.get(number));
        let Some(first) = courses.clone().next() else { continue };
        let leads = courses.find(|course| matches!(course, Course::Leads { .. }));
        // Where the team has a page, those who had it once may still need to be led on.
        let taken_back = ledger.is_some_and(|ledger| ledger.was_for_more(&from.value));
        let course = if *first == Course::Taken && !taken_back { first } else { leads.unwrap_or(first) };
        diags.extend(told(course, from, to, &addresses));
    }
}

/// `handbook/a/` of `handbook/a/index.html`.
fn folder(path: crate::base::artifact::OutPath) -> String {
    path.as_str().trim_end_matches("index.html").to_string()
}

fn told(course: &Course, from: &Spanned<String>, to: &Spanned<String>, addresses: &[String]) -> Option<Diag> {
    let (old, new) = (&from.value, &to.value);
    Some(match course {
        Course::Leads { detour: false, .. } => return None,
        Course::Leads { to: end, .. } => {
            let end = end.replace("index.html", "");
            Diag::warning(
                Code::IDLE_REDIRECT,
                to.span,
                words!("“{new}”自己也是一条重定向，绕了一道", "“{new}” is a redirect itself: a detour"),
            )
            .help(words!("直接写最后的去处：\"{old}\" = \"{end}\"", "write where it ends: \"{old}\" = \"{end}\""))
        }
        Course::NoAddress => Diag::error(
            Code::DEAD_REDIRECT,
            from.span,
            words!("“{old}”不能当网址", "“{old}” cannot be an address of this site"),
        )
        .help(words!(
            "写旧网址在域名后面的部分，只用英文字母、数字、短横线和 /，例如 \"handbook/join/\"",
            "write the old address without its host, in letters, digits, hyphens and /, such as \"handbook/join/\""
        )),
        Course::Outside => Diag::error(
            Code::DEAD_REDIRECT,
            to.span,
            words!("重定向只能指向这本手册里的页", "a redirect leads to a page of this handbook only"),
        )
        .help(words!(
            "要指到外面，就在 content/data/codes.csv 里给活码写去处，或在一页里放链接",
            "to lead elsewhere, give a code in content/data/codes.csv that destination, or put a link on a page"
        )),
        Course::Nowhere => {
            let plain = new.trim_start_matches(['.', '/']);
            // The last part tells a page best: folders are what moves.
            let last = |address: &str| address.trim_end_matches('/').rsplit('/').next().unwrap_or("").to_string();
            let same = addresses.iter().find(|address| !plain.is_empty() && last(address) == last(plain));
            let near = match same {
                Some(same) => Some(words!("是不是想写“{same}”？", "did you mean “{same}”?")),
                None => nearest(plain, addresses.iter().map(String::as_str)),
            };
            Diag::error(
                Code::DEAD_REDIRECT,
                to.span,
                words!("重定向的去处“{new}”没有页面", "the redirect leads to “{new}”, where no page is"),
            )
            .help(near)
            .help(words!(
                "sopress plan 列出所有页面的网址；也可以指到上一级，例如 \"handbook/\"",
                "sopress plan lists the addresses of all pages; the page above will do, such as \"handbook/\""
            ))
        }
        Course::Taken => Diag::warning(
            Code::IDLE_REDIRECT,
            from.span,
            words!(
                "“{old}”现在有自己的页面，这条重定向不起作用",
                "“{old}” has a page of its own; this redirect does nothing"
            ),
        )
        .help(words!("删掉这一行", "remove this line")),
        Course::Circle => Diag::error(
            Code::DEAD_REDIRECT,
            to.span,
            words!("从“{old}”出发会绕回原处", "from “{old}” it leads round in a circle"),
        )
        .help(words!("让最后一条指向一个有页面的网址", "let the last of them lead to a page")),
        Course::Twice => Diag::error(
            Code::DEAD_REDIRECT,
            from.span,
            words!("“{old}”的重定向上面已经写过", "a redirect of “{old}” stands above already"),
        )
        .help(words!("留下一条", "keep one of them")),
    })
}
