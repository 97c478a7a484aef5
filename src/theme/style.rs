//! The style sheet: files by folder into cascade layers, the dark palette written once and used twice.

use super::Shelves;

/// The layers in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    Reset,
    Tokens,
    /// Declarations that hold when the reader, or the reader's device, wants a dark page.
    Dark,
    Base,
    Parts,
    Print,
}

pub(super) fn load(shelves: &Shelves<'_>) -> Vec<(Layer, String)> {
    let mut styles: Vec<(Layer, String)> = Vec::new();
    for (path, file) in &shelves.files {
        let Some(name) = path.strip_prefix("css/").and_then(|name| name.strip_suffix(".css")) else { continue };
        let layer = match name.split_once('/').unwrap_or((name, "")) {
            ("reset", _) => Layer::Reset,
            ("tokens", inner) if inner.starts_with("dark") => Layer::Dark,
            ("tokens", _) => Layer::Tokens,
            ("base", _) => Layer::Base,
            ("print", _) => Layer::Print,
            _ => Layer::Parts,
        };
        styles.push((layer, super::text(*file)));
    }
    // Stable: within a layer the order of the shelves stays.
    styles.sort_by_key(|(layer, _)| *layer);
    styles
}

pub(super) fn sheet(styles: &[(Layer, String)], tokens: &str, parts: &str) -> String {
    let mut out = String::from("@layer reset, tokens, base, parts, print;\n");
    for (layer, css) in styles {
        match layer {
            Layer::Dark => out.push_str(&dark(css)),
            Layer::Reset => block("reset", css, &mut out),
            Layer::Tokens => block("tokens", css, &mut out),
            Layer::Base => block("base", css, &mut out),
            Layer::Parts => block("parts", css, &mut out),
            Layer::Print => block("print", css, &mut out),
        }
    }
    block("tokens", tokens, &mut out);
    block("parts", parts, &mut out);
    squeeze(&out)
}

fn block(layer: &str, css: &str, out: &mut String) {
    out.push_str("@layer ");
    out.push_str(layer);
    out.push_str(" {\n");
    out.push_str(css);
    out.push_str("\n}\n");
}

/// `:root { … }` of a dark palette, for the device's wish unless the reader chose light, and for the reader's choice. Screens
/// only: paper stays light.
pub fn dark(css: &str) -> String {
    let plain = strip_comments(css);
    let body = plain.trim().strip_prefix(":root").map_or(plain.as_str(), str::trim);
    let wish = format!(":root:not([data-mode=\"light\"]) {body}");
    let choice = format!(":root[data-mode=\"dark\"] {body}");
    format!(
        "@layer tokens {{ @media screen and (prefers-color-scheme: dark) {{ {wish} }} @media screen {{ {choice} }} }}\n"
    )
}

fn strip_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(open) = rest.find("/*") {
        out.push_str(&rest[..open]);
        rest = rest[open..].find("*/").map_or("", |close| &rest[open + close + 2..]);
    }
    out.push_str(rest);
    out
}

/// Comments, indentation and blank lines cost bytes on every phone; nothing else is touched, so that what one sees in the
/// browser is what stands in the file.
fn squeeze(css: &str) -> String {
    let plain = strip_comments(css);
    let mut out = String::with_capacity(plain.len());
    for line in plain.lines().map(str::trim).filter(|line| !line.is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    out
}
