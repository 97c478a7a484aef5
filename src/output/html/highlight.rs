//! Code in colours, as a dozen classes that a theme's CSS gives its light and dark colours.

use std::{collections::HashMap, sync::LazyLock};
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};

/// The classes: comment, string, escape, number, constant, keyword, operator, function, type, tag, attribute or key,
/// variable, removed, added, heading.
#[cfg(test)]
const CLASSES: [&str; 15] = ["c", "s", "e", "n", "b", "k", "o", "f", "t", "g", "a", "v", "x", "i", "h"];

/// Longer code is printed plain: colours do not help there, and some grammars are slow on it.
const LONGEST: usize = 32 * 1024;
/// A line longer than this is data.
const LONGEST_LINE: usize = 1000;

/// Code cut into parts with the class of each; together they are the code. `None` for what has no colours: an unknown
/// language, very long code.
pub fn highlight<'c>(lang: &str, code: &'c str) -> Option<Vec<(Option<&'static str>, &'c str)>> {
    let lang = lang.trim().to_ascii_lowercase();
    // The grammars are dear to load; the most frequent case does without.
    if matches!(lang.as_str(), "" | "text" | "txt" | "plain" | "plaintext" | "none" | "纯文本" | "csv") {
        return None;
    }
    if code.len() > LONGEST || code.lines().any(|line| line.len() > LONGEST_LINE) {
        return None;
    }
    let lang = match lang.as_str() {
        "jsonc" | "json5" => "json",
        "shell" | "console" | "zsh" => "bash",
        "golang" => "go",
        "markdown" => "md",
        "typ" => "typst",
        other => other,
    };
    let syntax = GRAMMARS.find_syntax_by_token(lang)?;
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut parts = Parts { known: HashMap::new(), parts: Vec::new() };
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        let mut at = 0;
        for (offset, change) in state.parse_line(line, &GRAMMARS).ok()? {
            parts.push(code, start + at..start + offset, &stack);
            at = offset;
            stack.apply(&change).ok()?;
        }
        parts.push(code, start + at..start + line.len(), &stack);
        start += line.len();
    }
    Some(parts.parts.into_iter().map(|(class, range)| (class, &code[range])).collect())
}

/// Code as HTML, with `<span class="k">` where it has colours.
pub fn html(lang: &str, code: &str) -> String {
    let mut out = String::with_capacity(code.len() * 2);
    for (class, part) in highlight(lang, code).unwrap_or_else(|| vec![(None, code)]) {
        if let Some(class) = class {
            out.push_str("<span class=\"c-");
            out.push_str(class);
            out.push_str("\">");
        }
        for c in part.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                _ => out.push(c),
            }
        }
        if class.is_some() {
            out.push_str("</span>");
        }
    }
    out
}

static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Beginnings of scope names and their class; of several that fit, the longest says it.
const SCOPES: &[(&str, Option<&str>)] = &[
    ("comment", Some("c")),
    ("punctuation.definition.comment", Some("c")),
    ("string", Some("s")),
    ("punctuation.definition.string", Some("s")),
    ("constant.character.escape", Some("e")),
    ("constant.other.placeholder", Some("e")),
    ("constant.numeric", Some("n")),
    ("constant.other.timestamp", Some("n")),
    ("constant.other.datetime", Some("n")),
    ("constant", Some("b")),
    ("support.constant", Some("b")),
    ("variable.language", Some("b")),
    ("keyword", Some("k")),
    ("storage", Some("k")),
    ("keyword.operator", Some("o")),
    ("keyword.operator.word", Some("k")),
    ("keyword.operator.new", Some("k")),
    ("entity.name.function", Some("f")),
    ("support.function", Some("f")),
    ("variable.function", Some("f")),
    ("entity.name.type", Some("t")),
    ("entity.name.class", Some("t")),
    ("entity.name.struct", Some("t")),
    ("entity.name.enum", Some("t")),
    ("entity.name.interface", Some("t")),
    ("entity.name.namespace", Some("t")),
    ("entity.other.inherited-class", Some("t")),
    ("support.type", Some("t")),
    ("support.class", Some("t")),
    ("storage.type.numeric", Some("t")),
    ("entity.name.table", Some("t")),
    ("entity.name.tag", Some("g")),
    ("entity.name.tag.toml", Some("a")),
    ("entity.name.tag.yaml", Some("a")),
    ("entity.other.attribute-name", Some("a")),
    ("support.type.property-name", Some("a")),
    ("entity.name.section", Some("h")),
    ("markup.heading", Some("h")),
    ("variable.parameter", Some("v")),
    ("punctuation.definition.variable", Some("v")),
    ("variable.other.readwrite.shell", Some("v")),
    ("variable.other.normal.shell", Some("v")),
    ("markup.deleted", Some("x")),
    ("markup.inserted", Some("i")),
    // Holes in a string are code again.
    ("meta.interpolation", None),
    ("meta.template.expression", None),
];

