//! Every command and every option says what it does, in both languages, and completions know them all.

use crate::support::{repository, shown, sopress};
use sopress::{base::lang::Lang, cli};

/// Every command with the words that lead to it.
fn commands(command: &clap::Command, above: &[String], found: &mut Vec<(Vec<String>, clap::Command)>) {
    found.push((above.to_vec(), command.clone()));
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        commands(sub, &[above, &[sub.get_name().to_string()]].concat(), found);
    }
}

fn all(lang: Lang) -> Vec<(Vec<String>, clap::Command)> {
    let mut found = Vec::new();
    commands(&cli::command(lang), &[], &mut found);
    found
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[test]
fn every_command_and_option_says_what_it_does() {
    for lang in [Lang::Zh, Lang::En] {
        for (path, command) in all(lang) {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            let mut texts = vec![(String::from("about"), about)];
            for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
                texts.push((arg.get_id().to_string(), arg.get_help().map(ToString::to_string).unwrap_or_default()));
            }
            for (name, text) in texts {
                assert!(!text.is_empty(), "{path:?} {name} says nothing in {lang:?}");
                match lang {
                    Lang::Zh => assert!(text.contains(is_han), "{path:?} {name} is not Chinese: {text}"),
                    Lang::En => assert!(text.is_ascii(), "{path:?} {name} is not English: {text}"),
                }
            }
        }
    }
}

#[test]
fn a_help_page_has_no_word_of_the_other_language() {
    for (path, command) in all(Lang::Zh) {
        let zh = shown(&sopress().args(&path).args(["--help", "--lang", "zh"]).output().expect("runs"));
        assert!(zh.contains("用法：sopress") && zh.contains("通用选项："), "{path:?}:\n{zh}");
        for english in
            ["Usage", "Options:", "OPTIONS", "Arguments", "Commands", "COMMAND", "[default", "possible", "Print"]
        {
            assert!(!zh.contains(english), "{path:?} has {english}:\n{zh}");
        }
        let en = shown(&sopress().args(&path).args(["--help", "--lang", "en"]).output().expect("runs"));
        assert!(en.contains("Usage: sopress") && !en.contains(is_han), "{path:?}:\n{en}");
        // What it does comes first.
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        assert!(zh.starts_with(about.get(..12).unwrap_or(&about)), "{path:?}:\n{zh}");
    }
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = shown(&sopress().args(["completions", shell]).output().expect("runs"));
        for (path, _) in all(Lang::Zh) {
            for word in &path {
                assert!(script.contains(word.as_str()), "{shell} does not know {word}");
            }
        }
    }
}

/// The pages as users read them, so that a changed word is seen where it is read.
#[test]
fn help_pages_read_as_shown() {
    for (lang, name) in [(Lang::Zh, "help_zh"), (Lang::En, "help_en")] {
        let mut text = String::new();
        for (path, _) in all(lang) {
            let page = sopress().args(&path).args(["--help", "--lang", lang.short()]).output().expect("runs");
            let page = shown(&page);
            // What all commands share stands on the first page.
            let common = ["\n通用选项：", "\nCommon options:"].into_iter().find_map(|title| page.find(title));
            let own = &page[..common.expect("every page ends with what all commands share")];
            let shown = if path.is_empty() { page.as_str() } else { own };
            text.push_str(&format!("==== sopress {}\n{}\n\n", path.join(" "), shown.trim_end()));
        }
        insta::with_settings!({ snapshot_path => repository().join("tests/ui"), prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, text);
        });
    }
}
