//! Where each line of `[redirects]` leads: for one audience, since what another has no page for must not be named to it.

use super::Places;
use crate::{
    base::{artifact::OutPath, span::Spanned},
    model::Book,
};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Course {
    /// A page stands at the old address and leads to the new one.
    Leads {
        from: OutPath,
        /// Below the root, with the place in the page.
        to: String,
        /// Through another line of the list.
        detour: bool,
    },
    /// The old address is none that a file can have.
    NoAddress,
    /// The new address is on another site.
    Outside,
    /// No page is there.
    Nowhere,
    /// A page stands at the old address itself.
    Taken,
    /// It leads back to itself.
    Circle,
    /// The same old address stands above.
    Twice,
}

/// One for each line of `[redirects]`, in its order.
pub fn courses(book: &Book, places: &Places) -> Vec<Course> {
    let pages: BTreeSet<OutPath> = places.pages(book).into_iter().filter_map(|page| places.path(page)).collect();
    let host = book.site.base_url.value.as_str();
    let lines = &book.site.redirects;
    let mut leads: BTreeMap<OutPath, &Spanned<String>> = BTreeMap::new();
    for (from, to) in lines {
        if let Some(from) = file(&from.value, host) {
            leads.entry(from).or_insert(to);
        }
    }
    let mut seen = BTreeSet::new();
    let course = |(from, to): &(Spanned<String>, Spanned<String>)| {
        let Some(from) = file(&from.value, host) else { return Course::NoAddress };
        if !seen.insert(from.clone()) {
            return Course::Twice;
        }
        if pages.contains(&from) {
            return Course::Taken;
        }
        let mut to = to.value.as_str();
        let mut passed = BTreeSet::from([from.clone()]);
        loop {
            if is_outside(to, host) {
                return Course::Outside;
            }
            let Some(path) = file(to, host) else { return Course::Nowhere };
            if pages.contains(&path) {
                let place = to.split_once('#').map_or_else(String::new, |(_, place)| format!("#{place}"));
                return Course::Leads { from, to: format!("{path}{place}"), detour: passed.len() > 1 };
            }
            match leads.get(&path) {
                Some(_) if passed.contains(&path) => return Course::Circle,
                Some(next) => to = next.value.as_str(),
                None => return Course::Nowhere,
            }
            passed.insert(path);
        }
    };
    lines.iter().map(course).collect()
}

/// The file of an address however it is written: with or without slashes, `index.html` and the site's own host.
fn file(address: &str, host: &str) -> Option<OutPath> {
    let address = address.trim();
    let address = address.strip_prefix(host).filter(|_| !host.is_empty()).unwrap_or(address);
    let path = address.split(['#', '?']).next().unwrap_or(address).trim_start_matches("./").trim_matches('/');
    OutPath::new(match path {
        "" => "index.html".to_string(),
        path if path.ends_with(".html") => path.to_string(),
        path => format!("{path}/index.html"),
    })
}

fn is_outside(address: &str, host: &str) -> bool {
    let own = !host.is_empty() && address.starts_with(host);
    !own && (address.contains("://") || address.starts_with("//") || address.starts_with("mailto:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_file_however_it_is_written() {
        let host = "https://a.example/book";
        let page = OutPath::new("handbook/a/index.html");
        for address in ["handbook/a", "/handbook/a/", "./handbook/a/index.html", "https://a.example/book/handbook/a/#b"]
        {
            assert_eq!(file(address, host), page, "{address}");
        }
        assert_eq!(file("/", host), OutPath::new("index.html"));
        assert_eq!(file("旧页/", host), None);
        assert!(is_outside("https://b.example/", host) && !is_outside("https://a.example/book/x/", host));
    }
}