static RULES: LazyLock<Vec<(Scope, Option<&'static str>)>> = LazyLock::new(|| {
    SCOPES.iter().map(|(name, class)| (Scope::new(name).expect("a name of few parts"), *class)).collect()
});

static KEY: LazyLock<Scope> = LazyLock::new(|| Scope::new("meta.mapping.key").expect("a name of few parts"));

struct Parts {
    /// What was found for each scope; `None` when no rule fits.
    known: HashMap<Scope, Option<Option<&'static str>>>,
    parts: Vec<(Option<&'static str>, std::ops::Range<usize>)>,
}

impl Parts {
    fn push(&mut self, code: &str, range: std::ops::Range<usize>, stack: &ScopeStack) {
        if range.is_empty() {
            return;
        }
        // Spaces have no colour; they join what stands before them.
        let blank = code[range.clone()].trim().is_empty();
        match self.parts.last_mut() {
            Some((_, last)) if blank => last.end = range.end,
            last => {
                // The innermost scope that a rule knows.
                let class = stack.scopes.iter().rev().find_map(|scope| rule(&mut self.known, *scope)).flatten();
                // A key of JSON is a string whose place makes it a key.
                let key = class == Some("s") && stack.scopes.iter().any(|scope| KEY.is_prefix_of(*scope));
                let class = if key { Some("a") } else { class };
                match last {
                    Some((before, last)) if *before == class => last.end = range.end,
                    _ => self.parts.push((class, range)),
                }
            }
        }
    }
}

fn rule(known: &mut HashMap<Scope, Option<Option<&'static str>>>, scope: Scope) -> Option<Option<&'static str>> {
    *known.entry(scope).or_insert_with(|| {
        let fitting = RULES.iter().filter(|(prefix, _)| prefix.is_prefix_of(scope));
        fitting.max_by_key(|(prefix, _)| prefix.len()).map(|(_, class)| *class)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Classes in front of their parts: `k:fn`.
    fn short(lang: &str, code: &str) -> String {
        let parts = highlight(lang, code).expect("has colours");
        assert_eq!(parts.iter().map(|(_, part)| *part).collect::<String>(), code);
        assert!(parts.iter().all(|(class, _)| class.is_none_or(|class| CLASSES.contains(&class))));
        let parts = parts.iter().filter_map(|(class, part)| class.map(|class| format!("{class}:{}", part.trim())));
        parts.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_our_writers_show_has_colours() {
        for (lang, code, expected) in [
            ("toml", "[brand]\nname = \"甲\" # 乙\nn = 1\n", "t:brand a:name s:\"甲\" c:# 乙 a:n n:1"),
            ("ts", "const a: string = `x${b}`; // c\n", "k:const o:: t:string o:= s:`x s:` c:// c"),
            ("json", "{\"a\": [1, true, \"b\"]}\n", "a:\"a\" n:1 b:true s:\"b\""),
            ("rust", "fn a(b: u8) -> bool { b == 1 }\n", "k:fn f:a v:b k:u8 k:bool o:== n:1"),
            ("sh", "echo \"$a\" && ls -l # c\n", "f:echo s:\" v:$a s:\" o:&& f:ls v:-l c:# c"),
            ("yaml", "a: 1\nb: 是\n", "a:a n:1 a:b s:是"),
            ("html", "<a href=\"b\">c</a>\n", "g:a a:href s:\"b\" g:a"),
            ("css", "a { color: #fff }\n", "g:a a:color b:#fff"),
            ("python", "def a(b):\n    return b + 1\n", "k:def f:a v:b k:return o:+ n:1"),
            ("diff", "-a\n+b\n", "x:-a i:+b"),
            ("md", "# 甲\n", "h:# 甲"),
        ] {
            assert_eq!(short(lang, code), expected, "{lang}");
        }
    }

    #[test]
    fn what_has_no_colours_is_printed_plain() {
        assert_eq!(highlight("", "a"), None);
        assert_eq!(highlight("no-such-language", "a"), None);
        assert_eq!(highlight("json", &"[".repeat(2000)), None);
        assert_eq!(html("x", "<a href='b'>&\""), "&lt;a href=&#39;b&#39;&gt;&amp;&quot;");
        assert_eq!(html("json", "1 <"), "<span class=\"c-n\">1</span> &lt;");
    }
}
