//! Source code with classes for its colours, which the theme's tokens give in light and dark.

use super::escape;
use syntect::{
    html::{ClassStyle, ClassedHTMLGenerator},
    parsing::SyntaxSet,
    util::LinesWithEndings,
};

pub struct Highlighter {
    syntaxes: SyntaxSet,
}

impl std::fmt::Debug for Highlighter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Highlighter")
    }
}

impl Highlighter {
    pub fn new() -> Highlighter {
        Highlighter { syntaxes: two_face::syntax::extra_newlines() }
    }

    /// Code in a language by its name or file ending; plain when the language is unknown.
    pub fn print(&self, lang: &str, source: &str, out: &mut String) {
        // A very long listing is not worth minutes of regular expressions.
        let syntax = if source.len() > 200_000 {
            None
        } else {
            self.syntaxes.find_syntax_by_token(lang).filter(|_| !lang.is_empty())
        };
        let Some(syntax) = syntax else { return escape::push(source, out) };
        let mut generator = ClassedHTMLGenerator::new_with_class_style(
            syntax,
            &self.syntaxes,
            ClassStyle::SpacedPrefixed { prefix: "c-" },
        );
        for line in LinesWithEndings::from(source) {
            if generator.parse_html_for_line_which_includes_newline(line).is_err() {
                return escape::push(source, out);
            }
        }
        out.push_str(&generator.finalize());
    }
}
