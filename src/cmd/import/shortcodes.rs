//! Short codes of Hugo and Zola: references and figures become Markdown; any other that has a line of its own is kept in the report by
//! its name, and what stands between its two ends stays.

use super::{
    lines::{Fence, Line},
    notes::{Notes, Why},
};

pub fn convert(lines: &mut [Line], file: &str, notes: &mut Notes) {
    let mut fence = Fence::default();
    for line in lines {
        if fence.holds(&line.text)
            || !line.text.contains("{{") && !line.text.contains("{%") && !line.text.contains("@/")
        {
            continue;
        }
        let known = known(&line.text.replace("](@/", "](/"));
        let bare = known.trim();
        if is_code(bare) && !bare[2..].contains("{{") && !bare[2..].contains("{%") {
            notes.push(Why::ShortCode, file, line.number, format!("{}: {bare}", name(bare)));
            line.text = String::new();
        } else {
            line.text = known;
        }
    }
}

/// One short code and nothing else: `{{< x >}}`, `{{% x %}}`, `{{ x() }}`, `{% x() %}`.
fn is_code(text: &str) -> bool {
    let ends = |start: &str, end: &str| text.starts_with(start) && text.ends_with(end);
    ends("{{<", ">}}") || ends("{{%", "%}}") || ends("{%", "%}") || ends("{{", ")}}") || ends("{{", ") }}")
}

fn name(code: &str) -> &str {
    let bare = code.trim_start_matches(['{', '<', '%', ' ', '/']);
    bare.split(|c: char| c.is_whitespace() || "(%>}/".contains(c)).next().unwrap_or("")
}

/// `ref`, `relref` and `figure` in their places.
fn known(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        out.push_str(&rest[..at]);
        let code = &rest[at..];
        let Some(end) = code.find("}}").map(|end| end + 2) else { break };
        let (code, after) = code.split_at(end);
        match (code.starts_with("{{<") || code.starts_with("{{%"), name(code)) {
            (true, "ref" | "relref") => match quoted(code, None) {
                Some(to) => out.push_str(&to),
                None => out.push_str(code),
            },
            (true, "figure") => match quoted(code, Some("src")) {
                Some(from) => {
                    let words = ["alt", "caption", "title"].iter().find_map(|key| quoted(code, Some(key)));
                    let words = words.unwrap_or_default().replace(['[', ']'], " ");
                    out.push_str(&format!("![{words}]({})", from.replace(' ', "%20")));
                }
                None => out.push_str(code),
            },
            _ => out.push_str(code),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The text in quotation marks: the first, or that of a key.
fn quoted(code: &str, key: Option<&str>) -> Option<String> {
    let from = match key {
        Some(key) => code.find(&format!("{key}=")).map(|at| at + key.len() + 1)?,
        None => 0,
    };
    let open = from + code[from..].find(['"', '\''])?;
    let mark = code[open..].chars().next()?;
    let end = code[open + 1..].find(mark)?;
    Some(code[open + 1..open + 1 + end].to_string())
}

#[cfg(test)]
mod tests {
    use super::{super::lines::lines, *};

    #[test]
    fn references_and_figures_become_markdown_and_others_are_named() {
        let text = "看 [乙]({{< relref \"b.md#x\" >}}) 和 [丙](@/c.md)。\n{{< figure src=\"/a.png\" title=\"图\" >}}\n{{< youtube w7Ft2 >}}\n文 {{< n >}} 字\n{% note() %}\n内容\n{% end %}\n";
        let mut list = lines(text, 1);
        let mut notes = Notes::default();
        convert(&mut list, "a.md", &mut notes);
        let out: Vec<&str> = list.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(out, ["看 [乙](b.md#x) 和 [丙](/c.md)。", "![图](/a.png)", "", "文 {{< n >}} 字", "", "内容", ""]);
        let report = notes.report("x", 1, 0, crate::base::lang::Lang::Zh);
        assert!(report.contains("a.md:3 — `youtube: {{< youtube w7Ft2 >}}`"), "{report}");
    }
}
