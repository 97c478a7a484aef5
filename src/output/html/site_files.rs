//! The small files of a site: site map, robots, feed of changes, the version that pages ask for, redirects, server hints.

use super::{
    Printer, changes,
    escape::escaped,
    places::PageId,
    redirect::{self, Course},
    short_code,
};
use crate::{
    base::{
        artifact::{Artifact, OutPath},
        diag::Diag,
    },
    model::{Book, Record, chapter::Audience},
    output::Press,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Where the site stands on its host: the page for lost addresses is shown at any depth.
pub fn absolute_root(press: Press<'_>) -> String {
    if press.is_preview() { "/".to_string() } else { published_root(press.book) }
}

/// The same for a site on its host, never for a preview.
pub fn published_root(book: &Book) -> String {
    let base = book.site.base_url.value.as_str();
    let path = base.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    match path.trim_matches('/') {
        "" => "/".to_string(),
        path => format!("/{path}/"),
    }
}

pub fn artifacts(printer: &Printer<'_>) -> Result<Vec<Artifact>, Diag> {
    let book = printer.press.book;
    let base = book.site.base_url.value.trim_end_matches('/');
    let public = printer.press.audience == Audience::Public;
    let version = format!("sopressBuild({});\n", super::assets::string(printer.press.build));
    let mut list = vec![
        Artifact::new(OutPath::own("version.js"), version),
        Artifact::new(OutPath::own("robots.txt"), robots(base, public)),
        Artifact::new(OutPath::own("_headers"), HEADERS.replace("{policy}", &policy(printer))),
        Artifact::new(
            OutPath::own("nginx.conf.txt"),
            NGINX.replace("{policy}", &policy(printer)).replace("{codes}", &short_code::nginx(printer)),
        ),
    ];
    if !base.is_empty() {
        list.push(Artifact::new(OutPath::own("sitemap.xml"), sitemap(printer, base)));
        list.push(Artifact::new(OutPath::own("feed.xml"), feed(printer, base)));
    }
    list.extend(redirects(printer)?);
    Ok(list)
}

fn robots(base: &str, public: bool) -> String {
    // Only what is made for everyone may be found by everyone.
    match (public, base.is_empty()) {
        (false, _) => "User-agent: *\nDisallow: /\n".to_string(),
        (true, true) => "User-agent: *\nAllow: /\n".to_string(),
        (true, false) => format!("User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n"),
    }
}

fn address(base: &str, path: &OutPath) -> String {
    escaped(&format!("{base}/{}", path.as_str().trim_end_matches("index.html")))
}

fn sitemap(printer: &Printer<'_>, base: &str) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in printer.pages() {
        if matches!(page, PageId::NotFound | PageId::Search) {
            continue;
        }
        let date = match page {
            PageId::Chapter(id) => {
                printer.press.book.chapters[id].document.changelog.iter().filter_map(|c| c.value.date).max()
            }
            _ => None,
        };
        let modified = date.map_or_else(String::new, |d| format!("<lastmod>{d}</lastmod>"));
        let _ = writeln!(out, "<url><loc>{}</loc>{modified}</url>", address(base, &printer.path_of(page)));
    }
    out.push_str("</urlset>\n");
    out
}

fn feed(printer: &Printer<'_>, base: &str) -> String {
    let site = &printer.press.book.site;
    let latest = changes::latest(printer);
    let updated = latest.first().map_or_else(|| "1970-01-01".to_string(), |(date, _, _)| date.to_string());
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<title>{}</title>\n<id>{}/</id>\n<link href=\"{}/\"/>\n<link rel=\"self\" href=\"{}/feed.xml\"/>\n<updated>{updated}T00:00:00Z</updated>\n<author><name>{}</name></author>\n",
        printer.press.lang.tag(),
        escaped(&site.title),
        escaped(base),
        escaped(base),
        escaped(base),
        escaped(if site.brand.name.is_empty() { &site.title } else { &site.brand.name }),
    );
    for (date, id, change) in latest.into_iter().take(50) {
        let page = address(base, &printer.path_of(PageId::Chapter(id)));
        let title = format!("{} {}", printer.name(Record::Chapter(id)), change.version);
        let _ = writeln!(
            out,
            "<entry><title>{}</title><id>{page}#{}-{}</id><link href=\"{page}\"/><updated>{date}T00:00:00Z</updated><summary>{}</summary></entry>",
            escaped(title.trim()),
            escaped(&change.version),
            date,
            escaped(&change.what),
        );
    }
    out.push_str("</feed>\n");
    out
}

#[derive(Debug, Serialize)]
struct RedirectView<'a> {
    lang: &'a str,
    root: String,
    to: String,
    first: &'a str,
}

/// A page at each old address that leads to the new one.
fn redirects(printer: &Printer<'_>) -> Result<Vec<Artifact>, Diag> {
    let mut list = Vec::new();
    for course in redirect::courses(printer.press.book, printer.places) {
        // The others are told by a rule.
        let Course::Leads { from, to, .. } = course else { continue };
        let root = from.to_root();
        let view = RedirectView {
            lang: printer.press.lang.tag(),
            to: format!("{root}{to}"),
            root,
            first: printer.files.first.path.as_str(),
        };
        let html = printer.press.theme.print("redirect.html", printer.press.lang, &view)?;
        list.push(Artifact::new(from, html));
    }
    Ok(list)
}

/// What a page may load: nothing from elsewhere, and of scripts inside a page the one that finds the root.
fn policy(printer: &Printer<'_>) -> String {
    let script = Sha256::digest(printer.files.extra_text("lost").as_bytes());
    format!(
        "default-src 'self'; script-src 'self' 'sha256-{}'; img-src 'self' data:; frame-ancestors 'self'; base-uri 'self'",
        STANDARD.encode(script)
    )
}

/// For hosts that read such a file: pages are asked for anew, what bears a hash in its name never again.
const HEADERS: &str = "\
/*
  Content-Security-Policy: {policy}
  X-Content-Type-Options: nosniff
  Referrer-Policy: same-origin
  Cache-Control: no-cache
/_theme/*
  Cache-Control: public, max-age=31536000, immutable
/_assets/*
  Cache-Control: public, max-age=31536000, immutable
/_pictures/*
  Cache-Control: public, max-age=31536000, immutable
/_search/*
  Cache-Control: public, max-age=31536000, immutable
";

const NGINX: &str = "\
# To be put into a server block; root is the folder of this file.
location / {
    add_header Content-Security-Policy \"{policy}\" always;
    add_header X-Content-Type-Options nosniff always;
    add_header Cache-Control no-cache always;
    error_page 404 /404.html;
}
location ~ ^/(_theme|_assets|_pictures|_search)/ {
    add_header Cache-Control \"public, max-age=31536000, immutable\" always;
}
{codes}gzip on;
gzip_types text/css application/javascript text/javascript image/svg+xml application/xml;
";
